"""Orders: what waits for an answer and what is agreed; every version of each, side by side."""

from __future__ import annotations

from typing import NamedTuple

from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Amount, Money
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.pages.lists import ShownList, ask_list, shown_list
from tuowang.flows.trading import (
    ACCEPTED,
    COMMITMENTS,
    OFFERED,
    REQUESTED,
    CommitmentRow,
)
from tuowang.flows.trading_versions import Thread, Version, thread
from tuowang.flows.vocabulary import Line

SHOWN = {"demands": "orders-demands", "offers": "orders-offers", "agreements": "orders-agreements"}
"""The lists, and what stands above each."""
FIRST = {"demands": "demand", "offers": "proposal", "agreements": "agreement"}
ROWS_OF_EACH = 25


class Cell(NamedTuple):
    """A line in one version. changed: what of it is different from the version before."""

    quantity: str
    due: str
    price: str
    changed: list[str]


def show(visit: Visit) -> Response:
    """The page, or one thread."""
    if visit.value("reference"):
        return _thread(visit, visit.value("partner"), visit.value("reference"))
    lists = {name: _list(visit, name) for name in SHOWN}
    return page(
        visit,
        "orders.html",
        lists=lists,
        titles=SHOWN,
        acts=[(act, act_link(visit, act)) for act in ("demand",) if visit.may_do(act)],
        line="tuowang offers; tuowang demands; tuowang agreements",
    )


def _list(visit: Visit, name: str) -> ShownList:
    found = ask_list(visit.face, name, {}).lists
    to_thread = {FIRST[name]: lambda row: _link(visit, row)}
    return shown_list(visit.face, found[0], size=ROWS_OF_EACH, links=to_thread)


def _link(visit: Visit, row: dict[str, str]) -> str:
    reference = row.get("agreement") or row.get("proposal") or row.get("demand") or ""
    return visit.url("orders", partner=row.get("partner", ""), reference=reference)


def _thread(visit: Visit, partner: str, reference: str) -> Response:
    found = thread(visit.face.view, partner, reference)
    if found is None:
        raise Mistake("document-unknown", partner=partner, reference=reference)
    return page(
        visit,
        "order.html",
        reference=reference,
        partner=partner,
        thread=found,
        rows=[(name, _item(found, name), _cells(visit, found, name)) for name in found.names],
        done=_done(visit, found),
        acts=_acts(visit, found),
        line=f"tuowang offers {partner} --all",
    )


def _item(found: Thread, name: str) -> str:
    items = (one.items[name] for one in reversed(found.versions) if name in one.items)
    return next(items, "")


def _cells(visit: Visit, found: Thread, name: str) -> list[Cell | None]:
    cells: list[Cell | None] = []
    before: Line | None = None
    for version in found.versions:
        line = version.lines.get(name)
        cells.append(None if line is None else _cell(visit, version, line, before))
        before = line or before
    return cells


def _cell(visit: Visit, version: Version, line: Line, before: Line | None) -> Cell:
    price = ""
    if line.price_minor and version.currency:
        price = cell_text(visit.face, Money(line.price_minor, version.currency))
        price += f" / {line.price_quantity:,}" if line.price_quantity > 1 else ""
    changed = []
    if before is not None:
        if (line.quantity, line.unit) != (before.quantity, before.unit):
            changed.append("quantity")
        if line.due != before.due:
            changed.append("due")
        if before.price_minor and (line.price_minor, line.price_quantity) != (
            before.price_minor,
            before.price_quantity,
        ):
            changed.append("price")
    quantity = cell_text(visit.face, Amount(line.quantity, line.unit))
    return Cell(quantity, line.due, price, changed)


def _done(visit: Visit, found: Thread) -> list[CommitmentRow]:
    """What became of each agreed line."""
    if found.agreement is None:
        return []
    return list(visit.face.view.scan(COMMITMENTS, found.partner, found.agreement.agreement))


def _acts(visit: Visit, found: Thread) -> list[tuple[str, str]]:
    last = found.versions[-1]
    acts: tuple[str, ...] = ()
    known = {"partner": found.partner}
    if last.what == "demand" and last.state == REQUESTED:
        acts = ("withdraw-demand",) if last.mine else ("offer", "decline-demand")
        known["demand"] = last.reference
    elif last.state in (OFFERED, ACCEPTED):
        acts = ("withdraw",) if last.mine else ("agree", "counter", "decline")
        known["proposal"] = last.reference
    elif found.agreement is not None:
        acts = ("revise", "ship") if found.agreement.selling else ("revise",)
        known["agreement"] = found.agreement.agreement
    return [(act, act_link(visit, act, **known)) for act in acts if visit.may_do(act)]
