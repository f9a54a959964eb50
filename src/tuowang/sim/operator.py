"""What the people of a company do in a day, as a rule: so that chains can be played.

It sees what a person would see, the company's own tables, and asks what a person would ask. The
rule is plain on purpose: keep promises, agree to fair prices, pay on the day.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tuowang.flows.base import Command
from tuowang.flows.capacity import weekday
from tuowang.flows.catalogue import OFFERED_ITEMS, RECIPES
from tuowang.flows.catalogue_prices import price_for
from tuowang.flows.item_codes import our_item
from tuowang.flows.money import CLAIMS, OPEN, PAYMENTS, ConfirmPayment, Pay
from tuowang.flows.partner import PARTNERS
from tuowang.flows.planning import PLAN_LINES, PLANS, MakePlan
from tuowang.flows.planning_folds import NOW
from tuowang.flows.planning_views import promise_for, purchases_to_request
from tuowang.flows.shipping import SHIPMENTS, Receive, Ship
from tuowang.flows.stock import Make
from tuowang.flows.stock_moves import on_hand
from tuowang.flows.trading import (
    AGREEMENTS,
    COMMITMENTS,
    DEMANDS,
    OFFERED,
    PROPOSALS,
    REQUESTED,
    Agree,
    CommitmentRow,
    CounterProposal,
    Decline,
    DeclineDemand,
    MakeOffer,
    ProposalRow,
    RequestDemand,
)
from tuowang.flows.vocabulary import Line
from tuowang.store.store import View
from tuowang.units import day_number, iso_day

Batch = list[Command]
FAIR_PERMILLE = 1050
"""A price up to this share of what the catalogue says is agreed to; above, it is countered."""


def later(day: str, days: int) -> str:
    """The ISO day so many days later."""
    return iso_day(day_number(day) + days)


def morning(view: View, today: str, until: str, early_days: int) -> Iterator[Batch]:
    """Goods and money: receive what arrived, make what is planned, ship what is due, pay.

    `until` is the last day before people work again (on a Friday, Sunday); what is to be finished
    by then is made today. Goods leave up to `early_days` before they must, because a partner may
    hear of them late.
    """
    yield list(_receive(view, today))
    yield from _make(view, today, until)
    yield from _ship(view, later(until, early_days), today)
    yield list(_pay(view, today))


def plan_week(view: View, today: str, periods: int) -> Iterator[Batch]:
    """Plan anew, and ask suppliers for what has to be ordered before the next plan."""
    yield [MakePlan(periods=periods, day=today)]
    yield [
        RequestDemand(
            request.supplier,
            [replace(line, due=_working_day(line.due, today)) for line in request.lines],
            request.causes,
            later(today, 28),
        )
        for request in purchases_to_request(view, later(today, 7))
        if request.supplier
    ]


def _working_day(day: str, today: str) -> str:
    """The Friday before where a day falls on a week-end, when nobody receives goods."""
    late = int(weekday(day)) - 5
    return max(later(day, -late), today) if late > 0 else day


def plan_again(view: View, today: str, periods: int) -> Iterator[Batch]:
    """Plan anew because something was agreed since; what to order waits for the week's plan."""
    plan = view.get(PLANS, NOW)
    agreed = max((row.day for row in view.scan(AGREEMENTS)), default="")
    if plan is not None and agreed >= plan.day:
        yield [MakePlan(periods=periods, day=today)]


def answer(view: View, today: str) -> Iterator[Batch]:
    """Letters: answer demands with what can be kept, and proposals with yes, a counter or no."""
    for demand in list(view.find(DEMANDS, ("open", "mine"), True, False)):
        if demand.state == REQUESTED and demand.expires >= today:
            lines = [
                line for line in promise_for(view, demand, today) if _priced(view, demand, line)
            ]
            if lines:
                yield [
                    MakeOffer(
                        demand.partner,
                        demand.demand,
                        [_at_price(view, demand.partner, line) for line in lines],
                    )
                ]
            else:
                yield [DeclineDemand(demand.partner, demand.demand, "nothing can be promised")]
    for proposal in list(view.find(PROPOSALS, ("state", "mine"), OFFERED, False)):
        if proposal.expires >= today:
            yield [_answer(view, proposal)]


def _receive(view: View, today: str) -> Iterator[Command]:
    for shipment in view.find(SHIPMENTS, ("state", "mine", "arrives"), "under-way", False):
        if shipment.arrives <= today:
            yield Receive(shipment.partner, shipment.shipment, day=today)


def _make(view: View, today: str, until: str) -> Iterator[Batch]:
    for line in list(view.find(PLAN_LINES, ("kind", "finish"), "job")):
        if line.finish > until:
            break
        quantity = _can_make(view, line.item, line.open)
        if quantity > 0:
            yield [Make(line.item, quantity, day=today, plan_line=line.line)]


def _can_make(view: View, item: str, wanted: int) -> int:
    """As many whole batches of what is wanted as the ingredients allow."""
    recipe = view.get(RECIPES, item)
    if recipe is None or wanted <= 0:
        return 0
    batches = -(-wanted // recipe.batch_quantity)
    for part in recipe.ingredients:
        batches = min(batches, on_hand(view, part.item) // part.quantity)
    return min(wanted, batches * recipe.batch_quantity)


def _ship(view: View, until: str, today: str) -> Iterator[Batch]:
    due = list(view.find(COMMITMENTS, ("open", "selling", "due"), True, True))
    for commitment in due:
        partner = view.get(PARTNERS, commitment.partner)
        transit_days = partner.transit_days if partner is not None else 0
        if later(commitment.due, -transit_days) > until:
            break
        quantity = min(_still_to_ship(commitment), on_hand(view, commitment.item))
        if quantity > 0:
            yield [
                Ship(
                    commitment.partner,
                    commitment.agreement,
                    commitment.line,
                    quantity,
                    day=today,
                )
            ]


def _still_to_ship(commitment: CommitmentRow) -> int:
    return commitment.quantity - commitment.shipped


def _pay(view: View, today: str) -> Iterator[Command]:
    for claim in view.find(CLAIMS, ("state", "mine", "due"), OPEN, False):
        if claim.due > today:
            break
        if claim.open_minor > 0:
            yield Pay(claim.partner, claim.claim, day=today)
    for claim in view.find(CLAIMS, ("state", "mine", "due"), OPEN, True):
        if claim.paid_minor > claim.settled_minor:
            for payment in view.find(PAYMENTS, ("partner", "claim"), claim.partner, claim.claim):
                if payment.state == "sent":
                    yield ConfirmPayment(payment.partner, payment.payment, day=today)


def _priced(view: View, demand: object, line: Line) -> bool:
    return price_for(view, getattr(demand, "partner", ""), line.item) is not None


def _at_price(view: View, partner: str, line: Line) -> Line:
    price = price_for(view, partner, line.item)
    assert price is not None
    return replace(line, price_minor=price.price_minor, price_quantity=price.price_quantity)


def _answer(view: View, proposal: ProposalRow) -> Command:
    """Agree to what is fair; counter once with our own idea of the price; else decline."""
    partner = proposal.partner
    dear = [line for line in proposal.terms.lines if not _fair(view, proposal, line)]
    if not dear:
        return Agree(partner, proposal.proposal)
    if proposal.replaces:
        return Decline(partner, proposal.proposal, "too dear")
    lines = [_fair_line(view, partner, line) for line in proposal.terms.lines]
    return CounterProposal(partner, proposal.proposal, lines, reason="price")


def _fair(view: View, proposal: ProposalRow, line: Line) -> bool:
    known = _known_price(view, proposal.partner, line, selling=proposal.selling)
    if known is None:
        return True
    asked, usual = line.price_minor * known[1] * 1000, known[0] * line.price_quantity
    if proposal.selling:
        return asked * FAIR_PERMILLE >= usual * 1000 * 1000
    return asked <= usual * FAIR_PERMILLE


def _fair_line(view: View, partner: str, line: Line) -> Line:
    known = _known_price(view, partner, line, selling=False)
    item = our_item(view, partner, line.item) or line.item
    if known is None:
        return replace(line, item=item)
    return replace(line, item=item, price_minor=known[0], price_quantity=known[1])


def _known_price(view: View, partner: str, line: Line, *, selling: bool) -> tuple[int, int] | None:
    if selling:
        own = price_for(view, partner, line.item)
        return None if own is None else (own.price_minor, own.price_quantity)
    offered = view.get(OFFERED_ITEMS, partner, line.item)
    return None if offered is None else (offered.price_minor, offered.price_quantity)
