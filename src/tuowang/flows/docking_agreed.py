"""What docking came to and is not agreed yet: weeks of lanes that a plan counts on.

A week's shipment leaves by the week's last day. What was agreed since the run began, and what is
asked for now, covers the first weeks first. Weeks that went by uncovered count no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.days import later
from tuowang.flows.docking import LANES, LaneRow
from tuowang.flows.docking_lanes import committed_on, unit_of_lane
from tuowang.flows.partner import PARTNERS
from tuowang.flows.planning import PlannedLine
from tuowang.flows.trading import DEMANDS
from tuowang.flows.vocabulary import Line
from tuowang.plan.docking.lanes import wire
from tuowang.store.store import View


class LaneWeek(NamedTuple):
    """A week of a lane. quantity in `unit`; open: what of it is not covered, in our units."""

    row: LaneRow
    start: str
    leaves: str
    arrives: str
    quantity: int
    unit: str
    open: int


def lane_weeks(view: View, partner: str = "") -> Iterator[LaneWeek]:
    """The weeks of all lanes, or of a partner's, in which something is shipped."""
    for row in view.scan(LANES):
        if partner in ("", row.partner):
            yield from _weeks(view, row)


def _weeks(view: View, row: LaneRow) -> Iterator[LaneWeek]:
    known = view.get(PARTNERS, row.partner)
    days = known.transit_days if known is not None else 0
    unit = unit_of(view, row.partner, row.item, row.lane, mine=row.mine)
    covered = _covered(view, row)
    for number, quantity in enumerate(row.shipped):
        if not quantity:
            continue
        own = own_quantity(view, row.item, unit, quantity)
        left = max(0, own - covered)
        covered = max(0, covered - own)
        start = later(row.day, number * row.period_days)
        leaves = later(start, row.period_days - 1)
        yield LaneWeek(row, start, leaves, later(leaves, days), quantity, unit, left)


def unit_of(view: View, partner: str, item: str, lane: str, *, mine: bool) -> str:
    """The unit that a lane's quantities are in: the supplier's; "" where nobody knows."""
    if mine or not item:
        row = view.get(ITEMS, item)
        return row.unit if row is not None else ""
    return unit_of_lane(view, partner, item, wire(lane))


def _covered(view: View, row: LaneRow) -> int:
    """Agreed since the run began, or asked for and not answered yet; in our units."""
    agreed = committed_on(view, row.partner, row.item, mine=row.mine) - row.committed
    asked = sum(
        own_quantity(view, row.item, line.unit, line.quantity)
        for demand in view.find(DEMANDS, ("open", "mine"), True, not row.mine)
        for line in demand.lines
        if demand.partner == row.partner
        and row.item == (line.item if row.mine else line.buyer_item)
    )
    return max(0, agreed) + asked


def expected(view: View, day: str, *, mine: bool) -> Iterator[LaneWeek]:
    """What is still to leave from a day on, uncovered: ours to send, or to come to us."""
    for week in lane_weeks(view):
        if week.row.mine is mine and week.open and week.leaves >= day:
            yield week


def beyond_docking(
    view: View, lines: Iterable[PlannedLine], day: str
) -> Iterator[tuple[str, str, int]]:
    """(partner, item, quantity) that a plan from a day buys where docking found no more."""
    beyond: dict[tuple[str, str], int] = {}
    docked = {}
    for row in view.scan(LANES):
        if not row.mine:
            docked[row.partner, row.item] = later(row.day, len(row.shipped) * row.period_days)
    for line in lines:
        key = (line.partner, line.item)
        if line.kind == "purchase" and day <= line.finish < docked.get(key, ""):
            beyond[key] = beyond.get(key, 0) + line.quantity
    for (partner, item), quantity in sorted(beyond.items()):
        yield partner, item, quantity


def lanes_to_request(view: View, partner: str, today: str, until: str) -> list[Line]:
    """What came of docking, is ours to ask a partner for, and arrives by a day; as
    `RequestDemand` takes it."""
    weeks = [
        week
        for week in expected(view, today, mine=False)
        if week.row.partner == partner and week.arrives <= until and week.row.item
    ]
    lines: list[Line] = []
    for week in weeks:
        item = view.get(ITEMS, week.row.item)
        if item is not None:
            name = str(len(lines) + 1)
            lines.append(Line(name, item.item, item.unit, week.open, week.arrives))
    return lines
