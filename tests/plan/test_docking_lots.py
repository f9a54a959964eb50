"""What agents of firms with set-ups and lots come to."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.plan.industries import PERIODS, Wire, cost_of, in_lots, industry
from tuowang.plan.docking import BLIND, MIXING, TOTALS
from tuowang.plan.docking.lanes import Named, common
from tuowang.plan.docking.lots import LARGE, SEARCH, TRIED, _tries, effort_of, up_to_lots
from tuowang.plan.docking.scenarios import scenarios, span
from tuowang.plan.docking.standing import first_orders
from tuowang.plan.docking.words import (
    BadWord,
    Begin,
    Ordered,
    Promised,
    Quoted,
    Word,
    read,
    write,
)
from tuowang.plan.firm import Firm, Inbound

LOT = 20
SWEEPS = ("quote", "order", "promise")
ROUNDING = 0.01


def check_every_exchange(wire: Wire, exchanges: int, mode: str) -> None:
    """Whole lots, the same at both ends, that every firm can ship at the cost it said."""
    for number in range(exchanges + 1):
        whole: dict[str, list[int]] = {}
        for name, firm in wire.firms.items():
            done = wire.finished[name][number]
            for lane, shipped in done.plan.items():
                assert whole.setdefault(lane, shipped) == shipped
            assert cost_of(firm, done.plan) <= done.own_cost + ROUNDING
            for out in firm.outbound:
                assert all(q % out.lot == 0 for q in done.plan[out.lane])
    if mode != BLIND:
        for root in wire.roots():
            costs = [done.chain_cost or 0 for done in wire.finished[root]]
            assert costs == sorted(costs, reverse=True)
    assert all(wire.agent(name).over for name in wire.firms)


@pytest.mark.parametrize(
    ("shape", "mode", "exchanges"),
    [("pair", TOTALS, 4), ("two-customers", MIXING, 1), ("dual-sourcing", BLIND, 1)],
)
def test_every_exchange_leaves_whole_lots_that_can_be_shipped(
    shape: str, mode: str, exchanges: int
) -> None:
    wire = Wire(in_lots(industry(shape, 11), LOT), Random(1)).run(exchanges, mode, 3)
    check_every_exchange(wire, exchanges, mode)


@pytest.mark.parametrize("plain", ["mill", "shop"])
def test_firms_without_lots_go_on_as_ever_beside_those_with(plain: str) -> None:
    firms = in_lots(industry("pair", 12), LOT, plain)
    assert {name for name, firm in firms.items() if not firm.has_integers} <= {plain}
    wire = Wire(firms, Random(2)).run(2, MIXING, 3)
    check_every_exchange(wire, 2, MIXING)


def deaf(firms: dict[str, Firm]) -> dict[str, Firm]:
    """The firms, knowing of no lot of their suppliers."""
    return {
        name: replace(firm, inbound=[replace(lane, lot=1) for lane in firm.inbound])
        for name, firm in firms.items()
    }


@pytest.mark.parametrize("shape", ["pair", "dual-sourcing"])
def test_the_lots_of_a_supplier_are_heard_when_a_run_is_set_up(shape: str) -> None:
    firms = in_lots(industry(shape, 11), LOT)
    heard = Wire(deaf(firms), Random(1)).run(0, TOTALS, 3)
    known = Wire(firms, Random(1)).run(0, TOTALS, 3)
    assert heard.finished == known.finished
    assert {lane.lot for name in firms for lane in heard.agent(name).firm.inbound} == {LOT}


@pytest.mark.parametrize(("lot", "counted"), [(3, 3), (130, 130), (131, 1), (10**15, 1)])
def test_a_lot_of_more_than_a_quarter_of_a_year_is_nobodys_order(lot: int, counted: int) -> None:
    firms = industry("pair", 11)
    told = Named(["mill>shop"], [], [lot])
    lane = replace(firms["shop"].inbound[0], units=1)
    (heard,) = common(replace(firms["shop"], inbound=[lane]), {"mill": told}).inbound
    assert heard.lot == counted


@pytest.mark.parametrize("lots", [[], [7, 7], [1]])
def test_who_says_nothing_of_lots_ships_any_quantity(lots: list[int]) -> None:
    firm = industry("pair", 11)["shop"]
    lane = replace(firm.inbound[0], lot=20, units=1)
    told = Named(["mill>shop"], [], lots)
    (heard,) = common(replace(firm, inbound=[lane]), {"mill": told}).inbound
    assert heard.lot == (lots[0] if lots else 1)


def test_promises_that_are_no_whole_lots_are_refused() -> None:
    wire = Wire(in_lots(industry("pair", 11), LOT), Random(1))
    wire.start("shop", 1, TOTALS)
    while not any(sent.word.step == "promise" for sent in wire.waiting):
        wire.deliver()
    sent = next(sent for sent in wire.waiting if sent.word.step == "promise")
    word = read(sent.word.body, Promised)
    lanes = [
        replace(lane, series=[[q + 1 if q else q for q in one] for one in lane.series])
        for lane in word.lanes
    ]
    agent = wire.agent("shop")
    spoilt = write(0, "promise", 0, replace(word, lanes=lanes))
    agent.hear("mill", spoilt)
    with pytest.raises(BadWord) as caught:
        agent.work()
    assert caught.value.why == "word-lots: mill"


def test_a_large_firm_searches_less_for_each_of_its_words() -> None:
    """Twice as many integers as usual: a quarter of the nodes."""
    firm = in_lots(industry("pair", 11), LOT)["shop"]
    usual = effort_of(firm, SEARCH)
    assert usual == SEARCH
    many = replace(firm, products=[replace(firm.products[0], name=f"it{n}") for n in range(24)])
    assert (firm.integers, many.integers) == (PERIODS * 4, PERIODS * 50)
    assert effort_of(many, SEARCH).nodes == SEARCH.nodes // 4


def many_items(name: str, firm: Firm) -> Firm:
    """The same firm, with 25 more items that it sells itself and sets up for."""
    if name != "mill":
        return firm
    (made,) = firm.products
    more = replace(made, demand=[4.0, 0.0, 9.0, 3.0, 6.0, 1.0], backlog_cost=30.0, unit_load=0.1,
                   setup_load=0.1, setup_cost=3.0)  # fmt: skip
    items = [replace(more, name=f"it{number}") for number in range(25)]
    capacity = [one + 20.0 for one in firm.capacity]
    return replace(firm, products=[made, *items], capacity=capacity)


def test_a_large_firm_comes_to_whole_lots_that_can_be_shipped_as_well() -> None:
    plain = in_lots(industry("pair", 4), LOT)
    firms = {name: many_items(name, firm) for name, firm in plain.items()}
    assert firms["mill"].integers > LARGE >= firms["shop"].integers
    wire = Wire(firms, Random(2)).run(2, TOTALS, 3)
    check_every_exchange(wire, 2, TOTALS)
    costs = [done.chain_cost or 0 for done in wire.finished["shop"]]
    assert costs[-1] < costs[0]


def test_the_largest_firms_search_in_some_ways_to_order_and_others_each_time() -> None:
    firms = {name: many_items("mill", firm) for name, firm in
             in_lots(industry("pair", 12), LOT).items()}  # fmt: skip
    agent = Wire(firms).run(1, TOTALS).agent("shop")
    ways = len(agent.scenarios)
    assert all(_tries(agent, number) for number in range(ways))
    products = [
        replace(agent.firm.products[0], name=f"it{n}") for n in range(TRIED // PERIODS // 4)
    ]
    agent.firm = replace(agent.firm, products=products)
    assert sum(_tries(agent, number) for number in range(ways)) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=8), st.integers(1, 90))
def test_orders_are_rounded_up_to_whole_lots_and_no_further(asked: list[int], lot: int) -> None:
    lane = Inbound(lane="L", supplier="S", component="c", lead_time=0, units=10, lot=lot)
    (whole,) = up_to_lots([lane], np.array([asked]) / 10)
    had = np.cumsum(whole) - np.cumsum(asked)
    assert all(quantity >= 0 and quantity % lot == 0 for quantity in whole)
    assert all(0 <= more < lot for more in had)


def test_exchanges_find_better_plans_of_whole_lots() -> None:
    gains = []
    for seed in range(4):
        wire = Wire(in_lots(industry("pair", seed), LOT)).run(1, TOTALS)
        (root,) = wire.roots()
        costs = [done.chain_cost or 0 for done in wire.finished[root]]
        gains.append(costs[0] - costs[-1])
    assert sum(gain > 0 for gain in gains) >= 2


def test_whether_anybody_has_lots_is_counted_along_the_tree() -> None:
    for plain, count in (("", 2), ("mill", 1), (None, 0)):
        firms = industry("pair", 1)
        wire = Wire(firms if plain is None else in_lots(firms, LOT, plain)).run(0, TOTALS)
        assert {read(body, Begin).lots for body in wire.said("begin").values()} == {count}
        assert all(wire.agent(name).terms["lots"] == (count > 0) for name in firms)


def test_a_chain_of_lots_does_not_mix() -> None:
    mixed = Wire(in_lots(industry("pair", 1), LOT)).run(1, MIXING)
    assert not mixed.said("gather", "weigh", "collect")


def test_the_windows_of_time_overlap_and_reach_from_end_to_end() -> None:
    windows = [one for one in scenarios(MIXING, True, True, 0, 1) if one.kind == "window"]
    between = [one for one in scenarios(MIXING, True, True, 0, 2) if one.kind == "window"]
    assert [span(one, 12) for one in windows] == [slice(0, 6), slice(3, 9), slice(6, 12)]
    assert [span(one, 12) for one in between] == [slice(1, 7), slice(4, 10)]
    for periods in (2, 3, 12, 26):
        seen = np.zeros(periods, dtype=int)
        for window in windows:
            seen[span(window, periods)] += 1
        assert (seen > 0).all()


def test_the_order_of_arrival_and_restarts_change_nothing() -> None:
    firms = in_lots(industry("two-customers", 4), LOT)
    straight = Wire(firms).run(1, MIXING)
    again = Wire(firms, Random(5), restarts=True).run(1, MIXING)
    assert straight.said(*SWEEPS) == again.said(*SWEEPS)
    assert straight.finished == again.finished


def test_what_would_be_ordered_first_is_what_is_ordered_first() -> None:
    firms = in_lots(industry("pair", 5), LOT)
    wire = Wire(firms).run(0, TOTALS)
    (ordered,) = wire.said("order").values()
    assert first_orders(firms["shop"])["mill>shop"] == _series(ordered)
    assert sum(_series(ordered)) > 0


def _series(body: bytes) -> list[int]:
    return list(read(body, Ordered).lanes[0].series[0])


def test_lost_quotes_do_no_harm() -> None:
    wire = Wire(in_lots(industry("pair", 6), LOT))
    for root in wire.roots():
        wire.start(root, 2, TOTALS)
    while wire.waiting:
        sent = wire.waiting[0]
        if sent.word.step == "quote":
            empty = Word(sent.word.exchange, "quote", 0, b"\x91\x90")
            assert read(empty.body, Quoted).lanes == []
            wire.waiting[0] = sent._replace(word=empty)
        wire.deliver()
    check_every_exchange(wire, 2, TOTALS)
    assert len(wire.finished["shop"][0].plan["mill>shop"]) == PERIODS
