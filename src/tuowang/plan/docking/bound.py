"""A certificate: how far above the best possible the chain's plan can be at most.

One sweep down and one masked sum. A supplier with one customer sends a bundle of cuts of its
value; one with several sends only its cut at the plan, the same to all, and its constant goes
into the sum. Every cut bounds what serving the customer costs from below, whatever the rest of
the chain does, so constants plus the end firms' optima bound the chain's cost (nested Benders;
Birge and Louveaux, chapter 6). Tight where suppliers have one customer; loose in dense nets, and
then it is said to be unknown. Slopes travel as 64-bit floats: a rounded cut would be no bound.
"""

from __future__ import annotations

import numpy as np

from tuowang.plan.docking.agent import DONE, Agent, mask
from tuowang.plan.docking.quotes import points_around
from tuowang.plan.docking.scenarios import chance_of
from tuowang.plan.docking.words import (
    SCALE_OF_COST,
    BadWord,
    Bounded,
    BoundedLane,
    Certified,
    Summed,
    pack64,
    said_by,
    unpack,
)
from tuowang.plan.firm_program import Array, JointCuts, ProgramFailed

BOUND, BOUND_SUM, CERTIFY = "bound", "bound-sum", "certify"
MOST_BOUND_CUTS = 40
MODULUS = 1 << 64
UNKNOWN = -(1 << 60)
"""What a firm puts into the sum that cannot say: it makes the whole bound worthless."""


def bound(agent: Agent) -> bool:
    """Hear what serving us costs at least, and tell customers what serving them does."""
    if not agent.heard_all(BOUND, 0, agent.suppliers):
        return False
    words = agent.take(BOUND, 0, Bounded)
    for supplier, word in words.items():
        agent.memory.put(f"masked/{supplier}", word.mask)
    try:
        constant, cuts = _own_cuts(agent, words)
    except ProgramFailed:
        constant, cuts = float(UNKNOWN), None
    agent.memory.put("bound_constant", constant)
    for customer in agent.customers:
        secret = agent.secret(BOUND, customer)
        agent.memory.put(f"mask/{customer}", secret)
        agent.say(customer, BOUND, 0, _word(agent, customer, cuts, secret))
    agent.go(agent.exchange, BOUND_SUM)
    return True


def _own_cuts(agent: Agent, words: dict[str, Bounded]) -> tuple[float, tuple[Array, Array] | None]:
    """Our share of the sum, and our cuts: constants (n,) and slopes (n, lanes out, T)."""
    program, memory = agent.program, agent.memory
    _, outbound = agent.base()
    program.unbind_inbound()
    program.set_quotes([None] * len(agent.firm.inbound))
    program.set_joint_quotes(
        [_joint_of(agent, supplier, words[supplier]) for supplier in agent.suppliers]
    )
    try:
        if not agent.customers:
            program.set_orders(outbound)
            return program.solve(), None
        points = [outbound]
        if len(agent.customers) == 1:
            chance = chance_of(agent.terms["seed"], agent.me.hex(), BOUND)
            recent = memory.get("recent", np.zeros((0, *outbound.shape)))
            points += points_around(outbound, program.flow_out, recent, chance)
        constants, slopes = [], []
        for y in points[:MOST_BOUND_CUTS]:
            program.set_orders(y)
            value = program.solve()
            prices = program.order_prices()
            constants.append(value - float((prices * y).sum()))
            slopes.append(prices)
    finally:
        program.set_quotes([None] * len(agent.firm.inbound))
    if len(agent.customers) > 1:
        return constants[0], (np.zeros(1), np.array(slopes[:1]))
    return 0.0, (np.array(constants), np.array(slopes))


def _joint_of(agent: Agent, supplier: str, word: Bounded) -> JointCuts:
    with said_by(supplier):
        return _joint(agent, supplier, word)


def _joint(agent: Agent, supplier: str, word: Bounded) -> JointCuts:
    lanes = agent.lanes_from(supplier)
    constants = unpack(word.constants, "<f8")
    if not len(constants) or len(constants) > MOST_BOUND_CUTS or len(word.lanes) != len(lanes):
        raise BadWord("word-incomplete")
    slopes = np.zeros((len(constants), len(lanes), agent.firm.periods))
    for lane in word.lanes:
        if lane.lane not in lanes:
            raise BadWord("word-lane", lane=lane.lane)
        rows = unpack(lane.slopes, "<f8", agent.firm.periods)
        if len(rows) != len(constants):
            raise BadWord("word-incomplete")
        slopes[:, list(lanes).index(lane.lane)] = rows
    return JointCuts(list(lanes.values()), constants, slopes)


def _word(agent: Agent, customer: str, cuts: tuple[Array, Array] | None, secret: bytes) -> Bounded:
    lanes = agent.lanes_to(customer)
    if cuts is None:
        cuts = np.zeros(1), np.zeros((1, len(agent.firm.outbound), agent.firm.periods))
    constants, slopes = cuts
    told = [BoundedLane(name, pack64(slopes[:, place])) for name, place in lanes.items()]
    return Bounded(told, pack64(constants), secret)


def sum_bounds(agent: Agent) -> bool:
    """Add our masked share to our children's."""
    memory = agent.memory
    children = memory.get("children")
    if not agent.heard_all(BOUND_SUM, 0, children):
        return False
    words = agent.take(BOUND_SUM, 0, Summed)
    share = memory.get("bound_constant")
    total = UNKNOWN if share <= UNKNOWN / 2 else int(np.floor(share * SCALE_OF_COST))
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
        agent.say(parent, BOUND_SUM, 0, Summed([total]))
        agent.go(agent.exchange, CERTIFY)
        return True
    signed = total - MODULUS if total >= MODULUS // 2 else total
    _certify(agent, Certified(signed, memory.get("chain_cost")))
    return True


def certify(agent: Agent) -> bool:
    """Hear what came of it."""
    if not agent.heard_all(CERTIFY, 0, [agent.memory.get("parent")]):
        return False
    (word,) = agent.take(CERTIFY, 0, Certified).values()
    _certify(agent, word)
    return True


def _certify(agent: Agent, word: Certified) -> None:
    for child in agent.memory.get("children"):
        agent.say(child, CERTIFY, 0, word)
    agent.memory.put("bound", word.bound)
    agent.go(agent.exchange, DONE)


STEPS = {BOUND: bound, BOUND_SUM: sum_bounds, CERTIFY: certify}
