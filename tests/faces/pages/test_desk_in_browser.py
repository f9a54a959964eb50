"""What only a real browser can show: files dropped, QR codes read from pictures, no script errors.

Skipped where Playwright or Chromium is missing.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faces.asking import BOLTS, Desk, write_book
from tests.faces.pages.browser import SECONDS, line_with, running

playwright: Any = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
DROP = """(files) => {
  const transfer = new DataTransfer();
  for (const [name, data] of files)
    transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));
  document.querySelector("form[data-drop]").dispatchEvent(
    new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser."""
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A window in which no script fails and nothing is loaded from elsewhere."""
    context = chromium.new_context()
    page, wrong = context.new_page(), []
    page.set_default_timeout(1000 * SECONDS)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert wrong == []


def drop(tab: Any, *files: Path) -> None:
    tab.evaluate(DROP, [(one.name, base64.b64encode(one.read_bytes()).decode()) for one in files])


def read_picture(tab: Any, *pictures: Path) -> str:
    """What the page's own reader found in the pictures."""
    tab.set_input_files(".scan input[type=file]", pictures)
    tab.wait_for_selector(".scanned:not(:empty)")
    said: str = tab.inner_text(".scanned")
    return said


def test_from_nothing_to_a_first_message_by_stick_and_paper(tmp_path: Path, tab: Any) -> None:
    frames = Desk(tmp_path / "frames")
    frames.done("init", "--name", "Frame Works")
    code = frames.read("invite", "bolts", "--file", tmp_path / "code.png")["code"]
    with running(tmp_path / "bolts", "pages", "--listen", "127.0.0.1:0") as process:
        address = line_with(process, r"Pages: (\S+)")
        tab.goto(address)
        tab.fill("#name", "Bolt Factory")
        tab.click("button.main")
        tab.wait_for_selector(".steps")

        drop(tab, write_book(tmp_path / "book.xlsx", BOLTS))
        tab.click("button:has-text('Take it in')")
        assert "book.xlsx was taken in." in tab.inner_text(".done")

        tab.goto(address + "connect")
        assert "Read." in read_picture(tab, tmp_path / "code.png")
        assert tab.input_value("#code") == code.replace("-", "")
        tab.fill("#join-partner", "frames")
        tab.click("button:has-text('Join')")
        words = [line.split()[0] for line in tab.inner_text("ol.words").splitlines()]
        assert len(words) == 6

        stick = tmp_path / "stick"
        stick.mkdir()
        tab.goto(address + "carry")
        with tab.expect_download() as download:
            tab.click("td a[download]")
        download.value.save_as(stick / download.value.suggested_filename)
        frames.done("carry", stick)
        assert [pair[0] for pair in frames.read("words", "bolts")["words"]] == words
        frames.done("confirm", "bolts")
        frames.done("carry", stick)
        junk = tmp_path / "junk.tuowang"
        junk.write_bytes(b"junk")
        drop(tab, *stick.glob("*.tuowang"), junk)
        tab.wait_for_selector("[data-told] > div >> nth=1")
        told = tab.inner_text("[data-told]")
        assert "from frames" in told
        assert "junk.tuowang stays where it is" in told
        tab.goto("about:blank")


def test_codes_on_paper_are_read_from_photographs(tmp_path: Path, tab: Any) -> None:
    desk = Desk(tmp_path / "bolts")
    desk.done("init", "--name", "Bolt Factory")
    other = Desk(tmp_path / "frames")
    other.done("init", "--name", "Frame Works")
    desk.done("join", other.read("invite", "bolts")["code"], "--as", "frames")
    with running(tmp_path / "bolts", "pages", "--listen", "127.0.0.1:0") as process:
        address = line_with(process, r"Pages: (\S+)")
        tab.goto(address + "paper/frames")
        lines = tab.locator(".code code").all_text_contents()
        photographs = [tmp_path / f"{number}.png" for number in range(len(lines))]
        for number, path in enumerate(photographs):
            tab.locator(".picture").nth(number).screenshot(path=str(path))
        tab.goto(address + "carry")
        tab.click("summary")
        assert f"{len(lines)} read" in read_picture(tab, *photographs)
        assert tab.input_value("#code").split() == lines
        empty = tmp_path / "empty.png"
        tab.locator("h1").screenshot(path=str(empty))
        tab.goto(address + "connect")
        assert "No QR code was found" in read_picture(tab, empty)
        tab.goto("about:blank")
