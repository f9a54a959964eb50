"""Every wrong cell is named with its sheet, row and heading, all at once, and nothing is done."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.sources.books import ITEMS_HEAD, PARTS, Sheets, book, place, planned, refusals, tables
from tuowang.errors import Mistake, Mistakes
from tuowang.flows.catalogue import Ingredient, RecordItem, RecordRecipe, Work
from tuowang.sources.base import MAXIMUM_MISTAKES
from tuowang.sources.workbook import read_workbook

RECIPE_HEAD = ("item", "ingredient", "quantity", "unit")
ITEMS = PARTS["items"]


@pytest.mark.parametrize(
    ("sheet", "rows", "expected"),
    [
        (
            "items",
            [ITEMS_HEAD, ("A", "a", "stone")],
            ("cell-unit-unknown", "items", 2, "unit"),
        ),
        (
            "物料",
            [("物料编码", "名称", "单位", "安全库存"), ("A", "a", "kg", "许多")],
            ("cell-not-a-number", "物料", 2, "安全库存"),
        ),
        (
            "items",
            [(*ITEMS_HEAD, "MOQ"), ("A", "a", "pcs", -5)],
            ("cell-quantity-out-of-range", "items", 2, "MOQ"),
        ),
        (
            "items",
            [(*ITEMS_HEAD, "lot multiple"), ("A", "a", "pcs", 0)],
            ("cell-not-positive", "items", 2, "lot multiple"),
        ),
        (
            "items",
            [(*ITEMS_HEAD, "supplier"), ("A", "a", "pcs", "GHOST")],
            ("cell-partner-unknown", "items", 2, "supplier"),
        ),
        (
            "items",
            [(*ITEMS_HEAD, "supply"), ("A", "a", "pcs", "steal")],
            ("cell-word-unknown", "items", 2, "supply"),
        ),
        (
            "items",
            [ITEMS_HEAD, ("A", "a" * 2001, "pcs")],
            ("cell-too-long", "items", 2, "name"),
        ),
        (
            "items",
            [ITEMS_HEAD, ("A" * 65, "a", "pcs")],
            ("cell-too-long", "items", 2, "item"),
        ),
        (
            "items",
            [ITEMS_HEAD, (date(2026, 3, 2), "a", "pcs")],
            ("cell-not-text", "items", 2, "item"),
        ),
        ("items", [ITEMS_HEAD, (None, "a", "pcs")], ("cell-missing", "items", 2, "item")),
        ("items", [ITEMS_HEAD, ("A\nB", "a", "pcs")], ("cell-code-unfit", "items", 2, "item")),
        (
            "partners",
            [("partner", "partner name"), ("A/B", "a")],
            ("cell-partner-code-unfit", "partners", 2, "partner"),
        ),
        (
            "capacity",
            [("centre", "from", "hours per day"), ("C", "2026-03-02", 24_001)],
            ("cell-duration-out-of-range", "capacity", 2, "hours per day"),
        ),
        (
            "items",
            [ITEMS_HEAD, ("A", "a", "pcs"), (), ("A", "b", "pcs")],
            ("row-twice", "items", 4, "item"),
        ),
        ("items", [("item", "name"), ("A", "a")], ("column-missing", "items", None, "单位 / unit")),
        (
            "items",
            [(*ITEMS_HEAD, "编码"), ("A", "a", "pcs", "B")],
            ("column-twice", "items", None, "编码"),
        ),
        (
            "company",
            [("company name", "company id"), ("Works", "91350100M000100Y44")],
            ("cell-company-id-wrong", "company", 2, "company id"),
        ),
        (
            "company",
            [("company name", "currency"), ("Works", "CNY"), ("Other", "CNY")],
            ("company-twice", "company", 3, "company name"),
        ),
        (
            "capacity",
            [("centre", "from", "hours per day"), ("C", "tomorrow", 8)],
            ("cell-date-unreadable", "capacity", 2, "from"),
        ),
        (
            "prices",
            [("item", "price"), ("GHOST", 5)],
            ("cell-item-unknown", "prices", 2, "item"),
        ),
        (
            "价格",
            [("物料编码", "单价(元)", "币种"), ("GHOST", 5, "USD")],
            ("cell-currencies-differ", "价格", 2, "币种"),
        ),
        (
            "needs",
            [("need", "item", "quantity", "due"), ("N1", "GHOST", 5, "2026-03-02")],
            ("cell-item-unknown", "needs", 2, "item"),
        ),
        (
            "disclosures",
            [("partner", "topic"), ("GHOST", "trade")],
            ("cell-partner-unknown", "disclosures", 2, "partner"),
        ),
        (
            "work",
            [("item", "centre", "run (min)"), ("GHOST", "C", 5)],
            ("cell-item-unknown", "work", 2, "item"),
        ),
    ],
)
def test_a_wrong_cell_is_named(
    tmp_path: Path, sheet: str, rows: list[Any], expected: tuple[Any, ...]
) -> None:
    path = book(tmp_path / "book.xlsx", {sheet: rows})
    plan = planned(path)
    assert expected in [place(mistake) for mistake in plan.refused]
    assert plan.commands == []
    with pytest.raises(Mistakes) as caught:
        plan.ready_commands()
    assert caught.value.mistakes == plan.refused


def test_everything_wrong_is_named_at_once_and_nothing_twice(tmp_path: Path) -> None:
    sheets: Sheets = {
        "needs": [
            ("need", "item", "quantity", "due"),
            ("N", "A", "x", "y"),
            ("M", "B", 1, 20260302),
        ],
        "items": [(*ITEMS_HEAD, "cost"), ("A", "a", "lb", -1), ("B", "b", "pcs", 1.5)],
    }
    assert refusals(book(tmp_path / "book.xlsx", sheets)) == [
        ("cell-unit-unknown", "items", 2, "unit"),
        ("cell-amount-out-of-range", "items", 2, "cost"),
        ("cell-date-unreadable", "needs", 2, "due"),
    ]


def test_an_unreadable_sheet_makes_no_flood_of_unknown_items(tmp_path: Path) -> None:
    sheets: Sheets = {
        "items": [("item", "name"), ("A", "a")],
        "prices": [("item", "price"), ("A", 5)],
    }
    assert refusals(book(tmp_path / "book.xlsx", sheets)) == [
        ("column-missing", "items", None, "单位 / unit")
    ]


def test_the_first_rows_of_a_double_is_named(tmp_path: Path) -> None:
    rows = [("partner", "our item", "their item"), ("P", "BIKE", "X"), ("P", "OIL", "X")]
    sheets: Sheets = {
        **PARTS,
        "partners": [("partner", "partner name"), ("P", "p")],
        "item codes": rows,
    }
    (mistake,) = planned(book(tmp_path / "book.xlsx", sheets)).refused
    assert (place(mistake), mistake.details["first_row"], mistake.details["key"]) == (
        ("row-twice", "item codes", 3, "their item"),
        2,
        "P / X",
    )


@pytest.mark.parametrize(
    ("rows", "row", "cycle"),
    [
        ([("BIKE", "BIKE", 1, "")], 2, "BIKE → BIKE"),
        ([("BIKE", "TUBE", 1, ""), ("TUBE", "OIL", 1, ""), ("OIL", "BIKE", 1, "")], 2,
         "BIKE → TUBE → OIL → BIKE"),
        ([("OIL", "TUBE", 1, ""), ("BIKE", "OIL", 1, ""), ("TUBE", "OIL", 1, "")], 2,
         "OIL → TUBE → OIL"),
    ],
)  # fmt: skip
def test_a_recipe_that_contains_itself(
    tmp_path: Path, rows: list[Any], row: int, cycle: str
) -> None:
    path = book(tmp_path / "book.xlsx", {**PARTS, "recipes": [RECIPE_HEAD, *rows]})
    (mistake,) = planned(path).refused
    assert mistake.code == "cell-recipe-cycle"
    assert (mistake.details["row"], mistake.details["items"]) == (row, cycle)


def test_a_cycle_over_a_recipe_that_only_the_tables_hold(tmp_path: Path) -> None:
    store = tables(
        *[RecordItem(item, "x", "C62") for item in ("A", "B")],
        RecordRecipe("A", 1, [Ingredient("B", 1)], []),
    )
    path = book(tmp_path / "book.xlsx", {"recipes": [RECIPE_HEAD, ("B", "A", 1, "")]})
    (mistake,) = planned(path, store).refused
    assert (mistake.code, mistake.details["items"]) == ("cell-recipe-cycle", "B → A → B")


def test_a_chain_of_recipes_may_be_long(tmp_path: Path) -> None:
    names = [f"I{number}" for number in range(3000)]
    rows = [(item, part, 1) for item, part in pairwise(names)]
    sheets: Sheets = {
        "items": [ITEMS_HEAD, *[(name, name, "pcs") for name in names]],
        "recipes": [RECIPE_HEAD[:3], *rows],
    }
    plan = planned(book(tmp_path / "book.xlsx", sheets))
    assert plan.refused == []
    made = [c.item for c in plan.commands if isinstance(c, RecordRecipe)]
    assert made == list(reversed(names[:-1]))


@pytest.mark.parametrize(
    ("recipe", "work", "code"),
    [
        ([("BIKE", "TUBE", None, "")], [], "cell-missing"),
        ([("BIKE", None, 5, "")], [], "cell-missing"),
        ([("BIKE", "TUBE", 0, "")], [], "cell-not-positive"),
        ([("BIKE", "TUBE", 1, "kg")], [], "cell-unit-not-convertible"),
        ([("BIKE", "TUBE", 0.5, "")], [], "cell-quantity-not-whole"),
        ([("BIKE", None, None, "")], [], "recipe-empty"),
        ([], [("BIKE", "C", 5)], "cell-work-without-recipe"),
    ],
)
def test_a_recipe_that_says_too_little(
    tmp_path: Path, recipe: list[Any], work: list[Any], code: str
) -> None:
    sheets: Sheets = {
        **PARTS,
        "recipes": [RECIPE_HEAD, *recipe],
        "work": [("item", "centre", "run (min)"), *work],
    }
    (mistake,) = planned(book(tmp_path / "book.xlsx", sheets)).refused
    assert (mistake.code, mistake.details["row"]) == (code, 2)


def test_two_rows_of_one_recipe_must_agree(tmp_path: Path) -> None:
    rows = [
        ("item", "ingredient", "quantity", "yield"),
        ("BIKE", "TUBE", 1, 0.98),
        ("BIKE", "OIL", 1, None),
        ("BIKE", "OIL", 1, "97 %"),
    ]
    plan = planned(book(tmp_path / "book.xlsx", {**PARTS, "recipes": rows}))
    (mistake,) = plan.refused
    assert place(mistake) == ("cell-differs", "recipes", 4, "yield")
    assert mistake.details["first_row"] == 2
    twice = [notice for notice in plan.notices if notice.code == "ingredient-twice"]
    assert [(notice.details["row"], notice.details["first_row"]) for notice in twice] == [(4, 3)]


def test_a_new_unit_with_quantities_in_the_old_one(tmp_path: Path) -> None:
    store = tables(RecordItem("A", "a", "GRM", safety_stock=500))
    path = book(tmp_path / "book.xlsx", {"items": [ITEMS_HEAD, ("A", "a", "kg")]})
    (mistake,) = planned(path, store).refused
    assert place(mistake) == ("cell-unit-changed", "items", 2, "unit")
    assert "safety_stock" in str(mistake.details["lacking"])


def test_so_many_mistakes_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    rows = [ITEMS_HEAD, *[(f"I{number}", "x", "lb") for number in range(12_345)]]
    plan = planned(book(tmp_path / "book.xlsx", {"items": rows}))
    assert len(plan.refused) == MAXIMUM_MISTAKES + 1
    assert place(plan.refused[0]) == ("cell-unit-unknown", "items", 2, "unit")
    assert plan.refused[-1].code == "more-mistakes"
    assert plan.refused[-1].details == {"count": 12_345 - MAXIMUM_MISTAKES}


def test_wrong_rows_beside_right_ones_stop_all(tmp_path: Path) -> None:
    rows = [ITEMS_HEAD, ("A", "a", "pcs"), ("B", "b", "lb")]
    plan = planned(book(tmp_path / "book.xlsx", {"items": rows}))
    assert [change.key for change in plan.added] == [("A",)]
    assert (plan.commands, len(plan.refused)) == ([], 1)


def test_two_sheets_that_mean_the_same(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"items": ITEMS, "物料": ITEMS})
    with pytest.raises(Mistake) as caught:
        read_workbook(path)
    assert (caught.value.code, caught.value.details["sheet"]) == ("sheet-twice", "items, 物料")


def test_a_recipe_keeps_its_work_where_the_book_names_none(tmp_path: Path) -> None:
    work = [Work("C", 0, 60)]
    store = tables(
        *[RecordItem(item, "x", "C62") for item in ("A", "B")],
        RecordRecipe("A", 1, [Ingredient("B", 1)], work, yield_permille=900),
    )
    path = book(tmp_path / "book.xlsx", {"recipes": [RECIPE_HEAD, ("A", "B", 2, "")]})
    assert planned(path, store).ready_commands() == [
        RecordRecipe("A", 1, [Ingredient("B", 2)], work, yield_permille=900)
    ]
