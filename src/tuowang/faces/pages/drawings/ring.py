"""A ring of debts as one firm knows it: itself, its two neighbours, and others without a name."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin, sqrt

from markupsafe import Markup

from tuowang.faces.pages.drawings.shapes import (
    Point,
    drawing,
    element,
    fitting,
    number,
    stroke,
    words,
)

WIDTH, HEIGHT, RADIUS, FIRM = 320.0, 260.0, 84.0, 15.0
MOST_FIRMS = 12
UNKNOWN = "?"


def draw_ring(names: Sequence[str], amount: str, state: str, title: str, about: str) -> Markup:
    """names: each owes the next, the last one the first; UNKNOWN where nobody told us.

    The first is ourselves. Of a large ring not every nameless firm is drawn.
    """
    shown = _shown(names)
    centre = (WIDTH / 2, HEIGHT / 2)
    angles = [pi / 2 + 2 * pi * at / len(shown) for at in range(len(shown))]
    places = [(centre[0] + RADIUS * cos(a), centre[1] + RADIUS * sin(a)) for a in angles]
    parts: list[Markup] = []
    for at, place in enumerate(places):
        parts += _debt(place, places[(at + 1) % len(places)], bend=len(places) == 2)
    for place, name in zip(places, shown, strict=True):
        parts += _firm(place, name, is_first=place is places[0], centre=centre)
    parts.append(words(centre[0], centre[1] - 2, amount, "strong", "middle"))
    parts.append(words(centre[0], centre[1] + 16, state, "soft", "middle"))
    return drawing(WIDTH, HEIGHT, title, about, parts)


def _shown(names: Sequence[str]) -> list[str]:
    if len(names) <= MOST_FIRMS:
        return list(names)
    return [*names[: MOST_FIRMS - 2], f"… {len(names) - MOST_FIRMS + 1}", names[-1]]


def _debt(one: Point, other: Point, *, bend: bool) -> list[Markup]:
    """An arrow from who owes to whom it is owed; two of one line are drawn beside each other."""
    (x, y), (x2, y2) = one, other
    length = max(1.0, sqrt((x2 - x) ** 2 + (y2 - y) ** 2))
    ux, uy = (x2 - x) / length, (y2 - y) / length
    aside = 8.0 if bend else 0.0
    sx, sy = x + ux * (FIRM + 2) - uy * aside, y + uy * (FIRM + 2) + ux * aside
    ex, ey = x2 - ux * (FIRM + 4) - uy * aside, y2 - uy * (FIRM + 4) + ux * aside
    head = [(ex, ey), (ex - 9 * ux - 5 * uy, ey - 9 * uy + 5 * ux)]
    head.append((ex - 9 * ux + 5 * uy, ey - 9 * uy - 5 * ux))
    points = " ".join(f"{number(px)},{number(py)}" for px, py in head)
    return [
        stroke([(sx, sy), (ex, ey)], "way"),
        element("polygon", points=points, class_="fill-ink"),
    ]


def _firm(place: Point, name: str, *, is_first: bool, centre: Point) -> list[Markup]:
    known = name != UNKNOWN and not name.startswith("…")
    look = "fill-a" if is_first else "job" if known else "room"
    x, y = place
    firm = element("circle", cx=x, cy=y, r=FIRM, class_=look)
    if not known:
        return [firm, words(x, y + 4, name, "soft", "middle")]
    below = y >= centre[1] - 1
    return [
        firm,
        words(x, y + FIRM + 16 if below else y - FIRM - 6, fitting(name, 140), "strong", "middle"),
    ]
