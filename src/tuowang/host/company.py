"""One company, alive: its node over its own database. **Commit, then send, then sleep.**

Every piece of work is one transaction: begin, round, flush, commit; what is to be sent comes back
in the outcome, and the head guard is written before it does. Any number of processes may work on
one home at a time, because all state is in the database and a transaction begins by locking it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tuowang.errors import Mistake
from tuowang.flows import FLOWS
from tuowang.flows.base import Command, Job, Note
from tuowang.flows.docking import ResumeDocking
from tuowang.flows.partner import PARTNERS, Introduce
from tuowang.flows.party import ME, PARTIES
from tuowang.host.home import Home
from tuowang.host.people import PEOPLE_TABLES
from tuowang.host.sqlite import SqliteStore
from tuowang.link import connect
from tuowang.link.state import CLOSED, INVITED, LINK_TABLES, LINKS, LinkRow
from tuowang.node import UNREAD, Node, Outcome
from tuowang.store.table import Table

TABLES: tuple[Table[Any], ...] = (
    *LINK_TABLES,
    UNREAD,
    *(table for flow in FLOWS for table in flow.tables),
)

LASTING: tuple[Table[Any], ...] = (*LINK_TABLES, *PEOPLE_TABLES)
"""What is not folded from the logs."""


def clock_now() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


class Company:
    """A home opened for work."""

    def __init__(
        self,
        home: Home,
        *,
        clock: Callable[[], int] = clock_now,
        chance: Callable[[], bytes] = lambda: secrets.token_bytes(32),
    ) -> None:
        self.home = home
        self.clock = clock
        self.chance = chance
        self.settings = home.settings()
        self.keys = home.keys()
        self.store = SqliteStore(home.database, TABLES, lasting=LASTING)
        self.node = Node(self.keys, self.store)
        self.aside: Callable[[Job], None] | None = None
        self.with_each: Callable[[], None] | None = None
        self.progress: Callable[[str, int, int], None] = lambda step, done, count: None
        self.opening_notes: list[Note] = []
        try:
            self._open()
        except BaseException:
            self.store.close()
            raise

    def _open(self) -> None:
        if self.store.needs_rebuild:
            self.work(self._rebuild)
        guard = self.home.guard()  # first: another process may commit, then write it, just now
        if self.store.last_arrival() < guard:
            self.opening_notes.append(Note("database-older-than-guard", {"home": self.home.path}))
            self.suspect()

    def close(self) -> None:
        """End work; everything said is already on the disk."""
        self.store.close()

    def __enter__(self) -> Company:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def work(self, round_: Callable[[], Outcome], *, flush: bool = False) -> Outcome:
        """One transaction; with `flush`, what live links have to say comes with the outcome.

        What `with_each` writes is kept with it, or not at all.
        """
        self.store.begin()
        try:
            outcome = round_()
            if self.with_each is not None:
                self.with_each()
            if flush:
                outcome.add(self.node.flush(self.clock(), self.chance()))
            arrival = self.store.last_arrival() if outcome.sends else 0
            self.store.commit()
        except BaseException:
            self.store.rollback()
            raise
        if outcome.sends:
            self.home.write_guard(arrival)
        return outcome

    def ask(self, commands: Command | Iterable[Command], *, flush: bool = False) -> Outcome:
        """Do what our user asks, and the jobs that follow from it."""
        outcome = self._ask(self._counted(commands), flush)
        while outcome.jobs:
            job = outcome.jobs.pop(0)
            self.progress(job.kind, 0, 0)
            outcome.add(self._ask(self.node.jobs[job.kind](job.inputs), flush))
        return outcome

    def _counted(self, commands: Command | Iterable[Command]) -> Iterator[Command]:
        """The same, and `progress` is told how many of them were done."""
        every = [commands] if isinstance(commands, Command) else list(commands)
        for number, command in enumerate(every):
            self.progress("", number, len(every))
            yield command

    def _follow(self, outcome: Outcome, flush: bool) -> Outcome:
        """Do the jobs that came of something that nobody here asked for; a mistake is a note.

        With `aside`, hand them out; their answers come back through `keep`.
        """
        while outcome.jobs and self.aside is not None:
            self.aside(outcome.jobs.pop(0))
        while outcome.jobs:
            job = outcome.jobs.pop(0)
            try:
                outcome.add(self._ask(self.node.jobs[job.kind](job.inputs), flush))
            except Mistake as mistake:
                outcome.notes.append(Note(mistake.code, mistake.details))
        return outcome

    def resume(self, *, flush: bool = False) -> Outcome:
        """Take up the jobs that a process which ended left behind."""
        return self._follow(self._ask(ResumeDocking(), flush), flush)

    def keep(self, answer: Command) -> Outcome:
        """Take in what a job that was handed out came to, and what follows from it."""
        return self._follow(self._ask(answer, True), True)

    def _ask(self, commands: Command | Iterable[Command], flush: bool) -> Outcome:
        return self.work(lambda: self.node.ask(commands, self.clock(), self.chance()), flush=flush)

    def receive(self, data: bytes, *, flush: bool = True) -> Outcome:
        """Take in a bundle from any carrier, and do the jobs that follow from it."""

        def round_() -> Outcome:
            outcome = self.node.receive(data, self.clock(), self.chance())
            if outcome.heard:
                self._learn_address(outcome.partner)
            return outcome

        return self._follow(self.work(round_, flush=flush), flush)

    def wake(self) -> Outcome:
        """Do what dates ask for; everything that waits to be sent comes back."""
        outcome = self.work(lambda: self.node.wake(self.clock(), self.chance()), flush=True)
        return self._follow(outcome, True)

    def carry(self, partner: str) -> Iterator[bytes]:
        """Bundles for a carried medium, with everything that the partner has not acknowledged."""
        link = self.link(partner)
        self.home.write_guard(self.store.last_arrival())
        return self.node.carry(link, self.clock(), self.chance())

    def link(self, partner: str) -> LinkRow:
        """The open link to a partner; `Mistake` where there is none."""
        return connect.open_link(self.store, partner)

    def links(self) -> list[LinkRow]:
        """Every link that is not closed."""
        return [link for link in self.store.scan(LINKS) if link.status != CLOSED]

    def invite(self, partner: str, *, carried: bool = False) -> str:
        """A code for a partner, to be handed over by any way that people trust.

        `carried` leaves our address out: the two will exchange by a carried medium only.
        """
        name, code = self._name(), ""

        def round_() -> Outcome:
            nonlocal code
            code = connect.invite(
                self.store,
                self.keys,
                partner,
                self.chance(),
                name=name,
                address="" if carried else self.settings.address,
            )
            return Outcome()

        self.work(round_)
        return code

    def join(self, partner: str, code: str, *, address: str = "") -> LinkRow:
        """Join with a partner's code; the greeting goes out with the next exchange.

        address: where the partner was seen; else it is what the code says.
        """
        name = self._name()

        def round_() -> Outcome:
            link, said = connect.join(self.store, self.keys, partner, code, name=name)
            self._put_address(link, address or said.address)
            return Outcome()

        self.work(round_)
        return self.link(partner)

    def words(self, partner: str) -> list[tuple[str, str]]:
        """The words that both people compare."""
        return connect.words(self.keys, self.link(partner))

    def confirm(self, partner: str) -> Outcome:
        """People have compared the words: trust the link, and introduce ourselves."""

        def round_() -> Outcome:
            connect.trust(self.store, partner)
            if self.store.get(PARTIES, ME) is None:
                return Outcome()
            return self.node.ask(Introduce(partner), self.clock(), self.chance())

        return self.work(round_)

    def disconnect(self, partner: str) -> None:
        """End the link; what was said stays."""

        def round_() -> Outcome:
            connect.close(self.store, partner)
            return Outcome()

        self.work(round_)

    def set_address(self, partner: str, address: str) -> None:
        """Reach a partner at this address from now on ("" : only carried or when it calls)."""

        def round_() -> Outcome:
            self._put_address(self.link(partner), address)
            return Outcome()

        self.work(round_)

    def set_live(self, partner: str) -> None:
        """A partner called us: answer it live from now on."""
        if not self.link(partner).live:
            self._change(partner, live=True)

    def greet_all(self) -> None:
        """Tell every live partner where we stand, as a connector does when it starts."""

        def round_() -> Outcome:
            for link in self.links():
                if link.live and link.status != INVITED and not link.owes:
                    self.store.put(LINKS, msgspec.structs.replace(link, owes=True))
            return Outcome()

        self.work(round_)

    def suspect(self) -> None:
        """This database may be older than what was said: heal every link before speaking."""

        def round_() -> Outcome:
            connect.suspect(self.store, self.chance())
            return Outcome()

        self.work(round_)
        self.home.write_guard(self.store.last_arrival())

    def rebuild(self) -> int:
        """Fold all tables anew from the logs; how many entries there were."""
        count = 0

        def round_() -> Outcome:
            nonlocal count
            count = self.node.rebuild()
            return Outcome()

        self.work(round_)
        return count

    def _rebuild(self) -> Outcome:
        self.node.rebuild()
        self.store.rebuilt()
        return Outcome()

    def _change(self, partner: str, **fields: object) -> None:
        def round_() -> Outcome:
            link = msgspec.structs.replace(self.link(partner), **fields)
            self.store.put(LINKS, link)
            return Outcome()

        self.work(round_)

    def _name(self) -> str:
        row = self.store.get(PARTIES, ME)
        if row is None:
            raise Mistake("party-missing")
        return row.name

    def _put_address(self, link: LinkRow, address: str) -> None:
        live = link.live or address != ""
        self.store.put(LINKS, msgspec.structs.replace(link, address=address, live=live))

    def _learn_address(self, partner: str) -> None:
        """A trusted partner's first address is taken; a later change is for a person to accept."""
        link, row = self.link(partner), self.store.get(PARTNERS, partner)
        if row is not None and row.addresses and link.live and not link.address:
            self._put_address(link, row.addresses[0])


def open_company(path: Path) -> Company:
    """Open the company in a folder; `Mistake` where there is none."""
    home = Home(path)
    if not home.exists():
        raise Mistake("home-missing", home=path)
    return Company(home)
