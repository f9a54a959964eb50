"""Tokens: over which claims one may walk, for how long, and what is kept and said of a hop."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from typing import NamedTuple

from tuowang.flows.base import JOURNAL, Context, Say
from tuowang.flows.disclosure import disclosed
from tuowang.flows.mandate_tables import open_claims, ring_secret
from tuowang.flows.money import ClaimRow
from tuowang.flows.netting import HopTaken, TokenPassed
from tuowang.flows.netting_free import TOPIC, nettable, rules_of
from tuowang.flows.netting_lanes import LANES
from tuowang.flows.netting_plan import planned_minor
from tuowang.flows.netting_tables import (
    BY_CREDITOR,
    BY_DEBTOR_AND_DAY,
    EXCLUDED,
    HOPS,
    RINGS,
)
from tuowang.net.commit import LOCK, RELEASED
from tuowang.net.ring import NONCE_BYTES, ring_key
from tuowang.net.rings import LEAST_QUANTA, choose, choose_in_plan
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS

MOST_HOPS_A_DAY = 1000
"""Tokens of one partner that we pass on in a day; more are dropped, and told."""


class Walk(NamedTuple):
    """A token's name; the epoch over whose plan it walks ("": over all that is open); its lane."""

    token: str
    epoch: str = ""
    lane: str = ""
    hops: int = 0


class Way(NamedTuple):
    """A claim on us over which a token may go on: at most how much, and how likely."""

    row: ClaimRow
    amount_minor: int
    weight: int


def most_firms(view: View, lane: str) -> int:
    """Of a ring."""
    rules = rules_of(view)
    return min(rules.most_firms, LANES[lane].most_firms) if lane in LANES else rules.most_firms


def latest(view: View, lane: str, now: int) -> int:
    """The date of a ring that is found now."""
    days = rules_of(view).days * DAY_MILLISECONDS
    return now + (LANES[lane].ring_ms if lane in LANES else days)


def is_open_to(view: View, partner: str) -> bool:
    """Whether a partner may see what is open, and is not blocked."""
    return disclosed(view, partner, TOPIC) and view.get(EXCLUDED, partner, "") is None


def is_reached(view: View, partner: str, context: Context) -> bool:
    """Whether it is so open, and its link is not closed."""
    return is_open_to(view, partner) and context.standing(partner).sign != b""


def payables(view: View) -> Iterator[Way]:
    """What we owe and could net: of each partner and currency what is due first."""
    rows = [row for row in open_claims(view, mine=False) if is_open_to(view, row.partner)]
    rows.sort(key=lambda row: (row.partner, row.currency, row.due, row.claim))
    for _, group in groupby(rows, key=lambda row: (row.partner, row.currency)):
        for row in group:
            way = way_over(view, row)
            if way.amount_minor:
                yield way
                break


def largest(view: View, *, mine: bool) -> list[Way]:
    """Of what we owe, or are owed (mine): with each partner and currency the most that is free."""
    found: dict[tuple[str, str], Way] = {}
    for row in open_claims(view, mine=mine):
        way = way_over(view, row) if is_open_to(view, row.partner) else None
        before = found.get((row.partner, row.currency))
        least = before.amount_minor if before is not None else 0
        if way is not None and way.amount_minor > least:
            found[row.partner, row.currency] = way
    return list(found.values())


def way_over(view: View, row: ClaimRow) -> Way:
    """Over this claim, with what is free of it."""
    free = nettable(view, row.partner, row.claim, mine=row.mine, stated=False)
    return Way(row, rounded(view, free), free)


def ways_of(view: View, epoch: str) -> list[Way]:
    """Over which claims of ours tokens may go on: of what an epoch plans, or of all."""
    if not epoch:
        return list(payables(view))
    found = []
    for way in payables(view):
        planned = planned_minor(view, way.row.currency, way.row.partner, owing=True)
        amount = worth_a_ring(view, min(planned, way.amount_minor))
        if amount:
            found.append(Way(way.row, amount, planned))
    return found


def rounded(view: View, amount_minor: int) -> int:
    """An amount, down to a multiple of the quantum."""
    quantum = rules_of(view).quantum_minor
    return amount_minor - amount_minor % quantum


def worth_a_ring(view: View, amount_minor: int) -> int:
    """The amount, rounded; 0 where a ring of a plan would take more words than it is worth."""
    least = LEAST_QUANTA * rules_of(view).quantum_minor
    return rounded(view, amount_minor) if amount_minor >= least else 0


def choose_way(
    view: View, ways: list[Way], context: Context, *, in_plan: bool = False
) -> Way | None:
    """One of them by chance; who let a ring lapse in silence comes last."""
    ways = [way for way in ways if context.standing(way.row.partner).sign]
    silent = {way.row.partner for way in ways if _is_silent(view, way.row.partner, context)}
    awake = [way for way in ways if way.row.partner not in silent] or ways
    if not awake:
        return None
    weights = {place: way.weight for place, way in enumerate(awake)}
    chosen = choose_in_plan if in_plan else choose
    return awake[chosen(weights, lambda most: int.from_bytes(context.draw(), "big") % most)]


def has_passed_enough(view: View, partner: str, context: Context) -> bool:
    """Whether a partner's tokens of today are as many as one may have us pass on."""
    hops = view.find(HOPS, BY_DEBTOR_AND_DAY, partner, context.today)
    return sum(1 for _ in islice(hops, MOST_HOPS_A_DAY)) >= MOST_HOPS_A_DAY


def _is_silent(view: View, partner: str, context: Context) -> bool:
    """Whether a ring of late was released without a LOCK of the partner's."""
    rules = rules_of(view)
    since = context.now - (rules.days + rules.grace_days) * 4 * DAY_MILLISECONDS
    rows = view.find(RINGS, BY_CREDITOR, partner, RELEASED)
    return any(not row.heard1 & LOCK and row.until > since for row in rows)


def hop(
    view: View,
    walk: Walk,
    way: Way,
    amount: int,
    keys: list[bytes],
    debtor: tuple[str, str],
    context: Context,
) -> tuple[Say, Say]:
    """What we keep of a token, and what we say; with a key that is used this once.

    debtor: who passed it to us and over which claim, "" where we start it.
    """
    nonce = context.draw()[:NONCE_BYTES]
    key = ring_key(ring_secret(view, context.secret), nonce)
    taken = HopTaken(
        walk.token,
        key,
        nonce,
        *debtor,
        way.row.partner,
        way.row.claim,
        amount,
        way.row.currency,
        context.today,
        walk.epoch,
    )
    said = TokenPassed(
        walk.token,
        way.row.claim,
        amount,
        way.row.currency,
        [*keys, key],
        walk.epoch,
        walk.lane,
        walk.hops,
    )
    return Say(JOURNAL, taken), Say(way.row.partner, said)


def begin_walks(
    view: View, tokens: int, context: Context, epoch: str = "", lane: str = ""
) -> Iterator[Say]:
    """So many tokens in each currency over our payables."""
    ways = ways_of(view, epoch)
    for currency in sorted({way.row.currency for way in ways}):
        here = [way for way in ways if way.row.currency == currency]
        for _ in range(tokens):
            way = choose_way(view, here, context, in_plan=bool(epoch))
            if way is not None:
                walk = Walk(context.draw().hex()[:24], epoch, lane)
                yield from hop(view, walk, way, way.amount_minor, [], ("", ""), context)
