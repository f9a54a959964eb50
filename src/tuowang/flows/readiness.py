"""Is an item digitised well enough to be docked? A score, and the cells that are missing.

Digitise comes before docking: what a plan, an offer or an invoice would have to guess is a field
with a weight, and an item below the threshold cannot be demanded or offered.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.catalogue import CAPACITIES, ITEMS, PRICES, RECIPES, ItemRow, RecipeRow
from tuowang.flows.partner import PARTNERS
from tuowang.flows.party import ME, PARTIES
from tuowang.store.store import View

THRESHOLD = 80
"""An item is ready from this score on; 100 is complete."""


class Missing(msgspec.Struct, frozen=True):
    """A cell that is missing: the workbook's sheet and column keys, and what it costs."""

    sheet: str
    column: str
    row: str
    weight: int


class Readiness(msgspec.Struct, frozen=True):
    """How ready an item is."""

    item: str
    name: str
    score: int
    ready: bool
    missing: list[Missing]


class CompanyReadiness(msgspec.Struct, frozen=True):
    """How ready the company is: the mean of its items, less what is missing of the company."""

    score: int
    items: list[Readiness]
    missing: list[Missing]


def item_readiness(view: View, item: str) -> Readiness | None:
    """The readiness of one item; None where there is no such item."""
    row = view.get(ITEMS, item)
    if row is None:
        return None
    missing = list(_missing_of_item(view, row))
    score = max(0, 100 - sum(one.weight for one in missing))
    return Readiness(row.item, row.name, score, score >= THRESHOLD, missing)


def company_readiness(view: View) -> CompanyReadiness:
    """Every item's readiness, and the company's."""
    items = [found for row in view.scan(ITEMS) if (found := item_readiness(view, row.item))]
    missing = list(_missing_of_company(view))
    mean = sum(one.score for one in items) // len(items) if items else 0
    score = max(0, mean - sum(one.weight for one in missing))
    return CompanyReadiness(score, items, missing)


def require_ready(view: View, item: str) -> None:
    """`Mistake` naming the missing cells where an item is below the threshold."""
    found = item_readiness(view, item)
    if found is None:
        raise Mistake("item-unknown", item=item)
    if not found.ready:
        cells = ", ".join(f"{one.sheet}/{one.row}/{one.column}" for one in found.missing)
        raise Mistake(
            "item-not-ready", item=item, score=found.score, threshold=THRESHOLD, missing=cells
        )


def _missing_of_company(view: View) -> Iterator[Missing]:
    row = view.get(PARTIES, ME)
    if row is None or not row.name:
        yield Missing("company", "name", "", 30)
    if row is None or not row.company_id:
        yield Missing("company", "company_id", "", 10)


def _missing_of_item(view: View, row: ItemRow) -> Iterator[Missing]:
    if row.cost_minor == 0:
        yield Missing("items", "cost_minor", row.item, 10)
    if row.supply in ("make", "both"):
        yield from _missing_to_make(view, row)
    if row.supply in ("buy", "both"):
        yield from _missing_to_buy(view, row)


def _missing_to_make(view: View, row: ItemRow) -> Iterator[Missing]:
    recipe = view.get(RECIPES, row.item)
    if recipe is None:
        yield Missing("recipes", "ingredients", row.item, 40)
        return
    if not recipe.work:
        yield Missing("work", "centre", row.item, 15)
    yield from _missing_capacities(view, recipe)
    if recipe.lead_time_days == 0 and row.lead_time_days == 0 and not recipe.work:
        yield Missing("items", "lead_time_days", row.item, 10)
    if _is_sold(view, row.item) is False:
        yield Missing("prices", "price_minor", row.item, 5)


def _missing_capacities(view: View, recipe: RecipeRow) -> Iterator[Missing]:
    for work in recipe.work:
        if next(iter(view.scan(CAPACITIES, work.centre)), None) is None:
            yield Missing("capacity", "seconds_per_day", work.centre, 25)


def _is_sold(view: View, item: str) -> bool:
    return next(iter(view.scan(PRICES, item)), None) is not None


def _missing_to_buy(view: View, row: ItemRow) -> Iterator[Missing]:
    if not row.supplier or view.get(PARTNERS, row.supplier) is None:
        yield Missing("items", "supplier", row.item, 30)
    if row.lead_time_days == 0:
        yield Missing("items", "lead_time_days", row.item, 25)
