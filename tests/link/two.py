"""Two real ends and a fake wire: nodes over stores in memory, bundles handed over by the test."""

from __future__ import annotations

import msgspec

from tuowang.flows.message import MESSAGES, Tell
from tuowang.link.state import LINKS, LinkRow
from tuowang.node import Outcome
from tuowang.sim.company import Company, connect

NOW = 1_780_000_000_000


class End(Company):
    """A company whose every step is committed, with a clock that the test sets."""

    now = NOW

    def __init__(self, name: str) -> None:
        super().__init__(name, b"test")

    def tell(self, partner: str, *texts: str) -> Outcome:
        """Say something."""
        words = [Tell(partner, text) for text in texts]
        return self.commit(lambda: self.node.ask(words, self.now, self.chance()))

    def flush(self) -> list[bytes]:
        """What live links have to send."""
        outcome = self.commit(lambda: self.node.flush(self.now, self.chance()))
        return [send.data for send in outcome.sends]

    def hear(self, data: bytes) -> Outcome:
        """A bundle arrives."""
        return self.commit(lambda: self.node.receive(data, self.now, self.chance()))

    def wake(self, later_milliseconds: int = 3_600_000) -> None:
        """Time passes."""
        self.now += later_milliseconds
        self.commit(lambda: self.node.wake(self.now, self.chance()))

    def beat(self) -> None:
        """Tell every partner where we stand, as a connector does when it starts."""
        for link in list(self.store.scan(LINKS)):
            self.store.put(LINKS, msgspec.structs.replace(link, owes=True))

    def only(self) -> LinkRow:
        """The one link there is."""
        return next(iter(self.store.scan(LINKS)))

    def heard(self) -> list[str]:
        """What the partner told us, in the order of its log."""
        link = self.only()
        texts = {row.message: row.text for row in self.store.scan(MESSAGES) if not row.mine}
        rows = self.store.read(link.in_stream, 0, 10**6)
        ids = [msgspec.msgpack.decode(row.body)["id"].hex() for row in rows]
        return [texts[id_] for id_ in ids if id_ in texts]

    def said_bodies(self) -> list[bytes]:
        """The exact entries of our log."""
        return [row.body for row in self.store.read(self.only().out_stream, 0, 10**6)]

    def heard_bodies(self) -> list[bytes]:
        """The exact entries of the partner's log, as we hold it."""
        return [row.body for row in self.store.read(self.only().in_stream, 0, 10**6)]


def pair() -> tuple[End, End]:
    """Two linked companies, "A" and "B", words compared, everything acknowledged."""
    one, other = End("A"), End("B")
    connect(one, other, live=True)
    one.beat()
    other.beat()
    settle(one, other)
    return one, other


def settle(one: End, other: End) -> int:
    """Hand bundles over until nothing waits; how many there were."""
    count = 0
    for _ in range(50):
        moved = [(other, data) for data in one.flush()] + [(one, data) for data in other.flush()]
        if not moved:
            return count
        for end, data in moved:
            count += 1
            end.hear(data)
    raise AssertionError("they never stop")


def equal(one: End, other: End) -> bool:
    """Whether both hold the same bytes in both directions, and know it."""
    return (
        one.said_bodies() == other.heard_bodies()
        and other.said_bodies() == one.heard_bodies()
        and all(
            end.only().acked_n == len(end.said_bodies()) and not end.only().healing
            for end in (one, other)
        )
    )


def dump(end: End) -> list[object]:
    """Everything on the disk that a bundle could change, but for when it was last heard."""
    tables = [list(end.store.scan(table)) for table in end.node.tables() if table is not LINKS]
    links = [
        msgspec.structs.replace(link, heard_at=0, resend_count=0) for link in end.store.scan(LINKS)
    ]
    return [tables, links, end.store.arrivals(0, 10**6)]
