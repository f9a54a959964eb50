"""What a lane carries that was cut because it closes a circle.

Neither end waits for the other on it within a sweep. So in every scenario it carries what both
know before: what it carries in the plan, or one of two proposals that its supplier made in the
exchange before, as an answer to what its customer wished then:

    wish        up, after the customer's orders: what it would like, whatever else moves
    answer      down, after the supplier's promises: what it could ship of that itself
    less        beside it: half of the way there; or, where what was tried could not be shipped
                with what really came, as much as could

A supplier that cannot ship what the lane carries in a scenario forbids it: its costs become so
large that the sum of all does not choose it. Staying is always possible, at first with nothing.
A supplier that knew of the circle proposes for the first exchange what the last plan still holds.
`blind` has no sums: there the lane carries what the supplier can ship if nothing comes to it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tuowang.plan.docking import BLIND
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.circles import cut_customers, cut_suppliers
from tuowang.plan.firm_program import Array, FirmProgram, ProgramFailed

Flags = NDArray[np.bool_]

FORBIDDEN = 1e11
"""More than a chain costs, in the money that firms count in; thousands of it still fit the sum."""


def is_cut(agent: Agent, *, inbound: bool) -> Flags:
    """(lanes,): which of our lanes were cut."""
    if inbound:
        cut = cut_suppliers(agent)
        return np.array([lane.supplier in cut for lane in agent.firm.inbound], dtype=bool)
    cut = cut_customers(agent)
    return np.array([lane.customer in cut for lane in agent.firm.outbound], dtype=bool)


def carried(agent: Agent, *, inbound: bool) -> Array:
    """(scenarios, lanes, T) in program units: what cut lanes carry; 0 on all others.

    Of one scenario, for all, where nothing is carried at all.
    """
    side, units = ("in", agent.units_in) if inbound else ("out", agent.units_out)
    cut, memory = is_cut(agent, inbound=inbound), agent.memory
    nothing = np.zeros((1, len(cut), agent.firm.periods))
    proposals = memory.get(f"proposed_{side}")
    if not cut.any() or proposals is None:
        return nothing
    base = memory.get(f"base_{side}", nothing[0])
    blind = agent.terms["mode"] == BLIND
    found = np.repeat(nothing, len(agent.scenarios), axis=0)
    for number, scenario in enumerate(agent.scenarios):
        part = 1 if blind else scenario.part
        whole = base if part == 0 else proposals[part - 1] / units
        found[number, cut] = whole[cut]
    return found


def as_carried(agent: Agent, asked: Array, shipped: Array) -> bool:
    """Whether all is shipped, in whole units, that cut lanes carry; (lanes out, T) each."""
    cut = is_cut(agent, inbound=False)
    asked_units = np.rint(asked[cut] * agent.units_out[cut])
    return bool((np.cumsum(shipped[cut], axis=1) >= np.cumsum(asked_units, axis=1)).all())


def ship_at_any_price(agent: Agent, asked: Array) -> None:
    """Solve our program, as it is, with what cut lanes carry as a must; if that can be."""
    program, cut = agent.program, is_cut(agent, inbound=False)[:, None]
    _ship_at_least(program, np.where(cut, asked, 0.0))
    try:
        program.solve()
    except ProgramFailed:
        _ship_at_least(program, np.zeros_like(asked))
        program.solve()
    finally:
        _ship_at_least(program, np.zeros_like(asked))


def _ship_at_least(program: FirmProgram, least: Array) -> None:
    columns, most = program.outbound.ravel().astype(np.int32), np.full(least.size, np.inf)
    program.solver.changeColsBounds(len(columns), columns, least.ravel(), most)


def forbid(agent: Agent, asked: Array, shipped: Array, cost: float) -> float:
    """What a scenario costs us; more than anything where cut lanes carry more than we ship."""
    if as_carried(agent, asked, shipped):
        return cost
    if agent.terms["mode"] == BLIND:
        raise ProgramFailed("what was promised round a circle cannot be shipped")
    return cost + FORBIDDEN
