"""A firm with set-ups or lots in docking: its quotes, orders and promises are whole lots.

Such a firm takes part in the same exchanges as any other. What it says comes out of mixed-integer
programs (`tuowang.plan.lot_passes`); costs may rise again from exchange to exchange, so the chain
keeps the best plan it has seen. Weights of one's own would ask for parts of lots: a chain in which
any firm has lots does not mix.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.scenarios import FREE, Scenario, chance_of, span
from tuowang.plan.firm import Firm, Inbound, Outbound
from tuowang.plan.firm_program import Array, Cuts
from tuowang.plan.lot_passes import (
    PROGRAMS,
    Evaluated,
    LotPromises,
    Whole,
    lot_orders,
    lot_points,
    lot_promises,
    lot_quotes,
    relaxed_quotes,
)
from tuowang.plan.lot_program import Effort, usual_flows

SEARCH, PROMISING = Effort(1000, 1e-3), Effort(2000, 1e-5)
"""An order need not be the very best: there will be others."""
MOST_CUTS_SENT = 60
MOST_EVALUATED = 600
USUAL_INTEGERS, LEAST_PROGRAMS, LEAST_NODES = 150, 10, 20
"""A firm with more integers than that searches less: every program and node takes longer."""
LARGE, AT_ONCE, MOST_NODES = 300, 60, 100
"""One with more than that searches so many at a time, and quotes what its relaxed program says."""
TRIED = 4000
"""So many integers, in all ways to order of an exchange together; at least one way is tried."""
FEW_MOVES, MANY_MOVES = 4, 10
MANY_FROM_REACH = 1.0
"""From this reach on many lots may be moved, below few."""


def order_in(
    agent: Agent,
    number: int,
    asked: Array,
    quotes: list[Cuts],
    free: NDArray[np.bool_],
    fixed: Array,
) -> Array:
    """What we would like to have delivered in a scenario, (lanes in, T), in program units.

    free: (lanes in,); what is not is fixed.
    """
    firm, urgency = agent.firm, agent.urgency
    if agent.exchange == 0:
        found = lot_orders(firm, urgency, asked, quotes, effort=effort_of(firm, SEARCH))
    else:
        scenario = agent.scenarios[number]
        around = np.where(free[:, None], agent.base()[0], fixed)
        if not _tries(agent, number):
            return np.asarray(around)
        found = lot_orders(
            firm,
            urgency,
            asked,
            quotes,
            around=around,
            moves=_moves(scenario),
            free=_may_move(agent, scenario, around, free),
            effort=effort_of(firm, SEARCH),
        )
    return np.asarray(found.inbound / agent.units_in)


def _tries(agent: Agent, number: int) -> bool:
    """Whether we search in this scenario; the largest firms do in some, others each time."""
    ways = len(agent.scenarios)
    return (number + agent.exchange) % ways < max(1, TRIED // agent.firm.integers)


def effort_of(firm: Firm, most: Effort) -> Effort:
    """How long a firm of its size searches."""
    if firm.integers > LARGE:
        nodes = max(LEAST_NODES, MOST_NODES * LARGE // firm.integers)
        return Effort(nodes, SEARCH.gap, AT_ONCE)
    share = min(1.0, USUAL_INTEGERS / max(1, firm.integers))
    return most._replace(nodes=max(LEAST_NODES, round(most.nodes * share**2)))


def up_to_lots(lanes: Sequence[Inbound | Outbound], orders: Array) -> Array:
    """Orders (lanes, T) in whole units of the lane; in sum up to whole lots of the supplier."""
    units = np.array([lane.units for lane in lanes], dtype=float)[:, None]
    whole = np.rint(np.maximum(orders, 0.0) * units)
    sizes = np.array([lane.lot for lane in lanes], dtype=int)[:, None]
    if (sizes <= 1).all():
        return np.asarray(whole)
    return np.asarray(np.diff(-(-np.cumsum(whole, axis=1) // sizes) * sizes, axis=1, prepend=0))


def _moves(scenario: Scenario) -> int | None:
    """How many lots may be moved; None: any number."""
    if scenario.kind in ("window", "lanes") or scenario.reach >= FREE:
        return None
    return MANY_MOVES if scenario.reach >= MANY_FROM_REACH else FEW_MOVES


def _may_move(
    agent: Agent, scenario: Scenario, around: Array, lanes: NDArray[np.bool_]
) -> NDArray[np.bool_] | None:
    """(lanes in, T): where an order may move at all; None: everywhere. lanes: (lanes in,)."""
    if scenario.kind not in ("window", "lanes"):
        return None if lanes.all() else np.repeat(lanes[:, None], around.shape[1], axis=1)
    free = np.zeros(around.shape, dtype=bool)
    if scenario.kind == "window":
        free[:, span(scenario, around.shape[1])] = True
    else:
        about = ("lanes", agent.exchange, scenario.part)
        drawn = chance_of(agent.terms["seed"], agent.me.hex(), *about).permutation(len(around))
        free[drawn[: (len(drawn) + 1) // 2]] = True
    return free


def answer(agent: Agent, asked: Array, coming: Array | None) -> Whole:
    """(lanes out, T) in whole units: what we could ship; coming None: if we could buy at will."""
    effort = effort_of(agent.firm, SEARCH)
    return lot_promises(agent.firm, agent.urgency, asked, coming, effort=effort).outbound


def promises(agent: Agent, asked: Array, coming: Array) -> tuple[Array, list[float]]:
    """(scenarios, lanes out, T) in whole units and lots, and what each scenario costs us."""
    urgency = agent.urgency
    pairs = zip(asked, coming, strict=True)
    firm, effort = agent.firm, effort_of(agent.firm, PROMISING)
    known: dict[bytes, LotPromises] = {}
    found = []
    for ordered, promised in pairs:
        key = ordered.tobytes() + promised.tobytes()
        if key not in known:
            known[key] = lot_promises(firm, urgency, ordered, promised, effort=effort)
        found.append(known[key])
    return np.array([one.outbound for one in found]), [one.own_cost for one in found]


def in_whole_lots(shipped: Array, asked: Array, lots: Any) -> Whole:
    """Shipments (lanes, T) in whole lots, in sum never more than was asked for until then.

    What is too little for a lot now is shipped when it has become one; a solver may be out by a
    unit where units are small.
    """
    most = np.rint(np.cumsum(asked, axis=1))
    whole = np.minimum(np.floor(np.cumsum(shipped, axis=1) + 1e-4), most)
    return np.asarray(np.diff(whole - whole % lots, axis=1, prepend=0).astype(np.int64))


def own_cuts(agent: Agent, quotes: list[Cuts]) -> tuple[Array, Array]:
    """What our suppliers' quotes and our own numbers make of it: slack (n,), slopes (n, out, T)."""
    memory, firm = agent.memory, agent.firm
    _, plan = agent.base()
    known = None if firm.inbound else memory.get("evaluated")
    points = lot_points(plan, usual_flows(firm), list(memory.get("recent", [])))
    if firm.integers > LARGE:
        found = relaxed_quotes(firm, agent.urgency, plan, points, quotes)
        return found.slack(plan), found.slopes
    found = lot_quotes(
        firm,
        agent.urgency,
        plan,
        points,
        quotes,
        evaluated=None if known is None else Evaluated(*known),
        programs=max(LEAST_PROGRAMS, min(PROGRAMS, PROGRAMS * USUAL_INTEGERS // firm.integers)),
    )
    if not firm.inbound:  # what meeting an order costs does not hang on anybody's quotes
        kept = [part[-MOST_EVALUATED:] for part in found.evaluated]
        memory.put("evaluated", kept)
    constants, slopes = found.constants, found.slopes
    pool = memory.get("joint_cuts")
    if pool is not None:
        constants = np.concatenate([pool[0], constants])[-MOST_CUTS_SENT:]
        slopes = np.concatenate([pool[1], slopes])[-MOST_CUTS_SENT:]
    memory.put("joint_cuts", [constants, slopes])
    return found._replace(constants=constants, slopes=slopes).slack(plan), slopes


def recent(agent: Agent, asked: Array, shipped: Array) -> Array:
    """Orders to quote at next time: what was asked for and what came of it, each once."""
    plan = agent.memory.get("base_out")
    seen = set() if plan is None else {plan.tobytes()}
    found = []
    for wanted, sent in zip(asked, shipped / agent.units_out, strict=True):
        for one in (wanted, sent):
            if one.tobytes() not in seen:
                seen.add(one.tobytes())
                found.append(one)
    return np.array(found).reshape(len(found), *asked.shape[1:])
