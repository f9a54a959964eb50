"""How we count: whole numbers with a unit, money in minor units, days as ISO dates.

A quantity is an integer in its item's own unit; an item measured in 2.5 kg is counted in GRM.
Unit codes are those of UN/ECE Recommendation 20; factors within a dimension are exact, and a
factor between dimensions (a box of 50 pieces) belongs to the item and is stated there.
Money is an integer of minor units (ISO 4217). Nothing here is ever a float.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, NamedTuple

import msgspec

from tuowang.errors import Mistake

MAXIMUM_QUANTITY = 10**15
MAXIMUM_AMOUNT_MINOR = 10**15
DAY_MILLISECONDS = 86_400_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
# [0-9] and \Z, because \d takes any script's digits, and $ a line's end behind the last one.
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY_PATTERN = (
    "^(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|"
    + _LEAP_YEAR
    + r"-02-29)\Z"
)

Day = Annotated[str, msgspec.Meta(pattern=DAY_PATTERN)]
"""An ISO date that exists. Days compare as texts."""
Quantity = Annotated[int, msgspec.Meta(ge=1, le=MAXIMUM_QUANTITY)]
"""A positive whole number of an item's unit."""
Stock = Annotated[int, msgspec.Meta(ge=0, le=MAXIMUM_QUANTITY)]
"""A whole number of an item's unit, 0 allowed."""
Amount = Annotated[int, msgspec.Meta(ge=0, le=MAXIMUM_AMOUNT_MINOR)]
"""Money in minor units."""
Permille = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
"""An item's, a partner's, a lot's or a document's code."""
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z")]


class Unit(NamedTuple):
    """A Rec 20 unit: its dimension, its exact size in the dimension's base, its everyday names."""

    dimension: str
    size: Fraction
    names: tuple[str, ...]


def _unit(dimension: str, size: int, names: str) -> Unit:
    return Unit(dimension, Fraction(size), tuple(names.split()))


UNITS: dict[str, Unit] = {
    "C62": _unit(
        "count", 1, "pc pcs piece pieces ea each EA H87 PCE 个 件 只 台 套 根 片 条 张 块 支 辆"
    ),
    "PR": _unit("count", 2, "pair pairs 对 双 副"),
    "DZN": _unit("count", 12, "dozen 打"),
    "CEN": _unit("count", 100, "hundred 百个"),
    "MIL": _unit("count", 1000, "thousand 千个"),
    "MGM": _unit("mass", 1, "mg 毫克"),
    "GRM": _unit("mass", 1000, "g gram grams 克"),
    "KGM": _unit("mass", 10**6, "kg kilogram 千克 公斤"),
    "TNE": _unit("mass", 10**9, "t tonne ton 吨"),
    "MMT": _unit("length", 1, "mm 毫米"),
    "CMT": _unit("length", 10, "cm 厘米"),
    "MTR": _unit("length", 1000, "m metre meter 米"),
    "KMT": _unit("length", 10**6, "km 千米 公里"),
    "MMK": _unit("area", 1, "mm2 mm² 平方毫米"),
    "CMK": _unit("area", 100, "cm2 cm² 平方厘米"),
    "MTK": _unit("area", 10**6, "m2 m² 平方米"),
    "MLT": _unit("volume", 1, "ml 毫升"),
    "LTR": _unit("volume", 1000, "l L litre liter 升"),
    "MTQ": _unit("volume", 10**6, "m3 m³ 立方米"),
    "SEC": _unit("time", 1, "s sec second 秒"),
    "MIN": _unit("time", 60, "min minute minutes 分钟 分"),
    "HUR": _unit("time", 3600, "h hour hours 小时 时"),
    "DAY": _unit("time", 86400, "d day days 天 日"),
    "KWH": _unit("energy", 1, "kWh 千瓦时 度"),
}

_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_UNIT_NAMES = {name: code for code, unit in UNITS.items() for name in (code, *unit.names)}
_UNIT_NAMES |= {
    name.lower(): code for name, code in _UNIT_NAMES.items() if name.lower() not in _UNIT_NAMES
}

CURRENCIES: dict[str, int] = {
    "CNY": 2, "EUR": 2, "USD": 2, "GBP": 2, "HKD": 2, "TWD": 2, "CHF": 2, "SGD": 2, "INR": 2,
    "JPY": 0, "KRW": 0, "VND": 0, "KWD": 3,
}  # fmt: skip
_CURRENCY_SIGNS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "JP¥"}


def unit_code(text: str) -> str:
    """The Rec 20 code of a code or of what people write ("kg", "公斤"); `Mistake` where unknown."""
    name = text.strip()
    code = _UNIT_NAMES.get(name) or _UNIT_NAMES.get(name.upper()) or _UNIT_NAMES.get(name.lower())
    if code is None:
        raise Mistake("unit-unknown", unit=text, known=", ".join(UNITS))
    return code


def ratio(from_unit: str, to_unit: str, own_factors: dict[str, int] | None = None) -> Fraction:
    """How many `to_unit` one `from_unit` is; `own_factors`: an item's own, unit -> `to_unit`s."""
    if from_unit == to_unit:
        return Fraction(1)
    if own_factors and from_unit in own_factors:
        return Fraction(own_factors[from_unit])
    one, other = UNITS.get(from_unit), UNITS.get(to_unit)
    if one is None or other is None or one.dimension != other.dimension:
        raise Mistake("unit-not-convertible", unit=from_unit, to=to_unit)
    return one.size / other.size


def decimal(text: str) -> Decimal:
    """A finite decimal number as people write it ("1,234.50", "12"); `Mistake` where it is none.

    Commas stand between thousands only: "2,5" might be two and a half, or twenty-five.
    """
    plain = text.strip().replace("，", ",")
    if "," in plain and not _GROUPED.fullmatch(plain):
        raise Mistake("not-a-number", text=text)
    try:
        number = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise Mistake("not-a-number", text=text) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 18:
        raise Mistake("not-a-number", text=text)
    return number


def quantity(
    text: str, from_unit: str, to_unit: str, own_factors: dict[str, int] | None = None
) -> int:
    """What people wrote, as a whole number of `to_unit`; `Mistake` where it is not whole."""
    exact = Fraction(decimal(text)) * ratio(from_unit, to_unit, own_factors)
    if exact.denominator != 1:
        raise Mistake("quantity-not-whole", text=text, unit=from_unit, to=to_unit)
    if not 0 <= exact <= MAXIMUM_QUANTITY:
        raise Mistake("quantity-out-of-range", text=text)
    return exact.numerator


def currency_code(text: str) -> str:
    """A known ISO 4217 code; "RMB", "元" and "人民币" mean CNY."""
    code = {"RMB": "CNY", "元": "CNY", "人民币": "CNY", "¥": "CNY"}.get(
        text.strip(), text.strip().upper()
    )
    if code not in CURRENCIES:
        raise Mistake("currency-unknown", currency=text, known=", ".join(CURRENCIES))
    return code


def amount_minor(text: str, currency: str) -> int:
    """Money as people write it, in minor units; `Mistake` where it is finer than the currency."""
    exact = decimal(text).scaleb(CURRENCIES[currency])
    if exact != exact.to_integral_value():
        raise Mistake("amount-too-fine", text=text, currency=currency)
    if not 0 <= exact <= MAXIMUM_AMOUNT_MINOR:
        raise Mistake("amount-out-of-range", text=text)
    return int(exact)


def show_money(minor: int, currency: str, *, sign: bool = True) -> str:
    """Minor units as people write them: 123450, "CNY" -> "¥1,234.50"."""
    digits = CURRENCIES.get(currency, 2)
    text = f"{Decimal(minor).scaleb(-digits):,.{digits}f}"
    if not sign:
        return text
    mark = _CURRENCY_SIGNS.get(currency, currency + " ")
    return f"-{mark}{text[1:]}" if text.startswith("-") else mark + text


def day_number(iso: str) -> int:
    """Days since 1970-01-01 of an ISO date; `Mistake` where it is none."""
    try:
        if len(iso) != 10 or iso[4] != "-" or iso[7] != "-":  # not 20260302, not 2026-W10-1
            raise ValueError
        return date.fromisoformat(iso).toordinal() - _EPOCH_DAY
    except ValueError:
        raise Mistake("date-unreadable", text=iso) from None


def iso_day(number: int) -> str:
    """The ISO date of a day number."""
    return date.fromordinal(number + _EPOCH_DAY).isoformat()


def today(now: int) -> str:
    """The ISO date, in UTC, of a time in milliseconds."""
    return iso_day(now // DAY_MILLISECONDS)


def is_day(iso: str) -> bool:
    """Whether a text is an ISO date."""
    try:
        day_number(iso)
    except Mistake:
        return False
    return True
