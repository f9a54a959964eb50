"""The pass up, end products -> raw: what must be made, and when, just in time.

In low-level-code order, each made item's gross requirements are netted against what is on hand
and under way, rounded to lots, and laid on its centres: in the period needed, else earlier,
else in overtime, else left for the pass down to find room late. What it starts is the gross
requirement of its ingredients. Bought items need no netting here: see `standing`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tuowang.plan.centres import Centres, Seconds, less
from tuowang.plan.standing import Standing, Supply
from tuowang.plan.workshop import Method, Want, Workshop


@dataclass(slots=True)
class Piece:
    """Batches to start. wanted: the latest start in time, below 0 if that has passed.

    slot: the start for which there is room. release: the first period in which they may start.
    """

    wanted: int
    release: int
    slot: int
    batches: int


def pass_up(
    shop: Workshop,
    standing: Standing,
    supplies: list[Supply],
    wants: Iterable[Want],
    safety: bool,
    overtime: Seconds,
) -> tuple[dict[int, list[Piece]], Seconds]:
    """The pieces of every made item, in order of wanted and of release; the overtime for them.

    safety: also make what keeps the projected stock at the safety stock. overtime: what there can
    be of it.
    """
    gross = _gross(shop, wants, safety)
    centres = Centres(standing.free, overtime)
    pieces: dict[int, list[Piece]] = {}
    for i in shop.top_down:
        method = shop.methods[i]
        if method is None or i not in gross:
            continue
        lots = _net(shop.periods, method, gross.pop(i), supplies[i])
        if not lots:
            continue
        pieces[i] = _lay(shop.periods, method, lots, centres, standing.jobs[i])
        for child, quantity in method.ingredients:
            if shop.methods[child] is not None:
                row = gross.setdefault(child, {})
                for piece in pieces[i]:
                    used = piece.batches * quantity
                    row[piece.slot] = row.get(piece.slot, 0) + used
    return pieces, less(overtime, centres.overtime)


def _gross(shop: Workshop, wants: Iterable[Want], safety: bool) -> dict[int, dict[int, int]]:
    gross: dict[int, dict[int, int]] = {}
    for want in wants:
        row = gross.setdefault(want.item, {})
        row[want.period] = row.get(want.period, 0) + want.quantity
    if safety:
        for i, data in enumerate(shop.items):
            if data.safety_stock and shop.methods[i] is not None:
                row = gross.setdefault(i, {})
                row[0] = row.get(0, 0) + data.safety_stock
    return gross


def _net(
    periods: int, method: Method, gross: dict[int, int], supply: Supply
) -> list[tuple[int, int]]:
    """Lots as (wanted start, batches), in order.

    What is wanted before a job begun in period 0 could finish is netted at that finish: a
    receipt that comes sooner than the job would is used, not doubled.
    """
    lots: list[tuple[int, int]] = []
    owed = had = made = arrived = 0
    for period in sorted(gross):
        owed += gross[period]
        finish = min(max(period, method.lead), periods - 1)
        while arrived < len(supply) and supply[arrived][0] <= finish:
            had += supply[arrived][1]
            arrived += 1
        if owed > had + method.good(made):
            batches = method.lot(method.batches_for(owed - had) - made)
            made += batches
            lots.append((period - method.lead, batches))
    return lots


def _lay(
    periods: int,
    method: Method,
    lots: list[tuple[int, int]],
    centres: Centres,
    standing: dict[int, int],
) -> list[Piece]:
    """Lay lots on the centres, latest first; what reaches period 0 goes there in overtime; what
    does so even then goes later.

    The earliest slots then serve the earliest lots. A period once found too full for this item
    stays so, therefore each is looked at once on each way back and once on the way forth.
    """
    slots: dict[int, int] = {}
    late = lots
    for overtime in (False, True) if centres.has_overtime else (False,):
        tried, late, start = late, [], periods
        for wanted, batches in reversed(tried):
            start, rest = min(start, max(0, wanted)), batches
            while rest and start >= 0:
                rest -= _book(method, start, rest, centres, standing, slots, overtime)
                start -= 1 if rest else 0
            if rest:
                late.insert(0, (wanted, rest))
    beyond: list[int] = []
    start = 0
    for wanted, batches in late:
        start, rest = max(start, wanted), batches
        while rest and start + method.lead < periods:
            rest -= _book(method, start, rest, centres, standing, slots, overtime=True)
            start += 1 if rest else 0
        if rest:
            beyond.append(rest)
    laid = [(slot, slots[slot]) for slot in sorted(slots)]
    return _pair(lots, laid + [(periods - 1, rest) for rest in beyond])


def _book(
    method: Method,
    start: int,
    lot: int,
    centres: Centres,
    standing: dict[int, int],
    slots: dict[int, int],
    overtime: bool,
) -> int:
    """Book what fits of `lot` in `start`; how much that was."""
    started = start in slots or start in standing
    fit, _ = centres.room(method, start, lot, started, overtime)
    part = method.part(lot, fit)
    if part:
        centres.take(method, start, part, started, overtime)
        slots[start] = slots.get(start, 0) + part
    return part


def _pair(lots: list[tuple[int, int]], laid: list[tuple[int, int]]) -> list[Piece]:
    """Give each laid part, in order, the wanted start of the lot that its first batch serves."""
    pieces: list[Piece] = []
    place = done = covered = 0
    for slot, batches in laid:
        while covered + lots[place][1] <= done:
            covered += lots[place][1]
            place += 1
        wanted = lots[place][0]
        pieces.append(Piece(wanted, min(slot, max(0, wanted)), slot, batches))
        done += batches
    return pieces
