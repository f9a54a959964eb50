"""What the plan answers: what is to be asked for now, and what can be promised for a demand."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.days import days_between, later
from tuowang.flows.planning import PLAN_LINES, PLANS
from tuowang.flows.planning_folds import NOW
from tuowang.flows.planning_problem import problem_of, transit_days
from tuowang.flows.trading import DemandRow
from tuowang.flows.vocabulary import Line
from tuowang.plan.model import PlanProblem, Requirement
from tuowang.plan.promise import promise
from tuowang.store.store import View

USUAL_PERIODS = 120


class PurchaseRequest(msgspec.Struct, frozen=True):
    """What is to be asked of one supplier ("" where an item has none): lines in our codes, and
    the plan line that caused each; as `RequestDemand` takes them."""

    supplier: str
    lines: list[Line]
    causes: list[str]


def purchases_to_request(view: View, today: str) -> list[PurchaseRequest]:
    """The plan's open purchases whose order day has come, supplier by supplier."""
    groups: dict[str, PurchaseRequest] = {}
    for planned in view.find(PLAN_LINES, ("kind", "start"), "purchase"):
        if planned.start > today:
            break
        item = view.get(ITEMS, planned.item)
        if planned.open <= 0 or item is None:
            continue
        group = groups.setdefault(planned.partner, PurchaseRequest(planned.partner, [], []))
        name = str(len(group.lines) + 1)
        group.lines.append(Line(name, planned.item, item.unit, planned.open, planned.finish))
        group.causes.append(planned.line)
    return [groups[supplier] for supplier in sorted(groups)]


def promise_for(view: View, demand: DemandRow, today: str) -> list[Line]:
    """What of a partner's demand can be kept, and when, without making anything agreed late.

    Lines in our codes and units, without prices, as `MakeOffer` takes them; a line that comes in
    parts becomes "1", "1.2" ... Empty where nothing can be had within the plan's horizon.
    """
    now = view.get(PLANS, NOW)
    periods = now.periods if now is not None else USUAL_PERIODS
    problem = _firm(problem_of(view, today, periods)[0])
    days = transit_days(view, demand.partner)
    lines = []
    for line in demand.lines:
        item = view.get(ITEMS, line.item)
        period = days_between(today, later(line.due, -days))
        if item is None or period >= periods:
            continue
        quantity = own_quantity(view, line.item, line.unit, line.quantity)
        reference = f"{demand.partner}/{demand.demand}/{line.line}"
        parts: dict[int, int] = {}
        for part in promise(problem, None, line.item, period, quantity, reference):
            parts[part.period] = parts.get(part.period, 0) + part.quantity
        for number, (when, had) in enumerate(sorted(parts.items()), 1):
            name = line.line if number == 1 else f"{line.line}.{number}"
            due = max(line.due, later(today, when + days))
            lines.append(replace(line, line=name, unit=item.unit, quantity=had, due=due))
        problem = _with(problem, reference, line.item, parts)
    return lines


def _firm(problem: PlanProblem) -> PlanProblem:
    """Only what is agreed: a forecast is no reason to refuse the order that it foresaw."""
    return replace(problem, requirements=[one for one in problem.requirements if one.firm])


def _with(problem: PlanProblem, reference: str, item: str, parts: dict[int, int]) -> PlanProblem:
    """The problem once these parts are promised, so that the next line does not use them too."""
    promised = [
        Requirement(
            reference=f"{reference}@{period}", item=item, period=period, quantity=had, firm=True
        )
        for period, had in sorted(parts.items())
    ]
    return replace(problem, requirements=[*problem.requirements, *promised])
