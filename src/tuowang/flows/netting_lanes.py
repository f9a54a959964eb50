"""The two lanes of netting: how long an epoch lasts, and what is done when in it.

live      partners on the network: a plan by price and push, then tokens over the plan, then a fill
          pass over what is still open; rings of up to 64
courier   a stick or a mail a day: a turn a day (`net.short_rings`) that finds and weighs rings of
          up to 6, then their commit

Everybody goes by its own clock. All that a partner may choose of an epoch is its lane and when it
began; the rest stands here, so that nobody can stretch it.
"""

from __future__ import annotations

from typing import NamedTuple

from tuowang.net.ring import MOST_FIRMS
from tuowang.net.short_rings import LAST_TURN_DAY
from tuowang.net.short_rings import MOST_FIRMS as MOST_SHORT
from tuowang.units import DAY_MILLISECONDS

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS


class Lane(NamedTuple):
    """Spans in milliseconds from an epoch's begin: plan_ms ends the plan, from fill_ms on tokens
    walk over all that is open, from rest_ms on no new tokens start, length_ms is the end.

    turns: of price and push, at least turn_ms apart; walk_ms: between a firm's
    tokens, of which it starts so many (`tokens`) in a currency, or its turns by courier; ring_ms:
    how long a ring may take.
    """

    name: str
    length_ms: int
    plan_ms: int
    fill_ms: int
    rest_ms: int
    turn_ms: int
    turns: int
    walk_ms: int
    tokens: int
    most_firms: int
    ring_ms: int

    @property
    def skew_ms(self) -> int:
        """How far clocks may be apart."""
        return self.length_ms // 10


LIVE = Lane(
    "live",
    length_ms=30 * MINUTE_MS,
    plan_ms=12 * MINUTE_MS,
    fill_ms=25 * MINUTE_MS,
    rest_ms=26 * MINUTE_MS,
    turn_ms=1500,
    turns=400,
    walk_ms=12 * MINUTE_MS,
    tokens=1,
    most_firms=MOST_FIRMS,
    ring_ms=60 * MINUTE_MS,
)
COURIER = Lane(
    "courier",
    length_ms=30 * DAY_MILLISECONDS,
    plan_ms=0,
    fill_ms=0,
    rest_ms=(LAST_TURN_DAY + 1) * DAY_MILLISECONDS,
    turn_ms=DAY_MILLISECONDS,
    turns=0,
    walk_ms=DAY_MILLISECONDS,
    tokens=0,
    most_firms=MOST_SHORT,
    ring_ms=20 * DAY_MILLISECONDS,
)
LANES = {lane.name: lane for lane in (LIVE, COURIER)}
