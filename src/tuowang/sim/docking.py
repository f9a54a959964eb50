"""Companies that dock, in virtual time: the same flows, links and bundles as in life.

`play` runs one industry, given as each firm's own numbers, and yields what every exchange came
to. A bundle may be lost (the link sends it again when its time has come); a quote may be lost for
good (its place stays empty: the customer goes on with the stale one).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from random import Random
from typing import Any

import msgspec

from tuowang.flows.base import Command, Note
from tuowang.flows.docking import (
    RUNS,
    DockingSaid,
    DockingStepped,
    KeepDockingStep,
    LanesAgreed,
    PrepareDocking,
    StartDocking,
)
from tuowang.flows.docking_circles import PROBE_MILLISECONDS
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.node import Outcome, Send
from tuowang.plan.firm import Firm
from tuowang.sim.company import Company, connect

SECOND = 1000
START = 1_780_000_000 * SECOND
JOB_MILLISECONDS = SECOND // 2
CHECK_MILLISECONDS = 60 * SECOND
RECEIPT_MILLISECONDS = 600 * SECOND


class DockingFailed(Exception):
    """The companies did not come to the end; `notes` say why."""

    def __init__(self, notes: list[Note]) -> None:
        super().__init__("; ".join(f"{note.code} {note.details}" for note in notes[:3]))
        self.notes = notes


@dataclass
class Exchange:
    """What one exchange came to. lanes: whole units shipped a period; messages, bytes: bundles."""

    number: int
    lanes: dict[str, list[int]] = field(default_factory=dict)
    messages: int = 0
    bytes: int = 0


@dataclass
class Faults:
    """Chances, 0..1: a quote is lost for good; a bundle is lost and sent again."""

    lose_quotes: float = 0.0
    lose_bundles: float = 0.0


Aside = Callable[[Callable[[Any], Command], Any], Callable[[], Command]]
"""How a job is run: given at once, asked for its answer when virtual time has come to it."""


def in_line(run: Callable[[Any], Command], inputs: Any) -> Callable[[], Command]:
    """Run a job when its answer is asked for."""
    return lambda: run(inputs)


class Chain:
    """The companies of an industry, linked along its lanes."""

    def __init__(
        self, firms: dict[str, Firm], seed: int, faults: Faults, aside: Aside = in_line
    ) -> None:
        self.firms = firms
        self.random = Random(f"tuowang docking {seed}")
        self.faults = faults
        self.aside = aside
        self.now = START
        self.notes: list[Note] = []
        self.done: dict[str, int] = dict.fromkeys(firms, -1)
        self.exchanges: dict[int, Exchange] = {}
        self._reached: Counter[int] = Counter()
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._scheduled = 0
        self._receipts_due: set[str] = set()
        self.companies = {name: Company(name, str(seed).encode()) for name in firms}
        pairs = {
            tuple(sorted((lane.supplier, name)))
            for name, firm in firms.items()
            for lane in firm.inbound
        }
        self.partners: dict[str, list[str]] = {name: [] for name in firms}
        for one, other in sorted(pairs):
            connect(self.companies[one], self.companies[other], live=True)
            self.partners[one].append(other)
            self.partners[other].append(one)
        for name, firm in firms.items():
            others = self.partners[name]
            known: list[Command] = [RecordPartner(other, other) for other in others]
            allowed: list[Command] = [Allow(other, "docking") for other in others]
            self._step(name, [*known, *allowed, PrepareDocking(msgspec.msgpack.encode(firm))])
        while self._events:
            self._next()
        self.exchanges.clear()

    @property
    def alone(self) -> set[str]:
        """Companies with no partner."""
        return {name for name in self.firms if not self.partners[name]}

    def pieces(self) -> Iterator[str]:
        """One company of each part of the industry that hangs together."""
        seen: set[str] = set()
        for root in self.firms:
            if root not in seen:
                yield root
                queue = deque([root])
                seen.add(root)
                while queue:
                    for other in self.partners[queue.popleft()]:
                        if other not in seen:
                            seen.add(other)
                            queue.append(other)

    def run(self, exchanges: int, mode: str, seed: int) -> Iterator[Exchange]:
        """Dock; each exchange as soon as everybody has it."""
        for root in self.pieces():
            if self.partners[root]:
                self._step(root, [StartDocking(exchanges, mode, seed)])
        number = 0
        linked = len(self.firms) - len(self.alone)
        while number <= exchanges:
            while self._reached[number] < linked:
                if not self._events:
                    self._look_for_circles()
                self._next()
            yield self.exchanges.setdefault(number, Exchange(number))
            number += 1

    def _look_for_circles(self) -> None:
        """Nothing moves any more: minutes go by until somebody looks why."""
        self.now += PROBE_MILLISECONDS
        for company in self.companies.values():
            self._wake(company)
        if not self._events:
            raise DockingFailed(self.notes)

    def certificates(self) -> Iterator[tuple[int, int]]:
        """Cost and lower bound of each part, in ten-thousandths; to be asked after `run`."""
        while self._events:
            self._next()
        for root in self.pieces():
            for row in self.companies[root].store.scan(RUNS):
                if row.cost is not None and row.bound is not None:
                    yield row.cost, row.bound

    # --------------------------------------------------------------------------------- the world

    def _at(self, delay: int, event: Callable[[], None]) -> None:
        self._scheduled += 1
        heappush(self._events, (self.now + delay, self._scheduled, event))

    def _next(self) -> None:
        self.now, _, event = heappop(self._events)
        event()

    def _step(self, name: str, commands: list[Command]) -> None:
        company = self.companies[name]
        outcome = company.commit(lambda: company.node.ask(commands, self.now, company.chance()))
        self._after(company, outcome)

    def _deliver(self, name: str, data: bytes) -> None:
        company = self.companies[name]
        outcome = company.commit(lambda: company.node.receive(data, self.now, company.chance()))
        self._after(company, outcome)

    def _after(self, company: Company, outcome: Outcome) -> None:
        """Hand out the jobs, and send what is to be sent."""
        for job in outcome.jobs:
            answer = self.aside(company.node.jobs[job.kind], job.inputs)
            self._at(JOB_MILLISECONDS, partial(self._keep, company, answer))
        self.notes += outcome.notes
        self._look(company.name, outcome)
        if any(isinstance(record, DockingSaid) for _, record in outcome.said):
            self._flush(company, receipts=False)
        elif (outcome.heard or outcome.partner) and company.name not in self._receipts_due:
            self._receipts_due.add(company.name)  # a receipt rides with the next words
            self._at(RECEIPT_MILLISECONDS, lambda: self._flush(company))

    def _keep(self, company: Company, answer: Callable[[], Command]) -> None:
        """A job's answer comes in by the same door as any command."""
        command = answer()
        if isinstance(command, KeepDockingStep):
            command = self._lose_quotes(command)
        keep = partial(company.node.ask, command, self.now, company.chance())
        self._after(company, company.commit(keep))

    def _flush(self, company: Company, *, receipts: bool = True) -> None:
        if receipts:
            self._receipts_due.discard(company.name)
        flushed = company.commit(
            lambda: company.node.flush(self.now, company.chance(), receipts=receipts)
        )
        for send in flushed.sends:
            self._send(company, send)

    def _lose_quotes(self, answer: KeepDockingStep) -> KeepDockingStep:
        from tuowang.plan.docking.words import Quoted

        if not self.faults.lose_quotes:
            return answer
        empty = msgspec.msgpack.encode(Quoted([]))
        words = [
            (partner, exchange, step, number, empty)
            if step == "quote" and self.random.random() < self.faults.lose_quotes
            else (partner, exchange, step, number, body)
            for partner, exchange, step, number, body in answer.words
        ]
        return msgspec.structs.replace(answer, words=words)

    def _send(self, company: Company, send: Send) -> None:
        current = self.exchanges.setdefault(
            self.done[company.name] + 1, Exchange(self.done[company.name] + 1)
        )
        current.messages += 1
        current.bytes += len(send.data)
        name, data = send.partner, send.data
        if self.faults.lose_bundles and self.random.random() < self.faults.lose_bundles:
            self._at(CHECK_MILLISECONDS, lambda: self._wake(company))
            return
        self._at(SECOND, lambda: self._deliver(name, data))

    def _wake(self, company: Company) -> None:
        """The link sends again what was not acknowledged."""
        outcome = company.commit(lambda: company.node.wake(self.now, company.chance()))
        self._after(company, outcome)
        self._flush(company)
        if outcome.wake_at is not None and any(
            link.sent_n > link.acked_n for link in map(company.link, company.links)
        ):
            wait = max(SECOND, outcome.wake_at - self.now)
            self._at(wait, lambda: self._wake(company))

    def _look(self, name: str, outcome: Outcome) -> None:
        """Note how far a company's agent is, and what it has agreed on."""
        for _, record in outcome.said:
            if isinstance(record, DockingStepped) and record.last:
                while self.done[name] < record.finished:
                    self.done[name] += 1
                    self._reached[self.done[name]] += 1
            if isinstance(record, LanesAgreed):
                number = record.exchange
                agreed = {lane.lane: lane.shipped for lane in record.lanes}
                self.exchanges.setdefault(number, Exchange(number)).lanes.update(agreed)


def play(
    firms: dict[str, Firm],
    exchanges: int,
    *,
    seed: int = 0,
    mode: str = "mixing",
    faults: Faults | None = None,
) -> Iterator[Exchange]:
    """Dock an industry, exchange by exchange; lanes named alike at both their ends."""
    chain = Chain(firms, seed, faults or Faults())
    yield from chain.run(exchanges, mode, seed)


def dock(firms: dict[str, Firm], exchanges: int, seed: int) -> dict[str, list[int]]:
    """The shipments agreed at the end, by lane, in whole units a period."""
    return deque(play(firms, exchanges, seed=seed), maxlen=1)[0].lanes


__all__ = ["RUNS", "Chain", "DockingFailed", "Exchange", "Faults", "dock", "play"]
