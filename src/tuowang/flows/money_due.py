"""What a receipt makes due, under the terms as they are and as they were agreed before.

Prices may be revised while goods or papers are under way, so a claim is right if any agreed
revision gives its amount and day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.days import later
from tuowang.flows.money import Claimed
from tuowang.flows.shipping import SHIPMENTS, ShipmentRow
from tuowang.flows.trading import (
    AGREED,
    AGREEMENTS,
    ALLOCATIONS,
    COMMITMENTS,
    PROPOSALS,
    SLOT,
    Terms,
)
from tuowang.flows.vocabulary import amount_minor
from tuowang.store.store import View
from tuowang.units import MAXIMUM_AMOUNT_MINOR


class Due(NamedTuple):
    """What one agreement's part of a receipt comes to."""

    amount_minor: int
    currency: str
    due: str


def shipment_of_receipt(view: View, partner: str, receipt: str) -> ShipmentRow | None:
    """The shipment that a receipt received."""
    return next(iter(view.find(SHIPMENTS, ("partner", "receipt"), partner, receipt)), None)


def claimed_already(view: View, partner: str, receipt: str, agreement: str) -> str:
    """The claim that a receipt already made under an agreement, or ""."""
    rows = view.scan(ALLOCATIONS, partner, "receipt", f"{receipt}/{agreement}", "claim")
    return next((row.to_reference for row in rows), "")


def agreements_of(shipment: ShipmentRow) -> list[str]:
    """The agreements of which something was accepted."""
    return sorted({line.agreement for line in shipment.received if line.accepted})


def due_now(view: View, shipment: ShipmentRow, agreement: str) -> Due | None:
    """What the receipt makes due under the current terms; None where it is nothing."""
    row = view.get(AGREEMENTS, shipment.partner, agreement)
    due = _due(view, shipment, agreement, row.terms) if row is not None else None
    return due if due is not None and due.amount_minor else None


def _due(view: View, shipment: ShipmentRow, agreement: str, terms: Terms) -> Due:
    prices = {line.line: (line.price_minor, line.price_quantity) for line in terms.lines}
    total = 0
    for line in shipment.received:
        if line.agreement != agreement or not line.accepted:
            continue
        price = prices.get(line.line)
        if price is None:
            commitment = view.get(COMMITMENTS, shipment.partner, agreement, line.line)
            assert commitment is not None
            price = (commitment.price_minor, commitment.price_quantity)
        total += amount_minor(*price, line.accepted)
    due = later(shipment.received_day, terms.payment_days)
    return Due(min(total, MAXIMUM_AMOUNT_MINOR), terms.currency, due)


def _agreed_terms(view: View, partner: str, agreement: str) -> Iterator[Terms]:
    row = view.get(AGREEMENTS, partner, agreement)
    assert row is not None
    for revision in range(row.revision, 0, -1):
        for proposal in view.find(PROPOSALS, SLOT, partner, agreement, row.demand, revision):
            if proposal.state == AGREED:
                yield proposal.terms


def wrong_in(view: View, partner: str, claimed: Claimed) -> str:
    """What is wrong in a claim that was folded: "receipt", "currency", "amount", "due", or ""."""
    shipment = shipment_of_receipt(view, partner, claimed.receipt)
    if shipment is None or claimed.agreement not in agreements_of(shipment):
        return "receipt"
    if claimed_already(view, partner, claimed.receipt, claimed.agreement) != claimed.claim:
        return "receipt"
    wrong = "currency"
    for terms in _agreed_terms(view, partner, claimed.agreement):
        due = _due(view, shipment, claimed.agreement, terms)
        if due.currency != claimed.currency:
            continue
        if due.amount_minor != claimed.amount_minor:
            wrong = "amount" if wrong == "currency" else wrong
        elif claimed.due < due.due:
            wrong = "due"
        else:
            return ""
    return wrong
