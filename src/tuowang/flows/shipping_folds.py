"""The folds of shipping: custody and ownership move, and commitments count what came of them.

Only the seller ships and only the buyer receives. What no commitment covers is not counted, nor
what is received beyond what was shipped, nor a second receipt; the same on both ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from tuowang.flows.amounts import enough, most, own_quantity
from tuowang.flows.base import Said
from tuowang.flows.shipping import (
    RECEIVED,
    SENT,
    SHIPMENTS,
    Received,
    ReceivedLine,
    ShipmentRow,
    Shipped,
    ShippedLine,
    shipping,
)
from tuowang.flows.stock import OWN, PARENTS, STORE_PLACE, UNDER_WAY, ParentRow
from tuowang.flows.stock_moves import move
from tuowang.flows.trading import COMMITMENTS, CommitmentRow
from tuowang.flows.trading_folds import allocate
from tuowang.flows.vocabulary import LotPart
from tuowang.store.store import Rows

REJECTED_PLACE = "rejected"
MOST_ORIGINS = 200


class _Place(NamedTuple):
    """Where goods lie, whose they are and who holds them."""

    place: str
    owner: str
    holder: str


class _Moves:
    """The moves of one event, numbered as they are made."""

    def __init__(
        self, rows: Rows, said: Said[Shipped] | Said[Received], reason: str, document: str
    ) -> None:
        # A partner may give its documents the names of ours; its code is ours and has no "/".
        self.event = f"{said.partner}/{reason}/{document}"
        self.rows, self.day, self.reason, self.count = rows, said.record.day, reason, 0

    def make(self, item: str, lot: str, where: _Place, quantity: int) -> None:
        """Add a quantity (negative: take it away); of a thing without our code nothing is kept."""
        if quantity and item:
            move(
                self.rows,
                self.event,
                self.count,
                item,
                lot,
                where.place,
                where.owner,
                where.holder,
                quantity,
                self.day,
                self.reason,
            )
            self.count += 1


def _under_way(shipment_mine: bool, partner: str) -> _Place:
    """Goods under way belong to the shipper; the partner (or its carrier) holds them."""
    return _Place(UNDER_WAY, OWN if shipment_mine else partner, partner)


def _reference(shipment_or_receipt: str, agreement: str, line: str) -> str:
    return f"{shipment_or_receipt}/{agreement}/{line}"


@shipping.fold(Shipped)
def fold_shipped(rows: Rows, said: Said[Shipped]) -> None:
    """Goods are under way, as far as commitments cover them."""
    record = said.record
    if rows.get(SHIPMENTS, said.partner, record.shipment) is not None:
        return
    lines = []
    moves = _Moves(rows, said, "ship", record.shipment)
    for commitment, line in _covered(rows, said):
        lines.append(line)
        shipped = commitment.shipped + line.quantity
        rows.put(COMMITMENTS, replace(commitment, shipped=shipped))
        source = ("commitment", f"{line.agreement}/{line.line}")
        target = ("shipment", _reference(record.shipment, line.agreement, line.line))
        allocate(rows, said.partner, source, target, line.quantity)
        _send(rows, said, commitment, line, moves)
    if lines:
        row = ShipmentRow(
            said.partner, record.shipment, said.mine, SENT, record.day, record.arrives, lines
        )
        rows.put(SHIPMENTS, row)
        if not said.mine:
            _remember_origins(rows, said, lines)


def _covered(rows: Rows, said: Said[Shipped]) -> Iterator[tuple[CommitmentRow, ShippedLine]]:
    """Each line, once, with its commitment, cut to what the commitment and the lots cover."""
    seen = set()
    for line in said.record.lines:
        commitment = rows.get(COMMITMENTS, said.partner, line.agreement, line.line)
        if commitment is None or commitment.selling != said.mine:
            continue
        if (line.agreement, line.line) in seen:
            continue
        seen.add((line.agreement, line.line))
        room = most(commitment.quantity, commitment.tolerance_permille)
        room -= commitment.shipped - commitment.rejected
        quantity = min(line.quantity, room, sum(lot.quantity for lot in line.lots))
        if quantity > 0:
            lots = list(_first(line.lots, quantity))
            yield commitment, replace(line, quantity=quantity, lots=lots)


def _first(lots: list[LotPart], quantity: int) -> Iterator[LotPart]:
    """The first lots, up to a quantity in all."""
    for lot in lots:
        part = min(lot.quantity, quantity)
        if part > 0:
            yield replace(lot, quantity=part)
        quantity -= part


def _send(
    rows: Rows,
    said: Said[Shipped],
    commitment: CommitmentRow,
    line: ShippedLine,
    moves: _Moves,
) -> None:
    for lot in line.lots:
        quantity = own_quantity(rows, commitment.item, commitment.unit, lot.quantity)
        if said.mine:
            moves.make(commitment.item, lot.lot, _Place(STORE_PLACE, OWN, OWN), -quantity)
        moves.make(commitment.item, lot.lot, _under_way(said.mine, said.partner), quantity)


def _remember_origins(rows: Rows, said: Said[Shipped], lines: list[ShippedLine]) -> None:
    """What the shipper disclosed of what its lots were made of."""
    items: dict[str, list[str]] = {}
    for line in lines:
        commitment = rows.get(COMMITMENTS, said.partner, line.agreement, line.line)
        assert commitment is not None
        for lot in line.lots:
            items.setdefault(lot.lot, []).append(commitment.item)
    for origin in said.record.origins[:MOST_ORIGINS]:
        for item in items.get(origin.lot, []):
            row = ParentRow(
                said.partner,
                item,
                origin.lot,
                origin.parent_item,
                origin.parent_lot,
                origin.quantity,
            )
            rows.put(PARENTS, row)


@shipping.fold(Received)
def fold_received(rows: Rows, said: Said[Received]) -> None:
    """What was accepted is the receiver's, what was rejected stays the shipper's."""
    record = said.record
    shipment = rows.get(SHIPMENTS, said.partner, record.shipment)
    if shipment is None or shipment.mine == said.mine or shipment.state != SENT:
        return
    if next(iter(rows.find(SHIPMENTS, ("partner", "receipt"), said.partner, record.receipt)), None):
        return
    moves = _Moves(rows, said, "receive", record.receipt)
    taken = []
    for line in shipment.lines:
        counted = _counted(record.lines, line)
        taken.append(counted)
        _take(rows, shipment, line, counted, moves)
        _count(rows, said, line, counted)
    received = replace(
        shipment, state=RECEIVED, received_day=record.day, received=taken, receipt=record.receipt
    )
    rows.put(SHIPMENTS, received)


def _counted(lines: list[ReceivedLine], shipped: ShippedLine) -> ReceivedLine:
    """What the receipt says of a shipped line, within what was shipped."""
    for line in lines:
        if (line.agreement, line.line) == (shipped.agreement, shipped.line):
            accepted = min(line.accepted, shipped.quantity)
            return replace(
                line, accepted=accepted, rejected=min(line.rejected, shipped.quantity - accepted)
            )
    return ReceivedLine(shipped.agreement, shipped.line, 0, 0)


def _take(
    rows: Rows, shipment: ShipmentRow, line: ShippedLine, counted: ReceivedLine, moves: _Moves
) -> None:
    commitment = rows.get(COMMITMENTS, shipment.partner, line.agreement, line.line)
    assert commitment is not None
    away = _under_way(shipment.mine, shipment.partner)
    rejected = _Place(
        REJECTED_PLACE,
        OWN if shipment.mine else shipment.partner,
        shipment.partner if shipment.mine else OWN,
    )
    accepted_left, kept_left = counted.accepted, counted.accepted + counted.rejected
    for lot in line.lots:
        accepted, kept = min(lot.quantity, accepted_left), min(lot.quantity, kept_left)
        accepted_left, kept_left = accepted_left - accepted, kept_left - kept
        # In own units the parts of a lot are differences of sums, so that none is lost by rounding.
        whole, taken, both = (
            own_quantity(rows, commitment.item, commitment.unit, part)
            for part in (lot.quantity, accepted, kept)
        )
        moves.make(commitment.item, lot.lot, away, -whole)
        if not shipment.mine:
            moves.make(commitment.item, lot.lot, _Place(STORE_PLACE, OWN, OWN), taken)
        moves.make(commitment.item, lot.lot, rejected, both - taken)


def _count(rows: Rows, said: Said[Received], line: ShippedLine, counted: ReceivedLine) -> None:
    """Let the commitment and the allocations show what was accepted."""
    commitment = rows.get(COMMITMENTS, said.partner, line.agreement, line.line)
    assert commitment is not None
    received = commitment.received + counted.accepted
    least = enough(commitment.quantity, commitment.tolerance_permille)
    day = max(commitment.last_received_day, said.record.day) if counted.accepted else ""
    row = replace(
        commitment,
        received=received,
        rejected=commitment.rejected + line.quantity - counted.accepted,
        last_received_day=day or commitment.last_received_day,
        open=commitment.quantity > 0 and received < least,
    )
    rows.put(COMMITMENTS, row)
    shipment = ("shipment", _reference(said.record.shipment, line.agreement, line.line))
    receipt = ("receipt", _reference(said.record.receipt, line.agreement, line.line))
    source = ("commitment", f"{line.agreement}/{line.line}")
    allocate(rows, said.partner, source, shipment, counted.accepted)
    allocate(rows, said.partner, shipment, receipt, counted.accepted)
