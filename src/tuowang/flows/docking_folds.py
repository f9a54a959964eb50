"""What docking's records make of the tables."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tuowang.flows.base import JOURNAL, Said
from tuowang.flows.docking import (
    ENDED,
    FIRM,
    GIVEN_UP,
    HEARD,
    HOLD,
    KEPT,
    LANES,
    LEAVE,
    MEMORY,
    OPEN,
    PLANS_HELD,
    RUNS,
    SETTLE,
    SILENT,
    UNPLANNED,
    AgreedLane,
    DockingEnded,
    DockingFirmRow,
    DockingHeardRow,
    DockingJoined,
    DockingKeptRow,
    DockingMemoryRow,
    DockingPlanRow,
    DockingPrepared,
    DockingRow,
    DockingSaid,
    DockingSettled,
    DockingSilentRow,
    DockingStepped,
    DockingUnplannedRow,
    DockingWaited,
    LaneRow,
    LanesAgreed,
    docking,
)
from tuowang.flows.planning import Planned
from tuowang.store.store import Rows

NOW = "now"
QUOTES = "quotes"
"""What our agent keeps of suppliers' quotes."""
CIRCLES, FOUND_ON, URGENCY = "cut_customers", "circles_found_on", "urgency"
"""At whose lanes it cut circles open; the day on which they were found, if it knew of them; and
how urgent customers' orders are."""


@docking.fold(DockingSaid)
def fold_said(rows: Rows, said: Said[DockingSaid]) -> None:
    """A partner's word waits for our agent, unless the run is over, or it left."""
    word = said.record
    run = _spoken_with(rows, said)
    if said.mine:
        if word.step in (HOLD, SETTLE) and run is not None:
            rows.put(RUNS, replace(run, told={**run.told, said.partner: word.exchange - 1}))
        return
    if word.step == LEAVE:
        for waiting in list(rows.scan(HEARD, word.run)) if run is None else ():
            if waiting.partner == said.partner:
                rows.delete(HEARD, word.run, waiting.entry)
        return
    if word.step == HOLD and run is not None:
        rows.put(RUNS, replace(run, below={**run.below, said.partner: word.exchange - 1}))
    if word.step in (HOLD, SETTLE) or (run is not None and run.state != OPEN):
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


def _spoken_with(rows: Rows, said: Said[DockingSaid]) -> DockingRow | None:
    """The run. Who says anything is silent no more; with whom we speak, we look whether it is."""
    partner = said.partner
    if not said.mine:
        rows.delete(SILENT, partner)
    run = rows.get(RUNS, said.record.run)
    if run is None or run.state != OPEN:
        return run
    if partner not in run.quiet or (run.quiet[partner] and not said.mine):
        run = replace(run, quiet={**run.quiet, partner: 0})
        rows.put(RUNS, run)
    return run


@docking.fold(DockingWaited)
def fold_waited(rows: Rows, said: Said[DockingWaited]) -> None:
    """One more look at which nothing was there of a partner, until it says something."""
    run = rows.get(RUNS, said.record.run)
    if run is not None and said.record.probing:
        rows.put(RUNS, replace(run, stepped=said.at))
    elif run is not None:
        quiet = {partner: count + 1 for partner, count in run.quiet.items()}
        rows.put(RUNS, replace(run, looked=said.at, quiet=quiet))


@docking.fold(DockingJoined)
def fold_joined(rows: Rows, said: Said[DockingJoined]) -> None:
    """A run begins."""
    joined = said.record
    quiet = {word.partner: 0 for word in rows.scan(HEARD, joined.run)}
    row = DockingRow(joined.run, joined.day, OPEN, 0, -1, began=joined.began, first=joined.first)
    rows.put(
        RUNS,
        replace(row, looked=said.at, quiet=quiet, without=joined.without, asked_by=joined.asked_by),
    )


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
        after = replace(run, steps=step.step + 1, finished=step.finished, awaited=step.awaited)
        rows.put(RUNS, replace(after, stepped=said.at))


@docking.fold(Planned)
def fold_planned(rows: Rows, said: Said[Planned]) -> None:
    """What the run came to is planned with."""
    if said.partner == JOURNAL and said.record.run:
        rows.delete(UNPLANNED, said.record.run)


@docking.fold(LanesAgreed)
def fold_agreed(rows: Rows, said: Said[LanesAgreed]) -> None:
    """Keep the plan until it is settled."""
    agreed = said.record
    run = rows.get(RUNS, agreed.run)
    if run is not None:
        tree = {"parent": agreed.parent, "children": agreed.children}
        rows.put(RUNS, replace(run, held=agreed.exchange, **tree))
    rows.put(
        PLANS_HELD,
        DockingPlanRow(
            agreed.run,
            agreed.exchange,
            agreed.day,
            agreed.period_days,
            agreed.began,
            agreed.lanes,
        ),
    )


@docking.fold(DockingSettled)
def fold_settled(rows: Rows, said: Said[DockingSettled]) -> None:
    """The plan counts. Of several runs the last begun counts, at both ends; with a partner whom it
    left out, as silent, the last that did not."""
    settled = said.record
    run, plan = (rows.get(RUNS, settled.run), rows.get(PLANS_HELD, settled.run, settled.exchange))
    if run is None or plan is None:
        return
    rows.put(RUNS, replace(run, settled=settled.exchange))
    rows.put(UNPLANNED, DockingUnplannedRow(settled.run))
    for earlier in list(rows.scan(PLANS_HELD)):
        same = earlier.run == plan.run and earlier.exchange <= plan.exchange
        older = (earlier.began, earlier.run) < (plan.began, plan.run)
        left_out = any(lane.partner in run.without for lane in earlier.lanes)
        if same or (older and not left_out):
            rows.delete(PLANS_HELD, earlier.run, earlier.exchange)
    _replace_lanes(rows, run, plan)


def _replace_lanes(rows: Rows, run: DockingRow, plan: DockingPlanRow) -> None:
    lanes = list(rows.scan(LANES))
    newer = {row.run for row in lanes if (row.began, row.run) > (plan.began, plan.run)}
    left = [set(one.without) for name in newer if (one := rows.get(RUNS, name)) is not None]
    if newer and not left:
        return
    only = set.intersection(*left) if left else None

    def counts(partner: str) -> bool:
        return partner not in run.without and (only is None or partner in only)

    for old in lanes:
        if counts(old.partner) and old.run not in newer:
            rows.delete(LANES, old.lane)
    for lane in plan.lanes:
        if counts(lane.partner):
            rows.put(LANES, _lane_row(plan, lane))


def _lane_row(plan: DockingPlanRow, lane: AgreedLane) -> LaneRow:
    return LaneRow(
        lane.lane,
        lane.partner,
        lane.item,
        lane.mine,
        plan.run,
        plan.day,
        plan.period_days,
        lane.shipped,
        lane.committed,
        plan.began,
        lane.wished,
        lane.answered,
        plan.exchange,
    )


@docking.fold(DockingEnded)
def fold_ended(rows: Rows, said: Said[DockingEnded]) -> None:
    """The run is over: what its agent kept is no longer needed."""
    ended = said.record
    name = ended.run
    for partner in ended.silent:
        rows.put(SILENT, DockingSilentRow(partner, name))
    run = rows.get(RUNS, name)
    if run is not None:
        rows.put(RUNS, _over(run, ended))
        if not ended.why:
            _leave_to_the_next(rows, run)
    for kept in list(rows.scan(MEMORY, name)):
        rows.delete(MEMORY, name, kept.name, kept.piece)
    for heard in list(rows.scan(HEARD, name)):
        rows.delete(HEARD, name, heard.entry)


def _leave_to_the_next(rows: Rows, run: DockingRow) -> None:
    for old in list(rows.scan(KEPT)):
        rows.delete(KEPT, old.key, old.name, old.piece)
    for one in list(rows.scan(MEMORY, run.run, QUOTES)):
        rows.put(KEPT, DockingKeptRow(NOW, QUOTES, one.piece, run.run, run.day, one.data))
    found = rows.get(MEMORY, run.run, FOUND_ON, 0)
    day = run.day if found is None else msgspec.msgpack.decode(found.data, type=str)
    circles = rows.get(MEMORY, run.run, CIRCLES, 0) is not None
    for name in (CIRCLES, URGENCY) if circles else ():
        for one in list(rows.scan(MEMORY, run.run, name)):
            rows.put(KEPT, DockingKeptRow(NOW, name, one.piece, run.run, day, one.data))


def _over(run: DockingRow, ended: DockingEnded) -> DockingRow:
    state = GIVEN_UP if ended.why else ENDED
    return replace(
        run,
        state=state,
        why=ended.why,
        details=ended.details,
        cost=ended.cost,
        bound=ended.bound,
        partners=ended.partners,
        first=run.first if ended.broken else b"",
    )


@docking.fold(DockingPrepared)
def fold_prepared(rows: Rows, said: Said[DockingPrepared]) -> None:
    """Numbers from another system."""
    piece = said.record
    if piece.piece == 0:
        for old in list(rows.scan(FIRM, NOW)):
            rows.delete(FIRM, NOW, old.piece)
    if piece.firm:
        rows.put(FIRM, DockingFirmRow(NOW, piece.piece, piece.firm))
