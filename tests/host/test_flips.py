"""No flipped bit of a stored entry or seal goes unseen, and no rewritten history either."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.host.pairs import Pair, pair_in
from tuowang.host.company import Company, open_company
from tuowang.host.verify import MOST_FINDINGS_A_STREAM, verify
from tuowang.record.chain import EMPTY, extend

OUT, IN = 2, 3
FLIPS = 150


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A mill and a bakery that have talked."""
    yield from pair_in(tmp_path)


def spoil(company: Company, statement: str, *parameters: object) -> None:
    """Change a company's database behind its back."""
    with closing(sqlite3.connect(company.home.database)) as database:
        database.execute(statement, parameters)
        database.commit()


def found(company: Company) -> list[tuple[str, int, int]]:
    """What verify finds: code, stream, number."""
    return [
        (one.code, one.details["stream"], one.details["n"])
        for one in verify(company)
        if one.code != "verify-database"
    ]


@pytest.mark.parametrize(
    ("table", "column", "where"),
    [
        ("log", "body", "arrival"),
        ("log", "hash", "arrival"),
        ("seals", "seal", "rowid"),
    ],
)
def test_every_flipped_bit_is_found(pair: Pair, table: str, column: str, where: str) -> None:
    dice = Random(f"{table} {column}")
    with closing(sqlite3.connect(pair.homes["mill"] / "tuowang.db")) as database:
        if table == "seals":
            where = "stream * 1000000 + n * 1000 + epoch"
        rows = database.execute(f"SELECT {where}, {column} FROM {table}").fetchall()
        assert len(rows) > 3
        for _ in range(FLIPS):
            key, value = dice.choice(rows)
            bit = dice.randrange(8 * len(value))
            changed = bytearray(value)
            changed[bit // 8] ^= 1 << bit % 8
            update = f"UPDATE {table} SET {column} = ? WHERE {where} = ?"
            database.execute(update, (bytes(changed), key))
            database.commit()
            assert found(pair.mill), (table, column, key, bit)
            database.execute(update, (value, key))
            database.commit()
    assert verify(pair.mill, deep=True) == []


def test_one_changed_entry_is_one_finding(pair: Pair) -> None:
    spoil(
        pair.mill,
        "UPDATE log SET body = CAST(body || x'00' AS BLOB) WHERE stream = ? AND n = 2",
        OUT,
    )
    assert found(pair.mill) == [("verify-entry-changed", OUT, 2)]


@pytest.mark.parametrize(
    ("change", "stream", "n"),
    [
        ("DELETE FROM log WHERE stream = 2 AND n = 2", OUT, 3),
        ("UPDATE log SET n = 900 WHERE stream = 2 AND n = 2", OUT, 900),
        ("UPDATE log SET stream = 77, n = 1 WHERE stream = 2 AND n = 4", 77, 1),
        ("UPDATE log SET arrival = 9999 WHERE stream = 2 AND n = 2", OUT, 3),
        ("UPDATE log SET body = 'text' WHERE stream = 3 AND n = 1", IN, 1),
        ("UPDATE log SET n = -5 WHERE stream = 3 AND n = 1", IN, -5),
        (f"UPDATE log SET n = {9 * 10**18} WHERE stream = 3 AND n = 3", IN, 9 * 10**18),
    ],
)
def test_entries_that_are_gone_moved_or_of_another_type_are_found(
    pair: Pair, change: str, stream: int, n: int
) -> None:
    spoil(pair.mill, change)
    assert ("verify-entry-changed", stream, n) in found(pair.mill)


def rehashed(company: Company, stream: int, change: Callable[[int, bytes], bytes]) -> None:
    """Rewrite a log's bodies, and make every hash right again."""
    with closing(sqlite3.connect(company.home.database)) as database:
        head = EMPTY
        query = "SELECT n, body FROM log WHERE stream = ? ORDER BY n"
        for n, body in database.execute(query, (stream,)).fetchall():
            head = extend(head, change(n, body))
            update = "UPDATE log SET hash = ?, body = ? WHERE stream = ? AND n = ?"
            database.execute(update, (head.hash, change(n, body), stream, n))
        database.commit()


@pytest.mark.parametrize("stream", [0, OUT, IN])
def test_a_rewritten_history_contradicts_the_seals(pair: Pair, stream: int) -> None:
    """Our own journal by our seal, our log by the partner's receipts, its log by its seals."""
    rehashed(pair.mill, stream, lambda n, body: body if n > 1 else body + b"\x00")
    codes = {(code, where) for code, where, _ in found(pair.mill)}
    assert codes == {("verify-seal-differs", stream)}


def test_a_receipt_for_more_than_there_is_is_found(pair: Pair) -> None:
    spoil(pair.mill, "UPDATE links SET acked_n = acked_n + 3")
    ahead = pair.mill.store.head(OUT).n + 3
    assert found(pair.mill) == [("verify-receipt-ahead", OUT, ahead)]


def test_findings_are_bounded(pair: Pair) -> None:
    pair.talk(*(f"word {number}" for number in range(MOST_FINDINGS_A_STREAM + 10)))
    spoil(pair.mill, "UPDATE log SET body = x'00' WHERE stream = ?", OUT)
    assert len(found(pair.mill)) == MOST_FINDINGS_A_STREAM


def test_progress_reaches_the_number_of_entries(pair: Pair) -> None:
    told: list[tuple[int, int]] = []
    assert verify(pair.mill, lambda done, of: told.append((done, of))) == []
    assert told[-1] == (pair.mill.store.last_arrival(),) * 2


def test_a_table_row_that_no_entry_gives_is_found_by_a_deep_look_only(
    pair: Pair, tmp_path: Path
) -> None:
    copy = shutil.copytree(pair.homes["mill"], tmp_path / "copy")
    with open_company(copy) as company:
        spoil(company, "DELETE FROM messages WHERE text = 'two'")
        assert verify(company) == []
        assert [one.details for one in verify(company, deep=True)] == [{"table": "messages"}]
