"""What can a work centre do on a day, in normal hours and in overtime?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tuowang.flows.catalogue import CAPACITIES, CapacityRow
from tuowang.flows.days import later
from tuowang.store.store import View
from tuowang.units import day_number


class Hours(NamedTuple):
    """Seconds on each of some days: in normal hours, and how many more in overtime."""

    normal: list[int]
    overtime: list[int]


@lru_cache(maxsize=4096)
def weekday(day: str) -> str:
    """ISO weekday, "1" is Monday. 1970-01-01 was a Thursday."""
    return str((day_number(day) + 3) % 7 + 1)


def monday(day: str) -> str:
    """The first day of a day's ISO week; the calendar's first day at least."""
    return later(day, 1 - int(weekday(day)))


def capacity_on(view: View, centre: str, day: str) -> int:
    """Seconds that a work centre has on a day; 0 before its first row and on days off."""
    return calendar(view, centre, [day])[0]


def calendar(view: View, centre: str, days: Sequence[str]) -> list[int]:
    """Seconds that a work centre has on each of `days`, which are in order, without overtime."""
    return hours(view, centre, days).normal


def hours(view: View, centre: str, days: Sequence[str]) -> Hours:
    """What a work centre has on each of `days`, which are in order."""
    rows = _in_force(view, centre, days)
    return Hours(
        [row.seconds_per_day if row is not None else 0 for row in rows],
        [row.overtime_seconds_per_day if row is not None else 0 for row in rows],
    )


def overtime_price(view: View, centre: str, days: Sequence[str]) -> CapacityRow | None:
    """The row by which an hour of overtime costs most on any of `days`; None: there is none."""
    rows = [row for row in _in_force(view, centre, days) if row and row.overtime_seconds_per_day]
    return max(rows, key=lambda row: row.overtime_cost_minor, default=None)


def _in_force(view: View, centre: str, days: Sequence[str]) -> list[CapacityRow | None]:
    """The row that holds on each of `days`; None before the first row and on days off."""
    rows = list(view.scan(CAPACITIES, centre))
    found: list[CapacityRow | None] = []
    count = 0
    for day in days:
        while count < len(rows) and rows[count].start <= day:
            count += 1
        row = rows[count - 1] if count else None
        found.append(row if row is not None and weekday(day) in row.weekdays else None)
    return found
