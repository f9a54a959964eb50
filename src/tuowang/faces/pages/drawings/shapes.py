"""The few shapes that drawings are made of. Every text is escaped here, and nowhere else.

Lengths are in the drawing's own units; a drawing scales with its page and prints sharp. Colours
come from the style sheet by class, so that light and dark, screen and paper are one drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

Point = tuple[float, float]
_LETTER, _WIDE = 7.6, 12.6


def number(value: float) -> str:
    """A length, as short as it can be written."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def element(name: str, inside: str = "", **attributes: str | float | None) -> Markup:
    """One element; `class_` is its class, None leaves an attribute out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="'
        f'{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{said}>{escape(inside)}</{name}>")


def drawing(width: float, height: float, title: str, about: str, parts: Iterable[str]) -> Markup:
    """A whole drawing. title: what it shows; about: the same in a sentence, for who cannot see.

    One that leads elsewhere is a group of links, not a picture: a picture hides what is in it.
    """
    inside = [element("title", title), element("desc", about), *parts]
    leads = any("<a " in part for part in inside[2:])
    return element(
        "svg",
        Markup("").join(inside),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="group" if leads else "img",
        aria_label=f"{title}. {about}",
    )


def box(x: float, y: float, width: float, height: float, look: str, told: str = "") -> Markup:
    """A rectangle; told: what a pointer that rests on it is told."""
    inside = element("title", told) if told else ""
    return element("rect", inside, x=x, y=y, width=width, height=height, class_=look)


def words(x: float, y: float, said: str, look: str = "", anchor: str = "start") -> Markup:
    """A text that begins, ends or stands (start, end, middle) at a point."""
    return element("text", said, x=x, y=y, class_=look or None, text_anchor=anchor)


def stroke(points: Sequence[Point], look: str) -> Markup:
    """A line through points."""
    said = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return element("polyline", points=said, class_=look)


def ribbon(
    one: Point, other: Point, one_height: float, other_height: float, look: str, told: str
) -> Markup:
    """A band that flows from the left of one point to the right of another, each its upper end."""
    (x, y), (x2, y2) = one, other
    middle = (x + x2) / 2
    said = (
        f"M{number(x)} {number(y)}C{number(middle)} {number(y)} {number(middle)} {number(y2)} "
        f"{number(x2)} {number(y2)}V{number(y2 + other_height)}C{number(middle)} "
        f"{number(y2 + other_height)} {number(middle)} {number(y + one_height)} "
        f"{number(x)} {number(y + one_height)}Z"
    )
    return element("path", element("title", told), d=said, class_=look)


def link(address: str, *parts: str) -> Markup:
    """Parts that lead to a page of ours."""
    return element("a", Markup("").join(parts), href=address)


def fitting(said: str, width: float) -> str:
    """As much of a text as a width has room for."""
    room = width
    for at, letter in enumerate(said):
        room -= _WIDE if ord(letter) > 0x2E80 else _LETTER
        if room < 0:
            return said[: max(0, at - 1)] + "…" if at > 1 else ""
    return said
