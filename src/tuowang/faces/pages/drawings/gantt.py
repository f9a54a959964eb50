"""Work centres over days: how full each day is, and below it the jobs that fill it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from tuowang.faces.pages.drawings.shapes import box, drawing, fitting, link, stroke, words

LEFT, TOP, WIDTH = 110.0, 40.0, 1000.0
LOAD, LANE, GAP = 44.0, 20.0, 14.0
MOST_LANES = 14


class DrawnJob(NamedTuple):
    """A bar from day to day (offsets, the last one included). late: it goes to something late."""

    first: int
    last: int
    label: str
    told: str
    address: str
    late: bool


class DrawnCentre(NamedTuple):
    """A work centre: by day the load and the capacity, and its jobs."""

    name: str
    loads: Sequence[int]
    capacities: Sequence[int]
    jobs: Sequence[DrawnJob]


class Said(NamedTuple):
    """The words in the drawing; `more` holds {count}."""

    title: str
    about: str
    today: str
    late: str
    more: str


def draw_gantt(
    centres: Sequence[DrawnCentre], days: Sequence[str], today: int | None, said: Said
) -> Markup:
    """days: a label for each day. today: its offset, None where it is not among them."""
    column = (WIDTH - LEFT - 10) / max(1, len(days))
    parts: list[Markup] = []
    y = TOP
    for centre in centres:
        parts.append(words(4, y + 16, fitting(centre.name, LEFT - 8), "strong"))
        parts += _load(centre, y, column)
        y += LOAD + 6
        lanes, beyond = _lanes(centre.jobs)
        for lane in lanes:
            parts += [_bar(job, y, column, said) for job in lane]
            y += LANE
        if beyond:
            parts.append(words(LEFT, y + 13, said.more.format(count=beyond), "soft"))
            y += LANE
        parts.append(stroke([(0, y + GAP / 2), (WIDTH, y + GAP / 2)], "rule"))
        y += GAP
    scale = _days(days, column, y)
    mark: list[Markup] = []
    if today is not None and 0 <= today < len(days):
        x = LEFT + today * column
        mark = [stroke([(x, 14), (x, y)], "today"), words(x + 3, 12, said.today, "strong")]
    return drawing(WIDTH, y + 6, said.title, said.about, [*scale, *parts, *mark])


def _days(days: Sequence[str], column: float, bottom: float) -> list[Markup]:
    step = max(1, round(44 / column + 0.49))
    found = []
    for at in range(0, len(days), step):
        x = LEFT + at * column
        found.append(stroke([(x, TOP - 8), (x, bottom)], "rule"))
        found.append(words(x + 2, TOP - 12, days[at], "soft"))
    return found


def _load(centre: DrawnCentre, y: float, column: float) -> list[Markup]:
    most = max([1, *centre.loads, *centre.capacities])
    found = []
    for at, (load, capacity) in enumerate(zip(centre.loads, centre.capacities, strict=True)):
        x, width = LEFT + at * column, max(1.0, column - 2)
        high, room = LOAD * load / most, LOAD * capacity / most
        told = f"{load / 3600:.1f} / {capacity / 3600:.1f} h"
        over = load > capacity
        if capacity:
            found.append(box(x, y + LOAD - room, width, room, "room"))
        if load:
            look = "fill-f" if over else "fill-a"
            found.append(box(x, y + LOAD - high, width, high, look, told))
        if over:
            found.append(words(x + width / 2, y + LOAD - high - 2, "!", "late", "middle"))
    return found


def _lanes(jobs: Sequence[DrawnJob]) -> tuple[list[list[DrawnJob]], int]:
    """Bars that do not overlap share a lane; how many found no room."""
    lanes: list[list[DrawnJob]] = []
    beyond = 0
    for job in sorted(jobs, key=lambda one: (one.first, one.last, one.label)):
        free = next((lane for lane in lanes if lane[-1].last < job.first), None)
        if free is not None:
            free.append(job)
        elif len(lanes) < MOST_LANES:
            lanes.append([job])
        else:
            beyond += 1
    return lanes, beyond


def _bar(job: DrawnJob, y: float, column: float, said: Said) -> Markup:
    x = LEFT + job.first * column
    width = max(3.0, (job.last - job.first + 1) * column - 2)
    told = f"{job.told} – {said.late}" if job.late else job.told
    label = f"! {job.label}" if job.late else job.label
    return link(
        job.address,
        box(x, y + 1, width, LANE - 3, "job late-job" if job.late else "job", told),
        words(x + 4, y + 14, fitting(label, width - 6)),
    )
