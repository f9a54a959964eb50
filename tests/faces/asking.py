"""Asking the command line, as people and programs do; and two companies to ask in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from click.testing import CliRunner

from tuowang.faces.cli import cli

Sheets = dict[str, list[list[Any]]]


class Answered(NamedTuple):
    """What came back."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on the output."""
        return json.loads(self.out)

    @property
    def mistake(self) -> Any:
        """The one JSON document on the error channel."""
        return json.loads(self.err)


class Desk:
    """A home and the people at it."""

    def __init__(self, home: Path, language: str = "en") -> None:
        self.home = home
        self.language = language

    def ask(self, *arguments: object) -> Answered:
        """One command, whatever comes of it."""
        runner = CliRunner(env={"TUOWANG_LANG": self.language, "TUOWANG_HOME": str(self.home)})
        found = runner.invoke(cli, [str(one) for one in arguments])
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return Answered(found.exit_code, found.stdout, found.stderr)

    def done(self, *arguments: object) -> str:
        """One command that must succeed; what it said."""
        found = self.ask(*arguments)
        assert found.code == 0, (arguments, found)
        assert found.err == "", (arguments, found)
        return found.out

    def read(self, *arguments: object) -> Any:
        """One command that must succeed; its document."""
        return json.loads(self.done(*arguments, "--json"))


def write_book(path: Path, sheets: Sheets) -> Path:
    """A workbook as people fill it in."""
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


BOLTS: Sheets = {
    "partners": [
        ["partner", "partner name", "payment (days)", "transit (days)"],
        ["frames", "Frame Works", 30, 2],
    ],
    "items": [
        ["item", "name", "unit", "supply", "lead time (days)", "cost"],
        ["bolt", "Bolt M8", "pc", "make", 1, "0.20"],
        ["rod", "Rod", "kg", "buy", 5, "4.00"],
    ],
    "recipes": [
        ["item", "batch quantity", "ingredient", "ingredient quantity"],
        ["bolt", 100, "rod", 2],
    ],
    "prices": [["item", "price", "price quantity"], ["bolt", "35.00", 100]],
    "stock": [["item", "lot", "quantity"], ["bolt", "B1", 500], ["rod", "R1", 1000]],
}
FRAMES: Sheets = {
    "partners": [["partner", "partner name"], ["bolts", "Bolt Factory"]],
    "items": [
        ["item", "name", "unit", "supply", "lead time (days)", "cost", "supplier"],
        ["M8", "Bolt", "pc", "buy", 5, "0.35", "bolts"],
    ],
    "item codes": [["partner", "our item", "their item"], ["bolts", "M8", "bolt"]],
}


class Two(NamedTuple):
    """A bolt factory, its customer, and the stick that goes between them."""

    bolts: Desk
    frames: Desk
    stick: Path

    def exchange(self) -> None:
        """The stick goes round until neither has anything new to say."""
        for desk in (self.bolts, self.frames, self.bolts, self.frames):
            desk.done("carry", self.stick)


def two_companies(folder: Path) -> Two:
    """Both with their workbooks, connected, and allowed to trade with each other."""
    two = Two(Desk(folder / "bolts"), Desk(folder / "frames"), folder / "stick")
    two.stick.mkdir()
    two.bolts.done("init", "--name", "Bolt Factory")
    two.frames.done("init", "--name", "Frame Works")
    two.bolts.done("import", write_book(folder / "bolts.xlsx", BOLTS))
    two.frames.done("import", write_book(folder / "frames.xlsx", FRAMES))
    code = two.bolts.read("invite", "frames")["code"]
    two.frames.done("join", code, "--as", "bolts")
    two.exchange()
    assert two.bolts.read("words", "frames")["words"] == two.frames.read("words", "bolts")["words"]
    two.bolts.done("confirm", "frames")
    two.frames.done("confirm", "bolts")
    two.bolts.done("allow", "frames", "all")
    two.frames.done("allow", "bolts", "trade")
    two.exchange()
    return two
