"""How a sheet and a heading are recognised, in either language.

A name matches without regard to case, spaces, full width, "_", "-", "*" and ":". Where a heading
ends in brackets that are no part of a known name, they must state a unit that fits the column:
"quantity (kg)", "提前期(周)", "单价(元)". A heading that matches nothing is never used.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from tuowang.errors import Mistake
from tuowang.units import UNITS, currency_code, unit_code

LANGUAGES = ("en", "zh")
_BRACKETS = re.compile(r"^(.+)\(([^()]*)\)$")
_IGNORED = re.compile(r"[\s_\-*:：.]+")


class Column(NamedTuple):
    """One column. `field` is the field of the command, or what helps to read another column.

    Kinds: code, text, unit, word, quantity, money, currency, days, share, duration, day,
    weekdays, factors, addresses. `usual_unit` is meant where neither heading nor cell names one.
    """

    field: str
    kind: str
    names: tuple[str, str]
    others: tuple[str, ...] = ()
    required: bool = False
    notes: tuple[str, str] = ("", "")
    usual_unit: str = ""


class Sheet(NamedTuple):
    """One sheet: its key, its English and Chinese name, other names, its columns."""

    key: str
    names: tuple[str, str]
    others: tuple[str, ...]
    columns: tuple[Column, ...]


class Heading(NamedTuple):
    """A recognised heading: which column, and the unit or currency in its brackets, or ""."""

    column: Column
    unit: str


def normal(text: str) -> str:
    """A name as it is compared."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())


def language_index(language: str) -> int:
    """The place of a language in a pair of names; anything but "zh" reads English."""
    return 1 if language.lower().startswith("zh") else 0


def sheet_names(sheet: Sheet) -> set[str]:
    """All names of a sheet as they are compared."""
    return {normal(name) for name in (sheet.key, *sheet.names, *sheet.others)}


def find_sheet(sheets: tuple[Sheet, ...], name: str) -> Sheet | None:
    """The sheet of this name."""
    wanted = normal(name)
    return next((sheet for sheet in sheets if wanted in sheet_names(sheet)), None)


def column_names(column: Column) -> set[str]:
    """All names of a column as they are compared."""
    return {normal(name) for name in (column.field, *column.names, *column.others)}


class Headings:
    """All headings of one sheet, ready to be looked up."""

    def __init__(self, sheet: Sheet) -> None:
        self._columns: dict[str, Column] = {}
        for column in sheet.columns:
            for name in column_names(column):
                assert self._columns.setdefault(name, column) is column, (sheet.key, name)
                if plain := _BRACKETS.match(name):
                    self._columns.setdefault(plain[1], column)

    def find(self, text: str) -> Heading | None:
        """The column of a heading as it stands in the book; None where it is unknown."""
        name = normal(text)
        brackets = _BRACKETS.match(name)
        if column := self._columns.get(name):
            return Heading(column, (brackets and heading_unit(column, brackets[2])) or "")
        if brackets and (column := self._columns.get(brackets[1])):
            unit = heading_unit(column, brackets[2])
            return Heading(column, unit) if unit else None
        return None


def heading_unit(column: Column, text: str) -> str:
    """The unit code or currency that brackets state; "" where they state none that fits."""
    try:
        if column.kind == "money":
            return currency_code(text)
        if column.kind == "share":
            return "%" if text == "%" else ""
        if column.kind == "days" and text in ("周", "week", "weeks"):
            return "WEE"
        unit = unit_code(text)
    except Mistake:
        return ""
    if column.kind == "quantity":
        return unit
    if column.kind == "days":
        return unit if unit == "DAY" else ""
    return unit if column.kind == "duration" and UNITS[unit].dimension == "time" else ""
