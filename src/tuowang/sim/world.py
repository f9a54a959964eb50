"""A world of companies in virtual time: who speaks when, how bundles travel, what goes wrong.

One heap of events under one seeded source of chance. A company's step is the host's law in
small: begin, round, commit, then send; a crash may come between any two of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from heapq import heappop, heappush
from random import Random

import msgspec

from tuowang.flows.message import Tell
from tuowang.link.state import LINKS
from tuowang.node import Outcome, Send
from tuowang.sim.company import Company, connect
from tuowang.sim.faults import Faults, draw_rates
from tuowang.sim.witness import Verdict, Witness, judge

SECOND = 1000
DAY = 86_400 * SECOND
START = 1_780_000_000 * SECOND
_CALM_ROUNDS = 60

Event = Callable[[], None]


class World:
    """A storm over some companies. Same seed, same trace."""

    def __init__(self, seed: int, companies: int, *, says: int, batch: int) -> None:
        self.random = Random(f"tuowang world {seed}")
        self.faults = Faults(self.random, draw_rates(self.random))
        self.trace = sha256()
        self.witness = Witness()
        self.now = START
        self.says = says
        self.batch = batch
        self.said = 0
        self.delivered = 0
        self._events: list[tuple[int, int, Event]] = []
        self._scheduled = 0
        self._old: list[tuple[str, bytes]] = []
        self._blocked: dict[frozenset[str], int] = {}
        seed_bytes = sha256(f"{seed}".encode()).digest()
        names = [f"C{number}" for number in range(companies)]
        self.companies = {name: Company(name, seed_bytes) for name in names}
        self._link(names)
        self.restorable = self._independent(names)

    def _link(self, names: list[str]) -> None:
        """A chain, so that all are joined, and some links across."""
        pairs = {(names[i], names[i + 1]) for i in range(len(names) - 1)}
        for _ in range(len(names) // 2):
            one, other = sorted(self.random.sample(names, 2))
            pairs.add((one, other))
        for one, other in sorted(pairs):
            live = self.random.randrange(4) > 0
            connect(self.companies[one], self.companies[other], live=live)

    def _independent(self, names: list[str]) -> list[str]:
        """Companies of which no two are partners: only one side of a link is ever restored."""
        chosen: list[str] = []
        for name in self.random.sample(names, len(names)):
            if not any(name in self.companies[other].links for other in chosen):
                chosen.append(name)
        return chosen

    @property
    def drawn(self) -> dict[str, int]:
        """What was drawn for this world: the chance of each fault, in a thousand."""
        return self.faults.rates

    def run(self) -> Verdict:
        """Storm, calm, check."""
        self.weather()
        return self.check()

    def check(self) -> Verdict:
        """Look at every log, and fold every table anew."""
        return judge(self.witness, self.companies)

    def weather(self) -> None:
        """Storm and calm."""
        for name in self.companies:
            self._at(self.random.randrange(SECOND), partial(self._tick, name))
        for _ in range(self.says):
            when = self.random.randrange(20 * DAY)
            author = self.random.choice(list(self.companies))
            self._at(when, partial(self._say, author))
        for _ in range(max(20, self.says)):
            self._at(self.random.randrange(20 * DAY), self._misfortune)
        horizon = self.now + 20 * DAY
        while self._events and self._events[0][0] <= horizon:
            self._next()
        self._calm()

    def _at(self, delay: int, event: Event) -> None:
        self._scheduled += 1
        heappush(self._events, (self.now + delay, self._scheduled, event))

    def _next(self) -> None:
        self.now, _, event = heappop(self._events)
        event()

    def _note(self, what: str, data: bytes = b"") -> None:
        self.trace.update(f"{self.now} {what} {sha256(data).hexdigest()}\n".encode())

    def _clock(self, company: Company) -> int:
        return self.now + company.clock_offset

    def _step(self, company: Company, work: Callable[[], Outcome]) -> Outcome | None:
        """Begin, round, commit, send; None where the company crashed on the way."""
        if company.down_until > self.now:
            return None
        company.store.begin()
        outcome = work()
        flushed = company.node.flush(self._clock(company), company.chance())
        if self.faults.strikes("crash_before_commit"):
            company.store.rollback()
            self._crash(company)
            return None
        company.store.commit()
        self._witness(company, outcome)
        if flushed.sends and self.faults.strikes("crash_before_send"):
            self._crash(company)
            return outcome
        for number, send in enumerate(flushed.sends):
            if number and self.faults.strikes("crash_between_sends"):
                self._crash(company)
                return outcome
            self._send(company, send)
        return outcome

    def _witness(self, company: Company, outcome: Outcome) -> None:
        if outcome.partner:
            self.witness.heard(outcome.partner, company)
            self.witness.receipt(company, outcome.partner)

    def _crash(self, company: Company) -> None:
        self._note(f"crash {company.name}")
        company.restart()
        company.down_until = self.now + self.random.randrange(60 * SECOND)

    def _tick(self, name: str) -> None:
        company = self.companies[name]
        clock = self._clock(company)
        self._step(company, lambda: company.node.wake(clock, company.chance()))
        if self.random.randrange(40) == 0:
            company.back_up()
        for partner, link in company.links.items():
            if not link.live and self.random.randrange(12) == 0:
                self._carry(company, partner)
        self._at(self.random.randrange(SECOND, 4 * 3600 * SECOND), lambda: self._tick(name))

    def _say(self, name: str) -> None:
        company = self.companies[name]
        partners = self.random.sample(list(company.links), 1)
        count = self.random.randrange(1, 2 * self.batch)
        words = [Tell(partners[0], f"{self.random.getrandbits(200):x}") for _ in range(count)]
        clock = self._clock(company)
        outcome = self._step(company, lambda: company.node.ask(words, clock, company.chance()))
        if outcome is not None:
            self.said += len(outcome.said)

    def _carry(self, company: Company, partner: str) -> None:
        """Take a medium to the partner; it may be lost, late, or found again next year."""
        if company.down_until > self.now:
            return
        link = company.link(partner)
        for data in company.node.carry(link, self._clock(company), company.chance()):
            self._note(f"carry {company.name} {partner}", data)
            if self.faults.strikes("lose_medium"):
                continue
            self._deliver_later(partner, data, self.random.randrange(SECOND, 2 * DAY))

    def _send(self, company: Company, send: Send) -> None:
        self._note(f"send {company.name} {send.partner}", send.data)
        pair = frozenset((company.name, send.partner))
        if self._blocked.get(pair, 0) > self.now or self.faults.strikes("lose"):
            return
        data = send.data
        if self.faults.strikes("corrupt"):
            data = self.faults.damage(data)
        if self.faults.strikes("truncate"):
            data = data[: self.random.randrange(len(data))]
        times = 2 if self.faults.strikes("double") else 1
        for _ in range(times):
            slow = self.faults.strikes("delay")
            delay = self.random.randrange(DAY if slow else 2 * SECOND)
            if self.faults.strikes("reorder"):  # what is sent in the next hours overtakes it
                delay += self.random.randrange(3 * SECOND, 8 * 3600 * SECOND)
            self._deliver_later(send.partner, data, delay)
        if self.random.randrange(20) == 0:
            self._old = [*self._old, (send.partner, send.data)][-64:]

    def _deliver_later(self, partner: str, data: bytes, delay: int) -> None:
        self._at(delay, lambda: self._deliver(partner, data))

    def _deliver(self, name: str, data: bytes) -> None:
        company = self.companies[name]
        clock = self._clock(company)
        outcome = self._step(company, lambda: company.node.receive(data, clock, company.chance()))
        if outcome is not None:
            self.delivered += outcome.heard
            self._note(f"deliver {name} {outcome.heard}", data)

    def _misfortune(self) -> None:
        """Something that is not a property of one bundle."""
        name = self.random.choice(list(self.companies))
        company = self.companies[name]
        if self._old and self.faults.strikes("replay"):
            self._deliver(*self.random.choice(self._old))
        if self._old and self.faults.strikes("misdeliver"):
            self._deliver(name, self.random.choice(self._old)[1])
        if self.faults.strikes("forge"):
            size = self.random.randrange(1, 600)
            self._deliver(name, b"\x01\x01\x00\x00" + self.random.randbytes(size))
        if self.faults.strikes("partition"):
            partner = self.random.choice(list(company.links))
            until = self.now + self.random.randrange(3 * DAY)
            self._blocked[frozenset((name, partner))] = until
        if self.faults.strikes("clock_jump"):
            company.clock_offset = self.random.randrange(-400 * DAY, 400 * DAY)
        self._maybe_restore()

    def _maybe_restore(self) -> None:
        company = self.companies[self.random.choice(self.restorable)]
        if not company.backups:
            return
        for fault, knowing in (("restore", True), ("silent_restore", False)):
            if self.faults.strikes(fault):
                number = self.random.randrange(len(company.backups))
                company.restore(number, knowing=knowing)
                company.backups = company.backups[: number + 1]
                self._note(f"{fault} {company.name}")

    def _calm(self) -> None:
        """No more faults: everybody is up, and everything is exchanged until nothing changes."""
        self.faults.on = False
        self._events.clear()
        self._blocked.clear()
        for round_ in range(_CALM_ROUNDS):
            before = self._heads()
            for company in self.companies.values():
                company.down_until = 0
                self._beat(company)
            self._drain()
            if round_ > 2 and before == self._heads():
                return

    def _beat(self, company: Company) -> None:
        """Everybody tells every partner where it stands."""
        self.now += SECOND
        for partner in company.links:
            link = company.link(partner)
            if link.live:
                company.store.put(LINKS, msgspec.structs.replace(link, owes=True))
            else:
                self._carry(company, partner)
        clock = self._clock(company)
        self._step(company, lambda: company.node.wake(clock, company.chance()))

    def _drain(self) -> None:
        while self._events:
            self._next()

    def _heads(self) -> list[tuple[object, ...]]:
        return [
            (
                company.name,
                partner,
                company.link(partner),
                company.store.head(company.link(partner).out_stream),
                company.store.head(company.link(partner).in_stream),
            )
            for company in self.companies.values()
            for partner in company.links
        ]
