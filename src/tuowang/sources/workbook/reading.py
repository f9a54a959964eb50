"""From a file to a `Reading`: sheet by sheet, then what spans sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tuowang.errors import Mistake
from tuowang.flows.catalogue import RecordCapacity
from tuowang.sources.base import NoTables, Reading, View
from tuowang.sources.workbook import lists
from tuowang.sources.workbook.book import Book, begin_sheet, fail_sheet
from tuowang.sources.workbook.grid import Grid
from tuowang.sources.workbook.recipes import Workshop
from tuowang.sources.workbook.rows import open_book
from tuowang.sources.workbook.sheets import SHEETS

_LISTS: dict[str, Callable[[Book, Grid], None]] = {
    "company": lists.read_company,
    "partners": lists.read_partners,
    "items": lists.read_items,
    "capacity": lists.read_capacity,
    "prices": lists.read_prices,
    "stock": lists.read_stock,
    "needs": lists.read_needs,
    "disclosures": lists.read_disclosures,
    "item-codes": lists.read_item_codes,
}


def read_workbook(path: Path, view: View | None = None, sheet: str = "") -> Reading:
    """What a workbook (.xlsx, .xls, .ods) or one sheet as .csv says, beside what the tables hold.

    `view` None means a company that has entered nothing yet. `sheet` names the one sheet of a CSV
    file, else the file's name does. Wrong cells are in the reading's `mistakes`; raised is only
    what makes the whole file unreadable. Mistake: file-…, workbook-…, sheet-…, csv-…
    """
    file = open_book(Path(path), sheet)
    book = Book(view or NoTables())
    workshop = Workshop(book)
    readers = {**_LISTS, "recipes": workshop.read_recipes, "work": workshop.read_work}
    for name in file.unknown_sheets:
        book.report.notice("sheet-unknown", sheet=name)
    filled = known = 0
    for raw in file.sheets:
        known += 1
        grid = Grid(raw, book.report)
        if grid.empty:
            book.report.notice("sheet-empty", sheet=grid.name)
            continue
        filled += 1
        if grid.whole:
            begin_sheet(book, grid)
            readers[grid.key](book, grid)
        else:
            fail_sheet(book, grid)
    if not filled:
        names = ", ".join("/".join(sheet.names) for sheet in SHEETS)
        code = "workbook-empty" if known else "workbook-without-known-sheet"
        raise Mistake(code, path=str(path), known=names)
    workshop.capacities = {
        change.command.centre
        for change in book.reading.changes
        if isinstance(change.command, RecordCapacity)
    }
    workshop.finish()
    book.reading.mistakes = book.report.mistakes
    book.reading.more_mistakes = book.report.more_mistakes
    book.reading.notices = book.report.notices
    return book.reading


class Workbook:
    """The source "workbook": see `read_workbook`."""

    name = "workbook"

    def __init__(self, view: View | None = None, sheet: str = "") -> None:
        self.view, self.sheet = view, sheet

    def read(self, path: Path) -> Reading:
        """See `Source.read`."""
        return read_workbook(path, self.view, self.sheet)
