"""Obligations: what a file must say, and which line does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.net.graphs import Debt, lines, owed
from tuowang.errors import Mistake
from tuowang.net.obligations import HEADER, read_obligations

GOOD = b"mill,shop,100,CNY,2026-03-02,I1"


def told(*rows: bytes) -> Mistake:
    """The mistake in a file of these rows."""
    with pytest.raises(Mistake) as caught:
        read_obligations([HEADER.encode(), *rows])
    return caught.value


def test_columns_stand_as_in_the_file() -> None:
    found = owed(
        [
            Debt("mill", "shop", 7, "CNY", "2026-03-02"),
            Debt("shop", "染厂", 10**15, "EUR", "1970-01-02"),
            Debt("染厂", "mill", 1, "CNY"),
        ]
    )
    assert list(found.ids) == ["I0", "I1", "I2"]
    assert list(found.firms) == ["mill", "shop", "shop", "染厂", "染厂"]
    assert [found.firms[node] for node in found.debtor] == ["mill", "shop", "染厂"]
    assert [found.firms[node] for node in found.creditor] == ["shop", "染厂", "mill"]
    assert found.ids[2] == "I2"
    assert found.amount.tolist() == [7, 10**15, 1]
    assert found.due.tolist() == [20514, 1, 20454]
    assert found.by_currency(found.amount) == {"CNY": 8, "EUR": 10**15}


def test_a_firm_is_another_node_in_each_currency() -> None:
    found = owed([Debt("A", "B", 1, "CNY"), Debt("B", "A", 1, "EUR")])
    assert found.nodes == 4
    assert [found.currencies[place] for place in found.currency_of_node] == [
        "CNY",
        "CNY",
        "EUR",
        "EUR",
    ]


def test_nothing_owed_is_a_file_too() -> None:
    assert owed([]).rows == owed([]).nodes == 0


def test_lines_may_end_as_windows_ends_them() -> None:
    found = read_obligations([HEADER.encode() + b"\r\n", GOOD + b"\r\n"])
    assert list(found.ids) == ["I1"]


def test_leading_zeros_count_nothing() -> None:
    row = b"A,B," + b"0" * 100 + b"7,CNY,2026-03-02,I1"
    assert read_obligations([HEADER.encode(), row]).amount.tolist() == [7]


@pytest.mark.parametrize(
    ("row", "code", "details"),
    [
        (b"A,B,0,CNY,2026-03-02,I2", "obligation-amount", {"amount": "0"}),
        (b"A,B,-5,CNY,2026-03-02,I2", "obligation-amount", {"amount": "-5"}),
        (b"A,B,1.5,CNY,2026-03-02,I2", "obligation-amount", {"amount": "1.5"}),
        (b"A,B,1e3,CNY,2026-03-02,I2", "obligation-amount", {"amount": "1e3"}),
        (b"A,B, 5,CNY,2026-03-02,I2", "obligation-amount", {"amount": " 5"}),
        (b"A,B,,CNY,2026-03-02,I2", "obligation-amount", {"amount": ""}),
        (b"A,B,1000000000000001,CNY,2026-03-02,I2", "obligation-amount", {}),
        (b"A,B,9223372036854775808,CNY,2026-03-02,I2", "obligation-amount", {}),
        (b"A,B," + b"9" * 4000 + b",CNY,2026-03-02,I2", "obligation-amount", {}),
        ("A,B,٣,CNY,2026-03-02,I2".encode(), "obligation-amount", {"amount": "٣"}),
        (b"A,B,1,cny,2026-03-02,I2", "obligation-currency", {"currency": "cny"}),
        (b"A,B,1,RENMINBI,2026-03-02,I2", "obligation-currency", {"currency": "RENMINBI"}),
        ("A,B,1,ÄÖÜ,2026-03-02,I2".encode(), "obligation-currency", {"currency": "ÄÖÜ"}),
        (b"A,B,1,,2026-03-02,I2", "obligation-currency", {"currency": ""}),
        (b"A,B,1,CNY,2026-02-30,I2", "obligation-due", {"due": "2026-02-30"}),
        (b"A,B,1,CNY,20260302,I2", "obligation-due", {"due": "20260302"}),
        (b"A,B,1,CNY,,I2", "obligation-due", {"due": ""}),
        (b"A,A,1,CNY,2026-03-02,I2", "obligation-self", {"firm": "A"}),
        (b",B,1,CNY,2026-03-02,I2", "obligation-unnamed", {"field": "debtor"}),
        (b"A,,1,CNY,2026-03-02,I2", "obligation-unnamed", {"field": "creditor"}),
        (b"A,B,1,CNY,2026-03-02,", "obligation-unnamed", {"field": "id"}),
        (b"A,B,1,CNY,2026-03-02,I1", "obligation-doubled", {"id": "I1", "first": 2}),
        (b'"A",B,1,CNY,2026-03-02,I2', "obligation-fields", {"count": 6}),
        (b"A,B,1,CNY,2026-03-02,I2,more", "obligation-fields", {"count": 7}),
        (b"A,B,1,CNY,2026-03-02,I\r2", "obligation-fields", {}),
        (b"", "obligation-fields", {"count": 1}),
        (b"A,\xff,1,CNY,2026-03-02,I2", "obligation-text", {}),
        (b"A" * 5000 + b",B,1,CNY,2026-03-02,I2", "obligation-too-long", {"most": 4096}),
    ],
)
def test_a_bad_line_is_told_with_its_number(row: bytes, code: str, details: dict[str, Any]) -> None:
    mistake = told(GOOD, row, b"C,D,1,CNY,2026-03-02,I3")
    assert mistake.code == code
    assert mistake.details["line"] == 3
    assert details.items() <= mistake.details.items()


@pytest.mark.parametrize(
    "header",
    [b"", b"id,cleared", b"\xef\xbb\xbf" + HEADER.encode(), HEADER.upper().encode(), b"\xff" * 999],
)
def test_the_header_must_be_there(header: bytes) -> None:
    with pytest.raises(Mistake, match="obligations-header"):
        read_obligations([header, GOOD])


def test_amounts_that_sum_to_too_much_are_refused() -> None:
    rows = lines(Debt("A", "B", 10**15) for _ in range(4612))
    with pytest.raises(Mistake) as caught:
        read_obligations(rows)
    assert caught.value.code == "obligations-too-large"
    assert caught.value.details["line"] == 4613
    assert owed([Debt("A", "B", 10**15)] * 4611).rows == 4611


def test_a_bad_line_in_the_middle_of_a_million_is_found_and_reading_ends_there() -> None:
    taken = 0

    def file() -> Iterator[bytes]:
        nonlocal taken
        for line in lines(
            Debt(f"F{n % 997}", f"F{n % 991 + 997}", n + 1) for n in range(1_000_000)
        ):
            taken += 1
            yield line.replace(b",500001,", b",ten,")

    with pytest.raises(Mistake) as caught:
        read_obligations(file())
    assert caught.value.code == "obligation-amount"
    assert caught.value.details["line"] == taken == 500_002


def test_the_first_of_many_doubled_ids_is_told() -> None:
    rows = lines(Debt("A", "B", 1) for _ in range(1000))
    rows[900], rows[700] = rows[3], rows[5]
    with pytest.raises(Mistake) as caught:
        read_obligations(rows)
    assert caught.value.details == {"line": 701, "id": "I4", "first": 6}
