"""How a run ends for us, and which of its plans counts then: the same one at all firms.

Every finished exchange leaves a plan with us (`PLANS_HELD`). It becomes what is agreed (`LANES`)
when we know that all firms of the run hold it: then everybody may go by it, and whoever is told
so later can follow. Up the run's tree goes what all below hold, down what all do; also after a
run that broke off. Who leaves says what it knows; partners follow, and pass it on. Nothing that
was agreed is ever taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.docking import (
    HOLD,
    LEAVE,
    OPEN,
    PLANS_HELD,
    RUNS,
    SETTLE,
    SOMEBODY_SILENT,
    DockingEnded,
    DockingRow,
    DockingSaid,
    DockingSettled,
    GiveUpDocking,
    LanesAgreed,
    docking,
)
from tuowang.flows.docking_lanes import may_dock
from tuowang.flows.docking_start import memory_of, partners_in
from tuowang.store.store import View

BY_HAND, LEFT, LEFT_OVER_SILENCE = "by-hand", "left", "left-over-silence"
IS_SILENT, DENIED, NO_PLAN, BAD_NUMBERS = "is-silent", "denied", "program", "numbers"
"""Why a run ended early; or the code of a `plan.docking.words.BadWord`."""

NOTHING: Mapping[str, str | int] = {}


def end(
    view: View,
    run: DockingRow,
    why: str,
    told: Iterable[str] = (),
    *,
    silent: Iterable[str] = (),
    broken: bool = False,
    details: Mapping[str, str | int] = NOTHING,
) -> Iterator[Effect]:
    """End an open run early. why: one of the reasons above, a colon, and whom or what it is about.

    told: whom else it concerns, where nothing was kept yet.
    silent, broken, details: see `DockingEnded`.
    """
    ended = DockingEnded(
        run.run,
        why,
        partners=partners_of(view, run) or list(told),
        silent=list(silent),
        broken=broken,
        details=dict(details),
    )
    yield Say(JOURNAL, ended)
    yield Note("docking-given-up", {**details, "run": run.run, "why": why})


def partners_of(view: View, run: DockingRow) -> list[str]:
    """Who takes part with us in a run; nobody where our first step is not taken."""
    return run.partners or partners_in(memory_of(view, run.run))


def hear_of_plans(view: View, run: DockingRow, said: Said[DockingSaid]) -> Iterator[Effect]:
    """A partner says which plans are held: by all below it, by all, or by all and it left."""
    step, known = said.record.step, said.record.exchange - 1
    if step == HOLD:
        yield from _spread(run)
    elif step == SETTLE:
        if said.partner == run.parent and _more(view, run, known):
            yield Say(JOURNAL, DockingSettled(run.run, known))
    else:
        broken = said.record.body == SOMEBODY_SILENT
        yield from _hear_leave(view, run, said.partner, known, broken=broken)


def _hear_leave(
    view: View, run: DockingRow, partner: str, known: int, *, broken: bool
) -> Iterator[Effect]:
    partners = partners_of(view, run)
    if partner not in partners if partners else not may_dock(view, partner):
        return
    more = _more(view, run, known)
    if more:
        yield Say(JOURNAL, DockingSettled(run.run, known))
    if run.state == OPEN:
        why = f"{LEFT_OVER_SILENCE if broken else LEFT}: {partner}"
        yield from end(view, run, why, broken=broken)
    elif more:
        for one in run.partners:
            yield from _tell(run, one, LEAVE, known)
    elif known < run.settled:
        yield from _tell(run, partner, LEAVE, run.settled)


def _more(view: View, run: DockingRow, known: int) -> bool:
    return known > run.settled and view.get(PLANS_HELD, run.run, known) is not None


def _spread(run: DockingRow) -> Iterator[Effect]:
    """Who has no parent in the tree knows what all hold. The others tell theirs: with the next
    word to it, or, when the run is over, by itself."""
    if not run.parent and _low(run) > run.settled:
        yield Say(JOURNAL, DockingSettled(run.run, _low(run)))
    elif run.parent and run.state != OPEN:
        yield from _hold_up(run)


def _low(run: DockingRow) -> int:
    return min([run.held, *(run.below.get(child, -1) for child in run.children)])


def _hold_up(run: DockingRow) -> Iterator[Effect]:
    if _low(run) > run.told.get(run.parent, -1):
        yield from _tell(run, run.parent, HOLD, _low(run))


def _pass_down(run: DockingRow, children: Iterable[str]) -> Iterator[Effect]:
    for child in children:
        if run.settled > run.told.get(child, -1):
            yield from _tell(run, child, SETTLE, run.settled)


def still_here(run: DockingRow, partner: str) -> Iterator[Effect]:
    """Say what is known of plans again, so that a partner knows that we wait, too."""
    if partner in run.children:
        yield from _tell(run, partner, SETTLE, run.settled)
    else:
        yield from _tell(run, partner, HOLD, _low(run) if partner == run.parent else -1)


def _tell(
    run: DockingRow, partner: str, step: str, exchange: int, body: bytes = b""
) -> Iterator[Effect]:
    yield Say(partner, DockingSaid(run.run, exchange + 1, step, 0, body, began=run.began))


def ride_along(run: DockingRow, spoken: set[str]) -> Iterator[Effect]:
    """What is known of plans goes to those whom something is said to anyway."""
    if run.parent in spoken:
        yield from _hold_up(run)
    yield from _pass_down(run, [child for child in run.children if child in spoken])


@docking.react(LanesAgreed)
def hold(view: View, said: Said[LanesAgreed], _context: Context) -> Iterable[Effect]:
    """One more plan is held here."""
    run = view.get(RUNS, said.record.run)
    if run is not None:
        yield from _spread(run)


@docking.react(DockingSettled)
def pass_on(view: View, said: Said[DockingSettled], _context: Context) -> Iterable[Effect]:
    """All hold it; when the run is over, those below us in the tree hear so by itself."""
    run = view.get(RUNS, said.record.run)
    if run is not None and run.state != OPEN:
        yield from _pass_down(run, run.children)


@docking.react(DockingEnded)
def leave(view: View, said: Said[DockingEnded], _context: Context) -> Iterable[Effect]:
    """Tell the others that we left before the end; and what we did not yet tell."""
    run = view.get(RUNS, said.record.run)
    if run is None:
        return
    for partner in said.record.partners if said.record.why else ():
        if may_dock(view, partner):
            body = SOMEBODY_SILENT if said.record.broken else b""
            yield from _tell(run, partner, LEAVE, run.settled, body)
    yield from _spread(run)
    yield from _pass_down(run, run.children)


@docking.ask(GiveUpDocking)
def give_up(view: View, command: GiveUpDocking, _context: Context) -> Iterable[Effect]:
    """End it for us; partners are told, and end it too."""
    run = view.get(RUNS, command.run)
    if run is None or run.state != OPEN:
        raise Mistake("no-such-docking", run=command.run)
    yield from end(view, run, BY_HAND)
