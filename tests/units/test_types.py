"""The types that records are checked with: what is not exactly a day or a currency is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuowang.errors import Mistake
from tuowang.units import Currency, Day, amount_minor, day_number, decimal, iso_day, quantity

SEEN: dict[Any, msgspec.msgpack.Decoder[Any]] = {
    type_: msgspec.msgpack.Decoder(type_) for type_ in (Day, Currency)
}


def fits(text: str, type_: Any) -> bool:
    """Whether a text passes as a type, as it does in a record from a partner."""
    try:
        SEEN[type_].decode(msgspec.msgpack.encode(text))
    except msgspec.ValidationError:
        return False
    return True


def is_real(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def test_the_last_days_of_every_month_of_ten_thousand_years() -> None:
    wrong = [
        (year, month, day)
        for year in range(10_000)
        for month in (2, 4, 12)
        for day in (28, 29, 30, 31)
        if fits(f"{year:04}-{month:02}-{day:02}", Day) is not is_real(year, month, day)
    ]
    assert not wrong


@pytest.mark.parametrize("year", [1, 1900, 2000, 2026, 2028, 9999])
def test_every_day_of_some_years(year: int) -> None:
    for month in range(14):
        for day in range(40):
            text = f"{year:04}-{month:02}-{day:02}"
            assert fits(text, Day) is is_real(year, month, day), text


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02\n",
        "\n2026-03-02",
        " 2026-03-02",
        "2026-03-02 ",
        "2026-03-02\x00",
        "٢٠٢٦-03-02",
        "２０２６-03-02",
        "2026-٠3-02",
        "2026-03-0２",
        "2026-W10-1",
        "2026-061",
        "+2026-03-02",
        "12026-03-02",
        "2026-03-02T00:00",
    ],
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    """Else a fold would meet it, and a fold may not fail."""
    assert not fits(text, Day)
    with pytest.raises(Mistake, match="date-unreadable"):
        day_number(text)


@given(st.text(alphabet="0123456789-\n٢２ W", min_size=9, max_size=11))
def test_whatever_passes_as_a_day_can_be_counted_with(text: str) -> None:
    if fits(text, Day):
        assert iso_day(day_number(text)) == text


@pytest.mark.parametrize("text", ["CNY\n", "cny", "CN", "CNYX", "ＣＮＹ", "ÀÀÀ", ""])
def test_what_only_looks_like_a_currency_is_none(text: str) -> None:
    assert not fits(text, Currency)
    assert fits("CNY", Currency)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234", 1234), ("1,234,567", 1_234_567), ("12，345", 12_345), ("-1,000", -1000), ("7", 7)],
)
def test_commas_between_thousands_are_read(text: str, value: int) -> None:
    assert decimal(text) == value


@pytest.mark.parametrize(
    "text", ["2,5", "1,23", "1,2345", "12,34,567", ",5", "1,", "1,,000", "0.1,000", "1234,567", ","]
)
def test_a_comma_that_may_mean_something_else_is_refused(text: str) -> None:
    """A German who writes 2,5 kg must not get 25."""
    for read in (decimal, _in_grams, _in_cents):
        with pytest.raises(Mistake, match="not-a-number"):
            read(text)


def _in_grams(text: str) -> int:
    return quantity(text, "KGM", "GRM")


def _in_cents(text: str) -> int:
    return amount_minor(text, "EUR")
