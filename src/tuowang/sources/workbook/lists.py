"""From the lines of a sheet to commands, for every sheet in which a line is one thing."""

from __future__ import annotations

from collections.abc import Callable

from tuowang.flows.catalogue import RecordCapacity, RecordItem, RecordPrice, UnitFactor
from tuowang.flows.partner import ITEM_CODES, Allow, MapItemCode, RecordPartner
from tuowang.flows.party import RecordParty
from tuowang.flows.planning import RecordNeed
from tuowang.flows.stock import CountStock
from tuowang.flows.stock_asks import UNNAMED_LOT
from tuowang.sources.workbook import cells
from tuowang.sources.workbook.book import Book, Unit, company_id_of, currency_of
from tuowang.sources.workbook.cells import Cell
from tuowang.sources.workbook.grid import Grid, Line
from tuowang.sources.workbook.words import read_weekdays, read_word

MAXIMUM_SECONDS_PER_DAY = 86_400 * 1000
"""A work centre may be a thousand machines."""
_THEIR_ITEM = ("partner", "their_item")
_ITEM_QUANTITIES = ("safety_stock", "lot_multiple", "lot_minimum", "cost_quantity", "unit_factors")


def _word(line: Line, field: str) -> str:
    return line.read(field, lambda cell: read_word(field, cells.read_code(cell)))


def read_company(book: Book, grid: Grid) -> None:
    """The one line of the sheet company."""
    for number, line in enumerate(grid.lines()):
        if number:
            line.mistake("company-twice", "name")
            return
        book.begin(line, RecordParty, {})
        company_id, scheme = company_id_of(line)
        currency = currency_of(line)
        book.currency = currency or book.currency
        addresses = line.read("addresses", cells.read_addresses)
        name = line.text("name")
        book.propose(line, RecordParty(name, company_id, scheme, currency, addresses))


def read_partners(book: Book, grid: Grid) -> None:
    """The sheet partners."""
    for line in grid.lines():
        partner = line.partner_code("partner")
        if partner:
            book.partners[partner] = True
        if book.begin(line, RecordPartner, {"partner": partner}):
            company_id, scheme = company_id_of(line)
            command = RecordPartner(
                partner=partner,
                name=line.text("name"),
                company_id=company_id,
                company_id_scheme=scheme,
                currency=currency_of(line),
                payment_days=line.days("payment_days"),
                transit_days=line.days("transit_days"),
                tolerance_permille=line.share("tolerance_permille"),
            )
            book.propose(line, command)


def read_items(book: Book, grid: Grid) -> None:
    """The sheet items."""
    for line in grid.lines():
        item = line.item_code("item")
        if not book.begin(line, RecordItem, {"item": item}):
            if item:
                book.items.setdefault(item, Unit("", {}))
            continue
        unit = line.own_unit("unit")
        factors = line.read("unit_factors", _factors_in(unit))
        packs = {factor.unit: factor.quantity for factor in factors}
        book.items[item] = Unit("" if line.bad else unit, packs)
        supplier = line.code("supplier")
        if supplier:
            book.knows_partner(line, "supplier", supplier)
        _check_unit_change(line, item, unit)
        currency = book.money_currency(line, "cost_minor")
        stated = line.heading_currency("order_cost_minor")
        if stated not in ("", currency):
            details = {"text": stated, "currency": currency}
            line.mistake("cell-currencies-differ", "order_cost_minor", **details)
        command = RecordItem(
            item=item,
            name=line.text("name"),
            unit=unit,
            supply=_word(line, "supply"),
            lead_time_days=line.days("lead_time_days"),
            safety_stock=line.quantity("safety_stock", unit, packs),
            lot_multiple=line.quantity("lot_multiple", unit, packs, least=1),
            lot_minimum=line.quantity("lot_minimum", unit, packs),
            supplier=supplier,
            cost_minor=line.money("cost_minor", currency),
            cost_quantity=line.quantity("cost_quantity", unit, packs, least=1),
            currency=currency,
            unit_factors=factors,
            order_cost_minor=line.money("order_cost_minor", currency),
        )
        book.propose(line, command)


def _factors_in(unit: str) -> Callable[[Cell], list[UnitFactor]]:
    return lambda cell: cells.read_factors(cell, unit) if unit else []


def _check_unit_change(line: Line, item: str, unit: str) -> None:
    """Quantities kept from the tables would silently mean another amount in another unit."""
    if not isinstance(line.held, RecordItem) or not unit or line.held.unit == unit:
        return
    lacking = [name for name in _ITEM_QUANTITIES if name not in line.grid.columns]
    details = {"item": item, "old": line.held.unit, "new": unit}
    if lacking:
        line.mistake("cell-unit-changed", "unit", lacking=", ".join(lacking), **details)
    else:
        line.grid.report.notice("unit-changed", sheet=line.grid.name, row=line.row, **details)


def read_capacity(book: Book, grid: Grid) -> None:
    """The sheet capacity."""
    for line in grid.lines():
        centre, start = line.code("centre"), line.day("start")
        if book.begin(line, RecordCapacity, {"centre": centre, "start": start}):
            seconds = line.seconds("seconds_per_day", MAXIMUM_SECONDS_PER_DAY)
            weekdays = line.read("weekdays", lambda cell: read_weekdays(cells.read_code(cell)))
            currency = book.money_currency(line, "overtime_cost_minor")
            overtime = line.seconds("overtime_seconds_per_day", MAXIMUM_SECONDS_PER_DAY)
            cost = line.money("overtime_cost_minor", currency)
            command = RecordCapacity(centre, start, seconds, weekdays, overtime, cost, currency)
            book.propose(line, command)


def read_prices(book: Book, grid: Grid) -> None:
    """The sheet prices."""
    for line in grid.lines():
        item, partner = line.code("item"), line.code("partner")
        if book.begin(line, RecordPrice, {"item": item, "partner": partner}):
            unit = book.item_unit(line, "item", item)
            if partner:
                book.knows_partner(line, "partner", partner)
            currency = book.money_currency(line, "price_minor")
            per = _price_quantity(line, unit)
            price = line.money("price_minor", currency)
            book.propose(line, RecordPrice(item, partner, price, per, currency))


def _price_quantity(line: Line, unit: Unit) -> int:
    """For how many units the price is; a unit alone means one of it ("per kg")."""
    stated = line.cell("unit")
    if stated is not None and unit.code and line.cell("price_quantity") is None:
        return line.read("unit", lambda cell: _one_of(cell, unit))
    return line.quantity("price_quantity", unit.code, unit.packs, "unit", least=1)


def _one_of(cell: Cell, unit: Unit) -> int:
    name = cells.read_unit(cells.read_code(cell), unit.packs)
    return cells.read_quantity("1", name, unit.code, unit.packs)


def read_stock(book: Book, grid: Grid) -> None:
    """The sheet stock: what was counted."""
    for line in grid.lines():
        line.defaults = book.defaults[CountStock]
        item, place = line.code("item"), line.code("place")
        lot = line.code("lot") or UNNAMED_LOT
        if book.begin(line, CountStock, {"item": item, "lot": lot, "place": place}):
            unit = book.item_unit(line, "item", item)
            quantity = line.quantity("quantity", unit.code, unit.packs, "unit")
            day, reason = line.day("day"), line.text("reason")
            book.propose(line, CountStock(item, quantity, lot, place, day, reason))


def read_needs(book: Book, grid: Grid) -> None:
    """The sheet needs."""
    for line in grid.lines():
        need = line.code("need")
        if book.begin(line, RecordNeed, {"need": need}):
            item = line.code("item")
            unit = book.item_unit(line, "item", item) if item else Unit("", {})
            quantity = line.quantity("quantity", unit.code, unit.packs, "unit")
            due, kind = line.day("due"), _word(line, "kind")
            book.propose(line, RecordNeed(need, item, quantity, due, kind))


def read_disclosures(book: Book, grid: Grid) -> None:
    """The sheet disclosures: what a partner may see."""
    for line in grid.lines():
        partner, topic, item = line.code("partner"), _word(line, "topic"), line.code("item")
        key = {"partner": partner, "topic": topic, "item": item}
        if book.begin(line, Allow, key):
            book.knows_partner(line, "partner", partner)
            if item:
                book.item_unit(line, "item", item)
            book.propose(line, Allow(partner, topic, item))


def read_item_codes(book: Book, grid: Grid) -> None:
    """The sheet item codes: what partners call our items."""
    named: dict[tuple[str, str], int] = {}
    for line in grid.lines():
        partner, item = line.code("partner"), line.code("item")
        if book.begin(line, MapItemCode, {"partner": partner, "item": item}):
            book.knows_partner(line, "partner", partner)
            book.item_unit(line, "item", item)
            their_item = line.code("their_item")
            first = named.setdefault((partner, their_item), line.row)
            if first != line.row and their_item:
                key = f"{partner} / {their_item}"
                line.mistake("row-twice", "their_item", key=key, first_row=first)
            for taken in book.view.find(ITEM_CODES, _THEIR_ITEM, partner, their_item):
                if taken.item != item and (grid.key, partner, taken.item) not in book.seen:
                    line.mistake("cell-item-code-taken", "their_item", item=taken.item)
            book.propose(line, MapItemCode(partner, item, their_item))
