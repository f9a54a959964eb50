"""What is said in the courier lane: trails of at most three debts, and offers to rings of six.

The rules are those of `net.short_rings`. Each firm takes a turn a day, and puts into the day's
bundle what it has for a partner. Nothing of it binds: a ring's commit alone does.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Record
from tuowang.flows.netting import ClaimOrAll, EpochOrNone, Token, netting
from tuowang.net.short_rings import MOST_HOPS, TAG_BYTES, Cell, Name, RingWord
from tuowang.units import Code

MOST_WORDS = 500
"""Of one record; more go into the next."""


class SaidTrail(msgspec.Struct, frozen=True, array_like=True):
    """A trail goes on to you. along: over a claim of yours on me; else over one of mine on you.

    name: made for you alone. tag: of who began it, so many hops ago. amount_minor: the least.
    """

    name: Name
    claim: Code
    along: bool
    tag: Annotated[bytes, msgspec.Meta(min_length=TAG_BYTES, max_length=TAG_BYTES)]
    hops: Annotated[int, msgspec.Meta(ge=1, le=MOST_HOPS)]
    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]


@netting.record
class TrailsSaid(Record, frozen=True):
    """Trails that go on to the partner."""

    kind: ClassVar[str] = "netting.trails-said"
    topic: ClassVar[str] = "netting"
    epoch: Token
    trails: Annotated[list[SaidTrail], msgspec.Meta(max_length=MOST_WORDS)]


@netting.record
class OffersSaid(Record, frozen=True):
    """What of the debts of rings that could be is offered, of those that lie behind us."""

    kind: ClassVar[str] = "netting.offers-said"
    topic: ClassVar[str] = "netting"
    epoch: Token
    rings: Annotated[list[RingWord], msgspec.Meta(max_length=MOST_WORDS)]


class KeptTrail(msgspec.Struct, frozen=True, array_like=True):
    """A trail that we said, and which one of another partner's it goes on from."""

    partner: Code
    trail: SaidTrail
    source_partner: EpochOrNone = ""
    source_claim: ClaimOrAll = ""
    source_name: bytes = b""


class MetRing(msgspec.Struct, frozen=True, array_like=True):
    """Two trails that met at us: the debtor's and the creditor's."""

    ring: Name
    debtor: Code
    debtor_trail: Name
    creditor: Code
    creditor_trail: Name


class OwnOffer(msgspec.Struct, frozen=True, array_like=True):
    """What we say of our debt in a ring."""

    ring: Name
    cell: Cell


@netting.record
class CourierTurn(Record, frozen=True):
    """A day's turn of ours (private)."""

    kind: ClassVar[str] = "netting.courier-turn"
    epoch: Token
    trails: list[KeptTrail]
    rings: list[MetRing]
    offers: list[OwnOffer]
