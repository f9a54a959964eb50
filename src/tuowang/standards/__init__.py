"""How do others say the same thing? One file a standard; each writes and reads payloads.

`STANDARDS` is the whole list. A new standard is one new file, one line here, and the acceptance
suite of `tuowang.standards.acceptance` run on it. Standards do not know each other, only their
base and what several of them have in common (`catena/`).
"""

from __future__ import annotations

from importlib import import_module

from tuowang.errors import Mistake
from tuowang.standards.base import Part, Standard

STANDARDS: dict[str, str] = {
    "WeekBasedMaterialDemand": "tuowang.standards.week_based_material_demand",
    "WeekBasedCapacityGroup": "tuowang.standards.week_based_capacity_group",
    "ShortTermMaterialDemand": "tuowang.standards.short_term_material_demand",
    "PlannedProductionOutput": "tuowang.standards.planned_production_output",
    "ItemStock": "tuowang.standards.item_stock",
    "DeliveryInformation": "tuowang.standards.delivery_information",
    "DaysOfSupply": "tuowang.standards.days_of_supply",
    "DemandAndCapacityNotification": "tuowang.standards.demand_and_capacity_notification",
}
"""A standard's name -> its module."""


def standard(name: str) -> Standard:
    """A standard by its name in `STANDARDS`, in any case. Mistake: standard-unknown."""
    names = {known.casefold(): known for known in STANDARDS}
    found = names.get(name.casefold())
    if found is None:
        raise Mistake("standard-unknown", name=name[:80], known=", ".join(STANDARDS))
    aspect: Standard = import_module(STANDARDS[found]).ASPECT
    return aspect


def standard_of(payload: Part) -> Standard:
    """The standard that a payload follows, by its fields. Mistake: payload-unknown."""
    for name in STANDARDS:
        found = standard(name)
        if found.marks(payload):
            return found
    raise Mistake("payload-unknown", path=payload.path, known=", ".join(STANDARDS))
