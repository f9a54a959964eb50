"""Headings and sheet names in both languages, and what becomes of those nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.books import ITEMS_HEAD, book, planned, tables
from tuowang.flows.catalogue import Ingredient, RecordItem, RecordPrice, RecordRecipe, Work
from tuowang.flows.partner import MapItemCode, RecordPartner
from tuowang.flows.party import RecordParty
from tuowang.flows.planning import RecordNeed
from tuowang.flows.stock import CountStock
from tuowang.sources import SOURCES, source_class
from tuowang.sources.base import HELD, Source
from tuowang.sources.workbook import Workbook, heading, sheet_name
from tuowang.sources.workbook.book import KINDS
from tuowang.sources.workbook.layout import Headings, sheet_names
from tuowang.sources.workbook.sheets import BY_KEY, SHEETS


def test_no_name_means_two_sheets_or_two_columns() -> None:
    names = [name for sheet in SHEETS for name in sheet_names(sheet)]
    assert len(names) == len(set(names))
    for sheet in SHEETS:
        headings = Headings(sheet)  # asserts that no name is given twice
        for column in sheet.columns:
            for name in (*column.names, *column.others, column.field):
                found = headings.find(name)
                assert found is not None
                assert found.column is column


def test_every_field_of_a_command_has_its_column() -> None:
    for key, kind in KINDS.items():
        fields = {column.field for column in BY_KEY[key].columns}
        lacking = set(kind.__struct_fields__) - fields
        assert lacking == ({"ingredients", "work"} if key == "recipes" else set())
    assert set(KINDS.values()) == set(HELD)


@pytest.mark.parametrize("text", ["Lead Time (days)", "lead_time_days", "LEAD-TIME",
    "提前期 （天）",
                                  "提前期", "* 提前期(天):", "Ｌead time"])  # fmt: skip
def test_headings_match_loosely(text: str) -> None:
    found = Headings(BY_KEY["items"]).find(text)
    assert found is not None
    assert found.column.field == "lead_time_days"


@pytest.mark.parametrize(
    ("text", "field", "unit"),
    [
        ("安全库存(kg)", "safety_stock", "KGM"),
        ("提前期(周)", "lead_time_days", "WEE"),
        ("成本(元)", "cost_minor", "CNY"),
        ("成本(万元)", None, None),
        ("安全库存(大约)", None, None),
        ("提前期(kg)", None, None),
        ("colour", None, None),
    ],
)
def test_brackets_state_a_unit_or_nothing_is_read(
    text: str, field: str | None, unit: str | None
) -> None:
    found = Headings(BY_KEY["items"]).find(text)
    assert (found and found.column.field, found and found.unit) == (field, unit)


def test_names_for_the_faces() -> None:
    assert sheet_name("item-codes", "en") == "item codes"
    assert sheet_name("item-codes", "zh-CN") == "对照"
    assert heading("items", "lead_time_days", "zh") == "提前期(天)"
    assert heading("recipes", "ingredients", "en") == "ingredient"
    assert heading("recipes", "work", "zh") == "工作中心"
    assert heading("items", "colour", "en") == "colour"


def test_the_source_is_listed() -> None:
    assert all(source_class(name).name == name for name in SOURCES)
    source: Source = Workbook()
    assert isinstance(source, source_class("workbook"))


def test_a_chinese_book_with_its_own_headings(tmp_path: Path) -> None:
    path = book(
        tmp_path / "主数据.xlsx",
        {
            "需求": [
                ("单号", "物料", "数量", "到期日", "类型"),
                ("X1", "Z", 3, "2026年3月2日", "订单"),
            ],
            "说明": [("随便写写",)],
            "BOM": [("母件", "子件", "用量", "单位", "良率"), ("Z", "G", 1.5, "米", "98%")],
            "工艺路线": [("产品编码", "设备", "准备工时", "加工时间(小时)"), ("Z", "锯", 10, 0.5)],
            "客商": [("编码", "名称", "账期"), ("S1", "钢厂", "60天")],
            "物料": [
                ("三月物料表",),
                (
                    "编码",
                    "名称",
                    "计量单位",
                    "来源",
                    "提前期(周)",
                    "供应商",
                    "单位成本(元)",
                    "颜色",
                ),
                ("Z", "自行车", "辆", "自制", 1, None, 500, "红"),
                ("G", "钢管", "毫米", "外购", 2, "S1", 0.02, "灰"),
            ],
            "价目表": [("物料", "客户", "售价", "计价单位"), ("G", "S1", 25, "米")],
            "库存": [("物料", "批号", "现存量", "单位"), ("G", "L1", 12.5, "米")],
            "公司": [("公司名称", "币别"), ("飞轮厂", "人民币")],
        },
    )
    plan = planned(path)
    assert plan.refused == []
    assert plan.commands == [
        RecordParty("飞轮厂"),
        RecordPartner("S1", "钢厂", payment_days=60),
        RecordItem("Z", "自行车", "C62", "make", 7, cost_minor=50000),
        RecordItem("G", "钢管", "MMT", "buy", 14, supplier="S1", cost_minor=2),
        RecordRecipe("Z", 1, [Ingredient("G", 1500)], [Work("锯", 600, 1800)], 980),
        RecordPrice("G", "S1", 2500, 1000),
        CountStock("G", 12500, "L1"),
        RecordNeed("X1", "Z", 3, "2026-03-02", "order"),
    ]
    assert [(notice.code, notice.details.get("column")) for notice in plan.notices] == [
        ("sheet-unknown", None),
        ("column-unknown", "颜色"),
        ("centre-without-capacity", None),
    ]


def test_what_the_book_has_no_column_for_stays_as_it_is(tmp_path: Path) -> None:
    store = tables(RecordItem("A", "axle", "GRM", "make", 9, safety_stock=5, currency="EUR"))
    path = book(tmp_path / "b.xlsx", {"items": [(*ITEMS_HEAD, "MOQ(kg)"), ("A", "axis", "g", 2)]})
    (change,) = planned(path, store).changed
    assert change.fields == {"name": ("axle", "axis"), "lot_minimum": (0, 2000)}


def test_an_empty_cell_is_not_a_missing_column(tmp_path: Path) -> None:
    store = tables(RecordItem("A", "axle", "GRM", "make", 9))
    rows = [(*ITEMS_HEAD, "supply", "lead time"), ("A", "axle", "g", "make", None)]
    (change,) = planned(book(tmp_path / "b.xlsx", {"items": rows}), store).changed
    assert change.fields == {"lead_time_days": (9, 0)}


def test_a_count_is_taken_only_where_it_differs(tmp_path: Path) -> None:
    store = tables(
        RecordItem("A", "x", "C62"),
        CountStock("A", 5, "L1"),
        CountStock("A", 7, "L2"),
        CountStock("A", 1, "L9"),
    )
    rows = [("item", "lot", "quantity", "counted on"),
            ("A", "L1", 5, "2026-03-02"), ("A", "L2", 8, None), ("A", "L3", 0, None)]  # fmt: skip
    plan = planned(book(tmp_path / "b.xlsx", {"stock": rows}), store)
    assert plan.commands == [CountStock("A", 8, "L2")]
    assert [change.key[1] for change in plan.unchanged] == ["L1", "L3"]
    assert [(change.key, change.row) for change in plan.kept] == [(("A", "L9", "store"), 0)]


def test_codes_of_theirs_may_move_but_not_be_doubled(tmp_path: Path) -> None:
    store = tables(
        *[RecordItem(item, item, "C62") for item in "ABC"],
        RecordPartner("P", "p"),
        MapItemCode("P", "A", "X"),
        MapItemCode("P", "B", "Y"),
    )
    head = ("partner", "our item", "their item")
    path = book(tmp_path / "b.xlsx", {"item codes": [head, ("P", "A", "Z"), ("P", "C", "X")]})
    assert len(planned(path, store).ready_commands()) == 2
    path = book(tmp_path / "c.xlsx", {"item codes": [head, ("P", "A", "Y")]})
    (mistake,) = planned(path, store).refused
    assert (mistake.code, mistake.details["item"]) == ("cell-item-code-taken", "B")


def test_a_need_of_nothing_is_taken_out(tmp_path: Path) -> None:
    store = tables(RecordItem("A", "x", "C62"), RecordNeed("N1", "A", 5, "2026-03-02"))
    rows = [("need", "item", "quantity", "due"),
            ("N1", "A", 0, "2026-03-02"), ("N2", "A", 0, "2026-03-02")]  # fmt: skip
    plan = planned(book(tmp_path / "b.xlsx", {"needs": rows}), store)
    assert plan.commands == [RecordNeed("N1", "A", 0, "2026-03-02")]


def test_swapped_recipes_come_in_an_order_without_a_cycle(tmp_path: Path) -> None:
    store = tables(
        *[RecordItem(item, "x", "C62") for item in "ABC"],
        RecordRecipe("A", 1, [Ingredient("B", 1)], []),
        RecordRecipe("B", 1, [Ingredient("C", 1)], []),
    )
    rows = [("item", "ingredient", "quantity"), ("B", "A", 1), ("A", "C", 1)]
    plan = planned(book(tmp_path / "b.xlsx", {"recipes": rows}), store)
    assert [c.item for c in plan.commands if isinstance(c, RecordRecipe)] == ["A", "B"]
