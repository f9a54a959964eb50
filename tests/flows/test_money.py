"""A receipt makes a claim, payments end it; and a whole story from demand to settled."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.flows.traders import (
    NORTH,
    SOUTH,
    Pair,
    agreement,
    assert_mirrored,
    assert_stock_is_its_moves,
    last,
    line,
    only,
    pair,
    refusal,
)
from tuowang.flows.base import Command
from tuowang.flows.money import (
    CLAIMS,
    DISPUTED,
    OPEN,
    PAYMENTS,
    SETTLED,
    Claim,
    ClaimDisputed,
    Claimed,
    ConfirmPayment,
    Dispute,
    Paid,
    Pay,
    PaymentConfirmed,
)
from tuowang.flows.netting_tables import RINGS, PartRow
from tuowang.flows.overview import flows_view
from tuowang.flows.partner import Allow, Deny
from tuowang.flows.shipping import Receive, Received, ReceivedLine, Ship, Shipped
from tuowang.flows.trading import AGREEMENTS, ALLOCATIONS, Agree, Proposed, Revise
from tuowang.net.commit import LOCKED


def claimed(both: Pair, quantity: int = 0) -> str:
    """Agree on 100 bolts, ship, receive: the claim's name."""
    name = agreement(both)
    both.seller.ask(Ship(SOUTH, name, "1", quantity or 100))
    both.settle()
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    both.settle()
    return last(both.seller, Claimed).claim


def test_a_receipt_raises_the_claim_by_itself() -> None:
    both = pair()
    claimed(both, 40)
    row = only(both.buyer, CLAIMS)
    assert (row.mine, row.state, row.amount_minor, row.due) == (False, OPEN, 4000, "2026-04-01")
    assert_mirrored(both)


def test_partial_payments_settle_a_claim() -> None:
    both = pair()
    name = claimed(both)
    both.buyer.ask(Pay(NORTH, name, 3000))
    both.buyer.ask(Pay(NORTH, name))
    both.settle()
    for payment in list(both.seller.store.scan(PAYMENTS)):
        assert only(both.seller, CLAIMS).state == OPEN
        both.seller.ask(ConfirmPayment(SOUTH, payment.payment, "2026-03-09"))
    both.settle()
    row = only(both.buyer, CLAIMS)
    assert (row.state, row.paid_minor, row.settled_minor) == (SETTLED, 10000, 10000)
    assert row.settled_day == "2026-03-09"
    assert refusal(both.buyer.ask, Pay(NORTH, name)) == "claim-paid"
    assert_mirrored(both)


def test_a_disputed_claim_is_not_paid_until_the_dispute_is_lifted() -> None:
    both = pair()
    name = claimed(both)
    both.buyer.ask(Dispute(NORTH, name, "two were bent"))
    both.settle()
    assert (only(both.seller, CLAIMS).state, only(both.seller, CLAIMS).reason) == (
        DISPUTED,
        "two were bent",
    )
    assert refusal(both.buyer.ask, Pay(NORTH, name)) == "claim-disputed"
    both.buyer.ask(Dispute(NORTH, name, "", lift=True))
    both.buyer.ask(Pay(NORTH, name))
    both.settle()
    assert_mirrored(both)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount_minor": 10001}, "amount"),
        ({"currency": "EUR"}, "currency"),
        ({"due": "2026-03-31"}, "due"),
        ({"receipt": "R-0"}, "receipt"),
    ],
)
def test_a_claim_that_receipt_and_terms_do_not_give_is_disputed(
    change: dict[str, Any], reason: str
) -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Ship(SOUTH, name))
    both.settle()
    both.seller.ask(Deny(SOUTH, "trade"))  # so that it does not claim by itself
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    both.settle()
    receipt = last(both.buyer, Received).receipt
    facts: dict[str, Any] = {
        "receipt": receipt,
        "amount_minor": 10000,
        "currency": "CNY",
        "due": "2026-04-01",
    }
    facts |= change
    both.buyer.hear(NORTH, Claimed("C-1", agreement=name, day="2026-03-02", **facts))
    assert last(both.buyer, ClaimDisputed).reason == reason
    assert only(both.buyer, CLAIMS).state == DISPUTED


def test_a_receipt_is_claimed_once() -> None:
    both = pair()
    claimed(both)
    first = last(both.seller, Claimed)
    assert refusal(both.seller.ask, Claim(SOUTH, first.receipt)) == "nothing-to-claim"
    again = Claimed("C-2", first.receipt, first.agreement, 10000, "CNY", "2026-03-02", "2026-04-01")
    both.buyer.hear(NORTH, again)
    assert last(both.buyer, ClaimDisputed) == ClaimDisputed("C-2", "receipt")


def test_what_could_not_be_claimed_by_itself_is_claimed_by_hand() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Ship(SOUTH, name))
    both.settle()
    both.seller.ask(Deny(SOUTH, "trade"))
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    both.settle()
    assert [note.code for note in both.seller.notes] == ["claim-not-disclosed"]
    receipt = last(both.buyer, Received).receipt
    assert refusal(both.seller.ask, Claim(SOUTH, receipt)) == "not-disclosed"
    both.seller.ask(Allow(SOUTH, "trade"))
    both.seller.ask(Claim(SOUTH, receipt))
    both.settle()
    assert only(both.buyer, CLAIMS).amount_minor == 10000


def test_a_claim_at_the_price_before_a_revision_that_crossed_it_is_right() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Ship(SOUTH, name, "1", 10))
    both.seller.ask(Revise(SOUTH, name, [line(code="bolt", price_minor=70)]))
    both.settle()
    both.buyer.ask(Agree(NORTH, last(both.seller, Proposed).proposal))
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    both.settle()
    assert only(both.buyer, CLAIMS).amount_minor == 700
    assert only(both.buyer, CLAIMS).state == OPEN
    assert_mirrored(both)


def test_a_claim_at_the_price_before_is_right_where_the_debtor_knew_the_new_one_first() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Ship(SOUTH, name, "1", 10))
    both.buyer.ask(Revise(NORTH, name, [line(price_minor=70)]))
    both.settle()
    both.seller.ask(Agree(SOUTH, last(both.buyer, Proposed).proposal))
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    both.buyer.deliver()
    both.settle()
    assert only(both.buyer, AGREEMENTS).revision == 2
    assert (only(both.buyer, CLAIMS).amount_minor, only(both.buyer, CLAIMS).state) == (1000, OPEN)
    assert_mirrored(both)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Pay(NORTH, "C-0"), "claim-unknown"),
        (Pay(NORTH, "", 10001), "more-than-owed"),
        (Pay(NORTH, "", -1), "more-than-owed"),
        (Dispute(NORTH, "", ""), "text-length"),
        (Dispute(NORTH, "", "", lift=True), "claim-not-disputed"),
        (ConfirmPayment(NORTH, "M-0"), "payment-unknown"),
        (Claim(NORTH, "R-0"), "receipt-unknown"),
    ],
)
def test_what_a_debtor_may_not_ask(command: Command, code: str) -> None:
    both = pair()
    name = claimed(both)
    if isinstance(command, Pay) and not command.claim:
        command = Pay(NORTH, name, command.amount_minor)
    if isinstance(command, Dispute):
        command = Dispute(NORTH, name, command.reason, command.lift)
    assert refusal(both.buyer.ask, command) == code


def test_only_the_debtor_pays_and_only_the_creditor_confirms() -> None:
    both = pair()
    name = claimed(both)
    both.buyer.hear(NORTH, Paid("M-1", name, 10000, "CNY", "2026-03-02"))
    assert both.buyer.store.count(PAYMENTS) == 0
    both.seller.hear(SOUTH, Paid("M-2", name, 99999, "CNY", "2026-03-02"))
    both.seller.hear(SOUTH, Paid("M-3", name, 1, "CNY", "2026-03-02"))
    both.seller.hear(SOUTH, PaymentConfirmed("M-2", "2026-03-02"))
    row = only(both.seller, CLAIMS)
    assert (row.paid_minor, row.settled_minor, row.state) == (10000, 0, OPEN)
    assert only(both.seller, PAYMENTS).amount_minor == 10000


def test_a_claim_of_a_name_that_stands_changes_nothing() -> None:
    both = pair()
    name = claimed(both)
    before, first = only(both.buyer, CLAIMS), last(both.seller, Claimed)
    both.buyer.hear(NORTH, replace(first, amount_minor=1))
    assert only(both.buyer, CLAIMS) == before
    assert not [one for one in both.buyer.said if isinstance(one, ClaimDisputed)]
    both.buyer.ask(Pay(NORTH, name))
    both.buyer.hear(NORTH, first)
    assert only(both.buyer, CLAIMS).paid_minor == 10000


def test_only_who_sells_claims() -> None:
    both = pair()
    claimed(both)
    own = replace(last(both.seller, Claimed), claim="C-9")
    both.seller.hear(SOUTH, own)
    assert both.seller.store.get(CLAIMS, SOUTH, "C-9") is None


def test_a_payment_counts_once_and_only_in_the_currency_of_its_claim() -> None:
    both = pair()
    name = claimed(both)
    paid = Paid("M-1", name, 3000, "CNY", "2026-03-02")
    for said, paid_minor in ((replace(paid, currency="EUR"), 0), (paid, 3000), (paid, 3000)):
        both.seller.hear(SOUTH, said)
        assert only(both.seller, CLAIMS).paid_minor == paid_minor
        assert both.seller.store.count(PAYMENTS) == (paid_minor > 0)


def test_a_payment_is_confirmed_once() -> None:
    both = pair()
    both.buyer.ask(Pay(NORTH, claimed(both), 3000))
    confirmed = PaymentConfirmed(last(both.buyer, Paid).payment, "2026-03-02")
    for _ in range(4):
        both.buyer.hear(NORTH, confirmed)
        row = only(both.buyer, CLAIMS)
        assert (row.state, row.paid_minor, row.settled_minor) == (OPEN, 3000, 3000)


@pytest.mark.parametrize(("held", "paid"), [(4000, 6000), (10000, 0)])
def test_what_a_ring_holds_is_not_paid(held: int, paid: int) -> None:
    both = pair()
    name = claimed(both)
    until = both.buyer.now + 1
    row = PartRow("aa" * 32, "bb" * 32, b"", b"", b"", 3, 0, held, "CNY", until)
    row = replace(row, creditor=NORTH, creditor_claim=name, state=LOCKED)
    both.buyer.store.put(RINGS, row)
    whole = "claim-held" if not paid else "more-than-owed"
    assert refusal(both.buyer.ask, Pay(NORTH, name, paid + 1)) == whole
    if paid:
        both.buyer.ask(Pay(NORTH, name))
        assert last(both.buyer, Paid).amount_minor == paid
        assert refusal(both.buyer.ask, Pay(NORTH, name)) == "claim-held"


STORY = """\
demand     in  D/1 B-100 100 C62 2026-03-20 AGREED proposed
demand     in  D/2 N-7 45 C62 2026-03-20 AGREED proposed
commitment in  A/1 B-100 100 C62 2026-03-20 closed promised
commitment in  A/2 N-7 45 C62 2026-03-20 closed promised
receipt    in  R/A/1 B-100 45 C62 2026-03-11 received done
receipt    in  R/A/1 B-100 55 C62 2026-03-05 received done
receipt    in  R/A/2 N-7 45 C62 2026-03-11 received done
claim      out C  4500 CNY 2026-04-04 OPEN owed
claim      out C  4635 CNY 2026-04-10 SETTLED settled
payment    out M  1000 CNY 2026-03-12 confirmed settled
payment    out M  2000 CNY 2026-03-12 confirmed settled
payment    out M  2635 CNY 2026-03-12 confirmed settled
"""


def test_a_story_from_demand_to_settled() -> None:
    both = pair()
    name = agreement(both, line(), line("2", "N-7", 45))
    both.seller.ask(Ship(SOUTH, name, "1", 60))
    both.settle()
    both.buyer.day("2026-03-05")
    shipment = last(both.seller, Shipped).shipment
    both.buyer.ask(Receive(NORTH, shipment, [ReceivedLine(name, "1", 55, 5)], reason="bent"))
    both.settle()
    both.seller.ask(Ship(SOUTH, name))
    both.settle()
    both.buyer.day("2026-03-11")
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    both.settle()
    first, second = sorted(both.buyer.store.scan(CLAIMS), key=lambda row: row.due)
    both.buyer.day("2026-03-12")
    both.buyer.ask(Pay(NORTH, first.claim, 1000))
    both.buyer.ask(Pay(NORTH, second.claim, 2000))
    both.buyer.ask(Pay(NORTH, second.claim))
    both.settle()
    for payment in list(both.seller.store.scan(PAYMENTS)):
        both.seller.ask(ConfirmPayment(SOUTH, payment.payment, "2026-03-13"))
    both.settle()
    assert _told(both) == STORY
    for end in both:
        assert_stock_is_its_moves(end)
    assert_mirrored(both)
    assert_each_flow_fulfils_the_one_before(both)


def _told(both: Pair) -> str:
    """The buyer's flows with documents shown by the letter of their kind."""
    lines = []
    for flow in flows_view(both.buyer.store):
        reference = "/".join(
            part if part.isdigit() else part.split("-")[0] for part in flow.reference.split("/")
        )
        lines.append(
            f"{flow.kind:10} {flow.direction:3} {reference} {flow.item} {flow.quantity}"
            f" {flow.unit} {flow.due} {flow.state} {flow.firmness}"
        )
    order = [line_.split()[0] for line_ in STORY.splitlines()]
    return "".join(
        f"{text}\n" for text in sorted(lines, key=lambda text: (order.index(text.split()[0]), text))
    )


def assert_each_flow_fulfils_the_one_before(both: Pair) -> None:
    """Receipts are paid for in full or in part, and never more."""
    ways = list(both.seller.store.scan(ALLOCATIONS))
    for kind, total in (("receipt", 10135), ("claim", 5635)):
        onward = {"receipt": "claim", "claim": "payment"}[kind]
        amounts = [way.quantity for way in ways if (way.from_kind, way.to_kind) == (kind, onward)]
        assert sum(amounts) == total
