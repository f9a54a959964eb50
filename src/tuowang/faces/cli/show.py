"""Answers on the screen, in JSON, in a spreadsheet."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

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
from tuowang.faces.cli.widths import aligned
from tuowang.faces.texts import UNSEEN, heading, printable, unit_name, word


def show(face: Face, answer: Answer) -> int:
    """Print an answer as it was asked for; the exit code."""
    if face.as_json:
        click.echo(as_json(answer.document))
    else:
        for part in answer.shown:
            if isinstance(part, Listing):
                show_listing(face, part)
            else:
                click.echo(part)
    return answer.exit_code


def as_json(document: Any) -> str:
    """One JSON document; structs by their fields, bytes as hex."""
    import msgspec

    plain = msgspec.to_builtins(document, enc_hook=str, builtin_types=(bytes,), str_keys=True)
    written = json.dumps(plain, ensure_ascii=False, default=_in_json)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _in_json(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else str(value)


def show_listing(face: Face, listing: Listing) -> None:
    """A table: drawn by rich in a terminal, plain and aligned elsewhere."""
    if not listing.rows:
        click.echo(face.text(listing.empty))
        return
    headings = [heading(column.heading, face.language) for column in listing.columns]
    cells = [[column.cell(row) for column in listing.columns] for row in listing.rows]
    shown = [[cell_text(face, cell) for cell in row] for row in cells]
    right = [
        all(isinstance(row[at], int | Money | Amount | Share | None) for row in cells)
        for at in range(len(headings))
    ]
    if sys.stdout.isatty():
        _draw(listing.title, headings, shown, right)
        return
    if listing.title:
        click.echo(listing.title)
    for line in aligned(headings, shown, right):
        click.echo(line)


def cell_text(face: Face, cell: Cell) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, Money):
        from tuowang.units import show_money

        return show_money(cell.minor, cell.currency)
    if isinstance(cell, Amount):
        return f"{cell.quantity:,} {unit_name(cell.unit, face.language)}".rstrip()
    if isinstance(cell, Word):
        return word(cell.value, face.language)
    if isinstance(cell, Moment):
        return moment_text(cell.milliseconds)
    if isinstance(cell, Share):
        return f"{cell.permille / 10:.1f} %"
    if isinstance(cell, int):
        return f"{cell:,}"
    return printable(cell).replace("\n", " ").replace("\t", " ")


def moment_text(milliseconds: int) -> str:
    """A time by this machine's own clock and zone; nothing for never."""
    if not milliseconds:
        return ""
    try:
        at = datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone()
    except (OverflowError, ValueError, OSError):  # a partner may say any number
        return str(milliseconds)
    return at.strftime("%Y-%m-%d %H:%M")


def _draw(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left")
    for name, to_right in zip(headings, right, strict=True):
        table.add_column(Text(name), justify="right" if to_right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown) for shown in row))
    Console(file=sys.stdout).print(table)


def write_listing(face: Face, listing: Listing, path: str) -> Answer:
    """The list as a file, .xlsx or .csv by its ending; amounts and units in columns of their own.

    Mistake: list-kind-unknown, file-not-writable, too-many-rows.
    """
    from tuowang.sources.workbook.writing import write_list

    cells = [[column.cell(row) for column in listing.columns] for row in listing.rows]
    headings: list[str] = []
    twofold: list[str] = []
    for at, column in enumerate(listing.columns):
        kinds = {type(row[at]) for row in cells}
        more = "unit" if Amount in kinds else "currency" if Money in kinds else ""
        twofold.append(more)
        headings.append(heading(column.heading, face.language))
        headings += [heading(more, face.language)] if more else []
    lines = ([*_flat(face, row, twofold)] for row in cells)
    write_list(Path(path), headings, lines)
    said = face.text("list-written", file=path, count=len(cells))
    return Answer({"file": path, "rows": len(cells)}, [said])


def _flat(face: Face, row: Sequence[Cell], twofold: Sequence[str]) -> Iterator[Any]:
    from tuowang.units import CURRENCIES

    for cell, more in zip(row, twofold, strict=True):
        if isinstance(cell, Money):
            yield Decimal(cell.minor).scaleb(-CURRENCIES.get(cell.currency, 2))
            yield cell.currency
        elif isinstance(cell, Amount):
            yield cell.quantity
            if more:
                yield unit_name(cell.unit, face.language)
        elif isinstance(cell, int) and not isinstance(cell, bool):
            yield cell
            if more:
                yield None
        elif isinstance(cell, Share):
            yield Decimal(cell.permille).scaleb(-3)
        else:
            yield cell_text(face, cell)
            if more:
                yield None
