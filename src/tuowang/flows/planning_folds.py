"""The folds of planning, and the tables' answers: what is to be bought, what can be promised.

Private records count from our own journal only.
"""

from __future__ import annotations

from msgspec.structs import replace

from tuowang.flows.amounts import own_quantity
from tuowang.flows.base import JOURNAL, Said
from tuowang.flows.planning import (
    NEEDS,
    PLAN_LINES,
    PLAN_REASONS,
    PLANS,
    NeedRecorded,
    NeedRow,
    PlanExtended,
    PlanLineRow,
    Planned,
    PlannedLine,
    PlannedReason,
    PlanReasonRow,
    PlanRow,
    planning,
)
from tuowang.flows.shipping import SHIPMENTS, Shipped
from tuowang.flows.stock import Produced
from tuowang.flows.trading import COMMITMENTS, Requested
from tuowang.store.store import Rows

NOW = "now"


@planning.fold(NeedRecorded)
def fold_need(rows: Rows, said: Said[NeedRecorded]) -> None:
    """The need as it is from now on."""
    record = said.record
    if said.partner != JOURNAL:
        return
    if record.quantity <= 0:
        rows.delete(NEEDS, record.need)
    else:
        row = NeedRow(record.need, record.item, record.quantity, record.due, record.need_kind)
        rows.put(NEEDS, row)


@planning.fold(Planned)
def fold_planned(rows: Rows, said: Said[Planned]) -> None:
    """The new plan in place of the old."""
    record = said.record
    if said.partner != JOURNAL:
        return
    for line in list(rows.scan(PLAN_LINES)):
        rows.delete(PLAN_LINES, line.line)
    for reason in list(rows.scan(PLAN_REASONS)):
        rows.delete(PLAN_REASONS, reason.number)
    rows.put(PLANS, PlanRow(NOW, record.plan, record.day, record.periods))
    _put(rows, record.lines, record.reasons)


@planning.fold(PlanExtended)
def fold_plan_extended(rows: Rows, said: Said[PlanExtended]) -> None:
    """More of the newest plan."""
    plan = rows.get(PLANS, NOW)
    if said.partner == JOURNAL and plan is not None and plan.plan == said.record.plan:
        _put(rows, said.record.lines, said.record.reasons)


def _put(rows: Rows, lines: list[PlannedLine], reasons: list[PlannedReason]) -> None:
    for line in lines:
        row = PlanLineRow(
            line.line,
            line.kind,
            line.item,
            line.quantity,
            line.quantity,
            line.start,
            line.finish,
            line.causes,
            line.partner,
            line.reference,
            line.due,
        )
        rows.put(PLAN_LINES, row)
    for number, reason in enumerate(reasons, rows.count(PLAN_REASONS) + 1):
        rows.put(
            PLAN_REASONS,
            PlanReasonRow(
                number,
                reason.code,
                reason.reference,
                reason.item,
                reason.centre,
                reason.component,
                reason.first_day,
                reason.last_day,
                reason.quantity,
                reason.partner,
                reason.had,
            ),
        )


def _done(rows: Rows, line: PlanLineRow, quantity: int) -> int:
    """Count a quantity as done, up to what is open; what is left of it."""
    part = min(line.open, quantity)
    if part > 0:
        rows.put(PLAN_LINES, replace(line, open=line.open - part))
    return quantity - part


@planning.fold(Requested)
def fold_requested(rows: Rows, said: Said[Requested]) -> None:
    """What we asked a partner for is no longer to be bought."""
    if not said.mine:
        return
    for line, cause in zip(said.record.lines, said.record.causes, strict=False):
        planned = rows.get(PLAN_LINES, cause)
        if planned is not None and planned.kind == "purchase":
            _done(rows, planned, own_quantity(rows, planned.item, line.unit, line.quantity))


@planning.fold(Produced)
def fold_produced(rows: Rows, said: Said[Produced]) -> None:
    """What was made is no longer to be made."""
    planned = rows.get(PLAN_LINES, said.record.plan_line)
    if said.partner == JOURNAL and planned is not None and planned.kind == "job":
        _done(rows, planned, said.record.quantity)


@planning.fold(Shipped)
def fold_shipped(rows: Rows, said: Said[Shipped]) -> None:
    """What left is no longer to be delivered; earliest planned delivery first."""
    shipment = rows.get(SHIPMENTS, said.partner, said.record.shipment)
    if shipment is None or not (said.mine and shipment.mine):
        return
    for line in shipment.lines:
        commitment = rows.get(COMMITMENTS, said.partner, line.agreement, line.line)
        assert commitment is not None
        left = own_quantity(rows, commitment.item, commitment.unit, line.quantity)
        reference = f"{said.partner}/{line.agreement}/{line.line}"
        for planned in list(rows.find(PLAN_LINES, ("reference", "finish"), reference)):
            if planned.kind == "delivery":
                left = _done(rows, planned, left)
