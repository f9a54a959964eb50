"""Bytes from outside are hostile: nothing but a clean note ever comes of them."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.link.test_accidents import forged, honest
from tests.link.two import End, dump, pair, settle
from tuowang.flows import FLOWS
from tuowang.link.bundle import Echo, EchoWanted, Message
from tuowang.node import UNREAD
from tuowang.record.entry import write_entry

KINDS = sorted(kind for flow in FLOWS for kind in flow.records)
quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
ONE, OTHER = pair()


@quick
@given(st.binary(max_size=400))
def test_arbitrary_bytes_change_nothing(data: bytes) -> None:
    before = dump(OTHER)
    assert OTHER.hear(data).notes
    assert dump(OTHER) == before


@quick
@given(st.data())
def test_mutated_bundles_change_nothing(data: st.DataObject) -> None:
    whole = next(ONE.node.carry(ONE.only(), 0, ONE.chance()))
    place = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 8))
    spoiled = whole[:place] + data.draw(st.binary(max_size=8)) + whole[place + length :]
    before = dump(OTHER)
    outcome = OTHER.hear(spoiled)
    assert spoiled == whole or outcome.notes
    assert spoiled == whole or dump(OTHER) == before


fields: dict[str, st.SearchStrategy[Any]] = {
    "start": st.integers(0, 2**61),
    "resend_after": st.none() | st.integers(0, 2**61),
    "echo_wanted": st.none() | st.builds(EchoWanted, st.binary(max_size=16), st.integers(0, 2**61)),
    "echo": st.none()
    | st.builds(
        Echo,
        st.binary(max_size=16),
        st.integers(0, 2**61),
        st.lists(st.binary(max_size=30), max_size=3),
        st.lists(st.binary(max_size=160), max_size=3),
    ),
    "hello": st.none() | st.tuples(st.binary(max_size=40), st.binary(max_size=40), st.text()),
    "seal": st.binary(max_size=160),
}


@quick
@given(st.data())
def test_a_malicious_partner_gets_a_note_or_an_answer(data: st.DataObject) -> None:
    one, other = pair()
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=3, unique=True)):
        message = honest(one, [])
        message = msgspec.structs.replace(message, **{name: data.draw(fields[name])})
        other.hear(forged(one, message))
        for answer in other.flush():
            one.hear(answer)
    one.tell("B", "still here")
    settle(one, other)
    assert "still here" in other.heard()


plain: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@quick
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.dictionaries(st.text(max_size=12), plain))))
def test_well_signed_nonsense_is_kept_and_means_nothing(said: list[tuple[str, Any]]) -> None:
    one, other = pair()
    bodies = [
        write_entry(number.to_bytes(16, "big"), kind, 0, says)
        for number, (kind, says) in enumerate(said)
    ]
    if bodies:
        other.hear(forged(one, honest(one, bodies)))
        assert other.heard_bodies() == bodies
    unread = sum(row.count for row in other.store.scan(UNREAD))
    assert unread <= len(bodies)
    assert isinstance(other, End)


def test_a_message_with_more_elements_than_we_know_is_read() -> None:
    one, other = pair()

    class Newer(Message, frozen=True, array_like=True):
        more: int = 0

    message = honest(one, [write_entry(b"n" * 16, "message.told", 0, {"text": "from later"})])
    newer = Newer(
        seal=message.seal,
        start=message.start,
        entries=message.entries,
        more=7,
    )
    other.hear(forged(one, newer))
    assert other.heard() == ["from later"]
