"""Ship and receive: custody moves when goods leave, ownership when they are received."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.flows.vocabulary import LotPart, Origin
from tuowang.store.table import Table
from tuowang.units import Code, Day, Quantity, Stock, Text


class ShippedLine(msgspec.Struct, frozen=True):
    """A part of a commitment, in lots. `item` is the seller's code, quantities in its unit."""

    agreement: Code
    line: Code
    item: Code
    quantity: Quantity
    lots: list[LotPart]


class ReceivedLine(msgspec.Struct, frozen=True):
    """What the receiver took and what it turned back, of one shipped line; the rest is missing.

    Lots are counted off in the order in which they were shipped: accepted, rejected, missing.
    """

    agreement: Code
    line: Code
    accepted: Stock
    rejected: Stock


class ShipmentRow(msgspec.Struct, frozen=True):
    """A shipment, ours (`mine`: we shipped) or a partner's. State: SENT or RECEIVED.

    `lines` are those that a commitment covers; what no commitment covers is not counted.
    """

    partner: str
    shipment: str
    mine: bool
    state: str
    day: str
    arrives: str
    lines: list[ShippedLine]
    received_day: str = ""
    received: list[ReceivedLine] = []
    receipt: str = ""


SHIPMENTS = Table(
    "shipments",
    ShipmentRow,
    ("partner", "shipment"),
    (("state", "mine", "arrives"), ("partner", "receipt")),
)
SENT = "under-way"
RECEIVED = "received"
shipping = Flow("shipping", tables=(SHIPMENTS,))


@shipping.record
class Shipped(Record, frozen=True):
    """Goods left for the partner."""

    kind: ClassVar[str] = "shipment.shipped"
    topic: ClassVar[str] = "trade"
    shipment: Code
    day: Day
    arrives: Day
    lines: list[ShippedLine]
    origins: list[Origin] = []

    def about(self) -> tuple[str, ...]:
        """The shipper's items."""
        return tuple(line.item for line in self.lines)


@shipping.record
class Received(Record, frozen=True):
    """Goods were received, in whole or in part; what was accepted is now the receiver's."""

    kind: ClassVar[str] = "shipment.received"
    topic: ClassVar[str] = "trade"
    receipt: Code
    shipment: Code
    day: Day
    lines: list[ReceivedLine]
    reason: Text = ""


class Ship(Command, frozen=True):
    """Ship against a commitment: oldest lots first unless named; quantity 0 means all still due.

    `Mistake` where more than the commitment plus tolerance, or more than there is, would go.
    """

    verb: ClassVar[str] = "ship"
    partner: str
    agreement: str
    line: str = ""
    quantity: int = 0
    lots: list[LotPart] = []
    day: str = ""


class Receive(Command, frozen=True):
    """Receive a shipment. Without `lines`: everything was accepted."""

    verb: ClassVar[str] = "receive"
    partner: str
    shipment: str
    lines: list[ReceivedLine] = []
    day: str = ""
    reason: str = ""
