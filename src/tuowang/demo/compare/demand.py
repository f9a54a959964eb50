"""What end customers buy, and what is known of it before: the same draws for every way.

Demand is season x (1 + level + what some know early + surprise). The level is where the market
stands: a part of it is the whole market's, a part each item's own; it moves every week and slowly
returns. So a forecast is the better the nearer it is: at the start of a week its makers know last
week's level, and what some know early up to so many weeks ahead.
"""

from __future__ import annotations

from math import sqrt
from random import Random
from statistics import NormalDist

from tuowang.demo.compare.industry import Industry, Key, Selling

RETURNING = 0.9
"""So much of a week's level is there a week later."""
MARKET_STEP = 0.02
OWN_STEP = 0.03
EARLY = 0.08
EARLY_WEEKS = 4
LEAST = 0.1
PAST_WEEKS = 208
SETTLING_WEEKS = 40

NORMAL = NormalDist()


class Demand:
    """All draws of a run. Weeks count from 0; `known` is what anybody may be shown.

    season_from: the week in which the season's first factor stands.
    """

    def __init__(
        self, industry: Industry, seed: str, weeks: int, horizon: int, season_from: int
    ) -> None:
        self.sells = industry.sells
        self.weeks, self.horizon, self.season_from = weeks, horizon, season_from
        length = weeks + horizon + SETTLING_WEEKS
        market = _level(Random(f"{seed} market"), MARKET_STEP, length)
        self._level: dict[Key, list[float]] = {}
        self._early: dict[Key, list[float]] = {}
        self._surprise: dict[Key, list[float]] = {}
        for key in self.sells:
            draw = Random(f"{seed} {' '.join(key)}")
            own = _level(draw, OWN_STEP, length)
            both = [a + b for a, b in zip(market, own, strict=True)]
            self._level[key] = both[SETTLING_WEEKS - 1 :]  # [w]: the level before week w
            self._early[key] = [draw.gauss(0, EARLY) for _ in range(length)]
            self._surprise[key] = [draw.gauss(0, self.sells[key].surprise) for _ in range(length)]

    def usual(self, key: Key, week: int) -> float:
        """The season's mean of a week."""
        selling = self.sells[key]
        return selling.weekly * selling.season[(week - self.season_from) % len(selling.season)]

    def happens(self, key: Key, week: int) -> float:
        """What is really wanted in a week."""
        share = 1 + self._level[key][week + 1]
        share += self._early[key][week] + self._surprise[key][week]
        return self.usual(key, week) * max(LEAST, share)

    def forecast(self, key: Key, week: int) -> list[float]:
        """What is expected at the start of a week, of it and the ones after it."""
        known = self._level[key][week]
        found = []
        for ahead in range(self.horizon):
            share = 1 + known * RETURNING ** (ahead + 1)
            share += self._early[key][week + ahead] if ahead < EARLY_WEEKS else 0.0
            found.append(self.usual(key, week + ahead) * max(LEAST, share))
        return found


def _level(draw: Random, step: float, length: int) -> list[float]:
    found, at = [], draw.gauss(0, step / sqrt(1 - RETURNING**2))
    for _ in range(length):
        found.append(at)
        at = RETURNING * at + draw.gauss(0, step)
    return found


def spread(selling: Selling, horizon: int, seed: str) -> list[float]:
    """How far sales of the next 1, 2 ... weeks together were from what was forecast of them.

    A standard deviation in usual weeks, over four years before the run: what every planner of the
    item can read in its own records.
    """
    past = Industry(
        name="", title="", title_zh="", currency="", firms={}, tiers={}, flows={},
        sells={("", ""): selling._replace(weekly=1.0, season=[1.0])},
    )  # fmt: skip
    demand = Demand(past, seed, PAST_WEEKS + horizon, horizon, 0)
    key = "", ""
    squares = [0.0] * horizon
    for week in range(PAST_WEEKS):
        forecast, missed = demand.forecast(key, week), 0.0
        for ahead in range(horizon):
            missed += demand.happens(key, week + ahead) - forecast[ahead]
            squares[ahead] += missed * missed
    return [sqrt(square / PAST_WEEKS) for square in squares]


def factor(service: float) -> float:
    """Standard deviations of safety stock for a share of weeks without shortage."""
    return NORMAL.inv_cdf(service)
