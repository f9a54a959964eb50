"""Witnesses of rings: who stamps for whom, what they are asked, which of them we accept.

    witness.offered    I stamp rings for you, by this key
    witness.asked      what becomes of this ring? With all signatures: stamp them
    netting.ring-signed with SEEN, or netting.ring-lapsed: the answer, which goes round the ring

The rules are those of `net.commit`. A witness sees terms and signatures: of the firms of a ring it
knows only who asks.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.flows.netting import PlacedSignature
from tuowang.flows.witness_tables import ASKERS, STAMPS, WITNESS_LINKS, WITNESS_RULES
from tuowang.net.ring import MOST_FIRMS, Key, RingId, Terms

MOST_ACCEPTED = 64
PartnerOrNone = Annotated[str, msgspec.Meta(max_length=64)]

witnessing = Flow("witnessing", tables=(WITNESS_RULES, WITNESS_LINKS, STAMPS, ASKERS))


@witnessing.record
class WitnessOffered(Record, frozen=True):
    """I stamp rings for you, by this key; withdrawn: name me no more."""

    kind: ClassVar[str] = "witness.offered"
    topic: ClassVar[str] = "netting"
    key: Key
    withdrawn: bool = False


@witnessing.record
class WitnessAsked(Record, frozen=True):
    """Tell me what becomes of this ring; signatures: all of them, to be stamped, or none."""

    kind: ClassVar[str] = "witness.asked"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True
    ring_terms: Terms
    signatures: Annotated[list[PlacedSignature], msgspec.Meta(max_length=MOST_FIRMS)]


@witnessing.record
class RingStamped(Record, frozen=True):
    """As its witness we stamped a ring, or let it lapse, for ever (private)."""

    kind: ClassVar[str] = "witness.ring-stamped"
    ring: RingId
    lapsed: bool


@witnessing.record
class WitnessesRuled(Record, frozen=True):
    """Whom we name as a witness; which we accept: "any", "only" those of `keys` and that one, or
    "none" (private).
    """

    kind: ClassVar[str] = "witness.ruled"
    named: PartnerOrNone
    accepts: Annotated[str, msgspec.Meta(max_length=8)]
    keys: Annotated[list[Key], msgspec.Meta(max_length=MOST_ACCEPTED)]


class OfferWitness(Command, frozen=True):
    """Stamp rings for a partner; or (withdraw) tell it to name us no more."""

    verb: ClassVar[str] = "witness"
    partner: str
    withdraw: bool = False


class SetWitnesses(Command, frozen=True):
    """Name a partner as the witness of rings that we close ("": none), and say which we accept.

    accepted: ("any",), ("none",), or keys and partners that witness for us. None leaves as it is.
    """

    verb: ClassVar[str] = "witness-rules"
    named: str | None = None
    accepted: tuple[str, ...] | None = None
