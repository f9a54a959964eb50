"""What pooling keeps: the planned rings through us, tokens that came before the plan, prices."""

from __future__ import annotations

import msgspec

from tuowang.store.table import Table

POOL_PREFIX = "pool."
MOST_HELD = 1000
"""Tokens of plans that we do not have yet, of one partner."""
MOST_CURRENCIES = 40


class PlannedRingRow(msgspec.Struct, frozen=True):
    """A ring of the plan that we took. first: its token starts with us."""

    token: str
    pool: str
    amount_minor: int
    currency: str
    firms: int
    first: bool
    debtor: str
    debtor_claim: str
    creditor: str
    creditor_claim: str


class HeldTokenRow(msgspec.Struct, frozen=True):
    """A token of a plan that we do not have yet."""

    partner: str
    token: str
    claim: str
    amount_minor: int
    currency: str
    keys: list[bytes]


class PoolPriceRow(msgspec.Struct, frozen=True):
    """A partner's price: as the plan that we took says, and as the partner itself says.

    pool, heard_pool: of which plan; "" where nothing is known.
    """

    partner: str
    currency: str
    pool: str = ""
    price: int = 0
    heard_pool: str = ""
    heard_price: int = 0

    @property
    def state(self) -> str:
        """ "confirmed", "contradicted", or "" while the partner did not say."""
        if not self.pool or self.heard_pool != self.pool:
            return ""
        return "confirmed" if self.heard_price == self.price else "contradicted"


PLANNED_RINGS = Table("pool_rings", PlannedRingRow, ("token",), (("first",), ("pool",)))
HELD_TOKENS = Table("pool_held_tokens", HeldTokenRow, ("partner", "token"))
POOL_PRICES = Table("pool_prices", PoolPriceRow, ("partner", "currency"))
