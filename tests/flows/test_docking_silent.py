"""A run does not wait for ever for a silent partner: the others go on around what was agreed."""

from __future__ import annotations

import pytest

from tests.flows.dockers import DAY, Chain, chain, lanes
from tests.flows.ends import End, settle
from tuowang.flows.docking import (
    LANES,
    LEAVE,
    RUNS,
    SILENT,
    SOMEBODY_SILENT,
    DockingRow,
    DockingSaid,
    GiveUpDocking,
    StartDocking,
)
from tuowang.flows.docking_agreed import expected
from tuowang.flows.docking_frozen import frozen
from tuowang.flows.docking_silent import SILENT_DAYS, when_we_look
from tuowang.flows.docking_start import own_numbers
from tuowang.flows.planning import ORDER, RecordNeed
from tuowang.plan.firm import Firm
from tuowang.plan.firm_check import fault_in
from tuowang.units import DAY_MILLISECONDS

STOCK_G, ROD_G = 20_000, 20
"""Rods at the bolt factory, and in a bolt."""
BEFORE_LONG = SILENT_DAYS + 1
"""So many daily looks after the last word somebody is silent."""


def last_run(end: End) -> DockingRow:
    return max(end.store.scan(RUNS), key=lambda row: row.began)


def runs(end: End) -> list[str]:
    return [row.state for row in sorted(end.store.scan(RUNS), key=lambda row: row.began)]


def hours(ends: tuple[End, ...], awake: tuple[End, ...], days: int) -> None:
    """Days go by, hour for hour; words travel between whoever is awake."""
    for _ in range(days * 24):
        for end in ends:
            end.now += DAY_MILLISECONDS // 24
        for end in awake:
            end.wake()
        between(awake)


def between(awake: tuple[End, ...]) -> None:
    """Deliver what does not concern who is off; the rest waits."""
    names = {end.name for end in awake}
    moved = True
    while moved:
        moved = False
        for end in awake:
            for place, (partner, record) in enumerate(list(end.out)):
                if partner in names:
                    del end.out[place]
                    end.wires[partner][0].hear(end.name, record)
                    moved = True
                    break


def docked() -> Chain:
    """Three in a row, docked once; then the frame maker wants more."""
    found = chain()
    found.dock()
    found.frames.ask(RecordNeed("N-more", "frame", 50, "2026-04-02", ORDER))
    for end in found:
        end.now += 1000
    return found


def quiet_mill(found: Chain) -> None:
    """A run begins; after some words the mill is off."""
    found.frames.ask(StartDocking(2, "totals"))
    for _ in range(3):
        for end in found:
            end.deliver()
    assert {last_run(end).state for end in found} == {"open"}


@pytest.mark.parametrize("words", [0, 4])
def test_a_step_that_was_lost_is_computed_on_the_next_day(words: int) -> None:
    found = docked()
    _, bolts, frames = found
    bolts.loses_jobs = words == 0
    frames.ask(StartDocking(1, "totals"))
    for _ in range(words):
        for end in found:
            end.deliver()
    bolts.loses_jobs = True
    settle(*found)
    assert last_run(bolts).state == "open"
    bolts.loses_jobs = False
    hours(found, found, 2)
    assert {last_run(end).state for end in found} == {"ended"}


def test_who_waits_for_a_silent_firm_ends_the_run_and_who_began_begins_again() -> None:
    found = docked()
    _, bolts, frames = found
    quiet_mill(found)
    broken = last_run(frames).run
    hours(found, (bolts, frames), BEFORE_LONG - 1)
    assert runs(frames) == runs(bolts) == ["ended", "open"]
    hours(found, (bolts, frames), 1)
    assert runs(frames) == runs(bolts) == ["ended", "given-up", "ended"]
    why = {end.name: row.why for end in found for row in end.store.scan(RUNS, broken)}
    assert why["bolts"] == "is-silent: mill"
    assert why["frames"] == "left-over-silence: bolts"
    assert [row.partner for row in bolts.store.scan(SILENT)] == ["mill"]
    assert list(frames.store.scan(SILENT)) == []
    assert "docking-begun-again" in [note.code for note in frames.notes]


def test_the_silent_lane_stays_as_agreed_and_the_others_plan_around_it() -> None:
    found = docked()
    mill, bolts, frames = found
    agreed = lanes(bolts)["mill", "stock-rod"]
    quiet_mill(found)
    hours(found, (bolts, frames), BEFORE_LONG)
    assert lanes(bolts)["mill", "stock-rod"] == agreed
    assert lanes(mill)["bolts", "rod"].shipped == agreed.shipped
    new = lanes(bolts)["frames", "bolt"]
    assert new.run == lanes(frames)["bolts", "M8"].run == last_run(frames).run != agreed.run
    assert new.shipped == lanes(frames)["bolts", "M8"].shipped
    day = new.day
    firm = own_numbers(bolts.store, day, without=["mill"]).firm
    (rod,) = [one for one in firm.components if one.name == "stock-rod"]
    open_ = sum(week.open for week in expected(bolts.store, day, mine=False))
    assert open_ > 0
    assert round(sum(rod.pipeline) * STOCK_G / rod.initial_stock) == open_
    assert firm.inbound == []
    assert rod.otherwise == []
    # ten bolts take 200 g; no more bolts are promised than rods that are here or agreed
    assert 0 < sum(new.shipped) * ROD_G <= STOCK_G + open_


def test_who_is_heard_again_is_in_the_next_run() -> None:
    found = docked()
    mill, bolts, frames = found
    quiet_mill(found)
    hours(found, (bolts, frames), BEFORE_LONG)
    settle(*found)
    assert list(bolts.store.scan(SILENT)) == []
    assert "open" not in [state for end in found for state in runs(end)]
    for end in found:
        end.now += 1000
    frames.ask(StartDocking(2, "totals"))
    settle(*found)
    run = last_run(frames).run
    for end in found:
        assert last_run(end).run == run
        assert last_run(end).state == "ended"
        assert {row.run for row in end.store.scan(LANES)} == {run}
    assert lanes(bolts)["mill", "stock-rod"].shipped == lanes(mill)["bolts", "rod"].shipped


def test_a_silent_customer_still_gets_what_was_agreed() -> None:
    found = docked()
    mill, bolts, _ = found
    agreed = lanes(bolts)["frames", "bolt"]
    mill.ask(StartDocking(2, "totals"))
    for _ in range(3):
        for end in found:
            end.deliver()
    assert {last_run(end).state for end in found} == {"open"}
    hours(found, (mill, bolts), BEFORE_LONG)
    assert runs(mill) == runs(bolts) == ["ended", "given-up", "ended"]
    assert lanes(bolts)["frames", "bolt"] == agreed
    rods = lanes(bolts)["mill", "stock-rod"]
    assert rods.run == last_run(mill).run
    day = rods.day
    firm = own_numbers(bolts.store, day, without=["frames"]).firm
    (bolt,), (rod,) = firm.products, firm.components
    left = sum(week.open for week in expected(bolts.store, day, mine=True))
    assert left > 0
    rods_wanted_g = sum(bolt.demand or []) * rod.uses["bolt"] * STOCK_G / rod.initial_stock
    assert round(rods_wanted_g) == left * ROD_G
    assert firm.outbound == []
    assert sum(rods.shipped) * 1000 >= left * ROD_G - STOCK_G


def test_who_was_off_itself_blames_nobody() -> None:
    found = docked()
    mill, bolts, frames = found
    quiet_mill(found)
    hours(found, (mill, frames), 1)
    for end in found:
        end.now += 30 * DAY_MILLISECONDS
    bolts.wake()
    assert last_run(bolts).state == "open"
    settle(*found)
    assert last_run(bolts).state == "ended"


def test_nobody_looks_where_no_run_is_open_and_a_look_is_told_once_a_day() -> None:
    found = docked()
    assert [when_we_look(end.store, end.now) for end in found] == [None] * 3
    _, bolts, frames = found
    quiet_mill(found)
    bolts.out.clear()
    before = len(bolts.said)
    hours(found, (bolts,), 1)
    said = [one for one in bolts.said[before:] if isinstance(one, DockingSaid)]
    assert sorted(one.step for one in said) in (["hold", "hold"], ["hold", "settle"])
    frames.ask(GiveUpDocking(last_run(frames).run))
    assert when_we_look(frames.store, frames.now) is None
    assert runs(frames) == ["ended", "given-up"]  # by hand: it does not begin again


def test_a_partner_cannot_make_us_begin_again_and_again() -> None:
    found = docked()
    frames = found.frames
    quiet_mill(found)
    run = last_run(frames).run
    frames.hear("bolts", DockingSaid(run, 0, LEAVE, 0, SOMEBODY_SILENT))
    assert runs(frames) == ["ended", "given-up"]


def grams(firm: Firm) -> tuple[list[float], list[float]]:
    """Rods to come, and rods in the bolts that are wanted, by week, in grams."""
    (bolt,), (rod,) = firm.products, firm.components
    size = STOCK_G / rod.initial_stock
    wanted = [one * rod.uses["bolt"] * size for one in bolt.demand or [0] * firm.periods]
    coming = [one * size for one in rod.pipeline] or [0] * firm.periods
    return [round(one, 3) for one in coming], [round(one, 3) for one in wanted]


@pytest.mark.parametrize("silent", [["mill"], ["frames"], ["mill", "frames"]])
@pytest.mark.parametrize("day", [DAY, "2026-03-09", "2026-03-16"])
def test_numbers_from_another_system_count_on_silent_lanes_as_our_own_do(
    silent: list[str], day: str
) -> None:
    store = docked().bolts.store
    whole = own_numbers(store, day).firm
    ours = own_numbers(store, day, without=silent).firm
    theirs = frozen(store, day, whole, silent)
    assert fault_in(theirs) is None
    assert grams(theirs) == grams(ours) != grams(whole)
    assert [one.lane for one in theirs.inbound] == [one.lane for one in ours.inbound]
    assert [one.lane for one in theirs.outbound] == [one.lane for one in ours.outbound]
    if "mill" in silent:
        assert theirs.components[0].otherwise == ours.components[0].otherwise == []


def test_what_a_silent_partner_knew_to_be_settled_counts_when_it_is_back() -> None:
    found = docked()
    mill, bolts, frames = found
    agreed = lanes(bolts)["mill", "stock-rod"]
    mill.ask(StartDocking(2, "totals"))
    old = last_run(mill).run
    while last_run(mill).settled < 0:
        assert bolts.deliver(1) or frames.deliver(1) or mill.deliver(1)
    assert last_run(bolts).settled == -1
    assert lanes(mill)["bolts", "rod"].run == old
    hours(found, (bolts, frames), BEFORE_LONG)
    assert runs(bolts) == ["ended", "given-up"]  # the mill began it
    frames.ask(StartDocking(2, "totals"))
    between((bolts, frames))
    new = lanes(bolts)["frames", "bolt"]
    assert new.run == last_run(frames).run != old
    assert lanes(bolts)["mill", "stock-rod"] == agreed
    # word by word: as soon as the mill hears all, it begins its run again
    while next(iter(bolts.store.scan(RUNS, old))).settled < 0:
        assert mill.deliver(1) or bolts.deliver(1)
    assert lanes(bolts)["mill", "stock-rod"].run == old
    assert lanes(bolts)["mill", "stock-rod"].shipped == lanes(mill)["bolts", "rod"].shipped
    assert lanes(bolts)["frames", "bolt"] == new
    assert lanes(frames)["bolts", "M8"].shipped == new.shipped
