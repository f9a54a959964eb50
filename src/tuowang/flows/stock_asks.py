"""What our own user asks of stock: count, make, issue."""

from __future__ import annotations

from collections.abc import Iterable

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Say
from tuowang.flows.checks import code_of, day_of, known_item, quantity_of, text_of
from tuowang.flows.stock import (
    IN_WORK,
    LOTS,
    MOVES,
    OWN,
    UNDER_WAY,
    CountStock,
    Issue,
    Issued,
    Make,
    Produced,
    StockCounted,
    stock,
)
from tuowang.flows.stock_inputs import inputs_for
from tuowang.flows.stock_jobs import parts_for
from tuowang.flows.stock_moves import take_lots
from tuowang.flows.vocabulary import LotPart
from tuowang.store.store import View

UNNAMED_LOT = "-"
"""What an item's one unnamed lot is called, because a lot that travels needs a name."""


@stock.ask(CountStock)
def count_stock(view: View, command: CountStock, context: Context) -> Iterable[Effect]:
    """Say the count, if it differs from the books."""
    item = known_item(view, command.item).item
    quantity, day = quantity_of(command.quantity, 0), day_of(command.day, context)
    lot = code_of(command.lot) if command.lot.strip() else UNNAMED_LOT
    place = code_of(command.place)
    if place in (UNDER_WAY, IN_WORK):
        raise Mistake("place-reserved", place=place)
    row = view.get(LOTS, item, lot, place, OWN, OWN)
    if quantity != (row.quantity if row is not None else 0):
        reason = text_of(command.reason)
        yield Say(
            JOURNAL,
            StockCounted(context.name("N"), item, lot, quantity, day, place, reason),
        )


@stock.ask(Make)
def make(view: View, command: Make, context: Context) -> Iterable[Effect]:
    """Take what the recipe needs for quantity and scrap, and put a lot into the store."""
    item = known_item(view, command.item)
    quantity, day = quantity_of(command.quantity), day_of(command.day, context)
    scrap = quantity_of(command.scrap_quantity, 0)
    lot = code_of(command.lot) if command.lot.strip() else _new_lot(view, item.item, day)
    if command.job:
        consumed = parts_for(view, command, quantity + scrap)
    else:
        consumed = inputs_for(view, item, quantity + scrap, command.consumed)
    if any((part.item, part.lot) == (item.item, lot) for part in consumed):
        raise Mistake("lot-of-itself", item=item.item, lot=lot)
    yield Say(
        JOURNAL,
        Produced(
            context.name("M"),
            item.item,
            lot,
            quantity,
            day,
            consumed,
            text_of(command.plan_line),
            scrap,
            command.job,
        ),
    )


def _new_lot(view: View, item: str, day: str) -> str:
    """The first free lot name of the item's day, such as "bolt-20260302-1".

    Doubling and halving, so that the thousandth of a day costs no thousand looks.
    """

    def name(number: int) -> str:
        return f"{item[:40].rstrip()}-{day.replace('-', '')}-{number}"

    def is_free(number: int) -> bool:
        return next(iter(view.find(MOVES, ("item", "lot"), item, name(number))), None) is None

    used, free = 0, 1
    while not is_free(free):
        used, free = free, 2 * free
    while free - used > 1:
        middle = (used + free) // 2
        used, free = (used, middle) if is_free(middle) else (middle, free)
    return name(free)


@stock.ask(Issue)
def issue(view: View, command: Issue, context: Context) -> Iterable[Effect]:
    """Take a quantity out of the store, one statement a lot."""
    item = known_item(view, command.item).item
    quantity, day = quantity_of(command.quantity), day_of(command.day, context)
    reason = text_of(command.reason)
    named = [LotPart(item, command.lot.strip(), quantity)] if command.lot.strip() else []
    for part in take_lots(view, item, quantity, named):
        yield Say(JOURNAL, Issued(context.name("U"), item, part.lot, part.quantity, day, reason))
