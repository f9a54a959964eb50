"""Three companies in a row that may dock: a mill, a bolt factory, and who makes frames of bolts."""

from __future__ import annotations

from typing import NamedTuple

from tests.flows.ends import End, connect, settle
from tests.flows.traders import company, item
from tuowang.flows.catalogue import (
    Ingredient,
    Publish,
    RecordCapacity,
    RecordPrice,
    RecordRecipe,
    Work,
)
from tuowang.flows.docking import LANES, RUNS, LaneRow, StartDocking
from tuowang.flows.partner import Allow, Introduce, MapItemCode, RecordPartner
from tuowang.flows.planning import ORDER, RecordNeed
from tuowang.flows.stock import CountStock

DAY = "2026-03-02"
WEEKS = [f"2026-03-{day:02}" for day in (12, 19, 26)] + ["2026-04-02", "2026-04-09"]


class Chain(NamedTuple):
    """The companies, down the chain."""

    mill: End
    bolts: End
    frames: End

    def settle(self) -> None:
        """Deliver until nothing waits."""
        settle(self.mill, self.bolts, self.frames)

    def dock(self, exchanges: int = 2, mode: str = "totals") -> None:
        """A run that the frame maker begins, to its end."""
        for end in self:
            end.now += 1000
        self.frames.ask(StartDocking(exchanges, mode))
        self.settle()
        states = [row.state for end in self for row in end.store.scan(RUNS)]
        assert set(states) == {"ended"}, (states, [end.notes for end in self])


def link(one: End, other: End, *, dock: bool = True) -> None:
    """Joined, introduced, allowed."""
    connect(one, other, code_of_other=other.name, code_of_one=one.name)
    for end, partner in ((one, other.name), (other, one.name)):
        end.ask(RecordPartner(partner, partner.title(), transit_days=2))
        for topic in ("trade", "catalogue", *(("docking",) if dock else ())):
            end.ask(Allow(partner, topic))
        end.ask(Introduce(partner))
    settle(one, other)


def chain(bolt_seconds_a_day: int = 36_000, frames_a_week: int = 100) -> Chain:
    """A frame takes four bolts (bolt here, M8 there); a bolt 20 g of rod and 10 s of a press."""
    found = Chain(company("mill", DAY), company("bolts", DAY), company("frames", DAY))
    mill, bolts, frames = found
    link(mill, bolts)
    link(bolts, frames)
    item(mill, "rod", "make", unit="kg", cost_minor=300)
    mill.ask(RecordRecipe("rod", 1, [], [Work("furnace", 0, 1)]))
    mill.ask(RecordCapacity("furnace", "2026-01-01", 86_400))
    mill.ask(RecordPrice("rod", "", 400))
    item(bolts, "stock-rod", supplier="mill", unit="g", cost_minor=40, cost_quantity=100)
    bolts.ask(MapItemCode("mill", "stock-rod", "rod"))
    bolts.ask(CountStock("stock-rod", 20_000))
    item(bolts, "bolt", "make", cost_minor=20)
    bolts.ask(RecordRecipe("bolt", 10, [Ingredient("stock-rod", 200)], [Work("press", 0, 100)]))
    bolts.ask(RecordCapacity("press", "2026-01-01", bolt_seconds_a_day))
    bolts.ask(RecordPrice("bolt", "", 35))
    item(frames, "M8", supplier="bolts", cost_minor=35)
    frames.ask(MapItemCode("bolts", "M8", "bolt"))
    item(frames, "frame", "make", cost_minor=900)
    frames.ask(RecordRecipe("frame", 1, [Ingredient("M8", 4)], []))
    frames.ask(RecordPrice("frame", "", 1200))
    for number, day in enumerate(WEEKS):
        frames.ask(RecordNeed(f"N-{number}", "frame", frames_a_week, day, ORDER))
    mill.ask(Publish("bolts"))
    bolts.ask(Publish("frames"))
    found.settle()
    return found


def lanes(end: End) -> dict[tuple[str, str], LaneRow]:
    """The lanes of an end, by partner and our item."""
    return {(row.partner, row.item): row for row in end.store.scan(LANES)}


class Toll(NamedTuple):
    """Who buys parts coated that it makes itself, and who coats them."""

    works: End
    coater: End


def toll() -> Toll:
    """A machine takes two coated parts; a part is made by the works, and coated at the coater."""
    works, coater = company("works", DAY), company("coater", DAY)
    link(works, coater)
    item(works, "part", "make", cost_minor=100)
    works.ask(RecordRecipe("part", 1, [], [Work("lathe", 0, 60)]))
    works.ask(RecordCapacity("lathe", "2026-01-01", 36_000))
    works.ask(RecordPrice("part", "", 120))
    item(coater, "raw-part", supplier="works", cost_minor=120)
    coater.ask(MapItemCode("works", "raw-part", "part"))
    item(coater, "coated", "make", cost_minor=150)
    coater.ask(RecordRecipe("coated", 1, [Ingredient("raw-part", 1)], [Work("bath", 0, 30)]))
    coater.ask(RecordCapacity("bath", "2026-01-01", 36_000))
    coater.ask(RecordPrice("coated", "", 180))
    item(works, "coated-part", supplier="coater", cost_minor=180)
    works.ask(MapItemCode("coater", "coated-part", "coated"))
    item(works, "machine", "make", cost_minor=900)
    works.ask(RecordRecipe("machine", 1, [Ingredient("coated-part", 2)], []))
    for number, day in enumerate(WEEKS):
        works.ask(RecordNeed(f"N-{number}", "machine", 50, day, ORDER))
    works.ask(Publish("coater"))
    coater.ask(Publish("works"))
    settle(works, coater)
    return Toll(works, coater)
