"""Asking the pages as a browser does, over a real home."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tuowang.faces.pages.guard import LOOPBACK, Guard
from tuowang.faces.pages.server import Pages


class Browser:
    """One browser at a company's pages; it keeps its cookies and follows what it is told."""

    def __init__(self, home: Path, language: str = "en", *, secure: bool = False) -> None:
        pages = Pages({"": ("", home)}, secure=secure)
        self.pages = pages
        scheme = "https" if secure else "http"
        self.client = TestClient(
            Guard(pages.application(), {*LOOPBACK, "testserver"}, secure=secure),
            base_url=f"{scheme}://localhost:8471",
            headers={"accept-language": language},
        )

    def get(self, path: str, status: int = 200) -> str:
        """A page's text."""
        found = self.client.get(path)
        assert found.status_code == status, (path, found.status_code, found.text)
        text: str = found.text
        return text

    def data(self, path: str) -> Any:
        """A document."""
        found = self.client.get(path)
        assert found.status_code == 200, (path, found.text)
        return found.json()

    def form(self, path: str) -> dict[str, str]:
        """What a page's form already holds."""
        return fields(self.get(path))

    def send(self, path: str, status: int = 200, **values: str) -> str:
        """Fill a form in and send it; what came back."""
        where = path.partition("?")[0]
        found = self.client.post(where, data={**self.form(path), **values})
        assert found.status_code == status, (path, found.status_code, found.text)
        text: str = found.text
        return text

    def log_in(self, person: str, password: str, status: int = 200) -> str:
        """Log in."""
        found = self.client.post(
            "/log-in", data={**self.form("/log-in"), "person": person, "password": password}
        )
        assert found.status_code == status, found.text
        text: str = found.text
        return text


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


def _inside(tag: str, main: str) -> list[tuple[str, str]]:
    """The named elements of a kind, and what stands in them."""
    return re.findall(rf'<{tag}\b[^>]*name="([^"]*)"[^>]*>(.*?)</{tag}>', main, re.DOTALL)


def words(page: str) -> str:
    """A page's main part without its tags."""
    main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
