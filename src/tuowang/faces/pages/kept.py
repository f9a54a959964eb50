"""What was worked out from a company's tables, kept for as long as they do not change.

The state is in the database alone: every request first asks the database for its version, and what
was worked out for another one is worked out anew. So a page never shows less than what was there
when it was asked for, whoever wrote it, in whichever process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, NamedTuple, TypeVar

R = TypeVar("R")
MOST_ROWS_KEPT = 500_000
"""Over all companies of a server; what was not asked for the longest goes first."""


class _Held(NamedTuple):
    company: str
    version: int
    found: Future[Any]
    rows: int


class Kept:
    """Shared by the threads of a process: what several ask for at once is worked out once."""

    def __init__(self, most_rows: int = MOST_ROWS_KEPT) -> None:
        self._most_rows = most_rows
        self._lock = Lock()
        self._held: OrderedDict[Hashable, _Held] = OrderedDict()

    def get(
        self,
        company: str,
        version: int,
        key: Hashable,
        make: Callable[[], R],
        rows_of: Callable[[R], int],
    ) -> R:
        """What `make` gives for this version of a company's tables; `rows_of` says how much it is.

        version: read before anything that `make` reads. Whatever `make` raises, all who wait get.
        """
        place = (company, key)
        with self._lock:
            held = self._held.get(place)
            if held is not None and held.version == version:
                self._held.move_to_end(place)
            else:
                self._forget(company, version)
                held = None
                future: Future[R] = Future()
                self._held[place] = _Held(company, version, future, 0)
        if held is not None:
            found: R = held.found.result()
            return found
        try:
            made = make()
        except BaseException as fault:
            self._replace(place, future, None)
            future.set_exception(fault)
            raise
        self._replace(place, future, _Held(company, version, future, 1 + rows_of(made)))
        future.set_result(made)
        return made

    def _forget(self, company: str, version: int) -> None:
        """Nobody will ask for what another version came to."""
        old = [
            place
            for place, held in self._held.items()
            if held.company == company and held.version != version
        ]
        for place in old:
            del self._held[place]

    def _replace(self, place: Hashable, future: Future[Any], held: _Held | None) -> None:
        """Put what was made in its place, unless another version has that by now; make room."""
        with self._lock:
            if place not in self._held or self._held[place].found is not future:
                return
            if held is None:
                del self._held[place]
                return
            self._held[place] = held
            total = sum(one.rows for one in self._held.values())
            for old, one in list(self._held.items()):
                if total > self._most_rows and old != place:
                    total -= one.rows
                    del self._held[old]
