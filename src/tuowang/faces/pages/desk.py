"""The desk at which a company's pages are made: its home opened, and news for who waits for it."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.face import Keep
from tuowang.faces.pages.kept import Kept
from tuowang.host.company import Company, open_company
from tuowang.host.database import Versions
from tuowang.host.home import Home
from tuowang.host.under_way import stamps

LOOK_SECONDS = 0.25
PAUSE_SECONDS = 0.75
"""Pages are told at once, and then at most once a second."""

BEAT_SECONDS = 15.0
MOST_SEEN = 500


class Desk:
    """The pages of one company: its home, opened once a thread, and who waits for news of it."""

    def __init__(
        self,
        code: str,
        home: Path,
        base: str,
        kept: Kept,
        *,
        secure: bool = False,
        form_token: str = "",
    ) -> None:
        self.code, self.home, self.base, self.secure = code, home, base, secure
        self._kept = kept
        self._versions: Versions | None = None
        self._opening = threading.Lock()
        self.form_token = form_token or secrets.token_urlsafe(24)
        self._opened = threading.local()
        self._watcher: asyncio.Task[None] | None = None
        self._waiting: set[asyncio.Event] = set()
        self._version, self._acts = 0, 0
        self._seen: dict[tuple[str, ...], Response] = {}
        self._seen_at = (-1, -1)
        self._closing = False

    def let_go(self) -> None:
        """End the streams of everybody who waits for news."""
        self._closing = True
        if self._watcher is not None:
            self._watcher.cancel()
        for news in self._waiting:
            news.set()

    def company(self) -> Company:
        """This thread's. Mistake: home-missing."""
        found: Company | None = getattr(self._opened, "company", None)
        if found is None:
            found = self._opened.company = open_company(self.home)
        return found

    def version(self) -> int:
        """Of the tables: another number when anybody wrote. Mistake: home-missing."""
        with self._opening:
            if self._versions is None:
                home = Home(self.home)
                if not home.exists():
                    raise Mistake("home-missing", home=self.home)
                self._versions = Versions(home.database)
        return self._versions.now()

    def keep(self) -> Keep:
        """For one request: what was worked out from the tables as they are now, or later."""
        return partial(self._kept.get, self.code, self.version())

    def let_company_go(self) -> None:
        """This thread's database failed: it is opened anew for the next page."""
        found: Company | None = self._opened.__dict__.pop("company", None)
        if found is not None:
            found.close()

    async def changes(self) -> AsyncIterator[bytes]:
        """Server-sent events: one at once, one for each change, and a beat in between."""
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        news = asyncio.Event()
        self._waiting.add(news)
        version, acts = self._version, self._acts
        try:
            yield b"retry: 2000\nevent: hello\ndata: 0\n\n"
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), BEAT_SECONDS)
                if self._closing:
                    return
                news.clear()
                told = b"" if version == self._version else b"event: changed\ndata: 1\n\n"
                told += b"" if acts == self._acts else b"event: acts\ndata: 1\n\n"
                version, acts = self._version, self._acts
                yield told or b": beat\n\n"
        finally:
            self._waiting.discard(news)

    async def _watch(self) -> None:
        """Look whether anybody wrote, and how far is what is under way."""
        loop, last = asyncio.get_running_loop(), None
        with ThreadPoolExecutor(1) as own:
            while True:
                with suppress(Mistake):
                    found = await loop.run_in_executor(own, self._look)
                    if last is not None and found != last:
                        self._version += found[0] != last[0]
                        self._acts += found[1] != last[1]
                        for news in self._waiting:
                            news.set()
                        await asyncio.sleep(PAUSE_SECONDS)
                    last = found
                await asyncio.sleep(LOOK_SECONDS)

    def _look(self) -> tuple[int, list[tuple[str, int]]]:
        return self.version(), stamps(self.home)

    def seen(self, key: tuple[str, ...], make: Callable[[], Response]) -> Response:
        """A page that follows what changes: made once for all who look at it, until it does."""
        now = (self._version, self._acts)
        if now != self._seen_at:
            self._seen, self._seen_at = {}, now
        found = self._seen.get(key)
        if found is None:
            found = make()
            if len(self._seen) < MOST_SEEN:
                self._seen[key] = found
        return found
