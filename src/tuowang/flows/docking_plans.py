"""Every exchange of a run leaves a plan that can be carried out: jobs, purchases, deliveries."""

from __future__ import annotations

from collections.abc import Iterable

from tuowang.flows.base import Context, Effect, Job, Said
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.docking import FIRM, DockingStepped, docking
from tuowang.flows.docking_folds import NOW
from tuowang.flows.planning import PLANS
from tuowang.flows.planning_asks import EXPLODE
from tuowang.flows.planning_problem import inputs_of
from tuowang.flows.planning_views import USUAL_PERIODS
from tuowang.store.store import View


@docking.react(DockingStepped)
def plan_again(view: View, said: Said[DockingStepped], context: Context) -> Iterable[Effect]:
    """Plan with what the exchange came to; numbers from another system are planned there."""
    if not said.record.exchanged or next(iter(view.scan(FIRM, NOW)), None) is not None:
        return
    if next(iter(view.scan(ITEMS)), None) is None:
        return
    now = view.get(PLANS, NOW)
    periods = now.periods if now is not None else USUAL_PERIODS
    run = said.record.run
    yield Job(EXPLODE, inputs_of(view, context.name("L"), context.today, periods, run))
