"""All flows in one list, from planned to settled: one line for each line of each document."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from tuowang.flows.money import CLAIMS, PAYMENT_CONFIRMED, PAYMENTS, SETTLED
from tuowang.flows.planning import NEEDS, PLAN_LINES
from tuowang.flows.shipping import RECEIVED, SHIPMENTS
from tuowang.flows.trading import (
    ACCEPTED,
    COMMITMENTS,
    COUNTERED,
    DECLINED,
    DEMANDS,
    EXPIRED,
    OFFERED,
    PROPOSALS,
    WITHDRAWN,
)
from tuowang.flows.trading_state import own_item
from tuowang.store.store import View

PLANNED = "planned"
PROPOSED = "proposed"
PROMISED = "promised"
DONE = "done"
OWED = "owed"
PAID = "settled"

IN, OUT, INSIDE = "in", "out", "inside"


class FlowLine(msgspec.Struct, frozen=True):
    """One flow. `direction` is that of the goods or of the money: IN, OUT, or INSIDE.

    `quantity` is in the document's unit, or minor units where `unit` is a currency. `item` is our
    code, "" for money. `firmness` is one of PLANNED, PROPOSED, PROMISED, DONE, OWED, PAID.
    """

    kind: str
    direction: str
    partner: str
    reference: str
    item: str
    quantity: int
    unit: str
    due: str
    state: str
    firmness: str


def flows_view(view: View, firmness: str = "") -> Iterator[FlowLine]:
    """Every flow that the tables hold, the least firm first; or those of one firmness."""
    for source, gives in _SOURCES:
        if firmness in ("", *gives):
            yield from (one for one in source(view) if firmness in ("", one.firmness))


def _plans(view: View) -> Iterator[FlowLine]:
    directions = {"purchase": IN, "delivery": OUT}
    for row in view.scan(PLAN_LINES):
        yield FlowLine(
            row.kind,
            directions.get(row.kind, INSIDE),
            row.partner,
            row.line,
            row.item,
            row.quantity,
            "",
            row.finish,
            "open" if row.open else "done",
            PLANNED,
        )


def _needs(view: View) -> Iterator[FlowLine]:
    for row in view.scan(NEEDS):
        yield FlowLine(
            "need", OUT, "", row.need, row.item, row.quantity, "", row.due, row.kind, PLANNED
        )


def _direction(selling: bool) -> str:
    return OUT if selling else IN


def _demands(view: View) -> Iterator[FlowLine]:
    for row in view.scan(DEMANDS):
        for line in row.lines:
            yield FlowLine(
                "demand",
                _direction(not row.mine),
                row.partner,
                f"{row.demand}/{line.line}",
                line.buyer_item if row.mine else line.item,
                line.quantity,
                line.unit,
                line.due,
                row.state,
                PROPOSED,
            )


_NOT_AGREED = (OFFERED, ACCEPTED, COUNTERED, DECLINED, EXPIRED, WITHDRAWN)


def _proposals(view: View) -> Iterator[FlowLine]:
    """Those that did not become agreements; those that did are commitments."""
    rows = (row for state in _NOT_AGREED for row in view.find(PROPOSALS, ("state", "mine"), state))
    for row in rows:
        for line in row.terms.lines:
            yield FlowLine(
                "proposal",
                _direction(row.selling),
                row.partner,
                f"{row.proposal}/{line.line}",
                own_item(view, row.partner, line, row.selling),
                line.quantity,
                line.unit,
                line.due,
                row.state,
                PROPOSED,
            )


def _commitments(view: View) -> Iterator[FlowLine]:
    for row in view.scan(COMMITMENTS):
        yield FlowLine(
            "commitment",
            _direction(row.selling),
            row.partner,
            f"{row.agreement}/{row.line}",
            row.item,
            row.quantity,
            row.unit,
            row.due,
            "open" if row.open else "closed",
            PROMISED,
        )


def _shipments(view: View) -> Iterator[FlowLine]:
    for row in view.scan(SHIPMENTS):
        accepted = {(line.agreement, line.line): line.accepted for line in row.received}
        for line in row.lines:
            commitment = view.get(COMMITMENTS, row.partner, line.agreement, line.line)
            assert commitment is not None
            received = row.state == RECEIVED
            yield FlowLine(
                "receipt" if received else "shipment",
                _direction(row.mine),
                row.partner,
                f"{row.receipt or row.shipment}/{line.agreement}/{line.line}",
                commitment.item,
                accepted[line.agreement, line.line] if received else line.quantity,
                commitment.unit,
                row.received_day or row.arrives,
                row.state,
                DONE,
            )


def _claims(view: View) -> Iterator[FlowLine]:
    """What is still owed of each claim; a settled one shows its whole amount."""
    for row in view.scan(CLAIMS):
        settled = row.state == SETTLED
        yield FlowLine(
            "claim",
            IN if row.mine else OUT,
            row.partner,
            row.claim,
            "",
            row.amount_minor if settled else row.amount_minor - row.discharged_minor,
            row.currency,
            row.due,
            row.state,
            PAID if settled else OWED,
        )


def _payments(view: View) -> Iterator[FlowLine]:
    for row in view.scan(PAYMENTS):
        yield FlowLine(
            "payment",
            OUT if row.mine else IN,
            row.partner,
            row.payment,
            "",
            row.amount_minor,
            row.currency,
            row.day,
            row.state,
            PAID if row.state == PAYMENT_CONFIRMED else OWED,
        )


_SOURCES: tuple[tuple[Callable[[View], Iterator[FlowLine]], tuple[str, ...]], ...] = (
    (_plans, (PLANNED,)),
    (_needs, (PLANNED,)),
    (_demands, (PROPOSED,)),
    (_proposals, (PROPOSED,)),
    (_commitments, (PROMISED,)),
    (_shipments, (DONE,)),
    (_claims, (OWED, PAID)),
    (_payments, (OWED, PAID)),
)
"""What gives flows, in the order of their firmness, and which firmness each may have."""
