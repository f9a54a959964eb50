"""A run that breaks off anywhere leaves one plan: the same exchange at both ends of every link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.plan.industries import cost_of, in_lots, industry
from tests.sim.breaking import Breaking, forget
from tuowang.flows.base import Command
from tuowang.flows.docking import BLIND, ENDED, HEARD, MEMORY, MIXING, OPEN, RUNS, TOTALS
from tuowang.plan.firm import Firm
from tuowang.sim.docking import Aside, in_line


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


def shipped_by(chain: Breaking) -> dict[str, list[int]]:
    return {row.lane: row.shipped for row in chain.lanes()}


def all_began(chain: Breaking) -> bool:
    """All took a first step: from here on a run hangs on nothing but what was committed."""
    rows = [list(company.store.scan(RUNS)) for company in chain.companies.values()]
    return all(row and row[0].steps for row in rows)


def remembered() -> Aside:
    """What takes long is worked out once, with nothing in the process: it hangs on inputs alone."""
    known: dict[Any, Command] = {}

    def aside(run: Callable[[Any], Command], inputs: Any) -> Callable[[], Command]:
        def answer() -> Command:
            key = msgspec.msgpack.encode(inputs)
            if key not in known:
                forget()
                known[key] = run(inputs)
            return known[key]

        return answer

    return aside


def check_whole(chain: Breaking, exchanges: int) -> None:
    """Everybody came to the end of the one run, holds its plan, and keeps nothing of it."""
    assert check_one_plan(chain) == exchanges
    for company in chain.companies.values():
        (run,) = company.store.scan(RUNS)
        assert (run.state, run.finished, run.settled) == (ENDED, exchanges, exchanges), run
        assert [*company.store.scan(MEMORY), *company.store.scan(HEARD)] == []


LOTS = in_lots(industry("pair", 1), plain="mill")


@pytest.mark.parametrize(
    ("firms", "mode", "aside"),
    [
        ("two-sources", MIXING, remembered()),
        ("diamond", TOTALS, remembered()),
        ("tree", BLIND, in_line),
        (LOTS, TOTALS, remembered()),
    ],
    ids=["mixing", "totals", "blind", "lots"],
)
def test_all_killed_between_any_two_steps(
    firms: dict[str, Firm] | str, mode: str, aside: Aside
) -> None:
    chain = Breaking(firms, aside=aside)
    chain.begin("shop", 2, mode)
    left = [(all_began(chain), chain.all_killed())]
    while chain._events:
        chain._next()
        left.append((all_began(chain), chain.all_killed()))
    check_whole(chain, 2)
    assert len(left) > 40
    assert not left[0][0]
    assert left[-1][0]
    for same, killed in left:
        if aside is in_line:
            forget()
        killed.come_back(*killed.companies)
        killed.settle()
        check_whole(killed, 2)
        assert not same or shipped_by(killed) == shipped_by(chain)
