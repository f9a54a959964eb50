"""The tests that every store must pass; they ship with the contract.

Whoever writes a store gives `check_store` a way to make an empty one that holds `TABLES`::

    check_store(lambda: MyStore(new_place(), TABLES))

Each check gets a fresh store. A failed check is an AssertionError that says what was broken.

What is written while one walks `scan` or `find`: the walk gives the rows that were there when
it began, each once, as it is when it is reached; what was removed by then, or no longer has
the values asked for, is left out, and what is new is not given. So a fold does the same in
the simulator and in life.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuowang.record.chain import EMPTY
from tuowang.store.log_checks import LOG_CHECKS
from tuowang.store.samples import (
    COUNTERS,
    LARGEST,
    SAMPLES,
    STATES,
    TABLES,
    Counter,
    MakeStore,
    Part,
    Sample,
    entries,
    snapshot,
    written,
)

__all__ = ["CHECKS", "TABLES", "MakeStore", "check_store"]


def check_put_get_replace_delete(make_store: MakeStore) -> None:
    """A row is found under its whole key only, the last one put wins, and removal is harmless."""
    store = make_store()
    assert store.get(SAMPLES, "a", 1) is None
    assert store.count(SAMPLES) == 0
    with written(store):
        store.put(SAMPLES, Sample("a", 1, "new"))
        store.put(SAMPLES, Sample("a", 2, "other"))
        store.put(SAMPLES, Sample("a", 1, "newer"))
        store.put(COUNTERS, Counter(1, 5))
    assert store.get(SAMPLES, "a", 1) == Sample("a", 1, "newer"), "the last row put is not there"
    assert store.get(SAMPLES, "b", 1) is None
    assert store.count(SAMPLES) == 2, "a replaced row counts twice"
    with written(store):
        store.delete(SAMPLES, "a", 1)
        store.delete(SAMPLES, "a", 1)
        store.delete(SAMPLES, "never", 9)
    assert list(store.scan(SAMPLES)) == [Sample("a", 2, "other")], "a wrong row was removed"
    assert list(store.find(SAMPLES, STATES, "newer")) == [], "an index holds a removed row"
    assert store.get(COUNTERS, 1) == Counter(1, 5), "another table was touched"


def check_fields_come_back_exactly(make_store: MakeStore) -> None:
    """Every sort of field, at its limits, and every default."""
    store = make_store()
    part = Part("x", 1, b"\x00\xff", [Part("y", -1)])
    rows = [
        Sample("", 0),
        Sample("a\x00b", LARGEST, "'\";--", True, "2026-03-02", bytes(range(256))),
        Sample("料", -LARGEST - 1, "\n\t", words=["", "二", "\x00"], parts=[part, part]),
        Sample("c", 1, sums={"": LARGEST, "键": -1}, by_number={-1: [part], LARGEST: []}),
        Sample("d", 1, pair=(LARGEST, "p"), whole=part, note="", size=0, seen=False, mark=b""),
        Sample("e", 1, "007", note="None", size=-1, seen=True, mark=b"\x00"),
    ]
    with written(store):
        for row in rows:
            store.put(SAMPLES, row)
    for row in rows:
        again = store.get(SAMPLES, row.place, row.number)
        assert again == row, f"put {row}, got {again}"
        assert repr(again) == repr(row), f"put {row!r}, got {again!r}, equal but of other types"


def check_scan_is_in_key_order(make_store: MakeStore) -> None:
    """Texts sort by code point, numbers by size, over many pages' worth of rows."""
    store = make_store()
    places = ["", "A", "Z", "a", "a\x00", "aa", "b", "z", "é", "二", "料", "\uffff", "\U00010000"]
    numbers = [-LARGEST - 1, -10, -9, 0, 1, 9, 10, 11, 100, LARGEST]
    keys = [(place, number) for place in places for number in numbers]
    with written(store):
        for place, number in sorted(keys, key=lambda key: hash((key, 1))):
            store.put(SAMPLES, Sample(place, number))
        for number in reversed(range(2000)):
            store.put(COUNTERS, Counter(number))
    found = [(row.place, row.number) for row in store.scan(SAMPLES)]
    assert found == sorted(keys), "a scan is not in the order of code points and numbers"
    assert [row.number for row in store.scan(COUNTERS)] == list(range(2000))


def check_prefix_and_after(make_store: MakeStore) -> None:
    """A prefix is whole fields; `after` is a place that need not be there."""
    store = make_store()
    keys = [("a", 1), ("a", 2), ("a", 4), ("aa", 1), ("b", 2), ("b", 3)]
    with written(store):
        for place, number in keys:
            store.put(SAMPLES, Sample(place, number))

    def scan(*prefix: object, after: tuple[Any, ...] | None = None) -> list[tuple[str, int]]:
        return [(row.place, row.number) for row in store.scan(SAMPLES, *prefix, after=after)]

    assert scan("a") == keys[:3], "a prefix is not the whole field"
    assert scan("a", 2) == [("a", 2)]
    assert scan("c") == scan("a", 3) == []
    assert scan(after=("a", 2)) == keys[2:]
    assert scan(after=("a", 3)) == keys[2:], "a place that is not there must bound all the same"
    assert scan(after=("b", 3)) == scan(after=("z", 0)) == []
    assert scan("a", after=("a", 1)) == keys[1:3]
    assert scan("b", after=("a", 1)) == keys[4:], "a place before the prefix must not hide it"
    assert scan("a", after=("b", 0)) == scan("a", 2, after=("a", 2)) == []
    assert scan("a", 2, after=("a", 1)) == [("a", 2)]
    assert scan(after=("a",)) == keys, "a part of a key stands before what begins with it"
    assert scan("b", after=("b",)) == keys[4:]


def check_find_by_every_index(make_store: MakeStore) -> None:
    """With no, some and all values given, in the index's order and then the key's."""
    store = make_store()
    rows = [
        Sample(place, number, state, urgent, due)
        for number, (place, state, urgent, due) in enumerate(
            (place, state, urgent, due)
            for place in ("b", "a")
            for state in ("open", "closed")
            for urgent in (True, False)
            for due in ("2026-03-02", "2026-01-05", "2026-03-02")
        )
    ]
    with written(store):
        for row in rows:
            store.put(SAMPLES, row)
    for index in SAMPLES.indexes:
        for length in range(len(index) + 1):
            for row in (*rows, Sample("", 0, "none", True, "never")):
                values = tuple(getattr(row, name) for name in index[:length])
                wanted = [
                    one
                    for one in sorted(rows, key=lambda one: _place(one, index))
                    if _place(one, index)[:length] == values
                ]
                assert list(store.find(SAMPLES, index, *values)) == wanted, (index, values)


def check_index_follows_replaced_rows(make_store: MakeStore) -> None:
    """A row whose indexed field changes is found in its new place only."""
    store = make_store()
    with written(store):
        store.put(COUNTERS, Counter(1, 10))
        store.put(COUNTERS, Counter(2, 20))
        store.put(COUNTERS, Counter(1, 30))
    assert list(store.find(COUNTERS, ("value",), 10)) == []
    assert [row.number for row in store.find(COUNTERS, ("value",))] == [2, 1]


def check_writing_while_walking(make_store: MakeStore) -> None:
    """See this module's first lines; far more rows than a page, and no row comes twice."""
    store = make_store()
    count = 1300
    with written(store):
        for number in range(count):
            store.put(COUNTERS, Counter(number, number))
    with written(store):
        seen = []
        for row in store.find(COUNTERS, ("value",)):
            seen.append(row.number)
            store.put(COUNTERS, Counter(row.number, row.value + count))
            store.put(COUNTERS, Counter(row.number + 10 * count, row.value))
    assert seen == list(range(count)), "rows that moved ahead came again, or others were lost"
    store.begin()
    pairs = []
    for row in store.scan(COUNTERS):
        pairs.append((row.number, row.value))
        store.delete(COUNTERS, row.number)
        store.delete(COUNTERS, row.number + 1)
        store.put(COUNTERS, Counter(row.number + 2, -1))
    assert pairs[:4] == [(0, count), (2, -1), (4, -1), (6, -1)], "stale or removed rows came"
    store.rollback()
    store.begin()
    walk = store.find(COUNTERS, ("value",), 0)
    other = store.find(COUNTERS, ("value",), 1)
    assert next(walk, None) == Counter(10 * count, 0)
    store.clear(COUNTERS)
    assert list(walk) == list(other) == [], "a cleared table still gives rows"
    store.rollback()
    assert store.count(COUNTERS) == 2 * count


def check_altered_rows_leave_a_walk(make_store: MakeStore) -> None:
    """A row that no longer has the values asked for is left out; one that came is not given."""
    store = make_store()
    with written(store):
        for number in range(6):
            store.put(SAMPLES, Sample("a", number, "open" if number < 5 else "closed"))
        seen = []
        for row in store.find(SAMPLES, STATES, "open"):
            seen.append(row)
            if row.number == 1:
                store.put(SAMPLES, Sample("a", 2, "closed"))
                store.put(SAMPLES, Sample("a", 3, "open", words=["new"]))
                store.put(SAMPLES, Sample("a", 5, "open"))
    assert seen == [
        Sample("a", 0, "open"),
        Sample("a", 1, "open"),
        Sample("a", 3, "open", words=["new"]),
        Sample("a", 4, "open"),
    ]


def check_abandoned_walks(make_store: MakeStore) -> None:
    """Walks that nobody finishes hinder no writing, and two at once do not disturb each other."""
    store = make_store()
    with written(store):
        for number in range(50):
            store.put(COUNTERS, Counter(number))
    left = [store.scan(COUNTERS) for _ in range(3)]
    assert [next(walk, Counter(-1)).number for walk in left] == [0, 0, 0]
    with written(store):
        store.put(COUNTERS, Counter(50))
        pairs = [(a.number, b.number) for a in store.scan(COUNTERS) for b in store.scan(COUNTERS)]
        store.put(COUNTERS, Counter(51))
    assert len(pairs) == 51 * 51
    assert [row.number for row in left[0]] == list(range(1, 50))


def check_rollback_undoes_everything(make_store: MakeStore) -> None:
    """Rows put, replaced, removed, cleared; entries added and cut: all is as before."""
    store = make_store()
    with written(store):
        for number in range(5):
            store.put(SAMPLES, Sample("a", number, "open"))
        store.put(COUNTERS, Counter(1))
        store.append(entries(store, 2, b"one", b"two", b"three"))
        store.append(entries(store, 3, b"other"))
    before = snapshot(store)
    store.begin()
    store.put(SAMPLES, Sample("a", 0, "closed", due="2026-03-02"))
    store.put(SAMPLES, Sample("b", 0))
    store.delete(SAMPLES, "a", 1)
    store.put(SAMPLES, Sample("a", 1, "again"))
    store.delete(SAMPLES, "a", 2)
    store.append(entries(store, 2, b"four", b"five"))
    store.cut(2, 1)
    store.append(entries(store, 2, b"deux"))
    store.append(entries(store, 9, b"new"))
    store.clear(COUNTERS)
    store.put(COUNTERS, Counter(7))
    store.clear(SAMPLES)
    store.put(SAMPLES, Sample("c", 3))
    assert snapshot(store) != before
    store.rollback()
    assert snapshot(store) == before, "a rollback left something behind"
    with written(store):
        store.append(entries(store, 2, b"four"))
        store.put(SAMPLES, Sample("b", 0))
    assert store.last_arrival() == 5
    assert [row.body for row in store.read(2, 0, 9)] == [b"one", b"two", b"three", b"four"]
    assert len(list(store.find(SAMPLES, STATES, "open"))) == 5


def check_writes_are_read_at_once(make_store: MakeStore) -> None:
    """A transaction sees its own writes."""
    store = make_store()
    store.begin()
    store.put(COUNTERS, Counter(1, 2))
    assert store.get(COUNTERS, 1) == Counter(1, 2)
    assert list(store.find(COUNTERS, ("value",), 2)) == [Counter(1, 2)]
    store.append(entries(store, 4, b"one"))
    store.append(entries(store, 4, b"two"))
    assert store.head(4).n == 2
    assert [row.body for row in store.arrivals(0, 9)] == [b"one", b"two"]
    store.rollback()
    assert store.head(4) == EMPTY


def check_clear(make_store: MakeStore) -> None:
    """One table is emptied, with its orders; nothing else is."""
    store = make_store()
    with written(store):
        store.put(SAMPLES, Sample("a", 1, "open"))
        store.put(COUNTERS, Counter(1))
        store.append(entries(store, 2, b"one"))
    with written(store):
        store.clear(SAMPLES)
    assert store.count(SAMPLES) == 0
    assert list(store.find(SAMPLES, STATES, "open")) == list(store.scan(SAMPLES)) == []
    assert store.count(COUNTERS) == store.last_arrival() == 1


def check_integers_beyond_64_bits(make_store: MakeStore) -> None:
    """Whoever counts so far has a bug; a store may hold it or assert, never change it."""
    for row in (Counter(1, LARGEST + 1), Counter(1, -LARGEST - 2), Counter(1, 2**200)):
        store = make_store()
        store.begin()
        try:
            store.put(COUNTERS, row)
        except AssertionError:
            store.rollback()
        else:
            assert store.get(COUNTERS, 1) == row, "a number was changed silently"
            store.rollback()


def _place(row: Sample, index: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in (*index, *SAMPLES.key))


CHECKS: tuple[Callable[[MakeStore], None], ...] = (
    check_put_get_replace_delete,
    check_fields_come_back_exactly,
    check_scan_is_in_key_order,
    check_prefix_and_after,
    check_find_by_every_index,
    check_index_follows_replaced_rows,
    check_writing_while_walking,
    check_altered_rows_leave_a_walk,
    check_abandoned_walks,
    check_rollback_undoes_everything,
    check_writes_are_read_at_once,
    check_clear,
    check_integers_beyond_64_bits,
    *LOG_CHECKS,
)


def check_store(make_store: MakeStore) -> None:
    """Run every check; the first that fails raises AssertionError."""
    for check in CHECKS:
        check(make_store)
