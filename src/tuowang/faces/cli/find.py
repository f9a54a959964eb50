"""What people type, found in the tables: partners, documents, days, amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tuowang.errors import Mistake
from tuowang.faces.cli.face import Face
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.partner import PARTNERS, PartnerRow
from tuowang.flows.vocabulary import Line
from tuowang.units import amount_minor, day_number, iso_day, quantity, unit_code

MOST_SHOWN = 6
_QUANTITY = re.compile(r"^([+-]?[\d.,，]+)\s*(.*)$", re.DOTALL)
_TODAY = ("today", "今天")


def chosen(typed: str, known: Iterable[str], what: str) -> str:
    """The one name that is, begins or ends with what was typed, in any case; else as typed.

    Mistake: name-ambiguous.
    """
    names = list(dict.fromkeys(known))
    if typed in names or not typed:
        return typed
    low = typed.casefold()
    for fits in (_equals, _begins, _ends):
        found = [name for name in names if fits(name.casefold(), low)]
        if len(found) > 1:
            raise Mistake("name-ambiguous", text=typed, what=what, known=found[:MOST_SHOWN])
        if found:
            return found[0]
    return typed


def _equals(name: str, low: str) -> bool:
    return name == low


def _begins(name: str, low: str) -> bool:
    return name.startswith(low) or name.partition("-")[2].startswith(low)


def _ends(name: str, low: str) -> bool:
    return name.endswith(low)


def partner_code(face: Face, typed: str) -> str:
    """A partner's code by its code or its name, or the beginning of either."""
    rows: list[PartnerRow] = list(face.view.scan(PARTNERS))
    links = [link.partner for link in face.company.links()]
    named = {row.name: row.partner for row in rows if row.name}
    found = chosen(typed, [*(row.partner for row in rows), *links], "partner")
    if found in links or any(row.partner == found for row in rows):
        return found
    return named.get(chosen(typed, named, "partner"), typed)


def document(face: Face, table: Any, partner: str, field: str, typed: str) -> str:
    """A document's name by its beginning or end, among those with a partner."""
    if face.view.get(table, partner, typed) is not None:
        return typed
    return chosen(typed, (getattr(row, field) for row in face.view.scan(table, partner)), field)


def item_code(face: Face, typed: str) -> str:
    """An item's code as we write it, in any case."""
    if not typed or face.view.get(ITEMS, typed) is not None:
        return typed
    low = typed.casefold()
    found = [row.item for row in face.view.scan(ITEMS) if row.item.casefold() == low]
    return found[0] if len(found) == 1 else typed


def day(face: Face, typed: str) -> str:
    """An ISO date: as typed, "today", or "+14" days from today. Mistake: date-unreadable."""
    plain = typed.strip().lower()
    if plain in _TODAY:
        return face.today
    if re.fullmatch(r"\+\d{1,4}", plain):
        return iso_day(day_number(face.today) + int(plain))
    day_number(plain)
    return plain


def own_quantity(face: Face, item: str, typed: str) -> int:
    """A quantity in the item's own unit: "100", "2.5 kg".

    Mistake: not-a-number, quantity-…, unit-….
    """
    found = _QUANTITY.match(typed.strip())
    if found is None:
        raise Mistake("not-a-number", text=typed)
    row = face.view.get(ITEMS, item)
    unit = row.unit if row is not None else "C62"
    factors = {factor.unit: factor.quantity for factor in row.unit_factors} if row else {}
    stated = found[2].strip()
    if stated and stated not in factors:
        stated = unit_code(stated)
    return quantity(found[1], stated or unit, unit, factors)


def price(typed: str, currency: str) -> tuple[int, int]:
    """A price in minor units, and for how many: "12.50", "12.50/100". Mistake: not-a-number …"""
    amount, _, per = typed.partition("/")
    minor = amount_minor(amount, currency)
    count = quantity(per, "C62", "C62") if per else 1
    return minor, count


def line(face: Face, name: str, typed: str, currency: str) -> Line:
    """A line "ITEM:QUANTITY:DATE" or "ITEM:QUANTITY:DATE:PRICE"; an item may contain ":".

    Mistake: line-unreadable.
    """
    parts = typed.split(":")
    for tail in (2, 3):
        if len(parts) > tail and _is_day(face, parts[1 - tail]):
            item = item_code(face, ":".join(parts[:-tail]))
            stated, due = parts[-tail], day(face, parts[1 - tail])
            minor, per = price(parts[-1], currency) if tail == 3 else (0, 1)
            return Line(name, item, "", own_quantity(face, item, stated), due, "", minor, per)
    raise Mistake("line-unreadable", text=typed)


def _is_day(face: Face, typed: str) -> bool:
    try:
        day(face, typed)
    except Mistake:
        return False
    return True


def answering_lines(
    face: Face, typed: Iterable[str], base: list[tuple[str, str]], currency: str
) -> list[Line]:
    """Lines that answer others. `base`: the name and our item of each line that is answered.

    A line takes the name of the first unanswered line of its item, "1.2" where it is a further
    part of it, or a new number; "2=ITEM:..." names it.
    """
    return list(_named(face, list(typed), base, currency))


def _named(
    face: Face, typed: list[str], base: list[tuple[str, str]], currency: str
) -> Iterator[Line]:
    taken: set[str] = set()
    for one in typed:
        named = re.match(r"^([\w.-]{1,20})=(.+)$", one, re.DOTALL)
        read = line(face, named[1] if named else "", named[2] if named else one, currency)
        name = read.line or _free_name(read.item, base, taken)
        taken.add(name)
        yield Line(
            name, read.item, "", read.quantity, read.due, "", read.price_minor, read.price_quantity
        )


def _free_name(item: str, base: list[tuple[str, str]], taken: set[str]) -> str:
    same = [name for name, of in base if of == item]
    for name in same:
        if name not in taken:
            return name
    root = same[0] if same else ""
    used = taken | {name for name, _ in base}
    number = 2 if root else 1
    while (name := f"{root}.{number}" if root else str(number)) in used:
        number += 1
    return name
