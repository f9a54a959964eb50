"""What is needed and what is planned, why, and what changed: `need`, `needs`, `plan`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import (
    Answer,
    Column,
    Listing,
    Money,
    Share,
    Word,
    column,
    word_column,
)
from tuowang.faces.cli.doing import do, note_document, note_lines
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import day, item_code, own_quantity
from tuowang.faces.cli.grammar import Number, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.faces.cli.show import cell_text
from tuowang.flows.docking_costly import Dearer, dearer
from tuowang.flows.planning import (
    FORECAST,
    NEEDS,
    ORDER,
    PLAN_LINES,
    PLAN_OVERTIME,
    PLAN_REASONS,
    PLANS,
    MakePlan,
    PlanOvertimeRow,
    PlanReasonRow,
    RecordNeed,
)
from tuowang.flows.planning_changes import Change, moves
from tuowang.flows.planning_changes import changes as find_changes
from tuowang.flows.planning_folds import EARLIER, NOW


@command(
    "need",
    argument("item"),
    argument("quantity"),
    argument("date"),
    option("order", flag=True),
    option("number", metavar="number"),
)
def need(face: Face, item: str, quantity: str, date: str, order: bool, number: str) -> Answer:
    """Enter a forecast or an order from outside the links."""
    code, due = item_code(face, item), day(face, date)
    name = number or f"{code}-{due}"[:64]
    kind = ORDER if order else FORECAST
    return do(face, RecordNeed(name, code, own_quantity(face, code, quantity), due, kind))


@command("needs", *files())
def needs(face: Face, xlsx: str, csv: str) -> Answer:
    """Forecasts and orders from outside the links."""
    columns = (
        column("need"),
        column("item"),
        Column("quantity", lambda row: item_amount(face, row.item, row.quantity)),
        column("due"),
        word_column("kind"),
    )
    rows = sorted(face.some(face.view.scan(NEEDS)), key=lambda row: (row.due, row.need))
    return answer_list(face, Listing(columns, rows), xlsx, csv)


@command(
    "plan",
    option("days", kind=Number(1, 1000), metavar="days", default=120),
    option("show", flag=True),
    option("changes", flag=True),
    option("item", metavar="item"),
    *files(),
)
def plan(
    face: Face, days: int, show: bool, changes: bool, item: str, xlsx: str, csv: str
) -> Answer:
    """Plan what to make, buy and deliver, or show the plan; why anything is late; what changed."""
    if changes:
        return _changed(face, item_code(face, item), xlsx, csv)
    outcome = None if show else face.company.ask(MakePlan(days))
    notes = outcome.notes if outcome else []
    wanted = item_code(face, item)
    lines = [
        row for row in face.view.scan(PLAN_LINES) if item in ("", row.item) or row.item == wanted
    ]
    lines.sort(key=lambda row: (row.start, row.finish, row.kind, row.line))
    reasons = list(face.view.scan(PLAN_REASONS))
    listing = Listing(_columns(face), lines, empty="plan-empty")
    answer = answer_list(face, listing, xlsx, csv)
    if xlsx or csv:
        return answer
    row = face.view.get(PLANS, NOW)
    dear = list(dearer(face.view, face.today))
    overtime = list(face.view.scan(PLAN_OVERTIME))
    document = {
        "plan": row,
        "lines": lines,
        "reasons": [
            {"text": reason_text(face, one), "code": one.code, "reason": one} for one in reasons
        ],
        "dearer": [{"text": _dearer_text(face, one), **one._asdict()} for one in dear],
        "overtime": [{"text": _overtime_text(face, one), "overtime": one} for one in overtime],
        "notes": [note_document(face, note) for note in notes],
    }
    shown: list[str | Listing] = []
    if row is not None:
        shown.append(face.text("plan-title", plan=row.plan, day=row.day, days=row.periods))
    shown += [listing, *_late(face, reasons)]
    costly = [_dearer_text(face, one) for one in dear]
    costly += [_overtime_text(face, one) for one in overtime]
    if costly:
        shown += [face.text("plan-dearer"), *("  " + line for line in costly)]
    count = len(find_changes(face.view))
    if count:
        shown.append(face.text("plan-changed", count=count))
    return Answer(document, [*shown, *note_lines(face, notes)])


def _dearer_text(face: Face, one: Dearer) -> str:
    told = face.text(
        "dearer",
        partner=one.partner,
        quantity=cell_text(face, item_amount(face, one.item, one.quantity)),
        item=one.item,
        more=cell_text(face, Share(one.more_permille)),
        other=one.other,
    )
    if one.short is None:
        return told
    return told + face.text(
        "dearer-short",
        other=one.other,
        had=cell_text(face, item_amount(face, one.item, one.short.had)),
        wished=cell_text(face, item_amount(face, one.item, one.short.wished)),
        week=one.short.week,
    )


def _overtime_text(face: Face, one: PlanOvertimeRow) -> str:
    told = face.text(
        "overtime",
        centre=one.centre,
        hours=f"{one.seconds / 3600:,.1f}",
        weeks=_weeks(face, one.week, one.week),
        day=one.week,
        cost=cell_text(face, Money(one.cost_minor, one.currency)),
    )
    if one.references:
        told += face.text("overtime-for", references=_some(one.references))
    if one.late_minor:
        code = "overtime-cheaper" if one.cost_minor <= one.late_minor else "overtime-dearer"
        told += face.text(code, late=cell_text(face, Money(one.late_minor, one.currency)))
    return told


def _weeks(face: Face, first_day: str, last_day: str) -> str:
    """Two days' ISO weeks, in words."""
    first, last = (date.fromisoformat(day).isocalendar().week for day in (first_day, last_day))
    if first == last:
        return face.text("week-number", week=first)
    return face.text("week-numbers", first=first, last=last)


def _some(references: list[str]) -> str:
    return ", ".join(references[:3]) + (" …" if len(references) > 3 else "")


def _changed(face: Face, item: str, xlsx: str, csv: str) -> Answer:
    """What changed since the plan before, and what partners moved."""
    lines = [one for one in find_changes(face.view) if item in ("", one.item)]
    moved = [one for one in moves(face.view) if item in ("", one.item)]
    listing = Listing(_change_columns(face), lines, empty="plan-same")
    answer = answer_list(face, listing, xlsx, csv)
    if xlsx or csv:
        return answer
    earlier = face.view.get(PLANS, EARLIER)
    document = {
        "earlier": earlier,
        "changes": [one._asdict() for one in lines],
        "moves": [one._asdict() for one in moved],
    }
    shown: list[str | Listing] = []
    if earlier is not None:
        shown.append(face.text("plan-earlier", plan=earlier.plan, day=earlier.day))
    shown.append(listing)
    if moved:
        shown += [face.text("plan-moves"), Listing(_move_columns(face), moved)]
    return Answer(document, shown)


def _who(face: Face, partner: str) -> str:
    return partner or face.word("me")


def _change_columns(face: Face) -> tuple[Column, ...]:
    def because(one: Change) -> str:
        return ", ".join(_who(face, partner) for partner in one.because)

    return (
        word_column("kind"),
        column("item"),
        column("partner"),
        Column("for", lambda one: one.reference),
        Column("before", lambda one: item_amount(face, one.item, one.before)),
        Column("before_day", lambda one: one.before_day),
        Column("now", lambda one: item_amount(face, one.item, one.now)),
        Column("now_day", lambda one: one.now_day),
        Column("because", because),
    )


def _move_columns(face: Face) -> tuple[Column, ...]:
    return (
        Column("partner", lambda one: _who(face, one.partner)),
        Column("what", lambda one: Word("brings" if one.coming else "wants")),
        column("item"),
        Column("end", lambda one: one.day),
        Column("before", lambda one: item_amount(face, one.item, one.before)),
        Column("now", lambda one: item_amount(face, one.item, one.now)),
    )


def _columns(face: Face) -> tuple[Column, ...]:
    return (
        column("start"),
        column("finish"),
        column("due", "wanted"),
        word_column("kind"),
        column("item"),
        Column("quantity", lambda row: item_amount(face, row.item, row.quantity)),
        Column("still_open", lambda row: item_amount(face, row.item, row.open)),
        column("partner"),
        Column("for", _causes),
        column("line"),
    )


def _causes(row: Any) -> str:
    return _some([cause.rpartition(":")[0] for cause in row.causes])


def _late(face: Face, reasons: Iterable[PlanReasonRow]) -> list[str]:
    lines = [reason_text(face, one) for one in reasons]
    return [face.text("plan-late"), *("  " + line for line in lines)] if lines else []


def reason_text(face: Face, row: PlanReasonRow) -> str:
    """Why something is late, in words."""
    return face.text(
        "reason-" + row.code,
        reference=row.reference,
        item=row.item,
        centre=row.centre,
        component=row.component,
        first_day=row.first_day,
        last_day=row.last_day,
        weeks=_weeks(face, row.first_day, row.last_day),
        quantity=cell_text(face, item_amount(face, row.item, row.quantity)),
        partner=row.partner,
        had=cell_text(face, item_amount(face, row.item, row.had)),
    )
