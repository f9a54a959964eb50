"""What is where, whose is it, and what was it made of?

The moves are the truth: a lot's quantity at a place is the sum of its moves. Custody (`holder`)
is apart from ownership (`owner`); "me" is us, else a partner's code.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.flows.vocabulary import LotPart
from tuowang.store.table import Table
from tuowang.units import Code, Day, Quantity, Stock, Text

OWN = "me"
STORE_PLACE = "store"
"""Where own stock lies unless another place is named; goods under way lie at "under-way"."""
UNDER_WAY = "under-way"


class LotRow(msgspec.Struct, frozen=True):
    """A quantity of a lot at a place since a day. Rows of quantity 0 are removed."""

    item: str
    lot: str
    place: str
    owner: str
    holder: str
    quantity: int
    since: str = ""


class MoveRow(msgspec.Struct, frozen=True):
    """One change of one lot at one place, by one event. `quantity` has a sign."""

    event: str
    line: int
    item: str
    lot: str
    place: str
    owner: str
    holder: str
    quantity: int
    day: str
    reason: str


class ParentRow(msgspec.Struct, frozen=True):
    """A parent lot went into a lot. `partner` is "" for our own lots, else who disclosed it."""

    partner: str
    item: str
    lot: str
    parent_item: str
    parent_lot: str
    quantity: int


LOTS = Table("lots", LotRow, ("item", "lot", "place", "owner", "holder"), (("lot",),))
MOVES = Table("moves", MoveRow, ("event", "line"), (("item", "lot"), ("lot",), ("day",)))
PARENTS = Table(
    "lot_parents",
    ParentRow,
    ("partner", "item", "lot", "parent_item", "parent_lot"),
    (("lot",), ("parent_lot",)),
)
stock = Flow("stock", tables=(LOTS, MOVES, PARENTS))


@stock.record
class StockCounted(Record, frozen=True):
    """A count: the lot's quantity at the place is now this; the difference becomes a move."""

    kind: ClassVar[str] = "stock.counted"
    event: Code
    item: Code
    lot: Code
    quantity: Stock
    day: Day
    place: Code = STORE_PLACE
    reason: Text = ""


@stock.record
class Produced(Record, frozen=True):
    """Something was made: inputs consumed, a lot put into the store, its parents remembered."""

    kind: ClassVar[str] = "production.produced"
    event: Code
    item: Code
    lot: Code
    quantity: Quantity
    day: Day
    consumed: list[LotPart]
    plan_line: str = ""
    scrap_quantity: Stock = 0


@stock.record
class Issued(Record, frozen=True):
    """Something left the store for a use of our own: sold over the counter, scrapped, sampled."""

    kind: ClassVar[str] = "stock.issued"
    event: Code
    item: Code
    lot: Code
    quantity: Quantity
    day: Day
    reason: Text = ""


class CountStock(Command, frozen=True):
    """Enter what was counted. lot "" means the item's one unnamed lot."""

    verb: ClassVar[str] = "count"
    item: str
    quantity: int
    lot: str = ""
    place: str = STORE_PLACE
    day: str = ""
    reason: str = ""


class Make(Command, frozen=True):
    """Make a quantity of an item now; inputs are taken oldest lot first unless named.

    `Mistake` where an input is short: which, how much there is, how much is needed.
    """

    verb: ClassVar[str] = "make"
    item: str
    quantity: int
    lot: str = ""
    day: str = ""
    consumed: list[LotPart] = []
    plan_line: str = ""
    scrap_quantity: int = 0


class Issue(Command, frozen=True):
    """Take a quantity out of the store, oldest lots first unless a lot is named."""

    verb: ClassVar[str] = "issue"
    item: str
    quantity: int
    lot: str = ""
    day: str = ""
    reason: str = ""
