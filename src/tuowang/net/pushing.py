"""Push and relabel at one scale: from prices to a circulation that is optimal but for 1 an arc.

Goldberg and Tarjan's cost scaling with a queue, first in first out, and prices brought up to date
breadth first. Each node has its forward arcs (clear more of what it owes; cost -scale) before its
backward ones (clear less of what it is owed; cost +scale), so the place of an arc tells its cost;
where costs differ, `cost` has one for each arc. An arc may be pushed along where `left > 0` and
`cost + price(node) - price(head) < 0`. Prices only fall.

    first, middle       where a node's arcs begin, and its backward ones
    head, reverse       of each arc: the node at its end, the arc the other way
    left, total         of each arc: what can still be pushed, and that of both ways together
    price, excess       of each node; an excess below 0 is a deficit
    current             of each node: the arcs before it cannot be pushed along
    queue, state        nodes with excess, in a circle from state[0], state[1] of them
"""

from __future__ import annotations

from tuowang.net.compiled import Column


def saturate(
    first: Column,
    middle: Column,
    head: Column,
    reverse: Column,
    left: Column,
    price: Column,
    excess: Column,
    cost: Column,
    scale: int,
) -> None:
    """Push in full along every arc that may be pushed along."""
    for node in range(len(middle)):
        for arc in range(first[node], first[node + 1]):
            pushed = left[arc]
            if pushed > 0:
                other = head[arc]
                if len(cost) > 0:
                    step = cost[arc]
                else:
                    step = -scale if arc < middle[node] else scale
                if step + price[node] < price[other]:
                    left[arc] = 0
                    left[reverse[arc]] += pushed
                    excess[node] -= pushed
                    excess[other] += pushed


def discharge(
    first: Column,
    middle: Column,
    head: Column,
    reverse: Column,
    left: Column,
    price: Column,
    excess: Column,
    current: Column,
    queue: Column,
    state: Column,
    cost: Column,
    scale: int,
    budget: int,
) -> int:
    """Push excess on, lowering prices, until none is left or the budget of relabels is spent.

    Gives the number of relabels.
    """
    size, at, waiting, relabels = len(queue), state[0], state[1], 0
    while waiting > 0 and relabels < budget:
        node = queue[at]
        at += 1
        if at == size:
            at = 0
        waiting -= 1
        rest, own = excess[node], price[node]
        arc, begin, turn, end = current[node], first[node], middle[node], first[node + 1]
        while True:
            while arc < end:
                room = left[arc]
                if room > 0:
                    if len(cost) > 0:
                        step = cost[arc]
                    else:
                        step = -scale if arc < turn else scale
                    other = head[arc]
                    if step + own < price[other]:
                        pushed = room if room < rest else rest
                        left[arc] = room - pushed
                        left[reverse[arc]] += pushed
                        had = excess[other]
                        excess[other] = had + pushed
                        if had <= 0 and had + pushed > 0:
                            place = at + waiting
                            queue[place - size if place >= size else place] = other
                            waiting += 1
                        rest -= pushed
                        if rest == 0:
                            break
                arc += 1
            if rest == 0:
                break
            best, arc = -(1 << 62), end
            for other_arc in range(begin, end):
                if left[other_arc] > 0:
                    if len(cost) > 0:
                        step = cost[other_arc]
                    else:
                        step = -scale if other_arc < turn else scale
                    reach = price[head[other_arc]] - step
                    if reach > best:
                        best = reach
                        arc = other_arc
            own = best - 1
            relabels += 1
        excess[node] = 0
        price[node] = own
        current[node] = arc
    state[0], state[1] = at, waiting
    return relabels
