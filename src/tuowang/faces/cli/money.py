"""What is owed and paid: `claim`, `claims`, `dispute`, `pay`, `payments`, `confirm-payment`."""

from __future__ import annotations

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Column, Listing, Money, by_whom, column, word_column
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
    column("claim"),
    column("partner"),
    Column("owed_by", lambda row: by_whom(not row.mine)),
    word_column("state"),
    Column("amount", lambda row: Money(row.amount_minor, row.currency)),
    Column("paid", lambda row: Money(row.paid_minor, row.currency)),
    Column("settled", lambda row: Money(row.settled_minor, row.currency)),
    column("due"),
    column("agreement"),
    column("receipt"),
    column("reason"),
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


@command("claims", argument("partner", needed=False), option("all", flag=True), *files())
def claims(face: Face, partner: str, all: bool, xlsx: str, csv: str) -> Answer:
    """What is owed to us and by us."""
    states = () if all else (OPEN, DISPUTED)
    found = standing(face, CLAIMS, partner, ("state", "mine", "due"), *states)
    rows = [row for row in found if all or row.state in states]
    rows.sort(key=lambda row: (row.due, row.partner, row.claim))
    return answer_list(face, Listing(_CLAIMS, rows), xlsx, csv)


@command("payments", argument("partner", needed=False), *files())
def payments(face: Face, partner: str, xlsx: str, csv: str) -> Answer:
    """What was paid, by us and to us."""
    prefix = (partner_code(face, partner),) if partner else ()
    rows = sorted(face.view.scan(PAYMENTS, *prefix), key=lambda row: row.day)
    return answer_list(face, Listing(_PAYMENTS, rows), xlsx, csv)
