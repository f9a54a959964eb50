"""The ledger: every change of stock is a move, and a lot's quantity is the sum of its moves."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.stock import LOTS, MOVES, OWN, STORE_PLACE, LotRow, MoveRow
from tuowang.flows.vocabulary import LotPart
from tuowang.store.store import Rows, View


def move(
    rows: Rows,
    event: str,
    line: int,
    item: str,
    lot: str,
    place: str,
    owner: str,
    holder: str,
    quantity: int,
    day: str,
    reason: str,
) -> None:
    """Enter one move and change the lot by it. A second move of the same name is not entered."""
    if quantity == 0 or rows.get(MOVES, event, line) is not None:
        return
    rows.put(
        MOVES,
        MoveRow(event, line, item, lot, place, owner, holder, quantity, day, reason),
    )
    row = rows.get(LOTS, item, lot, place, owner, holder)
    if row is None:
        row = LotRow(item, lot, place, owner, holder, 0, since=day)
    row = replace(row, quantity=row.quantity + quantity, since=min(row.since, day))
    if row.quantity == 0:
        rows.delete(LOTS, item, lot, place, owner, holder)
    else:
        rows.put(LOTS, row)


def own_lots(view: View, item: str) -> list[LotRow]:
    """Our lots of an item in our store, oldest first."""
    rows = [
        row
        for row in view.scan(LOTS, item)
        if row.place == STORE_PLACE and row.owner == OWN and row.holder == OWN
    ]
    return sorted(rows, key=lambda row: (row.since, row.lot))


def on_hand(view: View, item: str) -> int:
    """How much of an item is ours and in our store."""
    return sum(row.quantity for row in own_lots(view, item))


def take_lots(view: View, item: str, quantity: int, lots: Iterable[LotPart] = ()) -> list[LotPart]:
    """The lots to take a quantity from: those named, else the oldest first.

    Mistake: stock-short, lot-short.
    """
    held = own_lots(view, item)
    named = [part for part in lots if part.item == item]
    if named:
        there = {row.lot: row.quantity for row in held}
        for part in named:
            if there.get(part.lot, 0) < part.quantity:
                raise Mistake(
                    "lot-short",
                    item=item,
                    lot=part.lot,
                    have=there.get(part.lot, 0),
                    need=part.quantity,
                )
        return named
    taken: list[LotPart] = []
    missing = quantity
    for row in held:
        if missing > 0 and row.quantity > 0:
            portion = min(missing, row.quantity)
            taken.append(LotPart(item, row.lot, portion))
            missing -= portion
    if missing > 0:
        raise Mistake("stock-short", item=item, have=quantity - missing, need=quantity)
    return taken
