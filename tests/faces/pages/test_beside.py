"""The pages beside a running connector, before there is a company, and of a whole demo."""

from __future__ import annotations

import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from tests.faces.asking import Desk, two_companies
from tests.faces.pages.browser import SECONDS, line_with, running
from tuowang.demo.neighbours import exchanging


def got(address: str) -> str:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        text: str = answer.read().decode()
    return text


def is_gone(address: str) -> bool:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            got(address)
        except urllib.error.HTTPError:
            pass
        except OSError:
            return True
        time.sleep(0.1)
    return False


def small(desk: Desk) -> None:
    desk.done("init", "--name", "Bolt Factory", "--listen", "127.0.0.1:0")


def test_up_serves_the_pages_and_takes_them_along(tmp_path: Path) -> None:
    small(Desk(tmp_path / "home"))
    with running(tmp_path / "home", "up") as process:
        assert line_with(process, r"Listening for partners at (\S+)\.")
        address = line_with(process, r"Pages: (\S+)")
        assert "Bolt Factory" in got(address + "start")
    assert process.returncode == 0
    assert is_gone(address)


def test_pages_end_in_good_order_while_somebody_looks(tmp_path: Path) -> None:
    small(Desk(tmp_path / "home"))
    with running(tmp_path / "home", "pages", "--listen", "127.0.0.1:0") as process:
        address = line_with(process, r"Pages: (\S+)")
        news = urllib.request.urlopen(address + "events", timeout=SECONDS)
        assert b"retry" in news.readline()
        began = time.monotonic()
        process.terminate()
        _, err = process.communicate(timeout=SECONDS)
        assert time.monotonic() - began < 10
        assert news.read().endswith(b"\n\n")
    assert process.returncode == 0
    assert err == ""


def test_a_connector_that_is_killed_leaves_no_pages_behind(tmp_path: Path) -> None:
    small(Desk(tmp_path / "home"))
    with running(tmp_path / "home", "up") as process:
        address = line_with(process, r"Pages: (\S+)")
        process.send_signal(signal.SIGKILL)
        assert is_gone(address)


def test_without_pages_there_are_none(tmp_path: Path) -> None:
    small(Desk(tmp_path / "home"))
    with running(tmp_path / "home", "up", "--no-pages", "--json") as process:
        assert line_with(process, r'"listening": "(\S+)"')
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        lines = [Path(f"/proc/{child}/cmdline").read_text() for child in children]
        assert not [line for line in lines if "pages" in line]
    assert not Desk(tmp_path / "none").home.exists()
    assert Desk(tmp_path / "none").ask("up", "--no-pages").code == 2


def test_where_nobody_lives_the_pages_make_the_company_and_then_it_runs(tmp_path: Path) -> None:
    with running(tmp_path / "home", "up") as process:
        address = line_with(process, r"Pages: (\S+)")
        page = got(address)
        assert "Who are you?" in page
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token
        said = {"form_token": token[1], "doing": "new", "name": "Bolt Factory"}
        request = urllib.request.Request(
            address + "start", urllib.parse.urlencode(said).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            assert "Five steps" in answer.read().decode()
        assert line_with(process, r"Listening for partners at (\S+)\.")
    assert Desk(tmp_path / "home").read("party")["name"] == "Bolt Factory"


def test_companies_of_a_demo_go_on_exchanging(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    for desk, other in ((two.bolts, "frames"), (two.frames, "bolts")):
        desk.done("address", other, "http://127.0.0.1:9")
    with exchanging({"bolts": two.bolts.home, "frames": two.frames.home}):
        two.bolts.done("tell", "frames", "hello")
        until = time.monotonic() + SECONDS
        while not two.frames.read("messages") and time.monotonic() < until:
            time.sleep(0.1)
        assert two.frames.read("messages")[0]["text"] == "hello"
        while two.bolts.read("partners")[0]["under_way"] and time.monotonic() < until:
            time.sleep(0.1)
    assert two.bolts.read("partners")[0]["under_way"] == 0


def test_a_demo_serves_all_its_companies(tmp_path: Path) -> None:
    words = ("demo", "--scenario", "bakery", "--weeks", "2", "--no-compare", "--serve")
    with running(tmp_path / "home", *words, "--listen", "127.0.0.1:0") as process:
        address = line_with(process, r"Pages: (\S+)")
        page = got(address)
        codes = re.findall(r'<option value="(\w+)"', page)
        assert len(codes) == 3
        for code in codes:
            assert f'<option value="{code}" selected>' in got(f"{address}go?company={code}")
    assert is_gone(address)
