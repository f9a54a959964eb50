"""The graph on which the engine works, and the way back from its arcs to invoices and firms."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuowang.net.compiled import Column, Loops
from tuowang.net.graph import (
    count_arcs,
    count_rows,
    fill_arcs,
    find_components,
    lay_arcs,
    merge_rows,
    number_nodes,
    share_rows,
    sort_rows,
    weigh_arcs,
)
from tuowang.net.obligations import Ints, Longs
from tuowang.net.pushing import Arcs


class Debts(NamedTuple):
    """Who owes whom how much: what the graph is laid from."""

    nodes: int
    debtor: Ints
    creditor: Ints
    amount: Longs
    weight: Longs | None


class Edges(NamedTuple):
    """Debts with those of one pair and weight merged; an edge's debtor is told by `starts`."""

    starts: Column
    head: Column
    weight: Column
    """Empty where every one weighs 1."""
    of_row: Column


class Network(NamedTuple):
    """Arcs between nodes that are numbered anew; `weight` stands in their cost."""

    nodes: int
    arcs: Arcs
    node_of: Column
    """The node that each number stands for."""
    component: Column
    """Of each node, a debtor's above its creditor's."""
    edge_of_row: Column
    arc_of_edge: Column
    """-1 where no debt can go round."""


def lay_network(debts: Debts, loops: Loops) -> Network:
    """Merge, leave out what lies between components, number breadth first, lay both arcs."""
    edges = _merged(debts, loops)
    component = _components(debts.nodes, edges, loops)
    number = loops.full(debts.nodes, -1, np.int32)
    node_of = loops.full(debts.nodes, 0, np.int32)
    inside = (edges.starts, edges.head, component)
    nodes = loops.run(number_nodes, *inside, number, node_of)
    bounds = loops.full(2 * nodes + 1, 0, np.int32)
    arcs = loops.run(count_arcs, *inside, number, node_of, bounds)
    code, reverse = loops.full(arcs, 0, np.int32), loops.full(arcs, 0, np.int32)
    arc_of_edge = loops.full(len(edges.head), -1, np.int32)
    filled = loops.full(nodes, 0, np.int32)
    loops.run(lay_arcs, *inside, number, node_of, bounds, filled, code, reverse, arc_of_edge)
    left = loops.full(arcs)
    loops.run(fill_arcs, edges.of_row, arc_of_edge, loops.column(debts.amount), left)
    weight = loops.full(0 if debts.weight is None else arcs)
    if debts.weight is not None:
        loops.run(weigh_arcs, arc_of_edge, edges.weight, reverse, weight)
    whole = Arcs(bounds, code, reverse, left, weight)
    return Network(nodes, whole, node_of[:nodes], component, edges.of_row, arc_of_edge)


def _merged(debts: Debts, loops: Loops) -> Edges:
    """The rows by debtor; those of one creditor and weight as one edge."""
    rows, nodes = len(debts.amount), debts.nodes
    debtor = loops.column(debts.debtor, np.int32)
    creditor = loops.column(debts.creditor, np.int32)
    ends = loops.full(nodes + 1, 0, np.int32)
    order = loops.full(rows, 0, np.int32)
    weighed = debts.weight is not None
    weight = loops.column(np.zeros(0) if debts.weight is None else debts.weight)
    before = np.argsort(weight, kind="stable")
    loops.run(count_rows, debtor, ends)
    loops.run(sort_rows, debtor, loops.column(before, np.int32), ends, order)
    of_row, head = loops.full(rows, 0, np.int32), loops.full(rows, 0, np.int32)
    edge_weight = loops.full(rows if weighed else 0)
    starts, last = loops.full(nodes + 1, 0, np.int32), loops.full(nodes, -1, np.int32)
    merging = (ends, order, creditor, weight, last)
    edges = loops.run(merge_rows, *merging, of_row, head, edge_weight, starts)
    return Edges(starts, head[:edges], edge_weight[:edges], of_row)


def _components(nodes: int, edges: Edges, loops: Loops) -> Column:
    component = loops.full(nodes, 0, np.int32)
    scratch = (loops.full(nodes, 0, np.int32) for _ in range(5))
    loops.run(find_components, edges.starts, edges.head, component, *scratch)
    return component


def cleared_of_rows(network: Network, debts: Debts, due: Ints, loops: Loops) -> Longs:
    """What each row clears; of the rows that share an edge, the oldest due first."""
    arcs, of_row, of_edge = network.arcs, network.edge_of_row, network.arc_of_edge
    shared, amount = loops.full(len(debts.amount)), loops.column(debts.amount)
    loops.run(share_rows, of_row, of_edge, amount, arcs.reverse, arcs.left, shared)
    cleared = np.asarray(shared, np.int64)
    rows = np.flatnonzero(cleared < 0)
    edge = np.asarray(of_row, np.int32)[rows]
    oldest_first = np.lexsort((rows, due[rows], edge))
    rows, edge = rows[oldest_first], edge[oldest_first]
    before = np.cumsum(debts.amount[rows]) - debts.amount[rows]
    begins = np.flatnonzero(np.diff(edge, prepend=-1))
    before -= np.repeat(before[begins], np.diff(begins, append=len(rows)))
    back = np.asarray(arcs.reverse, np.int32)[np.asarray(of_edge, np.int32)[edge]]
    done = np.asarray(arcs.left, np.int64)[back]
    cleared[rows] = np.clip(done - before, 0, debts.amount[rows])
    return cleared


def price_of_nodes(network: Network, price: Column, most: int) -> Longs:
    """The price of every node, those included that no debt can go round.

    Between components a debtor must be dearer than its creditor by `most`, the largest weight;
    its component has the higher number, so a step for each component does it.
    """
    own = np.asarray(price, np.int64)
    own = own - own.min(initial=0)
    everywhere = np.asarray(network.component, np.int64) * (int(own.max(initial=0)) + most)
    everywhere[np.asarray(network.node_of, np.int32)] += own
    return everywhere
