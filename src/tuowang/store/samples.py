"""What the acceptance suite puts into a store: rows of every sort of field, and entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import msgspec

from tuowang.record.chain import hashes
from tuowang.store.store import NewRow, Store
from tuowang.store.table import Table


class Part(msgspec.Struct, frozen=True):
    """A struct inside a row."""

    code: str
    quantity: int
    mark: bytes = b""
    parts: list[Part] = []


class Sample(msgspec.Struct, frozen=True):
    """A row of every sort of field, with two orders beside its key."""

    place: str
    number: int
    state: str = ""
    urgent: bool = False
    due: str = ""
    blob: bytes = b""
    words: list[str] = []
    parts: list[Part] = []
    sums: dict[str, int] = {}
    by_number: dict[int, list[Part]] = {}
    pair: tuple[int, str] = (0, "")
    whole: Part | None = None
    note: str | None = None
    size: int | None = None
    seen: bool | None = None
    mark: bytes | None = None


class Counter(msgspec.Struct, frozen=True):
    """A row under one number."""

    number: int
    value: int = 0


SAMPLES = Table(
    "samples", Sample, ("place", "number"), (("state", "urgent", "due"), ("due",), ("urgent",))
)
COUNTERS = Table("counters", Counter, ("number",), (("value",),))
TABLES: tuple[Table[Any], ...] = (SAMPLES, COUNTERS)
STATES = ("state", "urgent", "due")
LARGEST = 2**63 - 1


class CheckedStore(Store, Protocol):
    """A store with its caller's side."""

    def begin(self) -> None:
        """Start a transaction."""

    def commit(self) -> None:
        """Keep all that was written since `begin`."""

    def rollback(self) -> None:
        """Undo all that was written since `begin`."""


MakeStore = Callable[[], CheckedStore]


@contextmanager
def written(store: CheckedStore) -> Iterator[None]:
    """What is done in between is committed."""
    store.begin()
    yield
    store.commit()


def entries(store: Store, stream: int, *bodies: bytes) -> list[NewRow]:
    """Entries that follow a stream's head."""
    head = store.head(stream)
    chain = hashes(head, bodies)
    return [NewRow(stream, head.n + i, chain[i - 1], body) for i, body in enumerate(bodies, 1)]


def snapshot(store: Store) -> list[object]:
    """All that a store answers about `TABLES` and a few streams."""
    answers: list[object] = [store.last_arrival(), store.arrivals(0, 10_000)]
    for stream in range(10):
        answers.append((store.head(stream), store.read(stream, 0, 10_000)))
    for table in TABLES:
        answers += [store.count(table), list(store.scan(table))]
        answers += [list(store.find(table, index)) for index in table.indexes]
    return answers
