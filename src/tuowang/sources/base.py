"""What every source gives, and what an import of it would do.

    Source.read(path) -> Reading      what the source says, as commands; nothing is done yet
    plan_import(view, reading)        the same beside the tables: added, changed, unchanged, kept

Nothing is half done: as long as one cell is wrong the plan has no commands. Whoever executes the
commands of a plan does so in one transaction. What the tables hold and the source does not name
is kept, and reported; an import never deletes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from tuowang.errors import Mistake, Mistakes
from tuowang.flows.base import Command
from tuowang.flows.catalogue import (
    CAPACITIES,
    ITEMS,
    PRICES,
    RECIPES,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
)
from tuowang.flows.partner import (
    DISCLOSURES,
    ITEM_CODES,
    PARTNERS,
    Allow,
    MapItemCode,
    RecordPartner,
)
from tuowang.flows.party import ME, PARTIES, RecordParty
from tuowang.flows.planning import NEEDS, RecordNeed
from tuowang.flows.stock import LOTS, OWN, UNDER_WAY, CountStock

MAXIMUM_MISTAKES = 200
"""So many mistakes are shown one by one; the rest is counted."""


class View(Protocol):
    """The tables as a source needs them, read only (`tuowang.store.store.View` is one)."""

    def get(self, table: Any, *key: object) -> Any:
        """The row with this whole key, or None."""

    def scan(self, table: Any, *prefix: object, after: Any = None) -> Iterator[Any]:
        """Rows whose key begins with `prefix`, in key order."""

    def find(self, table: Any, index: tuple[str, ...], *values: object) -> Iterator[Any]:
        """Rows whose first fields of a declared index are `values`."""


class NoTables:
    """A `View` of a company that has entered nothing yet."""

    def get(self, table: Any, *key: object) -> Any:
        """None."""
        return None

    def scan(self, table: Any, *prefix: object, after: Any = None) -> Iterator[Any]:
        """No rows."""
        return iter(())

    def find(self, table: Any, index: tuple[str, ...], *values: object) -> Iterator[Any]:
        """No rows."""
        return iter(())


class Proposed(NamedTuple):
    """A command, with the sheet and row (from 1) it stands in."""

    command: Command
    sheet: str
    row: int


class Notice(NamedTuple):
    """Something a person should know; the text stands in the catalogue under `code`."""

    code: str
    details: dict[str, object]


@dataclass
class Reading:
    """What a source says. `listed`: the kinds of command it lists in full, and in which sheet.

    `more_mistakes` were found beyond those in the list.
    """

    changes: list[Proposed] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    listed: dict[type[Command], str] = field(default_factory=dict)
    more_mistakes: int = 0


class Source(Protocol):
    """A place where the company already keeps what a connector needs to know."""

    name: str

    def read(self, path: Path) -> Reading:
        """All that stands there. Mistake: what is no such source at all; nothing is written."""


class RowChange(NamedTuple):
    """What becomes of one row. `fields`: field -> (old, new), old None where the row is new.

    A kept row stands in the tables only; its `row` is 0.
    """

    kind: type[Command]
    key: tuple[str, ...]
    sheet: str
    row: int
    fields: dict[str, tuple[object, object]]


@dataclass
class ImportPlan:
    """What an import would do; `commands` is empty while anything is refused.

    `proposed` says where each command stands, for a mistake that shows only as it is carried out.
    """

    added: list[RowChange] = field(default_factory=list)
    changed: list[RowChange] = field(default_factory=list)
    unchanged: list[RowChange] = field(default_factory=list)
    kept: list[RowChange] = field(default_factory=list)
    refused: list[Mistake] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    proposed: list[Proposed] = field(default_factory=list)

    @property
    def commands(self) -> list[Command]:
        """What is to be carried out, in an order in which references exist."""
        return [proposed.command for proposed in self.proposed]

    def ready_commands(self) -> list[Command]:
        """The commands; `Mistakes` while a row is refused."""
        if self.refused:
            raise Mistakes(self.refused)
        return self.commands


class Held(NamedTuple):
    """Where a command's answer stands: the table and the command's fields that make the key."""

    table: Any
    key: tuple[str, ...]
    more_key: tuple[str, ...] = ()


HELD: dict[type[Command], Held] = {
    RecordParty: Held(PARTIES, (), (ME,)),
    RecordPartner: Held(PARTNERS, ("partner",)),
    RecordItem: Held(ITEMS, ("item",)),
    RecordRecipe: Held(RECIPES, ("item",)),
    RecordCapacity: Held(CAPACITIES, ("centre", "start")),
    RecordPrice: Held(PRICES, ("item", "partner")),
    CountStock: Held(LOTS, ("item", "lot", "place"), (OWN, OWN)),
    RecordNeed: Held(NEEDS, ("need",)),
    Allow: Held(DISCLOSURES, ("partner", "topic", "item")),
    MapItemCode: Held(ITEM_CODES, ("partner", "item")),
}
"""Every kind of command an import may give, in the order in which references come to exist."""

_SHARED_FIELDS: dict[type[Command], tuple[str, ...]] = {}
_RANK = {kind: rank for rank, kind in enumerate(HELD)}
_NOT_HELD: dict[type[Command], tuple[str, ...]] = {CountStock: ("day", "reason")}
_GONE_AT_ZERO = (CountStock, RecordNeed)


def key_of(command: Command) -> tuple[str, ...]:
    """What the command is about, such as (item,) or (centre, start)."""
    return tuple([getattr(command, name) for name in HELD[type(command)].key])


def as_command(kind: type[Command], row: Any) -> Command:
    """The command that would give this row of its table."""
    names = _SHARED_FIELDS.get(kind)
    if names is None:
        names = tuple(name for name in kind.__struct_fields__ if name in row.__struct_fields__)
        _SHARED_FIELDS[kind] = names
    return kind(**{name: getattr(row, name) for name in names})


def held(view: View, kind: type[Command], *key: str) -> Command | None:
    """What the tables hold under this key, as the command that would give it."""
    where = HELD[kind]
    row = view.get(where.table, *key, *where.more_key)
    return None if row is None else as_command(kind, row)


def held_rows(view: View, kind: type[Command]) -> Iterator[Command]:
    """All that the tables hold of a kind; of the lots, those that are ours and lie with us."""
    for row in view.scan(HELD[kind].table):
        if kind is CountStock and (
            row.owner != OWN or row.holder != OWN or row.place == UNDER_WAY or not row.quantity
        ):
            continue
        yield as_command(kind, row)


def plan_import(view: View, reading: Reading) -> ImportPlan:
    """The reading beside the tables; importing the same again changes nothing."""
    plan = ImportPlan(refused=_bounded(reading), notices=list(reading.notices))
    named: dict[type[Command], set[tuple[str, ...]]] = {}
    for proposed in sorted(reading.changes, key=lambda change: _RANK[type(change.command)]):
        named.setdefault(type(proposed.command), set()).add(key_of(proposed.command))
        if _place(view, proposed, plan):
            plan.proposed.append(proposed)
    if plan.refused:
        plan.proposed.clear()
        return plan
    for kind, sheet in reading.listed.items():
        keys = named.get(kind, set())
        for command in held_rows(view, kind):
            if key_of(command) not in keys:
                plan.kept.append(RowChange(kind, key_of(command), sheet, 0, {}))
    return plan


def _place(view: View, proposed: Proposed, plan: ImportPlan) -> bool:
    """Put one proposal into the plan; whether its command is to be executed."""
    command = proposed.command
    kind, key = type(command), key_of(command)
    now = held(view, kind, *key)
    fields = _differences(now, command)
    change = RowChange(kind, key, proposed.sheet, proposed.row, fields)
    if not fields or (now is None and _asks_for_nothing(command)):
        plan.unchanged.append(change._replace(fields={}))
        return False
    (plan.added if now is None else plan.changed).append(change)
    return True


def _asks_for_nothing(command: Command) -> bool:
    return isinstance(command, _GONE_AT_ZERO) and command.quantity == 0


def _differences(now: Command | None, new: Command) -> dict[str, tuple[object, object]]:
    if now == new:
        return {}
    skipped = _NOT_HELD.get(type(new), ())
    found: dict[str, tuple[object, object]] = {}
    for name in new.__struct_fields__:
        value = getattr(new, name)
        if now is None:
            found[name] = (None, value)
        elif name not in skipped:
            old = getattr(now, name)
            if old != value and _comparable(now, name, old) != _comparable(new, name, value):
                found[name] = (old, value)
    return found


def _comparable(command: Command, name: str, value: object) -> object:
    """Without what means nothing: the order of ingredients or weekdays, the scheme of no id."""
    if name == "company_id_scheme" and not getattr(command, "company_id", ""):
        return ""
    if name == "weekdays":
        assert isinstance(value, str)
        return sorted(set(value))
    if name in ("ingredients", "unit_factors"):
        assert isinstance(value, list)
        return sorted(msgspec.structs.astuple(part) for part in value)
    return value


def _bounded(reading: Reading) -> list[Mistake]:
    first = reading.mistakes[:MAXIMUM_MISTAKES]
    more = len(reading.mistakes) - len(first) + reading.more_mistakes
    return [*first, Mistake("more-mistakes", count=more)] if more else first
