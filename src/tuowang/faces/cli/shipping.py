"""Goods between companies: `ship`, `receive`, `shipments`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Amount, Answer, Cell, Column, Listing, Word, by_whom
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import day, document, own_quantity, partner_code
from tuowang.faces.cli.goods import lot_part
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.lists import answer_list, files, standing
from tuowang.flows.shipping import (
    SENT,
    SHIPMENTS,
    Receive,
    ReceivedLine,
    Ship,
    ShipmentRow,
    ShippedLine,
)
from tuowang.flows.trading import AGREEMENTS, COMMITMENTS


@command(
    "ship",
    argument("partner"),
    argument("agreement"),
    argument("line", needed=False),
    option("quantity", metavar="quantity"),
    option("lot", metavar="lot_part", many=True),
    option("day", metavar="date"),
)
def ship(
    face: Face,
    partner: str,
    agreement: str,
    line: str,
    quantity: str,
    lot: tuple[str, ...],
    day: str,
) -> Answer:
    """Ship what is due of an agreement, or a part of it."""
    code = partner_code(face, partner)
    name = document(face, AGREEMENTS, code, "agreement", agreement)
    rows = [row for row in face.view.scan(COMMITMENTS, code, name) if row.line == line or not line]
    if quantity and not line and len(rows) == 1:
        line = rows[0].line
    item = rows[0].item if len(rows) == 1 else ""
    amount = own_quantity(face, item, quantity) if quantity else 0
    lots = [lot_part(face, one, item) for one in lot]
    return do(face, Ship(code, name, line, amount, lots, _day(face, day)))


def _day(face: Face, typed: str) -> str:
    return day(face, typed) if typed else ""


@command(
    "receive",
    argument("partner"),
    argument("shipment"),
    option("reject", metavar="part", many=True),
    option("missing", metavar="part", many=True),
    option("reason", metavar="text"),
    option("day", metavar="date"),
)
def receive(
    face: Face,
    partner: str,
    shipment: str,
    reject: tuple[str, ...],
    missing: tuple[str, ...],
    reason: str,
    day: str,
) -> Answer:
    """Receive a shipment: all of it, or less what is turned back or missing."""
    code = partner_code(face, partner)
    name = document(face, SHIPMENTS, code, "shipment", shipment)
    row = face.view.get(SHIPMENTS, code, name)
    lines = []
    if row is not None and (reject or missing):
        lines = _received(row, _parts(row, reject, "--reject"), _parts(row, missing, "--missing"))
    return do(face, Receive(code, name, lines, _day(face, day), reason))


def _parts(row: ShipmentRow, typed: tuple[str, ...], flag: str) -> dict[tuple[str, str], int]:
    """ "LINE:QUANTITY", or "AGREEMENT/LINE:QUANTITY", by agreement and line."""
    found: dict[tuple[str, str], int] = {}
    for one in typed:
        name, _, quantity = one.rpartition(":")
        if not name or not quantity.isdecimal():
            raise Mistake("part-unreadable", option=flag, text=one)
        agreement, _, line = name.rpartition("/")
        fits = [
            (shipped.agreement, shipped.line)
            for shipped in row.lines
            if shipped.line == line and agreement in ("", shipped.agreement)
        ]
        if len(fits) != 1:
            known = [f"{shipped.agreement}/{shipped.line}" for shipped in row.lines]
            raise Mistake("part-line-unclear", option=flag, text=one, known=known)
        found[fits[0]] = int(quantity)
    return found


def _received(
    row: ShipmentRow, rejected: dict[tuple[str, str], int], missing: dict[tuple[str, str], int]
) -> list[ReceivedLine]:
    lines = []
    for one in row.lines:
        key = (one.agreement, one.line)
        turned_back, gone = rejected.get(key, 0), missing.get(key, 0)
        if turned_back + gone > one.quantity:
            raise Mistake("more-than-shipped", line=one.line, shipped=one.quantity)
        accepted = one.quantity - turned_back - gone
        lines.append(ReceivedLine(one.agreement, one.line, accepted, turned_back))
    return lines


class Part(NamedTuple):
    """One line of a shipment."""

    row: ShipmentRow
    line: ShippedLine
    item: str
    unit: str
    received: ReceivedLine | None


def _lines(face: Face, rows: list[ShipmentRow]) -> Iterator[Part]:
    for row in rows:
        received = {(one.agreement, one.line): one for one in row.received}
        for one in row.lines:
            found = face.view.get(COMMITMENTS, row.partner, one.agreement, one.line)
            item, unit = (found.item or one.item, found.unit) if found else (one.item, "")
            yield Part(row, one, item, unit, received.get((one.agreement, one.line)))


def _accepted(of: Any) -> Cell:
    return Amount(of.received.accepted, of.unit) if of.received else None


def _turned_back(of: Any) -> Cell:
    return Amount(of.received.rejected, of.unit) if of.received else None


_SHIPMENTS = (
    Column("shipment", lambda of: of.row.shipment),
    Column("partner", lambda of: of.row.partner),
    Column("from", lambda of: by_whom(of.row.mine)),
    Column("state", lambda of: Word(of.row.state)),
    Column("day", lambda of: of.row.day),
    Column("arrives", lambda of: of.row.received_day or of.row.arrives),
    Column("agreement", lambda of: of.line.agreement),
    Column("line", lambda of: of.line.line),
    Column("item", lambda of: of.item),
    Column("quantity", lambda of: Amount(of.line.quantity, of.unit)),
    Column("lots", lambda of: ", ".join(part.lot for part in of.line.lots)),
    Column("accepted", _accepted),
    Column("rejected", _turned_back),
    Column("receipt", lambda of: of.row.receipt),
)


@command("shipments", argument("partner", needed=False), option("all", flag=True), *files())
def shipments(face: Face, partner: str, all: bool, xlsx: str, csv: str) -> Answer:
    """What is under way, from us and to us."""
    states = () if all else (SENT,)
    found = standing(face, SHIPMENTS, partner, ("state", "mine", "arrives"), *states)
    rows = [row for row in found if all or row.state == SENT]
    answer = answer_list(face, Listing(_SHIPMENTS, list(_lines(face, rows))), xlsx, csv)
    if not (xlsx or csv):
        answer.document = rows
    return answer
