"""A day's turn in the courier lane: pass trails on, meet, offer, and lock what all offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TypeVar

from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.mandate_tables import claim_of, ring_secret
from tuowang.flows.netting import HopTaken, netting
from tuowang.flows.netting_courier import (
    MOST_WORDS,
    CourierTurn,
    KeptTrail,
    MetRing,
    OffersSaid,
    OwnOffer,
    SaidTrail,
    TrailsSaid,
)
from tuowang.flows.netting_courier_folds import trails_heard
from tuowang.flows.netting_courier_tables import (
    OURS,
    SEATS,
    THEIRS,
    TRAILS,
    legs_of,
    seat_of,
    trail_of,
)
from tuowang.flows.netting_epoch_tables import OPENINGS, EpochRow
from tuowang.flows.netting_folds import hop_row
from tuowang.flows.netting_free import rules_of
from tuowang.flows.netting_lanes import COURIER
from tuowang.flows.netting_ring import lock_ring
from tuowang.flows.netting_tables import HOPS, RINGS, HopRow
from tuowang.flows.netting_walks import is_open_to, largest, most_firms, way_over
from tuowang.net.ring import NONCE_BYTES, Terms, ring_key
from tuowang.net.short_rings import (
    FIX_DAYS,
    MOST_TRAILS,
    NAME_BYTES,
    TAG_BYTES,
    Leg,
    RingWord,
    Seat,
    Trail,
    Way,
    fix,
    meet,
    seat_where,
    trails_to_say,
    weigh,
)
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS

T = TypeVar("T")
FIRST_FIX_DAY = min(FIX_DAYS.values())


@netting.react(TrailsSaid)
def heard_trails(view: View, said: Said[TrailsSaid], _context: Context) -> Iterable[Effect]:
    """Nothing is answered before our turn; people are told of too many."""
    if not said.mine and trails_heard(view, said.partner) >= MOST_TRAILS:
        yield Note("netting-too-many-trails", {"partner": said.partner, "most": MOST_TRAILS})


def take_courier_turn(view: View, row: EpochRow, context: Context) -> Iterator[Effect]:
    """All that is to be done of a day: what is kept first, then what is said."""
    day = (context.now - row.began) // DAY_MILLISECONDS
    secret = ring_secret(view, context.secret)
    tag = sha256(b"tuowang trail 1" + secret + row.epoch.encode()).digest()[:TAG_BYTES]
    heard = [trail_of(one) for one in view.scan(TRAILS) if one.side == THEIRS]
    seats = [seat_of(one) for one in view.scan(SEATS)]
    new = _trails(view, row, tag, heard, context)
    met = _meet(view, tag, heard, seats, context)
    asked = [seat for seat in seats if not _is_ring(view, seat)]
    _leave_others(view, asked)
    hops = list(_offer(view, asked, day, context))
    changed = [seat for seat in asked if seat.changed]
    yield from _kept(row.epoch, new, met, [OwnOffer(seat.ring, seat.own) for seat in changed])
    for taken in hops:
        yield Say(JOURNAL, taken)
    yield from _say(row.epoch, new, changed)
    if day >= FIRST_FIX_DAY:
        yield from _lock(view, row, asked, {hop.key: hop for hop in hops}, context)


def _leave_others(view: View, seats: list[Seat]) -> None:
    """In rings of more firms than we want, or with a partner that we do not net with any more."""
    most = most_firms(view, COURIER.name)
    for seat in seats:
        partners = {leg[0] for leg in legs_of(seat)} - {""}
        if seat.size > most or not all(is_open_to(view, partner) for partner in partners):
            seat.dead = True


def _kept(
    epoch: str, trails: list[KeptTrail], rings: list[MetRing], offers: list[OwnOffer]
) -> Iterator[Say]:
    """The turn in our journal, rings before what we offer to them."""
    for part in _parts(trails):
        yield Say(JOURNAL, CourierTurn(epoch, part, [], []))
    for met in _parts(rings):
        yield Say(JOURNAL, CourierTurn(epoch, [], met, []))
    for own in _parts(offers):
        yield Say(JOURNAL, CourierTurn(epoch, [], [], own))


def _parts(words: list[T]) -> Iterator[list[T]]:
    for begin in range(0, len(words), MOST_WORDS):
        yield words[begin : begin + MOST_WORDS]


def _say(epoch: str, new: list[KeptTrail], changed: list[Seat]) -> Iterator[Say]:
    """In as few records as it takes."""
    trails: dict[str, list[SaidTrail]] = {}
    for kept in new:
        trails.setdefault(kept.partner, []).append(kept.trail)
    rings: dict[str, list[RingWord]] = {}
    for seat in changed:
        for at, along in ((seat.creditor, True), (seat.debtor, False)):
            if at is not None:
                rings.setdefault(at[0][0], []).append(seat.word(along=along))
    for partner, some in sorted(trails.items()):
        for part in _parts(some):
            yield Say(partner, TrailsSaid(epoch, part))
    for partner, words in sorted(rings.items()):
        for offers in _parts(words):
            yield Say(partner, OffersSaid(epoch, offers))


def _trails(
    view: View, row: EpochRow, tag: bytes, heard: list[Trail], context: Context
) -> list[KeptTrail]:
    """Those to be said, to partners that take part."""
    there = {one.partner for one in view.scan(OPENINGS) if one.theirs_epoch == row.epoch}
    there |= {trail.at[0][0] for trail in heard}
    ways = [
        Way((way.row.partner, way.row.claim), way.row.currency, way.amount_minor, not way.row.mine)
        for mine in (False, True)
        for way in largest(view, mine=mine)
        if way.row.partner in there
    ]
    said = [trail_of(one) for one in view.scan(TRAILS) if one.side == OURS]
    return [
        KeptTrail(
            trail.at[0][0],
            SaidTrail(
                trail.at[1], trail.at[0][1], trail.along, trail.tag, trail.hops, trail.amount_minor
            ),
            *((*trail.source[0], trail.source[1]) if trail.source else ()),
        )
        for trail in trails_to_say(tag, ways, heard, said, lambda: context.draw()[:NAME_BYTES])
    ]


def _meet(
    view: View, tag: bytes, heard: list[Trail], seats: list[Seat], context: Context
) -> list[MetRing]:
    """Rings where trails met at us, with seats for us."""
    known = {(seat.debtor, seat.creditor) for seat in seats if seat.debtor and seat.creditor}
    rings = []
    for one, other in meet(tag, heard, most_firms(view, COURIER.name), known):
        seat = seat_where(context.draw()[:NAME_BYTES], one, other)
        seats.append(seat)
        rings.append(MetRing(seat.ring, one.at[0][0], one.at[1], other.at[0][0], other.at[1]))
    return rings


def _is_ring(view: View, seat: Seat) -> bool:
    """Whether our key in it has come into a ring's terms: its amount is held there."""
    rows = view.find(RINGS, ("key",), seat.own.key.hex()) if seat.own.key else ()
    return next(iter(rows), None) is not None


def _offer(view: View, seats: list[Seat], day: int, context: Context) -> Iterator[HopTaken]:
    """Our offers; of those that stay the hops, by which we know the ring again."""
    open_minor: dict[Leg, int] = {}
    for seat in seats:
        leg = legs_of(seat)[1]
        claim = claim_of(view, *leg) if leg not in open_minor else None
        if claim is not None and not claim.mine:
            open_minor[leg] = way_over(view, claim).amount_minor
    for seat in weigh(open_minor, seats, day, rules_of(view).quantum_minor):
        debtor, creditor = legs_of(seat)
        claim = claim_of(view, *creditor)
        assert claim is not None
        nonce = context.draw()[:NONCE_BYTES]
        key = ring_key(ring_secret(view, context.secret), nonce)
        fix(seat, key)
        offer, token = seat.own.offer_minor, seat.ring.hex()
        yield HopTaken(token, key, nonce, *debtor, *creditor, offer, claim.currency, context.today)


def _lock(
    view: View, row: EpochRow, seats: list[Seat], taken: dict[bytes, HopTaken], context: Context
) -> Iterator[Effect]:
    """Rings in which everybody's offer stays: all come to the same terms, each by itself."""
    until = row.began + FIRST_FIX_DAY * DAY_MILLISECONDS + COURIER.ring_ms
    for seat in seats:
        agreed = seat.terms()
        hop = _hop(view, seat, taken) if agreed is not None else None
        if agreed is None or hop is None:
            continue
        terms = Terms(hop.currency, agreed[0], until, agreed[1])
        legs = (hop.debtor, hop.debtor_claim, hop.creditor, hop.creditor_claim)
        yield from lock_ring(view, terms, hop, legs, context)


def _hop(view: View, seat: Seat, taken: dict[bytes, HopTaken]) -> HopRow | None:
    """That of a seat, also where this turn took it."""
    new = taken.get(seat.own.key)
    if new is None:
        return view.get(HOPS, seat.own.key.hex())
    return hop_row(new)
