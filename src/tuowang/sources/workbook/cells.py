"""What stands in one cell, as a value of the core: exact, bounded, or a `Mistake`.

A cell is a text, a number (Excel knows floats only, so this is the one edge where they occur; the
shortest decimal that means the float is taken, and nothing is computed with it), a truth value or
a `Stamp`. Every function here takes such a cell; who calls adds sheet, row and column.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from tuowang.errors import Mistake
from tuowang.flows.catalogue import UnitFactor
from tuowang.flows.checks import name_of
from tuowang.units import (
    MAXIMUM_QUANTITY,
    UNITS,
    amount_minor,
    currency_code,
    day_number,
    decimal,
    quantity,
    ratio,
    unit_code,
)

CODE_LENGTH, TEXT_LENGTH = 64, 2000
MAXIMUM_DAYS, MAXIMUM_SECONDS, MAXIMUM_ADDRESSES = 3650, 10**9, 20


class Stamp(NamedTuple):
    """A date ("date", "2026-03-02") or a length of time ("duration", milliseconds as text)."""

    kind: str
    text: str


Cell = str | float | bool | Stamp

_NUMBER = re.compile(r"^(\D*?)([-+]?[\d.,]*\d[\d.,]*(?:e[-+]?\d+)?)(\D.*)?$", re.I)
_GROUPED = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$")
_CLOCK = re.compile(r"^(\d{1,6}):([0-5]\d)(?::([0-5]\d))?$")
_DATE = re.compile(
    r"^(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?(?:[ T]+0?0:00(?::00(?:\.0+)?)?)?$"
)
_COMPACT_DATE = re.compile(r"^(\d{4})(\d\d)(\d\d)$")
_WEEKS = {"周", "week", "weeks", "w"}
_DAY_WORDS = {"", "天", "日", "d", "day", "days"}
_SIGNS = {"¥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}
# Columns repeat themselves; "typed", so that 1.0 and True stay apart.
_remember = lru_cache(maxsize=2048, typed=True)
_SPACES = "\n\t\u3000\xa0"
_EDGES = "\ufeff\u200b \t\r\n\xa0\u3000"


def shown(cell: Cell) -> str:
    """The cell as a mistake quotes it."""
    if isinstance(cell, float):
        return _digits(cell)
    return (cell.text if isinstance(cell, Stamp) else str(cell))[:80]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip(_EDGES)


def _digits(number: float) -> str:
    if number.is_integer() and abs(number) < 10**15:
        return str(int(number))
    return repr(number)


def read_text(cell: Cell) -> str:
    """A text, without blanks around it; a number as people would write it."""
    if isinstance(cell, float):
        if abs(cell) >= 10**15:
            raise Mistake("number-too-long", text=shown(cell))
        return f"{decimal(_digits(cell)):f}"
    if not isinstance(cell, str):
        raise Mistake("not-text", text=shown(cell))
    text = cell.strip(_EDGES).replace("\r\n", "\n")
    if not text.isprintable() and not all(
        letter.isprintable() or letter in _SPACES for letter in text
    ):
        raise Mistake("text-unprintable", text=repr(text[:40]))
    if len(text) > TEXT_LENGTH:
        raise Mistake("too-long", length=len(text), limit=TEXT_LENGTH)
    return text


def read_code(cell: Cell) -> str:
    """A code: one line of 1 to 64 characters."""
    text = read_text(cell)
    if len(text) > CODE_LENGTH:
        raise Mistake("too-long", length=len(text), limit=CODE_LENGTH)
    return name_of(text) if text else ""


def _parts(cell: Cell) -> tuple[str, str, str]:
    """What stands before the number, the number, what stands behind it."""
    if isinstance(cell, float):
        return "", _digits(cell), ""
    if not isinstance(cell, str):
        raise Mistake("not-a-number", text=shown(cell))
    text = _plain(cell)
    found = _NUMBER.match(text) if len(text) <= CODE_LENGTH else None
    if found is None:
        raise Mistake("not-a-number", text=shown(cell))
    before, number, behind = found[1].strip(), found[2], (found[3] or "").strip()
    if "," in number:
        if not _GROUPED.match(number):
            raise Mistake("comma-unclear", text=shown(cell))
        number = number.replace(",", "")
    return before, number, behind


def read_unit(text: str, own_factors: dict[str, int]) -> str:
    """A pack of the item's own, or a Rec 20 code."""
    if text in own_factors:
        return text
    for name in own_factors:
        if name.casefold() == text.casefold():
            return name
    return unit_code(text)


@_remember
def read_own_unit(cell: Cell) -> str:
    """The Rec 20 code of what people write."""
    return unit_code(read_code(cell))


@_remember
def read_currency(cell: Cell) -> str:
    """The ISO 4217 code of what people write."""
    return currency_code(read_code(cell))


def read_quantity(cell: Cell, unit: str, to_unit: str, own_factors: dict[str, int]) -> int:
    """A quantity in whole `to_unit`. `unit`: what column or heading name, "" for none."""
    if isinstance(cell, float) and cell.is_integer() and unit in ("", to_unit):
        if not 0 <= cell <= MAXIMUM_QUANTITY:
            raise Mistake("quantity-out-of-range", text=shown(cell))
        return int(cell)
    before, number, behind = _parts(cell)
    if before:
        raise Mistake("not-a-number", text=shown(cell))
    if behind:
        stated = read_unit(behind, own_factors)
        if unit and stated != unit:
            raise Mistake("units-differ", text=shown(cell), unit=unit)
        unit = stated
    return quantity(number, unit or to_unit, to_unit, own_factors)


@_remember
def read_money(cell: Cell, currency: str) -> int:
    """Money in minor units of `currency`; a sign in the cell must mean the same currency."""
    before, number, behind = _parts(cell)
    for mark in (before, behind):
        if mark and (_SIGNS.get(mark) or currency_code(mark)) != currency:
            raise Mistake("currencies-differ", text=shown(cell), currency=currency)
    return amount_minor(number, currency)


@_remember
def read_days(cell: Cell, heading_unit: str) -> int:
    """Whole days: 5, "5 天", "2 weeks"."""
    before, number, behind = _parts(cell)
    behind = behind.casefold()
    if before or behind not in _DAY_WORDS | _WEEKS:
        raise Mistake("not-a-number", text=shown(cell))
    weeks = behind in _WEEKS or (not behind and heading_unit == "WEE")
    exact = Fraction(decimal(number)) * (7 if weeks else 1)
    if exact.denominator != 1 or not 0 <= exact <= MAXIMUM_DAYS:
        raise Mistake("days-out-of-range", text=shown(cell), limit=MAXIMUM_DAYS)
    return exact.numerator


@_remember
def read_share(cell: Cell) -> int:
    """Permille: 0.98, "98 %", 98 (above 1 it is a percentage) and "980 ‰" are all 980."""
    before, number, behind = _parts(cell)
    exact = Fraction(decimal(number))
    if before or behind not in ("", "%", "‰"):
        raise Mistake("not-a-number", text=shown(cell))
    if behind != "‰":
        exact *= 10 if behind == "%" or exact > 1 else 1000
    if exact.denominator != 1 or not 0 <= exact <= 1000:
        raise Mistake("share-out-of-range", text=shown(cell))
    return exact.numerator


@_remember
def read_seconds(cell: Cell, unit: str, most: int = MAXIMUM_SECONDS) -> int:
    """Whole seconds: a number of `unit`, "7:30" (hours only), "0:07:30", "2 h", an Excel time."""
    if isinstance(cell, Stamp) and cell.kind == "duration":
        exact = Fraction(int(cell.text), 1000)
        if abs(exact - round(exact)) <= Fraction(1, 500):  # Excel keeps times as parts of a day
            exact = Fraction(round(exact))
    elif isinstance(cell, str) and (clock := _CLOCK.match(_plain(cell))):
        if clock[3] is None and unit != "HUR":
            raise Mistake("clock-unclear", text=shown(cell))
        exact = Fraction(int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0))
    else:
        before, number, behind = _parts(cell)
        stated = unit_code(behind) if behind else unit
        if before or UNITS[stated].dimension != "time":
            raise Mistake("not-a-duration", text=shown(cell))
        exact = Fraction(decimal(number)) * ratio(stated, "SEC")
    if exact.denominator != 1:
        raise Mistake("seconds-not-whole", text=shown(cell))
    if not 0 <= exact <= most:
        raise Mistake("duration-out-of-range", text=shown(cell))
    return exact.numerator


@_remember
def read_day(cell: Cell) -> str:
    """An ISO date: an Excel date, 2026-03-02, 2026/3/2, 2026.3.2, 2026年3月2日, 20260302."""
    if isinstance(cell, Stamp) and cell.kind == "date":
        return cell.text
    text = _digits(cell) if isinstance(cell, float) else shown(cell)
    text = _plain(text)
    found = _DATE.match(text)
    if found and (found[2], found[4]) in (("-", "-"), ("/", "/"), (".", "."), ("年", "月")):
        parts = (found[1], found[3], found[5])
    elif found := _COMPACT_DATE.match(text):
        parts = (found[1], found[2], found[3])
    else:
        raise Mistake("date-unreadable", text=shown(cell))
    iso = f"{int(parts[0]):04d}-{int(parts[1]):02d}-{int(parts[2]):02d}"
    day_number(iso)
    return iso


@_remember
def _holds(number: str, unit: str) -> int:
    return read_quantity(number, "", unit, {})


def read_factors(cell: Cell, unit: str) -> list[UnitFactor]:
    """ "box=50; pallet=1200": how much of the item's own `unit` a pack holds."""
    factors: list[UnitFactor] = []
    for part in re.split(r"[;\uff1b\n]", read_text(cell)):
        if not part.strip():
            continue
        name, _, number = part.replace("\uff1d", "=").rpartition("=")
        name = name.strip()
        if not name or len(name) > CODE_LENGTH:
            raise Mistake("packs-unreadable", text=part.strip()[:80])
        if any(name == factor.unit for factor in factors):
            raise Mistake("pack-twice", text=name)
        holds = _holds(number, unit)
        if holds < 1:
            raise Mistake("not-positive", text=number.strip())
        factors.append(UnitFactor(name, holds))
    return factors


def read_addresses(cell: Cell) -> list[str]:
    """Addresses, separated by blanks or semicolons."""
    found = re.split(r"[\s;\uff1b]+", read_text(cell))
    addresses = [address for address in found if address]
    if len(addresses) > MAXIMUM_ADDRESSES:
        raise Mistake("too-many", count=len(addresses), limit=MAXIMUM_ADDRESSES)
    return addresses
