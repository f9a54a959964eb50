"""An epoch of netting: firms that owe each other plan together what to clear, then look for rings.

It begins when somebody says so, and spreads from partner to partner among those that net. First
both sides of a link say what could be netted between them; the lesser counts. Then each firm
plays `net.price_push` with its partners, by its own clock, and lets tokens walk over what it came
to. Nothing of this binds anybody: a ring's commit alone does, and it trusts no plan. Who is away
opens nothing with its partners and is planned around. Only words of one epoch go into one plan.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Record
from tuowang.flows.netting import Hops, Milliseconds, Token, netting
from tuowang.net.price_push import LEAST_PRICE
from tuowang.net.ring import MOST_FIRMS, Key
from tuowang.units import Amount, Code, Currency

MOST_CURRENCIES = 64
LaneName = Annotated[str, msgspec.Meta(min_length=1, max_length=16)]
Price = Annotated[int, msgspec.Meta(ge=LEAST_PRICE, le=0)]


class EpochDebt(msgspec.Struct, frozen=True, array_like=True):
    """What may be netted between two firms in a currency, as the speaker sees it."""

    currency: Currency
    owing_minor: Amount
    owed_minor: Amount


@netting.record
class EpochOpened(Record, frozen=True):
    """I take part in this epoch, and so much could be netted between us; said once in it."""

    kind: ClassVar[str] = "netting.epoch-opened"
    topic: ClassVar[str] = "netting"
    epoch: Token
    lane: LaneName
    began: Milliseconds
    debts: Annotated[list[EpochDebt], msgspec.Meta(max_length=MOST_CURRENCIES)]


class PushedDebt(msgspec.Struct, frozen=True, array_like=True):
    """What the speaker pushes, and returns, of what it owes (owing) or is owed."""

    owing: bool
    pushed_minor: Amount
    returned_minor: Amount


class SaidPrice(msgspec.Struct, frozen=True, array_like=True):
    """The speaker's price in a currency, and what it moves."""

    currency: Currency
    price: Price
    moves: Annotated[list[PushedDebt], msgspec.Meta(max_length=2)]


@netting.record
class PricesSaid(Record, frozen=True):
    """A turn of price and push, as far as it concerns the partner: all in one word."""

    kind: ClassVar[str] = "netting.prices-said"
    topic: ClassVar[str] = "netting"
    epoch: Token
    prices: Annotated[list[SaidPrice], msgspec.Meta(max_length=MOST_CURRENCIES)]


@netting.record
class EpochJoined(Record, frozen=True):
    """We take part in an epoch from now on, and in no other one of its lane (private)."""

    kind: ClassVar[str] = "netting.epoch-joined"
    epoch: Token
    lane: LaneName
    began: Milliseconds


class ClearedDebt(msgspec.Struct, frozen=True, array_like=True):
    """What we plan to clear of a debt."""

    currency: Currency
    partner: Code
    side: str
    cleared_minor: Amount


class OwnPrice(msgspec.Struct, frozen=True, array_like=True):
    """Our price in a currency."""

    currency: Currency
    price: Price
    lowered: int


@netting.record
class TurnTaken(Record, frozen=True):
    """A turn of ours: what changed of our plan (private). due: it left something to do."""

    kind: ClassVar[str] = "netting.turn-taken"
    epoch: Token
    moment: Milliseconds
    prices: list[OwnPrice]
    debts: list[ClearedDebt]
    due: bool


@netting.record
class TokenReturned(Record, frozen=True):
    """I have nothing left in the plan over which your token could go on; forget what you planned.

    keys: as they came; the last one is yours.
    """

    kind: ClassVar[str] = "netting.token-returned"
    topic: ClassVar[str] = "netting"
    token: Token
    epoch: Token
    lane: LaneName
    keys: Annotated[list[Key], msgspec.Meta(min_length=1, max_length=MOST_FIRMS)]
    hops: Hops


@netting.record
class RingMeasured(Record, frozen=True):
    """A token closed a ring; before anybody locks, it goes round once more for what all can clear.

    keys: all that the token passed; the ring is those from `first` on. claim: what I owe you.
    amount_minor: the least up to me.
    """

    kind: ClassVar[str] = "netting.ring-measured"
    topic: ClassVar[str] = "netting"
    token: Token
    epoch: Token
    lane: LaneName
    claim: Code
    currency: Currency
    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    keys: Annotated[list[Key], msgspec.Meta(min_length=2, max_length=MOST_FIRMS)]
    first: Annotated[int, msgspec.Meta(ge=0, le=MOST_FIRMS)]
    hops: Hops


@netting.record
class WalkBegun(Record, frozen=True):
    """We started tokens; the next ones start at `next_at` (private)."""

    kind: ClassVar[str] = "netting.walk-begun"
    epoch: Token
    next_at: Milliseconds


@netting.record
class EpochEnded(Record, frozen=True):
    """The epoch is over by our clock (private)."""

    kind: ClassVar[str] = "netting.epoch-ended"
    epoch: Token


class JoinEpoch(Command, frozen=True):
    """Net with all that take part in the epoch of a lane; begin one where none is on."""

    verb: ClassVar[str] = "join-epoch"
    lane: str = "live"
