"""What an exchange comes to: costs up the tree, the choice down it; and the plan that is kept."""

from __future__ import annotations

import numpy as np

from tuowang.plan.docking import BLIND, lots
from tuowang.plan.docking.agent import DONE, Agent, mask
from tuowang.plan.docking.bound import BOUND
from tuowang.plan.docking.circles import cut_customers
from tuowang.plan.docking.cut_lanes import FORBIDDEN
from tuowang.plan.docking.quoting import QUOTE
from tuowang.plan.docking.words import SCALE_OF_COST, BadWord, Chosen, Summed, said_by
from tuowang.plan.firm_program import Array

SUM, CHOOSE, MIX = "sum", "choose", "mix"
FIRST_RADIUS, SMALLEST_RADIUS, LARGEST_RADIUS = 0.5, 0.005, 4.0
SHRUNK = 0.1
"""Where no reach from a quarter to four radii is of use, the next ones lie below them all."""
RANKED = 4
EARLIER_PLANS = 8
MODULUS = 1 << 64


def sum_up(agent: Agent) -> bool:
    """Add our masked costs to our children's; pass the sum on, or choose."""
    memory, number = agent.memory, agent.round
    children = memory.get("children")
    if not agent.heard_all(SUM, number, children):
        return False
    words = agent.take(SUM, number, Summed)
    circles = any(word.circles for word in words.values()) or bool(cut_customers(agent))
    costs = memory.get("costs")
    totals = [round(cost * SCALE_OF_COST) % MODULUS for cost in costs]
    for place in range(len(totals)):
        for customer in agent.customers:
            totals[place] += mask(memory.get(f"mask/{customer}"), place)
        for supplier in agent.suppliers:
            totals[place] -= mask(memory.get(f"masked/{supplier}"), place)
        for partner, word in words.items():
            with said_by(partner):
                if len(word.costs) != len(totals):
                    raise BadWord("word-count", said=len(word.costs), wanted=len(totals))
            totals[place] += word.costs[place]
    totals = [total % MODULUS for total in totals]
    parent = memory.get("parent", "")
    if parent:
        agent.say(parent, SUM, number, Summed(totals, circles))
        agent.go(agent.exchange, CHOOSE, number)
    else:
        signed = [total - MODULUS if total >= MODULUS // 2 else total for total in totals]
        _apply(agent, _choose(agent, signed, circles))
    return True


def _choose(agent: Agent, totals: list[int], circles: bool) -> Chosen:
    ranked = sorted(range(len(totals)), key=lambda place: (totals[place], place))
    now = agent.memory.get("chain_cost")
    if now is not None and totals[ranked[0]] >= now:
        return Chosen(-1, ranked[:RANKED], now, circles)
    return Chosen(ranked[0], ranked[:RANKED], totals[ranked[0]], circles)


def choose(agent: Agent) -> bool:
    """Hear the choice."""
    if not agent.heard_all(CHOOSE, agent.round, [agent.memory.get("parent")]):
        return False
    (word,) = agent.take(CHOOSE, agent.round, Chosen).values()
    count, first = len(agent.memory.get("costs")), agent.memory.get("base_in") is None
    with said_by(agent.memory.get("parent")):
        if not (0 if first else -1) <= word.winner < count or min(word.best, default=0) < 0:
            raise BadWord("word-choice")
    _apply(agent, word)
    return True


def _apply(agent: Agent, word: Chosen) -> None:
    memory, number = agent.memory, agent.round
    for child in memory.get("children"):
        agent.say(child, CHOOSE, number, word)
    memory.put("chain_cost", word.cost)
    coming, shipped, costs = (memory.get(name) for name in ("coming", "shipped", "costs"))
    with said_by(memory.get("parent", "")):
        if word.winner >= 0 and costs[word.winner] >= FORBIDDEN:
            raise BadWord("word-choice-cut")
    if agent.exchange == 0:
        memory.put("terms", agent.terms | {"circles": word.circles})
    if number == 0:
        _set_radius(agent, word.winner)
        _keep_plans(agent, word, coming, shipped)
        _keep_recent(agent, shipped)
    if word.winner >= 0:
        adopt(agent, coming[word.winner], shipped[word.winner], costs[word.winner])
    for name in ("coming", "shipped", "costs", "asked", "wanted", "wishes"):
        memory.put(name, None)
    if number == 0 and agent.exchange > 0 and agent.mixes:
        agent.go(agent.exchange, MIX)
    else:
        finish(agent)


def _keep_recent(agent: Agent, shipped: Array) -> None:
    """Orders at which to quote in the next exchange."""
    asked = agent.memory.get("asked")
    if agent.firm.has_integers:
        agent.memory.put("recent", lots.recent(agent, asked, shipped))
    else:
        agent.memory.put("recent", np.concatenate([asked[:4], asked[4::4]]))


def _set_radius(agent: Agent, winner: int) -> None:
    radius = agent.memory.get("radius", FIRST_RADIUS)
    if agent.exchange == 0:
        return
    reach = agent.scenarios[winner].reach if winner >= 0 else 0.0
    factor = SHRUNK if winner < 0 else 2.0 if reach > 1 else 0.5 if reach < 1 else 1.0
    agent.memory.put("radius", min(LARGEST_RADIUS, max(SMALLEST_RADIUS, radius * factor)))


def _keep_plans(agent: Agent, word: Chosen, coming: Array, shipped: Array) -> None:
    """The plans that mixing may lean on: all but the winner, the old base, some earlier ones."""
    memory = agent.memory
    if agent.exchange == 0 or not agent.mixes:
        return
    out = shipped / agent.units_out if len(agent.firm.outbound) else shipped.astype(float)
    plans = [[coming[n], out[n]] for n in range(len(coming)) if n != word.winner]
    if word.winner >= 0:
        plans.append(list(agent.base()))
    earlier = memory.get("earlier", [])
    memory.put("plans", plans + earlier)
    kept = earlier + [[coming[n], out[n]] for n in word.best if n < len(coming)]
    memory.put("earlier", kept[-EARLIER_PLANS:])


def adopt(agent: Agent, coming: Array, shipped: Array, cost: float) -> None:
    """We go by this now."""
    memory = agent.memory
    out = shipped / agent.units_out if len(agent.firm.outbound) else shipped.astype(float)
    memory.put("base_in", np.asarray(coming, dtype=float))
    memory.put("base_out", np.asarray(out, dtype=float))
    memory.put("base_cost", float(cost))


def _keep_plan(agent: Agent) -> None:
    """What we go by is the plan of the exchange."""
    memory, (coming, out) = agent.memory, agent.base()
    memory.put("units_in", np.rint(coming * agent.units_in).astype(np.int64))
    memory.put("units_out", np.rint(out * agent.units_out).astype(np.int64))
    memory.put("own_cost", memory.get("base_cost"))


def finish(agent: Agent) -> None:
    """The exchange is over: the next one, or the end."""
    memory, exchange = agent.memory, agent.exchange
    _keep_plan(agent)
    memory.put("finished", exchange)
    circles = agent.terms.get("circles", False)
    memory.put("active", None if circles else memory.get("active_next"))
    if exchange >= agent.terms["exchanges"]:
        bounded = agent.terms["mode"] != BLIND and not circles
        agent.go(exchange, BOUND if bounded else DONE)
    else:
        agent.drop_late_words()
        agent.go(exchange + 1, "order" if agent.terms["mode"] == BLIND else QUOTE)


STEPS = {SUM: sum_up, CHOOSE: choose}
