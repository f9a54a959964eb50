"""The store of life: logs and tables in one SQLite file, in the same transaction.

One writer at a time: `begin` takes the write lock, also against other processes, so two of them
take turns. Nothing is cached in the process that another one could contradict. Nothing holds a
read open: rows come in pages, and a walk continues behind the last place it saw. When a table
is written that somebody walks, the walk first notes the keys that are left; so it gives what was
there when it began, each row once, as it is when reached, as the store in memory does.

After an input/output error the connection is closed and opened anew, never tried again: after
a failed fsync the system may call pages clean that are not on the disk. What the log's tail
holds then is copied into the database afresh. Whether the last commit was kept must be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tuowang.errors import Mistake
from tuowang.host.database import BUSY_MILLISECONDS, back_up, connect, mistake_of
from tuowang.host.migrations import REBUILD, migrate
from tuowang.host.sheet import Index, Raw, Sheet, rest_of
from tuowang.record.chain import EMPTY, ZERO, Head
from tuowang.store.store import LogRow, NewRow
from tuowang.store.table import Key, Table

R = TypeVar("R", bound=msgspec.Struct)
_FIRST_PAGE, _LARGEST_PAGE = 16, 512
_FLOOR = "arrival-floor"
"""The `meta` key of an arrival below which none is ever given again, though it was cut out."""

_APPEND = "INSERT INTO log (stream, n, hash, body, arrival) VALUES (?, ?, ?, ?, ?)"
_LOG_ROW = "SELECT stream, n, hash, body, arrival FROM log"


class _Walk:
    """Where one iteration stands: rows fetched and not yet given (last one first), and the rest."""

    def __init__(self, index: Index, prefix: Key, rest: Key | None) -> None:
        self.index, self.prefix = index, prefix
        self.rest: Key = () if rest is None else rest
        self.more = rest is not None
        self.page: list[Raw] = []
        self.keys: list[Key] | None = None


class SqliteStore:
    """Implements `tuowang.store.store.Store`; writes only between `begin` and `commit`.

    `tables` are folded from the logs, `lasting` ones are not; always name all of them. Errors
    are `Mistake`s: disk-full, disk-failed, home-busy, home-not-writable, database-damaged,
    database-newer, database-not-ours, each with the `path`. An integer that does not fit 64
    bits is an assertion.
    """

    def __init__(
        self,
        path: Path | str,
        tables: Sequence[Table[Any]],
        *,
        lasting: Sequence[Table[Any]] = (),
        busy_milliseconds: int = BUSY_MILLISECONDS,
    ) -> None:
        self.path = Path(path)
        self._busy_milliseconds = busy_milliseconds
        self._sheets = {table.name: Sheet(table) for table in (*tables, *lasting)}
        assert all(self._sheets[table.name].table is table for table in (*tables, *lasting))
        self._walks: dict[str, list[_Walk]] = {}
        self._writing = False
        self._lost = False
        self._connection = connect(self.path, busy_milliseconds)
        try:
            migrate(self._connection, self._sheets, frozenset(table.name for table in lasting))
        except sqlite3.Error as error:
            self._connection.close()
            mistake = mistake_of(error, self.path)
            if mistake is None:
                raise
            raise mistake from error

    # ------------------------------------------------------------------------- transactions

    def begin(self) -> None:
        """Take the write lock, waiting for others as long as was said, and start."""
        assert not self._writing and not self._connection_is_reading()
        if self._lost:
            self._reopen()
        self._run("BEGIN IMMEDIATE")
        self._writing = True

    def commit(self) -> None:
        """Everything since `begin` is on the disk when this returns.

        After a Mistake nothing of it is kept, except that after disk-failed it is not known.
        """
        assert self._writing
        try:
            self._run("COMMIT")
        finally:
            self.rollback()

    def rollback(self) -> None:
        """Undo all since `begin`; harmless where nothing is open."""
        self._writing = False
        if not self._lost and self._connection.in_transaction:
            self._run("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let everything read in between be of one moment, while others write."""
        assert not self._writing and not self._connection_is_reading()
        self._run("BEGIN")
        try:
            yield
        finally:
            self.rollback()

    def close(self) -> None:
        """Let go of the file; what was not committed is gone."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def _connection_is_reading(self) -> bool:
        return not self._lost and self._connection.in_transaction

    def _run(self, statement: str, parameters: Sequence[Any] = ()) -> list[Raw]:
        try:
            return self._connection.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error
        except OverflowError as error:
            raise AssertionError("an integer beyond 64 bits") from error

    def _failed(self, error: sqlite3.Error) -> Exception:
        """What to raise. SQLite may have rolled back by itself: nothing more may be written."""
        if self._lost and isinstance(error, sqlite3.ProgrammingError):
            return Mistake("disk-failed", path=str(self.path))
        mistake = mistake_of(error, self.path)
        if mistake is None:
            return error
        if mistake.code != "home-busy":
            self._writing = False
        if mistake.code == "disk-failed":
            with suppress(Mistake):
                self._reopen()
        return mistake

    def _reopen(self) -> None:
        self._lost = True
        with suppress(sqlite3.Error):
            self._connection.close()
        connection = connect(self.path, self._busy_milliseconds)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            connection.close()
            raise mistake_of(error, self.path) or error from error
        self._connection, self._lost = connection, False

    # ------------------------------------------------------------------------------- tables

    def get(self, table: Table[R], *key: object) -> R | None:
        """See `Rows.get`."""
        assert len(key) == len(table.key)
        sheet = self._sheets[table.name]
        found = self._run(sheet.get, key)
        return self._decoded(sheet, found[0]) if found else None

    def put(self, table: Table[R], row: R) -> None:
        """See `Rows.put`."""
        assert self._writing and type(row) is table.row
        sheet = self._sheets[table.name]
        if self._walks:
            self._note_keys(sheet)
        try:
            parameters = sheet.encode(row)
        except OverflowError as error:
            raise AssertionError("an integer beyond 64 bits") from error
        self._run(sheet.put, parameters)

    def delete(self, table: Table[R], *key: object) -> None:
        """See `Rows.delete`."""
        assert self._writing and len(key) == len(table.key)
        sheet = self._sheets[table.name]
        self._note_keys(sheet)
        self._run(sheet.delete, key)

    def clear(self, table: Table[R]) -> None:
        """See `Store.clear`."""
        assert self._writing
        sheet = self._sheets[table.name]
        self._note_keys(sheet)
        self._run(sheet.clear)

    def count(self, table: Table[R]) -> int:
        """See `Rows.count`."""
        count: int = self._run(self._sheets[table.name].count)[0][0]
        return count

    def scan(self, table: Table[R], *prefix: object, after: Key | None = None) -> Iterator[R]:
        """See `Rows.scan`."""
        return self._rows(self._sheets[table.name], table.key, prefix, after)

    def find(self, table: Table[R], index: Index, *values: object) -> Iterator[R]:
        """See `Rows.find`."""
        assert len(values) <= len(index)
        return self._rows(self._sheets[table.name], index, values, None)

    def _rows(self, sheet: Sheet, index: Index, prefix: Key, after: Key | None) -> Iterator[Any]:
        order = sheet.order(index)
        places = sheet.positions(order[len(prefix) :])
        walk = _Walk(index, prefix, rest_of(after, prefix, len(order)))
        walks = self._walks.setdefault(sheet.table.name, [])
        walks.append(walk)
        limit = _FIRST_PAGE
        try:
            while walk.more and walk.keys is None:
                walk.page = self._page(sheet, walk, limit, keys=False)
                walk.more = len(walk.page) == limit and bool(places)
                if walk.page:
                    walk.rest = tuple([walk.page[-1][position] for position in places])
                walk.page.reverse()
                limit = min(2 * limit, _LARGEST_PAGE)
                while walk.page:
                    yield self._decoded(sheet, walk.page.pop())
        finally:
            if walk in walks:
                walks.remove(walk)
            if not walks:
                self._walks.pop(sheet.table.name, None)
        yield from self._rows_of(sheet, walk)

    def _rows_of(self, sheet: Sheet, walk: _Walk) -> Iterator[Any]:
        """The rows of the noted keys, but those that are gone or no longer have the values."""
        given = sheet.positions(walk.index[: len(walk.prefix)])
        for key in walk.keys or ():
            for raw in self._run(sheet.get, key):
                if tuple([raw[position] for position in given]) == walk.prefix:
                    yield self._decoded(sheet, raw)

    def _page(self, sheet: Sheet, walk: _Walk, limit: int, keys: bool) -> list[Raw]:
        statement = sheet.page(walk.index, len(walk.prefix), len(walk.rest), keys)
        return self._run(statement, (*walk.prefix, *walk.rest, limit))

    def _note_keys(self, sheet: Sheet) -> None:
        """Before a table is written: each walk over it notes what it has still to give."""
        for walk in self._walks.pop(sheet.table.name, ()):
            positions = sheet.positions(sheet.table.key)
            keys = [tuple([raw[one] for one in positions]) for raw in reversed(walk.page)]
            if walk.more:
                keys += self._page(sheet, walk, -1, keys=True)
            walk.keys = keys
            walk.page.clear()

    def _decoded(self, sheet: Sheet, raw: Raw) -> Any:
        try:
            return sheet.decode(raw)
        except msgspec.DecodeError as error:
            raise Mistake("database-damaged", path=str(self.path)) from error

    # --------------------------------------------------------------------------------- logs

    def head(self, stream: int) -> Head:
        """See `Logs.head`."""
        found = self._run(
            "SELECT n, hash FROM log WHERE stream = ? ORDER BY n DESC LIMIT 1", (stream,)
        )
        return Head(*found[0]) if found else EMPTY

    def hash_at(self, stream: int, n: int) -> bytes | None:
        """See `Logs.hash_at`."""
        if n == 0:
            return ZERO
        found = self._run("SELECT hash FROM log WHERE stream = ? AND n = ?", (stream, n))
        hash_: bytes | None = found[0][0] if found else None
        return hash_

    def append(self, rows: Sequence[NewRow]) -> None:
        """See `Logs.append`."""
        assert self._writing
        heads: dict[int, int] = {}
        for row in rows:
            n = heads.get(row.stream)
            if n is None:
                n = self.head(row.stream).n
            assert row.n == n + 1
            heads[row.stream] = row.n
        new = [(*row, arrival) for arrival, row in enumerate(rows, self.last_arrival() + 1)]
        try:
            self._connection.executemany(_APPEND, new)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def read(self, stream: int, after: int, limit: int) -> list[LogRow]:
        """See `Logs.read`."""
        found = self._run(
            f"{_LOG_ROW} WHERE stream = ? AND n > ? ORDER BY n LIMIT ?", (stream, after, limit)
        )
        return list(map(LogRow._make, found))

    def cut(self, stream: int, above: int) -> list[bytes]:
        """See `Logs.cut`."""
        assert self._writing
        self.put_meta(_FLOOR, self.last_arrival().to_bytes(8, "big"))
        found = self._run(
            "SELECT body FROM log WHERE stream = ? AND n > ? ORDER BY n", (stream, above)
        )
        self._run("DELETE FROM log WHERE stream = ? AND n > ?", (stream, above))
        return [body for (body,) in found]

    def arrivals(self, after: int, limit: int) -> list[LogRow]:
        """See `Logs.arrivals`."""
        found = self._run(f"{_LOG_ROW} WHERE arrival > ? ORDER BY arrival LIMIT ?", (after, limit))
        return list(map(LogRow._make, found))

    def last_arrival(self) -> int:
        """See `Logs.last_arrival`."""
        last: int = self._run("SELECT coalesce(max(arrival), 0) FROM log")[0][0]
        return max(last, int.from_bytes(self.get_meta(_FLOOR) or b"", "big"))

    # ------------------------------------------------------------------------ beside the rows

    def get_meta(self, key: str) -> bytes | None:
        """A small value of the host's own, beside the tables."""
        found = self._run("SELECT value FROM meta WHERE key = ?", (key,))
        value: bytes | None = found[0][0] if found else None
        return value

    def put_meta(self, key: str, value: bytes) -> None:
        """Keep such a value, in this transaction."""
        assert self._writing
        self._run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

    @property
    def needs_rebuild(self) -> bool:
        """Whether the folded tables must be folded from the logs anew before they are used."""
        return self.get_meta(REBUILD) is not None

    def rebuilt(self) -> None:
        """Say, in the transaction that ends it, that the tables were folded anew."""
        assert self._writing
        self._run("DELETE FROM meta WHERE key = ?", (REBUILD,))

    def data_version(self) -> int:
        """A number that changes when another process has committed."""
        version: int = self._run("PRAGMA data_version")[0][0]
        return version

    def integrity(self) -> list[str]:
        """What SQLite's own check finds wrong in the file; it sees few flipped bits."""
        found = [str(row[0]) for row in self._run("PRAGMA integrity_check(20)")]
        return [] if found == ["ok"] else found

    def backup_to(self, target: Path | str) -> None:
        """Copy what is committed to a file; see `back_up`. Others may write meanwhile."""
        assert not self._writing
        back_up(self.path, Path(target))
