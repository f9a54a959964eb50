"""The folds of stock: counts, production and issues become moves, lots and parents.

Private records count from our own journal only, and an event counts once.
"""

from __future__ import annotations

from tuowang.flows.base import JOURNAL, Said
from tuowang.flows.stock import (
    LOTS,
    OWN,
    PARENTS,
    STORE_PLACE,
    Issued,
    ParentRow,
    Produced,
    StockCounted,
    stock,
)
from tuowang.flows.stock_moves import has_moved, move
from tuowang.flows.vocabulary import LotPart
from tuowang.store.store import Rows
from tuowang.units import MAXIMUM_QUANTITY


def _counts(rows: Rows, said: Said[StockCounted] | Said[Produced] | Said[Issued]) -> bool:
    return said.partner == JOURNAL and not has_moved(rows, said.record.event)


@stock.fold(StockCounted)
def fold_counted(rows: Rows, said: Said[StockCounted]) -> None:
    """The difference between the count and the books is the move."""
    record = said.record
    if _counts(rows, said):
        row = rows.get(LOTS, record.item, record.lot, record.place, OWN, OWN)
        difference = record.quantity - (row.quantity if row is not None else 0)
        move(
            rows,
            record.event,
            1,
            record.item,
            record.lot,
            record.place,
            OWN,
            OWN,
            difference,
            record.day,
            "count",
        )


@stock.fold(Produced)
def fold_produced(rows: Rows, said: Said[Produced]) -> None:
    """Inputs leave the store, the new lot comes into it, and its parents are remembered."""
    record = said.record
    if not _counts(rows, said):
        return
    made = LotPart(record.item, record.lot, record.quantity)
    _move_in_store(rows, record.event, 1, made, record.quantity, record.day, "produce")
    for line, part in enumerate(record.consumed, 2):
        _move_in_store(rows, record.event, line, part, -part.quantity, record.day, "consume")
        _remember(rows, made, part)


def _move_in_store(
    rows: Rows, event: str, line: int, part: LotPart, quantity: int, day: str, reason: str
) -> None:
    move(rows, event, line, part.item, part.lot, STORE_PLACE, OWN, OWN, quantity, day, reason)


def _remember(rows: Rows, made: LotPart, part: LotPart) -> None:
    """One parent row for each pair of lots; what went in adds up."""
    row = rows.get(PARENTS, JOURNAL, made.item, made.lot, part.item, part.lot)
    quantity = part.quantity + (row.quantity if row is not None else 0)
    quantity = min(quantity, MAXIMUM_QUANTITY)
    rows.put(PARENTS, ParentRow(JOURNAL, made.item, made.lot, part.item, part.lot, quantity))


@stock.fold(Issued)
def fold_issued(rows: Rows, said: Said[Issued]) -> None:
    """The quantity leaves the store."""
    record = said.record
    if _counts(rows, said):
        part = LotPart(record.item, record.lot, record.quantity)
        _move_in_store(rows, record.event, 1, part, -record.quantity, record.day, "issue")
