"""Docking: our plan and our partners' become one, with nobody in the middle.

A run is one session of it: its agent (`plan.docking`) says words to direct partners and ends with
shipments on every lane. What partners say waits in `DOCKING_HEARD`; a job hands it to the agent
and `KeepDockingStep` records what came of it. A replay folds the recorded steps and solves nothing.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.plan.docking import BLIND, MIXING, MODES, TOTALS
from tuowang.store.table import Table
from tuowang.units import Code, Day

OPEN, ENDED, GIVEN_UP = "open", "ended", "given-up"
LEAVE, HOLD, SETTLE = "leave", "hold", "settle"
SOMEBODY_SILENT = b"silent"
PIECE_BYTES = 400_000
"""A record's body has an end; what is longer travels and is kept in pieces."""

LOOSE_PERMILLE = 100
"""A bound further below says nothing; it is shown as unknown."""

Bytes = Annotated[bytes, msgspec.Meta(max_length=PIECE_BYTES)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=2**48)]
Step = Annotated[str, msgspec.Meta(min_length=1, max_length=16)]


class Awaited(msgspec.Struct, frozen=True, array_like=True):
    """The words of partners without which our agent can do nothing."""

    exchange: Count
    step: Step
    round: Count
    partners: list[str]


class DockingRow(msgspec.Struct, frozen=True):
    """A run. `steps`: how many steps our agent took; `finished`: its last complete exchange.

    began: when, in milliseconds, by the clock of whoever began it; `day` is its day.
    asked_by: the partner who told us of it, "" where we began it.
    cost, bound: what the chain's plan costs, and what no plan of it can be below, in
    ten-thousandths of the money that the firms count in; None where nobody said.
    awaited: the words that our agent waits for; None: for any.
    held, settled: the last exchange whose plan we hold, and all firms of the run are known to
    (-1: none). parent, children: next to us in the run's tree; below: what all below a partner
    hold; told: what we told each of both ways.
    partners: who took part with us, once it is over. first: what its first step begins with;
    of a run that broke off over a silent firm it stays, for who began it begins it again.
    details: what `why` says more, by name.
    looked: when we last looked whether somebody is silent, by our clock; quiet: at how many such
    looks in a row there was nothing of a partner. without: whom our numbers leave out, as silent.
    stepped: when our agent took its last step, or was last asked to look for a circle of firms.
    """

    run: str
    day: str
    state: str
    steps: int
    finished: int
    why: str = ""
    cost: int | None = None
    bound: int | None = None
    began: int = 0
    awaited: Awaited | None = None
    held: int = -1
    settled: int = -1
    parent: str = ""
    children: list[str] = []
    below: dict[str, int] = {}
    told: dict[str, int] = {}
    partners: list[str] = []
    first: bytes = b""
    looked: int = 0
    stepped: int = 0
    quiet: dict[str, int] = {}
    without: list[str] = []
    asked_by: str = ""
    details: dict[str, str | int] = {}

    @property
    def above_best_permille(self) -> int | None:
        """The plan is at most so much above the best possible, rounded up; None: unknown."""
        if self.cost is None or self.bound is None or self.bound <= 0:
            return None
        above = -(-1000 * (self.cost - self.bound) // self.bound)
        return max(0, above) if above <= LOOSE_PERMILLE else None


class DockingMemoryRow(msgspec.Struct, frozen=True):
    """What our agent keeps, by name, in pieces."""

    run: str
    name: str
    piece: int
    data: bytes


class DockingHeardRow(msgspec.Struct, frozen=True):
    """A partner's word, or a piece of it, that our agent has not heard yet."""

    run: str
    entry: str
    partner: str
    exchange: int
    step: str
    round: int
    part: int
    parts: int
    body: bytes
    began: int = 0


class DockingFirmRow(msgspec.Struct, frozen=True):
    """Numbers for docking from another system, instead of our own tables. One row, key "now"."""

    key: str
    piece: int
    firm: bytes


class AgreedLane(msgspec.Struct, frozen=True):
    """One lane of a plan; see `LaneRow`."""

    lane: Annotated[str, msgspec.Meta(max_length=200)]
    partner: Code
    item: Annotated[str, msgspec.Meta(max_length=64)]
    mine: bool
    shipped: list[int]
    committed: int = 0
    wished: list[int] = []
    answered: list[int] = []


class DockingPlanRow(msgspec.Struct, frozen=True):
    """What an exchange of a run came to, before all firms are known to hold it."""

    run: str
    exchange: int
    day: str
    period_days: int
    began: int
    lanes: list[AgreedLane]


class LaneRow(msgspec.Struct, frozen=True):
    """What the last run agreed on a lane: whole units shipped in each period from `day` on.

    `mine`: we ship it. A period is `period_days` long. Units are the supplier's, as are those of
    the item. committed: all that was ever agreed on the item with the partner when the run began,
    in our units; what is agreed since covers what the run came to. wished, answered: what the
    buyer would have liked first, whoever else is served, and what the supplier answered to that.
    """

    lane: str
    partner: str
    item: str
    mine: bool
    run: str
    day: str
    period_days: int
    shipped: list[int]
    committed: int = 0
    began: int = 0
    wished: list[int] = []
    answered: list[int] = []
    exchange: int = 0


class DockingKeptRow(msgspec.Struct, frozen=True):
    """What a run leaves to the next one, by name, in pieces. One run's, key "now"."""

    key: str
    name: str
    piece: int
    run: str
    day: str
    data: bytes


class DockingUnplannedRow(msgspec.Struct, frozen=True):
    """A run of which an exchange ended, and no plan was made yet with what it came to."""

    run: str


class DockingSilentRow(msgspec.Struct, frozen=True):
    """A partner that a run of ours waited for in vain, and that said nothing since."""

    partner: str
    run: str


RUNS = Table("docking_runs", DockingRow, ("run",), (("state",),))
MEMORY = Table("docking_memory", DockingMemoryRow, ("run", "name", "piece"))
HEARD = Table("docking_heard", DockingHeardRow, ("run", "entry"))
FIRM = Table("docking_firm", DockingFirmRow, ("key", "piece"))
PLANS_HELD = Table("docking_plans", DockingPlanRow, ("run", "exchange"))
LANES = Table("docking_lanes", LaneRow, ("lane",), (("partner",),))
UNPLANNED = Table("docking_unplanned", DockingUnplannedRow, ("run",))
KEPT = Table("docking_kept", DockingKeptRow, ("key", "name", "piece"))
SILENT = Table("docking_silent", DockingSilentRow, ("partner",))
docking = Flow(
    "docking",
    tables=(RUNS, MEMORY, HEARD, FIRM, PLANS_HELD, LANES, UNPLANNED, KEPT, SILENT),
)


@docking.record
class DockingSaid(Record, frozen=True):
    """A word, or a piece of it, of one agent to another in a run.

    began: when the run did, in milliseconds by the clock of whoever began it; its first period
    begins on that day, for all. Three steps are not for the agent; in them `exchange` is one more
    than that of the last plan that is held. HOLD: by all below me in the tree. SETTLE: by all.
    LEAVE: the run is over for me; by all as far as I know; `body` is SOMEBODY_SILENT where it broke
    off over a silent firm. HOLD and SETTLE said again tell that their sender still waits.
    """

    kind: ClassVar[str] = "docking.said"
    topic: ClassVar[str] = "docking"
    run: Code
    exchange: Count
    step: Step
    round: Count
    body: Bytes
    part: Count = 0
    parts: Count = 1
    began: Milliseconds = 0


class NamedPiece(msgspec.Struct, frozen=True, array_like=True):
    """A piece of something our agent keeps; all pieces of a name are replaced together."""

    name: Annotated[str, msgspec.Meta(max_length=200)]
    piece: Count
    data: Bytes


@docking.record
class DockingJoined(Record, frozen=True):
    """We take part in a run (private). first: what its first step begins with.

    without: the partners whom our numbers leave out, because they are silent. asked_by: see
    `DockingRow`.
    """

    kind: ClassVar[str] = "docking.joined"
    run: Code
    day: Day
    began: Milliseconds = 0
    first: Annotated[bytes, msgspec.Meta(max_length=200)] = b""
    without: list[Code] = []
    asked_by: str = ""


@docking.record
class DockingWaited(Record, frozen=True):
    """One more day on which we looked whether somebody is silent in an open run (private).

    probing: no day, but some minutes; we ask whether we wait for ourselves.
    """

    kind: ClassVar[str] = "docking.waited"
    run: Code
    probing: bool = False


@docking.record
class DockingStepped(Record, frozen=True):
    """Our agent took a step (private): what it heard, and what it keeps from now on.

    awaited: what it waits for; None: for any word.
    """

    kind: ClassVar[str] = "docking.stepped"
    run: Code
    step: Count
    heard: list[str]
    kept: list[NamedPiece]
    finished: int
    last: bool
    awaited: Awaited | None = None


@docking.record
class LanesAgreed(Record, frozen=True):
    """What an exchange came to, on our lanes (private); it counts once it is settled.

    parent, children: see `DockingRow`.
    """

    kind: ClassVar[str] = "docking.agreed"
    run: Code
    day: Day
    period_days: Count
    lanes: list[AgreedLane]
    began: Milliseconds = 0
    exchange: Count = 0
    parent: str = ""
    children: list[str] = []


@docking.record
class DockingSettled(Record, frozen=True):
    """All firms of a run hold the plan of an exchange (private): it is what is agreed now."""

    kind: ClassVar[str] = "docking.settled"
    run: Code
    exchange: Count


@docking.record
class DockingEnded(Record, frozen=True):
    """A run is over for us (private); `why` is "" where it came to its end.

    partners: who takes part with us; they are told where we left before that.
    silent: whom we waited for in vain; broken: it broke off over a silent firm, ours or not.
    details: what `why` says more.
    """

    kind: ClassVar[str] = "docking.ended"
    run: Code
    why: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    cost: int | None = None
    bound: int | None = None
    partners: list[str] = []
    silent: list[str] = []
    broken: bool = False
    details: dict[str, str | int] = {}


@docking.record
class DockingPrepared(Record, frozen=True):
    """Numbers from another system (private): a `plan.firm.Firm` as MessagePack, in pieces."""

    kind: ClassVar[str] = "docking.prepared"
    piece: Count
    firm: Bytes


class StartDocking(Command, frozen=True):
    """Dock with all partners that allow it: that many exchanges, "totals", "mixing" or "blind"."""

    verb: ClassVar[str] = "dock"
    exchanges: int = 3
    mode: str = "mixing"
    seed: int = 0


class PrepareDocking(Command, frozen=True):
    """Dock with these numbers: a `plan.firm.Firm` as MessagePack; empty: with our own again."""

    verb: ClassVar[str] = "dock-with"
    firm: bytes


class KeepDockingStep(Command, frozen=True):
    """Record what a step of our agent came to. `words`: partner, exchange, step, round, body."""

    verb: ClassVar[str] = "keep-docking-step"
    run: str
    step: int
    heard: list[str]
    kept: dict[str, bytes]
    words: list[tuple[str, int, str, int, bytes]]
    finished: int
    last: bool
    shipped: dict[str, list[int]]
    why: str = ""
    cost: int | None = None
    bound: int | None = None
    awaited: Awaited | None = None
    details: dict[str, str | int] = {}


class ResumeDocking(Command, frozen=True):
    """Go on with every open run whose job was lost with a process that ended."""

    verb: ClassVar[str] = "resume-docking"


class GiveUpDocking(Command, frozen=True):
    """End a run that does not come to its end; the last complete plan stays."""

    verb: ClassVar[str] = "give-up-docking"
    run: str


__all__ = ["BLIND", "MIXING", "MODES", "TOTALS", "docking"]
