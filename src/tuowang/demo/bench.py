"""What was measured on this run: one JSON line a figure, beside its peers in the same run."""

from __future__ import annotations

import multiprocessing
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from tuowang.flows.party import RecordParty
from tuowang.host.company import Company
from tuowang.host.home import Home, Settings
from tuowang.link.state import LINKS, LinkRow
from tuowang.node import Outcome
from tuowang.record.chain import EMPTY, extend
from tuowang.record.entry import write_entry
from tuowang.record.keys import Keys, verifies
from tuowang.sim.world import World

ENTRY_BYTES = 500
BATCH = 2000
REPLICATED = 100_000
HISTORY = 1_000_000
STORM_SEEDS = 3


class Figure(msgspec.Struct, frozen=True):
    """One measured figure; `versus` are peers and ratios of the same run."""

    name: str
    case: str
    value: float
    unit: str
    versus: dict[str, float] = {}


def run_bench(progress: Callable[[str], None], *, history: int = HISTORY) -> Iterator[Figure]:
    """Measure everything, one figure after the other."""
    with tempfile.TemporaryDirectory(prefix="tuowang-bench-") as name:
        folder = Path(name)
        progress("replicate")
        yield replicate(folder)
        progress("idle-bundle")
        yield from _sizes(folder)
        progress("simulate")
        yield _simulate()
        progress("rest")
        yield from _rest(folder, history)


def _pair(folder: Path, name: str) -> tuple[Company, Company]:
    one, other = _company(folder / f"{name}-one"), _company(folder / f"{name}-other")
    other.join("one", one.invite("other"))
    for data in other.carry("one"):
        one.receive(data)
    one.confirm("other")
    other.confirm("one")
    for sender, reader, partner in ((one, other, "other"), (other, one, "one")):
        for data in sender.carry(partner):
            reader.receive(data)
    return one, other


def _company(path: Path) -> Company:
    home = Home(path)
    home.create(Settings())
    company = Company(home)
    company.ask(RecordParty(path.name))
    return company


def _bodies(count: int) -> list[bytes]:
    """Entries of 500 bytes that compression cannot make much of."""
    frame = len(write_entry(bytes(16), "reading", 0, {"value": ""}))
    size = ENTRY_BYTES - frame - 2
    return [
        write_entry(
            secrets.token_bytes(16), "reading", 0, {"value": secrets.token_hex(size)[:size]}
        )
        for _ in range(count)
    ]


def replicate(
    folder: Path,
    name: str = "replicate",
    watching: Callable[[Path], AbstractContextManager[None]] = lambda _home: nullcontext(),
) -> Figure:
    """Two companies in two processes: signed, durable at both ends, acknowledged.

    watching: what else looks at the sender's home meanwhile.
    """
    one, other = _pair(folder, name)
    with watching(one.home.path):
        return _replicated(one, other)


def _replicated(one: Company, other: Company) -> Figure:
    bodies = _bodies(REPLICATED)
    reader_home = other.home.path
    other.close()
    near, far = multiprocessing.get_context("spawn").Pipe()
    reader = multiprocessing.get_context("spawn").Process(target=_read, args=(far, reader_home))
    reader.start()
    near.recv_bytes()
    began = time.perf_counter()
    waiting = 0
    for start in range(0, len(bodies), BATCH):
        near.send_bytes(_say(one, bodies[start : start + BATCH]))
        waiting += 1
        while waiting > 2 or (waiting and near.poll()):
            one.receive(near.recv_bytes(), flush=False)
            waiting -= 1
    while waiting:
        one.receive(near.recv_bytes(), flush=False)
        waiting -= 1
    seconds = time.perf_counter() - began
    near.send_bytes(b"")
    reader.join()
    held = one.link("other").acked_n
    one.close()
    assert held >= REPLICATED
    peer = _sign_each(bodies[:2000])
    rate = REPLICATED / seconds
    return Figure(
        "replicate",
        f"{REPLICATED} entries of {ENTRY_BYTES} bytes in batches of {BATCH}, two processes",
        round(rate),
        "entries/s",
        {"a signature on every entry, without any disk": peer, "ratio": round(rate / peer, 1)},
    )


def _say(company: Company, bodies: list[bytes]) -> bytes:
    """Append a batch, seal it, commit; the bundle with it."""
    data = b""

    def round_() -> Outcome:
        nonlocal data
        link = company.link("other")
        before = company.store.head(link.out_stream).n
        company.node.say_bodies(link, bodies)
        ahead = msgspec.structs.replace(company.link("other"), acked_n=before, sent_n=before)
        data = next(company.node.carry(ahead, company.clock(), company.chance()))
        return Outcome()

    company.work(round_)
    return data


def _read(pipe: Connection, home: Path) -> None:
    """The other end: take each bundle, commit, answer with the receipt."""
    company = Company(Home(home))
    pipe.send_bytes(b"ready")
    while data := pipe.recv_bytes():
        outcome = company.receive(data, flush=False)
        assert outcome.heard, outcome.notes
        pipe.send_bytes(next(company.carry("one")))
    company.close()


def _sign_each(bodies: list[bytes]) -> float:
    """The peer: chain, sign and verify every entry by itself; entries a second, without a disk."""
    keys = Keys(bytes(32))
    began = time.perf_counter()
    head = EMPTY
    for body in bodies:
        head = extend(head, body)
        assert verifies(keys.public.sign, keys.sign(head.hash), head.hash)
    return round(len(bodies) / (time.perf_counter() - began))


def _sizes(folder: Path) -> Iterator[Figure]:
    """Bundles as they go: at rest, and with ten new entries."""
    one, other = _pair(folder, "sizes")
    idle = len(next(one.carry("other")))
    yield Figure("bundle", "at rest", idle, "bytes")
    bodies = _bodies(10)
    one.work(lambda: _said(one, bodies))
    full = len(next(one.carry("other")))
    yield Figure("bundle", "10 entries of 500 bytes, beyond the entries", full - 5000, "bytes")
    one.close()
    other.close()


def _said(company: Company, bodies: list[bytes]) -> Outcome:
    company.node.say_bodies(company.link("other"), bodies)
    return Outcome()


def _simulate() -> Figure:
    """Storms with real signatures: entries delivered a second, one core; checked apart."""
    delivered, seconds = 0, 0.0
    for seed in range(STORM_SEEDS):
        world = World(seed, 8, says=100, batch=450)
        began = time.perf_counter()
        world.weather()
        seconds += time.perf_counter() - began
        verdict = world.check()
        assert verdict.good(), verdict
        delivered += world.delivered
    case = f"{STORM_SEEDS} storms of 8 companies with calms, {delivered} entries, every fault"
    return Figure("simulate", case, round(delivered / seconds), "entries/s")


def _rest(folder: Path, history: int) -> Iterator[Figure]:
    """A connector that only listens, with much behind it: how soon it is there, how large."""
    one, other = _pair(folder, "rest")
    other.close()
    link: LinkRow = one.link("other")
    for start in range(0, history, 20_000):
        bodies = _bodies(min(20_000, history - start))
        one.work(lambda bodies=bodies: _said(one, bodies))  # type: ignore[misc]
    assert one.store.head(link.out_stream).n >= history
    one.work(lambda: _quiet(one))
    home = one.home.path
    one.home.write_settings(Settings(listen="127.0.0.1:0"))
    one.close()
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "tuowang", "--home", str(home), "up", "--no-pages"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seconds = time.perf_counter() - began
        time.sleep(3)
        memory = _resident_bytes(process.pid)
        process.terminate()
    case = f"a connector with {history} entries of history"
    yield Figure("start", case, round(seconds, 2), "s")
    yield Figure("rest", case, round(memory / 1e6, 1), "MB")


def _quiet(company: Company) -> Outcome:
    """As if the partner held everything: nothing waits to be sent."""
    link = company.link("other")
    n = company.store.head(link.out_stream).n
    company.store.put(LINKS, msgspec.structs.replace(link, acked_n=n, sent_n=n, owes=False))
    return Outcome()


def _resident_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
