"""Items, recipes, capacities, prices: what our people enter, and what partners are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import asdict

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Say
from tuowang.flows.catalogue import (
    CAPACITIES,
    ITEMS,
    PRICES,
    PUBLISHED_ITEMS,
    RECIPES,
    WEEKDAYS,
    CapacityRecorded,
    ItemPublished,
    ItemRecorded,
    ItemRow,
    PriceRecorded,
    Publish,
    RecipeRecorded,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
    catalogue,
)
from tuowang.flows.catalogue_prices import price_for
from tuowang.flows.disclosure import disclosed
from tuowang.flows.partner import PARTNERS
from tuowang.flows.partner_asks import check_code, known_partner
from tuowang.flows.stock import MOVES
from tuowang.flows.stock_asks import known_item
from tuowang.flows.trading import COMMITMENTS
from tuowang.store.store import View
from tuowang.units import (
    MAXIMUM_AMOUNT_MINOR,
    MAXIMUM_QUANTITY,
    currency_code,
    day_number,
    unit_code,
)

SUPPLIES = ("make", "buy", "both")
MAXIMUM_SECONDS = 10**9


def in_range(field: str, value: int, least: int, most: int) -> int:
    """The number itself; `Mistake` where it is out of its range."""
    if not least <= value <= most:
        raise Mistake("number-out-of-range", field=field, value=value, least=least, most=most)
    return value


def _same(row: Struct | None, said: Struct) -> bool:
    return row is not None and asdict(row) == asdict(said)


@catalogue.ask(RecordItem)
def record_item(view: View, command: RecordItem, _context: Context) -> Iterable[Effect]:
    """Say the item, if it changed. A unit stays once something was counted or agreed in it."""
    code = check_code(command.item)
    if not command.name.strip():
        raise Mistake("item-name-missing", item=code)
    if command.supply not in SUPPLIES:
        raise Mistake("supply-unknown", item=code, supply=command.supply)
    if command.supplier and view.get(PARTNERS, command.supplier) is None:
        raise Mistake("partner-unknown", partner=command.supplier)
    unit = unit_code(command.unit)
    row = view.get(ITEMS, code)
    if row is not None and row.unit != unit and _is_used(view, code):
        raise Mistake("unit-fixed", item=code, unit=row.unit, to=unit)
    said = ItemRecorded(
        code,
        command.name.strip(),
        unit,
        command.supply,
        in_range("lead_time_days", command.lead_time_days, 0, 3650),
        in_range("safety_stock", command.safety_stock, 0, MAXIMUM_QUANTITY),
        in_range("lot_multiple", command.lot_multiple, 1, MAXIMUM_QUANTITY),
        in_range("lot_minimum", command.lot_minimum, 0, MAXIMUM_QUANTITY),
        command.supplier,
        in_range("cost_minor", command.cost_minor, 0, MAXIMUM_AMOUNT_MINOR),
        in_range("cost_quantity", command.cost_quantity, 1, MAXIMUM_QUANTITY),
        currency_code(command.currency),
        command.unit_factors,
    )
    if not _same(row, said):
        yield Say(JOURNAL, said)


def _is_used(view: View, item: str) -> bool:
    moved = next(iter(view.find(MOVES, ("item", "lot"), item)), None)
    agreed = next(iter(view.find(COMMITMENTS, ("item",), item)), None)
    return moved is not None or agreed is not None


@catalogue.ask(RecordRecipe)
def record_recipe(view: View, command: RecordRecipe, _context: Context) -> Iterable[Effect]:
    """Say the recipe, if it changed and does not contain itself."""
    item = known_item(view, command.item)
    in_range("batch_quantity", command.batch_quantity, 1, MAXIMUM_QUANTITY)
    in_range("yield_permille", command.yield_permille, 1, 1000)
    in_range("lead_time_days", command.lead_time_days, 0, 3650)
    for part in command.ingredients:
        known_item(view, part.item)
        in_range("quantity", part.quantity, 1, MAXIMUM_QUANTITY)
    for work in command.work:
        check_code(work.centre)
        in_range("setup_seconds", work.setup_seconds, 0, MAXIMUM_SECONDS)
        in_range("run_seconds", work.run_seconds, 0, MAXIMUM_SECONDS)
    cycle = find_cycle(view, item.item, [part.item for part in command.ingredients])
    if cycle:
        raise Mistake("recipe-cycle", items=" → ".join(cycle))
    said = RecipeRecorded(
        item.item,
        command.batch_quantity,
        command.ingredients,
        command.work,
        command.yield_permille,
        command.lead_time_days,
    )
    if not _same(view.get(RECIPES, item.item), said):
        yield Say(JOURNAL, said)


def find_cycle(view: View, item: str, ingredients: list[str]) -> list[str]:
    """The way from an item back to itself through recipes, or []."""
    came_from: dict[str, str] = dict.fromkeys(ingredients, item)
    waiting = list(ingredients)
    while waiting:
        current = waiting.pop()
        if current == item:
            return _way(came_from, item)
        recipe = view.get(RECIPES, current)
        for part in recipe.ingredients if recipe is not None else ():
            if part.item not in came_from:
                came_from[part.item] = current
                waiting.append(part.item)
    return []


def _way(came_from: dict[str, str], item: str) -> list[str]:
    way, current = [item], came_from[item]
    while current != item:
        way.append(current)
        current = came_from[current]
    return [*way, item][::-1]


@catalogue.ask(RecordCapacity)
def record_capacity(view: View, command: RecordCapacity, _context: Context) -> Iterable[Effect]:
    """Say the capacity, if it changed."""
    day_number(command.start)
    weekdays = "".join(sorted(set(command.weekdays)))
    if not set(weekdays) <= set(WEEKDAYS):
        raise Mistake("weekdays-unreadable", weekdays=command.weekdays)
    said = CapacityRecorded(
        check_code(command.centre),
        command.start,
        in_range("seconds_per_day", command.seconds_per_day, 0, 86_400 * 1000),
        weekdays,
    )
    if not _same(view.get(CAPACITIES, said.centre, said.start), said):
        yield Say(JOURNAL, said)


@catalogue.ask(RecordPrice)
def record_price(view: View, command: RecordPrice, _context: Context) -> Iterable[Effect]:
    """Say the price, if it changed."""
    item = known_item(view, command.item)
    if command.partner:
        known_partner(view, command.partner)
    said = PriceRecorded(
        item.item,
        command.partner,
        in_range("price_minor", command.price_minor, 0, MAXIMUM_AMOUNT_MINOR),
        in_range("price_quantity", command.price_quantity, 1, MAXIMUM_QUANTITY),
        currency_code(command.currency),
    )
    if not _same(view.get(PRICES, item.item, command.partner), said):
        yield Say(JOURNAL, said)


@catalogue.ask(Publish)
def publish(view: View, command: Publish, _context: Context) -> Iterable[Effect]:
    """Tell a partner what changed of the items that it may see."""
    known_partner(view, command.partner)
    if command.item:
        item = known_item(view, command.item)
        if not disclosed(view, command.partner, "catalogue", item.item):
            raise Mistake("not-disclosed", partner=command.partner, topic="catalogue")
        items: Iterator[ItemRow] = iter([item])
    else:
        items = view.scan(ITEMS)
    for item in items:
        said = _published(view, command.partner, item)
        if said is None or not disclosed(view, command.partner, "catalogue", item.item):
            continue
        row = view.get(PUBLISHED_ITEMS, command.partner, item.item)
        if row is None or asdict(row) != {"partner": command.partner, **asdict(said)}:
            yield Say(command.partner, said)


def _published(view: View, partner: str, item: ItemRow) -> ItemPublished | None:
    price = price_for(view, partner, item.item)
    if price is None:
        return None
    return ItemPublished(
        item.item,
        item.name,
        item.unit,
        item.lead_time_days,
        item.lot_multiple,
        item.lot_minimum,
        price.price_minor,
        price.price_quantity,
        price.currency,
    )
