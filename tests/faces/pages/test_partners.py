"""Partners in the pages: connecting, comparing, disclosing, and seeing how each link stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faces.asking import BOLTS, Desk, Two, two_companies, write_book
from tests.faces.pages.browser import Browser


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Both connected and trading."""
    return two_companies(tmp_path)


def test_two_companies_connect_with_nothing_but_pages_and_a_stick(tmp_path: Path) -> None:
    bolts, frames = Desk(tmp_path / "bolts"), Desk(tmp_path / "frames")
    stick = tmp_path / "stick"
    stick.mkdir()
    for desk in (bolts, frames):
        desk.done("init", "--name", desk.home.name.title())
    here, there = Browser(bolts.home), Browser(frames.home)

    here.open("/connect")
    made = here.send("/connect", doing="invite", partner="frames")
    code = re.search(r"<code>(TW1[^<]*)</code>", made.html)
    assert code
    assert '<svg viewBox="0 0 ' in made.html
    assert "waiting" not in here.open("/partners").text
    assert "They join with it." in here.open("/partners").text
    assert here.open("/partners/frames/words").status == 400

    there.open("/connect")
    words = there.send("/connect", doing="join", partner="bolts", code=code[1])
    assert words.url.endswith("/partners/bolts/words")
    for desk in (frames, bolts):
        desk.done("carry", stick)
    same = here.open("/partners/frames/words")
    shown = [re.findall(r"<li><strong>(\w+)</strong>", page.html) for page in (words, same)]
    assert len(shown[0]) == 6
    assert shown[0] == shown[1]
    assert "They are the same: confirm" in same.text
    here.send("/do/confirm", partner="frames")
    assert "They are the same: confirm" not in here.open("/partners/frames/words").text
    assert bolts.read("partners")[0]["state"] == "trusted"


def test_a_page_never_reads_a_file_of_the_machine(tmp_path: Path, two: Two) -> None:
    secret = tmp_path / "code.txt"
    other = Desk(tmp_path / "other")
    other.done("init", "--name", "Other")
    secret.write_text(other.read("invite", "frames")["code"])
    browser = Browser(two.frames.home)
    browser.open("/connect")
    refused = browser.send("/connect", doing="join", partner="other", code=str(secret))
    assert refused.status == 400
    assert "no code" in refused.text
    browser.open("/do/join")
    assert browser.send("/do/join", code=str(secret), as_="other").status == 400
    assert [one["partner"] for one in two.frames.read("partners")] == ["bolts"]


def test_state_and_what_is_under_way_are_seen_at_a_glance(two: Two) -> None:
    browser = Browser(two.bolts.home)
    assert "under way" not in browser.open("/partners").text
    two.bolts.done("tell", "frames", "hello")
    page = browser.open("/partners").text
    assert "1 under way" in page
    assert "connected" in page
    row = two.bolts.read("partners")[0]
    assert f"They hold {row['said'] - 1} of {row['said']} entries" in page
    assert "carried" in browser.open("/partners/frames").text


def test_what_a_partner_sees_follows_the_rules(two: Two) -> None:
    browser = Browser(two.frames.home)
    browser.open("/partners/bolts")
    done = browser.send("/do/allow", partner="bolts", topic="stock")
    assert "may now see" in done.text
    stated = {
        (one["topic"], one["item"]) for one in two.frames.read("partners", "show", "bolts")["rules"]
    }
    assert ("stock", "") in stated
    assert "tuowang allow bolts stock" in done.text
    browser.open("/partners/bolts")
    browser.send("/do/deny", partner="bolts", topic="stock")
    browser.open("/partners/bolts")
    browser.send("/do/deny", partner="bolts", topic="trade")
    page = browser.open("/partners/bolts")
    assert "they see no item" in page.text
    assert two.frames.read("preview", "bolts")["items"] == []


def test_a_preview_says_nothing_to_anybody(two: Two) -> None:
    browser = Browser(two.bolts.home)
    before = two.bolts.read("partners")[0]["said"]
    page = browser.open("/partners/frames/preview?topic=catalogue")
    assert page.status == 200
    assert "35.00" in page.text
    assert "tuowang allow --preview frames catalogue" in page.text
    assert two.bolts.read("partners")[0]["said"] == before
    assert browser.open("/partners/frames/preview?topic=%3Cb%3E").status == 400


def test_single_items_are_previewed_without_reading_the_rest(two: Two) -> None:
    two.bolts.done("deny", "frames", "all")
    two.bolts.done("allow", "frames", "stock", "--item", "rod")
    seen = two.bolts.read("preview", "frames")["items"]
    assert [(one["item"], one["stock"], one["trade"]) for one in seen] == [("rod", True, False)]
    every = two.bolts.read("preview", "frames", "--all")["items"]
    assert [one["item"] for one in every] == ["bolt", "rod"]
    assert "rod" in Browser(two.bolts.home).open("/partners/frames").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_names_stand_there_as_text(tmp_path: Path, language: str) -> None:
    script = "<script>alert(1)</script>"
    desk = Desk(tmp_path / "home")
    desk.done("init", "--name", script)
    sheets = {**BOLTS, "partners": [["partner", "partner name"], ["evil", script]]}
    desk.done("import", write_book(tmp_path / "book.xlsx", sheets))
    browser = Browser(desk.home, language=language)
    for path in ("/partners", "/partners/evil", "/connect"):
        page = browser.open(path)
        assert page.status == 200
        assert script not in page.html
    browser.open("/connect")
    page = browser.send("/connect", doing="invite", partner=script + "!")
    assert page.status == 400
    assert script not in page.html


def test_a_partner_that_does_not_exist_is_said_so(two: Two) -> None:
    assert Browser(two.bolts.home).open("/partners/nobody").status == 400
