"""The standing plan as people read it: an item week by week, work centres with their load, what is
late and why. Only what is asked for is read, by index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tuowang.flows.capacity import calendar
from tuowang.flows.catalogue import CAPACITIES, RECIPES, USED_IN
from tuowang.flows.days import days_between, later
from tuowang.flows.planning import (
    PLAN_COUNTS,
    PLAN_LINES,
    PLAN_LOADS,
    PLAN_REASONS,
    PLAN_STOCK,
    PLANS,
    PlanLineRow,
    PlanReasonRow,
)
from tuowang.flows.planning_folds import NOW
from tuowang.store.store import View
from tuowang.units import day_number

WEEK = 7
MOST_JOBS = 200


class ItemWeek(NamedTuple):
    """A week of an item in the plan, in the item's unit; `start` is its Monday.

    wanted: by partners and needs, at our gate; used: by our own jobs; comes: what is under way or
    agreed; made, bought: what the plan adds; promised: what it delivers; stock: at the week's end;
    late: what was wanted until then and is not delivered yet.
    """

    start: str
    wanted: int
    used: int
    comes: int
    made: int
    bought: int
    promised: int
    stock: int
    late: int


def monday(day: str) -> str:
    """The Monday of a day's week."""
    return later(day, -((day_number(day) + 3) % WEEK))


def item_weeks(view: View, item: str, weeks: int) -> list[ItemWeek]:
    """The first weeks of an item in the standing plan; none where there is no plan."""
    plan = view.get(PLANS, NOW)
    if plan is None:
        return []
    first = monday(plan.day)
    sums = [dict.fromkeys(ItemWeek._fields[1:], 0) for _ in range(weeks)]
    for day, what, quantity in _item_days(view, item):
        at = days_between(first, day) // WEEK
        if at < weeks:
            sums[max(0, at)][what] += quantity
    row = view.get(PLAN_STOCK, item)
    stock, owed = (row.quantity if row is not None else 0), 0
    found = []
    for number, one in enumerate(sums):
        stock += one["comes"] + one["made"] + one["bought"] - one["used"] - one["promised"]
        owed += one["wanted"] - one["promised"]
        one |= {"stock": stock, "late": max(0, owed)}
        found.append(ItemWeek(later(first, WEEK * number), **one))
    return found


_WHAT = {"job": "made", "purchase": "bought", "delivery": "promised"}


def _item_days(view: View, item: str) -> Iterator[tuple[str, str, int]]:
    """(day, what, quantity) of all that the plan knows of an item."""
    for count in view.find(PLAN_COUNTS, ("item", "day"), item):
        yield count.day, "comes" if count.coming else "wanted", count.quantity
    for line in view.find(PLAN_LINES, ("item", "finish"), item):
        if line.kind in _WHAT:
            yield line.finish, _WHAT[line.kind], line.quantity
    for use in view.scan(USED_IN, item):
        yield from _uses(view, item, use.into)


def _uses(view: View, item: str, into: str) -> Iterator[tuple[str, str, int]]:
    """What the jobs of one item take of another; what is rounded is carried from job to job."""
    recipe = view.get(RECIPES, into)
    assert recipe is not None
    a_batch = sum(part.quantity for part in recipe.ingredients if part.item == item)
    good, batches = 0, 0
    for job in view.find(PLAN_LINES, ("item", "finish"), into):
        if job.kind == "job":
            good += job.quantity
            so_far = -(-good * 1000 // (recipe.batch_quantity * recipe.yield_permille))
            yield job.start, "used", (so_far - batches) * a_batch
            batches = so_far


class Standing(NamedTuple):
    """How an item stands in the plan: what there is, the least there will be and from which week,
    and how much is late at most, and in which week."""

    item: str
    stock: int
    least: int
    least_week: str
    late: int
    late_week: str


def standing_of(view: View, item: str, weeks: int) -> Standing | None:
    """An item's standing; None where the plan has nothing of it."""
    found = item_weeks(view, item, weeks)
    if not any(any(one[1:]) for one in found):
        return None
    row = view.get(PLAN_STOCK, item)
    least = min(found, key=lambda one: (one.stock, one.start))
    late = max(found, key=lambda one: one.late)
    week = late.start if late.late else ""
    had = row.quantity if row is not None else 0
    return Standing(item, had, least.stock, least.start, late.late, week)


class CentreSpan(NamedTuple):
    """A work centre in a span of days from `start` on: seconds taken and seconds there are.

    known: whether its capacity is known; where not, it counts as without limit.
    """

    centre: str
    start: str
    days: int
    load_seconds: int
    capacity_seconds: int


def centres(view: View) -> list[str]:
    """The work centres whose capacity is known."""
    found: list[str] = []
    for row in view.scan(CAPACITIES):
        if row.centre not in found[-1:]:
            found.append(row.centre)
    return found


def centre_spans(
    view: View, names: Sequence[str], start: str, spans: int, days: int
) -> Iterator[list[CentreSpan]]:
    """Of each work centre the load against its capacity, in spans of so many days each."""
    calendar_days = [later(start, number) for number in range(spans * days)]
    at = {day: number for number, day in enumerate(calendar_days)}
    for centre in names:
        loads = [0] * spans
        for row in view.scan(PLAN_LOADS, centre):
            if row.day in at:
                loads[at[row.day] // days] += row.seconds
        offered = calendar(view, centre, calendar_days)
        yield [
            CentreSpan(
                centre,
                calendar_days[number * days],
                days,
                load,
                sum(offered[number * days : (number + 1) * days]),
            )
            for number, load in enumerate(loads)
        ]


class CentreJob(NamedTuple):
    """A planned job and a work centre that it takes time at. late: it goes into something late."""

    centre: str
    line: PlanLineRow
    seconds: int
    late: bool


def centre_jobs(view: View, start: str, days: int, centre: str = "") -> list[CentreJob]:
    """The planned jobs that start in some days, at every work centre that they need, or at one;
    the first `MOST_JOBS`."""
    found: list[CentreJob] = []
    known: dict[str, bool] = {}
    for number in range(days):
        for line in view.find(PLAN_LINES, ("kind", "start"), "job", later(start, number)):
            recipe = view.get(RECIPES, line.item)
            for work in recipe.work if recipe is not None else ():
                if centre in ("", work.centre) and recipe is not None:
                    good = recipe.batch_quantity * recipe.yield_permille
                    run = work.run_seconds * -(-line.quantity * 1000 // good)
                    is_late = _goes_late(view, line.causes, known)
                    found.append(CentreJob(work.centre, line, work.setup_seconds + run, is_late))
            if len(found) >= MOST_JOBS:
                return found
    return found


def _goes_late(view: View, causes: list[str], known: dict[str, bool]) -> bool:
    """Whether any of the causes is late, or a line that goes into something late."""
    for cause in causes:
        name = cause.rpartition(":")[0]
        if name not in known:
            known[name] = False
            line = view.get(PLAN_LINES, name)
            reason = next(iter(view.find(PLAN_REASONS, ("reference",), name)), None)
            up = line is not None and _goes_late(view, line.causes, known)
            known[name] = reason is not None or up
        if known[name]:
            return True
    return False


class Late(NamedTuple):
    """Something wanted that the plan cannot deliver in time.

    finish: when the last of it comes, "" where some of it does not within the plan; reasons: from
    what it waited for down to the root.
    """

    reference: str
    partner: str
    item: str
    quantity: int
    due: str
    finish: str
    reasons: list[PlanReasonRow]


def late(view: View, most: int, after: str = "") -> Iterator[Late]:
    """What is late, by reference, from behind one; at most so many."""
    references = _references(view, after)
    for reference in islice(references, most):
        found = late_one(view, reference)
        if found is not None:
            yield found


def _references(view: View, after: str) -> Iterator[str]:
    last = None
    for row in view.find(PLAN_REASONS, ("reference",)):
        if row.reference != last and row.reference > after:
            yield row.reference
        last = row.reference


def late_one(view: View, reference: str) -> Late | None:
    """Why one thing is late; None where it is not."""
    reasons = list(view.find(PLAN_REASONS, ("reference",), reference))
    if not reasons:
        return None
    parts = [
        line
        for line in view.find(PLAN_LINES, ("reference", "finish"), reference)
        if line.kind == "delivery"
    ]
    never = any(one.code == "beyond-horizon" for one in reasons)
    last = parts[-1] if parts else None
    item = last.item if last is not None else reasons[0].item
    return Late(
        reference,
        last.partner if last is not None else _partner_in(reference),
        item,
        reasons[0].quantity,
        last.due if last is not None else reasons[0].first_day,
        "" if never or last is None else last.finish,
        reasons,
    )


def _partner_in(reference: str) -> str:
    partner, slash, _ = reference.partition("/")
    return partner if slash else ""
