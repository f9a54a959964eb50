"""Mixing: each firm blends this exchange's plans with weights of its own.

In a region firm i's inbound lanes become q = b + sum_s weight_is (plan_s - b); lanes
between regions stay as they are. A firm's cost is convex in its own weights and its customers'.
It sends cuts of it up the region's tree to a leader, who sends weights down; a number of
rounds. The prices behind a cut are over all lanes, so a firm's old cuts serve for new plans too.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.blending import (
    FRESH,
    ON_THE_WAY,
    Known,
    Moves,
    blend,
    bounds,
    moves,
    next_kink,
    project,
    weights_each,
)
from tuowang.plan.docking.leader import (
    CANDIDATES,
    FIRST_BOX,
    SMALLEST_BOX,
    WORTH_WHILE,
    Leader,
    next_box,
)
from tuowang.plan.docking.lots import up_to_lots
from tuowang.plan.docking.regions import (
    APART,
    GATHER,
    LARGEST_REGION,
    LEAD,
    ROUND_STRIDE,
    WEIGH,
    gather,
)
from tuowang.plan.docking.words import (
    BadWord,
    Packet,
    Sloped,
    Weighed,
    pack32,
    pack64,
    said_by,
    unpack,
)
from tuowang.plan.firm_program import Array

COLLECT, MIX = "collect", "mix"
GO, END = "go", "end"
ROUNDS_OF_A_REGION = 25
CLUSTERINGS = 1


def begin(agent: Agent) -> bool:
    """Start to mix around the plan chosen."""
    inbound, outbound = agent.base()
    agent.memory.put("mix_in", inbound)
    agent.memory.put("mix_out", outbound)
    agent.go(agent.exchange, GATHER, 0)
    return True


# ------------------------------------------------------------------------------------- the leader


class _Lead(NamedTuple):
    """A leader's state but for the cuts. promised: what the model said of each candidate."""

    center: Array
    best: float | None
    box: float
    candidates: Array
    promised: list[float]
    scale: float


_leaders: dict[tuple[bytes, int, int], tuple[int, Leader]] = {}
MOST_LEADERS = 256
MOST_OF_A_PACKET = 1000


def begin_to_lead(agent: Agent) -> bool:
    """Become the leader: first of all, what does everything cost as it is?"""
    columns = dict(agent.memory.get("members"))
    nothing = np.zeros(sum(columns.values()))
    box = agent.memory.get("box", FIRST_BOX)
    lead = _Lead(nothing, None, box, nothing[None, :], [0.0], 1.0)
    agent.memory.put("lead", list(lead))
    agent.memory.put("lead_log", [])
    _send_candidates(agent, columns, lead.candidates)
    return True


def _send_candidates(agent: Agent, columns: dict[bytes, int], candidates: Array) -> None:
    weights, rows = _split(columns, candidates), len(candidates)
    _pass_down(agent, GO, weights, rows)
    agent.memory.put("own_packet", msgspec.msgpack.encode(_evaluate(agent, weights, rows)))
    agent.go(agent.exchange, COLLECT, agent.round + 1)


def _split(columns: dict[bytes, int], rows: Array) -> dict[bytes, Array]:
    weights, at = {}, 0
    for me, count in columns.items():
        weights[me] = rows[:, at : at + count].astype(np.float32).astype(float)
        at += count
    return weights


def _pass_down(agent: Agent, state: str, weights: dict[bytes, Array], rows: int = 1) -> None:
    for child in agent.memory.get("accepted"):
        needs = agent.memory.get(f"needs/{child}")
        packed = {name: pack32(weights[name]) for name in needs if name in weights}
        agent.say(child, WEIGH, agent.round, Weighed(state, packed, rows))


def collect(agent: Agent) -> bool:
    """Slopes have come up: pass them on, or, as the leader, find better weights."""
    memory, number = agent.memory, agent.round
    accepted = memory.get("accepted")
    if not agent.heard_all(COLLECT, number, accepted):
        return False
    words = agent.take(COLLECT, number, Sloped)
    packets = [packet for word in words.values() for packet in word.packets]
    fresh = [msgspec.msgpack.decode(memory.get("own_packet"), type=Packet), *packets]
    if memory.get("lead") is None:
        agent.say(memory.get("parent"), COLLECT, number, Sloped(fresh))
        agent.go(agent.exchange, WEIGH, number)
        return True
    _check(agent, words)
    memory.put(f"packets/{number:03}", [msgspec.msgpack.encode(one) for one in fresh])
    _improve(agent, fresh)
    return True


def _check(agent: Agent, words: dict[str, Sloped]) -> None:
    """Every firm of the region has said its part, and whole."""
    columns = dict(agent.memory.get("members"))
    count = len(_Lead(*agent.memory.get("lead")).candidates)
    said = [agent.me]
    for partner, word in words.items():
        with said_by(partner):
            for packet in word.packets:
                _check_packet(packet, columns, count)
        said += [packet.me for packet in word.packets]
    with said_by(", ".join(words)):
        if sorted(said) != sorted(columns):
            raise BadWord("word-incomplete")


def _check_packet(packet: Packet, columns: dict[bytes, int], count: int) -> None:
    if packet.me not in columns or any(columns.get(me) != n for me, n in packet.columns):
        raise BadWord("word-not-asked")
    values, (constants, slopes) = unpack(packet.values, "<f8"), _cuts_in(packet)
    if len(values) != count or len(constants) != len(slopes) or len(constants) > MOST_OF_A_PACKET:
        raise BadWord("word-incomplete")


def _improve(agent: Agent, fresh: list[Packet]) -> None:
    memory = agent.memory
    columns = dict(memory.get("members"))
    lead = _Lead(*memory.get("lead"))
    totals = np.zeros(len(lead.candidates))
    for packet in fresh:
        totals += unpack(packet.values, "<f8")
    lead = _after(lead, totals)
    step = agent.round % ROUND_STRIDE
    if step <= ROUNDS_OF_A_REGION and sum(columns.values()):
        leader = _leader(agent, columns, lead.scale)
        lead = _candidates(leader, lead)
        memory.put("lead_log", leader.log)
        memory.put("lead_basis", leader.basis())
        if len(lead.candidates):
            memory.put("lead", list(lead))
            _send_candidates(agent, columns, np.vstack([lead.center, lead.candidates]))
            return
    memory.put("box", max(lead.box, SMALLEST_BOX))
    _leaders.pop((agent.me, agent.exchange, agent.round // ROUND_STRIDE), None)
    weights = _split(columns, lead.center[None, :])
    _pass_down(agent, END, weights)
    _settle(agent, weights)


def _after(lead: _Lead, totals: Array) -> _Lead:
    winner = int(np.argmin(totals))
    total = float(totals[winner])
    if lead.best is None:
        return lead._replace(best=total, scale=1000.0 / max(1.0, abs(total)))
    gain, hoped = lead.best - total, lead.best - lead.promised[winner]
    if gain <= 1e-9 * abs(lead.best):
        return lead._replace(box=next_box(lead.box, None, 0.0))
    center = lead.candidates[winner].astype(np.float32).astype(float)
    box = next_box(lead.box, winner, gain / hoped if hoped > 0 else 1.0)
    return lead._replace(best=total, center=center, box=box)


def _candidates(leader: Leader, lead: _Lead) -> _Lead:
    """The next weights to try; none where nothing more is to be had."""
    assert lead.best is not None
    found: list[Array] = []
    promised: list[float] = []
    for number, part in enumerate(CANDIDATES):
        answer = leader.best_within(lead.center, lead.box * part)
        if answer is None:
            break
        worth = lead.best - answer[1] >= WORTH_WHILE * abs(lead.best)
        if number == 0 and not worth and lead.box >= SMALLEST_BOX:
            break
        found.append(answer[0])
        promised.append(answer[1])
    rows = np.array(found).reshape(-1, len(lead.center))
    return lead._replace(candidates=rows, promised=promised)


def _leader(agent: Agent, columns: dict[bytes, int], scale: float) -> Leader:
    """The leader's program with all cuts so far; built anew after a restart."""
    memory = agent.memory
    key = (agent.me, agent.exchange, agent.round // ROUND_STRIDE)
    first = key[2] * ROUND_STRIDE + 1
    known = _leaders.pop(key, None)
    if known is not None and known[0] == agent.round - 1:
        leader = known[1]
    else:
        leader, log = Leader(columns, scale), memory.get("lead_log")
        for number in range(first, agent.round):
            _take_in(agent, leader, columns, number)
            leader.use_bounds(log[number - first])
    _take_in(agent, leader, columns, agent.round)
    leader.start_from(memory.get("lead_basis", []))
    while len(_leaders) >= MOST_LEADERS:
        _leaders.pop(next(iter(_leaders)))
    _leaders[key] = (agent.round, leader)
    return leader


def _take_in(agent: Agent, leader: Leader, columns: dict[bytes, int], number: int) -> None:
    for stored in agent.memory.get(f"packets/{number:03}"):
        _add(leader, columns, msgspec.msgpack.decode(stored, type=Packet))
    leader.begin_round()


def _cuts_in(packet: Packet) -> tuple[Array, Array]:
    """Constants (n,) and slopes (n, weights)."""
    width = sum(count for _, count in packet.columns)
    constants = unpack(packet.constants, "<f8")
    slopes = unpack(packet.slopes, "<f4", width) if width else np.zeros((len(constants), 0))
    return constants, slopes


def _add(leader: Leader, columns: dict[bytes, int], packet: Packet) -> None:
    constants, slopes = _cuts_in(packet)
    parts, at = {}, 0
    for me, count in packet.columns:
        parts[me] = slopes[:, at : at + count]
        at += count
    leader.add_cuts(packet.me, constants, parts)
    own = columns[packet.me]
    rows = unpack(packet.bounds, "<f4", own + 1)
    leader.add_bounds(packet.me, rows[:, :-1], rows[:, -1])


# ------------------------------------------------------------------------------------- the members


def weigh(agent: Agent) -> bool:
    """Weights have come down: what would they cost us?"""
    memory, number = agent.memory, agent.round
    parent = memory.get("parent")
    if not agent.heard_all(WEIGH, number, [parent]):
        return False
    (word,) = agent.take(WEIGH, number, Weighed).values()
    if word.state == APART:
        agent.go(agent.exchange, LEAD, number)
        return True
    with said_by(parent):
        weights = _heard_weights(agent, word)
    _pass_down(agent, word.state, weights, word.rows)
    if word.state == END:
        _settle(agent, weights)
        return True
    memory.put("own_packet", msgspec.msgpack.encode(_evaluate(agent, weights, word.rows)))
    agent.go(agent.exchange, COLLECT, number + 1)
    return True


def _heard_weights(agent: Agent, word: Weighed) -> dict[bytes, Array]:
    """Each firm's weights, (rows, weights), or none; see `Weighed`."""
    count, weights = weights_each(agent), {}
    alone = word.state == END or agent.round % ROUND_STRIDE == 0
    if word.state not in (GO, END) or alone != (word.rows == 1):
        raise BadWord("word-turn")
    for name, data in word.weights.items():
        rows = unpack(data, "<f4", count, most=10.0)
        if len(rows) not in (0, word.rows):
            raise BadWord("word-incomplete")
        weights[name] = rows
    return weights


def _evaluate(agent: Agent, weights: dict[bytes, Array], count: int) -> Packet:
    """Our cost at each candidate, and its slopes; at first what old cuts say, and bounds too."""
    how = moves(agent, weights)
    kept = agent.kept_cuts()
    first = agent.round % ROUND_STRIDE == 0
    width = (len(agent.firm.inbound) + len(agent.firm.outbound)) * agent.firm.periods
    known = Known(kept, width)
    agent.program.set_quotes([])
    points = [_point(agent, how, weights, row) for row in range(count)]
    if first:
        values = [_visit(agent, known, points[0])]
    else:
        values = []
        for point in points[1:]:
            before = len(agent.new_cuts)
            values.append(_visit(agent, known, point))
            if len(agent.new_cuts) > before:
                _look_on_the_way(agent, known, points[0], point - points[0])
    cuts = [*(kept if first else []), *_stacked(agent.new_cuts)]
    agent.keep_cuts()
    constants, slopes, columns = project(agent, how, cuts)
    own = weights.get(agent.me)
    rows = bounds(agent, how) if first and own is not None and own.shape[1] else np.zeros((0, 1))
    values64 = pack64(np.array(values))
    return Packet(agent.me, values64, columns, pack64(constants), pack32(slopes), pack32(rows))


def _stacked(cuts: list[tuple[float, Array, Array]]) -> list[tuple[Array, Array, Array]]:
    return [(np.array([c]), r[None, ...], k[None, ...]) for c, r, k in cuts]


def _point(agent: Agent, how: Moves, weights: dict[bytes, Array], row: int) -> Array:
    coming, asked = blend(agent, how, weights, row)
    return np.asarray(np.maximum(np.concatenate([coming.ravel(), asked.ravel()]), 0.0))


def _visit(agent: Agent, known: Known, point: Array) -> float:
    """Our cost at a point; its slope is remembered if it is new."""
    program, periods = agent.program, agent.firm.periods
    coming = point[: len(agent.firm.inbound) * periods].reshape(-1, periods)
    asked = point[coming.size :].reshape(-1, periods)
    program.set_inbound(coming, coming)
    program.set_orders(asked)
    cost = program.solve()
    if cost > known.at(point) + FRESH * max(1.0, abs(cost)):
        agent.remember(asked, coming)
        known.add(*agent.new_cuts[-1])
    return cost


def _look_on_the_way(agent: Agent, known: Known, start: Array, step: Array) -> None:
    """New slopes where the known ones meet, between the best weights and a candidate."""
    seen: list[float] = []
    while len(seen) < ON_THE_WAY and step.any():
        kink = next_kink(known.kinks(start, step), seen)
        if kink is None:
            return
        seen.append(kink)
        _visit(agent, known, start + kink * step)


def _settle(agent: Agent, weights: dict[bytes, Array]) -> None:
    """The region's last word: this is what we now ask for; the next clustering, or promises."""
    memory = agent.memory
    how = moves(agent, weights)
    coming, asked = blend(agent, how, weights, 0)
    memory.put("mix_in", np.maximum(coming, 0.0))
    memory.put("mix_out", np.maximum(asked, 0.0))
    memory.put("lead", None)
    for name in ("own_packet", "lead_log", "lead_basis", *memory.names("packets/")):
        memory.put(name, None)
    clustering = agent.round // ROUND_STRIDE + 1
    if clustering < CLUSTERINGS and agent.terms["firms"] > LARGEST_REGION:
        agent.go(agent.exchange, GATHER, clustering * ROUND_STRIDE)
        return
    out = memory.get("mix_out")
    whole = up_to_lots(agent.firm.outbound, out) / agent.units_out if len(out) else out
    memory.put("asked", whole[None, ...])
    memory.put("plans", None)
    agent.go(agent.exchange, "promise", 1)


STEPS = {
    MIX: begin,
    GATHER: gather,
    LEAD: begin_to_lead,
    WEIGH: weigh,
    COLLECT: collect,
}
