"""What a witness keeps, says and is told; and our rules of witnesses.

A witness with an old disk may have said of a ring the opposite already, so it says nothing while a
link on which it could have is healing. Where the partner there hides what was said, it counts as a
witness that lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.checks import known_partner
from tuowang.flows.netting import RingLapsed, RingSigned
from tuowang.flows.netting_certificate_folds import is_whole, signatures_in_order
from tuowang.flows.netting_folds import put_part
from tuowang.flows.netting_settling import tell
from tuowang.flows.netting_tables import RINGS
from tuowang.flows.witness_tables import (
    ANY,
    ASKED,
    ASKED_WITH_SET,
    ASKERS,
    LAPSED,
    NONE,
    ONLY,
    SEEN,
    STAMPS,
    WITNESS_LINKS,
    WITNESS_RULES,
    AskerRow,
    StampRow,
    WitnessLinkRow,
    WitnessRulesRow,
    keys_of,
    witness_rules,
)
from tuowang.flows.witnessing import (
    MOST_ACCEPTED,
    OfferWitness,
    RingStamped,
    SetWitnesses,
    WitnessAsked,
    WitnessesRuled,
    WitnessOffered,
    witnessing,
)
from tuowang.net.ring import KEY_BYTES, lapsed, seen, witness_key
from tuowang.record.codec import encode
from tuowang.store.store import Rows, View

MOST_WAITING = 1000
"""Rings of one partner of which we have said nothing yet; what it asks beyond is dropped."""


# What our own user asks


@witnessing.ask(OfferWitness)
def offer(view: View, command: OfferWitness, context: Context) -> Iterable[Effect]:
    """Say so. Mistake: partner-unknown, witness-not-given."""
    known_partner(view, command.partner)
    row = view.get(WITNESS_LINKS, command.partner)
    given = row is not None and row.given
    if command.withdraw and not given:
        raise Mistake("witness-not-given", partner=command.partner)
    if given == command.withdraw:
        key = witness_key(context.secret)
        yield Say(command.partner, WitnessOffered(key, command.withdraw))


@witnessing.ask(SetWitnesses)
def set_witnesses(view: View, command: SetWitnesses, _context: Context) -> Iterable[Effect]:
    """Keep it. Mistake: witness-not-offered, witness-unknown, too-many-witnesses."""
    now = witness_rules(view)
    named, accepts, keys = now.named, now.accepts, keys_of(now)
    if command.named is not None:
        named = command.named
        if named:
            _key_of(view, named)
    if command.accepted is not None:
        accepts, keys = ONLY, []
        if command.accepted in ((ANY,), (NONE,)):
            accepts = command.accepted[0]
        else:
            keys = [_key(view, one) for one in command.accepted]
    if len(keys) > MOST_ACCEPTED:
        raise Mistake("too-many-witnesses", most=MOST_ACCEPTED)
    yield Say(JOURNAL, WitnessesRuled(named, accepts, keys))


def _key_of(view: View, partner: str) -> bytes:
    row = view.get(WITNESS_LINKS, partner)
    if row is None or not row.offered:
        raise Mistake("witness-not-offered", partner=partner)
    return row.key


def _key(view: View, named: str) -> bytes:
    """By the key itself, in hexadecimal digits, or a partner that witnesses for us."""
    row = view.get(WITNESS_LINKS, named)
    if row is not None and row.offered:
        return row.key
    try:
        key = bytes.fromhex(named)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Mistake("witness-unknown", witness=named[:80])
    return key


# What is kept


@witnessing.fold(WitnessesRuled)
def fold_ruled(rows: Rows, said: Said[WitnessesRuled]) -> None:
    """The rules from now on."""
    new = said.record
    rows.put(WITNESS_RULES, WitnessRulesRow("now", new.named, new.accepts, b"".join(new.keys)))


@witnessing.fold(WitnessOffered)
def fold_offered(rows: Rows, said: Said[WitnessOffered]) -> None:
    """Who witnesses for whom; keys stay known, for rings under way."""
    row = rows.get(WITNESS_LINKS, said.partner) or WitnessLinkRow(said.partner)
    key, stands = said.record.key, not said.record.withdrawn
    if said.mine:
        rows.put(WITNESS_LINKS, replace(row, our_key=key, given=stands))
    else:
        rows.put(WITNESS_LINKS, replace(row, key=key, offered=stands))


@witnessing.fold(WitnessAsked)
def fold_asked(rows: Rows, said: Said[WitnessAsked]) -> None:
    """Ours: that we asked. A partner's for whom we witness: it waits for an answer."""
    asked, terms = said.record, said.record.ring_terms
    ring = terms.id.hex()
    if said.mine:
        row = rows.get(RINGS, ring)
        if row is not None:
            what = ASKED_WITH_SET if asked.signatures else ASKED
            put_part(rows, replace(row, asked=max(row.asked, what)))
        return
    link = rows.get(WITNESS_LINKS, said.partner)
    if link is None or not link.our_key or link.our_key != terms.witness or len(terms.keys) < 2:
        return
    new = rows.get(ASKERS, ring, said.partner) is None
    if new and has_asked_enough(rows, said.partner):
        return
    known = rows.get(STAMPS, ring)
    if known is None or not known.whole:
        whole = is_whole(terms, asked.signatures)
        kept = encode(RingSigned(terms, asked.signatures if whole else []))
        state = known.state if known is not None else ""
        rows.put(STAMPS, StampRow(ring, state, terms.until, kept, whole))
    if new:  # who was answered holds that, whatever it asks
        rows.put(ASKERS, AskerRow(ring, said.partner))


def has_asked_enough(view: View, partner: str) -> bool:
    """Whether a partner waits for as many answers as one may."""
    waiting = view.find(ASKERS, ("partner", "answered"), partner, False)
    return sum(1 for _ in islice(waiting, MOST_WAITING)) >= MOST_WAITING


@witnessing.fold(RingStamped)
def fold_stamped(rows: Rows, said: Said[RingStamped]) -> None:
    """That is said of it from now on."""
    row = rows.get(STAMPS, said.record.ring.hex())
    if row is not None and not row.state:
        rows.put(STAMPS, replace(row, state=LAPSED if said.record.lapsed else SEEN))


@witnessing.fold(RingSigned)
def fold_seen(rows: Rows, said: Said[RingSigned]) -> None:
    """What we told of a ring as its witness; after an old disk it is known by this alone."""
    record, terms = said.record, said.record.ring_terms
    if said.mine and record.seen:
        kept = encode(replace(record, seen=b""))
        stamped = StampRow(terms.id.hex(), SEEN, terms.until, kept, True)
        _told(rows, said.partner, terms.witness, stamped)


@witnessing.fold(RingLapsed)
def fold_lapsed(rows: Rows, said: Said[RingLapsed]) -> None:
    """Likewise."""
    ring = said.record.ring.hex()
    link = rows.get(WITNESS_LINKS, said.partner)
    if said.mine and link is not None and rows.get(RINGS, ring) is None:
        _told(rows, said.partner, link.our_key, StampRow(ring, LAPSED, 0, b""))


def _told(rows: Rows, partner: str, key: bytes, told: StampRow) -> None:
    link = rows.get(WITNESS_LINKS, partner)
    if link is None or not key or link.our_key != key:
        return
    known = rows.get(STAMPS, told.ring)
    if known is None or (not known.state and told.asked):
        rows.put(STAMPS, told)
    elif not known.state:
        rows.put(STAMPS, replace(known, state=told.state))
    rows.put(ASKERS, AskerRow(told.ring, partner, True))


# What is said


@witnessing.react(WitnessOffered)
def tell_people(_view: View, said: Said[WitnessOffered], _context: Context) -> Iterable[Effect]:
    """A person should know."""
    if not said.mine:
        code = "witness-withdrawn" if said.record.withdrawn else "witness-offered"
        yield Note(code, {"partner": said.partner})


@witnessing.react(WitnessAsked)
def answer(view: View, said: Said[WitnessAsked], context: Context) -> Iterable[Effect]:
    """At once, where that can be."""
    if not said.mine:
        row = view.get(STAMPS, said.record.ring_terms.id.hex())
        if row is not None:
            yield from _answer(view, row, context)


def _answer(view: View, row: StampRow, context: Context) -> Iterator[Effect]:
    """Tell all who asked what we say of a ring, if we say it."""
    state = row.state or _decide(view, row, context)
    if not state or not row.asked:
        return
    asked = msgspec.msgpack.decode(row.asked, type=RingSigned)
    terms = asked.ring_terms
    if not row.state:
        yield Say(JOURNAL, RingStamped(terms.id, state == LAPSED))
    told: RingSigned | RingLapsed = RingLapsed(terms.id, lapsed(context.secret, terms))
    if state == SEEN:
        stamp = seen(context.secret, terms, signatures_in_order(asked.signatures))
        told = replace(asked, seen=stamp)
    for one in view.scan(ASKERS, row.ring):
        if not one.answered:
            yield from tell(one.partner, told, context)


def _decide(view: View, row: StampRow, context: Context) -> str:
    for link in view.scan(WITNESS_LINKS):
        if link.our_key and context.standing(link.partner).healing:
            return ""
    if context.now >= row.until:
        return LAPSED
    return SEEN if row.whole else ""


def _lapse_at(view: View, _now: int) -> int | None:
    first = next(iter(view.find(STAMPS, ("state", "until"), "")), None)
    return first.until if first is not None else None


@witnessing.wake(_lapse_at)
def lapse(view: View, context: Context) -> Iterator[Effect]:
    """Rings whose date has passed."""
    for row in list(view.find(STAMPS, ("state", "until"), "")):
        if row.until > context.now:
            return
        yield from _answer(view, row, context)
