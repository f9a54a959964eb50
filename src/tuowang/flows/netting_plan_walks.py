"""Tokens over a plan: they walk on from ring to ring, and a ring is measured before it is locked.

Many tokens walk at once, and what one of them saw may be used up before it closes a ring. So the
firm that closes it sends the ring round once more for what all its legs can clear now, and locks
that. Where a leg has nothing left the token goes on from there another way; where a firm has
nothing left at all it gives the token back, and the debtor forgets what it had planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.flows.base import Context, Effect, Note, Said, Say
from tuowang.flows.netting import TokenPassed, netting
from tuowang.flows.netting_epoch import RingMeasured, TokenReturned
from tuowang.flows.netting_free import nettable
from tuowang.flows.netting_plan import epoch_of, planned_minor
from tuowang.flows.netting_ring import lock_ring
from tuowang.flows.netting_tables import BY_DATE, HOPS, RINGS, HopRow
from tuowang.flows.netting_walks import (
    MOST_HOPS_A_DAY,
    Walk,
    choose_way,
    has_passed_enough,
    hop,
    latest,
    most_firms,
    ways_of,
    worth_a_ring,
)
from tuowang.flows.witness_tables import named_key
from tuowang.net.commit import LOCKED, PREPARED
from tuowang.net.ring import MOST_FIRMS, Terms
from tuowang.net.rings import MOST_HOPS
from tuowang.store.store import View


def take_in_plan(view: View, said: Said[TokenPassed], context: Context) -> Iterator[Effect]:
    """Close a ring where the token met us before, or pass it on."""
    token = said.record
    if epoch_of(view, token.epoch) is None:
        return
    walk = Walk(token.token, token.epoch, token.lane, token.hops)
    for place, key in enumerate(token.keys):
        met = view.get(HOPS, key.hex())
        if met is not None and met.token == token.token:
            if 2 <= len(token.keys) - place <= most_firms(view, token.lane):
                debtor = (said.partner, token.claim)
                amount = _owed(view, debtor, met)
                yield from _measure(view, walk, token.keys, place, place, amount, met, context)
            return
    debtor = (said.partner, token.claim)
    yield from _go_on(view, walk, token.keys, token.currency, debtor, context)


def _owed(view: View, debtor: tuple[str, str], met: HopRow) -> int:
    """What we can set off now of what a debtor owes us."""
    planned = planned_minor(view, met.currency, debtor[0], owing=False)
    return min(planned, nettable(view, *debtor, mine=True, stated=True))


def _measure(
    view: View,
    walk: Walk,
    keys: list[bytes],
    first: int,
    place: int,
    amount: int,
    met: HopRow,
    context: Context,
) -> Iterator[Effect]:
    """Pass on what the ring can clear up to our creditor; if that is nothing, the token."""
    planned = planned_minor(view, met.currency, met.creditor, owing=True)
    free = nettable(view, met.creditor, met.creditor_claim, mine=False, stated=True)
    amount = worth_a_ring(view, min(amount, planned, free, met.amount_minor))
    if amount:
        said = RingMeasured(
            walk.token,
            walk.epoch,
            walk.lane,
            met.creditor_claim,
            met.currency,
            amount,
            keys,
            first,
            walk.hops,
        )
        yield Say(met.creditor, said)
    else:
        debtor = (met.debtor, met.debtor_claim)
        yield from _go_on(view, walk, keys[:place], met.currency, debtor, context)


def _go_on(
    view: View,
    walk: Walk,
    keys: list[bytes],
    currency: str,
    debtor: tuple[str, str],
    context: Context,
) -> Iterator[Effect]:
    """Pass the token on over what is planned, or give it back; of a partner, so many a day."""
    if has_passed_enough(view, debtor[0], context):
        if debtor[0]:
            told = {"partner": debtor[0], "most": MOST_HOPS_A_DAY}
            yield Note("netting-too-many-tokens", told)
        return
    walk = walk._replace(hops=walk.hops + 1)
    if walk.hops > MOST_HOPS:
        return
    keys = keys[-MOST_FIRMS + 2 :]
    ways = [way for way in ways_of(view, walk.epoch) if way.row.currency == currency]
    way = choose_way(view, ways, context, in_plan=True)
    if way is not None:
        yield from hop(view, walk, way, way.amount_minor, keys, debtor, context)
    elif keys and not _is_pending(view):
        yield Say(debtor[0], TokenReturned(walk.token, walk.epoch, walk.lane, keys, walk.hops))


def _is_pending(view: View) -> bool:
    """Whether a ring of ours may still come to nothing, and leave its amount to be found again."""
    pending = (next(iter(view.find(RINGS, BY_DATE, state)), None) for state in (LOCKED, PREPARED))
    return any(row is not None for row in pending)


@netting.react(TokenReturned)
def take_back(view: View, said: Said[TokenReturned], context: Context) -> Iterable[Effect]:
    """Try another way."""
    back = said.record
    met = view.get(HOPS, back.keys[-1].hex())
    if said.mine or met is None or epoch_of(view, back.epoch) is None:
        return
    if (met.token, met.creditor, met.epoch) == (back.token, said.partner, back.epoch):
        walk = Walk(back.token, back.epoch, back.lane, back.hops)
        debtor = (met.debtor, met.debtor_claim)
        yield from _go_on(view, walk, back.keys[:-1], met.currency, debtor, context)


@netting.react(RingMeasured)
def take_measure(view: View, said: Said[RingMeasured], context: Context) -> Iterable[Effect]:
    """Pass it on round the ring; who closed the ring locks what came back."""
    lap = said.record
    if said.mine or epoch_of(view, lap.epoch) is None or len(set(lap.keys)) != len(lap.keys):
        return
    found = [
        (place, met)
        for place, key in enumerate(lap.keys)
        if (met := view.get(HOPS, key.hex())) is not None and met.token == lap.token
    ]
    if len(found) != 1 or found[0][0] < lap.first or lap.currency != found[0][1].currency:
        return
    place, met = found[0]
    walk = Walk(lap.token, lap.epoch, lap.lane, lap.hops)
    amount = min(lap.amount_minor, _owed(view, (said.partner, lap.claim), met))
    if place != lap.first:
        if (met.debtor, met.debtor_claim) == (said.partner, lap.claim):
            yield from _measure(view, walk, lap.keys, lap.first, place, amount, met, context)
        return
    amount = worth_a_ring(view, amount)
    if amount:
        until, keys = latest(view, lap.lane, context.now), lap.keys[lap.first :]
        terms = Terms(lap.currency, amount, until, keys, named_key(view))
        legs = (said.partner, lap.claim, met.creditor, met.creditor_claim)
        yield from lock_ring(view, terms, met, legs, context)
        walk = walk._replace(hops=0)
    debtor = (met.debtor, met.debtor_claim)
    yield from _go_on(view, walk, lap.keys[: lap.first], met.currency, debtor, context)
