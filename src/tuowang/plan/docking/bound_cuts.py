"""What a firm's own numbers say in a sweep of the certificate: cuts of its value, and its wishes.

A firm with one customer tells cuts at the plan, around it, and at what that customer would have
liked in earlier sweeps. One with several has to tell them all the same single cut. Where the plan
lies at a corner, any mean of the corner's cuts is as good a bound at the plan; which one the
customers can live with is found as in fictitious play (Robinson 1951): it starts from the mean of
cuts a little off the plan, and each sweep adds the cut in the direction in which the customers'
mean answer lies. Later answers weigh more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.quotes import points_around
from tuowang.plan.docking.scenarios import chance_of
from tuowang.plan.firm_program import Array, Cuts

MOST_BOUND_CUTS = 40
NEAR = 12
"""So many cuts near the plan are what a firm with several customers begins with ..."""
NEARNESS = 1e-3
"""... at points so many usual periods' flow away from it ..."""
TOWARDS = 0.1
"""... and later ones this part of the way to what its customers answered."""


class OwnBound(NamedTuple):
    """constant: for the sum. Cuts for customers: constants (n,), slopes (n, lanes out, T).

    wanted: (lanes in, T), what we should like to be delivered at the prices of this sweep.
    """

    constant: float
    constants: Array
    slopes: Array
    wanted: Array


def own_bound(agent: Agent, joint: list[Cuts], answers: Array) -> OwnBound:
    """Our part of a sweep. answers: (sweeps, lanes out, T), what customers liked in earlier ones.

    Raises `ProgramFailed` where the suppliers' cuts leave no optimum.
    """
    points, weights = _points(agent, answers)
    values, slopes, wanted = _evaluated(agent, joint, points)
    if not agent.customers:
        return OwnBound(float(values[0]), np.zeros(0), slopes, wanted[0])
    constants = values - np.einsum("kot,kot->k", slopes, points)
    if len(agent.customers) == 1:
        return OwnBound(0.0, constants, slopes, wanted[0])
    mean = np.einsum("k,kot->ot", weights, slopes)[None]
    liked = np.einsum("k,kit->it", weights, wanted)
    return OwnBound(float(weights @ constants), np.zeros(1), mean, liked)


def wanted_at(agent: Agent, joint: list[Cuts], orders: Array) -> Array:
    """What we should like to be delivered if customers ordered this, (lanes in, T)."""
    _, _, (wanted,) = _evaluated(agent, joint, orders[None])
    return np.asarray(wanted)


def _points(agent: Agent, answers: Array) -> tuple[Array, Array]:
    """Orders to evaluate (n, lanes out, T), and what each weighs in a mean."""
    _, plan = agent.base()
    flow, chance = agent.program.flow_out, chance_of(agent.terms["seed"], agent.me.hex(), "bound")
    if not agent.customers:
        return plan[None], np.ones(1)
    if len(agent.customers) == 1:
        recent = agent.memory.get("recent", np.zeros((0, *plan.shape)))
        around = points_around(plan, flow, recent, chance)
        each = np.array([plan, *answers, *around][:MOST_BOUND_CUTS])
        return each, np.full(len(each), 1 / len(each))
    noise = NEARNESS * flow[:, None] * chance.standard_normal((NEAR, *plan.shape))
    means = np.cumsum(answers, axis=0) / np.arange(1, len(answers) + 1)[:, None, None]
    points = np.concatenate([np.maximum(plan + noise, 0.0), plan + TOWARDS * (means - plan)])
    weights = np.concatenate([np.full(NEAR, 1 / NEAR), np.arange(1.0, len(answers) + 1)])
    return points, weights / weights.sum()


def _evaluated(agent: Agent, joint: list[Cuts], points: Array) -> tuple[Array, Array, Array]:
    """At each point our value (n,), the orders' prices (n, lanes out, T) and our own orders."""
    program = agent.program
    program.unbind_inbound()
    program.set_quotes(joint)
    values, slopes, wanted = [], [], []
    try:
        for orders in points:
            program.set_orders(orders)
            values.append(program.solve())
            slopes.append(program.order_prices())
            wanted.append(program.bought())
    finally:
        program.set_quotes([])
    return np.array(values), np.array(slopes), np.array(wanted)
