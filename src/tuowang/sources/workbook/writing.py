"""Writing a list to disk: whole or not at all, and never a formula.

A text that begins with "=", "+", "-" or "@" is a text: in .xlsx by its type, in .csv by a "'" in
front, which an import takes off again.
"""

from __future__ import annotations

import csv
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from tuowang.errors import Mistake

Value = str | int | Decimal | date | None
MAXIMUM_ROWS = (1 << 20) - 1
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it becomes `path` at the end, or nothing has changed.

    Mistake: file-not-writable.
    """
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.partial")
    try:
        try:
            yield beside
            with beside.open("rb+") as stream:
                os.fsync(stream.fileno())
            beside.replace(path)
            _sync_folder(path.parent)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise Mistake("file-not-writable", path=str(path), fault=why) from None


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_list(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Any list as .xlsx or .csv (by the path's ending), with its headings.

    Mistake: list-kind-unknown, file-not-writable, too-many-rows.
    """
    path = Path(path)
    if path.suffix.lower() == ".csv":
        _write_csv(path, headings, rows)
    elif path.suffix.lower() == ".xlsx":
        with new_book(path) as sheets:
            sheets.add(path.stem, headings, rows)
    else:
        raise Mistake("list-kind-unknown", path=str(path))


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    # The mark in front (utf-8-sig) lets Excel read Chinese without asking.
    with new_file(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([safe_text(text) for text in headings])
        for row in rows:
            writer.writerow(
                [safe_text(value) if isinstance(value, str) else value for value in row]
            )


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if _FORMULA.match(text) else text


@contextmanager
def new_book(path: Path) -> Iterator[Sheets]:
    """An .xlsx file to put sheets into. Mistake: file-not-writable."""
    # The file is opened first, so that a wrong place is found before all the work.
    with new_file(path) as beside, beside.open("xb") as stream:
        sheets = Sheets(path)
        try:
            yield sheets
            sheets.save(stream)
        finally:
            sheets.close()


class Sheets:
    """An .xlsx file that is being written, sheet by sheet, row by row."""

    def __init__(self, path: Path) -> None:
        import openpyxl

        self._path = path
        self._book = openpyxl.Workbook(write_only=True)

    def save(self, stream: IO[bytes]) -> None:
        """Write all sheets out."""
        self._book.save(stream)

    def close(self) -> None:
        """Let go of the sheets' own temporary files, if they were not saved."""
        for sheet in self._book.worksheets:
            if not sheet.closed:
                sheet.close()

    def add(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """A sheet with bold headings that stay in sight. Mistake: too-many-rows."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        sheet: Any = self._book.create_sheet(
            re.sub(r"[\\/*?:\[\]]", " ", name).strip("' ")[:31] or "1"
        )
        sheet.freeze_panes = "A2"
        head = []
        for number, text in enumerate(headings, 1):
            wide = 4 + sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
            sheet.column_dimensions[get_column_letter(number)].width = max(12, wide)
            cell = WriteOnlyCell(sheet, escaped(text))
            cell.data_type = "s"
            cell.font = Font(bold=True)
            head.append(cell)
        sheet.append(head)
        for number, row in enumerate(rows):
            if number >= MAXIMUM_ROWS:
                raise Mistake("too-many-rows", path=str(self._path), limit=MAXIMUM_ROWS)
            sheet.append([_cell(sheet, value) for value in row])


def escaped(text: str) -> str:
    """A text as it may stand in an .xlsx (ECMA-376 part 1, 22.9.2.19: "_x000D_")."""
    if _TO_ESCAPE.search(text):
        text = _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return _NOT_XML.sub("\ufffd", text)


def _cell(sheet: Any, value: Value) -> Any:
    """The value as openpyxl takes it; a text that it would take for more is held to be a text."""
    if isinstance(value, date) and value.year < 1901:
        value = value.isoformat()  # before the first day that Excel knows
    if not isinstance(value, str):
        return value
    text = escaped(value)
    if text[:1] not in ("=", "#"):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
