"""What is owed by partner and age: one bar a partner, the older the part the darker its frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from tuowang.faces.pages.drawings.shapes import box, drawing, fitting, link, words

LEFT, RIGHT, WIDTH, ROW, TOP = 120.0, 120.0, 800.0, 28.0, 34.0
LOOKS = ("fill-c", "fill-a", "fill-e", "fill-b", "fill-f")


class DrawnDebt(NamedTuple):
    """A partner's bar: its five ages, what it says at its end, where it leads, what each says."""

    partner: str
    ages: Sequence[int]
    said: str
    address: str
    told: Sequence[str]


def draw_ages(debts: Sequence[DrawnDebt], names: Sequence[str], title: str, about: str) -> Markup:
    """names: the words for the ages, the youngest first."""
    most = max([1, *(sum(max(0, age) for age in one.ages) for one in debts)])
    scale = (WIDTH - LEFT - RIGHT) / most
    parts: list[Markup] = []
    x = LEFT
    for look, name in zip(LOOKS, names, strict=True):
        parts += [box(x, 8, 10, 10, look), words(x + 14, 17, name)]
        x += 112
    for number, one in enumerate(debts):
        parts.append(_bar(one, TOP + number * ROW, scale))
    return drawing(WIDTH, TOP + ROW * len(debts) + 4, title, about, parts)


def _bar(one: DrawnDebt, y: float, scale: float) -> Markup:
    x = LEFT
    parts = [words(LEFT - 8, y + 16, fitting(one.partner, LEFT - 12), anchor="end")]
    for look, age, told in zip(LOOKS, one.ages, one.told, strict=True):
        if age > 0:
            parts.append(box(x, y + 2, age * scale, ROW - 8, look, told))
            x += age * scale
    parts.append(words(x + 6, y + 16, one.said))
    return link(one.address, *parts)
