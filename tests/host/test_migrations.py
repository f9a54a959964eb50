"""From one declaration of the tables to the next: what is kept, what must be folded anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tuowang.host.sqlite import SqliteStore
from tuowang.store.samples import entries, written
from tuowang.store.table import Table


class Line(msgspec.Struct, frozen=True):
    """As it was."""

    item: str
    quantity: int


class Row(msgspec.Struct, frozen=True):
    """As it was."""

    code: str
    number: int
    state: str
    lines: list[Line] = []


class WiderLine(msgspec.Struct, frozen=True):
    item: str
    quantity: int
    unit: str = "C62"


class MoreFields(msgspec.Struct, frozen=True):
    code: str
    number: int
    state: str
    lines: list[Line] = []
    name: str = 'it\'s "料"'
    size: int = -(2**63)
    open: bool = True
    mark: bytes = b"\x00\xff"
    words: list[str] = msgspec.field(default_factory=lambda: ["a'b"])
    sums: dict[str, int] = {}
    line: Line = Line("x", 1)
    note: str | None = None


class FewerFields(msgspec.Struct, frozen=True):
    code: str
    number: int
    lines: list[Line] = []


class OtherType(msgspec.Struct, frozen=True):
    code: str
    number: str
    state: str
    lines: list[Line] = []


class OtherLines(msgspec.Struct, frozen=True):
    code: str
    number: int
    state: str
    lines: list[WiderLine] = []


class NoDefault(msgspec.Struct, frozen=True):
    code: str
    number: int
    state: str
    due: str
    lines: list[Line] = []


def rows(row: type[Any], key: tuple[str, ...] = ("code",), *indexes: tuple[str, ...]) -> Table[Any]:
    return Table("rows", row, key, indexes)


OLD = rows(Row, ("code",), ("state",))
FIRST = [Row("a", 1, "open", [Line("i", 2)]), Row("b", 2, "closed")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with rows and a log, written under the old declaration."""
    path = tmp_path / "tuowang.db"
    with closing(SqliteStore(path, [OLD])) as store, written(store):
        for row in FIRST:
            store.put(OLD, row)
        store.append(entries(store, 2, b"one", b"two"))
    return path


def opened(
    path: Path, tables: Sequence[Table[Any]], lasting: Sequence[Table[Any]] = ()
) -> tuple[bool, list[list[Any]]]:
    """Whether the tables must be folded anew, and what they hold; the log is always whole."""
    with closing(SqliteStore(path, tables, lasting=lasting)) as store:
        assert [row.body for row in store.read(2, 0, 9)] == [b"one", b"two"]
        found = [list(store.scan(table)) for table in (*tables, *lasting)]
        return store.needs_rebuild, found


def test_nothing_changed_nothing_written(path: Path) -> None:
    data = path.read_bytes()
    with closing(sqlite3.connect(path)) as witness:
        before = witness.execute("PRAGMA data_version").fetchone()
        assert opened(path, [OLD]) == (False, [FIRST])
        assert witness.execute("PRAGMA data_version").fetchone() == before
    assert path.read_bytes() == data


def test_a_new_field_takes_its_default(path: Path) -> None:
    table = rows(MoreFields, ("code",), ("state",))
    for _ in range(2):
        again = [MoreFields(row.code, row.number, row.state, row.lines) for row in FIRST]
        assert opened(path, [table]) == (False, [again])
    with closing(SqliteStore(path, [table])) as store, written(store):
        store.put(table, MoreFields("c", 3, "open", name="new", note="n"))
        assert [row.code for row in store.find(table, ("state",), "open")] == ["a", "c"]


def test_indexes_come_and_go(path: Path) -> None:
    for indexes in ((("number",), ("state", "number")), (), (("number",),)):
        table = rows(Row, ("code",), *indexes)
        assert opened(path, [table]) == (False, [FIRST])
        with closing(SqliteStore(path, [table])) as store:
            for index in indexes:
                assert len(list(store.find(table, index))) == 2
            query = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'rows'"
            names = {name for (name,) in store._run(f"{query} AND sql NOT NULL")}
        assert names == {"rows_by_" + "_".join(index) for index in indexes}


@pytest.mark.parametrize(
    "table",
    [
        rows(FewerFields),
        rows(OtherType),
        rows(OtherLines),
        rows(NoDefault),
        rows(Row, ("code", "number")),
        rows(Row, ("number",)),
    ],
    ids=lambda table: f"{table.row.__name__}-{'-'.join(table.key)}",
)
def test_what_no_longer_fits_is_folded_anew(path: Path, table: Table[Any]) -> None:
    for _ in range(2):
        assert opened(path, [table]) == (True, [[]]), "it must be said until it is done"
    with closing(SqliteStore(path, [table])) as store:
        store.begin()
        store.rebuilt()
        store.rollback()
        assert store.needs_rebuild
        with written(store):
            store.rebuilt()
    assert opened(path, [table]) == (False, [[]])


def test_a_new_table_is_folded_from_the_logs_that_are_there(path: Path, tmp_path: Path) -> None:
    other = Table("others", Row, ("code",))
    assert opened(path, [OLD, other]) == (True, [FIRST, []])
    with closing(SqliteStore(tmp_path / "new.db", [OLD, other])) as store:
        assert not store.needs_rebuild, "an empty company has nothing to fold"


def test_a_table_that_was_away_is_stale(path: Path) -> None:
    other = Table("others", Row, ("code",))
    with closing(SqliteStore(path, [other])) as store, written(store):
        store.rebuilt()
    assert opened(path, [OLD, other]) == (True, [[], []])


def test_changed_words_about_a_table_change_nothing(path: Path) -> None:
    line = msgspec.defstruct(
        "Line", [("item", str), ("quantity", int)], frozen=True, namespace={"__doc__": "Now so."}
    )
    row = msgspec.defstruct(
        "Row",
        [("code", str), ("number", int), ("state", str), ("lines", list[line], [])],  # type: ignore[valid-type]
        frozen=True,
        namespace={"__doc__": "Now otherwise."},
    )
    rebuild, (found,) = opened(path, [rows(row, ("code",), ("state",))])
    assert not rebuild
    assert [msgspec.to_builtins(one) for one in found] == [msgspec.to_builtins(x) for x in FIRST]


# ----------------------------------------------------------------- tables that are not folded


@pytest.fixture
def lasting_path(path: Path) -> Path:
    path.unlink()
    with closing(SqliteStore(path, [], lasting=[OLD])) as store, written(store):
        for row in FIRST:
            store.put(OLD, row)
        store.append(entries(store, 2, b"one", b"two"))
    return path


def test_a_lasting_table_may_gain_and_lose_fields(lasting_path: Path) -> None:
    table = rows(FewerFields, ("code",), ("number",))
    again: list[Any] = [FewerFields(row.code, row.number, row.lines) for row in FIRST]
    assert opened(lasting_path, [], [table]) == (False, [again])
    with closing(SqliteStore(lasting_path, [], lasting=[table])) as store:
        assert list(store.find(table, ("number",), 2)) == again[1:]
    both = msgspec.defstruct(
        "Both", [("code", str), ("number", int), ("extra", str, "new")], frozen=True
    )
    assert opened(lasting_path, [], [rows(both)]) == (
        False,
        [[both("a", 1, "new"), both("b", 2, "new")]],
    )


@pytest.mark.parametrize(
    "table", [rows(OtherType), rows(OtherLines), rows(NoDefault), rows(Row, ("code", "number"))]
)
def test_a_lasting_table_is_never_dropped(lasting_path: Path, table: Table[Any]) -> None:
    with pytest.raises(AssertionError, match="write its migration"):
        SqliteStore(lasting_path, [], lasting=[table])
    assert opened(lasting_path, [], [OLD]) == (False, [FIRST])


def test_a_lasting_table_that_was_away_is_as_it_was(lasting_path: Path) -> None:
    SqliteStore(lasting_path, []).close()
    assert opened(lasting_path, [], [OLD]) == (False, [FIRST])


def test_a_new_lasting_table_asks_for_no_folding(path: Path) -> None:
    other = Table("others", Row, ("code",))
    assert opened(path, [OLD], [other]) == (False, [FIRST, []])


@pytest.mark.parametrize("name", ["log", "meta", "_shape", "a b", 'a"b', "sqlite_x"])
def test_names_that_cannot_be_tables(path: Path, name: str) -> None:
    with pytest.raises((AssertionError, sqlite3.OperationalError)):
        SqliteStore(path, [Table(name, Row, ("code",))])


def test_a_failed_migration_leaves_all_as_it_was(path: Path) -> None:
    new = rows(MoreFields)
    with pytest.raises(sqlite3.OperationalError):
        SqliteStore(path, [new, Table("sqlite_x", Row, ("code",))])
    assert opened(path, [OLD]) == (False, [FIRST])
