"""Rings with a witness under liars: a release that it made final stays one; a witness that lies
undoes releases, and nothing else; and checks that can fail.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tuowang.net.commit import CREDITOR, LAPSED, Commit, Part
from tuowang.sim.witnessed_rings import Witness, WitnessSchedule

BLOCKS, SCHEDULES_A_BLOCK = 5, 200


def outcome(
    seeds: range, rules: Commit | None = None, kind: type[WitnessSchedule] = WitnessSchedule
) -> Counter[str]:
    """What some schedules came to."""
    found: Counter[str] = Counter()
    for seed in seeds:
        verdict = kind(seed, rules).run()
        found.update({name: getattr(verdict, name) for name in verdict.__struct_fields__})
        found["wrong"] += sum(verdict.wrong().values())
    return found


@pytest.mark.parametrize("block", range(BLOCKS))
def test_nobody_is_half_cleared_or_locked_and_what_lapsed_stays_released(block: int) -> None:
    found = outcome(range(block * SCHEDULES_A_BLOCK, (block + 1) * SCHEDULES_A_BLOCK))
    assert found["wrong"] == 0, found
    assert found["settled"] > 50
    assert found["final"] > 50


def test_a_witness_that_lies_undoes_releases_and_nothing_else() -> None:
    found = outcome(range(1000))
    assert found["misled"] > 0
    assert found["wrong"] == 0


class SaysBoth(Witness):
    """Who should be honest forgets what it said."""

    def stamp(self, *, whole: bool, late: bool) -> None:
        self.seen = self.seen or (whole and not late)
        self.lapsed = self.lapsed or late


class WithForgetful(WitnessSchedule):
    """Rings with such witnesses."""

    witness = SaysBoth


def test_a_witness_that_forgets_what_it_said_is_noticed() -> None:
    found = outcome(range(400), kind=WithForgetful)
    assert found["undone"] == found["wrong"] > 0


class NeedsNoStamp(Commit):
    """The whole set settles, whatever the terms say of a witness."""

    def complete(self, part: Part) -> bool:
        return part.signed == (1 << part.size) - 1


class GathersAlong(Commit):
    """As in the flow: PREPAREs go to the creditor alone, until the set is a certificate."""

    def evidence(self, part: Part, side: int) -> int:
        return super().evidence(part, side) if side == CREDITOR or self.complete(part) else 0


class LapsedLocks(Commit):
    """Who hears that the ring lapsed waits on, and so does everybody else."""

    def may_release(self, part: Part, *, late: bool) -> bool:
        return not part.sides[0].heard & LAPSED and super().may_release(part, late=late)


class SettlesNotWhatLapsed(Commit):
    """LAPSED is believed for ever, also where the witness said SEEN as well."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return () if part.sides[0].heard & LAPSED else super().to_settle(part)


def test_signatures_may_gather_along_the_ring() -> None:
    found = outcome(range(400), GathersAlong())
    assert found["wrong"] == 0, found
    assert found["settled"] > 50


@pytest.mark.parametrize(
    ("rules", "notices"),
    [
        (NeedsNoStamp(), "undone"),
        (LapsedLocks(), "locked"),
        (SettlesNotWhatLapsed(), "books_differ"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Commit) else "",
)
def test_planted_faults_show(rules: Commit, notices: str) -> None:
    assert outcome(range(400), rules)[notices] > 0
