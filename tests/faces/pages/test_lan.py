"""Two companies in one network pair with nothing but pages; nothing heard can be a script."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from time import sleep

from tests.faces.pages.browser import Browser
from tests.host.test_lan import company, needs_groups
from tuowang.carriers.lan import Speaker, spoken_from
from tuowang.link.code import Code, write_code
from tuowang.record.keys import Keys, fingerprint

HOSTILE = '"><script>alert(1)</script>'


@needs_groups
def test_one_is_announced_and_the_other_joins(tmp_path: Path) -> None:
    bolts = company(tmp_path / "bolts", "Bolt Factory")
    frames = company(tmp_path / "frames", "Frame Works")
    key = bolts.read("party")["fingerprint"]
    here, there = Browser(bolts.home), Browser(frames.home)
    assert "Who is there" in there.open("/lan").text

    here.open("/lan")
    announced = here.send("/lan", doing="announce", partner="frames")
    assert "Announced to the local network for 10 minutes" in announced.text
    assert "this machine only" in announced.text
    assert "tuowang lan --announce=frames" in announced.text
    assert here.send("/lan", doing="announce", partner="frames").status == 400

    there.open("/lan")
    assert key in there.send("/lan", doing="look").text
    joined = there.send("/lan", doing="join", partner="bolts", fingerprint=key)
    assert joined.url.endswith("/partners/bolts/words")
    assert frames.read("partners")[0]["address"] == "http://127.0.0.1:8470"
    stick = tmp_path / "stick"
    stick.mkdir()
    for desk in (frames, bolts):
        desk.done("carry", stick)
    assert "Compare the words" in here.open("/partners/frames").text


@needs_groups
def test_what_strangers_call_themselves_is_never_a_script(tmp_path: Path) -> None:
    public, over = Keys(bytes(range(32))).public, Event()
    code = write_code(Code(public.sign, public.box, bytes(16), HOSTILE)).replace("-", "")

    def say() -> None:
        with Speaker(spoken_from("127.0.0.1")) as speaker:
            while not over.wait(0.2):
                speaker.say(f"TUOWANG-LAN/1 8470 {code}".encode())

    desk = company(tmp_path / "h", "Frame Works")
    saying = Thread(target=say)
    saying.start()
    try:
        for language in ("en", "zh"):
            browser = Browser(desk.home, language=language)
            browser.open("/lan")
            page = browser.send("/lan", doing="look")
            assert fingerprint(public) in page.text
            assert HOSTILE not in page.html
    finally:
        over.set()
        saying.join()


def test_a_page_says_why_it_cannot(tmp_path: Path) -> None:
    desk = company(tmp_path / "h", "Frame Works")
    browser = Browser(desk.home)
    browser.open("/lan")
    refused = browser.send("/lan", doing="announce", partner="no name!")
    assert refused.status == 400
    assert "no name!" in refused.text
    assert desk.read("partners") == []
    browser.open("/lan")
    refused = browser.send("/lan", doing="join", partner="x", fingerprint="<B>")
    while "Under way" in refused.text:  # it listens for longer than a page waits
        sleep(0.2)
        refused = browser.open(refused.url)
    assert "Nobody with the fingerprint <B>" in refused.text
