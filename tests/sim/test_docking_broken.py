"""A run that breaks off anywhere leaves one plan: the same exchange at both ends of every link."""

from __future__ import annotations

import pytest

from tests.plan.industries import cost_of
from tests.sim.breaking import Breaking
from tuowang.flows.docking import BLIND, MIXING, OPEN, RUNS, TOTALS


def check_one_plan(chain: Breaking) -> int:
    """All hold the lanes of one exchange of one run, or nobody any; which exchange (-1: none)."""
    rows = chain.lanes()
    if not rows:
        return -1
    assert len({(row.run, row.exchange) for row in rows}) == 1, rows
    plan: dict[str, list[int]] = {}
    for row in rows:
        assert plan.setdefault(row.lane, row.shipped) == row.shipped
    for name, firm in chain.firms.items():
        assert len(chain.lanes(name)) == len(firm.inbound) + len(firm.outbound)
        cost_of(firm, plan)  # fails where it cannot be carried out
    return rows[0].exchange


@pytest.mark.parametrize("mode", [TOTALS, MIXING, BLIND])
@pytest.mark.parametrize("victim", ["ore", "bolts", "shop"])
def test_a_partner_killed_at_every_step(victim: str, mode: str) -> None:
    step, found = 1, []
    while True:
        chain = Breaking("diamond")
        chain.begin("shop", 2, mode)
        if not chain.after(step):
            break
        chain.dead.add(victim)
        chain.settle()
        for name in chain.companies:
            if name != victim:
                chain.give_up(name)
        chain.settle()
        chain.come_back(victim)
        chain.settle()
        for company in chain.companies.values():
            assert all(row.state != OPEN for row in company.store.scan(RUNS))
        found.append(check_one_plan(chain))
        step += 1 if step < 8 else 3 if mode == TOTALS else 7
    assert step > 20
    assert found == sorted(found), "who lives longer agrees on no less"
    assert found[0] == -1
    assert found[-1] == 2 or mode == BLIND


@pytest.mark.parametrize("mode", [TOTALS, BLIND])
def test_what_everybody_holds_is_agreed_while_the_run_goes_on(mode: str) -> None:
    chain = Breaking("pair")
    chain.begin("shop", 3, mode)
    seen: list[int] = []
    step = 0
    while chain.after(step := step + 1):
        seen += [row.exchange for row in chain.lanes("mill")]
    assert {0, 1} <= set(seen)
    assert seen == sorted(seen)
    chain.settle()
    assert check_one_plan(chain) == 3
