"""One round: everything that is said and heard in it passes one door, in one order.

    log -> fold -> react -> say -> log -> fold -> react -> ...

What is said to a partner first passes the gate: a trusted link, and a disclosure rule that allows
the record. Reactions work until nothing more is to be said; the entries are appended at the end,
in the order in which they were folded, so that a rebuild folds them in the same order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from tuowang.errors import Mistake, Refused
from tuowang.flows.base import (
    JOURNAL,
    Context,
    Effect,
    Flow,
    Fold,
    Job,
    Note,
    React,
    Record,
    Said,
    Say,
)
from tuowang.flows.disclosure import may_leave
from tuowang.link.healing import Admission
from tuowang.link.state import (
    CLOSED,
    INVITED,
    JOURNAL_STREAM,
    LINKS,
    SEALS,
    TRUSTED,
    LinkRow,
    SealRow,
)
from tuowang.record.chain import Head, hashes
from tuowang.record.codec import MAXIMUM_BODY_BYTES, convert
from tuowang.record.entry import Entry, read_entry, write_entry
from tuowang.record.keys import Keys
from tuowang.record.seal import JOURNAL_ID, START, Position, make_seal, pack_seal
from tuowang.store.store import NewRow, Store, View
from tuowang.store.table import Table

MOST_ANSWERS = 100_000
"""To one command or one entry. A bundle, or what a healing understands, may hold many entries."""


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


@dataclass(frozen=True)
class Meanings:
    """Which kinds there are, and what the flows do with each."""

    kinds: dict[str, type[Record]]
    folds: dict[type[Record], list[Fold]]
    reacts: dict[type[Record], list[React]]

    @classmethod
    def of(cls, flows: Sequence[Flow]) -> Meanings:
        """The meanings of some flows; handlers of one record stand in the flows' order."""
        kinds = {kind: record for flow in flows for kind, record in flow.records.items()}
        return cls(
            kinds,
            _collect(flow.folds for flow in flows),
            _collect(flow.reacts for flow in flows),
        )


def _collect(parts: Iterable[dict[Any, list[Any]]]) -> dict[Any, list[Any]]:
    collected: dict[Any, list[Any]] = {}
    for part in parts:
        for cls, functions in part.items():
            collected.setdefault(cls, []).extend(functions)
    return collected


def link_of(view: View, partner: str) -> LinkRow | None:
    """The open link to a partner."""
    links = view.find(LINKS, ("partner",), partner)
    return next((link for link in links if link.status != CLOSED), None)


class Round:
    """One round: what is said and heard in it, in one order, appended at its end."""

    def __init__(self, keys: Keys, store: Store, meanings: Meanings, context: Context) -> None:
        self.keys = keys
        self.store = store
        self.meanings = meanings
        self.context = context
        self.outcome = Outcome()
        self.heads: dict[int, Head] = {}
        self.rows: list[NewRow] = []
        self.touched: set[int] = set()
        self.queue: deque[tuple[Effect, bool]] = deque()
        self.links: dict[str, LinkRow | None] = {}
        self.unread: dict[tuple[int, str, str], UnreadRow] = {}
        self.understood: set[type[Record]] = set()

    def admitted(self, admission: Admission) -> None:
        """Understand what a bundle brought, in its order."""
        partner = admission.link.partner
        for row in admission.logged:  # all of it, as it stands in the log, before we say more
            self.understand(row.stream, row.n, row.body, partner, mine=False, react=False)
        for row in (*admission.fresh, *admission.logged):
            self.react_to(row.body, partner)
            self.drain()
        for new in admission.heard:
            self.take(new, partner, mine=False, react=True)
            self.drain()
        self.outcome.heard = len(admission.heard) + len(admission.logged) + len(admission.fresh)

    def run(self, effects: Iterable[Effect], *, asked: bool = True) -> None:
        """Carry out what a command or a date (not asked) wants, and all that follows from it."""
        self.queue.extend((effect, asked) for effect in effects)
        self.drain()

    def drain(self) -> None:
        """Work until nothing more is to be said in this round."""
        count, most = 0, len(self.queue) + MOST_ANSWERS
        while self.queue:
            count += 1
            assert count <= most, "flows answer each other without end"
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
        if len(body) > MAXIMUM_BODY_BYTES:  # nobody would understand it, not even we
            raise Mistake("statement-too-large", kind=record.kind, most=MAXIMUM_BODY_BYTES)
        head = self.head(stream)
        row = NewRow(stream, head.n + 1, hashes(head, (body,))[0], body)
        self.outcome.said.append((partner, record))
        self.take(row, partner, mine=True, react=True)

    def gate(self, partner: str, record: Record) -> LinkRow:
        """The link on which a record may leave; `Mistake` where nothing allows it."""
        if partner not in self.links:
            self.links[partner] = link_of(self.store, partner)
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
        self.understood.add(type(record))
        for fold in self.meanings.folds.get(type(record), ()):
            fold(self.store, said)
        if react:
            self.react(said)

    def react(self, said: Said[Any]) -> None:
        """Queue what the flows say back."""
        for reaction in self.meanings.reacts.get(type(said.record), ()):
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
        cls = self.meanings.kinds.get(entry.kind)
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
            seal = make_seal(self.keys, JOURNAL_ID, position, START)
            self.store.put(SEALS, SealRow(JOURNAL_STREAM, 0, 0, pack_seal(seal)))
        for number in sorted(self.touched):
            link = self.store.get(LINKS, number)
            assert link is not None
            if not link.owes:
                self.store.put(LINKS, msgspec.structs.replace(link, owes=True))
        return self.outcome
