"""What agents come to, whatever the order in which their words arrive."""

from __future__ import annotations

from random import Random

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.plan.industries import SHAPES, UNITS, Wire, cost_of, industry, scrap
from tuowang.plan.docking import BLIND, MIXING, MODES, TOTALS
from tuowang.plan.docking.agent import mask
from tuowang.plan.docking.lots import in_whole_lots
from tuowang.plan.docking.words import SCALE_OF_COST, Chosen, Promised, Summed, read

FEW = settings(max_examples=2, deadline=None)
SWEEPS = ("quote", "order", "promise")
ROUNDING = 0.05
"""Shipments are whole units of a lane, so a plan costs a little more than its program said."""


def check_every_exchange(wire: Wire, exchanges: int, mode: str) -> None:
    """Both ends hold the same plan, every firm can carry it out, and the chain's cost falls."""
    for number in range(exchanges + 1):
        whole: dict[str, list[int]] = {}
        done = {name: all_of_it[number] for name, all_of_it in wire.finished.items()}
        for name, firm in wire.firms.items():
            for lane, shipped in done[name].plan.items():
                assert whole.setdefault(lane, shipped) == shipped, (number, lane)
            assert cost_of(firm, done[name].plan) <= done[name].own_cost + ROUNDING, (number, name)
        assert len(whole) == sum(len(firm.inbound) for firm in wire.firms.values())
        if mode != BLIND and number:
            for root in wire.roots():
                before, after = wire.finished[root][number - 1 : number + 1]
                assert after.chain_cost is not None
                assert before.chain_cost is not None
                assert after.chain_cost <= before.chain_cost
    assert all(len(all_of_it) == exchanges + 1 for all_of_it in wire.finished.values())
    assert all(wire.agent(name).over for name in wire.firms)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=1, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_exchange_leaves_a_plan_that_can_be_carried_out(
    shape: str, mode: str, seed: int
) -> None:
    wire = Wire(industry(shape, seed), Random(seed)).run(2, mode, seed)
    check_every_exchange(wire, 2, mode)


def test_exchanges_do_find_better_plans() -> None:
    gains = 0
    for seed in range(4):
        for shape in ("two-customers", "diamond"):
            wire = Wire(industry(shape, seed)).run(2, TOTALS, seed)
            (root,) = wire.roots()
            costs = [done.chain_cost or 0 for done in wire.finished[root]]
            gains += costs[-1] < 0.99 * costs[0]
    assert gains >= 2


@pytest.mark.parametrize("mode", MODES)
def test_a_firm_alone_ends_at_its_own_optimum(mode: str) -> None:
    wire = Wire({"alone": scrap()}).run(2, mode)
    assert wire.log == []
    assert wire.finished["alone"][-1].own_cost == pytest.approx(cost_of(scrap(), {}))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", ["diamond", "dual-sourcing"])
def test_the_same_seed_gives_the_same_bytes(shape: str, mode: str) -> None:
    firms = industry(shape, 7)
    first, second = (Wire(firms, Random(3)).run(2, mode, 5) for _ in range(2))
    assert first.log == second.log
    assert first.stored == second.stored
    assert Wire(firms, Random(3)).run(2, mode, 6).log != first.log


@pytest.mark.parametrize("mode", [TOTALS, BLIND])
@pytest.mark.parametrize("shape", ["diamond", "tree", "dual-sourcing", "two-customers"])
@FEW
@given(order=st.integers(0, 10**6))
def test_the_order_of_arrival_changes_no_quote_order_or_promise(
    shape: str, mode: str, order: int
) -> None:
    firms = industry(shape, 1)
    straight, shuffled = Wire(firms), Wire(firms, Random(order))
    assert straight.run(2, mode).said(*SWEEPS) == shuffled.run(2, mode).said(*SWEEPS)
    assert straight.finished == shuffled.finished


@pytest.mark.parametrize("shape", SHAPES)
def test_blind_takes_one_word_up_and_one_down(shape: str) -> None:
    wire = Wire(industry(shape, 2), Random(2)).run(3, BLIND)
    expected = set()
    for name, firm in wire.firms.items():
        for lane in firm.inbound:
            for number in range(4):
                expected.add((name, lane.supplier, number, "order", 0))
                expected.add((lane.supplier, name, number, "promise", 0))
    setting_up = {"explore", "echo", "begin"}
    steps = {sent.word.step for sent in wire.log} - setting_up
    assert set(wire.said(*steps)) == expected


def test_where_products_share_capacity_more_ways_to_order_are_tried() -> None:
    plain = industry("tree", 1)
    sharing = {
        name: replace(firm, products=[*firm.products, replace(firm.products[0], name="other")])
        for name, firm in plain.items()
    }
    for firms, mode, ways in ((plain, MIXING, 4), (sharing, MIXING, 18), (sharing, TOTALS, 4)):
        wire = Wire(firms).run(0, mode)
        agents = [wire.agent(name) for name in firms]
        assert {agent.terms["sharing"] for agent in agents} == {firms is sharing}
        assert {len(agent.scenarios_of(1)) for agent in agents} == {ways}


def test_a_promise_is_never_more_than_the_order_though_a_solver_is_out_by_a_little() -> None:
    asked = np.array([[0.0, 50_000_000.0, 7.0, 0.0]])
    solved = np.array([[31.4, 50_000_011.2, 3.0, 0.3]])
    kept = in_whole_lots(solved, asked, np.array([[1]]))
    assert kept.tolist() == [[0, 50_000_000, 7, 0]]
    assert in_whole_lots(solved, asked, np.array([[1000]])).tolist() == [[0, 50_000_000, 0, 0]]


@pytest.mark.parametrize("mode", [TOTALS, BLIND, MIXING])
@pytest.mark.parametrize("shape", ["diamond", "dual-sourcing"])
def test_a_restart_between_all_steps_changes_no_word(shape: str, mode: str) -> None:
    firms = industry(shape, 4)
    straight = Wire(firms, Random(1)).run(2, mode)
    restarted = Wire(firms, Random(1), restarts=True).run(2, mode)
    kept = Wire(firms, Random(1), keeps=True).run(2, mode)
    assert restarted.log == straight.log
    assert kept.log == straight.log
    assert restarted.stored == straight.stored
    assert kept.stored == straight.stored


def parents_of(wire: Wire) -> dict[str, str]:
    """The tree: who sums up for whom."""
    return {sent.sender: sent.partner for sent in wire.log if sent.word.step == "sum"}


def below(name: str, parents: dict[str, str]) -> set[str]:
    """A firm and all that sum up through it."""
    found = {name}
    for _ in parents:
        found |= {child for child, parent in parents.items() if parent in found}
    return found


@pytest.mark.parametrize("shape", ["diamond", "tree"])
def test_the_root_learns_the_sum_of_all_costs(shape: str) -> None:
    wire = Wire(industry(shape, 3), Random(9)).run(2, TOTALS)
    (root,) = set(parents_of(wire).values()) - set(parents_of(wire))
    for number in range(3):
        own = [round(all_[number].own_cost * SCALE_OF_COST) for all_ in wire.finished.values()]
        assert wire.finished[root][number].chain_cost == sum(own)
    chosen = {key: read(body, Chosen) for key, body in wire.said("choose").items()}
    assert {key[2]: word.cost for key, word in chosen.items()} == {
        number: done.chain_cost for number, done in enumerate(wire.finished[root])
    }


def masks_known_to(wire: Wire, firm: str, number: int) -> dict[tuple[str, str], int]:
    """What a firm can take out of sums: the masks of its own lanes, as others put them in."""
    found = {}
    for (supplier, customer, exchange, _, _), body in wire.said("promise").items():
        if exchange == number and firm in (supplier, customer):
            sign = 1 if firm == customer else -1
            found[supplier, customer] = sign * mask(read(body, Promised).mask, 0)
    return found


@pytest.mark.parametrize("order", range(4))
def test_a_parent_does_not_see_what_a_part_of_the_tree_costs(order: int) -> None:
    """Where that part deals with anybody else; who has one partner alone hides nothing from it."""
    wire = Wire(industry("diamond", 3), Random(order)).run(0, TOTALS)
    parents, looked = parents_of(wire), 0
    for (child, parent, number, _, _), body in wire.said("sum").items():
        part = below(child, parents)
        lanes = {(lane.supplier, name) for name, firm in wire.firms.items()
                 for lane in firm.inbound}  # fmt: skip
        crossing = {lane for lane in lanes if len(part & set(lane)) == 1}
        plain = sum(round(wire.finished[one][0].own_cost * SCALE_OF_COST) for one in part)
        (said,) = read(body, Summed).costs
        known = {lane: value for lane, value in masks_known_to(wire, parent, number).items()
                 if lane in crossing}  # fmt: skip
        seen = (said - sum(known.values())) % 2**64
        assert said != plain
        assert (seen == plain) == (set(known) == crossing), (child, parent)
        looked += set(known) != crossing
    assert looked


def test_nobody_hears_of_a_firm_that_is_no_neighbour() -> None:
    wire = Wire(industry("tree", 3), Random(4)).run(2, MIXING)
    for sent in wire.log:
        firm = wire.firms[sent.sender]
        partners = {lane.supplier for lane in firm.inbound}
        partners |= {lane.customer for lane in firm.outbound}
        assert sent.partner in partners
        others = set(wire.firms) - {sent.sender, sent.partner} - partners
        body = msgspec.msgpack.encode(msgspec.msgpack.decode(sent.word.body))
        assert not any(f"{other}>".encode() in body for other in others)


def test_whole_units_are_shipped() -> None:
    wire = Wire(industry("pair", 5)).run(1, TOTALS)
    ordered = wire.finished["shop"][-1].plan["mill>shop"]
    assert sum(ordered) > UNITS
    assert min(ordered) >= 0
