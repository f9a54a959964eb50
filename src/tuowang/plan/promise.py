"""Capable to promise: what could be had, and when, of one more requirement."""

from tuowang.plan.centres import less
from tuowang.plan.explode import add_rank, ranks
from tuowang.plan.model import Delivery, Plan, PlanProblem, Requirement
from tuowang.plan.standing import Standing, nothing_yet
from tuowang.plan.workshop import Want, Workshop, open_workshop


def promise(
    problem: PlanProblem,
    plan: Plan | None,
    item: str,
    period: int,
    quantity: int,
    reference: str,
) -> list[Delivery]:
    """The dated quantities that can be promised, without making any other requirement later.

    plan: the plan of this problem, if at hand: saves planning again what it already holds.
    Less than `quantity` in all, where the rest cannot be had within the horizon; nothing for a
    period beyond it.
    """
    asked = Requirement(
        reference=reference, item=item, period=period, quantity=quantity, firm=False
    )
    shop = open_workshop(problem)
    if plan is None:
        standing = nothing_yet(shop)
        for number, wants in enumerate(ranks(shop)):
            standing = add_rank(shop, standing, wants, number=number).standing
    else:
        standing = _standing(shop, plan)
    assert quantity >= 0, asked
    number = len(shop.requirements)
    shop.requirements.append(asked)
    wants = [Want(number, shop.numbers[item], max(0, period), quantity)]
    walked = add_rank(shop, standing, wants).walked
    return [
        Delivery(reference, item, part.period, part.quantity)
        for part in walked.deliveries
        if part.number == number
    ]


def _standing(shop: Workshop, plan: Plan) -> Standing:
    numbers = {requirement.reference: n for n, requirement in enumerate(shop.requirements)}
    standing = nothing_yet(shop)
    for job in plan.jobs:
        row = standing.jobs[shop.numbers[job.item]]
        row[job.start] = row.get(job.start, 0) + job.batches
    standing.deliveries = [
        Want(numbers[part.reference], shop.numbers[part.item], part.period, part.quantity)
        for part in plan.deliveries
    ]
    for one in plan.overtime:
        standing.overtime[shop.centres.index(one.centre)][one.period] = one.seconds
    used = [plan.loads[centre] for centre in shop.centres]
    standing.free = less(shop.capacity, less(used, standing.overtime))
    return standing
