"""Demand -> offer <-> counter -> agreement with commitments, and its revisions.

Theory: FIPA contract net and ISO/IEC 15944-4 negotiation, bilateral. One thread of negotiation
answers one demand (or one agreement that is to be revised). In a thread each new proposal
replaces the last; the other side accepts, declines or counters it; an acceptance becomes an
agreement when the proposer confirms it. Only the proposer withdraws (or lets expire) and only
the proposer confirms, in its own log's order, so both ends reach the same state whatever crosses
on the way:

    proposal's state = confirmed        -> AGREED
                       withdrawn        -> WITHDRAWN (EXPIRED where the reason was the date)
                       else the receiver's first answer: ACCEPTED | DECLINED | COUNTERED
                       else OFFERED (COUNTERED names the state of the proposal that was countered)

Expiry is a date in the message: the proposer does not confirm, and the receiver cannot accept,
after it.

Only one proposal of a *slot* (a demand, or an agreement's next revision) is ever confirmed, though
both sides may have proposed. The buyer's log decides: a buyer who accepts the seller's proposal
withdraws its own of that slot in the same breath, and neither accepts nor proposes another before
the seller has confirmed or withdrawn. So whatever crosses, the buyer confirms only while it has
accepted nothing, and the seller confirms only what the buyer accepted before confirming anything.
A seller who has accepted a lower revision ships no more than that until it knows the outcome.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.flows.vocabulary import Line
from tuowang.store.table import Table
from tuowang.units import Code, Currency, Day, Days, Permille, Text

REQUESTED = "REQUESTED"
OFFERED = "OFFERED"
COUNTERED = "COUNTERED"
ACCEPTED = "ACCEPTED"
AGREED = "AGREED"
DECLINED = "DECLINED"
EXPIRED = "EXPIRED"
WITHDRAWN = "WITHDRAWN"


class Terms(msgspec.Struct, frozen=True):
    """What both sign: what is to be delivered; money follows receipt by `payment_days`."""

    lines: list[Line]
    currency: Currency
    tolerance_permille: Permille
    payment_days: Days


class DemandRow(msgspec.Struct, frozen=True):
    """A demand, ours (`mine`: we buy) or a partner's. State: REQUESTED until a proposal answers
    it (OFFERED), then that of its thread."""

    partner: str
    demand: str
    mine: bool
    state: str
    day: str
    expires: str
    lines: list[Line]
    causes: list[str]
    open: bool
    proposal: str = ""
    agreement: str = ""


class ProposalRow(msgspec.Struct, frozen=True):
    """An offer or a counter. `mine`: we proposed; `selling`: we would be the seller.

    `agreement` is the one it revises or, once confirmed, the one it made; `revision` is 1 at first.
    """

    partner: str
    proposal: str
    mine: bool
    selling: bool
    demand: str
    replaces: str
    agreement: str
    revision: int
    state: str
    day: str
    expires: str
    terms: Terms
    terms_hash: str
    reason: str = ""


class AgreementRow(msgspec.Struct, frozen=True):
    """What is agreed now. Earlier revisions stay as proposals."""

    partner: str
    agreement: str
    selling: bool
    revision: int
    proposal: str
    demand: str
    day: str
    terms: Terms
    terms_hash: str


class CommitmentRow(msgspec.Struct, frozen=True):
    """One agreed line and what became of it.

    `item` is our code, `their_item` the partner's; quantities in the line's unit. `shipped`,
    `received`, `rejected` are sums of events (`rejected`: all that was shipped and not accepted);
    `first_due` is the first agreed day. `open` is True until the received quantity is within the
    tolerance. A line that a revision dropped has quantity 0.
    """

    partner: str
    agreement: str
    line: str
    selling: bool
    item: str
    their_item: str
    unit: str
    quantity: int
    due: str
    first_due: str
    price_minor: int
    price_quantity: int
    currency: str
    tolerance_permille: int
    payment_days: int
    shipped: int = 0
    received: int = 0
    rejected: int = 0
    last_received_day: str = ""
    open: bool = True


class AllocationRow(msgspec.Struct, frozen=True):
    """The quantity (or amount) by which one flow fulfils another.

    Kinds along the way: plan, demand, commitment, shipment, receipt, claim, payment. References:
    the plan line; demand/line; agreement/line; shipment/agreement/line; receipt/agreement/line and,
    towards its claim, receipt/agreement; the claim; the payment. From receipt to claim and on it
    is an amount in minor units.
    """

    partner: str
    from_kind: str
    from_reference: str
    to_kind: str
    to_reference: str
    quantity: int


SLOT = ("partner", "agreement", "demand", "revision")
BY_EXPIRY = ("state", "mine", "expires")
OPEN_BY_EXPIRY = ("open", "mine", "expires")

DEMANDS = Table(
    "demands", DemandRow, ("partner", "demand"), (("open", "mine"), OPEN_BY_EXPIRY, ("mine", "day"))
)
PROPOSALS = Table(
    "proposals",
    ProposalRow,
    ("partner", "proposal"),
    (("state", "mine"), ("partner", "demand"), SLOT, BY_EXPIRY),
)
AGREEMENTS = Table("agreements", AgreementRow, ("partner", "agreement"))
COMMITMENTS = Table(
    "commitments",
    CommitmentRow,
    ("partner", "agreement", "line"),
    (("open", "selling", "due"), ("item",), ("partner", "selling", "open", "due")),
)
ALLOCATIONS = Table(
    "allocations",
    AllocationRow,
    ("partner", "from_kind", "from_reference", "to_kind", "to_reference"),
    (("partner", "to_kind", "to_reference"),),
)
trading = Flow("trading", tables=(DEMANDS, PROPOSALS, AGREEMENTS, COMMITMENTS, ALLOCATIONS))


@trading.record
class Requested(Record, frozen=True):
    """A buyer asked. `causes` names the buyer's plan line of each line of the demand, or ""."""

    kind: ClassVar[str] = "demand.requested"
    topic: ClassVar[str] = "trade"
    demand: Code
    day: Day
    expires: Day
    lines: list[Line]
    causes: list[str]

    def about(self) -> tuple[str, ...]:
        """The buyer's items."""
        return tuple(line.buyer_item or line.item for line in self.lines)


@trading.record
class DemandWithdrawn(Record, frozen=True):
    """The buyer no longer asks; `expired` where the demand's date came first."""

    kind: ClassVar[str] = "demand.withdrawn"
    topic: ClassVar[str] = "trade"
    demand: Code
    reason: Text = ""
    expired: bool = False


@trading.record
class DemandDeclined(Record, frozen=True):
    """The seller will make no offer."""

    kind: ClassVar[str] = "demand.declined"
    topic: ClassVar[str] = "trade"
    demand: Code
    reason: Text = ""


@trading.record
class Proposed(Record, frozen=True):
    """An offer (from the seller, `selling`) or a counter; `replaces` the proposal it counters.

    With `agreement` it proposes that agreement's next `revision`.
    """

    kind: ClassVar[str] = "proposal.made"
    topic: ClassVar[str] = "trade"
    proposal: Code
    selling: bool
    demand: str
    replaces: str
    agreement: str
    revision: int
    day: Day
    expires: Day
    terms: Terms
    reason: Text = ""

    def about(self) -> tuple[str, ...]:
        """The proposer's items."""
        return tuple(
            line.item if self.selling else line.buyer_item or line.item for line in self.terms.lines
        )


@trading.record
class ProposalAccepted(Record, frozen=True):
    """The receiver accepts exactly these terms (`terms_hash`: hex SHA-256 of their encoding)."""

    kind: ClassVar[str] = "proposal.accepted"
    topic: ClassVar[str] = "trade"
    proposal: Code
    terms_hash: Code
    day: Day


@trading.record
class ProposalDeclined(Record, frozen=True):
    """The receiver does not want it."""

    kind: ClassVar[str] = "proposal.declined"
    topic: ClassVar[str] = "trade"
    proposal: Code
    reason: Text = ""


@trading.record
class ProposalWithdrawn(Record, frozen=True):
    """The proposer takes it back; `expired` where its date came first."""

    kind: ClassVar[str] = "proposal.withdrawn"
    topic: ClassVar[str] = "trade"
    proposal: Code
    expired: bool = False
    reason: Text = ""


@trading.record
class AgreementConfirmed(Record, frozen=True):
    """The proposer confirms an acceptance: from now on both hold the same signed terms."""

    kind: ClassVar[str] = "agreement.confirmed"
    topic: ClassVar[str] = "trade"
    agreement: Code
    proposal: Code
    terms_hash: Code
    day: Day


class RequestDemand(Command, frozen=True):
    """Ask a partner for goods. Lines carry our item codes; they are translated on the way out."""

    verb: ClassVar[str] = "demand"
    partner: str
    lines: list[Line]
    causes: list[str] = []
    expires: str = ""


class WithdrawDemand(Command, frozen=True):
    """No longer ask."""

    verb: ClassVar[str] = "withdraw-demand"
    partner: str
    demand: str
    reason: str = ""


class DeclineDemand(Command, frozen=True):
    """Make no offer."""

    verb: ClassVar[str] = "decline-demand"
    partner: str
    demand: str
    reason: str = ""


class MakeOffer(Command, frozen=True):
    """Answer a demand, with lines in our codes. Without: everything as asked, at our prices."""

    verb: ClassVar[str] = "offer"
    partner: str
    demand: str
    lines: list[Line] = []
    expires: str = ""
    tolerance_permille: int = -1
    payment_days: int = -1
    reason: str = ""


class CounterProposal(Command, frozen=True):
    """Answer the partner's proposal with another one."""

    verb: ClassVar[str] = "counter"
    partner: str
    proposal: str
    lines: list[Line]
    expires: str = ""
    tolerance_permille: int = -1
    payment_days: int = -1
    reason: str = ""


class Agree(Command, frozen=True):
    """Accept the partner's proposal as it stands."""

    verb: ClassVar[str] = "agree"
    partner: str
    proposal: str


class Decline(Command, frozen=True):
    """Decline the partner's proposal."""

    verb: ClassVar[str] = "decline"
    partner: str
    proposal: str
    reason: str = ""


class Withdraw(Command, frozen=True):
    """Take our own proposal back."""

    verb: ClassVar[str] = "withdraw"
    partner: str
    proposal: str
    reason: str = ""


class Revise(Command, frozen=True):
    """Propose new lines for an agreement; both must sign, as at first."""

    verb: ClassVar[str] = "revise"
    partner: str
    agreement: str
    lines: list[Line]
    expires: str = ""
    reason: str = ""
