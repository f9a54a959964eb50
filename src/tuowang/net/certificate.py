"""Whether a result is valid, and whether its prices prove that no other clears more."""

from __future__ import annotations

import numpy as np

from tuowang.net.network import Debts
from tuowang.net.obligations import Longs


def keeps_positions(debts: Debts, cleared: Longs) -> bool:
    """Whether 0 <= cleared <= amount, and every firm receives as much as it gives."""
    if (cleared < 0).any() or (cleared > debts.amount).any():
        return False
    change = np.zeros(debts.nodes, np.int64)
    np.add.at(change, debts.creditor, cleared)
    np.subtract.at(change, debts.debtor, cleared)
    return not change.any()


def is_proven(debts: Debts, cleared: Longs, price: Longs) -> bool:
    """Whether prices prove a valid result optimal.

    With r = weight - price(debtor) + price(creditor): r > 0 is cleared in full, r < 0 not at all.
    Prices cancel in a circulation, so the sum of weight times cleared is that of r times cleared,
    which is at most the sum of r times amount where r > 0, whatever the result.
    """
    r = price[debts.creditor] - price[debts.debtor]
    r += 1 if debts.weight is None else debts.weight
    wrong = ((r > 0) & (cleared < debts.amount)) | ((r < 0) & (cleared > 0))
    return not bool(wrong.any())
