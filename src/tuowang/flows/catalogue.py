"""What do we make, buy and sell, how, with which capacity, at what price?"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.store.table import Table
from tuowang.units import Amount, Code, Currency, Day, Days, Quantity, Stock, Text

Seconds = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
WEEKDAYS = "1234567"


class Ingredient(msgspec.Struct, frozen=True):
    """So much of an item goes into one batch."""

    item: Code
    quantity: Quantity


class Work(msgspec.Struct, frozen=True):
    """Time at a work centre: once per job, and per batch."""

    centre: Code
    setup_seconds: Seconds
    run_seconds: Seconds


class UnitFactor(msgspec.Struct, frozen=True):
    """One `unit` holds `quantity` of the item's own unit (a box holds 50 pieces)."""

    unit: Code
    quantity: Quantity


class ItemRow(msgspec.Struct, frozen=True):
    """A kind of thing, under our code, counted in `unit` (Rec 20).

    `supply` is "make", "buy" or "both"; `cost_minor` the value of `cost_quantity` units;
    `order_cost_minor` what an order costs where we buy it, a set-up where we make it.
    """

    item: str
    name: str
    unit: str
    supply: str
    lead_time_days: int = 0
    safety_stock: int = 0
    lot_multiple: int = 1
    lot_minimum: int = 0
    supplier: str = ""
    cost_minor: int = 0
    cost_quantity: int = 1
    currency: str = "CNY"
    unit_factors: list[UnitFactor] = []
    order_cost_minor: int = 0


class RecipeRow(msgspec.Struct, frozen=True):
    """How an item is made, one batch."""

    item: str
    batch_quantity: int
    ingredients: list[Ingredient]
    work: list[Work]
    yield_permille: int = 1000
    lead_time_days: int = 0


class UsedInRow(msgspec.Struct, frozen=True):
    """An item that goes into another one, by its recipe."""

    item: str
    into: str


class CapacityRow(msgspec.Struct, frozen=True):
    """What a work centre can do a day from `start` on, until its next row. `weekdays`: "12345".

    overtime_seconds_per_day: so much more on each of these days; an hour of it costs
    `overtime_cost_minor`.
    """

    centre: str
    start: str
    seconds_per_day: int
    weekdays: str = "12345"
    overtime_seconds_per_day: int = 0
    overtime_cost_minor: int = 0
    currency: str = "CNY"


class PriceRow(msgspec.Struct, frozen=True):
    """What we ask for an item: `price_minor` for `price_quantity` units; partner "" is the list."""

    item: str
    partner: str
    price_minor: int
    price_quantity: int
    currency: str


class OfferedItemRow(msgspec.Struct, frozen=True):
    """What a partner published of its own catalogue."""

    partner: str
    item: str
    name: str
    unit: str
    lead_time_days: int
    lot_multiple: int
    lot_minimum: int
    price_minor: int
    price_quantity: int
    currency: str


class PublishedItemRow(msgspec.Struct, frozen=True):
    """What we last told a partner of an item of ours."""

    partner: str
    item: str
    name: str
    unit: str
    lead_time_days: int
    lot_multiple: int
    lot_minimum: int
    price_minor: int
    price_quantity: int
    currency: str


ITEMS = Table("items", ItemRow, ("item",))
RECIPES = Table("recipes", RecipeRow, ("item",))
USED_IN = Table("used_in", UsedInRow, ("item", "into"))
CAPACITIES = Table("capacities", CapacityRow, ("centre", "start"))
PRICES = Table("prices", PriceRow, ("item", "partner"))
OFFERED_ITEMS = Table("offered_items", OfferedItemRow, ("partner", "item"))
PUBLISHED_ITEMS = Table("published_items", PublishedItemRow, ("partner", "item"))
catalogue = Flow(
    "catalogue",
    tables=(ITEMS, RECIPES, USED_IN, CAPACITIES, PRICES, OFFERED_ITEMS, PUBLISHED_ITEMS),
)


@catalogue.record
class ItemRecorded(Record, frozen=True):
    """An item as it is from now on (private)."""

    kind: ClassVar[str] = "item.recorded"
    item: Code
    name: Text
    unit: Code
    supply: Code
    lead_time_days: Days = 0
    safety_stock: Stock = 0
    lot_multiple: Quantity = 1
    lot_minimum: Stock = 0
    supplier: str = ""
    cost_minor: Amount = 0
    cost_quantity: Quantity = 1
    currency: Currency = "CNY"
    unit_factors: list[UnitFactor] = []
    order_cost_minor: Amount = 0


@catalogue.record
class RecipeRecorded(Record, frozen=True):
    """A recipe as it is from now on (private); without ingredients and work it is taken out."""

    kind: ClassVar[str] = "recipe.recorded"
    item: Code
    batch_quantity: Quantity
    ingredients: list[Ingredient]
    work: list[Work]
    yield_permille: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1000
    lead_time_days: Days = 0


@catalogue.record
class CapacityRecorded(Record, frozen=True):
    """A work centre's daily capacity from a day on (private)."""

    kind: ClassVar[str] = "capacity.recorded"
    centre: Code
    start: Day
    seconds_per_day: Seconds
    weekdays: str = "12345"
    overtime_seconds_per_day: Seconds = 0
    overtime_cost_minor: Amount = 0
    currency: Currency = "CNY"


@catalogue.record
class PriceRecorded(Record, frozen=True):
    """A price as it is from now on (private)."""

    kind: ClassVar[str] = "price.recorded"
    item: Code
    partner: str
    price_minor: Amount
    price_quantity: Quantity
    currency: Currency


@catalogue.record
class ItemPublished(Record, frozen=True):
    """What a seller lets a partner know of an item: how it is called, sold and priced."""

    kind: ClassVar[str] = "catalogue.item-published"
    topic: ClassVar[str] = "catalogue"
    item: Code
    name: Text
    unit: Code
    lead_time_days: Days
    lot_multiple: Quantity
    lot_minimum: Stock
    price_minor: Amount
    price_quantity: Quantity
    currency: Currency

    def about(self) -> tuple[str, ...]:
        """The item itself."""
        return (self.item,)


class RecordItem(Command, frozen=True):
    """Enter or change an item. `unit` may be what people write; the Rec 20 code is kept."""

    verb: ClassVar[str] = "item"
    item: str
    name: str
    unit: str
    supply: str = "buy"
    lead_time_days: int = 0
    safety_stock: int = 0
    lot_multiple: int = 1
    lot_minimum: int = 0
    supplier: str = ""
    cost_minor: int = 0
    cost_quantity: int = 1
    currency: str = "CNY"
    unit_factors: list[UnitFactor] = []
    order_cost_minor: int = 0


class RecordRecipe(Command, frozen=True):
    """Enter or change how an item is made; `Mistake` where it would contain itself."""

    verb: ClassVar[str] = "recipe"
    item: str
    batch_quantity: int
    ingredients: list[Ingredient]
    work: list[Work]
    yield_permille: int = 1000
    lead_time_days: int = 0


class RecordCapacity(Command, frozen=True):
    """Enter or change a work centre's daily capacity from a day on."""

    verb: ClassVar[str] = "capacity"
    centre: str
    start: str
    seconds_per_day: int
    weekdays: str = "12345"
    overtime_seconds_per_day: int = 0
    overtime_cost_minor: int = 0
    currency: str = "CNY"


class RecordPrice(Command, frozen=True):
    """Enter or change a price, for one partner or for all ("")."""

    verb: ClassVar[str] = "price"
    item: str
    partner: str
    price_minor: int
    price_quantity: int = 1
    currency: str = "CNY"


class Publish(Command, frozen=True):
    """Tell a partner about the items it may see (topic "catalogue"); only what changed is said."""

    verb: ClassVar[str] = "publish"
    partner: str
    item: str = ""
