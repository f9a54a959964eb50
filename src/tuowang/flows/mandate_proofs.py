"""The principal judges what it is shown of its relay's rings, and settles both legs at once.

A proof holds where the certificate is whole, one of its keys comes of the secret that we gave our
relay, and the note, sealed with that secret, says which two of our claims it is about. Nobody but
relay and principal can make such a note. Where the relay went beyond its mandate, the partners
are bound to nothing wrong and the ring counts all the same: it is shown to our own people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.mandate import ProofJudged, ProvenLeg, RingProven, mandate
from tuowang.flows.mandate_reacts import legs_of
from tuowang.flows.mandate_tables import (
    HANDED,
    PROOFS,
    ProofRow,
    claim_of,
    is_relay_code,
    origin_of,
)
from tuowang.flows.netting import RingSigned
from tuowang.flows.netting_tables import SETOFFS
from tuowang.flows.partner import PARTNERS
from tuowang.net.ring import Terms, is_prepare, open_note, relay_secret, ring_key
from tuowang.store.store import View


@mandate.react(RingProven)
def shown(view: View, said: Said[RingProven], context: Context) -> Iterable[Effect]:
    """Judge it at once."""
    if not said.mine:
        row = view.get(PROOFS, said.record.ring_terms.id.hex(), said.partner)
        if row is not None and not row.done:
            yield from _judge(view, row, context)


def _waiting_at(view: View, _now: int) -> int | None:
    return 0 if next(iter(view.find(PROOFS, ("done",), False)), None) is not None else None


@mandate.wake(_waiting_at)
def judge_again(view: View, context: Context) -> Iterator[Effect]:
    """What an old disk forgot to have judged; one of each ring, the others find it settled."""
    rows = {row.ring: row for row in view.find(PROOFS, ("done",), False)}
    for row in rows.values():
        yield from _judge(view, row, context)


def _judge(view: View, row: ProofRow, context: Context) -> Iterator[Effect]:
    proof = msgspec.msgpack.decode(row.proof, type=RingProven)
    terms = proof.ring_terms
    legs = list(_legs(view, proof, row.partner, context))
    open_legs = [leg for leg in legs if view.get(SETOFFS, row.ring, leg.partner, leg.claim) is None]
    judged = ProofJudged(
        terms.id, row.partner, open_legs, terms.amount_minor, terms.currency, context.today
    )
    yield Say(JOURNAL, judged)
    if not legs:
        yield Note("mandate-proof-unfit", {"partner": row.partner})
    if open_legs:
        yield from _warn(view, terms, legs)
        for partner in dict.fromkeys(leg.partner for leg in legs):
            if partner != row.partner:  # who holds a certificate gives it to both neighbours
                yield Say(partner, RingSigned(terms, proof.signatures))


def _legs(view: View, proof: RingProven, shower: str, context: Context) -> Iterator[ProvenLeg]:
    """The legs in our own book; none where the proof does not hold."""
    terms = proof.ring_terms
    secret = relay_secret(context.secret, proof.relay or context.standing(shower).sign)
    sealed = proof.of_relay
    note = open_note(secret, sealed.nonce, sealed.note)
    named = legs_of(note) if note is not None else None
    if named is None or terms.place_of(ring_key(secret, sealed.nonce)) is None:
        return
    if not _is_whole(proof):
        return
    for code, claim, mine in ((named[0], named[1], True), (named[2], named[3], False)):
        partner = _our_code(view, code, claim)
        row = claim_of(view, partner, claim)
        if row is not None and row.mine == mine and row.currency == terms.currency:
            yield ProvenLeg(partner, claim, mine)


def _is_whole(proof: RingProven) -> bool:
    """Whether all keys of the ring have signed."""
    terms = proof.ring_terms
    signed = {one.place: one.signature for one in proof.signatures}
    if len(terms.keys) < 2 or set(signed) != set(range(len(terms.keys))):
        return False
    ring = terms.id
    return all(is_prepare(key, ring, signed[place]) for place, key in enumerate(terms.keys))


def _our_code(view: View, code: str, claim: str) -> str:
    """Our code of a partner that our relay names; a relay of the partner's may stand for it there.

    First of those whose claim we handed over: a mandate that was over, and refused when given
    anew, leaves no trace of that.
    """
    codes = [code, *(r.partner for r in view.scan(PARTNERS) if is_relay_code(code, r.partner))]
    given = [one for one in codes if (row := view.get(HANDED, one, claim)) and row.mine]
    known = [one for one in codes if claim_of(view, one, claim) is not None]
    return next(iter((*given, *known)), code)


def _warn(view: View, terms: Terms, legs: list[ProvenLeg]) -> Iterator[Effect]:
    """Our relay went beyond what we gave it; or what it set off was used meanwhile."""
    if len(legs) < 2:
        yield Note("mandate-breach", {"claim": "", "partner": ""})
    for leg in legs:
        details = {"partner": leg.partner, "claim": leg.claim}
        handed = view.get(HANDED, leg.partner, leg.claim)
        left = handed.limit_minor - handed.used_minor if handed is not None else 0
        claim = origin_of(view, leg.partner, leg.claim)
        if left < terms.amount_minor:
            yield Note("mandate-breach", details)
        elif claim is not None and claim.open_minor < terms.amount_minor:
            yield Note("netting-refund", details)
