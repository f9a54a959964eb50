"""What our own user asks of trading: demand, offer, counter, agree, decline, withdraw, revise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.amounts import whole_quantity
from tuowang.flows.base import Context, Effect, Say
from tuowang.flows.checks import day_of, known_item, known_partner, text_of
from tuowang.flows.days import later
from tuowang.flows.planning import PLAN_LINES
from tuowang.flows.trading import (
    ACCEPTED,
    AGREEMENTS,
    DEMANDS,
    OFFERED,
    PROPOSALS,
    Agree,
    AgreementRow,
    CounterProposal,
    Decline,
    DeclineDemand,
    DemandDeclined,
    DemandRow,
    DemandWithdrawn,
    MakeOffer,
    ProposalAccepted,
    ProposalDeclined,
    ProposalRow,
    ProposalWithdrawn,
    Proposed,
    RequestDemand,
    Requested,
    Revise,
    Terms,
    Withdraw,
    WithdrawDemand,
    trading,
)
from tuowang.flows.trading_lines import (
    Priced,
    answering_lines,
    check_acceptable,
    check_total,
    demand_lines,
    offer_as_asked,
    require_disclosed,
)
from tuowang.flows.trading_state import (
    LIVE,
    MOST_PROPOSALS,
    below_shipped,
    changed_item,
    demand_slot,
    next_slot,
    own_item,
    slot_is_free,
    slot_of,
    terms_hash,
)
from tuowang.flows.vocabulary import Line
from tuowang.store.store import View

OPEN_DAYS = 14
"""How long a demand or proposal stands where nothing else is said."""


@trading.ask(RequestDemand)
def request_demand(view: View, command: RequestDemand, context: Context) -> Iterable[Effect]:
    """Check partner, items, disclosure and plan lines; translate; ask."""
    known_partner(view, command.partner)
    lines = demand_lines(view, command.partner, command.lines)
    causes = command.causes or [""] * len(lines)
    if len(causes) != len(lines):
        raise Mistake("causes-differ", causes=len(causes), lines=len(lines))
    _check_causes(view, lines, causes)
    yield Say(
        command.partner,
        Requested(
            context.name("D"), context.today, _expires(command.expires, context), lines, causes
        ),
    )


def _check_causes(view: View, lines: list[Line], causes: list[str]) -> None:
    """A plan line is demanded once: nothing of it is open any more when it was."""
    wanted: dict[str, int] = {}
    for line, cause in zip(lines, causes, strict=True):
        if not cause:
            continue
        planned = view.get(PLAN_LINES, cause)
        if planned is None or planned.kind != "purchase" or planned.item != line.buyer_item:
            raise Mistake("plan-line-unknown", line=cause, item=line.buyer_item)
        if planned.open <= wanted.get(cause, 0):
            raise Mistake("plan-line-demanded", line=cause, item=planned.item)
        row = known_item(view, planned.item)
        wanted[cause] = wanted.get(cause, 0) + whole_quantity(row, line.unit, line.quantity)


def _expires(day: str, context: Context) -> str:
    if not day:
        return later(context.today, OPEN_DAYS)
    if day_of(day) < context.today:
        raise Mistake("expires-past", expires=day, today=context.today)
    return day


def _demand(view: View, partner: str, name: str, *, mine: bool) -> DemandRow:
    row = view.get(DEMANDS, partner, name)
    if row is None or row.mine != mine:
        raise Mistake("demand-unknown", partner=partner, demand=name)
    if not row.open:
        raise Mistake("demand-closed", demand=name, state=row.state)
    return row


def _require_lines_disclosed(
    view: View, partner: str, lines: Iterable[Line], *, selling: bool
) -> None:
    for line in lines:
        require_disclosed(view, partner, own_item(view, partner, line, selling) or line.item)


def _refuse_while_accepted(rows: Iterable[ProposalRow]) -> None:
    """Between our acceptance and the proposer's confirmation we are bound."""
    for row in rows:
        if not row.mine and row.state == ACCEPTED:
            raise Mistake("acceptance-pending", proposal=row.proposal)


def _withdrawals(rows: Iterable[ProposalRow], reason: str) -> Iterator[Say]:
    for row in rows:
        if row.mine and row.state in LIVE:
            yield Say(row.partner, ProposalWithdrawn(row.proposal, reason=reason))


@trading.ask(WithdrawDemand)
def withdraw_demand(view: View, command: WithdrawDemand, _context: Context) -> Iterable[Effect]:
    """Take our counters back, then the demand."""
    row = _demand(view, command.partner, command.demand, mine=True)
    _require_lines_disclosed(view, row.partner, row.lines, selling=False)
    _refuse_while_accepted(demand_slot(view, row))
    yield from _withdrawals(demand_slot(view, row), text_of(command.reason))
    yield Say(row.partner, DemandWithdrawn(row.demand, text_of(command.reason)))


@trading.ask(DeclineDemand)
def decline_demand(view: View, command: DeclineDemand, _context: Context) -> Iterable[Effect]:
    """Take our offers back, then decline."""
    row = _demand(view, command.partner, command.demand, mine=False)
    _refuse_while_accepted(demand_slot(view, row))
    yield from _withdrawals(demand_slot(view, row), text_of(command.reason))
    yield Say(row.partner, DemandDeclined(row.demand, text_of(command.reason)))


@trading.ask(MakeOffer)
def make_offer(view: View, command: MakeOffer, context: Context) -> Iterable[Effect]:
    """As asked at our prices, or the lines given."""
    demand = _demand(view, command.partner, command.demand, mine=False)
    terms = known_partner(view, command.partner)
    _require_free_to_propose(demand_slot(view, demand))
    for row in demand_slot(view, demand):
        if row.state == OFFERED:
            raise Mistake("proposal-open", proposal=row.proposal)
    if command.lines:
        priced = answering_lines(
            view, command.partner, command.lines, demand.lines, selling=True, currency=""
        )
    else:
        priced = offer_as_asked(view, command.partner, demand.lines)
    proposed = Proposed(
        context.name("P"),
        True,
        demand.demand,
        "",
        "",
        1,
        context.today,
        _expires(command.expires, context),
        _terms(priced, command, terms.tolerance_permille, terms.payment_days),
        text_of(command.reason),
    )
    yield Say(command.partner, proposed)


def _require_free_to_propose(rows: Iterable[ProposalRow]) -> None:
    listed = list(rows)
    _refuse_while_accepted(listed)
    if sum(1 for row in listed if row.mine) >= MOST_PROPOSALS:
        raise Mistake("thread-too-long", most=MOST_PROPOSALS)


def _terms(
    priced: Priced, command: MakeOffer | CounterProposal, tolerance: int, days: int
) -> Terms:
    """Terms with what the command leaves open (-1) filled in."""
    if command.tolerance_permille >= 0:
        tolerance = command.tolerance_permille
    if command.payment_days >= 0:
        days = command.payment_days
    if tolerance > 1000:
        raise Mistake("tolerance-out-of-range", tolerance_permille=tolerance)
    if days > 3650:
        raise Mistake("days-out-of-range", days=days)
    terms = Terms(priced.lines, priced.currency, tolerance, days)
    check_total(terms)
    return terms


def _proposal(view: View, partner: str, name: str, *, mine: bool) -> ProposalRow:
    row = view.get(PROPOSALS, partner, name)
    if row is None or row.mine != mine:
        raise Mistake("proposal-unknown", partner=partner, proposal=name)
    if row.state not in ((OFFERED, ACCEPTED) if mine else (OFFERED,)):
        raise Mistake("proposal-closed", proposal=name, state=row.state)
    _require_lines_disclosed(view, partner, row.terms.lines, selling=row.selling)
    return row


def _require_answerable(view: View, row: ProposalRow) -> None:
    """Nothing was confirmed in its place, and what it answers still stands."""
    if not slot_is_free(view, row):
        raise Mistake("proposal-overtaken", proposal=row.proposal)
    demand = view.get(DEMANDS, row.partner, row.demand)
    if not row.agreement and (demand is None or not demand.open):
        state = demand.state if demand else ""
        raise Mistake("demand-closed", demand=row.demand, state=state)


@trading.ask(CounterProposal)
def counter_proposal(view: View, command: CounterProposal, context: Context) -> Iterable[Effect]:
    """Answer with other lines; what they leave empty stays as proposed."""
    row = _proposal(view, command.partner, command.proposal, mine=False)
    _require_answerable(view, row)
    _require_free_to_propose(slot_of(view, row))
    priced = answering_lines(
        view,
        row.partner,
        command.lines,
        row.terms.lines,
        selling=row.selling,
        currency=row.terms.currency,
    )
    terms = _terms(priced, command, row.terms.tolerance_permille, row.terms.payment_days)
    proposed = Proposed(
        context.name("P"),
        row.selling,
        row.demand,
        row.proposal,
        row.agreement,
        row.revision,
        context.today,
        _expires(command.expires, context),
        terms,
        text_of(command.reason),
    )
    _check_revision(view, row, terms)
    yield from _withdrawals(slot_of(view, row), "replaced")
    yield Say(row.partner, proposed)


def _check_revision(view: View, row: ProposalRow, terms: Terms) -> None:
    """A revision keeps what each line is, and does not fall below what was shipped."""
    if not row.agreement:
        return
    revised = replace(row, terms=terms)
    changed = changed_item(view, revised)
    if changed is not None:
        raise Mistake("revision-changes-item", line=changed.line, item=changed.item)
    below = below_shipped(view, revised)
    if below is not None:
        shipped = below.shipped - below.rejected
        raise Mistake("revision-below-shipped", line=below.line, shipped=shipped)


@trading.ask(Agree)
def agree(view: View, command: Agree, context: Context) -> Iterable[Effect]:
    """Accept as it stands. A buyer takes its own proposals of the slot back (see `trading`)."""
    row = _proposal(view, command.partner, command.proposal, mine=False)
    if context.today > row.expires:
        raise Mistake("proposal-expired", proposal=row.proposal, expires=row.expires)
    _require_answerable(view, row)
    _refuse_while_accepted(slot_of(view, row))
    check_acceptable(view, row.partner, row.terms.lines, selling=row.selling)
    _check_revision(view, row, row.terms)
    if not row.selling:
        yield from _withdrawals(slot_of(view, row), "accepted-other")
    yield Say(row.partner, ProposalAccepted(row.proposal, row.terms_hash, context.today))


@trading.ask(Decline)
def decline(view: View, command: Decline, _context: Context) -> Iterable[Effect]:
    """Decline the partner's proposal."""
    row = _proposal(view, command.partner, command.proposal, mine=False)
    yield Say(row.partner, ProposalDeclined(row.proposal, text_of(command.reason)))


@trading.ask(Withdraw)
def withdraw(view: View, command: Withdraw, _context: Context) -> Iterable[Effect]:
    """Take our own proposal back."""
    row = _proposal(view, command.partner, command.proposal, mine=True)
    yield Say(row.partner, ProposalWithdrawn(row.proposal, reason=text_of(command.reason)))


@trading.ask(Revise)
def revise(view: View, command: Revise, context: Context) -> Iterable[Effect]:
    """Propose the agreement's next revision; our earlier proposal for it is taken back."""
    agreement = view.get(AGREEMENTS, command.partner, command.agreement)
    if agreement is None:
        raise Mistake("agreement-unknown", partner=command.partner, agreement=command.agreement)
    _require_free_to_propose(next_slot(view, agreement))
    priced = answering_lines(
        view,
        command.partner,
        command.lines,
        agreement.terms.lines,
        selling=agreement.selling,
        currency=agreement.terms.currency,
    )
    old = agreement.terms
    terms = Terms(priced.lines, old.currency, old.tolerance_permille, old.payment_days)
    check_total(terms)
    proposed = Proposed(
        context.name("P"),
        agreement.selling,
        agreement.demand,
        "",
        agreement.agreement,
        agreement.revision + 1,
        context.today,
        _expires(command.expires, context),
        terms,
        text_of(command.reason),
    )
    _check_revision(view, _revision_row(agreement, proposed), terms)
    yield from _withdrawals(next_slot(view, agreement), "replaced")
    yield Say(command.partner, proposed)


def _revision_row(agreement: AgreementRow, proposed: Proposed) -> ProposalRow:
    """The row that our proposal will have."""
    return ProposalRow(
        agreement.partner,
        proposed.proposal,
        True,
        agreement.selling,
        agreement.demand,
        "",
        agreement.agreement,
        proposed.revision,
        OFFERED,
        proposed.day,
        proposed.expires,
        proposed.terms,
        terms_hash(proposed.terms),
    )
