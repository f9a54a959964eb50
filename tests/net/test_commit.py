"""The ring commit, searched through; and planted faults, each of which the search must find."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.net.search import Firm, Found, Numbers, Step, World
from tuowang.net.commit import (
    BOTH,
    CERTIFICATE,
    CREDITOR,
    LAPSED,
    LOCK,
    OPEN,
    RELEASED,
    SETTLED,
    WALK,
    Commit,
    Part,
    Side,
)
from tuowang.net.commit import DONE as CLEARED

NOBODY: frozenset[int] = frozenset()
LONG = pytest.mark.skipif("TUOWANG_SOAK" not in os.environ, reason="`make soak` runs it")
ONE, TWO, APART = frozenset({0}), frozenset({0, 1}), frozenset({0, 2})


@pytest.mark.parametrize(
    ("size", "liars", "restores"),
    [
        (2, ONE, 2),
        (3, NOBODY, 0),
        (3, ONE, 0),
        (3, TWO, 1),
        (3, TWO, 2),
        (4, TWO, 0),
        (4, APART, 1),
        (4, frozenset({0, 1, 2}), 2),
        pytest.param(3, ONE, 1, marks=LONG),
        pytest.param(3, ONE, 2, marks=LONG),
        pytest.param(2, NOBODY, 1, marks=LONG),
        pytest.param(4, ONE, 0, marks=LONG),
    ],
)
def test_nobody_is_half_cleared_or_locked_for_ever(
    size: int, liars: frozenset[int], restores: int
) -> None:
    assert World(size, liars, restores).search() > 10


class NoRedo(Commit):
    """A crash between the legs is not made good at the next start."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return () if part.state == CLEARED else super().to_settle(part)


class NoRelay(Commit):
    """A firm sends its own PREPARE, and nothing that it heard."""

    def evidence(self, part: Part, _side: int) -> int:
        return part.signed & 1 << part.place


class OneSignatureShort(Commit):
    """A certificate may lack one PREPARE."""

    def complete(self, part: Part) -> bool:
        return part.signed.bit_count() >= part.size - 1


class TrustsSettled(Commit):
    """A partner's SETTLED is as good as the certificate."""

    def hear(self, part: Part, side: int, facts: int = 0, signed: int = 0) -> Part:
        if facts & SETTLED:
            signed = (1 << part.size) - 1
        return super().hear(part, side, facts, signed)


class SignsBeforeHealing(Commit):
    """A firm with an old disk signs and walks as if nothing had happened."""

    def lose(self, part: Part, side: int) -> Part:
        return super().lose(part, side)._replace(stale=False)

    def may_prepare(self, part: Part) -> bool:
        sides = [one._replace(healing=False) for one in part.sides]
        return super().may_prepare(part._replace(sides=(sides[0], sides[1])))

    def may_walk(self, part: Part) -> bool:
        sides = [one._replace(healing=False) for one in part.sides]
        return super().may_walk(part._replace(sides=(sides[0], sides[1])))


class NoNote(Commit):
    """Neither a LOCK nor a certificate says which the other leg is."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return tuple(side for side in super().to_settle(part) if part.sides[side].said & LOCK)

    def heal(self, part: Part, side: int, said: int, heard: int, signed: int) -> Part:
        other = part.sides[1 - side]
        part = super().heal(part, side, said, heard, signed)
        sides = (part.sides[side], other) if side == 0 else (other, part.sides[side])
        return part._replace(sides=sides)


class NeverReleases(Commit):
    """A lock ends with a certificate or not at all."""

    def may_release(self, part: Part, *, late: bool) -> bool:
        return False


class ReleaseIsFinal(Commit):
    """What was released is not settled any more."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return () if part.released else super().to_settle(part)


@pytest.mark.parametrize(
    ("rules", "liars", "restores"),
    [
        (NoRedo(), ONE, 0),
        (NoRelay(), ONE, 0),
        (OneSignatureShort(), ONE, 0),
        (TrustsSettled(), ONE, 0),
        (SignsBeforeHealing(), ONE, 1),
        (NoNote(), ONE, 1),
        (NeverReleases(), ONE, 0),
        (ReleaseIsFinal(), ONE, 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Commit) else "",
)
def test_a_planted_fault_is_found(rules: Commit, liars: frozenset[int], restores: int) -> None:
    with pytest.raises(Found):
        World(3, liars, restores, rules).search()


class SendsBeforeTheDisk(World):
    """A PREPARE leaves, and then the firm crashes before it is on its disk."""

    def prepares(self, firm: Firm) -> Iterator[Step]:
        yield self.step(firm, firm.part, made=1 << firm.part.place)
        yield from super().prepares(firm)


def test_a_prepare_that_is_sent_before_it_is_on_the_disk_is_found() -> None:
    with pytest.raises(Found, match="signed and walked"):
        SendsBeforeTheDisk(3, ONE).search()


class Quiet(World):
    """Liars that give signatures, and say nothing else."""

    def lied(self, firm: Firm) -> Iterator[Step]:
        yield from ()


class TwoRings:
    """Two rings over one invoice, which has enough open for one of them.

    Firm 1 owes firm 2 in both; firm 0, another one in each ring, lies.
    """

    first_certificate_wins = False

    def __init__(self) -> None:
        self.world = Quiet(3, ONE)
        self.rings = 2

    def search(self) -> int:
        """Visit every state; how many there are."""
        world = self.world
        one = (world.number(Firm(Part(3, 1))), world.number(Firm(Part(3, 2))), 1, 0, 0)
        first: tuple[Numbers, Numbers] = (one, one)
        known, stack = {first}, [first]
        while stack:
            state = stack.pop()
            self.check(state)
            for after in self.steps(state):
                if after not in known:
                    known.add(after)
                    stack.append(after)
        return len(known)

    def part(self, state: Numbers, place: int) -> Part:
        """A firm's part in one of the rings."""
        return self.world.firms[state[place]].part

    def steps(self, state: tuple[Numbers, Numbers]) -> Iterator[tuple[Numbers, Numbers]]:
        """Steps in one ring, as far as the other one leaves the invoice free."""
        for ring in range(self.rings):
            here, there = state[ring], state[1 - ring]
            for after in self.world.steps(here):
                if all(self.allowed(here, after, there, place) for place in (0, 1)):
                    yield (after, there) if ring == 0 else (there, after)

    def allowed(self, here: Numbers, after: Numbers, there: Numbers, place: int) -> bool:
        """Whether a firm may go there: a LOCK needs what the other ring left free."""
        before, now = self.part(here, place), self.part(after, place)
        beside = self.part(there, place)
        if before.state == OPEN and now.state != OPEN:
            free = self.world.rules.payable_is_free(beside) if place == 0 else beside.released
            return beside.state == OPEN or (beside.state == RELEASED and free)
        if self.first_certificate_wins and now.state == CLEARED != before.state:
            return beside.state != CLEARED
        return True

    def calm(self, state: tuple[Numbers, Numbers]) -> tuple[Numbers, Numbers]:
        """Both rings run to their ends."""
        if not self.first_certificate_wins:
            return self.world.calm(state[0]), self.world.calm(state[1])
        while True:
            for ring in range(self.rings):
                after = self.world.calmer(state[ring])
                there = state[1 - ring]
                allowed = all(self.allowed(state[ring], after, there, p) for p in (0, 1))
                if allowed and after != state[ring]:
                    state = (after, there) if ring == 0 else (there, after)
                    break
            else:
                return state

    def check(self, state: tuple[Numbers, Numbers]) -> None:
        """As for one ring; and what is locked twice was released in between."""
        for ring in state:
            self.world.check_always(ring)
        for ring in self.calm(state):
            self.world.check_calm(ring)
        locked = [self.part(ring, 0).state in ("locked", "prepared") for ring in state]
        if all(locked):
            raise Found(f"locked twice: {state}")


class FirstCertificateWins(TwoRings):
    """A firm honours one certificate on an invoice, and not the next one."""

    first_certificate_wins = True


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize(
    "after",
    [
        lambda part, side: Commit().hear(part, side, WALK),
        lambda part, side: Commit().hear(part, side, LAPSED),
        lambda part, side: Commit().lose(part, side),
        lambda part, _side: Commit().walk(part),
        lambda part, _side: Commit().release(part),
        lambda part, _side: Commit().prepare(part),
    ],
    ids=["neighbour walked", "lapsed", "an old disk", "walked", "released", "signed"],
)
def test_nobody_signs_a_ring_that_is_left_by_anybody(
    after: Callable[[Part, int], Part], side: int
) -> None:
    locked = Side(said=LOCK, held=LOCK, heard=LOCK)
    part = Part(3, 1, (locked, locked))
    assert Commit().may_prepare(part)
    assert not Commit().may_prepare(after(part, side))
    for lacking in (locked._replace(held=0), locked._replace(heard=0)):
        assert not Commit().may_prepare(
            Part(3, 1, (lacking, locked) if side else (locked, lacking))
        )


def test_two_rings_over_one_invoice_agree_whatever_comes_first() -> None:
    rings = TwoRings()
    assert rings.search() > 1000
    both = [firm.part for firm in rings.world.firms if firm.part.released]
    assert any(part.state == CLEARED for part in both)


def test_the_first_certificate_must_not_win() -> None:
    with pytest.raises(Found):
        FirstCertificateWins().search()


def test_a_released_amount_stays_frozen_towards_a_silent_creditor() -> None:
    rules = Commit()
    part = Part(3, 0)
    for side in (0, 1):
        part = rules.hear(rules.lock(part, side), side, LOCK)
        part = rules.holds(part, side, LOCK)
    signed = rules.release(rules.prepare(part))
    assert not rules.payable_is_free(signed)
    assert rules.payable_is_free(rules.hear(signed, CREDITOR, 4))
    assert rules.payable_is_free(rules.release(part))
    assert not rules.payable_is_free(rules.release(part._replace(stale=True)))


def test_a_witness_that_saw_nothing_makes_no_certificate() -> None:
    rules = Commit()
    part = Part(2, 0, signed=3, witnessed=True)
    part = rules.lock(rules.lock(part, 0), 1)
    assert rules.to_settle(part) == ()
    assert rules.to_settle(part._replace(seen=True)) == (0, 1)
    assert rules.to_settle(rules.see(part._replace(signed=1))) == (0, 1)
    assert rules.settle(part, 0).sides[0].said & CERTIFICATE


def test_what_lapsed_is_neither_signed_nor_waited_for_and_frees_the_payable() -> None:
    rules = Commit()
    part = Part(3, 0, witnessed=True)
    for side in (0, 1):
        part = rules.holds(rules.hear(rules.lock(part, side), side, LOCK), side, LOCK)
    assert rules.may_prepare(part)
    assert not rules.may_prepare(rules.lapse(part))
    signed = rules.prepare(part)
    assert not rules.may_release(signed, late=False)
    lapsed = rules.lapse(signed)
    assert rules.may_release(lapsed, late=False)
    assert not rules.is_final(lapsed)
    assert rules.is_final(rules.release(lapsed))
    assert rules.payable_is_free(rules.release(lapsed))
    assert not rules.payable_is_free(rules.release(signed))
