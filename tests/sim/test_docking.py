"""Companies dock in the simulator: links, bundles and jobs as in life, and their accidents."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.plan.industries import cost_of, industry
from tuowang.flows.docking import ENDED, HEARD, LANES, MEMORY, RUNS
from tuowang.link.state import LINK_TABLES
from tuowang.plan import firm_program
from tuowang.plan.docking import BLIND, MIXING, MODES, TOTALS, memory
from tuowang.plan.firm import Firm
from tuowang.sim.docking import Chain, Exchange, Faults, dock, play

FINE = Faults()
BAD = Faults(lose_quotes=0.3, lose_bundles=0.2)
ROUNDING = 0.05


def cost(firms: dict[str, Firm], exchange: Exchange) -> float:
    """What the plan of an exchange costs all; `ProgramFailed` where somebody cannot ship it."""
    assert set(exchange.lanes) == {lane.lane for firm in firms.values() for lane in firm.inbound}
    return sum(cost_of(firm, exchange.lanes) for firm in firms.values())


@pytest.mark.parametrize("faults", [FINE, BAD], ids=["fine", "bad"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", ["pair", "five", "apart"])
def test_every_exchange_can_be_carried_out(shape: str, mode: str, faults: Faults) -> None:
    firms = industry(shape, 1)
    costs = [cost(firms, one) for one in play(firms, 2, mode=mode, faults=faults)]
    assert len(costs) == 3
    if mode != BLIND:
        assert all(after <= before + ROUNDING for before, after in pairwise(costs))


def test_losses_do_happen_and_cost_little() -> None:
    firms = industry("five", 1)
    fine = list(play(firms, 3, mode=TOTALS))
    bad = list(play(firms, 3, mode=TOTALS, faults=BAD))
    assert sum(one.messages for one in bad) > sum(one.messages for one in fine)
    best, first = cost(firms, fine[-1]), cost(firms, fine[0])
    assert best < first
    assert cost(firms, bad[-1]) < first


@pytest.mark.parametrize("mode", MODES)
def test_both_ends_of_a_lane_agree_at_the_end(mode: str) -> None:
    chain = Chain(industry("five", 2), 4, BAD)
    last = list(chain.run(2, mode, 4))[-1]
    runs = [run for company in chain.companies.values() for run in company.store.scan(RUNS)]
    for _ in range(5000):
        if all(run.state == ENDED and run.settled == 2 for run in runs):
            break
        chain._next()
        runs = [run for company in chain.companies.values() for run in company.store.scan(RUNS)]
    for company in chain.companies.values():
        for row in company.store.scan(LANES):
            assert row.shipped == last.lanes[row.lane]
        (run,) = company.store.scan(RUNS)
        assert (run.state, run.finished) == (ENDED, 2)
        assert [*company.store.scan(MEMORY), *company.store.scan(HEARD)] == []


def tables(chain: Chain) -> dict[tuple[str, str], list[Any]]:
    """Every table of every company."""
    return {
        (name, table.name): list(company.store.scan(table))
        for name, company in chain.companies.items()
        for table in company.node.tables()
        if table not in LINK_TABLES
    }


def test_a_rebuild_gives_the_same_tables_and_solves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = Chain(industry("five", 1), 0, FINE)
    exchanges = chain.run(2, MIXING, 0)
    next(exchanges)
    in_the_middle = tables(chain)
    assert any(rows for (_, table), rows in in_the_middle.items() if table == MEMORY.name)

    def never(*_: Any) -> Any:
        raise AssertionError("a rebuild solves nothing")

    with monkeypatch.context() as patched:
        patched.setattr(firm_program, "_solver_module", never)
        patched.setattr(memory, "Memory", never)
        for company in chain.companies.values():
            assert company.node.rebuild() > 0
    assert tables(chain) == in_the_middle
    whole = [*exchanges][-1].lanes
    assert whole == dock(industry("five", 1), 2, 0)
    done = tables(chain)
    for company in chain.companies.values():
        company.node.rebuild()
    assert tables(chain) == done


def test_a_restart_in_the_middle_changes_nothing() -> None:
    firms = industry("five", 3)
    chain = Chain(firms, 0, FINE)
    exchanges = chain.run(2, TOTALS, 0)
    next(exchanges)
    for company in chain.companies.values():
        company.restart()
    assert [*exchanges][-1].lanes == list(play(firms, 2, mode=TOTALS))[-1].lanes


def test_the_same_seed_gives_the_same_bundles() -> None:
    firms = industry("five", 5)
    for faults in (FINE, BAD):
        first, second = (list(play(firms, 1, seed=3, faults=faults)) for _ in range(2))
        assert first == second
