"""What is written to disk: whole or not at all, never a formula, readable by anybody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests.sources.books import planned, tables
from tuowang.errors import Mistake
from tuowang.flows.catalogue import RecordItem
from tuowang.sources.workbook import (
    empty_workbook,
    heading,
    sheet_name,
    write_list,
    write_workbook,
)
from tuowang.sources.workbook.sheets import SHEETS

DANGEROUS = ["=1+1", "+1", "-1", "@x", "#N/A", "a"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_has_every_heading_and_imports_as_nothing(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / "template.xlsx"
    empty_workbook(path, language)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == [sheet_name(sheet.key, language) for sheet in SHEETS]
    for sheet, written in zip(SHEETS, workbook.worksheets, strict=True):
        headings, explanations = written.iter_rows(values_only=True)
        assert list(headings) == [heading(sheet.key, c.field, language) for c in sheet.columns]
        assert all(explanations)
    plan = planned(path)
    assert (plan.refused, plan.commands, plan.notices) == ([], [], [])


def test_texts_in_a_workbook_are_never_formulas(tmp_path: Path) -> None:
    store = tables(*[RecordItem(text, text, "C62") for text in DANGEROUS])
    path = tmp_path / "book.xlsx"
    write_workbook(store, path, "en")
    with ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert len(parts) == len(SHEETS)
    assert all(b"<f>" not in part and b't="e"' not in part for part in parts)


def test_lists(tmp_path: Path) -> None:
    rows = [[text, 5, Decimal("1.50"), date(2026, 3, 2), None] for text in DANGEROUS]
    write_list(tmp_path / "list.csv", ["文字", "n", "d", "day", "-"], rows)
    text = (tmp_path / "list.csv").read_bytes().decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "文字,n,d,day,'-"
    assert lines[1] == "'=1+1,5,1.50,2026-03-02,"
    assert [line.split(",")[0] for line in lines[2:]] == ["'+1", "'-1", "'@x", "#N/A", "a"]

    write_list(tmp_path / "list.xlsx", ["文字", "n", "d", "day", "-"], rows)
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert [(cell.value, cell.data_type) for (cell,) in sheet["A2:A7"]] == [
        (text, "s") for text in DANGEROUS
    ]
    assert sheet["C2"].value == 1.5
    with pytest.raises(Mistake) as caught:
        write_list(tmp_path / "list.pdf", [], [])
    assert caught.value.code == "list-kind-unknown"


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    target.write_text("before")

    def rows() -> list[list[str]]:
        raise OSError(28, "No space left on device")

    with pytest.raises(Mistake) as caught:
        write_list(target, ["a"], (row for _ in [1] for row in rows()))
    assert caught.value.code == "file-not-writable"
    assert caught.value.details["fault"] == "No space left on device"
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_places_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    for path in (tmp_path / "none" / "list.xlsx", tmp_path / "folder.xlsx"):
        with pytest.raises(Mistake) as caught:
            write_list(path, ["a"], [])
        assert caught.value.code == "file-not-writable"
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]


def test_a_new_export_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(tables(RecordItem("A", "x", "C62")), path, "en")
    store = tables(RecordItem("B", "x", "C62"))
    write_workbook(store, path, "en")
    assert [change.key for change in planned(path, store).unchanged] == [("B",)]
    assert list(tmp_path.iterdir()) == [path]
