"""ShortTermMaterialDemand 1.0.0 (Catena-X): what a customer wants of a supplier, by day.

Out: of each item that we buy of the partner, every day of the next four weeks. In: a customer's
forecast of the days that it names.
"""

from __future__ import annotations

from tuowang.flows.days import later
from tuowang.flows.figures import DEMANDED
from tuowang.flows.figures_views import by_day, wanted_of
from tuowang.standards.base import Figures, Part, Payload, Reading, Standard
from tuowang.standards.catena import names
from tuowang.standards.catena.reading import read_amount, read_asset
from tuowang.standards.catena.writing import DEFAULT_CATEGORY, Sheet, sheets
from tuowang.store.store import View

DAYS = 28


def write(view: View, partner: str, now: int, item: str = "") -> list[Payload]:
    """One payload for each item that we buy of the partner."""
    return [
        _payload(sheet) for sheet in sheets(view, partner, now, item, "forecast", selling=False)
    ]


def _payload(sheet: Sheet) -> Payload:
    days = {later(sheet.today, number): 0 for number in range(DAYS)}
    for point in by_day(wanted_of(sheet.book, sheet.item), sheet.today):
        if point.day in days:
            days[point.day] = point.quantity
    series = {
        "customerLocationBpns": names.site_number(sheet.us),
        "expectedSupplierLocationBpns": names.site_number(sheet.them),
        "demandCategory": DEFAULT_CATEGORY,
        "lastUpdatedOnDateTime": sheet.at,
        "demands": [{"day": day, "demand": sheet.amount(n)} for day, n in sorted(days.items())],
    }
    return {"materialGlobalAssetId": sheet.global_id, "demandSeries": [series]}


def read(part: Part) -> list[Reading]:
    """A forecast by days."""
    material = read_asset(part)
    amounts = [
        read_amount(one.field("demand"), DEMANDED, one.field("day").day())
        for series in part.field("demandSeries").items()
        for one in series.field("demands").items()
    ]
    return [Figures("forecast", material, False, amounts)]


ASPECT = Standard(
    "ShortTermMaterialDemand",
    "1.0.0",
    ("forecast",),
    lambda part: part.has("demandSeries") and not part.has("materialDemandId"),
    write,
    read,
)
