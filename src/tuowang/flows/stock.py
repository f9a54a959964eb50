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
"""Where own stock lies unless another place is named; goods under way lie at "under-way", what went
into a job that is not done at "in-work"."""
UNDER_WAY, IN_WORK = "under-way", "in-work"


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


class JobRow(msgspec.Struct, frozen=True):
    """Work that was started. quantity: to come of it; done: what came, with scrap; finish: when it
    is to be done; parts: what is still in it, for what is not done; open: more is to come."""

    job: str
    item: str
    quantity: int
    done: int
    day: str
    finish: str
    parts: list[LotPart]
    open: bool
    plan_line: str = ""


LOTS = Table("lots", LotRow, ("item", "lot", "place", "owner", "holder"), (("lot",),))
MOVES = Table("moves", MoveRow, ("event", "line"), (("item", "lot"), ("lot",), ("day",)))
PARENTS = Table(
    "lot_parents",
    ParentRow,
    ("partner", "item", "lot", "parent_item", "parent_lot"),
    (("lot",), ("parent_lot",)),
)
JOBS = Table("jobs", JobRow, ("job",), (("open", "finish"),))
stock = Flow("stock", tables=(LOTS, MOVES, PARENTS, JOBS))


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
class Started(Record, frozen=True):
    """Work began: inputs leave the store for it. `quantity` is to come of it by `finish`."""

    kind: ClassVar[str] = "production.started"
    job: Code
    item: Code
    quantity: Quantity
    day: Day
    finish: Day
    consumed: list[LotPart]
    plan_line: str = ""


@stock.record
class Stopped(Record, frozen=True):
    """No more comes of a job; what was not used goes back into the store."""

    kind: ClassVar[str] = "production.stopped"
    event: Code
    job: Code
    day: Day


@stock.record
class Produced(Record, frozen=True):
    """Something was made: inputs consumed, a lot put into the store, its parents remembered.

    job: the started work that it came of, whose inputs these are; "": they come out of the store.
    """

    kind: ClassVar[str] = "production.produced"
    event: Code
    item: Code
    lot: Code
    quantity: Quantity
    day: Day
    consumed: list[LotPart]
    plan_line: str = ""
    scrap_quantity: Stock = 0
    job: str = ""


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
    """Make a quantity of an item now; inputs are taken oldest lot first unless named, or out of a
    job that was started.

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
    job: str = ""


class StartJob(Command, frozen=True):
    """Begin to make a quantity; inputs as for `Make`. finish "": after the recipe's lead time."""

    verb: ClassVar[str] = "start"
    item: str
    quantity: int
    finish: str = ""
    day: str = ""
    consumed: list[LotPart] = []
    plan_line: str = ""


class StopJob(Command, frozen=True):
    """End a job of which no more comes; what it has not used goes back into the store."""

    verb: ClassVar[str] = "stop-job"
    job: str
    day: str = ""


class Issue(Command, frozen=True):
    """Take a quantity out of the store, oldest lots first unless a lot is named."""

    verb: ClassVar[str] = "issue"
    item: str
    quantity: int
    lot: str = ""
    day: str = ""
    reason: str = ""
