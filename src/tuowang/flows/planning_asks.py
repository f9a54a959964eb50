"""What our own user asks of planning: needs, plans; and the job that finds a plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Job, Note, Say
from tuowang.flows.checks import code_of, day_of, known_item, number_of, quantity_of
from tuowang.flows.days import later
from tuowang.flows.docking_agreed import beyond_docking
from tuowang.flows.docking_short import Short, shortage_for
from tuowang.flows.planning import (
    FORECAST,
    MOST_PRIORITY,
    NEEDS,
    ORDER,
    PRIORITIES,
    PROMISED_LATE,
    PROMISED_SHORT,
    KeepPlan,
    MakePlan,
    NeedRecorded,
    NeedRow,
    PlanExtended,
    Planned,
    PlannedLine,
    PlannedLoad,
    PlannedReason,
    PlannedStock,
    PriorityRecorded,
    RecordNeed,
    RecordPriority,
    planning,
)
from tuowang.flows.planning_overtime import overtime_of
from tuowang.flows.planning_problem import (
    DOCKED,
    PlanInputs,
    basis_of,
    find_wanted,
    inputs_of,
    problem_of,
)
from tuowang.plan.explode import explode
from tuowang.plan.model import Peg, Plan, PlanProblem
from tuowang.store.store import View
from tuowang.units import MAXIMUM_QUANTITY

T = TypeVar("T")
EXPLODE = "plan.explode"
MOST_PERIODS = 1000
LINES_A_RECORD = 1000


@planning.ask(RecordNeed)
def record_need(view: View, command: RecordNeed, _context: Context) -> Iterable[Effect]:
    """Check item, day and kind; say what changed."""
    need = code_of(command.need)
    known_item(view, command.item)
    quantity_of(command.quantity, 0)
    if command.kind not in (FORECAST, ORDER):
        raise Mistake("need-kind", kind=command.kind, known=f"{FORECAST}, {ORDER}")
    day_of(command.due)
    old = view.get(NEEDS, need)
    new = NeedRow(need, command.item, command.quantity, command.due, command.kind)
    if old != new and (old is not None or command.quantity):
        record = NeedRecorded(need, command.item, command.quantity, command.due, command.kind)
        yield Say(JOURNAL, record)


@planning.ask(RecordPriority)
def record_priority(view: View, command: RecordPriority, context: Context) -> Iterable[Effect]:
    """Say the priority of something that is wanted. Mistake: want-unknown, number-out-of-range."""
    priority = number_of("priority", command.priority, 0, MOST_PRIORITY)
    row = view.get(PRIORITIES, command.reference)
    if row is None and find_wanted(view, command.reference, context.today) is None:
        raise Mistake("want-unknown", reference=command.reference[:200])
    if priority != (0 if row is None else row.priority):
        yield Say(JOURNAL, PriorityRecorded(command.reference, priority))


@planning.ask(MakePlan)
def make_plan(view: View, command: MakePlan, context: Context) -> Iterable[Effect]:
    """Hand out the job."""
    if not 1 <= command.periods <= MOST_PERIODS:
        raise Mistake("periods-out-of-range", periods=command.periods, most=MOST_PERIODS)
    day = day_of(command.day, context)
    yield Job(EXPLODE, inputs_of(view, context.name("L"), day, command.periods, command.run))


@planning.job(EXPLODE)
def run_plan(inputs: PlanInputs) -> KeepPlan:
    """Find the plan."""
    found = planned(inputs, explode(inputs.problem))
    if inputs.wished is not None:
        found = replace(found, reasons=[*found.reasons, *_why_not_as_wished(inputs, inputs.wished)])
    return KeepPlan(found, inputs.basis)


def _why_not_as_wished(inputs: PlanInputs, problem: PlanProblem) -> list[PlannedReason]:
    """Why we promised customers less than they wished for."""
    found = _reasons(inputs, explode(problem))
    return [reason for reason in found if DOCKED in reason.reference]


@planning.ask(KeepPlan)
def keep_plan(view: View, command: KeepPlan, _context: Context) -> Iterable[Effect]:
    """Record the decision, in as many records as it takes; tell if the world moved meanwhile."""
    plan = command.plan
    if command.basis and command.basis != basis_of(problem_of(view, plan.day, plan.periods)[0]):
        yield Note("plan-outdated", {"plan": plan.plan})
    for partner, item, quantity in beyond_docking(view, plan.lines, plan.day):
        about = {"partner": partner, "item": item, "quantity": quantity}
        yield Note("plan-beyond-docking", about)
    lines, reasons, counts = _cut(plan.lines), _cut(plan.reasons), _cut(plan.counts)
    overtime, loads, stock = _cut(plan.overtime), _cut(plan.loads), _cut(plan.stock)
    yield Say(
        JOURNAL,
        replace(
            plan,
            lines=lines[0],
            reasons=reasons[0],
            counts=counts[0],
            overtime=overtime[0],
            loads=loads[0],
            stock=stock[0],
        ),
    )
    for part in lines[1:]:
        yield Say(JOURNAL, PlanExtended(plan.plan, part))
    for found in reasons[1:]:
        yield Say(JOURNAL, PlanExtended(plan.plan, [], found))
    for counted in counts[1:]:
        yield Say(JOURNAL, PlanExtended(plan.plan, [], [], counted))
    for worked in overtime[1:]:
        yield Say(JOURNAL, PlanExtended(plan.plan, [], overtime=worked))
    for taken in loads[1:]:
        yield Say(JOURNAL, PlanExtended(plan.plan, [], loads=taken))
    for had in stock[1:]:
        yield Say(JOURNAL, PlanExtended(plan.plan, [], stock=had))


def _cut(whole: list[T]) -> list[list[T]]:
    """In parts that a record can hold; at least one."""
    size = LINES_A_RECORD
    return [whole[at : at + size] for at in range(0, len(whole), size)] or [[]]


def planned(inputs: PlanInputs, plan: Plan) -> Planned:
    """The plan with dates and names of its own: lines are numbered under the plan's name."""
    names = [job.line for job in plan.jobs] + [purchase.line for purchase in plan.purchases]
    named = {name: f"{inputs.plan}-{number}" for number, name in enumerate(names, 1)}
    lines = [*_jobs(inputs, plan, named), *_purchases(inputs, plan, named)]
    lines += _deliveries(inputs, plan, first=len(lines) + 1)
    return Planned(
        inputs.plan,
        inputs.day,
        inputs.periods,
        lines,
        _reasons(inputs, plan),
        counts=inputs.counts,
        run=inputs.run,
        overtime=overtime_of(inputs.problem, plan, inputs.day, inputs.currencies),
        loads=_loads(inputs, plan),
        stock=[
            PlannedStock(one.item, min(one.stock, MAXIMUM_QUANTITY))
            for one in inputs.problem.items
            if one.stock > 0
        ],
    )


def _loads(inputs: PlanInputs, plan: Plan) -> list[PlannedLoad]:
    return [
        PlannedLoad(centre, later(inputs.day, period), seconds)
        for centre, row in sorted(plan.loads.items())
        for period, seconds in enumerate(row)
        if seconds > 0
    ]


def _jobs(inputs: PlanInputs, plan: Plan, named: dict[str, str]) -> list[PlannedLine]:
    return [
        PlannedLine(
            named[job.line],
            "job",
            job.item,
            min(job.quantity, MAXIMUM_QUANTITY),
            later(inputs.day, job.start),
            later(inputs.day, job.finish),
            _causes(job.causes, named),
        )
        for job in plan.jobs
    ]


def _purchases(inputs: PlanInputs, plan: Plan, named: dict[str, str]) -> list[PlannedLine]:
    return [
        PlannedLine(
            named[purchase.line],
            "purchase",
            purchase.item,
            min(purchase.quantity, MAXIMUM_QUANTITY),
            later(inputs.day, purchase.order_period),
            later(inputs.day, purchase.due_period),
            _causes(purchase.causes, named),
            inputs.suppliers.get(purchase.item, ""),
        )
        for purchase in plan.purchases
    ]


def _deliveries(inputs: PlanInputs, plan: Plan, first: int) -> list[PlannedLine]:
    return [
        PlannedLine(
            f"{inputs.plan}-{number}",
            "delivery",
            delivery.item,
            min(delivery.quantity, MAXIMUM_QUANTITY),
            later(inputs.day, delivery.period),
            later(inputs.day, delivery.period),
            [f"{delivery.reference}:{delivery.quantity}"],
            inputs.partners.get(delivery.reference, ""),
            delivery.reference,
            inputs.due.get(delivery.reference, ""),
        )
        for number, delivery in enumerate(plan.deliveries, first)
        if delivery.quantity
    ]


def _causes(pegs: list[Peg], named: dict[str, str]) -> list[str]:
    return [f"{named.get(peg.reference, peg.reference)}:{peg.quantity}" for peg in pegs]


def _reasons(inputs: PlanInputs, plan: Plan) -> list[PlannedReason]:
    found: list[PlannedReason] = []
    kept = _kept(inputs, plan)
    for reason in plan.reasons:
        one = PlannedReason(
            reason.code,
            reason.reference,
            reason.item,
            reason.centre or "",
            reason.component or "",
            later(inputs.day, reason.first_period),
            later(inputs.day, reason.last_period),
            min(reason.quantity, MAXIMUM_QUANTITY),
        )
        short = inputs.short.get(reason.item, []) if reason.code in _FROM_OUTSIDE else []
        weeks = shortage_for(short, kept.get(one.reference, one.last_day))
        found += [promised_late(one, week) for week in weeks] or [one]
    return list(dict.fromkeys(found))


def _kept(inputs: PlanInputs, plan: Plan) -> dict[str, str]:
    """By requirement the day on which the last of it is had; the horizon's end where not all is."""
    last: dict[str, int] = {}
    for delivery in plan.deliveries:
        last[delivery.reference] = max(delivery.period, last.get(delivery.reference, 0))
    last |= {one.reference: inputs.periods for one in plan.unmet}
    return {reference: later(inputs.day, period) for reference, period in last.items()}


_FROM_OUTSIDE = ("lead-time", "material-late")


def promised_late(reason: PlannedReason, short: Short) -> PlannedReason:
    """Why it is late, where a partner said how much it can promise of what we buy."""
    return PlannedReason(
        PROMISED_LATE if short.comes else PROMISED_SHORT,
        reason.reference,
        reason.item,
        "",
        reason.item,
        short.week,
        short.rest,
        min(short.wished, MAXIMUM_QUANTITY),
        short.partner,
        min(short.had, MAXIMUM_QUANTITY),
    )
