"""Units: UN/ECE Rec 20 here, SAMM's unit catalogue (samm:unit 2.1.0) in the payloads."""

from __future__ import annotations

from fractions import Fraction

from tuowang.errors import Mistake
from tuowang.standards.base import Part

TO_SAMM: dict[str, tuple[str, Fraction]] = {
    "C62": ("unit:piece", Fraction(1)),
    "PR": ("unit:pair", Fraction(1)),
    "SET": ("unit:set", Fraction(1)),
    "DZN": ("unit:piece", Fraction(12)),
    "CEN": ("unit:piece", Fraction(100)),
    "MIL": ("unit:piece", Fraction(1000)),
    "MGM": ("unit:gram", Fraction(1, 1000)),
    "GRM": ("unit:gram", Fraction(1)),
    "KGM": ("unit:kilogram", Fraction(1)),
    "TNE": ("unit:tonneMetricTon", Fraction(1)),
    "MMT": ("unit:centimetre", Fraction(1, 10)),
    "CMT": ("unit:centimetre", Fraction(1)),
    "MTR": ("unit:metre", Fraction(1)),
    "KMT": ("unit:kilometre", Fraction(1)),
    "MMK": ("unit:squareCentimetre", Fraction(1, 100)),
    "CMK": ("unit:squareCentimetre", Fraction(1)),
    "MTK": ("unit:squareMetre", Fraction(1)),
    "MLT": ("unit:millilitre", Fraction(1)),
    "LTR": ("unit:litre", Fraction(1)),
    "MTQ": ("unit:cubicMetre", Fraction(1)),
    "SEC": ("unit:secondUnitOfTime", Fraction(1)),
    "MIN": ("unit:minuteUnitOfTime", Fraction(1)),
    "HUR": ("unit:hourUnitOfTime", Fraction(1)),
    "DAY": ("unit:day", Fraction(1)),
    "KWH": ("unit:kilowattHour", Fraction(1)),
}
"""A Rec 20 unit -> the SAMM unit that is written for it, and how many of that one it is."""

_INCH = Fraction(254, 10_000)
FROM_SAMM: dict[str, tuple[str, Fraction]] = {
    "unit:page": ("C62", Fraction(1)),
    "unit:cycle": ("C62", Fraction(1)),
    "unit:tonUsOrShortTonUkorus": ("KGM", Fraction(90_718_474, 100_000)),
    "unit:ounceAvoirdupois": ("GRM", Fraction(28_349_523_125, 10**9)),
    "unit:pound": ("GRM", Fraction(45_359_237, 10**5)),
    "unit:inch": ("MTR", _INCH),
    "unit:foot": ("MTR", 12 * _INCH),
    "unit:yard": ("MTR", 36 * _INCH),
    "unit:squareInch": ("MTK", _INCH**2),
    "unit:squareFoot": ("MTK", (12 * _INCH) ** 2),
    "unit:squareYard": ("MTK", (36 * _INCH) ** 2),
    "unit:cubicCentimetre": ("MLT", Fraction(1)),
    "unit:cubicInch": ("MTQ", _INCH**3),
    "unit:cubicFoot": ("MTQ", (12 * _INCH) ** 3),
    "unit:cubicYard": ("MTQ", (36 * _INCH) ** 3),
    "unit:hectolitre": ("LTR", Fraction(100)),
} | {samm: (code, factor) for code, (samm, factor) in TO_SAMM.items() if factor == 1}
"""A SAMM unit -> a Rec 20 unit, and how many of that one it is."""


def samm_unit(unit: str) -> tuple[str, Fraction]:
    """What is written for a Rec 20 unit. Mistake: unit-not-in-standard."""
    if unit not in TO_SAMM:
        raise Mistake("unit-not-in-standard", unit=unit, known=", ".join(TO_SAMM))
    return TO_SAMM[unit]


def read_unit(part: Part) -> tuple[str, Fraction]:
    """The Rec 20 unit of a payload's unit, and how many of that one it is."""
    return FROM_SAMM[part.word(tuple(FROM_SAMM))]
