"""Our lines, checked and made ready to travel: the seller's code, unit and price on each."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.amounts import whole_quantity
from tuowang.flows.catalogue import ItemRow
from tuowang.flows.catalogue_prices import price_for
from tuowang.flows.checks import day_of, known_item, known_partner, quantity_of
from tuowang.flows.disclosure import disclosed
from tuowang.flows.item_codes import our_item, their_item
from tuowang.flows.readiness import require_ready
from tuowang.flows.trading import Requested, Terms
from tuowang.flows.trading_state import MOST_LINES, base_of, total_minor
from tuowang.flows.vocabulary import Line
from tuowang.store.store import View
from tuowang.units import MAXIMUM_AMOUNT_MINOR, unit_code


class Priced(NamedTuple):
    """Lines that may travel, and the currency of their prices."""

    lines: list[Line]
    currency: str


def check_lines(lines: list[Line]) -> None:
    """Names that are there and once, whole quantities in range, days that exist."""
    if not lines:
        raise Mistake("lines-missing")
    if len(lines) > MOST_LINES:
        raise Mistake("lines-too-many", count=len(lines), most=MOST_LINES)
    seen: set[str] = set()
    for line in lines:
        if not 1 <= len(line.line) <= 64 or line.line in seen:
            raise Mistake("line-name", line=line.line)
        seen.add(line.line)
        quantity_of(line.quantity)
        quantity_of(line.price_quantity)
        if not 0 <= line.price_minor <= MAXIMUM_AMOUNT_MINOR:
            raise Mistake("amount-out-of-range", text=str(line.price_minor))
        day_of(line.due)


def check_total(terms: Terms) -> None:
    """`Mistake` where the terms come to more money than can be counted."""
    total = total_minor(terms)
    if total > MAXIMUM_AMOUNT_MINOR:
        raise Mistake("amount-out-of-range", text=str(total))


def tradable(view: View, partner: str, item: str) -> ItemRow:
    """Our item, ready, and with dealings about it disclosed to the partner."""
    row = known_item(view, item)
    require_disclosed(view, partner, item)
    require_ready(view, item)
    return row


def require_disclosed(view: View, partner: str, item: str) -> None:
    """`Mistake` where the partner may not see dealings about the item."""
    if not disclosed(view, partner, Requested.topic, item):
        raise Mistake("not-disclosed", partner=partner, topic=Requested.topic, item=item)


def demand_lines(view: View, partner: str, lines: list[Line]) -> list[Line]:
    """A buyer's lines (our codes) with the seller's code; a unit left empty is the item's."""
    check_lines(lines)
    ready = []
    for line in lines:
        row = tradable(view, partner, line.item)
        unit = unit_code(line.unit) if line.unit else row.unit
        whole_quantity(row, unit, line.quantity)
        code = their_item(view, partner, line.item)
        ready.append(replace(line, item=code, buyer_item=line.item, unit=unit))
    return ready


def offer_as_asked(view: View, partner: str, asked: list[Line]) -> Priced:
    """Everything that a demand asks for, in our units, at our prices."""
    lines = []
    for line in asked:
        row = tradable(view, partner, line.item)
        quantity = whole_quantity(row, line.unit, line.quantity)
        lines.append(replace(line, unit=row.unit, quantity=quantity, price_minor=0))
    return _priced(view, partner, lines, "")


def answering_lines(
    view: View, partner: str, lines: list[Line], base: list[Line], *, selling: bool, currency: str
) -> Priced:
    """Our lines (our codes) that answer `base`: what they leave empty is taken from there.

    currency: of the thread so far; "" where there is none yet (a seller's first offer).
    """
    check_lines(lines)
    ready = []
    for line in lines:
        answered = base_of(base, line.line)
        if selling:
            ready.append(_selling_line(view, partner, line, answered, priced=bool(currency)))
        else:
            ready.append(_buying_line(view, partner, line, answered))
    return _priced(view, partner, ready, currency) if selling else Priced(ready, currency)


def _selling_line(
    view: View, partner: str, line: Line, answered: Line | None, *, priced: bool
) -> Line:
    row = tradable(view, partner, line.item)
    unit = unit_code(line.unit) if line.unit else row.unit
    if unit != row.unit:
        raise Mistake("unit-differs", item=line.item, unit=unit, expected=row.unit)
    buyer_item = answered.buyer_item if answered and answered.item == line.item else ""
    line = replace(line, unit=unit, buyer_item=buyer_item)
    if line.price_minor == 0 and priced and answered and answered.item == line.item:
        return replace(
            line, price_minor=answered.price_minor, price_quantity=answered.price_quantity
        )
    return line


def _buying_line(view: View, partner: str, line: Line, answered: Line | None) -> Line:
    row = tradable(view, partner, line.item)
    code = their_item(view, partner, line.item)
    same = answered is not None and answered.item == code
    unit = unit_code(line.unit) if line.unit else answered.unit if answered and same else row.unit
    if answered and same and unit != answered.unit:
        raise Mistake("unit-differs", item=line.item, unit=unit, expected=answered.unit)
    whole_quantity(row, unit, line.quantity)
    line = replace(line, item=code, buyer_item=line.item, unit=unit)
    if line.price_minor == 0:
        if not answered or not same:
            raise Mistake("price-missing", item=line.buyer_item, partner=partner)
        line = replace(
            line, price_minor=answered.price_minor, price_quantity=answered.price_quantity
        )
    return line


def _priced(view: View, partner: str, lines: list[Line], currency: str) -> Priced:
    """The seller's lines, at our price where they name none; one currency in all."""
    ready = []
    for line in lines:
        if line.price_minor == 0:
            price = price_for(view, partner, line.item)
            if price is None:
                raise Mistake("price-missing", item=line.item, partner=partner)
            if currency and price.currency != currency:
                raise Mistake("currencies-differ", one=currency, other=price.currency)
            currency = price.currency
            line = replace(line, price_minor=price.price_minor, price_quantity=price.price_quantity)
        ready.append(line)
    return Priced(ready, currency or known_partner(view, partner).currency)


def check_acceptable(view: View, partner: str, lines: list[Line], *, selling: bool) -> None:
    """`Mistake` where we cannot keep the partner's lines: item unknown, not ready, other unit."""
    for line in lines:
        item = line.item if selling else our_item(view, partner, line.item)
        if not item:
            raise Mistake("item-not-mapped", partner=partner, their_item=line.item)
        row = tradable(view, partner, item)
        if selling and line.unit != row.unit:
            raise Mistake("unit-differs", item=item, unit=line.unit, expected=row.unit)
        whole_quantity(row, line.unit, line.quantity)
