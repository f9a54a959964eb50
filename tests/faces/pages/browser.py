"""A browser without a screen: pages asked for, forms sent, over the real application and home."""

from __future__ import annotations

import itertools
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.testclient import TestClient

from tuowang.faces.pages.guard import LOOPBACK, Guard
from tuowang.faces.pages.server import Pages

HOSTILE = '"><script>alert(1)</script>'
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
    """Somebody at the pages of one or several homes; cookies are kept."""

    def __init__(self, *homes: Path, language: str = "en", secure: bool = False) -> None:
        named = {home.name if len(homes) > 1 else "": (home.name, home) for home in homes}
        self.pages = Pages(named, secure=secure)
        self.client = TestClient(
            Guard(self.pages.application(), {*LOOPBACK, "testserver"}, secure=secure),
            base_url=f"{'https' if secure else 'http'}://localhost:8471",
            headers={"accept-language": language},
        )
        self.last = Page(0, "", "")

    def open(self, path: str) -> Page:
        """A page, whatever comes."""
        return self._keep(self.client.get(path))

    def get(self, path: str, status: int = 200, **values: str) -> str:
        """A page's or a file's text, with these values in the address."""
        where = f"/{path.lstrip('/')}"
        found = self.client.get(where, params=values) if values else self.client.get(where)
        assert found.status_code == status, (path, found.status_code, found.text[:600])
        return self._keep(found).html

    def data(self, path: str) -> Any:
        """A document."""
        return json.loads(self.get(path))

    def send(self, path: str, **fields: str) -> Page:
        """A form of the last page that was opened, with these fields."""
        hidden = {"form_token": self.last.hidden("form_token")}
        if 'name="once"' in self.last.html:
            hidden["once"] = self.last.hidden("once")
        return self._keep(self.client.post(path, data={**hidden, **fields}))

    def form(self, path: str) -> dict[str, str]:
        """What a page's form already holds."""
        return fields(self.get(path))

    def fill(self, path: str, status: int = 200, **values: str) -> str:
        """Open a form, fill it in over what it holds, and send it; what came back."""
        where = f"/{path.lstrip('/').partition('?')[0]}"
        found = self.client.post(where, data={**self.form(path), **values})
        assert found.status_code == status, (path, found.status_code, found.text)
        return self._keep(found).html

    def log_in(self, person: str, password: str, status: int = 200) -> str:
        """Log in."""
        return self.fill("/log-in", status, person=person, password=password)

    def drop(self, path: str, name: str, data: bytes) -> Page:
        """A file onto the last page that was opened."""
        headers = {
            "content-type": "application/octet-stream",
            "x-form-token": self.last.hidden("form_token"),
            "x-file-name": quote(name),
        }
        return self._keep(self.client.post(path, content=data, headers=headers))

    def _keep(self, answer: Any) -> Page:
        page = Page(answer.status_code, answer.text, str(answer.url))
        if page.html.startswith("<!doctype"):
            sound(page.html)
            self.last = page
        return page


def fields(page: str) -> dict[str, str]:
    """The fields of the page's own form (the last one), as they would be sent."""
    main = page.partition("<main")[2].partition("</main>")[0]
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", main):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if named.get("type") != "checkbox" or "checked" in tag:
            found[named.get("name", "")] = unescape(named.get("value", ""))
    for name, options in re.findall(
        r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', main, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    for name, text in re.findall(
        r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', main, re.S
    ):
        found[name] = unescape(text)
    return {name: value for name, value in found.items() if name and value}


def words(page: str) -> str:
    """A page's main part without its tags."""
    main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def rows(page: str) -> list[list[str]]:
    """The cells of every table's rows, as text."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [[plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]
            for row in found]  # fmt: skip


def plain(page: str) -> str:
    """The words of a page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def links(page: str, part: str) -> list[str]:
    """Where a page leads, as far as an address begins so."""
    return [unescape(one) for one in re.findall(r'href="([^"]*)"', page) if one.startswith(part)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.marks: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.marks.append((tag, dict(attrs)))


def sound(page: str) -> None:
    """What every page keeps: nothing that a strict policy forbids, labels, headings in order."""
    reader = _Reader()
    reader.feed(page)
    scripts = [attributes for tag, attributes in reader.marks if tag == "script"]
    assert all(one.get("src") for one in scripts), "a script in the page"
    assert len(scripts) == 1
    for tag, attributes in reader.marks:
        assert tag not in ("style", "iframe", "object"), tag
        assert not any(name.startswith("on") or name == "style" for name in attributes), attributes
    levels = [int(tag[1]) for tag, _ in reader.marks if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert list(_unlabelled(reader)) == []
    drawn = [attributes for tag, attributes in reader.marks if tag == "svg"]
    assert all(one.get("role") in ("img", "group") and one.get("aria-label") for one in drawn)
    named = [str(attributes["id"]) for _, attributes in reader.marks if "id" in attributes]
    assert len(named) == len(set(named)), "an id twice"


def _unlabelled(reader: _Reader) -> Iterator[dict[str, str | None]]:
    labels = {one.get("for") for tag, one in reader.marks if tag == "label"}
    fields = [one for tag, one in reader.marks if tag in ("input", "select", "textarea")]
    for one in fields:
        if one.get("type") not in ("hidden", "checkbox") and one.get("id") not in labels:
            yield one


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


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def line_with(process: subprocess.Popen[str], pattern: str) -> str:
    """What stands in the first line that fits."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"{pattern} was never said")
