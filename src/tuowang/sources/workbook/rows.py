"""The rows of a file, one sheet after the other, whatever kind of file it is."""

from __future__ import annotations

import codecs
import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from tuowang.errors import Mistake
from tuowang.sources.workbook.cells import Cell, Stamp
from tuowang.sources.workbook.container import kind_of_file
from tuowang.sources.workbook.frames import (
    ROWS_A_FRAME,
    Ended,
    Failed,
    Frame,
    Marks,
    Opened,
    Ready,
    Rows,
    SheetOpened,
    read_frame,
    unstamp,
)
from tuowang.sources.workbook.layout import find_sheet
from tuowang.sources.workbook.sheets import SHEETS

READER = "tuowang.sources.workbook.reader"
MAXIMUM_ROWS = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030")
FORMULA_MARKS = tuple("=+-@")
_PIECE = 1 << 20

Row = tuple[int, list[Cell]]


@dataclass
class RawSheet:
    """A sheet as it stands in the file. `rows` is to be walked once, before the next sheet."""

    name: str
    key: str
    rows: Iterator[Row]
    first_column: int = 0
    marks: Marks = field(default_factory=Marks)


@dataclass
class RawBook:
    """A file's sheets, in the order in which references come to exist."""

    sheets: Iterator[RawSheet]
    unknown_sheets: list[str] = field(default_factory=list)


def open_book(path: Path, sheet: str = "") -> RawBook:
    """The sheets of a workbook, or the one sheet of a CSV file (`sheet`, else the file's name).

    Mistake: those of `kind_of_file`, and what only shows while reading.
    """
    kind = kind_of_file(path)
    if kind == "csv":
        return _open_csv(path, sheet or path.stem)
    frames = _read_apart(path, kind)
    opened = next(frames)
    if isinstance(opened, Failed):
        raise _mistake(path, opened)
    assert isinstance(opened, Opened)
    return RawBook(_sheets(path, frames), opened.unknown_sheets)


def _sheets(path: Path, frames: Iterator[Frame]) -> Iterator[RawSheet]:
    for frame in frames:
        if isinstance(frame, SheetOpened):
            rows = _rows(path, frames)
            yield RawSheet(frame.name, frame.key, rows, frame.first_column, frame.marks)
            for _ in rows:
                pass
        elif isinstance(frame, Failed):
            raise _mistake(path, frame)


def _rows(path: Path, frames: Iterator[Frame]) -> Iterator[Row]:
    for frame in frames:
        if isinstance(frame, Failed):
            raise _mistake(path, frame)
        assert isinstance(frame, Rows)
        yield from frame.rows
        if len(frame.rows) < ROWS_A_FRAME:
            return


def _mistake(path: Path, failed: Failed) -> Mistake:
    return Mistake(failed.code, path=str(path), sheet=failed.sheet)


def _stamp(code: int, data: memoryview) -> Stamp:
    return Stamp(*unstamp(code, data))


def _read_apart(path: Path, kind: str) -> Iterator[Frame]:
    """The frames of a book, read by a process of its own; the last is `Ended` or `Failed`."""
    decoder = msgspec.msgpack.Decoder[Frame](Frame, ext_hook=_stamp)
    # Our own packages by their full paths, and never what lies in the folder one works in.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", READER, str(path.resolve()), kind],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert process.stdout is not None
    try:
        started = read_frame(process.stdout, decoder)
        assert isinstance(started, Ready), f"{READER} does not start"
        while True:
            frame = read_frame(process.stdout, decoder) or Failed("workbook-damaged")
            yield frame
            if isinstance(frame, Ended | Failed):
                return
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _open_csv(path: Path, name: str) -> RawBook:
    sheet = find_sheet(SHEETS, name)
    if sheet is None:
        known = ", ".join(known.names[0] for known in SHEETS)
        raise Mistake("csv-sheet-unknown", path=str(path), name=name, known=known)
    encoding = _encoding(path)
    return RawBook(iter([RawSheet(name, sheet.key, _csv_rows(path, encoding))]))


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    for encoding in ENCODINGS:
        decode = codecs.getincrementaldecoder(encoding)().decode
        try:
            with path.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    decode(piece)
                decode(b"", True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Mistake("csv-encoding-unknown", path=str(path))


def _csv_rows(path: Path, encoding: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as stream:
        delimiter = _delimiter(stream)
        try:
            for number, row in enumerate(csv.reader(stream, delimiter=delimiter)):
                if number >= MAXIMUM_ROWS:
                    raise Mistake("too-many-rows", path=str(path), limit=MAXIMUM_ROWS)
                if any(row):
                    yield number, [_unescaped(cell) for cell in row]
        except (csv.Error, UnicodeError) as fault:
            raise Mistake("csv-damaged", path=str(path), fault=str(fault)[:200]) from None


def _delimiter(stream: IO[str]) -> str:
    line = stream.readline(_PIECE)
    stream.seek(0)
    return max(",;\t", key=line.count)


def _unescaped(cell: str) -> str:
    """Without the "'" that keeps a spreadsheet from taking a text for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_MARKS else cell
