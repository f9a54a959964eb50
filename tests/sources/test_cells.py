"""What people write in a cell, and what it means: exactly, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuowang.errors import Mistake
from tuowang.flows.catalogue import UnitFactor
from tuowang.sources.workbook import cells
from tuowang.sources.workbook.cells import Cell, Stamp
from tuowang.sources.workbook.export import show_duration
from tuowang.sources.workbook.words import read_weekdays, read_word
from tuowang.sources.workbook.writing import escaped, safe_text


def code_of(read: Callable[[], object]) -> str:
    with pytest.raises(Mistake) as caught:
        read()
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        (12.0, "", 12),
        (2.5, "KGM", 2500),
        (0.1, "KGM", 100),
        ("2.5", "KGM", 2500),
        ("2.5 kg", "", 2500),
        ("2.5公斤", "KGM", 2500),
        ("1,234", "", 1234),
        ("\uff11\uff12", "", 12),
        (1e15, "", 10**15),
        (3.0, "箱", 150),
        ("3箱", "", 150),
        ("2 BOX", "", 40),
    ],
)
def test_quantities_in_grams(cell: Cell, unit: str, expected: int) -> None:
    assert cells.read_quantity(cell, unit, "GRM", {"箱": 50, "box": 20}) == expected


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        (-1.0, "", "quantity-out-of-range"),
        ("-1", "", "quantity-out-of-range"),
        (1e16, "", "quantity-out-of-range"),
        (0.5, "", "quantity-not-whole"),
        (0.1 + 0.2, "KGM", "quantity-not-whole"),
        ("many", "", "not-a-number"),
        (True, "", "not-a-number"),
        (float("nan"), "", "not-a-number"),
        (float("inf"), "", "not-a-number"),
        (Stamp("date", "2026-03-02"), "", "not-a-number"),
        ("1,5", "", "comma-unclear"),
        ("1.2.3", "", "not-a-number"),
        ("5 stone", "", "unit-unknown"),
        ("5 m", "", "unit-not-convertible"),
        ("5 kg", "GRM", "units-differ"),
        ("1" * 4000 + "x1", "", "not-a-number"),
    ],
)
def test_what_is_no_quantity_in_grams(cell: Cell, unit: str, code: str) -> None:
    assert code_of(lambda: cells.read_quantity(cell, unit, "GRM", {})) == code


@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_a_float_from_a_file_is_the_decimal_that_was_written(number: int, digits: int) -> None:
    written = f"{number / 10**digits:.{digits}f}" if digits else str(number)
    if abs(number) >= 10**14:
        return  # beyond what a float keeps with decimals
    as_text, as_float = (outcome(cell) for cell in (written, float(written)))
    assert as_text == as_float


def outcome(cell: Cell) -> int | str:
    try:
        return cells.read_quantity(cell, "KGM", "MGM", {})
    except Mistake as mistake:
        return mistake.code


@pytest.mark.parametrize(
    ("cell", "currency", "expected"),
    [
        (12.34, "CNY", 1234),
        (0.1, "CNY", 10),
        ("¥1,234.50", "CNY", 123450),
        ("\uffe51234.5", "CNY", 123450),
        ("12元", "CNY", 1200),
        ("$3", "USD", 300),
        ("12 EUR", "EUR", 1200),
        (12.0, "JPY", 12),
        ("1.234", "KWD", 1234),
        (4.35, "CNY", 435),
    ],
)
def test_money(cell: Cell, currency: str, expected: int) -> None:
    assert cells.read_money(cell, currency) == expected


@pytest.mark.parametrize(
    ("cell", "currency", "code"),
    [
        (0.001, "CNY", "amount-too-fine"),
        (-1.0, "CNY", "amount-out-of-range"),
        ("$3", "CNY", "currencies-differ"),
        ("3万元", "CNY", "currency-unknown"),
        ("free", "CNY", "not-a-number"),
        (False, "CNY", "not-a-number"),
    ],
)
def test_what_is_no_money(cell: Cell, currency: str, code: str) -> None:
    assert code_of(lambda: cells.read_money(cell, currency)) == code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Stamp("date", "2026-03-02"), "2026-03-02"),
        ("2026-03-02", "2026-03-02"),
        ("2026/3/2", "2026-03-02"),
        ("2026.3.2", "2026-03-02"),
        ("2026年3月2日", "2026-03-02"),
        ("2026-03-02 00:00:00", "2026-03-02"),
        (20260302.0, "2026-03-02"),
        ("20240229", "2024-02-29"),
    ],
)
def test_days(cell: Cell, expected: str) -> None:
    assert cells.read_day(cell) == expected


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "3/2/2026", "2026-13-01", "soon", 46083.0, "2026-3/2", True, "0000-01-01"],
)
def test_what_is_no_day(cell: Cell) -> None:
    assert code_of(lambda: cells.read_day(cell)) == "date-unreadable"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (0.98, 980),
        ("98 %", 980),
        ("98%", 980),
        (98.0, 980),
        ("980‰", 980),
        (1.0, 1000),
        (0.0, 0),
        ("0.5%", 5),
        ("98.5\uff05", 985),
    ],
)
def test_shares(cell: Cell, expected: int) -> None:
    assert cells.read_share(cell) == expected


@pytest.mark.parametrize("cell", [0.98555, "101 %", 980.0, -0.1])
def test_what_is_no_share(cell: Cell) -> None:
    assert code_of(lambda: cells.read_share(cell)) == "share-out-of-range"


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        (7.5, "HUR", 27000),
        (0.1, "HUR", 360),
        ("7:30", "HUR", 27000),
        ("0:07:30", "MIN", 450),
        (30.0, "MIN", 1800),
        ("2 h", "MIN", 7200),
        ("1.5小时", "MIN", 5400),
        ("45秒", "MIN", 45),
        (Stamp("duration", "30600000"), "MIN", 30600),
        (Stamp("duration", "30600001"), "MIN", 30600),
        ("24:00", "HUR", 86400),
    ],
)
def test_durations(cell: Cell, unit: str, expected: int) -> None:
    assert cells.read_seconds(cell, unit) == expected


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        ("7:30", "MIN", "clock-unclear"),
        (0.0001, "HUR", "seconds-not-whole"),
        (-1.0, "MIN", "duration-out-of-range"),
        ("5 kg", "MIN", "not-a-duration"),
        ("7:75", "HUR", "unit-unknown"),
        (1e12, "HUR", "duration-out-of-range"),
    ],
)
def test_what_is_no_duration(cell: Cell, unit: str, code: str) -> None:
    assert code_of(lambda: cells.read_seconds(cell, unit)) == code


@given(st.integers(0, 10**9), st.sampled_from(["HUR", "MIN"]))
def test_a_duration_comes_back_as_it_was_shown(seconds: int, unit: str) -> None:
    shown = show_duration(seconds, unit)
    cell = shown if isinstance(shown, str) else float(str(shown))
    assert cells.read_seconds(cell, unit) == seconds


@pytest.mark.parametrize(
    ("cell", "heading_unit", "expected"),
    [(5.0, "", 5), ("5 天", "", 5), ("2 weeks", "", 14), (2.0, "WEE", 14), ("3 days", "WEE", 3)],
)
def test_lead_times(cell: Cell, heading_unit: str, expected: int) -> None:
    assert cells.read_days(cell, heading_unit) == expected


@pytest.mark.parametrize("cell", [0.5, -1.0, 3651.0])
def test_what_is_no_lead_time(cell: Cell) -> None:
    assert code_of(lambda: cells.read_days(cell, "")) == "days-out-of-range"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12345", "12345"),
        ("1-5", "12345"),
        ("Mon-Fri", "12345"),
        ("mon, wed, Sunday", "137"),
        ("周一至周五", "12345"),
        ("星期一、星期三", "13"),
        ("一二三四五六", "123456"),
        ("周六日", "67"),
        ("Sat–Mon", "167"),
        ("每天", "1234567"),
        ("无", ""),
        ("54321", "12345"),
        ("1，2", "12"),
    ],
)
def test_weekdays(text: str, expected: str) -> None:
    assert read_weekdays(text) == expected


@pytest.mark.parametrize("text", ["8", "Mon-Foo", "sometimes", "-", "0"])
def test_what_are_no_weekdays(text: str) -> None:
    assert code_of(lambda: read_weekdays(text)) == "weekdays-unreadable"


def test_words_are_read_in_both_languages() -> None:
    assert [read_word("supply", text) for text in ("自制", "BUY", "make or buy", "外购")] == [
        "make", "buy", "both", "buy",
    ]  # fmt: skip
    assert read_word("topic", "追溯") == "trace"
    assert read_word("kind", "Sales Order") == "order"
    assert code_of(lambda: read_word("supply", "steal")) == "word-unknown"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(10001.0, "10001"), ("007", "007"), (12.5, "12.5"), (1e-7, "0.0000001"), ("\u3000A ", "A")],
)
def test_codes_that_excel_took_for_numbers(cell: Cell, expected: str) -> None:
    assert cells.read_code(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (6.9e17, "number-too-long"),
        (Stamp("date", "2026-03-02"), "not-text"),
        (True, "not-text"),
        ("x" * 65, "too-long"),
        ("a\x00b", "text-unprintable"),
        ("a\nb", "code-unfit"),
        (float("nan"), "not-a-number"),
    ],
)
def test_what_is_no_code(cell: Cell, code: str) -> None:
    assert code_of(lambda: cells.read_code(cell)) == code


def test_packs() -> None:
    expected = [UnitFactor("箱", 50), UnitFactor("pallet", 1200)]
    assert cells.read_factors("箱=50; pallet = 1,200", "C62") == expected
    assert cells.read_factors("箱\uff1d50\uff1bpallet\uff1d1200", "C62") == expected
    assert cells.read_factors("bag=2.5 kg", "GRM") == [UnitFactor("bag", 2500)]
    assert code_of(lambda: cells.read_factors("50", "C62")) == "packs-unreadable"
    assert code_of(lambda: cells.read_factors("a=1;a=2", "C62")) == "pack-twice"
    assert code_of(lambda: cells.read_factors("a=0", "C62")) == "not-positive"


def test_too_many_addresses() -> None:
    assert cells.read_addresses("http://a; http://b\nhttp://c") == [
        "http://a",
        "http://b",
        "http://c",
    ]
    assert code_of(lambda: cells.read_addresses("a " * 21)) == "too-many"


def test_texts_that_look_like_formulas() -> None:
    assert [safe_text(text) for text in ("=1", "+1", "-1", "@x", "\tx", "a=1", "")] == [
        "'=1", "'+1", "'-1", "'@x", "'\tx", "a=1", "",
    ]  # fmt: skip
    assert escaped("a\x01b_x0041_") == "a_x0001_b_x005F_x0041_"


def test_a_workbook_can_say_whatever_a_partner_may_see() -> None:
    from tuowang.flows.partner import TOPICS
    from tuowang.sources.workbook.words import TOPIC

    assert set(TOPIC) == {*TOPICS}
