"""WeekBasedCapacityGroup 3.0.1 (Catena-X CX-0128): what a supplier can make for a customer.

Out: a group for each item that the partner buys and a work centre limits, in the item's unit:
`maximumCapacity` is all that the centres can make of it, `actualCapacity` what the plan's jobs
for others leave, `agreedCapacity` what is agreed and open. In: a supplier's figures.
"""

from __future__ import annotations

from fractions import Fraction

from tuowang.flows.capacity import monday
from tuowang.flows.figures import ACTUAL, AGREED, MAXIMUM, Series
from tuowang.flows.figures_views import selling_series
from tuowang.standards.base import Figures, Material, Measured, Part, Payload, Reading, Standard
from tuowang.standards.catena import names
from tuowang.standards.catena.reading import read_id
from tuowang.standards.catena.samm_units import read_unit, samm_unit
from tuowang.standards.catena.writing import DEFAULT_CATEGORY, Sheet, sheets
from tuowang.store.store import View

FIELDS = {ACTUAL: "actualCapacity", MAXIMUM: "maximumCapacity", AGREED: "agreedCapacity"}


def write(view: View, partner: str, now: int, item: str = "") -> list[Payload]:
    """One group for each item that we sell to the partner and that a known work centre limits."""
    payloads = []
    for sheet in sheets(view, partner, now, item, "capacity", selling=True):
        series = selling_series(sheet.book, "capacity", sheet.item, sheet.today)
        if series:
            payloads.append(_payload(sheet, series))
    return payloads


def _payload(sheet: Sheet, series: list[Series]) -> Payload:
    weeks: dict[str, Payload] = {}
    for one in series:
        for point in one.points:
            week = weeks.setdefault(point.day, {"pointInTime": point.day})
            week[FIELDS[one.measure]] = sheet.value(point.quantity)
    linked = {
        "materialNumberCustomer": sheet.buyer_item,
        "materialNumberSupplier": sheet.seller_item,
        "customerLocation": names.site_number(sheet.them),
        "demandCategory": DEFAULT_CATEGORY,
        "loadFactor": 1,
    }
    return {
        "capacityGroupId": names.global_id("capacity", sheet.us, sheet.them, sheet.seller_item),
        "name": sheet.name,
        "customer": sheet.them,
        "supplier": sheet.us,
        "supplierLocations": [names.site_number(sheet.us)],
        "unitOfMeasure": samm_unit(sheet.unit)[0],
        "unitOfMeasureIsOmitted": False,
        "capacityGroupIsInactive": False,
        "changedAt": sheet.at,
        "linkedDemandSeries": [linked],
        "capacities": [week for _, week in sorted(weeks.items())],
    }


def read(part: Part) -> list[Reading]:
    """The group's weeks, for every material that is linked to it, by its load factor."""
    part.field("customer").matching(names.BPNL, "BPNL")
    part.field("supplier").matching(names.BPNL, "BPNL")
    read_id(part.field("capacityGroupId"))
    stated, linked = part.maybe("unitOfMeasure"), part.maybe("linkedDemandSeries")
    unit, factor = read_unit(stated) if stated is not None else ("", Fraction(1))
    weeks = part.maybe("capacities")
    inactive = part.field("capacityGroupIsInactive").truth()
    read_weeks = [] if weeks is None or inactive else weeks.items()
    readings: dict[Material, Reading] = {}
    for one in [] if linked is None else linked.items():
        material = _material(one)
        load = one.maybe("loadFactor")
        exact = load.amount() if load is not None else Fraction(1)
        if load is not None and not exact:
            raise load.wrong("number > 0")
        amounts = [found for week in read_weeks for found in _amounts(week, unit, factor / exact)]
        readings[material] = Figures("capacity", material, True, amounts, weekly=True)
    return list(readings.values())


def _material(part: Part) -> Material:
    seller = part.maybe("materialNumberSupplier")
    buyer = part.field("materialNumberCustomer").text()
    return Material("", seller.text() if seller is not None else "", buyer)


def _amounts(week: Part, unit: str, factor: Fraction) -> list[Measured]:
    day = monday(week.field("pointInTime").day())
    found = []
    for measure, name in FIELDS.items():
        value = week.maybe(name) if measure == AGREED else week.field(name)
        if value is not None:
            found.append(Measured(measure, day, value.amount() * factor, unit, value.path))
    return found


ASPECT = Standard(
    "WeekBasedCapacityGroup",
    "3.0.1",
    ("capacity",),
    lambda part: part.has("capacityGroupId"),
    write,
    read,
)
