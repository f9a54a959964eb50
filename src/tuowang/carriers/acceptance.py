"""The tests that every carrier must pass; they ship with the interface.

Whoever writes a carrier gives `check_carrier` a way to make two ends of it that are joined::

    @contextmanager
    def pair() -> Iterator[Pair]:
        ...
        yield Pair(near=..., far=...)

    check_carrier(pair)

Each check gets a fresh pair. The near end puts under `NEAR_LABELS`, the far one under
`FAR_LABELS`; give these to a carrier that must know what is its own. A failed check is an
AssertionError that says what was broken.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tuowang.carriers.base import MAXIMUM_BUNDLE_BYTES, Carrier, Taken
from tuowang.errors import Mistake

NEAR_LABELS = ("0a" * 10, "0b" * 10, "0c" * 10)
FAR_LABELS = ("f1" * 10, "f2" * 10, "f3" * 10)


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Pair:
    """Two joined ends, and the two hooks that a carrier may need.

    `carry` moves what was put: nothing for a folder, one more request for HTTP. `spoil` leaves
    garbage of the carrier's own sort where the far end will meet it before what follows.
    """

    near: Carrier
    far: Carrier
    carry: Callable[[], None] = _nothing
    spoil: Callable[[], None] = _nothing


MakePair = Callable[[], AbstractContextManager[Pair]]


def check_bytes_arrive_exactly(make_pair: MakePair) -> None:
    """Zeros, ones, every byte value, one byte, line ends, and the largest bundle there may be."""
    for data in (
        b"\x00",
        b"\xff",
        b"\x00" * 1000,
        b"\xff" * 1000,
        bytes(range(256)),
        b"\r\n\r\n.\r\n\x1a",
        random.Random(1).randbytes(MAXIMUM_BUNDLE_BYTES),
    ):
        with make_pair() as pair:
            pair.near.put(NEAR_LABELS[0], data)
            pair.carry()
            arrived = _data(pair.far.poll())
            assert arrived, f"a bundle of {len(data)} bytes did not arrive"
            assert arrived == {data}, f"a bundle of {len(data)} bytes arrived changed"


def check_several_from_one_side(make_pair: MakePair) -> None:
    """Bundles of several links do not displace each other."""
    sent = {label: f"for {label}".encode() for label in NEAR_LABELS}
    with make_pair() as pair:
        for label, data in sent.items():
            pair.near.put(label, data)
        pair.carry()
        assert _data(pair.far.poll()) == set(sent.values()), "not all bundles arrived"


def check_newest_of_a_label_arrives(make_pair: MakePair) -> None:
    """Whether or not an older bundle of the same label arrives, the newest one does."""
    with make_pair() as pair:
        for data in (b"older, and longer", b"newer"):
            pair.near.put(NEAR_LABELS[0], data)
        pair.carry()
        arrived = _data(pair.far.poll())
        assert b"newer" in arrived, "the newest bundle of a label did not arrive"
        assert arrived <= {b"older, and longer", b"newer"}, "something else arrived"


def check_both_directions(make_pair: MakePair) -> None:
    """Each end gets what the other put."""
    with make_pair() as pair:
        pair.far.put(FAR_LABELS[0], b"from the far end")
        pair.near.put(NEAR_LABELS[0], b"from the near end")
        pair.carry()
        assert _data(pair.far.poll()) == {b"from the near end"}, "the far end got other things"
        assert _data(pair.near.poll()) == {b"from the far end"}, "the near end got other things"


def check_own_are_not_taken_back(make_pair: MakePair) -> None:
    """No end ever polls what it put itself, again and after the partner is done."""
    with make_pair() as pair:
        for label in NEAR_LABELS:
            pair.near.put(label, b"from the near end")
        for label in FAR_LABELS:
            pair.far.put(label, b"from the far end")
        pair.carry()
        for _ in range(2):
            assert b"from the near end" not in _data(pair.near.poll()), "the near end took its own"
            assert b"from the far end" not in _data(pair.far.poll()), "the far end took its own"


def check_nothing_lost_without_done(make_pair: MakePair) -> None:
    """What was polled and never said to be done comes again, as after a crash of the host."""
    with make_pair() as pair:
        pair.near.put(NEAR_LABELS[0], b"keep me")
        pair.far.put(FAR_LABELS[0], b"keep me too")
        pair.carry()
        for _ in range(3):
            assert b"keep me" in _data(pair.far.poll()), "lost without done"
            assert b"keep me too" in _data(pair.near.poll()), "lost without done"


def check_polled_in_part_loses_nothing(make_pair: MakePair) -> None:
    """A host that stops in the middle of a poll finds the rest in the next one."""
    with make_pair() as pair:
        for label in NEAR_LABELS:
            pair.near.put(label, label.encode())
        pair.carry()
        first = next(iter(pair.far.poll()))
        pair.far.done(first)
        left = {label.encode() for label in NEAR_LABELS} - {first.data}
        assert _data(pair.far.poll()) == left, "the rest of a poll was lost"


def check_done_removes(make_pair: MakePair) -> None:
    """What is done does not come again, the others stay, and done twice does no harm."""
    with make_pair() as pair:
        for label in NEAR_LABELS:
            pair.near.put(label, label.encode())
        pair.far.put(FAR_LABELS[0], b"to the near end")
        pair.carry()
        for end, expected in ((pair.far, len(NEAR_LABELS)), (pair.near, 1)):
            taken = list(end.poll())
            assert len(taken) >= expected, "not all bundles arrived"
            for one in taken:
                end.done(one)
                end.done(one)
                assert one not in list(end.poll()), "a bundle came again after done"
            assert list(end.poll()) == [], "something came after all was done"


def check_oversized_and_empty_are_refused(make_pair: MakePair) -> None:
    """A put that no carrier can carry is a Mistake; it leaves nothing and breaks nothing."""
    with make_pair() as pair:
        for data, code in (
            (bytes(MAXIMUM_BUNDLE_BYTES + 1), "bundle-too-large"),
            (b"", "bundle-empty"),
        ):
            refused_as = _refusal(pair.near, data)
            assert refused_as == code, f"{len(data)} bytes: {refused_as}, not {code}"
        pair.carry()
        assert _data(pair.far.poll()) == set(), "something of a refused bundle arrived"
        pair.near.put(NEAR_LABELS[0], b"a good one")
        pair.carry()
        assert _data(pair.far.poll()) == {b"a good one"}, "a refusal stopped what followed"


def check_garbage_does_not_stop_what_follows(make_pair: MakePair) -> None:
    """Whatever a stranger leaves in between, the good bundles arrive, and only bundles."""
    with make_pair() as pair:
        pair.near.put(NEAR_LABELS[0], b"before")
        pair.spoil()
        pair.near.put(NEAR_LABELS[1], b"after")
        pair.carry()
        arrived = _data(pair.far.poll())
        assert {b"before", b"after"} <= arrived, "garbage stopped a bundle"
        for data in arrived:
            assert 0 < len(data) <= MAXIMUM_BUNDLE_BYTES, "garbage of a wrong size was given"
        for skipped in pair.far.skipped:
            assert skipped.name.isprintable(), "a stranger's name could write on a terminal"
            assert skipped.reason_code, "no reason was given for what was skipped"


CHECKS: tuple[Callable[[MakePair], None], ...] = (
    check_bytes_arrive_exactly,
    check_several_from_one_side,
    check_newest_of_a_label_arrives,
    check_both_directions,
    check_own_are_not_taken_back,
    check_nothing_lost_without_done,
    check_polled_in_part_loses_nothing,
    check_done_removes,
    check_oversized_and_empty_are_refused,
    check_garbage_does_not_stop_what_follows,
)


def check_carrier(make_pair: MakePair) -> None:
    """Run every check; the first that fails raises AssertionError."""
    for check in CHECKS:
        check(make_pair)


def _refusal(end: Carrier, data: bytes) -> str:
    try:
        end.put(NEAR_LABELS[0], data)
    except Mistake as mistake:
        return mistake.code
    return "accepted"


def _data(taken: Iterable[Taken]) -> set[bytes]:
    return {one.data for one in taken}
