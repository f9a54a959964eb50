"""The database: what people can read in it, what its errors say, what survives."""

from __future__ import annotations

import random
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.host import writer
from tuowang.errors import Mistake
from tuowang.flows import FLOWS
from tuowang.host.sheet import Sheet
from tuowang.host.sqlite import SqliteStore
from tuowang.link.state import LINK_TABLES
from tuowang.record.chain import EMPTY, extend
from tuowang.store.samples import (
    COUNTERS,
    SAMPLES,
    TABLES,
    Counter,
    Part,
    Sample,
    entries,
    snapshot,
    written,
)
from tuowang.store.table import Table

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tuowang.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path, TABLES)) as store:
        yield store


@contextmanager
def mistaken(code: str, path: Path) -> Iterator[pytest.ExceptionInfo[Mistake]]:
    with pytest.raises(Mistake) as caught:
        yield caught
    assert caught.value.code == code
    assert caught.value.details["path"] == str(path)


def fill(store: SqliteStore) -> list[object]:
    with written(store):
        for number in range(100):
            store.put(SAMPLES, Sample("a", number, "open", blob=bytes(300)))
            store.put(COUNTERS, Counter(number))
        store.append(entries(store, 2, *(bytes([n]) * 500 for n in range(100))))
    return snapshot(store)


# ------------------------------------------------------------------------------- the file


def test_people_can_read_their_own_tables(store: SqliteStore, path: Path) -> None:
    with written(store):
        store.put(SAMPLES, Sample("上海", 7, "open", True, blob=b"\x01", words=["a", "二"]))
        store.put(SAMPLES, Sample("b", 8, whole=Part("x", 3), note="n"))
    with closing(sqlite3.connect(path)) as reader:
        rows = reader.execute(
            "SELECT place, number, urgent, blob, words, whole, note, size FROM samples ORDER BY 2"
        ).fetchall()
    assert rows == [
        ("上海", 7, 1, b"\x01", '["a","二"]', "null", None, None),
        ("b", 8, 0, b"", "[]", '{"code":"x","quantity":3,"mark":"","parts":[]}', "n", None),
    ]


def test_only_we_can_read_the_files(store: SqliteStore, path: Path) -> None:
    fill(store)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["tuowang.db", "tuowang.db-shm", "tuowang.db-wal"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_commits_are_durable_and_caches_bounded(store: SqliteStore) -> None:
    pragma = {
        name: store._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "cache_size", "wal_autocheckpoint")
    }
    assert pragma["journal_mode"] == "wal"
    assert pragma["synchronous"] == 2, "with less than FULL a power cut loses commits"
    assert -32 * 1024 <= pragma["cache_size"] < 0
    assert 0 < pragma["wal_autocheckpoint"] <= 20_000


def test_every_walk_of_every_table_follows_an_index(path: Path) -> None:
    tables: list[Table[Any]] = [*LINK_TABLES, *TABLES]
    tables += [table for flow in FLOWS for table in flow.tables]
    with closing(SqliteStore(path, tables)) as store:
        for table in tables:
            sheet = Sheet(table)
            for index in (table.key, *table.indexes):
                length = len(sheet.order(index))
                for prefix in range(len(index) + 1):
                    for after in range(length - prefix + 1):
                        statement = sheet.page(index, prefix, after, keys=False)
                        values = [0] * (prefix + after + 1)
                        plan = store._run(f"EXPLAIN QUERY PLAN {statement}", values)
                        said = " ".join(row[-1] for row in plan)
                        assert "TEMP B-TREE" not in said, (statement, said)
                        assert not (prefix + after) or "SEARCH" in said, (statement, said)


# ------------------------------------------------------------------------------- errors


def test_writing_outside_a_transaction_is_a_bug(store: SqliteStore) -> None:
    for write in (
        lambda: store.put(COUNTERS, Counter(1)),
        lambda: store.delete(COUNTERS, 1),
        lambda: store.clear(COUNTERS),
        lambda: store.append([]),
        lambda: store.cut(2, 0),
        lambda: store.put_meta("a", b""),
        store.commit,
    ):
        with pytest.raises(AssertionError):
            write()


def test_a_full_disk_undoes_the_transaction_and_no_more(store: SqliteStore, path: Path) -> None:
    before = fill(store)
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count={pages + 10}")
    store.begin()
    store.put(SAMPLES, Sample("b", 1))
    with mistaken("disk-full", path):
        for _ in range(1000):
            store.append(entries(store, 3, bytes(5000)))
    with pytest.raises(AssertionError):
        store.put(SAMPLES, Sample("b", 2))
    store.rollback()
    assert snapshot(store) == before
    store._connection.execute("PRAGMA max_page_count=1000000")
    with written(store):
        store.append(entries(store, 3, bytes(5000)))
    assert store.head(3).n == 1


def test_a_failing_disk_closes_the_connection(store: SqliteStore, path: Path) -> None:
    """A limit on file sizes makes the system refuse to write, in the log's middle."""
    before = fill(store)
    old = store._connection
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    store.begin()
    store.append(entries(store, 3, *[bytes(5000)] * 100))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, hard))
    try:
        with mistaken("disk-failed", path):
            store.commit()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with pytest.raises(sqlite3.ProgrammingError):
        old.execute("SELECT 1")
    with written(store):
        store.put(COUNTERS, Counter(1000))
    with written(store):
        store.delete(COUNTERS, 1000)
    assert snapshot(store) == before
    assert store._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_disk_that_stays_away_says_so_until_it_returns(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    before = fill(store)
    store._lost = True
    store._connection.close()
    away = tmp_path / "away"
    away.mkdir()
    for file in tmp_path.glob("tuowang.db*"):
        file.rename(away / file.name)
    path.mkdir()
    with mistaken("disk-failed", path):
        store.get(COUNTERS, 1)
    with mistaken("home-not-writable", path):
        store.begin()
    store.rollback()
    path.rmdir()
    for file in away.iterdir():
        file.rename(tmp_path / file.name)
    store.begin()
    store.rollback()
    assert snapshot(store) == before


def test_a_home_that_another_holds(store: SqliteStore, path: Path) -> None:
    with closing(SqliteStore(path, TABLES, busy_milliseconds=30)) as other:
        store.begin()
        with mistaken("home-busy", path):
            other.begin()
        store.put(COUNTERS, Counter(1))
        store.commit()
        with written(other):
            assert other.get(COUNTERS, 1) == Counter(1)


def test_a_home_that_cannot_be_written(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    for wrong in (tmp_path / "missing" / "tuowang.db", tmp_path):
        with mistaken("home-not-writable", wrong):
            SqliteStore(wrong, TABLES)
    store._connection.execute("PRAGMA query_only=1")
    with mistaken("home-not-writable", path):
        store.begin()
    store._connection.execute("PRAGMA query_only=0")
    store.begin()
    store._connection.execute("PRAGMA query_only=1")
    with mistaken("home-not-writable", path):
        store.put(COUNTERS, Counter(1))
    store.rollback()


@pytest.mark.parametrize("garbage", [b"not a database" * 1000, b"SQLite format 3\x00" + b"x" * 999])
def test_a_file_that_is_no_database(garbage: bytes, path: Path) -> None:
    path.write_bytes(garbage)
    with mistaken("database-damaged", path):
        SqliteStore(path, TABLES)
    assert path.read_bytes() == garbage


def test_a_damaged_page_is_said_not_guessed(path: Path) -> None:
    with closing(SqliteStore(path, TABLES)) as store:
        fill(store)
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xaa" * 64
    path.write_bytes(data)
    with mistaken("database-damaged", path), closing(SqliteStore(path, TABLES)) as store:
        snapshot(store)


@pytest.mark.parametrize("value", ["'[1,'", "'[1]'", "CAST(X'ff' AS TEXT)"])
def test_a_damaged_value_is_said_not_guessed(value: str, store: SqliteStore, path: Path) -> None:
    fill(store)
    store._connection.execute(f"UPDATE samples SET words = {value} WHERE number = 50")
    with mistaken("database-damaged", path):
        list(store.scan(SAMPLES))


def test_somebody_elses_database_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE log (theirs)")
        other.commit()
    data = path.read_bytes()
    with mistaken("database-not-ours", path):
        SqliteStore(path, TABLES)
    assert path.read_bytes() == data


def test_a_newer_database_is_left_alone(path: Path) -> None:
    SqliteStore(path, TABLES).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version=99")
    data = path.read_bytes()
    with mistaken("database-newer", path) as caught:
        SqliteStore(path, TABLES)
    assert caught.value.details["version"] == 99
    assert path.read_bytes() == data


# ------------------------------------------------------------------------ several processes


def start(path: Path, stream: int, count: int) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, writer.__file__, str(path), str(stream), str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=ROOT)


def totals(output: bytes) -> list[int]:
    return [int.from_bytes(output[i : i + 4], "big") for i in range(0, len(output), 4)]


def test_killed_at_any_moment_every_acknowledged_commit_is_there(path: Path) -> None:
    chance, acknowledged = random.Random(1), 0
    for _ in range(10):
        with start(path, 2, 1_000_000) as process:
            assert process.stdout
            output = process.stdout.read(4)
            try:
                process.wait(chance.uniform(0.001, 0.15))
            except subprocess.TimeoutExpired:
                process.kill()
            output += process.stdout.read()
        assert len(totals(output)) > 0
        acknowledged = totals(output)[-1]
        with closing(SqliteStore(path, TABLES)) as store:
            counted = store.get(COUNTERS, 1)
            assert counted
            assert counted.value in (acknowledged, acknowledged + 1), "a commit was lost"
            head = EMPTY
            for row in store.read(2, 0, 1_000_000):
                head = extend(head, row.body)
                assert row[1:3] == head
            assert head == store.head(2)
            assert head.n == 2 * counted.value, "half a transaction was kept"
            assert store._run("PRAGMA integrity_check") == [("ok",)]
    assert acknowledged >= 10


def test_two_processes_take_turns(path: Path) -> None:
    """Both make the new file at once, too."""
    processes = [start(path, stream, 60) for stream in (2, 3)]
    outputs = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(totals(outputs[0]) + totals(outputs[1])) == list(range(1, 121))
    with closing(SqliteStore(path, TABLES)) as store:
        assert store.get(COUNTERS, 1) == Counter(1, 120)
        assert [row.arrival for row in store.arrivals(0, 999)] == list(range(1, 241))
        assert store.head(2).n == store.head(3).n == 120


def test_many_make_the_new_file_at_once(tmp_path: Path) -> None:
    barrier = Barrier(8)

    def make(path: Path) -> None:
        barrier.wait()
        SqliteStore(path, TABLES).close()

    with ThreadPoolExecutor(8) as pool:
        for number in range(25):
            for made in [pool.submit(make, tmp_path / f"{number}.db") for _ in range(8)]:
                made.result()
            with closing(SqliteStore(tmp_path / f"{number}.db", TABLES)) as store:
                assert not store.needs_rebuild
                assert snapshot(store)


def test_others_see_what_is_committed_and_can_tell(store: SqliteStore, path: Path) -> None:
    with closing(SqliteStore(path, TABLES)) as other:
        version = other.data_version()
        store.begin()
        store.put(COUNTERS, Counter(1))
        assert other.get(COUNTERS, 1) is None
        assert other.data_version() == version
        with other.reading():
            assert other.count(COUNTERS) == 0
            store.commit()
            assert other.count(COUNTERS) == 0, "a consistent read saw a later commit"
        assert other.data_version() != version
        assert other.count(COUNTERS) == 1


MEASURE = """
import resource, sys
from tuowang.host.sqlite import SqliteStore
from tuowang.store.samples import COUNTERS, TABLES
size = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
base = size()
store = SqliteStore(sys.argv[1], TABLES)
opened, last, count = size(), 0, 0
while rows := store.arrivals(last, 1000):
    last, count = rows[-1].arrival, count + len(rows)
assert count == 100_000
assert sum(1 for _ in store.scan(COUNTERS)) == sum(1 for _ in store.find(COUNTERS, ("value",)))
print(opened - base, size() - opened)
"""


def test_memory_does_not_grow_with_history(path: Path) -> None:
    with closing(SqliteStore(path, TABLES)) as store:
        with written(store):
            for number in range(200_000):
                store.put(COUNTERS, Counter(number, -number))
        for _ in range(100):
            with written(store):
                store.append(entries(store, 2, *[bytes(500)] * 1000))
    assert path.stat().st_size > 50 * 2**20
    measured = subprocess.check_output([sys.executable, "-c", MEASURE, str(path)], cwd=ROOT)
    opening_kibibytes, reading_kibibytes = map(int, measured.split())
    assert opening_kibibytes < 6 * 1024
    assert reading_kibibytes < 28 * 1024, "more than the page cache and one page of rows"


# -------------------------------------------------------------------------------- backup


def test_a_backup_is_whole_while_others_write(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    before = fill(store)
    target = tmp_path / "backup" / "copy.db"
    target.parent.mkdir()
    target.write_bytes(b"an older one")
    with closing(SqliteStore(path, TABLES)) as other:
        other.begin()
        other.put(COUNTERS, Counter(1, 77))
        store.backup_to(target)
        other.commit()
    assert [file.name for file in target.parent.iterdir()] == ["copy.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.read_bytes()[18:20] == b"\x01\x01", "it needs no side files, even read-only"
    with closing(SqliteStore(target, TABLES)) as copy:
        assert snapshot(copy) == before


def test_a_backup_that_cannot_be(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    before = fill(store)
    with mistaken("backup-onto-itself", path):
        store.backup_to(path)
    missing = tmp_path / "missing" / "copy.db"
    with mistaken("backup-failed", missing):
        store.backup_to(missing)
    target = tmp_path / "copy.db"
    target.write_bytes(b"an older one")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        with mistaken("disk-failed", target):
            store.backup_to(target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"an older one"
    assert not list(tmp_path.glob("*partial*"))
    assert not list(tmp_path.glob(".*partial*"))
    assert snapshot(store) == before


def test_meta_stands_in_the_transaction(store: SqliteStore) -> None:
    assert store.get_meta("a") is None
    with written(store):
        store.put_meta("a", b"1")
        store.put_meta("a", b"\x00")
    store.begin()
    store.put_meta("a", b"3")
    store.rollback()
    assert store.get_meta("a") == b"\x00"
