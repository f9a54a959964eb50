"""Parts that several payloads have in common, read."""

from __future__ import annotations

from tuowang.standards.base import Material, Measured, Part
from tuowang.standards.catena.names import GLOBAL_ID, bare
from tuowang.standards.catena.samm_units import read_unit

DIRECTIONS = ("INBOUND", "OUTBOUND")


def read_id(part: Part) -> str:
    """A worldwide id, in one form."""
    return bare(part.matching(GLOBAL_ID, "urn:uuid"))


def read_material(part: Part) -> Material:
    """The item, by whatever names the payload has for it."""
    id_ = part.maybe("materialGlobalAssetId")
    seller, buyer = part.maybe("materialNumberSupplier"), part.maybe("materialNumberCustomer")
    return Material(
        read_id(id_) if id_ is not None else "",
        seller.text() if seller is not None else "",
        buyer.text() if buyer is not None else "",
    )


def read_asset(part: Part) -> Material:
    """The item of a payload that names it by its worldwide id alone."""
    return Material(read_id(part.field("materialGlobalAssetId")))


def read_amount(part: Part, measure: str, day: str) -> Measured:
    """A quantity with its unit."""
    unit, factor = read_unit(part.field("unit"))
    value = part.field("value")
    return Measured(measure, day, value.amount() * factor, unit, value.path)


def is_selling(part: Part) -> bool:
    """Whether the sender of a stock is the seller: its stock is outbound."""
    return part.field("direction").word(DIRECTIONS) == "OUTBOUND"


def positions_have(part: Part, field: str) -> bool:
    """Whether a payload is of positions, the first with this field."""
    inside = part.value.get("positions") if isinstance(part.value, dict) else None
    first = inside[0] if isinstance(inside, list) and inside else None
    return isinstance(first, dict) and field in first
