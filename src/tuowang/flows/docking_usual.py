"""How much of an item usually flows in a week: the scale in which a docking program counts."""

from __future__ import annotations

from fractions import Fraction

from tuowang.flows.amounts import own_quantity
from tuowang.flows.capacity import calendar
from tuowang.flows.catalogue import ItemRow, RecipeRow
from tuowang.flows.days import days_between, later
from tuowang.flows.docking import LANES
from tuowang.flows.docking_lanes import Lane
from tuowang.flows.figures import PARTNER_FIGURES
from tuowang.flows.stock_moves import on_hand
from tuowang.flows.trading import COMMITMENTS, DEMANDS
from tuowang.store.store import View

WEEK = 7
LOOK_WEEKS = 26
LEAST_WEEKS = 4


def usual_flows(
    view: View,
    day: str,
    lanes: list[Lane],
    made: dict[str, RecipeRow],
    rows: dict[str, ItemRow],
    out: dict[str, list[int]],
    periods: int,
) -> dict[str, Fraction]:
    """Own units a week of everything that is wanted and what goes into it; never 0.

    What is wanted itself comes first, then what goes into it.
    """
    flows: dict[str, Fraction] = {}
    for item, series in out.items():
        flows[item] = Fraction(sum(series), periods)
    for lane in lanes:
        if lane.mine:
            flows[lane.item] = flows.get(lane.item, Fraction(0)) + _usual(view, day, lane)
    for item in list(flows):
        flows[item] = flows[item] or _at_most(view, day, rows[item], made.get(item))
    for item in _outer_first(list(flows), made):
        for part in made[item].ingredients:
            if part.item in rows:
                more = flows[item] * part.quantity / good_of(made[item])
                flows[part.item] = flows.get(part.item, Fraction(0)) + more
    return flows


def good_of(recipe: RecipeRow) -> Fraction:
    """The good output of a batch."""
    return Fraction(recipe.batch_quantity * recipe.yield_permille, 1000)


def _at_most(view: View, day: str, row: ItemRow, recipe: RecipeRow | None) -> Fraction:
    """Where nobody ever asked: what a week's capacity makes, else what is there, else a lot.

    Better too much than too little: an order is at most some twenty usual weeks.
    """
    days = [later(day, number) for number in range(WEEK)]
    made = [
        sum(calendar(view, work.centre, days)) * good_of(recipe) / work.run_seconds
        for work in (recipe.work if recipe is not None else ())
        if recipe is not None and work.run_seconds
    ]
    least = Fraction(max(1, row.lot_minimum, row.lot_multiple))
    return max(least, min(made) if made else Fraction(on_hand(view, row.item)))


def _outer_first(roots: list[str], made: dict[str, RecipeRow]) -> list[str]:
    """The roots and all that is made for them, each before what goes into it."""
    seen: set[str] = set()
    order: list[str] = []
    stack = [(root, False) for root in roots]
    while stack:
        item, done = stack.pop()
        if done:
            order.append(item)
        elif item not in seen and item in made:
            seen.add(item)
            stack.append((item, True))
            stack += [(part.item, False) for part in made[item].ingredients]
    return order[::-1]


def _usual(view: View, day: str, lane: Lane) -> Fraction:
    """A week of the partner's: the most of what it was used to, asked for, foretold, docked."""
    told = view.scan(PARTNER_FIGURES, lane.partner, False, "forecast", lane.item, False)
    foretold = sum(point.quantity for row in told for point in row.points)
    asked = sum(
        own_quantity(view, line.item, line.unit, line.quantity)
        for demand in view.scan(DEMANDS, lane.partner)
        for line in demand.lines
        if demand.open and not demand.mine and line.item == lane.item
    )
    docked = view.get(LANES, lane.name)
    shipped = Fraction(sum(docked.shipped), len(docked.shipped) or 1) if docked else Fraction(0)
    return max(
        _traded(view, day, lane),
        Fraction(foretold, LOOK_WEEKS),
        Fraction(asked, LOOK_WEEKS),
        shipped,
    )


def _traded(view: View, day: str, lane: Lane) -> Fraction:
    """A usual week of what was and is agreed with the partner, half a year either way."""
    total, weeks = 0, set()
    for row in view.find(COMMITMENTS, ("item",), lane.item):
        week = days_between(day, row.due) // WEEK
        if row.partner == lane.partner and row.selling and abs(week) <= LOOK_WEEKS:
            total += own_quantity(view, lane.item, row.unit, row.quantity)
            weeks.add(week)
    span = max(weeks) - min(weeks) + 1 if weeks else 1
    return Fraction(total, max(LEAST_WEEKS, span))
