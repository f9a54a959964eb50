"""Where does a lot come from, and where did it go? Across companies as far as each discloses."""

from __future__ import annotations

import msgspec

from tuowang.flows.stock import LOTS, MOVES, OWN, PARENTS, UNDER_WAY, ParentRow
from tuowang.store.store import View

MAXIMUM_DEPTH = 50
MAXIMUM_NODES = 10_000


class TraceNode(msgspec.Struct):
    """A lot in the tree. `partner` is "" for our own lots, else whose lot it is or who got it."""

    item: str
    lot: str
    partner: str
    quantity: int
    event: str = ""
    day: str = ""
    nodes: list[TraceNode] = []
    cut: bool = False


class Trace(msgspec.Struct):
    """What went into a lot (`up`), what it went into and who received it (`down`)."""

    lot: str
    items: list[str]
    up: list[TraceNode]
    down: list[TraceNode]
    complete: bool


class _Walk:
    """A walk over the parents, bounded in depth and number."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.left = MAXIMUM_NODES
        self.complete = True

    def up(self, item: str, lot: str, path: frozenset[tuple[str, str]]) -> list[TraceNode]:
        """What went into a lot; our own record first, else what partners disclosed."""
        rows = [row for row in self.view.find(PARENTS, ("lot",), lot) if _same(row, item)]
        nodes = []
        for row in rows:
            node = TraceNode(row.parent_item, row.parent_lot, row.partner, row.quantity)
            nodes.append(node)
            if self._goes_on(node, path):
                node.nodes = self.up(
                    row.parent_item, row.parent_lot, path | {(row.parent_item, row.parent_lot)}
                )
        return nodes

    def down(self, item: str, lot: str, path: frozenset[tuple[str, str]]) -> list[TraceNode]:
        """What a lot went into, and to whom it was shipped."""
        nodes = _shipped(self.view, item, lot)
        for row in self.view.find(PARENTS, ("parent_lot",), lot):
            if row.parent_item != item:
                continue
            node = TraceNode(row.item, row.lot, row.partner, row.quantity)
            nodes.append(node)
            if self._goes_on(node, path):
                node.nodes = self.down(row.item, row.lot, path | {(row.item, row.lot)})
        return nodes

    def _goes_on(self, node: TraceNode, path: frozenset[tuple[str, str]]) -> bool:
        self.left -= 1
        if (node.item, node.lot) in path:
            return False
        if self.left <= 0 or len(path) >= MAXIMUM_DEPTH:
            node.cut = True
            self.complete = False
            return False
        return True


def _same(row: ParentRow, item: str) -> bool:
    """A partner's lot may bear another item code than ours; its lot name is what it shipped."""
    return row.item == item or row.partner != ""


def _shipped(view: View, item: str, lot: str) -> list[TraceNode]:
    """Our own goods that went under way: to whom, when, in which shipment."""
    return [
        TraceNode(item, lot, row.holder, row.quantity, row.reason.rpartition(" ")[2], row.day)
        for row in view.find(MOVES, ("item", "lot"), item, lot)
        if row.place == UNDER_WAY and row.owner == OWN and row.quantity > 0
    ]


def trace(view: View, lot: str) -> Trace:
    """The tree of a lot, up and down; empty where nobody told us of it."""
    items = sorted(
        {row.item for row in view.find(LOTS, ("lot",), lot)}
        | {row.item for row in view.find(PARENTS, ("lot",), lot)}
        | {row.parent_item for row in view.find(PARENTS, ("parent_lot",), lot)}
    )
    walk = _Walk(view)
    up: list[TraceNode] = []
    down: list[TraceNode] = []
    for item in items:
        start = frozenset({(item, lot)})
        up += walk.up(item, lot, start)
        down += walk.down(item, lot, start)
    return Trace(lot, items, up, down, walk.complete)
