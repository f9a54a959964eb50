"""Boxes for partners that call: bounded, the newest kept; one waits, and hears at once."""

from __future__ import annotations

import asyncio
import time

from tuowang.host.mailboxes import MOST_BYTES_IN_A_BOX, MOST_IN_A_BOX, Mailboxes


def test_a_box_keeps_the_newest_within_its_bounds() -> None:
    boxes = Mailboxes()
    for number in range(3 * MOST_IN_A_BOX):
        boxes.put("small", bytes((number,)))
    kept = boxes.take("small")
    assert kept == [bytes((number,)) for number in range(2 * MOST_IN_A_BOX, 3 * MOST_IN_A_BOX)]
    for number in range(10):
        boxes.put("large", bytes((number,)) * (MOST_BYTES_IN_A_BOX // 3))
    assert [data[0] for data in boxes.take("large")] == [7, 8, 9]
    boxes.put("huge", b"x")
    boxes.put("huge", bytes(2 * MOST_BYTES_IN_A_BOX))
    assert [len(data) for data in boxes.take("huge")] == [2 * MOST_BYTES_IN_A_BOX]
    assert boxes.take("huge") == boxes.take("nobody") == []


def test_who_waits_hears_at_once_and_only_the_newest_request() -> None:
    async def play() -> None:
        boxes = Mailboxes()
        older = asyncio.create_task(boxes.wait("a", 30))
        await asyncio.sleep(0)
        newer, other = (asyncio.create_task(boxes.wait(who, 30)) for who in ("a", "b"))
        await asyncio.sleep(0)
        assert await older == []
        assert boxes.waits("a")
        start = time.monotonic()
        boxes.put("a", b"news")
        boxes.put("a", b"and more")
        assert await newer == [b"news", b"and more"]
        assert time.monotonic() - start < 1
        assert not boxes.waits("a")
        assert not other.done()
        boxes.let_go()
        assert await other == []

    asyncio.run(play())


def test_who_waits_long_enough_hears_nothing() -> None:
    async def play() -> None:
        boxes = Mailboxes()
        assert await boxes.wait("a", 0.01) == []
        assert not boxes.waits("a")

    asyncio.run(play())
