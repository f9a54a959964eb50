"""On which day partners dock: one proposes, the other agrees, and on the day the one who proposed
begins; runs then reach whoever may see them. Days are UTC's. With `every_days` it comes again.

Who has agreed to somebody else's date for the same day leaves it to that one to begin, and begins
itself a day later where no run came. A run that began on the day by itself counts for the date.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.store.table import Table
from tuowang.units import Code, Day

PROPOSED, AGREED = "proposed", "agreed"
MOST_EVERY_DAYS = 366
EveryDays = Annotated[int, msgspec.Meta(ge=0, le=MOST_EVERY_DAYS)]
Exchanges = Annotated[int, msgspec.Meta(ge=0, le=100)]


class DockingDateRow(msgspec.Struct, frozen=True):
    """A date with a partner; mine: we proposed it, and begin. every_days 0: once."""

    partner: str
    mine: bool
    day: str
    every_days: int
    exchanges: int
    mode: str
    state: str


class DockingDateKeptRow(msgspec.Struct, frozen=True):
    """The last day on which we looked after our dates. One row, key "now"."""

    key: str
    day: str


DOCKING_DATES = Table("docking_dates", DockingDateRow, ("partner", "mine"))
DOCKING_DATES_KEPT = Table("docking_dates_kept", DockingDateKeptRow, ("key",))
appointing = Flow("appointing", tables=(DOCKING_DATES, DOCKING_DATES_KEPT))


@appointing.record
class DockingDateProposed(Record, frozen=True):
    """Let us dock on this day; it replaces what was proposed before."""

    kind: ClassVar[str] = "docking-date.proposed"
    topic: ClassVar[str] = "docking"
    day: Day
    every_days: EveryDays
    exchanges: Exchanges
    mode: Code


@appointing.record
class DockingDateAgreed(Record, frozen=True):
    """The receiver agrees to exactly this."""

    kind: ClassVar[str] = "docking-date.agreed"
    topic: ClassVar[str] = "docking"
    day: Day
    every_days: EveryDays
    exchanges: Exchanges
    mode: Code


@appointing.record
class DockingDateDropped(Record, frozen=True):
    """No date any more, whoever proposed it."""

    kind: ClassVar[str] = "docking-date.dropped"
    topic: ClassVar[str] = "docking"


@appointing.record
class DockingDateKept(Record, frozen=True):
    """We looked after the dates of this day (private)."""

    kind: ClassVar[str] = "docking-date.kept"
    day: Day


class ProposeDockingDate(Command, frozen=True):
    """Propose a day to a partner, or ("") to all that may see docking."""

    verb: ClassVar[str] = "docking-date"
    day: str
    every_days: int = 0
    partner: str = ""
    exchanges: int = 3
    mode: str = "mixing"


class AgreeDockingDate(Command, frozen=True):
    """Agree to the day that a partner proposed."""

    verb: ClassVar[str] = "agree-docking-date"
    partner: str


class DropDockingDate(Command, frozen=True):
    """Take a date with a partner back, whoever proposed it."""

    verb: ClassVar[str] = "drop-docking-date"
    partner: str
