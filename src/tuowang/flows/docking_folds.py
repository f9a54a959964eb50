"""What docking's records make of the tables."""

from __future__ import annotations

from msgspec.structs import replace

from tuowang.flows.base import JOURNAL, Said
from tuowang.flows.docking import (
    ENDED,
    FIRM,
    GIVEN_UP,
    HEARD,
    LANES,
    LEAVE,
    MEMORY,
    OPEN,
    RUNS,
    UNPLANNED,
    DockingEnded,
    DockingFirmRow,
    DockingHeardRow,
    DockingJoined,
    DockingMemoryRow,
    DockingPrepared,
    DockingRow,
    DockingSaid,
    DockingStepped,
    DockingUnplannedRow,
    LaneRow,
    LanesAgreed,
    docking,
)
from tuowang.flows.planning import Planned
from tuowang.store.store import Rows

NOW = "now"


@docking.fold(DockingSaid)
def fold_said(rows: Rows, said: Said[DockingSaid]) -> None:
    """A partner's word waits for our agent, unless the run is over, or it left."""
    if said.mine:
        return
    word = said.record
    run = rows.get(RUNS, word.run)
    if word.step == LEAVE:
        for waiting in list(rows.scan(HEARD, word.run)) if run is None else ():
            if waiting.partner == said.partner:
                rows.delete(HEARD, word.run, waiting.entry)
        return
    if run is not None and run.state != OPEN:
        return
    rows.put(
        HEARD,
        DockingHeardRow(
            word.run,
            said.id.hex(),
            said.partner,
            word.exchange,
            word.step,
            word.round,
            word.part,
            word.parts,
            word.body,
            word.began,
        ),
    )


@docking.fold(DockingJoined)
def fold_joined(rows: Rows, said: Said[DockingJoined]) -> None:
    """A run begins."""
    joined = said.record
    rows.put(RUNS, DockingRow(joined.run, joined.day, OPEN, 0, -1, began=joined.began))


@docking.fold(DockingStepped)
def fold_stepped(rows: Rows, said: Said[DockingStepped]) -> None:
    """What was heard waits no more; what is kept is kept."""
    step = said.record
    for entry in step.heard:
        rows.delete(HEARD, step.run, entry)
    for name in {one.name for one in step.kept if one.piece == 0}:
        for old in list(rows.scan(MEMORY, step.run, name)):
            rows.delete(MEMORY, step.run, name, old.piece)
    for one in step.kept:
        if one.data:
            rows.put(MEMORY, DockingMemoryRow(step.run, one.name, one.piece, one.data))
    run = rows.get(RUNS, step.run)
    if run is not None and step.last:
        rows.put(RUNS, _after(run, step))
    if step.exchanged:
        rows.put(UNPLANNED, DockingUnplannedRow(step.run))


def _after(run: DockingRow, step: DockingStepped) -> DockingRow:
    return replace(run, steps=step.step + 1, finished=step.finished, awaited=step.awaited)


@docking.fold(Planned)
def fold_planned(rows: Rows, said: Said[Planned]) -> None:
    """What the run came to is planned with."""
    if said.partner == JOURNAL and said.record.run:
        rows.delete(UNPLANNED, said.record.run)


@docking.fold(LanesAgreed)
def fold_agreed(rows: Rows, said: Said[LanesAgreed]) -> None:
    """The lanes as the run left them. Of several runs the last begun counts, at both ends."""
    agreed = said.record
    for old in list(rows.scan(LANES)):
        if (old.began, old.run) > (agreed.began, agreed.run):
            return
        rows.delete(LANES, old.lane)
    for lane in agreed.lanes:
        rows.put(
            LANES,
            LaneRow(
                lane.lane,
                lane.partner,
                lane.item,
                lane.mine,
                agreed.run,
                agreed.day,
                agreed.period_days,
                lane.shipped,
                lane.committed,
                agreed.began,
                lane.wished,
                lane.answered,
            ),
        )


@docking.fold(DockingEnded)
def fold_ended(rows: Rows, said: Said[DockingEnded]) -> None:
    """The run is over: what its agent kept is no longer needed."""
    ended = said.record
    name = ended.run
    run = rows.get(RUNS, name)
    if run is not None:
        rows.put(RUNS, _over(run, ended))
    for kept in list(rows.scan(MEMORY, name)):
        rows.delete(MEMORY, name, kept.name, kept.piece)
    for heard in list(rows.scan(HEARD, name)):
        rows.delete(HEARD, name, heard.entry)


def _over(run: DockingRow, ended: DockingEnded) -> DockingRow:
    state = GIVEN_UP if ended.why else ENDED
    return replace(run, state=state, why=ended.why, cost=ended.cost, bound=ended.bound)


@docking.fold(DockingPrepared)
def fold_prepared(rows: Rows, said: Said[DockingPrepared]) -> None:
    """Numbers from another system."""
    piece = said.record
    if piece.piece == 0:
        for old in list(rows.scan(FIRM, NOW)):
            rows.delete(FIRM, NOW, old.piece)
    if piece.firm:
        rows.put(FIRM, DockingFirmRow(NOW, piece.piece, piece.firm))
