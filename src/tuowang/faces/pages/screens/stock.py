"""Stock: what lies where and whose it is; a lot's tree up and down; who has to be called back."""

from __future__ import annotations

from typing import NamedTuple

from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.pages.lists import ask_list, shown_list
from tuowang.flows.trace import TraceNode, trace

ACTS = ("count", "make", "issue", "start")


class Node(NamedTuple):
    """A lot in the tree as it is shown."""

    amount: str
    item: str
    lot: str
    partner: str
    event: str
    day: str
    cut: bool
    nodes: list[Node]


def show(visit: Visit) -> Response:
    """The page, or the tree of a lot."""
    if visit.value("lot"):
        return _lot(visit, visit.value("lot").strip())
    found = ask_list(visit.face, "stock", visit.values).lists[0]
    number = visit.value("page")
    at = int(number) if number.isdecimal() and len(number) < 8 else 1
    shown = shown_list(
        visit.face,
        found,
        visit.value("search"),
        visit.value("sort"),
        at,
        links={"lot": lambda row: visit.url("stock", lot=row["lot"])},
    )
    return page(
        visit,
        "stock.html",
        shown=shown,
        search=visit.value("search"),
        acts=[(act, act_link(visit, act)) for act in ACTS if visit.may_do(act)],
        line="tuowang stock",
    )


def _lot(visit: Visit, lot: str) -> Response:
    found = trace(visit.face.view, lot)
    if not found.items:
        raise Mistake("lot-unknown", lot=lot)
    got: dict[tuple[str, str, str, str], int] = {}
    for node in found.down:
        _collect(node, got)
    return page(
        visit,
        "lot.html",
        lot=lot,
        items=found.items,
        up=[_node(visit, one) for one in found.up],
        down=[_node(visit, one) for one in found.down],
        complete=found.complete,
        recall=[
            (partner, item, name, _amount(visit, item, quantity), event)
            for (partner, item, name, event), quantity in sorted(got.items())
        ],
        line=f"tuowang trace {lot}",
    )


def _node(visit: Visit, one: TraceNode) -> Node:
    return Node(
        _amount(visit, one.item, one.quantity),
        one.item,
        one.lot,
        one.partner,
        one.event,
        one.day,
        one.cut,
        [_node(visit, child) for child in one.nodes],
    )


def _amount(visit: Visit, item: str, quantity: int) -> str:
    return cell_text(visit.face, item_amount(visit.face, item, quantity))


def _collect(node: TraceNode, got: dict[tuple[str, str, str, str], int]) -> None:
    """Who received any of it, by what shipment; each shipment of a lot once."""
    if node.event and node.partner:
        got[node.partner, node.item, node.lot, node.event] = node.quantity
    for child in node.nodes:
        _collect(child, got)
