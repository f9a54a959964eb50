"""Work in progress: a job is started, gives what it gives, and is done or stopped.

Its inputs lie "in work" from the start; each part of the output takes its share of them along, the
last one all that is left, so that lots keep their parents.
"""

from __future__ import annotations

from collections.abc import Iterable

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Say
from tuowang.flows.catalogue import RECIPES
from tuowang.flows.checks import day_of, known_item, quantity_of, text_of
from tuowang.flows.days import later
from tuowang.flows.stock import JOBS, JobRow, Make, Started, StartJob, StopJob, Stopped, stock
from tuowang.flows.stock_inputs import inputs_for
from tuowang.flows.vocabulary import LotPart
from tuowang.store.store import View


def open_job(view: View, name: str) -> JobRow:
    """A job of which more is to come. Mistake: job-unknown."""
    row = view.get(JOBS, name)
    if row is None or not row.open:
        raise Mistake("job-unknown", job=name)
    return row


def parts_for(view: View, command: Make, quantity: int) -> list[LotPart]:
    """What of a job's inputs goes into a quantity of its output.

    Mistake: job-unknown, job-of-other-item, job-took-its-parts.
    """
    job = open_job(view, command.job)
    if job.item != command.item:
        raise Mistake("job-of-other-item", job=job.job, item=job.item)
    if command.consumed:
        raise Mistake("job-took-its-parts", job=job.job)
    left = job.quantity - job.done
    if quantity >= left:
        return job.parts
    shares = (LotPart(part.item, part.lot, part.quantity * quantity // left) for part in job.parts)
    return [part for part in shares if part.quantity]


def without(parts: list[LotPart], used: Iterable[LotPart]) -> list[LotPart]:
    """The parts that are left when some were used."""
    left = {(part.item, part.lot): part.quantity for part in parts}
    for part in used:
        key = (part.item, part.lot)
        left[key] = max(0, left.get(key, 0) - part.quantity)
    return [LotPart(*key, quantity) for key, quantity in left.items() if quantity]


@stock.ask(StartJob)
def start_job(view: View, command: StartJob, context: Context) -> Iterable[Effect]:
    """Take what the recipe needs into work."""
    item = known_item(view, command.item)
    quantity, day = quantity_of(command.quantity), day_of(command.day, context)
    recipe = view.get(RECIPES, item.item)
    lead = (recipe.lead_time_days if recipe is not None else 0) or item.lead_time_days
    finish = day_of(command.finish) if command.finish else later(day, lead)
    if finish < day:
        raise Mistake("finish-before-start", start=day, finish=finish)
    consumed = inputs_for(view, item, quantity, command.consumed)
    plan_line = text_of(command.plan_line)
    name = context.name("J")
    yield Say(JOURNAL, Started(name, item.item, quantity, day, finish, consumed, plan_line))


@stock.ask(StopJob)
def stop_job(view: View, command: StopJob, context: Context) -> Iterable[Effect]:
    """Put back what it has not used."""
    job = open_job(view, command.job)
    yield Say(JOURNAL, Stopped(context.name("T"), job.job, day_of(command.day, context)))
