"""The plain parts that several flows speak of, each defined once."""

from __future__ import annotations

import msgspec

from tuowang.units import Amount, Code, Day, Quantity


class Line(msgspec.Struct, frozen=True):
    """One time-phased line of a demand, an offer or an agreement.

    `item` is the seller's code (what travels on a link), `buyer_item` the buyer's, where known.
    `due` is the day on which the goods are to be at the receiver. The price is `price_minor`
    for `price_quantity` units; 0 for 1 in a demand that names no price.
    """

    line: Code
    item: Code
    unit: Code
    quantity: Quantity
    due: Day
    buyer_item: str = ""
    price_minor: Amount = 0
    price_quantity: Quantity = 1


class LotPart(msgspec.Struct, frozen=True):
    """A quantity of one lot, in an event. `item` is the seller's code where it travels."""

    item: Code
    lot: Code
    quantity: Quantity


class Origin(msgspec.Struct, frozen=True):
    """What went into a shipped lot, as far as its maker discloses it (topic "trace")."""

    lot: Code
    parent_item: Code
    parent_lot: Code
    quantity: Quantity


def amount_minor(price_minor: int, price_quantity: int, quantity: int) -> int:
    """The price of a quantity, rounded half up to whole minor units."""
    assert price_quantity > 0
    return (2 * price_minor * quantity + price_quantity) // (2 * price_quantity)
