"""What waits for partners that we cannot reach: they call, and take it with them.

A partner may call with a request that waits for news. Of a partner's requests only the newest
waits: an older one may be of a connection that is dead, and a replayed one takes no room. A box
keeps the newest bundles only, since the link says again whatever was not acknowledged.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

MOST_IN_A_BOX = 64
MOST_BYTES_IN_A_BOX = 2 * 1024 * 1024


class Mailboxes:
    """One box a partner."""

    def __init__(self) -> None:
        self._boxes: dict[str, deque[bytes]] = {}
        self._waiting: dict[str, asyncio.Event] = {}

    def waits(self, partner: str) -> bool:
        """Whether a partner is on the line, waiting for news."""
        return partner in self._waiting

    def put(self, partner: str, data: bytes) -> None:
        """Keep a bundle until its partner calls, or hand it over where it waits."""
        box = self._boxes.setdefault(partner, deque(maxlen=MOST_IN_A_BOX))
        box.append(data)
        while len(box) > 1 and sum(map(len, box)) > MOST_BYTES_IN_A_BOX:
            box.popleft()
        if partner in self._waiting:
            self._waiting[partner].set()

    def take(self, partner: str) -> list[bytes]:
        """Everything that lies there for a partner."""
        return list(self._boxes.pop(partner, ()))

    async def wait(self, partner: str, seconds: float) -> list[bytes]:
        """What comes for a partner, as soon as something does; [] after so many seconds."""
        arrived, older = asyncio.Event(), self._waiting.get(partner)
        self._waiting[partner] = arrived
        if older is not None:
            older.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(arrived.wait(), seconds)
        if self._waiting.get(partner) is not arrived:
            return []
        del self._waiting[partner]
        return self.take(partner)

    def let_go(self) -> None:
        """Nobody waits any longer."""
        for arrived in self._waiting.values():
            arrived.set()
