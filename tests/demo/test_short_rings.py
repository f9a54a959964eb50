"""The bound on what short rings can reach, beside all rings of small markets."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.net.markets import market
from tuowang.demo.short_rings import reach_of_short_rings
from tuowang.flows.netting_lanes import COURIER
from tuowang.sim.courier import net_by_courier
from tuowang.sim.market import Edges


def all_rings(edges: Edges, most: int) -> list[list[tuple[int, int]]]:
    firms = sorted({firm for pair in edges for firm in pair})
    found = []
    for size in range(2, most + 1):
        for order in permutations(firms, size):
            legs = list(zip(order, [*order[1:], order[0]], strict=True))
            if order[0] == min(order) and all(leg in edges for leg in legs):
                found.append(legs)
    return found


@pytest.mark.parametrize("most", [2, 3, 4])
@pytest.mark.parametrize("seed", range(4))
def test_the_bound_is_that_of_a_program_over_all_rings(seed: int, most: int) -> None:
    pytest.importorskip("highspy")
    np = pytest.importorskip("numpy")
    from tuowang.plan.firm_program import new_solver

    edges = market(seed, 6, 16, most=100)
    solver = new_solver()
    rows = {leg: number for number, leg in enumerate(edges)}
    for amount in edges.values():
        solver.addRow(-1e30, float(amount), 0, np.array([], dtype=np.int32), np.array([]))
    for legs in all_rings(edges, most):
        index = np.array([rows[leg] for leg in legs], dtype=np.int32)
        solver.addCol(-float(len(legs)), 0, 1e30, len(legs), index, np.ones(len(legs)))
    solver.run()
    assert reach_of_short_rings(edges, most) == round(-solver.getInfo().objective_function_value)


@pytest.mark.parametrize("seed", range(4))
def test_by_courier_never_more_than_short_rings_can(seed: int) -> None:
    edges = market(seed, 30, 120, most=100)
    rings = net_by_courier(edges, seed).filled
    left = dict(edges)
    for ring in rings:
        assert 2 <= len(set(ring.firms)) == len(ring.firms) <= COURIER.most_firms
        for leg in ring.legs:
            left[leg] -= ring.amount
    assert min(left.values()) >= 0
    cleared = sum(edges.values()) - sum(left.values())
    reach = reach_of_short_rings(edges, COURIER.most_firms)
    assert cleared > 0
    assert reach is None or cleared <= reach
