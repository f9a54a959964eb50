"""What our own user asks of mandates: serve as a relay, give a mandate, take it back."""

from __future__ import annotations

from collections.abc import Iterable

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Say
from tuowang.flows.checks import day_of, known_partner, number_of
from tuowang.flows.disclosure import disclosed
from tuowang.flows.mandate import (
    Acquaintance,
    GiveMandate,
    HandedClaim,
    Limits,
    MandateEntrusted,
    MandateGiven,
    MandateRevoked,
    RelayServes,
    RevokeMandate,
    Serve,
    mandate,
)
from tuowang.flows.mandate_tables import MANDATES, SERVED, claims_with
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import MOST_STATED
from tuowang.flows.netting_free import TOPIC, free_minor, rules_of, why_not
from tuowang.flows.netting_tables import HOPS, RULES
from tuowang.flows.netting_tokens import ruled
from tuowang.flows.netting_walks import is_open_to
from tuowang.flows.partner import PARTNERS, TopicAllowed
from tuowang.flows.party import ME, PARTIES
from tuowang.net.ring import MOST_FIRMS, acquaintance_secret, relay_secret
from tuowang.store.store import View
from tuowang.units import MAXIMUM_AMOUNT_MINOR


@mandate.ask(Serve)
def serve(view: View, command: Serve, _context: Context) -> Iterable[Effect]:
    """Be a relay. Mistake: serves-another; relay-nets-itself, where we have claims or tokens."""
    known_partner(view, command.principal)
    row = view.get(SERVED, "now")
    if row is not None and row.principal != command.principal:
        raise Mistake("serves-another", partner=row.principal)
    if row is None:
        if view.count(CLAIMS) or view.count(HOPS):
            raise Mistake("relay-nets-itself")
        yield Say(JOURNAL, RelayServes(command.principal))
        yield Say(JOURNAL, TopicAllowed(command.principal, TOPIC))


@mandate.ask(GiveMandate)
def give(view: View, command: GiveMandate, context: Context) -> Iterable[Effect]:
    """Tell relay and partners; from then on the claims are handed over."""
    known_partner(view, command.relay)
    relay = context.standing(command.relay)
    if not relay.sign:
        raise Mistake("partner-not-connected", partner=command.relay)
    if view.get(SERVED, "now") is not None:
        raise Mistake("relay-gives-no-mandate")
    if any(not row.over for row in view.find(MANDATES, ("relay",), command.relay)):
        raise Mistake("mandate-stands", relay=command.relay)
    day = day_of(command.until_day)
    if day < context.today:
        raise Mistake("mandate-past", day=day, today=context.today)
    rules = rules_of(view)
    quantum, most = command.quantum_minor or rules.quantum_minor, command.most_firms
    limits = Limits(
        day,
        rules.days,
        number_of("most_firms", most or rules.most_firms, 2, MOST_FIRMS),
        number_of("quantum_minor", quantum, 1, MAXIMUM_AMOUNT_MINOR),
    )
    number_of("amount_minor", command.amount_minor, 0, MAXIMUM_AMOUNT_MINOR)
    handed = _handed(view, command, context)
    if not handed:
        raise Mistake("nothing-to-hand-over")
    if view.get(RULES, "now") is None:
        yield Say(JOURNAL, ruled(rules))
    if not disclosed(view, command.relay, TOPIC):
        yield Say(JOURNAL, TopicAllowed(command.relay, TOPIC))
    name, secret = context.name("MD"), relay_secret(context.secret, relay.sign)
    us = view.get(PARTIES, ME)
    for partner, claims in handed.items():
        there = context.standing(partner)
        link = acquaintance_secret(context.secret, relay.sign, there.sign)
        ours = us.name if us is not None else ""
        yield Say(
            partner,
            MandateGiven(
                name,
                Acquaintance(ours, relay.sign, relay.box, link, relay.address),
                limits,
                claims,
            ),
        )
        with_partner = Acquaintance(
            known_partner(view, partner).name, there.sign, there.box, link, there.address
        )
        yield Say(
            command.relay,
            MandateEntrusted(name, partner, with_partner, limits, rules.grace_days, secret, claims),
        )


def _handed(view: View, command: GiveMandate, context: Context) -> dict[str, list[HandedClaim]]:
    """What is handed over, by partner. Mistake: partner-unknown."""
    for partner in command.partners:
        known_partner(view, partner)
    found = {}
    for row in view.scan(PARTNERS):
        wanted = row.partner in command.partners or not command.partners
        held = view.get(MANDATES, row.partner)
        stands = held is not None and not held.over
        if not wanted or stands or row.partner == command.relay:
            continue
        if not is_open_to(view, row.partner) or not context.standing(row.partner).sign:
            continue
        claims = [
            HandedClaim(one.claim, not one.mine, amount, one.currency, one.due)
            for one in claims_with(view, row.partner)
            if not command.claims or one.claim in command.claims
            if not why_not(view, one, stated=False)
            if (amount := min(free_minor(view, one), command.amount_minor or 10**15)) > 0
        ]
        if claims:
            found[row.partner] = claims[:MOST_STATED]
    return found


@mandate.ask(RevokeMandate)
def revoke(view: View, command: RevokeMandate, _context: Context) -> Iterable[Effect]:
    """Ask the relay to end. Mistake: no-mandate."""
    rows = [row for row in view.find(MANDATES, ("relay",), command.relay) if not row.over]
    if not rows:
        raise Mistake("no-mandate", relay=command.relay)
    for name in dict.fromkeys(row.mandate for row in rows):
        yield Say(command.relay, MandateRevoked(name))
