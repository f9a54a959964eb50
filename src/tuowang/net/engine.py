"""The exact engine: of what is owed, the most that cancels, with a proof.

Choose x for every invoice, 0 <= x <= amount, so that every firm receives as much as it gives and
the sum of weight times x is as large as possible: a maximum circulation. Whole numbers in, whole
numbers out. The proof is a whole price for every node: with r = weight - price(debtor) +
price(creditor), r > 0 is cleared in full and r < 0 not at all (`certificate.check`).

Two phases do nearly always: a coarse one, which comes within 0.2 % of the optimum, and after a
jump in scale a fine one. After each, prices are refined into the proof; while that fails, the
scale grows until it must succeed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tuowang.net.compiled import Column, Loops
from tuowang.net.network import Debts, Network, cleared_of_rows, lay_network, price_of_nodes
from tuowang.net.obligations import Longs, Obligations
from tuowang.net.pricing import change_scale, refine, scale_cost, update_prices
from tuowang.net.pushing import discharge, saturate

WEIGHT = 1000
"""What a unit counts that is not overdue, where age counts."""
COARSE, JUMP, GROWTH = 4, 1024, 4
SCANS = 3
"""Refining looks at each arc so many times at most."""
WINDOW = 1 << 16


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
    loops = Loops(compiled)
    debts = debts_of(obligations, today)
    weight = debts.weight
    network = lay_network(debts, loops)
    most = 1 if weight is None else int(weight.max(initial=1))
    price = circulate(network, most, loops)
    return Clearing(
        cleared=cleared_of_rows(network, debts, obligations.due, loops),
        price=price_of_nodes(network, price, most),
        weight=weight,
        compiled=loops.compiled,
    )


def debts_of(obligations: Obligations, today: int | None = None) -> Debts:
    """The graph of all obligations, weighed by age where a day is given."""
    columns = (obligations.debtor, obligations.creditor, obligations.amount)
    if today is None:
        return Debts(obligations.nodes, *columns, None)
    overdue = np.maximum(today - obligations.due.astype(np.int64), 0)
    return Debts(obligations.nodes, *columns, WEIGHT + overdue)


def circulate(network: Network, most: int, loops: Loops) -> Column:
    """Push the network to its optimum; the prices that prove it. `most`: the largest weight."""
    price = loops.full(network.nodes)
    excess = loops.full(network.nodes)
    scales = _scales(most)
    scale = next(scales)
    while True:
        cost = _cost_at(network, scale, loops)
        _push(network, price, excess, cost, scale.times, loops)
        loops.run(change_scale, price, scale.over, scale.times)
        if _refined(network, price, loops):
            return price
        scale = next(scales)
        loops.run(change_scale, price, scale.times, scale.over)


class Scale(NamedTuple):
    """Costs are weights times `times`, over `over`; the step of prices is always 1."""

    times: int
    over: int


def _scales(most: int) -> Iterator[Scale]:
    """From coarse to as fine as it takes."""
    yield Scale(COARSE, most)
    yield Scale(JUMP, most)
    times = JUMP
    while True:
        if most == 1 or times > JUMP:
            times *= GROWTH
        yield Scale(times, 1)
        times = max(times, JUMP + 1) if most > 1 else times


def _cost_at(network: Network, scale: Scale, loops: Loops) -> Column:
    cost = loops.full(len(network.weight))
    loops.run(scale_cost, network.weight, cost, scale.times, scale.over)
    return cost


def _push(
    network: Network, price: Column, excess: Column, cost: Column, scale: int, loops: Loops
) -> None:
    """From prices to a circulation that is optimal at this scale but for 1 an arc."""
    nodes = network.nodes
    arcs = (network.first, network.middle, network.head)
    loops.run(saturate, *arcs, network.reverse, network.left, price, excess, cost, scale)
    current, queue = loops.full(nodes, 0, np.int32), loops.full(nodes, 0, np.int32)
    state, distance = loops.full(2), loops.full(nodes)
    following, preceding = loops.full(nodes, 0, np.int32), loops.full(nodes, 0, np.int32)
    bucket = loops.full(WINDOW + 1, -1, np.int32)
    at_nodes = (price, excess, current, queue, state)
    scratch = (distance, following, preceding, bucket)
    while True:
        updated = (*arcs, network.left, network.total, *at_nodes, *scratch)
        loops.run(update_prices, *updated, cost, scale)
        if state[1] == 0:
            break
        pushed = (*arcs, network.reverse, network.left, *at_nodes, cost, scale, nodes // 2 + 1)
        loops.run(discharge, *pushed)
    assert not any(excess)


def _refined(network: Network, price: Column, loops: Loops) -> bool:
    """Whether prices could be made the proof, within a few looks at each arc."""
    nodes = network.nodes
    queue, queued = loops.full(nodes, 0, np.int32), loops.full(nodes, 0, np.int32)
    arcs = (network.first, network.middle, network.head, network.left)
    scans = SCANS * len(network.head)
    return bool(loops.run(refine, *arcs, price, queue, queued, network.weight, scans))
