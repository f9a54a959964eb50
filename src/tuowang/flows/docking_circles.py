"""Who waits for first orders for some minutes looks whether it waits for itself.

Firms that supply each other in a circle find that out by `plan.docking.circles`. In a chain
somebody may look for nothing, where words travel slowly: that costs a small word or two.
"""

from __future__ import annotations

from collections.abc import Iterable

from tuowang.flows.base import JOURNAL, Context, Effect, Say
from tuowang.flows.docking import MEMORY, OPEN, RUNS, DockingRow, DockingWaited, docking
from tuowang.flows.docking_asks import next_step
from tuowang.store.store import View

PROBE_MILLISECONDS = 120_000
"""So long after its last step."""


def waits_for_first_orders(view: View, run: DockingRow) -> bool:
    """Whether an open run may wait for itself, round a circle of firms, and did not look yet."""
    awaited = run.awaited
    waits = awaited is not None and (awaited.exchange, awaited.step) == (0, "order")
    return waits and view.get(MEMORY, run.run, "probed", 0) is None


def when_we_probe(view: View, _now: int) -> int | None:
    """Some minutes after the last step of a run that waits for first orders."""
    runs = view.find(RUNS, ("state",), OPEN)
    waiting = [run.stepped for run in runs if waits_for_first_orders(view, run)]
    return min(waiting) + PROBE_MILLISECONDS if waiting else None


@docking.wake(when_we_probe)
def probe(view: View, context: Context) -> Iterable[Effect]:
    """Have our agents look for circles."""
    for run in list(view.find(RUNS, ("state",), OPEN)):
        due = run.stepped + PROBE_MILLISECONDS <= context.now
        if due and waits_for_first_orders(view, run):
            yield Say(JOURNAL, DockingWaited(run.run, probing=True))
            yield from next_step(view, run, probe=True)
