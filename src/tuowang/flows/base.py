"""What a flow is: one conversation, in one file.

    record    a fact, immutable, in the past tense ("demand.requested"); what entries carry
    command   what our own user asks for, imperative (`RequestDemand`)
    fold      record -> tables. Never decides, never fails, never speaks; runs again on replay
    ask       command -> what to say, or a `Mistake`. Reads tables only
    react     record just taken in -> what to say back. Never runs on replay
    wake      a date has come -> what to say

Everything that is said, by us or by a partner, goes through the same door: log, fold, react.
A record has a `topic`: what a partner must be allowed to see before it may leave ("" never
leaves the company; "link" always may, once people have compared the words).
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import msgspec

from tuowang.store.store import Rows, View
from tuowang.store.table import Table
from tuowang.units import today

JOURNAL = ""


class Record(msgspec.Struct, frozen=True):
    """A fact. Subclasses name their `kind` and `topic`; fields are plain and in units.

    ends_what_began: may leave even where nothing is disclosed any more, because the partner knows
    what it is about, and somebody would be harmed if it stayed unsaid.
    """

    kind: ClassVar[str]
    topic: ClassVar[str] = ""
    ends_what_began: ClassVar[bool] = False

    def about(self) -> tuple[str, ...]:
        """Our own codes of the items that the record discloses something of, where it does."""
        return ()


class Command(msgspec.Struct, frozen=True):
    """What our own user asks for. Subclasses name their `verb`, as in the CLI."""

    verb: ClassVar[str]


T = TypeVar("T", bound=Record)
C = TypeVar("C", bound=Command)


class Standing(NamedTuple):
    """Where a link stands: our epoch, the partner's, and whether our own log is in doubt.

    sign, box: the partner's keys, b"" where there is no link; address: where it is reached.
    closed: there was one, and somebody here ended it (one that a lost disk forgot comes back).
    """

    epoch: int = 0
    their_epoch: int = 0
    healing: bool = False
    sign: bytes = b""
    box: bytes = b""
    address: str = ""
    closed: bool = False


class Said(NamedTuple, Generic[T]):
    """A record with who said it. `partner` is "" in the journal; `mine` means we said it."""

    record: T
    partner: str
    mine: bool
    id: bytes
    at: int


class Say(NamedTuple):
    """Something to be said to a partner, or to our own journal (`JOURNAL`)."""

    partner: str
    record: Record


class Note(NamedTuple):
    """Something a person should know; the text stands in the catalogue under `code`."""

    code: str
    details: dict[str, Any]


class Job(NamedTuple):
    """Long computing, aside: pure inputs; its answer comes back as a command.

    about: of several that wait about the same, the last one is enough ("": each is needed).
    """

    kind: str
    inputs: Any
    about: str = ""


class Acquainted(NamedTuple):
    """A link that is to stand because a trusted partner acquainted its ends: both were told the
    same secret and each other's keys, so no words need comparing.
    """

    partner: str
    sign: bytes
    box: bytes
    secret: bytes
    address: str
    inviter: bool


Effect = Say | Note | Job


@dataclass
class Context:
    """The time and chance of one round, and names drawn from them.

    secret: 32 bytes of the company's own from which one-time keys come, "" where none are made;
    standing: of a partner.
    """

    now: int
    chance: bytes
    drawn: int = 0
    secret: bytes = b""
    standing: Callable[[str], Standing] = lambda _partner: Standing()

    @property
    def today(self) -> str:
        """The ISO date of `now`."""
        return today(self.now)

    def draw(self) -> bytes:
        """32 fresh bytes."""
        self.drawn += 1
        return sha256(self.chance + self.drawn.to_bytes(8, "big")).digest()

    def name(self, prefix: str) -> str:
        """A new document name such as "D-7KQ2M9XAB4": 50 bits, the same on both ends."""
        return f"{prefix}-{b32encode(self.draw()).decode()[:10]}"


Fold = Callable[[Rows, Said[Any]], None]
Ask = Callable[[View, Any, Context], Iterable[Effect]]
React = Callable[[View, Said[Any], Context], Iterable[Effect]]
Wake = Callable[[View, Context], Iterable[Effect]]
WakeAt = Callable[[View, int], int | None]
Run = Callable[[Any], Command]
Links = Callable[[View], Iterable[Acquainted]]


@dataclass
class Flow:
    """The parts of one conversation, collected by its file's decorators."""

    name: str
    tables: tuple[Table[Any], ...] = ()
    records: dict[str, type[Record]] = field(default_factory=dict)
    folds: dict[type[Record], list[Fold]] = field(default_factory=dict)
    asks: dict[type[Command], Ask] = field(default_factory=dict)
    reacts: dict[type[Record], list[React]] = field(default_factory=dict)
    wakes: list[tuple[WakeAt, Wake]] = field(default_factory=list)
    jobs: dict[str, Run] = field(default_factory=dict)
    links: list[tuple[type[Record], Links]] = field(default_factory=list)

    def record(self, cls: type[T]) -> type[T]:
        """Declare a record kind of this flow."""
        assert cls.kind not in self.records
        assert not {"kind", "topic"} & set(cls.__struct_fields__), "a field would hide it"
        self.records[cls.kind] = cls
        return cls

    def fold(self, cls: type[T]) -> Callable[[Callable[[Rows, Said[T]], None]], Fold]:
        """Register a fold; several flows may fold the same record, in the order of `FLOWS`."""

        def register(function: Callable[[Rows, Said[T]], None]) -> Fold:
            self.folds.setdefault(cls, []).append(function)
            return function

        return register

    def ask(self, cls: type[C]) -> Callable[[Callable[[View, C, Context], Iterable[Effect]]], Ask]:
        """Register the answer to a command."""

        def register(function: Callable[[View, C, Context], Iterable[Effect]]) -> Ask:
            assert cls not in self.asks
            self.asks[cls] = function
            return function

        return register

    def react(
        self, cls: type[T]
    ) -> Callable[[Callable[[View, Said[T], Context], Iterable[Effect]]], React]:
        """Register what is said back when a record has just been taken in and folded."""

        def register(function: Callable[[View, Said[T], Context], Iterable[Effect]]) -> React:
            self.reacts.setdefault(cls, []).append(function)
            return function

        return register

    def wake(self, wake_at: WakeAt) -> Callable[[Wake], Wake]:
        """Register what a date triggers; `wake_at` answers the next time in ms, or None."""

        def register(function: Wake) -> Wake:
            self.wakes.append((wake_at, function))
            return function

        return register

    def link(self, cls: type[Record]) -> Callable[[Links], Links]:
        """Register which links the tables ask for, once such a record was taken in."""

        def register(links: Links) -> Links:
            self.links.append((cls, links))
            return links

        return register

    def job(self, kind: str) -> Callable[[Run], Run]:
        """Register how a job's inputs become the command that brings its answer back."""

        def register(function: Run) -> Run:
            self.jobs[kind] = function
            return function

        return register
