"""What if: the plan that would be made with other capacities, days, quantities or priorities.

Nothing is written. Both plans, as things are and as they would be, are made from the same moment;
so what differs between them comes of the changes alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.capacity import with_hours
from tuowang.flows.catalogue import CAPACITIES, CapacityRow
from tuowang.flows.checks import MAXIMUM_SECONDS, day_of, number_of, quantity_of
from tuowang.flows.days import days_between, later
from tuowang.flows.planning import MOST_PRIORITY, PLANS, Planned, PlannedLine
from tuowang.flows.planning_asks import planned
from tuowang.flows.planning_changes import Change, differences
from tuowang.flows.planning_folds import NOW
from tuowang.flows.planning_overtime import capacity_of
from tuowang.flows.planning_problem import PlanInputs, inputs_of
from tuowang.flows.planning_views import USUAL_PERIODS
from tuowang.plan.explode import explode
from tuowang.plan.model import PlanProblem, Requirement
from tuowang.store.store import View

MOST_CHANGES = 100


class OtherCapacity(NamedTuple):
    """A work centre has so many seconds a working day, from a day on ("": from the first)."""

    centre: str
    seconds_per_day: int
    start: str = ""


class OtherWant(NamedTuple):
    """Something wanted: on another day (at our gate), another quantity, another priority.

    "" and None: as it is.
    """

    reference: str
    day: str = ""
    quantity: int | None = None
    priority: int | None = None


class Delivery(NamedTuple):
    """When the last of something wanted is delivered, as things are and as they would be.

    "": some of it does not come within the plan. was_due, due: when it is wanted, now and then.
    """

    reference: str
    partner: str
    item: str
    was_due: str
    due: str
    before: str
    then: str

    @property
    def was_late(self) -> bool:
        """As things are."""
        return not self.before or self.before > self.was_due

    @property
    def is_late(self) -> bool:
        """As they would be."""
        return not self.then or self.then > self.due


class AsItIs(NamedTuple):
    """What would be planned with nothing changed, and from what."""

    inputs: PlanInputs
    plan: Planned


class WhatIf(NamedTuple):
    """Both plans, the deliveries that come at another time, and the lines that are different."""

    before: Planned
    then: Planned
    deliveries: list[Delivery]
    changes: list[Change]
    late_before: int
    late_then: int


def as_it_is(view: View, day: str) -> AsItIs:
    """The plan from a day on, made anew; not the one that stands."""
    now = view.get(PLANS, NOW)
    inputs = inputs_of(view, "L", day, now.periods if now is not None else USUAL_PERIODS)
    return AsItIs(inputs, planned(inputs, explode(inputs.problem)))


def what_if(
    view: View,
    day: str,
    capacities: Sequence[OtherCapacity],
    wants: Sequence[OtherWant],
    now: AsItIs | None = None,
) -> WhatIf:
    """The plan from a day on as it would be; now: `as_it_is`, where that is known. Mistake:
    centre-unknown, want-unknown, date-unreadable, number-out-of-range, quantity-out-of-range."""
    number_of("changes", len(capacities) + len(wants), 0, MOST_CHANGES)
    inputs, before = now or as_it_is(view, day)
    changed = _with_capacities(view, inputs, capacities)
    for want in wants:
        changed = _with_want(inputs, changed, want)
    other = replace(inputs, problem=changed, due=_due(inputs, wants))
    then = planned(other, explode(changed)) if capacities or wants else before
    deliveries = list(_deliveries(inputs, other, before, then))
    kept = {one.reference for one in changed.requirements}
    return WhatIf(
        before,
        then,
        [one for one in deliveries if one.reference in kept and _differs(one)],
        differences(before.lines, then.lines, day),
        sum(one.was_late for one in deliveries),
        sum(one.is_late for one in deliveries if one.reference in kept),
    )


def _differs(one: Delivery) -> bool:
    return one.before != one.then or one.was_late is not one.is_late


def _with_capacities(
    view: View, inputs: PlanInputs, others: Sequence[OtherCapacity]
) -> PlanProblem:
    """The problem as it would be once each change stands behind what holds on its day."""
    problem, calendars = inputs.problem, dict[str, list[CapacityRow]]()
    used = {one.centre for made in problem.recipes for one in made.work}
    for other in others:
        seconds = number_of("seconds_per_day", other.seconds_per_day, 0, MAXIMUM_SECONDS)
        start = day_of(other.start) if other.start else inputs.day
        if other.centre not in used:
            raise Mistake("centre-unknown", centre=other.centre)
        rows = calendars.get(other.centre) or list(view.scan(CAPACITIES, other.centre))
        by_start = {row.start: row for row in rows}
        by_start[start] = with_hours(rows, other.centre, start, seconds)
        calendars[other.centre] = [by_start[one] for one in sorted(by_start)]
    days = [later(inputs.day, period) for period in range(inputs.periods)]
    rest = [one for one in problem.capacities if one.centre not in calendars]
    changed = [capacity_of(centre, rows, days) for centre, rows in calendars.items()]
    return replace(problem, capacities=[*rest, *changed])


def _with_want(inputs: PlanInputs, problem: PlanProblem, other: OtherWant) -> PlanProblem:
    at = next(
        (n for n, one in enumerate(problem.requirements) if one.reference == other.reference), None
    )
    if at is None:
        raise Mistake("want-unknown", reference=other.reference[:200])
    found = list(problem.requirements)
    found[at] = _changed(inputs, found[at], other)
    if not found[at].quantity:
        found.pop(at)
    return replace(problem, requirements=found)


def _changed(inputs: PlanInputs, want: Requirement, other: OtherWant) -> Requirement:
    if other.day:
        want = replace(want, period=days_between(inputs.day, day_of(other.day)))
    if other.quantity is not None:
        want = replace(want, quantity=quantity_of(other.quantity, 0))
    if other.priority is not None:
        want = replace(want, priority=number_of("priority", other.priority, 0, MOST_PRIORITY))
    return want


def _due(inputs: PlanInputs, wants: Iterable[OtherWant]) -> dict[str, str]:
    return inputs.due | {one.reference: one.day for one in wants if one.day}


def _deliveries(
    inputs: PlanInputs, other: PlanInputs, before: Planned, then: Planned
) -> Iterator[Delivery]:
    """When each thing wanted comes in both plans."""
    had, has = _last(inputs.problem, before.lines), _last(other.problem, then.lines)
    for want in inputs.problem.requirements:
        name = want.reference
        yield Delivery(
            name,
            inputs.partners.get(name, ""),
            want.item,
            inputs.due[name],
            other.due[name],
            had.get(name, ""),
            has.get(name, ""),
        )


def _last(problem: PlanProblem, lines: Iterable[PlannedLine]) -> dict[str, str]:
    """By reference the day on which the last of it is delivered; only what is delivered whole."""
    left = {one.reference: one.quantity for one in problem.requirements}
    last: dict[str, str] = {}
    for line in lines:
        if line.kind == "delivery":
            left[line.reference] -= line.quantity
            last[line.reference] = max(line.finish, last.get(line.reference, ""))
    return {reference: day for reference, day in last.items() if left[reference] <= 0}
