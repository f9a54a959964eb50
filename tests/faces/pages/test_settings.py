"""Settings: people, passwords, the audit, backups, recovery words, diagnostics."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.asking import BOLTS, Desk, Two, two_companies, write_book
from tests.faces.pages.browser import Browser, Page

PASSWORD = "correct horse 电池"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A company with its workbook, and nobody entered."""
    desk = Desk(tmp_path / "home")
    desk.done("init", "--name", "Bolt Factory")
    desk.done("import", write_book(tmp_path / "book.xlsx", BOLTS))
    return desk


def put(
    browser: Browser, person: str, role: str, password: str = PASSWORD, again: str = PASSWORD
) -> Page:
    browser.open("/settings")
    named = {"person": person, "role": role, "password": password, "again": again}
    return browser.send("/settings", doing="person", **named)


def logged_in(desk: Desk, person: str, password: str = PASSWORD) -> Browser:
    browser = Browser(desk.home)
    browser.open("/log-in")
    browser.send("/log-in", person=person, password=password)
    return browser


def everything_written(desk: Desk) -> bytes:
    return b"".join(one.read_bytes() for one in desk.home.iterdir() if one.is_file())


def test_the_first_person_is_an_owner_and_then_all_log_in(desk: Desk) -> None:
    browser = Browser(desk.home)
    assert "whoever sits at this machine" in browser.open("/settings").text
    assert put(browser, "Mei", "planner").status == 400
    done = put(browser, "Mei", "owner")
    assert "Mei may log in: owner." in done.text
    assert "tuowang add-person Mei --role=owner" in done.text
    assert browser.open("/settings").url.endswith("/log-in?back=settings")
    assert "Mei" in logged_in(desk, "Mei").open("/settings").text


def test_a_password_stands_nowhere(desk: Desk) -> None:
    page = put(Browser(desk.home), "Mei", "owner")
    assert PASSWORD not in page.html
    assert PASSWORD.encode() not in everything_written(desk)
    assert [one["line"] for one in desk.read("acts")] == ["tuowang add-person Mei --role=owner"]


@pytest.mark.parametrize(
    ("person", "role", "password"),
    [("Mei", "owner", "short"), ("", "owner", PASSWORD), ("Mei", "king", PASSWORD)],
)
def test_who_cannot_be_entered_is_not(desk: Desk, person: str, role: str, password: str) -> None:
    assert put(Browser(desk.home), person, role, password).status == 400
    assert desk.read("people") == []


def test_everybody_changes_their_own_password_and_nobody_elses(desk: Desk) -> None:
    put(Browser(desk.home), "Mei", "owner")
    put(logged_in(desk, "Mei"), "Li", "read-only")
    browser = logged_in(desk, "Li")
    page = browser.open("/settings")
    assert "My password" in page.text
    assert "People and roles" not in page.text
    assert (
        browser.send("/settings", doing="password", old="wrong one", password="x" * 9).status == 400
    )
    browser.open("/settings")
    done = browser.send("/settings", doing="password", old=PASSWORD, password="another 密码 9")
    assert "The password is changed" in done.text
    assert "log-in" in browser.open("/settings").url
    assert "My password" in logged_in(desk, "Li", "another 密码 9").open("/settings").text
    assert put(logged_in(desk, "Li", "another 密码 9"), "Li", "owner").status == 403
    assert {one["person"]: one["role"] for one in desk.read("people")}["Li"] == "read-only"


@pytest.mark.parametrize("path", ["/settings/backup", "/settings/words"])
def test_only_an_owner_gets_what_is_secret(desk: Desk, path: str) -> None:
    put(Browser(desk.home), "Mei", "owner")
    put(logged_in(desk, "Mei"), "Li", "planner")
    browser = logged_in(desk, "Li")
    browser.open("/settings")
    token = browser.last.hidden("form_token")
    answer = browser.client.post(path, data={"form_token": token, "once": "a" * 24})
    assert answer.status_code == 403
    assert browser.client.get(path).status_code == 404


def test_a_backup_from_the_page_restores(tmp_path: Path, desk: Desk) -> None:
    browser = Browser(desk.home)
    browser.open("/settings")
    fields = {one: browser.last.hidden(one) for one in ("form_token", "once")}
    answer = browser.client.post("/settings/backup", data=fields)
    assert "tuowang-BoltFactory.zip" in answer.headers["content-disposition"]
    (tmp_path / "got.zip").write_bytes(answer.content)
    other = Desk(tmp_path / "other")
    other.done("restore", tmp_path / "got.zip")
    assert other.read("party")["name"] == "Bolt Factory"
    assert [one.name for one in desk.home.iterdir() if one.name.startswith(".backup")] == []
    assert "tuowang backup BoltFactory.zip" in desk.done("acts")
    again = browser.client.post("/settings/backup", data=fields)
    assert "already sent" in again.text


def test_recovery_words_with_a_backup_without_its_key(tmp_path: Path, desk: Desk) -> None:
    browser = Browser(desk.home)
    browser.open("/settings")
    page = browser.send("/settings/words")
    words = [pair[0] for pair in desk.read("recovery-words")["words"]]
    assert " ".join(words) in page.text
    assert " ".join(words).encode() not in everything_written(desk)
    desk.done("backup", tmp_path / "b.zip", "--without-key")
    (tmp_path / "words.txt").write_text("\n".join(words))
    other = Desk(tmp_path / "other")
    assert other.ask("restore", tmp_path / "b.zip").code == 2
    other.done("restore", tmp_path / "b.zip", "--words-from", tmp_path / "words.txt")
    assert other.read("party")["fingerprint"] == desk.read("party")["fingerprint"]
    alone = Desk(tmp_path / "alone")
    alone.done("restore", "--words-from", tmp_path / "words.txt")
    alone.done("party", "--name", "Bolt Factory")
    assert alone.read("party")["fingerprint"] == desk.read("party")["fingerprint"]
    assert alone.ask("restore").code == 2


def test_diagnostics_hold_nothing_of_the_business(tmp_path: Path) -> None:
    two: Two = two_companies(tmp_path)
    two.bolts.done("tell", "frames", "secret words")
    found = two.bolts.read("diagnostics", "--logs")
    assert found["partners"] == found["connected"] == 1
    assert found["under_way"] == 1
    assert found["findings"] == 0
    page = Browser(two.bolts.home).open("/settings/diagnostics")
    main = page.html.partition("<main")[2].partition("</main>")[0]
    party = two.bolts.read("party")
    for name in ("Bolt Factory", "Frame", "frames", "secret", party["fingerprint"], str(tmp_path)):
        assert name not in main
    assert "findings" not in main


def test_names_of_people_are_inert(desk: Desk) -> None:
    script = "<script>alert(1)</script>"
    browser = Browser(desk.home)
    assert script not in put(browser, script, "owner").html
    assert script not in logged_in(desk, script).open("/settings").html
