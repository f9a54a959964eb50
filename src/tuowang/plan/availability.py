"""The pass down, raw -> end products: walk forward in time with what is really there.

Within a period the most urgent goes first: a delivery by the period it was wanted in, a job by
its latest start in time; of equals, deliveries, then raw before end products. A job starts when
its ingredients are on hand and its centres have room, as many whole lots as possible. What waits
for an item is looked at again when more of it arrives; what waits for a centre, every period.
Overtime that the pass up laid out is worked as normal hours are; more of it only by what would be
late if it waited.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush

from tuowang.plan.centres import Centres, Seconds, in_overtime, less, more
from tuowang.plan.requirements import Piece
from tuowang.plan.standing import Standing, Supply
from tuowang.plan.workshop import Method, Want, Workshop

MATERIAL, CENTRE = "material", "centre"


@dataclass(slots=True)
class Wait:
    """An item's jobs could not start from first to last period for lack of `what`.

    what: the item's number (MATERIAL) or the centre's (CENTRE).
    """

    kind: str
    what: int
    first: int
    last: int


@dataclass(slots=True)
class Walked:
    """What came of it. jobs: item -> start -> batches, without those that stood before.

    free: normal seconds left; overtime: seconds worked in it now; centre by period.
    """

    jobs: dict[int, dict[int, int]] = field(default_factory=dict)
    deliveries: list[Want] = field(default_factory=list)
    waits: dict[int, list[Wait]] = field(default_factory=dict)
    free: Seconds = field(default_factory=list)
    overtime: Seconds = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Laid:
    """What the pass up laid out. overtime: what is worked of it, rest: what could be as well."""

    pieces: dict[int, list[Piece]]
    overtime: Seconds
    rest: Seconds


def pass_down(
    shop: Workshop,
    standing: Standing,
    supplies: list[Supply],
    laid: Laid,
    wants: list[Want],
    promised: int,
) -> Walked | None:
    """Walk the periods; None if one of the first `promised` wants is not met in its period."""
    open_hours = more(standing.free, laid.overtime)
    walk = _Walk(shop, standing, Centres(open_hours, laid.rest))
    walk.expect_supply(supplies)
    walk.expect_work(laid.pieces, wants, promised)
    if not walk.walk():
        return None
    left = more(walk.centres.free, walk.centres.overtime)
    worked = less(more(open_hours, laid.rest), left)
    walk.done.overtime = in_overtime(standing.free, worked)
    walk.done.free = less(standing.free, less(worked, walk.done.overtime))
    walk.done.deliveries = _joined(walk.done.deliveries)
    return walk.done


def _joined(parts: list[Want]) -> list[Want]:
    """One delivery of a requirement in a period, however many parts it came in."""
    joined: dict[tuple[int, int], Want] = {}
    for part in parts:
        before = joined.get((part.number, part.period))
        quantity = part.quantity + (before.quantity if before else 0)
        joined[part.number, part.period] = Want(part.number, part.item, part.period, quantity)
    return list(joined.values())


@dataclass(slots=True)
class _Order:
    """A want with what is still to deliver of it."""

    want: Want
    promised: bool
    rest: int


class _Walk:
    """The state of one walk. A line is an item's jobs (its number i) or deliveries (~i)."""

    def __init__(self, shop: Workshop, standing: Standing, centres: Centres) -> None:
        self.shop = shop
        self.standing = standing
        self.centres = centres
        self.done = Walked()
        self.period = 0
        self.owing = 0
        self.due = [0] * shop.periods
        self.on_hand = [0] * len(shop.items)
        self.made = [0] * len(shop.items)
        self.pieces: dict[int, list[Piece]] = {}
        self.orders: dict[int, list[_Order]] = {}
        self.arrivals: list[list[tuple[int, int]]] = [[] for _ in range(shop.periods)]
        self.calls: list[list[int]] = [[] for _ in range(shop.periods)]
        self.ready: list[tuple[int, bool, int, int]] = []
        self.queued: set[int] = set()
        self.waiting: set[int] = set()
        self.waiters: dict[int, list[int]] = {}

    def expect_supply(self, supplies: list[Supply]) -> None:
        """What arrives when. A bought item is without limit from its lead time on."""
        for i, supply in enumerate(supplies):
            for period, quantity in supply:
                self.arrivals[period].append((i, quantity))
        for i, lead in enumerate(self.shop.buy_leads):
            if lead is not None and lead < self.shop.periods:
                self.arrivals[lead].append((i, 0))

    def expect_work(self, pieces: dict[int, list[Piece]], wants: list[Want], promised: int) -> None:
        """What is to be made and delivered; the most urgent last in each list."""
        self.pieces = {i: row[::-1] for i, row in pieces.items()}
        for i, row in self.pieces.items():
            self.calls[row[-1].release].append(i)
        for place, want in enumerate(wants):
            self.orders.setdefault(want.item, []).append(
                _Order(want, place < promised, want.quantity)
            )
            self.calls[want.period].append(~want.item)
            self.due[want.period] += want.quantity if place < promised else 0
        for orders in self.orders.values():
            orders.sort(key=lambda order: (order.want.period, not order.promised))
            orders.reverse()

    def walk(self) -> bool:
        """False as soon as a promised want is not met in its period."""
        for period in range(self.shop.periods):
            self.period = period
            self.owing += self.due[period]
            for i, quantity in self.arrivals[period]:
                self.arrive(i, quantity)
            for line in self.calls[period]:
                self.call(line)
            while self.ready:
                line = heappop(self.ready)[3]
                self.queued.discard(line)
                if line >= 0:
                    self.make(line)
                else:
                    self.deliver(~line)
            if self.owing:
                return False
        return True

    def arrive(self, i: int, quantity: int) -> None:
        """More of an item is there: look again at what waits for it."""
        self.on_hand[i] += quantity
        for line in self.waiters.pop(i, ()):
            self.waiting.discard(line)
            if line >= 0:
                self.close_wait(line)
            self.call(line)

    def call(self, line: int) -> None:
        """Have a line looked at in this period, or when its next work is released."""
        if line in self.queued or line in self.waiting:
            return
        if line >= 0:
            if not self.pieces[line]:
                return
            piece = self.pieces[line][-1]
            urgency, due = piece.wanted, piece.release
        else:
            if not self.orders[~line]:
                return
            urgency = due = self.orders[~line][-1].want.period
        if due > self.period:
            self.calls[due].append(line)
            return
        self.queued.add(line)
        item = line if line >= 0 else ~line
        heappush(self.ready, (urgency, line >= 0, self.shop.raw_first[item], line))

    def wait_for(self, i: int, line: int) -> None:
        self.waiting.add(line)
        self.waiters.setdefault(i, []).append(line)

    def unlimited(self, i: int) -> bool:
        lead = self.shop.buy_leads[i]
        return lead is not None and lead <= self.period

    def deliver(self, i: int) -> None:
        """Serve the item's most urgent want with what is on hand."""
        orders = self.orders[i]
        order = orders[-1]
        unlimited = self.unlimited(i)
        quantity = order.rest if unlimited else min(order.rest, self.on_hand[i])
        if quantity:
            want = order.want
            self.done.deliveries.append(Want(want.number, i, self.period, quantity))
            order.rest -= quantity
            if not unlimited:
                self.on_hand[i] -= quantity
            self.owing -= quantity if order.promised else 0
        if order.rest:
            self.wait_for(i, ~i)
            return
        orders.pop()
        self.call(~i)

    def make(self, i: int) -> None:
        """Start what is possible of the item's most urgent piece."""
        method = self.shop.methods[i]
        assert method is not None
        piece = self.pieces[i][-1]
        if self.period + method.lead >= self.shop.periods:
            self.pieces[i].clear()
            return
        possible, scarce = self.supplied(method, piece.batches)
        part = method.part(piece.batches, possible)
        if part == 0:
            self.note_wait(i, MATERIAL, scarce)
            self.wait_for(scarce, i)
            return
        started = self.period in self.jobs_of(i) or self.period in self.standing.jobs[i]
        urgent = piece.wanted <= self.period
        fit, fullest = self.centres.room(method, self.period, part, started, urgent)
        part = method.part(piece.batches, min(part, fit))
        if part == 0:
            self.note_wait(i, CENTRE, fullest)
            if self.period + 1 < self.shop.periods:
                self.calls[self.period + 1].append(i)
            return
        self.start(i, method, part, started, urgent)
        piece.batches -= part
        if piece.batches == 0:
            self.pieces[i].pop()
        self.call(i)

    def supplied(self, method: Method, batches: int) -> tuple[int, int]:
        """How many of `batches` the ingredients on hand allow, and the scarcest; -1 if none is."""
        scarce = -1
        for child, quantity in method.ingredients:
            if self.on_hand[child] < batches * quantity and not self.unlimited(child):
                batches, scarce = self.on_hand[child] // quantity, child
        return batches, scarce

    def jobs_of(self, i: int) -> dict[int, int]:
        return self.done.jobs.setdefault(i, {})

    def start(self, i: int, method: Method, batches: int, started: bool, urgent: bool) -> None:
        for child, quantity in method.ingredients:
            if not self.unlimited(child):
                self.on_hand[child] -= batches * quantity
        self.centres.take(method, self.period, batches, started, urgent)
        jobs = self.jobs_of(i)
        jobs[self.period] = jobs.get(self.period, 0) + batches
        before = method.good(self.made[i])
        self.made[i] += batches
        good = method.good(self.made[i]) - before
        if method.lead == 0:
            self.arrive(i, good)
        else:
            self.arrivals[self.period + method.lead].append((i, good))

    def note_wait(self, i: int, kind: str, what: int) -> None:
        """Begin a wait, or prolong one that is of the same kind."""
        last = self.period if kind == CENTRE else self.shop.periods - 1
        waits = self.done.waits.setdefault(i, [])
        latest = waits[-1] if waits else Wait(kind, what, -2, -2)
        if (latest.kind, latest.what) == (kind, what) and latest.last >= self.period - 1:
            latest.last = last
        else:
            waits.append(Wait(kind, what, self.period, last))

    def close_wait(self, i: int) -> None:
        """The material came: the wait ended in the period before, or never was one."""
        wait = self.done.waits[i][-1]
        wait.last = self.period - 1
        if wait.last < wait.first:
            self.done.waits[i].pop()
