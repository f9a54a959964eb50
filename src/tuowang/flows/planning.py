"""Needs and stock and commitments -> jobs, purchases and deliveries: a recorded decision.

`MakePlan` hands out a job (`plan.explode`'s pure inputs); `KeepPlan` brings its answer back. A
replay folds the recorded plan and never solves again.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.store.table import Table
from tuowang.units import Amount, Code, Currency, Day, Quantity, Text

Priority = Annotated[int, msgspec.Meta(ge=0, le=99)]
MOST_PRIORITY = 99
FORECAST = "forecast"
ORDER = "order"
PROMISED_LATE, PROMISED_SHORT = "promised-late", "promised-short"
"""Reasons that a partner told."""


class NeedRow(msgspec.Struct, frozen=True):
    """A demand from outside the links: a forecast or a walk-in order. `kind`: FORECAST or ORDER."""

    need: str
    item: str
    quantity: int
    due: str
    kind: str

    def counts_on(self, day: str) -> bool:
        """Whether it is still wanted on this day: a forecast of days gone by is not."""
        return self.quantity > 0 and (self.kind != FORECAST or self.due >= day)


class PlanRow(msgspec.Struct, frozen=True):
    """The plan as a whole; the newest one counts. Key "now"; "earlier" is what it is compared with.

    run: the docking that it came of, "" where it came of none. All plans of a run count as one
    when they are compared with what was before.
    """

    key: str
    plan: str
    day: str
    periods: int
    run: str = ""


class PlanCountRow(msgspec.Struct, frozen=True):
    """What the plan counts on from outside: `quantity` of `item`, wanted on a day, or `coming`.

    partner: who wants or brings it; "" for what we entered ourselves.
    """

    partner: str
    item: str
    coming: bool
    day: str
    quantity: int


class PlanLineRow(msgspec.Struct, frozen=True):
    """One line of the newest plan.

    `kind` is "job", "purchase" or "delivery"; `start` and `finish` are days (a purchase is ordered
    at `start`, here at `finish`; a delivery leaves at `finish`); `causes` are "reference:quantity".
    `open` is what is still to be done of `quantity`; `reference` what a delivery fulfils, `due`
    when it was wanted: a later `finish` is the earliest date that can be kept.
    """

    line: str
    kind: str
    item: str
    quantity: int
    open: int
    start: str
    finish: str
    causes: list[str]
    partner: str = ""
    reference: str = ""
    due: str = ""


class PlanReasonRow(msgspec.Struct, frozen=True):
    """Why something is late or short: a code of `plan/` and where it pinches.

    promised-late: `partner` can promise only `had` of the `quantity` of `item` that was wished for
    in the week of `first_day`; the rest arrives on `last_day`. promised-short: not even by then.
    """

    number: int
    code: str
    reference: str
    item: str
    centre: str
    component: str
    first_day: str
    last_day: str
    quantity: int
    partner: str = ""
    had: int = 0


class PlanOvertimeRow(msgspec.Struct, frozen=True):
    """Overtime that a centre works in the week of Monday `week`, and what that costs.

    references: what is had earlier by it, the first of them; late_minor: what those would cost
    more if they were late, in the same currency; 0 where nobody knows.
    """

    centre: str
    week: str
    seconds: int
    references: list[str]
    cost_minor: int = 0
    late_minor: int = 0
    currency: str = "CNY"


class PlanLoadRow(msgspec.Struct, frozen=True):
    """The seconds that the plan's jobs take of a work centre on a day; no row where none."""

    centre: str
    day: str
    seconds: int


class PlanStockRow(msgspec.Struct, frozen=True):
    """What was in stock of an item when the plan was made; no row where nothing was."""

    item: str
    quantity: int


class PriorityRow(msgspec.Struct, frozen=True):
    """What is served first where not all can be in time: the higher number. 0 has no row."""

    reference: str
    priority: int


NEEDS = Table("needs", NeedRow, ("need",), (("due",),))
PLANS = Table("plans", PlanRow, ("key",))
PLAN_LINES = Table(
    "plan_lines",
    PlanLineRow,
    ("line",),
    (("kind", "finish"), ("kind", "start"), ("reference", "finish"), ("item", "finish")),
)
PLAN_OVERTIME = Table("plan_overtime", PlanOvertimeRow, ("centre", "week"))
PLAN_REASONS = Table("plan_reasons", PlanReasonRow, ("number",), (("reference",),))
PLAN_COUNTS = Table(
    "plan_counts", PlanCountRow, ("partner", "item", "coming", "day"), (("item", "day"),)
)
PLAN_LOADS = Table("plan_loads", PlanLoadRow, ("centre", "day"))
PLAN_STOCK = Table("plan_stock", PlanStockRow, ("item",))
PRIORITIES = Table("priorities", PriorityRow, ("reference",))
EARLIER_LINES = Table("earlier_plan_lines", PlanLineRow, ("line",))
EARLIER_COUNTS = Table("earlier_plan_counts", PlanCountRow, ("partner", "item", "coming", "day"))
"""Of the plan before, so that people see what changed."""
planning = Flow(
    "planning",
    tables=(
        *(NEEDS, PLANS, PLAN_LINES, PLAN_REASONS, PLAN_COUNTS, PLAN_OVERTIME, PLAN_LOADS),
        *(PLAN_STOCK, EARLIER_LINES, EARLIER_COUNTS, PRIORITIES),
    ),
)


@planning.record
class NeedRecorded(Record, frozen=True):
    """A forecast or order from outside as it is from now on (private); quantity 0 takes it out."""

    kind: ClassVar[str] = "need.recorded"
    need: Code
    item: Code
    quantity: int
    due: Day
    need_kind: Code


class PlannedLine(msgspec.Struct, frozen=True):
    """A plan line as decided; see `PlanLineRow`."""

    line: Code
    kind: Code
    item: Code
    quantity: Quantity
    start: Day
    finish: Day
    causes: list[str] = []
    partner: str = ""
    reference: str = ""
    due: str = ""


class PlannedReason(msgspec.Struct, frozen=True):
    """A reason as found; see `PlanReasonRow`."""

    code: Code
    reference: str
    item: str
    centre: str
    component: str
    first_day: Day
    last_day: Day
    quantity: int
    partner: str = ""
    had: int = 0


class PlannedCount(msgspec.Struct, frozen=True):
    """What a plan counts on from outside; see `PlanCountRow`."""

    partner: str
    item: Code
    coming: bool
    day: Day
    quantity: Quantity


class PlannedOvertime(msgspec.Struct, frozen=True):
    """Overtime as decided; see `PlanOvertimeRow`."""

    centre: Code
    week: Day
    seconds: int
    references: list[str] = []
    cost_minor: Amount = 0
    late_minor: Amount = 0
    currency: Currency = "CNY"


class PlannedLoad(msgspec.Struct, frozen=True):
    """What a plan's jobs take of a work centre; see `PlanLoadRow`."""

    centre: Code
    day: Day
    seconds: Quantity


class PlannedStock(msgspec.Struct, frozen=True):
    """What a plan found in stock; see `PlanStockRow`."""

    item: Code
    quantity: Quantity


@planning.record
class Planned(Record, frozen=True):
    """The company decided on a plan (private). It replaces the one before."""

    kind: ClassVar[str] = "plan.decided"
    plan: Code
    day: Day
    periods: int
    lines: list[PlannedLine]
    reasons: list[PlannedReason] = []
    text: Text = ""
    counts: list[PlannedCount] = []
    run: str = ""
    overtime: list[PlannedOvertime] = []
    loads: list[PlannedLoad] = []
    stock: list[PlannedStock] = []


@planning.record
class PlanExtended(Record, frozen=True):
    """More of the plan just decided, where it is too much for one record."""

    kind: ClassVar[str] = "plan.extended"
    plan: Code
    lines: list[PlannedLine]
    reasons: list[PlannedReason] = []
    counts: list[PlannedCount] = []
    overtime: list[PlannedOvertime] = []
    loads: list[PlannedLoad] = []
    stock: list[PlannedStock] = []


@planning.record
class PriorityRecorded(Record, frozen=True):
    """How soon something wanted is served from now on (private); 0: as all else."""

    kind: ClassVar[str] = "priority.recorded"
    reference: Text
    priority: Priority


class RecordNeed(Command, frozen=True):
    """Enter or change a forecast or a walk-in order; quantity 0 takes it out."""

    verb: ClassVar[str] = "need"
    need: str
    item: str
    quantity: int
    due: str
    kind: str = FORECAST


class RecordPriority(Command, frozen=True):
    """Say what is served first where not all can be in time; 0 takes it back.

    reference: as plans name what is wanted: a need, or "partner/agreement/line".
    """

    verb: ClassVar[str] = "priority"
    reference: str
    priority: int


class MakePlan(Command, frozen=True):
    """Plan `periods` days from `day` (today where empty). run: the docking it comes of."""

    verb: ClassVar[str] = "plan"
    periods: int = 120
    day: str = ""
    run: str = ""


class KeepPlan(Command, frozen=True):
    """Record the plan that a job found. `basis` tells whether its inputs are still the same."""

    verb: ClassVar[str] = "keep-plan"
    plan: Planned
    basis: str = ""
