"""When agreed deliveries will really come: told by the seller as soon as its plan is late.

The agreement stands as it is; only a revision changes it. What is told is a promise, under the
topic "docking", and each statement is about all late lines with the partner: an empty one says
that all will be in time again.

Where firms wait for each other's goods, one's new days make the other's later, and so on round and
round. So only some statements a day are said and planned with; what comes of it is said next day.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Flow, Record
from tuowang.store.table import Table
from tuowang.units import Code, Day, Quantity, Stock

MOST_LINES, MOST_PARTS = 1000, 100
MOST_A_DAY = 8
"""So many statements to a partner, and of it, make plans anew within a day."""


class ExpectedPart(msgspec.Struct, frozen=True):
    """A quantity, in the agreed line's unit, and when it will be at the receiver."""

    day: Day
    quantity: Quantity


class ExpectedLine(msgspec.Struct, frozen=True):
    """What is left of an agreed line: parts with their days, and what comes not before `until`.

    `item` is the seller's code.
    """

    agreement: Code
    line: Code
    item: Code
    parts: Annotated[list[ExpectedPart], msgspec.Meta(max_length=MOST_PARTS)]
    missing: Stock
    until: Day


class ExpectedRow(msgspec.Struct, frozen=True):
    """A late line as it was told; mine: by us. See `ExpectedLine`."""

    partner: str
    mine: bool
    agreement: str
    line: str
    parts: list[ExpectedPart]
    missing: int
    until: str


class ExpectedCountRow(msgspec.Struct, frozen=True):
    """How many statements there were since the last new day; mine: of ours."""

    partner: str
    mine: bool
    count: int


class ExpectedDayRow(msgspec.Struct, frozen=True):
    """When the last new day began, by our clock. One row, key "now"."""

    key: str
    at: int


EXPECTED = Table("expected_deliveries", ExpectedRow, ("partner", "mine", "agreement", "line"))
COUNTS = Table("expected_counts", ExpectedCountRow, ("partner", "mine"))
DAYS = Table("expected_days", ExpectedDayRow, ("key",))
expecting = Flow("expecting", tables=(EXPECTED, COUNTS, DAYS))


@expecting.record
class DeliveriesExpected(Record, frozen=True):
    """All lines that the seller will deliver late to the receiver, as far as it knows."""

    kind: ClassVar[str] = "delivery.expected"
    topic: ClassVar[str] = "docking"
    lines: Annotated[list[ExpectedLine], msgspec.Meta(max_length=MOST_LINES)]

    def about(self) -> tuple[str, ...]:
        """The seller's items."""
        return tuple(line.item for line in self.lines)


@expecting.record
class ExpectedDayBegun(Record, frozen=True):
    """A new day for statements that were too many (private)."""

    kind: ClassVar[str] = "delivery.day-begun"
