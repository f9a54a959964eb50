"""What a firm says when a ring settles: the certificate to both neighbours, a notice of each leg.

A link may have been closed since the LOCK. Nothing can be said there any more; the leg is settled
all the same, and its notice stands in our journal alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tuowang.flows.base import JOURNAL, Context, Effect, Note, Record, Say
from tuowang.flows.mandate_tables import origin_of
from tuowang.flows.netting import (
    PlacedSignature,
    RingSettled,
    RingSettledUnsaid,
    RingSigned,
)
from tuowang.flows.netting_folds import leg_of
from tuowang.flows.netting_free import COMMIT, part_of
from tuowang.flows.netting_tables import SIGNATURES, PartRow
from tuowang.flows.witness_tables import ASKED, ASKED_WITH_SET, witness_partner
from tuowang.flows.witnessing import WitnessAsked
from tuowang.net.commit import CERTIFICATE, CREDITOR
from tuowang.net.ring import Terms
from tuowang.store.store import View


def terms_of(row: PartRow) -> Terms:
    """The terms of a part."""
    return msgspec.msgpack.decode(row.terms, type=Terms)


def signatures_of(view: View, row: PartRow) -> list[PlacedSignature]:
    """The PREPAREs of a ring that we hold."""
    return [
        PlacedSignature(one.place, one.signature, one.nonce, one.note)
        for one in view.scan(SIGNATURES, row.ring)
    ]


def certificate_of(view: View, row: PartRow) -> RingSigned:
    """What we hold of the certificate: signatures, the witness's stamp."""
    return RingSigned(terms_of(row), signatures_of(view, row), row.seen)


def tell(partner: str, record: Record, context: Context) -> Iterator[Effect]:
    """Say it, unless the link is closed."""
    if not context.standing(partner).closed:
        yield Say(partner, record)


def settle(view: View, row: PartRow, sides: tuple[int, ...], context: Context) -> Iterator[Effect]:
    """Both legs in one transaction, with the certificate first, to both neighbours."""
    part = part_of(row)
    if COMMIT.complete(part):
        certificate = certificate_of(view, row)
        partners = [leg_of(row, s)[0] for s in sides if not part.sides[s].said & CERTIFICATE]
        for partner in dict.fromkeys(partners):
            yield from tell(partner, certificate, context)
    yield from notices(view, row, sides, context)


def ask_witness(
    view: View, row: PartRow, signatures: list[PlacedSignature], context: Context
) -> Iterator[Effect]:
    """Who signed asks the ring's witness, if it has a link to it: what becomes of the ring; and,
    once it holds all signatures, to stamp them.
    """
    whole = len(signatures) == row.size
    wanted = ASKED_WITH_SET if whole else ASKED if row.prepared else 0
    if not row.witness or row.seen or row.lapsed or wanted <= row.asked:
        return
    partner = witness_partner(view, row.witness)
    if partner:
        asked = WitnessAsked(terms_of(row), signatures if whole else [])
        yield from tell(partner, asked, context)


def notices(view: View, row: PartRow, sides: tuple[int, ...], context: Context) -> Iterator[Effect]:
    """The notices of some legs, which settle them."""
    for side in sides:
        partner, name = leg_of(row, side)
        claim = origin_of(view, partner, name)
        open_minor = claim.open_minor if claim is not None else 0
        notice = RingSettled(
            bytes.fromhex(row.ring),
            name,
            side == CREDITOR,
            row.amount_minor,
            row.currency,
            open_minor - row.amount_minor,
            context.today,
        )
        if context.standing(partner).closed:
            yield Say(JOURNAL, RingSettledUnsaid(partner, notice))
        else:
            yield Say(partner, notice)
        if open_minor < row.amount_minor:
            yield Note("netting-refund", {"partner": partner, "claim": name})
