"""A store in memory, for the simulator: the same contract, with begin, commit and rollback.

Rows are immutable, so an undo list of what was overwritten is a whole transaction, and a copy
of the dictionaries is a whole disk. An order that somebody walks is copied before it changes,
so that a walk goes over the keys that were there when it began.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from tuowang.record.chain import EMPTY, ZERO, Head
from tuowang.store.store import LogRow, NewRow
from tuowang.store.table import Key, Table

R = TypeVar("R", bound=msgspec.Struct)
Index = tuple[str, ...]


def _values_of(index: Index) -> Callable[[Any], Key]:
    """A quick way from a row to the tuple of its fields in `index`."""
    get: Callable[[Any], Any] = attrgetter(*index)
    return get if len(index) > 1 else lambda row: (get(row),)


class _Sheet:
    """One table: rows by key, and every order it is read in as a sorted list of places.

    A place is the index's values and, behind them, the primary key; the key alone in key order.
    """

    def __init__(self, table: Table[Any]) -> None:
        self.table = table
        self.key_of = _values_of(table.key)
        self.indexes = [(index, _values_of(index)) for index in table.indexes if index != table.key]
        self.rows: dict[Key, Any] = {}
        self.orders: dict[Index, list[Key]] = {}
        self.walks: dict[Index, int] = {}
        self.empty()

    def empty(self) -> None:
        """Start anew; whoever holds the old rows and orders still has them whole."""
        self.rows = {}
        self.orders = {index: [] for index in (self.table.key, *self.table.indexes)}
        self.walks = {}

    def refill(self, rows: dict[Key, Any], orders: dict[Index, list[Key]]) -> None:
        """Take rows and orders back as they were; old walks may still go over the old lists."""
        self.rows, self.walks = rows, {}
        self.orders = {index: order.copy() for index, order in orders.items()}

    def set(self, key: Key, row: Any | None) -> Any | None:
        """Put or remove (None) a row; what was there before."""
        old = self.rows.get(key)
        if row is not None:
            self.rows[key] = row
        elif old is not None:
            del self.rows[key]
        else:
            return None
        if old is None or row is None:
            known = None if old is None else key
            self._move(self.table.key, known, None if row is None else key)
        for index, values_of in self.indexes:
            before = None if old is None else values_of(old)
            after = None if row is None else values_of(row)
            if before != after:
                self._move(
                    index,
                    None if before is None else before + key,
                    None if after is None else after + key,
                )
        return old

    def _move(self, index: Index, before: Key | None, after: Key | None) -> None:
        order = self.orders[index]
        if self.walks.pop(index, 0):
            order = self.orders[index] = order.copy()
        if before is not None:
            del order[bisect_left(order, before)]
        if after is None:
            return
        if not order or order[-1] < after:
            order.append(after)
        else:
            insort(order, after)

    def walk(self, index: Index, prefix: Key, after: Key | None) -> Iterator[Any]:
        """The rows under `prefix` as they are when reached; gone or altered ones are left out."""
        order = self.orders[index]
        start = bisect_left(order, prefix)
        if after is not None:
            start = max(start, bisect_right(order, after))
        width, skip = len(prefix), 0 if index == self.table.key else len(index)
        values_of = _values_of(index)
        self.walks[index] = self.walks.get(index, 0) + 1
        try:
            for number in range(start, len(order)):
                place = order[number]
                if place[:width] != prefix:
                    break
                row = self.rows.get(place[skip:])
                if row is None:
                    continue
                if order is not self.orders[index] and values_of(row)[:width] != prefix:
                    continue
                yield row
        finally:
            if order is self.orders[index]:
                self.walks[index] -= 1


class MemoryStore:
    """Tables and logs in dictionaries."""

    def __init__(self) -> None:
        self._sheets: dict[str, _Sheet] = {}
        self._logs: dict[int, list[LogRow]] = {}
        self._arrivals: list[LogRow | None] = []
        self._undo: list[tuple[Any, ...]] | None = None

    def begin(self) -> None:
        """Start a transaction."""
        assert self._undo is None
        self._undo = []

    def commit(self) -> None:
        """Keep all that was written since `begin`."""
        self._undo = None

    def rollback(self) -> None:
        """Undo all that was written since `begin`."""
        undo, self._undo = self._undo or [], None
        for step, *arguments in reversed(undo):
            step(*arguments)

    def copy(self) -> MemoryStore:
        """The whole disk as it is now (between transactions)."""
        assert self._undo is None
        twin = MemoryStore()
        twin._logs = {stream: list(rows) for stream, rows in self._logs.items()}
        twin._arrivals = list(self._arrivals)
        for name, sheet in self._sheets.items():
            copy = twin._sheets[name] = _Sheet(sheet.table)
            copy.rows = dict(sheet.rows)
            copy.orders = {index: list(order) for index, order in sheet.orders.items()}
        return twin

    def _sheet(self, table: Table[Any]) -> _Sheet:
        sheet = self._sheets.get(table.name)
        if sheet is None:
            sheet = self._sheets[table.name] = _Sheet(table)
        return sheet

    def get(self, table: Table[R], *key: object) -> R | None:
        """See `Rows.get`."""
        assert len(key) == len(table.key)
        row: R | None = self._sheet(table).rows.get(key)
        return row

    def put(self, table: Table[R], row: R) -> None:
        """See `Rows.put`."""
        assert type(row) is table.row
        sheet = self._sheet(table)
        key = sheet.key_of(row)
        old = sheet.set(key, row)
        if self._undo is not None:
            self._undo.append((sheet.set, key, old))

    def delete(self, table: Table[R], *key: object) -> None:
        """See `Rows.delete`."""
        assert len(key) == len(table.key)
        sheet = self._sheet(table)
        old = sheet.set(key, None)
        if self._undo is not None and old is not None:
            self._undo.append((sheet.set, key, old))

    def scan(self, table: Table[R], *prefix: object, after: Key | None = None) -> Iterator[R]:
        """See `Rows.scan`."""
        return self._sheet(table).walk(table.key, prefix, after)

    def find(self, table: Table[R], index: Index, *values: object) -> Iterator[R]:
        """See `Rows.find`."""
        assert len(values) <= len(index)
        return self._sheet(table).walk(index, values, None)

    def count(self, table: Table[R]) -> int:
        """See `Rows.count`."""
        return len(self._sheet(table).rows)

    def clear(self, table: Table[R]) -> None:
        """See `Store.clear`."""
        sheet = self._sheet(table)
        if self._undo is not None:
            self._undo.append((sheet.refill, sheet.rows, sheet.orders))
        sheet.empty()

    def head(self, stream: int) -> Head:
        """See `Logs.head`."""
        rows = self._logs.get(stream)
        return Head(rows[-1].n, rows[-1].hash) if rows else EMPTY

    def hash_at(self, stream: int, n: int) -> bytes | None:
        """See `Logs.hash_at`."""
        rows = self._logs.get(stream, [])
        if n == 0:
            return ZERO
        return rows[n - 1].hash if 0 < n <= len(rows) else None

    def append(self, rows: Sequence[NewRow]) -> None:
        """See `Logs.append`."""
        base = len(self._arrivals)
        if self._undo is not None:
            self._undo.append((self._drop, base))
        for arrival, row in enumerate(rows, base + 1):
            log = self._logs.setdefault(row.stream, [])
            assert row.n == len(log) + 1
            stored = LogRow(*row, arrival)
            log.append(stored)
            self._arrivals.append(stored)

    def _drop(self, base: int) -> None:
        for row in reversed(self._arrivals[base:]):
            if row is not None:
                self._logs[row.stream].pop()
        del self._arrivals[base:]

    def read(self, stream: int, after: int, limit: int) -> list[LogRow]:
        """See `Logs.read`."""
        return self._logs.get(stream, [])[after : after + limit]

    def cut(self, stream: int, above: int) -> list[bytes]:
        """See `Logs.cut`."""
        log = self._logs.get(stream, [])
        rows = log[above:]
        del log[above:]
        for row in rows:
            self._arrivals[row.arrival - 1] = None
        if self._undo is not None:
            self._undo.append((self._restore, stream, rows))
        return [row.body for row in rows]

    def _restore(self, stream: int, rows: list[LogRow]) -> None:
        self._logs.setdefault(stream, []).extend(rows)
        for row in rows:
            self._arrivals[row.arrival - 1] = row

    def arrivals(self, after: int, limit: int) -> list[LogRow]:
        """See `Logs.arrivals`."""
        behind = (self._arrivals[number] for number in range(after, len(self._arrivals)))
        return list(islice((row for row in behind if row is not None), limit))

    def last_arrival(self) -> int:
        """See `Logs.last_arrival`."""
        return len(self._arrivals)
