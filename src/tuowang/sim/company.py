"""One company of a simulated world: a node, a disk that survives crashes, and its backups."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import msgspec

from tuowang.link.connect import invite, join, suspect, trust
from tuowang.link.state import LINKS, LinkRow
from tuowang.node import Node, Outcome
from tuowang.record.keys import Keys
from tuowang.store.memory import MemoryStore


class Company:
    """A node and its store. The store is the disk: a crash keeps what was committed."""

    def __init__(self, name: str, seed: bytes) -> None:
        self.name = name
        self.keys = Keys(sha256(b"key" + seed + name.encode()).digest())
        self.store = MemoryStore()
        self.node = Node(self.keys, self.store)
        self.backups: list[MemoryStore] = []
        self.clock_offset = 0
        self.down_until = 0
        self.links: dict[str, LinkRow] = {}
        self._seed = seed + name.encode()
        self._drawn = 0

    def chance(self) -> bytes:
        """32 bytes that this company never drew before, also after a restore."""
        self._drawn += 1
        return sha256(self._seed + self._drawn.to_bytes(8, "big")).digest()

    def commit(self, work: Callable[[], Outcome]) -> Outcome:
        """Run one piece of work as a transaction."""
        self.store.begin()
        try:
            outcome = work()
        except BaseException:
            self.store.rollback()
            raise
        self.store.commit()
        return outcome

    def restart(self) -> None:
        """The process ended and begins again: only the disk is left."""
        self.node = Node(self.keys, self.store)

    def back_up(self, most: int = 4) -> None:
        """Keep a copy of the disk; only the last few are kept."""
        self.backups = [*self.backups, self.store.copy()][-most:]

    def restore(self, number: int, *, knowing: bool) -> None:
        """Put an old disk in. `knowing`: the restore command or the head guard noticed it."""
        self.store = self.backups[number].copy()
        self.restart()
        if knowing:
            suspect(self.store, self.chance())

    def link(self, partner: str) -> LinkRow:
        """The link to a partner, as it stands now."""
        link = self.node.link_of(partner)
        assert link is not None
        return link


def connect(one: Company, other: Company, *, live: bool) -> None:
    """Link two companies, words compared, under each other's names."""
    code = invite(one.store, one.keys, other.name, one.chance(), name=one.name)
    join(other.store, other.keys, one.name, code, name=other.name)
    first = next(other.node.carry(other.link(one.name), 0, other.chance()))
    one.node.receive(first, 0, one.chance())
    for company, partner in ((one, other.name), (other, one.name)):
        trust(company.store, partner)
        link = msgspec.structs.replace(company.link(partner), live=live)
        company.store.put(LINKS, link)
        company.links[partner] = link
