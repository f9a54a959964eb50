"""Demand, offer, counter, agreement, revision: the rules, one by one, over two ends."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.flows.traders import (
    NORTH,
    SOUTH,
    Pair,
    agreement,
    assert_mirrored,
    demand,
    item,
    last,
    line,
    offer,
    only,
    pair,
    refusal,
)
from tuowang.flows.catalogue import RecordItem, UnitFactor
from tuowang.flows.partner import Allow, Deny
from tuowang.flows.shipping import Receive, Ship, Shipped
from tuowang.flows.trading import (
    AGREED,
    AGREEMENTS,
    ALLOCATIONS,
    COMMITMENTS,
    DEMANDS,
    EXPIRED,
    OFFERED,
    PROPOSALS,
    REQUESTED,
    WITHDRAWN,
    Agree,
    AgreementConfirmed,
    CounterProposal,
    Decline,
    DeclineDemand,
    MakeOffer,
    ProposalAccepted,
    ProposalRow,
    ProposalWithdrawn,
    Proposed,
    RequestDemand,
    Requested,
    Revise,
    Withdraw,
    WithdrawDemand,
)
from tuowang.flows.trading_state import terms_hash


def proposal(both: Pair, name: str) -> ProposalRow:
    """A proposal as the seller sees it."""
    row = both.seller.store.get(PROPOSALS, SOUTH, name)
    assert row is not None
    return row


def test_a_demand_travels_in_the_sellers_codes() -> None:
    both = pair()
    demand(both)
    asked = last(both.buyer, Requested)
    assert [(one.item, one.buyer_item) for one in asked.lines] == [("bolt", "B-100")]
    assert asked.expires == "2026-03-16"
    assert asked.about() == ("B-100",)
    for end, mine in ((both.buyer, True), (both.seller, False)):
        row = only(end, DEMANDS)
        assert (row.mine, row.state, row.open) == (mine, REQUESTED, True)


def test_an_offer_as_asked_takes_our_prices_and_the_partners_terms() -> None:
    both = pair(tolerance_permille=50)
    name = offer(both, line(), line("2", "N-7", 25))
    terms = proposal(both, name).terms
    assert [(one.price_minor, one.price_quantity) for one in terms.lines] == [(100, 1), (30, 10)]
    assert (terms.currency, terms.tolerance_permille, terms.payment_days) == ("CNY", 50, 30)
    assert only(both.buyer, DEMANDS).state == OFFERED


def test_an_agreement_is_the_same_on_both_ends_in_each_ends_own_codes() -> None:
    both = pair()
    name = agreement(both)
    sold, bought = only(both.seller, COMMITMENTS), only(both.buyer, COMMITMENTS)
    assert (sold.item, sold.their_item, sold.selling) == ("bolt", "B-100", True)
    assert (bought.item, bought.their_item, bought.selling) == ("B-100", "bolt", False)
    assert only(both.buyer, DEMANDS).agreement == name
    (way,) = both.seller.store.scan(ALLOCATIONS)
    assert (way.from_reference.split("/")[1], way.to_reference) == ("1", f"{name}/1")
    assert way.quantity == 100
    assert_mirrored(both)


def test_a_long_negotiation_ends_with_the_last_terms() -> None:
    both = pair()
    first = offer(both)
    both.buyer.ask(CounterProposal(NORTH, first, [line(price_minor=80)], payment_days=60))
    both.settle()
    second = last(both.buyer, Proposed).proposal
    both.seller.ask(
        CounterProposal(SOUTH, second, [line(code="bolt", quantity=120, price_minor=90)])
    )
    both.settle()
    third = last(both.seller, Proposed).proposal
    assert [proposal(both, name).state for name in (first, second)] == ["COUNTERED", "COUNTERED"]
    assert only(both.buyer, DEMANDS).proposal == third
    both.buyer.ask(Agree(NORTH, third))
    both.settle()
    agreed = only(both.buyer, COMMITMENTS)
    assert (agreed.quantity, agreed.price_minor, agreed.payment_days) == (120, 90, 60)
    assert_mirrored(both)


def test_the_seller_accepts_a_counter_and_the_buyer_confirms() -> None:
    both = pair()
    both.buyer.ask(CounterProposal(NORTH, offer(both), [line(price_minor=80)]))
    both.settle()
    both.seller.ask(Agree(SOUTH, last(both.buyer, Proposed).proposal))
    both.settle()
    assert only(both.seller, AGREEMENTS).agreement == last(both.buyer, AgreementConfirmed).agreement
    assert only(both.seller, COMMITMENTS).their_item == "B-100"


def test_an_offer_may_split_a_line_in_dates() -> None:
    both = pair()
    asked = demand(both)
    parts = [line("1", "bolt", 60), line("1.2", "bolt", 40, due="2026-04-01")]
    both.seller.ask(MakeOffer(SOUTH, asked, parts))
    both.settle()
    both.buyer.ask(Agree(NORTH, last(both.seller, Proposed).proposal))
    both.settle()
    assert [row.item for row in both.buyer.store.scan(COMMITMENTS)] == ["B-100", "B-100"]
    ways = [way.from_reference for way in both.buyer.store.scan(ALLOCATIONS)]
    assert ways == [f"{asked}/1"] * 2


def test_withdrawn_before_the_acceptance_came_is_not_agreed() -> None:
    both = pair()
    name = offer(both)
    both.buyer.ask(Agree(NORTH, name))
    both.seller.ask(Withdraw(SOUTH, name))
    both.settle()
    assert proposal(both, name).state == WITHDRAWN
    assert both.seller.store.count(AGREEMENTS) == 0
    assert_mirrored(both)


def test_the_day_in_the_proposal_is_the_last() -> None:
    both = pair()
    name = offer(both)
    both.buyer.day("2026-03-17")
    assert refusal(both.buyer.ask, Agree(NORTH, name)) == "proposal-expired"
    both.buyer.day("2026-03-16")
    both.buyer.ask(Agree(NORTH, name))
    both.seller.day("2026-03-17")
    both.settle()
    assert proposal(both, name).state == EXPIRED
    assert_mirrored(both)


def test_dates_take_back_what_nobody_answered() -> None:
    both = pair()
    name = offer(both)
    for end in both:
        end.day("2026-03-16")
        end.wake()
    both.settle()
    assert proposal(both, name).state == OFFERED
    for end in both:
        end.day("2026-03-17")
        end.wake()
    both.settle()
    assert proposal(both, name).state == EXPIRED
    assert only(both.seller, DEMANDS).state == EXPIRED
    assert_mirrored(both)
    for end in both:
        said = len(end.said)
        end.wake()
        assert len(end.said) == said


def test_a_demand_outlives_its_day_while_its_thread_is_alive() -> None:
    both = pair()
    asked = demand(both)
    both.seller.ask(MakeOffer(SOUTH, asked, expires="2026-04-10"))
    both.settle()
    both.buyer.day("2026-03-20")
    both.buyer.wake()
    assert only(both.buyer, DEMANDS).open
    both.buyer.ask(Agree(NORTH, last(both.seller, Proposed).proposal))
    both.settle()
    assert only(both.buyer, DEMANDS).state == AGREED


def test_two_proposals_that_cross_make_one_agreement() -> None:
    both = pair()
    first = offer(both)
    both.buyer.ask(CounterProposal(NORTH, first, [line(quantity=90)]))
    counter = last(both.buyer, Proposed).proposal
    both.seller.ask(Withdraw(SOUTH, first))
    both.seller.ask(MakeOffer(SOUTH, only(both.seller, DEMANDS).demand))
    other = last(both.seller, Proposed).proposal
    both.settle()
    both.seller.ask(Agree(SOUTH, counter))
    both.buyer.ask(Agree(NORTH, other))
    both.settle()
    assert only(both.buyer, AGREEMENTS).proposal == other
    assert (proposal(both, other).state, proposal(both, counter).state) == (AGREED, WITHDRAWN)
    assert_mirrored(both)


def test_a_revision_replaces_the_terms_and_keeps_what_happened() -> None:
    both = pair()
    name = agreement(both, line(), line("2", "N-7", 40))
    both.seller.ask(Ship(SOUTH, name, "1", 30))
    both.settle()
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    both.settle()
    both.buyer.ask(
        Revise(
            NORTH, name, [line(quantity=80, due="2026-03-25"), line("3", "N-7", 5, price_minor=9)]
        )
    )
    both.settle()
    both.seller.ask(Agree(SOUTH, last(both.buyer, Proposed).proposal))
    both.settle()
    rows = {row.line: row for row in both.buyer.store.scan(COMMITMENTS)}
    assert {key: (row.quantity, row.received, row.open) for key, row in rows.items()} == {
        "1": (80, 30, True),
        "2": (0, 0, False),
        "3": (5, 0, True),
    }
    assert (rows["1"].due, rows["1"].first_due) == ("2026-03-25", "2026-03-20")
    assert only(both.seller, AGREEMENTS).revision == 2
    assert_mirrored(both)


def test_a_revision_does_not_fall_below_what_was_shipped() -> None:
    both = pair()
    name = agreement(both)
    both.buyer.ask(Revise(NORTH, name, [line(quantity=20)]))
    both.seller.ask(Ship(SOUTH, name, "1", 30))
    both.settle()
    low = last(both.buyer, Proposed).proposal
    assert refusal(both.seller.ask, Agree(SOUTH, low)) == "revision-below-shipped"
    again = Revise(NORTH, name, [line(quantity=29)])
    assert refusal(both.buyer.ask, again) == "revision-below-shipped"
    swap = Revise(NORTH, name, [line(code="N-7", quantity=99, price_minor=1)])
    assert refusal(both.buyer.ask, swap) == "revision-changes-item"


def test_the_seller_does_not_confirm_a_revision_below_what_it_shipped_meanwhile() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Revise(SOUTH, name, [line(code="bolt", quantity=20)]))
    both.settle()
    both.buyer.ask(Agree(NORTH, last(both.seller, Proposed).proposal))
    both.seller.ask(Ship(SOUTH, name, "1", 30))
    both.settle()
    assert only(both.buyer, AGREEMENTS).revision == 1
    assert_mirrored(both)


def test_both_propose_the_same_revision_and_one_takes_effect() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Revise(SOUTH, name, [line(code="bolt", quantity=70)]))
    both.buyer.ask(Revise(NORTH, name, [line(quantity=60)]))
    both.settle()
    both.seller.ask(Agree(SOUTH, last(both.buyer, Proposed).proposal))
    both.buyer.ask(Agree(NORTH, last(both.seller, Proposed).proposal))
    both.settle()
    assert only(both.seller, COMMITMENTS).quantity == 70
    assert only(both.seller, AGREEMENTS).revision == 2
    assert_mirrored(both)


def test_between_acceptance_and_confirmation_we_are_bound() -> None:
    both = pair()
    name = offer(both)
    both.buyer.ask(Agree(NORTH, name))
    asked = only(both.buyer, DEMANDS).demand
    assert refusal(both.buyer.ask, WithdrawDemand(NORTH, asked)) == "acceptance-pending"
    assert refusal(both.buyer.ask, Agree(NORTH, name)) == "proposal-closed"


def test_closing_a_demand_takes_its_proposals_back() -> None:
    both = pair()
    name = offer(both)
    both.buyer.ask(WithdrawDemand(NORTH, only(both.buyer, DEMANDS).demand, "found some"))
    both.settle()
    assert proposal(both, name).state == WITHDRAWN
    assert only(both.seller, DEMANDS).state == WITHDRAWN
    both = pair()
    asked = demand(both)
    both.seller.ask(DeclineDemand(SOUTH, asked))
    both.settle()
    assert (only(both.buyer, DEMANDS).state, only(both.buyer, DEMANDS).open) == ("DECLINED", False)
    assert refusal(both.seller.ask, MakeOffer(SOUTH, asked)) == "demand-closed"


def test_after_a_declined_offer_the_seller_may_offer_again() -> None:
    both = pair()
    name = offer(both)
    both.buyer.ask(Decline(NORTH, name, "too dear"))
    both.settle()
    row = only(both.seller, DEMANDS)
    assert (row.state, row.open, proposal(both, name).reason) == ("DECLINED", True, "too dear")
    cheaper = [line(code="bolt", price_minor=70)]
    both.seller.ask(MakeOffer(SOUTH, row.demand, cheaper))
    both.settle()
    assert only(both.buyer, DEMANDS).state == OFFERED


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RequestDemand("west", [line()]), "partner-unknown"),
        (RequestDemand(NORTH, []), "lines-missing"),
        (RequestDemand(NORTH, [line(), line()]), "line-name"),
        (RequestDemand(NORTH, [line(code="B-7")]), "item-unknown"),
        (RequestDemand(NORTH, [line(quantity=0)]), "quantity-out-of-range"),
        (RequestDemand(NORTH, [line(unit="KGM")]), "unit-not-convertible"),
        (RequestDemand(NORTH, [line(due="2026-02-30")]), "date-unreadable"),
        (RequestDemand(NORTH, [line()], ["a", "b"]), "causes-differ"),
        (RequestDemand(NORTH, [line()], ["L-1"]), "plan-line-unknown"),
        (RequestDemand(NORTH, [line()], expires="2026-03-01"), "expires-past"),
        (WithdrawDemand(NORTH, "D-0"), "demand-unknown"),
        (Agree(NORTH, "P-0"), "proposal-unknown"),
        (Revise(NORTH, "A-0", [line()]), "agreement-unknown"),
    ],
)
def test_what_a_buyer_may_not_ask(command: RequestDemand, code: str) -> None:
    both = pair()
    assert refusal(both.buyer.ask, command) == code
    assert not both.buyer.out


def test_only_what_is_disclosed_and_ready_is_dealt_in() -> None:
    both = pair()
    both.buyer.ask(Deny(NORTH, "trade"))
    assert refusal(both.buyer.ask, RequestDemand(NORTH, [line()])) == "not-disclosed"
    both.buyer.ask(Allow(NORTH, "trade", "B-100"))
    assert refusal(both.buyer.ask, RequestDemand(NORTH, [line()])) == ""
    asked = RequestDemand(NORTH, [line(code="N-7")])
    assert refusal(both.buyer.ask, asked) == "not-disclosed"
    both.buyer.ask(RecordItem("raw", "raw", "pc"))
    both.buyer.ask(Allow(NORTH, "trade", "raw"))
    asked = RequestDemand(NORTH, [line(code="raw")])
    assert refusal(both.buyer.ask, asked) == "item-not-ready"


def test_a_denied_partner_gets_no_confirmation_but_we_are_told() -> None:
    both = pair()
    name = offer(both)
    both.buyer.ask(Agree(NORTH, name))
    both.seller.ask(Deny(SOUTH, "trade"))
    both.settle()
    assert both.seller.store.count(AGREEMENTS) == 0
    assert [note.code for note in both.seller.notes] == ["agreement-not-disclosed"]
    both.seller.day("2026-05-01")
    both.seller.wake()
    assert not isinstance(both.seller.said[-1], Proposed | AgreementConfirmed)


def test_an_offer_needs_a_price_that_names_its_item() -> None:
    both = pair()
    item(both.seller, "rod", supplier="steelworks")
    both.buyer.ask(RecordItem("rod", "rod", "pc", lead_time_days=1, supplier=NORTH, cost_minor=1))
    asked = demand(both, line(code="rod"))
    assert refusal(both.seller.ask, MakeOffer(SOUTH, asked)) == "price-missing"


def test_what_is_asked_in_boxes_is_offered_in_pieces() -> None:
    both = pair()
    boxes = [UnitFactor("BX", 50)]
    item(both.seller, "bolt", supplier="steelworks", unit_factors=boxes)
    dozens = demand(both, line(quantity=3, unit="DZN"))
    both.seller.ask(MakeOffer(SOUTH, dozens))
    both.settle()
    offered = last(both.seller, Proposed).terms.lines[0]
    assert (offered.unit, offered.quantity) == ("C62", 36)


def test_an_acceptance_of_other_terms_means_nothing() -> None:
    both = pair()
    name = offer(both)
    both.seller.hear(SOUTH, ProposalAccepted(name, "0" * 64, "2026-03-02"))
    assert proposal(both, name).state == OFFERED
    assert both.seller.store.count(AGREEMENTS) == 0


def test_an_acceptance_dated_too_late_means_nothing() -> None:
    both = pair()
    name = offer(both)
    late = ProposalAccepted(name, proposal(both, name).terms_hash, "2026-03-17")
    both.seller.hear(SOUTH, late)
    assert proposal(both, name).state == OFFERED
    both.seller.day("2026-03-18")
    both.seller.hear(SOUTH, late)
    assert proposal(both, name).state == EXPIRED


def test_a_second_confirmation_in_the_same_place_means_nothing() -> None:
    both = pair()
    agreement(both)
    first = only(both.buyer, PROPOSALS)
    other = Proposed("P-2", True, first.demand, "", "", 1, first.day, first.expires, first.terms)
    both.buyer.hear(NORTH, other)
    assert refusal(both.buyer.ask, Agree(NORTH, "P-2")) == "proposal-overtaken"
    both.buyer._take(NORTH, True, ProposalAccepted("P-2", first.terms_hash, first.day))
    both.buyer.hear(NORTH, AgreementConfirmed("A-2", "P-2", first.terms_hash, first.day))
    assert only(both.buyer, AGREEMENTS).proposal == first.proposal


def test_what_is_agreed_cannot_be_withdrawn() -> None:
    both = pair()
    agreement(both)
    name = only(both.buyer, PROPOSALS).proposal
    both.buyer.hear(NORTH, ProposalWithdrawn(name))
    assert only(both.buyer, PROPOSALS).state == AGREED
    assert refusal(both.seller.ask, Withdraw(SOUTH, name)) == "proposal-closed"


def test_a_confirmed_revision_takes_our_other_proposal_back() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Revise(SOUTH, name, [line(code="bolt", quantity=70)]))
    both.buyer.ask(Revise(NORTH, name, [line(quantity=60)]))
    both.settle()
    both.seller.ask(Agree(SOUTH, last(both.buyer, Proposed).proposal))
    both.settle()
    row = proposal(both, last(both.seller, Proposed).proposal)
    assert (row.state, row.reason) == (WITHDRAWN, "overtaken")
    assert only(both.buyer, COMMITMENTS).quantity == 60


def test_a_revision_down_to_what_was_received_closes_the_commitment() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Ship(SOUTH, name, "1", 30))
    both.settle()
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    both.buyer.ask(Revise(NORTH, name, [line(quantity=30)]))
    both.settle()
    both.seller.ask(Agree(SOUTH, last(both.buyer, Proposed).proposal))
    assert refusal(both.seller.ask, Revise(SOUTH, name, [line(code="bolt")])) == (
        "acceptance-pending"
    )
    both.settle()
    assert not only(both.seller, COMMITMENTS).open
    assert_mirrored(both)


def test_a_partner_cannot_confirm_what_we_never_accepted() -> None:
    both = pair()
    name = offer(both)
    row = proposal(both, name)
    forged = AgreementConfirmed("A-FORGED", name, row.terms_hash, "2026-03-02")
    both.buyer.hear(NORTH, forged)
    assert both.buyer.store.count(AGREEMENTS) == 0
    both.seller.hear(SOUTH, forged)
    assert both.seller.store.count(AGREEMENTS) == 0


def test_the_hash_covers_every_term() -> None:
    both = pair()
    terms = proposal(both, offer(both)).terms
    others = [
        replace(terms, payment_days=31),
        replace(terms, currency="EUR"),
        replace(terms, tolerance_permille=1),
        replace(terms, lines=[replace(terms.lines[0], due="2026-03-21")]),
    ]
    assert terms_hash(terms) not in {terms_hash(other) for other in others}
