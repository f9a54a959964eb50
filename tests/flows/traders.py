"""A seller and a buyer, ready to trade: `bolt` there is `B-100` here. And what a mirror shows.

The seller's company is "north", the buyer's "south"; each calls the other by that name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import asdict, replace

from tests.flows.ends import End, connect, settle
from tuowang.errors import Mistake
from tuowang.flows.base import Command, Record
from tuowang.flows.catalogue import RecordItem, RecordPrice
from tuowang.flows.money import CLAIMS, PAYMENTS
from tuowang.flows.partner import Allow, MapItemCode, RecordPartner
from tuowang.flows.party import RecordParty
from tuowang.flows.shipping import SHIPMENTS
from tuowang.flows.stock import LOTS, MOVES, CountStock
from tuowang.flows.trading import (
    AGREEMENTS,
    ALLOCATIONS,
    COMMITMENTS,
    DEMANDS,
    PROPOSALS,
    Agree,
    AgreementConfirmed,
    MakeOffer,
    Proposed,
    RequestDemand,
    Requested,
)
from tuowang.flows.vocabulary import Line

T = TypeVar("T", bound=Record)
NORTH, SOUTH = "north", "south"
SHARED: tuple[Any, ...] = (
    DEMANDS,
    PROPOSALS,
    AGREEMENTS,
    COMMITMENTS,
    SHIPMENTS,
    CLAIMS,
    PAYMENTS,
    ALLOCATIONS,
)


class Pair(NamedTuple):
    """The two ends."""

    seller: End
    buyer: End

    def settle(self) -> None:
        """Deliver until nothing waits."""
        settle(self.seller, self.buyer)


def company(name: str, day: str = "2026-03-02") -> End:
    """An end that has said who it is."""
    end = End(name, day)
    end.ask(RecordParty(name))
    return end


def item(end: End, code: str, supply: str = "buy", **more: Any) -> None:
    """An item with all that readiness asks for."""
    facts: dict[str, Any] = {
        "lead_time_days": 5,
        "cost_minor": 80,
        "unit": "pc",
        "lot_minimum": 1,
    } | more
    end.ask(RecordItem(code, f"the {code}", supply=supply, **facts))


def pair(tolerance_permille: int = 0, stock: int = 1000) -> Pair:
    """North sells `bolt` at 100 and `nut` at 30 for 10; to south they are B-100 and N-7."""
    seller, buyer = company(NORTH), company(SOUTH)
    connect(seller, buyer, code_of_other=SOUTH, code_of_one=NORTH)
    for end, other in ((seller, SOUTH), (buyer, NORTH)):
        end.ask(RecordPartner(other, other.title(), tolerance_permille=tolerance_permille))
        end.ask(Allow(other, "trade"))
    seller.ask(RecordPartner("steelworks", "Steelworks"))
    for code, supplier_code in (("B-100", "bolt"), ("N-7", "nut")):
        item(seller, supplier_code, supplier="steelworks")
        item(buyer, code, supplier=NORTH)
        buyer.ask(MapItemCode(NORTH, code, supplier_code))
        if stock:
            seller.ask(CountStock(supplier_code, stock, lot="L1"))
    seller.ask(RecordPrice("bolt", "", 100))
    seller.ask(RecordPrice("nut", "", 30, 10))
    return Pair(seller, buyer)


def line(name: str = "1", code: str = "B-100", quantity: int = 100, **more: Any) -> Line:
    """A line in our own codes; unit and price are left to be filled in."""
    return replace(Line(name, code, "C62", quantity, "2026-03-20"), **more)


def demand(both: Pair, *lines: Line) -> str:
    """The buyer asks; the demand's name."""
    both.buyer.ask(RequestDemand(NORTH, list(lines) or [line()]))
    both.settle()
    return last(both.buyer, Requested).demand


def offer(both: Pair, *lines: Line) -> str:
    """The buyer asks and the seller offers as asked; the proposal's name."""
    asked = demand(both, *lines)
    both.seller.ask(MakeOffer(SOUTH, asked))
    both.settle()
    return last(both.seller, Proposed).proposal


def agreement(both: Pair, *lines: Line) -> str:
    """Demand, offer, agreed; the agreement's name."""
    proposal = offer(both, *lines)
    both.buyer.ask(Agree(NORTH, proposal))
    both.settle()
    return last(both.seller, AgreementConfirmed).agreement


def last(end: End, kind: type[T]) -> T:
    """The last record of a kind that this end said."""
    return next(record for record in reversed(end.said) if isinstance(record, kind))


def only(end: End, table: Any) -> Any:
    """The one row of a table."""
    rows = list(end.store.scan(table))
    assert len(rows) == 1, rows
    return rows[0]


def refusal(ask: Callable[[Command], object], command: Command) -> str:
    """The code of the mistake that a command is; "" where it is none."""
    try:
        ask(command)
    except Mistake as mistake:
        return mistake.code
    return ""


def shown(end: End, *, flipped: bool = False) -> dict[str, list[dict[str, Any]]]:
    """All that both ends must agree on; `flipped`: as the other end would put it."""
    tables = {}
    for table in SHARED:
        rows = [_facts(row, flipped) for row in end.store.scan(table)]
        rows = [row for row in rows if row.get("from_kind") != "plan"]
        tables[table.name] = sorted(rows, key=lambda row: str(sorted(row.items())))
    return tables


def _facts(row: Any, flipped: bool) -> dict[str, Any]:
    facts = asdict(row)
    del facts["partner"]
    if "their_item" in facts:
        # A seller who adds a line does not know what the buyer calls the item.
        buyer_item = facts.pop("item" if not row.selling else "their_item")
        facts["seller_item"] = facts.pop("their_item" if not row.selling else "item")
        assert buyer_item or row.selling
    for name in ("mine", "selling") if flipped else ():
        if name in facts:
            facts[name] = not facts[name]
    return facts


def assert_mirrored(both: Pair) -> None:
    """Both ends hold the same dealings."""
    assert shown(both.seller) == shown(both.buyer, flipped=True)


def assert_stock_is_its_moves(end: End) -> None:
    """Every lot's quantity is the sum of its moves."""
    sums: dict[tuple[Any, ...], int] = {}
    for move in end.store.scan(MOVES):
        place = (move.item, move.lot, move.place, move.owner, move.holder)
        sums[place] = sums.get(place, 0) + move.quantity
    lots = {
        (lot.item, lot.lot, lot.place, lot.owner, lot.holder): lot.quantity
        for lot in end.store.scan(LOTS)
    }
    assert lots == {place: quantity for place, quantity in sums.items() if quantity}


def stock_at(end: End, place: str) -> dict[tuple[str, str, str], int]:
    """Quantities at a place by (item, owner, holder)."""
    found: dict[tuple[str, str, str], int] = {}
    for lot in end.store.scan(LOTS):
        if lot.place == place:
            key = (lot.item, lot.owner, lot.holder)
            found[key] = found.get(key, 0) + lot.quantity
    return found
