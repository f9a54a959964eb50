"""Rings by tokens: a token walks over debts and closes a ring where it meets itself.

A hop chooses among its payables at random. Over all that is open each counts by its amount; over
a plan by the fourth power of what is planned: so tokens keep to the large amounts, and a third
fewer rings clear as much. A ring clears the least of its legs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

Draw = Callable[[int], int]
"""A whole number below the one given, by chance."""
K = TypeVar("K")
STEEPNESS = 4
MOST_HOPS = 100
"""So many hops after the last ring that it closed a token over a plan ends."""
LEAST_QUANTA = 20
"""What is left of a debt in a plan below so many quanta is not worth the words of a ring."""


class FoundRing(NamedTuple):
    """Firms in order, each owes the next; the last owes the first."""

    amount: int
    firms: list[int]

    @property
    def legs(self) -> list[tuple[int, int]]:
        """Debtor and creditor, all round."""
        return list(zip(self.firms, [*self.firms[1:], self.firms[0]], strict=True))


def choose(weights: Mapping[K, int], draw: Draw) -> K:
    """One of the keys, by chance in proportion to its weight."""
    place = draw(sum(weights.values()))
    for key, weight in weights.items():
        place -= weight
        if place < 0:
            return key
    raise AssertionError("weights are positive")


def choose_in_plan(planned: Mapping[K, int], draw: Draw) -> K:
    """One of the keys, by chance, but seldom a small one."""
    return choose({key: amount**STEEPNESS for key, amount in planned.items()}, draw)
