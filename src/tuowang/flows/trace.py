"""Where does a lot come from, and where did it go? Across companies as far as each discloses.

A lot is known by whose codes name it: ours (""), or a partner's where the partner told us what
its lots were made of. What we shipped to a partner, and what it shipped to us, is one lot under
two names; there the walk goes on. Every walk is bounded: in depth, in nodes, in rows read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

import msgspec

from tuowang.flows.item_codes import our_item
from tuowang.flows.stock import MOVES, OWN, PARENTS, UNDER_WAY, MoveRow
from tuowang.flows.trading import COMMITMENTS
from tuowang.store.store import View

MAXIMUM_DEPTH = 50
MAXIMUM_NODES = 10_000
MAXIMUM_ROWS = 200_000

R = TypeVar("R")


class TraceNode(msgspec.Struct, frozen=True):
    """A lot in the tree.

    `partner` is "" for our own lots, else who disclosed it or, with an `event`, who got it: then
    `event` is the shipment and `day` its day. `cut`: more is known than is shown.
    """

    item: str
    lot: str
    partner: str
    quantity: int
    event: str = ""
    day: str = ""
    nodes: list[TraceNode] = []
    cut: bool = False


class Trace(msgspec.Struct, frozen=True):
    """What went into a lot (`up`), what it went into and who received it (`down`).

    `items` are all that have a lot of this name; `complete` unless a bound was reached.
    """

    lot: str
    items: list[str]
    up: list[TraceNode]
    down: list[TraceNode]
    complete: bool


class _Lot(NamedTuple):
    """A lot under our codes (partner "") or a partner's."""

    partner: str
    item: str
    lot: str


class _Step(NamedTuple):
    """The next lot of a walk. `shown` is the partner to be shown; a shipment leads no further."""

    lot: _Lot
    quantity: int
    shown: str
    event: str = ""
    day: str = ""


_Steps = Callable[[_Lot], Iterator[_Step]]


def trace(view: View, lot: str) -> Trace:
    """The trees of all lots of this name, up and down; no items where nobody told us of it."""
    walk = _Walk(view)
    starts = walk.named(lot)
    up = [node for start in starts for node in walk.tree(start, walk.up, frozenset())]
    down = [node for start in starts for node in walk.tree(start, walk.down, frozenset())]
    items = sorted({start.item for start in starts})
    return Trace(lot, items, up, down, walk.complete)


class _Walk:
    """One walk over moves and parents, with what is left of its bounds."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.nodes_left = MAXIMUM_NODES
        self.rows_left = MAXIMUM_ROWS
        self.complete = True
        self.sold: dict[str, dict[str, set[str]]] = {}

    def tree(self, lot: _Lot, steps: _Steps, path: frozenset[_Lot]) -> list[TraceNode]:
        """The nodes below a lot; a lot that is its own forebear is not gone into again."""
        path |= {lot}
        nodes = []
        for step in steps(lot):
            if self.nodes_left <= 0:
                self.complete = False
                break
            self.nodes_left -= 1
            leads_on = not step.event and step.lot not in path
            cut = leads_on and len(path) >= MAXIMUM_DEPTH
            self.complete = self.complete and not cut
            nodes.append(
                TraceNode(
                    step.lot.item,
                    step.lot.lot,
                    step.shown,
                    step.quantity,
                    step.event,
                    step.day,
                    self.tree(step.lot, steps, path) if leads_on and not cut else [],
                    cut,
                )
            )
        return nodes

    def read(self, rows: Iterable[R]) -> Iterator[R]:
        """The rows, as long as the bound lasts."""
        for row in rows:
            if self.rows_left <= 0:
                self.complete = False
                return
            self.rows_left -= 1
            yield row

    def named(self, lot: str) -> list[_Lot]:
        """All lots of this name that moved here or that somebody told us of."""
        found = {_Lot("", row.item, lot) for row in self.read(self.view.find(MOVES, ("lot",), lot))}
        for row in self.read(self.view.find(PARENTS, ("lot",), lot)):
            found.add(_Lot("", row.item, lot))
        for row in self.read(self.view.find(PARENTS, ("parent_lot",), lot)):
            theirs = _Lot(row.partner, row.parent_item, lot)
            if not any(same in found for same in self.ours(theirs)):
                found.add(theirs)
        return sorted(found)

    def up(self, lot: _Lot) -> Iterator[_Step]:
        """What went into a lot."""
        for ours in self.ours(lot):
            for row in self.read(self.view.find(PARENTS, ("lot",), ours.lot)):
                if row.item == ours.item:
                    parent = _Lot(row.partner, row.parent_item, row.parent_lot)
                    yield _Step(parent, row.quantity, row.partner)

    def down(self, lot: _Lot) -> Iterator[_Step]:
        """Whom a lot was shipped to, and what it went into."""
        ours = self.ours(lot)
        for one in ours:
            for move in self.shipped(one):
                event = move.event.split("/", 2)[-1]
                yield _Step(one, move.quantity, move.holder, event, move.day)
        same = {*ours, lot}
        for row in self.read(self.view.find(PARENTS, ("parent_lot",), lot.lot)):
            parent = _Lot(row.partner, row.parent_item, row.parent_lot)
            if parent in same or any(one in same for one in self.ours(parent)):
                yield _Step(_Lot("", row.item, row.lot), row.quantity, row.partner)

    def shipped(self, lot: _Lot) -> Iterator[MoveRow]:
        """The moves by which our own goods left for a partner."""
        for move in self.read(self.view.find(MOVES, ("item", "lot"), lot.item, lot.lot)):
            if move.place == UNDER_WAY and move.owner == OWN and move.quantity > 0:
                yield move

    def ours(self, lot: _Lot) -> list[_Lot]:
        """The lot under our own codes, where it passed between that partner and us."""
        if lot.partner == "":
            return [lot]
        items = self.sold_to(lot.partner).get(lot.item, set())
        bought = our_item(self.view, lot.partner, lot.item)
        found = [_Lot("", item, lot.lot) for item in sorted({*items, bought} - {""})]
        return [one for one in found if self.passed(one, lot.partner)]

    def sold_to(self, partner: str) -> dict[str, set[str]]:
        """What a partner calls the items that it bought of us."""
        if partner not in self.sold:
            names = self.sold[partner] = {}
            for row in self.read(self.view.scan(COMMITMENTS, partner)):
                if row.selling and row.item:
                    names.setdefault(row.their_item or row.item, set()).add(row.item)
        return self.sold[partner]

    def passed(self, lot: _Lot, partner: str) -> bool:
        """Whether the lot was under way between a partner and us."""
        moves = self.read(self.view.find(MOVES, ("item", "lot"), lot.item, lot.lot))
        return any(move.place == UNDER_WAY and move.holder == partner for move in moves)
