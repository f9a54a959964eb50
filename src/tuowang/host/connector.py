"""The running connector: the partners' door, what goes out to them, and the alarm clock.

One event loop. A piece of work on the company is short and runs in the loop itself, so there is
one writer a process; other processes (the CLI) write too, and are noticed by the database's
version. Whatever cannot be delivered is not kept here: the link sends it again in time.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType

import uvicorn

from tuowang.carriers.base import CarrierDown
from tuowang.carriers.http import SERVER_SETTINGS, application, exchange, new_async_client
from tuowang.errors import Mistake
from tuowang.flows.base import Note
from tuowang.host.company import Company
from tuowang.link.state import TRUSTED
from tuowang.node import Outcome, Send

MOST_IN_A_MAILBOX = 64
LOOK_AGAIN_SECONDS = 0.5
LONG_POLL_SECONDS = 30.0
ASK_AGAIN_SECONDS = 5.0
LOCK_FILE = "up.lock"


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to the host."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True


class Connector:
    """A company that can be reached, and that reaches its partners."""

    def __init__(
        self, company: Company, *, report: Callable[[Note], None] = lambda _note: None
    ) -> None:
        self.company = company
        self.report = report
        self.bytes_sent = 0
        self.bytes_received = 0
        self._client = new_async_client()
        self._waiting: dict[str, deque[bytes]] = {}
        self._mailboxes: dict[str, deque[bytes]] = {}
        self._mail: dict[str, asyncio.Event] = {}
        self._senders: dict[str, asyncio.Task[None]] = {}
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def listen(self, address: str) -> int:
        """Open the partners' door at "host:port" (port 0: any); the port."""
        host, _, port = address.rpartition(":")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host.strip("[]"), int(port)))
        except (OSError, ValueError, OverflowError) as no:
            listener.close()
            raise Mistake("address-not-free", address=address, why=no) from no
        config = uvicorn.Config(
            application(self.receive), log_level="warning", lifespan="off", **SERVER_SETTINGS
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started and not self._serving.done():
            await asyncio.sleep(0.005)
        found: int = listener.getsockname()[1]
        return found

    async def close(self) -> None:
        """Close the door and let go of everybody."""
        for task in self._senders.values():
            task.cancel()
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            with suppress(asyncio.CancelledError):
                await self._serving
        await self._client.aclose()

    async def receive(self, data: bytes, wait_seconds: float) -> list[bytes]:
        """A partner's bundle came in by the door; what goes back to it in the same reply."""
        self.bytes_received += len(data)
        outcome = self.company.receive(data)
        partner = outcome.partner
        if partner and not self.company.link(partner).live:
            self.company.set_live(partner)
            outcome.add(self.company.work(Outcome, flush=True))
        self._report(outcome)
        if not partner:
            return []
        reply = [send.data for send in outcome.sends if send.partner == partner]
        self.deliver(send for send in outcome.sends if send.partner != partner)
        reply += self._take_mail(partner)
        if not reply and wait_seconds > 0 and self.company.link(partner).status == TRUSTED:
            event = self._mail.setdefault(partner, asyncio.Event())
            event.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), wait_seconds)
            reply += self._take_mail(partner)
        self.bytes_sent += sum(map(len, reply))
        return reply

    def deliver(self, sends: Iterable[Send]) -> None:
        """Send bundles on their way; one at a time to each partner, in order."""
        for send in sends:
            if not self.company.link(send.partner).address:
                box = self._mailboxes.setdefault(send.partner, deque(maxlen=MOST_IN_A_MAILBOX))
                box.append(send.data)
                if send.partner in self._mail:
                    self._mail[send.partner].set()
                continue
            self._waiting.setdefault(send.partner, deque()).append(send.data)
            if send.partner not in self._senders or self._senders[send.partner].done():
                self._senders[send.partner] = asyncio.create_task(self._send(send.partner))

    async def settle(self) -> bool:
        """Wait until nothing is on its way out; whether anything was."""
        tasks = [task for task in self._senders.values() if not task.done()]
        if tasks:
            await asyncio.gather(*tasks, return_exceptions=True)
        return bool(tasks)

    def take(self, outcome: Outcome) -> None:
        """Report an outcome's notes and send what it left to send."""
        self._report(outcome)
        self.deliver(outcome.sends)

    async def ask_partner(self, partner: str) -> None:
        """Keep asking a partner that cannot reach us what it has for us (long poll)."""
        while True:
            link = self.company.link(partner)
            bundle = next(self.company.carry(partner))
            try:
                replies = await exchange(self._client, link.address, bundle, LONG_POLL_SECONDS)
                self._heard(replies)
            except CarrierDown as down:
                self.report(Note(down.code, {"partner": partner, **down.details}))
                await asyncio.sleep(ASK_AGAIN_SECONDS)

    async def _send(self, partner: str) -> None:
        queue = self._waiting[partner]
        while queue:
            data = queue.popleft()
            address = self.company.link(partner).address
            try:
                replies = await self._exchange(address, data)
            except (CarrierDown, Mistake) as down:
                queue.clear()
                self.report(Note(down.code, {"partner": partner, **down.details}))
                return
            self.bytes_sent += len(data)
            self._heard(replies)

    async def _exchange(self, address: str, data: bytes) -> list[bytes]:
        """Post a bundle; once more where a kept connection turned out to be closed meanwhile.

        A bundle that arrives twice is harmless.
        """
        try:
            return await exchange(self._client, address, data)
        except CarrierDown as down:
            if down.code != "partner-reply-cut-off":
                raise
            return await exchange(self._client, address, data)

    def _heard(self, replies: list[bytes]) -> None:
        for reply in replies:
            self.bytes_received += len(reply)
            self.take(self.company.receive(reply))

    def _take_mail(self, partner: str) -> list[bytes]:
        box = self._mailboxes.pop(partner, None)
        return list(box) if box else []

    def _report(self, outcome: Outcome) -> None:
        for note in outcome.notes:
            self.report(note)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home's lock, which the system lets go of when the process ends, however it ends.

    Mistake: already-running.
    """
    with (home / LOCK_FILE).open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Mistake("already-running", home=home, pid=lock.read().strip() or "?") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


async def serve(
    company: Company, *, report: Callable[[Note], None], ready: Callable[[str], None]
) -> None:
    """Run the connector until it is cancelled. `ready` gets the address where it listens."""
    with only_one(company.home.path):
        await _serve(company, report, ready)


async def _serve(
    company: Company, report: Callable[[Note], None], ready: Callable[[str], None]
) -> None:
    connector = Connector(company, report=report)
    host = company.settings.listen.rpartition(":")[0]
    port = await connector.listen(company.settings.listen)
    ready(f"{host}:{port}")
    askers: list[asyncio.Task[None]] = []
    try:
        company.greet_all()
        if company.settings.ask_partners:
            askers = [
                asyncio.create_task(connector.ask_partner(link.partner))
                for link in company.links()
                if link.address
            ]
        await _run(connector)
    finally:
        for task in askers:
            task.cancel()
        await connector.close()


async def _run(connector: Connector) -> None:
    company = connector.company
    seen, wake_at = -1, 0
    while True:
        version = company.store.data_version()
        now = company.clock()
        if version != seen or wake_at <= now:
            outcome = company.wake()
            connector.take(outcome)
            wake_at = outcome.wake_at if outcome.wake_at is not None else 2**62
            seen = company.store.data_version()
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def sync_once(company: Company) -> list[Note]:
    """Exchange once with every partner that has an address; what there is to tell."""
    notes: list[Note] = []
    connector = Connector(company, report=notes.append)
    try:
        company.greet_all()
        connector.take(company.wake())
        while await connector.settle():
            pass
    finally:
        await connector.close()
    return notes
