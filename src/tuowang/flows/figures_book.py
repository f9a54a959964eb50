"""What the plan and the dealings with one partner hold, read once for all items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import RECIPES, RecipeRow, Work
from tuowang.flows.planning import PLAN_LINES, PLANS, PlanLineRow
from tuowang.flows.planning_folds import NOW
from tuowang.flows.trading import COMMITMENTS, DEMANDS, CommitmentRow
from tuowang.store.store import View

USUAL_DAYS = 120
Amounts = dict[str, list[tuple[str, int]]]
Promises = dict[str, list[tuple[CommitmentRow, int]]]


class Book(NamedTuple):
    """The plan's open lines, each item's under its code; quantities in the items' own units.

    days: how far the plan reaches. jobs: in the order in which they finish. uses: (day, quantity)
    of what the plan takes of an item, in order. planned, asked: (day at our gate, quantity) of what
    is to be bought of the partner, and what it was asked for. loads: (job, recipe, its work) of
    each work centre. selling, buying: (commitment with anybody, what of it was not shipped yet),
    the earliest first.
    """

    view: View
    partner: str
    days: int
    recipes: dict[str, RecipeRow]
    jobs: dict[str, list[PlanLineRow]]
    uses: Amounts
    planned: Amounts
    asked: Amounts
    loads: dict[str, list[tuple[PlanLineRow, RecipeRow, Work]]]
    selling: Promises
    buying: Promises


def open_book(view: View, partner: str) -> Book:
    """Read everything once."""
    plan = view.get(PLANS, NOW)
    recipes = {row.item: row for row in view.scan(RECIPES)}
    days = plan.periods if plan is not None else USUAL_DAYS
    book = Book(view, partner, days, recipes, {}, {}, {}, {}, {}, {}, {})
    for row in view.find(PLAN_LINES, ("kind", "finish"), "job"):
        if row.open > 0:
            book.jobs.setdefault(row.item, []).append(row)
            _use(book, row)
    for row in view.find(PLAN_LINES, ("kind", "finish"), "delivery"):
        _add(book.uses, row.item, row.finish, row.open)
    for row in view.find(PLAN_LINES, ("kind", "finish"), "purchase"):
        if row.partner == partner:
            _add(book.planned, row.item, row.finish, row.open)
    for demand in view.scan(DEMANDS, partner):
        for line in demand.lines if demand.mine and demand.open else ():
            quantity = own_quantity(view, line.buyer_item, line.unit, line.quantity)
            _add(book.asked, line.buyer_item, line.due, quantity)
    for uses in book.uses.values():
        uses.sort()
    for selling, promises in ((True, book.selling), (False, book.buying)):
        for commitment in view.find(COMMITMENTS, ("open", "selling", "due"), True, selling):
            _promise(view, promises, commitment)
    return book


def _promise(view: View, promises: Promises, row: CommitmentRow) -> None:
    left = own_quantity(view, row.item, row.unit, row.quantity - row.shipped + row.rejected)
    if left > 0:
        promises.setdefault(row.item, []).append((row, left))


def _add(amounts: Amounts, item: str, day: str, quantity: int) -> None:
    if quantity > 0:
        amounts.setdefault(item, []).append((day, quantity))


def _use(book: Book, job: PlanLineRow) -> None:
    """What a job takes of ingredients and of work centres."""
    recipe = book.recipes.get(job.item)
    if recipe is None:
        return
    for part in recipe.ingredients:
        _add(book.uses, part.item, job.start, batches_of(recipe, job.open) * part.quantity)
    for work in recipe.work:
        book.loads.setdefault(work.centre, []).append((job, recipe, work))


def batches_of(recipe: RecipeRow, quantity: int) -> int:
    """Fewest batches whose good output is at least a quantity."""
    return -(-quantity * 1000 // max(1, recipe.batch_quantity * recipe.yield_permille))


def parts_of(job: PlanLineRow, partner: str) -> Iterator[tuple[str, int]]:
    """(what it is for, quantity) of a job's open quantity that is for what a partner is to get."""
    left = job.open
    for cause in job.causes:
        reference, _, quantity = cause.rpartition(":")
        if left and reference.startswith(f"{partner}/") and quantity.isdecimal():
            part = min(left, int(quantity))
            left -= part
            yield reference, part


def share_of(job: PlanLineRow, partner: str) -> int:
    """How much of a job's open quantity is for what a partner is to get."""
    return sum(part for _, part in parts_of(job, partner))
