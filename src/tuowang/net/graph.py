"""From invoices to the graph that matters: rows sorted, parallel ones merged, knots found.

Only what lies inside a strongly connected component can go round, so the rest is left out; and
nodes are numbered breadth first, so that neighbours stand near each other in memory. Neither loses
anything. Merging the two directions of a pair would (i owes j1, j1 owes i, j1 owes k, k owes i).
"""

from __future__ import annotations

from tuowang.net.compiled import Column


def count_rows(place: Column, starts: Column) -> None:
    """Where the rows of each node begin, once sorted; `starts` is 0 and one longer than nodes."""
    for row in range(len(place)):
        starts[place[row] + 1] += 1
    for node in range(len(starts) - 1):
        starts[node + 1] += starts[node]


def sort_rows(place: Column, before: Column, starts: Column, order: Column) -> None:
    """Rows by node, kept in the order of `before` (empty: that of the file).

    Leaves in `starts` where the rows of each node end.
    """
    for k in range(len(place)):
        row = before[k] if len(before) > 0 else k
        node = place[row]
        order[starts[node]] = row
        starts[node] += 1


def merge_rows(
    ends: Column,
    order: Column,
    creditor: Column,
    weight: Column,
    last: Column,
    edge_of_row: Column,
    edge_head: Column,
    edge_weight: Column,
    edge_starts: Column,
) -> int:
    """One edge for all rows of a pair that weigh the same; how many edges there are.

    `ends` and `order` as `sort_rows` left them, each node's rows by weight; `last` is -1 a node;
    `weight` and `edge_weight` may both be empty.
    """
    edges, k = 0, 0
    for node in range(len(ends) - 1):
        first = edges
        edge_starts[node] = first
        while k < ends[node]:
            row = order[k]
            k += 1
            head = creditor[row]
            edge = last[head]
            if edge < first or (len(weight) > 0 and edge_weight[edge] != weight[row]):
                edge = edges
                edges += 1
                last[head] = edge
                edge_head[edge] = head
                if len(weight) > 0:
                    edge_weight[edge] = weight[row]
            edge_of_row[row] = edge
    edge_starts[len(ends) - 1] = edges
    return edges


def find_components(
    starts: Column,
    heads: Column,
    component: Column,
    low: Column,
    at: Column,
    path: Column,
    number: Column,
    waiting: Column,
) -> int:
    """Tarjan's strongly connected components, without recursion; how many there are.

    A debtor's component has a higher number than its creditor's. `component` and `low` are 0 a
    node at first; `at`, `path`, `number` and `waiting` are scratch.
    """
    nodes = len(starts) - 1
    components, visited, waits = 0, 0, 0
    for root in range(nodes):
        if low[root] != 0:
            continue
        depth, node = 0, root
        while depth >= 0:
            if low[node] == 0:
                visited += 1
                low[node] = visited
                path[depth] = node
                number[depth] = visited
                at[node] = starts[node]
                waiting[waits] = node
                waits += 1
            edge, end, least = at[node], starts[node + 1], low[node]
            head = node
            while edge < end:
                head = heads[edge]
                if low[head] == 0:
                    break
                if low[head] < least:
                    least = low[head]
                edge += 1
            low[node] = least
            at[node] = edge
            if edge < end:
                node = head
                depth += 1
                continue
            if least == number[depth]:
                while True:
                    waits -= 1
                    member = waiting[waits]
                    low[member] = nodes + 1
                    component[member] = components
                    if member == node:
                        break
                components += 1
            depth -= 1
            if depth >= 0:
                node = path[depth]
    return components


def number_nodes(
    starts: Column, heads: Column, component: Column, number: Column, old: Column
) -> int:
    """Number the nodes that have an edge inside their component, breadth first; how many.

    `number` is -1 a node; leaves each number's node in `old`.
    """
    numbered, reached = 0, 0
    for root in range(len(component)):
        if number[root] < 0:
            for edge in range(starts[root], starts[root + 1]):
                if component[heads[edge]] == component[root]:
                    number[root] = numbered
                    old[numbered] = root
                    numbered += 1
                    break
        while reached < numbered:
            node = old[reached]
            reached += 1
            for edge in range(starts[node], starts[node + 1]):
                head = heads[edge]
                if number[head] < 0 and component[head] == component[node]:
                    number[head] = numbered
                    old[numbered] = head
                    numbered += 1
    return numbered


def count_arcs(
    starts: Column,
    heads: Column,
    component: Column,
    number: Column,
    old: Column,
    bounds: Column,
) -> int:
    """Lay the `bounds` of each numbered node's arcs (`pushing.Arcs`), 0 at first; how many arcs."""
    numbered = (len(bounds) - 1) // 2
    for node in range(numbered):
        place = old[node]
        for edge in range(starts[place], starts[place + 1]):
            if component[heads[edge]] == component[place]:
                bounds[2 * node + 1] += 1
                bounds[2 * number[heads[edge]] + 2] += 1
    for node in range(numbered):
        bounds[2 * node + 1] += bounds[2 * node]
        bounds[2 * node + 2] += bounds[2 * node + 1]
    return int(bounds[2 * numbered])


def lay_arcs(
    starts: Column,
    heads: Column,
    component: Column,
    number: Column,
    old: Column,
    bounds: Column,
    filled: Column,
    code: Column,
    reverse: Column,
    arc_of_edge: Column,
) -> None:
    """Fill the arcs: each edge once forward, at its debtor, and once backward, at its creditor.

    Forward ones have something left, backward ones nothing. `filled` is 0 a numbered node;
    `arc_of_edge` is -1 an edge and stays so outside components.
    """
    for node in range(len(filled)):
        place, arc = old[node], bounds[2 * node]
        for edge in range(starts[place], starts[place + 1]):
            if component[heads[edge]] == component[place]:
                other = number[heads[edge]]
                back = bounds[2 * other + 1] + filled[other]
                filled[other] += 1
                code[arc] = other << 2 | 2
                reverse[arc] = back
                code[back] = node << 2 | 1
                reverse[back] = arc
                arc_of_edge[edge] = arc
                arc += 1


def fill_arcs(edge_of_row: Column, arc_of_edge: Column, amount: Column, left: Column) -> None:
    """Sum the rows of each edge into its forward arc: nothing of them is cleared."""
    for row in range(len(edge_of_row)):
        arc = arc_of_edge[edge_of_row[row]]
        if arc >= 0:
            left[arc] += amount[row]


def weigh_arcs(arc_of_edge: Column, edge_weight: Column, reverse: Column, weight: Column) -> None:
    """The weight of each edge as the cost of its arcs: below 0 forward, above 0 backward."""
    for edge in range(len(arc_of_edge)):
        arc = arc_of_edge[edge]
        if arc >= 0:
            weight[arc] = -edge_weight[edge]
            weight[reverse[arc]] = edge_weight[edge]


def share_rows(
    edge_of_row: Column,
    arc_of_edge: Column,
    amount: Column,
    reverse: Column,
    left: Column,
    cleared: Column,
) -> None:
    """What each row clears where its edge tells; -1 where several rows share an edge in part."""
    for row in range(len(cleared)):
        arc = arc_of_edge[edge_of_row[row]]
        if arc < 0:
            cleared[row] = 0
            continue
        done = left[reverse[arc]]
        if done == 0 or left[arc] == 0:
            cleared[row] = 0 if done == 0 else amount[row]
        else:
            cleared[row] = done if done + left[arc] == amount[row] else -1
