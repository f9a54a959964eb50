"""The running connector: the partners' door, what goes out to them, and the alarm clock.

One event loop. A piece of work on the company is short and runs in the loop itself, so there is
one writer a process; jobs are computed in a process of their own. Other processes (the CLI) write
too, and are noticed by the database's version. Whatever cannot be delivered is not kept here: the
link sends it again in time. A disk that is full for a while ends nothing: partners are told to
come again, and so do we.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from types import FrameType

import uvicorn

from tuowang.carriers.base import CarrierDown
from tuowang.carriers.http import (
    SERVER_SETTINGS,
    application,
    exchange,
    new_async_client,
    open_door,
)
from tuowang.errors import Mistake
from tuowang.flows.base import Command, Note
from tuowang.host.company import Company
from tuowang.host.jobs import Jobs
from tuowang.host.lock import only_one
from tuowang.host.mailboxes import Mailboxes
from tuowang.link.outgoing import can_send
from tuowang.link.state import TRUSTED
from tuowang.node import Outcome, Send

LOOK_AGAIN_SECONDS = 0.5
LONG_POLL_SECONDS = 30.0
ASK_AGAIN_SECONDS = 5.0
LEAST_ASKING_SECONDS = 1.0
SAY_AGAIN_SECONDS = 60.0
REQUESTS_AT_ONCE = 64
CLOSING_SECONDS = 5
PASSING = ("disk-full", "disk-failed", "home-busy")
"""Mistakes that may pass by themselves: the connector says so and goes on."""


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
        self.stirred = False
        self.jobs = Jobs(self._keep, report)
        self._client = new_async_client()
        self._waiting: dict[str, deque[bytes]] = {}
        self._mailboxes = Mailboxes()
        self._senders: dict[str, asyncio.Task[None]] = {}
        self._askers: dict[str, asyncio.Task[None]] = {}
        self._down: dict[str, str] = {}
        self._silent_until: dict[str, float] = {}
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def listen(self, address: str) -> int:
        """Open the partners' door at "host:port" (port 0: any); the port."""
        host, _, port = address.rpartition(":")
        try:
            listener = open_door(host, int(port))
        except (OSError, ValueError, OverflowError) as no:
            raise Mistake("address-not-free", address=address, why=no) from no
        # Each partner may keep one request waiting for news; these must not shut out the rest.
        at_once = REQUESTS_AT_ONCE + len(self.company.links())
        config = uvicorn.Config(
            application(self.receive, concurrent_requests=at_once),
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=CLOSING_SECONDS,
            **SERVER_SETTINGS,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started and not self._serving.done():
            await asyncio.sleep(0.005)
        found: int = listener.getsockname()[1]
        return found

    async def close(self) -> None:
        """Close the door and let go of everybody."""
        await self.jobs.close()
        for task in (*self._senders.values(), *self._askers.values()):
            task.cancel()
        self._mailboxes.let_go()
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            with suppress(asyncio.CancelledError):
                await self._serving
        await self._client.aclose()
        self.company.aside = None

    async def receive(self, data: bytes, wait_seconds: float) -> list[bytes]:
        """A partner's bundle came in by the door; what goes back to it in the same reply.

        CarrierDown: we cannot take anything just now (a full disk, a home in use).
        """
        self.bytes_received += len(data)
        try:
            partner, reply = self._take_in(data)
            if not reply and wait_seconds > 0 and self._may_wait(partner):
                reply = await self._mailboxes.wait(partner, wait_seconds)
        except Mistake as mistake:
            self._cannot(mistake)
            raise CarrierDown(mistake.code, **mistake.details) from mistake
        self.bytes_sent += sum(map(len, reply))
        return reply

    def _take_in(self, data: bytes) -> tuple[str, list[bytes]]:
        """Who sent a bundle ("" : nobody that we know), and what goes back at once."""
        outcome = self.company.receive(data)
        self.stirred = True
        partner = outcome.partner
        if not partner:
            self._report_stranger(outcome)
            return "", []
        self._down.pop("", None)
        if not self.company.link(partner).live:
            self.company.set_live(partner)
            outcome.add(self.company.work(Outcome, flush=True))
        self._report(outcome)
        reply = [send.data for send in outcome.sends if send.partner == partner]
        self.deliver(send for send in outcome.sends if send.partner != partner)
        return partner, reply + self._mailboxes.take(partner)

    def _may_wait(self, partner: str) -> bool:
        link = self.company.node.link_of(partner)
        return link is not None and link.status == TRUSTED

    def deliver(self, sends: Iterable[Send]) -> None:
        """Send bundles on their way; one at a time to each partner, in order."""
        for send in sends:
            link = self.company.node.link_of(send.partner)
            if link is None:
                continue  # another process has just closed it
            if not link.address or self._mailboxes.waits(send.partner):
                self._mailboxes.put(send.partner, send.data)
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

    def compute_aside(self) -> None:
        """From now on jobs run in a process of their own, and nobody waits for them."""
        self.company.aside = self.jobs.put

    def _keep(self, answer: Command) -> bool:
        """Take a job's answer in; False: not now, try again."""
        try:
            self.take(self.company.keep(answer))
        except Mistake as mistake:
            if mistake.code in PASSING:
                self._cannot(mistake)
                return False
            self.report(Note(mistake.code, mistake.details))
        self.stirred = True
        return True

    def ask_partners(self) -> None:
        """See to it that every partner with an address is asked, also those that came later."""
        for link in self.company.links():
            asker = self._askers.get(link.partner)
            if link.address and can_send(link) and (asker is None or asker.done()):
                task = asyncio.create_task(self._ask_partner(link.partner))
                self._askers[link.partner] = task

    async def _ask_partner(self, partner: str) -> None:
        """Keep asking a partner that cannot reach us what it has for us (long poll)."""
        loop = asyncio.get_running_loop()
        while True:
            link, heard, began = self.company.node.link_of(partner), 0, loop.time()
            if link is None or not link.address:
                return
            try:
                bundle = next(self.company.carry(partner))
                replies = await exchange(self._client, link.address, bundle, LONG_POLL_SECONDS)
                heard = self._heard(partner, replies)
            except (CarrierDown, Mistake) as down:
                self._cannot(down, partner)
                await asyncio.sleep(ASK_AGAIN_SECONDS)
            if not heard:  # whoever answers at once and says nothing is not asked in a circle
                await asyncio.sleep(began + LEAST_ASKING_SECONDS - loop.time())

    async def _send(self, partner: str) -> None:
        queue = self._waiting[partner]
        while queue:
            data = queue.popleft()
            try:
                replies = await self._exchange(self.company.link(partner).address, data)
                self.bytes_sent += len(data)
                self._heard(partner, replies)
            except (CarrierDown, Mistake) as down:
                queue.clear()
                self._cannot(down, partner)

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

    def _heard(self, partner: str, replies: list[bytes]) -> int:
        """Take in what came back; how many entries it brought."""
        self._down.pop(partner, None)
        heard = 0
        for reply in replies:
            self.bytes_received += len(reply)
            outcome = self.company.receive(reply)
            self.stirred = True
            self.take(outcome)
            heard += outcome.heard
        return heard

    def _report(self, outcome: Outcome) -> None:
        for note in outcome.notes:
            self.report(note)

    def _report_stranger(self, outcome: Outcome) -> None:
        """Whoever sends what is for nobody here must not fill our screen with it."""
        now = asyncio.get_running_loop().time()
        for note in outcome.notes:
            if self._silent_until.get(note.code, 0.0) <= now:
                self._silent_until[note.code] = now + SAY_AGAIN_SECONDS
                self.report(note)

    def _cannot(self, why: CarrierDown | Mistake, partner: str = "") -> None:
        """Say why nothing moves, once until it changes; with no partner it is our own disk."""
        if self._down.get(partner) != why.code:
            self._down[partner] = why.code
            about = {"partner": partner} if partner else {}
            self.report(Note(why.code, {**about, **why.details}))

    def greet(self) -> None:
        """Tell every live partner where we stand, with the next look; go on with old jobs."""
        try:
            self.company.greet_all()
            self.take(self.company.resume())
        except Mistake as mistake:
            if mistake.code not in PASSING:
                raise
            self._cannot(mistake)

    def look(self) -> int | None:
        """Do what dates ask for and send what waits; when to look again at the latest."""
        self.stirred = False
        try:
            outcome = self.company.wake()
        except Mistake as mistake:
            if mistake.code not in PASSING:
                raise
            self._cannot(mistake)
            return 0
        self._down.pop("", None)
        self.take(outcome)
        if self.company.settings.ask_partners:
            self.ask_partners()
        return outcome.wake_at


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
    connector.compute_aside()
    host = company.settings.listen.rpartition(":")[0]
    port = await connector.listen(company.settings.listen)
    ready(f"{host}:{port}")
    try:
        await _run(connector)
    finally:
        await connector.close()


async def _run(connector: Connector) -> None:
    company = connector.company
    seen, last, wake_at = -1, 2**62, 0
    while True:
        now = company.clock()
        if now < last:  # the start; or a clock set back, and no time to send again would come
            connector.greet()
            wake_at = 0
        last = now
        version = company.store.data_version()
        if version != seen or connector.stirred or wake_at <= now:
            found = connector.look()
            wake_at = 2**62 if found is None else found
        seen = version  # of before the look: what is committed during it is not overlooked
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def sync_once(company: Company) -> list[Note]:
    """Exchange once with every partner that has an address; what there is to tell."""
    notes: list[Note] = []
    connector = Connector(company, report=notes.append)
    try:
        company.greet_all()
        connector.take(company.resume())
        connector.take(company.wake())
        while await connector.settle():
            pass
    finally:
        await connector.close()
    return notes
