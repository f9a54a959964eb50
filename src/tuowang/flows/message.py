"""A few words to a partner: the smallest conversation, and the model for a new one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.base import Command, Context, Effect, Flow, Record, Said, Say
from tuowang.store.store import Rows, View
from tuowang.store.table import Table
from tuowang.units import Text


class MessageRow(msgspec.Struct, frozen=True):
    """What was said; `message` is the entry's id in hex."""

    partner: str
    message: str
    mine: bool
    at: int
    text: str


MESSAGES = Table("messages", MessageRow, ("partner", "message"))
message = Flow("message", tables=(MESSAGES,))


@message.record
class Told(Record, frozen=True):
    """A party told its partner something."""

    kind: ClassVar[str] = "message.told"
    topic: ClassVar[str] = "link"
    text: Text


class Tell(Command, frozen=True):
    """Tell a partner something, at most 2,000 characters."""

    verb: ClassVar[str] = "tell"
    partner: str
    text: str


@message.ask(Tell)
def tell(_view: View, command: Tell, _context: Context) -> Iterable[Effect]:
    """Say it."""
    if not 0 < len(command.text) <= 2000:
        raise Mistake("text-length", length=len(command.text), most=2000)
    yield Say(command.partner, Told(command.text))


@message.fold(Told)
def fold_told(rows: Rows, said: Said[Told]) -> None:
    """Keep it."""
    row = MessageRow(said.partner, said.id.hex(), said.mine, said.at, said.record.text)
    rows.put(MESSAGES, row)
