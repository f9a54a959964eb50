"""Price and push: firms find together what to clear; each sees its own debts and partners' prices.

Every debt is tentatively cleared in full. A firm whose cleared receivables exceed its cleared
payables has *excess*, and pushes it on: it asks a creditor to clear more of a debt, or a debtor to
clear less of one, where `cost + price of mine - price of the partner's < 0`; clearing costs -SCALE,
clearing less +SCALE. The partner accepts if that holds at its own price now, else it returns the
amount with its price. A firm that can push nothing lowers its price and tells its partners. With
no excess left anywhere the tentative amounts keep every net position and clear nearly the most
that any can (Goldberg and Tarjan's push-relabel, spread over firms). Nothing of it binds anybody.
"""

from __future__ import annotations

from typing import NamedTuple

SCALE = 4
PUSH, RETURN, PRICE = 0, 1, 2


class Word(NamedTuple):
    """What one firm says to another: of `debt` (both know it under this number) an amount."""

    kind: int
    debt: int
    amount: int
    price: int


class Debt:
    """One debt as one of its two firms sees it. owing: I am the debtor."""

    __slots__ = ("cleared", "number", "open", "owing", "partner", "price")

    def __init__(self, number: int, partner: int, open_minor: int, *, owing: bool) -> None:
        self.number, self.partner, self.open, self.owing = number, partner, open_minor, owing
        self.cleared = open_minor
        self.price = 0
        """The partner's, as it last said."""

    def room(self) -> int:
        """How much I could push to the partner."""
        return self.open - self.cleared if self.owing else self.cleared


class Firm:
    """One firm's side: its price, its debts, what it has to say."""

    __slots__ = ("by_partner", "debts", "excess", "out", "price")

    def __init__(self, debts: list[Debt]) -> None:
        self.price = 0
        self.debts = {debt.number: debt for debt in debts}
        self.by_partner: dict[int, list[Debt]] = {}
        for debt in debts:
            self.by_partner.setdefault(debt.partner, []).append(debt)
        self.excess = sum(-debt.cleared if debt.owing else debt.cleared for debt in debts)
        self.out: list[tuple[int, Word]] = []

    def hear(self, partner: int, word: Word) -> None:
        """Take what a partner said; a push that does not hold any more goes back."""
        for debt in self.by_partner[partner]:
            debt.price = word.price
        if word.kind == PRICE:
            return
        debt = self.debts[word.debt]
        if word.kind == RETURN:
            debt.cleared += -word.amount if debt.owing else word.amount
            self.excess += word.amount
            return
        cost = SCALE if debt.owing else -SCALE  # a debtor is asked to clear less
        room = debt.cleared if debt.owing else debt.open - debt.cleared
        if cost + word.price - self.price >= 0 or word.amount > room:
            self.out.append((partner, Word(RETURN, word.debt, word.amount, self.price)))
            return
        debt.cleared += -word.amount if debt.owing else word.amount
        self.excess += word.amount

    def act(self) -> list[tuple[int, Word]]:
        """Push what can be pushed; where that is not all, lower the price once and push again."""
        if self.excess > 0:
            self._push()
            if self.excess > 0 and self._lower():
                self._push()
                self._tell()
        out, self.out = self.out, []
        return out

    def _push(self) -> None:
        for debt in self.debts.values():
            cost = -SCALE if debt.owing else SCALE
            if cost + self.price - debt.price >= 0:
                continue
            amount = min(self.excess, debt.room())
            if amount <= 0:
                continue
            debt.cleared += amount if debt.owing else -amount
            self.excess -= amount
            self.out.append((debt.partner, Word(PUSH, debt.number, amount, self.price)))
            if not self.excess:
                return

    def _lower(self) -> bool:
        best = max(
            (
                debt.price - (-SCALE if debt.owing else SCALE)
                for debt in self.debts.values()
                if debt.room() > 0
            ),
            default=None,
        )
        if best is None or best - 1 >= self.price:
            return False
        self.price = best - 1
        return True

    def _tell(self) -> None:
        told = {partner for partner, _ in self.out}
        for partner in self.by_partner:
            if partner not in told:
                self.out.append((partner, Word(PRICE, 0, 0, self.price)))


__all__ = ["PRICE", "PUSH", "RETURN", "SCALE", "Debt", "Firm", "Word"]
