"""Us in the middle, suppliers on the left, customers on the right; what is late stands in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from tuowang.faces.pages.drawings.shapes import box, drawing, fitting, link, ribbon, words

WIDTH, SIDE, ROW, TOP = 900.0, 250.0, 56.0, 16.0
MIDDLE = 160.0


class DrawnPartner(NamedTuple):
    """A partner: its name, the state of its link, what is late, where it leads."""

    name: str
    state: str
    late: str
    address: str


def draw_neighbourhood(
    us: str,
    suppliers: Sequence[DrawnPartner],
    customers: Sequence[DrawnPartner],
    more: tuple[str, str],
    title: str,
    about: str,
) -> Markup:
    """more: what is said below each side where not all are drawn."""
    rows = max(1, len(suppliers) + bool(more[0]), len(customers) + bool(more[1]))
    height = TOP * 2 + rows * ROW
    x, y = (WIDTH - MIDDLE) / 2, height / 2
    parts: list[Markup] = []
    for number, one in enumerate(suppliers):
        at = _top(number, len(suppliers), height)
        parts.append(_band((4 + SIDE, at), (x, y), one))
        parts.append(_partner(one, 4, at))
    for number, one in enumerate(customers):
        at = _top(number, len(customers), height)
        parts.append(_band((x + MIDDLE, y), (WIDTH - SIDE - 4, at), one))
        parts.append(_partner(one, WIDTH - SIDE - 4, at))
    parts.append(box(x, y - 24, MIDDLE, 48, "room"))
    parts.append(words(WIDTH / 2, y + 5, fitting(us, MIDDLE - 10), "strong", "middle"))
    parts += [
        words(place, height - TOP - 6, said, "soft")
        for place, said in zip((8, WIDTH - SIDE), more, strict=True)
        if said
    ]
    return drawing(WIDTH, height, title, about, parts)


def _top(number: int, count: int, height: float) -> float:
    """The middle of a partner's box."""
    return height / 2 + (number - (count - 1) / 2) * ROW


def _band(one: tuple[float, float], other: tuple[float, float], partner: DrawnPartner) -> Markup:
    (x, y), (x2, y2) = one, other
    look = "fill-f band" if partner.late else "fill-a band"
    return ribbon((x, y - 3), (x2, y2 - 3), 6, 6, look, partner.late or partner.state)


def _partner(one: DrawnPartner, x: float, y: float) -> Markup:
    look = "job late-job" if one.late else "job"
    told = f"! {one.late}" if one.late else one.state
    return link(
        one.address,
        box(x, y - 22, SIDE, 44, look),
        words(x + 8, y - 4, fitting(one.name, SIDE - 16), "strong"),
        words(x + 8, y + 14, fitting(told, SIDE - 16), "late" if one.late else "soft"),
    )
