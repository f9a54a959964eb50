"""What a run has us buy for more than it costs elsewhere, and why."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from tuowang.flows.catalogue import OFFERED_ITEMS
from tuowang.flows.docking import LANES, LaneRow
from tuowang.flows.docking_agreed import expected
from tuowang.flows.docking_lanes import unit_ratio
from tuowang.flows.docking_short import Short, short_weeks
from tuowang.plan.docking.lanes import wire
from tuowang.store.store import View


class Dearer(NamedTuple):
    """A quantity that comes from a partner though another one asks less for it.

    more_permille: so much more than the other asks; short: why the other does not bring it, as far
    as it said so itself.
    """

    partner: str
    item: str
    quantity: int
    more_permille: int
    other: str
    short: Short | None


def dearer(view: View, day: str) -> Iterator[Dearer]:
    """What still comes from a day on from partners that ask more than another one does."""
    open_: dict[tuple[str, str], int] = {}
    for week in expected(view, day, mine=False):
        key = (week.row.item, week.row.partner)
        open_[key] = open_.get(key, 0) + week.open
    shorts = list(short_weeks(view))
    rows = [row for row in view.scan(LANES) if not row.mine and row.item]
    for (item, partner), quantity in sorted(open_.items()):
        prices = {row.partner: _price(view, row) for row in rows if row.item == item}
        ours = prices.get(partner)
        known = {one: price for one, price in prices.items() if price and ours}
        if not ours or not known:
            continue
        same = {one: price for one, price in known.items() if price[1] == ours[1]}
        other = min(same, key=lambda one: (same[one][0], one))
        if same[other][0] < ours[0]:
            more = round(1000 * (ours[0] / same[other][0] - 1))
            short = next((s for s in shorts if (s.partner, s.item) == (other, item)), None)
            yield Dearer(partner, item, quantity, more, other, short)


def _price(view: View, row: LaneRow) -> tuple[Fraction, str] | None:
    """What the partner asks for one of our units, in which currency."""
    code = wire(row.lane)
    offered = view.get(OFFERED_ITEMS, row.partner, code)
    if offered is None or not offered.price_minor:
        return None
    ratio = unit_ratio(view, row.partner, row.item, code)
    if not ratio:
        return None
    return Fraction(offered.price_minor, offered.price_quantity) / ratio, offered.currency
