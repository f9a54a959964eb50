"""Companies that supply each other in a circle, in the simulator: with losses, and restarts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.plan.circling import CIRCLES, circling
from tests.sim.test_docking import BAD, FINE, ROUNDING, cost, tables
from tuowang.plan.docking import BLIND, MODES, TOTALS
from tuowang.sim.docking import Chain, Faults, play


@pytest.mark.parametrize("faults", [FINE, BAD], ids=["fine", "bad"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", CIRCLES)
def test_every_exchange_can_be_carried_out(shape: str, mode: str, faults: Faults) -> None:
    firms = circling(shape, 1)
    costs = [cost(firms, one) for one in play(firms, 2, mode=mode, faults=faults)]
    assert costs[2] < costs[0]
    if mode != BLIND:
        assert all(after <= before + ROUNDING for before, after in pairwise(costs))


@pytest.mark.parametrize("after", [0, 1])
def test_a_crash_in_the_middle_changes_nothing(after: int) -> None:
    firms = circling("hanging", 3)
    chain = Chain(firms, 0, FINE)
    exchanges = chain.run(2, TOTALS, 0)
    for _ in range(after + 1):
        next(exchanges)
    for company in chain.companies.values():
        company.restart()
        before = tables(chain)
        company.node.rebuild()
        assert tables(chain) == before
    last = [*exchanges][-1]
    assert last.lanes == list(play(firms, 2, mode=TOTALS))[-1].lanes


def test_a_crash_while_all_wait_for_themselves_changes_nothing() -> None:
    firms = circling("two", 3)
    chain = Chain(firms, 0, FINE)
    exchanges = chain.run(2, TOTALS, 0)
    look = chain._look_for_circles

    def crash() -> None:
        for company in chain.companies.values():
            company.restart()
        look()

    chain._look_for_circles = crash  # type: ignore[method-assign]
    assert [*exchanges][-1].lanes == list(play(firms, 2, mode=TOTALS))[-1].lanes
