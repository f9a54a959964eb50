"""A withheld suffix shows as silence: partners are heard of regularly, or people are told."""

from __future__ import annotations

import msgspec

from tests.link.two import End, dump, equal, pair, settle
from tuowang.link.silence import (
    HEARTBEAT_MILLISECONDS,
    SILENT_CARRIED_MILLISECONDS,
    SILENT_LIVE_MILLISECONDS,
)
from tuowang.link.state import LINKS

DAY = 86_400_000


def woken(end: End, later: int) -> list[str]:
    """Time passes; what people are told."""
    end.now += later
    outcome = end.commit(lambda: end.node.wake(end.now, end.chance()))
    return [note.code for note in outcome.notes]


def days(one: End, other: End, count: int) -> list[str]:
    """Some days on which both are there and exchange; what people were told."""
    told = []
    for _ in range(count):
        told += woken(one, DAY) + woken(other, DAY)
        settle(one, other)
    return told


def test_two_that_have_nothing_to_say_still_hear_of_each_other() -> None:
    one, other = pair()
    assert days(one, other, 30) == []
    assert one.now - one.only().heard_at < SILENT_LIVE_MILLISECONDS
    assert equal(one, other)


def test_the_beat_is_seldom() -> None:
    one, other = pair()
    days(one, other, 3)
    sent = 0
    for _ in range(24 * 30):
        woken(one, DAY // 24)
        woken(other, DAY // 24)
        sent += settle(one, other)
    assert 1 <= sent <= 2 * 30 * DAY // HEARTBEAT_MILLISECONDS + 2


def test_a_silent_partner_is_told_once_and_forgotten_when_it_speaks() -> None:
    one, other = pair()
    days(one, other, 3)
    told = []
    for _ in range(20):
        told += woken(one, DAY)
        one.flush()
    assert told == ["partner-silent"]
    assert one.only().silent
    other.now = one.now
    other.tell("A", "here I am")
    settle(one, other)
    assert not one.only().silent
    assert one.heard() == ["here I am"]
    assert days(one, other, 5) == []


def test_a_carried_link_has_more_patience() -> None:
    one, _ = pair()
    one.store.put(LINKS, msgspec.structs.replace(one.only(), live=False))
    told: dict[int, str] = {}
    for day in range(1, 40):
        for code in woken(one, DAY):
            told[day] = code
        assert one.flush() == []
    assert list(told.values()) == ["partner-silent"]
    (day,) = told
    assert day * DAY > SILENT_CARRIED_MILLISECONDS


def test_a_clock_set_back_does_not_stop_the_beat() -> None:
    one, other = pair()
    days(one, other, 3)
    one.now -= 400 * DAY
    assert days(one, other, 10) == []
    assert one.only().beat_at <= one.now + HEARTBEAT_MILLISECONDS


def test_silence_decides_nothing() -> None:
    """It is a notice: what the partner said before stays, and what it says later is taken."""
    one, other = pair()
    other.tell("A", "before")
    settle(one, other)
    before = dump(one)[2]
    for _ in range(20):
        woken(one, DAY)
    assert dump(one)[2] == before
