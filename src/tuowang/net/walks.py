"""How a result is carried out: rings of invoices, each cleared by one amount.

Any circulation is a sum of closed walks. One follows what is still to be cleared from firm to
firm until it meets itself; the ring so found clears the least of its invoices, and is done with
at least one of them. So there are fewer rings than invoices, and none passes a firm twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tuowang.net.compiled import Column, Loops
from tuowang.net.graph import count_rows, sort_rows
from tuowang.net.obligations import Longs, Obligations

ROOM = 1 << 20
"""So many invoices of rings are found at once."""


class Ring(NamedTuple):
    """Each row's creditor is the debtor of the next, the last one's that of the first."""

    amount: int
    rows: list[int]


def closed_walks(
    obligations: Obligations, cleared: Longs, *, compiled: bool | None = None
) -> Iterator[Ring]:
    """The rings of a valid result; over all of them, each row's amounts sum to what it clears."""
    loops = Loops(compiled)
    nodes, rows = obligations.nodes, np.flatnonzero(cleared)
    if not len(rows):
        return
    debtor = loops.column(obligations.debtor[rows], np.int32)
    creditor = loops.column(obligations.creditor[rows], np.int32)
    ends, order = loops.full(nodes + 1, 0, np.int32), loops.full(len(rows), 0, np.int32)
    loops.run(count_rows, debtor, ends)
    at = ends[:nodes].copy()
    loops.run(sort_rows, debtor, loops.column([], np.int32), ends, order)
    rest = loops.column(cleared[rows].copy())
    place, path = loops.full(nodes, -1, np.int32), loops.full(nodes, 0, np.int32)
    room = max(ROOM if loops.compiled else 0, 2 * nodes)
    found, lasts = loops.full(room, 0, np.int32), loops.full(room // 2, 0, np.int32)
    amounts, state = loops.full(room // 2), loops.full(3)
    walking = (ends, order, creditor, rest, at, place, path)
    while rings := loops.run(find_rings, *walking, found, lasts, amounts, state):
        begin = 0
        for last, amount in zip(lasts[:rings], amounts[:rings], strict=True):
            ring = rows[np.asarray(found[begin:last], np.int32)]
            yield Ring(int(amount), ring.tolist())
            begin = last


def find_rings(
    ends: Column,
    order: Column,
    creditor: Column,
    rest: Column,
    at: Column,
    place: Column,
    path: Column,
    found: Column,
    lasts: Column,
    amounts: Column,
    state: Column,
) -> int:
    """Fill `found` with rings one after another, as far as there is room; how many.

    `at` and `ends` are where each node's rows in `order` go on and end; `rest` is what each row
    still clears; `place` is -1, or where on the path the node stands; `path` has the row taken
    there. `state` keeps the root, the node reached and the depth; the path itself stays.
    """
    nodes = len(at)
    root, node, depth = state[0], state[1], state[2]
    rings, filled = 0, 0
    while filled + nodes <= len(found) and rings < len(lasts):
        while at[node] < ends[node] and rest[order[at[node]]] == 0:
            at[node] += 1
        if at[node] == ends[node]:
            assert depth == 0
            root += 1
            if root >= nodes:
                root, node = nodes - 1, nodes - 1
                break
            node = root
            continue
        row = order[at[node]]
        place[node] = depth
        path[depth] = row
        depth += 1
        node = creditor[row]
        if place[node] < 0:
            continue
        begin = place[node]
        least = rest[row]
        for step in range(begin, depth):
            least = min(least, rest[path[step]])
        for step in range(begin, depth):
            row = path[step]
            rest[row] -= least
            found[filled] = row
            filled += 1
            place[creditor[row]] = -1
        depth = begin
        lasts[rings] = filled
        amounts[rings] = least
        rings += 1
    state[0], state[1], state[2] = root, node, depth
    return rings
