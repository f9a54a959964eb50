"""What our own user asks of money, and what it says by itself: claims on receipts, disputes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.errors import Mistake
from tuowang.flows.base import Context, Effect, Note, Said, Say
from tuowang.flows.checks import TEXT_LENGTH, day_of, text_of
from tuowang.flows.disclosure import may_leave
from tuowang.flows.money import (
    CLAIMS,
    DISPUTED,
    OPEN,
    PAYMENT_SENT,
    PAYMENTS,
    SETTLED,
    Claim,
    ClaimDisputed,
    Claimed,
    ClaimRow,
    ConfirmPayment,
    Dispute,
    Paid,
    Pay,
    PaymentConfirmed,
    money,
)
from tuowang.flows.money_due import (
    agreements_of,
    claimed_already,
    due_now,
    shipment_of_receipt,
    wrong_in,
)
from tuowang.flows.netting_free import free_minor
from tuowang.flows.shipping import Received, ShipmentRow
from tuowang.flows.trading import AGREEMENTS
from tuowang.flows.trading_lines import require_disclosed
from tuowang.flows.trading_state import own_item
from tuowang.store.store import View


def _require_agreement_disclosed(view: View, partner: str, agreement: str) -> None:
    row = view.get(AGREEMENTS, partner, agreement)
    assert row is not None
    for line in row.terms.lines:
        item = own_item(view, partner, line, row.selling) or line.item
        require_disclosed(view, partner, item)


def _claims(view: View, shipment: ShipmentRow, context: Context) -> Iterator[Say]:
    """The claims that a receipt makes and that were not raised yet."""
    for agreement in agreements_of(shipment):
        if claimed_already(view, shipment.partner, shipment.receipt, agreement):
            continue
        due = due_now(view, shipment, agreement)
        if due is not None:
            claimed = Claimed(
                context.name("C"), shipment.receipt, agreement, *due[:2], context.today, due.due
            )
            yield Say(shipment.partner, claimed)


@money.react(Received)
def on_received(view: View, said: Said[Received], context: Context) -> Iterable[Effect]:
    """The receipt of our goods raises the claim."""
    shipment = shipment_of_receipt(view, said.partner, said.record.receipt)
    if said.mine or shipment is None or not shipment.mine:
        return
    if shipment.shipment != said.record.shipment:
        return
    for say in _claims(view, shipment, context):
        if may_leave(view, say.partner, say.record):
            yield say
        else:
            yield Note("claim-not-disclosed", {"partner": say.partner, "receipt": shipment.receipt})


@money.react(Claimed)
def on_claimed(view: View, said: Said[Claimed], _context: Context) -> Iterable[Effect]:
    """A claim that our receipt and the agreed terms do not give is disputed at once."""
    claim = view.get(CLAIMS, said.partner, said.record.claim)
    if said.mine or claim is None or claim.mine or claim.state != OPEN:
        return
    wrong = wrong_in(view, said.partner, said.record)
    disputed = ClaimDisputed(claim.claim, wrong)
    if wrong and _same(claim, said.record) and may_leave(view, said.partner, disputed):
        yield Say(said.partner, disputed)


def _same(claim: ClaimRow, record: Claimed) -> bool:
    """Whether the row was made by this record, and not by an earlier one of the same name."""
    return (claim.receipt, claim.agreement, claim.amount_minor, claim.currency) == (
        record.receipt,
        record.agreement,
        record.amount_minor,
        record.currency,
    )


@money.ask(Claim)
def claim(view: View, command: Claim, context: Context) -> Iterable[Effect]:
    """Raise what a receipt makes due and was not claimed yet."""
    shipment = shipment_of_receipt(view, command.partner, command.receipt)
    if shipment is None or not shipment.mine:
        raise Mistake("receipt-unknown", partner=command.partner, receipt=command.receipt)
    for agreement in agreements_of(shipment):
        _require_agreement_disclosed(view, command.partner, agreement)
    said = list(_claims(view, shipment, context))
    if not said:
        raise Mistake("nothing-to-claim", receipt=command.receipt)
    yield from said


def _claim(view: View, partner: str, name: str, *, mine: bool) -> ClaimRow:
    row = view.get(CLAIMS, partner, name)
    if row is None or row.mine != mine:
        raise Mistake("claim-unknown", partner=partner, claim=name)
    _require_agreement_disclosed(view, partner, row.agreement)
    return row


@money.ask(Dispute)
def dispute(view: View, command: Dispute, _context: Context) -> Iterable[Effect]:
    """Dispute a claim on us, or lift that."""
    row = _claim(view, command.partner, command.claim, mine=False)
    if row.state == SETTLED:
        raise Mistake("claim-settled", claim=row.claim)
    if command.lift and row.state != DISPUTED:
        raise Mistake("claim-not-disputed", claim=row.claim)
    reason = text_of(command.reason)
    if not command.lift and not reason:
        raise Mistake("text-length", length=0, most=TEXT_LENGTH)
    yield Say(row.partner, ClaimDisputed(row.claim, reason, command.lift))


@money.ask(Pay)
def pay(view: View, command: Pay, context: Context) -> Iterable[Effect]:
    """Pay what is owed, or part of it."""
    row = _claim(view, command.partner, command.claim, mine=False)
    if row.state == DISPUTED:
        raise Mistake("claim-disputed", claim=row.claim, reason=row.reason)
    if row.open_minor <= 0:
        raise Mistake("claim-paid", claim=row.claim)
    owed = free_minor(view, row)
    amount = command.amount_minor or owed
    if owed <= 0:
        raise Mistake("claim-held", claim=row.claim)
    if not 0 < amount <= owed:
        raise Mistake("more-than-owed", claim=row.claim, amount_minor=amount, owed_minor=owed)
    day = day_of(command.day, context)
    yield Say(row.partner, Paid(context.name("M"), row.claim, amount, row.currency, day))


@money.ask(ConfirmPayment)
def confirm_payment(view: View, command: ConfirmPayment, context: Context) -> Iterable[Effect]:
    """Say that a partner's payment is there."""
    row = view.get(PAYMENTS, command.partner, command.payment)
    if row is None or row.mine:
        raise Mistake("payment-unknown", partner=command.partner, payment=command.payment)
    if row.state != PAYMENT_SENT:
        raise Mistake("payment-confirmed", payment=row.payment)
    _claim(view, command.partner, row.claim, mine=True)
    day = day_of(command.day, context)
    yield Say(row.partner, PaymentConfirmed(row.payment, day))
