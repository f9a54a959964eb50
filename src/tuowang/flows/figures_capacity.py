"""What work centres can make of an item, week by week."""

from __future__ import annotations

from collections.abc import Iterable

from tuowang.flows.capacity import Hours, hours, monday
from tuowang.flows.catalogue import CAPACITIES, RecipeRow
from tuowang.flows.days import days_between, later
from tuowang.flows.figures import ACTUAL, AGREED, MAXIMUM, Point, Series
from tuowang.flows.figures_book import Book, batches_of, share_of
from tuowang.store.store import View
from tuowang.units import MAXIMUM_QUANTITY

WEEK = 7


def weeks_from(today: str, days: int) -> list[str]:
    """The Mondays from this week on that begin within so many days."""
    first = monday(today)
    count = max(1, -(-(days_between(first, today) + days) // WEEK))
    return [later(first, WEEK * number) for number in range(count)]


def capacity_series(
    book: Book, item: str, unit: str, today: str, agreed: Iterable[tuple[str, int]]
) -> list[Series]:
    """At most, with overtime; in normal hours beside what is made for others; and agreed.

    Nothing where no centre is known.
    """
    view, recipe = book.view, book.recipes.get(item)
    centres = recipe.work if recipe is not None else []
    known = [one for one in centres if next(iter(view.scan(CAPACITIES, one.centre)), None)]
    if recipe is None or not known:
        return []
    weeks = weeks_from(today, book.days)
    most = [MAXIMUM_QUANTITY] * len(weeks)
    free = list(most)
    for one in known:
        normal, overtime = _seconds(view, one.centre, weeks)
        taken = _taken_by_others(book, one.centre, weeks)
        for at, whole in enumerate(normal):
            left, longest = max(0, whole - taken[at]), whole + overtime[at]
            most[at] = min(most[at], _good(recipe, longest, one.setup_seconds, one.run_seconds))
            free[at] = min(free[at], _good(recipe, left, one.setup_seconds, one.run_seconds))
    promised = _by_week(agreed, weeks)
    rows = ((ACTUAL, free), (MAXIMUM, most), (AGREED, promised))
    return [
        Series(name, unit, [Point(week, n) for week, n in zip(weeks, numbers, strict=True)])
        for name, numbers in rows
    ]


def _seconds(view: View, centre: str, weeks: list[str]) -> Hours:
    days = [later(week, number) for week in weeks for number in range(WEEK)]
    return Hours(
        *(
            [sum(seconds[at : at + WEEK]) for at in range(0, len(seconds), WEEK)]
            for seconds in hours(view, centre, days)
        )
    )


def _good(recipe: RecipeRow, seconds: int, setup: int, run: int) -> int:
    """The good output of so much time in one go; beyond counting where no time is needed."""
    if run == 0:
        return MAXIMUM_QUANTITY if seconds >= setup else 0
    batches = max(0, seconds - setup) // run
    return min(batches * recipe.batch_quantity * recipe.yield_permille // 1000, MAXIMUM_QUANTITY)


def _taken_by_others(book: Book, centre: str, weeks: list[str]) -> list[int]:
    """Seconds of the centre's jobs, week by week, as far as they are not for the partner."""
    amounts = []
    for job, recipe, work in book.loads.get(centre, ()):
        others = job.open - share_of(job, book.partner)
        run = batches_of(recipe, others) * work.run_seconds
        amounts.append((job.start, run + work.setup_seconds if others else 0))
    return _by_week(amounts, weeks)


def _by_week(amounts: Iterable[tuple[str, int]], weeks: list[str]) -> list[int]:
    """Added up by week; what is overdue counts in the first, what lies beyond nowhere."""
    places = {week: at for at, week in enumerate(weeks)}
    sums = [0] * len(weeks)
    for day, quantity in amounts:
        at = places.get(max(monday(day), weeks[0]))
        if at is not None:
            sums[at] = min(sums[at] + quantity, MAXIMUM_QUANTITY)
    return sums
