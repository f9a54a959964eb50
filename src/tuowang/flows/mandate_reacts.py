"""What is said back about mandates: taking one, ending one, proving its rings to the principal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.flows.base import JOURNAL, Acquainted, Context, Effect, Note, Said, Say
from tuowang.flows.days import later
from tuowang.flows.mandate import (
    HandedClaim,
    MandateEnded,
    MandateEntrusted,
    MandateGiven,
    MandateLapsed,
    MandateOver,
    MandateRevoked,
    MandateTaken,
    mandate,
)
from tuowang.flows.mandate_tables import (
    MANDATED,
    MANDATES,
    SERVED,
    MandatedRow,
    MandateRow,
    claim_of,
    principal_of,
    relay_code,
)
from tuowang.flows.netting import RingReleased, RingSettled, RingSettledUnsaid
from tuowang.flows.netting_free import COMMIT, free_minor, part_of, rules_of, why_not
from tuowang.flows.netting_ring import now_part, release
from tuowang.flows.netting_settling import certificate_of
from tuowang.flows.netting_tables import RINGS
from tuowang.flows.netting_tokens import may_net
from tuowang.net.commit import LOCKED, PREPARED
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS, day_number

MOST_RELAYS = 4
"""So many relays of one partner we come to know; who changes them more often is refused."""


@mandate.link(MandateEntrusted)
@mandate.link(MandateTaken)
def links(view: View) -> Iterator[Acquainted]:
    """Between a relay and its principal's partners; the relay is the one who invites."""
    for row in view.scan(MANDATED):
        inviter = row.principal == ""
        yield Acquainted(row.partner, row.sign, row.box, row.secret, row.address, inviter)


@mandate.react(MandateGiven)
def take(view: View, said: Said[MandateGiven], context: Context) -> Iterable[Effect]:
    """Accept a partner's relay for the claims on which our book agrees."""
    given = said.record
    if said.mine:
        return
    if not may_net(view, said.partner) or not _may_be_relay(view, said.partner, given, context):
        yield Note("mandate-not-taken", {"partner": said.partner})
        return
    accepted = {one.claim: one for one in given.claims if _agrees(view, said.partner, one)}
    yield Say(said.partner, MandateTaken(given.mandate, list(accepted.values())))
    details = {
        "partner": said.partner,
        "day": given.limits.until_day,
        "count": len(accepted),
        "of": len(given.claims),
    }
    yield Note("mandate-taken", details)


def _may_be_relay(view: View, partner: str, given: MandateGiven, context: Context) -> bool:
    sign = given.relay.sign
    known = {row.sign for row in view.find(MANDATED, ("principal",), partner)}
    if sign not in known and len(known) >= MOST_RELAYS:
        return False
    here = context.standing(relay_code(partner, sign)).sign
    return here in (b"", sign) and sign != context.standing(partner).sign


def _agrees(view: View, partner: str, one: HandedClaim) -> bool:
    row = claim_of(view, partner, one.claim)
    if row is None or row.mine != one.owing or row.currency != one.currency:
        return False
    return not why_not(view, row, stated=False) and one.amount_minor <= free_minor(view, row)


@mandate.react(MandateEntrusted)
def entrusted(view: View, said: Said[MandateEntrusted], _context: Context) -> Iterable[Effect]:
    """Who is nobody's relay, or another's, says so to its people."""
    served = view.get(SERVED, "now")
    if not said.mine and (served is None or served.principal != said.partner):
        yield Note("mandate-not-served", {"partner": said.partner})


# The end


@mandate.react(MandateRevoked)
def revoked(view: View, said: Said[MandateRevoked], context: Context) -> Iterable[Effect]:
    """The relay leaves what it did not sign; what it signed must come to its end first."""
    served = view.get(SERVED, "now")
    if said.mine or served is None or not served.revoked or said.partner != served.principal:
        return
    leaving = [
        row
        for row in view.find(RINGS, ("state", "until"), LOCKED)
        if COMMIT.may_walk(now_part(row, context))
    ]
    for row in leaving:
        yield from release(view, row, now_part(row, context), context)
    yield from _ended(view)


@mandate.react(RingReleased)
@mandate.react(MandateLapsed)
def may_have_ended(
    view: View, _said: Said[RingReleased] | Said[MandateLapsed], _context: Context
) -> Iterable[Effect]:
    """Perhaps that was the last."""
    yield from _ended(view)


def _ended(view: View) -> Iterator[Effect]:
    """A relay tells its principal that nothing is under way any more."""
    served = view.get(SERVED, "now")
    if served is None or not served.mandate or served.ended:
        return
    stands = any(not row.over for row in view.find(MANDATED, ("principal",), ""))
    under_way = any(
        next(iter(view.find(RINGS, ("state", "until"), state)), None) is not None
        for state in (LOCKED, PREPARED)
    )
    half = next(iter(view.find(RINGS, ("half",), True)), None) is not None
    if not stands and not under_way and not half:
        yield Say(served.principal, MandateEnded(served.mandate))


@mandate.react(MandateEnded)
def tell_partners(view: View, said: Said[MandateEnded], _context: Context) -> Iterable[Effect]:
    """The partners may net and pay these claims with us again."""
    name = said.record.mandate
    rows = [] if said.mine else list(view.find(MANDATES, ("relay",), said.partner))
    partners = [row.partner for row in rows if row.mandate == name]
    for partner in partners:
        yield Say(partner, MandateOver(name))
    if partners:
        yield Note("mandate-ended", {"relay": said.partner})


def _lapse_at(view: View, _now: int) -> int | None:
    grace = rules_of(view).grace_days + 1
    days = [day_number(later(row.last_day, grace)) for row, _ in _standing(view)]
    return min(days) * DAY_MILLISECONDS if days else None


@mandate.wake(_lapse_at)
def lapse(view: View, context: Context) -> Iterator[Effect]:
    """By our own clock no ring of a mandate can be open any more."""
    grace = rules_of(view).grace_days + 1
    for row, given in _standing(view):
        if later(row.last_day, grace) <= context.today:
            yield Say(JOURNAL, MandateLapsed(row.partner, row.mandate, given))


def _standing(view: View) -> list[tuple[MandateRow | MandatedRow, bool]]:
    """Mandates that are not over, and whether we gave them."""
    index = ("over", "last_day")
    return [
        *((row, True) for row in view.find(MANDATES, index, False)),
        *((row, False) for row in view.find(MANDATED, index, False)),
    ]


# What the relay's neighbours, and the relay, tell the principal


@mandate.react(RingSettled)
def show(view: View, said: Said[RingSettled], _context: Context) -> Iterable[Effect]:
    """Show the principal the certificate as soon as our own leg, or as its relay both, are done."""
    if said.mine:
        yield from _show(view, said.record.ring.hex(), said.partner)


@mandate.react(RingSettledUnsaid)
def show_unsaid(view: View, said: Said[RingSettledUnsaid], _context: Context) -> Iterable[Effect]:
    """Likewise."""
    yield from _show(view, said.record.notice.ring.hex(), said.record.partner)


def _show(view: View, ring: str, partner: str) -> Iterator[Effect]:
    row = view.get(RINGS, ring)
    if row is None:
        return
    part = part_of(row)
    served = view.get(SERVED, "now")
    principals = [principal_of(view, partner)]
    if served is not None and row.settled0 and row.settled1:
        principals.append(served.principal)
    for principal in principals:
        if principal and COMMIT.complete(part):
            yield Say(principal, certificate_of(view, row))
    yield from _ended(view)
