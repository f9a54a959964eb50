"""Claims and payments: a receipt makes the seller's claim; payments, whole or partial, end it."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.store.table import Table
from tuowang.units import Amount, Code, Currency, Day, Text

OPEN = "OPEN"
DISPUTED = "DISPUTED"
SETTLED = "SETTLED"
PAYMENT_SENT = "sent"
PAYMENT_CONFIRMED = "confirmed"


class ClaimRow(msgspec.Struct, frozen=True):
    """What is owed because of a receipt. `mine`: it is owed to us.

    `paid_minor` is what the debtor says it paid, `settled_minor` what the creditor confirmed,
    `netted_minor` what was set off in rings.
    """

    partner: str
    claim: str
    mine: bool
    state: str
    receipt: str
    agreement: str
    amount_minor: int
    currency: str
    day: str
    due: str
    paid_minor: int = 0
    settled_minor: int = 0
    settled_day: str = ""
    reason: str = ""
    netted_minor: int = 0

    @property
    def open_minor(self) -> int:
        """What is neither said to be paid nor set off; below 0 it is to be refunded."""
        return self.amount_minor - self.paid_minor - self.netted_minor

    @property
    def discharged_minor(self) -> int:
        """What was confirmed as paid, or set off."""
        return self.settled_minor + self.netted_minor


class PaymentRow(msgspec.Struct, frozen=True):
    """A payment of (part of) a claim. `mine`: we paid. State: "sent" or "confirmed"."""

    partner: str
    payment: str
    mine: bool
    state: str
    claim: str
    amount_minor: int
    currency: str
    day: str


CLAIMS = Table(
    "claims",
    ClaimRow,
    ("partner", "claim"),
    (("state", "mine", "due"), ("partner", "agreement")),
)
PAYMENTS = Table(
    "payments",
    PaymentRow,
    ("partner", "payment"),
    (("partner", "claim"), ("mine", "day"), ("state", "mine", "day")),
)
money = Flow("money", tables=(CLAIMS, PAYMENTS))


@money.record
class Claimed(Record, frozen=True):
    """The seller claims the price of what was received. One claim a receipt and agreement."""

    kind: ClassVar[str] = "claim.raised"
    topic: ClassVar[str] = "trade"
    claim: Code
    receipt: Code
    agreement: Code
    amount_minor: Amount
    currency: Currency
    day: Day
    due: Day


@money.record
class ClaimDisputed(Record, frozen=True):
    """The debtor disputes the claim; it is not paid until the dispute is lifted."""

    kind: ClassVar[str] = "claim.disputed"
    topic: ClassVar[str] = "trade"
    claim: Code
    reason: Text
    lifted: bool = False


@money.record
class Paid(Record, frozen=True):
    """The debtor paid (part of) a claim."""

    kind: ClassVar[str] = "payment.made"
    topic: ClassVar[str] = "trade"
    payment: Code
    claim: Code
    amount_minor: Amount
    currency: Currency
    day: Day


@money.record
class PaymentConfirmed(Record, frozen=True):
    """The creditor confirms that the money arrived."""

    kind: ClassVar[str] = "payment.confirmed"
    topic: ClassVar[str] = "trade"
    payment: Code
    day: Day


class Claim(Command, frozen=True):
    """Raise the claim for a receipt by hand (a receipt of our goods raises it by itself)."""

    verb: ClassVar[str] = "claim"
    partner: str
    receipt: str


class Dispute(Command, frozen=True):
    """Say why a claim is wrong, or lift that again."""

    verb: ClassVar[str] = "dispute"
    partner: str
    claim: str
    reason: str
    lift: bool = False


class Pay(Command, frozen=True):
    """Pay a claim; amount 0 means all that is still owed."""

    verb: ClassVar[str] = "pay"
    partner: str
    claim: str
    amount_minor: int = 0
    day: str = ""


class ConfirmPayment(Command, frozen=True):
    """Confirm that a partner's payment arrived."""

    verb: ClassVar[str] = "confirm-payment"
    partner: str
    payment: str
    day: str = ""
