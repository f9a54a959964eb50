"""What rings of at most so many firms can reach: a bound to measure the courier lane by.

A linear program over rings, of which those that pay at the present prices are found as closed
walks, from every firm at once, a step a layer (column generation). It needs HiGHS and a table of
firms by firms, so it is for a thousand firms, not for ten.
"""

from __future__ import annotations

from typing import Any

from tuowang.plan.firm_program import new_solver
from tuowang.sim.market import Edges

MOST_NODES = 2000
_NONE = -1e18
_LEAST = 1e-6


def reach_of_short_rings(edges: Edges, most_firms: int) -> int | None:
    """The most, in minor units; None where there is no HiGHS or there are too many firms."""
    try:
        import highspy
        import numpy as np
    except ImportError:
        return None
    search = _Search(edges, most_firms)
    if search.nodes > MOST_NODES:
        return None
    solver = new_solver()
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    nothing = np.array([], dtype=np.int32), np.array([], dtype=float)
    for amount in search.open:
        solver.addRow(-highspy.kHighsInf, amount, 0, *nothing)
    prices = np.zeros(len(search.open))
    reached = 0.0
    while rings := search.paying(prices):
        for ring in rings:
            legs = np.array(search.rows(ring), dtype=np.int32)
            solver.addCol(len(ring), 0, highspy.kHighsInf, len(legs), legs, np.ones(len(legs)))
        solver.run()
        reached = solver.getInfo().objective_function_value
        prices = np.abs(np.array(solver.getSolution().row_dual))
    return round(reached)


class _Search:
    """Debts sorted by creditor, and the rings that were found."""

    def __init__(self, edges: Edges, most_firms: int) -> None:
        import numpy as np

        names = sorted({name for pair in edges for name in pair})
        place = {name: number for number, name in enumerate(names)}
        pairs = sorted(((place[d], place[c]) for d, c in edges), key=lambda pair: pair[::-1])
        self.nodes, self.most_firms = len(names), most_firms
        self.row = {pair: number for number, pair in enumerate(pairs)}
        self.open = [float(edges[names[d], names[c]]) for d, c in pairs]
        self.debtor = np.array([d for d, _ in pairs])
        self.creditor = np.array([c for _, c in pairs])
        self.begins = np.flatnonzero(np.r_[True, self.creditor[1:] != self.creditor[:-1]])
        self.found: set[tuple[int, ...]] = set()

    def rows(self, ring: tuple[int, ...]) -> list[int]:
        """The debts of a ring."""
        return [self.row[leg] for leg in zip(ring, ring[1:] + ring[:1], strict=True)]

    def paying(self, prices: Any) -> list[tuple[int, ...]]:
        """New rings of which the units count more than the prices of their debts."""
        import numpy as np

        gain = 1 - prices
        layers = [np.full((self.nodes, self.nodes), _NONE)]
        np.fill_diagonal(layers[0], 0)
        new = []
        for length in range(1, self.most_firms + 1):
            steps = layers[-1][:, self.debtor] + gain
            layer = np.full((self.nodes, self.nodes), _NONE)
            layer[:, self.creditor[self.begins]] = np.maximum.reduceat(steps, self.begins, axis=1)
            layers.append(layer)
            for start in np.flatnonzero(layer.diagonal() > _LEAST).tolist():
                ring = self._back(layers, gain, start, length)
                if len(set(ring)) == length and ring not in self.found:
                    self.found.add(ring)
                    new.append(ring)
        return new

    def _back(self, layers: list[Any], gain: Any, start: int, length: int) -> tuple[int, ...]:
        """The walk to where it started, beginning with its first firm by number."""
        import numpy as np

        path = [start]
        for step in range(length - 1, 0, -1):
            first, last = np.searchsorted(self.creditor, [path[-1], path[-1] + 1])
            debtors = self.debtor[first:last]
            best = np.argmax(layers[step][start, debtors] + gain[first:last])
            path.append(int(debtors[best]))
        path.reverse()
        least = path.index(min(path))
        return tuple(path[least:] + path[:least])
