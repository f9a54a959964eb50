"""What is owed and paid: `claim`, `claims`, `dispute`, `pay`, `payments`, `confirm-payment`."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import (
    Answer,
    Cell,
    Column,
    Listing,
    Money,
    Word,
    by_whom,
    column,
    word_column,
)
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import chosen, day, document, partner_code
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.lists import answer_list, files, standing
from tuowang.flows.days import days_between
from tuowang.flows.money import (
    CLAIMS,
    DISPUTED,
    OPEN,
    PAYMENTS,
    Claim,
    ClaimRow,
    ConfirmPayment,
    Dispute,
    Pay,
)
from tuowang.flows.money_views import (
    open_claims,
    owed_by_age,
)
from tuowang.flows.netting_views import (
    Reconciled,
    balances,
    last_statements,
    reconciled,
    standing_claim,
    why_not_netted,
)
from tuowang.flows.partner import PARTNERS
from tuowang.flows.shipping import SHIPMENTS
from tuowang.units import amount_minor


@command("claim", argument("partner"), argument("receipt"))
def claim(face: Face, partner: str, receipt: str) -> Answer:
    """Raise the claim for a receipt by hand."""
    code = partner_code(face, partner)
    receipts = (row.receipt for row in face.view.scan(SHIPMENTS, code) if row.receipt)
    return do(face, Claim(code, chosen(receipt, receipts, "receipt")))


def _claim(face: Face, partner: str, name: str) -> tuple[str, str]:
    code = partner_code(face, partner)
    return code, document(face, CLAIMS, code, "claim", name)


@command(
    "dispute",
    argument("partner"),
    argument("claim"),
    argument("reason", needed=False, many=True, metavar="text"),
    option("lift", flag=True),
)
def dispute(face: Face, partner: str, claim: str, reason: tuple[str, ...], lift: bool) -> Answer:
    """Say why a claim is wrong, or lift that again."""
    return do(face, Dispute(*_claim(face, partner, claim), " ".join(reason), lift))


@command(
    "pay",
    argument("partner"),
    argument("claim"),
    argument("amount", needed=False),
    option("day", metavar="date"),
)
def pay(face: Face, partner: str, claim: str, amount: str, day: str) -> Answer:
    """Say that a claim was paid, in whole or in part."""
    code, name = _claim(face, partner, claim)
    row = face.view.get(CLAIMS, code, name)
    minor = 0
    if amount and row is not None:
        minor = amount_minor(amount, row.currency)
        if minor == 0:
            raise Mistake("amount-zero", text=amount)
    return do(face, Pay(code, name, minor, _day(face, day)))


def _day(face: Face, typed: str) -> str:
    return day(face, typed) if typed else ""


@command("confirm-payment", argument("partner"), argument("payment"), option("day", metavar="date"))
def confirm_payment(face: Face, partner: str, payment: str, day: str) -> Answer:
    """Confirm that a partner's payment arrived."""
    code = partner_code(face, partner)
    name = document(face, PAYMENTS, code, "payment", payment)
    return do(face, ConfirmPayment(code, name, _day(face, day)))


def _claim_columns(face: Face) -> tuple[Column, ...]:
    """Looked up cell by cell: of a long list few are shown."""
    today = face.today
    return (
        Column("claim", lambda row: row.claim),
        Column("partner", lambda row: row.partner),
        Column("owed_by", lambda row: by_whom(not row.mine)),
        Column("state", lambda row: Word(row.state)),
        Column("amount", lambda row: Money(row.amount_minor, row.currency)),
        Column("paid", lambda row: Money(row.paid_minor, row.currency)),
        Column("settled", lambda row: Money(row.settled_minor, row.currency)),
        Column("set_off", lambda row: Money(row.netted_minor, row.currency)),
        Column("open", lambda row: Money(row.open_minor, row.currency)),
        Column("due", lambda row: row.due),
        Column("overdue", lambda row: max(0, days_between(row.due, today)) or None),
        Column("netting", lambda row: Word(why_not_netted(face.view, row) or "yes")),
        Column("agreement", lambda row: row.agreement),
        Column("receipt", lambda row: row.receipt),
        Column("reason", lambda row: row.reason),
    )


_BALANCES = (
    column("partner"),
    Column("to_us", lambda one: Money(one.to_us_minor, one.currency)),
    Column("overdue_to_us", lambda one: Money(one.overdue_to_us_minor, one.currency)),
    Column("by_us", lambda one: Money(one.by_us_minor, one.currency)),
    Column("overdue_by_us", lambda one: Money(one.overdue_by_us_minor, one.currency)),
    Column("nettable", lambda one: Money(one.nettable_minor, one.currency)),
)
_PAYMENTS = (
    column("payment"),
    column("partner"),
    Column("from", lambda row: by_whom(row.mine)),
    word_column("state"),
    Column("amount", lambda row: Money(row.amount_minor, row.currency)),
    column("day"),
    column("claim"),
)


@command(
    "claims",
    argument("partner", needed=False),
    option("all", flag=True),
    option("sums", flag=True),
    option("ages", flag=True),
    option("reconcile", flag=True),
    *files(),
)
def claims(
    face: Face,
    partner: str,
    all: bool,
    sums: bool,
    ages: bool,
    reconcile: bool,
    xlsx: str,
    csv: str,
) -> Answer:
    """What is owed to us and by us."""
    if ages:
        return _by_age(face, partner, xlsx, csv)
    if reconcile:
        return _reconciliation(face, partner, xlsx, csv)
    if sums:
        return _balances(face, partner, xlsx, csv)
    states = () if all else (OPEN, DISPUTED)
    found = standing(face, CLAIMS, partner, ("state", "mine", "due"), *states)
    rows = [row for row in found if all or row.state in states]
    rows.sort(key=lambda row: (row.due, row.partner, row.claim))
    answer = answer_list(face, Listing(_claim_columns(face), rows), xlsx, csv)
    if face.most_rows is None and not (xlsx or csv):  # a page has no document
        answer.document = [_claim_document(face, row) for row in rows]
    return answer


def _claim_document(face: Face, row: ClaimRow) -> dict[str, Any]:
    one = standing_claim(face.view, row, face.today)
    return {
        **asdict(row),
        "open_minor": row.open_minor,
        "overdue_days": one.overdue_days,
        "free_minor": one.free_minor,
        "why_not_netted": one.why_not,
    }


def _reconciliation(face: Face, partner: str, xlsx: str, csv: str) -> Answer:
    """Both books beside each other, with everybody or with one."""
    code = partner_code(face, partner) if partner else ""
    partners = [code] if code else [row.partner for row in face.view.scan(PARTNERS)]
    found = [one for name in partners for one in reconciled(face.view, name)]
    told = {name: last_statements(face.view, name) for name in partners}
    days = [
        face.text("statement-days", partner=name, ours=ours or "-", theirs=theirs or "-")
        for name, (ours, theirs) in told.items()
        if code or any(one.partner == name for one in found)
    ]
    answer = answer_list(face, Listing(_BOOKS, found, empty="no-claims-open"), xlsx, csv, *days)
    if not (xlsx or csv):
        answer.document = [{**one._asdict(), "difference_minor": _difference(one)} for one in found]
    return answer


def _difference(one: Reconciled) -> int | None:
    """Theirs less ours; None while the partner says nothing of it."""
    return None if one.theirs_minor is None else one.theirs_minor - (one.ours_minor or 0)


def _books_money(minor: int | None, currency: str) -> Cell:
    return Money(minor, currency) if minor is not None and currency else minor


_BOOKS = (
    column("partner"),
    column("claim"),
    Column("owed_by", lambda one: None if one.mine is None else by_whom(not one.mine)),
    Column("our_book", lambda one: _books_money(one.ours_minor, one.currency)),
    Column("their_book", lambda one: _books_money(one.theirs_minor, one.currency)),
    Column("difference", lambda one: _books_money(_difference(one), one.currency)),
    word_column("state"),
    Column("netting", lambda one: Word(one.why) if one.why else None),
)


def _balances(face: Face, partner: str, xlsx: str, csv: str) -> Answer:
    code = partner_code(face, partner) if partner else ""
    found = [one for one in balances(face.view, face.today) if code in ("", one.partner)]
    answer = answer_list(face, Listing(_BALANCES, found), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [one._asdict() for one in found]
    return answer


def _minor(heading: str, field: str) -> Column:
    return Column(heading, lambda one: Money(getattr(one, field), one.currency))


AGES = (
    column("partner"),
    Column("owed_by", lambda one: by_whom(not one.mine)),
    _minor("not_due", "not_due_minor"),
    _minor("to_30", "to_30_minor"),
    _minor("to_60", "to_60_minor"),
    _minor("to_90", "to_90_minor"),
    _minor("older", "older_minor"),
    _minor("open", "open_minor"),
)
BOTH_SIDES = (
    column("partner"),
    Column("owed_by", lambda one: by_whom(not one.mine)),
    column("claims"),
    _minor("debtor_says", "debtor_says_minor"),
    _minor("creditor_says", "creditor_says_minor"),
    _minor("difference", "difference_minor"),
    _minor("disputed", "disputed_minor"),
)


def _by_age(face: Face, partner: str, xlsx: str, csv: str) -> Answer:
    code = partner_code(face, partner) if partner else ""
    found = owed_by_age(open_claims(face.view), face.today)
    rows = [one for one in found if code in ("", one.partner)]
    answer = answer_list(face, Listing(AGES, rows), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [one._asdict() for one in rows]
    return answer


@command("payments", argument("partner", needed=False), *files())
def payments(face: Face, partner: str, xlsx: str, csv: str) -> Answer:
    """What was paid, by us and to us."""
    prefix = (partner_code(face, partner),) if partner else ()
    rows = sorted(face.some(face.view.scan(PAYMENTS, *prefix)), key=lambda row: row.day)
    return answer_list(face, Listing(_PAYMENTS, rows), xlsx, csv)
