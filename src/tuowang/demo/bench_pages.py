"""How fast the pages are, over a company with 10,000 items and 100,000 flows on its books."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import httpx2

from tuowang.demo.bench import Figure, replicate
from tuowang.demo.bench_paint import bench_paint
from tuowang.demo.large_book import FLOW_COUNT, ITEM_COUNT, large_book

AT_ONCE = 10
ROUNDS = 10
OPEN_PAGES = 200
TURNS = 3
MOST_MS = 100
PATHS = (
    "", "orders", "plan", "stock", "money", "partners", "flows", "settings", "list/agreements",
    "list/claims", "list/stock", "list/payments?all=on", "list/flows?firmness=owed", "do/demand",
    "do/pay", "list/claims?sort=-amount", "list/claims?search=partner-03", "list/stock?page=2",
    "list/agreements?all=on&search=0001", "list/shipments", "list/claims?all=on&search=partner-03",
    "list/claims?all=on&sort=-amount", "list/flows?search=0001&sort=-quantity", "list/ready",
    "list/measure", "list/measure?periods=6", "flows/figures?go=on", "plan/work", "plan/try",
    "plan/try?priority=partner-00/A-000040/1=3", "list/what-if",
)  # fmt: skip
PAINTED = ["", "orders", "plan", "stock", "money", "partners", "flows", "list/claims"]


def bench_pages(progress: Callable[[str], None]) -> Iterator[Figure]:
    """The pages' figures, one after the other."""
    with tempfile.TemporaryDirectory(prefix="tuowang-bench-") as name:
        progress("large-book")
        home = large_book(Path(name) / "large")
        with _served(home) as address:
            progress("pages")
            yield from _pages(address)
            yield _first_visit(address)
            progress("paint")
            yield bench_paint(address, PAINTED)
        progress("open-pages")
        yield _open_pages(Path(name))


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """The pages in a process of their own, as `up` has them; their address."""
    command = [sys.executable, "-m", "tuowang", "--home", str(home), "pages"]
    with subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0", "--json"], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        try:
            yield json.loads(running.stdout.readline())["pages"]
        finally:
            running.terminate()


def _pages(address: str) -> Iterator[Figure]:
    with httpx2.Client(base_url=address, timeout=60) as client:

        def ask(path: str) -> float:
            began = time.perf_counter()
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            return (time.perf_counter() - began) * 1000

        first = {path: ask(path) for path in PATHS}
        alone = {path: min(ask(path) for _ in range(3)) for path in PATHS}
        with ThreadPoolExecutor(AT_ONCE) as people:
            taken = list(people.map(ask, PATHS * ROUNDS))
    own = {path: statistics.median(taken[at :: len(PATHS)]) for at, path in enumerate(PATHS)}
    slowest, last, anew = (max(one, key=lambda path: one[path]) for one in (alone, own, first))
    yield Figure(
        "page",
        f"{len(PATHS)} pages, {AT_ONCE} at once, {ITEM_COUNT} items and {FLOW_COUNT} flows: median",
        round(statistics.median(taken), 1),
        "ms",
        {
            "one alone, median": round(statistics.median(alone.values()), 1),
            f"one alone, slowest: /{slowest}": round(alone[slowest], 1),
            f"slowest page's own median: /{last}": round(own[last], 1),
            "pages whose own median is above 100 ms": sum(one > MOST_MS for one in own.values()),
            "largest of all": round(max(taken), 1),
            f"first after a change, slowest: /{anew}": round(first[anew], 1),
        },
    )


def _first_visit(address: str) -> Figure:
    with httpx2.Client(base_url=address, timeout=60) as client:
        page = client.get("").text
        found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        size = len(page.encode()) + sum(len(client.get(one).content) for one in set(found))
    return Figure(
        "first-visit", "the first page and all that it needs", round(size / 1000, 1), "kB"
    )


def _open_pages(folder: Path) -> Figure:
    """The link's speed with many open pages that follow it, and with none, by turns."""
    quiet, watched = [], []
    for turn in range(TURNS):
        quiet.append(replicate(folder, f"quiet-{turn}").value)
        watched.append(replicate(folder, f"watched-{turn}", watching=_watching).value)
    with_none, with_many = statistics.median(quiet), statistics.median(watched)
    return Figure(
        "open-pages",
        f"{OPEN_PAGES} open pages that follow a home: its link's speed, median of {TURNS}",
        round(with_many),
        "entries/s",
        {"with none": with_none, "ratio": round(with_many / with_none, 3)},
    )


@contextmanager
def _watching(home: Path) -> Iterator[None]:
    """Many pages open on a home, each fetched anew when it is told to, as the script does."""
    with _served(home) as address:
        near, far = multiprocessing.get_context("spawn").Pipe()
        people = multiprocessing.get_context("spawn").Process(target=_look_on, args=(far, address))
        people.start()
        try:
            near.recv_bytes()
            yield
        finally:
            people.terminate()
            people.join()


def _look_on(pipe: Connection, address: str) -> None:
    asyncio.run(_all_look_on(pipe, address))


async def _all_look_on(pipe: Connection, address: str) -> None:
    host, _, port = address.rstrip("/").rpartition("/")[2].rpartition(":")
    async with asyncio.TaskGroup() as group:
        for _ in range(OPEN_PAGES):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n")
            group.create_task(_follow(reader, host, int(port)))
        pipe.send_bytes(b"all")


async def _follow(reader: asyncio.StreamReader, host: str, port: int) -> None:
    asked = b"GET / HTTP/1.1\r\nhost: localhost\r\nx-live: 1\r\nconnection: close\r\n\r\n"
    while line := await reader.readline():
        if line.startswith(b"event: changed"):
            fresh, writer = await asyncio.open_connection(host, port)
            writer.write(asked)
            await fresh.read()
            writer.close()
