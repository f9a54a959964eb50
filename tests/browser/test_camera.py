"""A partner's code, held before the camera, arrives in the form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import segno

from tests.browser.browsers import FOUND, needs_browser, opened, served
from tests.faces.asking import Desk

pytestmark = needs_browser
WIDTH, HEIGHT = 640, 480
PIXELS = 6
WHITE, BLACK, NO_COLOUR = 235, 16, 128


def film(path: Path, text: str) -> None:
    """What a camera sees that looks at a QR code: a YUV4MPEG2 film of a few grey pictures."""
    grey = [bytearray([WHITE]) * WIDTH for _ in range(HEIGHT)]
    rows = [bytes(row) for row in segno.make(text, error="m").matrix]
    left, top = (WIDTH - PIXELS * len(rows)) // 2, (HEIGHT - PIXELS * len(rows)) // 2
    assert top >= 4 * PIXELS, "no quiet zone is left"
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            for line in range(PIXELS) if dark else ():
                at = left + x * PIXELS
                grey[top + y * PIXELS + line][at : at + PIXELS] = bytes([BLACK]) * PIXELS
    picture = b"FRAME\n" + b"".join(grey) + bytes([NO_COLOUR]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + picture * 5)


@pytest.fixture
def frames(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "frames")
    desk.done("init", "--name", "Frame Works")
    return desk


@pytest.fixture
def seeing(tmp_path: Path, frames: Desk) -> Iterator[tuple[Any, str]]:
    """A browser whose camera looks at the partner's code, and that code."""
    from playwright.sync_api import sync_playwright

    code = frames.read("invite", "bolts")["code"].replace("-", "")
    film(tmp_path / "code.y4m", code)
    fake = f"--use-file-for-fake-video-capture={tmp_path / 'code.y4m'}"
    flags = ["--no-sandbox", "--use-fake-device-for-media-stream", fake]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=FOUND, args=flags)
        yield browser, code
        browser.close()


def test_a_code_before_the_camera_arrives_in_the_form(
    tmp_path: Path, frames: Desk, seeing: tuple[Any, str]
) -> None:
    from playwright.sync_api import expect

    browser, code = seeing
    bolts = Desk(tmp_path / "bolts")
    bolts.done("init", "--name", "Bolt Factory")
    with (
        served(bolts.home) as address,
        opened(browser, permissions=["camera"]) as page,
    ):
        page.goto(f"{address}/connect")
        page.click(".camera")
        expect(page.locator("#code")).to_have_value(code, timeout=30_000)
        assert not page.is_visible("video"), "the camera is let go"
        page.fill("#join-partner", "frames")
        page.click("button:has-text('Join')")
        page.wait_for_selector("ol.words")
    assert bolts.read("partners")[0]["name"] == "Frame Works"
    assert bolts.read("partners")[0]["state"] == "joined"
