"""Random commands give the same answers from the store in memory and from the database."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tuowang.host.sqlite import SqliteStore
from tuowang.store.memory import MemoryStore
from tuowang.store.samples import (
    COUNTERS,
    SAMPLES,
    TABLES,
    CheckedStore,
    Counter,
    Part,
    Sample,
    entries,
    snapshot,
)

places = st.sampled_from(["", "a", "aa", "b", "二", "\U00010000", "'"])
numbers = st.integers(-2, 3)
states = st.sampled_from(["open", "closed"])
days = st.sampled_from(["", "2026-01-05", "2026-03-02"])
samples = st.builds(
    Sample,
    places,
    numbers,
    states,
    st.booleans(),
    days,
    blob=st.binary(max_size=3),
    words=st.lists(st.text(max_size=2), max_size=2),
    parts=st.lists(st.builds(Part, places, numbers), max_size=2),
    sums=st.dictionaries(st.text(max_size=2), st.integers(-(2**63), 2**63 - 1), max_size=2),
    note=st.none() | st.text(max_size=2),
    seen=st.none() | st.booleans(),
)
streams = st.integers(0, 3)
bodies = st.lists(st.binary(max_size=4), min_size=1, max_size=4)


class SameAnswers(RuleBasedStateMachine):
    """One memory store, one database, one hand that does the same to both."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "tuowang.db"
        self.database = SqliteStore(self.path, TABLES)
        self.stores: tuple[CheckedStore, CheckedStore] = (MemoryStore(), self.database)
        self.walks: list[tuple[Any, Any]] = []

    def same(self, act: Any) -> Any:
        here, there = (act(store) for store in self.stores)
        assert here == there
        return here

    @initialize()
    def start(self) -> None:
        self.same(lambda store: store.begin())

    @rule(row=samples)
    def put(self, row: Sample) -> None:
        self.same(lambda store: store.put(SAMPLES, row))

    @rule(first=numbers, count=st.integers(1, 40), value=numbers)
    def put_counters(self, first: int, count: int, value: int) -> None:
        for number in range(first, first + count):
            self.same(
                lambda store, number=number: store.put(COUNTERS, Counter(number, value * number))
            )

    @rule(place=places, number=numbers)
    def delete(self, place: str, number: int) -> None:
        self.same(lambda store: store.delete(SAMPLES, place, number))
        self.same(lambda store: store.delete(COUNTERS, number))

    @rule(table=st.sampled_from(TABLES))
    def clear(self, table: Any) -> None:
        self.same(lambda store: store.clear(table))

    @rule(stream=streams, bodies=bodies)
    def append(self, stream: int, bodies: list[bytes]) -> None:
        self.same(lambda store: store.append(entries(store, stream, *bodies)))

    @rule(stream=streams, above=st.integers(0, 6))
    def cut(self, stream: int, above: int) -> None:
        self.same(lambda store: store.cut(stream, above))

    @rule(keep=st.booleans())
    def end(self, keep: bool) -> None:
        self.walks.clear()
        self.same(lambda store: store.commit() if keep else store.rollback())
        self.same(lambda store: store.begin())

    @rule()
    def reopen(self) -> None:
        self.walks.clear()
        self.same(lambda store: store.commit())
        self.database.close()
        self.database = SqliteStore(self.path, TABLES)
        assert not self.database.needs_rebuild
        self.stores = (self.stores[0], self.database)
        self.same(lambda store: store.begin())

    @rule(place=places, number=numbers)
    def get(self, place: str, number: int) -> None:
        self.same(lambda store: store.get(SAMPLES, place, number))

    @rule(
        prefix=st.tuples() | st.tuples(places) | st.tuples(places, numbers),
        after=st.none() | st.tuples(places) | st.tuples(places, numbers),
    )
    def scan(self, prefix: tuple[Any, ...], after: tuple[Any, ...] | None) -> None:
        self.same(lambda store: list(store.scan(SAMPLES, *prefix, after=after)))

    @rule(values=st.tuples() | st.tuples(states) | st.tuples(states, st.booleans(), days))
    def find(self, values: tuple[Any, ...]) -> None:
        self.same(lambda store: list(store.find(SAMPLES, ("state", "urgent", "due"), *values)))

    @rule(stream=streams, after=st.integers(0, 6), limit=st.integers(0, 3))
    def read(self, stream: int, after: int, limit: int) -> None:
        self.same(lambda store: store.read(stream, after, limit))
        self.same(lambda store: store.arrivals(after, limit))
        self.same(lambda store: store.hash_at(stream, after))

    @rule(index=st.sampled_from([("value",), None]), values=st.tuples() | st.tuples(numbers))
    def walk(self, index: tuple[str, ...] | None, values: tuple[int, ...]) -> None:
        """Begin to walk, and go on later, after whatever was written in between."""
        here, there = (
            store.scan(COUNTERS) if index is None else store.find(COUNTERS, index, *values)
            for store in self.stores
        )
        assert next(here, None) == next(there, None)
        self.walks.append((here, there))

    @rule(steps=st.integers(1, 30))
    def walk_on(self, steps: int) -> None:
        for here, there in self.walks:
            for _ in range(steps):
                assert next(here, None) == next(there, None)

    @rule()
    def walk_to_the_end(self) -> None:
        while self.walks:
            here, there = self.walks.pop()
            assert list(here) == list(there)

    @invariant()
    def nothing_differs(self) -> None:
        self.same(snapshot)

    def teardown(self) -> None:
        self.walks.clear()
        self.database.close()
        self.folder.cleanup()


SameAnswers.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, print_blob=True
)
TestSameAnswers = SameAnswers.TestCase
