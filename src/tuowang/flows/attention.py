"""What needs a person today, the most urgent first: a view over the tables of all flows.

Every look reads a bounded number of rows, by indexes: what is long closed costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar

from tuowang.flows.days import later
from tuowang.flows.expecting import EXPECTED
from tuowang.flows.money import CLAIMS, DISPUTED, OPEN, PAYMENTS, ClaimRow
from tuowang.flows.netting_free import why_not
from tuowang.flows.planning import PLAN_REASONS
from tuowang.flows.promising_views import WAITS, promised_weeks
from tuowang.flows.shipping import SENT, SHIPMENTS
from tuowang.flows.trading import (
    COMMITMENTS,
    DEMANDS,
    OFFERED,
    PROPOSALS,
    REQUESTED,
    CommitmentRow,
    DemandRow,
    ProposalRow,
)
from tuowang.flows.trading_state import own_item
from tuowang.store.store import View

NOW, SOON, WEEK = 0, 1, 2
MOST = 200
"""Of one sort; who has more has the lists."""
SOON_DAYS, WEEK_DAYS = 2, 7
PAYMENT_SENT = "sent"
BOOKS_DIFFER = "books-differ"

T = TypeVar("T")


class Concern(NamedTuple):
    """One thing that waits. urgency: NOW it is late or somebody waits; SOON within two days; WEEK.

    code: what it is. reference: the document; line: its line. quantity in `unit`, or minor units
    where `unit` is a currency, 0: none. due: until when. about: more to it, such as a reason.
    """

    urgency: int
    code: str
    partner: str
    reference: str
    line: str = ""
    item: str = ""
    quantity: int = 0
    unit: str = ""
    due: str = ""
    about: str = ""


def concerns(view: View, today: str) -> list[Concern]:
    """All that waits for a person."""
    found = [
        *_demands(view),
        *_proposals(view),
        *_deliveries(view, today),
        *_supplies(view, today),
        *_told_late(view),
        *_shipments(view, today),
        *_claims(view, today),
        *_payments(view),
        *_promises(view, today),
        *_plan(view),
    ]
    return sorted(found, key=lambda one: (one.urgency, one.due or today, one.code, one.partner))


def _some(rows: Iterable[T]) -> Iterator[T]:
    return islice(rows, MOST)


def _demands(view: View) -> Iterator[Concern]:
    """Partners ask, and we have not answered."""
    rows = _some(view.find(DEMANDS, ("open", "mine"), True, False))
    for row in rows:
        if row.state == REQUESTED:
            yield _demand(row)


def _demand(row: DemandRow) -> Concern:
    first = row.lines[0]
    more = str(len(row.lines) - 1) if len(row.lines) > 1 else ""
    return Concern(
        SOON,
        "demand-waits",
        row.partner,
        row.demand,
        item=first.item,
        quantity=first.quantity,
        unit=first.unit,
        due=row.expires,
        about=more,
    )


def _proposals(view: View) -> Iterator[Concern]:
    """Offers, counters and changes of a partner that wait for our answer."""
    for row in _some(view.find(PROPOSALS, ("state", "mine"), OFFERED, False)):
        yield _proposal(view, row)


def _proposal(view: View, row: ProposalRow) -> Concern:
    first = row.terms.lines[0]
    return Concern(
        NOW if row.agreement else SOON,
        "change-waits" if row.agreement else "offer-waits",
        row.partner,
        row.proposal,
        item=own_item(view, row.partner, first, row.selling) or first.item,
        quantity=first.quantity,
        unit=first.unit,
        due=row.expires,
        about=str(len(row.terms.lines) - 1) if len(row.terms.lines) > 1 else "",
    )


def _open_until(view: View, selling: bool, last: str) -> Iterator[CommitmentRow]:
    for row in _some(view.find(COMMITMENTS, ("open", "selling", "due"), True, selling)):
        if row.due > last:
            return
        yield row


def _deliveries(view: View, today: str) -> Iterator[Concern]:
    """What we have to ship, and did not."""
    for row in _open_until(view, True, later(today, SOON_DAYS)):
        left = row.quantity - row.shipped + row.rejected
        if left > 0:
            late = row.due < today
            code = "delivery-late" if late else "delivery-due"
            yield _commitment(row, NOW if late else SOON, code, left)


def _supplies(view: View, today: str) -> Iterator[Concern]:
    """What should have come, and is not even under way."""
    for row in _open_until(view, False, later(today, -1)):
        left = row.quantity - row.shipped + row.rejected
        if left > 0:
            yield _commitment(row, NOW, "supply-late", left)


def _commitment(row: CommitmentRow, urgency: int, code: str, left: int) -> Concern:
    return Concern(
        urgency,
        code,
        row.partner,
        row.agreement,
        row.line,
        row.item or row.their_item,
        left,
        row.unit,
        row.due,
    )


def _told_late(view: View) -> Iterator[Concern]:
    """What a partner told to come later than agreed."""
    for row in _some(view.scan(EXPECTED)):
        agreed = view.get(COMMITMENTS, row.partner, row.agreement, row.line)
        if row.mine or agreed is None or not agreed.open:
            continue
        late = sum(part.quantity for part in row.parts if part.day > agreed.due) + row.missing
        last = max([row.until, *(part.day for part in row.parts)])
        if late > 0:
            yield _commitment(agreed, SOON, "told-late", late)._replace(about=last)


def _shipments(view: View, today: str) -> Iterator[Concern]:
    """What is to have arrived, and nobody entered."""
    for row in _some(view.find(SHIPMENTS, ("state", "mine", "arrives"), SENT, False)):
        if row.arrives > today:
            return
        yield Concern(NOW, "shipment-here", row.partner, row.shipment, due=row.arrives)


def _claims(view: View, today: str) -> Iterator[Concern]:
    """What we have to pay, what we wait for, what is disputed, and where the books differ."""
    last = later(today, WEEK_DAYS)
    for mine in (False, True):
        for row in _some(view.find(CLAIMS, ("state", "mine", "due"), OPEN, mine)):
            if row.due > last:
                break
            if row.open_minor > 0 and (row.due < today or not mine):
                yield _claim(row, "owed-to-us" if mine else "owed-by-us", today)
            if why_not(view, row) == BOOKS_DIFFER:
                yield _claim(row, BOOKS_DIFFER, today)
        for row in _some(view.find(CLAIMS, ("state", "mine", "due"), DISPUTED, mine)):
            yield _claim(row, "claim-disputed", today)._replace(about=row.reason)


def _claim(row: ClaimRow, code: str, today: str) -> Concern:
    urgency = NOW if row.due < today else WEEK
    return Concern(
        urgency,
        code,
        row.partner,
        row.claim,
        quantity=row.open_minor,
        unit=row.currency,
        due=row.due,
    )


def _payments(view: View) -> Iterator[Concern]:
    """Partners say that they paid; nobody looked at the account yet."""
    for row in _some(view.find(PAYMENTS, ("state", "mine", "day"), PAYMENT_SENT, False)):
        yield Concern(
            SOON,
            "payment-waits",
            row.partner,
            row.payment,
            quantity=row.amount_minor,
            unit=row.currency,
            due=row.day,
        )


def _promises(view: View, today: str) -> Iterator[Concern]:
    """What docking promised and no rule accepts by itself."""
    for one in _some(promised_weeks(view, today)):
        if one.state == WAITS:
            week = one.week
            yield Concern(
                SOON,
                "promise-waits",
                week.row.partner,
                week.row.lane,
                item=week.row.item,
                quantity=week.open,
                due=week.arrives,
            )


def _plan(view: View) -> Iterator[Concern]:
    """What the plan cannot make in time."""
    for row in _some(view.scan(PLAN_REASONS)):
        yield Concern(
            WEEK,
            "plan-late",
            row.partner,
            row.reference,
            item=row.item,
            quantity=row.quantity,
            due=row.last_day,
            about=str(row.number),
        )
