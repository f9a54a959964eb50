"""A figure period by period: a line through its values, each value in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from tuowang.faces.pages.drawings.shapes import box, drawing, stroke, words

WIDTH, HEIGHT, LEFT, TOP = 360.0, 150.0, 30.0, 30.0
MOST_TOLD = 6
DEEP = HEIGHT - TOP - 34


def draw_series(
    values: Sequence[int | None],
    said: Sequence[str],
    labels: Sequence[str],
    title: str,
    about: str,
) -> Markup:
    """values: None leaves a gap. said: each value as it is written; labels: the periods."""
    known = [value for value in values if value is not None]
    most = max([1, *known])
    step = (WIDTH - 2 * LEFT) / max(1, len(values) - 1)
    base = TOP + DEEP
    parts = [stroke([(LEFT - 10, base), (WIDTH - LEFT + 10, base)], "rule")]
    told = _told(values)
    run: list[tuple[float, float]] = []
    for at, value in enumerate(values):
        x = LEFT + at * step if len(values) > 1 else WIDTH / 2
        if value is None:
            parts += _run(run)
            run = []
        else:
            y = base - DEEP * value / most
            run.append((x, y))
            parts.append(box(x - 3, y - 3, 6, 6, "fill-a", said[at]))
            parts += [words(x, y - 8, said[at], "", "middle")] if at in told else []
        if at % (-(-len(values) // MOST_TOLD)) == 0:
            parts.append(words(x, base + 20, labels[at], "soft", "middle"))
    return drawing(WIDTH, HEIGHT, title, about, [*parts, *_run(run)])


def _told(values: Sequence[int | None]) -> set[int]:
    """Which values are written out: all of few periods; else the first, last, least and most."""
    known = [at for at, value in enumerate(values) if value is not None]
    if len(values) <= MOST_TOLD:
        return set(known)
    if not known:
        return set()
    ranked = sorted(known, key=lambda at: values[at] or 0)
    found = {known[0], known[-1]}
    for at in (ranked[0], ranked[-1]):
        if all(abs(at - other) > 1 for other in found):
            found.add(at)
    return found


def _run(points: list[tuple[float, float]]) -> list[Markup]:
    return [stroke(points, "way")] if len(points) > 1 else []
