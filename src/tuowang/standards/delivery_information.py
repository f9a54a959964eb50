"""DeliveryInformation 2.0.0 (Catena-X): what is under way to a customer, and what will be.

Out: our shipments to the partner that are under way or arrived in the last month, and the plan's
deliveries to it. In: a supplier's figures: what is still to arrive, by day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.amounts import own_quantity
from tuowang.flows.days import later
from tuowang.flows.figures import ARRIVING, DELIVERY
from tuowang.flows.planning import PLAN_LINES
from tuowang.flows.planning_problem import transit_days
from tuowang.flows.shipping import RECEIVED, SHIPMENTS
from tuowang.flows.trading import COMMITMENTS
from tuowang.standards.base import Figures, Part, Payload, Reading, Standard
from tuowang.standards.catena import names
from tuowang.standards.catena.reading import positions_have, read_amount, read_asset
from tuowang.standards.catena.writing import Sheet, order_key, positions, sheets
from tuowang.store.store import View

DAYS_AFTER_ARRIVAL = 30
EVENTS = ("estimated-departure", "estimated-arrival", "actual-departure", "actual-arrival")


class Leg(NamedTuple):
    """A quantity on its way: from when to when, and which of the two has happened."""

    key: tuple[str, str]
    quantity: int
    leaves: str
    arrives: str
    has_left: bool
    has_arrived: bool
    shipment: str


def write(view: View, partner: str, now: int, item: str = "") -> list[Payload]:
    """One payload for each item of which something is or was under way."""
    found = [_payload(one) for one in sheets(view, partner, now, item, "trade", selling=True)]
    return [payload for payload in found if payload["positions"]]


def _payload(sheet: Sheet) -> Payload:
    under: dict[tuple[str, str], list[Payload]] = {}
    for leg in (*_shipped(sheet), *_planned(sheet)):
        under.setdefault(leg.key, []).append(_delivery(sheet, leg))
    return {
        "materialGlobalAssetId": sheet.global_id,
        "positions": list(positions(under, "deliveries")),
    }


def _shipped(sheet: Sheet) -> Iterator[Leg]:
    view, oldest = sheet.view, later(sheet.today, -DAYS_AFTER_ARRIVAL)
    for row in view.scan(SHIPMENTS, sheet.partner):
        arrived = row.state == RECEIVED
        if not row.mine or (arrived and row.received_day < oldest):
            continue
        arrives = row.received_day if arrived else row.arrives
        sums: dict[tuple[str, str], int] = {}
        for line in row.lines:
            commitment = view.get(COMMITMENTS, sheet.partner, line.agreement, line.line)
            if commitment is not None and commitment.item == sheet.item:
                key = (line.agreement, line.line)
                part = own_quantity(view, sheet.item, commitment.unit, line.quantity)
                sums[key] = sums.get(key, 0) + part
        for key, quantity in sums.items():
            yield Leg(key, quantity, row.day, arrives, True, arrived, row.shipment)


def _planned(sheet: Sheet) -> Iterator[Leg]:
    """The plan's deliveries that have not left: one for each order line and day."""
    sums: dict[tuple[tuple[str, str], str], int] = {}
    for row in sheet.view.find(PLAN_LINES, ("kind", "finish"), "delivery"):
        if row.partner == sheet.partner and row.item == sheet.item and row.open > 0:
            key = (order_key(sheet, row.reference), max(row.finish, sheet.today))
            sums[key] = sums.get(key, 0) + row.open
    days = transit_days(sheet.view, sheet.partner)
    for (order, day), quantity in sorted(sums.items()):
        if order[0]:  # what nobody asked for by an order is no delivery yet
            yield Leg(order, quantity, day, later(day, days), False, False, "")


def _delivery(sheet: Sheet, leg: Leg) -> Payload:
    left = "actual-departure" if leg.has_left else "estimated-departure"
    arrived = "actual-arrival" if leg.has_arrived else "estimated-arrival"
    whole: Payload = {
        "deliveryQuantity": sheet.amount(leg.quantity),
        "lastUpdatedOnDateTime": sheet.at,
        "transitEvents": [
            {"eventType": left, "dateTimeOfEvent": names.day_moment(leg.leaves)},
            {"eventType": arrived, "dateTimeOfEvent": names.day_moment(leg.arrives)},
        ],
        "transitLocations": {
            "origin": {"bpnsProperty": names.site_number(sheet.us)},
            "destination": {"bpnsProperty": names.site_number(sheet.them)},
        },
    }
    return whole | ({"trackingNumber": leg.shipment} if leg.shipment else {})


def read(part: Part) -> list[Reading]:
    """What has not arrived, by the day on which it will; by its departure where no more is said."""
    material = read_asset(part)
    amounts = []
    for position in part.field("positions").items():
        for one in position.field("deliveries").items():
            events = {
                event.field("eventType").word(EVENTS): event.field("dateTimeOfEvent").moment_day()
                for event in one.field("transitEvents").items()
            }
            quantity = one.field("deliveryQuantity")
            if not events:
                raise one.field("transitEvents").wrong("array (1)")
            day = events.get("estimated-arrival") or min(events.values())
            found = read_amount(quantity, ARRIVING, day)
            if "actual-arrival" not in events:
                amounts.append(found)
    return [Figures(DELIVERY, material, None, amounts)]


ASPECT = Standard(
    "DeliveryInformation",
    "2.0.0",
    ("trade",),
    lambda part: positions_have(part, "deliveries"),
    write,
    read,
)
