"""Real connectors in one process that owe each other: sealed links, and what travels on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from random import Random
from typing import ClassVar

import msgspec

from tuowang.flows import FLOWS
from tuowang.flows.base import JOURNAL, Command, Context, Effect, Flow, Record, Said, Say
from tuowang.flows.money import CLAIMS, ClaimRow
from tuowang.flows.netting import SetNettingRules
from tuowang.flows.netting_tables import RINGS
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.link.state import LINKS
from tuowang.node import Node
from tuowang.sim.company import Company, connect
from tuowang.store.store import Rows, View
from tuowang.units import DAY_MILLISECONDS

START = 1_780_000_000_000
OPENING = Flow("opening")
Debts = Sequence[tuple[str, str, int]]
"""Debtor, creditor, amount."""


@OPENING.record
class Opened(Record, frozen=True):
    """A claim from before, in one's own book."""

    kind: ClassVar[str] = "opening.opened"
    partner: str
    claim: str
    mine: bool
    amount_minor: int


class Open(Command, frozen=True):
    """Enter one."""

    verb: ClassVar[str] = "open"
    record: Opened


@OPENING.ask(Open)
def _open(_view: View, command: Open, _context: Context) -> Iterable[Effect]:
    yield Say(JOURNAL, command.record)


@OPENING.fold(Opened)
def _fold(rows: Rows, said: Said[Opened]) -> None:
    one = said.record
    row = ClaimRow(
        one.partner, one.claim, one.mine, "OPEN", "R", "A", one.amount_minor, "CNY",
        "2026-01-01", "2026-02-01",
    )  # fmt: skip
    rows.put(CLAIMS, row)


class Firm(Company):
    """A company with opening claims among its flows."""

    def __init__(self, name: str) -> None:
        super().__init__(name, b"netting")
        self.restart()

    def restart(self) -> None:
        """Only the disk is left."""
        self.node = Node(self.keys, self.store, (*FLOWS, OPENING))


class Street:
    """Firms that owe each other (round and round, if nothing is said), and what travels."""

    def __init__(self, seed: int, size: int, debts: Debts = ()) -> None:
        self.random = Random(seed)
        self.now = START
        self.firms = {f"F{n}": Firm(f"F{n}") for n in range(size)}
        names = list(self.firms)
        self.wire: list[tuple[str, bytes]] = []
        if not debts:
            round_ = [(names[n], names[(n + 1) % size], 100 + 10 * n) for n in range(size)]
            debts = [*round_, (names[1], names[0], 40)]
        for one, other in sorted({(min(d, c), max(d, c)) for d, c, _ in debts}):
            connect(self.firms[one], self.firms[other], live=True)
            for name, partner in ((one, other), (other, one)):
                self.ask(name, RecordPartner(partner, partner))
                self.ask(name, Allow(partner, "netting"))
        for name in names:
            self.ask(name, SetNettingRules(days=2, grace_days=2))
        for number, (debtor, creditor, amount) in enumerate(debts):
            self.ask(debtor, Open(Opened(creditor, f"I{number}", False, amount)))
            self.ask(creditor, Open(Opened(debtor, f"I{number}", True, amount)))
        self.deliver()
        self.debts = debts
        self.positions = {name: self.position(name) for name in names}

    def ask(self, name: str, command: Command) -> None:
        """One command, and what it sends."""
        firm = self.firms[name]
        firm.commit(lambda: firm.node.ask(command, self.now, firm.chance()))
        self.flush(name)

    def flush(self, name: str) -> None:
        """Put on the wire what is to be sent."""
        firm = self.firms[name]
        flushed = firm.commit(lambda: firm.node.flush(self.now, firm.chance()))
        self.wire += [(send.partner, send.data) for send in flushed.sends]

    def step(self) -> None:
        """A bundle arrives, in any order."""
        name, data = self.wire.pop(self.random.randrange(len(self.wire)))
        firm = self.firms[name]
        firm.commit(lambda: firm.node.receive(data, self.now, firm.chance()))
        self.flush(name)

    def wake(self) -> None:
        """Dates, and what a start redoes."""
        for name, firm in self.firms.items():
            firm.commit(partial(firm.node.wake, self.now, firm.chance()))
            self.flush(name)

    def run(
        self, span_ms: int, step_ms: int, off: Collection[str] = (), exchanges: int = 12
    ) -> None:
        """Let time pass, with so many exchanges a step; what is for who is off waits."""
        for _ in range(span_ms // step_ms):
            self.now += step_ms
            for name, firm in self.firms.items():
                if name not in off:
                    firm.commit(partial(firm.node.wake, self.now, firm.chance()))
                    self.flush(name)
            for _ in range(exchanges):
                waiting, self.wire = self.wire, []
                for name, data in waiting:
                    if name in off:
                        self.wire.append((name, data))
                        continue
                    firm = self.firms[name]
                    firm.commit(partial(firm.node.receive, data, self.now, firm.chance()))
                    self.flush(name)

    def deliver(self, most: int = 10**6) -> None:
        """Until nothing is on the wire."""
        while self.wire and most:
            self.step()
            most -= 1

    def calm(self) -> None:
        """Everybody tells everybody where it stands, until all have healed; days pass."""
        for _ in range(14):
            for name, firm in self.firms.items():
                for link in list(firm.store.scan(LINKS)):
                    firm.store.begin()
                    firm.store.put(LINKS, msgspec.structs.replace(link, owes=True))
                    firm.store.commit()
                self.flush(name)
            self.deliver()
            self.wake()
            self.deliver()
            self.now += DAY_MILLISECONDS

    def position(self, name: str) -> int:
        """What a firm is owed, less what it owes."""
        rows = self.firms[name].store.scan(CLAIMS)
        return sum(row.open_minor * (1 if row.mine else -1) for row in rows)

    def assert_rebuilt(self) -> None:
        """Every firm's tables are what its logs give."""
        for firm in self.firms.values():
            twin = firm.store.copy()
            Node(firm.keys, twin, (*FLOWS, OPENING)).rebuild()
            for flow in (*FLOWS, OPENING):
                for table in flow.tables:
                    assert list(firm.store.scan(table)) == list(twin.scan(table)), table.name

    def check(self) -> int:
        """Positions, both books, locks; how much was set off."""
        for name, firm in self.firms.items():
            assert self.position(name) == self.positions.get(name, 0), name
            states = {row.state for row in firm.store.scan(RINGS)}
            assert states <= {"settled", "released"}, states
            assert not any(row.half for row in firm.store.scan(RINGS))
        netted = 0
        for number, (debtor, creditor, _) in enumerate(self.debts):
            claim = f"I{number}"
            ours = self.firms[debtor].store.get(CLAIMS, creditor, claim)
            theirs = self.firms[creditor].store.get(CLAIMS, debtor, claim)
            assert ours is not None
            assert theirs is not None
            assert ours.netted_minor == theirs.netted_minor, claim
            netted += ours.netted_minor
        return netted
