"""Rules for promises, accepting them, and what rules do by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.checks import day_of, known_partner, number_of
from tuowang.flows.days import later
from tuowang.flows.docking import LANES, DockingEnded
from tuowang.flows.docking_agreed import lanes_to_request
from tuowang.flows.partner import PARTNERS
from tuowang.flows.promising import (
    PROMISE_DEMANDS,
    PROMISE_RULES,
    PROMISES_ROLLED,
    AcceptPromises,
    PromiseAsked,
    PromiseDemandRow,
    PromiseRuleRow,
    PromiseRuleSet,
    PromisesRolled,
    PromisesRolledRow,
    SetPromiseRule,
    promising,
)
from tuowang.flows.promising_views import (
    WAITS,
    is_as_asked,
    keeps_promises,
    promised_weeks,
    to_accept,
)
from tuowang.flows.trading import (
    DEMANDS,
    OFFERED,
    PROPOSALS,
    Agree,
    MakeOffer,
    Proposed,
    RequestDemand,
    Requested,
)
from tuowang.flows.trading_asks import agree, make_offer, request_demand
from tuowang.store.store import Rows, View
from tuowang.units import DAY_MILLISECONDS, day_number, today

NOW = "now"
MOST_FROZEN_DAYS = 366


@promising.fold(PromiseRuleSet)
def fold_rule(rows: Rows, said: Said[PromiseRuleSet]) -> None:
    """The rule as it is from now on; without days there is none."""
    record = said.record
    if said.partner != JOURNAL:
        return
    row = PromiseRuleRow(
        record.partner, record.frozen_days, record.short_permille, record.late_days
    )
    if record.frozen_days:
        rows.put(PROMISE_RULES, row)
    else:
        rows.delete(PROMISE_RULES, record.partner)


@promising.fold(PromiseAsked)
def fold_asked(rows: Rows, said: Said[PromiseAsked]) -> None:
    """A demand that asks for a promise."""
    if said.partner == JOURNAL:
        rows.put(PROMISE_DEMANDS, PromiseDemandRow(said.record.partner, said.record.demand))


@promising.fold(PromisesRolled)
def fold_rolled(rows: Rows, said: Said[PromisesRolled]) -> None:
    """The day."""
    if said.partner == JOURNAL:
        rows.put(PROMISES_ROLLED, PromisesRolledRow(NOW, said.record.day))


@promising.ask(SetPromiseRule)
def set_rule(view: View, command: SetPromiseRule, _context: Context) -> Iterable[Effect]:
    """Check it and keep it, if it is new."""
    known_partner(view, command.partner)
    row = PromiseRuleRow(
        command.partner,
        number_of("frozen_days", command.frozen_days, 0, MOST_FROZEN_DAYS),
        number_of("short_permille", command.short_permille, 0, 1000),
        number_of("late_days", command.late_days, 0, MOST_FROZEN_DAYS),
    )
    old = view.get(PROMISE_RULES, command.partner)
    if row == old or (old is None and not row.frozen_days):
        return
    yield Say(
        JOURNAL,
        PromiseRuleSet(row.partner, row.frozen_days, row.short_permille, row.late_days),
    )


@promising.react(PromiseRuleSet)
def by_the_new_rule(view: View, said: Said[PromiseRuleSet], context: Context) -> Iterable[Effect]:
    """Accept what it lets be accepted already."""
    rule = view.get(PROMISE_RULES, said.record.partner)
    return _ask_for(view, rule, context) if rule is not None else ()


@promising.ask(AcceptPromises)
def accept(view: View, command: AcceptPromises, context: Context) -> Iterable[Effect]:
    """Ask the supplier for it. Mistake: nothing-promised."""
    known_partner(view, command.partner)
    lines = command.lines or [
        line
        for line in lanes_to_request(view, command.partner, context.today, day_of(command.until))
        if command.item in ("", line.item)
    ]
    if not lines:
        raise Mistake("nothing-promised", partner=command.partner, day=command.until)
    yield from _demand(view, RequestDemand(command.partner, lines), context)


def _demand(view: View, command: RequestDemand, context: Context) -> Iterator[Effect]:
    for effect in request_demand(view, command, context):
        yield effect
        if isinstance(effect, Say) and isinstance(effect.record, Requested):
            yield Say(JOURNAL, PromiseAsked(command.partner, effect.record.demand))


def _ask_for(view: View, rule: PromiseRuleRow, context: Context) -> Iterator[Effect]:
    """What the rule accepts today; what it does not is told."""
    lines = to_accept(view, rule, context.today)
    if lines:
        try:
            yield from list(_demand(view, RequestDemand(rule.partner, lines), context))
        except Mistake as mistake:
            yield Note(mistake.code, mistake.details)
    for one in promised_weeks(view, context.today, rule.partner):
        if one.state == WAITS:
            about = {
                "partner": rule.partner,
                "item": one.week.row.item,
                "day": one.week.arrives,
                "promised": one.promised,
                "wished": one.wished,
            }
            yield Note("promise-waits", about)
            return


@promising.react(DockingEnded)
def after_docking(view: View, _said: Said[DockingEnded], context: Context) -> Iterable[Effect]:
    """Accept what the rules let be accepted."""
    return _roll(view, context)


def _roll(view: View, context: Context) -> Iterator[Effect]:
    for rule in list(view.scan(PROMISE_RULES)):
        yield from _ask_for(view, rule, context)


def when_days_roll(view: View, now: int) -> int | None:
    """The next day on which something may have come within the frozen days."""
    rules = {row.partner for row in view.scan(PROMISE_RULES)}
    if not rules:
        return None
    day = today(now)
    lanes = [row for row in view.scan(LANES) if row.partner in rules and not row.mine]
    if not any(later(row.day, len(row.shipped) * row.period_days) > day for row in lanes):
        return None
    rolled = view.get(PROMISES_ROLLED, NOW)
    next_day = later(rolled.day, 1) if rolled is not None else day
    return day_number(max(day, next_day)) * DAY_MILLISECONDS


@promising.wake(when_days_roll)
def roll(view: View, context: Context) -> Iterable[Effect]:
    """A new day: accept what has come within the frozen days."""
    yield Say(JOURNAL, PromisesRolled(context.today))
    yield from _roll(view, context)


@promising.react(Requested)
def offer_what_was_promised(
    view: View, said: Said[Requested], context: Context
) -> Iterable[Effect]:
    """Offer a partner what we promised it; what goes beyond waits for a person."""
    rule = view.get(PROMISE_RULES, said.partner)
    demand = view.get(DEMANDS, said.partner, said.record.demand)
    if said.mine or rule is None or demand is None or not demand.open:
        return
    docked = {row.item for row in view.scan(LANES) if row.mine and row.partner == said.partner}
    if not any(line.item in docked for line in demand.lines):
        return
    about = {"partner": said.partner, "demand": demand.demand}
    if not keeps_promises(view, demand, rule):
        yield Note("demand-beyond-promise", about)
        return
    try:
        yield from list(make_offer(view, MakeOffer(said.partner, demand.demand), context))
    except Mistake as mistake:
        yield Note(mistake.code, mistake.details)


@promising.react(Proposed)
def agree_to_what_was_asked(view: View, said: Said[Proposed], context: Context) -> Iterable[Effect]:
    """Agree to an offer of what we asked for; another one waits for a person."""
    rule = view.get(PROMISE_RULES, said.partner)
    row = view.get(PROPOSALS, said.partner, said.record.proposal)
    if said.mine or rule is None or row is None or row.mine or row.state != OFFERED:
        return
    demand = view.get(DEMANDS, said.partner, row.demand)
    asked = view.get(PROMISE_DEMANDS, said.partner, row.demand)
    if row.agreement or demand is None or asked is None:
        return
    known = view.get(PARTNERS, said.partner)
    terms = row.terms
    as_usual = known is not None and terms.payment_days >= known.payment_days
    as_usual = (
        as_usual and known is not None and terms.tolerance_permille <= known.tolerance_permille
    )
    if not as_usual or not is_as_asked(view, demand, row, rule):
        yield Note("offer-not-as-promised", {"partner": said.partner, "proposal": row.proposal})
        return
    try:
        yield from list(agree(view, Agree(said.partner, row.proposal), context))
    except Mistake as mistake:
        yield Note(mistake.code, mistake.details)
