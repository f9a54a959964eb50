"""A list command as a table: filtered by its own options, searched, sorted, paged, and as files."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tuowang.faces.cli.answer import (
    Amount,
    Answer,
    Cell,
    Listing,
    Moment,
    Money,
    Share,
    Word,
)
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.show import as_json, cell_text, write_listing
from tuowang.faces.pages.asking import Values, arguments, ask, fields_of, find_command
from tuowang.faces.texts import heading

ROWS_A_PAGE = 50
READING = frozenset(
    {
        *("partner", "item", "all", "sums", "moves", "firmness", "kind", "open", "dates"),
        *("weeks", "last", "days", "changes"),
    }
)
"""The options that only choose what is shown; a look never does anything."""
KINDS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ShownCell(NamedTuple):
    """A cell as it stands in a table. look: "number", "day" or ""; state: a word's own name."""

    text: str
    look: str
    state: str


class ShownRow(NamedTuple):
    """A row, and the plain values of its columns by heading."""

    cells: list[ShownCell]
    values: dict[str, str]


class ShownList(NamedTuple):
    """A page of a list. headings: name and text. rows: those on the page; found: all that fit."""

    title: str
    headings: list[tuple[str, str]]
    rows: list[ShownRow]
    found: int
    page: int
    pages: int
    sort: str
    empty: str


def reading_values(name: str, values: Values) -> dict[str, list[str]]:
    """What of an address only chooses what is shown."""
    known = {param.name for param in fields_of(find_command(name))} & READING
    return {one: list(given) for one, given in values.items() if one in known}


def ask_list(face: Face, name: str, values: Values) -> Answer:
    """The list as the command gives it."""
    command = find_command(name)
    return ask(face, name, arguments(command, reading_values(name, values)))


def listings(answer: Answer) -> list[Listing]:
    """The lists in an answer."""
    return [part for part in answer.shown if isinstance(part, Listing)]


def shown_list(face: Face, listing: Listing, search: str, sort: str, page: int) -> ShownList:
    """A page of a list: rows that hold every searched word, by a column ("-" before it: down)."""
    rows = [_row(face, listing, row) for row in listing.rows] if search or sort else None
    if rows is None:
        count, chosen = len(listing.rows), range(len(listing.rows))
        pages = max(1, -(-count // ROWS_A_PAGE))
        page = min(max(1, page), pages)
        on_page = [
            _row(face, listing, listing.rows[at])[0]
            for at in chosen[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
        ]
    else:
        kept = _sorted(listing, [one for one in rows if _holds(one[0], search)], sort)
        count = len(kept)
        pages = max(1, -(-count // ROWS_A_PAGE))
        page = min(max(1, page), pages)
        on_page = [row for row, _ in kept[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]]
    headings = [(one.heading, heading(one.heading, face.language)) for one in listing.columns]
    return ShownList(
        listing.title, headings, on_page, count, page, pages, sort, face.text(listing.empty)
    )


def _row(face: Face, listing: Listing, row: Any) -> tuple[ShownRow, list[Cell]]:
    cells = [column.cell(row) for column in listing.columns]
    shown = [
        ShownCell(
            cell_text(face, cell),
            _look(cell),
            cell.value if isinstance(cell, Word) else "",
        )
        for cell in cells
    ]
    plain = {
        column.heading: cell if isinstance(cell, str) else text.state or text.text
        for column, cell, text in zip(listing.columns, cells, shown, strict=True)
    }
    return ShownRow(shown, plain), cells


_DAY = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")


def _look(cell: Cell) -> str:
    if isinstance(cell, int | Money | Amount | Share):
        return "number"
    return "day" if isinstance(cell, Moment) or (cell and _DAY.fullmatch(str(cell))) else ""


def _holds(row: ShownRow, search: str) -> bool:
    whole = "\n".join(cell.text for cell in row.cells).casefold()
    return all(word in whole for word in search.casefold().split())


def _sorted(
    listing: Listing, rows: list[tuple[ShownRow, list[Cell]]], sort: str
) -> list[tuple[ShownRow, list[Cell]]]:
    names = [column.heading for column in listing.columns]
    name = sort.removeprefix("-")
    if name not in names:
        return rows
    at = names.index(name)
    return sorted(rows, key=lambda one: _weight(one[1][at]), reverse=sort.startswith("-"))


def _weight(cell: Cell) -> tuple[int, int, str]:
    """Numbers before words, nothing first."""
    if isinstance(cell, int):
        return 1, cell, ""
    if isinstance(cell, Money):
        return 1, cell.minor, cell.currency
    if isinstance(cell, Amount):
        return 1, cell.quantity, cell.unit
    if isinstance(cell, Moment | Share):
        return 1, cell[0], ""
    if isinstance(cell, Word):
        return 2, 0, cell.value
    return (0, 0, "") if cell is None else (2, 0, cell)


def twin(face: Face, name: str, values: Values, kind: str) -> bytes:
    """The whole list as a file: json, csv or xlsx."""
    answer = ask_list(face, name, values)
    if kind == "json":
        return (as_json(answer.document) + "\n").encode()
    found = listings(answer)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{kind}"
        write_listing(face, found[0] if found else Listing((), ()), str(path))
        return path.read_bytes()


def address(base: str, values: Values, **changed: str) -> str:
    """An address with its filters, some of them changed; "" takes one away."""
    kept: dict[str, Sequence[str]] = {**values, **{name: [one] for name, one in changed.items()}}
    pairs = [(name, one) for name, given in kept.items() for one in given if one]
    return f"{base}?{urlencode(pairs)}" if pairs else base
