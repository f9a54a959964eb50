"""One thing under two codes: ours, and the partner's. What travels is always the seller's."""

from __future__ import annotations

from tuowang.flows.catalogue import ITEMS
from tuowang.flows.partner import ITEM_CODES
from tuowang.store.store import View


def their_item(view: View, partner: str, item: str) -> str:
    """What the partner calls our item; the same code where nothing else was said."""
    row = view.get(ITEM_CODES, partner, item)
    return row.their_item if row is not None else item


def our_item(view: View, partner: str, their_code: str) -> str:
    """What we call the partner's item; "" where we know no such thing."""
    for row in view.find(ITEM_CODES, ("partner", "their_item"), partner, their_code):
        return row.item
    return their_code if view.get(ITEMS, their_code) is not None else ""
