"""A sheet with its headings understood, and one line of it, read cell by cell.

A cell that cannot be read becomes a mistake with its sheet, row and heading, and the line goes on;
so one import names everything that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar, cast

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.base import Command
from tuowang.flows.checks import code_of, partner_code_of
from tuowang.sources.base import Notice
from tuowang.sources.workbook import cells
from tuowang.sources.workbook.cells import Cell
from tuowang.sources.workbook.layout import Column, Heading, Headings
from tuowang.sources.workbook.rows import RawSheet, Row
from tuowang.sources.workbook.scan import reference
from tuowang.sources.workbook.sheets import BY_KEY

COMMENT = "# "
_MARKED = re.compile(r"'*# ")
ROWS_BEFORE_HEADINGS = 20
V = TypeVar("V")


def marked(text: str) -> str:
    """A text that is to be no comment although it begins like one."""
    return "'" + text if _MARKED.match(text) else text


def unmarked(text: str) -> str:
    """The text that `marked` gave."""
    return text[1:] if text.startswith("'") and _MARKED.match(text) else text


class Report:
    """The mistakes and notices of one book; what is beyond `LIMIT` is only counted."""

    LIMIT = 10_000

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.more_mistakes = 0
        self.notices: list[Notice] = []

    def mistake(self, code: str, **details: object) -> None:
        """Say what is wrong."""
        if len(self.mistakes) < self.LIMIT:
            self.mistakes.append(Mistake(code, **details))
        else:
            self.more_mistakes += 1

    def notice(self, code: str, **details: object) -> None:
        """Say what a person should know."""
        if len(self.notices) < self.LIMIT:
            self.notices.append(Notice(code, details))


class Grid:
    """A sheet: which field stands in which column, how that is headed, and the rows below."""

    def __init__(self, raw: RawSheet, report: Report) -> None:
        self.name, self.key, self.report = raw.name, raw.key, report
        self.columns: dict[str, int] = {}
        self.headings: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.required: set[str] = set()
        self.usual_units: dict[str, str] = {}
        self._marks = raw.marks
        self._first_column = raw.first_column
        self._without_value = set(raw.marks.without_value)
        self._wrong_values = set(raw.marks.wrong_values)
        self._marked_rows: set[int] = set()
        self._rows = self._find_headings(raw.rows)
        self.whole = self._has_all_columns()

    def _find_headings(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Take the first row that names two columns as the headings; the rows below remain."""
        headings = Headings(BY_KEY[self.key])
        first = list(islice(rows, ROWS_BEFORE_HEADINGS))
        self.empty = not first
        known = [
            sum(1 for cell in row if isinstance(cell, str) and cell and headings.find(cell))
            for _, row in first
        ]
        place = next((at for at, count in enumerate(known) if count >= 2), -1)
        if place < 0:
            place = next((at for at, count in enumerate(known) if count), 0)
        if first:
            self._take(first[place], headings)
        return iter(_Chained(first[place + 1 :], rows))

    def _take(self, row: Row, headings: Headings) -> None:
        self._heading_row = row[0]
        for index, cell in enumerate(row[1]):
            text = cells.shown(cell).strip()
            found = headings.find(text) if text else None
            if found is None:
                if text:
                    self.report.notice("column-unknown", sheet=self.name, column=text)
            elif found.column.field in self.columns:
                self.report.mistake(
                    "column-twice",
                    sheet=self.name,
                    column=text,
                    other=self.headings[found.column.field],
                )
            else:
                self._keep(found, index, text)

    def _keep(self, found: Heading, index: int, text: str) -> None:
        field = found.column.field
        self.columns[field] = index
        self.headings[field] = text
        self.units[field] = found.unit

    def _has_all_columns(self) -> bool:
        missing = []
        for column in BY_KEY[self.key].columns:
            self.usual_units[column.field] = column.usual_unit
            if column.required:
                self.required.add(column.field)
                if column.field not in self.columns:
                    missing.append(column)
        for column in missing:
            self._report_missing(column)
        if self.columns:
            self._report_marks()
        return not missing

    def _report_missing(self, column: Column) -> None:
        self.report.mistake(
            "column-missing", sheet=self.name, column=" / ".join(reversed(column.names))
        )

    def _report_marks(self) -> None:
        wanted = {self._first_column + index for index in self.columns.values()}
        for top, left, bottom, right in self._marks.merged:
            across = range(left, right + 1)
            if bottom >= self._heading_row and any(column in across for column in wanted):
                joined = f"{reference(top, left)}:{reference(bottom, right)}"
                self.report.mistake("cells-merged", sheet=self.name, row=top + 1, range=joined)
        self._marked_rows = {
            row for row, column in self._without_value | self._wrong_values if column in wanted
        }
        if self._marks.formulas:
            first = reference(*self._marks.first_formula)
            count = self._marks.formulas
            self.report.notice("formulas-used", sheet=self.name, count=count, first=first)

    def lines(self) -> Iterator[Line]:
        """The lines below the headings, without empty ones and comments."""
        used = list(self.columns.values())
        for number, row in self._rows:
            width = len(row)
            if any(index < width and row[index] != "" for index in used):
                first = next(cell for cell in row if cell != "")
                if not (isinstance(first, str) and first.startswith(COMMENT)):
                    yield Line(self, number, row)
            elif number in self._marked_rows:
                yield Line(self, number, row)

    def complaint(self, row: int, field: str) -> str:
        """The code of a mistake where a cell only looks empty, else ""."""
        here = (row, self._first_column + self.columns[field])
        if here in self._wrong_values:
            return "cell-error-value"
        return "cell-formula-without-value" if here in self._without_value else ""

    @property
    def suspicious(self) -> bool:
        """Whether the sheet has cells that only look empty."""
        return bool(self._without_value or self._wrong_values)


class _Chained:
    """Some rows, then the rest; frees the first ones as it goes."""

    def __init__(self, first: list[Row], rest: Iterator[Row]) -> None:
        self._first, self._rest = first, rest

    def __iter__(self) -> Iterator[Row]:
        yield from self._first
        yield from self._rest


def defaults(kind: type[Command]) -> dict[str, Any]:
    """What a command's fields mean where nothing is said; "" and [] where the command says none."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.default is not msgspec.NODEFAULT:
            found[field.name] = field.default
        elif field.default_factory is not msgspec.NODEFAULT:
            found[field.name] = field.default_factory()
        else:
            found[field.name] = ""
    return found


class Line:
    """One line. `held`: what the tables hold of the same thing, for columns the book lacks."""

    __slots__ = ("_cells", "_number", "bad", "defaults", "grid", "held")

    def __init__(self, grid: Grid, number: int, row: list[Cell]) -> None:
        self.grid, self._number, self._cells = grid, number, row
        self.bad = False
        self.held: Command | None = None
        self.defaults: dict[str, Any] = {}

    @property
    def row(self) -> int:
        """The row's number as people see it, from 1."""
        return self._number + 1

    def cell(self, field: str) -> Cell | None:
        """What stands under the heading; None where that is missing or the cell is empty."""
        index = self.grid.columns.get(field)
        if index is None:
            return None
        cell = self._cells[index] if index < len(self._cells) else ""
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            if code := self._complaint(field):
                self.mistake(code, field)
            return None
        return unmarked(cell) if isinstance(cell, str) and cell[0] == "'" else cell

    def _complaint(self, field: str) -> str:
        return self.grid.complaint(self._number, field) if self.grid.suspicious else ""

    def mistake(self, code: str, field: str, **details: object) -> None:
        """Something is wrong with this cell."""
        self.bad = True
        self.grid.report.mistake(
            code,
            sheet=self.grid.name,
            row=self.row,
            column=self.grid.headings.get(field, field),
            **details,
        )

    def read(self, field: str, parse: Callable[[Cell], V]) -> V:
        """The cell's value; where there is none, what the tables hold or what is usual."""
        cell = self.cell(field)
        if cell is None:
            return cast(V, self._absent(field))
        try:
            return parse(cell)
        except Mistake as mistake:
            self.mistake(f"cell-{mistake.code}", field, **mistake.details)
            return cast(V, self.defaults.get(field, ""))

    def _absent(self, field: str) -> Any:
        if field not in self.grid.columns:
            return getattr(self.held, field, self.defaults.get(field, ""))
        if field in self.grid.required and not self._complaint(field):
            self.mistake("cell-missing", field)
        return self.defaults.get(field, "")

    def code(self, field: str) -> str:
        """A code."""
        return self.read(field, cells.read_code)

    def item_code(self, field: str) -> str:
        """A code that we give to an item: one that can stand between others."""
        return self.read(field, lambda cell: code_of(cells.read_code(cell)))

    def partner_code(self, field: str) -> str:
        """A code that we give to a partner; it names files, so not all letters will do."""
        return self.read(field, lambda cell: partner_code_of(cells.read_code(cell)))

    def text(self, field: str) -> str:
        """A text."""
        return self.read(field, cells.read_text)

    def share(self, field: str) -> int:
        """Permille."""
        return self.read(field, cells.read_share)

    def day(self, field: str) -> str:
        """An ISO date."""
        return self.read(field, cells.read_day)

    def days(self, field: str) -> int:
        """Whole days."""
        unit = self.grid.units.get(field, "")
        return self.read(field, lambda cell: cells.read_days(cell, unit))

    def seconds(self, field: str, most: int = cells.MAXIMUM_SECONDS) -> int:
        """Whole seconds."""
        unit = self.grid.units.get(field) or self.grid.usual_units[field]
        return self.read(field, lambda cell: cells.read_seconds(cell, unit, most))

    def money(self, field: str, currency: str) -> int:
        """Minor units of the currency."""
        return self.read(field, lambda cell: cells.read_money(cell, currency))

    def heading_currency(self, field: str) -> str:
        """The currency in the brackets of a heading, or ""."""
        return self.grid.units.get(field, "")

    def quantity(
        self,
        field: str,
        unit: str,
        factors: dict[str, int],
        unit_field: str = "",
        *,
        least: int = 0,
    ) -> int:
        """A quantity in whole `unit`; nothing is read where the unit is "", not known."""
        if not unit:
            return int(self.defaults.get(field) or 0)
        from_unit = self._unit(unit_field, factors) if unit_field else ""
        from_unit = from_unit or self.grid.units.get(field, "")

        def parse(cell: Cell) -> int:
            quantity = cells.read_quantity(cell, from_unit, unit, factors)
            if quantity < least:
                raise Mistake("not-positive", text=cells.shown(cell))
            return quantity

        return self.read(field, parse)

    def _unit(self, field: str, factors: dict[str, int]) -> str:
        cell = self.cell(field)
        if cell is None:
            return ""
        try:
            return cells.read_unit(cells.read_code(cell), factors)
        except Mistake as mistake:
            self.mistake(f"cell-{mistake.code}", field, **mistake.details)
            return ""

    def own_unit(self, field: str) -> str:
        """The Rec 20 code of an item's own unit."""
        return self.read(field, cells.read_own_unit)
