"""Companies that supply each other dock: parts go out to be coated, and come back."""

from __future__ import annotations

import pytest

from tests.flows.dockers import Toll, chain, lanes, toll
from tests.flows.ends import End, settle
from tuowang.flows.docking import BLIND, KEPT, RUNS, DockingRow, DockingSaid, StartDocking
from tuowang.flows.docking_circles import PROBE_MILLISECONDS, when_we_probe
from tuowang.flows.docking_folds import CIRCLES
from tuowang.flows.docking_start import CIRCLES_DAYS
from tuowang.flows.docking_views import runs
from tuowang.flows.planning import PLAN_LINES
from tuowang.plan.docking import PROBE
from tuowang.units import DAY_MILLISECONDS


def last_run(end: End) -> DockingRow:
    return max(end.store.scan(RUNS), key=lambda row: row.began)


def begin(ends: Toll, mode: str = "totals", exchanges: int = 3) -> None:
    """A run begins; words travel as long as there are any."""
    for end in ends:
        end.now += 1000
    ends.works.ask(StartDocking(exchanges, mode))
    settle(*ends)


def minutes(ends: tuple[End, ...], milliseconds: int = PROBE_MILLISECONDS) -> None:
    """Time goes by."""
    for end in ends:
        end.now += milliseconds
        end.wake()
    settle(*ends)


def states(ends: Toll) -> set[str]:
    return {last_run(end).state for end in ends}


def probes(ends: Toll) -> int:
    words = (record for end in ends for record in end.said if isinstance(record, DockingSaid))
    return sum(word.step == PROBE for word in words)


def coated(ends: Toll) -> list[int]:
    """What is promised of coated parts, the same at both ends."""
    row, mirror = lanes(ends.works)["coater", "coated-part"], lanes(ends.coater)["works", "coated"]
    assert row.shipped == mirror.shipped
    parts = lanes(ends.works)["coater", "part"], lanes(ends.coater)["works", "raw-part"]
    assert parts[0].shipped == parts[1].shipped
    assert sum(parts[0].shipped) >= sum(row.shipped)
    return row.shipped


def test_who_waits_for_itself_finds_out_after_some_minutes_and_docks() -> None:
    ends = toll()
    begin(ends)
    assert states(ends) == {"open"}
    assert [[run.waits_for for run in runs(end.store)] for end in ends] == [
        [["coater"]],
        [["works"]],
    ]
    minutes(ends, PROBE_MILLISECONDS - 1)
    assert probes(ends) == 0
    minutes(ends, 1)
    assert states(ends) == {"ended"}
    assert {last_run(end).settled for end in ends} == {3}
    assert sum(coated(ends)) == 500
    assert 0 < probes(ends) <= 4
    assert [when_we_probe(end.store, end.now) for end in ends] == [None, None]


def test_the_plan_shows_coated_parts_promised_and_machines_by_their_dates() -> None:
    ends = toll()
    begin(ends)
    minutes(ends)
    lines = list(ends.works.store.scan(PLAN_LINES))
    machines = {
        row.reference: row for row in lines if (row.kind, row.item) == ("delivery", "machine")
    }
    assert [row.reference for row in machines.values() if row.finish > row.due] == ["N-0"]
    assert sum(row.quantity for row in machines.values()) == 250
    assert {row.kind for row in lines if row.item == "coated-part"} == set()
    parts = [row for row in lines if (row.kind, row.item) == ("delivery", "part")]
    assert {row.partner for row in parts} == {"coater"}
    assert sum(row.quantity for row in parts) == 500
    baths = [row for row in ends.coater.store.scan(PLAN_LINES) if row.kind == "job"]
    assert {row.item for row in baths} == {"coated"}
    assert sum(row.quantity for row in baths) == 500


def test_next_time_nobody_waits_until_the_circle_is_looked_for_again() -> None:
    ends = toll()
    begin(ends)
    minutes(ends)
    first, said = coated(ends), probes(ends)
    begin(ends, exchanges=0)
    assert states(ends) == {"ended"}
    assert coated(ends) == first
    begin(ends)
    assert coated(ends) == first
    for end in ends:
        end.now += (CIRCLES_DAYS + 1) * DAY_MILLISECONDS
    assert [row.day for end in ends for row in end.store.scan(KEPT, "now", CIRCLES)] == [
        "2026-03-02"
    ]
    assert probes(ends) == said
    begin(ends)
    assert states(ends) == {"open"}
    minutes(ends)
    assert states(ends) == {"ended"}
    assert probes(ends) > said


def test_a_probe_that_was_lost_with_a_process_is_sent_again() -> None:
    ends = toll()
    begin(ends)
    for end in ends:
        end.loses_jobs = True
    minutes(ends)
    assert states(ends) == {"open"}
    assert all(when_we_probe(end.store, end.now) == end.now + PROBE_MILLISECONDS for end in ends)
    for end in ends:
        end.loses_jobs = False
    minutes(ends)
    assert states(ends) == {"ended"}
    assert sum(coated(ends)) == 500


def test_blind_runs_do_not_wait_for_ever_either() -> None:
    ends = toll()
    begin(ends, BLIND)
    minutes(ends)
    assert states(ends) == {"ended"}
    assert sum(coated(ends)) > 0


@pytest.mark.parametrize("mode", ["totals", BLIND])
def test_in_a_chain_nobody_says_a_probe_where_words_arrive_in_time(mode: str) -> None:
    found = chain()
    found.dock(2, mode)
    for end in found:
        end.now += PROBE_MILLISECONDS
        end.wake()
    words = [record for end in found for record in end.said if isinstance(record, DockingSaid)]
    assert words
    assert not any(word.step == PROBE for word in words)
