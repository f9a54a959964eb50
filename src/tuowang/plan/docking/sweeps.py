"""The sweeps of an exchange: quotes down, orders up, promises down, costs up, the choice down."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuowang.plan.docking import BLIND, lots
from tuowang.plan.docking.agent import DONE, Agent, mask
from tuowang.plan.docking.bound import BOUND
from tuowang.plan.docking.first import keep_first
from tuowang.plan.docking.lanes import wire
from tuowang.plan.docking.quotes import usual_needs
from tuowang.plan.docking.quoting import QUOTE, hear_quotes, own_quotes, quote, quotes_at
from tuowang.plan.docking.scenarios import AROUND_LAST
from tuowang.plan.docking.series import check_wanted, series_of
from tuowang.plan.docking.setup import active_in
from tuowang.plan.docking.warm import order_around_last
from tuowang.plan.docking.words import (
    SCALE_OF_COST,
    BadWord,
    Chosen,
    Ordered,
    OrderedLane,
    Promised,
    PromisedLane,
    Quoted,
    Summed,
    pack64,
    said_by,
    unpack,
)
from tuowang.plan.firm_program import Array, Cuts

ORDER, PROMISE, SUM, CHOOSE, MIX = "order", "promise", "sum", "choose", "mix"
FIRST_RADIUS, SMALLEST_RADIUS, LARGEST_RADIUS = 0.5, 0.005, 4.0
SHRUNK = 0.1
"""Where no reach from a quarter to four radii is of use, the next ones lie below them all."""
STILL = 0.25
"""A lane that has lain still may take this share of what is needed."""
RANKED = 4
EARLIER_PLANS = 8
BLIND_SHRINK = 0.75
MOST_URGENCY = 1e10
MODULUS = 1 << 64


# ------------------------------------------------------------------------------------------ orders


def order(agent: Agent) -> bool:
    """Hear what customers ask for in each scenario, and ask our own suppliers."""
    if not agent.heard_all(ORDER, 0, agent.customers):
        return False
    words = agent.take(ORDER, 0, Ordered)
    count = len(agent.scenarios)
    following_count = len(agent.scenarios_of(agent.exchange + 1))
    for partner, word in words.items():
        with said_by(partner):
            if len(word.active_next) != following_count:
                raise BadWord("word-incomplete")
    asked = series_of(agent, {p: w.lanes for p, w in words.items()}, count, inbound=False)
    if agent.exchange == 0:
        _set_urgency(agent, words)
    agent.memory.put("asked", asked)
    agent.memory.put("customers_active", {p: list(w.active_next) for p, w in words.items()})
    wanted = [_order_in(agent, number, asked[number]) for number in range(count)]
    following = active_in(
        agent, agent.exchange + 1, [list(word.active_next) for word in words.values()]
    )
    agent.memory.put("active_next", following)
    whole = np.array([lots.up_to_lots(agent.firm.inbound, one) for one in wanted])
    agent.memory.put("wanted", whole)
    urgency = agent.firm.urgency(agent.memory.get("urgency", {})) if agent.exchange == 0 else {}
    for supplier in agent.suppliers:
        lanes = [
            OrderedLane(
                wire(lane.lane),
                [[int(q) for q in whole[number][place]] for number in range(count)],
                pack64(np.array([min(MOST_URGENCY, urgency[lane.lane])])) if urgency else b"",
            )
            for place, lane in enumerate(agent.firm.inbound)
            if lane.supplier == supplier
        ]
        agent.say(supplier, ORDER, 0, Ordered(lanes, following))
    agent.go(agent.exchange, PROMISE)
    return True


def _set_urgency(agent: Agent, words: dict[str, Ordered]) -> None:
    received = {}
    ours = {(lane.customer, wire(lane.lane)): lane.lane for lane in agent.firm.outbound}
    for partner, word in words.items():
        for lane in word.lanes:
            with said_by(partner):
                urgency = unpack(lane.urgency, "<f8", most=MOST_URGENCY)
                if len(urgency) != 1 or urgency[0] < 0:
                    raise BadWord("word-number")
            received[ours[partner, lane.lane]] = float(urgency[0])
    agent.memory.put("urgency", received)


def _order_in(agent: Agent, number: int, asked: Array) -> Array:
    """What we would like to have delivered in a scenario, (lanes in, T)."""
    firm = agent.firm
    if not firm.inbound:
        return np.zeros((0, firm.periods))
    first = agent.exchange == 0
    active = None if first else agent.memory.get("active")
    if active is not None and number < len(active) and not active[number]:
        return agent.base()[0]
    if first and agent.scenarios[number] == AROUND_LAST and not firm.has_integers:
        return order_around_last(agent, asked)
    none: list[Cuts | None] = [None] * len(firm.inbound)
    quotes = none if first else quotes_at(agent, number)
    if firm.has_integers:
        return lots.order_in(agent, number, asked, quotes)
    program = agent.program
    program.set_orders(asked)
    if first:
        program.free_inbound(np.zeros((len(firm.inbound), firm.periods)))
    else:
        inbound, _ = agent.base()
        scenario = agent.scenarios[number]
        radius = agent.memory.get("radius", FIRST_RADIUS) * scenario.reach
        usual = np.maximum(program.flow_in, STILL * usual_needs(program))
        reach = radius * np.maximum(usual[:, None], inbound)
        program.set_inbound(np.maximum(0.0, inbound - reach), inbound + reach)
    program.set_quotes(quotes)
    program.solve()
    return program.bought()


# ---------------------------------------------------------------------------------------- promises


def promise(agent: Agent) -> bool:
    """Hear what will come in each scenario, and promise what we can ship."""
    number = agent.round
    if not agent.heard_all(PROMISE, number, agent.suppliers):
        return False
    words = agent.take(PROMISE, number, Promised)
    asked = agent.memory.get("asked")
    count = len(asked)
    coming = series_of(agent, {p: w.lanes for p, w in words.items()}, count, inbound=True)
    check_wanted(agent, coming)
    shipped, costs = _promises(agent, asked, coming)

    def secret(partner: str) -> bytes:
        return agent.secret(f"{PROMISE}/{number}", partner)

    memory = agent.memory
    keep_first(agent, asked[0], coming[0], shipped[0])
    memory.put("coming", coming)
    memory.put("shipped", shipped)
    memory.put("costs", costs)
    for customer in agent.customers:
        memory.put(f"mask/{customer}", secret(customer))
    for supplier, word in words.items():
        memory.put(f"masked/{supplier}", word.mask)
    blind = agent.terms["mode"] == BLIND
    quoted: dict[str, Quoted] = {}
    if blind:
        _adopt(agent, coming[0], shipped[0], costs[0])
        hear_quotes(agent, {p: w.quotes for p, w in words.items() if w.quotes is not None})
        quoted = own_quotes(agent) if agent.customers else {}
    for customer in agent.customers:
        lanes = [
            PromisedLane(
                wire(lane.lane), [[int(q) for q in shipped[s][place]] for s in range(count)]
            )
            for place, lane in enumerate(agent.firm.outbound)
            if lane.customer == customer
        ]
        word = Promised(lanes, secret(customer), quoted.get(customer))
        agent.say(customer, PROMISE, number, word)
    if blind:
        memory.put("recent", asked)
        memory.put("radius", FIRST_RADIUS * BLIND_SHRINK**agent.exchange)
        finish(agent)
    else:
        agent.go(agent.exchange, SUM, number)
    return True


def _promises(agent: Agent, asked: Array, coming: Array) -> tuple[Any, list[float]]:
    """(scenarios, lanes out, T) in whole units, and what each scenario costs us."""
    if agent.firm.has_integers:
        return lots.promises(agent, asked, coming)
    shipped = np.zeros(asked.shape, dtype=np.int64)
    costs: list[float] = []
    for number in range(len(asked)):
        agent.program.set_quotes([None] * len(agent.firm.inbound))
        agent.program.set_inbound(coming[number], coming[number])
        agent.program.set_orders(asked[number])
        agent.program.solve()
        agent.remember(asked[number], coming[number])
        if agent.firm.outbound:
            units, sizes = agent.units_out, [[lane.lot] for lane in agent.firm.outbound]
            sent = agent.program.shipped() * units
            shipped[number] = in_whole_lots(sent, asked[number] * units, np.array(sizes))
        costs.append(agent.program.own_cost())
    agent.keep_cuts()
    return shipped, costs


def in_whole_lots(shipped: Array, asked: Array, lots: Any) -> Any:
    """Shipments (lanes, T) in whole lots, in sum never more than was asked for until then.

    What is too little for a lot now is shipped when it has become one; a solver may be out by a
    unit where units are small.
    """
    most = np.rint(np.cumsum(asked, axis=1))
    whole = np.minimum(np.floor(np.cumsum(shipped, axis=1) + 1e-4), most)
    return np.diff(whole - whole % lots, axis=1, prepend=0).astype(np.int64)


# --------------------------------------------------------------------------- the sum and the choice


def sum_up(agent: Agent) -> bool:
    """Add our masked costs to our children's; pass the sum on, or choose."""
    memory, number = agent.memory, agent.round
    children = memory.get("children")
    if not agent.heard_all(SUM, number, children):
        return False
    words = agent.take(SUM, number, Summed)
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
        agent.say(parent, SUM, number, Summed(totals))
        agent.go(agent.exchange, CHOOSE, number)
    else:
        signed = [total - MODULUS if total >= MODULUS // 2 else total for total in totals]
        _apply(agent, _choose(agent, signed))
    return True


def _choose(agent: Agent, totals: list[int]) -> Chosen:
    ranked = sorted(range(len(totals)), key=lambda place: (totals[place], place))
    now = agent.memory.get("chain_cost")
    if now is not None and totals[ranked[0]] >= now:
        return Chosen(-1, ranked[:RANKED], now)
    return Chosen(ranked[0], ranked[:RANKED], totals[ranked[0]])


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
    if number == 0:
        _set_radius(agent, word.winner)
        _keep_plans(agent, word, coming, shipped)
        _keep_recent(agent, shipped)
    if word.winner >= 0:
        _adopt(agent, coming[word.winner], shipped[word.winner], costs[word.winner])
    for name in ("coming", "shipped", "costs", "asked", "wanted"):
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


def _adopt(agent: Agent, coming: Array, shipped: Array, cost: float) -> None:
    """This is the plan now."""
    memory = agent.memory
    memory.put("units_in", np.rint(coming * agent.units_in).astype(np.int64))
    memory.put("units_out", np.asarray(shipped, dtype=np.int64))
    out = shipped / agent.units_out if len(agent.firm.outbound) else shipped.astype(float)
    memory.put("base_in", np.asarray(coming, dtype=float))
    memory.put("base_out", np.asarray(out, dtype=float))
    memory.put("own_cost", float(cost))
    agent.changed_plan = True


def finish(agent: Agent) -> None:
    """The exchange is over: the next one, or the end."""
    memory, exchange = agent.memory, agent.exchange
    memory.put("finished", exchange)
    memory.put("active", memory.get("active_next"))
    if exchange >= agent.terms["exchanges"]:
        agent.go(exchange, DONE if agent.terms["mode"] == BLIND else BOUND)
    else:
        agent.drop_late_words()
        agent.go(exchange + 1, ORDER if agent.terms["mode"] == BLIND else QUOTE)


STEPS = {QUOTE: quote, ORDER: order, PROMISE: promise, SUM: sum_up, CHOOSE: choose}

__all__ = ["STEPS", "finish"]
