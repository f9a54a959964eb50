"""What an epoch's records make of the tables. Words of another epoch than ours make nothing."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tuowang.flows.base import Said
from tuowang.flows.netting import netting
from tuowang.flows.netting_courier_tables import forget
from tuowang.flows.netting_epoch import (
    EpochDebt,
    EpochEnded,
    EpochJoined,
    EpochOpened,
    PricesSaid,
    RingMeasured,
    TokenReturned,
    TurnTaken,
    WalkBegun,
)
from tuowang.flows.netting_epoch_tables import (
    EPOCH_DEBTS,
    EPOCH_PRICES,
    EPOCHS,
    OPENINGS,
    OWED,
    OWING,
    EpochDebtRow,
    EpochPriceRow,
    EpochRow,
    OpeningRow,
)
from tuowang.flows.netting_lanes import COURIER, LIVE
from tuowang.flows.netting_plan import epoch_of
from tuowang.flows.netting_tables import HOPS
from tuowang.record.codec import encode
from tuowang.store.store import Rows


def _forget(rows: Rows, lane: str) -> None:
    """What a lane's epoch kept."""
    if lane == COURIER.name:
        forget(rows)
        return
    for debt in list(rows.scan(EPOCH_DEBTS)):
        rows.delete(EPOCH_DEBTS, debt.currency, debt.partner, debt.side)
    for price in list(rows.scan(EPOCH_PRICES)):
        rows.delete(EPOCH_PRICES, price.currency)


@netting.fold(EpochJoined)
def fold_joined(rows: Rows, said: Said[EpochJoined]) -> None:
    """Another epoch begins with nothing."""
    new = said.record
    old = rows.get(EPOCHS, new.lane)
    switches = old.switches + 1 if old is not None and not old.over else 0
    rows.put(EPOCHS, EpochRow(new.lane, new.epoch, new.began, switches=switches))
    _forget(rows, new.lane)


@netting.fold(EpochEnded)
def fold_ended(rows: Rows, said: Said[EpochEnded]) -> None:
    """What was planned and did not come about is forgotten."""
    row = epoch_of(rows, said.record.epoch)
    if row is not None:
        rows.put(EPOCHS, replace(row, over=True))
        _forget(rows, row.lane)


@netting.fold(EpochOpened)
def fold_opened(rows: Rows, said: Said[EpochOpened]) -> None:
    """Once both sides have opened the epoch in which we are, what lies between us is in the plan.

    What a side says first in an epoch counts.
    """
    opening, debts = said.record, encode(said.record.debts)
    row = rows.get(OPENINGS, said.partner) or OpeningRow(said.partner)
    if opening.epoch == (row.ours_epoch if said.mine else row.theirs_epoch):
        return
    if said.mine:
        row = replace(row, ours_epoch=opening.epoch, ours=debts)
    else:
        row = replace(row, theirs_epoch=opening.epoch, theirs=debts)
    rows.put(OPENINGS, row)
    epoch = epoch_of(rows, opening.epoch)
    if epoch is None or epoch.lane != LIVE.name or row.ours_epoch != row.theirs_epoch:
        return
    ours, theirs = _debts_in(row.ours), _debts_in(row.theirs)
    for currency in ours.keys() & theirs.keys():
        our, their = ours[currency], theirs[currency]
        for side, open_minor in (
            (OWING, min(our.owing_minor, their.owed_minor)),
            (OWED, min(our.owed_minor, their.owing_minor)),
        ):
            if open_minor > 0:
                debt = EpochDebtRow(currency, said.partner, side, open_minor, open_minor)
                rows.put(EPOCH_DEBTS, debt)
    rows.put(EPOCHS, replace(epoch, due=True))


def _debts_in(data: bytes) -> dict[str, EpochDebt]:
    debts = msgspec.msgpack.decode(data, type=list[EpochDebt])
    return {debt.currency: debt for debt in reversed(debts)}


@netting.fold(PricesSaid)
def fold_prices(rows: Rows, said: Said[PricesSaid]) -> None:
    """A partner's words wait for our turn; a price never rises. One more than what is open is as
    good as any amount beyond it.
    """
    epoch = epoch_of(rows, said.record.epoch)
    if said.mine or epoch is None:
        return
    for one in said.record.prices:
        moves = {OWED if move.owing else OWING: move for move in one.moves}
        for side in (OWING, OWED):
            debt = rows.get(EPOCH_DEBTS, one.currency, said.partner, side)
            if debt is None:
                continue
            debt = replace(debt, price=min(debt.price, one.price))
            move = moves.get(side)
            if move is not None:
                most = debt.open_minor + 1
                pushed = min(most, debt.pushed_minor + move.pushed_minor)
                returned = min(most, debt.returned_minor + move.returned_minor)
                debt = replace(debt, pushed_minor=pushed, returned_minor=returned)
            rows.put(EPOCH_DEBTS, debt)
    rows.put(EPOCHS, replace(epoch, due=True))


@netting.fold(TurnTaken)
def fold_turn(rows: Rows, said: Said[TurnTaken]) -> None:
    """The plan as the turn left it."""
    turn = said.record
    epoch = epoch_of(rows, turn.epoch)
    if epoch is None:
        return
    for price in turn.prices:
        rows.put(EPOCH_PRICES, EpochPriceRow(price.currency, price.price, price.lowered))
    for one in turn.debts:
        debt = rows.get(EPOCH_DEBTS, one.currency, one.partner, one.side)
        if debt is not None:
            debt = replace(debt, cleared_minor=one.cleared_minor, pushed_minor=0, returned_minor=0)
            rows.put(EPOCH_DEBTS, debt)
    rows.put(EPOCHS, replace(epoch, turns=epoch.turns + 1, acted_at=turn.moment, due=turn.due))


@netting.fold(TokenReturned)
def fold_returned(rows: Rows, said: Said[TokenReturned]) -> None:
    """From a creditor that has nowhere to go on with what we planned, no ring will come."""
    returned = said.record
    hop = rows.get(HOPS, returned.keys[-1].hex())
    if said.mine or hop is None or epoch_of(rows, returned.epoch) is None:
        return
    debt = rows.get(EPOCH_DEBTS, hop.currency, said.partner, OWING)
    same = (hop.token, hop.creditor, hop.epoch) == (returned.token, said.partner, returned.epoch)
    if debt is not None and same:
        rows.put(EPOCH_DEBTS, replace(debt, cleared_minor=0))


@netting.fold(RingMeasured)
def fold_measured(_rows: Rows, _said: Said[RingMeasured]) -> None:
    """Nothing is held before the ring is locked."""


@netting.fold(WalkBegun)
def fold_walk(rows: Rows, said: Said[WalkBegun]) -> None:
    """When it was."""
    epoch = epoch_of(rows, said.record.epoch)
    if epoch is not None:
        rows.put(EPOCHS, replace(epoch, walk_at=said.record.next_at))
