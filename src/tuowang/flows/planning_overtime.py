"""What a plan works in overtime, week by week; what that costs, and what being late would cost."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import msgspec

from tuowang.flows.capacity import monday, overtime_price
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.catalogue_prices import LATE_A_WEEK, value_of
from tuowang.flows.days import later
from tuowang.flows.planning import PlannedOvertime
from tuowang.plan.model import Plan, PlanProblem
from tuowang.store.store import View
from tuowang.units import MAXIMUM_AMOUNT_MINOR

MOST_REFERENCES = 20
HOUR = 3600


class Rate(msgspec.Struct, frozen=True):
    """So many minor units, as a fraction, for one of something."""

    minor: int
    per: int
    currency: str


class Rates(msgspec.Struct, frozen=True):
    """hours: centre -> an hour of overtime; late_days: item -> one own unit a day late."""

    hours: dict[str, Rate] = {}
    late_days: dict[str, Rate] = {}


def rates_of(view: View, problem: PlanProblem, day: str) -> Rates:
    """What counts in a plan from a day on; nothing where there is no overtime."""
    days = [later(day, number) for number in range(problem.periods)]
    hours: dict[str, Rate] = {}
    for capacity in problem.capacities:
        row = overtime_price(view, capacity.centre, days) if capacity.overtime else None
        if row is not None:
            hours[capacity.centre] = Rate(row.overtime_cost_minor, 1, row.currency)
    late: dict[str, Rate] = {}
    for item in {one.item for one in problem.requirements} if hours else ():
        known = view.get(ITEMS, item)
        if known is not None:
            cost = value_of(view, known) * LATE_A_WEEK * 100 / 7
            late[item] = Rate(cost.numerator, cost.denominator, known.currency)
    return Rates(hours, late)


def overtime_of(rates: Rates, plan: Plan, day: str) -> list[PlannedOvertime]:
    """The plan's overtime by centre and week. What lateness would cost is shared out over all
    the overtime that is worked against it."""
    weeks: dict[tuple[str, str], _Week] = {}
    for one in plan.overtime:
        key = (one.centre, monday(later(day, one.period)))
        seconds, references = weeks.get(key, _Week(0, set()))
        weeks[key] = _Week(seconds + one.seconds, references | set(one.references))
    late = _late_for_a_second(rates, plan, list(weeks.values()))
    return [
        _planned(rates.hours[centre], centre, week, worked, late)
        for (centre, week), worked in sorted(weeks.items())
    ]


class _Week(NamedTuple):
    seconds: int
    references: set[str]


def _planned(
    rate: Rate, centre: str, week: str, worked: _Week, late: dict[str, tuple[Fraction, str]]
) -> PlannedOvertime:
    costs = [late[name] for name in worked.references if name in late]
    a_second = sum((cost for cost, currency in costs if currency == rate.currency), Fraction(0))
    return PlannedOvertime(
        centre,
        week,
        worked.seconds,
        sorted(worked.references)[:MOST_REFERENCES],
        _minor(Fraction(rate.minor * worked.seconds, rate.per * HOUR)),
        _minor(a_second * worked.seconds),
        rate.currency,
    )


def _late_for_a_second(
    rates: Rates, plan: Plan, weeks: list[_Week]
) -> dict[str, tuple[Fraction, str]]:
    """By requirement what its lateness would cost, for each second worked for it; in a currency."""
    worked: dict[str, int] = {}
    for seconds, references in weeks:
        for name in references:
            worked[name] = worked.get(name, 0) + seconds
    found: dict[str, tuple[Fraction, str]] = {}
    for kept in plan.kept:
        rate = rates.late_days.get(kept.item)
        if rate is not None and kept.reference in worked:
            cost = Fraction(rate.minor * kept.saved, rate.per * worked[kept.reference])
            found[kept.reference] = cost, rate.currency
    return found


def _minor(amount: Fraction) -> int:
    return min(round(amount), MAXIMUM_AMOUNT_MINOR)
