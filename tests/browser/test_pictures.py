"""Pictures of the screens for the documents, in both languages, of a chain that was played.

`make screenshots` writes them. What stands in `docs/` is checked wherever the tests run.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.browser.browsers import opened, served
from tests.faces.asking import BOLTS, Desk, write_book
from tests.faces.test_netting import settled_ring
from tuowang.host.company import clock_now
from tuowang.units import today

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 60_000
WEEKS = 13
WANTED = os.environ.get("TUOWANG_SCREENSHOTS", "")
"""Where to write them; of an already played chain where TUOWANG_CHAIN names its folder."""

writes = pytest.mark.skipif(not WANTED, reason="`make screenshots` writes the pictures")


class Picture(NamedTuple):
    """A screen: whose, its address, what is dropped or clicked there first, how much is shown."""

    home: str
    path: str
    click: str = ""
    file: str = ""
    height: int = 760
    width: int = 1180


SCREENS = {
    "start": Picture("new", "start"),
    "book": Picture("new", "start", file="book.xlsx"),
    "today": Picture("assembly", ""),
    "today-phone": Picture("assembly", "", width=390, height=780),
    "orders": Picture("assembly", "orders"),
    "order": Picture("assembly", "orders", "#orders a[href*=reference]"),
    "plan": Picture("assembly", "plan", height=700),
    "item": Picture("assembly", "plan/item?item=EB-CITY"),
    "work": Picture("assembly", "plan/work"),
    "try": Picture("assembly", "plan/try", height=980),
    "stock": Picture("assembly", "stock"),
    "lot": Picture("assembly", "stock", "a[href*='lot=']"),
    "money": Picture("assembly", "money"),
    "rings": Picture("ring", "money#notices"),
    "notice": Picture("ring", "money", "a[href*='money/notice']"),
    "partners": Picture("assembly", "partners"),
    "partner": Picture("assembly", "partners/wheels"),
    "connect": Picture("assembly", "connect"),
    "carry": Picture("assembly", "carry"),
    "flows": Picture("assembly", "flows"),
    "figures": Picture("assembly", "flows/figures"),
    "settings": Picture("assembly", "settings"),
}
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A chain that has traded until today, a ring that was set off, and one that just begins."""
    folder = tmp_path_factory.mktemp("pictures")
    chain = Path(os.environ.get("TUOWANG_CHAIN") or _played(folder))
    Desk(chain / "assembly").ask("plan")
    new = Desk(folder / "new")
    new.done("init", "--name", "Bolt Factory")
    ring = settled_ring(folder / "ring")["bolts"].home
    write_book(folder / "book.xlsx", BOLTS)
    return {"new": new.home, "assembly": chain / "assembly", "ring": ring}


def _played(folder: Path) -> Path:
    """The e-bike chain, played so that it ends today."""
    now = date.fromisoformat(today(clock_now()))
    monday = now - timedelta(weeks=WEEKS, days=now.weekday())
    text = (ROOT / "scenarios" / "ebike.toml").read_text()
    text = re.sub(r'(?m)^start = ".*"', f'start = "{monday.isoformat()}"', text)
    scenario = folder / "ebike.toml"
    scenario.write_text(re.sub(r"(?m)^weeks = .*", f"weeks = {WEEKS}", text))
    words = ["demo", "--scenario", str(scenario), "--home", str(folder / "chain"), "--no-compare"]
    # In a process of its own: while Playwright is open, nothing else here may loop.
    subprocess.run([sys.executable, "-m", "tuowang", *words], check=True, capture_output=True)
    return folder / "chain"


@pytest.fixture(scope="module")
def address(homes: dict[str, Path]) -> Iterator[Callable[[str], str]]:
    """Where each home's pages are."""
    with ExitStack() as several:
        found = {name: several.enter_context(served(home)) for name, home in homes.items()}
        yield found.__getitem__


@writes
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_a_picture_is_taken(
    chromium: Any,
    homes: dict[str, Path],
    address: Callable[[str], str],
    name: str,
    language: str,
) -> None:
    shown = SCREENS[name]
    size = {"width": shown.width, "height": shown.height}
    with opened(chromium, language=language, viewport=size) as page:
        page.goto(f"{address(shown.home)}/{shown.path}")
        if shown.file:
            page.set_input_files("#workbook", homes[shown.home].parent / shown.file)
            page.wait_for_selector("table")
        if shown.click:
            page.locator(shown.click).first.click()
            page.wait_for_url(lambda url: not url.endswith(shown.path))
        page.wait_for_load_state("load")
        session = page.context.new_cdp_session(page)
        taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 38})
        picture = base64.b64decode(taken["data"])
        assert len(picture) <= MOST_BYTES
        (Path(WANTED) / f"{name}.{language}.webp").write_bytes(picture)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_stands_in_the_documents_in_both_languages(language: str) -> None:
    text = (ROOT / "docs" / ("pages.md" if language == "en" else "pages.zh.md")).read_text()
    shown = re.findall(r"\]\(pictures/([\w-]+)\.(\w+)\.webp\)", text)
    assert {name for name, _ in shown} == set(SCREENS)
    assert {one for _, one in shown} == {language}
    kept = {one.name: one.stat().st_size for one in PICTURES.iterdir()}
    assert set(kept) == {f"{name}.{one}.webp" for name in SCREENS for one in LANGUAGES}
    assert max(kept.values()) <= MOST_BYTES
