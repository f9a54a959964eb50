"""Needs and stock and commitments -> jobs, purchases and deliveries: a recorded decision.

`MakePlan` hands out a job (`plan.explode`'s pure inputs); `KeepPlan` brings its answer back. A
replay folds the recorded plan and never solves again.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.store.table import Table
from tuowang.units import Amount, Code, Currency, Day, Quantity, Text

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


NEEDS = Table("needs", NeedRow, ("need",), (("due",),))
PLANS = Table("plans", PlanRow, ("key",))
PLAN_LINES = Table(
    "plan_lines",
    PlanLineRow,
    ("line",),
    (("kind", "finish"), ("kind", "start"), ("reference", "finish")),
)
PLAN_REASONS = Table("plan_reasons", PlanReasonRow, ("number",))
PLAN_COUNTS = Table("plan_counts", PlanCountRow, ("partner", "item", "coming", "day"))
PLAN_OVERTIME = Table("plan_overtime", PlanOvertimeRow, ("centre", "week"))
EARLIER_LINES = Table("earlier_plan_lines", PlanLineRow, ("line",))
EARLIER_COUNTS = Table("earlier_plan_counts", PlanCountRow, ("partner", "item", "coming", "day"))
"""Of the plan before, so that people see what changed."""
planning = Flow(
    "planning",
    tables=(
        NEEDS,
        PLANS,
        PLAN_LINES,
        PLAN_REASONS,
        PLAN_COUNTS,
        PLAN_OVERTIME,
        EARLIER_LINES,
        EARLIER_COUNTS,
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


@planning.record
class PlanExtended(Record, frozen=True):
    """More of the plan just decided, where it is too much for one record."""

    kind: ClassVar[str] = "plan.extended"
    plan: Code
    lines: list[PlannedLine]
    reasons: list[PlannedReason] = []
    counts: list[PlannedCount] = []
    overtime: list[PlannedOvertime] = []


class RecordNeed(Command, frozen=True):
    """Enter or change a forecast or a walk-in order; quantity 0 takes it out."""

    verb: ClassVar[str] = "need"
    need: str
    item: str
    quantity: int
    due: str
    kind: str = FORECAST


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
