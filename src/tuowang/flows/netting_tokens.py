"""Looking for rings: statements of what is open, and tokens that walk over it.

A token goes from a debtor to a creditor, which passes it on over a claim on itself, at random by
amount, until a firm meets a key of its own in it: from there on the keys are a ring. A hop learns
its two neighbours, and how many firms there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.disclosure import disclosed
from tuowang.flows.mandate_tables import claim_of, claims_with, open_claims, ring_secret
from tuowang.flows.money import ClaimRow
from tuowang.flows.netting import (
    MOST_STATED,
    ClaimsStated,
    HopTaken,
    Net,
    NettingRuled,
    StatedClaim,
    TokenPassed,
    netting,
)
from tuowang.flows.netting_free import TOPIC, free_minor, nettable, rules_of, why_not
from tuowang.flows.netting_ring import lock_ring
from tuowang.flows.netting_tables import (
    BY_CREDITOR,
    BY_DEBTOR_AND_DAY,
    EXCLUDED,
    HOPS,
    RINGS,
    RULES,
    STATEMENTS,
    NettingRulesRow,
)
from tuowang.flows.partner import PARTNERS
from tuowang.flows.pool_tables import PLANNED_RINGS, POOL_PREFIX, PlannedRingRow
from tuowang.net.commit import LOCK, RELEASED
from tuowang.net.ring import MOST_FIRMS, NONCE_BYTES, Terms, ring_key
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS

MOST_TOKENS = 1000
MOST_HOPS_A_DAY = 1000
"""Tokens of one partner that we pass on in a day; more are dropped, and told."""


@netting.ask(Net)
def net(view: View, command: Net, context: Context) -> Iterable[Effect]:
    """State what is open to everybody who may see it, then send tokens over our payables."""
    if view.get(RULES, "now") is None:
        yield Say(JOURNAL, ruled(rules_of(view)))
    partners = [row.partner for row in view.scan(PARTNERS) if is_open_to(view, row.partner)]
    for partner in partners:
        yield from stated(view, partner, context)
    sent = 0
    ways = list(payables(view, "", stated=False))
    for currency in sorted({row.currency for row in ways}):
        here = [row for row in ways if row.currency == currency]
        for _ in range(min(command.tokens, MOST_TOKENS)):
            way = _chosen(view, here, context)
            if way is None:
                break
            token = context.draw().hex()[:24]
            amount = rounded(view, free_minor(view, way))
            if amount:
                sent += 1
                hop, passed = _hop(view, token, way, amount, [], None, context)
                yield hop
                yield passed
    for ring in list(view.find(PLANNED_RINGS, ("first",), True)):
        yield from send_planned(view, ring, context)
    yield Note("netting-begun", {"partners": len(partners), "tokens": sent})


def ruled(row: NettingRulesRow) -> NettingRuled:
    """The record of some rules."""
    return NettingRuled(row.quantum_minor, row.most_firms, row.days, row.grace_days, row.cap_minor)


def may_net(view: View, partner: str) -> bool:
    """Whether we net at all (somebody here said so once), and with this partner."""
    return view.get(RULES, "now") is not None and is_open_to(view, partner)


def is_open_to(view: View, partner: str) -> bool:
    """Whether a partner may see what is open, and is not blocked."""
    return disclosed(view, partner, TOPIC) and view.get(EXCLUDED, partner, "") is None


def stated(view: View, partner: str, context: Context) -> Iterator[Say]:
    """What is open with a partner, in as many records as it takes."""
    claims = [
        StatedClaim(row.claim, row.open_minor)
        for row in claims_with(view, partner)
        if not why_not(view, row, stated=False)
    ]
    parts = [claims[at : at + MOST_STATED] for at in range(0, len(claims), MOST_STATED)] or [[]]
    for number, part in enumerate(parts):
        yield Say(partner, ClaimsStated(context.today, part, number == 0))


@netting.react(ClaimsStated)
def answer_statement(view: View, said: Said[ClaimsStated], context: Context) -> Iterable[Effect]:
    """Who states what is open is told ours, once a day."""
    known = view.get(STATEMENTS, said.partner)
    if said.mine or known is None or known.ours >= said.record.day:
        return
    if may_net(view, said.partner) and said.record.day <= context.today:
        yield from stated(view, said.partner, context)


def payables(view: View, but: str, *, stated: bool) -> Iterator[ClaimRow]:
    """What we owe and could net: of each partner and currency what is due first."""
    rows = [
        row
        for row in open_claims(view, mine=False)
        if row.partner != but and is_open_to(view, row.partner)
    ]
    rows.sort(key=lambda row: (row.partner, row.currency, row.due, row.claim))
    for _, group in groupby(rows, key=lambda row: (row.partner, row.currency)):
        for row in group:
            amount = nettable(view, row.partner, row.claim, mine=False, stated=stated)
            if rounded(view, amount):
                yield row
                break


def rounded(view: View, amount_minor: int) -> int:
    """An amount, down to a multiple of the quantum."""
    quantum = rules_of(view).quantum_minor
    return amount_minor - amount_minor % quantum


def _chosen(view: View, ways: list[ClaimRow], context: Context) -> ClaimRow | None:
    """One of them by chance, weighted by amount; who let a ring lapse in silence comes last."""
    silent = {row.partner for row in ways if _is_silent(view, row.partner, context)}
    awake = [row for row in ways if row.partner not in silent] or ways
    weights = [free_minor(view, row) for row in awake]
    total = sum(weights)
    if total <= 0:
        return None
    place = int.from_bytes(context.draw()[:16], "big") % total
    for row, weight in zip(awake, weights, strict=True):
        place -= weight
        if place < 0:
            return row
    return None


def _has_passed_enough(view: View, partner: str, context: Context) -> bool:
    """Whether a partner's tokens of today are as many as one may have us pass on."""
    hops = view.find(HOPS, BY_DEBTOR_AND_DAY, partner, context.today)
    return sum(1 for _ in islice(hops, MOST_HOPS_A_DAY)) >= MOST_HOPS_A_DAY


def _is_silent(view: View, partner: str, context: Context) -> bool:
    """Whether a ring of late was released without a LOCK of the partner's."""
    rules = rules_of(view)
    since = context.now - (rules.days + rules.grace_days) * 4 * DAY_MILLISECONDS
    rows = view.find(RINGS, BY_CREDITOR, partner, RELEASED)
    return any(not row.heard1 & LOCK and row.until > since for row in rows)


def send_planned(view: View, ring: PlannedRingRow, context: Context) -> Iterator[Effect]:
    """Send the token of a planned ring that starts with us, unless it is under way or done."""
    way = claim_of(view, ring.creditor, ring.creditor_claim)
    if way is None or _is_carried_out(view, ring.token):
        return
    free = nettable(view, way.partner, way.claim, mine=False, stated=False)
    amount = rounded(view, min(ring.amount_minor, free))
    if amount:
        yield from _hop(view, ring.token, way, amount, [], None, context)


def _is_carried_out(view: View, token: str) -> bool:
    """Whether a token of this name already is a ring of ours that was not released."""
    return any(
        row.state != RELEASED
        for hop in view.find(HOPS, ("token",), token)
        for row in view.find(RINGS, ("key",), hop.key)
    )


def _is_planned(view: View, planned: PlannedRingRow | None, said: Said[TokenPassed]) -> bool:
    """Whether a pool's token came over the leg that our plan says, for a ring still to come."""
    if planned is None:
        return False
    leg = planned.debtor, planned.debtor_claim
    return leg == (said.partner, said.record.claim) and not _is_carried_out(view, planned.token)


def pass_on(
    view: View,
    token: str,
    way: ClaimRow,
    amount: int,
    keys: list[bytes],
    debtor: ClaimRow,
    context: Context,
) -> Iterator[Effect]:
    """Take the hop over a claim on us, with as much as is free of it."""
    free = nettable(view, way.partner, way.claim, mine=False, stated=False)
    amount = rounded(view, min(amount, free))
    if not amount:
        return
    hop, passed = _hop(view, token, way, amount, keys, debtor, context)
    yield hop
    known = view.get(STATEMENTS, way.partner)
    if known is None or known.ours < context.today:
        yield from stated(view, way.partner, context)
    yield passed


def _hop(
    view: View,
    token: str,
    way: ClaimRow,
    amount: int,
    keys: list[bytes],
    debtor: ClaimRow | None,
    context: Context,
) -> tuple[Say, Say]:
    """What we keep of a token, and what we say; with a key that is used this once."""
    nonce = context.draw()[:NONCE_BYTES]
    key = ring_key(ring_secret(view, context.secret), nonce)
    hop = HopTaken(
        token,
        key,
        nonce,
        debtor.partner if debtor is not None else "",
        debtor.claim if debtor is not None else "",
        way.partner,
        way.claim,
        amount,
        way.currency,
        context.today,
    )
    said = TokenPassed(token, way.claim, amount, way.currency, [*keys, key])
    return Say(JOURNAL, hop), Say(way.partner, said)


@netting.react(TokenPassed)
def take_token(view: View, said: Said[TokenPassed], context: Context) -> Iterable[Effect]:
    """Close a ring where it met us before, or pass it on."""
    token = said.record
    claim = claim_of(view, said.partner, token.claim)
    if said.mine or claim is None or not claim.mine or claim.currency != token.currency:
        return
    if not may_net(view, said.partner) or not 1 <= len(set(token.keys)) == len(token.keys):
        return
    planned = view.get(PLANNED_RINGS, token.token)
    if token.token.startswith(POOL_PREFIX) and not _is_planned(view, planned, said):
        return
    free = nettable(view, said.partner, token.claim, mine=True, stated=False)
    amount = rounded(view, min(token.amount_minor, free))
    if not amount:
        return
    if _has_passed_enough(view, said.partner, context):
        yield Note("netting-too-many-tokens", {"partner": said.partner, "most": MOST_HOPS_A_DAY})
        return
    rules = rules_of(view)
    for place, key in enumerate(token.keys):
        hop = view.get(HOPS, key.hex())
        if hop is None or hop.token != token.token:
            continue
        if 2 <= len(token.keys) - place <= rules.most_firms:
            until = context.now + rules.days * DAY_MILLISECONDS
            terms = Terms(token.currency, amount, until, token.keys[place:])
            legs = (said.partner, token.claim, hop.creditor, hop.creditor_claim)
            yield from lock_ring(view, terms, hop, legs, context)
        return
    if len(token.keys) >= MOST_FIRMS - 1 or len(token.keys) >= 2 * rules.most_firms:
        return
    if planned is not None:
        way = claim_of(view, planned.creditor, planned.creditor_claim)
        amount = min(amount, planned.amount_minor)
    else:
        ways = [row for row in payables(view, "", stated=False) if row.currency == token.currency]
        way = _chosen(view, ways, context)
    if way is not None:
        yield from pass_on(view, token.token, way, amount, token.keys, claim, context)
