"""Where lots come from and where they went, through three companies and back."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import pytest

from tests.flows.ends import End, connect, settle
from tests.flows.traders import company, item
from tests.flows.workshop import workshop
from tuowang.flows import trace as tracing
from tuowang.flows.base import JOURNAL
from tuowang.flows.catalogue import Ingredient, RecordPrice, RecordRecipe
from tuowang.flows.partner import Allow, Deny, MapItemCode, RecordPartner
from tuowang.flows.shipping import SHIPMENTS, Receive, Ship
from tuowang.flows.stock import PARENTS, CountStock, Make, ParentRow, Produced
from tuowang.flows.trace import Trace, TraceNode, trace
from tuowang.flows.trading import AGREEMENTS, DEMANDS, PROPOSALS, Agree, MakeOffer, RequestDemand
from tuowang.flows.vocabulary import Line, LotPart

DAY = "2026-03-02"


class Chain(NamedTuple):
    """The mill draws wire (W-9) of ore; north makes bolts of it; south makes bicycles of those."""

    mill: End
    north: End
    south: End


def link(seller: End, buyer: End) -> None:
    """Connect two companies: both may trade, the seller discloses what its lots were made of."""
    connect(seller, buyer, code_of_other=buyer.name, code_of_one=seller.name)
    for end, other in ((seller, buyer), (buyer, seller)):
        end.ask(RecordPartner(other.name, other.name))
        end.ask(Allow(other.name, "trade"))
    seller.ask(Allow(buyer.name, "trace"))


def made(end: End, code: str, *parts: str) -> None:
    """An item that is made of one of each part, and sold."""
    item(end, code, supplier=next(iter(end.wires)))
    end.ask(RecordRecipe(code, 1, [Ingredient(part, 1) for part in parts], []))
    end.ask(RecordPrice(code, "", 100))


def bought(end: End, supplier: End, code: str, their_code: str) -> None:
    """An item that is bought under the supplier's code."""
    item(end, code, supplier=supplier.name)
    end.ask(MapItemCode(supplier.name, code, their_code))


def trade(seller: End, buyer: End, code: str, quantity: int) -> None:
    """The buyer asks for its item, and gets it."""
    buyer.ask(RequestDemand(seller.name, [Line("1", code, "", quantity, "2026-03-20")]))
    settle(seller, buyer)
    demand = next(row for row in seller.store.scan(DEMANDS, buyer.name) if row.open)
    seller.ask(MakeOffer(buyer.name, demand.demand))
    settle(seller, buyer)
    proposal = next(
        row for row in buyer.store.scan(PROPOSALS, seller.name) if row.state == "OFFERED"
    )
    buyer.ask(Agree(seller.name, proposal.proposal))
    settle(seller, buyer)
    agreement = next(
        row
        for row in seller.store.scan(AGREEMENTS, buyer.name)
        if row.proposal == proposal.proposal
    )
    seller.ask(Ship(buyer.name, agreement.agreement))
    settle(seller, buyer)
    for shipment in list(buyer.store.scan(SHIPMENTS, seller.name)):
        if shipment.state == "under-way":
            buyer.ask(Receive(seller.name, shipment.shipment))
    settle(seller, buyer)


def chain() -> Chain:
    """Ore O1 → wire W1 → bolts B1 → bicycle K1, ten of each."""
    mill, north, south = company("mill"), company("north"), company("south")
    link(mill, north)
    link(north, south)
    item(mill, "ore", supplier="north")
    made(mill, "W-9", "ore")
    bought(north, mill, "wire", "W-9")
    made(north, "bolt", "wire")
    bought(south, north, "B-100", "bolt")
    made(south, "bike", "B-100")
    mill.ask(CountStock("ore", 10, "O1"))
    mill.ask(Make("W-9", 10, "W1"))
    trade(mill, north, "wire", 10)
    north.ask(Make("bolt", 10, "B1"))
    trade(north, south, "B-100", 10)
    south.ask(Make("bike", 10, "K1"))
    return Chain(mill, north, south)


def shown(nodes: list[TraceNode], depth: int = 0) -> list[str]:
    """The tree as lines: item, lot, partner, quantity; a shipment ends with its day."""
    lines = []
    for node in nodes:
        day = f" {node.day}" if node.event else ""
        lines.append(f"{'. ' * depth}{node.item} {node.lot} ({node.partner}) {node.quantity}{day}")
        lines += shown(node.nodes, depth + 1)
    return lines


def sides(end: End, lot: str) -> tuple[list[str], list[str]]:
    """Up and down, of a walk that was not cut."""
    found = trace(end.store, lot)
    assert found.complete
    return shown(found.up), shown(found.down)


def test_up_to_the_suppliers_lots_as_far_as_each_discloses() -> None:
    both = chain()
    assert sides(both.south, "K1") == (["B-100 B1 () 10", ". wire W1 (north) 10"], [])
    assert sides(both.north, "B1")[0] == ["wire W1 () 10", ". ore O1 (mill) 10"]
    assert sides(both.mill, "W1")[0] == ["ore O1 () 10"]


def test_down_to_what_it_went_into_and_who_got_it() -> None:
    both = chain()
    assert sides(both.mill, "O1")[1] == ["W-9 W1 () 10", f". W-9 W1 (north) 10 {DAY}"]
    assert sides(both.north, "W1")[1] == ["bolt B1 () 10", f". bolt B1 (south) 10 {DAY}"]
    assert sides(both.south, "B1") == (["wire W1 (north) 10"], ["bike K1 () 10"])


def test_a_bad_lot_of_a_suppliers_supplier_is_found_by_its_name_alone() -> None:
    both = chain()
    found = trace(both.south.store, "W1")
    assert (found.items, found.up) == (["wire"], [])
    assert shown(found.down) == ["B-100 B1 (north) 10", ". bike K1 () 10"]
    assert trace(both.south.store, "O1") == Trace("O1", [], [], [], True), "north does not pass on"


def test_the_shipment_is_named() -> None:
    both = chain()
    shipment = next(iter(both.north.store.scan(SHIPMENTS, "south"))).shipment
    (bolt,) = trace(both.north.store, "W1").down
    (gone,) = bolt.nodes
    assert (gone.event, gone.partner, gone.nodes) == (shipment, "south", [])


def test_a_lot_that_is_gone_is_still_found() -> None:
    both = chain()
    assert trace(both.north.store, "B1").items == ["bolt"]
    assert trace(both.south.store, "nothing").items == []


def test_what_is_not_disclosed_is_not_known() -> None:
    both = chain()
    both.north.ask(Deny("south", "trace"))
    both.mill.ask(CountStock("ore", 5, "O2"))
    both.mill.ask(Make("W-9", 5, "W2"))
    trade(both.mill, both.north, "wire", 5)
    both.north.ask(Make("bolt", 5, "B2"))
    trade(both.north, both.south, "B-100", 5)
    assert sides(both.south, "B2") == ([], [])
    assert sides(both.north, "B2")[0] == ["wire W2 () 5", ". ore O2 (mill) 5"]


def test_goods_that_come_back_worked_on_are_followed_through() -> None:
    """South plates north's bolts and sells them back: north sees its own wire in them."""
    both = chain()
    both.south.ask(Allow("north", "trace"))
    bought(both.north, both.south, "plated", "PL-1")
    made(both.south, "PL-1", "B-100")
    both.mill.ask(CountStock("ore", 5, "O2"))
    both.mill.ask(Make("W-9", 5, "W2"))
    trade(both.mill, both.north, "wire", 5)
    both.north.ask(Make("bolt", 5, "B2"))
    trade(both.north, both.south, "B-100", 5)
    both.south.ask(Make("PL-1", 5, "P1"))
    trade(both.south, both.north, "plated", 5)
    assert sides(both.north, "P1")[0] == [
        "B-100 B2 (south) 5",
        ". wire W2 () 5",
        ". . ore O2 (mill) 5",
    ]
    assert sides(both.north, "W2")[1] == [
        "bolt B2 () 5",
        f". bolt B2 (south) 5 {DAY}",
        ". plated P1 (south) 5",
    ]


def test_a_partners_lot_is_not_taken_for_ours_of_the_same_name() -> None:
    """North's wire W1 is not south's wire W1, which never passed between them."""
    both = chain()
    item(both.south, "wire", supplier="north")
    item(both.south, "gold", supplier="north")
    both.south.ask(RecordRecipe("wire", 1, [Ingredient("gold", 1)], []))
    both.south.ask(CountStock("gold", 5, "G1"))
    both.south.ask(Make("wire", 5, "W1"))
    assert sides(both.south, "K1")[0] == ["B-100 B1 () 10", ". wire W1 (north) 10"]
    assert sides(both.south, "G1")[1] == ["wire W1 () 5"]


def test_a_suppliers_input_that_it_also_sold_to_us_is_one_lot() -> None:
    """South bought some of the wire W1 itself: W1 is its own lot, and is in the bolts B1 too."""
    both = chain()
    both.north.ask(CountStock("wire", 4, "W1"))
    both.north.ask(RecordPrice("wire", "", 50))
    bought(both.south, both.north, "cable", "wire")
    trade(both.north, both.south, "cable", 4)
    found = trace(both.south.store, "W1")
    assert found.items == ["cable"]
    assert shown(found.down) == ["B-100 B1 (north) 10", ". bike K1 () 10"]


def test_two_items_may_have_lots_of_one_name() -> None:
    end = workshop()
    for item_code, parent in (("wood", "oak"), ("screw", "steel")):
        end.store.put(PARENTS, ParentRow("", item_code, "L1", parent, f"of {parent}", 1))
    end.store.put(PARENTS, ParentRow("", "chair", "C1", "wood", "L1", 1))
    assert trace(end.store, "L1").items == ["screw", "wood"]
    assert sides(end, "C1")[0] == ["wood L1 () 1", ". oak of oak () 1"]


def test_a_lot_that_is_its_own_forebear_ends_the_walk() -> None:
    end = workshop()
    for number, (lot, parent) in enumerate((("A", "B"), ("B", "C"), ("C", "A"))):
        consumed = [LotPart("wood", parent, 1)]
        end.hear(JOURNAL, Produced(f"E{number}", "wood", lot, 1, DAY, consumed))
    expected = ["wood B () 1", ". wood C () 1", ". . wood A () 1"]
    assert sides(end, "A")[0] == expected


def test_the_walk_is_bounded_in_depth() -> None:
    end = workshop()
    for number in range(80):
        row = ParentRow("", "wood", f"L{number}", "wood", f"L{number + 1}", 1)
        end.store.put(PARENTS, row)
    found = trace(end.store, "L0")
    assert len(shown(found.up)) == tracing.MAXIMUM_DEPTH
    assert not found.complete
    node = found.up[0]
    while node.nodes:
        (node,) = node.nodes
    assert node.cut


def test_the_walk_is_bounded_in_nodes_and_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of 20 layers goes into each of the next: 5 ** 20 ways."""
    end = workshop()
    for layer in range(20):
        for lot in range(5):
            for parent in range(5):
                row = ParentRow("", "wood", f"{layer}.{lot}", "wood", f"{layer + 1}.{parent}", 1)
                end.store.put(PARENTS, row)
    found = trace(end.store, "0.0")
    assert len(shown(found.up)) == tracing.MAXIMUM_NODES
    assert not found.complete
    monkeypatch.setattr(tracing, "MAXIMUM_ROWS", 300)
    found = trace(end.store, "0.0")
    assert 0 < len(shown(found.up)) <= 300
    assert not found.complete


def test_a_trace_is_plain_data() -> None:
    found = trace(chain().south.store, "K1")
    again = msgspec.json.decode(msgspec.json.encode(found), type=Trace)
    assert again == found
