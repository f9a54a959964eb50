"""What a well-sealed bundle may change: nothing where it is refused, and never what is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from tests.flows.test_hostile_partner import anything
from tests.link.two import NOW, End, dump, equal, pair, settle
from tuowang.flows import FLOWS
from tuowang.flows.message import MESSAGES
from tuowang.link.bundle import Echo, EchoWanted, Message, wrap
from tuowang.link.outgoing import LAST_RESEND_MILLISECONDS
from tuowang.link.state import LINKS
from tuowang.node import UNREAD
from tuowang.record.chain import Head, hashes
from tuowang.record.entry import write_entry
from tuowang.record.seal import Position, make_seal, pack_seal

DAY = 86_400_000
PRIVATE = sorted(
    (cls for flow in FLOWS for cls in flow.records.values() if cls.topic == ""),
    key=lambda cls: cls.kind,
)


def sealed(one: End, message: Message, mine: Position, yours: Position) -> bytes:
    """A bundle of A's that says anything, well signed for any two positions."""
    seal = pack_seal(make_seal(one.keys, one.only().link_id, mine, yours))
    return wrap(one.only(), msgspec.structs.replace(message, seal=seal), one.chance())


def at(end: End, stream: int, epoch: int = 0) -> Position:
    """Where a log of an end's stands."""
    return Position(epoch, *end.store.head(stream))


def told(text: str) -> bytes:
    """The body of a few words."""
    return write_entry(text.encode().rjust(16, b".")[-16:], "message.told", 0, {"text": text})


@pytest.mark.parametrize("years", [-1, -10, 40])
def test_a_clock_set_to_another_year_does_not_hold_up_what_was_lost(years: int) -> None:
    """A waiting time that ends in another year is no waiting time."""
    one, other = pair()
    one.tell("B", "lost")
    assert len(one.flush()) == 1
    one.now = NOW + years * 366 * DAY
    wake_at = one.node.wake_at(one.now)
    assert wake_at is not None
    assert wake_at <= one.now + LAST_RESEND_MILLISECONDS
    one.wake(LAST_RESEND_MILLISECONDS)
    settle(one, other)
    assert other.heard() == ["lost"]
    assert equal(one, other)


def test_what_is_waited_for_is_not_sent_again_before_its_time() -> None:
    one, _ = pair()
    one.tell("B", "under way")
    assert len(one.flush()) == 1
    waits = []
    for _ in range(14):
        one.wake(0)
        assert one.flush() == []
        wake_at = one.node.wake_at(one.now)
        assert wake_at is not None
        waits.append(wake_at - one.now)
        one.wake(waits[-1])
        assert len(one.flush()) == 1
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (2_000, LAST_RESEND_MILLISECONDS)


def test_a_receipt_falls_back_only_with_a_new_epoch() -> None:
    """The partner was restored where its epoch is higher; else it is an old bundle."""
    one, other = pair()
    one.tell("B", "a")
    settle(one, other)
    held_one = at(other, other.only().in_stream)
    one.tell("B", "b", "c")
    settle(one, other)
    nothing = Message(b"", other.store.head(other.only().out_stream).n + 1, [])
    one.hear(sealed(other, nothing, at(other, other.only().out_stream), held_one))
    assert (one.only().acked_n, one.only().sent_n) == (3, 3)
    one.hear(sealed(other, nothing, at(other, other.only().out_stream, epoch=1), held_one))
    assert (one.only().acked_n, one.only().sent_n) == (1, 1)
    (again,) = one.flush()
    other.hear(again)
    assert other.heard() == ["a", "b", "c"]


@dataclass
class Claim:
    """What a hostile author says of both logs, besides its message."""

    message: Message
    mine: Position
    yours: Position


NUMBERS = st.sampled_from([0, 1, 2, 3, 4, 2**61]) | st.integers(0, 2**64 - 1)
EPOCHS = st.integers(0, 3) | st.integers(0, 2**32 - 1)
BODIES = st.lists(st.sampled_from([told("x"), told("y"), b"", b"\xc1"]), max_size=3)


@st.composite
def claims(draw: st.DrawFn, one: End, other: End) -> Claim:
    """Positions that are true, off by a little, or impossible, under a real signature."""

    def position(stream_of: End, stream: int) -> Position:
        head = stream_of.store.head(stream)
        n = draw(NUMBERS)
        true = stream_of.store.hash_at(stream, n) if n <= head.n else None
        hash_ = true if true is not None and draw(st.booleans()) else draw(st.binary(max_size=8))
        return Position(draw(EPOCHS), n, hash_.ljust(32, b"\0"))

    bodies = draw(BODIES)
    link = one.only()
    mine = position(one, link.out_stream)
    held = other.store.head(other.only().in_stream)
    if draw(st.booleans()) and bodies:  # a true continuation of what B holds
        mine = Position(draw(EPOCHS), held.n + len(bodies), hashes(Head(*held), bodies)[-1])
    echo = Echo(other.only().heal_nonce, draw(st.integers(0, 4)), draw(BODIES), [])
    message = Message(
        b"",
        draw(st.just(max(0, mine.n + 1 - len(bodies)) % 2**62) | st.integers(0, 4)),
        bodies,
        draw(st.none() | st.integers(0, 5)),
        draw(st.none() | st.builds(EchoWanted, st.binary(max_size=8), st.integers(0, 5))),
        draw(st.none() | st.just(echo)),
    )
    return Claim(message, mine, position(one, link.in_stream))


def logs(end: End) -> list[list[bytes]]:
    """Both logs, as exact bytes."""
    return [end.said_bodies(), end.heard_bodies()]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_claimed_nothing_held_changes_and_the_refused_changes_nothing(
    data: st.DataObject,
) -> None:
    one, other = pair()
    one.tell("B", "first", "second")
    other.tell("A", "answer")
    settle(one, other)
    for _ in range(data.draw(st.integers(1, 5))):
        claim = data.draw(claims(one, other))
        before, said, heard = dump(other), *logs(other)
        outcome = other.hear(sealed(one, claim.message, claim.mine, claim.yours))
        assert logs(other)[0] == said
        assert logs(other)[1][: len(heard)] == heard
        refusals = {"seal-unreadable", "range-wrong", "bundle-unreadable"}
        if refusals & {note.code for note in outcome.notes}:
            assert dump(other) == before
        other.flush()
        other.wake(5_000)
    other.node.rebuild()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_any_well_signed_bodies_are_kept_counted_and_followed(bodies: list[bytes]) -> None:
    one, other = pair()
    head = one.store.head(one.only().out_stream)
    mine = Position(0, len(bodies) + 1, hashes(head, [*bodies, told("after")])[-1])
    message = Message(b"", 1, [*bodies, told("after")])
    outcome = other.hear(sealed(one, message, mine, Position(0, 0, bytes(32))))
    assert outcome.heard == len(bodies) + 1
    assert other.heard_bodies() == [*bodies, told("after")]
    assert sum(row.count for row in other.store.scan(UNREAD)) == len(bodies)
    assert [row.text for row in other.store.scan(MESSAGES)] == ["after"]


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(PRIVATE))
def test_a_private_kind_from_a_partner_means_nothing(data: st.DataObject, cls: Any) -> None:
    """Our stock, our prices and our rules are nobody else's to say."""
    one, other = pair()
    says = data.draw(anything(inspect.type_info(cls), {}))
    tables = [table for table in other.node.tables() if table not in (LINKS, UNREAD)]
    before = [list(other.store.scan(table)) for table in tables if table.name != "seals"]
    body = write_entry(b"i" * 16, cls.kind, 0, says)
    mine = Position(0, 1, hashes(one.store.head(one.only().out_stream), [body])[-1])
    other.hear(sealed(one, Message(b"", 1, [body]), mine, Position(0, 0, bytes(32))))
    after = [list(other.store.scan(table)) for table in tables if table.name != "seals"]
    assert after == before
    (row,) = other.store.scan(UNREAD)
    assert (row.kind, row.why, row.count) == (cls.kind, "kind-out-of-place", 1)
