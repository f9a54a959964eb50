"""One thing under two codes: ours, and the partner's. What travels is always the seller's.

Where nothing was mapped both use the same code, so each function undoes the other.
"""

from __future__ import annotations

from tuowang.errors import Mistake
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.partner import ITEM_CODES
from tuowang.store.store import View

_BY_THEIR_CODE = ("partner", "their_item")


def their_item(view: View, partner: str, item: str) -> str:
    """What the partner calls our item; the same code where nothing else was said.

    Mistake: item-code-taken, where that code there means another item of ours. Not for folds.
    """
    row = view.get(ITEM_CODES, partner, item)
    if row is not None:
        return row.their_item
    for other in view.find(ITEM_CODES, _BY_THEIR_CODE, partner, item):
        raise Mistake("item-code-taken", partner=partner, their_item=item, item=other.item)
    return item


def our_item(view: View, partner: str, their_code: str) -> str:
    """What we call the partner's item; "" where we know no such thing."""
    for row in view.find(ITEM_CODES, _BY_THEIR_CODE, partner, their_code):
        return row.item
    same = view.get(ITEMS, their_code) is not None
    return their_code if same and view.get(ITEM_CODES, partner, their_code) is None else ""
