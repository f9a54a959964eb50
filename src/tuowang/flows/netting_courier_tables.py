"""What an epoch of the courier lane keeps: trails said and heard, seats in short rings."""

from __future__ import annotations

import msgspec

from tuowang.flows.netting_epoch_tables import EPOCHS
from tuowang.flows.netting_lanes import COURIER
from tuowang.net.short_rings import Cell, Leg, Seat, Trail, TrailAt
from tuowang.record.codec import encode
from tuowang.store.store import Rows, View
from tuowang.store.table import Table

OURS, THEIRS = "ours", "theirs"
BY_PARTNER = ("partner", "side")


class TrailRow(msgspec.Struct, frozen=True):
    """A trail on a claim between us and a partner; side: who named it, and said it to the other.

    source_*: the trail of another partner's that it goes on from; "" where it begins with us.
    """

    partner: str
    side: str
    name: str
    claim: str
    currency: str
    along: bool
    tag: bytes
    hops: int
    amount_minor: int
    source_partner: str = ""
    source_claim: str = ""
    source_name: str = ""


class SeatRow(msgspec.Struct, frozen=True):
    """Our place in a ring that could be. own, before, after: MessagePack of cells, as `Seat` has.

    given: the partner whose word told us of it, "" where trails met at us.
    """

    ring: str
    size: int
    place: int
    most_minor: int
    debtor: str
    debtor_claim: str
    debtor_trail: str
    creditor: str
    creditor_claim: str
    creditor_trail: str
    own: bytes
    before: bytes
    after: bytes
    changed: bool
    dead: bool
    given: str = ""


TRAILS = Table("netting_trails", TrailRow, ("partner", "side", "name"))
SEATS = Table("netting_seats", SeatRow, ("ring",), (("given",),))
COURIER_TABLES = (TRAILS, SEATS)


def is_on(view: View, epoch: str) -> bool:
    """Whether this is the epoch of the courier lane in which we are."""
    row = view.get(EPOCHS, COURIER.name)
    return row is not None and row.epoch == epoch and not row.over


def trail_at(partner: str, claim: str, name: str) -> TrailAt | None:
    """Of three fields of a row."""
    return ((partner, claim), bytes.fromhex(name)) if partner else None


def trail_of(row: TrailRow) -> Trail:
    """What the row holds."""
    source = trail_at(row.source_partner, row.source_claim, row.source_name)
    at = (row.partner, row.claim), bytes.fromhex(row.name)
    return Trail(at, row.currency, row.along, row.tag, row.hops, row.amount_minor, source)


def row_of_trail(trail: Trail, side: str) -> TrailRow:
    """The row that holds it."""
    (partner, claim), name = trail.at
    source = _fields(trail.source)
    return TrailRow(
        partner,
        side,
        name.hex(),
        claim,
        trail.currency,
        trail.along,
        trail.tag,
        trail.hops,
        trail.amount_minor,
        *source,
    )


def _fields(at: TrailAt | None) -> tuple[str, str, str]:
    return (*at[0], at[1].hex()) if at is not None else ("", "", "")


def seat_of(row: SeatRow) -> Seat:
    """What the row holds."""
    debtor = trail_at(row.debtor, row.debtor_claim, row.debtor_trail)
    creditor = trail_at(row.creditor, row.creditor_claim, row.creditor_trail)
    ring = bytes.fromhex(row.ring)
    seat = Seat(ring, row.size, row.place, row.most_minor, debtor, creditor)
    seat.own = msgspec.msgpack.decode(row.own, type=Cell)
    seat.before = msgspec.msgpack.decode(row.before, type=list[Cell])
    seat.after = msgspec.msgpack.decode(row.after, type=list[Cell])
    seat.changed, seat.dead = row.changed, row.dead
    return seat


def put_seat(rows: Rows, seat: Seat, given: str) -> None:
    """Keep a seat as it is now."""
    rows.put(
        SEATS,
        SeatRow(
            seat.ring.hex(),
            seat.size,
            seat.place,
            seat.most_minor,
            *_fields(seat.debtor),
            *_fields(seat.creditor),
            encode(seat.own),
            encode(seat.before),
            encode(seat.after),
            seat.changed,
            seat.dead,
            given,
        ),
    )


def legs_of(seat: Seat) -> tuple[Leg, Leg]:
    """Our debtor's leg and our creditor's; empty where it is not known."""
    none = ("", "")
    return seat.debtor[0] if seat.debtor else none, seat.creditor[0] if seat.creditor else none


def forget(rows: Rows) -> None:
    """Another epoch begins with nothing."""
    for trail in list(rows.scan(TRAILS)):
        rows.delete(TRAILS, trail.partner, trail.side, trail.name)
    for seat in list(rows.scan(SEATS)):
        rows.delete(SEATS, seat.ring)
