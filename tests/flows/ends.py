"""Two (or more) real ends and a fake wire: flows over stores in memory, without link or bytes.

Records still pass through their exact encoding, so what could not travel fails here too.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from tuowang.errors import Mistake
from tuowang.flows import FLOWS
from tuowang.flows.base import JOURNAL, Command, Context, Job, Note, Record, Said, Say, Standing
from tuowang.flows.disclosure import may_leave
from tuowang.record.codec import convert, decode, encode
from tuowang.store.memory import MemoryStore
from tuowang.units import DAY_MILLISECONDS, day_number

KINDS = {kind: cls for flow in FLOWS for kind, cls in flow.records.items()}


class End:
    """One company's tables and flows."""

    def __init__(self, name: str, day: str = "2026-03-02") -> None:
        self.name = name
        self.store = MemoryStore()
        self.now = day_number(day) * DAY_MILLISECONDS
        self.wires: dict[str, tuple[End, str]] = {}
        self.out: deque[tuple[str, Record]] = deque()
        self.said: list[Record] = []
        self.heard: list[Record] = []
        self.taken: list[Said[Any]] = []
        self.notes: list[Note] = []
        self.count = 0
        self.loses_jobs = False
        """Whether what is computed aside ends with no answer."""

    def context(self) -> Context:
        """A fresh context; chance is this end's name and a counter."""
        self.count += 1
        chance, secret = f"{self.name}{self.count}".encode(), self.name.encode()
        return Context(
            self.now,
            chance.ljust(32, b"."),
            secret=secret.ljust(32, b"."),
            standing=self.standing,
        )

    def standing(self, partner: str) -> Standing:
        """Where a link stands, with the other end's keys (its name)."""
        if partner not in self.wires:
            return Standing()
        key = self.wires[partner][0].key
        return Standing(sign=key, box=key)

    @property
    def key(self) -> bytes:
        """What stands for our public keys."""
        return self.name.encode().ljust(32, b".")

    def day(self, day: str) -> None:
        """Set the clock."""
        self.now = day_number(day) * DAY_MILLISECONDS

    def ask(self, command: Command) -> list[Record]:
        """Ask a command; jobs run at once. What was said, ours only."""
        handler = next(flow.asks[type(command)] for flow in FLOWS if type(command) in flow.asks)
        before = len(self.said)
        for effect in list(handler(self.store, command, self.context())):
            self._effect(effect)
        return self.said[before:]

    def try_to(self, command: Command, *codes: str) -> bool:
        """Ask a command that may be refused for one of these reasons; whether it was done."""
        try:
            self.ask(command)
        except Mistake as mistake:
            if mistake.code not in codes:
                raise
            return False
        return True

    def _effect(self, effect: Any) -> None:
        if isinstance(effect, Note):
            self.notes.append(effect)
        elif isinstance(effect, Job):
            if self.loses_jobs:
                return
            run = next(flow.jobs[effect.kind] for flow in FLOWS if effect.kind in flow.jobs)
            self.ask(run(effect.inputs))
        else:
            assert isinstance(effect, Say)
            if effect.partner != JOURNAL and not may_leave(
                self.store, effect.partner, effect.record
            ):
                details = {"partner": effect.partner, "topic": effect.record.topic}
                self.notes.append(Note("not-disclosed", details))
                return
            self.said.append(effect.record)
            self._take(effect.partner, True, effect.record)
            if effect.partner != JOURNAL:
                assert effect.record.topic, f"{effect.record.kind} must never leave"
                self.out.append((effect.partner, effect.record))

    def _take(self, partner: str, mine: bool, record: Record) -> None:
        again = convert(decode(encode(record)), KINDS[record.kind])
        assert again == record
        self.count += 1
        id_ = f"{self.name}{self.count}".encode().rjust(16, b".")[-16:]
        said = Said(again, partner, mine, id_, self.now)
        self.taken.append(said)
        for flow in FLOWS:
            for fold in flow.folds.get(type(record), []):
                fold(self.store, said)
        for flow in FLOWS:
            for react in flow.reacts.get(type(record), []):
                for effect in list(react(self.store, said, self.context())):
                    self._effect(effect)

    def wake(self) -> None:
        """Let dates do what they do."""
        for flow in FLOWS:
            for wake_at, wake in flow.wakes:
                when = wake_at(self.store, self.now)
                if when is not None and when <= self.now:
                    for effect in list(wake(self.store, self.context())):
                        self._effect(effect)

    def hear(self, partner: str, record: Record) -> None:
        """Take what a partner said."""
        self.heard.append(record)
        self._take(partner, False, record)

    def deliver(self, most: int = 10**6) -> int:
        """Deliver up to `most` records that wait to leave this end; how many were delivered."""
        count = 0
        while self.out and count < most:
            partner, record = self.out.popleft()
            other, our_code = self.wires[partner]
            other.hear(our_code, record)
            count += 1
        return count


def connect(one: End, other: End, *, code_of_other: str, code_of_one: str) -> None:
    """Join two ends under each one's own code for the other."""
    one.wires[code_of_other] = (other, code_of_one)
    other.wires[code_of_one] = (one, code_of_other)


def settle(*ends: End) -> None:
    """Deliver until nothing waits."""
    while sum(end.deliver() for end in ends):
        pass
