"""The folds of planning, and the tables' answers: what is to be bought, what can be promised.

Private records count from our own journal only.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict, replace

from tuowang.flows.amounts import own_quantity
from tuowang.flows.base import JOURNAL, Said
from tuowang.flows.planning import (
    EARLIER_COUNTS,
    EARLIER_LINES,
    NEEDS,
    PLAN_COUNTS,
    PLAN_LINES,
    PLAN_LOADS,
    PLAN_OVERTIME,
    PLAN_REASONS,
    PLAN_STOCK,
    PLANS,
    PRIORITIES,
    NeedRecorded,
    NeedRow,
    PlanCountRow,
    PlanExtended,
    PlanLineRow,
    PlanLoadRow,
    Planned,
    PlanOvertimeRow,
    PlanReasonRow,
    PlanRow,
    PlanStockRow,
    PriorityRecorded,
    PriorityRow,
    planning,
)
from tuowang.flows.shipping import SHIPMENTS, Shipped
from tuowang.flows.stock import Produced, Started
from tuowang.flows.trading import COMMITMENTS, Requested
from tuowang.store.store import Rows
from tuowang.store.table import Table

NOW, EARLIER = "now", "earlier"


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


@planning.fold(PriorityRecorded)
def fold_priority(rows: Rows, said: Said[PriorityRecorded]) -> None:
    """The priority from now on."""
    record = said.record
    if said.partner != JOURNAL:
        return
    if record.priority:
        rows.put(PRIORITIES, PriorityRow(record.reference, record.priority))
    else:
        rows.delete(PRIORITIES, record.reference)


@planning.fold(Planned)
def fold_planned(rows: Rows, said: Said[Planned]) -> None:
    """The new plan in place of the old."""
    record = said.record
    if said.partner != JOURNAL:
        return
    old = rows.get(PLANS, NOW)
    if old is not None and not (record.run and record.run == old.run):
        rows.put(PLANS, replace(old, key=EARLIER))
        _move(rows, PLAN_LINES, EARLIER_LINES)
        _move(rows, PLAN_COUNTS, EARLIER_COUNTS)
    tables = (PLAN_LINES, PLAN_REASONS, PLAN_COUNTS, PLAN_OVERTIME, PLAN_LOADS, PLAN_STOCK)
    for table in tables:
        _empty(rows, table)
    rows.put(PLANS, PlanRow(NOW, record.plan, record.day, record.periods, record.run))
    _put(rows, record)


def _empty(rows: Rows, table: Table[Any]) -> None:
    for row in list(rows.scan(table)):
        rows.delete(table, *(getattr(row, name) for name in table.key))


def _move(rows: Rows, source: Table[Any], target: Table[Any]) -> None:
    _empty(rows, target)
    for row in list(rows.scan(source)):
        rows.put(target, row)


@planning.fold(PlanExtended)
def fold_plan_extended(rows: Rows, said: Said[PlanExtended]) -> None:
    """More of the newest plan."""
    plan = rows.get(PLANS, NOW)
    if said.partner == JOURNAL and plan is not None and plan.plan == said.record.plan:
        _put(rows, said.record)


def _put(rows: Rows, plan: Planned | PlanExtended) -> None:
    for count in plan.counts:
        rows.put(PLAN_COUNTS, PlanCountRow(**asdict(count)))
    for overtime in plan.overtime:
        rows.put(PLAN_OVERTIME, PlanOvertimeRow(**asdict(overtime)))
    for load in plan.loads:
        rows.put(PLAN_LOADS, PlanLoadRow(**asdict(load)))
    for stock in plan.stock:
        rows.put(PLAN_STOCK, PlanStockRow(**asdict(stock)))
    for line in plan.lines:
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
    for number, reason in enumerate(plan.reasons, rows.count(PLAN_REASONS) + 1):
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
    begun = bool(said.record.job)  # counted when it was started
    if said.partner == JOURNAL and planned is not None and planned.kind == "job" and not begun:
        _done(rows, planned, said.record.quantity)


@planning.fold(Started)
def fold_started(rows: Rows, said: Said[Started]) -> None:
    """What was started is no longer to be started."""
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
