"""What words of the courier lane make of the tables; those of another epoch make nothing."""

from __future__ import annotations

from itertools import islice

from tuowang.flows.base import Said
from tuowang.flows.mandate_tables import claim_of
from tuowang.flows.netting import netting
from tuowang.flows.netting_courier import CourierTurn, OffersSaid, SaidTrail, TrailsSaid
from tuowang.flows.netting_courier_tables import (
    OURS,
    SEATS,
    THEIRS,
    TRAILS,
    is_on,
    put_seat,
    row_of_trail,
    seat_of,
    trail_at,
    trail_of,
)
from tuowang.net.short_rings import MOST_SEATS, MOST_TRAILS, Trail, hear_ring, seat_where
from tuowang.store.store import Rows, View


def trails_heard(view: View, partner: str) -> int:
    """So many trails of a partner are kept, at most `MOST_TRAILS`."""
    return sum(1 for _ in islice(view.scan(TRAILS, partner, THEIRS), MOST_TRAILS))


def _trail(view: View, partner: str, said: SaidTrail) -> Trail | None:
    """What was said of a claim that lies between us the right way round, in our terms."""
    claim = claim_of(view, partner, said.claim)
    if claim is None:
        return None
    at = (partner, said.claim), said.name
    return Trail(at, claim.currency, said.along, said.tag, said.hops, said.amount_minor)


@netting.fold(TrailsSaid)
def fold_trails(rows: Rows, said: Said[TrailsSaid]) -> None:
    """A partner's trails wait for our turn; a name stands for what it was first said of."""
    if said.mine or not is_on(rows, said.record.epoch):
        return
    room = MOST_TRAILS - trails_heard(rows, said.partner)
    for one in said.record.trails:
        claim = claim_of(rows, said.partner, one.claim)
        if room <= 0 or claim is None or claim.mine is not one.along:
            continue
        if rows.get(TRAILS, said.partner, THEIRS, one.name.hex()) is None:
            trail = _trail(rows, said.partner, one)
            assert trail is not None
            rows.put(TRAILS, row_of_trail(trail, THEIRS))
            room -= 1


@netting.fold(OffersSaid)
def fold_offers(rows: Rows, said: Said[OffersSaid]) -> None:
    """A partner's word gives us a seat, or says what lies behind it."""
    if said.mine or not is_on(rows, said.record.epoch):
        return
    room = MOST_SEATS - sum(
        1 for _ in islice(rows.find(SEATS, ("given",), said.partner), MOST_SEATS)
    )
    for word in said.record.rings:
        row = rows.get(SEATS, word.ring.hex())
        if row is None and room <= 0:
            continue
        named = rows.get(TRAILS, said.partner, OURS, word.trail.hex()) if word.trail else None
        trail = trail_of(named) if named is not None else None
        seat = hear_ring(seat_of(row) if row is not None else None, word, said.partner, trail)
        if seat is not None:
            room -= row is None
            put_seat(rows, seat, row.given if row is not None else said.partner)


@netting.fold(CourierTurn)
def fold_turn(rows: Rows, said: Said[CourierTurn]) -> None:
    """What we said, where trails met, what we offer."""
    turn = said.record
    if not is_on(rows, turn.epoch):
        return
    for one in turn.trails:
        trail = _trail(rows, one.partner, one.trail)
        if trail is not None:
            source = trail_at(one.source_partner, one.source_claim, one.source_name.hex())
            rows.put(TRAILS, row_of_trail(trail._replace(source=source), OURS))
    for met in turn.rings:
        first = rows.get(TRAILS, met.debtor, THEIRS, met.debtor_trail.hex())
        second = rows.get(TRAILS, met.creditor, THEIRS, met.creditor_trail.hex())
        if first is not None and second is not None:
            put_seat(rows, seat_where(met.ring, trail_of(first), trail_of(second)), "")
    for offer in turn.offers:
        row = rows.get(SEATS, offer.ring.hex())
        if row is not None:
            seat = seat_of(row)
            seat.own, seat.changed = offer.cell, False
            put_seat(rows, seat, row.given)
