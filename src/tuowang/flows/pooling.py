"""Pooling: a group plans its rings together, with the exact engine, and trusts nobody for it.

Each member checks its part of the plan against its own book, tells its partners its price, so
that they can compare it with what the plan told them, and sends or passes on the tokens of the
planned rings. From there on it is the commit of `flows.netting`, ring by ring.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec.structs import asdict, replace

from tuowang.flows.base import Command, Flow, Record, Said
from tuowang.flows.netting import Token, TokenPassed
from tuowang.flows.pool_files import MOST_PRICE
from tuowang.flows.pool_tables import (
    HELD_TOKENS,
    MOST_CURRENCIES,
    MOST_HELD,
    PLANNED_RINGS,
    POOL_PREFIX,
    POOL_PRICES,
    HeldTokenRow,
    PlannedRingRow,
    PoolPriceRow,
)
from tuowang.net.ring import MOST_FIRMS
from tuowang.store.store import Rows
from tuowang.units import Amount, Code, Currency

MOST_TAKEN = 2000
"""Rings, or prices, in one record."""
Price = Annotated[int, msgspec.Meta(ge=-MOST_PRICE, le=MOST_PRICE)]

pooling = Flow("pooling", tables=(PLANNED_RINGS, HELD_TOKENS, POOL_PRICES))


class PlannedRing(msgspec.Struct, frozen=True, array_like=True):
    """A ring through us: who owes us in it, and whom we owe."""

    token: Token
    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    currency: Currency
    firms: Annotated[int, msgspec.Meta(ge=2, le=MOST_FIRMS)]
    first: bool
    debtor: Code
    debtor_claim: Code
    creditor: Code
    creditor_claim: Code


class PartnerPrice(msgspec.Struct, frozen=True, array_like=True):
    """The price of a partner, or with "" ours, as the plan says."""

    partner: Annotated[str, msgspec.Meta(max_length=64)]
    currency: Currency
    price: Price


@pooling.record
class PoolTaken(Record, frozen=True):
    """We take part in a plan (private); a part of it at a time."""

    kind: ClassVar[str] = "pool.taken"
    pool: Token
    rings: Annotated[list[PlannedRing], msgspec.Meta(max_length=MOST_TAKEN)]
    prices: Annotated[list[PartnerPrice], msgspec.Meta(max_length=MOST_TAKEN)]
    begins: bool = True


class OwnPrice(msgspec.Struct, frozen=True, array_like=True):
    """A firm's price in a currency."""

    currency: Currency
    price: Price


@pooling.record
class PoolPriced(Record, frozen=True):
    """My prices in a plan: compare them with what yours says of me."""

    kind: ClassVar[str] = "pool.priced"
    topic: ClassVar[str] = "netting"
    pool: Token
    prices: Annotated[list[OwnPrice], msgspec.Meta(max_length=MOST_CURRENCIES)]


class PooledClaim(msgspec.Struct, frozen=True):
    """A claim of ours in a pool, and what the plan clears of it."""

    partner: str
    claim: str
    mine: bool
    currency: str
    amount_minor: Amount
    cleared_minor: Amount


class TakePoolPlan(Command, frozen=True):
    """Check a plan against our own book, and take part in its rings."""

    verb: ClassVar[str] = "take-pool-plan"
    pool: str
    claims: list[PooledClaim]
    prices: list[PartnerPrice]
    rings: list[PlannedRing]


def planned_row(pool: str, ring: PlannedRing) -> PlannedRingRow:
    """What we keep of a planned ring."""
    return PlannedRingRow(pool=pool, **asdict(ring))


@pooling.fold(PoolTaken)
def fold_taken(rows: Rows, said: Said[PoolTaken]) -> None:
    """A plan takes the place of the one before; tokens that waited for it go on."""
    record = said.record
    for old in list(rows.scan(PLANNED_RINGS)) if record.begins else ():
        rows.delete(PLANNED_RINGS, old.token)
    for held in list(rows.scan(HELD_TOKENS)) if record.begins else ():
        rows.delete(HELD_TOKENS, held.partner, held.token)
    for ring in record.rings:
        rows.put(PLANNED_RINGS, planned_row(record.pool, ring))
    for one in record.prices:
        known = rows.get(POOL_PRICES, one.partner, one.currency)
        known = known or PoolPriceRow(one.partner, one.currency)
        changed = replace(known, pool=record.pool, price=one.price)
        rows.put(POOL_PRICES, changed)


@pooling.fold(PoolPriced)
def fold_priced(rows: Rows, said: Said[PoolPriced]) -> None:
    """What a partner says of its own price; the last that it said counts."""
    if said.mine:
        return
    for one in said.record.prices:
        known = rows.get(POOL_PRICES, said.partner, one.currency)
        if known is None and len(list(rows.scan(POOL_PRICES, said.partner))) >= MOST_CURRENCIES:
            continue
        known = known or PoolPriceRow(said.partner, one.currency)
        changed = replace(known, heard_pool=said.record.pool, heard_price=one.price)
        rows.put(POOL_PRICES, changed)


@pooling.fold(TokenPassed)
def fold_token(rows: Rows, said: Said[TokenPassed]) -> None:
    """A token of a plan that we do not have yet is kept until we take it."""
    token = said.record
    if said.mine or not token.token.startswith(POOL_PREFIX):
        return
    if rows.get(PLANNED_RINGS, token.token) is not None:
        return
    if len(list(rows.scan(HELD_TOKENS, said.partner))) < MOST_HELD:
        rows.put(
            HELD_TOKENS,
            HeldTokenRow(
                said.partner,
                token.token,
                token.claim,
                token.amount_minor,
                token.currency,
                token.keys,
            ),
        )
