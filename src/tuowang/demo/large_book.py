"""A company with much on its books: 10,000 items and 100,000 flows, most of them long done.

For measuring only: rows as they would stand there after years, put straight into the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tuowang.flows.catalogue import ITEMS, ItemRow
from tuowang.flows.days import later
from tuowang.flows.money import (
    CLAIMS,
    OPEN,
    PAYMENT_CONFIRMED,
    PAYMENTS,
    SETTLED,
    ClaimRow,
    PaymentRow,
)
from tuowang.flows.partner import PARTNERS, PartnerRow
from tuowang.flows.party import RecordParty
from tuowang.flows.planning import PLAN_LINES, PlanLineRow
from tuowang.flows.shipping import RECEIVED, SENT, SHIPMENTS, ReceivedLine, ShipmentRow, ShippedLine
from tuowang.flows.stock import LOTS, LotRow
from tuowang.flows.trading import (
    AGREED,
    AGREEMENTS,
    COMMITMENTS,
    PROPOSALS,
    AgreementRow,
    CommitmentRow,
    ProposalRow,
    Terms,
)
from tuowang.flows.vocabulary import Line
from tuowang.host.company import Company
from tuowang.host.home import Home, Settings
from tuowang.node import Outcome
from tuowang.units import today

ITEM_COUNT, FLOW_COUNT, PARTNER_COUNT = 10_000, 100_000, 40
OPEN_SHARE = 20
"""One flow of so many is still open."""


def large_book(path: Path, items: int = ITEM_COUNT, flows: int = FLOW_COUNT) -> Path:
    """Make the home; the same for the same day."""
    home = Home(path)
    home.create(Settings())
    with Company(home) as company:
        company.ask(RecordParty("Large Works"))
        day = today(company.clock())

        def round_() -> Outcome:
            for table, row in _rows(day, items, flows):
                company.store.put(table, row)
            return Outcome()

        company.work(round_)
    return path


def _rows(day: str, items: int, flows: int) -> Iterator[tuple[Any, Any]]:
    for number in range(PARTNER_COUNT):
        yield PARTNERS, PartnerRow(f"partner-{number:02}", f"Partner {number:02}")
    for number in range(items):
        item = f"ITEM-{number:05}"
        supply = "make" if number % 3 == 0 else "buy"
        yield ITEMS, ItemRow(item, f"Item {number}", "C62", supply, 5, cost_minor=100 + number)
        if number % 2 == 0:
            yield LOTS, LotRow(item, f"LOT-{number}", "store", "", "", 100 + number % 50, day)
        if number % 5 == 0:
            due = later(day, number % 120)
            yield PLAN_LINES, PlanLineRow(f"J-{number}", "job", item, 50, 50, day, due, [], due=due)
    for number in range(flows // 4):
        yield from _deal(number, day, items)


def _deal(number: int, day: str, items: int) -> Iterator[tuple[Any, Any]]:
    """An agreement of one line, its shipment, its claim, its payment: four flows."""
    partner, item = f"partner-{number % PARTNER_COUNT:02}", f"ITEM-{number * 7 % items:05}"
    is_open, selling = number % OPEN_SHARE == 0, number % 2 == 0
    due = later(day, number % 60 - 20) if is_open else later(day, -30 - number % 700)
    name = f"{number:06}"
    quantity, price = 10 + number % 90, 500 + number % 1000
    line = Line("1", item, "C62", quantity, due, "", price)
    terms = Terms([line], "CNY", 0, 30)
    hashed = f"{number:064x}"
    yield (
        PROPOSALS,
        ProposalRow(
            partner, f"P-{name}", selling, selling, "", "", f"A-{name}", 1, AGREED, due, due, terms,
            hashed,
        ),
    )  # fmt: skip
    yield (
        AGREEMENTS,
        AgreementRow(partner, f"A-{name}", selling, 1, f"P-{name}", "", due, terms, hashed),
    )
    done = 0 if is_open else quantity
    yield (
        COMMITMENTS,
        CommitmentRow(
            partner, f"A-{name}", "1", selling, item, item, "C62", quantity, due, due, price, 1,
            "CNY", 0, 30, 0 if is_open and number % 3 else quantity, done, 0,
            "" if is_open else due, is_open,
        ),
    )  # fmt: skip
    shipped = [ShippedLine(f"A-{name}", "1", item, quantity, [])]
    if is_open:
        state, received = SENT, []
    else:
        state, received = RECEIVED, [ReceivedLine(f"A-{name}", "1", quantity, quantity)]
    yield (
        SHIPMENTS,
        ShipmentRow(
            partner, f"S-{name}", selling, state, due, due, shipped, due, received, f"R-{name}",
        ),
    )  # fmt: skip
    amount = quantity * price
    paid = 0 if is_open else amount
    yield (
        CLAIMS,
        ClaimRow(
            partner, f"C-{name}", selling, OPEN if is_open else SETTLED, f"R-{name}", f"A-{name}",
            amount, "CNY", due, later(due, 30), paid, paid, "" if is_open else later(due, 30),
        ),
    )  # fmt: skip
    if not is_open:
        yield (
            PAYMENTS,
            PaymentRow(
                partner, f"M-{name}", not selling, PAYMENT_CONFIRMED, f"C-{name}", amount, "CNY",
                later(due, 30),
            ),
        )  # fmt: skip
