"""What lanes that were cut may carry in the next exchange: suppliers propose, customers hear.

See `cut_lanes`. Told are three series a lane: an answer, less, and what could really be shipped in
the first scenario.
"""

from __future__ import annotations

import numpy as np

from tuowang.plan.docking import BLIND, lots
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.circles import TOLD
from tuowang.plan.docking.cut_lanes import Flags, as_carried, carried, is_cut
from tuowang.plan.docking.lanes import wire
from tuowang.plan.docking.ordering import room, widest
from tuowang.plan.docking.quoting import quotes_at
from tuowang.plan.docking.words import BadWord, said_by
from tuowang.plan.firm_program import Array
from tuowang.plan.lot_passes import Whole

ROUNDING = 1e-6


def propose(agent: Agent, asked: Array, shipped: Whole) -> Whole:
    """Answer what customers wish of cut lanes: (3, lanes out, T), whole units; keep it.

    asked, shipped: the scenarios of this exchange, shipped in whole units.
    """
    cut = is_cut(agent, inbound=False)
    answer = _answer(agent, agent.memory.get("wishes"), asked, cut)
    told = [answer, _less(agent, answer, asked, shipped), shipped[0]]
    if agent.terms["mode"] == BLIND:
        told = [answer] * TOLD
    proposed = np.where(cut[:, None], told, 0)
    agent.memory.put("proposed_out", proposed)
    return proposed


def _less(agent: Agent, answer: Whole, asked: Array, shipped: Whole) -> Whole:
    """What could be shipped of what was tried; or half of the way to an answer."""
    for number, scenario in enumerate(agent.scenarios):
        if scenario.part and not as_carried(agent, asked[number], shipped[number]):
            return np.asarray(shipped[number])
    return _part_of_the_way(agent, answer)


def _answer(agent: Agent, wishes: Array, asked: Array, cut: Flags) -> Whole:
    """What we could ship of it; `blind`: out of what is there, whoever else orders."""
    number, units = widest(agent), agent.units_out
    blind = agent.terms["mode"] == BLIND
    others = np.zeros_like(wishes) if blind else asked[number]
    orders = np.where(cut[:, None], wishes, others)
    nothing = np.zeros((len(agent.firm.inbound), agent.firm.periods))
    if agent.firm.has_integers:
        return lots.answer(agent, orders, nothing if blind else None)
    program = agent.program
    program.set_orders(orders)
    program.set_inbound(*((nothing, nothing) if blind else room(agent, number)))
    quoted = agent.exchange and not blind
    program.set_quotes(quotes_at(agent, number) if quoted else [])
    program.solve()
    return lots.in_whole_lots(program.shipped() * units, orders * units, _lots_out(agent))


def _part_of_the_way(agent: Agent, answer: Whole) -> Whole:
    """Half of the way from what is carried to an answer, (lanes out, T) in whole lots."""
    base = agent.memory.get("units_out", np.zeros_like(answer))
    half = (np.cumsum(base, axis=1) + np.cumsum(answer, axis=1)) // 2
    return np.asarray(np.diff(half - half % _lots_out(agent), axis=1, prepend=0))


def _lots_out(agent: Agent) -> Whole:
    return np.array([[lane.lot] for lane in agent.firm.outbound], dtype=np.int64)


def hear_proposals(agent: Agent, heard: Array) -> None:
    """What suppliers propose on cut lanes, (3, lanes in, T) in program units.

    It is never more than we wished, or than the lane carries or was tried with.
    """
    memory, cut = agent.memory, is_cut(agent, inbound=True)
    proposals = np.rint(heard * agent.units_in)
    wished = memory.get("wished") if agent.exchange else memory.get("wanted")[0]
    known = [wished, *(carried(agent, inbound=True) * agent.units_in)]
    known.append(memory.get("units_in", np.zeros_like(known[0])))
    most = np.cumsum(known, axis=2).max(axis=0)
    whole = np.array([lane.lot for lane in agent.firm.inbound])[:, None]
    above = np.cumsum(proposals, axis=2) > most * (1 + ROUNDING) + agent.firm.periods + whole
    for place, lane in enumerate(agent.firm.inbound):
        with said_by(lane.supplier):
            if cut[place] and above[:, place].any():
                raise BadWord("word-above-wish", lane=wire(lane.lane))
    memory.put("proposed_in", proposals)
