"""What every payload is written from: the two companies, an item under its names, its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tuowang.errors import Mistake
from tuowang.flows.checks import known_item, known_partner
from tuowang.flows.disclosure import disclosed
from tuowang.flows.figures import GLOBAL_IDS
from tuowang.flows.figures_book import Book, open_book
from tuowang.flows.figures_views import bought_items, sold_items
from tuowang.flows.item_codes import their_item
from tuowang.flows.partner import DISCLOSURES
from tuowang.flows.trading import COMMITMENTS, DEMANDS
from tuowang.standards.base import Payload, number_of
from tuowang.standards.catena import names
from tuowang.standards.catena.samm_units import samm_unit
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS, iso_day

DEFAULT_CATEGORY: Payload = {"demandCategoryCode": "0001"}


class Sheet(NamedTuple):
    """One payload's item: between whom, under which names, in which unit, and when."""

    book: Book
    selling: bool
    item: str
    name: str
    unit: str
    seller_item: str
    buyer_item: str
    us: str
    them: str
    global_id: str
    now: int

    @property
    def view(self) -> View:
        """The company's tables."""
        return self.book.view

    @property
    def partner(self) -> str:
        """Whom it is for."""
        return self.book.partner

    @property
    def today(self) -> str:
        """The ISO date."""
        return iso_day(self.now // DAY_MILLISECONDS)

    @property
    def at(self) -> str:
        """The time of writing."""
        return names.moment(self.now)

    @property
    def direction(self) -> str:
        """Of the stock: ours for the buyer is outbound, ours from the seller inbound."""
        return "OUTBOUND" if self.selling else "INBOUND"

    def value(self, quantity: int) -> int | Decimal:
        """A quantity of the item in the payload's unit."""
        return number_of(Fraction(quantity) * samm_unit(self.unit)[1])

    def amount(self, quantity: int) -> Payload:
        """A quantity with its unit."""
        return {"value": self.value(quantity), "unit": samm_unit(self.unit)[0]}


def sheets(
    view: View, partner: str, now: int, item: str, topic: str, *, selling: bool
) -> list[Sheet]:
    """The items that we sell to, or buy of, a partner, as far as it may see them.

    Mistake: partner-unknown, item-unknown; not-disclosed, where it may see nothing of the topic.
    """
    known_partner(view, partner)
    if item:
        known_item(view, item)
    rules = next(iter(view.scan(DISCLOSURES, partner, topic)), None)
    if rules is None or (item and not disclosed(view, partner, topic, item)):
        raise Mistake("not-disclosed", partner=partner, topic=topic)
    found = sold_items(view, partner) if selling else bought_items(view, partner)
    book, codes = open_book(view, partner), _buyers_codes(view, partner)
    return [
        _sheet(book, now, one, codes, selling=selling)
        for one in found
        if item in ("", one) and disclosed(view, partner, topic, one)
    ]


def either(*ways: Callable[[], list[Sheet]]) -> list[Sheet]:
    """All that may be seen of several topics; a Mistake where nothing of any."""
    found: list[Sheet] = []
    wrong: list[Mistake] = []
    for way in ways:
        try:
            found += way()
        except Mistake as mistake:
            if mistake.code != "not-disclosed":
                raise
            wrong.append(mistake)
    if len(wrong) == len(ways):
        raise wrong[0]
    return found


def _sheet(book: Book, now: int, item: str, codes: dict[str, str], *, selling: bool) -> Sheet:
    view, partner = book.view, book.partner
    row, theirs = known_item(view, item), their_item(view, partner, item)
    us, them = names.our_number(view), names.partner_number(view, partner)
    seller_item, buyer_item = theirs, item
    if selling:
        seller_item, buyer_item = item, codes.get(item, theirs)
    given = next(iter(view.find(GLOBAL_IDS, ("partner", "item", "global_id"), partner, item)), None)
    id_ = given.global_id if given is not None else ""
    return Sheet(
        book,
        selling,
        item,
        row.name or item,
        row.unit,
        seller_item,
        buyer_item,
        us,
        them,
        id_ or names.material_id(us if selling else them, seller_item),
        now,
    )


def _buyers_codes(view: View, partner: str) -> dict[str, str]:
    """What a buyer called our items when it asked for them last."""
    asked = [row for row in view.scan(DEMANDS, partner) if not row.mine]
    return {
        line.item: line.buyer_item
        for row in sorted(asked, key=lambda row: (row.day, row.demand))
        for line in row.lines
        if line.buyer_item
    }


def order_key(sheet: Sheet, reference: str) -> tuple[str, str]:
    """The agreed or demanded line that a plan's reference names; ("", "") where it is no order."""
    parts = reference.partition("#")[0].split("/")
    if len(parts) != 3 or parts[0] != sheet.partner:
        return "", ""
    _, document, line = parts
    agreed = sheet.view.get(COMMITMENTS, sheet.partner, document, line)
    asked = sheet.view.get(DEMANDS, sheet.partner, document)
    return ("", "") if agreed is None and asked is None else (document, line)


def _order_line(document: str, line: str) -> Payload:
    """An agreement's line: both companies call it by the same name."""
    return {
        "supplierOrderId": document,
        "customerOrderId": document,
        "customerOrderPositionId": line,
    }


def positions(parts: dict[tuple[str, str], list[Payload]], field: str) -> Iterator[Payload]:
    """Positions with what stands under each order line; ("", "") is no order's."""
    for (document, line), under in sorted(parts.items()):
        whole: Payload = {field: under}
        if document:
            whole["orderPositionReference"] = _order_line(document, line)
        yield whole
