"""A market by courier, an exchange a day, on a light wire: what each firm does is the very code of
`net.short_rings`; words pass as values, without links, seals or disks.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tuowang.net.ring import KEY_BYTES
from tuowang.net.rings import FoundRing
from tuowang.net.short_rings import (
    LAST_TURN_DAY,
    MOST_FIRMS,
    MOST_SEATS,
    NAME_BYTES,
    TAG_BYTES,
    RingWord,
    Seat,
    Trail,
    TrailAt,
    Way,
    fix,
    hear_ring,
    meet,
    seat_where,
    trails_to_say,
    weigh,
)
from tuowang.sim.market import Edges, Netted

Names = Callable[[], bytes]


class Firm:
    """One firm: its trails, its seats, and what came since its last turn."""

    def __init__(self, name: str, tag: bytes) -> None:
        self.name, self.tag = name, tag
        self.ways: list[Way] = []
        self.heard: dict[TrailAt, Trail] = {}
        self.said: dict[tuple[str, bytes], Trail] = {}
        self.seats: dict[bytes, Seat] = {}
        self.met: set[tuple[TrailAt, TrailAt]] = set()
        self.fresh = True
        self.given: dict[str, int] = {}
        """Seats that a partner's words gave us."""

    def hear(self, partner: str, trails: list[Trail], words: list[RingWord]) -> None:
        """What a partner says."""
        self.fresh = self.fresh or bool(trails)
        for trail in trails:
            at = (partner, trail.at[0][1]), trail.at[1]
            self.heard[at] = trail._replace(at=at, source=None)
        for word in words:
            seat = self.seats.get(word.ring)
            named = self.said.get((partner, word.trail))
            if seat is None and self.given.get(partner, 0) >= MOST_SEATS:
                continue
            took = hear_ring(seat, word, partner, named)
            if took is not None and seat is None:
                self.seats[word.ring] = took
                self.given[partner] = self.given.get(partner, 0) + 1

    def _go_on(self, name: Names) -> list[Trail]:
        """Trails to say, and seats in rings that are met, by what is heard by now."""
        trails = self.heard.values(), self.said.values()
        new = list(trails_to_say(self.tag, self.ways, *trails, name))
        self.said |= {(trail.at[0][0], trail.at[1]): trail for trail in new}
        for one, other in list(meet(self.tag, self.heard.values(), MOST_FIRMS, self.met)):
            self.met.add((one.at, other.at))
            seat = seat_where(name(), one, other)
            self.seats[seat.ring] = seat
        return new

    def act(self, day: int, name: Names) -> dict[str, tuple[list[Trail], list[RingWord]]]:
        """A turn: what is said to each partner."""
        said: dict[str, tuple[list[Trail], list[RingWord]]] = {}
        for trail in self._go_on(name) if self.fresh else ():
            said.setdefault(trail.at[0][0], ([], []))[0].append(trail)
        self.fresh = False
        open_minor = {way.leg: way.open_minor for way in self.ways if way.owing}
        for seat in weigh(open_minor, self.seats.values(), day):
            fix(seat, name().ljust(KEY_BYTES))
        for seat in self.seats.values():
            if seat.changed:
                seat.changed = False
                for at, along in ((seat.creditor, True), (seat.debtor, False)):
                    if at is not None:
                        word = seat.word(along=along)
                        said.setdefault(at[0][0], ([], []))[1].append(word)
        return said


def net_by_courier(edges: Edges, seed: int) -> Netted:
    """An epoch of the courier lane. A ring is settled when it could be locked."""
    name = Random(f"tuowang courier {seed}").randbytes
    firms: dict[str, Firm] = {}
    for number, ((debtor, creditor), amount) in enumerate(edges.items()):
        for one, other, owing in ((debtor, creditor, True), (creditor, debtor, False)):
            firm = firms.setdefault(str(one), Firm(str(one), name(TAG_BYTES)))
            firm.ways.append(Way((str(other), str(number)), "", amount, owing))
    inbox: list[tuple[str, str, tuple[list[Trail], list[RingWord]]]] = []
    messages = 0
    for day in range(LAST_TURN_DAY + 1):
        for partner, hearer, words in inbox:
            firms[hearer].hear(partner, *words)
        inbox = [
            (one, other, words)
            for one, firm in firms.items()
            for other, words in firm.act(day, lambda: name(NAME_BYTES)).items()
        ]
        messages += len(inbox)
    rings = _settled(edges, firms)
    commits = sum(commit_messages(len(ring.firms)) * len(ring.firms) for ring in rings)
    return Netted([], rings, 0, messages, commits)


def commit_messages(size: int) -> int:
    """Of a firm in a ring that is settled; counted in the flow by its tests."""
    return 6 + 2 * (size // 2) if size > 2 else 4


def _settled(edges: Edges, firms: dict[str, Firm]) -> list[FoundRing]:
    """The rings of which everybody's offer stays, as far as they do not use up a debt."""
    left, places = dict(edges), {}
    for name, firm in firms.items():
        for seat in firm.seats.values():
            places[seat.ring, seat.place] = name
    rings = []
    for firm in firms.values():
        for seat in firm.seats.values():
            terms = seat.terms() if seat.place == 0 else None
            if terms is None:
                continue
            members = [int(places[seat.ring, place]) for place in range(seat.size)]
            ring = FoundRing(terms[0], members)
            if all(left[leg] >= ring.amount for leg in ring.legs):
                rings.append(ring)
                for leg in ring.legs:
                    left[leg] -= ring.amount
    return rings
