"""Netting under liars where the terms of rings name a witness, honest or not.

Some firms of a ring have a link to its witness and ask it; what it says travels along the ring.
An honest witness stamps the whole set or lets the ring lapse, never both; one that lies does both,
for anyone, at any time. With an honest one a release that it made final is never undone; with a
liar that is all that is lost.
"""

from __future__ import annotations

from random import Random

from tuowang.net.commit import DONE as CLEARED
from tuowang.net.commit import LAPSED, LOCK, LOCKED, PREPARED, Commit, Part
from tuowang.sim.netting import CALM_ROUNDS, NettingVerdict, Schedule


class Witness:
    """The witness of one ring. asked_by: the places that have a link to it."""

    def __init__(self, chance: Random, size: int) -> None:
        self.chance = chance
        self.lies = chance.randrange(4) == 0
        self.asked_by = frozenset(chance.sample(range(size), chance.randrange(1, size + 1)))
        self.seen = False
        self.lapsed = False

    def stamp(self, *, whole: bool, late: bool) -> None:
        """Somebody asks. whole: with the set; late: by its own clock the date has passed."""
        if self.lies:
            self.seen = self.seen or (whole and self.chance.randrange(2) == 0)
            self.lapsed = self.lapsed or self.chance.randrange(2) == 0
        elif not (self.seen or self.lapsed):
            self.seen = whole and not late
            self.lapsed = late


class WitnessSchedule(Schedule):
    """One market of which most rings have a witness. Same seed, same schedule."""

    witness = Witness

    def __init__(self, seed: int, rules: Commit | None = None) -> None:
        super().__init__(seed, rules)
        self.chance = Random(f"tuowang witnesses {seed}")
        self.witnesses = {
            number: self.witness(self.chance, len(ring.firms))
            for number, ring in enumerate(self.rings)
            if self.chance.randrange(5)
        }
        self.told_lapsed: set[tuple[int, int]] = set()
        for (number, place), part in self.parts.items():
            if number in self.witnesses:
                self._put(number, place, part._replace(witnessed=True))

    def _put(self, number: int, place: int, part: Part) -> None:
        super()._put(number, place, part)
        if part.sides[0].heard & LAPSED:  # whatever disks forget
            self.told_lapsed.add((number, place))

    def _happen(self, number: int, place: int) -> None:
        witness = self.witnesses.get(number)
        what = self.chance.randrange(100)
        if witness is None or what >= 16:
            super()._happen(number, place)
        elif what < 12:
            self._ask(number, place, witness, late=what < 2)
        else:
            self._liars_ask(number, place, witness, late=what == 15)

    def _ask(self, number: int, place: int, witness: Witness, *, late: bool) -> None:
        """Who signed asks, and is told; an old disk asks again."""
        part = self.parts[number, place]
        if place in witness.asked_by and (part.prepared or self.rules.complete(part)):
            witness.stamp(whole=part.signed == (1 << part.size) - 1, late=late)
            self._told(number, place, witness)

    def _liars_ask(self, number: int, place: int, witness: Witness, *, late: bool) -> None:
        """They know every signature, and show what they get, or not."""
        ring = self.rings[number]
        if any(ring.firms[one] in self.liars for one in witness.asked_by):
            witness.stamp(whole=ring.made == (1 << len(ring.firms)) - 1, late=late)
            if self.chance.randrange(2):
                self._told(number, place, witness)

    def _told(self, number: int, place: int, witness: Witness) -> None:
        """What the witness said reaches a firm; of two stamps either first."""
        part = self.parts[number, place]
        if not self.rules.known(part):
            return
        if witness.seen and (not witness.lapsed or self.chance.randrange(2)):
            part = self.rules.see(part)
        elif witness.lapsed:
            part = self.rules.lapse(part)
        self._put(number, place, part)

    def _deliver(self, number: int, place: int, side: int) -> None:
        super()._deliver(number, place, side)
        there = (number, self.rings[number].neighbour(place, side))
        part, other = self.parts[number, place], self.parts.get(there)
        one = part.sides[side]
        if other is None or one.healing or other.sides[1 - side].healing:
            return
        if part.seen and one.said & LOCK:
            self._put(*there, self.rules.see(other))
        if one.said & LAPSED and not self.parts[there].sides[side].said & LAPSED:
            self._put(*there, self.rules.lapse(self.parts[there]))

    def _calm(self, keys: list[tuple[int, int]]) -> None:
        self.rounds = 0
        super()._calm(keys)

    def _calm_aside(self, number: int, place: int) -> None:
        self.rounds += 1
        witness = self.witnesses.get(number)
        if witness is not None and self.parts[number, place].state in (LOCKED, PREPARED):
            late = self.rounds > len(self.parts) * CALM_ROUNDS // 4
            self._ask(number, place, witness, late=late)

    def _judge(self, verdict: NettingVerdict) -> None:
        super()._judge(verdict)
        for number, place in sorted(self.told_lapsed):
            undone = self.parts[number, place].state == CLEARED
            honest = not self.witnesses[number].lies
            verdict.undone += undone and honest
            verdict.misled += undone and not honest
            verdict.final += not undone
