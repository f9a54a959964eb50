"""What our own user asks of shipping: ship, receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.amounts import own_quantity
from tuowang.flows.base import Context, Effect, Say
from tuowang.flows.checks import day_of, known_partner, text_of
from tuowang.flows.days import later
from tuowang.flows.disclosure import disclosed
from tuowang.flows.shipping import (
    SENT,
    SHIPMENTS,
    Receive,
    Received,
    ReceivedLine,
    Ship,
    ShipmentRow,
    Shipped,
    ShippedLine,
    shipping,
)
from tuowang.flows.shipping_folds import MOST_ORIGINS
from tuowang.flows.stock import PARENTS
from tuowang.flows.stock_moves import take_lots
from tuowang.flows.trading import AGREEMENTS, COMMITMENTS, CommitmentRow
from tuowang.flows.trading_lines import require_disclosed
from tuowang.flows.trading_state import may_still_ship
from tuowang.flows.vocabulary import LotPart, Origin
from tuowang.store.store import View


@shipping.ask(Ship)
def ship(view: View, command: Ship, context: Context) -> Iterable[Effect]:
    """Take lots from the store for what is still due, or for the quantity given."""
    partner = known_partner(view, command.partner)
    day = day_of(command.day, context)
    due = _due(view, command)
    for commitment, _ in due:
        require_disclosed(view, command.partner, commitment.item)
    lines = list(_lines(view, command, due))
    yield Say(
        command.partner,
        Shipped(
            context.name("S"),
            day,
            later(day, partner.transit_days),
            lines,
            list(_origins(view, command.partner, lines)),
        ),
    )


def _due(view: View, command: Ship) -> list[tuple[CommitmentRow, int]]:
    """The commitments to ship against, each with how much."""
    agreement = view.get(AGREEMENTS, command.partner, command.agreement)
    if agreement is None or not agreement.selling:
        raise Mistake("agreement-unknown", partner=command.partner, agreement=command.agreement)
    if not command.line and command.quantity:
        raise Mistake("line-missing", agreement=command.agreement)
    chosen = [
        row
        for row in view.scan(COMMITMENTS, command.partner, command.agreement)
        if row.open and (row.line == command.line or not command.line)
    ]
    due = [(row, command.quantity or _still_due(view, row)) for row in chosen]
    due = [(row, quantity) for row, quantity in due if quantity > 0]
    if not due or command.quantity < 0:
        raise Mistake("nothing-due", agreement=command.agreement, line=command.line)
    for row, quantity in due:
        room = may_still_ship(view, row)
        if quantity > room:
            raise Mistake("more-than-committed", line=row.line, quantity=quantity, room=room)
    return due


def _still_due(view: View, row: CommitmentRow) -> int:
    return min(row.quantity - row.shipped + row.rejected, may_still_ship(view, row))


def _lines(
    view: View, command: Ship, due: list[tuple[CommitmentRow, int]]
) -> Iterator[ShippedLine]:
    """The lines in lots; the lots of an item are taken once for all its lines."""
    needed: dict[str, int] = {}
    for row, quantity in due:
        if own_quantity(view, row.item, row.unit, quantity) != quantity:
            raise Mistake("item-unit-changed", item=row.item, unit=row.unit)
        needed[row.item] = needed.get(row.item, 0) + quantity
    named = {lot.item for lot in command.lots}
    if not named <= set(needed):
        raise Mistake("item-not-due", item=min(named - set(needed)), agreement=command.agreement)
    taken = {item: _taken(view, item, needed[item], command.lots) for item in needed}
    for row, quantity in due:
        lots = _split_off(taken[row.item], quantity)
        yield ShippedLine(row.agreement, row.line, row.item, quantity, lots)


def _taken(view: View, item: str, quantity: int, named: list[LotPart]) -> list[LotPart]:
    """The lots of one item, those named or the oldest, that make up the quantity."""
    merged: dict[str, int] = {}
    for lot in named:
        if lot.item == item:
            merged[lot.lot] = merged.get(lot.lot, 0) + lot.quantity
    parts = [LotPart(item, lot, number) for lot, number in merged.items()]
    total = sum(merged.values())
    if parts and (total != quantity or min(merged.values()) < 1):
        raise Mistake("lots-differ", item=item, named=total, quantity=quantity)
    return list(take_lots(view, item, quantity, parts))


def _split_off(lots: list[LotPart], quantity: int) -> list[LotPart]:
    """Take the first so many out of `lots`."""
    parts = []
    while quantity:
        first = lots.pop(0)
        part = min(first.quantity, quantity)
        parts.append(replace(first, quantity=part))
        if first.quantity > part:
            lots.insert(0, replace(first, quantity=first.quantity - part))
        quantity -= part
    return parts


def _origins(view: View, partner: str, lines: list[ShippedLine]) -> Iterator[Origin]:
    """What the lots were made of, where the partner may trace the item; MOST_ORIGINS at most."""
    found = []
    for item, lot in sorted({(line.item, lot.lot) for line in lines for lot in line.lots}):
        if not disclosed(view, partner, "trace", item):
            continue
        for parent in view.scan(PARENTS, "", item, lot):
            found.append(Origin(lot, parent.parent_item, parent.parent_lot, parent.quantity))
    yield from found[:MOST_ORIGINS]


@shipping.ask(Receive)
def receive(view: View, command: Receive, context: Context) -> Iterable[Effect]:
    """Accept everything, or what the lines say."""
    row = view.get(SHIPMENTS, command.partner, command.shipment)
    if row is None or row.mine:
        raise Mistake("shipment-unknown", partner=command.partner, shipment=command.shipment)
    if row.state != SENT:
        raise Mistake("shipment-received", shipment=row.shipment, receipt=row.receipt)
    lines = command.lines or [
        ReceivedLine(line.agreement, line.line, line.quantity, 0) for line in row.lines
    ]
    _check_received(row, lines)
    for line in row.lines:
        commitment = view.get(COMMITMENTS, command.partner, line.agreement, line.line)
        assert commitment is not None
        require_disclosed(view, command.partner, commitment.item)
    day = day_of(command.day, context)
    yield Say(
        command.partner,
        Received(context.name("R"), row.shipment, day, lines, text_of(command.reason)),
    )


def _check_received(row: ShipmentRow, lines: list[ReceivedLine]) -> None:
    shipped = {(line.agreement, line.line): line.quantity for line in row.lines}
    for line in lines:
        quantity = shipped.pop((line.agreement, line.line), None)
        if quantity is None:
            raise Mistake("line-not-shipped", shipment=row.shipment, line=line.line)
        if min(line.accepted, line.rejected) < 0 or line.accepted + line.rejected > quantity:
            raise Mistake("more-than-shipped", line=line.line, shipped=quantity)
