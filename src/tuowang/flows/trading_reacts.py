"""What trading says by itself: confirmations, and what a date or another outcome takes back.

Each answer ends the proposal or demand that it is about, so no exchange can go on for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.flows.base import Context, Effect, Note, Record, Said, Say
from tuowang.flows.days import later
from tuowang.flows.disclosure import may_leave
from tuowang.flows.trading import (
    ACCEPTED,
    AGREEMENTS,
    BY_EXPIRY,
    DEMANDS,
    OPEN_BY_EXPIRY,
    PROPOSALS,
    AgreementConfirmed,
    DemandDeclined,
    DemandRow,
    DemandWithdrawn,
    ProposalAccepted,
    ProposalRow,
    ProposalWithdrawn,
    Proposed,
    Requested,
    trading,
)
from tuowang.flows.trading_state import (
    LIVE,
    below_shipped,
    changed_item,
    demand_slot,
    slot,
    slot_is_free,
)
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS, day_number, today

OVERTAKEN = "overtaken"


def _proposal_may_leave(view: View, row: ProposalRow) -> bool:
    """Whether the partner may (still) see dealings about the proposal's items."""
    about = Proposed(
        row.proposal, row.selling, "", "", "", row.revision, row.day, row.expires, row.terms
    )
    return may_leave(view, row.partner, about)


def _demand_may_leave(view: View, row: DemandRow) -> bool:
    about = Requested(row.demand, row.day, row.expires, row.lines, row.causes)
    return may_leave(view, row.partner, about)


@trading.react(ProposalAccepted)
def on_accepted(view: View, said: Said[ProposalAccepted], context: Context) -> Iterable[Effect]:
    """Confirm our accepted proposal, or take it back where its day or its place is gone."""
    row = view.get(PROPOSALS, said.partner, said.record.proposal)
    if said.mine or row is None or not row.mine or row.state not in LIVE:
        return
    if not _proposal_may_leave(view, row):
        yield Note("agreement-not-disclosed", {"partner": row.partner, "proposal": row.proposal})
        return
    if context.today > row.expires:
        yield Say(row.partner, ProposalWithdrawn(row.proposal, expired=True))
    elif row.state == ACCEPTED:
        yield Say(row.partner, _outcome(view, row, context))


def _outcome(view: View, row: ProposalRow, context: Context) -> Record:
    stands = slot_is_free(view, row)
    if row.agreement:
        stands = stands and below_shipped(view, row) is None and changed_item(view, row) is None
    if not stands:
        return ProposalWithdrawn(row.proposal, reason=OVERTAKEN)
    name = row.agreement or context.name("A")
    return AgreementConfirmed(name, row.proposal, row.terms_hash, context.today)


@trading.react(AgreementConfirmed)
def on_confirmed(view: View, said: Said[AgreementConfirmed], _context: Context) -> Iterable[Effect]:
    """Our other proposals for the same place are overtaken."""
    agreement = view.get(AGREEMENTS, said.partner, said.record.agreement)
    if agreement is None or agreement.proposal != said.record.proposal:
        return
    name = agreement.agreement if agreement.revision > 1 else ""
    yield from _take_back(
        view, slot(view, said.partner, name, agreement.demand, agreement.revision)
    )


@trading.react(DemandWithdrawn)
@trading.react(DemandDeclined)
def on_demand_closed(
    view: View, said: Said[DemandWithdrawn] | Said[DemandDeclined], _context: Context
) -> Iterable[Effect]:
    """What we proposed for a demand that the partner closed is overtaken."""
    demand = view.get(DEMANDS, said.partner, said.record.demand)
    if demand is not None and not demand.open and not said.mine:
        yield from _take_back(view, demand_slot(view, demand))


def _take_back(view: View, rows: Iterable[ProposalRow]) -> Iterator[Effect]:
    for row in rows:
        if row.mine and row.state in LIVE and _proposal_may_leave(view, row):
            yield Say(row.partner, ProposalWithdrawn(row.proposal, reason=OVERTAKEN))


def _after(day: str) -> int:
    """When, in ms, a day is over."""
    return (day_number(day) + 1) * DAY_MILLISECONDS


def _next_proposal_day(view: View) -> str | None:
    """The earliest day on which a proposal of ours expires that we may still take back."""
    days = []
    for state in LIVE:
        for row in view.find(PROPOSALS, BY_EXPIRY, state, True):
            if _proposal_may_leave(view, row):
                days.append(row.expires)
                break
    return min(days, default=None)


def _last_day(view: View, demand: DemandRow) -> str | None:
    """The day after which our demand ends: its own, or its thread's while that is alive.

    None while we are bound by our acceptance, or may not speak of it.
    """
    if not _demand_may_leave(view, demand):
        return None
    last = demand.expires
    for row in demand_slot(view, demand):
        if not row.mine and row.state == ACCEPTED:
            return None
        if row.state in LIVE:
            last = max(last, row.expires)
    return last


def _ending_demands(view: View, until: str | None) -> Iterator[tuple[str, DemandRow]]:
    """Our open demands that expire up to a day, with the day on which each really ends."""
    for demand in view.find(DEMANDS, OPEN_BY_EXPIRY, True, True):
        if until is not None and demand.expires > until:
            return
        last = _last_day(view, demand)
        if last is not None:
            yield last, demand


def _next_demand_day(view: View) -> str | None:
    first: str | None = None
    for last, demand in _ending_demands(view, None):
        if first is not None and demand.expires >= first:
            break
        first = last if first is None else min(first, last)
    return first


def when_something_expires(view: View, _now: int) -> int | None:
    """When the next proposal or demand of ours is past its day."""
    days = [day for day in (_next_proposal_day(view), _next_demand_day(view)) if day is not None]
    return _after(min(days)) if days else None


@trading.wake(when_something_expires)
def on_expiry(view: View, context: Context) -> Iterable[Effect]:
    """Take back our proposals and demands whose day is over."""
    now = today(context.now)
    for state in LIVE:
        for row in view.find(PROPOSALS, BY_EXPIRY, state, True):
            if row.expires >= now:
                break
            if _proposal_may_leave(view, row):
                yield Say(row.partner, ProposalWithdrawn(row.proposal, expired=True))
    for last, demand in _ending_demands(view, later(now, -1)):
        if last < now:
            yield Say(demand.partner, DemandWithdrawn(demand.demand, expired=True))
