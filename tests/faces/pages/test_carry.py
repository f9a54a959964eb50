"""Bundles carried by hand through the pages, and what is said of those that do not fit."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.faces.asking import Desk, Two, two_companies
from tests.faces.pages.browser import Browser


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Both connected and trading."""
    return two_companies(tmp_path)


def test_what_is_taken_out_here_is_taken_in_there(two: Two) -> None:
    two.bolts.done("tell", "frames", "hello by stick")
    here, there = Browser(two.bolts.home), Browser(two.frames.home)
    assert "frames" in here.open("/carry").html
    data = here.client.get("/carry/frames").content
    there.open("/carry")
    taken = there.drop("/carry", "any name.tuowang", data)
    assert "any name.tuowang: from bolts, 1 new entries taken in." in taken.text
    assert "hello by stick" in two.frames.done("messages")
    again = there.drop("/carry", "any name.tuowang", data)
    assert "no entries that we did not hold" in again.text
    assert [one["line"] for one in two.frames.read("acts")] == [
        "tuowang carry 'any name.tuowang'"
    ] * 2


def test_the_command_line_reads_what_the_page_gave(two: Two) -> None:
    two.bolts.done("tell", "frames", "hello")
    answer = Browser(two.bolts.home).client.get("/carry/frames")
    name = answer.headers["content-disposition"].split('"')[1]
    (two.stick / name).write_bytes(answer.content)
    assert two.frames.read("carry", two.stick)["took"][0]["entries"] == 1


def test_bundles_for_everybody_are_one_file_that_is_taken_in_as_it_is(two: Two) -> None:
    third = Desk(two.stick.parent / "shop")
    third.done("init", "--name", "Shop")
    code = two.bolts.read("invite", "shop")["code"]
    third.done("join", code, "--as", "bolts")
    third.done("carry", two.stick)
    two.bolts.done("carry", two.stick)
    two.bolts.done("tell", "frames", "hello")
    whole = Browser(two.bolts.home).client.get("/carry-all").content
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert len(archive.namelist()) == 2
    browser = Browser(two.frames.home)
    browser.open("/carry")
    page = browser.drop("/carry", "tuowang.zip", whole)
    assert "from bolts, 1 new entries" in page.text
    assert "for another company" in page.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "a.tuowang",
            b"nonsense",
            "a.tuowang stays where it is: A bundle was cut off after 8 bytes",
        ),
        ("<script>.tuowang", b"\x00" * 400, "_script_.tuowang"),
        ("broken.zip", b"PK\x03\x04" + b"\xff" * 100, "broken.zip stays where it is"),
        ("empty.tuowang", b"", "stays where it is"),
        ("big.tuowang", b"x" * (8 * 1024 * 1024 + 1), "larger than a bundle may be"),
    ],
)
def test_what_is_no_bundle_is_said_so(two: Two, name: str, data: bytes, said: str) -> None:
    browser = Browser(two.bolts.home)
    browser.open("/carry")
    page = browser.drop("/carry", name, data)
    assert said in page.text
    assert "taken in" not in page.text
    assert "<script>.tuowang" not in page.html


def test_a_damaged_and_a_foreign_bundle_change_nothing(two: Two) -> None:
    two.bolts.done("tell", "frames", "hello")
    here, there = Browser(two.bolts.home), Browser(two.frames.home)
    data = bytearray(here.client.get("/carry/frames").content)
    data[-20] ^= 1
    there.open("/carry")
    assert "damaged" in there.drop("/carry", "a.tuowang", bytes(data)).text
    here.open("/carry")
    foreign = here.drop("/carry", "a.tuowang", bytes(data))
    assert "for another company" in foreign.text
    assert two.frames.read("messages") == []


def test_bombs_are_not_unpacked(two: Two) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.tuowang", b"\0" * (200 << 20))
    browser = Browser(two.bolts.home)
    browser.open("/carry")
    assert "larger than a bundle may be" in browser.drop("/carry", "bomb.zip", bomb.getvalue()).text


def test_a_file_without_the_pages_token_is_refused(two: Two) -> None:
    browser = Browser(two.bolts.home)
    answer = browser.client.post(
        "/carry", content=b"x", headers={"content-type": "application/octet-stream"}
    )
    assert answer.status_code == 403


def test_a_message_goes_by_paper(two: Two) -> None:
    two.bolts.done("tell", "frames", "hello on paper")
    here, there = Browser(two.bolts.home), Browser(two.frames.home)
    sheet = here.open("/paper/frames")
    assert sheet.html.count("<svg") == sheet.text.count("TWQ1/")
    lines = re.findall("TWQ1/[A-Z0-9/]+", sheet.text)
    there.open("/carry")
    missing = there.send("/carry", doing="paper", code="TWQ1/nonsense")
    assert "Line 1 is no code of a bundle" in missing.text
    there.open("/carry")
    taken = there.send("/carry", doing="paper", code="\n".join(reversed(lines)))
    assert "paper: from bolts, 1 new entries taken in." in taken.text
    assert "hello on paper" in two.frames.done("messages")
    two.bolts.done("tell", "frames", "again")
    (two.stick / "lines.txt").write_text("\n".join(two.bolts.read("paper", "frames")["pages"]))
    assert "bolts" in two.frames.done("paper", "--read", two.stick / "lines.txt")
    assert "again" in two.frames.done("messages")
