"""The exact engine over what a group pools: what clears, why no more can, and in which rings.

An invoice counts where both of its firms put it in, with the smaller of the amounts that they
say. Who plans is trusted with nothing but the sight of the shares: each member checks its part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from tuowang.errors import Mistake
from tuowang.flows.pool_files import Part, PlanHead, PlanInvoice, PlanPrice, PlanRing, Share
from tuowang.net.engine import clear
from tuowang.net.liquidity import discharge_with_cash
from tuowang.net.obligations import HEADER, Longs, Obligations, read_obligations
from tuowang.net.ring import MOST_FIRMS
from tuowang.net.walks import closed_walks
from tuowang.units import MAXIMUM_AMOUNT_MINOR, iso_day

COMPILED_FROM = 20_000
"""So many invoices are worth the time that compiling takes."""


class PoolSum(NamedTuple):
    """What a currency of a pool comes to. long_minor: in rings too long for one of their firms.

    cash_needed_minor: what firms that owe more than they are owed lack, all netted.
    """

    currency: str
    invoices: int
    gross_minor: int
    cleared_minor: int
    rings: int
    long_minor: int
    cash_needed_minor: int


class PoolPlan(NamedTuple):
    """Each member's part, and the sums."""

    pool: str
    parts: list[Part]
    sums: list[PoolSum]


def joined(shares: Sequence[Share]) -> Obligations:
    """The invoices that both firms of each put in. Mistake: pool-member-twice."""
    members = [share.firm for share in shares]
    for firm in members:
        if members.count(firm) > 1:
            raise Mistake("pool-member-twice", firm=firm)
    stated: dict[tuple[str, str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for share in shares:
        of = share.invoices
        firms, currency = list(of.firms), of.currency_of_node.tolist()
        columns = (of.debtor.tolist(), of.creditor.tolist(), of.amount.tolist(), of.due.tolist())
        for debtor, creditor, amount, due, name in zip(*columns, of.ids, strict=True):
            key = (firms[debtor], firms[creditor], of.currencies[currency[debtor]], name)
            stated[key].append((amount, due))
    lines = [
        f"{debtor},{creditor},{min(said)[0]},{currency},{iso_day(min(said)[1])},{name}".encode()
        for (debtor, creditor, currency, name), said in sorted(stated.items())
        if len(said) == 2
    ]
    return read_obligations([HEADER.encode(), *lines])


def plan_pool(shares: Sequence[Share], planner: str, day: str) -> PoolPlan:
    """The optimum of a pool, for each member its part."""
    obligations = joined(shares)
    signed = "".join(sorted(share.signature for share in shares))
    pool = sha256(b"tuowang pool 1" + signed.encode()).hexdigest()[:12]
    parts = {
        share.firm: Part(PlanHead(pool, share.firm, planner, day), [], [], []) for share in shares
    }
    clearing = clear(obligations, compiled=_compiled(obligations))
    firms = list(obligations.firms)
    _add_invoices(obligations, clearing.cleared.tolist(), parts)
    _add_prices(obligations, clearing.price.tolist(), parts)
    most = {share.firm: share.most_firms for share in shares}
    rings, long = np.zeros((2, len(obligations.currencies)), np.int64)
    for number, ring in enumerate(
        closed_walks(obligations, clearing.cleared, compiled=_compiled(obligations))
    ):
        at = obligations.currency_of_node[obligations.debtor[ring.rows[0]]]
        names = [firms[node] for node in obligations.debtor[ring.rows].tolist()]
        if len(names) > min(MOST_FIRMS, *(most[name] for name in names)):
            long[at] += ring.amount * len(names)
            continue
        rings[at] += 1
        _add_ring(obligations, f"pool.{pool}.{number}", ring.amount, ring.rows, parts)
    return PoolPlan(pool, list(parts.values()), _sums(obligations, clearing.cleared, rings, long))


def _compiled(obligations: Obligations) -> bool | None:
    return None if obligations.rows >= COMPILED_FROM else False


def _add_invoices(obligations: Obligations, cleared: list[int], parts: dict[str, Part]) -> None:
    firms = list(obligations.firms)
    for row, name in enumerate(obligations.ids):
        debtor = int(obligations.debtor[row])
        ends = firms[debtor], firms[int(obligations.creditor[row])]
        currency = obligations.currencies[obligations.currency_of_node[debtor]]
        one = PlanInvoice(name, *ends, currency, int(obligations.amount[row]), cleared[row])
        for firm in ends:
            parts[firm].invoices.append(one)


def _add_prices(obligations: Obligations, price: list[int], parts: dict[str, Part]) -> None:
    """To each member its own prices and those of whom it has an invoice with."""
    known: dict[str, set[int]] = defaultdict(set)
    firms = list(obligations.firms)
    for debtor, creditor in zip(
        obligations.debtor.tolist(), obligations.creditor.tolist(), strict=True
    ):
        known[firms[debtor]] |= {debtor, creditor}
        known[firms[creditor]] |= {debtor, creditor}
    for firm, nodes in known.items():
        parts[firm].prices.extend(
            PlanPrice(
                firms[node],
                obligations.currencies[obligations.currency_of_node[node]],
                price[node],
            )
            for node in sorted(nodes)
        )


def _add_ring(
    obligations: Obligations, token: str, amount: int, rows: list[int], parts: dict[str, Part]
) -> None:
    firms, ids = obligations.firms, obligations.ids
    currency = obligations.currencies[obligations.currency_of_node[obligations.debtor[rows[0]]]]
    for place, row in enumerate(rows):
        before = rows[place - 1]
        parts[firms[int(obligations.debtor[row])]].rings.append(
            PlanRing(
                token,
                amount,
                currency,
                len(rows),
                place == 0,
                firms[int(obligations.debtor[before])],
                ids[before],
                firms[int(obligations.creditor[row])],
                ids[row],
            )
        )


def _sums(obligations: Obligations, cleared: Longs, rings: Longs, long: Longs) -> list[PoolSum]:
    gross, done = obligations.by_currency(obligations.amount), obligations.by_currency(cleared)
    lacks = _cash_needed(obligations)
    currency = obligations.currency_of_node[obligations.debtor]
    return [
        PoolSum(
            name,
            int((currency == at).sum()),
            gross[name],
            done[name],
            int(rings[at]),
            int(long[at]),
            lacks[name],
        )
        for at, name in enumerate(obligations.currencies)
    ]


def _cash_needed(obligations: Obligations) -> dict[str, int]:
    """What all firms lack that owe more than they are owed, by currency."""
    owed = np.zeros(obligations.nodes, np.int64)
    np.add.at(owed, obligations.debtor, obligations.amount)
    np.subtract.at(owed, obligations.creditor, obligations.amount)
    return {
        name: int(owed[(obligations.currency_of_node == at) & (owed > 0)].sum())
        for at, name in enumerate(obligations.currencies)
    }


class WhatIf(NamedTuple):
    """What would clear of some invoices in a currency, and what cash on top would discharge.

    lent: where the cash is put in, the most first: firm and minor units.
    """

    currency: str
    invoices: int
    gross_minor: int
    cleared_minor: int
    cash_minor: int
    discharged_minor: int
    cash_needed_minor: int
    lent: list[tuple[str, int]]


def what_if(obligations: Obligations, cash_minor: dict[str, int]) -> list[WhatIf]:
    """Exactly, over the invoices that are known, and nothing else."""
    compiled = _compiled(obligations)
    cleared = clear(obligations, compiled=compiled).cleared
    plain = _sums(obligations, cleared, *np.zeros((2, len(obligations.currencies)), np.int64))
    if not any(cash_minor.values()):
        return [
            WhatIf(one.currency, *one[1:4], 0, one.cleared_minor, one.cash_needed_minor, [])
            for one in plain
        ]
    found = discharge_with_cash(obligations, cash_minor, compiled=compiled)
    discharged = obligations.by_currency(found.discharged)
    return [
        WhatIf(
            one.currency,
            *one[1:4],
            cash_minor.get(one.currency, 0),
            discharged[one.currency],
            one.cash_needed_minor,
            _lent(obligations, found.lent, at),
        )
        for at, one in enumerate(plain)
    ]


def _lent(obligations: Obligations, lent: Longs, currency: int) -> list[tuple[str, int]]:
    nodes = np.flatnonzero((lent > 0) & (obligations.currency_of_node == currency))
    rows = [(obligations.firms[int(node)], int(lent[node])) for node in nodes]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def own_obligations(claims: Iterable[tuple[str, bool, int, str, str]], me: str) -> Obligations:
    """Our own claims as invoices: partner, whether it owes, minor units, currency, due."""
    return graph_of(
        (partner if mine else me, me if mine else partner, amount, currency, due)
        for partner, mine, amount, currency, due in claims
    )


def graph_of(debts: Iterable[tuple[str, str, int, str, str]]) -> Obligations:
    """Debts as invoices: debtor, creditor, minor units, currency, due."""
    lines = (
        f"{debtor},{creditor},{amount},{currency},{due},{number}".encode()
        for number, (debtor, creditor, amount, currency, due) in enumerate(debts)
        if 0 < amount <= MAXIMUM_AMOUNT_MINOR
    )
    return read_obligations([HEADER.encode(), *lines])
