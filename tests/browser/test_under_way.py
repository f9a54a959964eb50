"""What takes long, in a real browser: it moves by itself, is left, and is heard of elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.browsers import axe, needs_browser, opened, served
from tests.faces.asking import Two, two_companies, write_book
from tuowang.faces.pages import server
from tuowang.host import under_way

pytestmark = needs_browser
ITEMS = 30_000


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return two_companies(tmp_path)


@pytest.mark.parametrize("script", [True, False])
def test_a_long_act_is_followed_left_and_told_of(
    chromium: Any, two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, script: bool
) -> None:
    monkeypatch.setattr(server, "LONG_SECONDS", 0.1)
    monkeypatch.setattr(under_way, "LONG_SECONDS", 0.1)
    monkeypatch.setattr(under_way, "TELL_SECONDS", 0.02)
    head = ["item", "name", "unit", "supply"]
    rows = [[f"part-{number:05}", f"part {number}", "pc", "buy"] for number in range(ITEMS)]
    book = write_book(tmp_path / "large.xlsx", {"items": [head, *rows]})
    with (
        served(two.bolts.home) as address,
        opened(chromium) as page,
        opened(chromium, java_script_enabled=script) as other,
    ):
        page.set_default_timeout(60_000)
        other.set_default_timeout(60_000)
        page.goto(f"{address}/start")
        page.set_input_files("form[data-drop] input[type=file]", book)
        page.wait_for_selector("button:has-text('Take it in')")
        other.goto(f"{address}/partners")
        page.click("button:has-text('Take it in')")
        page.wait_for_selector("h1:has-text('Under way')")
        assert re.search(r"/under-way/[0-9a-f]{24}$", page.url)
        page.wait_for_selector("progress")  # nobody touched this page
        assert axe(page) == []
        page.goto(f"{address}/stock")
        if not script:
            while "What came of it" not in other.inner_text("header"):
                other.reload()  # what somebody without script does
        reader = page if script else other
        reader.wait_for_selector("#under-way a:has-text('What came of it')")
        assert axe(page) == []
        reader.focus("#under-way a")
        reader.keyboard.press("Enter")
        reader.wait_for_selector("main [role=status]:has-text('was taken in')")
        page.wait_for_selector("#under-way:empty", state="attached")  # it was seen
        other.reload()
        assert other.inner_text("#under-way") == ""
    assert len(two.bolts.read("ready", "--all")["items"]) == ITEMS + 2
