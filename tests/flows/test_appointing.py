"""On the day that partners agreed on, docking begins by itself, once."""

from __future__ import annotations

from tests.flows.dockers import DAY, chain, lanes
from tests.flows.ends import End
from tests.flows.traders import refusal
from tuowang.flows.acceptance import check_flow
from tuowang.flows.appointing import (
    DOCKING_DATES,
    AgreeDockingDate,
    DockingDateAgreed,
    DockingDateDropped,
    DockingDateKept,
    DockingDateProposed,
    DropDockingDate,
    ProposeDockingDate,
    appointing,
)
from tuowang.flows.appointing_handlers import when_we_dock
from tuowang.flows.docking import RUNS
from tuowang.flows.partner import Deny
from tuowang.units import today


def noted(end: End) -> list[str]:
    return [note.code for note in end.notes]


def runs(end: End) -> list[str]:
    return [row.day for row in end.store.scan(RUNS)]


def next_day(end: End) -> str | None:
    at = when_we_dock(end.store, end.now)
    return None if at is None else today(at)


def test_the_flow_passes_what_every_flow_must() -> None:
    examples = [
        DockingDateProposed(DAY, 7, 3, "mixing"),
        DockingDateAgreed(DAY, 7, 3, "mixing"),
        DockingDateAgreed(DAY, 0, 100, "nothing that we know"),
        DockingDateKept(DAY),
        DockingDateDropped(),
    ]
    check_flow(appointing, examples)


def test_the_one_who_proposed_begins_on_the_day_that_was_agreed_and_again() -> None:
    found = chain()
    found.frames.ask(ProposeDockingDate("2026-03-05", 7, exchanges=1, mode="totals"))
    found.settle()
    assert "docking-date-asked" in noted(found.bolts)
    assert next_day(found.frames) is None  # nobody agreed yet
    found.bolts.ask(AgreeDockingDate("frames"))
    found.settle()
    assert "docking-date-agreed" in noted(found.frames)
    assert found.bolts.ask(AgreeDockingDate("frames")) == []
    assert next_day(found.frames) == "2026-03-05"
    assert next_day(found.bolts) is None
    found.frames.wake()
    assert runs(found.frames) == []
    for day, begun in (("2026-03-05", 1), ("2026-03-12", 2)):
        for end in found:
            end.day(day)
        for end in (*found, *found):
            end.wake()
        found.settle()
        assert [len(runs(end)) for end in found] == [begun] * 3
        assert lanes(found.frames)["bolts", "M8"].day == day
    assert next_day(found.frames) == "2026-03-19"
    assert noted(found.frames).count("docking-date-came") == 2


def test_a_node_that_was_off_on_the_day_begins_when_it_is_on_again_once() -> None:
    found = chain()
    found.frames.ask(ProposeDockingDate("2026-03-05", 7, "bolts", 0, "totals"))
    found.settle()
    found.bolts.ask(AgreeDockingDate("frames"))
    found.settle()
    for end in found:
        end.day("2026-03-21")
    found.frames.wake()
    found.frames.wake()
    found.settle()
    assert runs(found.frames) == ["2026-03-21"]
    assert next_day(found.frames) == "2026-03-26"


def test_a_run_that_came_by_itself_counts_and_who_waits_begins_a_day_later() -> None:
    found = chain()
    found.frames.ask(ProposeDockingDate("2026-03-05", 0, exchanges=0, mode="totals"))
    found.bolts.ask(ProposeDockingDate("2026-03-05", 0, "mill", 0, "totals"))
    found.settle()
    found.bolts.ask(AgreeDockingDate("frames"))
    found.mill.ask(AgreeDockingDate("bolts"))
    found.settle()
    assert (next_day(found.frames), next_day(found.bolts)) == ("2026-03-05", "2026-03-06")
    for end in found:
        end.day("2026-03-05")
    found.frames.wake()
    found.settle()
    for end in found:
        end.day("2026-03-06")
    found.bolts.wake()
    assert runs(found.bolts) == ["2026-03-05"]
    assert next_day(found.bolts) is None


def test_a_date_that_nobody_came_to_is_kept_by_whoever_waited() -> None:
    found = chain()
    found.frames.ask(ProposeDockingDate("2026-03-05", 0, exchanges=0, mode="totals"))
    found.bolts.ask(ProposeDockingDate("2026-03-05", 0, "mill", 0, "totals"))
    found.settle()
    found.bolts.ask(AgreeDockingDate("frames"))
    found.mill.ask(AgreeDockingDate("bolts"))
    found.settle()
    for end in found:
        end.day("2026-03-06")
    found.bolts.wake()
    found.settle()
    assert runs(found.mill) == ["2026-03-06"]


def test_dates_are_dropped_by_either_and_bad_ones_refused() -> None:
    found = chain()
    found.frames.ask(ProposeDockingDate("2026-03-05", exchanges=0, mode="totals"))
    found.settle()
    found.bolts.ask(AgreeDockingDate("frames"))
    found.bolts.ask(DropDockingDate("frames"))
    found.settle()
    assert "docking-date-dropped" in noted(found.frames)
    assert [list(end.store.scan(DOCKING_DATES)) for end in found] == [[], [], []]
    assert next_day(found.frames) is None
    asks = found.frames.ask
    assert refusal(asks, DropDockingDate("bolts")) == "no-docking-date"
    assert refusal(asks, AgreeDockingDate("bolts")) == "no-docking-date"
    assert refusal(asks, ProposeDockingDate("2026-03-01")) == "docking-date-past"
    assert refusal(asks, ProposeDockingDate(DAY, mode="x")) == "docking-mode"
    assert refusal(asks, ProposeDockingDate(DAY, exchanges=101)) == "exchanges-out-of-range"
    assert refusal(asks, ProposeDockingDate(DAY, 400)) == "number-out-of-range"
    found.frames.ask(Deny("bolts", "docking"))
    assert refusal(asks, ProposeDockingDate(DAY)) == "nobody-to-dock-with"


def test_an_agreement_to_what_was_proposed_before_is_none() -> None:
    found = chain()
    found.frames.ask(ProposeDockingDate("2026-03-05", exchanges=0, mode="totals"))
    found.settle()
    found.bolts.ask(AgreeDockingDate("frames"))
    found.frames.ask(ProposeDockingDate("2026-03-09", exchanges=0, mode="totals"))
    found.settle()
    states = [row.state for end in found[1:] for row in end.store.scan(DOCKING_DATES)]
    assert states == ["proposed", "proposed"]
