"""What was promised when we docked, and what of it is accepted: `promises`."""

from __future__ import annotations

from typing import Any

from tuowang.errors import Mistake
from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import Amount, Answer, Column, Listing, Share, Word, column
from tuowang.faces.cli.demands import currency_with
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import day, item_code, line, partner_code
from tuowang.faces.cli.grammar import Number, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.faces.cli.partners import permille
from tuowang.flows.promising import (
    PROMISE_RULES,
    AcceptPromises,
    PromiseRuleRow,
    SetPromiseRule,
)
from tuowang.flows.promising_views import WAITS, PromisedWeek, promised_weeks


@command(
    "promises",
    argument("partner", needed=False),
    option("item", metavar="item"),
    option("waiting", flag=True),
    option("accept", flag=True),
    option("until", metavar="date"),
    option("line", metavar="line", many=True),
    option("frozen_days", kind=Number(0, 366), metavar="days"),
    option("short", metavar="percent"),
    option("late_days", kind=Number(0, 366), metavar="days"),
    *files(),
)
def promises(
    face: Face,
    partner: str,
    item: str,
    waiting: bool,
    accept: bool,
    until: str,
    line: tuple[str, ...],
    frozen_days: int | None,
    short: str,
    late_days: int | None,
    xlsx: str,
    csv: str,
) -> Answer:
    """What was promised and where it stands; accept it, change it, or say what accepts itself."""
    code, wanted = partner_code(face, partner), item_code(face, item)
    changes = frozen_days is not None or bool(short) or late_days is not None
    if (accept or line or changes) and not code:
        raise Mistake("argument-needed", name="PARTNER")
    if changes:
        return do(face, _rule(face, code, frozen_days, short, late_days))
    if accept or line:
        lines = [_line(face, code, number, one) for number, one in enumerate(line, 1)]
        return do(face, AcceptPromises(code, day(face, until or "+14"), wanted, lines))
    rows = [
        one
        for one in promised_weeks(face.view, face.today, code)
        if wanted in ("", one.week.row.item) and (not waiting or one.state == WAITS)
    ]
    rows.sort(key=lambda one: (one.week.row.partner, one.week.row.item, one.week.start))
    return _list(face, rows, code, xlsx, csv)


def _line(face: Face, partner: str, number: int, typed: str) -> Any:
    return line(face, str(number), typed, currency_with(face, partner))


def _rule(
    face: Face, partner: str, frozen_days: int | None, short: str, late_days: int | None
) -> SetPromiseRule:
    """What is not said stays as it is."""
    old = face.view.get(PROMISE_RULES, partner) or PromiseRuleRow(partner, 0, 0, 0)
    return SetPromiseRule(
        partner,
        old.frozen_days if frozen_days is None else frozen_days,
        permille(short) if short else old.short_permille,
        old.late_days if late_days is None else late_days,
    )


def _list(face: Face, rows: list[PromisedWeek], partner: str, xlsx: str, csv: str) -> Answer:
    rules = [row for row in face.view.scan(PROMISE_RULES) if partner in ("", row.partner)]
    columns = (
        Column("partner", lambda one: one.week.row.partner),
        Column("item", lambda one: one.week.row.item),
        Column("we", lambda one: Word("selling" if one.week.row.mine else "buying")),
        Column("start", lambda one: one.week.start),
        Column("arrives", lambda one: one.week.arrives),
        Column("quantity", lambda one: Amount(one.week.quantity, one.week.unit)),
        Column("wished_sum", lambda one: item_amount(face, one.week.row.item, one.wished)),
        Column("promised_sum", lambda one: item_amount(face, one.week.row.item, one.promised)),
        Column("not_agreed", lambda one: item_amount(face, one.week.row.item, one.week.open)),
        Column("state", lambda one: Word(one.state)),
    )
    answer = answer_list(face, Listing(columns, rows, empty="no-promises"), xlsx, csv)
    if xlsx or csv:
        return answer
    answer.document = {"rules": rules, "promises": [_document(one) for one in rows]}
    if rules:
        answer.shown += [face.text("promise-rules"), Listing(_RULES, rules)]
    return answer


_RULES = (
    column("partner"),
    Column("frozen_days", lambda row: Amount(row.frozen_days, "DAY")),
    Column("short", lambda row: Share(row.short_permille)),
    Column("late_days", lambda row: Amount(row.late_days, "DAY")),
)


def _document(one: PromisedWeek) -> dict[str, Any]:
    return {
        "partner": one.week.row.partner,
        "item": one.week.row.item,
        "we": "selling" if one.week.row.mine else "buying",
        "start": one.week.start,
        "arrives": one.week.arrives,
        "quantity": one.week.quantity,
        "unit": one.week.unit,
        "wished": one.wished,
        "promised": one.promised,
        "open": one.week.open,
        "state": one.state,
    }
