"""What is owed and paid: `claim`, `claims`, `dispute`, `pay`, `payments`, `confirm-payment`."""

from __future__ import annotations

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
from tuowang.flows.money import (
    CLAIMS,
    DISPUTED,
    OPEN,
    PAYMENTS,
    Claim,
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


_CLAIMS = (
    Column("claim", lambda one: one.row.claim),
    Column("partner", lambda one: one.row.partner),
    Column("owed_by", lambda one: by_whom(not one.row.mine)),
    Column("state", lambda one: Word(one.row.state)),
    Column("amount", lambda one: Money(one.row.amount_minor, one.row.currency)),
    Column("paid", lambda one: Money(one.row.paid_minor, one.row.currency)),
    Column("settled", lambda one: Money(one.row.settled_minor, one.row.currency)),
    Column("set_off", lambda one: Money(one.row.netted_minor, one.row.currency)),
    Column("open", lambda one: Money(one.row.open_minor, one.row.currency)),
    Column("due", lambda one: one.row.due),
    Column("overdue", lambda one: max(0, one.overdue_days) or None),
    Column("netting", lambda one: Word(one.why_not or "yes")),
    Column("agreement", lambda one: one.row.agreement),
    Column("receipt", lambda one: one.row.receipt),
    Column("reason", lambda one: one.row.reason),
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
    standing_ = [standing_claim(face.view, row, face.today) for row in rows]
    answer = answer_list(face, Listing(_CLAIMS, standing_), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [
            {
                **asdict(one.row),
                "open_minor": one.row.open_minor,
                "overdue_days": one.overdue_days,
                "free_minor": one.free_minor,
                "why_not_netted": one.why_not,
            }
            for one in standing_
        ]
    return answer


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
