"""The numbers that go into a plan and the numbers that come out. All integers.

A period is an offset 0..periods-1 (normally a day). Quantities are in the item's own unit.
Every struct is frozen and can be written as JSON or MessagePack by msgspec.
"""

from typing import Literal

import msgspec

ReasonCode = Literal["centre-full", "material-late", "lead-time", "beyond-horizon"]


class Ingredient(msgspec.Struct, frozen=True):
    """What one batch consumes of an item, at the start of the job."""

    item: str
    quantity: int


class Work(msgspec.Struct, frozen=True):
    """Time at a work centre: `setup_seconds` once a job, `run_seconds` for each batch."""

    centre: str
    setup_seconds: int
    run_seconds: int


class Recipe(msgspec.Struct, frozen=True):
    """How an item is made. An item with a recipe is made, never bought.

    The good output of n batches is floor(n * batch_quantity * yield_permille / 1000); the
    rounding is carried from one job of an item to its next, so splitting a job loses nothing.
    A job starts in period s and gives its output in s + lead_periods; its work is done in s.
    Where one smallest lot is more work than any one period offers, the work runs on into the
    following periods and the job takes as many periods as that needs.
    """

    item: str
    batch_quantity: int
    ingredients: list[Ingredient]
    work: list[Work]
    yield_permille: int = 1000
    lead_periods: int = 0


class ItemData(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an item: stock now, and how it is ordered.

    A purchase is a multiple of `lot_multiple` and at least `lot_minimum`. A job is a multiple of
    the batches that hold `lot_multiple`, and its good output is at least `lot_minimum`.
    late_cost: of one a period late, in the same money as `Capacity.overtime_cost`.
    """

    item: str
    stock: int
    purchasable: bool
    safety_stock: int = 0
    purchase_lead_periods: int = 0
    lot_multiple: int = 1
    lot_minimum: int = 0
    late_cost: int = 0


class Receipt(msgspec.Struct, frozen=True):
    """A quantity already under way: an open purchase, a shipment, a job that has started.

    An overdue receipt (period < 0) counts as coming in period 0; one at or after the horizon
    is left out.
    """

    item: str
    period: int
    quantity: int
    reference: str


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """An independent want: a commitment (firm) or a forecast. One `reference` each.

    Order of service: firm before not firm, then higher `priority`, then `at_any_price`, then
    earlier period. at_any_price: overtime is worked for it whatever that costs; else only where
    being late would cost at least as much.
    An overdue requirement (period < 0) is planned as wanted in period 0; one at or after the
    horizon stays unmet.
    """

    reference: str
    item: str
    period: int
    quantity: int
    firm: bool
    priority: int = 0
    at_any_price: bool = True


class Capacity(msgspec.Struct, frozen=True):
    """The seconds a work centre offers in each period. A centre without one is unlimited.

    overtime: how many more there can be in each; [] is none. It is worked only where something
    would be late without. overtime_cost: of a second of it, in any money.
    """

    centre: str
    seconds: list[int]
    overtime: list[int] = []
    overtime_cost: int = 0


class PlanProblem(msgspec.Struct, frozen=True, kw_only=True):
    """All numbers of one planning run. The order within the lists does not matter."""

    periods: int
    items: list[ItemData]
    recipes: list[Recipe]
    receipts: list[Receipt]
    requirements: list[Requirement]
    capacities: list[Capacity]


class Peg(msgspec.Struct, frozen=True):
    """A requirement's reference, or a parent job's line, and the quantity that goes to it."""

    reference: str
    quantity: int


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work to do: consumes its ingredients in `start`, gives `quantity` good ones in `finish`.

    What `causes` does not cover is lot rounding or safety stock.
    """

    line: str
    item: str
    quantity: int
    batches: int
    start: int
    finish: int
    causes: list[Peg]


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity to order in `order_period`, had in `due_period`. `causes` as for a job."""

    line: str
    item: str
    quantity: int
    order_period: int
    due_period: int
    causes: list[Peg]


class Delivery(msgspec.Struct, frozen=True):
    """A part of a requirement and the period in which it is had.

    In `Plan.unmet`: the part that is not had within the horizon, and the period it was wanted.
    """

    reference: str
    item: str
    period: int
    quantity: int


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why `quantity` of the requirement `reference` is late or unmet; one link of a chain.

    centre-full: `centre` had no room for `item` from first to last period.
    material-late: `item` waited for `component`; the next reasons say why that was late.
    lead-time: making or buying `item` takes longer than there is, even when begun in period 0;
    last_period is when it could be had, which may lie beyond the horizon.
    beyond-horizon: no more of `item` can be had before the horizon ends.
    """

    code: ReasonCode
    reference: str
    item: str
    centre: str | None
    component: str | None
    first_period: int
    last_period: int
    quantity: int


class Overtime(msgspec.Struct, frozen=True):
    """Seconds of `period` that a centre works in overtime; and of what is had earlier by it."""

    centre: str
    period: int
    seconds: int
    references: list[str]


class Kept(msgspec.Struct, frozen=True):
    """A requirement that is had earlier by overtime: by so many periods times quantity."""

    reference: str
    item: str
    saved: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The time-phased answer.

    stock: item -> stock at the end of each period; loads: centre (with a capacity) -> seconds
    used in each period, those in `overtime` included. kept: what that is worked for.
    """

    jobs: list[Job]
    purchases: list[Purchase]
    deliveries: list[Delivery]
    unmet: list[Delivery]
    reasons: list[Reason]
    stock: dict[str, list[int]]
    loads: dict[str, list[int]]
    overtime: list[Overtime] = []
    kept: list[Kept] = []
