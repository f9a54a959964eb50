"""The store's contract: logs that only grow, tables that flows fold, in one transaction.

The caller (the host or the simulator) begins, commits and rolls back; the round in between only
reads and writes. Nothing that is not committed was ever said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from tuowang.record.chain import Head
from tuowang.store.table import Key, Table

R = TypeVar("R", bound=msgspec.Struct)


class NewRow(NamedTuple):
    """One entry to be stored: its stream, number, the chain's hash there, and its exact bytes."""

    stream: int
    n: int
    hash: bytes
    body: bytes


class LogRow(NamedTuple):
    """One entry as stored. `arrival` counts all entries of the store in the order they came."""

    stream: int
    n: int
    hash: bytes
    body: bytes
    arrival: int


class View(Protocol):
    """Tables, read."""

    def get(self, table: Table[R], *key: object) -> R | None:
        """The row with this whole key."""

    def scan(self, table: Table[R], *prefix: object, after: Key | None = None) -> Iterator[R]:
        """Rows whose key begins with `prefix`, in key order, from behind the whole key `after`.

        Rows may be written while one iterates; whether those are seen is not said.
        """

    def find(self, table: Table[R], index: tuple[str, ...], *values: object) -> Iterator[R]:
        """Rows whose first fields of a declared index are `values`, in the index's order."""

    def count(self, table: Table[R]) -> int:
        """How many rows the table holds."""


class Rows(View, Protocol):
    """Tables, read and written."""

    def put(self, table: Table[R], row: R) -> None:
        """Insert the row, or replace the one with its key."""

    def delete(self, table: Table[R], *key: object) -> None:
        """Remove the row with this whole key, if there is one."""


class Logs(Protocol):
    """Append-only chains, each under an integer stream."""

    def head(self, stream: int) -> Head:
        """Where the stream ends; n is 0 where it is empty."""

    def hash_at(self, stream: int, n: int) -> bytes | None:
        """The chain's hash at `n` (32 zero bytes at 0), None where it is not held."""

    def append(self, rows: Sequence[NewRow]) -> None:
        """Add entries, of one stream or several, in the order of their arrival.

        Within a stream the numbers must follow the head without a gap.
        """

    def read(self, stream: int, after: int, limit: int) -> list[LogRow]:
        """Up to `limit` entries above number `after`, in order."""

    def cut(self, stream: int, above: int) -> list[bytes]:
        """Take the entries above number `above` out again, for healing only; their bodies."""

    def arrivals(self, after: int, limit: int) -> list[LogRow]:
        """Up to `limit` entries of all streams with a later arrival than `after`, in that order."""

    def last_arrival(self) -> int:
        """The highest arrival ever given, 0 at first."""


class Store(Rows, Logs, Protocol):
    """Both, in one transaction."""

    def clear(self, table: Table[R]) -> None:
        """Empty one table, before it is folded again from the logs."""
