"""What takes long: it is said how far it is, can be left, and says what came of it, once."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from tests.browser.browsers import served
from tests.faces.asking import Two, two_companies, write_book
from tests.faces.pages.browser import Browser, fields, plain, words
from tuowang.faces.pages import server
from tuowang.faces.texts import text
from tuowang.flows import FLOWS
from tuowang.flows.docking import MIXING, StartDocking
from tuowang.host import under_way as module
from tuowang.host.acts import begin_act
from tuowang.host.company import open_company
from tuowang.host.home import Home
from tuowang.host.under_way import all_under_way, only_one_doing, under_way

ITEMS = 4000
ONCE = "a" * 24


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return two_companies(tmp_path)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes two seconds for people takes a tenth here."""
    monkeypatch.setattr(server, "LONG_SECONDS", 0.1)
    monkeypatch.setattr(module, "LONG_SECONDS", 0.1)
    monkeypatch.setattr(module, "TELL_SECONDS", 0.02)


def large(folder: Path) -> bytes:
    head = ["item", "name", "unit", "supply"]
    rows = [[f"part-{number:05}", f"part {number}", "pc", "buy"] for number in range(ITEMS)]
    return write_book(folder / "large.xlsx", {"items": [head, *rows]}).read_bytes()


@pytest.mark.usefixtures("impatient")
def test_a_large_workbook_says_how_far_it_is_and_what_came_of_it(two: Two, tmp_path: Path) -> None:
    with (
        served(two.bolts.home) as address,
        httpx2.Client(base_url=address, timeout=60, headers={"accept-language": "en"}) as client,
    ):
        token = fields(client.get("/start").text)["form_token"]
        headers = {"x-form-token": token, "x-file-name": quote("large.xlsx")}
        shown = client.post("/start", content=large(tmp_path), headers=headers)
        form = fields(client.get(shown.headers["location"]).text)
        heard: list[str] = []
        threading.Thread(target=follow, args=(address, heard), daemon=True).start()
        answer = client.post("/start-book", data=form)
        assert answer.status_code == 303
        at = answer.headers["location"]
        assert at == f"/under-way/{form['once']}"
        seen = [words(client.get(at).text)]
        far = re.compile(rf"(\d+) of {ITEMS} steps")
        while not far.search(seen[-1]) and "Under way" in seen[-1]:
            seen.append(words(client.get(at).text))
        assert far.search(seen[-1]), seen
        assert "Look again" in seen[-1]
        elsewhere = client.get("/orders").text  # one goes on elsewhere, and hears of it there
        assert "Under way" in elsewhere.partition("<main")[0]
        while not re.search(">What came of it<", elsewhere):
            time.sleep(0.1)
            elsewhere = client.get("/orders").text
        told = words(client.get(at).text)
        assert "large.xlsx was taken in." in told
        assert at not in client.get("/orders").text  # it was seen
        assert "was taken in" in words(client.get(at).text)  # and can be seen again
        assert "acts" in heard
    assert len(two.bolts.read("ready", "--all")["items"]) == ITEMS + 2
    assert [row["state"] for row in two.bolts.read("acts")] == ["done"]


def follow(address: str, heard: list[str]) -> None:
    """The events of a page that is open."""
    with httpx2.stream("GET", f"{address}/events", timeout=60) as stream:
        for line in stream.iter_lines():
            if line.startswith("event: "):
                heard.append(line.removeprefix("event: "))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_act_that_was_cut_short_says_whether_anything_was_done(two: Two, language: str) -> None:
    browser = Browser(two.bolts.home, language=language)
    form = {**browser.form("/do/tell"), "partner": "frames", "text": "once"}
    assert browser.client.post("/do/tell", data=form).status_code == 200
    at = f"/under-way/{form['once']}"
    assert "frames" in browser.get(at)
    browser.get("/under-way/" + "0" * 24, 404)
    browser.get("/under-way/../key", 404)
    assert text("act-leave", language) in plain(browser.get("/under-way"))


def test_only_who_began_it_sees_it(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG_SECONDS", 0)
    home = Home(two.bolts.home)
    with only_one_doing(home, ONCE, 0) as ours:
        assert ours is not None
        ours.begin("anna", "tuowang plan")
        ours.tell("", 1, 9)
        time.sleep(0.01)
        assert [row.line for _, row in all_under_way(home.path, "anna")] == ["tuowang plan"]
        assert all_under_way(home.path, "") == []
        ours.end("done")
    row = under_way(home.path, ONCE)
    assert row is not None
    assert (row.alive, row.state) == (False, "done")
    assert "tuowang plan" not in Browser(two.bolts.home).get("/")
    (home.path / "under-way" / ONCE).write_bytes(b"\xff junk")
    assert under_way(home.path, ONCE) is None
    assert all_under_way(home.path, "anna") == []


def test_what_nobody_looked_at_for_a_day_is_let_go(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONG_SECONDS", 0)
    home = Home(two.bolts.home)
    with only_one_doing(home, ONCE, 0) as ours:
        assert ours is not None
        ours.begin("", "tuowang plan")
        ours.end("done")
        time.sleep(0.01)
    assert "What came of it" in Browser(two.bolts.home).get("/")
    (home.path / "under-way" / ("b" * 24)).touch()  # of who was killed before it began
    monkeypatch.setattr(module, "KEPT_SECONDS", -1)
    assert "What came of it" not in Browser(two.bolts.home).get("/")
    assert list((home.path / "under-way").iterdir()) == []


def test_docking_says_that_it_computes(two: Two) -> None:
    for desk, partner in ((two.bolts, "frames"), (two.frames, "bolts")):
        desk.done("allow", partner, "docking")
    two.exchange()
    browser = Browser(two.bolts.home)
    form = browser.form("/do/dock")
    told: list[tuple[str, int, int]] = []
    with open_company(two.bolts.home) as company:
        company.progress = lambda *far: told.append(far)
        company.ask(StartDocking(1, MIXING))
    assert told[0] == ("", 0, 1)
    assert {step for step, _, _ in told[1:]} & {kind for flow in FLOWS for kind in flow.jobs}
    home = Home(two.bolts.home)
    with only_one_doing(home, form["once"], 0) as ours:
        assert ours is not None
        with open_company(two.bolts.home) as company:
            begin_act(company, form["once"], "", "tuowang dock")
        ours.begin("", "tuowang dock")
        time.sleep(module.TELL_SECONDS + 0.1)
        ours.tell(*told[-1])
        assert "Computing." in words(browser.get(f"/under-way/{form['once']}"))
    assert "Nothing of it was done" in words(browser.get(f"/under-way/{form['once']}"))
