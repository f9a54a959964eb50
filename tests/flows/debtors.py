"""Companies that owe each other: claims put into both books, as trade would have left them."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from tests.flows.ends import End, connect, settle
from tuowang.flows.money import CLAIMS, ClaimRow
from tuowang.flows.netting import SetNettingRules
from tuowang.flows.netting_tables import (
    RINGS,
    PartRow,
)
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.units import DAY_MILLISECONDS

DAY = "2026-03-02"


class Market:
    """Some companies under their own names, and who owes whom how much."""

    def __init__(self, *debts: tuple[str, str, int], seed: int = 0) -> None:
        self.random = Random(seed) if seed else None
        names = sorted({name for debtor, creditor, _ in debts for name in (debtor, creditor)})
        self.ends = {name: End(name, DAY) for name in names}
        pairs = sorted({(min(d, c), max(d, c)) for d, c, _ in debts})
        for one, other in pairs:
            connect(self.ends[one], self.ends[other], code_of_other=other, code_of_one=one)
            for end, partner in ((self.ends[one], other), (self.ends[other], one)):
                end.ask(RecordPartner(partner, partner.title()))
                end.ask(Allow(partner, "netting"))
                end.ask(Allow(partner, "trade"))
        for end in self.ends.values():
            end.ask(SetNettingRules())
            end.count += 1000 * seed
        self.debts = list(debts)
        for number, (debtor, creditor, amount) in enumerate(debts):
            self.owe(f"I{number}", debtor, creditor, amount)

    def owe(self, claim: str, debtor: str, creditor: str, amount: int) -> None:
        """A claim in both books."""
        for name, partner, mine in ((debtor, creditor, False), (creditor, debtor, True)):
            row = ClaimRow(partner, claim, mine, "OPEN", "R", "A", amount, "CNY", DAY, "2026-04-01")
            self.ends[name].store.put(CLAIMS, row)

    def change(self, name: str, partner: str, claim: str, **facts: object) -> None:
        """Change a claim in one book."""
        store = self.ends[name].store
        row = store.get(CLAIMS, partner, claim)
        assert row is not None
        store.put(CLAIMS, replace(row, **facts))

    def settle(self) -> None:
        """Deliver until nothing waits; with a seed in any order over the links."""
        while self.random is not None and (waiting := [e for e in self.ends.values() if e.out]):
            self.random.choice(waiting).deliver(1)
        settle(*self.ends.values())

    def days(self, count: int) -> None:
        """Let days pass, and dates do what they do."""
        for end in self.ends.values():
            end.now += count * DAY_MILLISECONDS
            end.wake()
        self.settle()

    def netted(self, name: str) -> dict[str, int]:
        """What was set off in a company's book, by claim."""
        rows = self.ends[name].store.scan(CLAIMS)
        return {row.claim: row.netted_minor for row in rows if row.netted_minor}

    def open(self, name: str) -> dict[str, int]:
        """What is open in a company's book, by claim."""
        return {row.claim: row.open_minor for row in self.ends[name].store.scan(CLAIMS)}

    def position(self, name: str) -> int:
        """What a company is owed, less what it owes."""
        rows = self.ends[name].store.scan(CLAIMS)
        return sum(row.open_minor * (1 if row.mine else -1) for row in rows)

    def parts(self, name: str) -> list[PartRow]:
        """A company's parts in rings."""
        return list(self.ends[name].store.scan(RINGS))

    def assert_sound(self, positions: dict[str, int]) -> None:
        """Positions are what they were, both books agree, nothing is locked or half."""
        for name in self.ends:
            assert self.position(name) == positions[name]
            assert not [row for row in self.parts(name) if row.half]
            assert {row.state for row in self.parts(name)} <= {"settled", "released"}
        for number, (debtor, creditor, _) in enumerate(self.debts):
            claim = f"I{number}"
            assert self.open(debtor)[claim] == self.open(creditor)[claim]

    def positions(self) -> dict[str, int]:
        """Of all."""
        return {name: self.position(name) for name in self.ends}
