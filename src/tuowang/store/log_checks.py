"""The part of the acceptance suite that is about logs."""

from __future__ import annotations

from collections.abc import Callable

from tuowang.record.chain import EMPTY, ZERO, Head
from tuowang.store.samples import LARGEST, MakeStore, entries, written
from tuowang.store.store import NewRow


def check_logs(make_store: MakeStore) -> None:
    """Heads, hashes and entries of each stream apart, exactly as they were given."""
    store = make_store()
    assert store.head(2) == EMPTY
    assert store.hash_at(2, 0) == ZERO
    assert store.hash_at(2, 1) is None
    assert store.read(2, 0, 9) == store.arrivals(0, 9) == []
    assert store.last_arrival() == 0
    bodies = [b"", b"\x00", bytes(range(256)), b"x" * 100_000]
    with written(store):
        first, second = entries(store, 2, *bodies), entries(store, LARGEST, b"far")
        store.append([*first[:2], *second, *first[2:]])
        store.append([])
    assert store.head(2) == Head(4, first[3].hash)
    assert store.head(LARGEST) == Head(1, second[0].hash)
    assert store.head(3) == EMPTY, "a stream shows under another number"
    assert [store.hash_at(2, n) for n in (-1, 0, 1, 4, 5)] == [
        None,
        ZERO,
        first[0].hash,
        first[3].hash,
        None,
    ]
    assert [(row.n, row.body) for row in store.read(2, 1, 2)] == [(2, b"\x00"), (3, bodies[2])]
    assert store.read(2, 4, 9) == store.read(2, 0, 0) == []
    assert [row[:4] for row in store.read(2, 0, 9)] == [tuple(row) for row in first]
    assert [(row.stream, row.n, row.arrival) for row in store.arrivals(0, 9)] == [
        (2, 1, 1),
        (2, 2, 2),
        (LARGEST, 1, 3),
        (2, 3, 4),
        (2, 4, 5),
    ]
    assert [row.arrival for row in store.arrivals(2, 2)] == [3, 4]
    assert store.arrivals(5, 9) == []


def check_gaps_are_assertions(make_store: MakeStore) -> None:
    """An entry that does not follow its stream's head is a bug of ours, and is not stored."""
    store = make_store()
    with written(store):
        store.append(entries(store, 2, b"one", b"two"))
    for rows in (
        [NewRow(2, 4, ZERO, b"gap")],
        [NewRow(2, 2, ZERO, b"twice")],
        [NewRow(5, 0, ZERO, b"zero")],
        [*entries(store, 2, b"three"), NewRow(2, 5, ZERO, b"gap")],
    ):
        store.begin()
        try:
            store.append(rows)
        except AssertionError:
            store.rollback()
        else:
            raise AssertionError(f"{rows} was stored")
    assert store.head(2).n == store.last_arrival() == 2


def check_cut(make_store: MakeStore) -> None:
    """Entries are taken out, given back, and their arrivals never given to others."""
    store = make_store()
    with written(store):
        store.append(entries(store, 2, b"1", b"2", b"3"))
        store.append(entries(store, 3, b"other"))
        store.append(entries(store, 2, b"4"))
    kept = store.hash_at(2, 2)
    with written(store):
        assert store.cut(2, 2) == [b"3", b"4"], "the bodies that were cut are not given back"
        assert store.cut(2, 9) == store.cut(77, 0) == []
    assert store.head(2) == Head(2, kept or b"")
    assert store.hash_at(2, 3) is None
    assert store.last_arrival() == 5, "the last arrival went back"
    with written(store):
        store.append(entries(store, 2, b"drei"))
    found = [(row.arrival, row.body) for row in store.arrivals(0, 9)]
    assert found == [(1, b"1"), (2, b"2"), (4, b"other"), (6, b"drei")], "an arrival came again"
    assert [row.body for row in store.arrivals(2, 1)] == [b"other"]
    with written(store):
        store.cut(2, 0)
        store.cut(3, 0)
    assert store.arrivals(0, 9) == []
    assert store.last_arrival() == 6, "the last arrival of an emptied store went back"
    with written(store):
        store.append(entries(store, 3, b"anew"))
    assert [row.arrival for row in store.read(3, 0, 9)] == [7]


LOG_CHECKS: tuple[Callable[[MakeStore], None], ...] = (
    check_logs,
    check_gaps_are_assertions,
    check_cut,
)
