"""What a firm does in a ring when it hears of signatures, hints and stamps; dates, and what a start
redoes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tuowang.flows.base import Context, Effect, Note, Said
from tuowang.flows.netting import (
    RingDropped,
    RingLapsed,
    RingRecalled,
    RingRemembered,
    RingSigned,
    RingWalked,
    netting,
)
from tuowang.flows.netting_folds import leg_of
from tuowang.flows.netting_free import part_of, rules_of
from tuowang.flows.netting_ring import advance
from tuowang.flows.netting_settling import tell
from tuowang.flows.netting_tables import RINGS, PartRow
from tuowang.net.commit import BOTH, DONE, LAPSED, LOCKED, PREPARED
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS


@netting.react(RingSigned)
def heard_signed(view: View, said: Said[RingSigned], context: Context) -> Iterable[Effect]:
    """A signature more may be our turn, or the last."""
    if said.mine:
        return
    ring = said.record.ring_terms.id.hex()
    row = view.get(RINGS, ring)
    if row is not None and said.record.seen and row.state != DONE:
        yield from _contradiction(row)
    yield from advance(view, ring, context)


@netting.react(RingWalked)
@netting.react(RingDropped)
def heard_hint(
    view: View, said: Said[RingWalked] | Said[RingDropped], context: Context
) -> Iterable[Effect]:
    """A neighbour will not sign, or has given up what it signed."""
    if not said.mine:
        yield from advance(view, said.record.ring.hex(), context)


@netting.react(RingLapsed)
def heard_lapsed(view: View, said: Said[RingLapsed], context: Context) -> Iterable[Effect]:
    """Release, and let both neighbours know: it travels along the ring as a certificate does."""
    lapsed = said.record
    row = view.get(RINGS, lapsed.ring.hex())
    if said.mine or row is None or row.lapsed != lapsed.stamp:
        return
    yield from _contradiction(row)
    yield from advance(view, row.ring, context)
    part = part_of(row)
    partners = [leg_of(row, side)[0] for side in BOTH if not part.sides[side].said & LAPSED]
    for partner in dict.fromkeys(partners):
        if partner and partner != said.partner:
            yield from tell(partner, lapsed, context)


def _contradiction(row: PartRow) -> Iterator[Effect]:
    if row.seen and row.lapsed:  # its witness lies; the certificate counts
        yield Note("witness-contradicts", {"ring": row.ring[:16]})


@netting.react(RingRemembered)
def remembered(view: View, said: Said[RingRemembered], context: Context) -> Iterable[Effect]:
    """Both legs are known again."""
    yield from advance(view, said.record.ring.hex(), context)


@netting.react(RingRecalled)
def recalled(view: View, said: Said[RingRecalled], context: Context) -> Iterable[Effect]:
    """Settle it."""
    yield from advance(view, said.record.ring_terms.id.hex(), context)


# Dates, and what a start redoes


def _wake_at(view: View, _now: int) -> int | None:
    """When the next lock is late; at once where a leg is settled and the other is not."""
    if next(iter(view.find(RINGS, ("half",), True)), None) is not None:
        return 0
    grace = rules_of(view).grace_days * DAY_MILLISECONDS
    firsts = [
        next(iter(view.find(RINGS, ("state", "until"), state)), None)
        for state in (LOCKED, PREPARED)
    ]
    return min((row.until + grace for row in firsts if row is not None), default=None)


@netting.wake(_wake_at)
def wake(view: View, context: Context) -> Iterator[Any]:
    """Remember lost legs, redo what was cut short, release what is late."""
    rows = list(view.find(RINGS, ("half",), True))
    for state in (LOCKED, PREPARED):
        rows += view.find(RINGS, ("state", "until"), state)
    for row in rows:
        yield from advance(view, row.ring, context)
