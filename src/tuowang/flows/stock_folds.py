"""The folds of stock: counts, production and issues become moves, lots and parents.

Private records count from our own journal only, and an event counts once.
"""

from __future__ import annotations

from msgspec.structs import replace

from tuowang.flows.base import JOURNAL, Said
from tuowang.flows.stock import (
    IN_WORK,
    JOBS,
    LOTS,
    OWN,
    PARENTS,
    STORE_PLACE,
    Issued,
    JobRow,
    ParentRow,
    Produced,
    Started,
    StockCounted,
    Stopped,
    stock,
)
from tuowang.flows.stock_jobs import without
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
    place = IN_WORK if record.job else STORE_PLACE
    for line, part in enumerate(record.consumed, 2):
        _move_at(rows, record.event, line, part, -part.quantity, record.day, "consume", place)
        _remember(rows, made, part)
    job = rows.get(JOBS, record.job) if record.job else None
    if job is not None:
        done = min(job.done + record.quantity + record.scrap_quantity, MAXIMUM_QUANTITY)
        parts = without(job.parts, record.consumed)
        rows.put(JOBS, replace(job, done=done, parts=parts, open=done < job.quantity))


@stock.fold(Started)
def fold_started(rows: Rows, said: Said[Started]) -> None:
    """Inputs go from the store into work."""
    record = said.record
    if said.partner != JOURNAL or rows.get(JOBS, record.job) is not None:
        return
    for number, part in enumerate(record.consumed):
        _into(rows, record.job, 2 * number, part, record.day, "start", IN_WORK)
    rows.put(
        JOBS,
        JobRow(
            record.job,
            record.item,
            record.quantity,
            0,
            record.day,
            record.finish,
            record.consumed,
            True,
            record.plan_line,
        ),
    )


@stock.fold(Stopped)
def fold_stopped(rows: Rows, said: Said[Stopped]) -> None:
    """What is still in it goes back."""
    record = said.record
    job = rows.get(JOBS, record.job)
    if said.partner != JOURNAL or job is None:
        return
    for number, part in enumerate(job.parts):
        _into(rows, record.event, 2 * number, part, record.day, "stop", STORE_PLACE)
    rows.put(JOBS, replace(job, parts=[], open=False))


def _into(
    rows: Rows, event: str, line: int, part: LotPart, day: str, reason: str, place: str
) -> None:
    """From the store into work, or back."""
    other = STORE_PLACE if place == IN_WORK else IN_WORK
    _move_at(rows, event, line + 1, part, -part.quantity, day, reason, other)
    _move_at(rows, event, line + 2, part, part.quantity, day, reason, place)


def _move_in_store(
    rows: Rows, event: str, line: int, part: LotPart, quantity: int, day: str, reason: str
) -> None:
    _move_at(rows, event, line, part, quantity, day, reason, STORE_PLACE)


def _move_at(
    rows: Rows,
    event: str,
    line: int,
    part: LotPart,
    quantity: int,
    day: str,
    reason: str,
    place: str,
) -> None:
    move(rows, event, line, part.item, part.lot, place, OWN, OWN, quantity, day, reason)


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
