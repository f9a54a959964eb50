"""Quotes as the customer takes them: lanes of one supplier together, or each by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.plan.industries import Wire, industry
from tuowang.plan.docking import MIXING, TOTALS
from tuowang.plan.docking.quotes import BRIEF, THOROUGH, shared
from tuowang.plan.docking.words import Quoted, read
from tuowang.plan.firm import Component, Firm, Inbound

PLAN = np.array([[4.0, 1.0], [2.0, 2.0], [5.0, 5.0]])


def shop() -> Firm:
    """It buys two items of a mill and one of a forge."""
    inbound = [
        Inbound(lane=lane, supplier=supplier, component=lane, lead_time=0)
        for lane, supplier in (("rod", "mill"), ("bar", "mill"), ("nail", "forge"))
    ]
    components = [Component(name=one.lane, uses={}, holding_cost=1.0) for one in inbound]
    return Firm(
        periods=2,
        capacity=[1.0] * 2,
        overtime_max=[0.0] * 2,
        overtime_cost=0.0,
        products=[],
        components=components,
        inbound=inbound,
        outbound=[],
    )


def heard(shares: dict[str, list[float]], slack: float = -6.0) -> dict[str, Any]:
    """Two cuts a lane: nothing changes, and one of a slope of its own."""
    slopes = {"rod": 1.0, "bar": 3.0, "nail": 1.0}
    return {
        lane: {
            "slack": np.array([0.0, slack]),
            "slopes": np.array([[0.0, 0.0], [slopes[lane]] * 2]),
            "shares": shares[lane],
        }
        for lane in shares
    }


def cost_at(shipped: Any, *, together: bool, known: dict[str, Any] | None = None) -> float:
    """What the quotes say that it costs upstream."""
    halves = heard({"rod": [0.5], "bar": [0.5], "nail": [1.0]}) if known is None else known
    quotes = shared(halves, shop(), PLAN, None, together=together)
    return sum(
        float((one.constants + np.einsum("kit,it->k", one.slopes, shipped[one.lanes])).max())
        for one in quotes
    )


@pytest.mark.parametrize("together", [True, False])
def test_the_plan_itself_costs_no_more(together: bool) -> None:
    assert cost_at(PLAN, together=together) == pytest.approx(0.0)


def test_what_one_item_leaves_another_of_the_same_supplier_takes() -> None:
    moved = PLAN + np.array([[-6.0, 0.0], [2.0, 0.0], [0.0, 0.0]])
    assert cost_at(moved, together=True) == pytest.approx(0.0)
    assert cost_at(moved, together=False) == pytest.approx(3 * 2 - 3)


def test_nothing_of_one_supplier_serves_for_another() -> None:
    moved = PLAN + np.array([[-6.0, 0.0], [0.0, 0.0], [8.0, 0.0]])
    assert cost_at(moved, together=True) == pytest.approx(8 - 6)


def test_together_the_shares_are_those_of_all_and_never_more_than_everything() -> None:
    moved = PLAN + np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 0.0]])
    for each, slack in ((0.25, 3.0), (0.5, 6.0), (0.75, 6.0)):
        known = heard({"rod": [each], "bar": [each]})
        assert cost_at(moved, together=True, known=known) == pytest.approx(30 - slack)


def test_a_lane_that_was_not_quoted_with_the_others_stands_alone() -> None:
    """A stale quote has another slack: its cuts are of another plan."""
    known = heard({"rod": [0.5]}) | heard({"bar": [0.5]}, -7.0)
    quotes = shared(known, shop(), PLAN, None, together=True)
    assert [one.lanes for one in quotes] == [[0], [1]]


def test_each_scenario_has_its_share_and_a_missing_one_the_plain() -> None:
    known = heard({"nail": [0.2, 0.4, 1.0]})
    for scenario, share in ((0, 0.2), (1, 0.4), (2, 1.0), (3, 1.0), (None, 1.0)):
        (one,) = shared(known, shop(), PLAN, scenario, together=False)
        assert one.constants[1] == pytest.approx(-6 * share - 10)


def test_who_mixes_quotes_several_lanes_to_a_customer_thoroughly_and_all_else_briefly() -> None:
    one, two = industry("pair", 1), with_a_second_lane(industry("pair", 1), "bar")
    assert BRIEF.sent < longest(Wire(two).run(2, MIXING)) <= THOROUGH.sent
    assert longest(Wire(two).run(2, TOTALS)) <= BRIEF.sent
    assert longest(Wire(one).run(2, MIXING)) <= BRIEF.sent
    dense = with_a_second_lane(industry("pair", 1), "rod")
    assert longest(Wire(dense).run(2, MIXING)) <= BRIEF.sent


def with_a_second_lane(firms: dict[str, Firm], component: str) -> dict[str, Firm]:
    """The mill serves the shop on two lanes, the second one for this component."""
    mill, shop = firms["mill"], firms["shop"]
    out, into, (rod,) = mill.outbound[0], shop.inbound[0], shop.components
    both = {one.name: one for one in (rod, replace(rod, name=component))}
    return {
        "mill": replace(mill, outbound=[out, replace(out, lane="second")]),
        "shop": replace(
            shop,
            components=list(both.values()),
            inbound=[into, replace(into, lane="second", component=component)],
        ),
    }


def longest(wire: Wire) -> int:
    """The most cuts that anybody quoted."""
    words = [read(body, Quoted) for body in wire.said("quote").values()]
    return max(len(lane.constants) // 4 for word in words for lane in word.lanes)
