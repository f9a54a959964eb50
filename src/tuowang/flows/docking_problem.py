"""A company's tables as the numbers of its docking program. Periods are weeks from a day on.

    products      what we make and somebody wants, with the sub-assemblies in it; and what we buy
                  and sell on. Demand is what leaves our gate: needs, all that is agreed, and what
                  partners without a lane for it asked for. On a lane comes what is wanted beyond.
                  Work that was started comes when it is to be done
    components    what we buy for it: stock, what is under way, what is agreed to come. Without a
                  lane it comes by other ways, as much as we like, after its lead time
    resources     the work centres whose capacity is known, in hours a week, with their overtime;
                  for set-ups and making lots see `docking_workshop`. We ship in the lots in which
                  we sell
    money         in the items' own currency. Stock costs 25 % of its value a year; a week late
                  costs 5 % of it, short of the safety stock at the end 10 %, once

A week's work is done, and its shipments leave, within the week; a way of up to seven days makes
goods usable in the week after.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from msgspec.structs import replace

from tuowang.flows.catalogue import (
    ITEMS,
    OFFERED_ITEMS,
    RECIPES,
    ItemRow,
    RecipeRow,
)
from tuowang.flows.catalogue_prices import LATE_A_WEEK, value_of
from tuowang.flows.days import days_between
from tuowang.flows.docking_frozen import still_planned
from tuowang.flows.docking_lanes import (
    Found,
    Lane,
    LeftOut,
    committed_on,
    find_lanes,
    is_made,
)
from tuowang.flows.docking_usual import good_of, usual_flows
from tuowang.flows.docking_workshop import Made, batch_of, real, resources_of, smallest_lot
from tuowang.flows.planning_problem import Wanted, docked_weeks, to_come, to_go, transit_days
from tuowang.flows.stock_moves import on_hand
from tuowang.plan.docking.lanes import in_lots, otherwise
from tuowang.plan.firm import BEFORE, Component, Firm, Inbound, Outbound, Product
from tuowang.store.store import View

PERIOD_DAYS = 7
PERIODS = 26
HOLDING_A_WEEK = Fraction(25, 100 * 52)
LATE_AT_THE_END = 6
SHORT_AT_THE_END = Fraction(10, 100)
MOST_USUAL = 1000
"""A usual week is at most so many program units."""
PLENTY = 10**5
"""What comes by other ways, in program units a week."""
SOLD_ON = "sold-on" + BEFORE


class Prepared(NamedTuple):
    """Our numbers; what is left out of them; and by lane all that was ever agreed until now."""

    firm: Firm
    left_out: list[LeftOut]
    committed: dict[str, int]


class _Book(NamedTuple):
    """What the numbers are made of. out, coming: by item, in its own unit, a number a week.

    sizes: own units in a program unit. frozen: items of which a silent partner brings what it
    promised, and no more comes where nobody else supplies them.
    """

    view: View
    day: str
    lanes: list[Lane]
    made: dict[str, RecipeRow]
    rows: dict[str, ItemRow]
    out: dict[str, list[int]]
    coming: dict[str, list[int]]
    flows: dict[str, Fraction]
    sizes: dict[str, int]
    frozen: set[str]


def prepare(
    view: View, day: str, as_if: tuple[str, str] = ("", ""), without: Collection[str] = ()
) -> Prepared:
    """Our own numbers from a day on, with a lane for every item that a partner and we deal in.

    as_if: see `find_lanes`. without: silent partners; their lanes stay as they were agreed.
    """
    found = find_lanes(view, as_if)
    lanes = [lane for lane in found.lanes if lane.partner not in without]
    book = _open_book(view, day, Found(lanes, found.left_out), without)
    sold = _sold_on(book)
    made = {
        item: Made(book.made[item], flow, book.sizes[item])
        for item, flow in book.flows.items()
        if item in book.made
    }
    resources = list(resources_of(view, day, PERIODS, made))
    products = [
        replace(_product(book, item), batch=batch_of(book.rows[item], one, resources))
        for item, one in made.items()
    ]
    firm = Firm(
        periods=PERIODS,
        capacity=[1] * PERIODS,
        overtime_max=[0] * PERIODS,
        overtime_cost=0,
        products=products + [_resale(book, item) for item in sold],
        components=[_component(book, item, sold) for item in book.flows if item not in book.made],
        inbound=[_inbound(book, lane) for lane in book.lanes if not lane.mine],
        outbound=[_outbound(book, lane) for lane in book.lanes if lane.mine],
        resources=resources,
    )
    committed = {
        lane.name: committed_on(view, lane.partner, lane.item, mine=lane.mine)
        for lane in book.lanes
    }
    return Prepared(firm, found.left_out, committed)


def _open_book(view: View, day: str, found: Found, without: Collection[str]) -> _Book:
    docked = {(lane.partner, lane.item, lane.mine) for lane in found.lanes}
    out: dict[str, list[int]] = {}
    for one in to_go(view, day):
        if one.firm or (one.partner, one.item, True) not in docked:
            _add(out, one, day)
    coming: dict[str, list[int]] = {}
    for one in to_come(view):
        if one.firm or one.partner in without:
            _add(coming, one, day)
    for mine, series in ((True, out), (False, coming)):
        for one in docked_weeks(view, day, mine=mine):
            if one.partner in without:
                _add(series, one, day)
    frozen = {row.item for row in still_planned(view, day, without) if not row.mine}
    rows = {row.item: row for row in view.scan(ITEMS)}
    made = {row.item: row for row in view.scan(RECIPES) if is_made(view, row.item)}
    out = {item: series for item, series in out.items() if item in made or _bought(rows, item)}
    flows = usual_flows(view, day, found.lanes, made, rows, out, PERIODS)
    used = [lane for lane in found.lanes if lane.item in flows]
    sizes = {item: _size(flow, item, used) for item, flow in flows.items()}
    return _Book(view, day, used, made, rows, out, coming, flows, sizes, frozen)


def _bought(rows: dict[str, ItemRow], item: str) -> bool:
    return item in rows and rows[item].supply != "make"


def _add(series: dict[str, list[int]], one: Wanted, day: str) -> None:
    """What is overdue counts in the first week; what lies beyond the last nowhere."""
    week = max(0, days_between(day, one.day) // PERIOD_DAYS)
    if week < PERIODS:
        series.setdefault(one.item, [0] * PERIODS)[week] += one.quantity


def _size(flow: Fraction, item: str, lanes: list[Lane]) -> int:
    """Own units in a program unit; a whole number of every lane's units, too."""
    ratios = [lane.ratio for lane in lanes if lane.item == item and not lane.mine]
    size = lcm(1, *(one.numerator for one in ratios))
    while flow > MOST_USUAL * size:
        size *= 10
    return size


def _sold_on(book: _Book) -> list[str]:
    """What we buy, and sell as it is."""
    sold = {lane.item for lane in book.lanes if lane.mine} | set(book.out)
    return [item for item in book.flows if item in sold and item not in book.made]


# --------------------------------------------------------------------------------------- products


def _product(book: _Book, item: str) -> Product:
    recipe, row, size = book.made[item], book.rows[item], book.sizes[item]
    value = _value(book, item) * size
    return Product(
        name=item,
        unit_load=0,
        holding_cost=real(value * HOLDING_A_WEEK),
        initial_stock=real(Fraction(max(0, on_hand(book.view, item)), size)),
        end_target=real(Fraction(row.safety_stock, size)),
        end_shortage_cost=real(value * SHORT_AT_THE_END),
        demand=_demand(book, item),
        backlog_cost=real(value * LATE_A_WEEK),
        backlog_last_factor=LATE_AT_THE_END,
        parts={
            part: real(used * size / book.sizes[part])
            for part, used in uses_of(recipe).items()
            if part in book.made
        },
        setup_cost=real(Fraction(row.order_cost_minor, 100)),
        lead_time=(recipe.lead_time_days or row.lead_time_days) // PERIOD_DAYS,
        pipeline=[real(Fraction(one, size)) for one in book.coming.get(item, [])],
    )


def _resale(book: _Book, item: str) -> Product:
    """What is sold as it was bought; its stock is the component's."""
    value = _value(book, item) * book.sizes[item]
    return Product(
        name=SOLD_ON + item,
        unit_load=0,
        holding_cost=real(value * HOLDING_A_WEEK),
        demand=_demand(book, item),
        backlog_cost=real(value * LATE_A_WEEK),
        backlog_last_factor=LATE_AT_THE_END,
    )


def _demand(book: _Book, item: str) -> list[float] | None:
    size = book.sizes[item]
    series = book.out.get(item)
    return None if series is None else [real(Fraction(one, size)) for one in series]


def uses_of(recipe: RecipeRow) -> dict[str, Fraction]:
    """What goes into one good unit, in the parts' own units."""
    used: dict[str, Fraction] = {}
    for part in recipe.ingredients:
        used[part.item] = used.get(part.item, Fraction(0)) + part.quantity / good_of(recipe)
    return used


def _value(book: _Book, item: str) -> Fraction:
    return value_of(book.view, book.rows[item])


# ------------------------------------------------------------------------------------- components


def _component(book: _Book, item: str, sold: list[str]) -> Component:
    row, size = book.rows[item], book.sizes[item]
    value = _value(book, item) * size
    uses = {
        product: real(uses_of(recipe)[item] * book.sizes[product] / size)
        for product, recipe in book.made.items()
        if product in book.flows and item in uses_of(recipe)
    }
    if item in sold:
        uses[SOLD_ON + item] = real(1)
    lead = _weeks(row.lead_time_days + transit_days(book.view, row.supplier))
    component = Component(
        name=item,
        uses=uses,
        holding_cost=real(value * HOLDING_A_WEEK),
        initial_stock=real(Fraction(max(0, on_hand(book.view, item)), size)),
        end_target=real(Fraction(row.safety_stock, size)),
        end_shortage_cost=real(value * SHORT_AT_THE_END),
        pipeline=[real(Fraction(one, size)) for one in book.coming.get(item, [])],
        otherwise=[real(PLENTY if week >= lead else 0) for week in range(PERIODS)],
    )
    served = any(lane.item == item and not lane.mine for lane in book.lanes)
    if item in book.frozen and not served:
        return replace(component, otherwise=[])
    return component if served else otherwise(component)


def _weeks(days: int) -> int:
    return -(-days // PERIOD_DAYS)


# ------------------------------------------------------------------------------------------ lanes


def _inbound(book: _Book, lane: Lane) -> Inbound:
    """unit_cost: what it costs more than where it costs least, so that buying itself is free.

    The lot is what the partner published, until it says in a run in which it ships.
    """
    size, row = book.sizes[lane.item], book.rows[lane.item]
    prices = [_price(book, one) for one in book.lanes if one.item == lane.item and not one.mine]
    inbound = Inbound(
        lane=lane.name,
        supplier=lane.partner,
        component=lane.item,
        lead_time=_weeks(transit_days(book.view, lane.partner)),
        unit_cost=real((_price(book, lane) - min(prices)) * size),
        order_cost=real(Fraction(row.order_cost_minor, 100)),
        flow=real(book.flows[lane.item] / size),
        units=int(size / lane.ratio),
    )
    offered = book.view.get(OFFERED_ITEMS, lane.partner, lane.code)
    if offered is None:
        return inbound
    return in_lots(inbound, smallest_lot(offered.lot_multiple, offered.lot_minimum))


def _price(book: _Book, lane: Lane) -> Fraction:
    """What the partner asks for one of our units, where that is in the currency we count in."""
    offered = book.view.get(OFFERED_ITEMS, lane.partner, lane.code)
    same = offered is not None and offered.currency == book.rows[lane.item].currency
    if offered is None or not same or not offered.price_minor:
        return _value(book, lane.item)
    return Fraction(offered.price_minor, 100 * offered.price_quantity) / lane.ratio


def _outbound(book: _Book, lane: Lane) -> Outbound:
    size, row = book.sizes[lane.item], book.rows[lane.item]
    made = lane.item in book.made
    return Outbound(
        lane=lane.name,
        customer=lane.partner,
        product=lane.item if made else SOLD_ON + lane.item,
        flow=real(book.flows[lane.item] / size),
        units=size,
        lot=smallest_lot(row.lot_multiple, row.lot_minimum),
    )
