"""Workbooks and tables for the tests: real files, made as a stranger's program would make them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

from tests.flows.ends import End
from tuowang.errors import Mistake
from tuowang.flows.base import Command
from tuowang.flows.stock import OWN, CountStock
from tuowang.flows.stock_asks import UNNAMED_LOT
from tuowang.sources.base import HELD, ImportPlan, plan_import
from tuowang.sources.workbook import read_workbook
from tuowang.store.memory import MemoryStore

Sheets = dict[str, Sequence[Sequence[Any]]]

ITEMS_HEAD = ("item", "name", "unit")
PARTS: Sheets = {
    "items": [ITEMS_HEAD, ("BIKE", "bicycle", "pcs"), ("TUBE", "tube", "m"), ("OIL", "oil", "kg")]
}


def book(path: Path, sheets: Sheets) -> Path:
    """An .xlsx with these sheets."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def edited(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same archive with every part changed by `change`; None leaves a part out."""
    with ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            new = change(name, data)
            if new is not None:
                archive.writestr(name, new)
    return path


def in_first_sheet(path: Path, old: str, new: str) -> Path:
    """The .xlsx with a piece of its first sheet's XML replaced."""

    def change(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return data
        assert old.encode() in data, data
        return data.replace(old.encode(), new.encode(), 1)

    return edited(path, change)


def ods(path: Path, name: str, rows: Iterable[str]) -> Path:
    """An .ods with one sheet; a row is the XML of its cells, see `ods_cells`."""
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" '
        f'xmlns:text="{names}text:1.0"><office:body><office:spreadsheet>'
        f"<table:table table:name={quoteattr(name)}>{table}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_cells(*values: str | int) -> str:
    """The cells of one .ods row."""
    return "".join(
        f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        if isinstance(value, int)
        else '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(value)}</text:p></table:table-cell>"
        for value in values
    )


def xls(path: Path, name: str, rows: Sequence[Sequence[Any]]) -> Path:
    """A BIFF8 .xls with one sheet, in a compound file of version 3 (MS-XLS, MS-CFB)."""
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                cells += _record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
            else:
                cells += _record(0x0203, place + struct.pack("<d", value))
    title = name.encode("utf-16-le")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells
    sheet += _record(0x000A, b"")
    globals_ = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    offset = len(globals_) + 4 + 8 + len(title) + 4
    globals_ += _record(0x0085, struct.pack("<IHBB", offset, 0, len(name), 1) + title)
    globals_ += _record(0x000A, b"")
    path.write_bytes(compound("Workbook", globals_ + sheet))
    return path


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def compound(stream_name: str, data: bytes) -> bytes:
    """A compound file with one stream."""
    data = data.ljust(4096, b"\0")
    data += b"\0" * (-len(data) % 512)
    sectors = len(data) // 512
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [fat_mark, end, *range(3, sectors + 2), end]
    assert len(fat) <= 128
    fat += [free] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0,
                          end, 0, 0)  # fmt: skip
    header += b"\xff" * 4 * 108

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        return text.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI16xIQ", len(text), kind, 1, free, free, child, 0, start, size
        )

    directory = entry("Root Entry", 5, 1, end, 0) + entry(stream_name, 2, free, 2, len(data))
    directory = directory.ljust(512, b"\0")
    return header + struct.pack("<128I", *fat) + directory + data


def enter(store: MemoryStore, command: Command) -> None:
    """Put what a command says into the tables."""
    where = HELD[type(command)]
    fields = {name: getattr(command, name) for name in command.__struct_fields__}
    if isinstance(command, CountStock):
        fields |= {"owner": OWN, "holder": OWN, "lot": command.lot or UNNAMED_LOT}
    fields |= dict(zip(where.table.key[len(where.key) :], where.more_key, strict=True))
    names = where.table.row.__struct_fields__
    store.put(where.table, where.table.row(**{k: v for k, v in fields.items() if k in names}))


def tables(*commands: Command) -> MemoryStore:
    """Tables in which these commands were carried out."""
    store = MemoryStore()
    for command in commands:
        enter(store, command)
    return store


def planned(path: Path, store: MemoryStore | None = None, sheet: str = "") -> ImportPlan:
    """The plan of importing a file."""
    store = store or MemoryStore()
    return plan_import(store, read_workbook(path, store, sheet))


def imported(path: Path, end: End) -> ImportPlan:
    """Import a file: the plan, carried out by the flows themselves."""
    plan = planned(path, end.store)
    for command in plan.ready_commands():
        assert end.ask(command), f"{command} says nothing"
    return plan


def refusals(path: Path, store: MemoryStore | None = None) -> list[tuple[Any, ...]]:
    """(code, sheet, row, column) of everything that is refused."""
    return [place(mistake) for mistake in planned(path, store).refused]


def place(mistake: Mistake) -> tuple[Any, ...]:
    """A mistake's code and where it is."""
    return (mistake.code, *(mistake.details.get(name) for name in ("sheet", "row", "column")))
