"""What cash would do: put in at the right places, it discharges more than itself.

A pool lends to firms that owe more than they are owed, and takes in again from firms that are
owed more than they owe; in between the cash goes from debtor to creditor and discharges every
debt on its way. No other firm need borrow or end with cash: a way that began or ended at one
could be made longer. The pool is one node more in each currency's graph, with the cash as its
capacity, and what passes through it counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tuowang.net.compiled import Loops
from tuowang.net.engine import circulate
from tuowang.net.network import Debts, cleared_of_rows, lay_network, price_of_nodes
from tuowang.net.obligations import Longs, Obligations


@dataclass(frozen=True)
class Discharge:
    """What a given amount of cash discharges at most, and where it is put in."""

    discharged: Longs
    """Minor units, of each row."""
    lent: Longs
    """Minor units that each node borrows; below 0 where it ends with so much more cash."""
    debts: Debts
    """The graph with its pools: first the rows and nodes of the obligations, then the pools'."""
    flow: Longs
    """What goes along each of the debts."""
    price: Longs
    """The proof, of each node of the debts."""


def discharge_with_cash(
    obligations: Obligations, cash_minor: Mapping[str, int], *, compiled: bool | None = None
) -> Discharge:
    """The most that cash of so much in each currency (none where not named) discharges."""
    loops = Loops(compiled)
    debts = _with_pools(obligations, cash_minor)
    network = lay_network(debts, loops)
    price = circulate(network, 1, loops)
    due = np.zeros(len(debts.amount), np.int32)
    due[: obligations.rows] = obligations.due
    flow = cleared_of_rows(network, debts, due, loops)
    discharged = flow[: obligations.rows]
    lent = np.zeros(obligations.nodes, np.int64)
    np.add.at(lent, obligations.debtor, discharged)
    np.subtract.at(lent, obligations.creditor, discharged)
    return Discharge(discharged, lent, debts, flow, price_of_nodes(network, price, 1))


def _with_pools(obligations: Obligations, cash_minor: Mapping[str, int]) -> Debts:
    owed = np.zeros(obligations.nodes, np.int64)
    np.add.at(owed, obligations.creditor, obligations.amount)
    np.subtract.at(owed, obligations.debtor, obligations.amount)
    cash = np.array([cash_minor.get(name, 0) for name in obligations.currencies], np.int64)
    most = np.minimum(np.abs(owed), cash[obligations.currency_of_node])
    givers = np.flatnonzero((owed < 0) & (most > 0))
    takers = np.flatnonzero((owed > 0) & (most > 0))
    pools = np.flatnonzero(cash > 0)
    out_of = obligations.nodes + 2 * np.arange(len(cash))
    into = out_of + 1
    currency = obligations.currency_of_node
    debtor = (obligations.debtor, out_of[currency[givers]], takers, into[pools])
    creditor = (obligations.creditor, givers, into[currency[takers]], out_of[pools])
    amount = (obligations.amount, most[givers], most[takers], cash[pools])
    weight = np.zeros(sum(len(part) for part in amount), np.int64)
    weight[: obligations.rows] = 1
    return Debts(
        obligations.nodes + 2 * len(cash),
        np.concatenate(debtor).astype(np.int32),
        np.concatenate(creditor).astype(np.int32),
        np.concatenate(amount),
        weight,
    )
