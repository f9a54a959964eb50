"""The pages of a home, asked as a browser asks; and what stands in an answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from starlette.testclient import TestClient

from tuowang.faces.pages.guard import LOOPBACK, Guard
from tuowang.faces.pages.server import Pages

HEADERS = {"host": "127.0.0.1", "accept-language": "en"}
HOSTILE = '"><script>alert(1)</script>'


class Looking:
    """Somebody who looks at a company's pages."""

    def __init__(self, home: Path, language: str = "en") -> None:
        self.client = TestClient(
            Guard(Pages({"": ("", home)}).application(), LOOPBACK),
            base_url="http://127.0.0.1",
            headers={**HEADERS, "accept-language": language},
        )

    def see(self, path: str, status: int = 200, **values: str) -> str:
        """A page that must be sound: no script or style in it, headings in order."""
        asked = "&".join(f"{name}={quote(value)}" for name, value in values.items())
        answer = self.client.get(f"/{path}?{asked}" if asked else f"/{path}")
        assert answer.status_code == status, (path, answer.status_code, answer.text[:600])
        text: str = answer.text
        if "html" in answer.headers["content-type"]:
            sound(text)
        return text

    def send(self, path: str, **form: str) -> str:
        """Send the form of a page, with the tokens that stand in it; what came back."""
        shown = self.see(path)
        hidden = dict(re.findall(r'name="(form_token|once)" value="([^"]*)"', shown))
        answer = self.client.post(f"/{path}", data={**hidden, **form})
        assert answer.status_code == 200, answer.text
        return str(answer.text)


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
