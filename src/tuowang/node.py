"""In what order do the rooms speak?

    bytes -> link: admit -> record: open -> flows: fold -> flows: react -> record: seal -> bytes

`receive`, `ask` and `wake` each run one round inside the caller's transaction and return an
`Outcome`; `flush` seals and bundles what the rounds left to send. The caller's whole law:
**commit, then send, then sleep.** Nothing here reads a clock, a disk, a socket or chance, and
nothing is kept between rounds but the keys: all state is in the store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from tuowang.errors import Mistake, Refused
from tuowang.flows import FLOWS
from tuowang.flows.base import (
    JOURNAL,
    Command,
    Context,
    Effect,
    Flow,
    Job,
    Note,
    Record,
    Said,
    Say,
)
from tuowang.flows.disclosure import may_leave
from tuowang.link.bundle import check_outside, tag_of, unwrap
from tuowang.link.healing import Admission
from tuowang.link.incoming import admit
from tuowang.link.outgoing import carried_bundles, has_to_send, live_bundle
from tuowang.link.state import (
    CLOSED,
    INVITED,
    JOURNAL_STREAM,
    LINK_TABLES,
    LINKS,
    NEVER,
    SEALS,
    TRUSTED,
    LinkRow,
    SealRow,
)
from tuowang.record.chain import Head, hashes
from tuowang.record.codec import convert
from tuowang.record.entry import Entry, read_entry, write_entry
from tuowang.record.keys import Keys
from tuowang.record.seal import JOURNAL_ID, START, Position, make_seal, pack_seal
from tuowang.store.store import NewRow, Store
from tuowang.store.table import Table

MOST_EFFECTS_A_ROUND = 100_000
MOST_BUNDLES_A_FLUSH = 256


class UnreadRow(msgspec.Struct, frozen=True):
    """Entries that are well signed and not understood: kept, shown, and without meaning here.

    One row a stream, kind and reason: how many there are, the first and the last of them.
    """

    stream: int
    kind: str
    why: str
    partner: str
    count: int
    first_n: int
    last_n: int


UNREAD = Table("unread_entries", UnreadRow, ("stream", "kind", "why"))


class Send(NamedTuple):
    """A bundle to be sent to a partner on its live carrier."""

    partner: str
    data: bytes


@dataclass
class Outcome:
    """What a round left to do, after the commit."""

    sends: list[Send] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    said: list[tuple[str, Record]] = field(default_factory=list)
    heard: int = 0
    partner: str = ""
    wake_at: int | None = None

    def add(self, other: Outcome) -> None:
        """Put another round's outcome behind this one."""
        self.sends += other.sends
        self.notes += other.notes
        self.jobs += other.jobs
        self.said += other.said
        self.heard += other.heard


class Node:
    """One company's connector: its keys, its store, its flows."""

    def __init__(self, keys: Keys, store: Store, flows: Sequence[Flow] = FLOWS) -> None:
        self.keys = keys
        self.store = store
        self.flows = flows
        self.kinds = {kind: cls for flow in flows for kind, cls in flow.records.items()}
        self.folds = _collect(flow.folds for flow in flows)
        self.reacts = _collect(flow.reacts for flow in flows)
        self.asks = {cls: ask for flow in flows for cls, ask in flow.asks.items()}
        self._tags: list[tuple[int, bytes, bool]] = []  # links only ever come to be
        self.jobs = {kind: run for flow in flows for kind, run in flow.jobs.items()}

    def receive(self, data: bytes, now: int, chance: bytes) -> Outcome:
        """Take in one bundle. What is wrong with it becomes a note, never an exception."""
        round_ = _Round(self, Context(now, chance))
        try:
            link = self.addressee(data)
            message = unwrap(self.keys, link, data)
            admission = admit(self.store, self.keys, link, message, now, round_.context.draw())
        except Refused as refused:
            round_.outcome.notes.append(Note(refused.code, refused.details))
            return round_.outcome
        self.store.put(LINKS, admission.link)
        round_.outcome.notes += [Note(code, details) for code, details in admission.notes]
        round_.outcome.partner = admission.link.partner
        round_.admitted(admission)
        return round_.done()

    def ask(self, commands: Command | Iterable[Command], now: int, chance: bytes) -> Outcome:
        """Do what our own user asks, all of it or, by a `Mistake`, nothing."""
        round_ = _Round(self, Context(now, chance))
        for command in [commands] if isinstance(commands, Command) else commands:
            round_.run(self.asks[type(command)](self.store, command, round_.context))
        return round_.done()

    def wake(self, now: int, chance: bytes) -> Outcome:
        """Do what dates ask for, and mark for sending what was not acknowledged in time."""
        round_ = _Round(self, Context(now, chance))
        for link in self._late_links(now):
            again = msgspec.structs.replace(
                link,
                sent_n=min(link.sent_n, link.acked_n),
                owes=True,
                resend_at=NEVER,
                resend_count=link.resend_count + 1,
            )
            self.store.put(LINKS, again)
        for flow in self.flows:
            for wake_at, wake in flow.wakes:
                when = wake_at(self.store, now)
                if when is not None and when <= now:
                    round_.run(wake(self.store, round_.context))
        outcome = round_.done()
        outcome.wake_at = self.wake_at(now)
        return outcome

    def _late_links(self, now: int) -> list[LinkRow]:
        late = []
        for link in self.store.find(LINKS, ("resend_at",)):
            if link.resend_at > now:
                break
            late.append(link)
        return late

    def wake_at(self, now: int) -> int | None:
        """The next time at which `wake` has something to do."""
        times = [wake_at(self.store, now) for flow in self.flows for wake_at, _ in flow.wakes]
        first = next(iter(self.store.find(LINKS, ("resend_at",))), None)
        if first is not None and first.resend_at != NEVER:
            times.append(first.resend_at)
        return min((time for time in times if time is not None), default=None)

    def flush(self, now: int, chance: bytes) -> Outcome:
        """Seal and bundle what live links have to say."""
        context = Context(now, chance)
        outcome = Outcome()
        for link in list(self.store.find(LINKS, ("live", "owes"), True, True)):
            while has_to_send(self.store, link) and len(outcome.sends) < MOST_BUNDLES_A_FLUSH:
                link, data = live_bundle(self.store, self.keys, link, now, context.draw())
                outcome.sends.append(Send(link.partner, data))
            more = has_to_send(self.store, link)
            self.store.put(LINKS, msgspec.structs.replace(link, owes=more))
        return outcome

    def carry(self, link: LinkRow, now: int, chance: bytes) -> Iterator[bytes]:
        """The bundles for a carried medium to one partner: all that it has not acknowledged."""
        context = Context(now, chance)
        draws = iter(context.draw, b"")
        return carried_bundles(self.store, self.keys, link, draws)

    def addressee(self, data: bytes) -> LinkRow:
        """The link whose tag a bundle bears; `Refused` where it is none of ours."""
        tag, encapsulated = check_outside(data)
        if len(self._tags) != self.store.count(LINKS):
            self._tags = [
                (link.number, link.tag_secret, not link.inviter) for link in self.store.scan(LINKS)
            ]
        for number, secret, from_inviter in self._tags:
            if tag_of(secret, from_inviter, encapsulated) == tag:
                link = self.store.get(LINKS, number)
                if link is not None:
                    return link
        raise Refused("bundle-foreign")

    def link_of(self, partner: str) -> LinkRow | None:
        """The open link to a partner."""
        links = self.store.find(LINKS, ("partner",), partner)
        return next((link for link in links if link.status != CLOSED), None)

    def say_bodies(self, link: LinkRow, bodies: Sequence[bytes]) -> None:
        """Say ready-made entries of any kind on a trusted link, many at a time.

        For kinds without a flow here (readings, files' parts); the caller answers for disclosure.
        """
        head = self.store.head(link.out_stream)
        rows = [
            NewRow(link.out_stream, head.n + i, hash_, body)
            for i, (hash_, body) in enumerate(zip(hashes(head, bodies), bodies, strict=True), 1)
        ]
        round_ = _Round(self, Context(0, bytes(32)))
        for row in rows:
            round_.take(row, link.partner, mine=True, react=False)
        round_.touched.add(link.number)
        round_.done()

    def rebuild(self) -> int:
        """Fold every table anew from the logs; how many entries there were."""
        for table in self.tables():
            if table not in LINK_TABLES:
                self.store.clear(table)
        partners = {link.number: link.partner for link in self.store.scan(LINKS)}
        round_ = _Round(self, Context(0, bytes(32)))
        arrival = count = 0
        while rows := self.store.arrivals(arrival, 1000):
            for row in rows:
                partner = JOURNAL if row.stream == JOURNAL_STREAM else partners[row.stream // 2]
                mine = row.stream % 2 == 0
                round_.understand(row.stream, row.n, row.body, partner, mine=mine, react=False)
            arrival = rows[-1].arrival
            count += len(rows)
        round_.done()
        return count

    def tables(self) -> list[Table[Any]]:
        """Every table that a node keeps."""
        own = [table for flow in self.flows for table in flow.tables]
        return [*LINK_TABLES, UNREAD, *own]


def _collect(parts: Iterable[dict[Any, list[Any]]]) -> dict[Any, list[Any]]:
    collected: dict[Any, list[Any]] = {}
    for part in parts:
        for cls, functions in part.items():
            collected.setdefault(cls, []).extend(functions)
    return collected


class _Round:
    """One round: what is said and heard in it, in one order, appended at its end."""

    def __init__(self, node: Node, context: Context) -> None:
        self.node = node
        self.store = node.store
        self.context = context
        self.outcome = Outcome()
        self.heads: dict[int, Head] = {}
        self.rows: list[NewRow] = []
        self.touched: set[int] = set()
        self.queue: deque[tuple[Effect, bool]] = deque()
        self.effects = 0
        self.links: dict[str, LinkRow | None] = {}
        self.unread: dict[tuple[int, str, str], UnreadRow] = {}

    def admitted(self, admission: Admission) -> None:
        """Understand what a bundle brought, in its order."""
        partner = admission.link.partner
        if admission.rebuild:
            self.node.rebuild()
        for row in admission.fresh:
            self.react_to(row.body, partner)
            self.drain()
        for row in admission.logged:
            self.understand(row.stream, row.n, row.body, partner, mine=False, react=True)
            self.drain()
        for new in admission.heard:
            self.take(new, partner, mine=False, react=True)
            self.drain()
        self.outcome.heard = len(admission.heard) + len(admission.logged) + len(admission.fresh)

    def run(self, effects: Iterable[Effect]) -> None:
        """Carry out what a command or a date asked for, and all that follows from it."""
        self.queue.extend((effect, True) for effect in effects)
        self.drain()

    def drain(self) -> None:
        """Work until nothing more is to be said in this round."""
        while self.queue:
            self.effects += 1
            assert self.effects <= MOST_EFFECTS_A_ROUND, "flows answer each other without end"
            effect, asked = self.queue.popleft()
            if isinstance(effect, Say):
                try:
                    self.say(effect.partner, effect.record)
                except Mistake as mistake:  # a reaction that may not leave is a note, not an error
                    if asked:
                        raise
                    self.outcome.notes.append(Note(mistake.code, mistake.details))
            elif isinstance(effect, Note):
                self.outcome.notes.append(effect)
            else:
                self.outcome.jobs.append(effect)

    def say(self, partner: str, record: Record) -> None:
        """Put a record of ours into the log it belongs to, through the one door."""
        stream = JOURNAL_STREAM
        if partner != JOURNAL:
            link = self.gate(partner, record)
            stream = link.out_stream
            self.touched.add(link.number)
        else:
            assert record.topic == ""
        body = write_entry(self.context.draw()[:16], record.kind, self.context.now, record)
        head = self.head(stream)
        row = NewRow(stream, head.n + 1, hashes(head, (body,))[0], body)
        self.outcome.said.append((partner, record))
        self.take(row, partner, mine=True, react=True)

    def gate(self, partner: str, record: Record) -> LinkRow:
        """The link on which a record may leave; `Mistake` where nothing allows it."""
        if partner not in self.links:
            self.links[partner] = self.node.link_of(partner)
        link = self.links[partner]
        if link is None or link.status == INVITED:
            raise Mistake("partner-not-connected", partner=partner)
        if record.topic == "link":
            return link
        if link.status != TRUSTED:
            raise Mistake("partner-not-confirmed", partner=partner)
        assert record.topic, "a private record must never leave"
        if not may_leave(self.store, partner, record):
            raise Mistake("not-disclosed", partner=partner, topic=record.topic)
        return link

    def head(self, stream: int) -> Head:
        """Where a stream ends, with what this round has added."""
        head = self.heads.get(stream)
        if head is None:
            head = self.heads[stream] = self.store.head(stream)
        return head

    def take(self, row: NewRow, partner: str, *, mine: bool, react: bool) -> None:
        """Log, fold, react: the one door for what we say and what we hear."""
        self.rows.append(row)
        self.heads[row.stream] = Head(row.n, row.hash)
        self.understand(row.stream, row.n, row.body, partner, mine=mine, react=react)

    def understand(
        self, stream: int, n: int, body: bytes, partner: str, *, mine: bool, react: bool
    ) -> None:
        """Give an entry its meaning, or note that it has none here."""
        kind = ""
        try:
            entry = read_entry(body)
            kind = entry.kind
            record = self.read(entry, partner)
        except Refused as no:
            self.leave_unread(stream, n, partner, kind, str(no.details.get("why", no.code)))
            return
        said: Said[Any] = Said(record, partner, mine, entry.id, entry.at)
        for fold in self.node.folds.get(type(record), ()):
            fold(self.store, said)
        if react:
            self.react(said)

    def react(self, said: Said[Any]) -> None:
        """Queue what the flows say back."""
        for reaction in self.node.reacts.get(type(said.record), ()):
            try:
                effects = list(reaction(self.store, said, self.context))
            except Mistake as mistake:
                effects = [Note(mistake.code, mistake.details)]
            self.queue.extend((effect, False) for effect in effects)

    def react_to(self, body: bytes, partner: str) -> None:
        """Say back to an entry that is folded already."""
        try:
            entry = read_entry(body)
            record = self.read(entry, partner)
        except Refused:
            return
        self.react(Said(record, partner, False, entry.id, entry.at))

    def leave_unread(self, stream: int, n: int, partner: str, kind: str, why: str) -> None:
        """Count an entry that means nothing here; the row is written at the round's end."""
        key = (stream, kind, why)
        row = self.unread.get(key) or self.store.get(UNREAD, *key)
        if row is None:
            row = UnreadRow(stream, kind, why, partner, 0, n, n)
        self.unread[key] = msgspec.structs.replace(row, count=row.count + 1, last_n=n)

    def read(self, entry: Entry, partner: str) -> Record:
        """The record in an entry; `Refused` where the kind is unknown or out of place."""
        cls = self.node.kinds.get(entry.kind)
        if cls is None:
            raise Refused("kind-unknown")
        if (cls.topic == "") != (partner == JOURNAL):
            raise Refused("kind-out-of-place")
        return convert(entry.says, cls)

    def done(self) -> Outcome:
        """Append the round's entries; mark the links that have something to send."""
        if self.rows:
            self.store.append(self.rows)
        for row in self.unread.values():
            self.store.put(UNREAD, row)
        journal = self.heads.get(JOURNAL_STREAM)
        if journal is not None:
            position = Position(0, journal.n, journal.hash)
            seal = make_seal(self.node.keys, JOURNAL_ID, position, START)
            self.store.put(SEALS, SealRow(JOURNAL_STREAM, 0, 0, pack_seal(seal)))
        for number in sorted(self.touched):
            link = self.store.get(LINKS, number)
            assert link is not None
            if not link.owes:
                self.store.put(LINKS, msgspec.structs.replace(link, owes=True))
        return self.outcome
