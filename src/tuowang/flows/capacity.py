"""What can a work centre do on a day, in normal hours and in overtime?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

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
    return hours_of(list(view.scan(CAPACITIES, centre)), days)


def hours_of(rows: Sequence[CapacityRow], days: Sequence[str]) -> Hours:
    """What a work centre with these rows has on each of `days`, both in order."""
    held = _in_force(rows, days)
    return Hours(
        [row.seconds_per_day if row is not None else 0 for row in held],
        [row.overtime_seconds_per_day if row is not None else 0 for row in held],
    )


def overtime_price(rows: Sequence[CapacityRow], days: Sequence[str]) -> CapacityRow | None:
    """The row by which an hour of overtime costs most on any of `days`; None: there is none."""
    worked = [row for row in _in_force(rows, days) if row and row.overtime_seconds_per_day]
    return max(worked, key=lambda row: row.overtime_cost_minor, default=None)


def with_hours(
    rows: Iterable[CapacityRow], centre: str, start: str, seconds_per_day: int
) -> CapacityRow:
    """The row that other hours from a day on make; days off and overtime are as on that day."""
    held = [row for row in rows if row.start <= start]
    old = held[-1] if held else CapacityRow(centre, start, 0)
    return replace(old, start=start, seconds_per_day=seconds_per_day)


def _in_force(rows: Sequence[CapacityRow], days: Sequence[str]) -> list[CapacityRow | None]:
    """The row that holds on each of `days`; None before the first row and on days off."""
    found: list[CapacityRow | None] = []
    count = 0
    for day in days:
        while count < len(rows) and rows[count].start <= day:
            count += 1
        row = rows[count - 1] if count else None
        found.append(row if row is not None and weekday(day) in row.weekdays else None)
    return found
