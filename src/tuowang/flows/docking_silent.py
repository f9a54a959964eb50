"""An open run does not wait for ever: it ends over who is silent for days, and begins again.

Once a day, by its own clock, each firm of an open run tells those next to it that it still waits,
and looks who told nothing. Only who waits for a silent firm itself ends the run, by its name; who
is told of that, and began the run, begins it again. Looks are counted, not hours: a firm that was
off itself blames nobody. `blind` runs go by stick and e-mail, and wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.docking import (
    BLIND,
    OPEN,
    RUNS,
    DockingEnded,
    DockingJoined,
    DockingRow,
    DockingWaited,
    StartDocking,
    docking,
)
from tuowang.flows.docking_asks import hand_out, start_docking
from tuowang.flows.docking_end import IS_SILENT, end, still_here
from tuowang.flows.docking_lanes import may_dock
from tuowang.flows.docking_start import First, memory_of
from tuowang.flows.docking_views import standing
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS

SILENT_DAYS = 2
"""Who is waited for, and told nothing between so many daily looks, is silent."""


def when_we_look(view: View, now: int) -> int | None:
    """A day after the last look, or after the run began for us."""
    looked = [run.looked for run in view.find(RUNS, ("state",), OPEN)]
    return min(looked) + DAY_MILLISECONDS if looked else None


@docking.wake(when_we_look)
def look(view: View, context: Context) -> Iterable[Effect]:
    """Look at every open run whose look is due."""
    for run in list(view.find(RUNS, ("state",), OPEN)):
        if run.looked + DAY_MILLISECONDS <= context.now:
            yield from _look_at(view, run)


def _look_at(view: View, run: DockingRow) -> Iterator[Effect]:
    if _mode(view, run) == BLIND:
        yield Say(JOURNAL, DockingWaited(run.run))
        return
    _, awaited = standing(view, run)
    silent = [partner for partner in awaited if run.quiet.get(partner, 0) >= SILENT_DAYS]
    if silent:
        why = f"{IS_SILENT}: {', '.join(silent)}"
        yield from end(view, run, why, silent=silent, broken=True)
        return
    yield Say(JOURNAL, DockingWaited(run.run))
    yield from hand_out(view, run)  # our own step may have been lost with the process
    for partner in run.quiet:
        if may_dock(view, partner):
            yield from still_here(run, partner)


def _mode(view: View, run: DockingRow) -> str:
    terms = memory_of(view, run.run).get("terms")
    mode: str = msgspec.msgpack.decode(terms).get("mode", "") if terms else ""
    return mode


@docking.react(DockingEnded)
def begin_again(view: View, said: Said[DockingEnded], context: Context) -> Iterable[Effect]:
    """Who began a run that broke off over a silent firm begins it again, without whom it knows to
    be silent. A partner that says so on the first day says what cannot be: it cannot drive us."""
    run = view.get(RUNS, said.record.run)
    if run is None or not said.record.broken or not run.first:
        return
    if context.now < run.began + DAY_MILLISECONDS:
        return
    first = msgspec.msgpack.decode(run.first, type=First)
    if first.start is None:
        return
    try:
        yield from list(_begin(view, first.start, context))
    except Mistake as mistake:
        yield Note(mistake.code, mistake.details)


def _begin(view: View, start: tuple[int, str, int], context: Context) -> Iterator[Effect]:
    for effect in start_docking(view, StartDocking(*start), context):
        yield effect
        if isinstance(effect, Say) and isinstance(effect.record, DockingJoined):
            yield Note("docking-begun-again", {"run": effect.record.run})
