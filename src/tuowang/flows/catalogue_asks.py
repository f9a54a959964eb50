"""What our own user asks of the catalogue: items, recipes, capacities, prices; and publishing."""

from __future__ import annotations

from collections.abc import Iterable

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
    Ingredient,
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
    UnitFactor,
    Work,
    catalogue,
)
from tuowang.flows.catalogue_prices import price_for
from tuowang.flows.checks import (
    MAXIMUM_DAYS,
    MAXIMUM_SECONDS,
    code_of,
    day_of,
    known_item,
    known_partner,
    number_of,
    quantity_of,
    text_of,
)
from tuowang.flows.disclosure import disclosed
from tuowang.flows.partner import DISCLOSURES
from tuowang.flows.stock import MOVES
from tuowang.flows.trading import COMMITMENTS
from tuowang.store.store import View
from tuowang.units import MAXIMUM_AMOUNT_MINOR, currency_code, unit_code

SUPPLIES = ("make", "buy", "both")
MOST_PARTS = 1000
"""Of ingredients, works or packs in one statement, which has to fit into an entry."""
MOST_SHOWN = 20


@catalogue.ask(RecordItem)
def record_item(view: View, command: RecordItem, _context: Context) -> Iterable[Effect]:
    """Say the item, if it changed. A unit stays once something was counted or agreed in it."""
    code, unit = code_of(command.item), unit_code(command.unit)
    if command.supply not in SUPPLIES:
        raise Mistake("supply-unknown", item=code, supply=command.supply)
    if command.supplier:
        known_partner(view, command.supplier)
    row = view.get(ITEMS, code)
    if row is not None and row.unit != unit and _is_used(view, code):
        raise Mistake("unit-fixed", item=code, unit=row.unit, to=unit)
    said = ItemRecorded(
        code,
        text_of(command.name),
        unit,
        command.supply,
        number_of("lead_time_days", command.lead_time_days, 0, MAXIMUM_DAYS),
        quantity_of(command.safety_stock, 0),
        quantity_of(command.lot_multiple),
        quantity_of(command.lot_minimum, 0),
        command.supplier,
        number_of("cost_minor", command.cost_minor, 0, MAXIMUM_AMOUNT_MINOR),
        quantity_of(command.cost_quantity),
        currency_code(command.currency),
        _packs(code, unit, command.unit_factors),
        number_of("order_cost_minor", command.order_cost_minor, 0, MAXIMUM_AMOUNT_MINOR),
    )
    if not _same(row, said):
        yield Say(JOURNAL, said)


def _same(row: Struct | None, said: Struct) -> bool:
    return row is not None and asdict(row) == asdict(said)


def _packs(item: str, unit: str, factors: list[UnitFactor]) -> list[UnitFactor]:
    """The item's packs, each named once; a pack cannot be called what the item is counted in."""
    _few("unit_factors", factors)
    packs = [UnitFactor(code_of(one.unit), quantity_of(one.quantity)) for one in factors]
    named = {unit}
    for pack in packs:
        if pack.unit in named:
            raise Mistake("pack-twice", item=item, unit=pack.unit)
        named.add(pack.unit)
    return packs


def _few(field: str, parts: list[UnitFactor] | list[Ingredient] | list[Work]) -> None:
    number_of(field, len(parts), 0, MOST_PARTS)


def _is_used(view: View, item: str) -> bool:
    moved = next(iter(view.find(MOVES, ("item", "lot"), item)), None)
    agreed = next(iter(view.find(COMMITMENTS, ("item",), item)), None)
    return moved is not None or agreed is not None


@catalogue.ask(RecordRecipe)
def record_recipe(view: View, command: RecordRecipe, _context: Context) -> Iterable[Effect]:
    """Say the recipe, if it changed and does not contain itself."""
    item = known_item(view, command.item).item
    _few("ingredients", command.ingredients)
    _few("work", command.work)
    for part in command.ingredients:
        known_item(view, part.item)
        quantity_of(part.quantity)
    cycle = find_cycle(view, item, [part.item for part in command.ingredients])
    if cycle:
        raise Mistake("recipe-cycle", items=_shown(cycle))
    said = RecipeRecorded(
        item,
        quantity_of(command.batch_quantity),
        command.ingredients,
        [_work(one) for one in command.work],
        number_of("yield_permille", command.yield_permille, 1, 1000),
        number_of("lead_time_days", command.lead_time_days, 0, MAXIMUM_DAYS),
    )
    row, empty = view.get(RECIPES, item), not (said.ingredients or said.work)
    if not _same(row, said) and not (empty and row is None):
        yield Say(JOURNAL, said)


def _work(given: Work) -> Work:
    return Work(
        code_of(given.centre),
        number_of("setup_seconds", given.setup_seconds, 0, MAXIMUM_SECONDS),
        number_of("run_seconds", given.run_seconds, 0, MAXIMUM_SECONDS),
    )


def _shown(cycle: list[str]) -> str:
    if len(cycle) > MOST_SHOWN:
        cycle = [*cycle[: MOST_SHOWN - 1], "…", cycle[-1]]
    return " → ".join(cycle)


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
    weekdays = "".join(sorted(set(command.weekdays)))
    if not set(weekdays) <= set(WEEKDAYS):
        raise Mistake("weekdays-unreadable", weekdays=command.weekdays[:80])
    said = CapacityRecorded(
        code_of(command.centre),
        day_of(command.start),
        number_of("seconds_per_day", command.seconds_per_day, 0, MAXIMUM_SECONDS),
        weekdays,
        number_of("overtime_seconds_per_day", command.overtime_seconds_per_day, 0, MAXIMUM_SECONDS),
        number_of("overtime_cost_minor", command.overtime_cost_minor, 0, MAXIMUM_AMOUNT_MINOR),
        currency_code(command.currency),
    )
    if not _same(view.get(CAPACITIES, said.centre, said.start), said):
        yield Say(JOURNAL, said)


@catalogue.ask(RecordPrice)
def record_price(view: View, command: RecordPrice, _context: Context) -> Iterable[Effect]:
    """Say the price, if it changed."""
    known_item(view, command.item)
    if command.partner:
        known_partner(view, command.partner)
    said = PriceRecorded(
        command.item,
        command.partner,
        number_of("price_minor", command.price_minor, 0, MAXIMUM_AMOUNT_MINOR),
        quantity_of(command.price_quantity),
        currency_code(command.currency),
    )
    if not _same(view.get(PRICES, command.item, command.partner), said):
        yield Say(JOURNAL, said)


@catalogue.ask(Publish)
def publish(view: View, command: Publish, _context: Context) -> Iterable[Effect]:
    """Tell a partner what changed of the items that it may see and that have a price."""
    known_partner(view, command.partner)
    for item in _items_to_publish(view, command):
        said = _published(view, command.partner, item)
        if said is None:
            continue
        row = view.get(PUBLISHED_ITEMS, command.partner, item.item)
        if row is None or asdict(row) != {"partner": command.partner, **asdict(said)}:
            yield Say(command.partner, said)


def _items_to_publish(view: View, command: Publish) -> Iterable[ItemRow]:
    """The item named, or all that are disclosed; `Mistake` where there can be none."""
    partner, topic = command.partner, ItemPublished.topic
    if command.item:
        item = known_item(view, command.item)
        if not disclosed(view, partner, topic, item.item):
            raise Mistake("not-disclosed", partner=partner, topic=topic, item=item.item)
        if price_for(view, partner, item.item) is None:
            raise Mistake("price-missing", partner=partner, item=item.item)
        return [item]
    rules = [rule.item for rule in view.scan(DISCLOSURES, partner, topic)]
    if not rules:
        raise Mistake("not-disclosed", partner=partner, topic=topic, item="")
    if "" in rules:
        return view.scan(ITEMS)
    found = [view.get(ITEMS, item) for item in rules]
    return [item for item in found if item is not None]


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
