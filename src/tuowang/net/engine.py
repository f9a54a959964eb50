"""The exact engine: of what is owed, the most that cancels, with a proof.

Choose x for every invoice, 0 <= x <= amount, so that every firm receives as much as it gives and
the sum of weight times x is as large as possible: a maximum circulation. Whole numbers in, whole
numbers out. The proof is a whole price for every node: with r = weight - price(debtor) +
price(creditor), r > 0 is cleared in full and r < 0 not at all (`certificate.check`).
"""

from __future__ import annotations

from dataclasses import dataclass

from tuowang.net.obligations import Longs, Obligations


@dataclass(frozen=True)
class Clearing:
    """What cancels, and why no more can."""

    cleared: Longs
    """Minor units, of each row of the obligations."""
    price: Longs
    """The certificate, of each node."""
    weight: Longs | None
    """What a cleared unit counts, of each row; None where every one counts 1."""
    compiled: bool
    """Whether Numba ran it."""


def clear(
    obligations: Obligations, *, today: int | None = None, compiled: bool | None = None
) -> Clearing:
    """The optimum. Never stops early: what it returns is proven.

    `today` (a day number) weighs a unit 1000 + days overdue; without it every unit counts 1.
    `compiled`: with Numba or without; None takes it where it is installed. Same result.
    Mistake: extra-missing, where Numba is wanted and is not installed.
    """
    raise NotImplementedError(today, compiled)
