"""Quantities of our own items, with their units."""

from __future__ import annotations

from tuowang.faces.cli.answer import Amount
from tuowang.faces.cli.face import Face
from tuowang.flows.catalogue import ITEMS


def item_amount(face: Face, item: str, quantity: int) -> Amount:
    """A quantity of our item in the item's own unit."""
    row = face.view.get(ITEMS, item)
    return Amount(quantity, row.unit if row is not None else "")
