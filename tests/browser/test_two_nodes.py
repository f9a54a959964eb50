"""A whole order between two running connectors, each in a browser, one of them off for a while."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.browsers import needs_browser, opened, served
from tests.faces.asking import two_companies

pytestmark = needs_browser


@contextmanager
def connector(home: Path) -> Iterator[str]:
    """A connector in a process of its own; its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "tuowang", "--home", str(home), "--lang", "en", "up"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout is not None
        told = running.stdout.readline()
        found = re.search(r"127\.0\.0\.1:\d+", told)
        assert found is not None, told
        yield f"http://{found[0]}"
        running.terminate()
        running.wait(20)


def click(page: Any, name: str) -> None:
    """Follow what is called so, and send the form that it leads to."""
    page.click(f"main a:has-text('{name}')")
    page.click("button.main")
    page.wait_for_selector("[role=status].done")


def test_an_order_while_one_is_off(chromium: Any, tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    for desk in (two.bolts, two.frames):
        desk.done("party", "--listen", "127.0.0.1:0")
    with (
        served(two.bolts.home) as bolts_pages,
        served(two.frames.home) as frames_pages,
        opened(chromium) as bolts,
        opened(chromium) as frames,
        connector(two.bolts.home) as address,
    ):
        two.frames.done("address", "bolts", address)
        with connector(two.frames.home) as at:
            two.bolts.done("address", "frames", at)
            bolts.goto(bolts_pages)
            frames.goto(f"{frames_pages}/do/demand?partner=bolts&item=M8&quantity=300&date=%2B20")
            frames.click("button.main")
            frames.wait_for_selector("[role=status].done")
            bolts.wait_for_selector("text=Asked of us")  # nobody touched this page
        # The buyer's connector is off now; the seller goes on working.
        click(bolts, "Offer")
        frames.goto(frames_pages)
        assert not frames.is_visible("text=An offer waits")
        with connector(two.frames.home) as at:
            two.bolts.done("address", "frames", at)
            frames.wait_for_selector("text=An offer waits", timeout=30_000)
            click(frames, "Agree")
            frames.goto(f"{frames_pages}/orders")
            bolts.goto(f"{bolts_pages}/orders")
            bolts.wait_for_selector("#orders a:has-text('A-')", timeout=20_000)
            bolts.click("#orders a:has-text('A-')")
            assert "signed by both" in bolts.inner_text("main")
    assert len(two.bolts.read("agreements")) == len(two.frames.read("agreements")) == 1


def test_a_promise_is_on_the_screen_within_a_second(chromium: Any, tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    with served(two.bolts.home) as address, opened(chromium) as page:
        page.goto(f"{address}/list/messages")
        page.wait_for_load_state("load")
        time.sleep(0.6)  # the stream of events is open
        waits = []
        for word in ("one", "two", "three"):  # a busy machine may be late once
            two.frames.done("tell", "bolts", f"hello {word}")
            two.frames.done("carry", two.stick)
            two.bolts.done("carry", two.stick)
            committed = time.monotonic()
            page.wait_for_selector(f"text=hello {word}")
            waits.append(time.monotonic() - committed)
            time.sleep(1)
        assert min(waits) < 1.0, waits
