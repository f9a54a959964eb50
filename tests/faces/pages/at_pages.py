"""A browser without a screen: pages asked for, forms sent, over the real application and home."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from starlette.testclient import TestClient

from tuowang.faces.pages.guard import LOOPBACK, Guard
from tuowang.faces.pages.server import Pages

BASE = "http://localhost"
TUOWANG = (sys.executable, "-m", "tuowang")
SECONDS = 60


class Page:
    """What came back."""

    def __init__(self, status: int, html: str, url: str) -> None:
        self.status, self.html, self.url = status, html, url

    @property
    def text(self) -> str:
        """What people read, in one line."""
        bare = re.sub(r"<(script|style|title)\b.*?</\1>", " ", self.html, flags=re.S)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", bare))).strip()

    def hidden(self, name: str) -> str:
        """The first hidden field of that name."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found, (name, self.text[:500])
        return unescape(found[1])


class Browser:
    """Somebody at the pages of one or several homes."""

    def __init__(self, *homes: Path, language: str = "en", secure: bool = False) -> None:
        named = {home.name if len(homes) > 1 else "": (home.name, home) for home in homes}
        self.pages = Pages(named, secure=secure)
        self.client = TestClient(Guard(self.pages.application(), LOOPBACK), base_url=BASE)
        self.client.headers["accept-language"] = language
        self.last = Page(0, "", "")

    def open(self, path: str) -> Page:
        """A page."""
        return self._keep(self.client.get(path))

    def send(self, path: str, **fields: str) -> Page:
        """A form of the last page that was opened, with these fields."""
        hidden = {"form_token": self.last.hidden("form_token")}
        if 'name="once"' in self.last.html:
            hidden["once"] = self.last.hidden("once")
        return self._keep(self.client.post(path, data={**hidden, **fields}))

    def drop(self, path: str, name: str, data: bytes) -> Page:
        """A file onto the last page that was opened."""
        headers = {
            "content-type": "application/octet-stream",
            "x-form-token": self.last.hidden("form_token"),
            "x-file-name": quote(name),
        }
        return self._keep(self.client.post(path, content=data, headers=headers))

    def _keep(self, answer: object) -> Page:
        page = Page(answer.status_code, answer.text, str(answer.url))  # type: ignore[attr-defined]
        if page.html.startswith("<!doctype"):
            check(page)
            self.last = page
        return page


class _Checker(HTMLParser):
    """What no page may hold, and what every field needs."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self.inside = 0
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.wrong += [
            f"{tag} {name}" for name in found if name.startswith("on") or name == "style"
        ]
        if tag == "script" and "src" not in found:
            self.wrong.append("a script in the page")
        if tag == "label":
            self.inside += 1
            self.labels.add(found.get("for") or "")
        field = tag in ("input", "select", "textarea") and found.get("type") != "hidden"
        if field and not self.inside and "aria-label" not in found:
            self.fields.append(found)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.inside -= 1


def check(page: Page) -> None:
    """No script or style in it, a label for every field, headings in order."""
    checker = _Checker()
    checker.feed(page.html)
    assert not checker.wrong, (page.url, checker.wrong)
    for one in checker.fields:
        assert one.get("id") in checker.labels, (page.url, one)
    assert checker.headings[:1] == [1], (page.url, checker.headings)
    for before, after in zip(checker.headings, checker.headings[1:], strict=False):
        assert after <= before + 1, (page.url, checker.headings)


@contextmanager
def running(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on until it is stopped."""
    environment = {**os.environ, "TUOWANG_HOME": str(home), "TUOWANG_LANG": "en"}
    process = subprocess.Popen(
        [*TUOWANG, *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=home.parent,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        process.stderr.close()


def line_with(process: subprocess.Popen[str], pattern: str) -> str:
    """What stands in the first line that fits."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"{pattern} was never said")
