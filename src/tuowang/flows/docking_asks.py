"""Starting a run, answering to one, and taking its agent's steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Job, Note, Said, Say
from tuowang.flows.docking import (
    HEARD,
    HOLD,
    LEAVE,
    OPEN,
    PIECE_BYTES,
    RUNS,
    SETTLE,
    UNPLANNED,
    AgreedLane,
    Awaited,
    DockingEnded,
    DockingJoined,
    DockingPrepared,
    DockingRow,
    DockingSaid,
    DockingStepped,
    KeepDockingStep,
    LanesAgreed,
    NamedPiece,
    PrepareDocking,
    ResumeDocking,
    StartDocking,
    docking,
)
from tuowang.flows.docking_end import BAD_NUMBERS, DENIED, NO_PLAN, end, hear_of_plans, ride_along
from tuowang.flows.docking_lanes import TOPIC, item_of_lane, may_dock
from tuowang.flows.docking_plans import to_plan
from tuowang.flows.docking_problem import PERIOD_DAYS
from tuowang.flows.docking_start import (
    First,
    can_solve,
    check_numbers,
    first_memory,
    left_out,
    memory_of,
    own_numbers,
    partners_in,
    silent_partners,
)
from tuowang.flows.partner import TopicAllowed
from tuowang.flows.readiness import require_ready
from tuowang.plan.docking import CUT, EXPLORE, MODES, MOST_AHEAD, PROBE
from tuowang.plan.firm import Firm
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS, today

STEP = "docking.step"
MOST_OPEN_RUNS = 8
"""Of those to which one partner asked us."""
MOST_EXCHANGES = 100
MOST_DAYS_AGO, MOST_DAYS_AHEAD = 62, 2
"""When a run that we join may have begun, by our clock."""
KEPT_A_RECORD = 600_000
MOST_FIRM_BYTES = 32 << 20
MOST_PIECES = 1000
MOST_UNREAD = 2000


class Heard(msgspec.Struct, frozen=True):
    """A whole word of a partner, and the entries that it came in."""

    entries: list[str]
    partner: str
    exchange: int
    step: str
    round: int
    body: bytes


class StepInputs(msgspec.Struct, frozen=True):
    """All that a step of an agent needs. `start`: exchanges, mode and seed of a run of ours.

    probe: it has waited long enough to look for a circle of firms.
    """

    run: str
    step: int
    memory: dict[str, bytes]
    heard: list[Heard]
    start: tuple[int, str, int] | None = None
    probe: bool = False


@docking.ask(PrepareDocking)
def prepare_docking(_view: View, command: PrepareDocking, _context: Context) -> Iterable[Effect]:
    """Check the numbers and keep them."""
    if len(command.firm) > MOST_FIRM_BYTES:
        about = {"place": "bytes", "count": len(command.firm), "most": MOST_FIRM_BYTES}
        raise Mistake("docking-too-many", **about)
    if command.firm:
        try:
            firm = msgspec.msgpack.decode(command.firm, type=Firm)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Mistake("docking-numbers-bad", why=str(error)) from None
        check_numbers(firm)
    for piece, data in enumerate(_pieces(command.firm)):
        yield Say(JOURNAL, DockingPrepared(piece, data))


@docking.ask(StartDocking)
def start_docking(view: View, command: StartDocking, context: Context) -> Iterable[Effect]:
    """Begin a run with all partners that may see it."""
    if not 0 <= command.exchanges <= MOST_EXCHANGES:
        raise Mistake("exchanges-out-of-range", exchanges=command.exchanges, most=MOST_EXCHANGES)
    if command.mode not in MODES:
        raise Mistake("docking-mode", mode=command.mode, known=", ".join(MODES))
    if not can_solve():
        raise Mistake("extra-missing", extra="plan")
    without = silent_partners(view)
    prepared = own_numbers(view, context.today, without=without)
    if not prepared.firm.inbound and not prepared.firm.outbound:
        for one in prepared.left_out:
            require_ready(view, one.item)
        raise Mistake("nobody-to-dock-with")
    check_numbers(prepared.firm)
    run = context.name("X")
    start = command.exchanges, command.mode, command.seed
    first = First(context.draw()[:8], context.draw(), start)
    packed = msgspec.msgpack.encode(first)
    yield Say(JOURNAL, DockingJoined(run, context.today, context.now, packed, without))
    yield from left_out(prepared)
    memory = first_memory(view, context.today, prepared, first)
    yield Job(STEP, StepInputs(run, 0, memory, [], start), run)


@docking.react(DockingSaid)
def hear(view: View, said: Said[DockingSaid], context: Context) -> Iterable[Effect]:
    """Join a run that a partner began, let our agent hear its word, or see it leave."""
    word = said.record
    if said.mine:
        return
    run = view.get(RUNS, word.run)
    if word.step in (LEAVE, HOLD, SETTLE):
        if run is not None:
            yield from hear_of_plans(view, run, said)
    elif run is None and word.step == EXPLORE:
        yield from _join(view, word.run, said.partner, word.began, context)
    elif run is not None and run.state == OPEN and word.part == word.parts - 1:
        yield from next_step(view, run)


@docking.react(TopicAllowed)
def allowed(view: View, said: Said[TopicAllowed], context: Context) -> Iterable[Effect]:
    """Join the runs of which a partner spoke before it was allowed to."""
    if said.record.named_topic != TOPIC:
        return
    partner = said.record.partner
    heard = [row for row in view.scan(HEARD) if row.partner == partner and row.step == EXPLORE]
    waiting = {row.run: row.began for row in heard}
    for run, began in sorted(waiting.items()):
        if view.get(RUNS, run) is None:
            yield from _join(view, run, partner, began, context)


def _join(view: View, run: str, partner: str, began: int, context: Context) -> Iterator[Effect]:
    """Take part, if the partner may see it; else it waits until somebody allows it."""
    if not may_dock(view, partner):
        return
    if not can_solve():
        yield Note("extra-missing", {"extra": "plan"})
        return
    day = today(began)
    ago = (context.now - began) // DAY_MILLISECONDS
    if not -MOST_DAYS_AHEAD <= ago <= MOST_DAYS_AGO:
        yield Note("docking-day-off", {"partner": partner, "day": day})
        return
    open_runs = sum(1 for row in view.find(RUNS, ("state",), OPEN) if row.asked_by == partner)
    if open_runs >= MOST_OPEN_RUNS:
        yield Note("docking-too-many-runs", {"partner": partner, "most": MOST_OPEN_RUNS})
        return
    first = First(context.draw()[:8], context.draw())
    without = silent_partners(view)
    packed = msgspec.msgpack.encode(first)
    yield Say(JOURNAL, DockingJoined(run, day, began, packed, without, partner))
    prepared = own_numbers(view, day, without=without)
    yield from left_out(prepared)
    memory = first_memory(view, day, prepared, first)
    yield Job(STEP, StepInputs(run, 0, memory, list(_whole_words(view, run))), run)


def next_step(view: View, run: DockingRow, *, probe: bool = False) -> Iterator[Effect]:
    """The job that an open run is ready for; probe: to look for circles, whatever is here."""
    heard = list(_whole_words(view, run.run))
    if run.steps and (probe or _worth_a_step(run.awaited, heard)):
        memory = memory_of(view, run.run)
        yield Job(STEP, StepInputs(run.run, run.steps, memory, heard, probe=probe), run.run)


def _worth_a_step(awaited: Awaited | None, heard: list[Heard]) -> bool:
    """Whether our agent can do anything: what it waits for is here, or something out of place."""
    if awaited is None or not heard:
        return bool(heard)
    exchange, step, number = awaited.exchange, awaited.step, awaited.round
    here = {w.partner for w in heard if (w.exchange, w.step, w.round) == (exchange, step, number)}
    ahead = range(exchange, exchange + MOST_AHEAD + 1)
    odd = len(heard) > MOST_UNREAD or any(word.exchange not in ahead for word in heard)
    odd = odd or any(word.step in (PROBE, CUT) for word in heard)
    return odd or here >= set(awaited.partners)


def _whole_words(view: View, run: str) -> Iterator[Heard]:
    """The words of which every piece is here, of partners that may take part."""
    parts: dict[tuple[Any, ...], list[Any]] = {}
    for row in view.scan(HEARD, run):
        if not may_dock(view, row.partner):
            continue
        key = (row.partner, row.exchange, row.step, row.round)
        parts.setdefault(key, []).append(row)
    for (partner, exchange, step, number), rows in sorted(parts.items()):
        pieces = {row.part: row for row in reversed(rows)}  # said twice: one of them counts
        count = rows[0].parts
        if len(pieces) == count <= MOST_PIECES and max(pieces) == count - 1:
            body = b"".join(pieces[part].body for part in range(count))
            yield Heard([row.entry for row in rows], partner, exchange, step, number, body)


@docking.job(STEP)
def take_step(inputs: StepInputs) -> KeepDockingStep:
    """Let the agent hear, and work. Where it cannot, the run ends with the reason."""
    from tuowang.plan.docking.agent import Agent
    from tuowang.plan.docking.words import BadWord, Word
    from tuowang.plan.firm_program import ProgramFailed

    agent = Agent(inputs.memory)
    before = int(agent.memory.get("finished", -1))
    heard = [entry for word in inputs.heard for entry in word.entries]
    why, details = "", {}
    try:
        if inputs.step == 0:
            check_numbers(agent.firm)
        for one in inputs.heard:
            agent.hear(one.partner, Word(one.exchange, one.step, one.round, one.body))
        if inputs.start is not None:
            agent.start(*inputs.start)
        else:
            agent.work()
        if inputs.probe:
            agent.probe()
    except BadWord as bad:
        why, details = bad.why, bad.details
    except Mistake as mistake:
        why = f"{BAD_NUMBERS}: {mistake.details['place']}"
    except ProgramFailed as failed:
        why = f"{NO_PLAN}: {failed.status}"
    kept = agent.memory.changes()
    if inputs.step == 0:
        kept = {**inputs.memory, **kept}
    finished = int(agent.memory.get("finished", -1))
    words = [(p, w.exchange, w.step, w.round, w.body) for p, w in agent.out]
    return KeepDockingStep(
        inputs.run,
        inputs.step,
        heard,
        kept,
        [] if why else words,
        finished,
        agent.over,
        agent.plan() if finished > before else {},
        why,
        agent.memory.get("chain_cost"),
        agent.memory.get("bound"),
        None if agent.awaited is None else Awaited(agent.exchange, *agent.awaited),
        details,
    )


@docking.ask(KeepDockingStep)
def keep_step(view: View, command: KeepDockingStep, _context: Context) -> Iterable[Effect]:
    """Record it, say what is to be said; a step that another one overtook is dropped."""
    run = view.get(RUNS, command.run)
    if run is None or run.state != OPEN or run.steps != command.step:
        return
    denied = [partner for partner, *_ in command.words if not may_dock(view, partner)]
    if command.why or denied:
        told = [] if run.steps else partners_in(command.kept)
        why = command.why or f"{DENIED}: {denied[0]}"
        yield from end(view, run, why, told, details=command.details)
        return
    if command.shipped:
        yield Say(JOURNAL, _agreed(view, run, command))
    yield from _stepped(command)
    for partner, exchange, step, number, body in command.words:
        pieces = _pieces(body)
        for part, piece in enumerate(pieces):
            count = len(pieces)
            word = DockingSaid(run.run, exchange, step, number, piece, part, count, run.began)
            yield Say(partner, word)
    yield from ride_along(run, {partner for partner, *_ in command.words})
    if command.last:
        partners = partners_in(_memory_after(view, run, command))
        ended = DockingEnded(run.run, "", command.cost, command.bound, partners)
        yield Say(JOURNAL, ended)
        yield Note("docking-ended", {"run": run.run, "exchanges": command.finished})
        return
    rest = [word for word in _whole_words(view, run.run) if word.entries[0] not in command.heard]
    if _worth_a_step(command.awaited, rest):
        memory = _memory_after(view, run, command)
        yield Job(STEP, StepInputs(run.run, run.steps + 1, memory, rest), run.run)


def _memory_after(view: View, run: DockingRow, command: KeepDockingStep) -> dict[str, bytes]:
    memory = memory_of(view, run.run) | command.kept
    return {name: data for name, data in memory.items() if data}


def _stepped(command: KeepDockingStep) -> Iterator[Say]:
    """The step in as many records as it takes; the last one counts it."""
    groups: list[list[NamedPiece]] = [[]]
    size = 0
    for name, data in sorted(command.kept.items()):
        for number, piece in enumerate(_pieces(data)):
            if size + len(piece) > KEPT_A_RECORD and groups[-1]:
                groups.append([])
                size = 0
            groups[-1].append(NamedPiece(name, number, piece))
            size += len(piece)
    for number, group in enumerate(groups):
        last = number == len(groups) - 1
        heard = command.heard if last else []
        finished, awaited = command.finished, command.awaited if last else None
        record = DockingStepped(command.run, command.step, heard, group, finished, last, awaited)
        yield Say(JOURNAL, record)


def _agreed(view: View, run: DockingRow, command: KeepDockingStep) -> LanesAgreed:
    from tuowang.plan.docking.first import FirstWord, first_words
    from tuowang.plan.docking.memory import Memory

    memory = Memory(_memory_after(view, run, command))
    firm = msgspec.msgpack.decode(memory.get("firm"), type=Firm)
    committed: dict[str, int] = memory.get("committed", {})
    first = first_words(memory, firm)
    ways = [(lane.lane, lane.supplier, False) for lane in firm.inbound]
    ways += [(lane.lane, lane.customer, True) for lane in firm.outbound]
    lanes = [
        AgreedLane(
            name,
            partner,
            item_of_lane(view, name),
            mine,
            command.shipped[name],
            committed.get(name, 0),
            *first.get(name, FirstWord([], [])),
        )
        for name, partner, mine in ways
    ]
    tree = memory.get("parent", ""), memory.get("children", [])
    number = command.finished
    return LanesAgreed(run.run, run.day, PERIOD_DAYS, lanes, run.began, number, *tree)


@docking.ask(ResumeDocking)
def resume(view: View, _command: ResumeDocking, _context: Context) -> Iterable[Effect]:
    """Hand out the next step of every open run again, and the plan that was not made."""
    for left in list(view.scan(UNPLANNED)):
        yield from to_plan(view, left.run)
    for run in list(view.find(RUNS, ("state",), OPEN)):
        yield from hand_out(view, run)


def hand_out(view: View, run: DockingRow) -> Iterator[Effect]:
    """The job that an open run waits for, if it waits for ours; given twice it is done once."""
    if run.steps:
        yield from next_step(view, run)
    else:
        first = msgspec.msgpack.decode(run.first, type=First)
        prepared = own_numbers(view, run.day, without=run.without)
        memory = first_memory(view, run.day, prepared, first)
        heard = list(_whole_words(view, run.run))
        yield Job(STEP, StepInputs(run.run, 0, memory, heard, first.start), run.run)


def _pieces(data: bytes) -> list[bytes]:
    return [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)] or [b""]
