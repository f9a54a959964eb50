"""PlannedProductionOutput 2.0.0 (Catena-X): what a supplier plans to make for a customer.

Out: the plan's jobs of each item that the partner buys, as far as they are for it, under the
order line that they fulfil. In: a supplier's figures, by day.
"""

from __future__ import annotations

from tuowang.flows.figures import PLANNED
from tuowang.flows.figures_views import output_parts
from tuowang.standards.base import Figures, Part, Payload, Reading, Standard
from tuowang.standards.catena import names
from tuowang.standards.catena.reading import positions_have, read_amount, read_asset
from tuowang.standards.catena.writing import Sheet, order_key, positions, sheets
from tuowang.store.store import View

FIELD = "allocatedPlannedProductionOutputs"


def write(view: View, partner: str, now: int, item: str = "") -> list[Payload]:
    """One payload for each item that we plan to make for the partner."""
    found = [_payload(one) for one in sheets(view, partner, now, item, "output", selling=True)]
    return [payload for payload in found if payload["positions"]]


def _payload(sheet: Sheet) -> Payload:
    amounts: dict[tuple[str, str], dict[str, int]] = {}
    for reference, day, quantity in output_parts(sheet.book, sheet.item):
        days = amounts.setdefault(order_key(sheet, reference), {})
        at = max(day, sheet.today)
        days[at] = days.get(at, 0) + quantity
    under = {key: [_output(sheet, *day) for day in sorted(d.items())] for key, d in amounts.items()}
    return {"materialGlobalAssetId": sheet.global_id, "positions": list(positions(under, FIELD))}


def _output(sheet: Sheet, day: str, quantity: int) -> Payload:
    return {
        "plannedProductionQuantity": sheet.amount(quantity),
        "productionSiteBpns": names.site_number(sheet.us),
        "estimatedTimeOfCompletion": names.day_moment(day),
        "lastUpdatedOnDateTime": sheet.at,
    }


def read(part: Part) -> list[Reading]:
    """What is to be made, by the day on which it will be ready."""
    material = read_asset(part)
    amounts = []
    for position in part.field("positions").items():
        for one in position.field(FIELD).items():
            day = one.field("estimatedTimeOfCompletion").moment_day()
            amounts.append(read_amount(one.field("plannedProductionQuantity"), PLANNED, day))
    return [Figures("output", material, True, amounts)]


ASPECT = Standard(
    "PlannedProductionOutput",
    "2.0.0",
    ("output",),
    lambda part: positions_have(part, FIELD),
    write,
    read,
)
