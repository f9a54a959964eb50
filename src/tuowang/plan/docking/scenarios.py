"""Which orders to try in an exchange: the same list for everybody, drawn from the run's seed.

plain      everybody moves, with `multiple` times its share of a supplier's slack, within
           `reach` times the radius (design: (1, 1/4) (1, 1) (1, 4) (3, 1))
priority   some end firms move and whoever serves them; a supplier shares among these only
random     everybody moves, with shares drawn anew by each supplier
window     where there are lots: whoever has lots moves in a half of the time only, at will
lanes      where there are lots: whoever has lots moves some of its lanes only, at will
anew       where a circle was cut open: everybody orders as in the first exchange
"""

from __future__ import annotations

from hashlib import sha256
from typing import Literal, NamedTuple

import numpy as np

from tuowang.plan.docking import BLIND, TOTALS

PRIORITY_SCENARIOS = 10
RANDOM_SCENARIOS = 4
OTHERS_JOIN = 0.15
DENSE_FROM_PERMILLE = 50
"""A net is dense where so many components have more than one source."""
SHARING_FROM_PERMILLE = 200
FREE = 4.0
"""From this reach on who has lots orders at will."""
EIGHTHS = 8
WINDOWS = ((1, 3), (0, 2, 4))
"""At which eighth of the time the windows of even and of odd exchanges begin."""
FREE_UNTIL = 2
"""In later exchanges nobody orders at will everywhere: a small search is a thorough one."""


ANSWER, LESS = 1, 2


class Scenario(NamedTuple):
    """One way to order. part: which window or lanes; with circles, which proposal (0: none)."""

    kind: Literal["plain", "priority", "random", "window", "lanes", "anew"]
    multiple: float
    reach: float
    part: int = 0


FROM_NOTHING = Scenario("plain", 1.0, 1.0)
AROUND_LAST = Scenario("plain", 1.0, 1.0, 1)
"""The first exchange: the cascade, and where there was a run before, around its plan."""
PLAIN = (
    Scenario("plain", 1.0, 0.25),
    Scenario("plain", 1.0, 1.0),
    Scenario("plain", 1.0, FREE),
    Scenario("plain", 3.0, 1.0),
)


ANEW = Scenario("anew", 1.0, FREE, ANSWER)
CIRCLES = (
    *(Scenario("plain", 1.0, reach) for reach in (0.25, 1.0, FREE)),
    *(Scenario("plain", 1.0, reach, ANSWER) for reach in (0.25, 1.0, FREE)),
    *(Scenario("plain", 1.0, reach, LESS) for reach in (1.0, FREE)),
)
"""Where a circle was cut open: the lanes at the cut stay, or carry one of two proposals."""


def scenarios_of_circles(exchange: int) -> list[Scenario]:
    """After the first exchange, in which nothing was carried at the cuts, all is tried anew."""
    return [ANEW, *CIRCLES[1:]] if exchange == 1 else list(CIRCLES)


def chance_of(seed: int, *about: object) -> np.random.Generator:
    """Chance that is the same wherever the same is asked."""
    text = "/".join(str(one) for one in (seed, *about))
    return np.random.default_rng(np.frombuffer(sha256(text.encode()).digest(), dtype="<u4"))


def span(scenario: Scenario, periods: int) -> slice:
    """The periods of a window."""
    first = scenario.part * periods // EIGHTHS
    return slice(first, first + (periods + 1) // 2)


def _of_lots(exchange: int) -> list[Scenario]:
    windows = [Scenario("window", 1.0, 1.0, part) for part in WINDOWS[exchange % 2]]
    at_will = [PLAIN[2]] if exchange <= FREE_UNTIL else []
    lanes = [Scenario("lanes", 1.0, 1.0, part) for part in range(4 - len(windows) - len(at_will))]
    return [*PLAIN[:2], *at_will, *windows, *lanes]


def scenarios(mode: str, varied: bool, lots: bool, seed: int, exchange: int) -> list[Scenario]:
    """The scenarios of an exchange. Exchange 0 is the cascade: one. lots: some firm has lots."""
    if exchange == 0:
        return [FROM_NOTHING]
    if mode == BLIND:
        return [Scenario("plain", 1.0, 1.0)]
    if lots:
        return _of_lots(exchange)
    if mode == TOTALS or not varied:
        return list(PLAIN)
    chance = chance_of(seed, "scenarios", exchange)
    reaches = [float(chance.choice([0.25, 1.0, 1.0, 4.0])) for _ in range(PRIORITY_SCENARIOS)]
    return [
        *PLAIN,
        *(Scenario("priority", 1.0, reach) for reach in reaches),
        *(Scenario("random", (1.0, 4.0)[i % 2], 1.0) for i in range(RANDOM_SCENARIOS)),
    ]


def moves_first(seed: int, me: bytes, exchange: int, scenario: int) -> bool:
    """Whether an end firm takes part in a priority scenario: with chance 1/4 or 1/2."""
    chance = chance_of(seed, "end", me.hex(), exchange, scenario)
    return bool(chance.random() < (0.25, 0.5)[scenario % 2])


def joins(seed: int, me: bytes, exchange: int, scenario: int) -> bool:
    """Whether a firm takes part though none of its customers does."""
    return bool(chance_of(seed, "join", me.hex(), exchange, scenario).random() < OTHERS_JOIN)
