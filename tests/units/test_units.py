"""Counting: units, money, days. Nothing is ever a float."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuowang.errors import Mistake
from tuowang.flows.company_id import USCC_ALPHABET, check_company_id
from tuowang.units import (
    CURRENCIES,
    DAY_PATTERN,
    UNITS,
    amount_minor,
    currency_code,
    day_number,
    is_day,
    iso_day,
    quantity,
    ratio,
    show_money,
    today,
    unit_code,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [("kg", "KGM"), ("公斤", "KGM"), ("KGM", "KGM"), ("pcs", "C62"), ("件", "C62"), ("m", "MTR"),
     ("mm", "MMT"), ("MIN", "MIN"), ("分钟", "MIN"), (" h ", "HUR"), ("dozen", "DZN"),
     ("打", "DZN")],
)  # fmt: skip
def test_what_people_write_becomes_a_code(text: str, code: str) -> None:
    assert unit_code(text) == code


def test_no_name_means_two_units() -> None:
    names: dict[str, str] = {}
    for code, unit in UNITS.items():
        for name in (code, *unit.names):
            assert names.setdefault(name, code) == code, name


@pytest.mark.parametrize(
    ("text", "one", "other", "count"),
    [("2.5", "KGM", "GRM", 2500), ("1,250", "GRM", "GRM", 1250), ("3", "DZN", "C62", 36),
     ("0.5", "DZN", "C62", 6), ("1.5", "HUR", "SEC", 5400), ("2", "MTR", "MMT", 2000),
     ("0", "C62", "C62", 0)],
)  # fmt: skip
def test_quantities_come_out_exact(text: str, one: str, other: str, count: int) -> None:
    assert quantity(text, one, other) == count


@pytest.mark.parametrize(
    ("text", "one", "other", "code"),
    [("2.5", "C62", "C62", "quantity-not-whole"), ("1", "GRM", "KGM", "quantity-not-whole"),
     ("1", "KGM", "MTR", "unit-not-convertible"), ("x", "C62", "C62", "not-a-number"),
     ("-1", "C62", "C62", "quantity-out-of-range"), ("NaN", "C62", "C62", "not-a-number"),
     ("1e30", "C62", "C62", "not-a-number"), ("9" * 16, "C62", "C62", "quantity-out-of-range")],
)  # fmt: skip
def test_quantities_that_do_not_come_out_are_refused(
    text: str, one: str, other: str, code: str
) -> None:
    with pytest.raises(Mistake, match=code):
        quantity(text, one, other)


def test_an_items_own_factor_wins() -> None:
    assert quantity("3", "BX", "C62", {"BX": 50}) == 150
    assert ratio("KGM", "C62", {"KGM": 125}) == 125
    with pytest.raises(Mistake, match="unit-not-convertible"):
        ratio("BX", "C62")


@given(st.integers(0, 10**13), st.sampled_from(sorted(CURRENCIES)))
def test_money_is_shown_and_read_as_the_same(minor: int, currency: str) -> None:
    shown = show_money(minor, currency, sign=False)
    assert amount_minor(shown, currency) == minor


def test_money_as_people_write_it() -> None:
    assert show_money(123450, "CNY") == "¥1,234.50"
    assert show_money(-5, "EUR") == "-€0.05"
    assert show_money(1200, "JPY") == "JP¥1,200"
    assert currency_code("RMB") == currency_code("元") == currency_code("cny") == "CNY"
    for text, currency in (("1.005", "CNY"), ("0.5", "JPY"), ("-1", "CNY")):
        with pytest.raises(Mistake):
            amount_minor(text, currency)
    with pytest.raises(Mistake, match="currency-unknown"):
        currency_code("XXX")


@given(st.dates())
def test_days_are_the_calendars(day: date) -> None:
    assert re.match(DAY_PATTERN, day.isoformat())
    assert iso_day(day_number(day.isoformat())) == day.isoformat()


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
def test_the_pattern_of_a_day_knows_every_month_and_leap_year(
    year: int, month: int, day: int
) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        date(year, month, day)
        real = True
    except ValueError:
        real = False
    assert bool(re.match(DAY_PATTERN, text)) is real
    assert is_day(text) is real


@pytest.mark.parametrize("text", ["", "2026-3-2", "20260302", "2026-03-02T00", "2026-W10-1", "x"])
def test_other_days_are_refused(text: str) -> None:
    assert not is_day(text)
    assert not re.match(DAY_PATTERN, text)


def test_today_is_the_day_in_utc() -> None:
    assert today(0) == "1970-01-01"
    assert today(86_400_000 - 1) == "1970-01-01"
    assert today(86_400_000) == "1970-01-02"


REAL_IDS = ("91350100M000100Y43", "91110108717743469K")


@pytest.mark.parametrize("company_id", REAL_IDS)
def test_a_company_id_with_any_slip_is_refused(company_id: str) -> None:
    assert check_company_id("uscc", f" {company_id.lower()} ") == company_id
    for place in range(18):
        for char in USCC_ALPHABET:
            if char != company_id[place]:
                slip = company_id[:place] + char + company_id[place + 1 :]
                with pytest.raises(Mistake, match="company-id-wrong"):
                    check_company_id("uscc", slip)
    with pytest.raises(Mistake, match="company-id-wrong"):
        check_company_id("uscc", company_id[:17])


def test_other_schemes() -> None:
    assert check_company_id("gln", "4012345000009") == "4012345000009"
    with pytest.raises(Mistake, match="company-id-wrong"):
        check_company_id("gln", "4012345000008")
    assert check_company_id("vat", "de 811 569 869") == "DE811569869"
    with pytest.raises(Mistake, match="company-id-unreadable"):
        check_company_id("vat", "   ")
