"""Two connectors in one network: they find each other, and nothing that is heard does harm.

Real sockets. Where the network forbids groups and broadcasts, these tests skip and say so.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faces.asking import Desk
from tuowang.carriers import lan as carrier
from tuowang.carriers.lan import MAXIMUM_DATAGRAM_BYTES, Speaker, heard, spoken_from
from tuowang.errors import Mistake
from tuowang.host import lan
from tuowang.host.company import open_company
from tuowang.host.lan import MOST_NAME, Announcement, look, read_announcement
from tuowang.link.code import Code, write_code
from tuowang.record.keys import Keys, fingerprint

HERE = "127.0.0.1"
SECONDS = 30


def hears_itself() -> bool:
    """Whether what is said on the loopback comes back to who listens there."""
    word = os.urandom(16)
    with Speaker(spoken_from(HERE)) as speaker:
        saying = threading.Timer(0.2, speaker.say, (word,))
        saying.start()
        found = any(data == word for data, _ in heard(1.0))
        saying.join()
    return found


needs_groups = pytest.mark.skipif(
    not hears_itself(), reason="this network passes on no multicast and no broadcast"
)


def company(home: Path, name: str, port: int = 8470) -> Desk:
    desk = Desk(home)
    desk.done("init", "--name", name, "--listen", f"{HERE}:{port}")
    return desk


@contextmanager
def running(desk: Desk, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "tuowang", "--home", str(desk.home), *words, "--json"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(SECONDS)


def line(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout is not None
    found: dict[str, object] = json.loads(process.stdout.readline())
    return found


def free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind((HERE, 0))
        return int(found.getsockname()[1])


@needs_groups
def test_two_processes_find_each_other_and_pair_over_http(tmp_path: Path) -> None:
    port = free_port()
    bolts, frames = company(tmp_path / "bolts", "Bolt Factory", port), company(tmp_path / "f", "F")
    key = bolts.read("party")["fingerprint"]
    assert key not in [one["fingerprint"] for one in frames.read("lan")]  # off until wanted
    with (
        running(bolts, "up", "--no-pages") as up,
        running(bolts, "lan", "--announce", "frames") as announcing,
    ):
        assert "listening" in line(up)
        assert line(announcing)["announced"] == [f"{HERE}:{port}"]
        (seen,) = [one for one in frames.read("lan") if one["fingerprint"] == key]
        assert seen == {
            "name": "Bolt Factory",
            "address": f"http://{HERE}:{port}",
            "fingerprint": key,
        }
        words = frames.read("lan", "--join", key.lower(), "--as", "bolts")["words"]
        frames.done("sync")
        assert line(announcing)["joined"] is True
        assert announcing.wait(SECONDS) == 0
        assert bolts.read("words", "frames")["words"] == words
        bolts.done("confirm", "frames")
        frames.done("confirm", "bolts")
        frames.done("sync")
        assert frames.read("partners")[0]["state"] == "trusted"
        assert bolts.read("partners")[0]["said"] > 0


@needs_groups
def test_an_announcement_that_is_ended_leaves_no_invitation(tmp_path: Path) -> None:
    bolts = company(tmp_path / "bolts", "Bolt Factory")
    with running(bolts, "lan", "--announce", "frames") as announcing:
        line(announcing)
        assert bolts.read("partners")[0]["state"] == "invited"
        assert bolts.ask("lan", "--announce", "frames", "--json").mistake["mistake"] == (
            "partner-linked"
        )
        announcing.send_signal(signal.SIGTERM)
        announcing.wait(SECONDS)
    assert bolts.read("partners") == []
    with open_company(bolts.home) as own:  # and one whose time is over
        said = Announcement(own, "frames", 0.1)
        assert said.only_here
        assert said.run(own, threading.Event()) is False
    assert bolts.read("partners") == []


@needs_groups
def test_a_flood_of_garbage_hides_nobody_and_breaks_nothing(tmp_path: Path) -> None:
    bolts, frames = company(tmp_path / "b", "Bolt Factory"), company(tmp_path / "f", "F")
    chance, over = random.Random(7), threading.Event()
    with open_company(bolts.home) as own:
        announced = Announcement(own, "frames", 0)

    def say() -> None:
        with Speaker(spoken_from(HERE)) as speaker:
            while not over.is_set():
                for _ in range(20):
                    speaker.say(chance.randbytes(chance.randint(1, MAXIMUM_DATAGRAM_BYTES)))
                speaker.say(b"TUOWANG-LAN/1 8470 TW1AAAA")
                speaker.say(announced._said)
                time.sleep(0.02)

    saying = threading.Thread(target=say)
    saying.start()
    try:
        with open_company(frames.home) as own:
            assert "Bolt Factory" in [one.name for one in look(own, 2.0)]
    finally:
        over.set()
        saying.join()


def test_an_address_in_the_code_is_not_believed() -> None:
    public = Keys(bytes(range(32))).public
    code = Code(public.sign, public.box, bytes(16), "N" * 200, "http://elsewhere.example")
    plain = write_code(code).replace("-", "").encode()
    found, text = read_announcement(b"TUOWANG-LAN/1 08470 " + plain, "192.0.2.7")
    assert found.address == "http://192.0.2.7:8470"
    assert found.fingerprint == fingerprint(public)
    assert found.name == "N" * MOST_NAME
    assert text == plain.decode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"TUOWANG-LAN/1 8470 ",
        b"TUOWANG-LAN/1 0 TW1AAAA",
        b"TUOWANG-LAN/1 65536 TW1AAAA",
        b"TUOWANG-LAN/2 8470 TW1AAAA",
        b"TUOWANG-LAN/1 8470 TW1" + b"A" * 1990,
        b"TUOWANG-LAN/1 8470 TW1AAAA\n",
        "TUOWANG-LAN/1 ８470 TW1AAAA".encode(),
        os.urandom(300),
    ],
)
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(Mistake) as no:
        read_announcement(data, HERE)
    assert no.value.code in ("code-unreadable", "code-mistyped")


def announcement(name: str, seed: int) -> bytes:
    """A whole one, of a connector that there is none."""
    public = Keys(bytes([seed]) * 32).public
    code = write_code(Code(public.sign, public.box, bytes(16), name)).replace("-", "")
    return f"TUOWANG-LAN/1 8470 {code}".encode()


@pytest.mark.parametrize("other", [b"/1 0 ", b"/1 65536 ", b"/1 99999 ", b"/2 8470 ", b"/1 -1 "])
def test_another_port_or_format_is_refused_with_the_best_code(other: bytes) -> None:
    good = announcement("N", 1)
    assert read_announcement(good, HERE)[0].name == "N"
    with pytest.raises(Mistake, match="^code-unreadable"):
        read_announcement(good.replace(b"/1 8470 ", other), HERE)


@needs_groups
def test_so_many_are_heard_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever floods the network fills neither a list nor our time; we do not find ourselves."""
    desk = company(tmp_path / "h", "Own")
    with open_company(desk.home) as own:
        code = own.invite("frames", carried=True).replace("-", "")
        said = [f"TUOWANG-LAN/1 8470 {code}".encode()]
        said += [announcement(f"N{number}", number) for number in range(6)]
        monkeypatch.setattr(lan, "MOST_FOUND", 3)
        with spoken_over(said):
            found = look(own, 1.5)
            assert len(found) == 3
            assert "Own" not in [one.name for one in found]
            monkeypatch.setattr(carrier, "MOST_DATAGRAMS", 5)
            assert len(list(heard(30))) <= 5


@contextmanager
def spoken_over(said: list[bytes]) -> Iterator[None]:
    """All of it, again and again."""
    over = threading.Event()

    def say() -> None:
        with Speaker(spoken_from(HERE)) as speaker:
            while not over.wait(0.02):
                for one in said:
                    speaker.say(one)

    saying = threading.Thread(target=say)
    saying.start()
    try:
        yield
    finally:
        over.set()
        saying.join()


def test_every_cut_and_every_wrong_letter_is_refused() -> None:
    public = Keys(bytes(range(32))).public
    whole = (
        b"TUOWANG-LAN/1 8470 "
        + write_code(Code(public.sign, public.box, bytes(16), "N")).replace("-", "").encode()
    )
    read_announcement(whole, HERE)
    chance = random.Random(1)
    for _ in range(500):
        at = chance.randrange(len(whole))
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        for data in (whole[:at], bytes(changed)):
            try:
                found, _ = read_announcement(data, HERE)
            except Mistake:
                continue
            assert found.fingerprint == fingerprint(public)  # only the port was another


def test_what_cannot_be_announced_makes_no_invitation(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "h")
    desk.done("init", "--name", "Bolt", "--listen", "192.0.2.250:8470")
    assert desk.ask("lan", "--announce", "f", "--json").mistake["mistake"] == "lan-none"
    desk.done("party", "--listen", f"{HERE}:0")
    assert desk.ask("lan", "--announce", "f", "--json").mistake["mistake"] == "lan-no-port"
    assert desk.ask("lan", "--join", "X", "--as", "f", "--json").mistake["mistake"] == (
        "lan-not-heard"
    )
    assert desk.ask("lan", "--join", "X", "--json").mistake["mistake"] == "argument-needed"
    assert desk.read("partners") == []
