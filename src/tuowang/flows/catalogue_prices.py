"""What do we ask for an item, from whom?"""

from __future__ import annotations

from tuowang.flows.catalogue import PRICES, PriceRow
from tuowang.store.store import View


def price_for(view: View, partner: str, item: str) -> PriceRow | None:
    """The partner's own price, else the list price, else None."""
    return view.get(PRICES, item, partner) or view.get(PRICES, item, "")
