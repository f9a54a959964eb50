"""Firms with set-ups, lots and order costs: small ones, whose best plan is worked out by hand."""

from __future__ import annotations

from itertools import product as every
from random import Random

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuowang.plan.firm import Component, Firm, Inbound, Outbound, Product, Resource
from tuowang.plan.firm_program import Array, Cuts, ProgramFailed
from tuowang.plan.lot_passes import (
    lot_orders,
    lot_points,
    lot_promises,
    lot_quotes,
    relaxed_quotes,
)
from tuowang.plan.lot_program import Effort, LotProgram

PERIODS = 4
NOTHING_IN = np.zeros((0, PERIODS))


def firm(
    made: Product,
    *,
    parts: list[Component] | None = None,
    inbound: list[Inbound] | None = None,
    outbound: list[Outbound] | None = None,
    capacity: float = 100.0,
    periods: int = PERIODS,
) -> Firm:
    return Firm(
        periods=periods,
        capacity=[capacity] * periods,
        overtime_max=[0.0] * periods,
        overtime_cost=0.0,
        products=[made],
        components=parts or [],
        inbound=inbound or [],
        outbound=outbound or [],
    )


def seller(*, setup_cost: float = 0.0, setup_load: float = 0.0) -> Product:
    """Sells 10 a period; a unit late costs 50."""
    return Product(
        name="set",
        unit_load=1.0,
        holding_cost=2.0,
        demand=[10.0] * PERIODS,
        backlog_cost=50.0,
        setup_cost=setup_cost,
        setup_load=setup_load,
        whole_units=True,
    )


def buyer(order_cost: float = 30.0, setup_cost: float = 0.0) -> Firm:
    """Buys a part for each set it sells, in lots of 20 that are there at once."""
    part = Component(name="part", uses={"set": 1.0}, holding_cost=1.0)
    lane = Inbound(
        lane="L",
        supplier="S",
        component="part",
        lead_time=0,
        order_cost=order_cost,
        flow=10.0,
        lot=20,
    )
    return firm(seller(setup_cost=setup_cost), parts=[part], inbound=[lane])


def supplier(
    capacity: float, lot: int, periods: int = PERIODS, setup_cost: float = 0.0, lanes: int = 1
) -> Firm:
    """Makes a part from nothing."""
    made = Product(
        name="part", unit_load=1.0, holding_cost=1.0, setup_cost=setup_cost, whole_units=True
    )
    out = [
        Outbound(lane=f"L{n}", customer=f"C{n}", product="part", flow=10.0, lot=lot)
        for n in range(lanes)
    ]
    return firm(made, outbound=out, capacity=capacity, periods=periods)


def test_a_set_up_pays_for_two_periods() -> None:
    """25 a set-up and 2 a unit in stock: sets for 2 periods each cost 50 + 40, one by one 100."""
    program = LotProgram(firm(seller(setup_cost=25.0)), {})
    assert program.solve() == pytest.approx(90.0)
    assert list(np.round(program.value(program.set_up["set"]))) == [1, 0, 1, 0]
    program.relax(True)
    assert program.solve() == pytest.approx(10.0)


def test_a_set_up_takes_its_time() -> None:
    """Of a capacity of 12 only 9 are left beside a set-up of 3: one set a period is late."""
    program = LotProgram(firm(seller(setup_load=3.0), capacity=12.0), {}, Effort(1000, 0.0))
    assert program.solve() == pytest.approx(50.0 * (1 + 2 + 3 + 4))
    assert list(np.round(program.value(program.made["set"]))) == [9, 9, 9, 9]


def at_a_centre(one: Firm) -> Firm:
    """The same firm, what its shared capacity is in a work centre of its own."""
    loads = {made.name: made.unit_load for made in one.products}
    setups = {made.name: made.setup_load for made in one.products if made.setup_load}
    return msgspec.structs.replace(
        one,
        capacity=[1.0] * one.periods,
        overtime_max=[0.0] * one.periods,
        products=[
            msgspec.structs.replace(made, unit_load=0.0, setup_load=0.0) for made in one.products
        ],
        resources=[Resource(name="X", capacity=one.capacity, overtime_max=one.overtime_max,
                            overtime_cost=one.overtime_cost, loads=loads, setups=setups)],
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 12), min_size=2, max_size=2),
    st.integers(0, 40),
    st.integers(0, 8),
    st.sampled_from([0.0, 0.5, 9.0]),
)
def test_a_set_up_on_a_centre_is_as_one_on_the_shared_capacity(
    setup_loads: list[int], setup_cost: int, overtime: int, overtime_cost: float
) -> None:
    products = [
        msgspec.structs.replace(
            seller(setup_load=float(load), setup_cost=float(setup_cost)), name=f"it{load}/{number}"
        )
        for number, load in enumerate(setup_loads)
    ]
    shared = msgspec.structs.replace(
        firm(products[0], capacity=22.0),
        products=products,
        overtime_max=[float(overtime)] * PERIODS,
        overtime_cost=overtime_cost,
    )
    effort = Effort(5000, 0.0)
    cost = LotProgram(shared, {}, effort).solve()
    assert LotProgram(at_a_centre(shared), {}, effort).solve() == pytest.approx(cost, abs=1e-4)


def test_a_set_up_longer_than_any_period_means_that_nothing_is_made() -> None:
    """All 10 + 10 + 10 + 10 wait to the end."""
    program = LotProgram(at_a_centre(firm(seller(setup_load=30.0), capacity=12.0)), {})
    assert program.solve() == pytest.approx(50.0 * (10 + 20 + 30 + 40))


def test_a_set_up_that_only_costs_needs_no_capacity() -> None:
    free = msgspec.structs.replace(seller(setup_cost=25.0), unit_load=0.0)
    assert LotProgram(firm(free), {}).solve() == pytest.approx(90.0)


def test_what_is_made_in_batches_is() -> None:
    """In sixes: 12, 6, 12, 12 would leave 2 in stock twice and none late."""
    sixes = msgspec.structs.replace(seller(), batch=6.0, whole_units=False)
    program = LotProgram(firm(sixes), {}, Effort(1000, 0.0))
    program.solve()
    made = np.round(program.value(program.made["set"]), 6)
    assert all(quantity % 6 == 0 for quantity in made)
    assert made.sum() == 42
    assert program.objective == pytest.approx(2 * (2 + 4 + 0 + 2))


def test_small_lots_are_no_integers() -> None:
    small, large = (
        firm(
            seller(), outbound=[Outbound(lane="L", customer="C", product="set", flow=100, lot=lot)]
        )
        for lot in (5, 6)
    )
    plain = msgspec.structs.replace(seller(), whole_units=False)
    assert not msgspec.structs.replace(small, products=[plain]).has_integers
    assert msgspec.structs.replace(large, products=[plain]).has_integers


def test_two_set_ups_share_the_capacity() -> None:
    """Two set-ups of 3 leave 19 of 25 for two products of which 10 are wanted: one is late."""
    one = msgspec.structs.replace(seller(setup_load=3.0), demand=[10.0])
    both = msgspec.structs.replace(
        firm(one, capacity=25.0, periods=1),
        products=[one, msgspec.structs.replace(one, name="other")],
    )
    program = LotProgram(both, {})
    assert program.solve() == pytest.approx(50.0)


def test_orders_are_whole_lots_and_few() -> None:
    """Twice 20 parts: 60 for the orders, 20 for the stock; all at once would cost 30 + 60."""
    found = lot_orders(buyer(), {}, np.zeros((0, PERIODS)), [])
    assert found.inbound.tolist() == [[20, 0, 20, 0]]
    assert found.objective == pytest.approx(80.0)
    found = lot_orders(buyer(order_cost=60.0), {}, np.zeros((0, PERIODS)), [])
    assert found.inbound.tolist() == [[40, 0, 0, 0]]
    assert found.objective == pytest.approx(120.0)


def test_orders_heed_the_quote() -> None:
    """Whoever can hardly deliver in the third period is asked for all in the first."""
    dear = Cuts([0], np.zeros(1), np.array([[[0.0, 0.0, 5.0, 0.0]]]))
    found = lot_orders(buyer(), {}, np.zeros((0, PERIODS)), [dear])
    assert found.inbound.tolist() == [[40, 0, 0, 0]]
    assert found.objective == pytest.approx(90.0)


def test_few_lots_are_moved_and_only_where_they_may() -> None:
    around = np.array([[20.0, 20.0, 0.0, 0.0]])
    nothing = np.zeros((0, PERIODS))
    near = lot_orders(buyer(), {}, nothing, [], around=np.array([[80.0, 0, 0, 0]]), moves=1)
    assert near.inbound[0, 0] == 60
    late = np.array([[False, False, True, True]])
    kept = lot_orders(buyer(), {}, nothing, [], around=around, free=late)
    assert kept.inbound.tolist() == [[20, 20, 0, 0]]


def test_the_lane_counts_in_its_own_units() -> None:
    """A program unit is 1000 units of the lane, which come in lots of 500."""
    part = Component(name="part", uses={"set": 1.0}, holding_cost=1.0)
    lane = Inbound(
        lane="L", supplier="S", component="part", lead_time=0, flow=10.0, units=1000, lot=500
    )
    found = lot_orders(firm(seller(), parts=[part], inbound=[lane]), {}, NOTHING_IN, [])
    assert found.inbound.tolist() == [[10_000] * PERIODS]


def test_promises_come_when_a_lot_is_full() -> None:
    """10 a period and lots of 25: the first in the third period, the second in the fifth."""
    asked = np.array([[50.0, 0, 0, 0, 0, 0]])
    found = lot_promises(supplier(10.0, 25, periods=6), {"L0": 9.0}, asked, np.zeros((0, 6)))
    assert found.outbound.tolist() == [[0, 0, 25, 0, 25, 0]]
    assert found.own_cost == pytest.approx(10 + 20 + 5 + 15)
    assert found.objective > found.own_cost


def test_who_can_make_nothing_promises_nothing() -> None:
    asked = np.array([[50.0, 0.0, 25.0, 0.0]])
    found = lot_promises(supplier(0.0, 25), {"L0": 9.0}, asked, NOTHING_IN)
    assert found.outbound.tolist() == [[0] * PERIODS]
    assert found.own_cost == 0.0


def test_who_buys_nothing_orders_nothing() -> None:
    found = lot_orders(supplier(10.0, 5), {"L0": 9.0}, np.full((1, PERIODS), 5.0), [])
    assert found.inbound.shape == (0, PERIODS)


lots = st.lists(st.integers(0, 4), min_size=PERIODS, max_size=PERIODS)


@settings(max_examples=30, deadline=None)
@given(st.lists(lots, min_size=2, max_size=2), st.integers(0, 30), st.integers(1, 12))
def test_promises_can_be_carried_out(ordered: list[list[int]], capacity: int, lot: int) -> None:
    """Whole lots, never before they are asked for, never more than was made by then."""
    maker = supplier(float(capacity), lot, setup_cost=20.0, lanes=2)
    asked = np.array(ordered, dtype=float) * lot
    found = lot_promises(maker, {"L0": 5.0, "L1": 8.0}, asked, NOTHING_IN).outbound
    assert (found >= 0).all()
    assert (found % lot == 0).all()
    assert (found.cumsum(axis=1) <= asked.cumsum(axis=1)).all()
    assert (found.sum(axis=0).cumsum() <= capacity * np.arange(1, PERIODS + 1)).all()


def small_values(maker: Firm, urgency: dict[str, float], lot: int) -> dict[tuple[int, ...], float]:
    program = LotProgram(maker, urgency, Effort(1000, 0.0))
    values = {}
    for order in every(range(3), repeat=maker.periods):
        program.set_orders(np.array([order], dtype=float) * lot)
        values[order] = program.solve()
    return values


def test_quotes_lie_below_what_orders_cost_and_touch_it() -> None:
    maker, urgency = supplier(12.0, 10, periods=3, setup_cost=15.0), {"L0": 7.0}
    values = small_values(maker, urgency, 10)
    plan = np.array([[10.0, 0.0, 10.0]])
    points = [np.zeros((1, 3)), *lot_points(plan, np.array([10.0]), [])]
    found = lot_quotes(maker, urgency, plan, points, [])
    assert found.value_here == pytest.approx(values[1, 0, 1])
    for order, value in values.items():
        at = found.constants + found.slopes[:, 0, :] @ (10.0 * np.array(order))
        assert at.max() <= value + 1e-6
    assert found.constants.max() == pytest.approx(values[0, 0, 0], abs=1e-3)
    assert (found.slack(plan) <= 0).all()
    again = lot_quotes(maker, urgency, plan, points, [], evaluated=found.evaluated)
    assert again.constants.max() == pytest.approx(values[0, 0, 0], abs=1e-3)


def test_the_same_input_gives_the_same_bytes() -> None:
    maker, urgency = supplier(12.0, 10, setup_cost=15.0, lanes=2), {"L0": 7.0, "L1": 9.0}
    plan = np.array([[10.0, 0.0, 10.0, 0.0], [0.0, 10.0, 0.0, 10.0]])
    points = lot_points(plan, np.array([10.0, 10.0]), [plan[::-1]])
    runs = [lot_quotes(maker, urgency, plan, points, []) for _ in range(2)]
    assert runs[0].slopes.tobytes() == runs[1].slopes.tobytes()
    assert runs[0].constants.tobytes() == runs[1].constants.tobytes()
    program = LotProgram(buyer(setup_cost=25.0), {})
    around = np.zeros((1, PERIODS))
    program.free_inbound(around)
    first = program.solve(), program.bought().tobytes()
    program.set_inbound(around, around)
    program.solve()
    program.free_inbound(around)
    assert (program.solve(), program.bought().tobytes()) == first


def large(customers: int, suppliers: int) -> tuple[Firm, dict[str, float], Array]:
    """Four products with set-ups, twenty lanes in lots, order costs, 26 weeks; what is ordered."""
    chance, periods = Random(f"{customers} {suppliers}"), 26
    flows = [float(chance.randint(5, 40)) for _ in range(customers)]
    makes = [
        msgspec.structs.replace(
            seller(setup_cost=60.0, setup_load=8.0),
            name=f"it{number}",
            initial_stock=float(chance.randint(0, 60)),
            demand=None if flows else [float(chance.randint(0, 80)) for _ in range(periods)],
        )
        for number in range(4)
    ]
    usual = {made.name: sum(flows[number::4]) or 40.0 for number, made in enumerate(makes)}
    uses = [{f"it{number}": 1.0 for number in range(n % 2, 4, 2)} for n in range(suppliers)]
    flow_in = [sum(usual[name] for name in names) for names in uses]
    room = 1.05 * sum(usual.values()) + 32.0
    maker = msgspec.structs.replace(
        firm(makes[0], capacity=room, periods=periods),
        products=makes,
        components=[
            Component(name=f"part{n}", uses=names, holding_cost=0.5, initial_stock=2.0 * flow_in[n])
            for n, names in enumerate(uses)
        ],
        inbound=[
            Inbound(lane=f"I{n}", supplier=f"S{n}", component=f"part{n}", lead_time=1,
                    order_cost=80.0, flow=flow, lot=int(flow / 2))
            for n, flow in enumerate(flow_in)
        ],
        outbound=[
            Outbound(lane=f"L{n}", customer=f"C{n}", product=f"it{n % 4}", flow=flow,
                     lot=max(2, int(0.6 * flow)))
            for n, flow in enumerate(flows)
        ],
    )  # fmt: skip
    asked = [
        [out.lot * round(chance.uniform(0, 2) * out.flow / out.lot) for _ in range(periods)]
        for out in maker.outbound
    ]
    urgency = {out.lane: 20.0 for out in maker.outbound}
    return maker, urgency, np.array(asked, dtype=float).reshape(-1, periods)


IN_PARTS = Effort(20, 1e-3, 60)
BEST_FOUND = 7104.0
"""What such a promise costs where all is searched at once, in 20 nodes."""


@pytest.mark.parametrize(("customers", "suppliers"), [(20, 0), (0, 20)])
def test_a_firm_with_twenty_lanes_is_searched_some_weeks_after_the_others(
    customers: int, suppliers: int
) -> None:
    """With no more nodes than each week may have; and what is whole comes out whole."""
    maker, urgency, asked = large(customers, suppliers)
    assert maker.integers == 26 * 48
    program = LotProgram(maker, urgency, IN_PARTS, rough=True)
    program.set_orders(asked)
    program.free_inbound(np.zeros((suppliers, 26)))
    program.set_quotes([])
    found = program.solve()
    assert 0 < program.nodes <= 26 * IN_PARTS.nodes
    assert program.bound <= found
    for lots in (program.shipped() / program.lot_out, program.bought() / program.lot_in):
        assert np.abs(lots - np.rint(lots)).max(initial=0.0) < 1e-5


def test_what_is_searched_week_by_week_is_whole_bounded_and_leaves_no_trace() -> None:
    chance, urgency, loose = Random(5), {"L0": 7.0, "L1": 9.0}, 0
    maker = supplier(12.5, 10, setup_cost=15.0, lanes=2)
    program = LotProgram(maker, urgency, Effort(2000, 0.0, 3))
    for _ in range(6):
        orders = np.array([[10.0 * chance.randint(0, 2) for _ in range(PERIODS)] for _ in "ab"])
        alone, whole = (LotProgram(maker, urgency, Effort(2000, 0.0, most)) for most in (3, 0))
        for one in (program, alone, whole):
            one.set_orders(orders)
        found, least = program.solve(), whole.solve()
        assert alone.solve() == pytest.approx(found)
        assert program.bound <= least + 1e-6 <= found + 2e-6
        made = program.value(program.made["part"])
        assert np.abs(made - np.rint(made)).max() < 1e-5
        loose += program.bound < found - 1
    assert loose > 0, "what is searched later, with the rest fixed, proves nothing of the whole"


def test_what_a_firm_with_twenty_lanes_promises_can_be_shipped_and_is_good() -> None:
    maker, urgency, asked = large(20, 0)
    in_parts = lot_promises(maker, urgency, asked, np.zeros((0, 26)), effort=IN_PARTS)
    assert in_parts.objective <= 1.05 * BEST_FOUND
    program = LotProgram(maker, urgency, Effort(200, 1.0))
    program.fix_outbound(in_parts.outbound.astype(float))
    assert program.solve() > 0


def test_the_quotes_of_a_relaxed_program_lie_below_what_orders_cost() -> None:
    maker, urgency = supplier(12.0, 10, periods=3, setup_cost=15.0), {"L0": 7.0}
    plan = np.array([[10.0, 0.0, 10.0]])
    found = relaxed_quotes(maker, urgency, plan, lot_points(plan, np.array([10.0]), []), [])
    for order, value in small_values(maker, urgency, 10).items():
        at = found.constants + found.slopes[:, 0, :] @ (10.0 * np.array(order))
        assert at.max() <= value + 1e-6
    assert found.slack(plan)[0] == pytest.approx(0.0)
    assert np.abs(found.slopes).max() > 0


def test_numbers_that_are_none_are_not_solved() -> None:
    bad = Cuts([0], np.zeros(1), np.full((1, 1, PERIODS), np.nan))
    with pytest.raises(ProgramFailed):
        lot_orders(buyer(), {}, np.zeros((0, PERIODS)), [bad])
    with pytest.raises(ProgramFailed):
        lot_promises(supplier(10.0, 5), {}, np.full((1, PERIODS), np.inf), NOTHING_IN)


def test_what_contradicts_itself_fails() -> None:
    program = LotProgram(buyer(), {})
    program.set_inbound(np.full((1, PERIODS), 5.0), np.full((1, PERIODS), 15.0))
    with pytest.raises(ProgramFailed):
        program.solve()
