"""Work in progress: started, in the plan, in docking, done with its lots' parents, or stopped."""

from __future__ import annotations

from typing import Any

from tests.flows.dockers import chain
from tests.flows.ends import End
from tests.flows.test_stock import stocked
from tests.flows.traders import assert_stock_is_its_moves
from tests.flows.workshop import DAY, mistake, stock_of
from tuowang.flows.docking_problem import prepare
from tuowang.flows.planning import ORDER, PLAN_LINES, MakePlan, RecordNeed
from tuowang.flows.stock import JOBS, LOTS, PARENTS, CountStock, JobRow, Make, StartJob, StopJob
from tuowang.flows.stock_moves import on_hand
from tuowang.flows.vocabulary import LotPart


def job(end: End) -> JobRow:
    (row,) = end.store.scan(JOBS)
    return row


def in_work(end: End, item: str) -> dict[str, int]:
    return {row.lot: row.quantity for row in end.store.scan(LOTS, item) if row.place == "in-work"}


def parents(end: End, lot: str) -> dict[tuple[str, str], int]:
    rows = end.store.scan(PARENTS, "", "chair", lot)
    return {(row.parent_item, row.parent_lot): row.quantity for row in rows}


def test_inputs_go_into_work_and_out_of_it_with_what_is_made() -> None:
    end = stocked()
    end.ask(StartJob("chair", 8, "2026-03-06"))
    assert stock_of(end, "wood") == {"A": 2}
    assert in_work(end, "wood") == {"Z": 12, "A": 6}
    assert (job(end).day, job(end).finish, job(end).done) == (DAY, "2026-03-06", 0)
    end.ask(Make("chair", 2, "C1", job=job(end).job))
    assert parents(end, "C1") == {("wood", "Z"): 3, ("wood", "A"): 1, ("screw", "-"): 8}
    assert in_work(end, "wood") == {"Z": 9, "A": 5}
    end.ask(Make("chair", 5, "C2", scrap_quantity=1, job=job(end).job))
    assert parents(end, "C2")["wood", "Z"] == 9
    assert in_work(end, "wood") == in_work(end, "screw") == {}
    assert not job(end).open
    assert stock_of(end, "chair") == {"C1": 2, "C2": 5}
    assert on_hand(end.store, "wood") == 2
    assert_stock_is_its_moves(end)


def test_what_a_stopped_job_did_not_use_goes_back() -> None:
    end = stocked()
    end.ask(StartJob("chair", 8))
    end.ask(Make("chair", 4, "C1", job=job(end).job))
    end.ask(StopJob(job(end).job))
    assert stock_of(end, "wood") == {"A": 5, "Z": 6}
    assert in_work(end, "wood") == {}
    assert mistake(end.ask, StopJob(job(end).job)).code == "job-unknown"
    assert mistake(end.ask, Make("chair", 1, job=job(end).job)).code == "job-unknown"
    assert_stock_is_its_moves(end)


def test_what_cannot_be_is_refused() -> None:
    end = stocked()
    assert mistake(end.ask, StartJob("chair", 800)).code == "stock-short"
    assert mistake(end.ask, StartJob("chair", 4, "2026-03-01")).code == "finish-before-start"
    end.ask(StartJob("chair", 4))
    name = job(end).job
    assert mistake(end.ask, Make("wood", 4, job=name)).code == "job-of-other-item"
    used = [LotPart("wood", "A", 1)]
    assert mistake(end.ask, Make("chair", 4, consumed=used, job=name)).code == "job-took-its-parts"
    no = mistake(end.ask, CountStock("wood", 1, place="in-work"))
    assert no.code == "place-reserved"


def planned(end: End) -> dict[str, int]:
    end.ask(MakePlan(60))
    found: dict[str, int] = {}
    for row in end.store.scan(PLAN_LINES):
        found[row.kind] = found.get(row.kind, 0) + row.open
    return found


def test_the_plan_counts_on_started_work_and_not_twice() -> None:
    end = stocked()
    end.ask(RecordNeed("N-1", "chair", 8, "2026-03-10", ORDER))
    assert planned(end) == {"job": 8, "delivery": 8}
    (line,) = {row.line for row in end.store.scan(PLAN_LINES) if row.kind == "job"}
    end.ask(StartJob("chair", 4, "2026-03-09", plan_line=line))
    left: dict[str, Any] = {row.line: row.open for row in end.store.scan(PLAN_LINES)}
    assert left[line] == 4
    end.ask(Make("chair", 1, job=job(end).job, plan_line=line))
    assert {row.line: row.open for row in end.store.scan(PLAN_LINES)} == left
    assert planned(end) == {"job": 4, "delivery": 8}
    end.ask(StartJob("chair", 4, "2026-03-10"))
    assert planned(end) == {"delivery": 8}
    finish = {row.finish for row in end.store.scan(PLAN_LINES)}
    assert finish == {"2026-03-10"}


def test_docking_counts_on_it_in_its_week() -> None:
    found = chain()
    found.frames.ask(CountStock("M8", 1000))
    found.frames.ask(StartJob("frame", 50, "2026-03-18"))
    (frame,) = prepare(found.frames.store, DAY).firm.products
    assert frame.pipeline[:4] == [0, 0, 50, 0]
    found.dock()
    (bolt,) = prepare(found.frames.store, DAY).firm.components
    assert bolt.initial_stock == 800
