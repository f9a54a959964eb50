"""DemandAndCapacityNotification 3.0.0 (Catena-X CX-0146): something will be short or late.

Out: why the plan is late, told to whom it concerns: a customer whose order it is (less capacity),
and the supplier of the part that is missing (more demand). In: a partner's notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.planning import PLAN_REASONS, PlanReasonRow
from tuowang.standards.base import Notice, Part, Payload, Reading, Standard
from tuowang.standards.catena import names
from tuowang.standards.catena.reading import read_id, read_material
from tuowang.standards.catena.samm_units import samm_unit
from tuowang.standards.catena.writing import Sheet, either, sheets
from tuowang.store.store import View

EFFECTS = ("demand-reduction", "demand-increase", "capacity-reduction", "capacity-increase")
CAUSES = (
    "strike", "natural-disaster", "production-incident", "pandemic-or-epidemic",
    "logistics-disruption", "war", "insolvency", "other",
)  # fmt: skip
STATES = ("resolved", "open")


class Late(NamedTuple):
    """What is late of an item, in all: from when to when, and how much."""

    first_day: str
    last_day: str
    quantity: int


def write(view: View, partner: str, now: int, item: str = "") -> list[Payload]:
    """One notice for each item and effect that the plan's reasons name for the partner."""
    found = either(
        lambda: sheets(view, partner, now, item, "capacity", selling=True),
        lambda: sheets(view, partner, now, item, "forecast", selling=False),
    )
    payloads = []
    for sheet in found:
        late = _together([*_reasons(sheet)])
        if late is not None:
            payloads.append(_payload(sheet, late))
    return payloads


def _reasons(sheet: Sheet) -> Iterator[PlanReasonRow]:
    """To a customer: its own orders; to a supplier: what waits for its part."""
    for row in sheet.view.scan(PLAN_REASONS):
        ours = row.reference.startswith(f"{sheet.partner}/") and row.item == sheet.item
        if ours if sheet.selling else row.component == sheet.item:
            yield row


def _together(rows: list[PlanReasonRow]) -> Late | None:
    if not rows:
        return None
    return Late(
        min(row.first_day for row in rows),
        max(row.last_day for row in rows),
        sum(row.quantity for row in rows),
    )


def _payload(sheet: Sheet, late: Late) -> Payload:
    effect = "capacity-reduction" if sheet.selling else "demand-increase"
    ids = (effect, sheet.us, sheet.them, sheet.seller_item)
    whole: Payload = {
        "notificationId": names.global_id("notice", *ids),
        "sourceDisruptionId": names.global_id("disruption", *ids),
        "leadingRootCause": "other",
        "effect": effect,
        "status": "open",
        "startDateOfEffect": names.day_moment(late.first_day),
        "expectedEndDateOfEffect": names.day_moment(late.last_day),
        "contentChangedAt": sheet.at,
        "affectedSitesSender": [names.site_number(sheet.us)],
        "affectedSitesRecipient": [names.site_number(sheet.them)],
        "materialsAffected": [
            {
                "materialGlobalAssetId": sheet.global_id,
                "materialNumberCustomer": sheet.buyer_item,
                "materialNumberSupplier": sheet.seller_item,
            }
        ],
    }
    if sheet.selling:  # of a part that is missing, the quantity is of what waits for it
        unit = samm_unit(sheet.unit)[0].removeprefix("unit:")
        whole["text"] = f"{sheet.value(late.quantity)} {unit}"
    return whole


def read(part: Part) -> list[Reading]:
    """The notice; its materials may be known here or not."""
    end, text, of = (
        part.maybe("expectedEndDateOfEffect"),
        part.maybe("text"),
        part.maybe("materialsAffected"),
    )
    part.field("contentChangedAt").moment_day()
    read_id(part.field("sourceDisruptionId"))
    return [
        Notice(
            read_id(part.field("notificationId")),
            part.field("effect").word(EFFECTS),
            part.field("leadingRootCause").word(CAUSES),
            part.field("startDateOfEffect").moment_day(),
            end.moment_day() if end is not None else "",
            part.field("status").word(STATES),
            [read_material(one) for one in of.items()] if of is not None else [],
            text.text()[:2000] if text is not None else "",
        )
    ]


ASPECT = Standard(
    "DemandAndCapacityNotification",
    "3.0.0",
    ("capacity", "forecast"),
    lambda part: part.has("notificationId"),
    write,
    read,
)
