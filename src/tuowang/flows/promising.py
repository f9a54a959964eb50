"""What docking came to becomes agreed: by itself within a rule, else when a person says so.

A rule is set for each partner. Inside the frozen days the buyer asks for what was promised, the
supplier offers what it promised, and the buyer agrees to what it asked for; all of it in the words
of trading, so that both sign it. What a rule does not cover waits for a person at either end.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.flows.vocabulary import Line
from tuowang.store.table import Table
from tuowang.units import Code, Day, Permille

FrozenDays = Annotated[int, msgspec.Meta(ge=0, le=366)]


class PromiseRuleRow(msgspec.Struct, frozen=True):
    """What of a partner's promises is accepted by itself.

    frozen_days: what arrives within so many days; 0: nothing. short_permille: promises may fall so
    far short of what was wished until then. late_days: or come so much later.
    """

    partner: str
    frozen_days: int
    short_permille: int
    late_days: int


class PromiseDemandRow(msgspec.Struct, frozen=True):
    """A demand of ours for what a partner promised when we docked."""

    partner: str
    demand: str


class PromisesRolledRow(msgspec.Struct, frozen=True):
    """The day on which promises were last looked at. One row, key "now"."""

    key: str
    day: str


PROMISE_RULES = Table("promise_rules", PromiseRuleRow, ("partner",))
PROMISE_DEMANDS = Table("promise_demands", PromiseDemandRow, ("partner", "demand"))
PROMISES_ROLLED = Table("promises_rolled", PromisesRolledRow, ("key",))
promising = Flow("promising", tables=(PROMISE_RULES, PROMISE_DEMANDS, PROMISES_ROLLED))


@promising.record
class PromiseRuleSet(Record, frozen=True):
    """What is accepted by itself from now on (private); see `PromiseRuleRow`."""

    kind: ClassVar[str] = "promise.rule-set"
    partner: Code
    frozen_days: FrozenDays
    short_permille: Permille
    late_days: FrozenDays


@promising.record
class PromiseAsked(Record, frozen=True):
    """A demand of ours asks for what was promised (private)."""

    kind: ClassVar[str] = "promise.asked"
    partner: Code
    demand: Code


@promising.record
class PromisesRolled(Record, frozen=True):
    """A new day: what has come within the frozen days was looked at (private)."""

    kind: ClassVar[str] = "promise.rolled"
    day: Day


class SetPromiseRule(Command, frozen=True):
    """Say what of a partner's promises is accepted by itself; 0 days: nothing."""

    verb: ClassVar[str] = "promise-rule"
    partner: str
    frozen_days: int
    short_permille: int = 0
    late_days: int = 0


class AcceptPromises(Command, frozen=True):
    """Ask a supplier for what it promised, of one item or of all, that arrives by a day; or for
    these lines instead."""

    verb: ClassVar[str] = "accept-promises"
    partner: str
    until: str
    item: str = ""
    lines: list[Line] = []
