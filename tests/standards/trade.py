"""A bolt maker and a frame builder with something at every stage, for what they write each other.

North makes `bolt` of rods on a press; South calls it B-100 and builds frames of four. South has
agreed on bolts, got some of them, needs more for its frames, and North cannot make all in time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.flows.ends import End, connect
from tests.flows.traders import NORTH, SOUTH, agreement, company, item, line
from tests.flows.traders import Pair as Traders
from tuowang.flows.catalogue import (
    Ingredient,
    RecordCapacity,
    RecordPrice,
    RecordRecipe,
    Work,
)
from tuowang.flows.figures import SUBJECTS
from tuowang.flows.partner import Allow, MapItemCode, RecordPartner
from tuowang.flows.planning import MakePlan, RecordNeed
from tuowang.flows.shipping import Ship
from tuowang.flows.stock import CountStock
from tuowang.standards.acceptance import Ends
from tuowang.units import DAY_MILLISECONDS, day_number

TODAY = "2026-03-04"
NOW = day_number(TODAY) * DAY_MILLISECONDS + 30_000_123


class Trade(NamedTuple):
    """The two ends."""

    seller: End
    buyer: End
    agreed: str

    def ends(self, *, selling: bool) -> Ends:
        """Sender and receiver of a payload; `selling`: the seller sends it."""
        if selling:
            return Ends(self.seller.store, SOUTH, self.buyer.store, NORTH, NOW)
        return Ends(self.buyer.store, NORTH, self.seller.store, SOUTH, NOW)


def make(end: End, code: str, part: str, count: int, centre: str, **more: Any) -> None:
    """An item that is made of another: a batch of ten takes 100 seconds."""
    item(end, code, "make", **more)
    parts, work = [Ingredient(part, count)], [Work(centre, 0, 100)]
    end.ask(RecordRecipe(code, 10, parts, work))
    end.ask(RecordCapacity(centre, "2026-01-01", 100))


def companies() -> Traders:
    """Both with their books, connected, and allowed to see everything of each other."""
    seller, buyer = company(NORTH, TODAY), company(SOUTH, TODAY)
    connect(seller, buyer, code_of_other=SOUTH, code_of_one=NORTH)
    for end, other in ((seller, SOUTH), (buyer, NORTH)):
        end.ask(RecordPartner(other, other.title(), transit_days=2))
        for topic in ("trade", *SUBJECTS):
            end.ask(Allow(other, topic))
    seller.ask(RecordPartner("steelworks", "Steelworks"))
    item(seller, "rod", supplier="steelworks")
    make(seller, "bolt", "rod", 10, "press")
    item(buyer, "B-100", supplier=NORTH)
    make(buyer, "frame", "B-100", 40, "bench")
    buyer.ask(MapItemCode(NORTH, "B-100", "bolt"))
    seller.ask(RecordPrice("bolt", "", 100))
    return Traders(seller, buyer)


def trade() -> Trade:
    """As the module says."""
    both = companies()
    seller, buyer = both
    seller.ask(CountStock("bolt", 80, lot="L1"))
    seller.ask(CountStock("rod", 1000, lot="R1"))
    buyer.ask(CountStock("B-100", 12, lot="X"))
    name = agreement(both, line(quantity=100, due="2026-03-11"), line("2", quantity=60))
    seller.ask(Ship(SOUTH, name, "1", 30))
    both.settle()
    buyer.ask(RecordNeed("frames in april", "frame", 50, "2026-04-10"))
    buyer.ask(RecordNeed("frames at once", "frame", 20, "2026-03-05", "order"))
    seller.ask(RecordNeed("somebody else", "bolt", 90, "2026-03-06", "order"))
    for end in both:
        end.ask(MakePlan(60))
    both.settle()
    return Trade(seller, buyer, name)
