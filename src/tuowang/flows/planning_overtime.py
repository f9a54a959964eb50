"""What a plan works in overtime, week by week; what that costs, and what being late would cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from tuowang.flows.capacity import hours_of, monday, overtime_price
from tuowang.flows.catalogue import CAPACITIES, CapacityRow, ItemRow
from tuowang.flows.catalogue_prices import LATE_A_WEEK, value_of
from tuowang.flows.days import later
from tuowang.flows.planning import PlannedOvertime
from tuowang.plan.model import Capacity, Plan, PlanProblem
from tuowang.store.store import View
from tuowang.units import MAXIMUM_AMOUNT_MINOR

MOST_REFERENCES = 20
FINE = 10**6
"""Parts of a minor unit in which a plan counts the costs of overtime and of being late."""


def currencies_of(view: View, capacities: Iterable[Capacity]) -> dict[str, str]:
    """In which currency the overtime of each centre that has any is paid."""
    centres = [one.centre for one in capacities if one.overtime]
    rows = [row for centre in centres for row in view.scan(CAPACITIES, centre)]
    return {row.centre: row.currency for row in rows if row.overtime_seconds_per_day}


def capacity_of(centre: str, rows: Sequence[CapacityRow], days: Sequence[str]) -> Capacity:
    """A work centre's calendar, and what a second of its overtime costs."""
    normal, overtime = hours_of(rows, days)
    dearest = overtime_price(rows, days)
    if dearest is None:
        return Capacity(centre, normal)
    cost = round(Fraction(dearest.overtime_cost_minor * FINE, 3600))
    return Capacity(centre, normal, overtime, cost)


def late_cost(view: View, row: ItemRow, currencies: set[str]) -> int:
    """What one own unit costs that is a day late; 0 unless overtime is all in its currency."""
    if currencies != {row.currency}:
        return 0
    return round(value_of(view, row) * LATE_A_WEEK * 100 * FINE / 7)


class _Week(NamedTuple):
    seconds: int
    references: set[str]


def overtime_of(
    problem: PlanProblem, plan: Plan, day: str, currencies: dict[str, str]
) -> list[PlannedOvertime]:
    """The plan's overtime by centre and week. What lateness would cost is shared out over all
    the overtime that is worked against it."""
    weeks: dict[tuple[str, str], _Week] = {}
    for one in plan.overtime:
        key = (one.centre, monday(later(day, one.period)))
        seconds, references = weeks.get(key, _Week(0, set()))
        weeks[key] = _Week(seconds + one.seconds, references | set(one.references))
    late = _late_for_a_second(problem, plan, list(weeks.values()))
    costs = {one.centre: one.overtime_cost for one in problem.capacities}
    return [
        PlannedOvertime(
            centre,
            week,
            worked.seconds,
            sorted(worked.references)[:MOST_REFERENCES],
            _minor(Fraction(costs[centre] * worked.seconds)),
            _minor(Fraction(worked.seconds * sum(late.get(one, 0) for one in worked.references))),
            currencies[centre],
        )
        for (centre, week), worked in sorted(weeks.items())
    ]


def _late_for_a_second(problem: PlanProblem, plan: Plan, weeks: list[_Week]) -> dict[str, Fraction]:
    """By requirement what its lateness would cost, for each second worked for it."""
    worked: dict[str, int] = {}
    for seconds, references in weeks:
        for name in references:
            worked[name] = worked.get(name, 0) + seconds
    costs = {one.item: one.late_cost for one in problem.items}
    return {
        kept.reference: Fraction(costs[kept.item] * kept.saved, worked[kept.reference])
        for kept in plan.kept
        if kept.reference in worked
    }


def _minor(amount: Fraction) -> int:
    return min(round(amount / FINE), MAXIMUM_AMOUNT_MINOR)
