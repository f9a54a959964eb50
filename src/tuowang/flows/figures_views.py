"""Which figures a partner would be told, from the tables as they are: only what concerns it.

    stock      what we have of an item that is not allotted to others, what of it is allotted to
               this buyer, and how long all of it lasts
    output     what the plan makes for this buyer, by day
    capacity   what the work centres can make of an item, by week: at most; beside what they make
               for others; and what is agreed with this buyer
    forecast   what we will want of this seller, by day: agreed, asked for, planned

An item is sold to a partner that asked for it, agreed on it, was told of it, has a price for it;
or, where we make it, has a rule for it or calls it by a code of its own. It is bought from its
supplier, and from whom we asked or agreed with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tuowang.flows.catalogue import ITEMS, PRICES, PUBLISHED_ITEMS, ItemRow
from tuowang.flows.days import days_between, later
from tuowang.flows.figures import (
    ALLOTTED,
    DEMANDED,
    ON_HAND,
    PARTNER_FIGURES,
    PLANNED,
    SUPPLY_DAYS,
    TOLD,
    FiguresTold,
    Point,
    Series,
)
from tuowang.flows.figures_book import Book, open_book, parts_of
from tuowang.flows.figures_capacity import capacity_series
from tuowang.flows.item_codes import their_item
from tuowang.flows.partner import DISCLOSURES, ITEM_CODES
from tuowang.flows.stock_moves import on_hand
from tuowang.flows.trading import COMMITMENTS, DEMANDS, CommitmentRow
from tuowang.store.store import View
from tuowang.units import MAXIMUM_QUANTITY

Sees = Callable[[str], bool]


def figures_for(
    view: View, partner: str, subject: str, today: str, sees: Sees, named: str = ""
) -> list[FiguresTold]:
    """What there is to tell a partner about a subject, of the items that `sees` allows.

    named: an item that a rule would name that does not stand yet.
    """
    book, make = open_book(view, partner), TOLD[subject]
    told: list[FiguresTold] = []
    if subject != "forecast":
        for item in filter(sees, sold_items(view, partner, named)):
            series = selling_series(book, subject, item, today)
            if series:
                told.append(make(item, True, series))
    if subject in ("stock", "forecast"):
        for item in filter(sees, bought_items(view, partner)):
            series = buying_series(book, subject, item, today)
            if series:
                told.append(make(their_item(view, partner, item), False, series, item))
    return told


def changed(
    view: View, partner: str, subject: str, now: Iterable[FiguresTold]
) -> Iterator[FiguresTold]:
    """What differs from what the partner was told last; what is left of it no more, empty."""
    held: dict[tuple[str, bool], list[Series]] = {}
    buyers: dict[tuple[str, bool], str] = {}
    for row in view.scan(PARTNER_FIGURES, partner, True, subject):
        key = (row.item, row.selling)
        held.setdefault(key, []).append(Series(row.measure, row.unit, row.points))
        buyers[key] = row.buyer_item
    for record in now:
        before = held.pop((record.item, record.selling), [])
        if not _same(before, record.series, subject):
            yield record
    for (item, selling), _ in sorted(held.items()):
        yield TOLD[subject](item, selling, [], buyers[item, selling])


def _same(before: list[Series], now: list[Series], subject: str) -> bool:
    """Whether nothing new is said. Stock is always of today, so that its day is no news."""

    def plain(series: list[Series]) -> dict[tuple[str, str], list[tuple[str, int]]]:
        return {
            (one.measure, one.unit): [
                ("" if subject == "stock" else point.day, point.quantity) for point in one.points
            ]
            for one in series
        }

    return plain(before) == plain(now)


def sold_items(view: View, partner: str, named: str = "") -> list[str]:
    """Our items that the partner buys from us, in order; with one that we make and `named`."""
    found = {row.item for row in view.scan(COMMITMENTS, partner) if row.selling}
    for demand in view.scan(DEMANDS, partner):
        found |= set() if demand.mine else {line.item for line in demand.lines}
    for price in view.scan(PRICES):
        found |= {price.item} if price.partner == partner else set()
    found |= {row.item for row in view.scan(PUBLISHED_ITEMS, partner)}
    maybe = {named, *(row.item for row in view.scan(ITEM_CODES, partner))}
    maybe |= {rule.item for rule in view.scan(DISCLOSURES, partner)}
    found |= {item for item in maybe if _is_made(view.get(ITEMS, item))}
    return sorted(item for item in found if view.get(ITEMS, item) is not None)


def _is_made(row: ItemRow | None) -> bool:
    return row is not None and row.supply != "buy"


def bought_items(view: View, partner: str) -> list[str]:
    """Our items that we buy from the partner, in order."""
    found = {row.item for row in view.scan(ITEMS) if row.supplier == partner}
    found |= {row.item for row in view.scan(COMMITMENTS, partner) if not row.selling}
    for demand in view.scan(DEMANDS, partner):
        found |= {line.buyer_item for line in demand.lines} if demand.mine else set()
    return sorted(item for item in found if view.get(ITEMS, item) is not None)


def selling_series(book: Book, subject: str, item: str, today: str) -> list[Series]:
    """What a seller tells of an item."""
    unit = unit_of(book.view, item)
    if subject == "stock":
        have = stock_for(book, item, selling=True)
        allotted = sum(part for row, part in allotments(book, item) if row.partner == book.partner)
        return [*_stock(book, item, today, have), Series(ALLOTTED, unit, [Point(today, allotted)])]
    if subject == "output":
        points = by_day(((day, n) for _, day, n in output_parts(book, item)), today)
        return [Series(PLANNED, unit, points)] if points else []
    promised = book.selling.get(item, [])
    agreed = [(row.due, left) for row, left in promised if row.partner == book.partner]
    return capacity_series(book, item, unit, today, agreed)


def buying_series(book: Book, subject: str, item: str, today: str) -> list[Series]:
    """What a buyer tells of an item."""
    if subject == "stock":
        return _stock(book, item, today, stock_for(book, item, selling=False))
    points = by_day(wanted_of(book, item), today)
    return [Series(DEMANDED, unit_of(book.view, item), points)] if points else []


def _stock(book: Book, item: str, today: str, have: int) -> list[Series]:
    lasts = days_of_supply(book, item, today)
    unit = unit_of(book.view, item)
    return [
        Series(ON_HAND, unit, [Point(today, min(have, MAXIMUM_QUANTITY))]),
        Series(SUPPLY_DAYS, "DAY", [Point(today, lasts)]),
    ]


def unit_of(view: View, item: str) -> str:
    """The item's own unit."""
    row = view.get(ITEMS, item)
    return row.unit if row is not None else "C62"


def by_day(amounts: Iterable[tuple[str, int]], today: str) -> list[Point]:
    """Added up by day; what is overdue counts today."""
    days: dict[str, int] = {}
    for day, quantity in amounts:
        at = max(day, today)
        days[at] = days.get(at, 0) + quantity
    return [
        Point(day, min(quantity, MAXIMUM_QUANTITY))
        for day, quantity in sorted(days.items())
        if quantity > 0
    ]


def stock_for(book: Book, item: str, *, selling: bool) -> int:
    """What we have of an item; towards a buyer without what is allotted to others."""
    have = max(0, on_hand(book.view, item))
    others = [part for row, part in allotments(book, item) if row.partner != book.partner]
    return have - sum(others) if selling else have


def allotments(book: Book, item: str) -> list[tuple[CommitmentRow, int]]:
    """What of the stock is for each agreed line of anybody: (commitment, quantity > 0).

    All buyers are served in the order in which they are due.
    """
    have, allotted = max(0, on_hand(book.view, item)), []
    for row, left in book.selling.get(item, ()):
        part = min(have, left)
        if part:
            have -= part
            allotted.append((row, part))
    return allotted


def output_parts(book: Book, item: str) -> Iterator[tuple[str, str, int]]:
    """(what it is for, day, quantity) of what is to be made for the partner."""
    for job in book.jobs.get(item, ()):
        for reference, part in parts_of(job, book.partner):
            yield reference, job.finish, part


def wanted_of(book: Book, item: str) -> Iterator[tuple[str, int]]:
    """(day at our gate, quantity) of what we want of the partner: agreed, asked for, planned."""
    for row, left in book.buying.get(item, ()):
        if row.partner == book.partner:
            yield row.due, left
    yield from book.asked.get(item, ())
    yield from book.planned.get(item, ())


def days_of_supply(book: Book, item: str, today: str) -> int:
    """How many whole days the stock lasts, by the plan's uses; the plan's horizon at most."""
    have, end = max(0, on_hand(book.view, item)), later(today, book.days)
    for day, quantity in book.uses.get(item, ()):
        have -= quantity
        if have < 0 and day < end:
            return days_between(today, max(day, today))
    return book.days
