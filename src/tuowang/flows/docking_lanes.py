"""On which lanes we can dock: one for every item that a partner and we deal in.

We dock with partners that introduced themselves, and only on items that may be seen under the
topic "docking" and that are ready.

    outbound   what `sold_items` says that the partner buys; and of a partner of whom we buy
               nothing also what has a list price that it may see in our catalogue
    inbound    what `bought_items` says that we buy of it; and what it offers of what we buy

A lane is called after the supplier's own code of the item; before that stands our code of the
partner and which of us supplies, which do not travel. A run drops a lane that only one end has.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from tuowang.errors import Mistake
from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import ITEMS, OFFERED_ITEMS, PRICES, RECIPES
from tuowang.flows.disclosure import disclosed
from tuowang.flows.figures_views import bought_items, sold_items
from tuowang.flows.item_codes import our_item, their_item
from tuowang.flows.partner import DISCLOSURES, PARTNERS
from tuowang.flows.readiness import Missing, company_readiness
from tuowang.flows.trading import COMMITMENTS
from tuowang.plan.firm import BEFORE
from tuowang.store.store import View
from tuowang.units import ratio

TOPIC = "docking"
SUPPLIES, BUYS = "out", "in"


class Lane(NamedTuple):
    """A lane. mine: we supply. code: the supplier's. ratio: our units in one of the lane's."""

    name: str
    partner: str
    item: str
    code: str
    mine: bool
    ratio: Fraction = Fraction(1)


class LeftOut(NamedTuple):
    """An item that a lane would be about, and the cells that are missing for it."""

    item: str
    partner: str
    missing: str


class Found(NamedTuple):
    """The lanes, and what had to be left out."""

    lanes: list[Lane]
    left_out: list[LeftOut]


def may_dock(view: View, partner: str) -> bool:
    """Whether any rule lets the partner see what a run says."""
    return next(iter(view.scan(DISCLOSURES, partner, TOPIC)), None) is not None


def is_made(view: View, item: str) -> bool:
    """Whether we make it, and know how."""
    row = view.get(ITEMS, item)
    return row is not None and row.supply != "buy" and view.get(RECIPES, item) is not None


def lane_name(partner: str, code: str, *, mine: bool) -> str:
    """A lane's name in our tables."""
    return BEFORE.join((partner, SUPPLIES if mine else BUYS, code))


def find_lanes(view: View, as_if: tuple[str, str] = ("", "")) -> Found:
    """Every lane with every partner, in order.

    as_if: a partner and an item ("": all) that count as allowed, for a preview.
    """
    found = Found([], [])
    partners = [
        row.partner
        for row in view.scan(PARTNERS)
        if row.introduced_name and (may_dock(view, row.partner) or row.partner == as_if[0])
    ]
    if not partners:
        return found
    ready = {one.item: one for one in company_readiness(view).items}
    for partner in partners:
        for lane in (*_outbound(view, partner), *_inbound(view, partner)):
            named = partner == as_if[0] and as_if[1] in ("", lane.item)
            if not named and not disclosed(view, partner, TOPIC, lane.item):
                continue
            if BEFORE in lane.code:
                continue
            cells = [] if ready[lane.item].ready else ready[lane.item].missing
            if not lane.ratio:
                cells = [*cells, Missing("items", "unit", lane.item, 0)]
            if cells:
                shown = ", ".join(f"{one.sheet}/{one.row}/{one.column}" for one in cells)
                found.left_out.append(LeftOut(lane.item, partner, shown))
            else:
                found.lanes.append(lane)
    return found


def _outbound(view: View, partner: str) -> Iterator[Lane]:
    items = set(sold_items(view, partner))
    listed = () if bought_items(view, partner) else view.scan(PRICES)
    for price in listed:
        if price.partner == "" and disclosed(view, partner, "catalogue", price.item):
            items.add(price.item)
    for item in sorted(items):
        row = view.get(ITEMS, item)
        if row is not None and (row.supply == "buy" or is_made(view, item)):
            yield Lane(lane_name(partner, item, mine=True), partner, item, item, True)


def _inbound(view: View, partner: str) -> Iterator[Lane]:
    items = set(bought_items(view, partner))
    items |= {our_item(view, partner, row.item) for row in view.scan(OFFERED_ITEMS, partner)}
    codes: set[str] = set()
    for item in sorted(items):
        row = view.get(ITEMS, item)
        if row is None or row.supply == "make" or is_made(view, item):
            continue
        try:
            code = their_item(view, partner, item)
        except Mistake:  # that code means another item of ours
            continue
        if code not in codes:
            codes.add(code)
            name = lane_name(partner, code, mine=False)
            yield Lane(name, partner, item, code, False, unit_ratio(view, partner, item, code))


def unit_of_lane(view: View, partner: str, item: str, code: str) -> str:
    """The supplier's unit of what we buy: as it offers it, as we last agreed on it, or ours."""
    offered = view.get(OFFERED_ITEMS, partner, code)
    if offered is not None:
        return offered.unit
    agreed = [row for row in view.find(COMMITMENTS, ("item",), item) if row.partner == partner]
    bought = [row for row in agreed if not row.selling]
    if bought:
        return max(bought, key=lambda row: (row.due, row.agreement)).unit
    row = view.get(ITEMS, item)
    return row.unit if row is not None else "C62"


def unit_ratio(view: View, partner: str, item: str, code: str) -> Fraction:
    """Our units of an item in one unit of the lane's; 0 where nobody said."""
    row = view.get(ITEMS, item)
    assert row is not None
    factors = {factor.unit: factor.quantity for factor in row.unit_factors}
    try:
        return ratio(unit_of_lane(view, partner, item, code), row.unit, factors)
    except Mistake:
        return Fraction(0)


def item_of_lane(view: View, name: str) -> str:
    """Our own code of the item on a lane; "" where it is not ours to know."""
    head, _, code = name.rpartition(BEFORE)
    partner, _, way = head.rpartition(BEFORE)
    if way == BUYS:
        return our_item(view, partner, code)
    return code if view.get(ITEMS, code) is not None else ""


def committed_on(view: View, partner: str, item: str, *, mine: bool) -> int:
    """All that was ever agreed with a partner on an item, in our units."""
    rows = view.find(COMMITMENTS, ("item",), item)
    return sum(
        own_quantity(view, item, row.unit, row.quantity)
        for row in rows
        if row.partner == partner and row.selling is mine
    )
