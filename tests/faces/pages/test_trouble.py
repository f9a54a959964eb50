"""When the machine fails: the page says what happened and what to do; nothing is lost or twice."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import httpx2
import pytest

from tests.faces.asking import Desk, Two, two_companies
from tests.faces.pages.browser import Browser, fields, free_port, line_with, running, words
from tests.sources.books import PARTS, book
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.face import Face
from tuowang.faces.pages import acting
from tuowang.faces.pages.asking import ask
from tuowang.faces.pages.frame import Visit
from tuowang.host.acts import acts
from tuowang.host.company import open_company
from tuowang.host.verify import verify


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return two_companies(tmp_path)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another program writes to the database and does not end."""
    with closing(sqlite3.connect(home / "tuowang.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def said(desk: Desk) -> list[str]:
    return sorted(row["text"] for row in desk.read("messages"))


def test_where_another_program_holds_the_database_the_form_is_kept(two: Two) -> None:
    browser = Browser(two.bolts.home)
    form = {**browser.form("/do/tell"), "partner": "frames", "text": "not lost"}
    with locked(two.bolts.home):
        answer = browser.client.post("/do/tell", data=form)
        assert answer.status_code == 503
        assert "Another program is using" in words(answer.text)
        assert "Nothing was changed" in words(answer.text)
        assert "not lost" in browser.get("/do/tell?text=not+lost")  # reading goes on
        dropped = browser.drop("/carry", "some.tuowang", b"junk")
        assert dropped.status == 503
        assert "Go back in the browser" in dropped.text
    kept = fields(answer.text)
    assert (kept["partner"], kept["text"]) == ("frames", "not lost")
    for again in (form, form):  # the very form that had failed, sent twice
        assert browser.client.post("/do/tell", data=again).status_code == 200
    assert said(two.bolts) == ["not lost"]
    assert [row["state"] for row in two.bolts.read("acts")] == ["done"]


def test_a_second_click_waits_for_the_first(two: Two) -> None:
    first, second = Browser(two.bolts.home), Browser(two.bolts.home)
    form = {**first.form("/do/tell"), "partner": "frames", "text": "once"}
    form["form_token"] = second.pages.desks[""].form_token = first.pages.desks[""].form_token
    with ThreadPoolExecutor(2) as clicks:
        with locked(two.bolts.home):
            answers = [
                clicks.submit(one.client.post, "/do/tell", data=form) for one in (first, second)
            ]
            time.sleep(0.5)
        told = [one.result() for one in answers]
    assert [one.status_code for one in told] == [200, 200]
    assert sum("It was done once" in words(one.text) for one in told) == 1
    assert said(two.bolts) == ["once"]


def test_a_click_while_the_first_goes_on_for_long_says_so(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "WAIT_SECONDS", 0.1)
    first, second = Browser(two.bolts.home), Browser(two.bolts.home)
    form = {**first.form("/do/tell"), "partner": "frames", "text": "once"}
    form["form_token"] = second.pages.desks[""].form_token = first.pages.desks[""].form_token
    with ThreadPoolExecutor(1) as clicks:
        with locked(two.bolts.home):
            answer = clicks.submit(first.client.post, "/do/tell", data=form)
            while not list((two.bolts.home / "under-way").glob("*")):
                time.sleep(0.01)
            assert "still being done" in words(second.client.post("/do/tell", data=form).text)
        assert answer.result().status_code == 200
    assert list((two.bolts.home / "under-way").iterdir()) == []
    assert said(two.bolts) == ["once"]


class Stopped(BaseException):
    """What ends a process between two of its steps."""


def test_what_was_cut_short_is_not_done_again(two: Two) -> None:
    browser = Browser(two.bolts.home)
    visit = visit_of(browser, two.bolts.home)

    def killed_behind() -> Answer:
        ask(visit.face, "tell", ["--", "frames", "once"])
        raise Stopped

    def killed_before() -> Answer:
        raise Stopped

    with pytest.raises(Stopped):
        acting.perform(visit, "tell", [], killed_before)
    with pytest.raises(Stopped):
        acting.perform(visit, "tell", [], killed_behind)
    done = acting.perform(visit, "tell", ["--", "frames", "once"])
    assert (done.state, done.again) == ("written", True)
    assert "the node stopped in the middle" in done.told[0]
    visit.face.close()
    assert said(two.bolts) == ["once"]


def visit_of(browser: Browser, home: Path) -> Visit:
    """Somebody who sends a form of their own."""
    once = [browser.form("/do/tell")["once"]]
    return Visit(Face("en", home, as_json=False), "", "do/tell", {}, form={"once": once})


@pytest.mark.parametrize("seed", range(2))
def test_a_node_that_is_killed_anywhere_does_a_form_once(two: Two, seed: int) -> None:
    chance, port = random.Random(seed), free_port()
    address = f"http://127.0.0.1:{port}"
    forms: list[dict[str, str]] = []
    for number in range(3):
        with running(two.bolts.home, "pages", "--listen", f"127.0.0.1:{port}") as node:
            line_with(node, r"Pages: (\S+)")
            form = {**fields(httpx2.get(f"{address}/do/tell").text), "partner": "frames"}
            forms.append({**form, "text": f"message {number}"})
            threading.Timer(chance.random() * 0.06, node.kill).start()
            with suppress(httpx2.TransportError):
                httpx2.post(f"{address}/do/tell", data=forms[-1])
            node.wait(20)
    with running(two.bolts.home, "pages", "--listen", f"127.0.0.1:{port}") as node:
        line_with(node, r"Pages: (\S+)")
        token = fields(httpx2.get(f"{address}/do/tell").text)["form_token"]
        for form in forms:
            again = httpx2.post(f"{address}/do/tell", data={**form, "form_token": token})
            assert again.status_code == 200
    assert said(two.bolts) == [f"message {number}" for number in range(3)]
    with open_company(two.bolts.home) as company:
        assert verify(company, deep=True) == []
        assert {row.state for row in acts(company)} <= {"done", "written"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes that can be filled to the last byte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    try:
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("a small disk cannot be mounted here")
    except OSError:
        pytest.skip("there is no mount here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(path: Path) -> None:
    """Write until there is no room."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    for portion in (1 << 16, 1 << 12, 1 << 6, 1):
        with suppress(OSError):
            while True:
                os.write(descriptor, b"x" * portion)
    os.close(descriptor)


def test_on_a_full_disk_the_form_is_kept_and_nothing_is_half_done(small_disk: Path) -> None:
    two = two_companies(small_disk)
    browser = Browser(two.bolts.home)
    text = ("not lost " * 200).strip()
    form = {**browser.form("/do/tell"), "partner": "frames", "text": text}
    fill(small_disk / "filler")
    answer = browser.client.post("/do/tell", data=form)
    assert answer.status_code == 507
    assert "The disk is full" in words(answer.text)
    assert "Free some space" in words(answer.text)
    assert fields(answer.text)["text"] == text
    for path in ("/", "/do/tell", "/list/messages", "/list/acts"):
        browser.get(path)  # reading goes on
    browser.open("/start")
    dropped = browser.drop("/start", "book.xlsx", b"PK" * 5000)
    assert dropped.status == 507
    assert "The disk is full" in dropped.text
    (small_disk / "filler").unlink()
    for _ in range(8):  # each of the threads that make pages works again
        browser.get("/list/messages")
    for again in (form, form):
        assert browser.client.post("/do/tell", data=again).status_code == 200
    assert said(two.bolts) == [text]
    with open_company(two.bolts.home) as company:
        assert verify(company, deep=True) == []


def swollen(path: Path) -> Path:
    with ZipFile(book(path, PARTS), "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(64 << 20))
    return path


def of_another_program(path: Path) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("holiday.jpg", b"x")
    return path


def cut_off(path: Path) -> Path:
    path.write_bytes(book(path, PARTS).read_bytes()[:-200])
    return path


def of_errors(path: Path) -> Path:
    head = ("item", "name", "unit", "lead time (days)", "cost")
    wrong = [("A", "#REF!", "pcs", "soon", "=1/0"), ("A", "twice", "furlong", -5, 1e300)]
    return book(path, {"items": [head, *wrong, ("x" * 9000, "", None, None, None)]})


@pytest.mark.parametrize("make", [swollen, of_another_program, cut_off, of_errors])
def test_a_workbook_from_hell_says_what_is_wrong_and_changes_nothing(
    two: Two, tmp_path: Path, make: object
) -> None:
    assert callable(make)
    before = two.bolts.read("ready", "--all")
    browser = Browser(two.bolts.home)
    browser.open("/start")
    page = browser.drop("/start", "hell.xlsx", make(tmp_path / "hell.xlsx").read_bytes())
    assert 'role="alert"' in page.html
    assert "hell.xlsx" in page.text or "book" in page.text
    assert "Take it in" not in page.text
    assert two.bolts.read("ready", "--all") == before
