"""Push and relabel at one scale: from prices to a circulation that is optimal but for 1 an arc.

Goldberg and Tarjan's cost scaling with a queue, first in first out, and prices brought up to date
breadth first (`pricing`). Each node has its forward arcs (clear more of what it owes; cost -scale)
before its backward ones (clear less of what it is owed; cost +scale), so the place of an arc tells
its cost. An arc may be pushed along where something is left and `cost + price(node) -
price(head) < 0`. Prices only fall.

Looking for such arcs is nearly all of the work, so all that a look needs stands in 4 bytes an arc,
its `code`: four times the head, + 2 where something is left, + 1 where something is left the other
way. At a million firms the codes fit a processor's cache, and the amounts would not.
"""

from __future__ import annotations

from typing import NamedTuple

from tuowang.net.compiled import Column, touch

AHEAD = 8
NONE = -(1 << 62)


class Arcs(NamedTuple):
    """The graph, in compressed rows."""

    bounds: Column
    """Of node v: its arcs from [2v] on, the backward ones from [2v + 1]."""
    code: Column
    reverse: Column
    """Of each arc, the one the other way."""
    left: Column
    """Of each arc, what can still be pushed along it."""
    cost: Column
    """Of each arc, where costs differ; empty where they are as its place tells."""


class Nodes(NamedTuple):
    """What changes while excess is pushed about."""

    price: Column
    excess: Column
    """Below 0 it is a deficit."""
    current: Column
    """Of each node: the arcs before this one cannot be pushed along."""
    queue: Column
    """Nodes with excess, in a circle: state[1] of them from state[0] on."""
    state: Column


def saturate(arcs: Arcs, nodes: Nodes, scale: int) -> None:
    """Push in full along every arc that may be pushed along."""
    bounds, code, reverse, left, cost = arcs
    price, excess = nodes.price, nodes.excess
    for node in range(len(price)):
        for arc in range(bounds[2 * node], bounds[2 * node + 2]):
            if code[arc] & 2:
                other = code[arc] >> 2
                if len(cost) > 0:
                    step = cost[arc]
                else:
                    step = -scale if arc < bounds[2 * node + 1] else scale
                if step + price[node] < price[other]:
                    back, pushed = reverse[arc], left[arc]
                    left[arc] = 0
                    left[back] += pushed
                    code[arc] = other << 2 | 1
                    code[back] = node << 2 | 2
                    excess[node] -= pushed
                    excess[other] += pushed


def discharge(arcs: Arcs, nodes: Nodes, scale: int, budget: int) -> int:
    """Push excess on, lowering prices, until none is left or the budget of relabels is spent.

    Gives the number of relabels.
    """
    bounds, code, reverse, left, cost = arcs
    price, excess, current, queue, state = nodes
    size, at, waiting, relabels = len(queue), state[0], state[1], 0
    while waiting > 0 and relabels < budget:
        node = queue[at]
        at = at + 1 if at + 1 < size else 0
        waiting -= 1
        if at + AHEAD < size:
            soon, later = queue[at + AHEAD // 2], queue[at + AHEAD]
            touch(bounds, 2 * later)
            touch(price, later)
            touch(excess, later)
            touch(current, later)
            touch(code, bounds[2 * soon])
            touch(code, bounds[2 * soon] + 16)
            touch(left, bounds[2 * soon])
            touch(left, bounds[2 * soon] + 8)
        rest, own, arc = excess[node], price[node], current[node]
        begin, turn, end = bounds[2 * node], bounds[2 * node + 1], bounds[2 * node + 2]
        while rest > 0:
            start, best, nearest = arc, NONE, end
            while arc < end:
                if code[arc] & 2:
                    if len(cost) > 0:
                        step = cost[arc]
                    else:
                        step = -scale if arc < turn else scale
                    other = code[arc] >> 2
                    reach = price[other] - step
                    if own < reach:
                        back, room = reverse[arc], left[arc]
                        pushed = room if room < rest else rest
                        if code[arc] & 1 == 0 or pushed == room:
                            code[arc] = other << 2 | (2 if pushed < room else 0) | 1
                            code[back] = node << 2 | 2 | (1 if pushed < room else 0)
                        left[arc] = room - pushed
                        left[back] += pushed
                        had = excess[other]
                        excess[other] = had + pushed
                        if had <= 0 and had + pushed > 0:
                            place = at + waiting
                            queue[place - size if place >= size else place] = other
                            waiting += 1
                        rest -= pushed
                        if rest == 0:
                            break
                    elif reach > best:
                        best, nearest = reach, arc
                arc += 1
            if rest == 0:
                break
            for arc in range(begin, start):
                if code[arc] & 2:
                    if len(cost) > 0:
                        step = cost[arc]
                    else:
                        step = -scale if arc < turn else scale
                    reach = price[code[arc] >> 2] - step
                    if reach > best or (reach == best and arc < nearest):
                        best, nearest = reach, arc
            own, arc = best - 1, nearest
            relabels += 1
        excess[node], price[node], current[node] = 0, own, arc
    state[0], state[1] = at, waiting
    return relabels
