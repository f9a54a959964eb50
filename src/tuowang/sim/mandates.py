"""Netting under liars where firms go off and leave a mandate, and come back at any time.

A relay plays the parts that it locks; its principal has a book of its own, and settles in it what
a neighbour or the relay proves, both legs at once. Mandates end by the relay's word or by clocks
that agree on nothing; afterwards the principal plays itself, over the same invoices. Relays crash
and get old disks like any firm, or burn for ever; principals get old disks, too.
"""

from __future__ import annotations

from random import Random

from tuowang.net.commit import BOTH, CREDITOR, DEBTOR, LOCKED, OPEN, PREPARED, Commit
from tuowang.net.commit import DONE as CLEARED
from tuowang.sim.netting import Ring, Schedule

Place = tuple[int, int]
"""A ring's number and a place in it."""


class Mandates:
    """What a principal makes of a proof; a planted fault changes it."""

    def legs(self) -> tuple[int, ...]:
        """Which legs are settled by one."""
        return BOTH

    def is_whole(self, ring: Ring) -> bool:
        """Whether what a liar can show of a ring is a certificate."""
        return ring.made == (1 << len(ring.firms)) - 1

    def partners_tell(self) -> bool:
        """Whether neighbours, too, show the certificate, and are shown it."""
        return True


class MandateSchedule(Schedule):
    """One market in which some honest firms have a relay. Same seed, same schedule."""

    def __init__(
        self, seed: int, rules: Commit | None = None, mandates: Mandates | None = None
    ) -> None:
        super().__init__(seed, rules)
        self.mandates = mandates or Mandates()
        self.chance = Random(f"tuowang mandates {seed}")
        honest = sorted({self.firm_of(key) for key in self.parts})
        self.served = {firm for firm in honest if self.chance.randrange(2)}
        self.away = set(self.served)
        self.over: set[int] = set()
        self.ended: set[int] = set()
        self.burnt: set[int] = set()
        self.by_relay: set[Place] = set()
        self.book: dict[Place, set[int]] = {}
        self._as_relay = False

    def firm_of(self, key: Place) -> int:
        """The firm at a place."""
        number, place = key
        return self.rings[number].firms[place]

    def is_gone(self, number: int, place: int) -> bool:
        """Whether a part's relay has burnt."""
        key = number, place
        return key in self.by_relay and self.firm_of(key) in self.burnt

    def _is_silent(self, number: int, place: int) -> bool:
        key = number, place
        own = self.firm_of(key) in self.away and key not in self.by_relay
        return self.is_gone(number, place) or (own and self.parts[key].state != OPEN)

    def legs(self, number: int, place: int) -> tuple[bool, bool]:
        """In the principal's book, where a relay plays."""
        key = number, place
        if key not in self.by_relay:
            return super().legs(number, place)
        found = self.book.get(key, set())
        return DEBTOR in found, CREDITOR in found

    # What happens

    def _happen(self, number: int, place: int) -> None:
        firm = self.firm_of((number, place))
        if firm in self.served and self.chance.randrange(3) == 0:
            self._happen_aside(number, place, firm)
        elif not self._is_silent(number, place):
            super()._happen(number, place)

    def _happen_aside(self, number: int, place: int, firm: int) -> None:
        what = self.chance.randrange(100)
        if what < 20:
            self.away ^= {firm}
        elif what < 55:
            self._tell(number, place)
        elif what < 75:
            self._pass_on(number, place)
        elif what < 83:
            self._revoke(firm)
        elif what < 85:  # by a clock, whatever the relay thinks
            self.over.add(firm)
        elif what < 87:
            self.ended.add(firm)
        elif what < 88:
            self.burnt.add(firm)
        elif what < 90 and firm not in self.away:
            self.book = {key: s for key, s in self.book.items() if self.firm_of(key) != firm}

    def _lock(self, number: int, place: int) -> None:
        key, firm = (number, place), self.firm_of((number, place))
        if firm not in self.served:
            super()._lock(number, place)
            return
        can = [True] * (firm not in self.ended | self.burnt)
        can += [False] * (firm in self.over and firm not in self.away)
        if self.parts[key].state != OPEN or not can:
            return
        self._as_relay = self.chance.choice(can)
        super()._lock(number, place)
        if self._as_relay and self.parts[key].state == LOCKED:
            self.by_relay.add(key)

    def free(self, firm: int, ring: Ring, place: int, side: int) -> int:
        """Relay and principal do not know each other's parts; the principal knows its book."""
        if firm not in self.served:
            return super().free(firm, ring, place, side)
        invoice = ring.invoice(place, side)
        left = self.owed[invoice]
        for key, amount, part in self._parts_on(firm, invoice, side):
            if (key in self.by_relay) == self._as_relay:
                left -= amount if self._holds(part, side) else 0
            elif not self._as_relay and side in self.book.get(key, ()):
                left -= amount
        return left

    def _deliver(self, number: int, place: int, side: int) -> None:
        there = number, self.rings[number].neighbour(place, side)
        if self._is_silent(number, place) or (there in self.parts and self._is_silent(*there)):
            return
        super()._deliver(number, place, side)

    def _settle(self, number: int, place: int, *, cut_short: bool = False) -> None:
        if not self._is_silent(number, place):
            super()._settle(number, place, cut_short=cut_short)

    def _old_disk(self, number: int, place: int) -> None:
        """Of the relay alone, or of the firm alone."""
        key = number, place
        before = dict(self.parts)
        super()._old_disk(number, place)
        for one, part in before.items():
            if (one in self.by_relay) != (key in self.by_relay):
                self.parts[one] = part

    def _heal(self, number: int, place: int, side: int, *, calm: bool = False) -> None:
        there = number, self.rings[number].neighbour(place, side)
        part = self.parts[number, place]
        if there not in self.parts or not self._is_silent(*there):
            super()._heal(number, place, side, calm=calm)
        elif calm and part.sides[side].healing:
            one = part.sides[side]
            self._put(number, place, self.rules.heal(part, side, one.said, one.heard, 0))

    # Between relay, neighbours and principal

    def _tell(self, number: int, place: int) -> None:
        """Whoever may have the certificate shows it to the principal."""
        key, ring = (number, place), self.rings[number]
        if key not in self.by_relay or self.firm_of(key) in self.away:
            return
        if self.parts[key].state == CLEARED and not self.is_gone(number, place):
            both = all(side.settled for side in self.parts[key].sides)
            self._prove(key, whole=both)
        for side in BOTH if self.mandates.partners_tell() else ():
            there = number, ring.neighbour(place, side)
            other = self.parts.get(there)
            if other is None:
                self._prove(
                    key, whole=self.mandates.is_whole(ring) and self.chance.randrange(2) == 0
                )
            elif other.sides[1 - side].settled and not self._is_silent(*there):
                self._prove(key, whole=True)

    def _prove(self, key: Place, *, whole: bool) -> None:
        if whole:
            self.book.setdefault(key, set()).update(self.mandates.legs())

    def _pass_on(self, number: int, place: int) -> None:
        """The principal gives the certificate to both neighbours, and to theirs."""
        key, ring = (number, place), self.rings[number]
        if not self.book.get(key) or not self.mandates.partners_tell():
            return
        for side in BOTH:
            there = number, ring.neighbour(place, side)
            other = self.parts.get(there)
            if there in self.by_relay and self.firm_of(there) not in self.away:
                self._prove(there, whole=True)
            if other is not None and not self._is_silent(*there):
                self._put(*there, other._replace(signed=(1 << len(ring.firms)) - 1))

    def _revoke(self, firm: int) -> None:
        """The principal asks; the relay answers when nothing of its own is under way."""
        if firm in self.away | self.burnt:
            return
        self.ended.add(firm)
        mine = [key for key in self.by_relay if self.firm_of(key) == firm]
        if not any(self.parts[key].state in (LOCKED, PREPARED) for key in mine):
            for key in mine:
                self._tell(*key)
            self.over.add(firm)

    def _calm_aside(self, number: int, place: int) -> None:
        self.away.clear()
        self._tell(number, place)
        self._pass_on(number, place)
