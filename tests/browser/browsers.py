"""A real browser at real pages: Debian's Chromium, driven by Playwright.

`make pages` installs the browser and runs these tests. Where there is none they skip and say so;
with TUOWANG_BROWSER set, as in CI, they insist.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tuowang.faces.pages.serving import Listening, serve_pages

NAMES = ("chromium", "chromium-browser", "google-chrome")
FOUND = next((path for name in NAMES if (path := shutil.which(name))), None)
INSISTED = bool(os.environ.get("TUOWANG_BROWSER"))

needs_browser = pytest.mark.skipif(
    FOUND is None and not INSISTED, reason="no Chromium here: `make pages` installs it"
)


@contextmanager
def opened(chromium: Any, *, language: str = "en", allowed: Any = (), **how: Any) -> Iterator[Any]:
    """A page of a browser of its own; no error of a script and no request elsewhere is let pass.

    allowed: parts of what else the browser may complain of.
    """
    locale = "zh-CN" if language == "zh" else "en-US"
    context = chromium.new_context(locale=locale, **how)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda fault: wrong.append(str(fault)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith(("http://127.0.0.1", "https://127.0.0.1", "data:", "blob:"))
            else wrong.append(asked.url)
        ),
    )
    page.set_default_timeout(10_000)
    yield page
    context.close()
    expected = ("status of 4", "net::ERR_", *allowed)
    assert [one for one in wrong if not any(part in one for part in expected)] == []


@contextmanager
def served(homes: Mapping[str, tuple[str, Path]] | Path) -> Iterator[str]:
    """The pages of one or several homes, served as in life; their address."""
    several = homes if isinstance(homes, Mapping) else {"": ("", homes)}
    found: list[str] = []
    ready = threading.Event()
    loop = asyncio.new_event_loop()

    def tell(address: str) -> None:
        found.append(address.rstrip("/"))
        ready.set()

    async def serve() -> None:
        where = Listening("127.0.0.1:0")
        with_stop = asyncio.create_task(serve_pages(several, where, tell))
        stops.append(with_stop)
        try:
            await with_stop
        except asyncio.CancelledError:
            return

    stops: list[asyncio.Task[None]] = []
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(20)
    yield found[0]
    loop.call_soon_threadsafe(stops[0].cancel)
    thread.join(20)
    assert not thread.is_alive()


def axe(page: Any) -> list[str]:
    """What axe-core finds wrong with a page, by WCAG 2.2 A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found
    ]
