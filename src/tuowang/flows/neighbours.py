"""Our direct partners: who supplies us, who buys from us, and what is late between us."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.partner import PARTNERS
from tuowang.flows.trading import COMMITMENTS
from tuowang.store.store import View

BY_SIDE = ("partner", "selling", "open", "due")
MOST_LATE = 100
"""More late deliveries than this are not counted on."""


class Neighbour(NamedTuple):
    """A partner. late_to_us, late_by_us: agreed deliveries that are due before today and open, up
    to `MOST_LATE`; next_*: the day of the next one, "" where there is none."""

    partner: str
    name: str
    supplies: bool
    buys: bool
    late_to_us: int
    late_by_us: int
    next_to_us: str
    next_by_us: str


def neighbours(view: View, today: str) -> Iterator[Neighbour]:
    """Every partner, by its code."""
    for row in view.scan(PARTNERS):
        late_to_us, next_to_us = _open(view, row.partner, False, today)
        late_by_us, next_by_us = _open(view, row.partner, True, today)
        yield Neighbour(
            row.partner,
            row.name,
            bool(late_to_us or next_to_us) or _any(view, row.partner, False),
            bool(late_by_us or next_by_us) or _any(view, row.partner, True),
            late_to_us,
            late_by_us,
            next_to_us,
            next_by_us,
        )


def _any(view: View, partner: str, selling: bool) -> bool:
    return next(iter(view.find(COMMITMENTS, BY_SIDE, partner, selling)), None) is not None


def _open(view: View, partner: str, selling: bool, today: str) -> tuple[int, str]:
    late = 0
    for row in view.find(COMMITMENTS, BY_SIDE, partner, selling, True):
        if row.due >= today or late == MOST_LATE:
            return late, row.due
        late += 1
    return late, ""
