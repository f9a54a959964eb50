"""Taking a plan: check it against our own book, then send and pass on its tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting_free import nettable, rules_of
from tuowang.flows.netting_tables import RULES
from tuowang.flows.netting_tokens import pass_on, ruled, send_planned, stated
from tuowang.flows.netting_walks import Walk, way_over
from tuowang.flows.pool_tables import HELD_TOKENS, POOL_PRICES, HeldTokenRow
from tuowang.flows.pooling import (
    MOST_TAKEN,
    OwnPrice,
    PartnerPrice,
    PlannedRing,
    PooledClaim,
    PoolPriced,
    PoolTaken,
    TakePoolPlan,
    planned_row,
    pooling,
)
from tuowang.store.store import View

Leg = tuple[str, str, bool]
"""Partner, claim, and whether it is owed to us."""


@pooling.ask(TakePoolPlan)
def take(view: View, command: TakePoolPlan, context: Context) -> Iterable[Effect]:
    """Take part, once everything holds that a member can check by itself.

    Mistake: pool-claim-unknown, pool-claim-twice, pool-claim-amount, pool-positions,
    pool-price-missing, pool-not-proven, pool-ring-wrong, pool-ring-too-long.
    """
    _check_claims(view, command.claims)
    _check_proof(command)
    _check_rings(view, command)
    partners = sorted({one.partner for one in command.claims})
    if view.get(RULES, "now") is None:
        yield Say(JOURNAL, ruled(rules_of(view)))
    for partner in partners:
        yield from stated(view, partner, context)
    theirs = [one for one in command.prices if one.partner]
    yield from _taken(command.pool, command.rings, theirs)
    ours = [OwnPrice(one.currency, one.price) for one in command.prices if not one.partner]
    for partner in partners:
        yield Say(partner, PoolPriced(command.pool, ours))
    for ring in command.rings:
        if ring.first:
            yield from send_planned(view, planned_row(command.pool, ring), context)
    held = {row.token: row for row in view.scan(HELD_TOKENS)}
    for ring in command.rings:
        row = held.get(ring.token)
        if row is not None and not ring.first:
            yield from _go_on(view, ring, row, context)
    yield from _contradictions(view, command)


def _taken(pool: str, rings: list[PlannedRing], prices: list[PartnerPrice]) -> Iterator[Effect]:
    for at in range(0, max(len(rings), len(prices), 1), MOST_TAKEN):
        some, priced = rings[at : at + MOST_TAKEN], prices[at : at + MOST_TAKEN]
        yield Say(JOURNAL, PoolTaken(pool, some, priced, at == 0))


def _go_on(view: View, ring: PlannedRing, held: HeldTokenRow, context: Context) -> Iterator[Effect]:
    row = view.get(CLAIMS, ring.creditor, ring.creditor_claim)
    assert row is not None
    debtor = (ring.debtor, ring.debtor_claim)
    if (held.partner, held.claim) == debtor:
        walk, way = Walk(ring.token), way_over(view, row)
        amount = min(ring.amount_minor, held.amount_minor)
        yield from pass_on(view, walk, way, amount, held.keys, debtor, context)


def _check_claims(view: View, claims: list[PooledClaim]) -> None:
    """Each is in our book, has so much free, clears no more, and as much comes in as goes out."""
    change: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for one in claims:
        if (one.partner, one.claim) in seen:
            raise Mistake("pool-claim-twice", claim=one.claim, partner=one.partner)
        seen.add((one.partner, one.claim))
        row = view.get(CLAIMS, one.partner, one.claim)
        if row is None or row.mine != one.mine or row.currency != one.currency:
            raise Mistake("pool-claim-unknown", partner=one.partner, claim=one.claim)
        free = nettable(view, one.partner, one.claim, mine=one.mine, stated=False)
        if not one.cleared_minor <= one.amount_minor <= free:
            raise Mistake(
                "pool-claim-amount",
                claim=one.claim,
                amount_minor=one.amount_minor,
                cleared_minor=one.cleared_minor,
                free_minor=free,
            )
        change[one.currency] += one.cleared_minor if one.mine else -one.cleared_minor
    for currency, minor in change.items():
        if minor:
            raise Mistake("pool-positions", currency=currency, change_minor=minor)


def _check_proof(command: TakePoolPlan) -> None:
    """r = 1 - price(debtor) + price(creditor) says of each claim: all of it, nothing, or any."""
    prices = {(one.partner, one.currency): one.price for one in command.prices}
    for one in command.claims:
        us, them = prices.get(("", one.currency)), prices.get((one.partner, one.currency))
        if us is None or them is None:
            missing = "me" if us is None else one.partner
            raise Mistake("pool-price-missing", partner=missing, currency=one.currency)
        debtor, creditor = (them, us) if one.mine else (us, them)
        r = 1 - debtor + creditor
        if (r > 0 and one.cleared_minor < one.amount_minor) or (r < 0 and one.cleared_minor > 0):
            raise Mistake("pool-not-proven", claim=one.claim, partner=one.partner)


def _check_rings(view: View, command: TakePoolPlan) -> None:
    """Rings take of each claim at most what the plan clears, and are as short as we allow."""
    left = {(one.partner, one.claim, one.mine): one for one in command.claims}
    taken: Counter[Leg] = Counter()
    most = rules_of(view).most_firms
    seen: set[str] = set()
    for ring in command.rings:
        if ring.firms > most:
            raise Mistake("pool-ring-too-long", ring=ring.token, firms=ring.firms, most=most)
        legs: tuple[Leg, Leg] = (
            (ring.debtor, ring.debtor_claim, True),
            (ring.creditor, ring.creditor_claim, False),
        )
        right = ring.token not in seen and ring.token.startswith(f"pool.{command.pool}.")
        seen.add(ring.token)
        for leg in legs:
            claim = left.get(leg)
            taken[leg] += ring.amount_minor
            fits = claim is not None and claim.currency == ring.currency
            right = right and fits and taken[leg] <= left[leg].cleared_minor
        if not right:
            raise Mistake("pool-ring-wrong", ring=ring.token)


def _contradictions(view: View, command: TakePoolPlan) -> Iterator[Note]:
    """Partners who had said another price of themselves before we took the plan."""
    for one in command.prices:
        row = view.get(POOL_PRICES, one.partner, one.currency) if one.partner else None
        if row is not None and row.heard_pool == command.pool and row.heard_price != one.price:
            yield Note("pool-price-differs", {"partner": one.partner, "pool": command.pool})


@pooling.react(PoolPriced)
def heard_prices(view: View, said: Said[PoolPriced], _context: Context) -> Iterable[Effect]:
    """A price that is not what our plan says: the plan is not proven to be the best."""
    if said.mine:
        return
    rows = view.scan(POOL_PRICES, said.partner)
    if any(row.pool == said.record.pool and row.state == "contradicted" for row in rows):
        yield Note("pool-price-differs", {"partner": said.partner, "pool": said.record.pool})
