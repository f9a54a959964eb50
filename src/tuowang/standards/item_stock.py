"""ItemStock 2.0.0 (Catena-X): what of an item is in stock, and for which order.

Out: of what the partner buys (OUTBOUND) what is allotted to its order lines, and what is free for
anybody; of what we buy of it (INBOUND) what we have. In: a partner's figures.
"""

from __future__ import annotations

from tuowang.flows.figures import ALLOTTED, ON_HAND
from tuowang.flows.figures_views import allotments, stock_for
from tuowang.standards.base import Figures, Part, Payload, Reading, Standard
from tuowang.standards.catena import names
from tuowang.standards.catena.reading import (
    is_selling,
    positions_have,
    read_amount,
    read_asset,
)
from tuowang.standards.catena.writing import Sheet, positions, sheets
from tuowang.store.store import View

FIELD = "allocatedStocks"


def write(view: View, partner: str, now: int, item: str = "") -> list[Payload]:
    """One payload for each item that we sell to, and that we buy of, the partner."""
    return [
        _payload(sheet)
        for selling in (True, False)
        for sheet in sheets(view, partner, now, item, "stock", selling=selling)
    ]


def _payload(sheet: Sheet) -> Payload:
    have = stock_for(sheet.book, sheet.item, selling=sheet.selling)
    allotted = {
        (row.agreement, row.line): part
        for row, part in allotments(sheet.book, sheet.item)
        if sheet.selling and row.partner == sheet.partner
    }
    under = {line: [_stock(sheet, quantity)] for line, quantity in allotted.items()}
    under["", ""] = [_stock(sheet, have - sum(allotted.values()))]
    return {
        "materialGlobalAssetId": sheet.global_id,
        "direction": sheet.direction,
        "positions": list(positions(under, FIELD)),
    }


def _stock(sheet: Sheet, quantity: int) -> Payload:
    return {
        "quantityOnAllocatedStock": sheet.amount(quantity),
        "stockLocationBPNS": names.site_number(sheet.us),
        "stockLocationBPNA": names.address_number(sheet.us),
        "isBlocked": False,
        "lastUpdatedOnDateTime": sheet.at,
    }


def read(part: Part) -> list[Reading]:
    """What there is, without what is blocked; and what of it is allotted to orders."""
    material = read_asset(part)
    amounts = []
    for position in part.field("positions").items():
        for one in position.field(FIELD).items():
            if one.field("isBlocked").truth():
                continue
            day = one.field("lastUpdatedOnDateTime").moment_day()
            found = read_amount(one.field("quantityOnAllocatedStock"), ON_HAND, day)
            amounts.append(found)
            if position.has("orderPositionReference"):
                amounts.append(found._replace(measure=ALLOTTED))
    return [Figures("stock", material, is_selling(part), amounts)]


ASPECT = Standard(
    "ItemStock",
    "2.0.0",
    ("stock",),
    lambda part: positions_have(part, FIELD) or (part.has("positions") and part.has("direction")),
    write,
    read,
)
