"""The node stops, is locked, is clicked twice: what somebody before a real browser sees of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from tests.browser.browsers import axe, needs_browser, opened, served
from tests.faces.asking import Two, two_companies
from tests.faces.pages.browser import free_port

pytestmark = needs_browser


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return two_companies(tmp_path)


@contextmanager
def node(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The pages at a fixed place, in processes of their own."""
    words = ["pages", "--listen", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [sys.executable, "-m", "tuowang", "--home", str(home), "--lang", "en", *words],
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert "Pages:" in running.stdout.readline()
        yield running
        running.kill()


def said(two: Two) -> list[str]:
    return [row["text"] for row in two.bolts.read("messages")]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_node_that_stops_under_a_form(chromium: Any, two: Two, how: signal.Signals) -> None:
    port = free_port()
    with opened(chromium) as page:
        with node(two.bolts.home, port) as running:
            page.goto(f"http://127.0.0.1:{port}/do/tell?partner=frames")
            page.fill("#f-text", "not lost")
            page.wait_for_timeout(700)  # the stream of events is open
            running.send_signal(how)
            page.wait_for_selector("#live:has-text('The node is not answering')")
            running.wait(20)
            page.click("button.main")
            page.wait_for_selector("form .kept:has-text('What you typed is kept')")
            assert axe(page) == []
        with node(two.bolts.home, port):
            page.wait_for_selector("form .kept:has-text('The node answers again')", timeout=30_000)
            assert page.inner_text("#live") == ""
            assert page.input_value("#f-text") == "not lost"
            page.click("button.main")
            page.wait_for_selector("[role=status].done")
            assert page.evaluate("document.activeElement.id") == "main"
            page.go_back()
            page.wait_for_selector("#f-text")
            page.goto("about:blank")
    assert said(two) == ["not lost"]


def test_a_node_that_stops_in_the_middle_of_an_act(chromium: Any, two: Two) -> None:
    port = free_port()
    with opened(chromium) as page, closing(connect(two.bolts.home / "tuowang.db")) as other:
        with node(two.bolts.home, port) as running:
            page.goto(f"http://127.0.0.1:{port}/do/tell?partner=frames")
            page.fill("#f-text", "once")
            other.execute("BEGIN IMMEDIATE")  # so that the act waits
            page.click("button.main")
            page.wait_for_selector("form[aria-busy=true]")
            running.kill()
            page.wait_for_selector("form .kept:has-text('What you typed is kept')")
            other.rollback()
            running.wait(20)
        with node(two.bolts.home, port):
            page.wait_for_selector("form .kept:has-text('The node answers again')", timeout=30_000)
            page.click("button.main")
            page.wait_for_selector("[role=status].done")
            page.goto("about:blank")
    assert said(two) == ["once"]


def test_a_locked_database_keeps_what_was_typed(chromium: Any, two: Two) -> None:
    allowed = ("status of 503",)
    with served(two.bolts.home) as address, opened(chromium, allowed=allowed) as page:
        page.goto(f"{address}/do/tell?partner=frames")
        page.fill("#f-text", "not lost")
        with closing(connect(two.bolts.home / "tuowang.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            page.click("button.main")
            page.wait_for_selector("form .kept:has-text('Another program')", timeout=20_000)
            assert axe(page) == []
            other.rollback()
        assert page.input_value("#f-text") == "not lost"
        page.click("button.main")
        page.wait_for_selector("[role=status].done")
    assert said(two) == ["not lost"]


def test_a_double_click_on_agree(chromium: Any, two: Two) -> None:
    two.frames.done("demand", "bolts", "M8", 300, "+20")
    two.exchange()
    two.bolts.done("offer", "frames", two.bolts.read("demands")[0]["demand"])
    two.exchange()
    proposal = two.frames.read("offers")[0]["proposal"]
    with served(two.frames.home) as address:
        path = f"{address}/do/agree?partner=bolts&proposal={proposal}"
        with opened(chromium) as page, opened(chromium, java_script_enabled=False) as other:
            page.goto(path)
            other.goto(path)
            page.dblclick("button.main")
            page.wait_for_selector("[role=status].done")
            other.dblclick("button.main")  # by another person, who was too late
            other.wait_for_selector("[role=alert]")
    two.exchange()
    assert len(two.frames.read("agreements")) == len(two.bolts.read("agreements")) == 1
    states = [one["state"] for one in two.frames.read("acts")]
    assert (states.count("done"), states.count("refused")) == (1, len(states) - 1)
