"""Rings by tokens: a token walks over planned amounts and closes a ring where it meets itself.

A hop chooses among its planned payables at random, weighted by amount; who has none left gives the
token back, and the debtor forgets that part of its plan. A ring clears the least of its legs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Draw = Callable[[int], int]
"""A whole number below the one given, by chance."""


PATIENCE = 3


class FoundRing(NamedTuple):
    """Firms in order, each owes the next; the last owes the first."""

    amount: int
    firms: list[int]


class Found(NamedTuple):
    """The rings, and how many hops the tokens took, back and forth."""

    rings: list[FoundRing]
    hops: int


def choose(weights: dict[int, int], draw: Draw) -> int:
    """One of the keys, by chance in proportion to its weight."""
    place = draw(sum(weights.values()))
    for key, weight in weights.items():
        place -= weight
        if place < 0:
            return key
    raise AssertionError("weights are positive")


def find_rings(planned: dict[int, dict[int, int]], most_firms: int, draw: Draw) -> Found:
    """Walk over planned amounts (debtor -> creditor -> amount), a token from every firm.

    A token remembers the last `most_firms` firms, and ends when it met none of them for PATIENCE
    times as many hops. `planned` is used up: rings are taken out of it, and what leads nowhere.
    """
    rings: list[FoundRing] = []
    hops = 0
    for start in sorted(planned):
        path, since = [start], 0
        while path and since < PATIENCE * most_firms:
            here = path[-1]
            ways = planned.get(here)
            since += 1
            if not ways:  # given back: the debtor forgets it
                path.pop()
                if path:
                    hops += 1
                    planned[path[-1]].pop(here, None)
                continue
            there = choose(ways, draw)
            hops += 1
            if there in path:
                first = path.index(there)
                _take(planned, path[first:], rings)
                del path[first + 1 :]
                since = 0
                continue
            path.append(there)
            if len(path) > most_firms:
                del path[0]
    return Found(rings, hops)


def _take(planned: dict[int, dict[int, int]], ring: list[int], rings: list[FoundRing]) -> None:
    legs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    amount = min(planned[one][other] for one, other in legs)
    for one, other in legs:
        planned[one][other] -= amount
        if not planned[one][other]:
            del planned[one][other]
    rings.append(FoundRing(amount, ring))
