"""Companies in homes of their own that owe each other, linked, with claims in both books."""

from __future__ import annotations

from pathlib import Path

from tests.host.pairs import founded, hand_over
from tuowang.flows.money import CLAIMS, ClaimRow
from tuowang.flows.netting import Net, SetNettingRules
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.node import Outcome

Debt = tuple[str, str, int]
"""Debtor, creditor, minor units."""


class Netters:
    """Some companies, and the hand that carries between them."""

    def __init__(self, folder: Path, *debts: Debt, most_firms: int = 8) -> None:
        names = sorted({name for debt in debts for name in debt[:2]})
        self.homes = {name: folder / name for name in names}
        self.companies = {name: founded(home, name) for name, home in self.homes.items()}
        self.debts = {f"C-{number}": debt for number, debt in enumerate(debts)}
        for company in self.companies.values():
            company.ask(SetNettingRules(most_firms=most_firms))
        self.links = sorted({tuple(sorted(debt[:2])) for debt in debts})
        for one, other in self.links:
            here, there = self.companies[one], self.companies[other]
            there.join(one, here.invite(other))
            hand_over(there, one, here)
            for company, partner in ((here, other), (there, one)):
                company.confirm(partner)
                company.ask([RecordPartner(partner, partner.title()), Allow(partner, "netting")])
        self.exchange(2)
        for claim, (debtor, creditor, amount) in self.debts.items():
            self.put(debtor, creditor, claim, amount, mine=False)
            self.put(creditor, debtor, claim, amount, mine=True)

    def put(self, name: str, partner: str, claim: str, amount: int, *, mine: bool) -> None:
        """A claim, as trade would have left it, in one book."""
        row = ClaimRow(
            partner, claim, mine, "OPEN", "R", "A", amount, "CNY", "2026-01-01", "2026-02-01"
        )
        company = self.companies[name]

        def work() -> Outcome:
            company.store.put(CLAIMS, row)
            return Outcome()

        company.work(work)

    def exchange(self, rounds: int = 1) -> None:
        """Everything that anybody has to say is carried there and back."""
        for _ in range(rounds):
            for one, other in self.links:
                hand_over(self.companies[one], other, self.companies[other])
                hand_over(self.companies[other], one, self.companies[one])

    def state(self) -> None:
        """Everybody says what is open; nobody looks for rings by chance."""
        for company in self.companies.values():
            company.ask(Net(0))
        self.exchange(2)

    def position(self, name: str) -> int:
        """What a company is owed, less what it owes."""
        rows = self.companies[name].store.scan(CLAIMS)
        return sum(row.open_minor * (1 if row.mine else -1) for row in rows)

    def positions(self) -> dict[str, int]:
        """Of all."""
        return {name: self.position(name) for name in self.companies}

    def netted(self) -> dict[str, int]:
        """What was set off of each claim; both books must say the same."""
        found: dict[str, int] = {}
        for claim, (debtor, creditor, _) in self.debts.items():
            ours = self.companies[debtor].store.get(CLAIMS, creditor, claim)
            theirs = self.companies[creditor].store.get(CLAIMS, debtor, claim)
            assert ours is not None
            assert theirs is not None
            assert ours.netted_minor == theirs.netted_minor, claim
            found[claim] = ours.netted_minor
        return found

    def close(self) -> None:
        """Close every home."""
        for company in self.companies.values():
            company.close()
