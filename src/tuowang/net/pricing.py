"""Prices brought up to date: how far each node is from a deficit; and refined into a proof.

The distances are Dial's: nodes wait in buckets, linked lists of those equally far. An arc that may
be pushed along has length 0, any other its reduced cost + 1. Buckets hold the distances from
`base` on; what is further away waits in the last one, which is gone through again when the others
are empty. So a long plain ring, where distances are large and nodes few, needs no more of them.
"""

from __future__ import annotations

from typing import NamedTuple

from tuowang.net.compiled import Column, touch
from tuowang.net.pushing import AHEAD, Arcs, Nodes


class Search(NamedTuple):
    """Scratch of a search backwards from the deficits."""

    lowered: Column
    """The price as far as found: it less the distance; below every price where not found yet."""
    following: Column
    """The node after this one in its bucket, or -1."""
    preceding: Column
    """The node before, or -1 - bucket."""
    bucket: Column
    """The first node of each, or -1; -1 throughout before and after."""
    state: Column
    """Excesses not reached, nodes in the buckets but the last, `base`, the last distance, and
    what is below every price."""


def begin_search(nodes: Nodes, search: Search) -> None:
    """All deficits into the first bucket, and nothing else anywhere."""
    price, excess = nodes.price, nodes.excess
    lowered, following, preceding, bucket, state = search
    missing, inside, unfound = 0, 0, state[4]
    for node in range(len(excess)):
        lowered[node] = unfound
        if excess[node] > 0:
            missing += 1
        elif excess[node] < 0:
            lowered[node] = price[node]
            following[node] = bucket[0]
            preceding[node] = -1
            if bucket[0] >= 0:
                preceding[bucket[0]] = node
            bucket[0] = node
            inside += 1
    state[0], state[1], state[2], state[3] = missing, inside, 0, 0
    nodes.state[0], nodes.state[1] = 0, 0


def reach(arcs: Arcs, nodes: Nodes, search: Search, scale: int) -> bool:
    """Go on until all excesses are reached, or the buckets but the last are empty: then True.

    Queues the excesses, nearest first. Over any arc a price is lowered to `most` or below: so a
    node that is found already at `most` or above needs no second look.
    """
    bounds, code, cost = arcs.bounds, arcs.code, arcs.cost
    price, excess, queue, level = nodes.price, nodes.excess, nodes.queue, nodes.current
    lowered, following, preceding, bucket, state = search
    missing, inside, base, reached, unfound = state[0], state[1], state[2], state[3], state[4]
    window, at, waiting = len(bucket) - 1, 0, nodes.state[1]
    while missing > 0 and inside > 0:
        while bucket[at] < 0:
            at += 1
        reached, equal, done, node = base + at, 0, 0, bucket[at]
        bucket[at] = -1
        while node >= 0:
            level[equal] = node
            equal += 1
            node = following[node]
        inside -= equal
        while done < equal and missing > 0:
            if done + AHEAD < equal:
                soon, later = level[done + AHEAD // 2], level[done + AHEAD]
                touch(code, bounds[2 * soon])
                touch(bounds, 2 * later)
                touch(lowered, later)
                touch(excess, later)
            node = level[done]
            done += 1
            if excess[node] > 0:
                queue[waiting] = node
                waiting, missing = waiting + 1, missing - 1
            own, turn = lowered[node], bounds[2 * node + 1]
            for arc in range(bounds[2 * node], bounds[2 * node + 2]):
                if code[arc] & 1:
                    other = code[arc] >> 2
                    back = -scale if arc < turn else scale
                    if len(cost) > 0:
                        back = cost[arc]
                    most = own + back - 1
                    was = lowered[other]
                    if was < most:
                        whole = price[other]
                        now = min(most, whole - reached)
                        if was < now:
                            lowered[other] = now
                            if was > unfound:
                                behind, before = following[other], preceding[other]
                                inside -= 1 if whole - was - base < window else 0
                                if before < 0:
                                    bucket[-1 - before] = behind
                                else:
                                    following[before] = behind
                                if behind >= 0:
                                    preceding[behind] = before
                            place = min(whole - now - base, window)
                            if place == at:
                                level[equal] = other
                                equal += 1
                                continue
                            inside += 1 if place < window else 0
                            following[other] = bucket[place]
                            preceding[other] = -1 - place
                            if bucket[place] >= 0:
                                preceding[bucket[place]] = other
                            bucket[place] = other
    state[0], state[1], state[3] = missing, inside, reached
    nodes.state[1] = waiting
    return bool(missing > 0)


def shift_window(nodes: Nodes, search: Search) -> bool:
    """Take what waits in the last bucket, from the nearest on; whether anything waits."""
    price = nodes.price
    lowered, following, preceding, bucket, state = search
    window, inside = len(bucket) - 1, 0
    node = bucket[window]
    if node < 0:
        return False
    base, other = price[node] - lowered[node], node
    while other >= 0:
        base = min(base, price[other] - lowered[other])
        other = following[other]
    bucket[window] = -1
    while node >= 0:
        other = following[node]
        place = min(price[node] - lowered[node] - base, window)
        inside += 1 if place < window else 0
        following[node] = bucket[place]
        preceding[node] = -1 - place
        if bucket[place] >= 0:
            preceding[bucket[place]] = node
        bucket[place] = node
        node = other
    state[1], state[2] = inside, base
    return True


def lower_prices(arcs: Arcs, nodes: Nodes, search: Search) -> None:
    """Each price falls by its node's distance, where not reached by the last one."""
    bounds, price, current = arcs.bounds, nodes.price, nodes.current
    lowered, bucket, state = search.lowered, search.bucket, search.state
    base, reached, unfound, window = state[2], state[3], state[4], len(bucket) - 1
    for node in range(len(price)):
        least = price[node] - reached
        if unfound < lowered[node] <= least:
            bucket[min(price[node] - lowered[node] - base, window)] = -1
        price[node] = max(least, lowered[node])
        current[node] = bounds[2 * node]


def refine(arcs: Arcs, price: Column, queue: Column, queued: Column, scans: int) -> bool:
    """Lower prices until no arc that has something left costs less than 0: that is the proof.

    Label-correcting, first in first out, at most about so many looks at arcs; whether it came to
    an end. Where it did not, prices are the better for it all the same. `arcs.cost` is at scale
    1; `queue` and `queued` are scratch.
    """
    bounds, code, cost = arcs.bounds, arcs.code, arcs.cost
    nodes = len(price)
    for node in range(nodes):
        queue[node] = node
        queued[node] = 1
    at, waiting = 0, nodes
    while waiting > 0 and scans > 0:
        node = queue[at]
        at = at + 1 if at + 1 < nodes else 0
        waiting -= 1
        queued[node] = 0
        own, turn, end = price[node], bounds[2 * node + 1], bounds[2 * node + 2]
        scans -= end - bounds[2 * node]
        for arc in range(bounds[2 * node], end):
            if code[arc] & 2:
                if len(cost) > 0:
                    step = cost[arc]
                else:
                    step = -1 if arc < turn else 1
                other = code[arc] >> 2
                if own + step < price[other]:
                    price[other] = own + step
                    if queued[other] == 0:
                        queued[other] = 1
                        place = at + waiting
                        queue[place - nodes if place >= nodes else place] = other
                        waiting += 1
    return bool(waiting == 0)


def change_scale(price: Column, times: int, over: int) -> None:
    """Prices at another scale, rounded down."""
    for node in range(len(price)):
        price[node] = price[node] * times // over


def scale_cost(weight: Column, cost: Column, times: int, over: int) -> None:
    """What each arc costs at a scale, the same both ways but for the sign."""
    for arc in range(len(weight)):
        whole = abs(weight[arc]) * times // over
        cost[arc] = whole if weight[arc] > 0 else -whole
