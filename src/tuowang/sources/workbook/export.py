"""From the tables to the workbook: the same layout that is read, so that it can come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from tuowang.flows.base import Command
from tuowang.flows.catalogue import RecordRecipe
from tuowang.sources.base import View, held_rows
from tuowang.sources.workbook.book import KINDS
from tuowang.sources.workbook.grid import COMMENT, marked
from tuowang.sources.workbook.layout import Column, Sheet, language_index
from tuowang.sources.workbook.sheets import SHEETS
from tuowang.sources.workbook.words import WORDS, show_weekdays, show_word
from tuowang.sources.workbook.writing import Sheets, Value, new_book
from tuowang.units import CURRENCIES

Row = list[Value]
_KIND_NOTES = {
    "code": ("a code, up to 64 characters", "编码,最多 64 个字符"),
    "text": ("a text", "文字"),
    "unit": ("kg, pcs, m …", "千克、个、米……"),
    "quantity": ("a number in the item's own unit", "数字,以物料自身单位计"),
    "money": ("an amount", "金额"),
    "days": ("whole days", "整天数"),
    "duration": ("a time", "时间"),
    "day": ("a date such as 2026-03-02", "日期,如 2026-03-02"),
    "share": ("98 % or 0.98", "98% 或 0.98"),
}


def write_workbook(view: View, path: Path, language: str) -> None:
    """All that the tables hold, headed in "en" or "zh"; reading it again changes nothing.

    Mistake: file-not-writable, too-many-rows.
    """
    with new_book(Path(path)) as sheets:
        for sheet in SHEETS:
            _add(sheets, sheet, language, _rows(view, sheet, language))


def empty_workbook(path: Path, language: str) -> None:
    """A template: every sheet with its headings and a line that explains them.

    Mistake: file-not-writable.
    """
    with new_book(Path(path)) as sheets:
        for sheet in SHEETS:
            _add(sheets, sheet, language, iter([_explanation(sheet, language)]))


def _add(sheets: Sheets, sheet: Sheet, language: str, rows: Iterator[Row]) -> None:
    index = language_index(language)
    sheets.add(sheet.names[index], [column.names[index] for column in sheet.columns], rows)


def _explanation(sheet: Sheet, language: str) -> Row:
    index = language_index(language)
    notes = [column.notes[index] or _note(column, index) for column in sheet.columns]
    must = ("required", "必填")[index]
    said: list[str] = []
    for column, note in zip(sheet.columns, notes, strict=True):
        said.append(f"{must}: {note}" if column.required else note)
    return [COMMENT + said[0], *said[1:]]


def _note(column: Column, index: int) -> str:
    return _KIND_NOTES.get(column.kind, ("", ""))[index]


def _rows(view: View, sheet: Sheet, language: str) -> Iterator[Row]:
    if sheet.key == "recipes":
        return _recipe_rows(view)
    if sheet.key == "work":
        return _work_rows(view)
    return _list_rows(view, sheet, language)


def _list_rows(view: View, sheet: Sheet, language: str) -> Iterator[Row]:
    shows = [(column, _SHOW.get(column.kind, _show_plain)) for column in sheet.columns]
    for command in held_rows(view, KINDS[sheet.key]):
        yield [show(command, column, language) for column, show in shows]


def _show_plain(command: Command, column: Column, language: str) -> Value:
    value = getattr(command, column.field, None)  # a helping column such as "unit" stays empty
    assert value is None or isinstance(value, str | int)
    return marked(value) if isinstance(value, str) else value


def _show_money(command: Command, column: Column, language: str) -> Value:
    digits = CURRENCIES.get(getattr(command, "currency", "CNY"), 2)
    return Decimal(getattr(command, column.field)).scaleb(-digits)


def _show_share(command: Command, column: Column, language: str) -> Value:
    return Decimal(getattr(command, column.field)).scaleb(-3)


def _show_duration(command: Command, column: Column, language: str) -> Value:
    return show_duration(getattr(command, column.field), column.usual_unit)


def _show_day(command: Command, column: Column, language: str) -> Value:
    day = getattr(command, column.field)
    return date.fromisoformat(day) if day else None


def _show_word(command: Command, column: Column, language: str) -> Value:
    assert column.field in WORDS
    return show_word(column.field, getattr(command, column.field), language)


def _show_weekdays(command: Command, column: Column, language: str) -> Value:
    return show_weekdays(getattr(command, column.field), language)


def _show_factors(command: Command, column: Column, language: str) -> Value:
    factors = getattr(command, column.field)
    return marked("; ".join(f"{factor.unit}={factor.quantity}" for factor in factors))


def _show_addresses(command: Command, column: Column, language: str) -> Value:
    return marked(" ".join(getattr(command, column.field)))


_SHOW: dict[str, Callable[[Command, Column, str], Value]] = {
    "money": _show_money,
    "share": _show_share,
    "duration": _show_duration,
    "day": _show_day,
    "word": _show_word,
    "weekdays": _show_weekdays,
    "factors": _show_factors,
    "addresses": _show_addresses,
}


def show_duration(seconds: int, unit: str) -> Value:
    """Hours ("HUR") or minutes where they come out in few decimals, else "h:mm:ss"."""
    size, fine = (3600, 9) if unit == "HUR" else (60, 3)
    if seconds % fine == 0:
        return Decimal(seconds) / size
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _recipe_rows(view: View) -> Iterator[Row]:
    for recipe in held_rows(view, RecordRecipe):
        assert isinstance(recipe, RecordRecipe)
        head: Row = [marked(recipe.item), recipe.batch_quantity, None]
        tail: Row = [None, Decimal(recipe.yield_permille).scaleb(-3), recipe.lead_time_days]
        for part in recipe.ingredients:
            yield [*head, marked(part.item), part.quantity, *tail]
        if not recipe.ingredients:
            yield [*head, None, None, *tail]


def _work_rows(view: View) -> Iterator[Row]:
    for recipe in held_rows(view, RecordRecipe):
        assert isinstance(recipe, RecordRecipe)
        for work in recipe.work:
            setup, run = (
                show_duration(seconds, "MIN") for seconds in (work.setup_seconds, work.run_seconds)
            )
            yield [marked(recipe.item), marked(work.centre), setup, run]
