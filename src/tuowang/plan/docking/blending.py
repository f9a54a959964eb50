"""What a firm's weights make of its lanes, and what its old prices say about weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuowang.plan.docking.agent import Agent
from tuowang.plan.firm_program import Array

MOST_BOUNDS = 3


class Moves(NamedTuple):
    """How shipments follow weights: (columns, lanes, T), zero on lanes that stay."""

    inbound: Array
    outbound: Array
    customers: dict[bytes, list[int]]


def moves(agent: Agent, weights: dict[bytes, Array]) -> Moves:
    """How our lanes follow the weights of a region."""
    memory, firm = agent.memory, agent.firm
    names = memory.get("names")
    base_in, base_out = memory.get("mix_in"), memory.get("mix_out")
    plans = memory.get("plans", [])
    shape = (len(plans), firm.periods)
    inbound = np.zeros((shape[0], len(firm.inbound), shape[1]))
    outbound = np.zeros((shape[0], len(firm.outbound), shape[1]))
    for number, (coming, shipped) in enumerate(plans):
        inbound[number] = coming - base_in
        outbound[number] = shipped - base_out
    for place, lane in enumerate(firm.inbound):
        if names[lane.supplier] not in weights:
            inbound[:, place, :] = 0.0
    customers: dict[bytes, list[int]] = {}
    for place, out in enumerate(firm.outbound):
        name = names[out.customer]
        if name in weights:
            customers.setdefault(name, []).append(place)
        else:
            outbound[:, place, :] = 0.0
    return Moves(inbound, outbound, customers)


def blend(agent: Agent, how: Moves, weights: dict[bytes, Array], row: int) -> tuple[Array, Array]:
    """The shipments in and out under one candidate's weights; negative ones are not cut off."""
    inbound = np.array(agent.memory.get("mix_in"))
    outbound = np.array(agent.memory.get("mix_out"))
    if len(agent.firm.inbound) and agent.me in weights:
        inbound += np.einsum("n,nlt->lt", weights[agent.me][row], how.inbound)
    for name, places in how.customers.items():
        outbound[places] += np.einsum("n,nlt->lt", weights[name][row], how.outbound[:, places])
    return inbound, outbound


def stacked(cuts: list[tuple[float, Array, Array]]) -> tuple[Array, Array, Array]:
    """Cuts one by one as arrays of them."""
    constants, r, k = zip(*cuts, strict=True)
    return np.array(constants), np.array(r), np.array(k)


def bounds(agent: Agent, how: Moves, coming: Array) -> list[Array]:
    """Rows that keep the shipments which became most negative from being so."""
    rows = []
    base = agent.memory.get("mix_in")
    least = -1e-6 * agent.program.flow_in
    for place in range(len(coming)):
        for t in np.argsort(coming[place], kind="stable")[:MOST_BOUNDS]:
            if coming[place][t] < least[place]:
                row = how.inbound[:, place, t]
                size = np.abs(row).max()
                rows.append(np.append(row / size, -base[place][t] / size))
    return rows


def project(
    agent: Agent, how: Moves, cuts: list[tuple[Array, Array, Array]]
) -> tuple[Array, Array, list[tuple[bytes, int]]]:
    """Cuts over all lanes as cuts over the weights: constants, slopes, and whose columns."""
    base_in, base_out = agent.memory.get("mix_in"), agent.memory.get("mix_out")
    c, r, k = (np.concatenate(part) for part in zip(*cuts, strict=True))
    constants = c + np.einsum("clt,lt->c", r, base_in) + np.einsum("clt,lt->c", k, base_out)
    parts: list[Array] = []
    columns: list[tuple[bytes, int]] = []
    plans = len(how.inbound)
    if agent.firm.inbound and plans:
        parts.append(np.einsum("nlt,clt->cn", how.inbound, r))
        columns.append((agent.me, plans))
    for name, places in how.customers.items():
        parts.append(np.einsum("nlt,clt->cn", how.outbound[:, places], k[:, places]))
        columns.append((name, plans))
    slopes = np.concatenate(parts, axis=1) if parts else np.zeros((len(c), 0))
    return constants, slopes, columns
