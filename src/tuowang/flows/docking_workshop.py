"""What a company's work centres, set-ups and making lots are in its docking program.

A set-up counts as itself, in every week in which the item is made, where it takes more than a
twentieth and at most half of the centre's longest week. A shorter one is shared out over a usual
week's making, and so is a longer one, which weeks cannot hold. A making lot counts where it is
more than a twentieth of what usually flows in a week and fits into one; the company's own plan
keeps to every lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from tuowang.flows.capacity import hours_of, overtime_price
from tuowang.flows.catalogue import CAPACITIES, ItemRow, RecipeRow
from tuowang.flows.days import later
from tuowang.flows.docking_usual import WEEK, good_of
from tuowang.plan.firm import FINE, Resource
from tuowang.store.store import View

LONGEST_SET_UP = Fraction(1, 2)
"""Of a week of its centre."""


class Made(NamedTuple):
    """How an item is made, how much of it usually flows in a week, own units in a program unit."""

    recipe: RecipeRow
    flow: Fraction
    size: int


def real(number: Fraction | int) -> float:
    """As the docking program takes it."""
    return number.numerator / number.denominator


def resources_of(view: View, day: str, weeks: int, made: Mapping[str, Made]) -> Iterator[Resource]:
    """The work centres that are used and whose capacity is known, in hours a week from a day on."""
    days = [later(day, number) for number in range(weeks * WEEK)]
    for name in sorted({work.centre for one in made.values() for work in one.recipe.work}):
        rows = list(view.scan(CAPACITIES, name))
        if not rows:
            continue
        normal, overtime = hours_of(rows, days)
        dearest = overtime_price(rows, days)
        capacity = _hours_a_week(normal)
        loads, setups = _taken(name, made, max(capacity))
        yield Resource(
            name=name,
            capacity=[real(one) for one in capacity],
            overtime_max=[real(one) for one in _hours_a_week(overtime)],
            overtime_cost=real(Fraction(dearest.overtime_cost_minor if dearest else 0, 100)),
            loads=loads,
            setups=setups,
        )


def _hours_a_week(seconds: list[int]) -> list[Fraction]:
    """Of seconds a day."""
    weeks = range(0, len(seconds), WEEK)
    return [Fraction(sum(seconds[at : at + WEEK]), 3600) for at in weeks]


def _taken(
    centre: str, made: Mapping[str, Made], week: Fraction
) -> tuple[dict[str, float], dict[str, float]]:
    """Hours of a centre: for a program unit of each item, and for its set-up."""
    loads: dict[str, float] = {}
    setups: dict[str, float] = {}
    for item, (recipe, flow, size) in made.items():
        work = [one for one in recipe.work if one.centre == centre]
        setup = Fraction(sum(one.setup_seconds for one in work), 3600)
        run = Fraction(sum(one.run_seconds for one in work), 3600)
        a_unit = run / good_of(recipe)
        if Fraction(FINE) * week < setup <= LONGEST_SET_UP * week:
            setups[item] = real(setup)
        else:
            a_unit += setup / max(good_of(recipe), flow)
        if work:
            loads[item] = real(a_unit * size)
    return loads, setups


def smallest_lot(multiple: int, minimum: int) -> int:
    """The least quantity that may be ordered; a multiple of it always may."""
    step = max(1, multiple)
    return -(-max(step, minimum) // step) * step


def batch_of(row: ItemRow, one: Made, resources: Iterable[Resource]) -> float:
    """Program units in the smallest lot of what is made; 0 where it does not count."""
    lot = smallest_lot(row.lot_multiple, row.lot_minimum)
    good = good_of(one.recipe)
    batches = -(-lot // one.recipe.batch_quantity)
    batch = max(batches, -(-row.lot_minimum // good)) * good
    if lot <= 1 or batch <= Fraction(FINE) * one.flow:
        return 0
    units = real(batch / one.size)
    for resource in resources:
        week = max(map(sum, zip(resource.capacity, resource.overtime_max, strict=True)))
        setup = resource.setups.get(row.item, 0)
        if units * resource.loads.get(row.item, 0) + setup > week:
            return 0
    return units
