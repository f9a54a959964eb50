"""A ring's commit: LOCK, sign, settle, release; each step as `net.commit` allows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from tuowang.flows.base import JOURNAL, Context, Effect, Said, Say
from tuowang.flows.mandate_tables import claim_of, ring_secret
from tuowang.flows.netting import (
    PlacedSignature,
    RingDropped,
    RingLocked,
    RingReleased,
    RingRemembered,
    RingSigned,
    RingWalked,
    netting,
)
from tuowang.flows.netting_courier_tables import SEATS
from tuowang.flows.netting_epoch_tables import EPOCHS
from tuowang.flows.netting_folds import HOLDS, leg_of
from tuowang.flows.netting_free import (
    COMMIT,
    free_minor,
    is_barred,
    is_within_mandate,
    part_of,
    parts_on,
    rules_of,
    why_not,
)
from tuowang.flows.netting_lanes import LANES
from tuowang.flows.netting_settling import (
    ask_witness,
    certificate_of,
    notices,
    settle,
    signatures_of,
    tell,
    terms_of,
)
from tuowang.flows.netting_tables import (
    HEARD_LOCKS,
    HOPS,
    RINGS,
    HopRow,
    PartRow,
)
from tuowang.flows.witness_tables import accepts
from tuowang.net.commit import (
    BOTH,
    CREDITOR,
    DEBTOR,
    DROPPED,
    LOCK,
    LOCKED,
    PREPARE,
    PREPARED,
    WALK,
    Part,
)
from tuowang.net.ring import Terms, open_note, prepare, seal_note
from tuowang.record.codec import encode
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS

Legs = tuple[str, str, str, str]
"""Debtor and its claim, creditor and its claim."""


def now_part(row: PartRow, context: Context) -> Part:
    """The part, as our links stand now: of an older epoch, it is stale; healing, it waits."""
    stale, healing = False, [False, False]
    for side, epoch, theirs in (
        (DEBTOR, row.epoch0, row.their_epoch0),
        (CREDITOR, row.epoch1, row.their_epoch1),
    ):
        partner = leg_of(row, side)[0]
        if not partner:
            healing[side] = True
            continue
        standing = context.standing(partner)
        if standing.closed:  # what stands there is all that ever will
            continue
        healing[side] = standing.healing or theirs not in (-1, standing.their_epoch)
        stale = stale or epoch not in (-1, standing.epoch)
    return part_of(row, stale=stale, healing=(healing[0], healing[1]))


# LOCK


def lock_ring(
    view: View, terms: Terms, hop: HopRow, legs: Legs, context: Context
) -> Iterator[Effect]:
    """Say LOCK on both links, if the books agree and both amounts are free, or held by a
    ring of less, or of as much and a larger id, that nobody signed yet; else WALK. Of rings that
    are in each other's way the same one wins at all firms: where each kept to the first that it
    heard of, none would.
    """
    ring = terms.id
    if view.get(RINGS, ring.hex()) is not None or _is_used(view, hop):
        return
    place = terms.place_of(bytes.fromhex(hop.key))
    fits = place is not None and len(terms.keys) >= 2
    yielding = _yielding(view, terms, legs, context)
    fits = fits and accepts(view, terms)
    if not fits or yielding is None or not _in_time(view, terms, context):
        yield from _refuse(ring, legs, context)
        return
    for row in yielding:
        yield from release(view, row, now_part(row, context), context)
    note = seal_note(ring_secret(view, context.secret), hop.nonce, encode(list(legs)))
    key = bytes.fromhex(hop.key)
    for partner, claim, owing in ((legs[0], legs[1], False), (legs[2], legs[3], True)):
        heard = view.get(HEARD_LOCKS, ring.hex(), f"{partner}/{'owed' if owing else 'owing'}")
        epoch = context.standing(partner).epoch
        yield Say(
            partner,
            RingLocked(terms, claim, owing, key, hop.nonce, epoch, note, heard is not None),
        )


def _is_used(view: View, hop: HopRow) -> bool:
    """Whether the key has a ring already: it signs for one only."""
    return next(iter(view.find(RINGS, ("key",), hop.key)), None) is not None


def _yielding(view: View, terms: Terms, legs: Legs, context: Context) -> list[PartRow] | None:
    """The rings that make room on both legs for this one; None: there is no room."""
    found: dict[str, PartRow] = {}
    for partner, name, mine in ((legs[0], legs[1], True), (legs[2], legs[3], False)):
        claim = claim_of(view, partner, name)
        if claim is None or claim.mine is not mine or claim.currency != terms.currency:
            return None
        if not context.standing(partner).sign:
            return None
        if why_not(view, claim) or not is_within_mandate(view, partner, terms, context.now):
            return None
        missing = terms.amount_minor - free_minor(view, claim)
        weaker = (row for row in parts_on(view, claim) if _may_yield(row, terms, context))
        for row in sorted(weaker, key=lambda one: (one.amount_minor, one.ring)):
            if missing > 0:
                found[row.ring] = row
                missing -= row.amount_minor
        if missing > 0:
            return None
    return list(found.values())


def _may_yield(row: PartRow, terms: Terms, context: Context) -> bool:
    weaker = (-row.amount_minor, row.ring) > (-terms.amount_minor, terms.id.hex())
    early = row.state == LOCKED and not row.signed
    return weaker and early and COMMIT.may_walk(now_part(row, context))


def _in_time(view: View, terms: Terms, context: Context) -> bool:
    """Not late, nor of a date so far that a lock would stand for long."""
    spans = [2 * (rules_of(view).days + 1) * DAY_MILLISECONDS]
    for row in view.scan(EPOCHS):
        if not row.over:
            spans.append(LANES[row.lane].ring_ms + LANES[row.lane].skew_ms)
    return context.now < terms.until <= context.now + max(spans)


def _refuse(ring: bytes, legs: Legs, context: Context) -> Iterator[Effect]:
    for partner in dict.fromkeys((legs[0], legs[2])):
        yield from tell(partner, RingWalked(ring), context)


@netting.react(RingLocked)
def heard_lock(view: View, said: Said[RingLocked], context: Context) -> Iterable[Effect]:
    """Join a ring that a token through us became, once our debtor did; tell a partner that signs
    before us that we hold its LOCK. Who signs after us knows it by our PREPARE.
    """
    lock = said.record
    if said.mine:
        return
    terms = lock.ring_terms
    ring = terms.id.hex()
    row = view.get(RINGS, ring)
    if row is None:
        hop = _own_hop(view, terms) if lock.owing else None
        if hop is not None and _matches(hop, said.partner, lock):
            legs = (hop.debtor, hop.debtor_claim, hop.creditor, hop.creditor_claim)
            yield from lock_ring(view, terms, hop, legs, context)
        return
    side = DEBTOR if lock.owing else CREDITOR
    part = part_of(row)
    both = part.sides[side].heard & part.sides[side].said & LOCK
    signs_first = (row.place + (1 if side == CREDITOR else -1)) % row.size < row.place
    waits = signs_first or is_by_courier(view, row)
    if both and waits and not part.sides[side].said & HOLDS:
        mine = RingLocked(
            terms,
            lock.claim,
            not lock.owing,
            bytes.fromhex(row.key),
            row.nonce,
            max(0, row.epoch0 if side == DEBTOR else row.epoch1),
            row.note,
            True,
        )
        yield Say(said.partner, mine)
    yield from advance(view, ring, context)


def _own_hop(view: View, terms: Terms) -> HopRow | None:
    found = [hop for key in terms.keys if (hop := view.get(HOPS, key.hex())) is not None]
    return found[0] if len(found) == 1 else None


def _matches(hop: HopRow, debtor: str, lock: RingLocked) -> bool:
    """Whether a LOCK is about the leg over which the token came, by the right neighbour's key."""
    place = lock.ring_terms.place_of(bytes.fromhex(hop.key))
    if place is None or lock.ring_terms.amount_minor > hop.amount_minor:
        return False
    expected = (hop.debtor, hop.debtor_claim, lock.ring_terms.beside(place)[0])
    return expected == (debtor, lock.claim, lock.key)


# Sign and settle


def advance(view: View, ring: str, context: Context) -> Iterator[Effect]:
    """Do what may be done now: settle, sign, or release."""
    row = view.get(RINGS, ring)
    if row is None:
        return
    part = now_part(row, context)
    sides = COMMIT.to_settle(part)
    yield from ask_witness(view, row, signatures_of(view, row) if row.witness else [], context)
    if not (row.debtor and row.creditor):
        yield from _remember(view, row, context)
    elif sides:
        yield from settle(view, row, sides, context)
    elif part.state == LOCKED and _has_parted(view, row, context):
        yield from release(view, row, part, context)
    elif COMMIT.may_prepare(part) and _is_agreed(row) and _is_turn(view, row):
        if context.now < row.until:
            yield from _prepare(view, row, context)
    elif COMMIT.may_release(part, late=_is_late(view, row, context)):
        yield from release(view, row, part, context)
    elif part.state == PREPARED and is_by_courier(view, row):
        yield from _pass_on(view, row, context)


def _has_parted(view: View, row: PartRow, context: Context) -> bool:
    """Whether a link was closed since the LOCK, or people want no more netting there: we sign no
    ring through it. What we signed before is carried out.
    """
    for side in BOTH:
        partner, name = leg_of(row, side)
        claim = claim_of(view, partner, name)
        barred = claim is not None and is_barred(view, claim)
        if barred or context.standing(partner).closed:
            return True
    return False


def _remember(view: View, row: PartRow, context: Context) -> Iterator[Effect]:
    note = open_note(ring_secret(view, context.secret), row.nonce, row.note)
    if note is not None:
        legs = msgspec.msgpack.decode(note, type=Legs)
        yield Say(JOURNAL, RingRemembered(bytes.fromhex(row.ring), *legs))


def _is_agreed(row: PartRow) -> bool:
    """Whether the keys beside ours in the terms are those that the partners bound on our links."""
    return terms_of(row).beside(row.place) == (row.their_key0, row.their_key1)


def is_by_courier(view: View, row: PartRow) -> bool:
    """Whether it was found in the courier lane, where all sign at once, since days count more
    than words: each says its PREPARE on both links, and what it hears on the other one.
    """
    hop = view.get(HOPS, row.key)
    return hop is not None and view.get(SEATS, hop.token) is not None


def _is_turn(view: View, row: PartRow) -> bool:
    """Signatures gather along the ring, so that two rounds of words are enough.

    A debtor gets ours with the certificate, or when we release: sooner it has no use for it.
    """
    if is_by_courier(view, row):
        return True
    before = (1 << row.place) - 1
    return row.signed & before == before


def _is_late(view: View, row: PartRow, context: Context) -> bool:
    return context.now >= row.until + rules_of(view).grace_days * DAY_MILLISECONDS


def _prepare(view: View, row: PartRow, context: Context) -> Iterator[Effect]:
    terms = terms_of(row)
    signature = prepare(ring_secret(view, context.secret), row.nonce, terms.id, row.note)
    known = signatures_of(view, row)
    ours = PlacedSignature(row.place, signature, row.nonce, row.note)
    signed = RingSigned(terms, [*known, ours])
    is_certificate = len(signed.signatures) == row.size and not row.witness  # ours was the last
    yield Say(row.creditor, signed)
    if row.debtor != row.creditor and (is_certificate or is_by_courier(view, row)):
        yield Say(row.debtor, signed)
    yield from ask_witness(view, replace(row, prepared=True), signed.signatures, context)
    if is_certificate:
        yield from notices(view, row, BOTH, context)


def _pass_on(view: View, row: PartRow, context: Context) -> Iterator[Effect]:
    """The PREPAREs that we hold, on a link where one of them was not said yet."""
    for partner, told in ((row.creditor, row.told1), (row.debtor, row.told0)):
        if row.signed & ~told:
            yield from tell(partner, RingSigned(terms_of(row), signatures_of(view, row)), context)


def release(view: View, row: PartRow, part: Part, context: Context) -> Iterator[Effect]:
    """Free the amount; say WALK where we never signed, and DROPPED where we did and it is known
    to come to nothing, so that those who signed before us need not wait for its date.

    A debtor may pay what it releases once it has our PREPARE or WALK, so it gets one of them.
    """
    ring = bytes.fromhex(row.ring)
    if part.state == PREPARED and not part.sides[DEBTOR].said & PREPARE:
        yield from tell(row.debtor, certificate_of(view, row), context)
    yield Say(JOURNAL, RingReleased(ring, part.stale))
    told = any(side.heard & (WALK | DROPPED) for side in part.sides)
    for side in BOTH:
        if COMMIT.may_walk(part):
            yield from tell(leg_of(row, side)[0], RingWalked(ring), context)
        elif part.state == PREPARED and told and not part.sides[side].heard & (WALK | DROPPED):
            yield from tell(leg_of(row, side)[0], RingDropped(ring), context)
