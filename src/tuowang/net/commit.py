"""The ring commit of one firm: what may be said of a ring, and when its two legs are settled.

A ring clears the same amount on every leg; a firm has two legs, one towards its debtor (the
receivable) and one towards its creditor (the payable). A firm is harmed if one of them counts as
reduced and the other does not. The rules::

    LOCK       said on a link: I hold the amount of this leg free for this ring
    PREPARE    my ring key's signature over the ring's id; the key signs nothing else, ever
    WALK       I will not prepare; a hint to neighbours, who release at once
    DROPPED    I signed, and released since a neighbour walked; the same hint, from who may not walk
    the whole set of PREPAREs is the certificate: it wins whenever it is seen, from anyone
    a release is provisional: it frees the amount, and a certificate afterwards settles all the same

    SEEN       the witness that the terms name stamped the whole set: then only both are the
               certificate; LAPSED: it never will, so that a release is final

    OPEN -> LOCKED -> PREPARED -> SETTLED;  LOCKED or PREPARED -> RELEASED -> SETTLED (final)

What is said on a link is kept by both of its ends, so a firm with an old disk gets it back; until
then, and for the rings of that time for ever, it signs nothing (`stale`), because it may have said
the opposite already. Everything here is pure; time enters only as the caller's word "it is late".
"""

from __future__ import annotations

from typing import NamedTuple

LOCK, WALK, PREPARE, CERTIFICATE, SETTLED, LAPSED, DROPPED = 1, 2, 4, 8, 16, 32, 128
"""What can have been said of a ring on a link."""

OPEN, LOCKED, PREPARED = "open", "locked", "prepared"
RELEASED, DONE = "released", "settled"

DEBTOR, CREDITOR = 0, 1
"""The two links of a part: the firm that owes me, the firm that I owe."""
BOTH = (DEBTOR, CREDITOR)


class Side(NamedTuple):
    """One link of a part: what I said there, of that what my partner holds, what it said."""

    said: int = 0
    held: int = 0
    heard: int = 0
    settled: bool = False
    healing: bool = False


class Part(NamedTuple):
    """A firm's part in a ring of `size`, at `place`. `signed`: whose PREPAREs I hold, as bits.

    stale: a link began a new epoch since the LOCKs. witnessed: the terms name a witness, without
    whose SEEN the set is no certificate; seen: I hold it.

    A witness says SEEN or LAPSED of a ring, never both. One that lies can undo a release, as if
    there were none; nothing else rests on it.
    """

    size: int
    place: int
    sides: tuple[Side, Side] = (Side(), Side())
    signed: int = 0
    prepared: bool = False
    released: bool = False
    stale: bool = False
    witnessed: bool = False
    seen: bool = False

    @property
    def state(self) -> str:
        """Where the part stands, for people."""
        if any(side.settled for side in self.sides):
            return DONE
        if self.released:
            return RELEASED
        if self.prepared:
            return PREPARED
        return LOCKED if any(side.said & LOCK for side in self.sides) else OPEN


class Commit:
    """The rules. A part goes in, a part comes out; nothing else is read or kept."""

    def lock(self, part: Part, side: int) -> Part:
        """Say LOCK on a link. The caller has seen that the leg's amount is free."""
        assert not part.stale
        return self.say(part, side, LOCK)

    def say(self, part: Part, side: int, facts: int) -> Part:
        """Note that I said something on a link."""
        one = part.sides[side]
        return _with(part, side, one._replace(said=one.said | facts))

    def hear(self, part: Part, side: int, facts: int = 0, signed: int = 0) -> Part:
        """Take what a neighbour said; `signed`: PREPAREs of which the signature was verified."""
        one = part.sides[side]
        part = _with(part, side, one._replace(heard=one.heard | facts))
        return part._replace(signed=part.signed | signed)

    def see(self, part: Part) -> Part:
        """Take the witness's SEEN, which carries the whole set, from whoever shows it."""
        return part._replace(signed=(1 << part.size) - 1, seen=True)

    def lapse(self, part: Part) -> Part:
        """Take the witness's LAPSED, from whoever shows it, and tell both neighbours."""
        for side in BOTH:
            part = self.hear(part, side, LAPSED)
        return self._say_on_both(part, LAPSED)

    def is_final(self, part: Part) -> bool:
        """Whether a release stays one, if the witness is honest."""
        return part.released and bool(part.sides[CREDITOR].heard & LAPSED)

    def holds(self, part: Part, side: int, facts: int) -> Part:
        """My partner's seal says that it holds what I said."""
        one = part.sides[side]
        return _with(part, side, one._replace(held=one.held | (facts & one.said)))

    def may_prepare(self, part: Part) -> bool:
        """Both LOCKs stand sealed on both links, in the epochs that they name, and nobody walked.

        That it is not late, and that the keys beside mine in the terms are those bound on my
        links, is the caller's to check.
        """
        if part.stale or part.prepared or part.released or part.state == DONE:
            return False
        return all(self._both_locked(one) for one in part.sides)

    def _both_locked(self, one: Side) -> bool:
        walked = (one.said | one.heard) & (WALK | LAPSED)
        return bool(one.said & one.held & one.heard & LOCK) and not walked and not one.healing

    def prepare(self, part: Part) -> Part:
        """Sign. To be on the disk before it is sent; a neighbour gets it by `evidence`."""
        part = part._replace(prepared=True, signed=part.signed | 1 << part.place)
        return self._say_on_both(part, PREPARE)

    def may_walk(self, part: Part) -> bool:
        """Whether I can say that I will not prepare: not once I did, or may have and forgot."""
        return part.state == LOCKED and not part.stale and not any(s.healing for s in part.sides)

    def walk(self, part: Part) -> Part:
        """Say so, to both, and release."""
        return self._say_on_both(part, WALK)._replace(released=True)

    def may_release(self, part: Part, *, late: bool) -> bool:
        """On a neighbour's WALK or DROPPED, on LAPSED, or when it is late by my own clock."""
        if part.state not in (LOCKED, PREPARED):
            return False
        return late or any(side.heard & (WALK | LAPSED | DROPPED) for side in part.sides)

    def release(self, part: Part) -> Part:
        """Free the legs, provisionally."""
        return part._replace(released=True)

    def complete(self, part: Part) -> bool:
        """Whether I hold the certificate."""
        whole = part.signed == (1 << part.size) - 1
        return whole and (part.seen or not part.witnessed)

    def to_settle(self, part: Part) -> tuple[int, ...]:
        """The legs still to be settled, both in one transaction; asked again at every start.

        By the certificate, which holds the note of my legs, or because I settled the other leg:
        then I have seen it. Never on a partner's word. Neither a release nor the balance that is
        left speaks against it.
        """
        if not (self.complete(part) or any(side.settled for side in part.sides)):
            return ()
        known = BOTH if self.complete(part) else self._locked(part)
        return tuple(side for side in known if not part.sides[side].settled)

    def _locked(self, part: Part) -> tuple[int, ...]:
        return tuple(side for side in BOTH if part.sides[side].said & LOCK)

    def settle(self, part: Part, side: int) -> Part:
        """Settle one leg, and say so there with the certificate."""
        part = _with(part, side, part.sides[side]._replace(settled=True))
        return self.say(part, side, SETTLED | CERTIFICATE)

    def evidence(self, part: Part, _side: int) -> int:
        """The PREPAREs that both neighbours are to have: all that I hold, even once settled.

        Before I signed they need nothing of me; part of a set binds nobody.
        """
        return part.signed if part.prepared or self.complete(part) else 0

    def lose(self, part: Part, side: int) -> Part:
        """An old disk was put in: the link heals, and its rings are of an older epoch."""
        return _with(part, side, part.sides[side]._replace(healing=True))._replace(stale=True)

    def heal(self, part: Part, side: int, said: int, heard: int, signed: int) -> Part:
        """The partner showed what I had said on a link, and said its own again.

        My LOCK there names both of my legs (the other one in a note that only I can read), so the
        leg on the other link is known again too, whatever is shown there. `signed`: the PREPAREs
        in what was shown; of what I said these are part: my own, or the whole set.
        """
        one = Side(said, said, heard, bool(said & SETTLED))
        part = _with(part, side, one)._replace(signed=part.signed | signed)
        if said & LOCK:
            other = part.sides[1 - side]
            part = _with(part, 1 - side, other._replace(said=other.said | LOCK))
        if said & PREPARE:
            part = part._replace(prepared=True, signed=part.signed | 1 << part.place)
        if said & CERTIFICATE:
            part = self.see(part)
        if said & WALK:
            part = part._replace(released=True)
        return part

    def known(self, part: Part) -> bool:
        """Whether I know my legs, so that a certificate can be honoured."""
        return self.complete(part) or any(side.said & LOCK for side in part.sides)

    def payable_is_free(self, part: Part) -> bool:
        """Whether the amount may be paid, or netted again, towards my creditor.

        After a release: where I never signed; else only once the creditor has signed, so that it
        owes a refund by its own hand, or has walked. The silent creditor's claim stays frozen.
        """
        if not part.released:
            return False
        never = not part.prepared and not part.stale
        return never or bool(part.sides[CREDITOR].heard & (PREPARE | WALK | LAPSED))

    def _say_on_both(self, part: Part, facts: int) -> Part:
        return self.say(self.say(part, DEBTOR, facts), CREDITOR, facts)


def _with(part: Part, side: int, one: Side) -> Part:
    sides = (one, part.sides[1]) if side == DEBTOR else (part.sides[0], one)
    return part._replace(sides=sides)
