"""Standing mandates: off the net, and a relay of one's own nets on, within limits.

A relay is a second connector of the same company, with keys of its own, that is always on. The
principal tells it, and each partner concerned, which claims it may set off, how much of each,
until when, in rings of how many firms; and acquaints the two. From then on neither principal nor
partner uses these amounts otherwise. The relay signs with ring keys of a secret that the principal
can derive again, and its notes are sealed with it: so whoever holds a certificate, its neighbours
or the relay, can show the principal which two of its legs that settles.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.flows.mandate_tables import (
    HANDED,
    MANDATED,
    MANDATES,
    OFFERED,
    PROOFS,
    RELAY_KEYS,
    RELAYED,
    SERVED,
)
from tuowang.flows.netting import MOST_STATED, Milliseconds
from tuowang.net.ring import MOST_FIRMS, SECRET_BYTES, Key, RingId
from tuowang.units import Amount, Code, Currency, Day, Days, Text

LINK_SECRET_BYTES = 16
LinkSecret = Annotated[
    bytes, msgspec.Meta(min_length=LINK_SECRET_BYTES, max_length=LINK_SECRET_BYTES)
]
RingSecret = Annotated[bytes, msgspec.Meta(min_length=SECRET_BYTES, max_length=SECRET_BYTES)]
MostFirms = Annotated[int, msgspec.Meta(ge=2, le=MOST_FIRMS)]
Quantum = Annotated[int, msgspec.Meta(ge=1, le=10**15)]

mandate = Flow(
    "mandate",
    tables=(MANDATES, MANDATED, OFFERED, HANDED, RELAYED, SERVED, RELAY_KEYS, PROOFS),
)


class HandedClaim(msgspec.Struct, frozen=True, array_like=True):
    """A claim, whether who says this owes it, and how much of it may be set off."""

    claim: Code
    owing: bool
    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    currency: Currency
    due: Day


HandedClaims = Annotated[list[HandedClaim], msgspec.Meta(max_length=MOST_STATED)]


class Acquaintance(msgspec.Struct, frozen=True, array_like=True):
    """Whom a principal acquaints the receiver with, and the secret of the link between the two."""

    name: Text
    sign: Key
    box: Key
    secret: LinkSecret
    address: Text


class Limits(msgspec.Struct, frozen=True, array_like=True):
    """No LOCK after `until_day`; rings are dated so many days later at most."""

    until_day: Day
    days: Days
    most_firms: MostFirms
    quantum_minor: Quantum


@mandate.record
class RelayServes(Record, frozen=True):
    """We are this partner's relay (private)."""

    kind: ClassVar[str] = "mandate.relay-serves"
    principal: Code


@mandate.record
class RelayLooks(Record, frozen=True):
    """As a relay we look for rings by ourselves, next at this time (private). ms."""

    kind: ClassVar[str] = "mandate.relay-looks"
    next_at: Milliseconds


@mandate.record
class MandateEntrusted(Record, frozen=True):
    """To my relay: net these claims for me with this partner of mine, whose name here is mine."""

    kind: ClassVar[str] = "mandate.entrusted"
    topic: ClassVar[str] = "netting"
    mandate: Code
    partner: Code
    with_partner: Acquaintance
    limits: Limits
    grace_days: Days
    ring_secret: RingSecret
    claims: HandedClaims


@mandate.record
class MandateGiven(Record, frozen=True):
    """To a partner: my relay nets these claims between us; what it signs within that binds me."""

    kind: ClassVar[str] = "mandate.given"
    topic: ClassVar[str] = "netting"
    mandate: Code
    relay: Acquaintance
    limits: Limits
    claims: HandedClaims


@mandate.record
class MandateTaken(Record, frozen=True):
    """To the principal: I accept its relay for these claims, and for no others."""

    kind: ClassVar[str] = "mandate.taken"
    topic: ClassVar[str] = "netting"
    mandate: Code
    claims: HandedClaims


@mandate.record
class MandateRevoked(Record, frozen=True):
    """To my relay: begin nothing more, and tell me when all that is under way has ended."""

    kind: ClassVar[str] = "mandate.revoked"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    mandate: Code


@mandate.record
class MandateEnded(Record, frozen=True):
    """To the principal: nothing of the mandate is under way any more."""

    kind: ClassVar[str] = "mandate.ended"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    mandate: Code


@mandate.record
class MandateOver(Record, frozen=True):
    """To a partner: my relay nets no more; the claims are between us again."""

    kind: ClassVar[str] = "mandate.over"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    mandate: Code


@mandate.record
class MandateLapsed(Record, frozen=True):
    """By our own clock the mandate is over (private). given: it was ours."""

    kind: ClassVar[str] = "mandate.lapsed"
    partner: Code
    mandate: Code
    given: bool


class ProvenLeg(msgspec.Struct, frozen=True, array_like=True):
    """A leg of a ring in our own book. mine: it is owed to us."""

    partner: Code
    claim: Code
    mine: bool


@mandate.record
class ProofJudged(Record, frozen=True):
    """What a partner or the relay showed us of a ring that we do not know was judged (private).

    legs: what is settled by it, both in this one record; none where it does not hold.
    """

    kind: ClassVar[str] = "mandate.proof-judged"
    ring: RingId
    shower: Code
    legs: list[ProvenLeg]
    amount_minor: Amount
    currency: Currency
    day: Day


class Serve(Command, frozen=True):
    """Be the relay of a partner, which is another connector of our own company."""

    verb: ClassVar[str] = "serve"
    principal: str


class GiveMandate(Command, frozen=True):
    """Let a relay of ours net claims for us.

    partners, claims: which ((): all that may be netted now); amount_minor: of each claim at most
    (0: all that is free); quantum_minor, most_firms: None as in our rules.
    """

    verb: ClassVar[str] = "give-mandate"
    relay: str
    until_day: str
    partners: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    amount_minor: int = 0
    most_firms: int | None = None
    quantum_minor: int | None = None


class RevokeMandate(Command, frozen=True):
    """Take back what a relay may do for us; it counts when the relay says that all has ended."""

    verb: ClassVar[str] = "revoke-mandate"
    relay: str
