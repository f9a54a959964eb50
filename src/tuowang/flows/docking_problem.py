"""A company's tables as the numbers of its docking program. Periods are weeks from today on."""

from __future__ import annotations

from tuowang.plan.firm import Firm
from tuowang.store.store import View

PERIOD_DAYS = 7
PERIODS = 26


def problem_firm(view: View, day: str) -> Firm:
    """Our own numbers, with a lane for every item that a partner and we deal in."""
    raise NotImplementedError


def item_of_lane(view: View, lane: str, partner: str, *, mine: bool) -> str:
    """Our own code of the item on a lane; "" where it is not ours to know."""
    return ""
