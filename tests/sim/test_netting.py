"""Netting under liars: small markets in a random order of everything; and checks that can fail."""

from __future__ import annotations

from collections import Counter

import pytest

from tuowang.net.commit import DONE, LOCK, Commit, Part
from tuowang.sim.netting import Schedule

BLOCKS, SCHEDULES_A_BLOCK = 10, 200


def outcome(seeds: range, rules: Commit | None = None) -> Counter[str]:
    """What some schedules came to."""
    found: Counter[str] = Counter()
    for seed in seeds:
        verdict = Schedule(seed, rules).run()
        found.update({name: getattr(verdict, name) for name in verdict.__struct_fields__})
        found["wrong"] += sum(verdict.wrong().values())
    return found


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_schedule_leaves_anybody_half_cleared_or_locked(block: int) -> None:
    found = outcome(range(block * SCHEDULES_A_BLOCK, (block + 1) * SCHEDULES_A_BLOCK))
    assert found["wrong"] == 0, found
    assert found["settled"] > 50


class NoRedo(Commit):
    """A crash between the legs is not made good."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return () if part.state == DONE else super().to_settle(part)


class NoRelay(Commit):
    """Nobody passes on what it heard."""

    def evidence(self, part: Part, _side: int) -> int:
        return part.signed & 1 << part.place


class ReleaseIsFinal(Commit):
    """What was released is not settled any more."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return () if part.released else super().to_settle(part)


class NeverReleases(Commit):
    """A lock ends with a certificate or not at all."""

    def may_release(self, part: Part, *, late: bool) -> bool:
        return False


class NotesInLocksOnly(Commit):
    """A certificate does not say which legs of its firms it is about."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return tuple(side for side in super().to_settle(part) if part.sides[side].said & LOCK)


@pytest.mark.parametrize("seed", [50973, 56579])
def test_two_neighbours_with_old_disks_know_their_legs_again_by_the_certificate(seed: int) -> None:
    assert Schedule(seed, NotesInLocksOnly()).run().books_differ == 1
    verdict = Schedule(seed).run()
    assert not any(verdict.wrong().values())


@pytest.mark.parametrize("rules", [NoRedo(), NoRelay(), ReleaseIsFinal(), NeverReleases()])
def test_planted_faults_show(rules: Commit) -> None:
    assert outcome(range(400), rules)["wrong"] > 0


def test_a_late_certificate_over_an_invoice_used_again_is_a_refund_and_nothing_worse() -> None:
    found = outcome(range(400))
    assert found["refunds"] > 0
    assert found["wrong"] == 0


def test_the_same_seed_gives_the_same_schedule() -> None:
    assert Schedule(7).run() == Schedule(7).run()
