"""The documents name every sheet and heading that is read, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tuowang.sources.workbook.sheets import SHEETS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(("name", "language"), [("workbook.md", 0), ("workbook.zh.md", 1)])
def test_the_document_says_what_the_layout_says(name: str, language: int) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    sections = re.split(r"^### ", text, flags=re.M)[1:]
    assert len(sections) == len(SHEETS)
    for sheet, section in zip(SHEETS, sections, strict=True):
        title, others, *_ = [line for line in section.splitlines() if line]
        assert title == f"{sheet.names[language]} · {sheet.names[1 - language]}"
        assert re.findall("`([^`]+)`", others) == list(sheet.others)
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines()
            if line.startswith("| ")
        ][1:]
        assert [(row[0], row[1], bool(row[2])) for row in rows] == [
            (column.names[language], column.names[1 - language], column.required)
            for column in sheet.columns
        ]
        assert [[other for other in re.split(", |、", row[4]) if other] for row in rows] == [
            list(column.others) for column in sheet.columns
        ]
