"""Price and push: firms find together what to clear; each sees its own debts and partners' prices.

Every debt is tentatively cleared in full. A firm whose cleared receivables exceed its cleared
payables has *excess*, and pushes it on: it asks a creditor to clear more of a debt, or a debtor to
clear less of one, where `cost + price of mine - price of the partner's < 0`; clearing costs -SCALE,
clearing less +SCALE. The partner accepts as much as holds at its own price now and returns the
rest with its price. A firm that can push nothing lowers its price. With no excess left anywhere
the tentative amounts keep every net position and clear nearly the most that any can (Goldberg and
Tarjan's push-relabel, spread over firms). Nothing of it binds anybody.

A firm says its new price to whom it pushes or returns something, and to all its partners only
every TELL_EVERY times: whoever pushes at an old price gets the amount back with the new one. That
costs some rounds, and saves more than half of the messages.
"""

from __future__ import annotations

from typing import NamedTuple

SCALE = 4
TELL_EVERY = 6
LEAST_PRICE = -(2**40)


class Move(NamedTuple):
    """Of a debt (both know it under this number): what I push, and what I return of your push."""

    debt: int
    pushed: int
    returned: int


class Words(NamedTuple):
    """What one firm says to another at a time: its price, and what it moves."""

    price: int
    moves: list[Move]


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

    def room_of_partner(self) -> int:
        """How much the partner could push to me."""
        return self.cleared if self.owing else self.open - self.cleared

    def give(self, amount: int) -> None:
        """Push so much (below 0: take a push, or what came back)."""
        self.cleared += amount if self.owing else -amount


class Firm:
    """One firm's side: its price, its debts, what it has to say."""

    __slots__ = ("by_partner", "debts", "excess", "lowered", "out", "price")

    def __init__(self, debts: list[Debt], price: int = 0, lowered: int = 0) -> None:
        self.price = price
        self.lowered = lowered
        """How often it lowered its price."""
        self.debts = {debt.number: debt for debt in debts}
        self.by_partner: dict[int, list[Debt]] = {}
        for debt in debts:
            self.by_partner.setdefault(debt.partner, []).append(debt)
        self.excess = sum(-debt.cleared if debt.owing else debt.cleared for debt in debts)
        self.out: dict[int, list[Move]] = {}

    def hear(self, partner: int, words: Words) -> None:
        """Take what a partner said; of a push what does not hold any more goes back.

        Amounts beyond what can be are cut to it, and a price never rises again: a partner that
        lies spoils what it and we could clear, and nothing else.
        """
        debts = self.by_partner.get(partner, [])
        price = max(LEAST_PRICE, words.price)
        for debt in debts:
            debt.price = min(debt.price, price)
        for move in words.moves:
            found = self.debts.get(move.debt)
            if found is not None and found.partner == partner:
                self._take(found, min(move.returned, found.room_of_partner()))
                self._hear_push(found, move.pushed)

    def _take(self, debt: Debt, amount: int) -> None:
        debt.give(-amount)
        self.excess += amount

    def _hear_push(self, debt: Debt, amount: int) -> None:
        cost = SCALE if debt.owing else -SCALE  # a debtor is asked to clear less
        holds = cost + debt.price - self.price < 0
        accepted = min(amount, debt.room_of_partner()) if holds else 0
        self._take(debt, accepted)
        if accepted < amount:
            self._say(debt, Move(debt.number, 0, amount - accepted))

    def _say(self, debt: Debt, move: Move) -> None:
        self.out.setdefault(debt.partner, []).append(move)

    def act(self) -> dict[int, Words]:
        """Push what can be pushed; where that is not all, lower the price once and push again.

        What is to be said, by partner: one message each.
        """
        if self.excess > 0:
            self._push()
            if self.excess > 0 and self._lower():
                self._push()
                self.lowered += 1
                if self.lowered % TELL_EVERY == 0:
                    for partner in self.by_partner:
                        self.out.setdefault(partner, [])
        out, self.out = self.out, {}
        return {partner: Words(self.price, moves) for partner, moves in out.items()}

    def _push(self) -> None:
        for debt in self.debts.values():
            cost = -SCALE if debt.owing else SCALE
            if cost + self.price - debt.price >= 0:
                continue
            amount = min(self.excess, debt.room())
            if amount <= 0:
                continue
            debt.give(amount)
            self.excess -= amount
            self._say(debt, Move(debt.number, amount, 0))
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
        if best is None or not LEAST_PRICE < best <= self.price:
            return False
        self.price = best - 1
        return True


__all__ = ["LEAST_PRICE", "SCALE", "TELL_EVERY", "Debt", "Firm", "Move", "Words"]
