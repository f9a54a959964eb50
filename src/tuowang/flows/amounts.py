"""A line's quantity in the item's own unit, and how far a commitment reaches."""

from __future__ import annotations

from fractions import Fraction

from tuowang.errors import Mistake
from tuowang.flows.catalogue import ITEMS, ItemRow
from tuowang.store.store import View
from tuowang.units import MAXIMUM_QUANTITY, UNITS, ratio


def _ratio(item: ItemRow, unit: str) -> Fraction:
    factors = {factor.unit: factor.quantity for factor in item.unit_factors}
    return ratio(unit, item.unit, factors)


def whole_quantity(item: ItemRow, unit: str, quantity: int) -> int:
    """The quantity in the item's own unit; `Mistake` where it does not come out whole."""
    exact = quantity * _ratio(item, unit)
    if exact.denominator != 1:
        raise Mistake("quantity-not-whole", text=str(quantity), unit=unit, to=item.unit)
    if not 1 <= exact <= MAXIMUM_QUANTITY:
        raise Mistake("quantity-out-of-range", text=str(quantity))
    return exact.numerator


def own_quantity(view: View, item: str, unit: str, quantity: int) -> int:
    """The quantity in our item's own unit, rounded down.

    For folds: never fails. Of an item that we do not know, or in a unit that does not convert,
    the number stays as it is.
    """
    row = view.get(ITEMS, item)
    if row is None or row.unit == unit:
        return quantity
    own = any(factor.unit == unit for factor in row.unit_factors)
    here, there = UNITS.get(unit), UNITS.get(row.unit)
    if not own and (here is None or there is None or here.dimension != there.dimension):
        return quantity
    return min(int(quantity * _ratio(row, unit)), MAXIMUM_QUANTITY)


def most(quantity: int, tolerance_permille: int) -> int:
    """The most that a commitment of `quantity` covers."""
    return quantity * (1000 + tolerance_permille) // 1000


def enough(quantity: int, tolerance_permille: int) -> int:
    """The least that fulfils a commitment of `quantity`, at least 1."""
    return max(1, -(-quantity * (1000 - tolerance_permille) // 1000))
