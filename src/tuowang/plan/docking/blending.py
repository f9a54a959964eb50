"""What a firm's weights make of its lanes, and what its old prices say about weights.

A weight is about one plan in one stretch of time.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.scenarios import chance_of
from tuowang.plan.docking.words import MOST_SERIES
from tuowang.plan.firm_program import Array

ON_THE_WAY = 2
"""At so many points between the best weights and a candidate a firm looks for new slopes."""
FRESH = 1e-7
"""A slope is new where the cost is higher than known slopes say, by this share."""


MOST_WEIGHTS = 600
"""A region has about as many weights at most: few firms can say more about each plan."""
MOST_BLOCKS = 3


def blocks(agent: Agent) -> list[tuple[int, int]]:
    """Stretches of time with weights of their own, other ones each exchange; all firms agree."""
    terms, plans = agent.terms, len(agent.memory.get("plans", []))
    periods = agent.firm.periods
    room = MOST_WEIGHTS // max(1, plans * terms["firms"])
    count = max(1, min(MOST_BLOCKS, room, periods, MOST_SERIES // max(1, plans)))
    if not terms["dense"]:
        count = 1
    shift = chance_of(terms["seed"], "blocks", agent.exchange).uniform(0.5, 1.5)
    edges = sorted({0, periods, *(round(shift * i * periods / count) for i in range(1, count))})
    edges = [edge for edge in edges if 0 <= edge <= periods]
    return list(pairwise(edges))


def weights_each(agent: Agent) -> int:
    """How many weights a firm has that buys at all."""
    return len(agent.memory.get("plans", [])) * len(blocks(agent))


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
    spans = blocks(agent)
    count = len(plans) * len(spans)
    inbound = np.zeros((count, len(firm.inbound), firm.periods))
    outbound = np.zeros((count, len(firm.outbound), firm.periods))
    for number, (coming, shipped) in enumerate(plans):
        for block, (first, last) in enumerate(spans):
            at, span = number * len(spans) + block, slice(first, last)
            inbound[at, :, span] = (coming - base_in)[:, span]
            outbound[at, :, span] = (shipped - base_out)[:, span]
    for place, lane in enumerate(firm.inbound):
        if names[lane.supplier] not in weights:
            inbound[:, place, :] = 0.0
    customers: dict[bytes, list[int]] = {}
    for place, out in enumerate(firm.outbound):
        name = names[out.customer]
        if len(weights.get(name, ())):
            customers.setdefault(name, []).append(place)
        else:
            outbound[:, place, :] = 0.0
    return Moves(inbound, outbound, customers)


def blend(agent: Agent, how: Moves, weights: dict[bytes, Array], row: int) -> tuple[Array, Array]:
    """The shipments in and out under one candidate's weights; negative ones are not cut off."""
    inbound = np.array(agent.memory.get("mix_in"))
    outbound = np.array(agent.memory.get("mix_out"))
    if agent.firm.inbound and len(weights.get(agent.me, ())):
        inbound += np.einsum("n,nlt->lt", weights[agent.me][row], how.inbound)
    for name, places in how.customers.items():
        outbound[places] += np.einsum("n,nlt->lt", weights[name][row], how.outbound[:, places])
    return inbound, outbound


class Known:
    """All slopes a firm knows of its cost, over lanes in and out as one row of numbers."""

    def __init__(self, cuts: list[tuple[Array, Array, Array]], width: int) -> None:
        self.constants = np.concatenate([np.zeros(0), *(c for c, _, _ in cuts)])
        flat = [np.concatenate([_flat(r), _flat(k)], axis=1) for _, r, k in cuts]
        self.slopes = np.concatenate([np.zeros((0, width)), *flat])

    def at(self, point: Array) -> float:
        """What they say of the cost at a point, at least."""
        return float((self.constants + self.slopes @ point).max(initial=-np.inf))

    def add(self, constant: float, inbound: Array, outbound: Array) -> None:
        """One more."""
        row = np.concatenate([inbound.ravel(), outbound.ravel()])
        self.constants = np.append(self.constants, constant)
        self.slopes = np.concatenate([self.slopes, row[None, :]])

    def kinks(self, start: Array, step: Array) -> list[float]:
        """Where from `start` (0) to `start + step` (1) one slope gives way to another."""
        value, rise = self.constants + self.slopes @ start, self.slopes @ step
        at = 0.0
        found: list[float] = []
        now = int(np.lexsort((-rise, -np.round(value, 6)))[0])
        while True:
            steeper = rise > rise[now] + 1e-9
            with np.errstate(divide="ignore", invalid="ignore"):
                where = np.where(steeper, (value[now] - value) / (rise - rise[now]), np.inf)
            where[where <= at + 1e-9] = np.inf
            now = int(np.argmin(where))
            if where[now] >= 1.0:
                return found
            at = float(where[now])
            found.append(at)


def _flat(lanes: Array) -> Array:
    return lanes.reshape(len(lanes), -1)


def next_kink(kinks: list[float], seen: list[float]) -> float | None:
    """The kink farthest from the ends and from those seen; None: all are seen."""
    open_ = [t for t in kinks if all(abs(t - u) > 1e-3 * max(t, 1e-3) for u in seen)]
    return max(open_, key=lambda t: min([t, 1.0 - t, *(abs(t - u) for u in seen)]), default=None)


def bounds(agent: Agent, how: Moves) -> Array:
    """Rows (weights, and last the least) that keep each shipment from being negative."""
    base = agent.memory.get("mix_in")
    size = np.abs(how.inbound).max(axis=0, initial=0.0)
    used = size > 1e-6 * agent.program.flow_in[:, None]
    rows = how.inbound[:, used] / size[used]
    return np.concatenate([rows, -(base[used] / size[used])[None, :]]).T


def project(
    agent: Agent, how: Moves, cuts: list[tuple[Array, Array, Array]]
) -> tuple[Array, Array, list[tuple[bytes, int]]]:
    """Cuts over all lanes as cuts over the weights: constants, slopes, and whose columns."""
    base_in, base_out = agent.memory.get("mix_in"), agent.memory.get("mix_out")
    lanes_in, lanes_out = base_in.shape, base_out.shape
    none = (np.zeros(0), np.zeros((0, *lanes_in)), np.zeros((0, *lanes_out)))
    c, r, k = (np.concatenate(part) for part in zip(none, *cuts, strict=True))
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
