"""Netting: claims that go round in a ring are set off, a ring at a time, by one certificate.

The rules are those of `net.commit`; here are its words as entries of the links. A token walks over
open claims, from debtor to creditor, and closes a ring where it meets itself; then each firm of
the ring says LOCK on its two links, signs, and settles when it holds everybody's signature. A
claim that is disputed, being paid, excluded, or on which both books differ, takes no part.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.flows.netting_courier_tables import COURIER_TABLES
from tuowang.flows.netting_epoch_tables import EPOCH_TABLES
from tuowang.flows.netting_tables import (
    EXCLUDED,
    HEARD_LOCKS,
    HOPS,
    RINGS,
    RULES,
    SETOFFS,
    SIGNATURES,
    STATED,
    STATEMENTS,
)
from tuowang.net.ring import MOST_FIRMS, Key, Nonce, RingId, Signature, SignatureOrNone, Terms
from tuowang.units import Amount, Code, Currency, Day, Days, Text

MOST_STATED = 2000
"""Claims in one statement."""
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Token = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
Epoch = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
SealedNote = Annotated[bytes, msgspec.Meta(max_length=1000)]
EpochOrNone = Annotated[str, msgspec.Meta(max_length=32)]
Hops = Annotated[int, msgspec.Meta(ge=0, le=1000)]
ClaimOrAll = Annotated[str, msgspec.Meta(max_length=64)]


netting = Flow(
    "netting",
    tables=(
        RULES,
        EXCLUDED,
        STATED,
        STATEMENTS,
        HOPS,
        RINGS,
        HEARD_LOCKS,
        SIGNATURES,
        SETOFFS,
        *EPOCH_TABLES,
        *COURIER_TABLES,
    ),
)


@netting.record
class NettingRuled(Record, frozen=True):
    """How we net (private)."""

    kind: ClassVar[str] = "netting.ruled"
    quantum_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    most_firms: Annotated[int, msgspec.Meta(ge=2, le=MOST_FIRMS)]
    days: Days
    grace_days: Days
    cap_minor: Amount
    needs_agreement: bool = False
    every_days: Days = 1


@netting.record
class NettingExcluded(Record, frozen=True):
    """A claim, or with "" every claim of a partner, is never netted, or is again (private)."""

    kind: ClassVar[str] = "netting.excluded"
    partner: Code
    claim: ClaimOrAll
    reason: Text
    lifted: bool = False


class StatedClaim(msgspec.Struct, frozen=True, array_like=True):
    """A claim, and what is open on it."""

    claim: Code
    open_minor: Amount


@netting.record
class ClaimsStated(Record, frozen=True):
    """What is open between us by my book, of what may be netted; a part of it at a time."""

    kind: ClassVar[str] = "netting.stated"
    topic: ClassVar[str] = "netting"
    day: Day
    claims: Annotated[list[StatedClaim], msgspec.Meta(max_length=MOST_STATED)]
    begins: bool = True


@netting.record
class TokenPassed(Record, frozen=True):
    """I owe you this claim, and could set so much of it off; `keys`: the firms that it passed.

    The last key is mine; none of them is ever used in two rings. epoch: whose plan it walks over,
    "": all that is open. lane: how long rings may be and take; "": as each firm's own rules say.
    hops: of a token over a plan, which walks on from ring to ring.
    """

    kind: ClassVar[str] = "netting.token-passed"
    topic: ClassVar[str] = "netting"
    token: Token
    claim: Code
    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    currency: Currency
    keys: Annotated[list[Key], msgspec.Meta(max_length=MOST_FIRMS)]
    epoch: EpochOrNone = ""
    lane: EpochOrNone = ""
    hops: Hops = 0


@netting.record
class HopTaken(Record, frozen=True):
    """A token went through us (private)."""

    kind: ClassVar[str] = "netting.hop-taken"
    token: Token
    key: Key
    nonce: Nonce
    debtor: ClaimOrAll
    debtor_claim: ClaimOrAll
    creditor: Code
    creditor_claim: Code
    amount_minor: Amount
    currency: Currency
    day: Day
    epoch: EpochOrNone = ""


@netting.record
class RingLocked(Record, frozen=True):
    """LOCK: I hold the amount of the ring's terms free on this claim.

    owing: I am its debtor. epoch: of my end of this link. note: which my two legs are, encrypted
    to myself. holds: I hold your LOCK of this ring.
    """

    kind: ClassVar[str] = "netting.ring-locked"
    topic: ClassVar[str] = "netting"
    ring_terms: Terms
    claim: Code
    owing: bool
    key: Key
    nonce: Nonce
    epoch: Epoch
    note: SealedNote
    holds: bool = False


class PlacedSignature(msgspec.Struct, frozen=True, array_like=True):
    """The PREPARE of a place in a ring, with what its LOCK said: the nonce, the sealed note."""

    place: Annotated[int, msgspec.Meta(ge=0, le=MOST_FIRMS - 1)]
    signature: Signature
    nonce: Nonce
    note: SealedNote


@netting.record
class RingSigned(Record, frozen=True):
    """PREPAREs that I hold; all of them are the certificate, of terms that name a witness only
    with its SEEN (seen: its signature, or "").
    """

    kind: ClassVar[str] = "netting.ring-signed"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    ring_terms: Terms
    signatures: Annotated[list[PlacedSignature], msgspec.Meta(max_length=MOST_FIRMS)]
    seen: SignatureOrNone = b""


@netting.record
class RingLapsed(Record, frozen=True):
    """LAPSED, by the witness that the terms name: the ring never settles, a release is final."""

    kind: ClassVar[str] = "netting.ring-lapsed"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    ring: RingId
    stamp: Signature


@netting.record
class RingWalked(Record, frozen=True):
    """WALK: I will not prepare. A hint, signed by no ring key."""

    kind: ClassVar[str] = "netting.ring-walked"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    ring: RingId


@netting.record
class RingDropped(Record, frozen=True):
    """DROPPED: I signed, but somebody walked; I released, and so may you. A hint, as WALK is."""

    kind: ClassVar[str] = "netting.ring-dropped"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    ring: RingId


@netting.record
class RingReleased(Record, frozen=True):
    """Our lock is released, provisionally (private). stale: a link healed since the LOCK."""

    kind: ClassVar[str] = "netting.ring-released"
    ring: RingId
    stale: bool = False


@netting.record
class RingRemembered(Record, frozen=True):
    """Which our legs are, from the note in our own LOCK (private)."""

    kind: ClassVar[str] = "netting.ring-remembered"
    ring: RingId
    debtor: Code
    debtor_claim: Code
    creditor: Code
    creditor_claim: Code


@netting.record
class RingRecalled(Record, frozen=True):
    """The certificate of a ring that we had forgotten, our place and legs in it (private)."""

    kind: ClassVar[str] = "netting.ring-recalled"
    ring_terms: Terms
    signatures: Annotated[list[PlacedSignature], msgspec.Meta(max_length=MOST_FIRMS)]
    place: Annotated[int, msgspec.Meta(ge=0, le=MOST_FIRMS - 1)]
    debtor: Code
    debtor_claim: Code
    creditor: Code
    creditor_claim: Code
    seen: SignatureOrNone = b""


@netting.record
class RingSettled(Record, frozen=True):
    """The notice: so much of this claim is set off, and so much remains."""

    kind: ClassVar[str] = "netting.ring-settled"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    ring: RingId
    claim: Code
    owing: bool
    amount_minor: Amount
    currency: Currency
    remaining_minor: Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]
    day: Day


@netting.record
class RingSettledUnsaid(Record, frozen=True):
    """A leg is settled whose link is closed, so that its notice cannot be said there (private)."""

    kind: ClassVar[str] = "netting.ring-settled-unsaid"
    partner: Code
    notice: RingSettled


class Net(Command, frozen=True):
    """State open claims to partners that may see them, and look for rings from our payables."""

    verb: ClassVar[str] = "net"
    tokens: int = 8


class SetNettingRules(Command, frozen=True):
    """Change how we net; None leaves as it is."""

    verb: ClassVar[str] = "netting-rules"
    quantum_minor: int | None = None
    most_firms: int | None = None
    days: int | None = None
    grace_days: int | None = None
    cap_minor: int | None = None
    needs_agreement: bool | None = None
    every_days: int | None = None


class ExcludeFromNetting(Command, frozen=True):
    """Never net a claim (pledged, factored, retained), or any of a partner's; or lift that."""

    verb: ClassVar[str] = "exclude-from-netting"
    partner: str
    claim: str = ""
    reason: str = ""
    lift: bool = False
