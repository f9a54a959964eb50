"""What can a work centre do on a day?"""

from __future__ import annotations

from collections.abc import Sequence

from tuowang.flows.catalogue import CAPACITIES
from tuowang.store.store import View
from tuowang.units import day_number


def weekday(day: str) -> str:
    """ISO weekday, "1" is Monday. 1970-01-01 was a Thursday."""
    return str((day_number(day) + 3) % 7 + 1)


def capacity_on(view: View, centre: str, day: str) -> int:
    """Seconds that a work centre has on a day; 0 before its first row and on days off."""
    return calendar(view, centre, [day])[0]


def calendar(view: View, centre: str, days: Sequence[str]) -> list[int]:
    """Seconds that a work centre has on each of `days`, which are in order."""
    rows = list(view.scan(CAPACITIES, centre))
    seconds, count = [], 0
    for day in days:
        while count < len(rows) and rows[count].start <= day:
            count += 1
        row = rows[count - 1] if count else None
        works = row is not None and weekday(day) in row.weekdays
        seconds.append(row.seconds_per_day if row is not None and works else 0)
    return seconds
