"""Is an item digitised well enough to be docked? A score, and the cells that are missing.

Digitise comes before docking: what a plan, an offer or an invoice would have to guess is a cell
with a weight, and an item below the threshold cannot be demanded or offered. Filling a cell never
lowers a score. The weights of an item that lacks everything come to 100:

    name 5, unit 5, supply 5, currency 5, cost 10, price 10 (of what we sell)
    how we come by it 60    make: recipe 25, its ingredients 5, capacities 25, lead time 5
                            buy:  supplier 30, its code there 5, lead time 25
                            both: each of these, 60 at most
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.catalogue import (
    CAPACITIES,
    ITEMS,
    OFFERED_ITEMS,
    PRICES,
    RECIPES,
    ItemRow,
    RecipeRow,
)
from tuowang.flows.partner import ITEM_CODES, PARTNERS
from tuowang.flows.party import ME, PARTIES
from tuowang.store.store import View
from tuowang.units import CURRENCIES, UNITS

THRESHOLD = 80
"""An item is ready from this score on; 100 is complete."""
NAME = UNIT = SUPPLY = CURRENCY = 5
COST = PRICE = 10
WAY = 60
RECIPE, INGREDIENTS, CAPACITY, MAKING_TIME = 25, 5, 25, 5
SUPPLIER, THEIR_CODE, BUYING_TIME = 30, 5, 25
COMPANY_NAME, COMPANY_ID = 30, 10


class Missing(msgspec.Struct, frozen=True):
    """A missing cell: the workbook's sheet and column keys, the code of its row, what it costs."""

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
    return None if row is None else _readiness(view, row, _need_no_price(view, item))


def company_readiness(view: View) -> CompanyReadiness:
    """Every item's readiness, and the company's."""
    free = _need_no_price(view)
    items = [_readiness(view, row, free) for row in view.scan(ITEMS)]
    missing = list(_missing_of_company(view))
    mean = sum(one.score for one in items) // len(items) if items else 0
    score = max(0, mean - sum(one.weight for one in missing))
    return CompanyReadiness(score, items, missing)


def require_ready(view: View, item: str) -> None:
    """`Mistake` naming the missing cells where an item is below the threshold."""
    row = view.get(ITEMS, item)
    if row is None:
        raise Mistake("item-unknown", item=item)
    # Whether it is sold takes a look at every recipe, so only where its price may turn the scale.
    if _readiness(view, row, {item}).score >= THRESHOLD + PRICE:
        return
    found = _readiness(view, row, _need_no_price(view, item))
    if not found.ready:
        cells = ", ".join(f"{one.sheet}/{one.row}/{one.column}" for one in found.missing)
        raise Mistake(
            "item-not-ready", item=item, score=found.score, threshold=THRESHOLD, missing=cells
        )


def _readiness(view: View, row: ItemRow, free: set[str]) -> Readiness:
    """`free`: what lacks no price."""
    itself, way = list(_missing_of_item(row, free)), list(_missing_of_way(view, row))
    lost = sum(one.weight for one in itself) + min(WAY, sum(one.weight for one in way))
    score = 100 - lost
    return Readiness(row.item, row.name, score, score >= THRESHOLD, [*itself, *way])


def _need_no_price(view: View, *item: str) -> set[str]:
    """What has a price, of one item or of all; and what goes into something else."""
    used = {part.item for recipe in view.scan(RECIPES) for part in recipe.ingredients}
    return used | {row.item for row in view.scan(PRICES, *item)}


def _missing_of_company(view: View) -> Iterator[Missing]:
    row = view.get(PARTIES, ME)
    if row is None or not row.name:
        yield Missing("company", "name", "", COMPANY_NAME)
    if row is None or not row.company_id:
        yield Missing("company", "company_id", "", COMPANY_ID)


def _missing_of_item(row: ItemRow, free: set[str]) -> Iterator[Missing]:
    if not row.name.strip():
        yield Missing("items", "name", row.item, NAME)
    if row.unit not in UNITS:
        yield Missing("items", "unit", row.item, UNIT)
    if row.supply not in ("make", "buy", "both"):
        yield Missing("items", "supply", row.item, SUPPLY)
    if row.currency not in CURRENCIES:
        yield Missing("items", "currency", row.item, CURRENCY)
    if row.cost_minor == 0:
        yield Missing("items", "cost_minor", row.item, COST)
    if row.item not in free:
        yield Missing("prices", "price_minor", row.item, PRICE)


def _missing_of_way(view: View, row: ItemRow) -> Iterator[Missing]:
    if row.supply != "buy":
        yield from _missing_to_make(view, row)
    if row.supply != "make":
        yield from _missing_to_buy(view, row)


def _missing_to_make(view: View, row: ItemRow) -> Iterator[Missing]:
    recipe = view.get(RECIPES, row.item)
    if recipe is None:
        yield Missing("recipes", "ingredients", row.item, RECIPE + INGREDIENTS + CAPACITY)
    else:
        yield from _missing_of_recipe(view, recipe)
    worked = recipe is not None and (recipe.work or recipe.lead_time_days)
    if not worked and not row.lead_time_days:
        yield Missing("items", "lead_time_days", row.item, MAKING_TIME)


def _missing_of_recipe(view: View, recipe: RecipeRow) -> Iterator[Missing]:
    """As long as one of several is missing all of their weight is: the plan would be wrong."""
    parts = dict.fromkeys(part.item for part in recipe.ingredients)
    unknown = [part for part in parts if view.get(ITEMS, part) is None]
    yield from _shared("items", "item", unknown, INGREDIENTS)
    centres = dict.fromkeys(work.centre for work in recipe.work)
    unknown = [one for one in centres if next(iter(view.scan(CAPACITIES, one)), None) is None]
    yield from _shared("capacity", "seconds_per_day", unknown, CAPACITY)


def _shared(sheet: str, column: str, rows: list[str], weight: int) -> Iterator[Missing]:
    for number, row in enumerate(rows):
        part, more = divmod(weight, len(rows))
        yield Missing(sheet, column, row, part + (number < more))


def _missing_to_buy(view: View, row: ItemRow) -> Iterator[Missing]:
    if not row.supplier or view.get(PARTNERS, row.supplier) is None:
        yield Missing("items", "supplier", row.item, SUPPLIER + THEIR_CODE)
    elif (
        view.get(ITEM_CODES, row.supplier, row.item) is None
        and view.get(OFFERED_ITEMS, row.supplier, row.item) is None
    ):
        yield Missing("item-codes", "their_item", row.item, THEIR_CODE)
    if row.lead_time_days == 0:
        yield Missing("items", "lead_time_days", row.item, BUYING_TIME)
