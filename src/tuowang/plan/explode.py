"""From requirements to a plan: one pass up and one pass down for each rank of service.

Rules
1. Requirements are served in ranks: firm before not firm, then by priority, then those worth
   overtime at any price. What a rank was given is promised: no lower rank can make it later.
2. Each rank is first planned together with all that was promised before (so it may use stock
   that is wanted only later and can be made again). If that would break a promise, it is
   planned instead on what the standing plan leaves over, which cannot.
3. Safety stock is a last rank of its own: it is filled up with what requirements leave.
4. Purchases come last: just in time for what is really used.
5. A rank is planned in normal hours. Where that leaves something of it late it is planned with
   overtime, too, and that counts if it is less late; where overtime must pay, if it costs no more
   than being late did. Safety stock is no reason for overtime.

The work is linear in items x periods + requirements + recipe lines, times the number of ranks;
from the seventh rank on only step two's second way is taken, which touches fewer items.
"""

from itertools import groupby
from operator import mul
from typing import NamedTuple

from tuowang.plan.availability import Laid, Walked, pass_down
from tuowang.plan.centres import Seconds, less, more
from tuowang.plan.model import Kept, Plan, PlanProblem, Reason, Requirement
from tuowang.plan.reasons import explain
from tuowang.plan.requirements import pass_up
from tuowang.plan.standing import Standing, Supply, nothing_yet, opening, spare
from tuowang.plan.table import lay_out
from tuowang.plan.workshop import Want, Workshop, open_workshop

RANKS_PLANNED_TOGETHER = 6


class Ranked(NamedTuple):
    """The plan with one more rank, the walk that found it, and what of it overtime keeps."""

    standing: Standing
    walked: Walked
    kept: list[Kept]


def explode(problem: PlanProblem) -> Plan:
    """Plan jobs, purchases and deliveries. Raises ValueError naming a recipe cycle.

    The same problem, its lists in any order, gives the same plan.
    """
    shop = open_workshop(problem)
    standing = nothing_yet(shop)
    reasons: list[Reason] = []
    kept: list[Kept] = []
    for number, wants in enumerate(ranks(shop)):
        found = add_rank(shop, standing, wants, number=number)
        standing = found.standing
        reasons += _reasons(shop, wants, found.walked)
        kept += found.kept
    if any(data.safety_stock for data in shop.items):
        standing = add_rank(shop, standing, [], safety=True).standing
    return lay_out(shop, standing, reasons, kept)


def ranks(shop: Workshop) -> list[list[Want]]:
    """The wants within the horizon, rank by rank, each in order of service."""

    def rank(numbered: tuple[int, Requirement]) -> tuple[bool, int, bool]:
        return numbered[1].firm, numbered[1].priority, numbered[1].at_any_price

    return [
        [
            Want(number, shop.numbers[asked.item], max(0, asked.period), asked.quantity)
            for number, asked in group
        ]
        for _, group in groupby(enumerate(shop.requirements), key=rank)
    ]


def add_rank(
    shop: Workshop,
    standing: Standing,
    wants: list[Want],
    *,
    number: int = 0,
    safety: bool = False,
) -> Ranked:
    """Plan one more rank, or the safety stock; every standing delivery keeps its period.

    number: of the rank, from 0; see RANKS_PLANNED_TOGETHER.
    """
    asked = [w for w in wants if w.quantity and w.period < shop.periods]
    normal = _add(shop, standing, asked, number, safety, overtime=False)
    late = _late(shop, asked, normal.walked)
    if not late or not any(map(any, shop.overtime)):
        return normal
    found = _add(shop, standing, asked, number, safety, overtime=True)
    still = _late(shop, asked, found.walked)
    if sum(still.values()) >= sum(late.values()):
        return normal
    saved = {want: late.get(want.number, 0) - still.get(want.number, 0) for want in asked}
    if not all(shop.requirements[want.number].at_any_price for want in asked):
        worked = less(found.standing.overtime, normal.standing.overtime)
        cost = sum(map(mul, shop.overtime_costs, map(sum, worked)))
        if cost > sum(sum_ * shop.items[want.item].late_cost for want, sum_ in saved.items()):
            return normal
    kept = [
        Kept(shop.requirements[want.number].reference, shop.items[want.item].item, sum_)
        for want, sum_ in saved.items()
        if sum_ > 0
    ]
    return found._replace(kept=kept)


def _add(
    shop: Workshop,
    standing: Standing,
    asked: list[Want],
    number: int,
    safety: bool,
    overtime: bool,
) -> Ranked:
    promised = standing.deliveries
    can = shop.overtime if overtime else nothing_yet(shop).overtime
    if number < RANKS_PLANNED_TOGETHER:
        fresh, wants = nothing_yet(shop), promised + asked
        walked = _plan(shop, fresh, opening(shop), wants, len(promised), safety, can)
        if walked is not None:
            return Ranked(_merge(fresh, walked), walked, [])
    can = less(can, standing.overtime) if overtime else can
    walked = _plan(shop, standing, spare(shop, standing), asked, 0, safety, can)
    assert walked is not None
    return Ranked(_merge(standing, walked), walked, [])


def _plan(
    shop: Workshop,
    standing: Standing,
    supplies: list[Supply],
    wants: list[Want],
    promised: int,
    safety: bool,
    overtime: Seconds,
) -> Walked | None:
    pieces, worked = pass_up(shop, standing, supplies, wants, safety, overtime)
    laid = Laid(pieces, worked, less(overtime, worked))
    return pass_down(shop, standing, supplies, laid, wants, promised)


def _late(shop: Workshop, asked: list[Want], walked: Walked) -> dict[int, int]:
    """Of each want that is late or short: the sum of quantities times periods; the horizon's end
    for what never comes."""
    late = {want.number: want.quantity * (shop.periods - want.period) for want in asked}
    for part in walked.deliveries:
        if part.number in late:
            late[part.number] -= part.quantity * (shop.periods - part.period)
    return {number: sum_ for number, sum_ in late.items() if sum_}


def _merge(standing: Standing, walked: Walked) -> Standing:
    jobs = [dict(row) for row in standing.jobs]
    for i, row in walked.jobs.items():
        for start, batches in row.items():
            jobs[i][start] = jobs[i].get(start, 0) + batches
    overtime = more(standing.overtime, walked.overtime)
    return Standing(jobs, standing.deliveries + walked.deliveries, walked.free, overtime)


def _reasons(shop: Workshop, wants: list[Want], walked: Walked) -> list[Reason]:
    """For every late or unmet want of a rank."""
    parts: dict[int, list[Want]] = {}
    for part in walked.deliveries:
        parts.setdefault(part.number, []).append(part)
    reasons: list[Reason] = []
    for asked in wants:
        had = parts.get(asked.number, [])
        late = sum(part.quantity for part in had if part.period > asked.period)
        unmet = asked.quantity - sum(part.quantity for part in had)
        last = max((part.period for part in had), default=asked.period)
        if late or unmet:
            reasons += explain(shop, walked.waits, asked, last, late, unmet)
    return reasons
