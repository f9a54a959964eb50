"""A list command as a table: filtered by its own options, searched, sorted, paged, and as files."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup, escape

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
from tuowang.faces.pages.sought import Sought
from tuowang.faces.texts import heading

ROWS_A_PAGE = 50
READING = frozenset(
    {
        *("partner", "item", "all", "sums", "moves", "firmness", "kind", "open", "dates"),
        *("weeks", "last", "days", "changes", "centre", "reference"),
        *("capacity", "date", "quantity", "priority"),
        *("ages", "reconcile", "start", "buying", "items", "quantities", "periods", "since"),
    }
)
"""The options that only choose what is shown; a look never does anything."""
_ALWAYS = {"plan": {"show": ["on"]}}
"""What a look at a list says where the command would else do something."""
KINDS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ShownRow(NamedTuple):
    """A row: its cells as HTML, and the plain values of its columns by heading."""

    html: Markup
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
    chosen = {one: list(given) for one, given in values.items() if one in known}
    return chosen | _ALWAYS.get(name, {})


MOST_ROWS, MOST_SEARCHED = 1000, 200_000
"""A page reads so many rows of a list, and so many where it is searched or sorted."""


class Asked(NamedTuple):
    """What a list command said, the lists in it, and whether they are only the first rows."""

    answer: Answer
    lists: list[Sought]
    cut: bool


def ask_list(face: Face, name: str, values: Values) -> Asked:
    """The first rows of a list as the command gives it; see `Face.some`."""
    wanted = values.get("search") or values.get("sort")
    face.most_rows = MOST_SEARCHED if wanted else MOST_ROWS
    words = _words(name, values)

    def make() -> Asked:
        answer = ask(face, name, words)
        return Asked(answer, [Sought(one) for one in listings(answer)], face.cut)

    def rows_of(asked: Asked) -> int:
        return sum(len(one.listing.rows) for one in asked.lists)

    return face.kept(("list", name, *words, face.most_rows), make, rows_of)


def _words(name: str, values: Values) -> list[str]:
    return arguments(find_command(name), reading_values(name, values))


def listings(answer: Answer) -> list[Listing]:
    """The lists in an answer."""
    return [part for part in answer.shown if isinstance(part, Listing)]


Links = Mapping[str, Callable[[dict[str, str]], str]]
"""By heading: what a row's values make the address of; its cell leads there."""


def shown_list(
    face: Face,
    sought: Sought,
    search: str = "",
    sort: str = "",
    page: int = 1,
    *,
    size: int = ROWS_A_PAGE,
    links: Links | None = None,
) -> ShownList:
    """A page of a list: rows that hold every searched word, by a column ("-" before it: down)."""
    listing = sought.listing
    order = sought.order(face, search, sort)
    pages = max(1, -(-len(order) // size))
    page = min(max(1, page), pages)
    on_page = [listing.rows[at] for at in order[(page - 1) * size : page * size]]
    headings = [(one.heading, heading(one.heading, face.language)) for one in listing.columns]
    return ShownList(
        listing.title,
        headings,
        [_row(face, listing, _cells(listing, one), links or {}) for one in on_page],
        len(order),
        page,
        pages,
        sort,
        face.text(listing.empty),
    )


def _cells(listing: Listing, row: Any) -> list[Cell]:
    return [column.cell(row) for column in listing.columns]


def _row(face: Face, listing: Listing, cells: list[Cell], links: Links) -> ShownRow:
    texts = [cell_text(face, cell) for cell in cells]
    values = {
        column.heading: cell.value if isinstance(cell, Word) else text
        for column, cell, text in zip(listing.columns, cells, texts, strict=True)
    }
    html = [
        _html(cell, text, links[column.heading](values) if column.heading in links else "")
        for column, cell, text in zip(listing.columns, cells, texts, strict=True)
    ]
    return ShownRow(Markup("".join(html)), values)


def _html(cell: Cell, text: str, address: str) -> str:
    """A cell as HTML; nothing of it is taken for a tag."""
    shown, look = str(escape(text)), _look(cell)
    if isinstance(cell, Word):
        shown = f'<span class="state" data-state="{escape(cell.value)}">{shown}</span>'
    if address and text:
        shown = f'<a href="{escape(address)}">{shown}</a>'
    return f'<td class="{look}">{shown}</td>' if look else f"<td>{shown}</td>"


_DAY = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")


def _look(cell: Cell) -> str:
    if isinstance(cell, int | Money | Amount | Share):
        return "number"
    return "day" if isinstance(cell, Moment) or (cell and _DAY.fullmatch(str(cell))) else ""


def twin(face: Face, name: str, values: Values, kind: str) -> bytes:
    """The whole list as a file: json, csv or xlsx."""
    answer = ask(face, name, _words(name, values))
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
