"""What a firm would like to have delivered, given what it is asked for."""

from __future__ import annotations

import numpy as np

from tuowang.plan.docking import lots
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.cut_lanes import Flags, carried, is_cut
from tuowang.plan.docking.quotes import usual_needs
from tuowang.plan.docking.quoting import quotes_at
from tuowang.plan.docking.scenarios import AROUND_LAST
from tuowang.plan.docking.warm import order_around_last
from tuowang.plan.firm_program import MOST_FLOWS, Array

FIRST_RADIUS = 0.5
STILL = 0.25
"""A lane that has lain still may take this share of what is needed."""


def orders_in(agent: Agent, asked: Array) -> Array:
    """(scenarios, lanes in, T), for asked (scenarios, lanes out, T); cut lanes carry what they do.

    In the first exchange they are ordered on as all others.
    """
    firm = agent.firm
    if not firm.inbound:
        return np.zeros((len(asked), 0, firm.periods))
    fixed = carried(agent, inbound=True) + np.zeros((len(asked), 1, 1))
    return np.array([_order_in(agent, s, asked[s], fixed[s]) for s in range(len(asked))])


def _order_in(agent: Agent, number: int, asked: Array, fixed: Array) -> Array:
    first = agent.exchange == 0
    active = None if first else agent.memory.get("active")
    if active is not None and number < len(active) and not active[number]:
        return agent.base()[0]
    warm = agent.scenarios[number] == AROUND_LAST
    if first and warm and not agent.firm.has_integers:
        return order_around_last(agent, asked)
    free = np.ones(len(agent.firm.inbound), dtype=bool)
    return _solve(agent, number, asked, free if first else ~is_cut(agent, inbound=True), fixed)


def wish(agent: Agent, asked: Array) -> Array:
    """What we would like to have delivered, (lanes in, T), if cut lanes could move as all others.

    asked: (lanes out, T), in the scenario in which most may move.
    """
    free = np.ones(len(agent.firm.inbound), dtype=bool)
    return _solve(agent, widest(agent), asked, free, np.zeros((len(free), agent.firm.periods)))


def widest(agent: Agent) -> int:
    """The number of the scenario that reaches furthest from the plan."""
    reaches = [one.reach if one.kind == "plain" else 0.0 for one in agent.scenarios]
    return reaches.index(max(reaches))


def _solve(agent: Agent, number: int, asked: Array, free: Flags, fixed: Array) -> Array:
    """Our orders in a scenario, with lanes that are not free as they are fixed."""
    quotes = [] if _anew(agent, number) else quotes_at(agent, number)
    if agent.firm.has_integers:
        return lots.order_in(agent, number, asked, quotes, free, fixed)
    program = agent.program
    program.set_orders(asked)
    low, high = room(agent, number)
    program.set_inbound(np.where(free[:, None], low, fixed), np.where(free[:, None], high, fixed))
    program.set_quotes(quotes)
    program.solve()
    return program.bought()


def _anew(agent: Agent, number: int) -> bool:
    return agent.exchange == 0 or agent.scenarios[number].kind == "anew"


def room(agent: Agent, number: int) -> tuple[Array, Array]:
    """Between what and what orders may lie in a scenario, (lanes in, T) each."""
    program = agent.program
    if _anew(agent, number):
        most = np.repeat(MOST_FLOWS * program.flow_in[:, None], program.periods, axis=1)
        return np.zeros_like(most), most
    inbound, _ = agent.base()
    radius = agent.memory.get("radius", FIRST_RADIUS) * agent.scenarios[number].reach
    usual = np.maximum(program.flow_in, STILL * usual_needs(program))
    reach = radius * np.maximum(usual[:, None], inbound)
    return np.maximum(0.0, inbound - reach), inbound + reach
