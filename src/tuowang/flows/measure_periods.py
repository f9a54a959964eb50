"""The figures period by period, so that one sees whether they become better.

The value of the stock at a period's end is today's less the moves since, at today's costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple

from tuowang.flows.days import days_between, later
from tuowang.flows.measure import (
    CORRECTIONS,
    bullwhip,
    cash_days,
    due_in,
    fill,
    is_on_time,
    mean,
    permille,
    rounded,
    stock_value,
    value_of,
    weekly,
)
from tuowang.flows.stock import MOVES, OWN, STORE_PLACE
from tuowang.store.store import View


class PeriodFigures(NamedTuple):
    """The figures of the days from `start` to `end`; None where there is nothing to divide by.

    As in `Measures`, but stock_days at the period's end; bullwhip over the period's whole weeks.
    """

    start: str
    end: str
    delivered_on_time_permille: int | None
    delivered_fill_permille: int | None
    supplied_on_time_permille: int | None
    stock_days: int | None
    bullwhip_permille: int | None
    cash_days_to_us: int | None
    cash_days_by_us: int | None


def periods_before(today: str, weeks: int, count: int) -> list[tuple[str, str]]:
    """The last so many periods of so many weeks, the earliest first; the last ends yesterday."""
    ends = [later(today, -1 - 7 * weeks * number) for number in range(count)]
    return [(later(end, 1 - 7 * weeks), end) for end in reversed(ends)]


def before_and_after(today: str, since: str, most_weeks: int) -> list[tuple[str, str]]:
    """The whole weeks since a day, and as many before it; none where there is no whole week."""
    weeks = min(most_weeks, days_between(since, today) // 7)
    if weeks < 1:
        return []
    first = later(since, -7 * weeks)
    return [(first, later(since, -1)), (since, later(since, 7 * weeks - 1))]


def figures_of(view: View, spans: Sequence[tuple[str, str]], today: str) -> list[PeriodFigures]:
    """The figures of spans of days, which follow each other and end before today."""
    if not spans:
        return []
    stocks = _stock_days(view, spans, today)
    return [_figures(view, span, days) for span, days in zip(spans, stocks, strict=True)]


def _figures(view: View, span: tuple[str, str], stock_days: int | None) -> PeriodFigures:
    days = _days(*span)
    delivered, supplied = (list(due_in(view, selling, days)) for selling in (True, False))
    whip = bullwhip(weekly(view, True, days), weekly(view, False, days))
    return PeriodFigures(
        *span,
        permille(mean(map(is_on_time, delivered))),
        permille(mean(map(fill, delivered))),
        permille(mean(map(is_on_time, supplied))),
        stock_days,
        permille(whip),
        rounded(cash_days(view, True, days)),
        rounded(cash_days(view, False, days)),
    )


def _days(start: str, end: str) -> list[str]:
    return [later(start, number) for number in range(days_between(start, end) + 1)]


def _stock_days(view: View, spans: Sequence[tuple[str, str]], today: str) -> list[int | None]:
    """Stock at the end of each span over what leaves the store in a day of it; walked backwards."""
    value = stock_value(view)
    worth = lru_cache(maxsize=None)(partial(value_of, view))
    value -= sum(_moved(view, day, worth)[0] for day in _days(later(spans[-1][1], 1), today))
    found: list[int | None] = []
    for span in reversed(spans):
        days = _days(*span)
        moved = [_moved(view, day, worth) for day in days]
        used = sum(one[1] for one in moved)
        first = next((at for at, one in enumerate(moved) if one[2]), 0)
        lasts = Fraction(value * (len(days) - first), used) if used else None
        found.append(rounded(lasts))
        value -= sum(one[0] for one in moved)
    return found[::-1]


def _moved(view: View, day: str, worth: Callable[[str, int], int]) -> tuple[int, int, bool]:
    """Of a day: how much our stock's value rose, what of it left the store, whether all moved."""
    rose, used, any_ = 0, 0, False
    for row in view.find(MOVES, ("day",), day):
        any_ = True
        if row.owner != OWN:
            continue
        value = worth(row.item, abs(row.quantity))
        rose += value if row.quantity > 0 else -value
        if row.quantity < 0 and row.place == STORE_PLACE and row.reason not in CORRECTIONS:
            used += value
    return rose, used, any_
