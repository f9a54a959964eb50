"""What an epoch of netting keeps: which is on, who opened it with us, what we plan to clear."""

from __future__ import annotations

import msgspec

from tuowang.store.table import Table

OWING, OWED = "owing", "owed"


class EpochRow(msgspec.Struct, frozen=True):
    """The epoch of a lane. turns: of price and push that we took; due: there is reason for one.

    acted_at: when we took the last one. walk_at: when tokens of ours start next. switches: how
    often we left an epoch for this one in a row.
    """

    lane: str
    epoch: str
    began: int
    turns: int = 0
    acted_at: int = 0
    due: bool = False
    walk_at: int = 0
    over: bool = False
    switches: int = 0


class OpeningRow(msgspec.Struct, frozen=True):
    """What a partner and we could net in an epoch of the live lane, as each said.

    ours, theirs: MessagePack of `EpochDebt`s, each from its speaker's side.
    """

    partner: str
    ours_epoch: str = ""
    ours: bytes = b""
    theirs_epoch: str = ""
    theirs: bytes = b""


class EpochDebtRow(msgspec.Struct, frozen=True):
    """All that may be netted of what one of us owes the other, and what we plan to clear of it.

    side: owing, we are the debtor. open_minor: the lesser of what both said. price: the partner's.
    pushed_minor, returned_minor: what it said since our last turn.
    """

    currency: str
    partner: str
    side: str
    open_minor: int
    cleared_minor: int
    price: int = 0
    pushed_minor: int = 0
    returned_minor: int = 0


class EpochPriceRow(msgspec.Struct, frozen=True):
    """Our own price in a currency, and how often we lowered it."""

    currency: str
    price: int
    lowered: int


EPOCHS = Table("netting_epochs", EpochRow, ("lane",))
OPENINGS = Table("netting_openings", OpeningRow, ("partner",))
EPOCH_DEBTS = Table(
    "netting_epoch_debts", EpochDebtRow, ("currency", "partner", "side"), (("partner",),)
)
EPOCH_PRICES = Table("netting_epoch_prices", EpochPriceRow, ("currency",))
EPOCH_TABLES = (EPOCHS, OPENINGS, EPOCH_DEBTS, EPOCH_PRICES)
