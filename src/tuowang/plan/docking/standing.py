"""Where an agent stands: whom it waits for; and what it would ask for first."""

from __future__ import annotations

import numpy as np

from tuowang.plan.docking import BLIND
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.circles import (
    awaited_customers,
    awaited_suppliers,
    cut_customers,
    cut_suppliers,
)
from tuowang.plan.docking.lots import SEARCH, effort_of, up_to_lots
from tuowang.plan.firm import Firm
from tuowang.plan.firm_program import FirmProgram
from tuowang.plan.lot_passes import lot_orders

CHILDREN = ("sum", "gather", "bound-sum")
PARENT = ("begin", "choose", "weigh", "certify")


def waits_for(agent: Agent) -> list[str]:
    """The partners whose words the agent's step still needs."""
    memory, step = agent.memory, agent.step
    parent = memory.get("parent", "")
    if step == "explore":
        heard = {*_inbox(agent, "explore"), *_inbox(agent, "echo")}
        return [one for one in agent.neighbours if one != parent and one not in heard]
    said = {
        "quote": {"quote": awaited_suppliers(agent)},
        "order": {"order": awaited_customers(agent)},
        "promise": {"promise": awaited_suppliers(agent), "order": cut_customers(agent)},
        "hand-over": {"promise": cut_suppliers(agent)},
        "bound": {"bound": agent.suppliers},
        "answer": {"answer": agent.customers},
    }
    if step == "order" and agent.exchange and agent.terms["mode"] != BLIND:
        said["order"]["quote"] = cut_suppliers(agent)
    wanted: list[str] = []
    if step in said:
        each = ((word, one) for word, partners in said[step].items() for one in partners)
        missing = [one for word, one in each if one not in _inbox(agent, word)]
        return list(dict.fromkeys(missing))
    if step in CHILDREN:
        wanted = memory.get("children", [])
    elif step in PARENT:
        wanted = [parent]
    elif step == "collect":
        wanted = memory.get("accepted", [])
    return [one for one in wanted if one not in _inbox(agent, step)]


def _inbox(agent: Agent, step: str) -> dict[str, bytes]:
    name = f"inbox/{agent.exchange:04}/{step}/{agent.round:03}"
    return dict(agent.memory.get(name, {}))


def first_orders(firm: Firm) -> dict[str, list[int]]:
    """Whole units a period that a firm orders first on each inbound lane, if it knows of no order
    itself; what the first word about them in a run says."""
    if not firm.inbound:
        return {}
    nothing = np.zeros((len(firm.outbound), firm.periods))
    if firm.has_integers:
        units = np.array([lane.units for lane in firm.inbound])[:, None]
        orders = lot_orders(firm, {}, nothing, [], effort=effort_of(firm, SEARCH)).inbound / units
    else:
        program = FirmProgram(firm, {})
        program.free_inbound(np.zeros((len(firm.inbound), firm.periods)))
        program.set_quotes([])
        program.set_orders(nothing)
        program.solve()
        orders = program.bought()
    return {
        lane.lane: [int(q) for q in series]
        for lane, series in zip(firm.inbound, up_to_lots(firm.inbound, orders), strict=True)
    }
