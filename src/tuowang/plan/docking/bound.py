"""A certificate: how far above the best possible the chain's plan can be at most.

A sweep down and a masked sum. A supplier with one customer sends a bundle of cuts of its value;
one with several sends a single cut, the same to all, and its constant goes into the sum. Every
cut bounds what serving the customer costs from below, whatever the rest of the chain does, so
constants plus the end firms' optima bound the chain's cost (nested Benders; Birge and Louveaux,
chapter 6). Where the bound is still loose, customers say what they would have liked at these
prices, and another sweep follows with better cuts (`bound_cuts`); the best of all sweeps counts.
Slopes travel as 64-bit floats: a rounded cut would be no bound.
"""

from __future__ import annotations

import numpy as np

from tuowang.plan.docking.agent import DONE, Agent, mask
from tuowang.plan.docking.bound_cuts import MOST_BOUND_CUTS, OwnBound, own_bound, wanted_at
from tuowang.plan.docking.words import (
    SCALE_OF_COST,
    Answered,
    BadWord,
    Bounded,
    BoundedLane,
    Certified,
    Summed,
    pack64,
    said_by,
    unpack,
)
from tuowang.plan.firm_program import Array, Cuts, ProgramFailed

BOUND, BOUND_SUM, CERTIFY, ANSWER = "bound", "bound-sum", "certify", "answer"
MODULUS = 1 << 64
MOST_SWEEPS = 10
MOST_SWEEPS_OF_MANY, MANY_FIRMS = 3, 500
NEAR_ENOUGH = 0.001
"""No further sweep where the bound is this near to the cost ..."""
WORTH = 0.1
"""... or the last two brought less than this part of what was open."""


def bound(agent: Agent) -> bool:
    """Hear what serving us costs at least, and tell customers what serving them does."""
    sweep, memory = agent.round, agent.memory
    if not agent.heard_all(BOUND, sweep, agent.suppliers):
        return False
    words = agent.take(BOUND, sweep, Bounded)
    for supplier, word in words.items():
        memory.put(f"masked/{supplier}", word.mask)
    joint = [_joint_of(agent, supplier, words[supplier]) for supplier in agent.suppliers]
    own = _own(agent, joint)
    memory.put("bound_joint", [list(one) for one in joint])
    memory.put("bound_constant", own.constant)
    memory.put("bound_wanted", own.wanted)
    for customer in agent.customers:
        secret = agent.secret(f"{BOUND}/{sweep}", customer)
        memory.put(f"mask/{customer}", secret)
        agent.say(customer, BOUND, sweep, _word(agent, customer, own, secret))
    agent.go(agent.exchange, BOUND_SUM, sweep)
    return True


def _own(agent: Agent, joint: list[Cuts]) -> OwnBound:
    inbound, outbound = agent.base()
    none = np.zeros((0, *outbound.shape))
    try:
        return own_bound(agent, joint, agent.memory.get("bound_answers", none))
    except ProgramFailed:
        return OwnBound(-np.inf, np.zeros(1), np.zeros((1, *outbound.shape)), inbound)


def _joint_of(agent: Agent, supplier: str, word: Bounded) -> Cuts:
    with said_by(supplier):
        return _joint(agent, supplier, word)


def _joint(agent: Agent, supplier: str, word: Bounded) -> Cuts:
    constants = unpack(word.constants, "<f8")
    if not 0 < len(constants) <= MOST_BOUND_CUTS:
        raise BadWord("word-incomplete")
    slopes = _by_lane(agent, agent.lanes_from(supplier), word.lanes, len(constants))
    return Cuts(list(agent.lanes_from(supplier).values()), constants, slopes)


def _by_lane(agent: Agent, lanes: dict[str, int], said: list[BoundedLane], count: int) -> Array:
    """(count, lanes, T): all lanes with a partner, each once, in our order."""
    if len(said) != len(lanes):
        raise BadWord("word-incomplete")
    rows = np.zeros((count, len(lanes), agent.firm.periods))
    for lane in said:
        if lane.lane not in lanes:
            raise BadWord("word-lane", lane=lane.lane)
        series = unpack(lane.slopes, "<f8", agent.firm.periods)
        if len(series) != count:
            raise BadWord("word-incomplete")
        rows[:, list(lanes).index(lane.lane)] = series
    return rows


def _word(agent: Agent, customer: str, own: OwnBound, secret: bytes) -> Bounded:
    lanes = agent.lanes_to(customer)
    told = [BoundedLane(name, pack64(own.slopes[:, place])) for name, place in lanes.items()]
    return Bounded(told, pack64(own.constants), secret)


def sum_bounds(agent: Agent) -> bool:
    """Add our masked share to our children's."""
    memory, sweep = agent.memory, agent.round
    children = memory.get("children")
    if not agent.heard_all(BOUND_SUM, sweep, children):
        return False
    words = agent.take(BOUND_SUM, sweep, Summed)
    firms = agent.terms["firms"]
    total = share_of(memory.get("bound_constant"), firms)
    for customer in agent.customers:
        total += mask(memory.get(f"mask/{customer}"), 0)
    for supplier in agent.suppliers:
        total -= mask(memory.get(f"masked/{supplier}"), 0)
    for partner, word in words.items():
        with said_by(partner):
            if len(word.costs) != 1:
                raise BadWord("word-count", said=len(word.costs), wanted=1)
        total += word.costs[0]
    total %= MODULUS
    parent = memory.get("parent", "")
    if parent:
        agent.say(parent, BOUND_SUM, sweep, Summed([total]))
        agent.go(agent.exchange, CERTIFY, sweep)
        return True
    bounds = [*memory.get("bounds", []), signed(total)]
    memory.put("bounds", bounds)
    cost = memory.get("chain_cost")
    another = worth_another(bounds, cost, firms)
    _certify(agent, Certified(max(bounds), cost, another))
    return True


def unknown(firms: int) -> int:
    """What a firm puts into the sum that cannot say: a single one makes the bound worthless, and
    all together do not go round the modulus."""
    return -(1 << 62) // firms


def share_of(constant: float, firms: int) -> int:
    """A firm's part of the sum, rounded down."""
    return int(np.floor(constant * SCALE_OF_COST)) if np.isfinite(constant) else unknown(firms)


def signed(total: int) -> int:
    """What a sum of shares stands for."""
    total %= MODULUS
    return total - MODULUS if total >= MODULUS // 2 else total


def worth_another(bounds: list[int], cost: int, firms: int) -> bool:
    """Whether one more sweep is likely to bring the bound nearer to the cost."""
    open_now = cost - max(bounds)
    most = MOST_SWEEPS if firms <= MANY_FIRMS else MOST_SWEEPS_OF_MANY
    if len(bounds) >= most or min(bounds) <= unknown(firms) // 2 or open_now <= NEAR_ENOUGH * cost:
        return False
    if len(bounds) <= 2:
        return True
    return max(bounds) - max(bounds[:-2]) >= WORTH * open_now


def certify(agent: Agent) -> bool:
    """Hear what came of it."""
    if not agent.heard_all(CERTIFY, agent.round, [agent.memory.get("parent")]):
        return False
    (word,) = agent.take(CERTIFY, agent.round, Certified).values()
    _certify(agent, word)
    return True


def _certify(agent: Agent, word: Certified) -> None:
    for child in agent.memory.get("children"):
        agent.say(child, CERTIFY, agent.round, word)
    agent.memory.put("bound", word.bound)
    if word.another and agent.round + 1 < MOST_SWEEPS:
        agent.go(agent.exchange, ANSWER, agent.round)
    else:
        agent.go(agent.exchange, DONE)


def answer(agent: Agent) -> bool:
    """Hear what customers would have liked, tell suppliers what we should; and sweep again."""
    sweep, memory = agent.round, agent.memory
    if not agent.heard_all(ANSWER, sweep, agent.customers):
        return False
    words = agent.take(ANSWER, sweep, Answered)
    wanted = memory.get("bound_wanted")
    if agent.customers:
        asked = _asked(agent, words)
        before = memory.get("bound_answers", np.zeros((0, *asked.shape)))
        memory.put("bound_answers", np.concatenate([before, asked[None]]))
        if len(agent.customers) == 1 and agent.suppliers:
            wanted = _wanted_at(agent, asked, wanted)
    for supplier in agent.suppliers:
        told = [
            BoundedLane(name, pack64(wanted[place][None]))
            for name, place in agent.lanes_from(supplier).items()
        ]
        agent.say(supplier, ANSWER, sweep, Answered(told))
    agent.go(agent.exchange, BOUND, sweep + 1)
    return True


def _asked(agent: Agent, words: dict[str, Answered]) -> Array:
    asked = np.zeros((len(agent.firm.outbound), agent.firm.periods))
    for customer, word in words.items():
        with said_by(customer):
            lanes = agent.lanes_to(customer)
            asked[list(lanes.values())] = _by_lane(agent, lanes, word.lanes, 1)[0]
            if (asked < 0).any():
                raise BadWord("word-number")
    return asked


def _wanted_at(agent: Agent, asked: Array, otherwise: Array) -> Array:
    joint = [Cuts(*one) for one in agent.memory.get("bound_joint")]
    try:
        return wanted_at(agent, joint, asked)
    except ProgramFailed:
        return otherwise


STEPS = {BOUND: bound, BOUND_SUM: sum_bounds, CERTIFY: certify, ANSWER: answer}
