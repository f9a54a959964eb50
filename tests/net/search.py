"""An explicit-state search over the ring commit: every order of everything that can happen.

Honest firms run `net.commit.Commit`; the others are the adversary: they collude, know every
signature that was ever made, and give any of them to anyone at any time. Firms crash between their
legs, and old disks are put in; what a liar shows of a healing firm's log is what it likes. Words
between honest firms may be late for ever, until the calm: then they arrive, and dates pass.

What a firm can do alone, and what passes between two, is worked out once for each of its states;
a state of the world is a tuple of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.net.commit import (
    BOTH,
    CREDITOR,
    DEBTOR,
    LOCK,
    LOCKED,
    OPEN,
    PREPARE,
    PREPARED,
    RELEASED,
    SETTLED,
    Commit,
    Part,
)
from tuowang.net.commit import DONE as CLEARED
from tuowang.net.commit import Side as LinkSide

Numbers = tuple[int, ...]
"""A world: for each honest firm its place in `World.firms`; PREPAREs made; WALKs said; restores."""


class Firm(NamedTuple):
    """An honest firm. forgotten: what it had said on its links before an old disk was put in."""

    part: Part
    forgotten: tuple[int, int] = (0, 0)


class Step(NamedTuple):
    """What a firm did alone."""

    after: int
    made: int = 0
    walked: int = 0
    restores: int = 0


class Found(Exception):
    """A property does not hold; the message says which, and where."""


class World:
    """A ring of `size` firms, of which `liars` lie; `restores` old disks may be put in."""

    def __init__(
        self, size: int, liars: frozenset[int], restores: int = 0, rules: Commit | None = None
    ) -> None:
        self.size, self.liars, self.restores = size, liars, restores
        self.rules = rules or Commit()
        self.honest = [firm for firm in range(size) if firm not in liars]
        self.lies = sum(1 << firm for firm in liars)
        self.firms: list[Firm] = []
        self.numbers: dict[Firm, int] = {}
        self.alone: dict[int, list[Step]] = {}
        self.between: dict[tuple[int, int, int], tuple[int, int]] = {}
        self.started: dict[int, int] = {}
        self.told: dict[tuple[int, int], int] = {}
        self.ends: dict[Numbers, Numbers] = {}
        places = {firm: place for place, firm in enumerate(self.honest)}
        self.pairs = [  # a firm's place, its creditor's place
            (places[firm], places[(firm + 1) % size])
            for firm in self.honest
            if (firm + 1) % size in places
        ]

    def number(self, firm: Firm) -> int:
        """A firm's number."""
        found = self.numbers.get(firm)
        if found is None:
            found = self.numbers[firm] = len(self.firms)
            self.firms.append(firm)
        return found

    def first(self) -> Numbers:
        """Nobody has said anything."""
        firms = [self.number(Firm(Part(self.size, firm))) for firm in self.honest]
        return (*firms, self.lies, 0, self.restores)

    def search(self, most: int = 10**8) -> int:
        """Visit every state that can be reached; `Found` where one is wrong. How many there are."""
        first = self.first()
        known, stack = {first}, [first]
        checked: set[Numbers] = set()
        while stack:
            state = stack.pop()
            self.check_always(state)
            end = self.calm(state)
            if end not in checked:
                checked.add(end)
                self.check_calm(end)
            for after in self.steps(state):
                if after not in known:
                    known.add(after)
                    stack.append(after)
            assert len(known) <= most, "too many states"
        return len(known)

    # What can happen

    def steps(self, state: Numbers) -> Iterator[Numbers]:
        """Every state one step on."""
        made, walked, restores = state[-3:]
        for place in range(len(self.honest)):
            number = state[place]
            before, behind = state[:place], state[place + 1 : -3]
            for step in self.steps_alone(number):
                if step.restores <= restores:
                    yield (
                        *before,
                        step.after,
                        *behind,
                        made | step.made,
                        walked | step.walked,
                        restores - step.restores,
                    )
            told = self.learn(number, made)
            if told != number:
                yield (*before, told, *behind, made, walked, restores)
        for one, other in self.pairs:
            for side in BOTH:
                yield self.exchanged(state, one, other, side)

    def exchanged(self, state: Numbers, one: int, other: int, side: int) -> Numbers:
        """A debtor and its creditor: one's words arrive, or one's link heals by the other's."""
        key = (state[one], state[other], side)
        found = self.between.get(key)
        if found is None:
            debtor, creditor = self.firms[key[0]], self.firms[key[1]]
            if side == DEBTOR:
                debtor, creditor = self.meet(debtor, CREDITOR, creditor)
            else:
                creditor, debtor = self.meet(creditor, DEBTOR, debtor)
            found = self.between[key] = (self.number(debtor), self.number(creditor))
        after = list(state)
        after[one], after[other] = found
        return tuple(after)

    def meet(self, firm: Firm, side: int, other: Firm) -> tuple[Firm, Firm]:
        """The link of a firm heals, or its words arrive at its honest neighbour."""
        part, there = firm.part, other.part
        mine, theirs = part.sides[side], there.sides[1 - side]
        if theirs.healing:
            return firm, other
        if mine.healing:
            facts, heard = theirs.heard | mine.said, theirs.said | mine.heard
            part = self.rules.heal(part, side, facts, heard, there.signed)
            return firm._replace(part=part), other
        signed = self.rules.evidence(part, side) if mine.said & LOCK else 0
        there = self.rules.hear(there, 1 - side, mine.said, signed)
        part = self.rules.holds(part, side, mine.said)
        return firm._replace(part=part), other._replace(part=there)

    def learn(self, number: int, made: int) -> int:
        """The adversary gives a firm every signature that exists."""
        key = (number, made)
        if key not in self.told:
            firm = self.firms[number]
            part = firm.part
            if self.rules.known(part):
                part = part._replace(signed=part.signed | made)
            self.told[key] = self.number(firm._replace(part=part))
        return self.told[key]

    def steps_alone(self, number: int) -> list[Step]:
        """What a firm can do alone, or what its liars can show it."""
        if number not in self.alone:
            firm = self.firms[number]
            self.alone[number] = [*self.decisions(firm), *self.old_disks(firm), *self.lied(firm)]
        return self.alone[number]

    def step(self, firm: Firm, part: Part, made: int = 0, walked: int = 0) -> Step:
        """A step to another part."""
        return Step(self.number(firm._replace(part=part)), made, walked)

    def settles(self, part: Part) -> tuple[int, ...]:
        """The legs that a firm settles now."""
        return self.rules.to_settle(part)

    def decisions(self, firm: Firm) -> Iterator[Step]:
        """What a firm decides, or its clock; settling is one transaction that may be cut short."""
        part, rules = firm.part, self.rules
        if part.state == OPEN and not part.stale:
            yield self.step(firm, self.locked(part))
        if rules.may_prepare(part):
            yield from self.prepares(firm)
        if rules.may_walk(part):
            yield self.step(firm, rules.walk(part), walked=1 << part.place)
        if rules.may_release(part, late=True):
            yield self.step(firm, rules.release(part))
        sides = self.settles(part)
        if sides:
            yield self.step(firm, self.settled(part, sides))
            yield self.step(firm, self.settled(part, sides[:1]))

    def prepares(self, firm: Firm) -> Iterator[Step]:
        """On the disk, then sent."""
        yield self.step(firm, self.rules.prepare(firm.part), made=1 << firm.part.place)

    def locked(self, part: Part) -> Part:
        """A liar holds and says its LOCK at once; where it does not, nothing ever happens."""
        for side in BOTH:
            part = self.rules.lock(part, side)
            if self.lies_at(part.place, side):
                part = self.rules.holds(self.rules.hear(part, side, LOCK), side, LOCK)
        return part

    def lies_at(self, firm: int, side: int) -> bool:
        """Whether a liar stands at the other end of a link."""
        return (firm + (1 if side == CREDITOR else -1)) % self.size in self.liars

    def settled(self, part: Part, sides: tuple[int, ...]) -> Part:
        """Settle some legs."""
        for side in sides:
            part = self.rules.settle(part, side)
        return part

    def old_disks(self, firm: Firm) -> Iterator[Step]:
        """An older disk: empty, only the LOCKs, or all but what was settled or walked away from."""
        part, old = firm.part, firm.forgotten
        lost = (old[0] | part.sides[0].said, old[1] | part.sides[1].said)
        for facts in (0, LOCK, LOCK | PREPARE):
            sides = [
                LinkSide(one.said & facts, one.held & facts, one.heard & facts)
                for one in part.sides
            ]
            prepared = part.prepared and bool(facts & PREPARE)
            signed = 1 << part.place if prepared else 0
            older = Part(self.size, part.place, (sides[0], sides[1]), signed, prepared)
            older = older._replace(stale=part.stale, witnessed=part.witnessed)
            for side in BOTH:
                older = self.rules.lose(older, side)
            yield Step(self.number(Firm(older, lost)), restores=1)

    def lied(self, firm: Firm) -> Iterator[Step]:
        """A liar shows a healing firm nothing of its log, its LOCK, or everything."""
        part = firm.part
        for side in BOTH:
            if part.sides[side].healing and self.lies_at(part.place, side):
                lost = firm.forgotten[side]
                for facts in (0, lost & LOCK, lost):
                    yield self.step(firm, self.lied_to(part, side, facts))
            elif self.lies_at(part.place, side) and part.state in (LOCKED, PREPARED):
                yield self.step(firm, self.rules.hear(part, side, SETTLED))

    def lied_to(self, part: Part, side: int, facts: int) -> Part:
        """A link heals by what a liar shows; what the disk still has stands behind it."""
        one = part.sides[side]
        facts |= one.said
        return self.rules.heal(part, side, facts, one.heard | (facts & LOCK), 0)

    # What must hold

    def check_always(self, state: Numbers) -> None:
        """Nobody settles without having signed; nobody both signs and walks."""
        made, walked, _ = state[-3:]
        if made & walked & ~self.lies:
            raise Found(f"signed and walked: {self.told_of(state)}")
        for place, firm in enumerate(self.honest):
            if self.firms[state[place]].part.state == CLEARED and not made >> firm & 1:
                raise Found(f"{firm} settled without its consent: {self.told_of(state)}")

    def told_of(self, state: Numbers) -> list[Firm]:
        """A state, readable."""
        return [self.firms[number] for number in state[:-3]]

    def calm(self, state: Numbers) -> Numbers:
        """No more lies: links heal and deliver, firms start again, and at last dates pass."""
        path = []
        while state not in self.ends:
            path.append(state)
            after = self.calmer(state)
            if after == state:
                break
            state = after
        end = self.ends.get(state, state)
        for one in path:
            self.ends[one] = end
        return end

    def calmer(self, state: Numbers) -> Numbers:
        """One step of the calm."""
        for place in range(len(self.honest)):
            after = self.redone(state[place])
            if after != state[place]:
                return (*state[:place], after, *state[place + 1 :])
        for one, other in self.pairs:
            for side in BOTH:
                exchanged = self.exchanged(state, one, other, side)
                if exchanged != state:
                    return exchanged
        for place in range(len(self.honest)):
            firm = self.firms[state[place]]
            if self.rules.may_release(firm.part, late=True):
                after = self.step(firm, self.rules.release(firm.part)).after
                return (*state[:place], after, *state[place + 1 :])
        return state

    def redone(self, number: int) -> int:
        """A firm starts again: what a liar will not show is not waited for; legs are settled."""
        if number not in self.started:
            firm = self.firms[number]
            part = firm.part
            for side in BOTH:
                if part.sides[side].healing and self.lies_at(part.place, side):
                    part = self.lied_to(part, side, 0)
            part = self.settled(part, self.settles(part))
            self.started[number] = self.number(firm._replace(part=part))
        return self.started[number]

    def check_calm(self, state: Numbers) -> None:
        """Nothing is locked; each firm's legs agree; each pair's books agree."""
        for place, firm in enumerate(self.honest):
            part = self.firms[state[place]].part
            if part.state not in (OPEN, RELEASED, CLEARED):
                raise Found(f"{firm} is locked for ever: {self.told_of(state)}")
            if part.sides[DEBTOR].settled != part.sides[CREDITOR].settled:
                raise Found(f"{firm} is half cleared: {self.told_of(state)}")
        for one, other in self.pairs:
            debtor, creditor = self.firms[state[one]].part, self.firms[state[other]].part
            if debtor.sides[CREDITOR].settled != creditor.sides[DEBTOR].settled:
                raise Found(f"two books differ: {self.told_of(state)}")
