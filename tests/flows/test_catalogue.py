"""Items, recipes, capacities, prices, and what partners are told of them."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.flows.ends import End, connect, settle
from tests.flows.traders import refusal
from tests.flows.workshop import bought, chair_recipe, count, mistake, said, workshop
from tuowang.flows.base import Command, Record
from tuowang.flows.capacity import capacity_on
from tuowang.flows.catalogue import (
    CAPACITIES,
    ITEMS,
    OFFERED_ITEMS,
    PRICES,
    PUBLISHED_ITEMS,
    RECIPES,
    CapacityRecorded,
    Ingredient,
    ItemPublished,
    ItemRecorded,
    PriceRecorded,
    Publish,
    RecipeRecorded,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
    UnitFactor,
    Work,
)
from tuowang.flows.catalogue_prices import price_for
from tuowang.flows.partner import Allow, Deny, RecordPartner

WOOD = {"item": "wood", "name": "wood", "unit": "pc"}
LONG_LIST = [Ingredient("wood", 1)] * 1001


def test_an_item_is_kept_in_its_unit_and_said_once() -> None:
    end = workshop()
    command = RecordItem(" glue ", " Glue ", "公斤", unit_factors=[UnitFactor("桶", 25)])
    record = said(end, command)
    assert isinstance(record, ItemRecorded)
    assert (record.item, record.name, record.unit) == ("glue", "Glue", "KGM")
    assert end.ask(command) == []
    row = end.store.get(ITEMS, "glue")
    assert row is not None
    assert row.unit_factors == [UnitFactor("桶", 25)]


def test_an_item_may_lack_what_readiness_will_ask_for() -> None:
    end = End("a")
    end.ask(RecordItem("glue", "", "kg"))
    assert end.store.count(ITEMS) == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"item": ""}, "code-unfit"),
        ({"item": "x" * 65}, "code-unfit"),
        ({"item": "a\nb"}, "code-unfit"),
        ({"unit": "furlong"}, "unit-unknown"),
        ({"supply": "beg"}, "supply-unknown"),
        ({"supplier": "nobody"}, "partner-unknown"),
        ({"name": "x" * 2001}, "text-length"),
        ({"lead_time_days": -1}, "number-out-of-range"),
        ({"lead_time_days": 3651}, "number-out-of-range"),
        ({"safety_stock": -1}, "quantity-out-of-range"),
        ({"lot_multiple": 0}, "quantity-out-of-range"),
        ({"lot_minimum": 10**15 + 1}, "quantity-out-of-range"),
        ({"cost_minor": -1}, "number-out-of-range"),
        ({"cost_quantity": 0}, "quantity-out-of-range"),
        ({"currency": "XXX"}, "currency-unknown"),
        ({"unit_factors": [UnitFactor("", 5)]}, "code-unfit"),
        ({"unit_factors": [UnitFactor("box", 0)]}, "quantity-out-of-range"),
        ({"unit_factors": [UnitFactor("box", 5), UnitFactor("box", 6)]}, "pack-twice"),
        ({"unit_factors": [UnitFactor("C62", 5)]}, "pack-twice"),
    ],
)
def test_an_item_that_cannot_be(more: dict[str, Any], code: str) -> None:
    assert mistake(workshop().ask, RecordItem(**(WOOD | more))).code == code


def test_a_unit_stays_once_something_was_counted_in_it() -> None:
    end = workshop()
    assert len(end.ask(bought("screw", cost_minor=1))) == 1
    end.ask(RecordItem("wood", "wood", "kg"))
    end.ask(RecordItem("wood", "wood", "pc"))
    count(end, "wood", 5)
    count(end, "wood", 0)
    found = mistake(end.ask, RecordItem("wood", "wood", "kg"))
    assert found.code == "unit-fixed"
    assert found.details == {"item": "wood", "unit": "C62", "to": "KGM"}
    assert len(end.ask(RecordItem("wood", "oak", "pc"))) == 1


def test_a_recipe_is_kept_changed_and_taken_out() -> None:
    end = workshop()
    assert end.ask(chair_recipe()) == []
    assert len(end.ask(chair_recipe(yield_permille=950))) == 1
    empty = chair_recipe(ingredients=[], work=[])
    assert len(end.ask(empty)) == 1
    assert end.store.count(RECIPES) == 0
    assert end.ask(empty) == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RecordRecipe("nothing", 1, [Ingredient("wood", 1)], []), "item-unknown"),
        (chair_recipe(ingredients=[Ingredient("nothing", 1)]), "item-unknown"),
        (chair_recipe(ingredients=[Ingredient("wood", 0)]), "quantity-out-of-range"),
        (chair_recipe(ingredients=LONG_LIST), "number-out-of-range"),
        (RecordRecipe("chair", 0, [Ingredient("wood", 1)], []), "quantity-out-of-range"),
        (chair_recipe(yield_permille=0), "number-out-of-range"),
        (chair_recipe(yield_permille=1001), "number-out-of-range"),
        (chair_recipe(lead_time_days=-1), "number-out-of-range"),
        (chair_recipe(work=[Work("", 0, 1)]), "code-unfit"),
        (chair_recipe(work=[Work("saw", -1, 1)]), "number-out-of-range"),
        (chair_recipe(work=[Work("saw", 0, 10**9 + 1)]), "number-out-of-range"),
    ],
)
def test_a_recipe_that_cannot_be(command: RecordRecipe, code: str) -> None:
    assert mistake(workshop().ask, command).code == code


def chain(items: int) -> End:
    """i0 goes into i1, i1 into i2 ..."""
    end = End("a")
    for number in range(items):
        end.ask(RecordItem(f"i{number}", "", "pc", "make"))
    for number in range(1, items):
        end.ask(RecordRecipe(f"i{number}", 1, [Ingredient(f"i{number - 1}", 1)], []))
    return end


def test_a_recipe_never_contains_itself() -> None:
    end = chain(4)
    found = mistake(end.ask, RecordRecipe("i0", 1, [Ingredient("i3", 1)], []))
    assert (found.code, found.details["items"]) == ("recipe-cycle", "i0 → i3 → i2 → i1 → i0")
    found = mistake(end.ask, RecordRecipe("i0", 1, [Ingredient("i0", 1)], []))
    assert found.details["items"] == "i0 → i0"
    end.ask(RecordRecipe("i3", 1, [Ingredient(f"i{number}", 1) for number in range(3)], []))
    assert end.store.count(RECIPES) == 3


def test_a_long_cycle_is_found_in_one_walk_and_shown_short() -> None:
    end = chain(400)
    for number in range(2, 400):  # each layer twice over: 2 ** 400 ways, 400 items
        parts = [Ingredient(f"i{number - 1}", 1), Ingredient(f"i{number - 2}", 1)]
        end.ask(RecordRecipe(f"i{number}", 1, parts, []))
    shown = mistake(end.ask, RecordRecipe("i0", 1, [Ingredient("i399", 1)], [])).details["items"]
    assert isinstance(shown, str)
    assert shown.startswith("i0 → i399 → i39")
    assert shown.endswith(" → … → i0")
    assert len(shown.split(" → ")) <= 21


@pytest.mark.parametrize("seed", range(20))
def test_recipes_stay_free_of_cycles_whatever_is_entered(seed: int) -> None:
    chance, end = Random(seed), chain(1)
    names = [f"i{number}" for number in range(8)]
    for name in names:
        end.ask(RecordItem(name, "", "pc", "make"))
    refused = 0
    for _ in range(60):
        parts = [Ingredient(one, 1) for one in chance.sample(names, chance.randint(1, 3))]
        code = refusal(end.ask, RecordRecipe(chance.choice(names), 1, parts, []))
        assert code in ("", "recipe-cycle")
        refused += code != ""
    assert refused > 0
    parts_of = {
        row.item: {part.item for part in row.ingredients} for row in end.store.scan(RECIPES)
    }
    while parts_of:
        leaves = [item for item, parts in parts_of.items() if not parts & set(parts_of)]
        assert leaves, parts_of
        for leaf in leaves:
            del parts_of[leaf]


def test_capacity_holds_from_a_day_on_until_the_next_row() -> None:
    end = workshop()
    end.ask(RecordCapacity("saw", "2026-03-04", 100, "7633"))
    assert end.ask(RecordCapacity("saw", "2026-03-04", 100, "367")) == []
    days = ("2025-12-31", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-08")
    assert [capacity_on(end.store, "saw", day) for day in days] == [0, 28_800, 100, 0, 100]
    assert capacity_on(end.store, "lathe", "2026-03-04") == 0


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RecordCapacity("", "2026-03-02", 1), "code-unfit"),
        (RecordCapacity("saw", "2026-02-30", 1), "date-unreadable"),
        (RecordCapacity("saw", "2026-W01-1", 1), "date-unreadable"),
        (RecordCapacity("saw", "", 1), "date-unreadable"),
        (RecordCapacity("saw", "2026-03-02", -1), "number-out-of-range"),
        (RecordCapacity("saw", "2026-03-02", 1, "128"), "weekdays-unreadable"),
        (RecordPrice("nothing", "", 1), "item-unknown"),
        (RecordPrice("chair", "nobody", 1), "partner-unknown"),
        (RecordPrice("chair", "", -1), "number-out-of-range"),
        (RecordPrice("chair", "", 1, 0), "quantity-out-of-range"),
        (RecordPrice("chair", "", 1, 1, "XXX"), "currency-unknown"),
    ],
)
def test_capacities_and_prices_that_cannot_be(command: Command, code: str) -> None:
    assert mistake(workshop().ask, command).code == code


def test_a_partners_own_price_goes_before_the_list() -> None:
    end = workshop()
    end.ask(RecordPartner("shop", "The Shop"))
    end.ask(RecordPrice("chair", "shop", 11_000))
    assert end.ask(RecordPrice("chair", "shop", 11_000)) == []
    prices = [price_for(end.store, partner, "chair") for partner in ("shop", "mill")]
    assert [price.price_minor for price in prices if price] == [11_000, 12_000]
    assert price_for(end.store, "shop", "wood") is None


def shop_and_workshop() -> tuple[End, End]:
    """The workshop, and a shop that may see its catalogue."""
    end, shop = workshop(), End("shop")
    connect(end, shop, code_of_other="shop", code_of_one="maker")
    end.ask(RecordPartner("shop", "The Shop"))
    end.ask(Allow("shop", "catalogue"))
    return end, shop


def test_what_is_sold_is_published_and_only_what_changed_is_said_again() -> None:
    end, shop = shop_and_workshop()
    end.ask(RecordPrice("chair", "shop", 11_000))
    assert [record.item for record in end.ask(Publish("shop"))] == ["chair"]  # type: ignore[attr-defined]
    assert end.ask(Publish("shop")) == []
    settle(end, shop)
    row = shop.store.get(OFFERED_ITEMS, "maker", "chair")
    assert row is not None
    assert (row.unit, row.price_minor, row.currency) == ("C62", 11_000, "CNY")
    assert shop.store.count(PUBLISHED_ITEMS) == end.store.count(OFFERED_ITEMS) == 0
    end.ask(RecordPrice("screw", "", 5))
    assert [record.item for record in end.ask(Publish("shop"))] == ["screw"]  # type: ignore[attr-defined]
    end.ask(RecordPrice("chair", "shop", 10_500))
    end.ask(Publish("shop"))
    settle(end, shop)
    row = shop.store.get(OFFERED_ITEMS, "maker", "chair")
    assert row is not None
    assert row.price_minor == 10_500


def test_only_what_is_disclosed_is_published() -> None:
    end, _ = shop_and_workshop()
    end.ask(RecordPrice("screw", "", 5))
    end.ask(Deny("shop", "catalogue"))
    assert mistake(end.ask, Publish("shop")).code == "not-disclosed"
    assert mistake(end.ask, Publish("shop", "chair")).code == "not-disclosed"
    end.ask(Allow("shop", "catalogue", "screw"))
    assert [record.item for record in end.ask(Publish("shop"))] == ["screw"]  # type: ignore[attr-defined]
    assert mistake(end.ask, Publish("shop", "chair")).code == "not-disclosed"
    end.ask(Allow("shop", "catalogue", "wood"))
    assert mistake(end.ask, Publish("shop", "wood")).code == "price-missing"
    assert mistake(end.ask, Publish("nobody")).code == "partner-unknown"
    assert mistake(end.ask, Publish("shop", "nothing")).code == "item-unknown"


def test_private_records_count_from_our_own_journal_only() -> None:
    end = workshop()
    tables: tuple[Any, ...] = (ITEMS, RECIPES, CAPACITIES, PRICES)
    before = [list(end.store.scan(table)) for table in tables]
    records: list[Record] = [
        ItemRecorded("wood", "gold", "KGM", "buy"),
        RecipeRecorded("chair", 1, [], []),
        CapacityRecorded("saw", "2026-01-01", 0),
        PriceRecorded("chair", "", 0, 1, "CNY"),
    ]
    for record in records:
        end.hear("mill", record)
    assert [list(end.store.scan(table)) for table in tables] == before


def test_a_partner_offers_under_its_own_name_only() -> None:
    end = workshop()
    end.ask(RecordPartner("other", "Other"))
    end.hear("mill", ItemPublished("chair", "theirs", "C62", 0, 10**15, 0, 10**15, 10**15, "XXX"))
    assert [row.partner for row in end.store.scan(OFFERED_ITEMS)] == ["mill"]
    own = end.store.get(ITEMS, "chair")
    assert own is not None
    assert own.name == "chair"
