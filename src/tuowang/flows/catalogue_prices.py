"""What do we ask for an item, from whom; what is it worth, and what does lateness cost?"""

from __future__ import annotations

from fractions import Fraction

from tuowang.flows.catalogue import PRICES, ItemRow, PriceRow
from tuowang.store.store import View

LATE_A_WEEK = Fraction(5, 100)
"""Of the value of what is late, as docking and plans count it."""


def price_for(view: View, partner: str, item: str) -> PriceRow | None:
    """The partner's own price, else the list price, else None."""
    return view.get(PRICES, item, partner) or view.get(PRICES, item, "")


def value_of(view: View, row: ItemRow) -> Fraction:
    """Money for one own unit: its cost, else our price, else 1; hundredths count as minor units."""
    if row.cost_minor:
        return Fraction(row.cost_minor, 100 * row.cost_quantity)
    price = price_for(view, "", row.item)
    if price is not None and price.price_minor:
        return Fraction(price.price_minor, 100 * price.price_quantity)
    return Fraction(1)
