"""What can a work centre do on a day?"""

from __future__ import annotations

from tuowang.flows.catalogue import CAPACITIES, CapacityRow
from tuowang.store.store import View
from tuowang.units import day_number


def weekday(day: str) -> str:
    """ISO weekday, "1" is Monday. 1970-01-01 was a Thursday."""
    return str((day_number(day) + 3) % 7 + 1)


def capacity_on(view: View, centre: str, day: str) -> int:
    """Seconds that a work centre has on a day; 0 before its first row and on days off."""
    found: CapacityRow | None = None
    for row in view.scan(CAPACITIES, centre):
        if row.start > day:
            break
        found = row
    if found is None or weekday(day) not in found.weekdays:
        return 0
    return found.seconds_per_day
