"""Flows through stages: a column a stage, a band as wide as what went on from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from tuowang.faces.pages.drawings.shapes import box, drawing, fitting, ribbon, words

LEFT, RIGHT, TOP, WIDTH, HEIGHT = 130.0, 100.0, 44.0, 1000.0, 300.0
BAR, GAP = 12.0, 5.0
LEAST_ROW = 14.0
"""A name stands beside every flow, however thin that is."""

LOOKS = "abcdef"


class DrawnFlow(NamedTuple):
    """One partner's or item's amounts, stage by stage, none more than the one before.

    told: for each stage what a pointer that rests on it is told.
    """

    name: str
    amounts: Sequence[int]
    told: Sequence[str]


def draw_sankey(
    flows: Sequence[DrawnFlow],
    stages: Sequence[str],
    sums: Sequence[str],
    title: str,
    about: str,
) -> Markup:
    """stages, sums: what stands above each column."""
    whole = max(1, sum(max(flow.amounts) for flow in flows))
    scale = (HEIGHT - GAP * max(0, len(flows) - 1)) / whole
    step = (WIDTH - LEFT - RIGHT) / max(1, len(stages) - 1)
    parts: list[Markup] = []
    for at, (stage, said) in enumerate(zip(stages, sums, strict=True)):
        x = LEFT + at * step
        parts.append(words(x, 16, stage, "strong", "middle" if at else "start"))
        parts.append(words(x, 32, said, "soft", "middle" if at else "start"))
    y = TOP
    for number, flow in enumerate(flows):
        parts += _flow(flow, y, scale, step, LOOKS[number % len(LOOKS)])
        y += max(LEAST_ROW, max(flow.amounts) * scale) + GAP
    return drawing(WIDTH, y + 5, title, about, parts)


def _flow(flow: DrawnFlow, y: float, scale: float, step: float, look: str) -> list[Markup]:
    found = [words(LEFT - 8, _label(y, flow, scale), fitting(flow.name, LEFT - 12), anchor="end")]
    for at, amount in enumerate(flow.amounts):
        x, height = LEFT + at * step, amount * scale
        if at + 1 < len(flow.amounts) and flow.amounts[at + 1]:
            goes = flow.amounts[at + 1] * scale
            one, other = (x + BAR, y), (x + step, y)
            found.append(ribbon(one, other, goes, goes, f"fill-{look} band", flow.told[at + 1]))
        if amount:
            found.append(box(x, y, BAR, max(1.0, height), f"fill-{look}", flow.told[at]))
    return found


def _label(y: float, flow: DrawnFlow, scale: float) -> float:
    return y + max(10.0, max(flow.amounts) * scale / 2 + 4)
