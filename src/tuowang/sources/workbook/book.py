"""What a book has said so far: which items and partners there are, and the commands it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tuowang.flows.base import Command
from tuowang.flows.catalogue import (
    ITEMS,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
)
from tuowang.flows.company_id import check_company_id
from tuowang.flows.partner import PARTNERS, Allow, MapItemCode, RecordPartner
from tuowang.flows.party import ME, PARTIES, RecordParty
from tuowang.flows.planning import RecordNeed
from tuowang.flows.stock import CountStock
from tuowang.sources.base import HELD, Proposed, Reading, View, held
from tuowang.sources.workbook import cells
from tuowang.sources.workbook.grid import Grid, Line, Report, defaults

KINDS: dict[str, type[Command]] = {
    "company": RecordParty,
    "partners": RecordPartner,
    "items": RecordItem,
    "recipes": RecordRecipe,
    "capacity": RecordCapacity,
    "prices": RecordPrice,
    "stock": CountStock,
    "needs": RecordNeed,
    "disclosures": Allow,
    "item-codes": MapItemCode,
}
"""What a sheet gives; the sheet "work" gives the second half of a recipe."""


@dataclass
class Unit:
    """How an item is counted; "" where its row could not be read. Packs: unit -> how many."""

    code: str
    packs: dict[str, int]


UNREADABLE = Unit("", {})


@dataclass
class Book:
    """The state of one reading. `open_items`: not all items could be read, so none is unknown."""

    view: View
    report: Report = field(default_factory=Report)
    reading: Reading = field(default_factory=Reading)
    items: dict[str, Unit | None] = field(default_factory=dict)
    partners: dict[str, bool] = field(default_factory=dict)
    open_items: bool = False
    open_partners: bool = False
    currency: str = "CNY"
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        me = self.view.get(PARTIES, ME)
        self.currency = me.currency if me else "CNY"
        self.defaults: dict[type[Command], dict[str, Any]] = {kind: defaults(kind) for kind in HELD}

    def item_unit(self, line: Line, field: str, item: str) -> Unit:
        """How the item is counted; an unknown item is a mistake of this cell."""
        if item not in self.items:
            row = self.view.get(ITEMS, item)
            packs = {pack.unit: pack.quantity for pack in row.unit_factors} if row else {}
            self.items[item] = Unit(row.unit, packs) if row else None
        unit = self.items[item]
        if unit is None and not self.open_items:
            line.mistake("cell-item-unknown", field, item=item)
        return unit or UNREADABLE

    def knows_partner(self, line: Line, field: str, partner: str) -> None:
        """An unknown partner is a mistake of this cell."""
        if partner not in self.partners:
            self.partners[partner] = self.view.get(PARTNERS, partner) is not None
        if not self.partners[partner] and not self.open_partners:
            line.mistake("cell-partner-unknown", field, partner=partner)

    def begin(self, line: Line, kind: type[Command], key: dict[str, str]) -> bool:
        """Whether this line's key could be read and is new; else the line is a mistake."""
        line.defaults = self.defaults[kind]
        if line.bad:
            return False
        values = tuple(key.values())
        first = self.seen.setdefault((line.grid.key, *values), line.row)
        if first != line.row:
            shown = " / ".join(value for value in values if value)
            line.mistake("row-twice", next(iter(key)), key=shown, first_row=first)
            return False
        line.held = held(self.view, kind, *values)
        return True

    def propose(self, line: Line, command: Command) -> None:
        """Take the command of a line in which nothing was wrong."""
        if not line.bad:
            self.reading.changes.append(Proposed(command, line.grid.name, line.row))

    def money_currency(self, line: Line, money_field: str) -> str:
        """A line's currency: its cell, the heading's brackets, the tables, the company's."""
        stated = line.heading_currency(money_field)
        cell = line.cell("currency")
        if cell is None:
            held_currency = getattr(line.held, "currency", "")
            absent = "currency" not in line.grid.columns
            return stated or (held_currency if absent else "") or self.currency
        currency = currency_of(line)
        if stated and currency and currency != stated:
            text = cells.shown(cell)
            line.mistake("cell-currencies-differ", "currency", text=text, currency=stated)
        return currency or self.currency


def currency_of(line: Line) -> str:
    """The currency in the line's own cell; the default where it is empty or wrong."""
    return line.read("currency", cells.read_currency)


def company_id_of(line: Line) -> tuple[str, str]:
    """The line's company id in its normal form, and its scheme."""
    scheme = line.text("company_id_scheme").lower() or "uscc"

    def parse(cell: cells.Cell) -> str:
        return check_company_id(scheme, cells.read_code(cell))

    return line.read("company_id", parse), scheme


def begin_sheet(book: Book, grid: Grid) -> None:
    """Note that the book lists a kind of thing in full."""
    if kind := KINDS.get(grid.key):
        book.reading.listed[kind] = grid.name


def fail_sheet(book: Book, grid: Grid) -> None:
    """A sheet that cannot be read: what it would have named must not be called unknown."""
    book.open_items = book.open_items or grid.key == "items"
    book.open_partners = book.open_partners or grid.key == "partners"
