"""DaysOfSupply 2.0.0 (Catena-X): how many days a stock lasts.

Out: of what the partner buys (OUTBOUND) and of what we buy of it (INBOUND), how many whole days
the stock lasts by the plan's uses. In: a partner's figures, in whole days, rounded down.
"""

from __future__ import annotations

from fractions import Fraction

from tuowang.flows.figures import SUPPLY, SUPPLY_DAYS
from tuowang.flows.figures_views import days_of_supply
from tuowang.standards.base import Figures, Measured, Part, Payload, Reading, Standard
from tuowang.standards.catena import names
from tuowang.standards.catena.reading import is_selling, read_asset
from tuowang.standards.catena.writing import Sheet, sheets
from tuowang.store.store import View


def write(view: View, partner: str, now: int, item: str = "") -> list[Payload]:
    """One payload for each item that we sell to, and that we buy of, the partner."""
    return [
        _payload(sheet)
        for selling in (True, False)
        for sheet in sheets(view, partner, now, item, "stock", selling=selling)
    ]


def _payload(sheet: Sheet) -> Payload:
    lasts = days_of_supply(sheet.book, sheet.item, sheet.today)
    stock = {
        "amountOfAllocatedDaysOfSupply": [
            {"date": names.day_moment(sheet.today), "daysOfSupply": lasts}
        ],
        "stockLocationBPNS": names.site_number(sheet.us),
        "stockLocationBPNA": names.address_number(sheet.us),
        "lastUpdatedOnDateTime": sheet.at,
    }
    return {
        "materialGlobalAssetId": sheet.global_id,
        "direction": sheet.direction,
        "allocatedDaysOfSupply": [stock],
    }


def read(part: Part) -> list[Reading]:
    """How long the stock lasts: of several places on one day, the shortest."""
    material = read_asset(part)
    days: dict[str, Measured] = {}
    for stock in part.field("allocatedDaysOfSupply").items():
        for one in stock.field("amountOfAllocatedDaysOfSupply").items():
            day, value = one.field("date").moment_day(), one.field("daysOfSupply")
            lasts = Fraction(value.amount().__floor__())
            if day not in days or lasts < days[day].amount:
                days[day] = Measured(SUPPLY_DAYS, day, lasts, "DAY", value.path)
    return [Figures(SUPPLY, material, is_selling(part), list(days.values()))]


ASPECT = Standard(
    "DaysOfSupply",
    "2.0.0",
    ("stock",),
    lambda part: part.has("allocatedDaysOfSupply"),
    write,
    read,
)
