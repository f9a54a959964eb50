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
from tuowang.net.pricing import (
    Search,
    begin_search,
    change_scale,
    lower_prices,
    reach,
    refine,
    scale_cost,
    shift_window,
)
from tuowang.net.pushing import Nodes, discharge, saturate

WEIGHT = 1000
"""What a unit counts that is not overdue, where age counts."""
COARSE, JUMP, GROWTH = 4, 1024, 4
SCANS = 3
"""Refining looks at each arc so many times at most."""
WINDOW = 1 << 16
NARROW, FAR = (1 << 31) - 1, 1 << 62


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
    nodes = _nodes(network, loops)
    scales = _scales(most)
    scale, finer = next(scales), next(scales)
    while True:
        nodes = _push(network, nodes, scale, most * scale.times // scale.over, loops)
        loops.run(change_scale, nodes.price, scale.over, scale.times)
        if _refined(network, nodes, loops):
            return nodes.price
        if _furthest(nodes) * finer.times // finer.over >= NARROW:
            nodes = _widened(nodes, loops)
        loops.run(change_scale, nodes.price, finer.times, finer.over)
        scale, finer = finer, next(scales)


def _nodes(network: Network, loops: Loops) -> Nodes:
    size, weighed = network.nodes, len(network.arcs.cost)
    return Nodes(
        price=loops.full(size, 0, np.int64 if weighed else np.int32),
        excess=loops.full(size),
        current=loops.full(size, 0, np.int32),
        queue=loops.full(size, 0, np.int32),
        state=loops.full(2),
    )


def _furthest(nodes: Nodes) -> int:
    """How far the lowest price is below 0; 0 where prices are wide or Python's own."""
    if isinstance(nodes.price, list) or nodes.price.dtype != np.int32:
        return 0
    return -int(nodes.price.min(initial=0))


def _widened(nodes: Nodes, loops: Loops) -> Nodes:
    return nodes._replace(price=loops.column(nodes.price, np.int64))


class Scale(NamedTuple):
    """Costs are weights times `times`, over `over`; the step of prices is always 1."""

    times: int
    over: int


def _scales(most: int) -> Iterator[Scale]:
    """From coarse to as fine as it takes."""
    yield Scale(COARSE, most)
    yield Scale(JUMP, most)
    times = JUMP if most > 1 else JUMP * GROWTH
    while True:
        yield Scale(times, 1)
        times *= GROWTH


def _push(network: Network, nodes: Nodes, scale: Scale, steepest: int, loops: Loops) -> Nodes:
    """From prices to a circulation that is optimal at this scale but for 1 an arc.

    Prices and distances are narrow while they can be (half the memory to wait for): an update
    lowers a price by at most the distance over all nodes, and each relabel the lowest price by
    the steepest cost + 1.
    """
    size, weight = network.nodes, network.arcs.cost
    cost = loops.full(len(weight))
    loops.run(scale_cost, weight, cost, scale.times, scale.over)
    arcs = network.arcs._replace(cost=cost)
    search = _search(nodes, loops)
    loops.run(saturate, arcs, nodes, scale.times)
    while True:
        if 3 * _furthest(nodes) + 2 * (size + 1) * (steepest + 2) >= NARROW:
            nodes = _widened(nodes, loops)
            search = _search(nodes, loops)
        loops.run(begin_search, nodes, search)
        while loops.run(reach, arcs, nodes, search, scale.times):
            assert loops.run(shift_window, nodes, search)
        loops.run(lower_prices, arcs, nodes, search)
        if nodes.state[1] == 0:
            return nodes
        loops.run(discharge, arcs, nodes, scale.times, size // 2 + 1)


def _search(nodes: Nodes, loops: Loops) -> Search:
    size = len(nodes.queue)
    wide = isinstance(nodes.price, list) or nodes.price.dtype != np.int32
    return Search(
        lowered=loops.full(size, 0, np.int64 if wide else np.int32),
        following=loops.full(size, 0, np.int32),
        preceding=loops.full(size, 0, np.int32),
        bucket=loops.full(WINDOW + 1, -1, np.int32),
        state=loops.column([0, 0, 0, 0, -FAR if wide else -NARROW]),
    )


def _refined(network: Network, nodes: Nodes, loops: Loops) -> bool:
    """Whether prices could be made the proof, within a few looks at each arc."""
    queue = loops.full(network.nodes, 0, np.int32)
    queued = loops.full(network.nodes, 0, np.int32)
    scans = SCANS * len(network.arcs.code)
    return bool(loops.run(refine, network.arcs, nodes.price, queue, queued, scans))
