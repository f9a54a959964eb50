"""Random debts."""

from __future__ import annotations

from random import Random

from tuowang.sim.market import Edges


def market(seed: int, firms: int, debts: int, most: int = 10_000) -> Edges:
    """So many debts, each below `most`; those of one firm to another are one."""
    draw = Random(seed)
    edges: Edges = {}
    for _ in range(debts):
        one, other = draw.sample(range(firms), 2)
        edges[one, other] = edges.get((one, other), 0) + draw.randrange(1, most)
    return edges
