"""What our own user asks of stock: count, make, issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Say
from tuowang.flows.catalogue import RECIPES, ItemRow
from tuowang.flows.checks import code_of, day_of, known_item, quantity_of, text_of
from tuowang.flows.stock import (
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
from tuowang.flows.stock_moves import take_lots
from tuowang.flows.vocabulary import LotPart
from tuowang.store.store import View

UNNAMED_LOT = "-"
"""What an item's one unnamed lot is called, because a lot that travels needs a name."""
MOST_LOTS_A_JOB = 5000


@stock.ask(CountStock)
def count_stock(view: View, command: CountStock, context: Context) -> Iterable[Effect]:
    """Say the count, if it differs from the books."""
    item = known_item(view, command.item).item
    quantity, day = quantity_of(command.quantity, 0), day_of(command.day, context)
    lot = code_of(command.lot) if command.lot.strip() else UNNAMED_LOT
    place = code_of(command.place)
    if place == UNDER_WAY:
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
    needs = _needs(view, item, quantity + scrap)
    consumed = list(_inputs(view, needs, command.consumed))
    if len(consumed) > MOST_LOTS_A_JOB:
        raise Mistake("lots-too-many", count=len(consumed), most=MOST_LOTS_A_JOB)
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
        ),
    )


def _needs(view: View, item: ItemRow, quantity: int) -> dict[str, int] | None:
    """What the recipe takes for a quantity, each part rounded up; None where there is no recipe.

    Mistake: recipe-missing; only what is made of nothing (supply "make") needs no recipe.
    """
    recipe = view.get(RECIPES, item.item)
    if recipe is None:
        if item.supply != "make":
            raise Mistake("recipe-missing", item=item.item, supply=item.supply)
        return None
    a_batch: dict[str, int] = {}
    for part in recipe.ingredients:
        a_batch[part.item] = a_batch.get(part.item, 0) + part.quantity
    return {part: -(-quantity * need // recipe.batch_quantity) for part, need in a_batch.items()}


def _inputs(view: View, needs: dict[str, int] | None, named: list[LotPart]) -> Iterator[LotPart]:
    """The lots that go in; without a recipe those named, and nothing else."""
    if needs is None:
        needs = {known_item(view, part.item).item: 0 for part in named}
    for part in named:
        if part.item not in needs:
            raise Mistake("not-in-recipe", item=part.item)
    for item, need in needs.items():
        yield from take_lots(view, item, need, named)


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
