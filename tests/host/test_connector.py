"""The running connector: soon ready and small, deaf to strangers, and never held up by anybody."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import msgspec
import pytest

from tests.host.processes import Machine, free_port
from tuowang.carriers.base import MAXIMUM_BUNDLE_BYTES
from tuowang.faces.texts import text
from tuowang.flows.base import Note
from tuowang.flows.message import MESSAGES, Tell
from tuowang.flows.party import RecordParty
from tuowang.host.company import TABLES, Company
from tuowang.host.connector import Connector, serve
from tuowang.host.home import Home, Settings
from tuowang.link.bundle import Message, wrap
from tuowang.record.chain import extend
from tuowang.record.keys import Keys
from tuowang.record.seal import START, Position, make_seal, pack_seal

HISTORY = 50_000
OCTETS = {"content-type": "application/octet-stream"}


def company(folder: Path, name: str, **settings: Any) -> Company:
    """A company with a name of its own."""
    home = Home(folder / name)
    home.create(Settings(language="en", **settings))
    made = Company(home)
    made.ask(RecordParty(name))
    return made


def reachable(folder: Path, name: str) -> Company:
    """A company that has an address."""
    place = f"127.0.0.1:{free_port()}"
    return company(folder, name, listen=place, address=f"http://{place}")


def join(inviter: Company, joiner: Company, *, confirm: bool = True) -> None:
    """Link two companies, by bundles handed over here; each knows the other by its name."""
    one, other = inviter.home.path.name, joiner.home.path.name
    joiner.join(one, inviter.invite(other))
    for data in joiner.carry(one):
        inviter.receive(data, flush=False)
    if confirm:
        inviter.confirm(other)
        joiner.confirm(one)
        exchange(inviter, joiner)


def exchange(one: Company, other: Company) -> None:
    """Hand over what both have to say until nothing is new."""
    for _ in range(3):
        for giver, taker in ((one, other), (other, one)):
            for data in giver.carry(taker.home.path.name):
                taker.receive(data, flush=False)


def heard(who: Company) -> list[str]:
    """What partners told a company, sorted."""
    return sorted(row.text for row in who.store.scan(MESSAGES) if not row.mine)


def tell(who: Company, partner: str, *texts: str) -> None:
    """As a command in another process does it: over a database connection of its own."""
    with Company(who.home) as desk:
        desk.ask([Tell(partner, one) for one in texts])


async def come_to_be(condition: Callable[[], bool], seconds: float = 10.0) -> float:
    """Wait for something while the loop runs; how long that took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "it did not come to be"
        await asyncio.sleep(0.02)
    return time.monotonic() - start


@contextlib.asynccontextmanager
async def running(who: Company) -> Any:
    """The connector as `tuowang up` runs it; the notes that it reports."""
    notes: list[Note] = []
    ready = asyncio.Event()
    task = asyncio.create_task(serve(who, report=notes.append, ready=lambda _: ready.set()))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield notes
    finally:
        waiting.cancel()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def post(address: str, data: bytes, wait_seconds: int = 0) -> httpx2.Response:
    """One bundle as anybody may post it."""
    headers = OCTETS | ({"prefer": f"wait={wait_seconds}"} if wait_seconds else {})
    async with httpx2.AsyncClient(trust_env=False, timeout=40) as client:
        return await client.post(f"{address}/bundle", content=data, headers=headers)


async def declared(address: str, size: int) -> bytes:
    """The first line that comes back to somebody who only says how much is to come."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /bundle HTTP/1.1\r\nhost: {host}\r\ncontent-length: {size}\r\n"
    writer.write(f"{head}content-type: application/octet-stream\r\n\r\n".encode())
    try:
        return await reader.readline()
    finally:
        writer.close()


def dump(who: Company) -> list[Any]:
    """Everything in the database."""
    tables = [list(who.store.scan(table)) for table in TABLES]
    return [tables, who.store.arrivals(0, 10**6)]


# ----------------------------------------------------------------------------- ready and small


def test_with_a_long_history_it_is_ready_soon_and_small(tmp_path: Path) -> None:
    here, there = reachable(tmp_path, "here"), company(tmp_path, "there")
    join(here, there)
    for number in range(HISTORY // 1000):
        there.ask([Tell("here", f"reading {number}.{one}") for one in range(1000)])
    exchange(here, there)
    assert here.store.last_arrival() > HISTORY
    here.close()
    there.close()
    machine = Machine(tmp_path / "here")
    times = []
    try:
        for _ in range(2):
            start = time.monotonic()
            machine.up()
            times.append(time.monotonic() - start)
            time.sleep(1.2)
            assert machine.process is not None
            status = Path(f"/proc/{machine.process.pid}/status").read_text()
            machine.down()
    finally:
        if machine.process is not None:
            machine.kill()
    (kibibytes,) = [int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS")]
    assert min(times) < 2, times
    assert kibibytes <= 80 * 1024


# -------------------------------------------------------------------------------- strangers


def forged(who: Company, partner: str) -> bytes:
    """A bundle as somebody would make it who stole the link's secret, but not the partner's key."""
    link = who.link(partner)
    thief = Keys(bytes(32))
    body = b"anything"
    held = who.store.head(link.in_stream)
    end = Position(link.peer_epoch, *extend(held, body))
    seal = make_seal(thief, link.link_id, end, START)
    theirs = msgspec.structs.replace(link, inviter=not link.inviter, peer_box=who.keys.public.box)
    return wrap(theirs, Message(pack_seal(seal), held.n + 1, [body]), bytes(range(32)))


def spoiled_bundles(folder: Path, here: Company, there: Company) -> dict[str, bytes]:
    """What strangers, thieves and bad cables make of bundles, by the code that says so."""
    there.ask(Tell("here", "a word"))
    whole = next(there.carry("here"))
    stranger, other = company(folder, "stranger"), company(folder, "other")
    join(stranger, other)
    foreign = next(other.carry("stranger"))
    stranger.close()
    other.close()
    flipped = bytearray(whole)
    flipped[-20] ^= 4
    return {
        "bundle-damaged": bytes(flipped),
        "seal-forged": forged(here, "there"),
        "bundle-foreign": foreign,
        "bundle-truncated": whole[:40],
        "bundle-unknown-version": b"\x09" + whole[1:],
    }


def test_a_stranger_gets_no_answer_and_changes_nothing(tmp_path: Path) -> None:
    here, there = reachable(tmp_path, "here"), company(tmp_path, "there")
    join(here, there)
    spoiled = spoiled_bundles(tmp_path, here, there)
    dice = Random(5)

    async def play() -> None:
        async with running(here) as notes:
            await asyncio.sleep(0.1)
            before = dump(here)
            for code, data in spoiled.items():
                start = time.monotonic()
                reply = await post(here.settings.address, data, wait_seconds=20)
                assert (reply.status_code, reply.content) == (204, b""), code
                assert time.monotonic() - start < 5, "strangers are not waited for"
                assert notes[-1].code == code
                for language in ("en", "zh"):
                    assert code not in text(code, language, **notes[-1].details)
            for size in (1, 11, 60, 5000):
                reply = await post(here.settings.address, dice.randbytes(size))
                assert reply.status_code == 204
            assert b" 413 " in await declared(here.settings.address, MAXIMUM_BUNDLE_BYTES + 1)
            assert (await post(here.settings.address, b"")).status_code == 400
            assert dump(here) == before
            reply = await post(here.settings.address, next(there.carry("here")))
            assert reply.status_code == 200
            assert heard(here) == ["a word"]

    asyncio.run(play())
    here.close()
    there.close()


# --------------------------------------------------------------------------- nobody holds it up


async def never_answers(address: str) -> asyncio.Server:
    """A partner's machine that takes everything in and says nothing, for ever."""

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while await reader.read(1000):
                pass
        writer.close()

    host, _, port = address.removeprefix("http://").partition(":")
    return await asyncio.start_server(swallow, host, int(port))


def test_a_partner_that_is_down_or_mute_does_not_delay_others(tmp_path: Path) -> None:
    here = reachable(tmp_path, "here")
    down, mute, good = (reachable(tmp_path, name) for name in ("down", "mute", "good"))
    for partner in (down, mute, good):
        join(here, partner)
        here.set_address(partner.home.path.name, partner.settings.address)

    async def play() -> None:
        server = await never_answers(mute.settings.address)
        async with running(good), running(here) as notes:
            for partner in ("down", "mute", "good"):
                tell(here, partner, f"to {partner}")
            assert await come_to_be(lambda: heard(good) == ["to good"]) < 3
            await come_to_be(lambda: any(n.details.get("partner") == "down" for n in notes))
            assert heard(down) == heard(mute) == []
        server.close()

    asyncio.run(play())
    for one in (here, down, mute, good):
        one.close()


def test_what_was_lost_on_the_way_is_sent_again(tmp_path: Path) -> None:
    """The partner comes back without a word, so only the sender's own alarm clock can tell."""
    here, there = reachable(tmp_path, "here"), reachable(tmp_path, "there")
    join(here, there)
    here.set_address("there", there.settings.address)

    async def play() -> None:
        async with running(here) as notes:
            tell(here, "there", "once more")
            link = here.link("there")
            await come_to_be(lambda: here.link("there").sent_n == link.sent_n + 1)
            await asyncio.sleep(0.3)
            assert "partner-unreachable" in {note.code for note in notes}
            quiet = Connector(there)
            await quiet.listen(there.settings.listen)
            await come_to_be(lambda: heard(there) == ["once more"], 12)
            await quiet.close()

    asyncio.run(play())
    here.close()
    there.close()


def test_a_command_is_noticed_within_a_second(tmp_path: Path) -> None:
    here, there = reachable(tmp_path, "here"), reachable(tmp_path, "there")
    join(here, there)
    here.set_address("there", there.settings.address)

    async def play() -> None:
        async with running(there), running(here):
            await asyncio.sleep(1)
            said: list[str] = []
            for number in range(3):
                said.append(f"word {number}")
                tell(here, "there", said[-1])
                assert await come_to_be(lambda: heard(there) == said) < 1.5

    asyncio.run(play())
    here.close()
    there.close()


def test_a_full_disk_while_bundles_arrive(tmp_path: Path) -> None:
    here, there = reachable(tmp_path, "here"), company(tmp_path, "there")
    join(here, there)
    there.ask([Tell("here", f"word {number} " + "x" * 500) for number in range(300)])
    connection: sqlite3.Connection = here.store._connection

    async def play() -> None:
        async with running(here) as notes:
            await asyncio.sleep(0.1)
            before = dump(here)
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")
            bundle = next(there.carry("here"))
            reply = await post(here.settings.address, bundle)
            assert reply.status_code == 503
            assert notes[-1].code == "disk-full"
            assert dump(here) == before
            connection.execute("PRAGMA max_page_count = 1000000")
            assert (await post(here.settings.address, bundle)).status_code == 200
            assert len(heard(here)) == 300

    asyncio.run(play())
    here.close()
    there.close()


def test_a_busy_home_does_not_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds the database longer than we wait: told once, then all goes on."""
    here, there = reachable(tmp_path, "here"), reachable(tmp_path, "there")
    join(here, there)
    here.set_address("there", there.settings.address)
    monkeypatch.setattr("tuowang.host.connector.ASK_AGAIN_SECONDS", 0.5)
    here.store._connection.execute("PRAGMA busy_timeout = 100")

    async def play() -> None:
        async with running(there), running(here) as notes:
            await asyncio.sleep(0.2)
            tell(here, "there", "in the end")
            other = sqlite3.connect(here.home.database, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            await come_to_be(lambda: any(note.code == "home-busy" for note in notes))
            other.execute("COMMIT")
            other.close()
            await come_to_be(lambda: heard(there) == ["in the end"])

    asyncio.run(play())
    here.close()
    there.close()


# ------------------------------------------------------------------------------- asking partners


def counting(connector: Connector) -> list[float]:
    """When the connector was called; filled as calls come."""
    times: list[float] = []
    take: Callable[[bytes, float], Awaitable[list[bytes]]] = connector.receive

    async def receive(data: bytes, wait_seconds: float) -> list[bytes]:
        times.append(time.monotonic())
        return await take(data, wait_seconds)

    connector.receive = receive  # type: ignore[method-assign]
    return times


def test_who_cannot_be_reached_asks_and_does_not_hammer(tmp_path: Path) -> None:
    """Joined while it runs and not yet confirmed, it asks now and then; then it hears at once."""
    there = reachable(tmp_path, "there")
    here = company(tmp_path, "here", listen=f"127.0.0.1:{free_port()}", ask_partners=True)

    async def play() -> None:
        door = Connector(there)
        calls = counting(door)
        await door.listen(there.settings.listen)
        async with running(here):
            with Company(here.home) as desk:
                desk.join("there", there.invite("here"))
            await come_to_be(lambda: len(calls) > 0)
            await asyncio.sleep(2)
            assert len(calls) <= 5, "an unconfirmed partner is asked in a hurry"
            there.confirm("here")
            with Company(here.home) as desk:
                desk.confirm("there")
            await come_to_be(lambda: here.link("there").acked_n > 0)
            await asyncio.sleep(1)
            there.ask(Tell("here", "at once"))
            door.take(there.wake())
            assert await come_to_be(lambda: heard(here) == ["at once"], 8) < 8
            assert len(calls) <= 20
            start = time.monotonic()
            await door.close()
            assert time.monotonic() - start < 5, "whoever waits at the door is let go"

    asyncio.run(play())
    here.close()
    there.close()
