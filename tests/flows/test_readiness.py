"""Which cells are missing, what they weigh, and that filling one never makes things worse."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from msgspec.structs import replace

from tests.flows.ends import End
from tests.flows.workshop import bought, chair_recipe, mistake, workshop
from tuowang.errors import Mistake
from tuowang.flows.base import Command
from tuowang.flows.catalogue import (
    ITEMS,
    Ingredient,
    ItemPublished,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
    Work,
)
from tuowang.flows.partner import MapItemCode, RecordPartner
from tuowang.flows.party import RecordParty
from tuowang.flows.readiness import (
    THRESHOLD,
    Readiness,
    company_readiness,
    item_readiness,
    require_ready,
)
from tuowang.sources.workbook.sheets import BY_KEY, heading, sheet_name

Cells = dict[tuple[str, str, str], int]


def ready(end: End, item: str) -> Readiness:
    """The readiness of an item that is there."""
    found = item_readiness(end.store, item)
    assert found is not None
    return found


def cells(end: End, item: str) -> Cells:
    """The missing cells with their weights."""
    return {(one.sheet, one.row, one.column): one.weight for one in ready(end, item).missing}


def test_a_workshop_with_everything_is_complete() -> None:
    end = workshop()
    for item in ("chair", "wood", "screw"):
        assert (ready(end, item).score, cells(end, item)) == (100, {})
        require_ready(end.store, item)


def test_a_bare_item_lacks_nearly_all() -> None:
    end = End("a")
    end.ask(RecordItem("wood", "", "pc"))
    assert cells(end, "wood") == {
        ("items", "wood", "name"): 5,
        ("items", "wood", "cost_minor"): 10,
        ("prices", "wood", "price_minor"): 10,
        ("items", "wood", "supplier"): 35,
        ("items", "wood", "lead_time_days"): 25,
    }
    assert ready(end, "wood").score == 15
    end.ask(RecordItem("wood", "", "pc", "make"))
    assert cells(end, "wood").keys() >= {("recipes", "wood", "ingredients")}
    assert ready(end, "wood").score == 15
    end.ask(RecordItem("wood", "", "pc", "both"))
    assert ready(end, "wood").score == 15


@pytest.mark.parametrize(
    ("command", "item", "cell", "score"),
    [
        (bought("wood", cost_minor=0), "wood", ("items", "wood", "cost_minor"), 90),
        (bought("wood", lead_time_days=0), "wood", ("items", "wood", "lead_time_days"), 75),
        (bought("wood", supplier=""), "wood", ("items", "wood", "supplier"), 65),
        (MapItemCode("mill", "wood", ""), "wood", ("item-codes", "wood", "their_item"), 95),
        (chair_recipe(ingredients=[], work=[]), "chair", ("recipes", "chair", "ingredients"), 40),
        (chair_recipe(work=[]), "chair", ("items", "chair", "lead_time_days"), 95),
        (
            chair_recipe(work=[Work("lathe", 0, 60)]),
            "chair",
            ("capacity", "lathe", "seconds_per_day"),
            75,
        ),
    ],
)
def test_what_one_missing_cell_costs(
    command: Command, item: str, cell: tuple[str, str, str], score: int
) -> None:
    end = workshop()
    end.ask(command)
    assert cell in cells(end, item)
    assert ready(end, item).score == score


def test_below_the_threshold_an_item_is_not_ready_and_the_mistake_names_the_cells() -> None:
    end = workshop()
    end.ask(chair_recipe(work=[Work("lathe", 0, 60)]))
    found = mistake(lambda _: require_ready(end.store, "chair"), RecordItem("", "", ""))
    assert found.code == "item-not-ready"
    assert found.details == {
        "item": "chair",
        "score": 75,
        "threshold": THRESHOLD,
        "missing": "capacity/lathe/seconds_per_day",
    }
    end.ask(RecordCapacity("lathe", "2026-01-01", 100))
    require_ready(end.store, "chair")
    with pytest.raises(Mistake, match="item-unknown"):
        require_ready(end.store, "nothing")


def test_every_work_centre_counts_until_the_last_is_known() -> None:
    end = workshop()
    end.ask(chair_recipe(work=[Work(centre, 0, 60) for centre in ("a", "b", "saw", "c", "a")]))
    assert cells(end, "chair") == {
        ("capacity", "a", "seconds_per_day"): 9,
        ("capacity", "b", "seconds_per_day"): 8,
        ("capacity", "c", "seconds_per_day"): 8,
    }
    for centre in ("a", "b"):
        end.ask(RecordCapacity(centre, "2026-01-01", 100))
    assert cells(end, "chair") == {("capacity", "c", "seconds_per_day"): 25}
    assert not ready(end, "chair").ready


def test_only_what_goes_into_nothing_else_needs_a_price() -> None:
    end = workshop()
    end.ask(RecordItem("table", "table", "pc", "make", cost_minor=1))
    assert ("prices", "table", "price_minor") in cells(end, "table")
    assert ("prices", "wood", "price_minor") not in cells(end, "wood")
    end.ask(RecordRecipe("chair", 4, [Ingredient("table", 1)], [Work("saw", 0, 1)]))
    assert ("prices", "table", "price_minor") not in cells(end, "table")
    assert ("prices", "wood", "price_minor") in cells(end, "wood")


def test_a_price_may_turn_the_scale() -> None:
    end = workshop()
    end.ask(RecordItem("glue", "", "kg", supplier="mill", lead_time_days=3))
    assert ready(end, "glue").score == 70  # no name, cost, price, code there
    with pytest.raises(Mistake, match="item-not-ready"):
        require_ready(end.store, "glue")
    end.ask(RecordPrice("glue", "", 5))
    assert ready(end, "glue").score == 80
    require_ready(end.store, "glue")


def test_a_suppliers_catalogue_stands_for_a_code_map() -> None:
    end = workshop()
    end.ask(MapItemCode("mill", "wood", ""))
    assert ready(end, "wood").score == 95
    end.hear("mill", ItemPublished("wood", "oak", "C62", 1, 1, 0, 5, 1, "CNY"))
    assert ready(end, "wood").score == 100


def test_the_company_as_a_whole() -> None:
    end = End("a")
    assert company_readiness(end.store).score == 0
    end = workshop()
    end.ask(RecordItem("glue", "", "kg"))
    whole = company_readiness(end.store)
    assert [one.item for one in whole.items] == ["chair", "glue", "screw", "wood"]
    assert whole.items == [ready(end, row.item) for row in end.store.scan(ITEMS)]
    assert [(one.column, one.weight) for one in whole.missing] == [("company_id", 10)]
    assert whole.score == (100 + 15 + 100 + 100) // 4 - 10
    end.ask(RecordParty("Chairs Ltd", "91350100M000100Y43"))
    assert company_readiness(end.store).score == 78


STEPS: dict[str, Command] = {
    "partner": RecordPartner("mill", "The Mill"),
    "map": MapItemCode("mill", "table", "T"),
    "recipe": RecordRecipe(
        "table", 1, [Ingredient("leg", 4)], [Work("saw", 0, 60), Work("drill", 0, 60)]
    ),
    "saw": RecordCapacity("saw", "2026-01-01", 100),
    "drill": RecordCapacity("drill", "2026-01-01", 100),
    "price": RecordPrice("table", "", 500),
}
FIELDS = {"name": "table", "lead_time_days": 3, "cost_minor": 50, "supplier": "mill"}


@pytest.mark.parametrize("supply", ["make", "buy", "both"])
@pytest.mark.parametrize("seed", range(25))
def test_filling_a_cell_never_lowers_a_score(supply: str, seed: int) -> None:
    """In any order that the commands allow, from nothing to 100."""
    chance, end = Random(f"{seed} {supply}"), End("a")
    end.ask(RecordItem("leg", "", "pc"))
    row = RecordItem("table", "", "pc", supply)
    end.ask(row)
    order = [*STEPS, *FIELDS]
    chance.shuffle(order)
    for needed, user in (("partner", "supplier"), ("partner", "map")):
        if order.index(needed) > order.index(user):
            order.remove(needed)
            order.insert(order.index(user), needed)
    scores = [ready(end, "table").score]
    for step in order:
        if step in FIELDS:
            row = replace(row, **{step: FIELDS[step]})
        end.ask(STEPS.get(step, row))
        scores.append(ready(end, "table").score)
        assert ready(end, "table").ready == (scores[-1] >= THRESHOLD)
    assert scores == sorted(scores)
    assert scores[-1] == 100


def test_the_score_is_what_the_cells_leave() -> None:
    for order in permutations(("saw", "drill", "recipe")):
        end = End("a")
        end.ask(RecordItem("leg", "", "pc"))
        end.ask(RecordItem("table", "table", "pc", "make"))
        for step in order:
            end.ask(STEPS[step])
            assert ready(end, "table").score == 100 - sum(cells(end, "table").values())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cell_has_a_heading_in_the_workbook(language: str) -> None:
    bare = End("a")
    bare.ask(RecordItem("wood", "", "pc", "both"))
    end = workshop()
    end.ask(chair_recipe(work=[Work("lathe", 0, 60)]))
    end.ask(MapItemCode("mill", "wood", ""))
    found = [
        one
        for store in (bare.store, end.store)
        for whole in [company_readiness(store)]
        for one in [*whole.missing, *(cell for item in whole.items for cell in item.missing)]
    ]
    assert {one.sheet for one in found} == {
        "company", "items", "recipes", "capacity", "prices", "item-codes",
    }  # fmt: skip
    for one in found:
        assert sheet_name(one.sheet, language)
        names = [column.names for column in BY_KEY[one.sheet].columns]
        assert any(heading(one.sheet, one.column, language) in pair for pair in names), one
