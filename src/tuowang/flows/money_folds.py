"""The folds of money: claims, disputes, payments, and what is settled.

Only the seller claims and confirms, only the buyer disputes and pays; a payment counts up to what
is still owed. A claim is SETTLED when confirmed payments reach it, whatever was disputed.
"""

from __future__ import annotations

from msgspec.structs import replace

from tuowang.flows.base import Said
from tuowang.flows.money import (
    CLAIMS,
    DISPUTED,
    OPEN,
    PAYMENT_CONFIRMED,
    PAYMENT_SENT,
    PAYMENTS,
    SETTLED,
    ClaimDisputed,
    Claimed,
    ClaimRow,
    Paid,
    PaymentConfirmed,
    PaymentRow,
    money,
)
from tuowang.flows.money_due import claimed_already, shipment_of_receipt
from tuowang.flows.trading import AGREEMENTS
from tuowang.flows.trading_folds import allocate
from tuowang.store.store import Rows


@money.fold(Claimed)
def fold_claimed(rows: Rows, said: Said[Claimed]) -> None:
    """The seller of a known agreement claims; whether the claim is right is for the debtor."""
    record = said.record
    agreement = rows.get(AGREEMENTS, said.partner, record.agreement)
    if agreement is None or agreement.selling != said.mine or record.amount_minor == 0:
        return
    if rows.get(CLAIMS, said.partner, record.claim) is not None:
        return
    row = ClaimRow(
        said.partner,
        record.claim,
        said.mine,
        OPEN,
        record.receipt,
        record.agreement,
        record.amount_minor,
        record.currency,
        record.day,
        record.due,
    )
    rows.put(CLAIMS, row)
    known = shipment_of_receipt(rows, said.partner, record.receipt) is not None
    if known and not claimed_already(rows, said.partner, record.receipt, record.agreement):
        source = ("receipt", f"{record.receipt}/{record.agreement}")
        allocate(rows, said.partner, source, ("claim", record.claim), record.amount_minor)


@money.fold(ClaimDisputed)
def fold_disputed(rows: Rows, said: Said[ClaimDisputed]) -> None:
    """The debtor disputes the claim, or lifts that; what is settled stays settled."""
    record = said.record
    row = rows.get(CLAIMS, said.partner, record.claim)
    if row is None or row.mine == said.mine:
        return
    state = OPEN if record.lifted else DISPUTED
    state = SETTLED if row.discharged_minor >= row.amount_minor else state
    rows.put(CLAIMS, replace(row, state=state, reason="" if record.lifted else record.reason))


@money.fold(Paid)
def fold_paid(rows: Rows, said: Said[Paid]) -> None:
    """The debtor paid, up to what it still owed."""
    record = said.record
    claim = rows.get(CLAIMS, said.partner, record.claim)
    if claim is None or claim.mine == said.mine or claim.currency != record.currency:
        return
    if rows.get(PAYMENTS, said.partner, record.payment) is not None:
        return
    amount = min(record.amount_minor, claim.amount_minor - claim.paid_minor)
    if amount <= 0:
        return
    rows.put(CLAIMS, replace(claim, paid_minor=claim.paid_minor + amount))
    row = PaymentRow(
        said.partner,
        record.payment,
        said.mine,
        PAYMENT_SENT,
        record.claim,
        amount,
        record.currency,
        record.day,
    )
    rows.put(PAYMENTS, row)
    allocate(rows, said.partner, ("claim", record.claim), ("payment", record.payment), amount)


@money.fold(PaymentConfirmed)
def fold_confirmed(rows: Rows, said: Said[PaymentConfirmed]) -> None:
    """The creditor has the money; the claim is settled when all of it is there."""
    payment = rows.get(PAYMENTS, said.partner, said.record.payment)
    if payment is None or payment.mine == said.mine or payment.state != PAYMENT_SENT:
        return
    rows.put(PAYMENTS, replace(payment, state=PAYMENT_CONFIRMED))
    claim = rows.get(CLAIMS, said.partner, payment.claim)
    assert claim is not None
    claim = replace(claim, settled_minor=claim.settled_minor + payment.amount_minor)
    if claim.discharged_minor >= claim.amount_minor:
        claim = replace(claim, state=SETTLED, settled_day=said.record.day)
    rows.put(CLAIMS, claim)
