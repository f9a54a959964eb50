"""What partners tell each other beyond dealings: stock, planned output, capacity, forecasts.

A statement is about one item and replaces the one before it: some series, each a measure with
days and quantities. `item` is the seller's code, as in all that travels; the buyer adds its own.
Each subject is a topic of its own, so nothing leaves that was not allowed by name.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.flows.partner import ItemOrAll
from tuowang.store.table import Table
from tuowang.units import Code, Day, Stock, Text

SUBJECTS = ("stock", "output", "capacity", "forecast")
"""The topics of `partner.TOPICS` under which figures leave."""
DELIVERY, SUPPLY = "delivery", "supply"
"""Subjects that only come in, in documents: what is under way, and how long a stock lasts."""

ON_HAND, ALLOTTED, SUPPLY_DAYS = "on-hand", "allotted", "days-of-supply"
PLANNED, DEMANDED, ARRIVING = "planned", "demanded", "arriving"
ACTUAL, MAXIMUM, AGREED = "actual", "maximum", "agreed"


class Point(msgspec.Struct, frozen=True):
    """So much on a day; of a week, on its Monday."""

    day: Day
    quantity: Stock


class Series(msgspec.Struct, frozen=True):
    """One measure over time, in `unit`."""

    measure: Code
    unit: Code
    points: list[Point]


class FigureRow(msgspec.Struct, frozen=True):
    """The latest series of one measure, ours (`mine`: we told it) or a partner's.

    `selling`: who told it would be the seller. `source` is "link", or the standard of the
    document in which it came; `at` is when it was told, in milliseconds.
    """

    partner: str
    mine: bool
    subject: str
    item: str
    selling: bool
    measure: str
    unit: str
    points: list[Point]
    buyer_item: str = ""
    source: str = "link"
    at: int = 0


class GlobalIdRow(msgspec.Struct, frozen=True):
    """The partner's worldwide id of one of our items."""

    partner: str
    global_id: str
    item: str


class NoticeRow(msgspec.Struct, frozen=True):
    """A partner's notice that its demand or capacity changes, from `start` on.

    `effect` and `cause` are words of the standard; `items` our codes; `state` "open" or "resolved".
    """

    partner: str
    notice: str
    effect: str
    cause: str
    start: str
    end: str
    state: str
    items: list[str]
    text: str
    source: str
    at: int


PARTNER_FIGURES = Table(
    "partner_figures",
    FigureRow,
    ("partner", "mine", "subject", "item", "selling", "measure"),
    (("mine", "partner"),),
)
GLOBAL_IDS = Table(
    "global_ids", GlobalIdRow, ("partner", "global_id"), (("partner", "item", "global_id"),)
)
NOTICES = Table("partner_notices", NoticeRow, ("partner", "notice"))
figures = Flow("figures", tables=(PARTNER_FIGURES, GLOBAL_IDS, NOTICES))


class FiguresTold(Record, frozen=True):
    """What every statement of figures holds; no series: nothing is left of what was told."""

    item: Code
    selling: bool
    series: list[Series]
    buyer_item: ItemOrAll = ""

    def about(self) -> tuple[str, ...]:
        """The teller's own code of the item."""
        return (self.item if self.selling else self.buyer_item or self.item,)


@figures.record
class StockTold(FiguresTold, frozen=True):
    """A party told how much it has, and how long that lasts."""

    kind: ClassVar[str] = "stock-figures.told"
    topic: ClassVar[str] = "stock"


@figures.record
class OutputTold(FiguresTold, frozen=True):
    """A seller told what it plans to make for the partner, by day."""

    kind: ClassVar[str] = "output-figures.told"
    topic: ClassVar[str] = "output"


@figures.record
class CapacityTold(FiguresTold, frozen=True):
    """A seller told how much it can make, by week."""

    kind: ClassVar[str] = "capacity-figures.told"
    topic: ClassVar[str] = "capacity"


@figures.record
class ForecastTold(FiguresTold, frozen=True):
    """A buyer told what it will want, by day."""

    kind: ClassVar[str] = "forecast-figures.told"
    topic: ClassVar[str] = "forecast"


TOLD: dict[str, type[FiguresTold]] = {
    record.topic: record for record in (StockTold, OutputTold, CapacityTold, ForecastTold)
}


@figures.record
class FiguresNoted(Record, frozen=True):
    """A partner's figures came in a document and were entered here (private)."""

    kind: ClassVar[str] = "figures.noted"
    partner: Code
    subject: Code
    item: Code
    selling: bool
    series: list[Series]
    buyer_item: ItemOrAll = ""
    source: Code = "link"


@figures.record
class NoticeNoted(Record, frozen=True):
    """A partner's notice came in a document and was entered here (private)."""

    kind: ClassVar[str] = "notice.noted"
    partner: Code
    notice: Code
    effect: Code
    cause: Code
    start: Day
    end: str
    state: Code
    items: list[Code]
    text: Text
    source: Code


@figures.record
class GlobalIdMapped(Record, frozen=True):
    """The partner's worldwide id stands for our item (private)."""

    kind: ClassVar[str] = "global-id.mapped"
    partner: Code
    global_id: Code
    item: Code


class SendFigures(Command, frozen=True):
    """Tell partners what changed of the figures that they may see; partner "" means all."""

    verb: ClassVar[str] = "figures send"
    partner: str = ""


class NoteFigures(Command, frozen=True):
    """Enter a partner's figures of a document, in our code of the item."""

    verb: ClassVar[str] = "figures note"
    partner: str
    subject: str
    item: str
    selling: bool
    series: list[Series]
    source: str


class NoteNotice(Command, frozen=True):
    """Enter a partner's notice of a document; `items` in our codes."""

    verb: ClassVar[str] = "notice note"
    partner: str
    notice: str
    effect: str
    cause: str
    start: str
    end: str
    state: str
    items: list[str]
    text: str
    source: str


class MapGlobalId(Command, frozen=True):
    """Say which item of ours a partner's worldwide id stands for."""

    verb: ClassVar[str] = "global-id map"
    partner: str
    global_id: str
    item: str
