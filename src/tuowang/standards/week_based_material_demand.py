"""WeekBasedMaterialDemand 3.0.1 (Catena-X CX-0128): what a customer wants of a supplier, by week.

Out: of each item that we buy of the partner what is agreed, asked for and planned, every week of
the plan's horizon. In: a customer's forecast. `pointInTime` is the Monday of an ISO week.
"""

from __future__ import annotations

from tuowang.flows.capacity import monday
from tuowang.flows.figures import DEMANDED
from tuowang.flows.figures_capacity import weeks_from
from tuowang.flows.figures_views import by_day, wanted_of
from tuowang.standards.base import Figures, Measured, Part, Payload, Reading, Standard
from tuowang.standards.catena import names
from tuowang.standards.catena.reading import read_id, read_material
from tuowang.standards.catena.samm_units import read_unit, samm_unit
from tuowang.standards.catena.writing import DEFAULT_CATEGORY, Sheet, sheets
from tuowang.store.store import View


def write(view: View, partner: str, now: int, item: str = "") -> list[Payload]:
    """One payload for each item that we buy of the partner."""
    return [
        _payload(sheet) for sheet in sheets(view, partner, now, item, "forecast", selling=False)
    ]


def _payload(sheet: Sheet) -> Payload:
    weeks = dict.fromkeys(weeks_from(sheet.today, sheet.book.days), 0)
    for point in by_day(wanted_of(sheet.book, sheet.item), sheet.today):
        week = monday(point.day)
        weeks[week] = weeks.get(week, 0) + point.quantity
    demands = [{"pointInTime": week, "demand": sheet.value(n)} for week, n in sorted(weeks.items())]
    series = {
        "customerLocation": names.site_number(sheet.us),
        "expectedSupplierLocation": names.site_number(sheet.them),
        "demandCategory": DEFAULT_CATEGORY,
        "demands": demands,
    }
    return {
        "materialDemandId": names.global_id("demand", sheet.us, sheet.them, sheet.buyer_item),
        "materialGlobalAssetId": sheet.global_id,
        "customer": sheet.us,
        "supplier": sheet.them,
        "materialNumberCustomer": sheet.buyer_item,
        "materialNumberSupplier": sheet.seller_item,
        "materialDescriptionCustomer": sheet.name,
        "unitOfMeasure": samm_unit(sheet.unit)[0],
        "unitOfMeasureIsOmitted": False,
        "materialDemandIsInactive": False,
        "changedAt": sheet.at,
        "demandSeries": [series],
    }


def read(part: Part) -> list[Reading]:
    """A forecast by weeks; of a demand that is no longer active, nothing is left."""
    part.field("customer").matching(names.BPNL, "BPNL")
    part.field("supplier").matching(names.BPNL, "BPNL")
    read_id(part.field("materialDemandId"))
    stated = part.maybe("unitOfMeasure")
    unit, factor = read_unit(stated) if stated is not None else ("", 1)
    amounts = []
    for series in part.field("demandSeries").items():
        for one in series.field("demands").items():
            week, value = monday(one.field("pointInTime").day()), one.field("demand")
            amounts.append(Measured(DEMANDED, week, value.amount() * factor, unit, value.path))
    if part.field("materialDemandIsInactive").truth():
        amounts = []
    return [Figures("forecast", read_material(part), False, amounts, weekly=True)]


ASPECT = Standard(
    "WeekBasedMaterialDemand",
    "3.0.1",
    ("forecast",),
    lambda part: part.has("materialDemandId"),
    write,
    read,
)
