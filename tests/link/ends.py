"""Two real ends and a fake wire: whole nodes over stores in memory, and bundles handed by hand.

Time and chance are counters, so a failure repeats. Nothing here is a stand-in for our own code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from tuowang.flows import FLOWS
from tuowang.flows.base import Command, Flow
from tuowang.flows.message import MESSAGES, Tell
from tuowang.link.bundle import HEADER_BYTES, SUITE, VERSION, Message, tag_of, unwrap, wrap
from tuowang.link.connect import invite, join, trust
from tuowang.link.state import LINKS, LinkRow, mine, theirs
from tuowang.node import Node, Outcome
from tuowang.record.box import close_box, ephemeral_key
from tuowang.record.chain import Head, hashes
from tuowang.record.entry import read_entry, write_entry
from tuowang.record.keys import Keys
from tuowang.record.seal import Position, make_seal, pack_seal
from tuowang.store.memory import MemoryStore

SECOND = 1000
DAY = 86_400 * SECOND
START = 1_780_000_000 * SECOND
INFO = b"tuowang bundle 1"


class End:
    """One company: keys, a disk, a node, and what it was told to tell its people."""

    def __init__(self, name: str, flows: Sequence[Flow] = FLOWS) -> None:
        self.name = name
        self.keys = Keys(sha256(name.encode()).digest())
        self.store = MemoryStore()
        self.flows = flows
        self.node = Node(self.keys, self.store, flows)
        self.now = START
        self.notes: Counter[str] = Counter()
        self.drawn = 0

    def twin(self) -> End:
        """The same key and a copy of the disk on a second machine."""
        twin = End(self.name, self.flows)
        twin.now, twin.drawn = self.now, self.drawn + 1_000_000
        twin.put_in(self.store)
        return twin

    def put_in(self, disk: MemoryStore) -> None:
        """Start again from a copy of a disk."""
        self.store = disk.copy()
        self.node = Node(self.keys, self.store, self.flows)

    def chance(self) -> bytes:
        """32 bytes that this end never drew before."""
        self.drawn += 1
        return sha256(f"{self.name} {self.drawn}".encode()).digest()

    def step(self, work: Callable[[], Outcome]) -> Outcome:
        """One piece of work as a transaction; its notes are counted."""
        self.store.begin()
        try:
            outcome = work()
        except BaseException:
            self.store.rollback()
            raise
        self.store.commit()
        self.notes.update(note.code for note in outcome.notes)
        return outcome

    def ask(self, *commands: Command) -> Outcome:
        """Ask our own node for something."""
        return self.step(lambda: self.node.ask(commands, self.now, self.chance()))

    def tell(self, partner: str, *texts: str) -> None:
        """Tell a partner something, each text an entry."""
        self.ask(*(Tell(partner, text) for text in texts))

    def flush(self) -> list[bytes]:
        """The bundles that want to leave now."""
        outcome = self.step(lambda: self.node.flush(self.now, self.chance()))
        return [send.data for send in outcome.sends]

    def say(self, partner: str, *texts: str) -> list[bytes]:
        """Tell and flush."""
        self.tell(partner, *texts)
        return self.flush()

    def hear(self, data: bytes) -> Outcome:
        """Receive one bundle."""
        return self.step(lambda: self.node.receive(data, self.now, self.chance()))

    def wake(self, after: int = 0) -> Outcome:
        """Let `after` milliseconds pass and wake."""
        self.now += after
        return self.step(lambda: self.node.wake(self.now, self.chance()))

    def beat(self) -> None:
        """Owe every open link a sign of life."""
        for link in list(self.store.scan(LINKS)):
            self.store.put(LINKS, msgspec.structs.replace(link, owes=True))

    def link(self, partner: str) -> LinkRow:
        """The open link to a partner."""
        link = self.node.link_of(partner)
        assert link is not None
        return link

    def edit(self, partner: str, **fields: Any) -> LinkRow:
        """Change fields of a link's row."""
        link = msgspec.structs.replace(self.link(partner), **fields)
        self.store.put(LINKS, link)
        return link

    def texts(self, partner: str, *, mine: bool = False) -> list[str]:
        """The told texts of one direction, in the log's order."""
        link = self.link(partner)
        stream = link.out_stream if mine else link.in_stream
        ids = [read_entry(row.body).id.hex() for row in self.store.read(stream, 0, 10**6)]
        rows = [self.store.get(MESSAGES, partner, id_) for id_ in ids]
        return [row.text for row in rows if row is not None]

    def ids(self, partner: str, *, mine: bool = False) -> list[bytes]:
        """The entry ids of one direction, in the log's order."""
        link = self.link(partner)
        stream = link.out_stream if mine else link.in_stream
        return [read_entry(row.body).id for row in self.store.read(stream, 0, 10**6)]

    def everything(self, *, links: bool = True) -> dict[str, list[Any]]:
        """All tables (the links' own counters on wish) and all logs."""
        found: dict[str, list[Any]] = {
            table.name: list(self.store.scan(table))
            for table in self.node.tables()
            if links or table is not LINKS
        }
        found["logs"] = list(self.store.arrivals(0, 10**6))
        return found

    def is_empty(self) -> bool:
        """Whether no table but the links' own holds a row, nor any log an entry."""
        return not any(self.everything(links=False).values())


def open_up(end: End, partner: str) -> None:
    """Let a link send by itself."""
    end.edit(partner, live=True)


def introduce(one: End, other: End) -> str:
    """A code made and used, nothing sent yet; the code."""
    code = invite(one.store, one.keys, other.name, one.chance(), name=one.name)
    join(other.store, other.keys, one.name, code, name=other.name)
    open_up(one, other.name)
    open_up(other, one.name)
    return code


def connected(flows: Sequence[Flow] = FLOWS, names: str = "AB") -> tuple[End, End]:
    """Two ends that trust each other and have nothing left to send."""
    one, other = End(names[0], flows), End(names[1], flows)
    introduce(one, other)
    settle(one, other)
    trust(one.store, other.name)
    trust(other.store, one.name)
    settle(one, other)
    return one, other


def deliver(bundles: Iterable[bytes], to: End) -> list[Outcome]:
    """Hand over some bundles in the given order."""
    return [to.hear(data) for data in bundles]


def settle(*ends: End, most: int = 60) -> None:
    """Exchange by the tags on the bundles until nothing more leaves."""
    for _ in range(most):
        moved = [(end, data) for end in ends for data in end.flush()]
        if not moved:
            return
        for sender, data in moved:
            for end in ends:
                if end is not sender and end.keys.public != sender.keys.public:
                    end.hear(data)
    raise AssertionError("two ends never come to rest")


def inside(reader: End, partner: str, data: bytes) -> Message:
    """What a bundle to `reader` says."""
    return unwrap(reader.keys, reader.link(partner), data)


def bundle(
    author: End,
    partner: str,
    *,
    mine_at: Position | None = None,
    yours_at: Position | None = None,
    start: int | None = None,
    entries: Sequence[bytes] = (),
    **rest: Any,
) -> bytes:
    """A well-sealed bundle that says whatever a hostile author wants; true where not stated."""
    link = author.link(partner)
    claimed = mine_at or mine(author.store, link)
    seal = make_seal(author.keys, link.link_id, claimed, yours_at or theirs(author.store, link))
    first = claimed.n + 1 - len(entries) if start is None else start
    message = Message(pack_seal(seal), first, list(entries), **rest)
    return wrap(link, message, author.chance())


def enclose(author: End, partner: str, plain: bytes) -> bytes:
    """A bundle rightly addressed and encrypted, with any bytes inside."""
    link = author.link(partner)
    ephemeral = ephemeral_key(author.chance())
    tag = tag_of(link.tag_secret, link.inviter, ephemeral.public_key().public_bytes_raw())
    header = bytes((VERSION, SUITE, 0, 0)) + tag
    assert len(header) == HEADER_BYTES
    return header + close_box(link.peer_box, ephemeral, plain, INFO + link.link_id, header)


def told(text: str, id_: bytes | None = None) -> bytes:
    """The body of a told text."""
    return write_entry(
        id_ or sha256(text.encode()).digest()[:16], "message.told", 0, {"text": text}
    )


def position(epoch: int, head: Head, bodies: Sequence[bytes] = ()) -> Position:
    """Where a log stands after some more bodies."""
    if not bodies:
        return Position(epoch, head.n, head.hash)
    return Position(epoch, head.n + len(bodies), hashes(head, bodies)[-1])
