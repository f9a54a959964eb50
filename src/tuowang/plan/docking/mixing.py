"""Mixing: each firm blends this exchange's plans with weights of its own.

In a region of the tree firm i's inbound lanes become q = b + sum_s weight_is (plan_s - b); lanes
between regions stay as they are. A firm's cost is convex in its own weights and its customers'.
It sends cuts of it up the tree to a leader, who sends weights down; a number of rounds. The
prices behind a cut are over all lanes, so a firm's old cuts serve for new plans too.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.blending import blend, bounds, moves, project, stacked
from tuowang.plan.docking.leader import (
    CANDIDATES,
    FIRST_BOX,
    SMALLEST_BOX,
    WORTH_WHILE,
    Leader,
    next_box,
)
from tuowang.plan.docking.scenarios import chance_of
from tuowang.plan.docking.words import (
    BadWord,
    Gathered,
    Member,
    Packet,
    Sloped,
    Weighed,
    pack32,
    pack64,
    unpack,
)
from tuowang.plan.firm_program import Array

GATHER, WEIGH, COLLECT, MIX = "gather", "weigh", "collect", "mix"
GO, END, APART = "go", "end", "apart"
LARGEST_REGION = 30
SMALLEST_REGION = 12
ROUNDS_OF_A_REGION = 25
CLUSTERINGS = 2
ROUND_STRIDE = 100


# ----------------------------------------------------------------------------- regions of the tree


def begin(agent: Agent) -> bool:
    """Start to mix around the plan chosen."""
    memory = agent.memory
    inbound, outbound = agent.base()
    memory.put("mix_in", inbound)
    memory.put("mix_out", outbound)
    agent.go(agent.exchange, GATHER, 0)
    return True


def gather(agent: Agent) -> bool:
    """Take in children's parts of a region while there is room; lead, or look for a leader."""
    memory, number = agent.memory, agent.round
    children = memory.get("children")
    if not agent.heard_all(GATHER, number, children):
        return False
    words = agent.take(GATHER, number, Gathered)
    whole = agent.terms["firms"] <= LARGEST_REGION
    chance = chance_of(agent.terms["seed"], agent.me.hex(), GATHER, agent.exchange, number)
    members = [_own_member(agent)]
    accepted: list[str] = []
    for place in chance.permutation(len(children)):
        child = children[int(place)]
        part = words[child].members
        if part and len(members) + len(part) <= LARGEST_REGION:
            members += part
            accepted.append(child)
            needs = {m.me for m in part} | {n for m in part for n in m.neighbours}
            memory.put(f"needs/{child}", sorted(needs))
        elif part:
            agent.say(child, WEIGH, number, Weighed(APART, {}))
    memory.put("accepted", accepted)
    enough = int(chance.integers(SMALLEST_REGION, LARGEST_REGION + 1))
    memory.put("members", [[m.me, m.columns] for m in members])
    parent = memory.get("parent", "")
    if parent and (whole or len(members) < enough):
        agent.say(parent, GATHER, number, Gathered(members))
        agent.go(agent.exchange, WEIGH, number)
        return True
    if parent:
        agent.say(parent, GATHER, number, Gathered([]))
    _lead(agent)
    return True


def _own_member(agent: Agent) -> Member:
    names = agent.memory.get("names")
    columns = len(agent.memory.get("plans", [])) if agent.firm.inbound else 0
    return Member(agent.me, columns, sorted(names[partner] for partner in agent.neighbours))


# ------------------------------------------------------------------------------------- the leader


class _Lead(NamedTuple):
    """A leader's state but for the cuts."""

    center: Array
    best: float | None
    box: float
    candidates: Array


_leaders: dict[tuple[bytes, int, int], tuple[int, Leader]] = {}
MOST_LEADERS = 256


def _lead(agent: Agent) -> None:
    """Become the leader: first of all, what does everything cost as it is?"""
    columns = dict(agent.memory.get("members"))
    size = sum(columns.values())
    lead = _Lead(np.zeros(size), None, agent.memory.get("box", FIRST_BOX), np.zeros((1, size)))
    agent.memory.put("lead", list(lead))
    agent.memory.put("packets", [])
    _send_candidates(agent, columns, lead.candidates)


def _send_candidates(agent: Agent, columns: dict[bytes, int], candidates: Array) -> None:
    weights = _split(columns, candidates)
    _pass_down(agent, GO, weights)
    own = _evaluate(agent, weights)
    agent.memory.put("packets", [*agent.memory.get("packets"), msgspec.msgpack.encode(own)])
    agent.go(agent.exchange, COLLECT, agent.round + 1)


def _split(columns: dict[bytes, int], rows: Array) -> dict[bytes, Array]:
    weights, at = {}, 0
    for me, count in columns.items():
        weights[me] = rows[:, at : at + count].astype(np.float32).astype(float)
        at += count
    return weights


def _pass_down(agent: Agent, state: str, weights: dict[bytes, Array]) -> None:
    for child in agent.memory.get("accepted"):
        needs = agent.memory.get(f"needs/{child}")
        packed = {name: pack32(weights[name]) for name in needs if name in weights}
        agent.say(child, WEIGH, agent.round, Weighed(state, packed))


def collect(agent: Agent) -> bool:
    """Slopes have come up: pass them on, or, as the leader, find better weights."""
    memory, number = agent.memory, agent.round
    accepted = memory.get("accepted")
    if not agent.heard_all(COLLECT, number, accepted):
        return False
    words = agent.take(COLLECT, number, Sloped)
    packets = [packet for word in words.values() for packet in word.packets]
    if memory.get("lead") is None:
        own = msgspec.msgpack.decode(memory.get("own_packet"), type=Packet)
        agent.say(memory.get("parent"), COLLECT, number, Sloped([own, *packets]))
        agent.go(agent.exchange, WEIGH, number)
        return True
    mine = msgspec.msgpack.decode(memory.get("packets")[-1], type=Packet)
    fresh = [mine, *packets]
    stored = [*memory.get("packets")[:-1], *(msgspec.msgpack.encode(one) for one in fresh)]
    memory.put("packets", stored)
    _improve(agent, fresh)
    return True


def _improve(agent: Agent, fresh: list[Packet]) -> None:
    memory = agent.memory
    columns = dict(memory.get("members"))
    lead = _Lead(*memory.get("lead"))
    totals = np.zeros(len(lead.candidates))
    for packet in fresh:
        values = unpack(packet.values, "<f8")
        if len(values) != len(totals) or packet.me not in columns:
            raise BadWord("a packet that nobody asked for")
        totals += values
    if len(fresh) != len(columns):
        raise BadWord("a packet is missing")
    lead = _after(lead, totals)
    leader = _leader(agent, columns, fresh)
    leader.solver.clearSolver()  # the same, whichever process built the program
    step = agent.round % ROUND_STRIDE
    candidates = _candidates(leader, lead) if step <= ROUNDS_OF_A_REGION else []
    if candidates:
        lead = lead._replace(candidates=np.array(candidates))
        memory.put("lead", list(lead))
        _send_candidates(agent, columns, lead.candidates)
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
        return lead._replace(best=total, center=lead.candidates[winner])
    if total < lead.best - 1e-9 * abs(lead.best):
        center = lead.candidates[winner].astype(np.float32).astype(float)
        return lead._replace(best=total, center=center, box=next_box(lead.box, winner))
    return lead._replace(box=next_box(lead.box, None))


def _candidates(leader: Leader, lead: _Lead) -> list[Array]:
    """The next weights to try; none where nothing more is to be had."""
    assert lead.best is not None
    if leader.size == 0:
        return []
    found: list[Array] = []
    for number, part in enumerate(CANDIDATES):
        answer = leader.best_within(lead.center, lead.box * part)
        if answer is None:
            return found
        weights, value = answer
        worth = lead.best - value >= WORTH_WHILE * abs(lead.best)
        if number == 0 and not worth and lead.box >= FIRST_BOX:
            return []
        found.append(weights)
    return found


def _leader(agent: Agent, columns: dict[bytes, int], fresh: list[Packet]) -> Leader:
    """The leader's program with all cuts so far; built anew after a restart."""
    key = (agent.me, agent.exchange, agent.round // ROUND_STRIDE)
    known = _leaders.pop(key, None)
    if known is not None and known[0] == agent.round - 1:
        leader = known[1]
    else:
        leader = Leader(columns)
        stored = agent.memory.get("packets")
        fresh = [msgspec.msgpack.decode(one, type=Packet) for one in stored]
    for packet in fresh:
        _add(leader, columns, packet)
    while len(_leaders) >= MOST_LEADERS:
        _leaders.pop(next(iter(_leaders)))
    _leaders[key] = (agent.round, leader)
    return leader


def _add(leader: Leader, columns: dict[bytes, int], packet: Packet) -> None:
    width = sum(count for _, count in packet.columns)
    constants = unpack(packet.constants, "<f8")
    slopes = unpack(packet.slopes, "<f4", width) if width else np.zeros((len(constants), 0))
    if len(constants) != len(slopes) or len(constants) > 1000:
        raise BadWord("a packet with parts missing")
    if any(columns.get(me) != count for me, count in packet.columns):
        raise BadWord("a packet about somebody else")
    for constant, row in zip(constants, slopes, strict=True):
        parts, at = {}, 0
        for me, count in packet.columns:
            parts[me] = row[at : at + count]
            at += count
        leader.add_cut(packet.me, float(constant), parts)
    own = columns[packet.me]
    for row in unpack(packet.bounds, "<f4", own + 1):
        leader.add_bound(packet.me, row[:-1], float(row[-1]))


# ------------------------------------------------------------------------------------- the members


def weigh(agent: Agent) -> bool:
    """Weights have come down: what would they cost us?"""
    memory, number = agent.memory, agent.round
    parent = memory.get("parent")
    if not agent.heard_all(WEIGH, number, [parent]):
        return False
    (word,) = agent.take(WEIGH, number, Weighed).values()
    if word.state == APART:
        _lead(agent)
        return True
    count = len(memory.get("plans", []))
    weights = {}
    for name, data in word.weights.items():
        weights[name] = unpack(data, "<f4", count or None, most=10.0).reshape(-1, count)
    _pass_down(agent, word.state, weights)
    if word.state == END:
        _settle(agent, weights)
        return True
    memory.put("own_packet", msgspec.msgpack.encode(_evaluate(agent, weights)))
    agent.go(agent.exchange, COLLECT, number + 1)
    return True


def _evaluate(agent: Agent, weights: dict[bytes, Array]) -> Packet:
    """Our cost at each candidate, and its slopes; at first also what old cuts say."""
    program = agent.program
    how = moves(agent, weights)
    first = agent.round % ROUND_STRIDE == 0
    cuts = agent.kept_cuts() if first else []
    own = weights.get(agent.me)
    count = max((len(rows) for rows in weights.values()), default=1)
    program.set_quotes([None] * len(agent.firm.inbound))
    values: list[float] = []
    rows: list[Array] = []
    for row in range(count):
        coming, asked = blend(agent, how, weights, row)
        if own is not None and own.shape[1]:
            rows += bounds(agent, how, coming)
        coming, asked = np.maximum(coming, 0.0), np.maximum(asked, 0.0)
        program.set_inbound(coming, coming)
        program.set_orders(asked)
        values.append(program.solve())
        agent.remember(asked, coming)
    cuts.append(stacked(agent.new_cuts))
    agent.keep_cuts()
    constants, slopes, columns = project(agent, how, cuts)
    width = own.shape[1] + 1 if own is not None else 1
    return Packet(
        agent.me,
        pack64(np.array(values)),
        columns,
        pack64(constants),
        pack32(slopes),
        pack32(np.array(rows).reshape(-1, width)) if rows else b"",
    )


def _settle(agent: Agent, weights: dict[bytes, Array]) -> None:
    """The region's last word: this is what we now ask for; the next clustering, or promises."""
    memory = agent.memory
    how = moves(agent, weights)
    coming, asked = blend(agent, how, weights, 0)
    memory.put("mix_in", np.maximum(coming, 0.0))
    memory.put("mix_out", np.maximum(asked, 0.0))
    memory.put("lead", None)
    memory.put("packets", None)
    memory.put("own_packet", None)
    clustering = agent.round // ROUND_STRIDE + 1
    if clustering < CLUSTERINGS and agent.terms["firms"] > LARGEST_REGION:
        agent.go(agent.exchange, GATHER, clustering * ROUND_STRIDE)
        return
    units = agent.units_out
    out = memory.get("mix_out")
    memory.put("asked", (np.rint(out * units) / units if len(out) else out)[None, ...])
    memory.put("plans", None)
    agent.go(agent.exchange, "promise", 1)


STEPS = {MIX: begin, GATHER: gather, WEIGH: weigh, COLLECT: collect}
