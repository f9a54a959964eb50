"""Both stores pass the suite that ships with the contract, and the suite can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tuowang.host.sqlite import SqliteStore
from tuowang.record.chain import EMPTY, Head
from tuowang.store.acceptance import (
    CHECKS,
    TABLES,
    MakeStore,
    check_altered_rows_leave_a_walk,
    check_index_follows_replaced_rows,
    check_prefix_and_after,
    check_rollback_undoes_everything,
    check_store,
)
from tuowang.store.log_checks import check_cut, check_gaps_are_assertions, check_logs
from tuowang.store.memory import MemoryStore
from tuowang.store.samples import CheckedStore
from tuowang.store.store import LogRow, NewRow
from tuowang.store.table import Key, Table


@pytest.fixture(params=["memory", "sqlite"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeStore]:
    opened: list[SqliteStore] = []

    def make_sqlite() -> CheckedStore:
        opened.append(SqliteStore(tmp_path / f"{len(opened)}.db", TABLES))
        return opened[-1]

    yield MemoryStore if request.param == "memory" else make_sqlite
    for store in opened:
        store.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_store_passes(check: Callable[[MakeStore], None], make_store: MakeStore) -> None:
    check(make_store)


class StaleIndex(MemoryStore):
    def put(self, table: Table[Any], row: Any) -> None:
        rows = self._sheet(table).rows
        if table.key_of(row) in rows:
            rows[table.key_of(row)] = row
        else:
            super().put(table, row)


class ForgetfulRollback(MemoryStore):
    def rollback(self) -> None:
        self.commit()


class ReusedArrivals(MemoryStore):
    def commit(self) -> None:
        super().commit()
        while self._arrivals and self._arrivals[-1] is None:
            self._arrivals.pop()


class LooseAfter(MemoryStore):
    def scan(self, table: Table[Any], *prefix: object, after: Key | None = None) -> Iterator[Any]:
        return super().scan(table, *prefix)


class WalksLive(MemoryStore):
    """Sees what is put ahead of it."""

    def find(self, table: Table[Any], index: tuple[str, ...], *values: object) -> Iterator[Any]:
        number = 0
        while number < len(rows := list(super().find(table, index, *values))):
            yield rows[number]
            number += 1


class GapsAllowed(MemoryStore):
    def append(self, rows: Sequence[NewRow]) -> None:
        for row in rows:
            stored = LogRow(*row, len(self._arrivals) + 1)
            self._logs.setdefault(row.stream, []).append(stored)
            self._arrivals.append(stored)


class OneStream(MemoryStore):
    def head(self, stream: int) -> Head:
        heads = [super(OneStream, self).head(one) for one in self._logs]
        return max(heads, default=EMPTY)


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (StaleIndex, check_index_follows_replaced_rows),
        (ForgetfulRollback, check_rollback_undoes_everything),
        (ReusedArrivals, check_cut),
        (LooseAfter, check_prefix_and_after),
        (WalksLive, check_altered_rows_leave_a_walk),
        (GapsAllowed, check_gaps_are_assertions),
        (OneStream, check_logs),
    ],
)
def test_the_suite_catches(
    broken: Callable[[], CheckedStore], check: Callable[[MakeStore], None]
) -> None:
    assert check in CHECKS
    with pytest.raises(AssertionError):
        check(broken)
    with pytest.raises(AssertionError):
        check_store(broken)
