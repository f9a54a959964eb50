"""What is to be planned, read from the tables: dates become periods, documents become numbers.

Period 0 is the plan's first day. What is to come counts on the day on which it is due or arrives;
what is overdue is expected on the morrow. What we asked for and was not answered yet counts as to
come, so planning again does not order twice. What docking came to counts both ways as far as
nothing is agreed or asked for yet; it is no firm promise. What partners are short of is not bought
before the day on which their promises catch up with what was wished for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import CAPACITIES, ITEMS, RECIPES, ItemRow, RecipeRow
from tuowang.flows.days import days_between, later
from tuowang.flows.docking_agreed import expected
from tuowang.flows.docking_short import Short, no_more_before, short_weeks, wishes
from tuowang.flows.expecting_views import dues, told_shorts, usual_supplier_is
from tuowang.flows.partner import PARTNERS
from tuowang.flows.planning import FORECAST, NEEDS, PRIORITIES, PlannedCount
from tuowang.flows.planning_overtime import capacity_of, currencies_of, late_cost
from tuowang.flows.shipping import SENT, SHIPMENTS
from tuowang.flows.stock import JOBS
from tuowang.flows.stock_moves import all_on_hand
from tuowang.flows.trading import COMMITMENTS, DEMANDS, OPEN_BY_EXPIRY, CommitmentRow
from tuowang.plan.model import (
    Capacity,
    Ingredient,
    ItemData,
    PlanProblem,
    Receipt,
    Recipe,
    Requirement,
    Work,
)
from tuowang.record.codec import encode
from tuowang.store.store import View
from tuowang.units import MAXIMUM_QUANTITY

OPEN_BY_DUE = ("open", "selling", "due")
DOCKED = "/docking/"
"""Stands in the reference of a week that docking came to."""


class PlanInputs(msgspec.Struct, frozen=True):
    """All that a planning job needs, and what its answer is named after.

    partners: requirement -> whom it is delivered to; suppliers: item -> whom it is bought from;
    due: requirement -> when it is wanted at our gate; short: item -> weeks in which partners can
    promise less than was wished. wished: the problem as it were if we had promised all that
    customers wished for; None where we did. currencies: centre -> in which its overtime is paid.
    """

    plan: str
    day: str
    periods: int
    problem: PlanProblem
    partners: dict[str, str]
    suppliers: dict[str, str]
    basis: str
    due: dict[str, str] = {}
    short: dict[str, list[Short]] = {}
    wished: PlanProblem | None = None
    counts: list[PlannedCount] = []
    run: str = ""
    currencies: dict[str, str] = {}


class Wanted(NamedTuple):
    """Something to come or to go: `reference` names it in the plan, `day` is when (at our gate)."""

    reference: str
    partner: str
    item: str
    quantity: int
    day: str
    firm: bool = True


def inputs_of(view: View, plan: str, day: str, periods: int, run: str = "") -> PlanInputs:
    """A planning job's inputs, from the tables as they are now. run: the docking it comes of."""
    problem, wanted = problem_of(view, day, periods)
    return PlanInputs(
        plan,
        day,
        periods,
        problem,
        {one.reference: one.partner for one in wanted if one.partner},
        {row.item: row.supplier for row in view.scan(ITEMS) if row.supplier},
        basis_of(problem),
        {one.reference: one.day for one in wanted},
        _short(view),
        _as_wished(view, problem, day),
        counts_of(wanted, coming_of(view, day), day),
        run,
        currencies_of(view, problem.capacities),
    )


def _as_wished(view: View, problem: PlanProblem, day: str) -> PlanProblem | None:
    asked = [Wanted(_week(partner, item, leaves), partner, item, quantity, leaves, firm=False)
             for partner, item, quantity, leaves in wishes(view, day)]  # fmt: skip
    if not asked:
        return None
    lanes = {_week(one.partner, one.item, "") for one in asked}
    rest = [
        one for one in problem.requirements if one.reference.rpartition("/")[0] + "/" not in lanes
    ]
    first = priorities(view)
    wished = [_requirement(one, day, first) for one in asked]
    return replace(problem, requirements=[*rest, *wished])


def _week(partner: str, item: str, day: str) -> str:
    return f"{partner}{DOCKED}{item}/{day}"


def _short(view: View) -> dict[str, list[Short]]:
    """Of each item that cannot be had in time, what partners said of it."""
    found: dict[str, list[Short]] = {item: [] for item in _no_more_before(view)}
    for one in chain(short_weeks(view), told_shorts(view)):
        if one.item in found:
            found[one.item].append(one)
    return {item: sorted(weeks, key=lambda one: one.week) for item, weeks in found.items()}


def _no_more_before(view: View) -> dict[str, str]:
    """By item the day before which no more can be bought: promises are short until then, or what
    is agreed already comes no sooner."""
    found = no_more_before(view)
    for one in told_shorts(view):
        if usual_supplier_is(view, one.item, one.partner):
            found[one.item] = max(one.rest, found.get(one.item, ""))
    return found


def basis_of(problem: PlanProblem) -> str:
    """The same for the same problem."""
    return sha256(encode(problem)).hexdigest()


def problem_of(view: View, day: str, periods: int) -> tuple[PlanProblem, list[Wanted]]:
    """The plan's problem, and what its requirements stand for."""
    made = {row.item: row for row in view.scan(RECIPES) if _is_made(view, row)}
    short = _no_more_before(view)
    capacities = list(_capacities(view, made, day, periods))
    paid = set(currencies_of(view, capacities).values())
    stock = all_on_hand(view)
    items = {
        row.item: _item(
            view, row, stock.get(row.item, 0), days_between(day, short.get(row.item, day)), paid
        )
        for row in view.scan(ITEMS)
    }
    for recipe in made.values():
        for part in recipe.ingredients:
            if part.item not in items:
                items[part.item] = ItemData(item=part.item, stock=0, purchasable=False)
    going = chain(to_go(view, day), docked_weeks(view, day, mine=True))
    wanted = [one for one in _named_once(going) if one.item in items]
    coming = [one for one in coming_of(view, day) if one.item in items]
    first = priorities(view)
    return (
        PlanProblem(
            periods=periods,
            items=list(items.values()),
            recipes=[_recipe(row) for row in made.values()],
            receipts=[_receipt(one, day, periods) for one in coming],
            requirements=[_requirement(one, day, first, overtime=bool(paid)) for one in wanted],
            capacities=capacities,
        ),
        wanted,
    )


def coming_of(view: View, day: str) -> Iterator[Wanted]:
    """All that is to come from a day on."""
    return chain(to_come(view), docked_weeks(view, day, mine=False))


def counts_of(wanted: Iterable[Wanted], coming: Iterable[Wanted], day: str) -> list[PlannedCount]:
    """What a plan counts on from outside, added up by partner, item and day; overdue: its first."""
    sums: dict[tuple[str, str, bool, str], int] = {}
    for ways, comes in ((wanted, False), (coming, True)):
        for one in ways:
            key = (one.partner, one.item, comes, max(day, one.day))
            sums[key] = sums.get(key, 0) + one.quantity
    return [
        PlannedCount(*key, min(quantity, MAXIMUM_QUANTITY))
        for key, quantity in sorted(sums.items())
        if quantity > 0 and key[1]
    ]


def _is_made(view: View, row: RecipeRow) -> bool:
    item = view.get(ITEMS, row.item)
    return item is not None and item.supply != "buy"


def _item(view: View, row: ItemRow, stock: int, until: int, paid: set[str]) -> ItemData:
    """until: days until it can be bought at all."""
    return ItemData(
        item=row.item,
        stock=max(0, stock),
        purchasable=row.supply in ("buy", "both"),
        safety_stock=row.safety_stock,
        purchase_lead_periods=max(row.lead_time_days, until),
        lot_multiple=max(1, row.lot_multiple),
        lot_minimum=row.lot_minimum,
        late_cost=late_cost(view, row, paid),
    )


def _recipe(row: RecipeRow) -> Recipe:
    return Recipe(
        row.item,
        row.batch_quantity,
        [Ingredient(part.item, part.quantity) for part in row.ingredients],
        [Work(one.centre, one.setup_seconds, one.run_seconds) for one in row.work],
        row.yield_permille,
        row.lead_time_days,
    )


def _capacities(
    view: View, made: dict[str, RecipeRow], day: str, periods: int
) -> Iterator[Capacity]:
    """The calendar of every work centre that is used and whose capacity is known."""
    days = [later(day, period) for period in range(periods)]
    for centre in sorted({one.centre for row in made.values() for one in row.work}):
        rows = list(view.scan(CAPACITIES, centre))
        if rows:
            yield capacity_of(centre, rows, days)


def _receipt(one: Wanted, day: str, periods: int) -> Receipt:
    period = days_between(day, one.day)
    overdue = min(1, periods - 1)
    return Receipt(one.item, overdue if period < 0 else period, one.quantity, one.reference)


def priorities(view: View) -> dict[str, int]:
    """What is served first, by reference."""
    return {row.reference: row.priority for row in view.scan(PRIORITIES)}


def _requirement(
    one: Wanted, day: str, first: dict[str, int], *, overtime: bool = False
) -> Requirement:
    """first: priorities. overtime: whether there is any; for our own forecasts it must pay."""
    return Requirement(
        reference=one.reference,
        item=one.item,
        period=days_between(day, one.day),
        quantity=one.quantity,
        firm=one.firm,
        at_any_price=bool(one.firm or one.partner or not overtime),
        priority=first.get(one.reference, 0),
    )


def find_wanted(view: View, reference: str, day: str) -> Wanted | None:
    """What plans know under a reference as wanted; None where nothing."""
    going = chain(to_go(view, day), docked_weeks(view, day, mine=True))
    return next((one for one in _named_once(going) if one.reference == reference), None)


def _named_once(wanted: Iterator[Wanted]) -> Iterator[Wanted]:
    """Each under a reference of its own, whatever partners call their documents."""
    seen: set[str] = set()
    for one in wanted:
        name, count = one.reference, 1
        while name in seen:
            count += 1
            name = f"{one.reference}#{count}"
        seen.add(name)
        yield one._replace(reference=name)


def to_go(view: View, day: str) -> Iterator[Wanted]:
    """Agreed deliveries; needs from outside; partners' demands that nobody answered for yet."""
    for row in view.find(COMMITMENTS, OPEN_BY_DUE, True, True):
        yield from _commitment(view, row, later(row.due, -transit_days(view, row.partner)))
    for need in view.scan(NEEDS):
        if need.counts_on(day):
            firm = need.kind != FORECAST
            yield Wanted(need.need, "", need.item, need.quantity, need.due, firm)
    for demand in view.find(DEMANDS, OPEN_BY_EXPIRY, True, False):
        days = transit_days(view, demand.partner)
        for line in demand.lines:
            quantity = own_quantity(view, line.item, line.unit, line.quantity)
            reference = f"{demand.partner}/{demand.demand}/{line.line}"
            leaves = later(line.due, -days)
            yield Wanted(reference, demand.partner, line.item, quantity, leaves, firm=False)


def to_come(view: View) -> Iterator[Wanted]:
    """Agreed and not yet shipped; under way; asked for; started here and not done."""
    for job in view.find(JOBS, ("open", "finish"), True):
        yield Wanted(job.job, "", job.item, max(1, job.quantity - job.done), job.finish)
    for row in view.find(COMMITMENTS, OPEN_BY_DUE, True, False):
        for due in dues(view, row):
            reference = f"{row.partner}/{row.agreement}/{row.line}"
            yield Wanted(reference, row.partner, row.item, due.quantity, due.day)
    for shipment in view.find(SHIPMENTS, ("state", "mine", "arrives"), SENT, False):
        for line in shipment.lines:
            commitment = view.get(COMMITMENTS, shipment.partner, line.agreement, line.line)
            assert commitment is not None
            quantity = own_quantity(view, commitment.item, commitment.unit, line.quantity)
            yield Wanted(
                shipment.shipment, shipment.partner, commitment.item, quantity, shipment.arrives
            )
    for demand in view.find(DEMANDS, OPEN_BY_EXPIRY, True, True):
        for asked in demand.lines:
            quantity = own_quantity(view, asked.buyer_item, asked.unit, asked.quantity)
            yield Wanted(
                demand.demand, demand.partner, asked.buyer_item, quantity, asked.due, firm=False
            )


def docked_weeks(view: View, day: str, *, mine: bool) -> Iterator[Wanted]:
    """What docking came to, as far as nothing is agreed or asked for yet: to go, or to come."""
    for week in expected(view, day, mine=mine):
        partner, item = week.row.partner, week.row.item
        reference = _week(partner, item, week.leaves if mine else week.start)
        when = week.leaves if mine else week.arrives
        yield Wanted(reference, partner, item, week.open, when, firm=False)


def _commitment(view: View, row: CommitmentRow, day: str) -> Iterator[Wanted]:
    """What of a commitment was not shipped yet."""
    left = row.quantity - row.shipped + row.rejected
    if left > 0:
        quantity = own_quantity(view, row.item, row.unit, left)
        reference = f"{row.partner}/{row.agreement}/{row.line}"
        yield Wanted(reference, row.partner, row.item, quantity, day)


def transit_days(view: View, partner: str) -> int:
    """How long goods are under way to or from a partner."""
    row = view.get(PARTNERS, partner)
    return row.transit_days if row is not None else 0
