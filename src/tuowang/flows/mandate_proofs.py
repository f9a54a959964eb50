"""Certificates of rings that we know nothing of: our relay's, or what an old disk forgot.

Each PREPARE carries the nonce of its key and the sealed note of its legs. A key that comes of our
own secret is a part that we forgot: it is recalled, and settled like any other. A key of the secret
that we gave a relay makes it a ring of the relay's: both legs are settled in one record. Nobody but
the two can make such a key, nor such a note. Where the relay went beyond its mandate, the partners
did nothing wrong and the ring counts all the same: it is shown to our own people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.mandate import ProofJudged, ProvenLeg, mandate
from tuowang.flows.mandate_tables import (
    HANDED,
    PROOFS,
    RELAY_KEYS,
    ProofRow,
    claim_of,
    is_relay_code,
    origin_of,
    principal_of,
    ring_secret,
)
from tuowang.flows.netting import RingRecalled, RingSigned
from tuowang.flows.netting_ring import Legs
from tuowang.flows.netting_tables import SETOFFS
from tuowang.flows.partner import PARTNERS
from tuowang.net.ring import Terms, open_note, relay_secret, ring_key
from tuowang.store.store import View


@mandate.react(RingSigned)
def shown(view: View, said: Said[RingSigned], context: Context) -> Iterable[Effect]:
    """Judge it at once."""
    row = view.get(PROOFS, said.record.ring_terms.id.hex(), said.partner)
    if not said.mine and row is not None and not row.done:
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
    proof = msgspec.msgpack.decode(row.proof, type=RingSigned)
    terms = proof.ring_terms
    ours = _found(proof, ring_secret(view, context.secret))
    secrets = [
        relay_secret(context.secret, bytes.fromhex(one.sign)) for one in view.scan(RELAY_KEYS)
    ]
    relays = next((found for secret in secrets if (found := _found(proof, secret))), None)
    legs = list(_legs(view, terms, relays[1])) if relays is not None else []
    new = [leg for leg in legs if view.get(SETOFFS, row.ring, leg.partner, leg.claim) is None]
    amount, currency = terms.amount_minor, terms.currency
    yield Say(JOURNAL, ProofJudged(terms.id, row.partner, new, amount, currency, context.today))
    if ours is not None:
        yield Say(JOURNAL, RingRecalled(terms, proof.signatures, ours[0], *ours[1], proof.seen))
    elif not legs:
        yield Note("mandate-proof-unfit", {"partner": row.partner})
    if new:
        yield from _warn(view, terms, legs)
        told = [leg.partner for leg in legs]
        told += [principal for one in told if (principal := principal_of(view, one))]
        for partner in dict.fromkeys(told):
            if partner != row.partner:  # who holds a certificate gives it to both neighbours
                yield Say(partner, proof)


def _found(proof: RingSigned, secret: bytes) -> tuple[int, Legs] | None:
    """The place whose key comes of a secret, and the legs in its note."""
    for one in proof.signatures:
        if ring_key(secret, one.nonce) != proof.ring_terms.keys[one.place]:
            continue
        note = open_note(secret, one.nonce, one.note)
        try:
            return one.place, msgspec.msgpack.decode(note or b"", type=Legs)
        except msgspec.MsgspecError:
            return None
    return None


def _legs(view: View, terms: Terms, named: Legs) -> Iterator[ProvenLeg]:
    """The legs of a relay's ring in our own book."""
    for code, claim, mine in ((named[0], named[1], True), (named[2], named[3], False)):
        partner = _our_code(view, code, claim)
        row = claim_of(view, partner, claim)
        if row is not None and row.mine == mine and row.currency == terms.currency:
            yield ProvenLeg(partner, claim, mine)


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
