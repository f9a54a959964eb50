"""Ship and receive: lots, custody, what was rejected, and what a partner may not do."""

from __future__ import annotations

import pytest

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
    stock_at,
)
from tuowang.flows.base import Command
from tuowang.flows.catalogue import Ingredient, RecordRecipe
from tuowang.flows.partner import Allow
from tuowang.flows.shipping import (
    SHIPMENTS,
    Receive,
    Received,
    ReceivedLine,
    Ship,
    Shipped,
    ShippedLine,
)
from tuowang.flows.stock import PARENTS, UNDER_WAY, CountStock, Make
from tuowang.flows.trading import ALLOCATIONS, COMMITMENTS
from tuowang.flows.vocabulary import LotPart


def ship(both: Pair, name: str, quantity: int = 0, line_name: str = "1") -> str:
    """Ship and let the buyer hear of it; the shipment's name."""
    both.seller.ask(Ship(SOUTH, name, line_name, quantity))
    both.settle()
    return last(both.seller, Shipped).shipment


def receive(both: Pair, name: str, shipment: str, accepted: int, rejected: int = 0) -> None:
    """Receive the one line of a shipment."""
    both.buyer.ask(Receive(NORTH, shipment, [ReceivedLine(name, "1", accepted, rejected)]))
    both.settle()


def test_custody_moves_when_goods_leave_and_ownership_when_they_are_received() -> None:
    both = pair()
    name = agreement(both)
    shipment = ship(both, name, 40)
    assert stock_at(both.seller, "store")["bolt", "me", "me"] == 960
    assert stock_at(both.seller, UNDER_WAY) == {("bolt", "me", SOUTH): 40}
    assert stock_at(both.buyer, UNDER_WAY) == {("B-100", NORTH, NORTH): 40}
    assert last(both.seller, Shipped).arrives == "2026-03-03"
    receive(both, name, shipment, accepted=30, rejected=6)
    assert stock_at(both.seller, UNDER_WAY) == stock_at(both.buyer, UNDER_WAY) == {}
    assert stock_at(both.seller, "rejected") == {("bolt", "me", SOUTH): 6}
    assert stock_at(both.buyer, "rejected") == {("B-100", NORTH, "me"): 6}
    assert stock_at(both.buyer, "store") == {("B-100", "me", "me"): 30}
    row = only(both.buyer, COMMITMENTS)
    assert (row.shipped, row.received, row.rejected, row.open) == (40, 30, 10, True)
    assert row.last_received_day == "2026-03-02"
    for end in both:
        assert_stock_is_its_moves(end)
    assert_mirrored(both)


def test_what_was_not_accepted_is_due_again() -> None:
    both = pair()
    name = agreement(both)
    receive(both, name, ship(both, name), accepted=70, rejected=30)
    shipment = ship(both, name)
    assert last(both.seller, Shipped).lines[0].quantity == 30
    receive(both, name, shipment, accepted=30)
    assert not only(both.seller, COMMITMENTS).open
    assert refusal(both.seller.ask, Ship(SOUTH, name)) == "nothing-due"
    ways = {
        (way.from_kind, way.to_kind, way.quantity) for way in both.buyer.store.scan(ALLOCATIONS)
    }
    assert {("commitment", "shipment", 70), ("commitment", "shipment", 30)} <= ways
    assert {("shipment", "receipt", 70), ("shipment", "receipt", 30)} <= ways


@pytest.mark.parametrize(("quantity", "code"), [(105, ""), (106, "more-than-committed")])
def test_tolerance_is_the_limit(quantity: int, code: str) -> None:
    both = pair(tolerance_permille=50)
    name = agreement(both)
    assert refusal(both.seller.ask, Ship(SOUTH, name, "1", quantity)) == code


def test_within_the_tolerance_a_commitment_is_fulfilled() -> None:
    both = pair(tolerance_permille=50)
    name = agreement(both)
    receive(both, name, ship(both, name, 94), accepted=94)
    assert only(both.buyer, COMMITMENTS).open
    receive(both, name, ship(both, name, 1), accepted=1)
    assert not only(both.buyer, COMMITMENTS).open
    assert_mirrored(both)


def test_lots_go_oldest_first_and_lines_of_one_item_share_them() -> None:
    both = pair(stock=0)
    for day, lot in (("2026-02-03", "new"), ("2026-02-01", "old")):
        both.seller.ask(CountStock("bolt", 70, lot=lot, day=day))
    name = agreement(both, line(), line("2", quantity=30))
    both.seller.ask(Ship(SOUTH, name))
    first, second = last(both.seller, Shipped).lines
    assert [(lot.lot, lot.quantity) for lot in first.lots] == [("old", 70), ("new", 30)]
    assert [(lot.lot, lot.quantity) for lot in second.lots] == [("new", 30)]
    assert stock_at(both.seller, "store") == {("bolt", "me", "me"): 10}


def test_origins_travel_only_where_tracing_is_allowed() -> None:
    both = pair(stock=0)
    both.seller.ask(CountStock("nut", 500, lot="N1"))
    both.seller.ask(RecordRecipe("bolt", 1, [Ingredient("nut", 2)], []))
    both.seller.ask(Make("bolt", 100, lot="M1"))
    name = agreement(both)
    ship(both, name, 10)
    assert last(both.seller, Shipped).origins == []
    both.seller.ask(Allow(SOUTH, "trace", "bolt"))
    ship(both, name, 10)
    origin = only(both.buyer, PARENTS)
    assert (origin.partner, origin.item, origin.lot) == (NORTH, "B-100", "M1")
    assert (origin.parent_item, origin.parent_lot, origin.quantity) == ("nut", "N1", 200)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Ship(SOUTH, "A-0"), "agreement-unknown"),
        (Ship(SOUTH, "", "", 5), "line-missing"),
        (Ship(SOUTH, "", "7", 5), "nothing-due"),
        (Ship(SOUTH, "", "1", -5), "nothing-due"),
        (Ship(SOUTH, "", "1", 5, [LotPart("bolt", "L1", 4)]), "lots-differ"),
        (Ship(SOUTH, "", "1", 5, [LotPart("bolt", "L9", 5)]), "lot-short"),
        (Ship(SOUTH, "", "1", 5, [LotPart("nut", "L1", 5)]), "item-not-due"),
        (Ship(SOUTH, "", "1", 50), "stock-short"),
        (Receive(SOUTH, "S-0"), "shipment-unknown"),
    ],
)
def test_what_a_shipper_may_not_ask(command: Command, code: str) -> None:
    both = pair(stock=40)
    name = agreement(both)
    if isinstance(command, Ship) and not command.agreement:
        command = Ship(SOUTH, name, command.line, command.quantity, command.lots)
    assert refusal(both.seller.ask, command) == code


def test_what_a_receiver_may_not_ask() -> None:
    both = pair()
    name = agreement(both)
    shipment = ship(both, name, 10)
    for lines, code in (
        ([ReceivedLine(name, "1", 8, 3)], "more-than-shipped"),
        ([ReceivedLine(name, "2", 1, 0)], "line-not-shipped"),
    ):
        assert refusal(both.buyer.ask, Receive(NORTH, shipment, lines)) == code
    both.buyer.ask(Receive(NORTH, shipment))
    assert refusal(both.buyer.ask, Receive(NORTH, shipment)) == "shipment-received"


def test_a_partner_that_ships_too_much_is_cut_to_the_commitment_on_both_ends() -> None:
    both = pair()
    name = agreement(both)
    greedy = Shipped(
        "S-1",
        "2026-03-02",
        "2026-03-03",
        [
            ShippedLine(
                name, "1", "bolt", 400, [LotPart("bolt", "x", 60), LotPart("bolt", "y", 900)]
            ),
            ShippedLine(name, "1", "bolt", 5, [LotPart("bolt", "x", 5)]),
            ShippedLine("A-0", "1", "bolt", 5, [LotPart("bolt", "x", 5)]),
        ],
    )
    both.buyer.hear(NORTH, greedy)
    both.seller._take(SOUTH, True, greedy)
    row = only(both.buyer, COMMITMENTS)
    assert (row.shipped, stock_at(both.buyer, UNDER_WAY)) == (100, {("B-100", NORTH, NORTH): 100})
    assert_mirrored(both)


def test_no_more_is_shipped_than_the_lots_hold() -> None:
    both = pair()
    name = agreement(both)
    parts = [ShippedLine(name, "1", "bolt", 50, [LotPart("bolt", "x", 8)])]
    both.buyer.hear(NORTH, Shipped("S-1", "2026-03-02", "2026-03-03", parts))
    assert only(both.buyer, COMMITMENTS).shipped == 8
    assert stock_at(both.buyer, UNDER_WAY) == {("B-100", NORTH, NORTH): 8}


def test_a_receipt_counts_once_and_up_to_what_was_shipped() -> None:
    both = pair()
    name = agreement(both)
    shipment = ship(both, name, 10)
    for receipt in ("R-1", "R-2"):
        says = Received(receipt, shipment, "2026-03-03", [ReceivedLine(name, "1", 99, 99)])
        both.seller.hear(SOUTH, says)
        both.buyer._take(NORTH, True, says)
    row = only(both.seller, COMMITMENTS)
    assert (row.received, row.rejected) == (10, 0)
    assert only(both.seller, SHIPMENTS).receipt == "R-1"
    both.settle()
    assert_mirrored(both)


def test_only_the_seller_ships_and_only_the_buyer_receives() -> None:
    both = pair()
    name = agreement(both)
    parts = [ShippedLine(name, "1", "bolt", 5, [LotPart("bolt", "x", 5)])]
    both.seller.hear(SOUTH, Shipped("S-1", "2026-03-02", "2026-03-03", parts))
    assert both.seller.store.count(SHIPMENTS) == 0
    shipment = ship(both, name, 10)
    says = Received("R-1", shipment, "2026-03-03", [ReceivedLine(name, "1", 10, 0)])
    both.buyer.hear(NORTH, says)
    assert only(both.buyer, SHIPMENTS).received == []
