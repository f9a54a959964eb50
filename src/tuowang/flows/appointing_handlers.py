"""Proposing, agreeing and dropping dates; and keeping them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import asdict, replace

from tuowang.errors import Mistake
from tuowang.flows.appointing import (
    AGREED,
    DOCKING_DATES,
    DOCKING_DATES_KEPT,
    MOST_EVERY_DAYS,
    PROPOSED,
    AgreeDockingDate,
    DockingDateAgreed,
    DockingDateDropped,
    DockingDateKept,
    DockingDateKeptRow,
    DockingDateProposed,
    DockingDateRow,
    DropDockingDate,
    ProposeDockingDate,
    appointing,
)
from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.checks import day_of, known_partner, number_of
from tuowang.flows.days import days_between, later
from tuowang.flows.docking import MODES, RUNS, DockingJoined, StartDocking
from tuowang.flows.docking_asks import MOST_EXCHANGES, start_docking
from tuowang.flows.docking_lanes import may_dock
from tuowang.flows.partner import PARTNERS
from tuowang.store.store import Rows, View
from tuowang.units import DAY_MILLISECONDS, day_number

NOW = "now"


@appointing.fold(DockingDateProposed)
def fold_proposed(rows: Rows, said: Said[DockingDateProposed]) -> None:
    """The proposer's date with the other."""
    row = DockingDateRow(said.partner, said.mine, **asdict(said.record), state=PROPOSED)
    rows.put(DOCKING_DATES, row)


@appointing.fold(DockingDateAgreed)
def fold_agreed(rows: Rows, said: Said[DockingDateAgreed]) -> None:
    """The other's date is agreed, if it still is the one that was proposed."""
    row = rows.get(DOCKING_DATES, said.partner, not said.mine)
    if row is not None and replace(row, **asdict(said.record)) == row:
        rows.put(DOCKING_DATES, replace(row, state=AGREED))


@appointing.fold(DockingDateDropped)
def fold_dropped(rows: Rows, said: Said[DockingDateDropped]) -> None:
    """No date between the two."""
    for mine in (False, True):
        rows.delete(DOCKING_DATES, said.partner, mine)


@appointing.fold(DockingDateKept)
def fold_kept(rows: Rows, said: Said[DockingDateKept]) -> None:
    """The day."""
    if said.partner == JOURNAL:
        rows.put(DOCKING_DATES_KEPT, DockingDateKeptRow(NOW, said.record.day))


@appointing.ask(ProposeDockingDate)
def propose(view: View, command: ProposeDockingDate, context: Context) -> Iterable[Effect]:
    """Check it; propose it to whom it concerns."""
    day = day_of(command.day)
    if day < context.today:
        raise Mistake("docking-date-past", day=day, today=context.today)
    if not 0 <= command.exchanges <= MOST_EXCHANGES:
        raise Mistake("exchanges-out-of-range", exchanges=command.exchanges, most=MOST_EXCHANGES)
    if command.mode not in MODES:
        raise Mistake("docking-mode", mode=command.mode, known=", ".join(MODES))
    every = number_of("every_days", command.every_days, 0, MOST_EVERY_DAYS)
    if command.partner:
        known_partner(view, command.partner)
        partners = [command.partner]
    else:
        partners = [row.partner for row in view.scan(PARTNERS) if may_dock(view, row.partner)]
    if not partners:
        raise Mistake("nobody-to-dock-with")
    for partner in partners:
        yield Say(partner, DockingDateProposed(day, every, command.exchanges, command.mode))


@appointing.ask(AgreeDockingDate)
def agree(view: View, command: AgreeDockingDate, _context: Context) -> Iterable[Effect]:
    """Say so. Mistake: no-docking-date."""
    row = view.get(DOCKING_DATES, command.partner, False)
    if row is None:
        raise Mistake("no-docking-date", partner=command.partner)
    if row.state != AGREED:
        yield Say(row.partner, DockingDateAgreed(row.day, row.every_days, row.exchanges, row.mode))


@appointing.ask(DropDockingDate)
def drop(view: View, command: DropDockingDate, _context: Context) -> Iterable[Effect]:
    """Say so. Mistake: no-docking-date."""
    if next(iter(view.scan(DOCKING_DATES, command.partner)), None) is None:
        raise Mistake("no-docking-date", partner=command.partner)
    yield Say(command.partner, DockingDateDropped())


@appointing.react(DockingDateProposed)
@appointing.react(DockingDateAgreed)
@appointing.react(DockingDateDropped)
def tell(
    _view: View,
    said: Said[DockingDateProposed] | Said[DockingDateAgreed] | Said[DockingDateDropped],
    _context: Context,
) -> Iterable[Effect]:
    """A person should know what a partner said of it."""
    if said.mine:
        return
    if isinstance(said.record, DockingDateProposed):
        about = {"partner": said.partner, "day": said.record.day, "every": said.record.every_days}
        yield Note("docking-date-asked", about)
    elif isinstance(said.record, DockingDateAgreed):
        yield Note("docking-date-agreed", {"partner": said.partner, "day": said.record.day})
    else:
        yield Note("docking-date-dropped", {"partner": said.partner})


def occurrence(row: DockingDateRow, kept: str, today: str) -> str | None:
    """The date's first day after `kept`; of several that are past, the last; None: no more."""
    if row.day > max(kept, today) or not row.every_days:
        return row.day if row.day > kept else None
    passed = max(0, days_between(row.day, today)) // row.every_days
    last = later(row.day, passed * row.every_days)
    return last if last > kept else later(last, row.every_days)


def next_date(view: View, today: str) -> tuple[str, str, DockingDateRow] | None:
    """When we are to look after a date next: that day, the date's own day, and the date."""
    row = view.get(DOCKING_DATES_KEPT, NOW)
    kept = row.day if row is not None else ""
    found: list[tuple[str, str, DockingDateRow]] = []
    theirs: set[str | None] = set()
    for row_ in view.scan(DOCKING_DATES):
        day = occurrence(row_, kept, today)
        if row_.state == AGREED and not row_.mine:
            theirs.add(day)
        elif row_.state == AGREED and day is not None:
            found.append((day, day, row_))
    waited = ((later(day, 1) if day in theirs else day, day, one) for _, day, one in found)
    return min(waited, key=lambda one: (one[0], one[2].partner), default=None)


def when_we_dock(view: View, now: int) -> int | None:
    """When a date of ours comes next."""
    found = next_date(view, Context(now, b"").today)
    return None if found is None else day_number(found[0]) * DAY_MILLISECONDS


@appointing.wake(when_we_dock)
def dock_on_the_day(view: View, context: Context) -> Iterable[Effect]:
    """Begin, unless a run of that day has reached us already."""
    found = next_date(view, context.today)
    if found is None or found[0] > context.today:
        return
    _, day, date = found
    yield Say(JOURNAL, DockingDateKept(context.today))
    if any(run.day >= day for run in view.scan(RUNS)):
        return
    try:
        yield from list(_begin(view, date, context))
    except Mistake as mistake:
        yield Note(mistake.code, mistake.details)


def _begin(view: View, date: DockingDateRow, context: Context) -> Iterator[Effect]:
    for effect in start_docking(view, StartDocking(date.exchanges, date.mode), context):
        yield effect
        if isinstance(effect, Say) and isinstance(effect.record, DockingJoined):
            yield Note("docking-date-came", {"run": effect.record.run, "day": context.today})
