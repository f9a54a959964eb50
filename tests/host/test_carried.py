"""A stick between real processes; and what may lie on it, or be wrong with it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.faces.asking import BOLTS, FRAMES, Desk, Two, two_companies, write_book
from tests.host.processes import Machine
from tuowang.host.company import TABLES, open_company
from tuowang.host.verify import verify
from tuowang.link.bundle import Message, wrap
from tuowang.record.chain import extend
from tuowang.record.keys import Keys
from tuowang.record.seal import START, Position, make_seal, pack_seal


def dump(home: Path) -> list[Any]:
    """Everything in the database."""
    with open_company(home) as company:
        tables = [list(company.store.scan(table)) for table in TABLES]
        return [tables, company.store.arrivals(0, 10**6)]


def test_a_whole_order_between_processes_by_a_stick_alone(tmp_path: Path) -> None:
    bolts, frames = Desk(tmp_path / "bolts"), Desk(tmp_path / "frames")
    stick = tmp_path / "stick"
    stick.mkdir()

    def goes(*stops: Desk) -> None:
        """Each stop is a process of its own."""
        for desk in stops:
            Machine(desk.home).ask("carry", stick)

    for desk, name, sheets in ((bolts, "Bolt Factory", BOLTS), (frames, "Frame Works", FRAMES)):
        desk.read("init", "--name", name)
        desk.read("import", write_book(tmp_path / f"{desk.home.name}.xlsx", sheets))
    frames.read("join", bolts.read("invite", "frames")["code"], "--as", "bolts")
    goes(frames, bolts)
    assert bolts.read("words", "frames")["words"] == frames.read("words", "bolts")["words"]
    bolts.read("confirm", "frames")
    frames.read("confirm", "bolts")
    bolts.read("allow", "frames", "all")
    frames.read("allow", "bolts", "trade")
    frames.read("need", "M8", 200, "+4", "--order")
    frames.read("plan")
    frames.read("demand", "--from-plan")
    goes(frames, bolts)
    (demand,) = bolts.read("demands")
    assert demand["lines"][0]["quantity"] == 200
    bolts.read("offer", "frames", demand["demand"])
    goes(bolts, frames)
    (proposal,) = frames.read("offers")
    frames.read("agree", "bolts", proposal["proposal"])
    goes(frames, bolts)
    (agreement,) = bolts.read("agreements")
    bolts.read("ship", "frames", agreement["agreement"])
    goes(bolts, frames)
    frames.read("receive", "bolts", frames.read("shipments")[0]["shipment"])
    goes(frames, bolts, frames)
    (claim,) = frames.read("claims")
    assert claim["amount_minor"] == 200 * 35
    frames.read("pay", "bolts", claim["claim"])
    goes(frames, bolts)
    bolts.read("confirm-payment", "frames", bolts.read("payments")[0]["payment"])
    goes(bolts, frames, bolts)
    assert bolts.read("claims") == frames.read("claims") == []
    with open_company(bolts.home) as here, open_company(frames.home) as there:
        out, into = here.link("frames"), there.link("bolts")
        assert here.store.head(out.out_stream) == there.store.head(into.in_stream)
        assert here.store.head(out.in_stream) == there.store.head(into.out_stream)
        assert out.acked_n == here.store.head(out.out_stream).n > 0
        assert into.acked_n == there.store.head(into.out_stream).n > 0
        assert verify(here, deep=True) == verify(there, deep=True) == []


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Two companies that know each other, and a stick that is empty."""
    found = two_companies(tmp_path)
    for path in found.stick.iterdir():
        path.unlink()
    return found


def forged(desk: Desk, partner: str) -> bytes:
    """A bundle for a company by somebody who has the link's secret, but not the partner's key."""
    with open_company(desk.home) as company:
        link = company.link(partner)
        held = company.store.head(link.in_stream)
        body = b"never said"
        end = Position(link.peer_epoch, *extend(held, body))
        seal = pack_seal(make_seal(Keys(bytes(32)), link.link_id, end, START))
        theirs = msgspec.structs.replace(
            link, inviter=not link.inviter, peer_box=company.keys.public.box
        )
        return wrap(theirs, Message(seal, held.n + 1, [body]), bytes(range(32)))


@pytest.mark.parametrize(("language", "said"), [("en", "false signature"), ("zh", "签名不符")])
def test_a_forged_bundle_changes_nothing_and_stays(two: Two, language: str, said: str) -> None:
    desk = Desk(two.frames.home, language)
    path = two.stick / "found-in-the-yard.tuowang"
    path.write_bytes(forged(desk, "bolts"))
    whole, before = path.read_bytes(), dump(desk.home)
    told = desk.ask("carry", two.stick)
    assert told.code == 0
    assert path.name in told.out
    assert said in told.out + told.err
    assert path.read_bytes() == whole
    assert dump(desk.home) == before


@pytest.mark.parametrize(("language", "said"), [("en", "write lock"), ("zh", "写保护")])
def test_a_stick_that_is_write_protected(
    two: Two, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    """What the system says of a read-only medium; what came is kept, nothing there is changed."""
    two.bolts.done("tell", "frames", "a word")
    two.bolts.done("carry", two.stick)
    files = {path.name: path.read_bytes() for path in two.stick.iterdir()}

    def protected(path: Any, *arguments: Any, **named: Any) -> Any:
        if str(two.stick) in str(path):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return honest_unlink(path, *arguments, **named)

    def opened(path: Any, flags: int, *arguments: Any, **named: Any) -> int:
        if str(two.stick) in str(path) and flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return honest_open(path, flags, *arguments, **named)

    honest_unlink, honest_open = os.unlink, os.open
    desk = Desk(two.frames.home, language)
    with monkeypatch.context() as locked:
        locked.setattr(os, "unlink", protected)
        locked.setattr(os, "open", opened)
        told = desk.ask("carry", two.stick)
    assert told.code == 2
    assert str(two.stick) in told.err
    assert said in told.err
    assert {path.name: path.read_bytes() for path in two.stick.iterdir()} == files
    two.exchange()
    two.exchange()
    assert [row["text"] for row in two.frames.read("messages")] == ["a word"]
    with open_company(two.frames.home) as company:
        assert verify(company, deep=True) == []
