"""Netting under liars: rings that overlap on their invoices, in a random order of everything.

Some firms of a small market lie: they collude, know every signature, and give them to whom and
when it hurts. Words between honest firms may be late until the calm; firms crash between their
legs; old disks are put in. Then nobody may be half cleared, nothing locked for ever, both books
of a pair the same, and every honest firm's net position what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import msgspec

from tuowang.net.commit import BOTH, CREDITOR, DEBTOR, LOCK, LOCKED, OPEN, PREPARED, Commit, Part
from tuowang.net.commit import DONE as CLEARED
from tuowang.net.commit import Side as LinkSide

STEPS_A_FIRM = 60
CALM_ROUNDS = 200


class NettingVerdict(msgspec.Struct):
    """What was wrong when the calm was over, and what happened on the way.

    undone: releases that the LAPSED of an honest witness made final, and that a certificate undid;
    misled: those of a lying one; final: those that stood.
    """

    half_cleared: int = 0
    locked: int = 0
    books_differ: int = 0
    positions_changed: int = 0
    contradictions: int = 0
    undone: int = 0
    settled: int = 0
    refunds: int = 0
    final: int = 0
    misled: int = 0

    def wrong(self) -> dict[str, int]:
        """What must be 0."""
        names = ("half_cleared", "locked", "books_differ", "positions_changed", "contradictions")
        return {name: getattr(self, name) for name in (*names, "undone")}


class Ring:
    """Firms in order; `invoices[k]` is what firm k owes the next one."""

    def __init__(self, firms: list[int], amount: int) -> None:
        self.firms = firms
        self.amount = amount
        self.made = 0
        self.walked = 0

    def neighbour(self, place: int, side: int) -> int:
        """The place at the other end of a link."""
        return (place + (1 if side == CREDITOR else -1)) % len(self.firms)

    def invoice(self, place: int, side: int) -> tuple[int, int]:
        """Debtor and creditor of a leg."""
        one, other = self.firms[place], self.firms[self.neighbour(place, side)]
        return (one, other) if side == CREDITOR else (other, one)


class Schedule:
    """One market, one random order. Same seed, same schedule."""

    def __init__(self, seed: int, rules: Commit | None = None) -> None:
        self.random = Random(f"tuowang netting {seed}")
        self.rules = rules or Commit()
        draw = self.random
        firms = draw.randrange(3, 8)
        self.liars = frozenset(draw.sample(range(firms), draw.randrange(firms)))
        self.owed: dict[tuple[int, int], int] = {}
        self.rings = [self._draw_ring(firms) for _ in range(draw.randrange(1, 5))]
        self.parts: dict[tuple[int, int], Part] = {}
        self.forgotten: dict[tuple[int, int, int], int] = {}
        for number, ring in enumerate(self.rings):
            for place, firm in enumerate(ring.firms):
                if firm in self.liars:
                    ring.made |= 1 << place
                else:
                    self.parts[number, place] = Part(len(ring.firms), place)

    def _draw_ring(self, firms: int) -> Ring:
        draw = self.random
        ring = draw.sample(range(firms), draw.randrange(2, min(firms, 5) + 1))
        if self.owed and draw.randrange(3):  # overlap: begin with an invoice of an earlier ring
            one, other = draw.choice(sorted(self.owed))
            ring = [one, other, *(firm for firm in ring if firm not in (one, other))]
        amount = draw.randrange(1, 5) * 10
        for place, firm in enumerate(ring):
            key = (firm, ring[(place + 1) % len(ring)])
            self.owed[key] = max(self.owed.get(key, 0), amount + draw.choice((0, 0, 0, 10)))
        return Ring(ring, amount)

    def run(self) -> NettingVerdict:
        """Storm, calm, check."""
        verdict = NettingVerdict()
        keys = sorted(self.parts)
        for _ in range(STEPS_A_FIRM * len(keys)):
            self._happen(*self.random.choice(keys))
        self._calm(keys)
        self._judge(verdict)
        return verdict

    # What happens

    def _happen(self, number: int, place: int) -> None:
        part, ring = self.parts[number, place], self.rings[number]
        what = self.random.randrange(100)
        side = self.random.choice(BOTH)
        if what < 20:
            self._deliver(number, place, side)
        elif what < 40:
            self._lock(number, place)
        elif what < 60 and self.rules.may_prepare(part):
            self._put(number, place, self.rules.prepare(part))
            ring.made |= 1 << place
        elif what == 60 and self.random.randrange(4) == 0 and self.rules.may_walk(part):
            self._put(number, place, self.rules.walk(part))
            ring.walked |= 1 << place
        elif what < 70 and self.rules.may_release(part, late=what == 66):
            self._put(number, place, self.rules.release(part))
        elif what < 75 and self.rules.known(part):
            self._put(number, place, part._replace(signed=part.signed | ring.made))
        elif what < 85:
            self._settle(number, place, cut_short=self.random.randrange(4) == 0)
        elif what < 90:
            self._lie(number, place, side)
        elif what < 91:
            if self.random.randrange(8) == 0:
                self._old_disk(number, place)
        else:
            self._heal(number, place, side)

    def _put(self, number: int, place: int, part: Part) -> None:
        self.parts[number, place] = part

    def _lock(self, number: int, place: int) -> None:
        """Both legs, where both are free in one's own book; a liar answers at once."""
        part, ring = self.parts[number, place], self.rings[number]
        if part.state != OPEN or part.stale or any(one.healing for one in part.sides):
            return
        if any(self.free(ring.firms[place], ring, place, side) < ring.amount for side in BOTH):
            return
        for side in BOTH:
            part = self.rules.lock(part, side)
            if ring.firms[ring.neighbour(place, side)] in self.liars:
                part = self.rules.holds(self.rules.hear(part, side, LOCK), side, LOCK)
        self._put(number, place, part)

    def free(self, firm: int, ring: Ring, place: int, side: int) -> int:
        """What a firm's own book leaves free of an invoice."""
        parts = self._parts_on(firm, ring.invoice(place, side), side)
        held = sum(amount for _, amount, part in parts if self._holds(part, side))
        return self.owed[ring.invoice(place, side)] - held

    def _parts_on(
        self, firm: int, invoice: tuple[int, int], side: int
    ) -> Iterator[tuple[tuple[int, int], int, Part]]:
        """The firm's parts in rings over an invoice: ring and place, the amount, the part."""
        for (number, there), part in self.parts.items():
            other = self.rings[number]
            if other.firms[there] == firm and other.invoice(there, side) == invoice:
                yield (number, there), other.amount, part

    def _holds(self, part: Part, side: int) -> bool:
        """Whether a part keeps its amount from other rings."""
        if side == CREDITOR and part.released and part.state != CLEARED:
            return not self.rules.payable_is_free(part)
        return part.state in (LOCKED, PREPARED, CLEARED) or part.stale

    def _deliver(self, number: int, place: int, side: int) -> None:
        ring = self.rings[number]
        there = (number, ring.neighbour(place, side))
        part, other = self.parts[number, place], self.parts.get(there)
        if other is None or part.sides[side].healing or other.sides[1 - side].healing:
            return
        said = part.sides[side].said
        signed = self.rules.evidence(part, side) if said & LOCK else 0
        self.parts[there] = self.rules.hear(other, 1 - side, said, signed)
        self._put(number, place, self.rules.holds(part, side, said))

    def _settle(self, number: int, place: int, *, cut_short: bool = False) -> None:
        part = self.parts[number, place]
        for side in self.rules.to_settle(part):
            part = self.rules.settle(part, side)
            if cut_short:
                break
        self._put(number, place, part)

    def _lie(self, number: int, place: int, side: int) -> None:
        """A liar says anything that no signature is asked for."""
        ring, part = self.rings[number], self.parts[number, place]
        if ring.firms[ring.neighbour(place, side)] in self.liars:
            facts = self.random.choice((2, 4, 8, 16, 30))
            self._put(number, place, self.rules.hear(part, side, facts))

    def _old_disk(self, number: int, place: int) -> None:
        """An older disk of a firm: in all of its rings at once."""
        firm = self.rings[number].firms[place]
        facts = self.random.choice((0, 1, 5))
        for (ring, there), part in list(self.parts.items()):
            if self.rings[ring].firms[there] != firm:
                continue
            for side in BOTH:
                key = (ring, there, side)
                self.forgotten[key] = self.forgotten.get(key, 0) | part.sides[side].said
            one, other = (
                LinkSide(s.said & facts, s.held & facts, s.heard & facts) for s in part.sides
            )
            prepared = part.prepared and facts > LOCK
            signed = 1 << there if prepared else 0
            older = Part(part.size, there, (one, other), signed, prepared, stale=part.stale)
            older = older._replace(witnessed=part.witnessed)
            for side in BOTH:
                older = self.rules.lose(older, side)
            self._put(ring, there, older)

    def _heal(self, number: int, place: int, side: int, *, calm: bool = False) -> None:
        """An honest neighbour shows all that it holds; a liar what it likes, or nothing (calm)."""
        ring, part = self.rings[number], self.parts[number, place]
        one = part.sides[side]
        other = self.parts.get((number, ring.neighbour(place, side)))
        if not one.healing:
            return
        if other is None:
            lost = self.forgotten[number, place, side]
            facts = 0 if calm else self.random.choice((0, lost & LOCK, lost))
            part = self.rules.heal(part, side, facts | one.said, one.heard | (facts & LOCK), 0)
        elif not other.sides[1 - side].healing:
            there = other.sides[1 - side]
            facts, heard = there.heard | one.said, there.said | one.heard
            part = self.rules.heal(part, side, facts, heard, other.signed)
        elif calm:  # both have old disks: each keeps what it has
            part = self.rules.heal(part, side, one.said, one.heard, 0)
        self._put(number, place, part)

    # The end

    def _calm(self, keys: list[tuple[int, int]]) -> None:
        for round_ in range(CALM_ROUNDS):
            before = dict(self.parts)
            for number, place in keys:
                for side in BOTH:
                    self._heal(number, place, side, calm=True)
                    self._deliver(number, place, side)
                self._settle(number, place)
                self._calm_aside(number, place)
                part = self.parts[number, place]
                if round_ > CALM_ROUNDS // 2 and self.rules.may_release(part, late=True):
                    self._put(number, place, self.rules.release(part))
            if before == self.parts and round_ > CALM_ROUNDS // 2 + 2:
                return

    def _calm_aside(self, number: int, place: int) -> None:
        """What else happens in the calm."""

    def legs(self, number: int, place: int) -> tuple[bool, bool]:
        """Whether the two legs are settled in the firm's own book."""
        debtor, creditor = self.parts[number, place].sides
        return debtor.settled, creditor.settled

    def is_gone(self, _number: int, _place: int) -> bool:
        """Whether who plays a part is no more."""
        return False

    def _judge(self, verdict: NettingVerdict) -> None:
        change: dict[int, int] = {}
        cleared: dict[tuple[int, int], int] = {}
        for (number, place), part in self.parts.items():
            ring = self.rings[number]
            debtor, creditor = self.legs(number, place)
            verdict.half_cleared += debtor != creditor
            stuck = part.state in (LOCKED, PREPARED)
            verdict.locked += stuck and not self.is_gone(number, place)
            verdict.contradictions += bool(ring.made & ring.walked & 1 << place)
            verdict.settled += part.state == CLEARED
            there = number, ring.neighbour(place, CREDITOR)
            if there in self.parts:
                verdict.books_differ += creditor != self.legs(*there)[DEBTOR]
            firm = ring.firms[place]
            moved = ring.amount * (creditor - debtor)
            change[firm] = change.get(firm, 0) + moved
            invoice = ring.invoice(place, CREDITOR)
            cleared[invoice] = cleared.get(invoice, 0) + ring.amount * creditor
        verdict.positions_changed = sum(moved != 0 for moved in change.values())
        verdict.refunds = sum(amount > self.owed[invoice] for invoice, amount in cleared.items())
