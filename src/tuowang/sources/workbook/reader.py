"""The process that opens a stranger's workbook, apart from ours and held to a limit of memory.

A workbook of a few kilobytes can claim a cell in the last row and the last column, and the reader
then asks for more memory than there is and aborts; here that ends this process only. Run as
`python -P -m tuowang.sources.workbook.reader PATH KIND`; answers with `frames` on its output.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

from tuowang.sources.workbook.frames import (
    ROWS_A_FRAME,
    Ended,
    Failed,
    Marks,
    Opened,
    Ready,
    Rows,
    SheetOpened,
    stamp,
    write_frame,
)
from tuowang.sources.workbook.layout import find_sheet
from tuowang.sources.workbook.scan import scan_ods, scan_xlsx, xlsx_parts
from tuowang.sources.workbook.sheets import SHEETS

MAXIMUM_MEMORY_BYTES = 2 << 30
MAXIMUM_CPU_SECONDS = 180
MAXIMUM_COLUMNS = 512
MAXIMUM_TEXT = 4000
_SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls",), "ods": (".ods",)}


def hold_to_limits() -> None:
    """No more memory and time than a large workbook needs (where the system can say so)."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAXIMUM_MEMORY_BYTES, MAXIMUM_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAXIMUM_CPU_SECONDS, MAXIMUM_CPU_SECONDS))


class SheetTwice(Exception):
    """Two sheets of the book mean the same."""


def say_book(path: Path, kind: str, stream: IO[bytes]) -> None:
    """All known sheets of a book, in the order of `SHEETS`."""
    import python_calamine as calamine

    try:
        with _open(calamine, path, kind) as book:
            known, unknown = _sort_sheets(calamine, book)
            write_frame(stream, Opened(unknown))
            marks = _marks(path, kind, [name for _, name in known])
            for key, name in known:
                sheet = book.get_sheet_by_name(name)
                _say_sheet(sheet, key, marks.get(name, Marks()), stream)
        write_frame(stream, Ended())
    except calamine.PasswordError:
        write_frame(stream, Failed("workbook-locked"))
    except SheetTwice as twice:
        write_frame(stream, Failed("sheet-twice", str(twice)))
    except MemoryError:
        write_frame(stream, Failed("workbook-needs-memory"))


def _open(calamine: Any, path: Path, kind: str) -> Any:
    if path.suffix.lower() in _SUFFIXES[kind]:
        return calamine.CalamineWorkbook.from_path(str(path))
    return calamine.CalamineWorkbook.from_filelike(path.open("rb"))


def _sort_sheets(calamine: Any, book: Any) -> tuple[list[tuple[str, str]], list[str]]:
    known: dict[str, str] = {}
    unknown: list[str] = []
    for metadata in book.sheets_metadata:
        sheet = find_sheet(SHEETS, metadata.name)
        if sheet is None or metadata.typ != calamine.SheetTypeEnum.WorkSheet:
            unknown.append(metadata.name[:100])
        elif sheet.key in known:
            raise SheetTwice(f"{known[sheet.key]}, {metadata.name}"[:200])
        else:
            known[sheet.key] = metadata.name
    return [(sheet.key, known[sheet.key]) for sheet in SHEETS if sheet.key in known], unknown[:200]


def _marks(path: Path, kind: str, names: list[str]) -> dict[str, Marks]:
    if kind == "xls":
        return {}
    with ZipFile(path) as archive:
        if kind == "ods":
            return scan_ods(archive)
        parts = xlsx_parts(archive)
        return {name: scan_xlsx(archive, parts[name]) for name in names if name in parts}


def _say_sheet(sheet: Any, key: str, marks: Marks, stream: IO[bytes]) -> None:
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:1000]:
        if (top, left, bottom, right) not in marks.merged:
            marks.merged.append((top, left, bottom, right))
    first_column = sheet.start[1] if sheet.start else 0
    write_frame(stream, SheetOpened(sheet.name, key, first_column, marks))
    if sheet.width > MAXIMUM_COLUMNS:
        write_frame(stream, Failed("sheet-too-wide", sheet.name))
        raise SystemExit(0)
    rows: list[tuple[int, list[Any]]] = []
    marked = {row for row, _ in (*marks.without_value, *marks.wrong_values)}
    for number, cells in _rows(sheet, marked):
        rows.append((number, cells))
        if len(rows) == ROWS_A_FRAME:
            write_frame(stream, Rows(rows))
            rows = []
    write_frame(stream, Rows(rows))


def _rows(sheet: Any, marked: set[int]) -> Iterator[tuple[int, list[Any]]]:
    number = -1
    for number, row in enumerate(sheet.iter_rows()):
        if number in marked or any(cell != "" for cell in row):
            yield number, [_plain(cell) for cell in row]
    yield from ((row, []) for row in sorted(marked) if row > number)


def _plain(cell: Any) -> Any:
    if type(cell) is str:
        return cell if len(cell) <= MAXIMUM_TEXT else cell[:MAXIMUM_TEXT]
    if type(cell) is float or type(cell) is bool:
        return cell
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, date):  # a datetime too: the hour of a date means nothing here
        day = cell.date() if isinstance(cell, datetime) else cell
        return stamp("date", day.isoformat())
    if isinstance(cell, time):
        cell = timedelta(
            hours=cell.hour,
            minutes=cell.minute,
            seconds=cell.second,
            microseconds=cell.microsecond,
        )
    if isinstance(cell, timedelta):
        return stamp("duration", str(cell // timedelta(milliseconds=1)))
    return str(cell)[:MAXIMUM_TEXT]


def main() -> None:
    """Read the book named on the command line."""
    hold_to_limits()
    stream = sys.stdout.buffer
    write_frame(stream, Ready())
    stream.flush()
    try:
        say_book(Path(sys.argv[1]), sys.argv[2], stream)
    except Exception:
        # Whatever a reader stumbles over is the file's fault as far as people can tell.
        write_frame(stream, Failed("workbook-damaged"))
    stream.flush()


if __name__ == "__main__":
    main()
