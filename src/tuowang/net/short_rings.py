"""Short rings with one exchange a day: trails that meet in the middle, then a few rounds of offers.

A *trail* is a walk of at most three debts, said from partner to partner under names that are used
once: *along* the debts, or against them. A tag tells only which trails began at one firm, and a
firm passes on only trails of a smaller tag than its own; so each ring is met once, at the firm
that holds a trail of the same tag from both sides, in three days. From there its members get to
know that they have a *seat* in it.

A debt is kept by its debtor. Every day each member says of its debt, both ways round the ring,

    price   in powers of two, in thousandths: how dear it is; the most where the firm takes no part
    offer   what is left of it for this ring, after those that come first

and passes on what it heard, so that all know all of a ring's debts, up to three days late. Rings
of the least price a debt come first. A debt that is asked for more than is open, each ring
counting less the dearer it is, becomes dearer, else cheaper (`PRICE_DAY`: the last of these days,
on which prices come near those of a linear program); then one of which the rings leave something
becomes cheaper, since it is in nobody's way (`LEFT_DAY`); then prices stay. A ring takes the
least of its offers. From its day on (`FIX_DAYS`: rings of few firms are committed in fewer days,
and fill what is left) an offer stays as it is; who knows that all stay locks the ring, on the same
terms as all others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Annotated, NamedTuple

import msgspec

from tuowang.net.ring import KEY_BYTES

MOST_HOPS, MOST_FIRMS = 3, 6
PRICE_DAY, LEFT_DAY = 10, 14
FIX_DAYS = {2: 27, 3: 27, 4: 25, 5: 25, 6: 23}
"""By size: from a ring's fifth day, or seventh with six firms, all have its certificate."""
LATE_DAYS = 2
"""So late may a firm that was away still say that its offer stays."""
LAST_TURN_DAY = max(FIX_DAYS.values()) + LATE_DAYS
MOST_TRAILS, MOST_SEATS = 2000, 2000
"""Of one partner: trails that are kept, seats that its words may give us."""
NAME_BYTES, TAG_BYTES = 12, 12
WHOLE, MOST_PRICE = 1000, 10**9
GAIN, LEFT_GAIN = 2800, 150
DAILY_LIFT = 150
_MOST_STEP = 2500
_SCALE = 60
"""Divides by 2 to 6."""

Leg = tuple[str, str]
"""A debt as one of its two firms knows it: the partner, the claim."""
TrailAt = tuple[Leg, bytes]
"""A trail's name on a debt, which only its two firms know."""
Name = Annotated[bytes, msgspec.Meta(min_length=NAME_BYTES, max_length=NAME_BYTES)]


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """What a firm says of its debt in a ring. key: its key in the ring, once the offer stays."""

    offer_minor: Annotated[int, msgspec.Meta(ge=0, le=10**15)]
    price: Annotated[int, msgspec.Meta(ge=0, le=MOST_PRICE)]
    key: Annotated[bytes, msgspec.Meta(max_length=KEY_BYTES)] = b""


class RingWord(msgspec.Struct, frozen=True, array_like=True):
    """A ring as one member tells the next: its name, which all its members know, and the debts.

    along: said by a debtor to its creditor. trail: over which the ring was met, as the hearer
    named it; b"" where it must know. most_minor: the least of the debts as the trails had it.
    """

    ring: Name
    along: bool
    trail: Annotated[bytes, msgspec.Meta(max_length=NAME_BYTES)]
    size: Annotated[int, msgspec.Meta(ge=2, le=MOST_FIRMS)]
    most_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    cells: Annotated[list[Cell], msgspec.Meta(min_length=1, max_length=MOST_HOPS)]


class Way(NamedTuple):
    """A debt over which trails may go: what may be netted of it. owing: we are the debtor."""

    leg: Leg
    currency: str
    open_minor: int
    owing: bool


class Trail(NamedTuple):
    """A trail that was heard, or said; source: the trail that it goes on from."""

    at: TrailAt
    currency: str
    along: bool
    tag: bytes
    hops: int
    amount_minor: int
    source: TrailAt | None = None


class Seat:
    """Our place in a ring: place 0 is who began the trails, and owes place 1.

    before, after: what was said of the debts of our debtor and on, of our creditor and on.
    most_minor: the least of the debts, as far as it is known. dead: not a ring, or not for us.
    """

    __slots__ = (
        "after", "before", "changed", "creditor", "dead", "debtor", "most_minor", "own", "place",
        "ring", "size",
    )  # fmt: skip

    def __init__(
        self,
        ring: bytes,
        size: int,
        place: int,
        most_minor: int,
        debtor: TrailAt | None,
        creditor: TrailAt | None,
    ) -> None:
        self.ring, self.size, self.place, self.most_minor = ring, size, place, most_minor
        self.debtor, self.creditor = debtor, creditor
        self.before: list[Cell] = []
        self.after: list[Cell] = []
        self.own = Cell(most_minor, 0)
        self.changed, self.dead = True, False

    @property
    def others(self) -> list[Cell]:
        """What is known of the other debts: each once, from the nearer side."""
        return self.after[: (self.size - 1) // 2] + self.before[: self.size // 2]

    @property
    def can_take(self) -> int:
        """At most so much, by the other debts."""
        return min((cell.offer_minor for cell in self.others), default=self.most_minor)

    @property
    def rank(self) -> tuple[int, bytes]:
        """Who comes first: the price a debt; one of which nothing is known counts as `WHOLE`."""
        price, known = self.own.price, 1
        for cell in self.others:
            price += cell.price
            known += 1
        price += (self.size - known) * WHOLE
        return price * (_SCALE // self.size), self.ring

    @property
    def may_be(self) -> bool:
        """Whether nobody said that it takes no part."""
        return (
            not self.dead
            and self.own.price < MOST_PRICE
            and all(cell.price < MOST_PRICE for cell in self.others)
        )

    @property
    def fixed(self) -> bool:
        """Whether our offer stays as it is."""
        return bool(self.own.key)

    @property
    def held_minor(self) -> int:
        """What an offer that stays keeps from other rings: no more than others' that stay."""
        stay = [cell.offer_minor for cell in self.others if cell.key]
        return min([self.own.offer_minor, *stay]) if self.may_be else 0

    def hear(self, cells: list[Cell], *, along: bool) -> None:
        """What our debtor (along), or our creditor, says of its debt and of those behind it."""
        if (self.before if along else self.after) != cells:
            self.changed = True
            if along:
                self.before = cells
            else:
                self.after = cells

    def word(self, *, along: bool) -> RingWord:
        """What we say to our creditor (along), or to our debtor; first with the trail."""
        behind, ahead = (self.before, self.after) if along else (self.after, self.before)
        at = self.creditor if along else self.debtor
        trail = at[1] if at is not None and not ahead else b""
        cells = [self.own, *behind[: MOST_HOPS - 1]]
        return RingWord(self.ring, along, trail, self.size, self.most_minor, cells)

    def terms(self) -> tuple[int, list[bytes]] | None:
        """The amount, and all keys from place 0 on, once everybody's offer stays."""
        cells = [self.own, *self.after[: (self.size - 1) // 2]]
        cells += reversed(self.before[: self.size // 2])
        cells = cells[len(cells) - self.place :] + cells[: len(cells) - self.place]
        amount = min(cell.offer_minor for cell in cells)
        keys = [cell.key for cell in cells]
        whole = all(len(key) == KEY_BYTES for key in keys) and len(set(keys)) == self.size
        return (amount, keys) if whole and amount and not self.dead else None


def trails_to_say(
    tag: bytes,
    ways: Iterable[Way],
    heard: Collection[Trail],
    said: Collection[Trail],
    name: Callable[[], bytes],
) -> Iterator[Trail]:
    """Of our own tag, and those to be passed on, over each way; what was said is not said again."""
    known = {(trail.at[0], trail.source) for trail in said}
    goes_on = [trail for trail in heard if trail.tag < tag and trail.hops < MOST_HOPS]
    room: dict[str, int] = {}
    for trail in said:
        room[trail.at[0][0]] = room.get(trail.at[0][0], MOST_TRAILS) - 1
    for way in ways:
        partner = way.leg[0]
        begun = Trail((way.leg, b""), way.currency, way.owing, tag, 0, way.open_minor)
        for source in (None, *goes_on):
            if room.setdefault(partner, MOST_TRAILS) <= 0:
                break
            before = source or begun
            if (way.leg, source and source.at) in known or (source and source.at[0][0] == partner):
                continue
            if (before.along, before.currency) == (way.owing, way.currency):
                room[partner] -= 1
                yield before._replace(
                    at=(way.leg, name()),
                    hops=before.hops + 1,
                    amount_minor=min(before.amount_minor, way.open_minor),
                    source=source and source.at,
                )


def meet(
    tag: bytes, heard: Iterable[Trail], most_firms: int, known: Collection[tuple[TrailAt, TrailAt]]
) -> Iterator[tuple[Trail, Trail]]:
    """Trails from both sides that make a ring, those of most money first; not those known."""
    ends: dict[tuple[bytes, str], tuple[list[Trail], list[Trail]]] = {}
    for trail in sorted(heard, key=lambda one: (-one.amount_minor, one.at)):
        if trail.tag < tag:
            ends.setdefault((trail.tag, trail.currency), ([], []))[not trail.along].append(trail)
    left: dict[str, int] = {}
    for first, _ in known:
        left[first[0][0]] = left.get(first[0][0], MOST_SEATS) - 1
    for forward, backward in ends.values():
        for one in forward:
            if left.setdefault(one.at[0][0], MOST_SEATS) <= 0:
                continue
            for other in backward:
                if not 0 <= one.hops - other.hops <= 1 or one.hops + other.hops > most_firms:
                    continue
                same = one.at[0][0] == other.at[0][0]
                if same != (one.hops + other.hops == 2) or (one.at, other.at) in known:
                    continue
                left[one.at[0][0]] -= 1
                yield one, other
                if left[one.at[0][0]] <= 0:
                    break


def seat_where(ring: bytes, first: Trail, second: Trail) -> Seat:
    """The seat of who met two trails, the debtor's and the creditor's."""
    size, most = first.hops + second.hops, min(first.amount_minor, second.amount_minor)
    return Seat(ring, size, first.hops, most, first.at, second.at)


def hear_ring(seat: Seat | None, word: RingWord, partner: str, trail: Trail | None) -> Seat | None:
    """What a partner's word makes of our seat; trail: the one of ours that it names.

    A ring that comes to us twice passes us twice, and is none.
    """
    if trail is not None and trail.along == word.along:
        trail = None
    if trail is not None and seat is None:
        at, source = trail.at, trail.source
        hops = trail.hops - 1 if trail.along else word.size + 1 - trail.hops
        sides = (source, at) if trail.along else (at, source)
        seat = Seat(word.ring, word.size, hops % word.size, word.most_minor, *sides)
    elif trail is not None and seat is not None:
        known = seat.creditor if trail.along else seat.debtor
        if known is not None or seat.place or trail.source is not None:
            seat.dead = seat.dead or known != trail.at
        elif trail.along:
            seat.creditor = trail.at
        else:
            seat.debtor = trail.at
    if seat is not None:
        side = seat.debtor if word.along else seat.creditor
        if side is not None and side[0][0] == partner:
            seat.hear(word.cells, along=word.along)
    return seat


def weigh(
    open_minor: Mapping[Leg, int], seats: Iterable[Seat], day: int, quantum: int = 1
) -> list[Seat]:
    """Our offers of this day; the seats of which ours stays from now on, and is not nothing.

    The caller gives each of these its key (`fix`). open_minor: what may be netted of what we owe.
    """
    by_leg: dict[Leg, list[Seat]] = {}
    for seat in seats:
        if seat.creditor is not None:
            by_leg.setdefault(seat.creditor[0], []).append(seat)
    fixed: list[Seat] = []
    for leg, ours in by_leg.items():
        whole = open_minor.get(leg, 0)
        left = whole - sum(seat.held_minor for seat in ours if seat.fixed)
        asking = [seat for seat in ours if not seat.fixed and seat.may_be]
        offers: list[tuple[Seat, int]] = []
        for seat in sorted(asking, key=lambda one: one.rank):
            offer = max(0, left) if seat.debtor is not None else 0
            takes = min(offer, seat.can_take)
            takes -= takes % quantum
            if day >= FIX_DAYS[seat.size]:
                offer = takes = takes if day <= FIX_DAYS[seat.size] + LATE_DAYS else 0
                if takes:
                    fixed.append(seat)
            offers.append((seat, offer))
            left -= takes
        price = _price(whole, left, asking, day)
        for seat, offer in offers:
            ends = day >= FIX_DAYS[seat.size] and not offer
            _say(seat, offer, MOST_PRICE if ends else price)
        for seat in ours:
            if seat.dead and not seat.fixed:
                _say(seat, 0, MOST_PRICE)
    return fixed


def _price(open_minor: int, left_minor: int, asking: list[Seat], day: int) -> int:
    """Of a debt, after the day: what all ask for it, or what they left, against what is open."""
    if open_minor <= 0:
        return MOST_PRICE
    price = max((seat.own.price for seat in asking), default=0)
    if day <= PRICE_DAY:
        asked = sum(_asked(min(seat.most_minor, open_minor), seat) for seat in asking)
        step = _log(max(1, asked)) - _log(open_minor) + DAILY_LIFT * day
        step = max(-_MOST_STEP, min(_MOST_STEP, step))
        price = max(0, price + step * GAIN // WHOLE)
    elif day <= LEFT_DAY:
        price -= price * max(0, left_minor) * LEFT_GAIN // (open_minor * WHOLE)
    return price


def _asked(most_minor: int, seat: Seat) -> int:
    """The most, halved for each power of two of the price a debt; straight between powers."""
    halvings, rest = divmod(seat.rank[0] // _SCALE, WHOLE)
    return most_minor * (2 * WHOLE - rest) // (2 * WHOLE) >> halvings


def _log(number: int) -> int:
    """The power of two, in thousandths, straight between whole powers."""
    power = number.bit_length() - 1
    return power * WHOLE + ((number - (1 << power)) * WHOLE >> power)


def _say(seat: Seat, offer: int, price: int) -> None:
    cell = Cell(offer, price)
    if cell != seat.own:
        seat.own, seat.changed = cell, True


def fix(seat: Seat, key: bytes) -> None:
    """Our offer stays, under this key."""
    seat.own, seat.changed = Cell(seat.own.offer_minor, seat.own.price, key), True
