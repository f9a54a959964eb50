"""What needs a person, along one order: who is told what, how urgently, and when no more."""

from __future__ import annotations

from tests.flows.ends import End
from tests.flows.traders import NORTH, SOUTH, agreement, demand, last, offer, pair
from tuowang.flows.attention import MOST, NOW, SOON, WEEK, concerns
from tuowang.flows.money import Claimed, Dispute, Pay
from tuowang.flows.shipping import Receive, Ship, Shipped
from tuowang.flows.trading import Agree, RequestDemand
from tuowang.flows.vocabulary import Line


def waiting(end: End, day: str) -> list[tuple[int, str]]:
    return [(one.urgency, one.code) for one in concerns(end.store, day)]


def test_who_is_asked_is_told_until_it_answers() -> None:
    both = pair()
    name = demand(both)
    assert waiting(both.buyer, "2026-03-02") == []
    (one,) = concerns(both.seller.store, "2026-03-02")
    assert (one.urgency, one.code, one.partner, one.reference) == (
        SOON,
        "demand-waits",
        SOUTH,
        name,
    )
    assert (one.item, one.quantity, one.unit) == ("bolt", 100, "C62")
    proposal = offer(both)
    (mine,) = (one for one in concerns(both.buyer.store, "2026-03-02"))
    assert (mine.code, mine.reference, mine.item) == ("offer-waits", proposal, "B-100")
    both.buyer.ask(Agree(NORTH, proposal))
    both.settle()
    assert waiting(both.buyer, "2026-03-02") == []


def test_a_delivery_becomes_urgent_as_its_day_comes() -> None:
    both = pair()
    agreement(both)  # due on the 20th
    assert waiting(both.seller, "2026-03-17") == []
    assert waiting(both.seller, "2026-03-18") == [(SOON, "delivery-due")]
    assert waiting(both.seller, "2026-03-20") == [(SOON, "delivery-due")]
    assert waiting(both.seller, "2026-03-21") == [(NOW, "delivery-late")]
    assert waiting(both.buyer, "2026-03-20") == []
    assert waiting(both.buyer, "2026-03-21") == [(NOW, "supply-late")]


def test_goods_then_money_and_then_nothing() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Ship(SOUTH, name))
    both.settle()
    shipped = last(both.seller, Shipped)
    arrives = shipped.arrives
    assert waiting(both.seller, "2026-03-21") == []
    assert shipped.day < arrives
    assert waiting(both.buyer, shipped.day) == []
    assert waiting(both.buyer, arrives) == [(NOW, "shipment-here")]
    both.buyer.ask(Receive(NORTH, shipped.shipment))
    both.settle()
    claim = last(both.seller, Claimed)
    assert waiting(both.buyer, "2026-03-21") == []
    assert waiting(both.buyer, claim.due) == [(WEEK, "owed-by-us")]
    assert waiting(both.seller, claim.due) == []
    assert waiting(both.seller, "2027-01-01") == [(NOW, "owed-to-us")]
    both.buyer.ask(Dispute(NORTH, claim.claim, "bent"))
    both.settle()
    (told,) = concerns(both.seller.store, claim.due)
    assert (told.code, told.about) == ("claim-disputed", "bent")
    both.buyer.ask(Dispute(NORTH, claim.claim, "", lift=True))
    both.buyer.ask(Pay(NORTH, claim.claim))
    both.settle()
    assert waiting(both.buyer, "2027-01-01") == []
    assert waiting(both.seller, "2027-01-01") == [(SOON, "payment-waits")]


def test_of_one_sort_there_is_an_end() -> None:
    both = pair()
    for number in range(MOST + 5):
        both.buyer.ask(RequestDemand(NORTH, [Line("1", "B-100", "C62", number + 1, "2026-03-20")]))
    both.settle()
    assert waiting(both.seller, "2026-03-02") == [(SOON, "demand-waits")] * MOST
