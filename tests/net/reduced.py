"""The search with fewer states, so that rings of five firms can be searched through; no old disks.

What is left out changes nothing that a property says (`test_commit_of_five` compares the ends):

- All say LOCK at once. A LOCK that is said late does what one does that arrives late.
- Who has signed, walked, released or settled looks at nothing that its neighbours say but the
  certificate; and who heard WALK never signs. What such a firm heard otherwise is forgotten.
- A firm holds its own PREPARE or the whole set (not where `parts_of_sets`). Part of a set binds
  nobody; and once there is a whole one, the adversary gives it to whom it likes.
"""

from __future__ import annotations

from tests.net.search import Firm, Numbers, World
from tuowang.net.commit import LAPSED, LOCK, LOCKED, WALK, Commit, Part
from tuowang.net.commit import Side as LinkSide

WALKED = WALK | LAPSED


class Reduced(World):
    """A ring of `size` firms, of which `liars` lie."""

    def __init__(
        self,
        size: int,
        liars: frozenset[int],
        rules: Commit | None = None,
        *,
        parts_of_sets: bool = False,
    ) -> None:
        super().__init__(size, liars, 0, rules)
        self.parts_of_sets = parts_of_sets

    def first(self) -> Numbers:
        """All have said LOCK."""
        parts = [self.locked(Part(self.size, firm)) for firm in self.honest]
        return (*(self.number(Firm(part)) for part in parts), self.lies, 0, 0)

    def number(self, firm: Firm) -> int:
        """A firm's number, which it shares with those that do the same from there on."""
        part = firm.part
        if not self.parts_of_sets and not self.rules.complete(part):
            part = part._replace(signed=part.signed & 1 << part.place)
        one, other = part.sides
        if part.state != LOCKED:
            sides = _knows(one, 0), _knows(other, 0)
        elif (one.heard | other.heard) & WALKED:
            sides = _knows(one, WALKED), _knows(other, WALKED)
        else:
            sides = _knows(one, LOCK, LOCK), _knows(other, LOCK, LOCK)
        return super().number(Firm(part._replace(sides=sides)))


def _knows(one: LinkSide, heard: int, held: int = 0) -> LinkSide:
    """A side that knows of its partner these facts at most."""
    return one._replace(heard=one.heard & heard, held=one.held & held)
