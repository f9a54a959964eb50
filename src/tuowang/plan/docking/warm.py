"""A run that begins from the last one: its plan and its quotes, as far as they still fit.

Where any firm has a last plan, the first exchange tries two ways to order: from nothing, as ever,
and around the last plan by the suppliers' last quotes. The promises to both are of today, so the
chain takes the better one, and what fits no more costs nothing but the try.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tuowang.plan.docking import quotes as quoting
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.memory import Memory
from tuowang.plan.docking.quotes import usual_needs
from tuowang.plan.firm_program import MOST_FLOWS, Array

REACH = 2.0
"""How far, in usual flows or in what was planned, an order may move from the last plan."""


def remember_last(
    stored: dict[str, bytes], last: Mapping[str, list[int]], quotes: bytes, shift: int
) -> dict[str, bytes]:
    """An agent's first memory, with what the last run left to it.

    last: what came on each inbound lane, in whole units by period of the new run. quotes: as the
    last agent kept them, `shift` periods ago; b"": none.
    """
    memory = Memory(stored)
    memory.put("last", {lane: list(series) for lane, series in sorted(last.items())})
    if quotes:
        heard = Memory({"quotes": quotes}).get("quotes", {})
        moved = {
            lane: {**known, "slopes": shifted(known["slopes"], shift)}
            for lane, known in heard.items()
            if lane in last
        }
        memory.put("quotes", moved)
    return {**stored, **memory.changes()}


def shifted(slopes: Array, shift: int) -> Array:
    """Slopes (n, T) so many periods later. The end keeps its own; what is new before it is as the
    last one before the end."""
    count, periods = slopes.shape
    if shift <= 0 or periods < 2:
        return slopes
    known = slopes[:, shift : periods - 1]
    usual = np.repeat(slopes[:, -2:-1], periods - 1 - known.shape[1], axis=1)
    return np.concatenate([known, usual, slopes[:, -1:]], axis=1).reshape(count, periods)


def has_last(agent: Agent) -> bool:
    """Whether the firm has a last plan of any of its inbound lanes."""
    last = agent.memory.get("last", {})
    return any(lane.lane in last for lane in agent.firm.inbound)


def order_around_last(agent: Agent, asked: Array) -> Array:
    """What we would like to have delivered, (lanes in, T), if nothing much has changed."""
    program, firm = agent.program, agent.firm
    last: dict[str, Any] = agent.memory.get("last", {})
    heard = agent.memory.get("quotes", {})
    needs = np.maximum(program.flow_in, usual_needs(program))
    low = np.zeros((len(firm.inbound), firm.periods))
    high = np.repeat(MOST_FLOWS * needs[:, None], firm.periods, axis=1)
    around = np.zeros_like(low)
    fits = {}
    for place, lane in enumerate(firm.inbound):
        series = np.array(last.get(lane.lane, []), dtype=float)
        if len(series) == firm.periods:
            around[place] = plan = series / lane.units
            reach = REACH * np.maximum(needs[place], plan)
            low[place], high[place] = np.maximum(0.0, plan - reach), plan + reach
            if lane.lane in heard:
                fits[lane.lane] = heard[lane.lane]
    program.set_orders(asked)
    program.set_inbound(low, high)
    program.set_quotes(quoting.shared(fits, firm, around, None, together=False))
    program.solve()
    return program.bought()
