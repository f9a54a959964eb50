"""The first-run path: from no home at all to a company that trades, in nothing but pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.faces.asking import BOLTS, Desk, Sheets, write_book
from tests.faces.pages.browser import Browser
from tuowang.host.uploads import MOST_KEPT


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A company that has entered nothing yet."""
    desk = Desk(tmp_path / "home")
    desk.done("init", "--name", "Bolt Factory")
    return desk


def dropped(browser: Browser, path: Path) -> None:
    browser.open("/start")
    browser.drop("/start", path.name, path.read_bytes())


def taken_in(browser: Browser) -> str:
    """What the button of the preview does."""
    asked = parse_qs(urlsplit(browser.last.url).query)
    fields = {"book": asked["book"][0], "name": asked["name"][0]}
    return browser.send("/start-book", mark=browser.last.hidden("mark"), **fields).text


def test_with_no_home_every_address_leads_to_step_one(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "home")
    page = browser.open("/orders")
    assert page.url.endswith("/start")
    assert "Who are you?" in page.text
    assert browser.client.get("/events").status_code == 403
    assert not (tmp_path / "home").exists()
    made = browser.send("/start", doing="new", name="Bolt Factory", currency="CNY")
    assert "Five steps" in made.text
    assert Desk(tmp_path / "home").read("party")["name"] == "Bolt Factory"
    again = browser.send("/start", doing="new", name="Another")
    assert again.status == 200
    assert "Bolt Factory" in again.text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": " "}, "name"),
        ({"name": "A", "id": "123"}, "123"),
        ({"name": "A", "currency": "ZZZ"}, "ZZZ"),
    ],
)
def test_a_beginning_that_cannot_be_leaves_no_home(
    tmp_path: Path, said: dict[str, str], why: str
) -> None:
    browser = Browser(tmp_path / "home")
    browser.open("/start")
    page = browser.send("/start", doing="new", **said)
    assert page.status == 400
    assert why in page.text
    assert not (tmp_path / "home" / "key").exists()


def test_a_company_that_was_invited_joins_at_once(tmp_path: Path, desk: Desk) -> None:
    code = desk.read("invite", "frames")["code"]
    browser = Browser(tmp_path / "new")
    browser.open("/start")
    page = browser.send("/start", doing="new", name="Frames", code=code, partner="bolts")
    assert "compare the words" in page.text
    assert Desk(tmp_path / "new").read("partners")[0]["state"] == "joined"


def test_a_code_that_is_no_good_is_asked_for_again(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "new")
    browser.open("/start")
    page = browser.send("/start", doing="new", name="Frames", code="TW1 no", partner="bolts")
    assert "The code has a typing error." in page.text
    assert "TW1 no" in page.html
    assert Desk(tmp_path / "new").read("party")["name"] == "Frames"
    assert browser.send("/connect", doing="invite", partner="bolts").status == 200


def test_a_backup_brings_a_company_back(tmp_path: Path, desk: Desk) -> None:
    desk.done("import", write_book(tmp_path / "book.xlsx", BOLTS))
    desk.done("backup", tmp_path / "backup.zip")
    data = (tmp_path / "backup.zip").read_bytes()
    browser = Browser(tmp_path / "new")
    browser.open("/start")
    wrong = browser.drop("/start", "backup.zip", data[:-100])
    assert wrong.status == 400
    assert not (tmp_path / "new" / "key").exists()
    browser.open("/start")
    page = browser.drop("/start", "backup.zip", data)
    assert "2 items, 1 partners so far" in page.text
    assert [one for one in (tmp_path / "new").iterdir() if one.name.startswith(".rest")] == []


def test_words_bring_the_key_back(tmp_path: Path, desk: Desk) -> None:
    words = desk.read("recovery-words")["words"]
    browser = Browser(tmp_path / "new")
    browser.open("/start")
    wrong = browser.send("/start", doing="words", words="apple " * 34)
    assert wrong.status == 400
    assert "do not fit together" in wrong.text
    page = browser.send("/start", doing="words", words=" ".join(pair[1] for pair in words))
    assert desk.read("party")["fingerprint"] in page.text
    assert "has no name yet" in page.text


def test_a_workbook_is_seen_cell_by_cell_before_anything_is_written(
    tmp_path: Path, desk: Desk
) -> None:
    browser = Browser(desk.home)
    dropped(browser, write_book(tmp_path / "my book.xlsx", BOLTS))
    page = browser.last
    assert "What my book.xlsx would do" in page.text
    assert "Bolt M8" in page.text
    assert desk.read("ready", "--all")["items"] == []
    said = taken_in(browser)
    assert "my book.xlsx was taken in." in said
    assert {one["item"] for one in desk.read("ready", "--all")["items"]} == {"bolt", "rod"}
    assert desk.read("acts")[0]["line"] == "tuowang import 'my book.xlsx'"
    assert list((desk.home / "uploads").iterdir()) == []


def test_wrong_cells_are_named_and_nothing_can_be_taken_in(tmp_path: Path, desk: Desk) -> None:
    sheets = {**BOLTS, "stock": [["item", "lot", "quantity"], ["bolt", "B1", "many"]]}
    browser = Browser(desk.home)
    dropped(browser, write_book(tmp_path / "book.xlsx", sheets))
    assert "Sheet “stock”, row 2, column “quantity”" in browser.last.text
    assert "Take it in" not in browser.last.text


def test_what_is_taken_in_is_what_was_shown(tmp_path: Path, desk: Desk) -> None:
    browser = Browser(desk.home)
    dropped(browser, write_book(tmp_path / "book.xlsx", BOLTS))
    prices: list[list[Any]] = [["item", "price", "price quantity"], ["bolt", "99.00", 100]]
    changed: Sheets = {**BOLTS, "prices": prices}
    desk.done("import", write_book(tmp_path / "other.xlsx", changed))
    said = taken_in(browser)
    assert "this is no longer what was shown" in said
    assert "99.00" in said
    assert "was taken in" in taken_in_again(browser)


def taken_in_again(browser: Browser) -> str:
    html = browser.last.html
    fields = {one: browser.last.hidden(one) for one in ("book", "name", "mark")}
    assert "Take it in" in html
    return browser.send("/start-book", **fields).text


def test_a_double_click_takes_in_once(tmp_path: Path, desk: Desk) -> None:
    browser = Browser(desk.home)
    dropped(browser, write_book(tmp_path / "book.xlsx", BOLTS))
    form = {one: browser.last.hidden(one) for one in ("form_token", "once", "book", "name", "mark")}
    first = browser.client.post("/start-book", data=form)
    second = browser.client.post("/start-book", data=form)
    assert "was taken in" in first.text
    assert second.status_code == 400
    assert len(desk.read("acts")) == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("book.exe", b"MZ", "is no workbook"),
        ("book.xlsx", b"not a zip", "book"),
        ("../../key.xlsx", b"", "book"),
    ],
)
def test_what_is_no_workbook_is_refused(desk: Desk, name: str, data: bytes, said: str) -> None:
    browser = Browser(desk.home)
    browser.open("/start")
    page = browser.drop("/start", name, data)
    assert page.status == 400
    assert said in page.text


@pytest.mark.parametrize("book", ["../key", "key", "0" * 64 + ".xlsx", "tuowang.db", ""])
def test_only_what_was_sent_here_is_looked_at(desk: Desk, book: str) -> None:
    page = Browser(desk.home).open(f"/start-book?book={book}")
    assert page.status == 400
    assert "no longer here" in page.text


def test_uploads_are_few_and_private(tmp_path: Path, desk: Desk) -> None:
    browser = Browser(desk.home)
    for number in range(MOST_KEPT + 3):
        browser.open("/start")
        browser.drop("/start", "book.xlsx", f"no book {number}".encode())
    kept = list((desk.home / "uploads").iterdir())
    assert len(kept) == MOST_KEPT
    assert all(one.stat().st_mode & 0o077 == 0 for one in [*kept, desk.home / "uploads"])


def test_the_template_is_a_workbook_that_can_be_dropped(tmp_path: Path, desk: Desk) -> None:
    browser = Browser(desk.home, language="zh")
    data = browser.client.get("/start-template").content
    assert data.startswith(b"PK")
    desk.done("import", write_book(tmp_path / "book.xlsx", BOLTS))
    own = tmp_path / "own.xlsx"
    own.write_bytes(browser.client.get("/start-own-book").content)
    dropped(browser, own)
    assert re.search(r"<dt>新增</dt><dd>0</dd>", browser.last.html)


def test_scripts_and_formulas_in_cells_are_inert(tmp_path: Path, desk: Desk) -> None:
    script = "<script>alert(1)</script>"
    items = [["item", "name", "unit", "supply"], ["a", script, "pc", "buy"], ["b", "=1+1", "", ""]]
    browser = Browser(desk.home)
    dropped(browser, write_book(tmp_path / f"{'x' * 20}.xlsx", {"items": items}))
    assert script not in browser.last.html
    assert "&lt;script&gt;" in browser.last.html
