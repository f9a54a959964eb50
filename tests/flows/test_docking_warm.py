"""The next run begins from the last one's plan and quotes, where they still fit."""

from __future__ import annotations

import numpy as np

from tests.flows.dockers import DAY, Chain, chain, lanes
from tests.flows.ends import End, settle
from tests.flows.test_docking_plan import second_source
from tuowang.flows.catalogue import RecordCapacity
from tuowang.flows.docking import KEPT, RUNS, DockingSaid, GiveUpDocking, StartDocking
from tuowang.flows.docking_agreed import lanes_to_request
from tuowang.flows.docking_start import First, first_memory, last_plan, own_numbers
from tuowang.flows.trading import RequestDemand
from tuowang.plan.docking.memory import Memory
from tuowang.plan.docking.warm import shifted
from tuowang.plan.docking.words import Ordered, read


def two_sources() -> tuple[End, ...]:
    """A mill, two makers of bolts of which the cheaper one is short, and who makes frames."""
    found = chain(bolt_seconds_a_day=400)
    return (second_source(found, price_minor=36), *found)


def run(ends: tuple[End, ...], exchanges: int, mode: str = "totals") -> int:
    """A run to its end that the last of them begins; what the chain's plan costs."""
    for end in ends:
        end.now += 1000
    ends[-1].ask(StartDocking(exchanges, mode))
    settle(*ends)
    row = max(ends[-1].store.scan(RUNS), key=lambda one: one.began)
    assert row.state == "ended"
    assert row.cost is not None
    return row.cost


def first_orders(end: End) -> list[list[int]]:
    """What a buyer of the last run's first exchange asked for, a series for each way to order."""
    runs = sorted(end.store.scan(RUNS), key=lambda row: row.began)
    said = (one for one in end.said if isinstance(one, DockingSaid) and one.run == runs[-1].run)
    word = next(one for one in said if (one.exchange, one.step) == (0, "order"))
    return [series for lane in read(word.body, Ordered).lanes for series in lane.series]


def test_the_next_run_has_what_the_last_one_came_to_after_no_exchange_at_all() -> None:
    ends = two_sources()
    cold = run(ends, exchanges=0)
    best = run(ends, exchanges=5)
    assert best < cold
    warm = run(ends, exchanges=0)
    assert warm <= best + (cold - best) // 10
    assert sum(lanes(ends[0])["frames", "screw"].shipped) > 0


def test_a_week_later_it_goes_on_from_what_is_left_of_the_plan() -> None:
    ends = two_sources()
    run(ends, exchanges=5)
    for end in ends:
        end.day("2026-03-09")
    warm = run(ends, exchanges=0)
    late = two_sources()
    for end in late:
        end.day("2026-03-09")
    assert warm < run(late, exchanges=0)


def test_the_last_plan_counts_by_week_of_the_new_run_without_what_is_agreed() -> None:
    found = chain()
    found.dock()
    store = found.frames.store
    firm = own_numbers(store, DAY).firm
    (name,) = [lane.lane for lane in firm.inbound]
    whole = lanes(found.frames)["bolts", "M8"].shipped
    assert last_plan(store, DAY, firm) == {name: whole}
    assert last_plan(store, "2026-03-09", firm) == {name: [*whole[1:], 0]}
    found.frames.ask(RequestDemand("bolts", lanes_to_request(store, "bolts", DAY, "2026-03-17")))
    assert last_plan(store, DAY, firm) == {name: [0, 0, *whole[2:]]}
    assert last_plan(store, "2026-12-31", firm) == {}
    kept = first_memory(store, DAY, own_numbers(store, DAY), First(b"8 bytes!", b"salt"))
    assert set(Memory(kept).get("quotes")) == {name}


def test_where_things_changed_the_chain_takes_the_way_from_nothing() -> None:
    ends = two_sources()
    run(ends, exchanges=2)
    _, _, bolts, frames = ends
    bolts.ask(RecordCapacity("press", "2026-01-01", 36_000))
    run(ends, exchanges=2)
    assert lanes(frames)["bolts", "M8"].shipped[:5] == [400] * 5
    assert len(first_orders(frames)) == 2


def test_from_nothing_there_is_one_way_and_blind_has_one_always() -> None:
    found = chain()
    found.dock(exchanges=0)
    assert len(first_orders(found.frames)) == 1
    found.dock(exchanges=1, mode="blind")
    assert len(first_orders(found.frames)) == 1
    found.dock(exchanges=0)
    assert len(first_orders(found.frames)) == 2


def test_the_same_companies_come_to_the_same_words_again() -> None:
    def words() -> list[bytes]:
        found: Chain = chain()
        found.dock(exchanges=1)
        found.dock(exchanges=1)
        return [one.body for one in found.frames.said if isinstance(one, DockingSaid)]

    assert words() == words()


def test_a_run_that_did_not_come_to_its_end_leaves_nothing() -> None:
    found = chain()
    found.dock(exchanges=1)
    kept = list(found.frames.store.scan(KEPT))
    assert {row.name for row in kept} == {"quotes"}
    found.frames.now += 1000
    found.frames.ask(StartDocking(2, "totals"))
    run_ = max(found.frames.store.scan(RUNS), key=lambda row: row.began).run
    found.frames.ask(GiveUpDocking(run_))
    found.settle()
    assert list(found.frames.store.scan(KEPT)) == kept


def test_slopes_move_with_time_and_the_end_stays_the_end() -> None:
    slopes = np.array([[1.0, 2.0, 3.0, 4.0, 9.0]])
    assert shifted(slopes, 0).tolist() == slopes.tolist()
    assert shifted(slopes, 1).tolist() == [[2.0, 3.0, 4.0, 4.0, 9.0]]
    assert shifted(slopes, 3).tolist() == [[4.0, 4.0, 4.0, 4.0, 9.0]]
    assert shifted(slopes, 30).tolist() == [[4.0, 4.0, 4.0, 4.0, 9.0]]
