"""A firm's program against numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.plan.industries import cost_of, industry
from tuowang.plan import firm_program
from tuowang.plan.firm import Component, Firm, Inbound, Outbound, Product, Resource
from tuowang.plan.firm_program import (
    LATENESS,
    LATENESS_AT_THE_END,
    MOST_FLOWS,
    Array,
    Cuts,
    FirmProgram,
    ProgramFailed,
)

SOME = settings(max_examples=30, deadline=None)


def made(**more: Any) -> Product:
    """A product that takes one hour and costs 2 a period to keep."""
    return Product(**{"name": "it", "unit_load": 1.0, "holding_cost": 2.0, **more})


def firm(periods: int, *products: Product, **more: Any) -> Firm:
    """A firm with 10 hours a period and up to 5 hours of overtime at 3 each."""
    plain: dict[str, Any] = {
        "periods": periods,
        "capacity": [10.0] * periods,
        "overtime_max": [5.0] * periods,
        "overtime_cost": 3.0,
        "products": list(products),
        "components": [],
        "inbound": [],
        "outbound": [],
    }
    return Firm(**{**plain, **more})


def selling(periods: int, **more: Any) -> Firm:
    """It ships what it makes to one customer."""
    return firm(periods, made(**more), outbound=[Outbound(lane="l", customer="c", product="it")])


def buying(periods: int = 3, **more: Any) -> Firm:
    """It makes one unit of a component, bought at 4 each, for a demand of 6 a period."""
    return firm(
        periods,
        made(demand=[0.0] + [6.0] * (periods - 1), backlog_cost=50.0),
        components=[Component(name="k", uses={"it": 1.0}, holding_cost=1.0)],
        inbound=[
            Inbound(lane="l", supplier="s", component="k", lead_time=1, unit_cost=4.0, **more)
        ],
    )


def solved(program: FirmProgram, orders: list[list[float]] | None = None) -> float:
    """Its value with these orders."""
    if orders is not None:
        program.set_orders(np.array(orders))
    return program.solve()


# ---------------------------------------------------------------------------------------- value


def test_overtime_is_cheaper_than_stock_where_it_is() -> None:
    """14 are wanted in the last period: 4 by overtime at 3, or made before and kept at 2."""
    one = firm(2, made(demand=[0.0, 14.0], backlog_cost=100.0))
    assert FirmProgram(one, {}).solve() == pytest.approx(4 * 2)
    dear = replace(one, products=[replace(one.products[0], holding_cost=5.0)])
    program = FirmProgram(dear, {})
    assert program.solve() == pytest.approx(4 * 3)
    assert program.value(program.overtime).tolist() == pytest.approx([0, 4])


def test_what_cannot_be_made_waits_and_costs_more_at_the_end() -> None:
    """35 in the first of two periods: 15 and 15 are made, so 20 wait once, 5 to the end."""
    wish = made(demand=[35.0, 0.0], backlog_cost=10.0, backlog_last_factor=6.0)
    value = FirmProgram(firm(2, wish), {}).solve()
    assert value == pytest.approx(20 * 10 + 5 * 60 + 10 * 3)


def test_lost_sales_are_paid_once() -> None:
    wish = made(demand=[35.0, 0.0], backlog_cost=10.0, lost_sales=True)
    assert FirmProgram(firm(2, wish), {}).solve() == pytest.approx(20 * 10 + 5 * 3)


def test_initial_stock_serves_and_an_end_target_is_missed_at_a_price() -> None:
    wish = made(demand=[4.0], backlog_cost=90.0, initial_stock=6.0, end_target=20.0,
                end_shortage_cost=7.0)  # fmt: skip
    # 2 are left, 10 are made and 5 more by overtime (3 + 2 < 7): 17 kept at 2, 3 missing at 7
    assert FirmProgram(firm(1, wish), {}).solve() == pytest.approx(17 * 2 + 5 * 3 + 3 * 7)


def test_a_component_comes_after_its_lead_time_and_from_the_pipeline() -> None:
    program = FirmProgram(buying(), {})
    program.free_inbound(np.zeros((1, 3)))
    assert program.solve() == pytest.approx(12 * 4)
    assert program.bought().tolist() == [pytest.approx([6, 6, 0])]
    under_way = buying()
    under_way = replace(
        under_way, components=[replace(under_way.components[0], pipeline=[0.0, 5.0])]
    )
    program = FirmProgram(under_way, {})
    program.free_inbound(np.zeros((1, 3)))
    assert program.solve() == pytest.approx(7 * 4)


def test_what_has_a_lead_time_of_its_own_is_begun_before() -> None:
    wish = made(demand=[0.0, 0.0, 8.0], backlog_cost=100.0, lead_time=2)
    program = FirmProgram(firm(3, wish), {})
    assert program.solve() == pytest.approx(0)
    assert program.value(program.made["it"])[0] == pytest.approx(8)
    late = FirmProgram(firm(3, replace(wish, demand=[0.0, 8.0, 0.0])), {})
    assert late.solve() == pytest.approx(8 * 100)


def test_a_pipeline_target_is_bought_or_missed() -> None:
    one = buying()
    part = replace(one.components[0], pipeline_target=6.0, lead_max=1, end_shortage_cost=9.0)
    program = FirmProgram(replace(one, components=[part]), {})
    program.free_inbound(np.zeros((1, 3)))
    assert program.solve() == pytest.approx(18 * 4)
    program.set_inbound(np.zeros((1, 3)), np.array([[6.0, 6.0, 0.0]]))
    assert program.solve() == pytest.approx(12 * 4 + 6 * 9)


def test_more_resources_bind_beside_the_shared_one() -> None:
    wish = made(demand=[9.0], backlog_cost=100.0)
    oven = Resource(
        name="oven", capacity=[8.0], overtime_max=[6.0], overtime_cost=1.0, loads={"it": 2.0}
    )
    program = FirmProgram(firm(1, wish, resources=[oven]), {})
    # the oven holds (8 + 6) / 2 = 7: 6 hours over at 1, and 2 units late
    assert program.solve() == pytest.approx(6 * 1 + 2 * 100)
    assert program.value(program.more_overtime["oven"]).tolist() == pytest.approx([6])


def test_parts_are_made_before_they_go_in() -> None:
    whole = made(name="whole", demand=[4.0], backlog_cost=100.0, parts={"half": 2.0})
    half = made(name="half", initial_stock=1.0)
    program = FirmProgram(firm(1, whole, half), {})
    # 4 wholes and 7 halves are 11 hours: one of overtime
    assert program.solve() == pytest.approx(3)
    assert program.value(program.made["half"]).tolist() == pytest.approx([7])


# ------------------------------------------------------------------------- orders, late and priced


def test_late_orders_cost_their_urgency_but_nothing_of_one_s_own() -> None:
    program = FirmProgram(selling(2), {"l": 5.0})
    late, lost = 5 * LATENESS, 5 * LATENESS * LATENESS_AT_THE_END
    assert solved(program, [[25, 5]]) == pytest.approx(10 * late + 5 * 3 + 5 * 3)
    assert program.shipped().tolist() == [pytest.approx([15, 15])]
    assert program.own_cost() == pytest.approx(10 * 3)
    assert solved(program, [[25, 15]]) == pytest.approx(10 * late + 10 * lost + 10 * 3)
    assert program.shipped().sum() == pytest.approx(30)


def test_nothing_is_shipped_before_it_is_ordered() -> None:
    program = FirmProgram(selling(3, initial_stock=9.0), {"l": 5.0})
    solved(program, [[0, 4, 0]])
    assert program.shipped().tolist() == [pytest.approx([0, 4, 0])]


def difference(value: Callable[[Array], float], at: Array, place: Any) -> tuple[float, float]:
    """The value's slopes to the left and right of a point, in one place."""
    step = 1e-4
    less, more = at.copy(), at.copy()
    less[place] -= step
    more[place] += step
    here = value(at)
    return (here - value(less)) / step, (value(more) - here) / step


@SOME
@given(
    st.lists(st.floats(0.5, 25), min_size=6, max_size=6),
    st.sampled_from(["tree", "two-customers"]),
    st.integers(0, 5),
)
def test_an_order_s_price_is_what_one_more_costs(
    orders: list[float], shape: str, place: int
) -> None:
    one = industry(shape, 3)["mill"]
    program = FirmProgram(one, {lane.lane: 20.0 for lane in one.outbound})
    program.free_inbound(np.zeros((len(one.inbound), 6)))
    at = np.array([orders] * len(one.outbound))

    def value(z: Array) -> float:
        program.set_orders(z)
        return program.solve()

    left, right = difference(value, at, (0, place))
    value(at)
    price = program.order_prices()[0, place]
    assert left - 1e-4 <= price <= right + 1e-4


@SOME
@given(st.lists(st.floats(0.5, 15), min_size=6, max_size=6), st.integers(0, 5))
def test_a_shipment_s_price_is_what_one_more_is_worth(coming: list[float], place: int) -> None:
    program = FirmProgram(industry("tree", 3)["shop"], {})
    at = np.array([coming, coming[::-1]])

    def value(q: Array) -> float:
        program.set_inbound(q, q)
        return program.solve()

    left, right = difference(value, at, (1, place))
    value(at)
    price = program.inbound_prices()[1, place]
    assert left - 1e-4 <= price <= right + 1e-4


def test_a_price_of_a_full_house_by_hand() -> None:
    program = FirmProgram(selling(1), {"l": 5.0})
    for orders, price in ((8, 0), (12, 3), (16, 5 * LATENESS * LATENESS_AT_THE_END)):
        solved(program, [[orders]])
        assert program.order_prices().tolist() == [[pytest.approx(price)]]


# --------------------------------------------------------------------------------------- quotes


def test_a_quote_is_paid_beside_the_price() -> None:
    program = FirmProgram(buying(), {})
    program.free_inbound(np.zeros((1, 3)))
    dear_first = Cuts([0], np.array([-12.0]), np.array([[[3.0, 1.0, 0.0]]]))
    program.set_quotes([dear_first])
    # theta >= 3 q0 + q1 - 12, with 6 each time: 24 - 12
    assert program.solve() == pytest.approx(12 * 4 + 12)
    assert program.own_cost() == pytest.approx(12 * 4)


def two_lanes() -> Firm:
    """As `buying`, with a choice of two lanes at the same price."""
    one = buying()
    (lane,) = one.inbound
    return replace(one, inbound=[lane, replace(lane, lane="m")])


@pytest.mark.parametrize(("lanes", "most"), [([0, 1], 12), ([0], 0)])
def test_a_quote_over_two_lanes_is_about_both(lanes: list[int], most: float) -> None:
    """theta >= 3 q a lane: together there is no way round it, on one lane the other one is."""
    program = FirmProgram(two_lanes(), {})
    program.free_inbound(np.zeros((2, 3)))
    program.set_quotes([Cuts(lanes, np.zeros(1), np.full((1, len(lanes), 3), 3.0))])
    assert program.solve() == pytest.approx(12 * 4 + 3 * most)
    program.set_quotes([Cuts([1], np.zeros(1), np.full((1, 1, 3), 3.0))])
    assert program.solve() == pytest.approx(12 * 4)


def test_quotes_are_replaced_and_do_not_pile_up() -> None:
    program = FirmProgram(buying(), {})
    program.free_inbound(np.zeros((1, 3)))
    plain = program.solve()
    rows = program.solver.getNumRow()
    for count in (3, 1, 5, 0, 2):
        cuts = Cuts([0], np.arange(count, dtype=float), np.ones((count, 1, 3)))
        program.set_quotes([cuts])
        assert program.solver.getNumRow() == rows + count
        assert program.solve() == pytest.approx(plain + (12 + count - 1 if count else 0))
    program.set_quotes([])
    assert program.solver.getNumRow() == rows
    assert program.solve() == pytest.approx(plain)


def test_reset_forgets_all_that_was_set() -> None:
    program = FirmProgram(selling(2), {"l": 5.0})
    fresh = solved(program, [[3, 4]]), program.solver.getNumRow()
    program.fix_outbound(np.array([[1.0, 1.0]]))
    program.solve()
    program.reset()
    assert (solved(program, [[3, 4]]), program.solver.getNumRow()) == fresh


def test_a_free_order_has_an_end_where_a_quote_pays_for_it() -> None:
    program = FirmProgram(buying(flow=2.0), {})
    around = np.array([[1.0, 0.0, 0.0]])
    program.free_inbound(around)
    program.set_quotes([Cuts([0], np.zeros(1), np.full((1, 1, 3), -1000.0))])
    program.solve()
    assert program.bought().tolist() == (around + MOST_FLOWS * 2.0).tolist()
    program.set_inbound(np.zeros((1, 3)), np.full((1, 3), np.inf))
    with pytest.raises(ProgramFailed):
        program.solve()


# ------------------------------------------------------------------------------- without an optimum


def test_what_cannot_be_done_is_said_and_does_not_stick() -> None:
    one = selling(2)
    program = FirmProgram(one, {"l": 5.0})
    program.fix_outbound(np.array([[40.0, 0.0]]))
    with pytest.raises(ProgramFailed, match="Infeasible"):
        program.solve()
    program.fix_outbound(np.array([[12.0, 0.0]]))
    assert program.solve() == pytest.approx(2 * 3, abs=1e-3)
    assert cost_of(replace(one, outbound=[replace(one.outbound[0], units=10)]), {"l": [50, 0]}) == 0


def test_every_status_but_the_best_is_a_failure() -> None:
    program = FirmProgram(selling(2), {"l": 5.0})
    program.solver.setOptionValue("simplex_iteration_limit", 0)
    program.solver.setOptionValue("ipm_iteration_limit", 0)
    program.set_orders(np.array([[25.0, 15.0]]))
    with pytest.raises(ProgramFailed) as failed:
        program.solve()
    assert failed.value.status
    program.solver.setOptionValue("simplex_iteration_limit", 2**31 - 1)
    assert program.solve() > 0


def test_the_solver_runs_in_one_thread() -> None:
    solver = firm_program.new_solver()
    assert solver.getOptionValue("threads")[1] == 1
