"""When what is agreed will come, as far as the seller told; and what it says of our shortages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.docking_short import Short
from tuowang.flows.expecting import EXPECTED, ExpectedRow
from tuowang.flows.trading import COMMITMENTS, CommitmentRow
from tuowang.store.store import View


class Due(NamedTuple):
    """A part of what is left of an agreed line, in our units, and when it is there."""

    day: str
    quantity: int


def left_of(view: View, row: CommitmentRow) -> int:
    """What of an agreed line was not shipped yet, in our units."""
    left = row.quantity - row.shipped + row.rejected
    return own_quantity(view, row.item, row.unit, left) if left > 0 else 0


def told_of(view: View, row: CommitmentRow) -> ExpectedRow | None:
    """What the seller told of a line that we buy; None: nothing, so that it comes when agreed."""
    return None if row.selling else view.get(EXPECTED, row.partner, False, row.agreement, row.line)


def dues(view: View, row: CommitmentRow) -> list[Due]:
    """When what is left of a line is there: as agreed, or as told. Never before it is due."""
    left, told = left_of(view, row), told_of(view, row)
    if not left:
        return []
    if told is None:
        return [Due(row.due, left)]
    parts = [(max(part.day, row.due), part.quantity) for part in told.parts]
    parts.append((max(told.until, row.due), told.missing))
    found: dict[str, int] = {}
    for day, quantity in sorted(parts, reverse=True):  # what was shipped since were the first parts
        own = min(left, own_quantity(view, row.item, row.unit, quantity)) if quantity else 0
        left -= own
        if own:
            found[day] = found.get(day, 0) + own
    if left:
        found[row.due] = found.get(row.due, 0) + left
    return [Due(*one) for one in sorted(found.items())]


def told_shorts(view: View) -> Iterator[Short]:
    """Of each line that a seller told to be late: how much is there when it is due, and when the
    rest is."""
    for told in view.scan(EXPECTED):
        row = view.get(COMMITMENTS, told.partner, told.agreement, told.line)
        if told.mine or row is None or row.selling or not row.open:
            continue
        parts = dues(view, row)
        whole = sum(part.quantity for part in parts)
        had = sum(part.quantity for part in parts if part.day <= row.due)
        if had < whole:
            comes = not told.missing
            yield Short(row.partner, row.item, row.due, whole, had, parts[-1].day, comes)


def usual_supplier_is(view: View, item: str, partner: str) -> bool:
    """Whether what we lack of an item is bought of this partner, or of nobody in particular."""
    row = view.get(ITEMS, item)
    return row is not None and row.supplier in ("", partner)
