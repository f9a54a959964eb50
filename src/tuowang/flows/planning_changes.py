"""What is different from the plan before, and which partner's move each difference comes with.

A move is a difference in what the plan counts on from outside: what a partner brings or wants, or
what we entered ourselves (partner ""). A line of the plan is put down to the moves of all that goes
into its item, and of all that its item goes into; so it is what may have changed it, not a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tuowang.flows.catalogue import RECIPES
from tuowang.flows.planning import (
    EARLIER_COUNTS,
    EARLIER_LINES,
    PLAN_COUNTS,
    PLAN_LINES,
    PLANS,
    PlanCountRow,
    PlanLineRow,
    PlannedLine,
)
from tuowang.flows.planning_folds import EARLIER, NOW
from tuowang.store.store import View

_Lines = dict[tuple[str, str, str, str], dict[str, int]]


class Move(NamedTuple):
    """What a partner brings (`coming`) or wants of an item until the end of a day, then and now."""

    partner: str
    item: str
    coming: bool
    day: str
    before: int
    now: int


class Change(NamedTuple):
    """A plan line that is different: how much by which day, then and now ("" and 0: not at all).

    because: the partners whose moves touch it; "" is ourselves.
    """

    kind: str
    item: str
    partner: str
    reference: str
    before: int
    before_day: str
    now: int
    now_day: str
    because: list[str]


def moves(view: View) -> list[Move]:
    """Where what a plan counts on differs from the plan before: the first and the last day on
    which more, or less, is there by then; none where there is no plan before."""
    plan, earlier = view.get(PLANS, NOW), view.get(PLANS, EARLIER)
    if plan is None or earlier is None:
        return []
    before = _series(view.scan(EARLIER_COUNTS), plan.day)
    now = _series(view.scan(PLAN_COUNTS), plan.day)
    found: list[Move] = []
    for key in sorted(before.keys() | now.keys()):
        found += _moves_of(key, before.get(key, {}), now.get(key, {}))
    return found


def _series(rows: Iterable[PlanCountRow], day: str) -> dict[tuple[str, str, bool], dict[str, int]]:
    series: dict[tuple[str, str, bool], dict[str, int]] = {}
    for row in rows:
        if row.day >= day:
            series.setdefault((row.partner, row.item, row.coming), {})[row.day] = row.quantity
    return series


def _moves_of(
    key: tuple[str, str, bool], before: dict[str, int], now: dict[str, int]
) -> Iterator[Move]:
    """One move for each stretch of days in which the sums differ: where they differ most."""
    had = has = 0
    worst: Move | None = None
    for day in sorted(before.keys() | now.keys()):
        had += before.get(day, 0)
        has += now.get(day, 0)
        if worst is not None and (has == had or (has > had) is not (worst.now > worst.before)):
            yield worst
            worst = None
        if has != had and (worst is None or abs(has - had) > abs(worst.now - worst.before)):
            worst = Move(*key, day, had, has)
    if worst is not None:
        yield worst


def changes(view: View) -> list[Change]:
    """The plan's lines that are different, with what may have changed them."""
    plan, earlier = view.get(PLANS, NOW), view.get(PLANS, EARLIER)
    if plan is None or earlier is None:
        return []
    before = _lines(_open(view.scan(EARLIER_LINES), plan.day))
    now = _lines(_open(view.scan(PLAN_LINES), plan.day))
    touched = _touched(view, moves(view))
    return [
        one._replace(because=sorted(touched.get(one.item, set()))) for one in _between(before, now)
    ]


def differences(
    before: Iterable[PlannedLine], now: Iterable[PlannedLine], day: str
) -> list[Change]:
    """What differs between two plans from a day on, of the same moment."""
    had = _lines((line, line.quantity) for line in before if line.finish >= day)
    has = _lines((line, line.quantity) for line in now if line.finish >= day)
    return _between(had, has)


def _between(before: _Lines, now: _Lines) -> list[Change]:
    found = []
    for key in sorted(before.keys() | now.keys()):
        had, has = before.get(key, {}), now.get(key, {})
        if had != has:
            found.append(Change(*key, *_shown(had, has), []))
    return found


def _shown(had: dict[str, int], has: dict[str, int]) -> tuple[int, str, int, str]:
    """How much by which day, then and now: all of it; where that is the same, what there is by the
    day on which the two differ first."""
    whole = (sum(had.values()), max(had, default=""), sum(has.values()), max(has, default=""))
    if whole[:2] != whole[2:]:
        return whole
    move = next(_moves_of(("", "", True), had, has))
    return move.before, move.day, move.now, move.day


def _open(rows: Iterable[PlanLineRow], day: str) -> Iterator[tuple[PlanLineRow, int]]:
    """What is done is none."""
    return ((row, row.open) for row in rows if row.open > 0 and row.finish >= day)


def _lines(rows: Iterable[tuple[PlanLineRow | PlannedLine, int]]) -> _Lines:
    """Quantities by day of what is the same line from plan to plan."""
    found: _Lines = {}
    for row, quantity in rows:
        days = found.setdefault((row.kind, row.item, row.partner, row.reference), {})
        days[row.finish] = days.get(row.finish, 0) + quantity
    return found


def _touched(view: View, moved: list[Move]) -> dict[str, set[str]]:
    """By item, the partners whose moves touch it."""
    into: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    for recipe in view.scan(RECIPES):
        for part in recipe.ingredients:
            into.setdefault(part.item, set()).add(recipe.item)
            parts.setdefault(recipe.item, set()).add(part.item)
    found: dict[str, set[str]] = {}
    for move in moved:
        for item in _reached(move.item, into if move.coming else parts):
            found.setdefault(item, set()).add(move.partner)
    return found


def _reached(item: str, ways: dict[str, set[str]]) -> set[str]:
    reached, left = {item}, [item]
    while left:
        more = ways.get(left.pop(), set()) - reached
        reached |= more
        left += more
    return reached
