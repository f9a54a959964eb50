"""Prices brought up to date: how far each node is from a deficit, and proofs of the optimum.

The columns are those of `pushing`.
"""

from __future__ import annotations

from tuowang.net.compiled import Column

FAR = 1 << 62


def update_prices(
    first: Column,
    middle: Column,
    head: Column,
    left: Column,
    total: Column,
    price: Column,
    excess: Column,
    current: Column,
    queue: Column,
    state: Column,
    distance: Column,
    following: Column,
    preceding: Column,
    bucket: Column,
    cost: Column,
    scale: int,
) -> None:
    """Lower each price by its node's distance to the nearest deficit; queue excesses by distance.

    Dial's algorithm, backwards from the deficits: an arc that may be pushed along has length 0,
    any other its reduced cost + 1. Ends when every excess is reached; what is not takes the last
    distance. Buckets hold the distances from `base` on; those further away wait in the last one,
    which is gone through again when the others are empty, so a long plain ring needs no more of
    them. `bucket` is -1 throughout, before and after; `distance`, `following` (a node after in the
    same bucket) and `preceding` (a node before, or -1 - bucket) are scratch.
    """
    nodes, window = len(middle), len(bucket) - 1
    missing, inside, base, at, waiting, reached = 0, 0, 0, 0, 0, 0
    for node in range(nodes):
        distance[node] = FAR
        if excess[node] > 0:
            missing += 1
        elif excess[node] < 0:
            distance[node] = 0
            following[node] = bucket[0]
            preceding[node] = -1
            if bucket[0] >= 0:
                preceding[bucket[0]] = node
            bucket[0] = node
            inside += 1
    while missing > 0:
        if inside == 0:
            node = bucket[window]
            if node < 0:
                break
            base, at, bucket[window] = distance[node], 0, -1
            other = node
            while other >= 0:
                base = min(base, distance[other])
                other = following[other]
            while node >= 0:
                other = following[node]
                place = min(distance[node] - base, window)
                inside += 1 if place < window else 0
                following[node] = bucket[place]
                preceding[node] = -1 - place
                if bucket[place] >= 0:
                    preceding[bucket[place]] = node
                bucket[place] = node
                node = other
        while bucket[at] < 0:
            at += 1
        node, reached = bucket[at], base + at
        bucket[at] = following[node]
        if bucket[at] >= 0:
            preceding[bucket[at]] = -1 - at
        inside -= 1
        if excess[node] > 0:
            queue[waiting] = node
            waiting += 1
            missing -= 1
        turn, own = middle[node], price[node]
        for arc in range(first[node], first[node + 1]):
            other = head[arc]
            was = distance[other]
            if was > reached and total[arc] > left[arc]:
                if len(cost) > 0:
                    step = -cost[arc]
                else:
                    step = scale if arc < turn else -scale
                slack = step + price[other] - own
                now = reached if slack < 0 else reached + slack + 1
                if now < was:
                    if was < FAR:
                        behind, before = following[other], preceding[other]
                        inside -= 1 if was - base < window else 0
                        if before < 0:
                            bucket[-1 - before] = behind
                        else:
                            following[before] = behind
                        if behind >= 0:
                            preceding[behind] = before
                    place = min(now - base, window)
                    inside += 1 if place < window else 0
                    distance[other] = now
                    following[other] = bucket[place]
                    preceding[other] = -1 - place
                    if bucket[place] >= 0:
                        preceding[bucket[place]] = other
                    bucket[place] = other
    for node in range(nodes):
        away = distance[node]
        if reached <= away < FAR:
            bucket[min(away - base, window)] = -1
        price[node] -= min(away, reached)
        current[node] = first[node]
    state[0], state[1] = 0, waiting


def refine(
    first: Column,
    middle: Column,
    head: Column,
    left: Column,
    price: Column,
    queue: Column,
    queued: Column,
    cost: Column,
    scans: int,
) -> bool:
    """Lower prices until no arc that has something left costs less than 0: that is the proof.

    Label-correcting, first in first out, at most about so many scans of arcs; whether it came to
    an end. Where it did not, prices are the better for it all the same. `cost` is at scale 1;
    `queue` and `queued` are scratch.
    """
    nodes = len(middle)
    for node in range(nodes):
        queue[node] = node
        queued[node] = 1
    at, waiting = 0, nodes
    while waiting > 0 and scans > 0:
        node = queue[at]
        at += 1
        if at == nodes:
            at = 0
        waiting -= 1
        queued[node] = 0
        turn, own = middle[node], price[node]
        scans -= first[node + 1] - first[node]
        for arc in range(first[node], first[node + 1]):
            if left[arc] > 0:
                if len(cost) > 0:
                    step = cost[arc]
                else:
                    step = -1 if arc < turn else 1
                other = head[arc]
                if own + step < price[other]:
                    price[other] = own + step
                    if queued[other] == 0:
                        queued[other] = 1
                        place = at + waiting
                        queue[place - nodes if place >= nodes else place] = other
                        waiting += 1
    return waiting == 0


def change_scale(price: Column, times: int, over: int) -> None:
    """Prices at another scale, rounded down."""
    for node in range(len(price)):
        price[node] = price[node] * times // over


def scale_cost(weight: Column, cost: Column, times: int, over: int) -> None:
    """What each arc costs at a scale, the same both ways but for the sign."""
    for arc in range(len(weight)):
        whole = abs(weight[arc]) * times // over
        cost[arc] = whole if weight[arc] > 0 else -whole
