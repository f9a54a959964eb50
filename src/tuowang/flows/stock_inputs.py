"""What goes into a quantity of an item: by its recipe, out of the store, lot by lot."""

from __future__ import annotations

from collections.abc import Iterator

from tuowang.errors import Mistake
from tuowang.flows.catalogue import RECIPES, ItemRow
from tuowang.flows.checks import known_item
from tuowang.flows.stock_moves import take_lots
from tuowang.flows.vocabulary import LotPart
from tuowang.store.store import View

MOST_LOTS_A_JOB = 5000


def inputs_for(view: View, item: ItemRow, quantity: int, named: list[LotPart]) -> list[LotPart]:
    """The lots that the recipe takes out of the store for a quantity, those named first."""
    consumed = list(_inputs(view, needs_of(view, item, quantity), named))
    if len(consumed) > MOST_LOTS_A_JOB:
        raise Mistake("lots-too-many", count=len(consumed), most=MOST_LOTS_A_JOB)
    return consumed


def needs_of(view: View, item: ItemRow, quantity: int) -> dict[str, int] | None:
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
