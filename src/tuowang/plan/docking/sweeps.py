"""The sweeps of an exchange: quotes down, orders up, promises down.

On lanes at which a circle of firms was cut open (see `cut_lanes`) each word is heard a step later.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuowang.plan.docking import BLIND, lots
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.choosing import FIRST_RADIUS, SUM, adopt, finish
from tuowang.plan.docking.circles import (
    TOLD,
    awaited_customers,
    awaited_suppliers,
    cut_circles,
    cut_customers,
    cut_suppliers,
)
from tuowang.plan.docking.cut_lanes import as_carried, carried, forbid, is_cut, ship_at_any_price
from tuowang.plan.docking.first import keep_first
from tuowang.plan.docking.lanes import wire
from tuowang.plan.docking.ordering import orders_in, widest, wish
from tuowang.plan.docking.proposals import hear_proposals, propose
from tuowang.plan.docking.quoting import QUOTE, hear_quotes, own_quotes, quote
from tuowang.plan.docking.series import check_wanted, series_of
from tuowang.plan.docking.setup import active_in
from tuowang.plan.docking.words import (
    BadWord,
    Ordered,
    OrderedLane,
    Promised,
    PromisedLane,
    Quoted,
    pack64,
    said_by,
    unpack,
)
from tuowang.plan.firm_program import Array

ORDER, PROMISE, HAND_OVER = "order", "promise", "hand-over"
BLIND_SHRINK = 0.75
MOST_URGENCY = 1e10


# ------------------------------------------------------------------------------------------ orders


def order(agent: Agent) -> bool:
    """Hear what customers ask for in each scenario, and ask our own suppliers."""
    if agent.exchange == 0:
        cut_circles(agent)
    later, memory = cut_customers(agent), agent.memory
    if not agent.heard_all(ORDER, 0, awaited_customers(agent), later):
        return False
    if not _hear_late_quotes(agent):
        return False
    words = agent.take(ORDER, 0, Ordered, later)
    count = len(agent.scenarios)
    following_count = len(agent.scenarios_of(agent.exchange + 1))
    for partner, word in words.items():
        with said_by(partner):
            if len(word.active_next) != following_count:
                raise BadWord("word-incomplete")
    asked = series_of(agent, {p: w.lanes for p, w in words.items()}, count, inbound=False)
    asked += carried(agent, inbound=False)
    _set_urgency(agent, words)
    memory.put("asked", asked)
    memory.put("customers_active", {p: list(w.active_next) for p, w in words.items()})
    wanted = _wanted(agent, orders_in(agent, asked))
    following = active_in(
        agent, agent.exchange + 1, [list(word.active_next) for word in words.values()]
    )
    memory.put("active_next", following)
    memory.put("wanted", wanted)
    wished = wanted[:1]
    if agent.exchange and cut_suppliers(agent):
        wished = _wanted(agent, wish(agent, asked[widest(agent)])[None])
        memory.put("wished", wished[0])
    _say_orders(agent, wanted, wished, following)
    agent.go(agent.exchange, PROMISE)
    return True


def _wanted(agent: Agent, orders: Array) -> Array:
    return np.array([lots.up_to_lots(agent.firm.inbound, one) for one in orders])


def _hear_late_quotes(agent: Agent) -> bool:
    """Quotes on lanes that were cut come after ours were said."""
    late = cut_suppliers(agent)
    if not late or agent.exchange == 0 or agent.terms["mode"] == BLIND:
        return True
    if not agent.heard_all(QUOTE, 0, late):
        return False
    hear_quotes(agent, agent.take(QUOTE, 0, Quoted))
    return True


def _say_orders(agent: Agent, wanted: Array, wished: Array, following: list[bool]) -> None:
    """Orders go up; on lanes that were cut what we wish, once all may move."""
    late = cut_suppliers(agent) if agent.exchange else []
    urgency = _new_urgency(agent)
    for supplier in agent.suppliers:
        series = wished if supplier in late else wanted
        lanes = [
            OrderedLane(
                wire(lane.lane),
                [[int(q) for q in one[place]] for one in series],
                pack64(np.array([urgency[lane.lane]])) if urgency else b"",
            )
            for place, lane in enumerate(agent.firm.inbound)
            if lane.supplier == supplier
        ]
        agent.say(supplier, ORDER, 0, Ordered(lanes, following))


def _new_urgency(agent: Agent) -> dict[str, float]:
    """How urgent our orders are, if we did not say so before."""
    urgency = agent.firm.urgency(agent.memory.get("urgency", {}))
    urgency = {lane: min(one, MOST_URGENCY) for lane, one in urgency.items()}
    if agent.exchange and urgency == agent.memory.get("urgency_said", {}):
        return {}
    agent.memory.put("urgency_said", urgency)
    return urgency


def _set_urgency(agent: Agent, words: dict[str, Ordered]) -> None:
    """Once for all; around a circle it comes later, and may be said again."""
    received: dict[str, float] = dict(agent.memory.get("urgency", {}))
    ours = {(lane.customer, wire(lane.lane)): lane.lane for lane in agent.firm.outbound}
    for partner, word in words.items():
        for lane in word.lanes if agent.exchange == 0 or word.lanes[0].urgency else ():
            with said_by(partner):
                urgency = unpack(lane.urgency, "<f8", most=MOST_URGENCY)
                if len(urgency) != 1 or urgency[0] < 0:
                    raise BadWord("word-number")
            received[ours[partner, lane.lane]] = float(urgency[0])
    agent.memory.put("urgency", received)


# ---------------------------------------------------------------------------------------- promises


def promise(agent: Agent) -> bool:
    """Hear what will come in each scenario, and promise what we can ship."""
    number, memory, late = agent.round, agent.memory, cut_suppliers(agent)
    if not agent.heard_all(PROMISE, number, awaited_suppliers(agent), late):
        return False
    if not _hear_wishes(agent):
        return False
    words = agent.take(PROMISE, number, Promised, late)
    asked = memory.get("asked")
    coming = series_of(agent, {p: w.lanes for p, w in words.items()}, len(asked), inbound=True)
    coming += carried(agent, inbound=True)
    check_wanted(agent, coming, ~is_cut(agent, inbound=True))
    shipped, costs = _promises(agent, asked, coming)
    memory.put("coming", coming)
    memory.put("shipped", shipped)
    memory.put("costs", costs)
    for customer in agent.customers:
        memory.put(f"mask/{customer}", agent.secret(f"{PROMISE}/{number}", customer))
    _keep_masks(agent, words)
    proposed = propose(agent, asked, shipped) if cut_customers(agent) else shipped
    quoted: dict[str, Quoted] = {}
    if agent.terms["mode"] == BLIND:
        adopt(agent, coming[0], shipped[0], costs[0])
        hear_quotes(agent, {p: w.quotes for p, w in words.items() if w.quotes is not None})
        quoted = own_quotes(agent) if agent.customers else {}
    _say_promises(agent, shipped, proposed, quoted)
    agent.go(agent.exchange, HAND_OVER, number)
    return True


def _say_promises(agent: Agent, shipped: Any, proposed: Any, quoted: dict[str, Quoted]) -> None:
    cut = cut_customers(agent)
    for customer in agent.customers:
        series = proposed if customer in cut else shipped
        lanes = [
            PromisedLane(wire(lane.lane), [[int(q) for q in one[place]] for one in series])
            for place, lane in enumerate(agent.firm.outbound)
            if lane.customer == customer
        ]
        secret = agent.memory.get(f"mask/{customer}")
        agent.say(customer, PROMISE, agent.round, Promised(lanes, secret, quoted.get(customer)))


def _keep_masks(agent: Agent, words: dict[str, Promised]) -> None:
    for supplier, word in words.items():
        agent.memory.put(f"masked/{supplier}", word.mask)


def _hear_wishes(agent: Agent) -> bool:
    """What customers wish on lanes that were cut; their orders are all said before promises."""
    late = cut_customers(agent)
    if late:
        if not agent.heard_all(ORDER, 0, late):
            return False
        words = agent.take(ORDER, 0, Ordered)
        count = 1 if agent.exchange else len(agent.scenarios)
        wishes = series_of(agent, {p: w.lanes for p, w in words.items()}, count, inbound=False)[0]
        _set_urgency(agent, words)
        agent.memory.put("wishes", wishes)
    return True


def hand_over(agent: Agent) -> bool:
    """Hear what lanes that were cut may carry in the next exchange."""
    late, memory, number = cut_suppliers(agent), agent.memory, agent.round
    if late:
        if not agent.heard_all(PROMISE, number, late):
            return False
        words = agent.take(PROMISE, number, Promised)
        lanes = {partner: word.lanes for partner, word in words.items()}
        hear_proposals(agent, series_of(agent, lanes, TOLD, inbound=True))
        _keep_masks(agent, words)
        hear_quotes(agent, {p: w.quotes for p, w in words.items() if w.quotes is not None})
    keep_first(agent)
    if agent.terms["mode"] == BLIND:
        memory.put("recent", memory.get("asked"))
        memory.put("radius", FIRST_RADIUS * BLIND_SHRINK**agent.exchange)
        finish(agent)
    else:
        agent.go(agent.exchange, SUM, number)
    return True


def _promises(agent: Agent, asked: Array, coming: Array) -> tuple[Any, list[float]]:
    """(scenarios, lanes out, T) in whole units, and what each scenario costs us."""
    if agent.firm.has_integers:
        whole, own = lots.promises(agent, asked, coming)
        return whole, [forbid(agent, *one) for one in zip(asked, whole, own, strict=True)]
    shipped = np.zeros(asked.shape, dtype=np.int64)
    costs: list[float] = []
    agent.program.set_quotes([])
    for number in range(len(asked)):
        agent.program.set_inbound(coming[number], coming[number])
        agent.program.set_orders(asked[number])
        agent.program.solve()
        agent.remember(asked[number], coming[number])
        shipped[number] = _shipped(agent, asked[number])
        if not as_carried(agent, asked[number], shipped[number]):
            ship_at_any_price(agent, asked[number])
            shipped[number] = _shipped(agent, asked[number])
        cost = agent.program.own_cost()
        costs.append(forbid(agent, asked[number], shipped[number], cost))
    agent.keep_cuts()
    return shipped, costs


def _shipped(agent: Agent, asked: Array) -> Any:
    """What the last solution ships, (lanes out, T) in whole units."""
    if not agent.firm.outbound:
        return np.zeros(asked.shape, dtype=np.int64)
    units, sizes = agent.units_out, [[lane.lot] for lane in agent.firm.outbound]
    return lots.in_whole_lots(agent.program.shipped() * units, asked * units, np.array(sizes))


STEPS = {QUOTE: quote, ORDER: order, PROMISE: promise, HAND_OVER: hand_over}
