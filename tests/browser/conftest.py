"""One browser for the tests of a file: while Playwright is open, nothing else may loop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.browsers import FOUND


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the tests of a file: while Playwright is open, nothing else may loop."""
    from playwright.sync_api import sync_playwright

    assert FOUND is not None, "TUOWANG_BROWSER is set, and there is no Chromium"
    with sync_playwright() as play:
        # Tests run as root in containers, where Chromium's own sandbox cannot start.
        browser = play.chromium.launch(executable_path=FOUND, args=["--no-sandbox"])
        yield browser
        browser.close()
