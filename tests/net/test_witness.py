"""The ring commit with a witness, searched through: an honest one keeps releases final, one that
lies loses nothing but that; and planted faults, each of which the search must find.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.net.search import Firm, Found, Numbers, World
from tuowang.net.commit import DONE as CLEARED
from tuowang.net.commit import LAPSED as HEARD_LAPSED
from tuowang.net.commit import LOCK, Commit, Part

SEEN, LAPSED = 1 << 20, 1 << 21
"""What the witness said, beside the WALKs of a world's state."""
NOBODY: frozenset[int] = frozenset()
ONE, TWO = frozenset({0}), frozenset({0, 1})


class Witnessed(World):
    """A ring with a witness that liars may ask, and show what it said to whom and when they like.

    says_once: it is honest. Firms ask it through liars or by themselves: who may be first does
    not matter, so anybody may have it stamp the set once all have signed, or let the ring lapse.
    """

    says_once = True

    def first(self) -> Numbers:
        """Nobody has said anything."""
        firms = [self.number(Firm(Part(self.size, one, witnessed=True))) for one in self.honest]
        return (*firms, self.lies, 0, self.restores)

    def steps(self, state: Numbers) -> Iterator[Numbers]:
        """As without; and the witness says something, or what it said is shown."""
        yield from super().steps(state)
        made, said, _ = state[-3:]
        for stamp in (SEEN, LAPSED):
            whole = made == (1 << self.size) - 1 or stamp == LAPSED
            silent = not said & (SEEN | LAPSED) or not self.says_once
            if whole and silent and not said & stamp:
                yield (*state[:-2], said | stamp, state[-1])
            for place in range(len(self.honest)) if said & stamp else ():
                told = self.shown(state[place], stamp)
                yield (*state[:place], told, *state[place + 1 :])

    def shown(self, number: int, stamp: int) -> int:
        """A firm is shown a stamp."""
        firm = self.firms[number]
        if not self.rules.known(firm.part):
            return number
        shown = self.rules.see if stamp == SEEN else self.rules.lapse
        return self.number(firm._replace(part=shown(firm.part)))

    def meet(self, firm: Firm, side: int, other: Firm) -> tuple[Firm, Firm]:
        """Stamps travel with the other words of a link."""
        firm, other = super().meet(firm, side, other)
        mine, theirs = firm.part.sides[side], other.part.sides[1 - side]
        part = other.part
        if mine.healing or theirs.healing or not mine.said & LOCK:
            return firm, other
        if firm.part.seen:
            part = self.rules.see(part)
        if mine.said & HEARD_LAPSED:
            part = self.rules.lapse(part)
        return firm, other._replace(part=part)

    def check_always(self, state: Numbers) -> None:
        """As without; and with a witness that says one thing nothing settles that lapsed."""
        super().check_always(state)
        if not self.says_once or not state[-2] & LAPSED:
            return
        for firm in self.told_of(state):
            if firm.part.state == CLEARED:
                raise Found(f"a release was undone: {self.told_of(state)}")


class Lying(Witnessed):
    """Its witness says both, to anybody."""

    says_once = False


CASES = [(2, NOBODY, 0), (2, ONE, 1), (3, ONE, 0), (3, TWO, 0), (3, TWO, 1)]


@pytest.mark.parametrize("kind", [Witnessed, Lying])
@pytest.mark.parametrize(("size", "liars", "restores"), CASES)
def test_nobody_is_half_cleared_or_locked_and_what_lapsed_stays_released(
    kind: type[Witnessed], size: int, liars: frozenset[int], restores: int
) -> None:
    assert kind(size, liars, restores).search() > 10


class NeedsNoStamp(Commit):
    """The whole set settles, whatever the terms say of a witness."""

    def complete(self, part: Part) -> bool:
        return part.signed == (1 << part.size) - 1


class BelievesLapsed(Commit):
    """What lapsed never settles, also where the witness said SEEN as well."""

    def to_settle(self, part: Part) -> tuple[int, ...]:
        return () if part.sides[0].heard & HEARD_LAPSED else super().to_settle(part)


class WaitsOnLapsed(Commit):
    """Who hears that the ring lapsed waits on."""

    def may_release(self, part: Part, *, late: bool) -> bool:
        return not part.sides[0].heard & HEARD_LAPSED and super().may_release(part, late=late)


@pytest.mark.parametrize(
    ("kind", "rules", "found"),
    [
        (Witnessed, NeedsNoStamp(), "a release was undone"),
        (Lying, BelievesLapsed(), "two books differ"),
        (Witnessed, WaitsOnLapsed(), "locked for ever"),
    ],
    ids=["no stamp", "believes lapsed", "waits on lapsed"],
)
def test_a_planted_fault_is_found(kind: type[Witnessed], rules: Commit, found: str) -> None:
    with pytest.raises(Found, match=found):
        kind(3, ONE, 0, rules).search()
