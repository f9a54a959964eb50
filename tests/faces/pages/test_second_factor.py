"""A second factor in the pages and on the command line; one's log-ins; being asked once more."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.faces.asking import Desk
from tests.faces.pages.browser import Browser, Page
from tests.faces.pages.test_settings import PASSWORD, everything_written, logged_in, put
from tuowang.host.one_time import STEP_MILLISECONDS, code_at
from tuowang.host.people import FACTORS

CODES = re.compile(r"<li><code>([A-Z2-7-]{29})</code>")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A company in which Mei, its owner, logs in."""
    desk = Desk(tmp_path / "home")
    desk.done("init", "--name", "Bolt Factory")
    put(Browser(desk.home), "Mei", "owner")
    return desk


def code_of(secret: str, ahead: int = 0) -> str:
    from base64 import b32decode

    return code_at(b32decode(secret), time.time_ns() // 1_000_000 // STEP_MILLISECONDS + ahead)


def forget_the_step(desk: Desk) -> None:
    """As if time had gone on: the same step may be used again."""
    from msgspec.structs import replace

    from tuowang.host.company import open_company
    from tuowang.node import Outcome

    with open_company(desk.home) as company:

        def round_() -> Outcome:
            for row in list(company.store.scan(FACTORS)):
                company.store.put(FACTORS, replace(row, last_step=0))
            return Outcome()

        company.work(round_)


def set_up(desk: Desk, browser: Browser) -> tuple[str, list[str]]:
    """The secret and the recovery codes of who is logged in."""
    browser.open("/settings/second-factor")
    shown = browser.send("/settings/second-factor", doing="begin", again=PASSWORD)
    assert "<svg" in shown.html
    secret = re.search(r"secret into it: ([A-Z2-7]{32})", shown.text)
    assert secret is not None, shown.text
    wrong = browser.send("/settings/second-factor", doing="confirm", code="000000")
    assert wrong.status == 400
    assert secret[1] not in wrong.html
    done = browser.send("/settings/second-factor", doing="confirm", code=code_of(secret[1]))
    codes = CODES.findall(done.html)
    assert len(codes) == 10
    forget_the_step(desk)
    return secret[1], codes


def enter(desk: Desk, code: str) -> tuple[Browser, Page]:
    browser = logged_in(desk, "Mei")
    assert "/log-in/code" in browser.last.url
    return browser, browser.send("/log-in/code", code=code)


def test_a_log_in_in_two_steps(desk: Desk) -> None:
    secret, codes = set_up(desk, logged_in(desk, "Mei"))
    browser = logged_in(desk, "Mei")
    assert 'autocomplete="one-time-code"' in browser.last.html
    half = browser.client.cookies["tuowang_session"]
    assert browser.client.get("/settings", follow_redirects=False).status_code == 303
    assert browser.client.get("/events").status_code == 403
    browser.open("/log-in/code")
    assert browser.send("/log-in/code", code="000000").status == 403
    assert "log-in" not in browser.send("/log-in/code", code=code_of(secret)).url
    assert browser.client.cookies["tuowang_session"] != half
    assert "asks for a code, too" in browser.open("/settings").text
    again, page = enter(desk, code_of(secret))  # the same code a second time
    assert page.status == 403
    assert "log-in" not in again.send("/log-in/code", code=codes[0]).url
    written = everything_written(desk)
    assert not any(one.encode() in written for one in (secret, *codes))


def test_nobody_skips_the_first_step(desk: Desk) -> None:
    browser = Browser(desk.home)
    assert browser.open("/log-in/code").url.endswith("/log-in?back=") or "password" in (
        browser.last.html
    )
    assert "person" in browser.send("/log-in/code", code="000000").html


def test_an_owner_asks_it_of_everybody(desk: Desk) -> None:
    browser = logged_in(desk, "Mei")
    browser.open("/do/require-second-factor")
    assert "Not yet: Mei." in browser.send("/do/require-second-factor").text
    for path in ("/", "/list/stock", "/settings", "/do/tell"):
        assert browser.open(path).url.endswith("/settings/second-factor")
    assert "Set yours up to go on" in browser.last.text
    assert browser.client.get("/events").status_code == 403
    set_up(desk, browser)
    assert browser.open("/settings").url.endswith("/settings")
    desk.done("require-second-factor", "--no-longer")
    lines = [one["line"] for one in desk.read("acts")]
    for line in ("require-second-factor", "require-second-factor --no-longer", "second-factor Mei"):
        assert f"tuowang {line}" in lines


def test_an_owner_takes_off_what_was_lost(desk: Desk) -> None:
    put(logged_in(desk, "Mei"), "Li", "buyer")
    shown = desk.read("second-factor", "Li")
    done = desk.read("second-factor", "Li", "--code", code_of(shown["secret"]))
    assert len(done["recovery_codes"]) == 10
    assert [one["second_factor"] for one in desk.read("people")] == [True, False]
    assert "/log-in/code" in logged_in(desk, "Li").last.url
    browser = logged_in(desk, "Mei")
    browser.open("/do/reset-second-factor?person=Li")
    assert "no second factor any more" in browser.send("/do/reset-second-factor", person="Li").text
    assert "log-in" not in logged_in(desk, "Li").last.url
    assert logged_in(desk, "Li").open("/do/reset-second-factor?person=Mei").status == 403
    assert "tuowang reset-second-factor Li" in [one["line"] for one in desk.read("acts")]


def test_a_secret_stands_in_no_note(desk: Desk) -> None:
    secret, codes = set_up(desk, logged_in(desk, "Mei"))
    shown = desk.done("acts") + str(desk.read("acts")) + desk.done("diagnostics")
    assert not any(one in shown for one in (secret, *codes, code_of(secret)))


@pytest.mark.parametrize("path", ["/settings/backup", "/settings/words"])
def test_what_is_secret_is_asked_for_once_more(desk: Desk, path: str) -> None:
    browser = logged_in(desk, "Mei")
    browser.open("/settings")
    for again in ("", "wrong"):
        page = browser.send(path, again=again)
        assert "Name or password is wrong" in page.text
        assert "<ol" not in page.html
        browser.open("/settings")
    fields = {one: browser.last.hidden(one) for one in ("form_token", "once")}
    answer = browser.client.post(path, data={**fields, "again": PASSWORD})
    assert answer.status_code == 200
    assert b"<ol" in answer.content or answer.headers["content-type"] == "application/zip"


def test_people_are_changed_by_who_shows_again_who_they_are(desk: Desk) -> None:
    assert put(logged_in(desk, "Mei"), "Li", "owner", again="wrong").status == 400
    assert [one["person"] for one in desk.read("people")] == ["Mei"]


def test_one_sees_and_ends_ones_log_ins(desk: Desk) -> None:
    one, other = logged_in(desk, "Mei"), logged_in(desk, "Mei")
    page = one.open("/settings/log-ins")
    assert page.html.count("<option") == 2
    assert "logged in" in page.text
    assert one.send("/settings/log-ins", session="", again="wrong").status == 400
    assert other.open("/settings").url.endswith("/settings")
    one.open("/settings/log-ins")
    assert "log-in failed: password" in one.last.text
    done = one.send("/settings/log-ins", session="", again=PASSWORD)
    assert "The log-ins of Mei are ended" in done.text
    assert "log-in" in other.open("/settings").url
    assert one.open("/settings").url.endswith("/settings")
    desk.done("end-log-ins", "Mei")
    assert "log-in" in one.open("/settings").url


def test_a_password_that_everybody_tries_first_is_refused_and_says_why(desk: Desk) -> None:
    browser = logged_in(desk, "Mei")
    page = put(browser, "Li", "buyer", "qwertyuiop")
    assert page.status == 400
    assert "among those that are tried first" in page.text
    assert "little more than “factory”" in put(browser, "Li", "buyer", "1-factory-1").text


def test_failed_log_ins_are_in_the_list_of_acts(desk: Desk) -> None:
    logged_in(desk, "Mei", "wrong one")
    logged_in(desk, "Nobody")
    page = logged_in(desk, "Mei").open("/list/acts")
    assert "log-in failed: password" in page.text
    assert "log-in failed: unknown name" in page.text
    assert "Nobody" not in page.text
    assert set(desk.read("acts")[0]) == {"at", "person", "line", "state"}
    states = [one["state"] for one in desk.read("acts")]
    assert sorted(states[:3]) == ["log-in-unknown", "log-in-wrong", "logged-in"]
