"""Counts, production and issues become moves, lots and parents."""

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
from tuowang.flows.stock_moves import move
from tuowang.store.store import Rows


@stock.fold(StockCounted)
def fold_counted(rows: Rows, said: Said[StockCounted]) -> None:
    """The difference between the count and the books is the move."""
    record = said.record
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
    """Inputs leave, the new lot comes, and its parents are remembered."""
    record = said.record
    for line, part in enumerate(record.consumed, 2):
        take(rows, record.event, line, part.item, part.lot, part.quantity, record.day, "consume")
        parent = rows.get(PARENTS, JOURNAL, record.item, record.lot, part.item, part.lot)
        before = parent.quantity if parent is not None else 0
        rows.put(
            PARENTS,
            ParentRow(
                JOURNAL, record.item, record.lot, part.item, part.lot, before + part.quantity
            ),
        )
    move(
        rows,
        record.event,
        1,
        record.item,
        record.lot,
        STORE_PLACE,
        OWN,
        OWN,
        record.quantity,
        record.day,
        "produce",
    )


@stock.fold(Issued)
def fold_issued(rows: Rows, said: Said[Issued]) -> None:
    """The quantity leaves the store."""
    record = said.record
    take(rows, record.event, 1, record.item, record.lot, record.quantity, record.day, "issue")


def take(
    rows: Rows, event: str, line: int, item: str, lot: str, quantity: int, day: str, reason: str
) -> None:
    """A move out of our own store."""
    move(rows, event, line, item, lot, STORE_PLACE, OWN, OWN, -quantity, day, reason)
