"""An industry whose companies die in the middle of a run, for a while or between two steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import copy
from functools import partial

from tests.plan.industries import industry
from tuowang.flows.base import Command
from tuowang.flows.docking import (
    LANES,
    OPEN,
    RUNS,
    DockingSaid,
    GiveUpDocking,
    LaneRow,
    ResumeDocking,
    StartDocking,
)
from tuowang.node import Node
from tuowang.plan.docking import agent as agents
from tuowang.plan.docking import mixing
from tuowang.plan.firm import Firm
from tuowang.record.codec import convert
from tuowang.record.entry import read_entry
from tuowang.sim.company import Company
from tuowang.sim.docking import Aside, Chain, Faults, in_line

HOUR = 3_600_000


def forget() -> None:
    """What a process keeps of programs, so as not to build them again, is gone."""
    agents._program.cache_clear()
    agents._firm.cache_clear()
    mixing._leaders.clear()


class Breaking(Chain):
    """Jobs and bundles of whoever is dead are lost."""

    def __init__(self, firms: dict[str, Firm] | str, seed: int = 1, aside: Aside = in_line) -> None:
        self.dead: set[str] = set()
        self.steps = 0
        known = industry(firms, 1) if isinstance(firms, str) else firms
        super().__init__(known, seed, Faults(), aside)

    def _keep(self, company: Company, answer: Callable[[], Command]) -> None:
        self.steps += 1
        if company.name not in self.dead:
            super()._keep(company, answer)

    def _deliver(self, name: str, data: bytes) -> None:
        if name not in self.dead:
            super()._deliver(name, data)

    def _flush(self, company: Company, *, receipts: bool = True) -> None:
        if company.name not in self.dead:
            super()._flush(company, receipts=receipts)

    def begin(self, root: str, exchanges: int, mode: str) -> None:
        """A company asks for a run."""
        self._step(root, [StartDocking(exchanges, mode, 1)])

    def after(self, steps: int) -> bool:
        """Go on until so many steps were taken; whether there were so many."""
        while self._events and self.steps < steps:
            self._next()
        return self.steps >= steps

    def all_killed(self) -> Breaking:
        """The same industry, of which nothing is left but what its companies committed."""
        left = copy(self)
        left.companies = {name: copy(company) for name, company in self.companies.items()}
        for company in left.companies.values():
            company.store = company.store.copy()
            company.node = Node(company.keys, company.store)
        left.exchanges, left.done = {}, dict(self.done)
        left._reached, left._events, left._receipts_due = Counter(), [], set()
        left.dead, left.notes = set(self.companies), []
        return left

    def settle(self) -> None:
        """Until nothing happens any more, with everything sent again that was not received."""
        for _ in range(3):
            self._let_pass(HOUR)
            for company in self.companies.values():
                if company.name not in self.dead:
                    outcome = company.commit(partial(company.node.wake, self.now, company.chance()))
                    self._after(company, outcome)
                    self._flush(company)
        self._let_pass(HOUR)

    def _let_pass(self, milliseconds: int) -> None:
        end = self.now + milliseconds
        while self._events and self._events[0][0] <= end:
            self._next()
        self.now = max(self.now, end)

    def come_back(self, *names: str) -> None:
        """Their processes start again, over what was stored."""
        for name in names:
            self.dead.discard(name)
            self.companies[name].restart()
            self._step(name, [ResumeDocking()])

    def give_up(self, name: str) -> None:
        """People end every open run of a company."""
        for row in list(self.companies[name].store.scan(RUNS)):
            if row.state == OPEN:
                self._step(name, [GiveUpDocking(row.run)])

    def lanes(self, *names: str) -> list[LaneRow]:
        """What is agreed, as these companies (all) hold it."""
        chosen = names or tuple(self.companies)
        return [row for name in chosen for row in self.companies[name].store.scan(LANES)]

    def words(self, name: str) -> list[tuple[str, DockingSaid]]:
        """Every word that a company said in runs, by partner, in order."""
        company, found = self.companies[name], []
        for partner in self.partners[name]:
            for row in company.store.read(company.link(partner).out_stream, 0, 10**6):
                entry = read_entry(row.body)
                if entry.kind == DockingSaid.kind:
                    found.append((partner, convert(entry.says, DockingSaid)))
        return found
