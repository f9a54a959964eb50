"""The ledger: every change of stock is a move, and a lot's quantity is the sum of its moves."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.stock import IN_WORK, LOTS, MOVES, OWN, STORE_PLACE, LotRow, MoveRow
from tuowang.flows.vocabulary import LotPart
from tuowang.store.store import Rows, View

_MOST_HELD = 2**62
"""No sum of moves leaves what a store can hold, however much is said."""


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
    if rows.get(MOVES, event, line) is not None:
        return
    row = rows.get(LOTS, item, lot, place, owner, holder)
    if row is None:
        row = LotRow(item, lot, place, owner, holder, 0, since=day)
    after = max(-_MOST_HELD, min(row.quantity + quantity, _MOST_HELD))
    if after == row.quantity:
        return
    quantity = after - row.quantity
    rows.put(MOVES, MoveRow(event, line, item, lot, place, owner, holder, quantity, day, reason))
    if after:
        rows.put(LOTS, replace(row, quantity=after, since=min(row.since, day)))
    else:
        rows.delete(LOTS, item, lot, place, owner, holder)


def has_moved(view: View, event: str) -> bool:
    """Whether an event of this name has moved anything already."""
    return next(iter(view.scan(MOVES, event)), None) is not None


def own_lots(view: View, item: str) -> list[LotRow]:
    """Our lots of an item in our store, oldest first: by the day each came, then by name."""
    rows = [
        row
        for row in view.scan(LOTS, item)
        if row.place == STORE_PLACE and row.owner == OWN and row.holder == OWN
    ]
    return sorted(rows, key=lambda row: (row.since, row.lot))


def on_hand(view: View, item: str) -> int:
    """How much of an item is ours and in our store."""
    return sum(row.quantity for row in own_lots(view, item))


def all_on_hand(view: View) -> dict[str, int]:
    """Of every item what is ours and in our store, as `on_hand`; in one walk."""
    found: dict[str, int] = {}
    for row in view.scan(LOTS):
        if row.place == STORE_PLACE and row.owner == OWN and row.holder == OWN:
            found[row.item] = found.get(row.item, 0) + row.quantity
    return found


def elsewhere(view: View, item: str) -> int:
    """How much of an item is ours and with us, but at another place than the store, or in work."""
    return sum(
        row.quantity
        for row in view.scan(LOTS, item)
        if row.owner == OWN and row.holder == OWN and row.place not in (STORE_PLACE, IN_WORK)
    )


def take_lots(view: View, item: str, quantity: int, lots: Sequence[LotPart] = ()) -> list[LotPart]:
    """The lots to take a quantity from: first those named, all of each, then the oldest.

    A lot comes once. Mistake: quantity-out-of-range, lot-short, stock-short; nothing is taken.
    """
    left = {row.lot: row.quantity for row in own_lots(view, item)}
    taken: dict[str, int] = {}
    for part in lots:
        if part.item == item:
            _take(taken, left, part)
    missing = quantity - sum(taken.values())
    for lot, here in left.items():
        if missing > 0 and here > 0:
            taken[lot] = taken.get(lot, 0) + min(missing, here)
            missing -= min(missing, here)
    if missing > 0:
        raise Mistake(
            "stock-short",
            item=item,
            have=quantity - missing,
            need=quantity,
            elsewhere=elsewhere(view, item),
        )
    return [LotPart(item, lot, part) for lot, part in taken.items()]


def _take(taken: dict[str, int], left: dict[str, int], part: LotPart) -> None:
    """Move a named part from `left` to `taken`."""
    if part.quantity < 1:
        raise Mistake("quantity-out-of-range", text=str(part.quantity))
    have = left.get(part.lot, 0)
    if have < part.quantity:
        raise Mistake("lot-short", item=part.item, lot=part.lot, have=have, need=part.quantity)
    left[part.lot] = have - part.quantity
    taken[part.lot] = taken.get(part.lot, 0) + part.quantity
