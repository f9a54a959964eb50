"""What the netting engine is measured against, on the same obligations.

Two exact solvers of others, where they are installed, and two ways of finding rings with nobody
seeing the whole: depth-first search, which strikes off every ring it meets until none is left,
and probes that walk at random until they meet themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tuowang.net.obligations import Obligations

PROBES_A_FIRM = 20
HOPS = 40


class Peer(NamedTuple):
    """Somebody to compare with: gives the minor units that clear."""

    module: str
    """What must be installed; empty where nothing."""
    clear: Callable[[Obligations], int]

    def is_here(self) -> bool:
        """Whether it can be run."""
        return not self.module or find_spec(self.module) is not None


def with_ortools(obligations: Obligations) -> int:
    """OR-Tools' SimpleMinCostFlow: the cheapest way to leave every net position as it is."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    debtor, creditor, amount = obligations.debtor, obligations.creditor, obligations.amount
    supply = np.zeros(obligations.nodes, np.int64)
    np.add.at(supply, debtor, amount)
    np.subtract.at(supply, creditor, amount)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        debtor, creditor, amount, np.ones(len(amount), np.int64)
    )
    solver.set_nodes_supplies(np.arange(obligations.nodes), supply)
    status = solver.solve()
    assert status == solver.OPTIMAL, status
    return int(amount.sum()) - int(solver.optimal_cost())


def with_networkx(obligations: Obligations) -> int:
    """NetworkX' network simplex."""
    import networkx

    graph: Any = networkx.DiGraph()
    columns = (obligations.debtor, obligations.creditor, obligations.amount)
    for debtor, creditor, amount in zip(*(column.tolist() for column in columns), strict=True):
        if graph.has_edge(debtor, creditor):
            graph[debtor][creditor]["capacity"] += amount
        else:
            graph.add_edge(debtor, creditor, capacity=amount, weight=-1)
    cost, _ = networkx.network_simplex(graph)
    return -int(cost)


class _Book:
    """Every firm's open payables, as lists."""

    def __init__(self, obligations: Obligations) -> None:
        self.creditor: list[int] = obligations.creditor.tolist()
        self.rest: list[int] = obligations.amount.tolist()
        self.payables: list[list[int]] = [[] for _ in range(obligations.nodes)]
        for row, debtor in enumerate(obligations.debtor.tolist()):
            self.payables[debtor].append(row)

    def strike_off(self, ring: list[int]) -> int:
        """Clear the least of a ring's invoices on all of them; the sum that clears."""
        least = min(self.rest[row] for row in ring)
        for row in ring:
            self.rest[row] -= least
        return least * len(ring)


def depth_first(obligations: Obligations) -> int:
    """Strike off every ring that a depth-first search meets, until none is left."""
    book = _Book(obligations)
    place: dict[int, int] = {}
    cleared = 0
    for root in range(obligations.nodes):
        path: list[int] = []
        nodes = [root]
        place[root] = 0
        while nodes:
            payables = book.payables[nodes[-1]]
            while payables and (
                book.rest[payables[-1]] == 0 or not book.payables[book.creditor[payables[-1]]]
            ):
                payables.pop()
            if not payables:
                del place[nodes.pop()]
                del path[-1:]
                continue
            path.append(payables[-1])
            node = book.creditor[payables[-1]]
            if node not in place:
                place[node] = len(nodes)
                nodes.append(node)
                continue
            begin = place[node]
            cleared += book.strike_off(path[begin:])
            for gone in nodes[begin + 1 :]:
                del place[gone]
            del path[begin:], nodes[begin + 1 :]
    return cleared


def random_probes(obligations: Obligations) -> int:
    """Every firm sends probes along its payables; one that meets itself clears its ring."""
    book, chance, cleared = _Book(obligations), Random(0), 0
    for _ in range(PROBES_A_FIRM):
        for root in range(obligations.nodes):
            cleared += _probe(book, root, chance)
    return cleared


def _probe(book: _Book, root: int, chance: Random) -> int:
    path: list[int] = []
    place, node = {root: 0}, root
    for _ in range(HOPS):
        payables = book.payables[node]
        if not payables:
            break
        row = payables[int(chance.random() * len(payables))]
        if book.rest[row] == 0:
            payables.remove(row)
            continue
        path.append(row)
        node = book.creditor[row]
        if node in place:
            return book.strike_off(path[place[node] :])
        place[node] = len(path)
    return 0


PEERS: dict[str, Peer] = {
    "or-tools": Peer("ortools", with_ortools),
    "networkx": Peer("networkx", with_networkx),
    "depth-first-search": Peer("", depth_first),
    "random-walk-probes": Peer("", random_probes),
}
