"""Telling partners what will be late, and planning with what they tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.days import later
from tuowang.flows.disclosure import disclosed
from tuowang.flows.docking_lanes import may_dock
from tuowang.flows.docking_plans import to_plan
from tuowang.flows.expecting import (
    COUNTS,
    DAYS,
    EXPECTED,
    MOST_A_DAY,
    MOST_LINES,
    MOST_PARTS,
    DeliveriesExpected,
    ExpectedCountRow,
    ExpectedDayBegun,
    ExpectedDayRow,
    ExpectedLine,
    ExpectedPart,
    ExpectedRow,
    expecting,
)
from tuowang.flows.expecting_views import left_of, told_shorts
from tuowang.flows.partner import PARTNERS
from tuowang.flows.planning import PLAN_LINES, PLANS, PlanExtended, Planned
from tuowang.flows.planning_asks import LINES_A_RECORD
from tuowang.flows.planning_folds import NOW
from tuowang.flows.planning_problem import OPEN_BY_DUE, transit_days
from tuowang.flows.trading import COMMITMENTS, CommitmentRow
from tuowang.store.store import Rows, View
from tuowang.units import DAY_MILLISECONDS, MAXIMUM_QUANTITY


@expecting.fold(DeliveriesExpected)
def fold_expected(rows: Rows, said: Said[DeliveriesExpected]) -> None:
    """All that was told before is replaced; only lines that the teller sells us count."""
    for old in list(rows.scan(EXPECTED, said.partner, said.mine)):
        rows.delete(EXPECTED, said.partner, said.mine, old.agreement, old.line)
    _count(rows, said)
    for line in said.record.lines:
        commitment = rows.get(COMMITMENTS, said.partner, line.agreement, line.line)
        if commitment is not None and commitment.selling is said.mine:
            rows.put(
                EXPECTED,
                ExpectedRow(
                    said.partner,
                    said.mine,
                    line.agreement,
                    line.line,
                    line.parts,
                    line.missing,
                    line.until,
                ),
            )


def _count(rows: Rows, said: Said[DeliveriesExpected]) -> None:
    before = _count_of(rows, said.partner, mine=said.mine)
    rows.put(COUNTS, ExpectedCountRow(said.partner, said.mine, before + 1))
    if said.mine and rows.get(DAYS, NOW) is None:
        rows.put(DAYS, ExpectedDayRow(NOW, said.at))


def _count_of(view: View, partner: str, *, mine: bool) -> int:
    row = view.get(COUNTS, partner, mine)
    return row.count if row is not None else 0


@expecting.fold(ExpectedDayBegun)
def fold_day(rows: Rows, said: Said[ExpectedDayBegun]) -> None:
    """Count from nothing."""
    for row in list(rows.scan(COUNTS)):
        rows.delete(COUNTS, row.partner, row.mine)
    rows.put(DAYS, ExpectedDayRow(NOW, said.at))


def next_day(view: View, _now: int) -> int | None:
    """A day after the last one, where a partner or we had more to say than fits one."""
    last = view.get(DAYS, NOW)
    full = any(row.count >= MOST_A_DAY for row in view.scan(COUNTS))
    return (0 if last is None else last.at + DAY_MILLISECONDS) if full else None


@expecting.wake(next_day)
def begin_day(view: View, _context: Context) -> Iterable[Effect]:
    """Plan with all that was heard meanwhile, and tell what came of it."""
    yield Say(JOURNAL, ExpectedDayBegun())
    yield from to_plan(view, "")


@expecting.react(Planned)
@expecting.react(PlanExtended)
def tell(
    view: View, said: Said[Planned] | Said[PlanExtended], _context: Context
) -> Iterable[Effect]:
    """Once the whole plan is kept, tell partners what is different in what will be late."""
    if said.partner == JOURNAL and len(said.record.lines) < LINES_A_RECORD:
        late: dict[str, list[ExpectedLine]] = {}
        for partner, line in _late(view):
            late.setdefault(partner, []).append(line)
        for row in list(view.scan(PARTNERS)):
            full = _count_of(view, row.partner, mine=True) >= MOST_A_DAY
            if may_dock(view, row.partner) and not full:
                yield from _tell(view, row.partner, late.get(row.partner, []))


def _tell(view: View, partner: str, late: list[ExpectedLine]) -> Iterator[Effect]:
    told = [
        ExpectedLine(row.agreement, row.line, sold.item, row.parts, row.missing, row.until)
        for row in view.scan(EXPECTED, partner, True)
        if (sold := _still_open(view, row)) is not None
    ]
    before = {(one.agreement, one.line): one for one in told}
    now = {(one.agreement, one.line): one for one in late[:MOST_LINES]}
    if not _same(before, now):
        yield Say(partner, DeliveriesExpected(list(now.values())))


def _same(
    before: dict[tuple[str, str], ExpectedLine], now: dict[tuple[str, str], ExpectedLine]
) -> bool:
    """Whether nothing new is said; that the horizon moves on is no news."""

    def plain(lines: dict[tuple[str, str], ExpectedLine]) -> object:
        return {
            key: (one.parts, one.missing, one.until if one.missing else "")
            for key, one in lines.items()
        }

    return plain(before) == plain(now)


def _still_open(view: View, row: ExpectedRow) -> CommitmentRow | None:
    commitment = view.get(COMMITMENTS, row.partner, row.agreement, row.line)
    return commitment if commitment is not None and commitment.open else None


def _late(view: View) -> Iterator[tuple[str, ExpectedLine]]:
    """By partner, our agreed deliveries that the plan has late, in part or in all; in order."""
    plan = view.get(PLANS, NOW)
    if plan is None:
        return
    for row in view.find(COMMITMENTS, OPEN_BY_DUE, True, True):
        item = view.get(ITEMS, row.item)
        same = item is not None and item.unit == row.unit
        if same and disclosed(view, row.partner, DeliveriesExpected.topic, row.item):
            end = later(plan.day, plan.periods + transit_days(view, row.partner))
            for line in _late_line(view, row, end):
                yield row.partner, line


def _late_line(view: View, row: CommitmentRow, end: str) -> Iterator[ExpectedLine]:
    days = transit_days(view, row.partner)
    reference = f"{row.partner}/{row.agreement}/{row.line}"
    parts: dict[str, int] = {}
    for line in view.find(PLAN_LINES, ("reference", "finish"), reference):
        if line.kind == "delivery" and line.open:
            day = max(row.due, later(line.finish, days))
            parts[day] = parts.get(day, 0) + line.open
    left = left_of(view, row)
    missing = max(0, left - sum(parts.values()))
    if (missing and end > row.due) or any(day > row.due for day in parts):
        until = max(end, row.due)
        yield ExpectedLine(row.agreement, row.line, row.item, listed(parts), missing, until)


def listed(parts: dict[str, int]) -> list[ExpectedPart]:
    """Parts by day; of more than a statement holds the latest come together, on the last day."""
    days = sorted(parts)
    alone, together = days[: MOST_PARTS - 1], days[MOST_PARTS - 1 :]
    found = [(day, parts[day]) for day in alone]
    if together:
        found.append((together[-1], sum(parts[day] for day in together)))
    return [ExpectedPart(day, min(quantity, MAXIMUM_QUANTITY)) for day, quantity in found]


@expecting.react(DeliveriesExpected)
def plan_with_it(view: View, said: Said[DeliveriesExpected], _context: Context) -> Iterable[Effect]:
    """A partner moved: tell people, and plan again, so that our customers know in their turn."""
    plan = view.get(PLANS, NOW)
    if said.mine or _count_of(view, said.partner, mine=False) > MOST_A_DAY:
        return
    late = [one for one in told_shorts(view) if one.partner == said.partner]
    if late:
        first = min(late, key=lambda one: one.week)
        about = {
            "partner": said.partner,
            "lines": len(late),
            "item": first.item,
            "due": first.week,
            "day": first.rest,
        }
        yield Note("deliveries-late", about)
    else:
        yield Note("deliveries-in-time", {"partner": said.partner})
    if plan is not None:
        yield from to_plan(view, "")
