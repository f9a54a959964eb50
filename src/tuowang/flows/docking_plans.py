"""Every exchange of a run leaves a plan that can be carried out: jobs, purchases, deliveries.

The plan is made after the round that ended the exchange, so that what that round asked for counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tuowang.flows.base import Context, Effect, Job, Said
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.docking import FIRM, DockingSettled, docking
from tuowang.flows.docking_folds import NOW
from tuowang.flows.planning import PLANS, MakePlan
from tuowang.flows.planning_views import USUAL_PERIODS
from tuowang.store.store import View

PLAN_AGAIN = "docking.plan-again"


class PlanAgain(NamedTuple):
    """What is to be planned: how many days, after which run."""

    periods: int
    run: str


@docking.react(DockingSettled)
def plan_again(view: View, said: Said[DockingSettled], _context: Context) -> Iterable[Effect]:
    """Plan with what the exchange came to; numbers from another system are planned there."""
    return to_plan(view, said.record.run)


def to_plan(view: View, run: str) -> Iterator[Job]:
    """The job that plans with what a run came to, where it is ours to plan."""
    theirs = next(iter(view.scan(FIRM, NOW)), None) is not None
    if not theirs and next(iter(view.scan(ITEMS)), None) is not None:
        now = view.get(PLANS, NOW)
        periods = now.periods if now is not None else USUAL_PERIODS
        yield Job(PLAN_AGAIN, PlanAgain(periods, run), PLAN_AGAIN)


@docking.job(PLAN_AGAIN)
def ask_again(inputs: PlanAgain) -> MakePlan:
    """Ask for the plan."""
    return MakePlan(inputs.periods, run=inputs.run)
