"""Count, make, issue: what our people enter about stock."""

from __future__ import annotations

from collections.abc import Iterable

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Say
from tuowang.flows.catalogue import ITEMS, RECIPES, ItemRow, RecipeRow
from tuowang.flows.stock import (
    LOTS,
    MOVES,
    OWN,
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
from tuowang.units import MAXIMUM_QUANTITY, day_number

UNNAMED_LOT = "-"


@stock.ask(CountStock)
def count_stock(view: View, command: CountStock, context: Context) -> Iterable[Effect]:
    """Say the count, if it differs from the books."""
    item = known_item(view, command.item)
    day = day_of(command.day, context)
    lot = command.lot or UNNAMED_LOT
    if not 0 <= command.quantity <= MAXIMUM_QUANTITY:
        raise Mistake("quantity-out-of-range", text=command.quantity)
    row = view.get(LOTS, item.item, lot, command.place, OWN, OWN)
    if command.quantity != (row.quantity if row is not None else 0):
        event = context.name("N")
        yield Say(
            JOURNAL,
            StockCounted(
                event, item.item, lot, command.quantity, day, command.place, command.reason
            ),
        )


@stock.ask(Make)
def make(view: View, command: Make, context: Context) -> Iterable[Effect]:
    """Take what the recipe needs, oldest lots first, and put a new lot into the store."""
    item = known_item(view, command.item)
    day = day_of(command.day, context)
    positive(command.quantity)
    if not 0 <= command.scrap_quantity <= MAXIMUM_QUANTITY:
        raise Mistake("quantity-out-of-range", text=command.scrap_quantity)
    recipe = view.get(RECIPES, item.item)
    if recipe is None and item.supply == "buy":
        raise Mistake("item-not-made", item=item.item)
    wanted = command.quantity + command.scrap_quantity
    consumed = [] if recipe is None else list(_inputs(view, recipe, wanted, command.consumed))
    event = context.name("M")
    lot = command.lot or _lot_name(view, item.item, day)
    yield Say(
        JOURNAL,
        Produced(
            event,
            item.item,
            lot,
            command.quantity,
            day,
            consumed,
            command.plan_line,
            command.scrap_quantity,
        ),
    )


def _inputs(view: View, recipe: RecipeRow, wanted: int, named: list[LotPart]) -> Iterable[LotPart]:
    for ingredient in recipe.ingredients:
        need = -(-wanted * ingredient.quantity // recipe.batch_quantity)
        yield from take_lots(view, ingredient.item, need, named)


def _lot_name(view: View, item: str, day: str) -> str:
    """A lot name that reads: item, day, and a number where there are several."""
    base = f"{item[:40]}-{day.replace('-', '')}"
    number = 1
    while next(iter(view.find(MOVES, ("item", "lot"), item, f"{base}-{number}")), None) is not None:
        number += 1
    return f"{base}-{number}"


@stock.ask(Issue)
def issue(view: View, command: Issue, context: Context) -> Iterable[Effect]:
    """Take a quantity out of the store, one statement a lot."""
    item = known_item(view, command.item)
    day = day_of(command.day, context)
    positive(command.quantity)
    named = [LotPart(item.item, command.lot, command.quantity)] if command.lot else []
    for part in take_lots(view, item.item, command.quantity, named):
        event = context.name("U")
        yield Say(JOURNAL, Issued(event, item.item, part.lot, part.quantity, day, command.reason))


def known_item(view: View, code: str) -> ItemRow:
    """The item; `Mistake` where there is none of this code."""
    row = view.get(ITEMS, code)
    if row is None:
        raise Mistake("item-unknown", item=code)
    return row


def day_of(day: str, context: Context) -> str:
    """The day named, or today."""
    if not day:
        return context.today
    day_number(day)
    return day


def positive(quantity: int) -> None:
    """`Mistake` unless a quantity can be one."""
    if not 1 <= quantity <= MAXIMUM_QUANTITY:
        raise Mistake("quantity-out-of-range", text=quantity)
