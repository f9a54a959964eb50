"""Looking for rings: statements of what is open, and tokens that walk over it.

A token goes from a debtor to a creditor, which passes it on over a claim on itself, at random by
amount, until a firm meets a key of its own in it: from there on the keys are a ring. A hop learns
its two neighbours, and how many firms there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.mandate_tables import claim_of, claims_with
from tuowang.flows.netting import (
    MOST_STATED,
    ClaimsStated,
    Net,
    NettingRuled,
    StatedClaim,
    TokenPassed,
    netting,
)
from tuowang.flows.netting_free import nettable, rules_of, why_not
from tuowang.flows.netting_plan_walks import take_in_plan
from tuowang.flows.netting_ring import lock_ring
from tuowang.flows.netting_tables import HOPS, RINGS, RULES, STATEMENTS, NettingRulesRow
from tuowang.flows.netting_walks import (
    MOST_HOPS_A_DAY,
    Walk,
    Way,
    begin_walks,
    choose_way,
    has_passed_enough,
    hop,
    is_open_to,
    is_reached,
    latest,
    most_firms,
    rounded,
    way_over,
    ways_of,
)
from tuowang.flows.partner import PARTNERS
from tuowang.flows.pool_tables import PLANNED_RINGS, POOL_PREFIX, PlannedRingRow
from tuowang.flows.witness_tables import named_key
from tuowang.net.commit import RELEASED
from tuowang.net.ring import MOST_FIRMS, Terms
from tuowang.store.store import View

MOST_TOKENS = 1000


@netting.ask(Net)
def net(view: View, command: Net, context: Context) -> Iterable[Effect]:
    """State what is open to everybody who may see it, then send tokens over our payables."""
    if view.get(RULES, "now") is None:
        yield Say(JOURNAL, ruled(rules_of(view)))
    known = [row.partner for row in view.scan(PARTNERS)]
    partners = [one for one in known if is_reached(view, one, context)]
    for partner in partners:
        yield from stated(view, partner, context)
    walks = list(begin_walks(view, min(command.tokens, MOST_TOKENS), context))
    yield from walks
    for ring in list(view.find(PLANNED_RINGS, ("first",), True)):
        yield from send_planned(view, ring, context)
    yield Note("netting-begun", {"partners": len(partners), "tokens": len(walks) // 2})


def ruled(row: NettingRulesRow) -> NettingRuled:
    """The record of some rules."""
    return NettingRuled(
        row.quantum_minor,
        row.most_firms,
        row.days,
        row.grace_days,
        row.cap_minor,
        row.needs_agreement,
        row.every_days,
    )


def may_net(view: View, partner: str) -> bool:
    """Whether we net at all (somebody here said so once), and with this partner."""
    return view.get(RULES, "now") is not None and is_open_to(view, partner)


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


def send_planned(view: View, ring: PlannedRingRow, context: Context) -> Iterator[Effect]:
    """Send the token of a planned ring that starts with us, unless it is under way or done."""
    row = claim_of(view, ring.creditor, ring.creditor_claim)
    reached = context.standing(ring.creditor).sign
    if row is None or not reached or _is_carried_out(view, ring.token):
        return
    way = way_over(view, row)
    amount = rounded(view, min(ring.amount_minor, way.amount_minor))
    if amount:
        yield from hop(view, Walk(ring.token), way, amount, [], ("", ""), context)


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
    walk: Walk,
    way: Way,
    amount: int,
    keys: list[bytes],
    debtor: tuple[str, str],
    context: Context,
) -> Iterator[Effect]:
    """Take the hop over a claim on us, with as much as is free of it."""
    amount = rounded(view, min(amount, way.amount_minor))
    if not amount:
        return
    taken, passed = hop(view, walk, way, amount, keys, debtor, context)
    yield taken
    known = view.get(STATEMENTS, way.row.partner)
    if known is None or known.ours < context.today:
        yield from stated(view, way.row.partner, context)
    yield passed


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
    if token.epoch and planned is None:
        yield from take_in_plan(view, said, context)
        return
    free = nettable(view, said.partner, token.claim, mine=True, stated=False)
    amount = rounded(view, min(token.amount_minor, free))
    if not amount:
        return
    if has_passed_enough(view, said.partner, context):
        yield Note("netting-too-many-tokens", {"partner": said.partner, "most": MOST_HOPS_A_DAY})
        return
    most = most_firms(view, token.lane)
    for place, key in enumerate(token.keys):
        met = view.get(HOPS, key.hex())
        if met is None or met.token != token.token:
            continue
        if 2 <= len(token.keys) - place <= most:
            until = latest(view, token.lane, context.now)
            keys = token.keys[place:]
            terms = Terms(token.currency, amount, until, keys, named_key(view))
            legs = (said.partner, token.claim, met.creditor, met.creditor_claim)
            yield from lock_ring(view, terms, met, legs, context)
        return
    if len(token.keys) >= MOST_FIRMS - 1 or len(token.keys) >= 2 * most:
        return
    if planned is not None:
        amount = min(amount, planned.amount_minor)
    way = _way_of(view, token, planned, context)
    if way is not None:
        walk = Walk(token.token, "", token.lane)
        debtor = (said.partner, token.claim)
        yield from pass_on(view, walk, way, amount, token.keys, debtor, context)


def _way_of(
    view: View, token: TokenPassed, planned: PlannedRingRow | None, context: Context
) -> Way | None:
    """Over which claim a token goes on: as a pool planned it, else one by chance."""
    if planned is not None:
        row = claim_of(view, planned.creditor, planned.creditor_claim)
        return way_over(view, row) if row is not None else None
    ways = [way for way in ways_of(view, "") if way.row.currency == token.currency]
    return choose_way(view, ways, context)
