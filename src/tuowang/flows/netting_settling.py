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
from tuowang.flows.netting_free import part_of
from tuowang.flows.netting_tables import SIGNATURES, PartRow
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


def tell(partner: str, record: Record, context: Context) -> Iterator[Effect]:
    """Say it, unless the link is closed."""
    if not context.standing(partner).closed:
        yield Say(partner, record)


def settle(view: View, row: PartRow, sides: tuple[int, ...], context: Context) -> Iterator[Effect]:
    """Both legs in one transaction, with the certificate first, to both neighbours."""
    known = signatures_of(view, row)
    if len(known) == row.size:
        part = part_of(row)
        certificate = RingSigned(terms_of(row), known)
        partners = [leg_of(row, s)[0] for s in sides if not part.sides[s].said & CERTIFICATE]
        for partner in dict.fromkeys(partners):
            yield from tell(partner, certificate, context)
    yield from notices(view, row, sides, context)


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
