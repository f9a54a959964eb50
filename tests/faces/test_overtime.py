"""Overtime on the command line: in with a workbook, out in the plan's reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.asking import Desk, Sheets, write_book

BOOK: Sheets = {
    "items": [
        ["item", "name", "unit", "supply", "lead time (days)", "cost"],
        ["frame", "Frame", "pc", "make", 0, "90.00"],
    ],
    "recipes": [["item", "batch quantity"], ["frame", 10]],
    "work": [["item", "centre", "run per batch (min)"], ["frame", "welding", 240]],
    "capacity": [
        ["centre", "from", "hours per day", "weekdays", "overtime hours", "overtime cost"],
        ["welding", "2026-01-01", 8, "daily", 4, "30.00"],
    ],
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Twenty frames a day, ten more in overtime; seventy are wanted by the day after tomorrow."""
    desk = Desk(tmp_path / "home")
    desk.done("init", "--name", "Frame Works")
    desk.done("import", write_book(tmp_path / "book.xlsx", BOOK))
    desk.done("need", "frame", "70", "+2", "--order", "--number", "N-1")
    return desk


def test_the_plan_says_what_overtime_it_works_for_whom_and_that_it_was_cheaper(desk: Desk) -> None:
    said = desk.done("plan")
    assert "What costs more, and why:" in said
    (line,) = (line for line in said.splitlines() if "overtime" in line)
    assert line.startswith("  welding works 4.0 h of overtime in week ")
    assert "for ¥120.00. So N-1 come in time" in line
    assert line.endswith("Being late would cost ¥6.43, which is less: see whether a later date "
                         "will do.")  # fmt: skip
    assert "late, because" not in said
    (told,) = desk.read("plan", "--show")["overtime"]
    assert told["overtime"]["seconds"] == 4 * 3600
    assert told["text"] in line


def test_it_says_so_in_chinese_too(desk: Desk) -> None:
    desk.done("plan")
    said = Desk(desk.home, "zh").done("plan", "--show")
    (line,) = (line for line in said.splitlines() if "加班" in line)
    assert "welding 在第 " in line
    assert "加班 4.0 小时，费用 ¥120.00。N-1 因此得以按期或少延误。" in line


def test_what_is_late_even_so_names_the_full_centre_and_its_weeks(desk: Desk) -> None:
    desk.done("need", "frame", "900", "+2", "--order", "--number", "N-2")
    said = desk.done("plan")
    (line,) = (line for line in said.splitlines() if "N-2" in line and "late, because" in line)
    assert "because welding is full in week" in line


@pytest.mark.parametrize(
    "given",
    [
        ["welding=6"],
        ["welding=2"],
        ["welding=6@2026-12-03"],
        ["welding=6", "welding=3@2026-12-02"],
        ["welding=3@2026-12-02", "welding=6"],
        ["welding=5@2026-12-02", "welding=2@2026-12-02"],
        ["cutting=6"],
        ["cutting=6@2026-12-03"],
    ],
)
def test_what_was_tried_is_what_is_planned_once_it_is_saved(
    desk: Desk, tmp_path: Path, given: list[str]
) -> None:
    """Days off and overtime are as on that day, and what is entered for later days still holds."""
    book = dict(BOOK)
    book["work"] = [*BOOK["work"], ["frame", "cutting", 10]]
    book["capacity"] = [
        *BOOK["capacity"],
        ["welding", "2026-12-02", 8, "1234", 2, "40.00"],
        ["welding", "2026-12-08", 4, "56", 0, "0.00"],
    ]
    desk.done("import", write_book(tmp_path / "more.xlsx", book))
    desk.done("need", "frame", "150", "+2", "--order", "--number", "N-3")
    options = [word for one in given for word in ("--capacity", one)]
    tried = desk.read("what-if", *options)["plan"]
    desk.done("change", *options)
    desk.done("plan")
    planned = desk.read("plan", "--show")
    for name, about in (
        ("lines", ("kind", "reference", "quantity", "finish")),
        ("overtime", ("centre", "week", "seconds", "cost_minor")),
    ):
        found = [one.get("overtime", one) for one in planned[name]]
        assert sorted(tuple(one[word] for word in about) for one in tried[name]) == sorted(
            tuple(one[word] for word in about) for one in found
        )


def test_overtime_comes_back_out_of_the_workbook(desk: Desk, tmp_path: Path) -> None:
    desk.done("export-book", tmp_path / "out.xlsx")
    again = Desk(tmp_path / "again")
    again.done("init", "--name", "Frame Works")
    again.done("import", tmp_path / "out.xlsx")
    assert again.read("plan")["overtime"][0]["overtime"]["cost_minor"] == 12_000
