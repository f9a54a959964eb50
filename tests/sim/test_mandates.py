"""Netting under liars with mandates: principals off and back, relays that forget or burn."""

from __future__ import annotations

from collections import Counter

import pytest

from tuowang.net.commit import DEBTOR, Commit, Part
from tuowang.sim.mandates import Mandates, MandateSchedule
from tuowang.sim.netting import Ring

BLOCKS, SCHEDULES_A_BLOCK = 10, 200


def outcome(
    seeds: range, rules: Commit | None = None, mandates: Mandates | None = None
) -> Counter[str]:
    """What some schedules came to."""
    found: Counter[str] = Counter()
    for seed in seeds:
        schedule = MandateSchedule(seed, rules, mandates)
        verdict = schedule.run()
        found.update({name: getattr(verdict, name) for name in verdict.__struct_fields__})
        found["wrong"] += sum(verdict.wrong().values())
        found["by_relay"] += sum(any(legs) for legs in schedule.book.values())
        found["burnt"] += len(schedule.burnt)
        found["own"] += len(schedule.over)
    return found


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_schedule_leaves_a_principal_half_cleared(block: int) -> None:
    found = outcome(range(block * SCHEDULES_A_BLOCK, (block + 1) * SCHEDULES_A_BLOCK))
    assert found["wrong"] == 0, found
    assert found["by_relay"] > 20
    assert found["burnt"] > 20
    assert found["own"] > 20


class OneLeg(Mandates):
    """The principal books what it was shown on one leg only."""

    def legs(self) -> tuple[int, ...]:
        return (DEBTOR,)


class NoCertificate(Mandates):
    """The principal takes a partner's word."""

    def is_whole(self, ring: Ring) -> bool:
        return True


class OnlyTheRelayTells(Mandates):
    """Nobody shows the principal anything but the relay."""

    def partners_tell(self) -> bool:
        return False


@pytest.mark.parametrize("mandates", [OneLeg(), NoCertificate(), OnlyTheRelayTells()])
def test_planted_faults_show(mandates: Mandates) -> None:
    assert outcome(range(600), mandates=mandates)["wrong"] > 0


class SettlesOnce(Commit):
    """What was released is not settled any more."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return () if part.released else super().to_settle(part)


def test_a_fault_of_the_commit_shows_here_too() -> None:
    assert outcome(range(400), SettlesOnce())["wrong"] > 0


def test_the_same_seed_gives_the_same_schedule() -> None:
    assert MandateSchedule(7).run() == MandateSchedule(7).run()
