"""An item week by week: what comes and what goes as bars, the stock that is left as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from tuowang.faces.pages.drawings.shapes import box, drawing, stroke, words

LEFT, TOP, HEIGHT, COLUMN = 56.0, 28.0, 190.0, 64.0


class DrawnWeek(NamedTuple):
    """A week: its label, what comes (under way, made, bought), what goes, is left, is late."""

    label: str
    under_way: int
    made: int
    bought: int
    goes: int
    left: int
    late: int


def draw_weeks(
    weeks: Sequence[DrawnWeek], legend: Sequence[str], title: str, about: str, late: str
) -> Markup:
    """legend: the words for under way, made, bought, goes, left; late: the word."""
    most = max([1, *(max(w.under_way + w.made + w.bought, w.goes, w.left) for w in weeks)])
    least = min([0, *(w.left for w in weeks)])
    scale = HEIGHT / (most - least)
    zero = TOP + most * scale
    parts: list[str] = list(_scale(most, least, zero, scale, len(weeks)))
    for at, week in enumerate(weeks):
        x = LEFT + at * COLUMN
        y = zero
        for look, quantity in (("c", week.under_way), ("a", week.made), ("d", week.bought)):
            if quantity:
                y -= quantity * scale
                parts.append(box(x + 8, y, 20, quantity * scale, f"fill-{look}", f"{quantity:,}"))
        if week.goes:
            height = week.goes * scale
            parts.append(box(x + 32, zero - height, 20, height, "fill-b", f"{week.goes:,}"))
        if week.late:
            parts.append(words(x + COLUMN / 2, TOP - 6, f"{late} {week.late:,}", "late", "middle"))
        parts.append(words(x + COLUMN / 2, TOP + HEIGHT + 18, week.label, "soft", "middle"))
    points = [(LEFT + (at + 0.5) * COLUMN, zero - w.left * scale) for at, w in enumerate(weeks)]
    parts.append(stroke(points, "way"))
    parts += [box(x - 3, y - 3, 6, 6, "fill-ink") for x, y in points]
    parts += _legend(legend)
    width = LEFT + COLUMN * len(weeks) + 8
    return drawing(max(width, 560), TOP + HEIGHT + 52, title, about, parts)


def _scale(most: int, least: int, zero: float, scale: float, count: int) -> list[Markup]:
    right = LEFT + COLUMN * count
    found = []
    for value in sorted({most, 0, least}):
        y = zero - value * scale
        found.append(stroke([(LEFT, y), (right, y)], "rule"))
        found.append(words(LEFT - 6, y + 4, f"{value:,}", "soft", "end"))
    return found


def _legend(legend: Sequence[str]) -> list[Markup]:
    x, y, found = LEFT, TOP + HEIGHT + 36, []
    for look, said in zip(
        ("fill-c", "fill-a", "fill-d", "fill-b", "fill-ink"), legend, strict=True
    ):
        found += [box(x, y - 9, 10, 10, look), words(x + 15, y, said)]
        x += 100
    return found
