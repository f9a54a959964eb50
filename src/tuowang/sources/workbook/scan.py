"""What stands in a sheet's XML and calamine does not say: formulas, error values, joined cells.

Read with expat, in pieces, and never with a document type: so no entity can be declared, let alone
fetched. Sources: ECMA-376 part 1, 18.3.1 (worksheets); OpenDocument 1.2 part 1, 9 (tables).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZipFile

from tuowang.sources.workbook.frames import Marks

MAXIMUM_MARKS = 10_000
_PIECE = 1 << 20
_WORTH_A_LOOK = re.compile(rb"<(?:\w+:)?f[\s/>]|\st\s*=\s*[\"']e[\"']|<(?:\w+:)?mergeCell\b")
_PLACE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class UnsafeXml(Exception):
    """A document type in a workbook's part; no program that writes workbooks puts one there."""


Attributes = dict[str, str]


def parse(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through XML; names have their namespace before a "}" in front ("{uri}name").

    UnsafeXml, expat.ExpatError.
    """
    parser = expat.ParserCreate(namespace_separator="}")

    def named(name: str) -> str:
        return "{" + name if "}" in name else name

    def refuse(*_: object) -> None:
        raise UnsafeXml

    def begin(name: str, attributes: Attributes) -> None:
        start(named(name), {named(key): value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    if end is not None:
        parser.EndElementHandler = lambda name: end(named(name))
    if text is not None:
        parser.CharacterDataHandler = text
    parser.buffer_text = True
    while piece := stream.read(_PIECE):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def place(reference: str) -> tuple[int, int] | None:
    """ "B3" -> (2, 1)."""
    found = _PLACE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def reference(row: int, column: int) -> str:
    """(2, 1) -> "B3"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def xlsx_parts(archive: ZipFile) -> dict[str, str]:
    """A sheet's name -> the name of its part in the archive."""
    targets: dict[str, str] = {}
    found: dict[str, str] = {}

    def relation(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: Attributes) -> None:
        if local(name) == "sheet":
            target = targets.get(attributes.get(_RELATION, ""), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[attributes.get("name", "")] = part

    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        parse(stream, relation)
    with archive.open("xl/workbook.xml") as stream:
        parse(stream, sheet)
    return found


def scan_xlsx(archive: ZipFile, part: str) -> Marks:
    """The marks of one worksheet; a quick look first, for most sheets have none."""
    with archive.open(part) as stream:
        if not _worth_a_look(stream):
            return Marks()
    with archive.open(part) as stream:
        walk = _XlsxWalk()
        parse(stream, walk.start, walk.end, walk.text)
        return walk.marks


def _worth_a_look(stream: IO[bytes]) -> bool:
    rest = b""
    while piece := stream.read(_PIECE):
        if _WORTH_A_LOOK.search(rest + piece):
            return True
        rest = piece[-64:]
    return False


class _XlsxWalk:
    def __init__(self) -> None:
        self.marks = Marks()
        self.row, self.column = -1, -1
        self.wrong = self.formula = self.in_value = self.has_value = False

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif tag == "c":
            where = place(attributes.get("r", ""))
            self.row, self.column = where or (self.row, self.column + 1)
            self.wrong = attributes.get("t") == "e"
            self.formula = self.has_value = False
        elif tag == "f":
            self.formula = True
        elif tag == "v":
            self.in_value = True
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            corner, other = place(first), place(last or first)
            if corner and other:
                _note(self.marks.merged, (*corner, *other))

    def text(self, data: str) -> None:
        self.has_value = self.has_value or (self.in_value and bool(data))

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "v":
            self.in_value = False
        elif tag == "c":
            here = (self.row, self.column)
            if self.formula:
                _count(self.marks, here)
            if self.wrong and self.has_value:
                _note(self.marks.wrong_values, here)
            elif self.formula and not self.has_value:
                _note(self.marks.without_value, here)


def _note(places: list[Any], where: tuple[int, ...]) -> None:
    if len(places) < MAXIMUM_MARKS:
        places.append(where)


def _count(marks: Marks, where: tuple[int, int]) -> None:
    if not marks.formulas:
        marks.first_formula = where
    marks.formulas += 1


def scan_ods(archive: ZipFile) -> dict[str, Marks]:
    """The marks of every sheet of an OpenDocument workbook."""
    walk = _OdsWalk()
    with archive.open("content.xml") as stream:
        parse(stream, walk.start, walk.end)
    return walk.sheets


class _OdsWalk:
    def __init__(self) -> None:
        self.sheets: dict[str, Marks] = {}
        self.marks = Marks()
        self.row = self.column = 0
        self.repeat = 1

    def start(self, name: str, attributes: Attributes) -> None:
        tag, plain = local(name), {local(key): value for key, value in attributes.items()}
        if tag == "table":
            self.marks = self.sheets.setdefault(plain.get("name", ""), Marks())
            self.row = 0
        elif tag == "table-row":
            self.column, self.repeat = 0, _number(plain.get("number-rows-repeated"))
        elif tag in ("table-cell", "covered-table-cell"):
            here = (self.row, self.column)
            if "formula" in plain:
                _count(self.marks, here)
                if "value-type" not in plain:
                    _note(self.marks.without_value, here)
            wide = _number(plain.get("number-columns-spanned"))
            high = _number(plain.get("number-rows-spanned"))
            if wide * high > 1:
                corner = (self.row + high - 1, self.column + wide - 1)
                _note(self.marks.merged, (*here, *corner))
            self.column += _number(plain.get("number-columns-repeated"))

    def end(self, name: str) -> None:
        if local(name) == "table-row":
            self.row += self.repeat


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 7 else 1
