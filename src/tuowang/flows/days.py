"""Days counted on from days, without ever leaving the calendar."""

from __future__ import annotations

from tuowang.units import day_number, iso_day

FIRST = day_number("0001-01-01")
LAST = day_number("9999-12-31")


def later(day: str, days: int) -> str:
    """The day so many days later (or earlier, where negative); the calendar's ends at most."""
    return iso_day(min(max(day_number(day) + days, FIRST), LAST))


def days_between(first: str, last: str) -> int:
    """How many days `last` is after `first`."""
    return day_number(last) - day_number(first)
