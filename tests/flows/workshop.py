"""A workshop that makes chairs of wood and screws, for the tests of a single company's tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.flows.ends import End
from tuowang.errors import Mistake
from tuowang.flows.base import Command, Record
from tuowang.flows.catalogue import (
    Ingredient,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
    Work,
)
from tuowang.flows.partner import MapItemCode, RecordPartner
from tuowang.flows.party import RecordParty
from tuowang.flows.stock import LOTS, CountStock

DAY = "2026-03-02"


def workshop() -> End:
    """Chairs are made in fours: 9 wood and 16 screws a batch, an hour of sawing."""
    end = End("workshop", DAY)
    end.ask(RecordParty("Chairs Ltd"))
    end.ask(RecordPartner("mill", "The Mill"))
    for item in ("wood", "screw"):
        end.ask(bought(item))
        end.ask(MapItemCode("mill", item, f"M-{item}"))
    end.ask(RecordItem("chair", "chair", "pc", "make", cost_minor=9000))
    end.ask(chair_recipe())
    end.ask(RecordCapacity("saw", "2026-01-01", 28_800))
    end.ask(RecordPrice("chair", "", 12_000))
    return end


def bought(item: str, **more: Any) -> RecordItem:
    """An item bought at the mill."""
    facts: dict[str, Any] = {"supplier": "mill", "lead_time_days": 5, "cost_minor": 100} | more
    return RecordItem(item, f"the {item}", "pc", **facts)


def chair_recipe(**more: Any) -> RecordRecipe:
    """The recipe of a batch of four chairs."""
    parts = [Ingredient("wood", 9), Ingredient("screw", 16)]
    facts: dict[str, Any] = {"ingredients": parts, "work": [Work("saw", 600, 3600)]} | more
    return RecordRecipe("chair", 4, **facts)


def count(end: End, item: str, quantity: int, lot: str = "", day: str = DAY) -> None:
    """Enter a count."""
    end.ask(CountStock(item, quantity, lot, day=day))


def stock_of(end: End, item: str) -> dict[str, int]:
    """Quantities in the store by lot."""
    return {lot.lot: lot.quantity for lot in end.store.scan(LOTS, item) if lot.place == "store"}


def said(end: End, command: Command) -> Record:
    """The one record that a command says."""
    records = end.ask(command)
    assert len(records) == 1, records
    return records[0]


def mistake(ask: Callable[[Command], object], command: Command) -> Mistake:
    """The mistake that a command is; nothing was said."""
    try:
        answer = ask(command)
    except Mistake as found:
        return found
    raise AssertionError(f"{command} was answered: {answer}")
