"""From requirements to a plan: one pass up and one pass down for each rank of service.

Rules
1. Requirements are served in ranks: firm before not firm, then by priority. What a rank was
   given is promised: no lower rank can make it later.
2. Each rank is first planned together with all that was promised before (so it may use stock
   that is wanted only later and can be made again). If that would break a promise, it is
   planned instead on what the standing plan leaves over, which cannot.
3. Safety stock is a last rank of its own: it is filled up with what requirements leave.
4. Purchases come last: just in time for what is really used.

The work is linear in items x periods + requirements + recipe lines, times the number of ranks;
from the seventh rank on only step two's second way is taken, which touches fewer items.
"""

from itertools import groupby

from tuowang.plan.availability import Walked, pass_down
from tuowang.plan.model import Plan, PlanProblem, Reason, Requirement
from tuowang.plan.reasons import explain
from tuowang.plan.requirements import pass_up
from tuowang.plan.standing import Standing, Supply, nothing_yet, opening, spare
from tuowang.plan.table import lay_out
from tuowang.plan.workshop import Want, Workshop, open_workshop

RANKS_PLANNED_TOGETHER = 6


def explode(problem: PlanProblem) -> Plan:
    """Plan jobs, purchases and deliveries. Raises ValueError naming a recipe cycle.

    The same problem, its lists in any order, gives the same plan.
    """
    shop = open_workshop(problem)
    standing = nothing_yet(shop)
    reasons: list[Reason] = []
    for number, wants in enumerate(ranks(shop)):
        standing, walked = add_rank(shop, standing, wants, number=number)
        reasons += _reasons(shop, wants, walked)
    if any(data.safety_stock for data in shop.items):
        standing, _ = add_rank(shop, standing, [], safety=True)
    return lay_out(shop, standing, reasons)


def ranks(shop: Workshop) -> list[list[Want]]:
    """The wants within the horizon, rank by rank, each in order of service."""

    def rank(numbered: tuple[int, Requirement]) -> tuple[bool, int]:
        return numbered[1].firm, numbered[1].priority

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
) -> tuple[Standing, Walked]:
    """Plan one more rank, or the safety stock; every standing delivery keeps its period.

    number: of the rank, from 0; see RANKS_PLANNED_TOGETHER.
    """
    asked = [w for w in wants if w.quantity and w.period < shop.periods]
    promised = standing.deliveries
    if number < RANKS_PLANNED_TOGETHER:
        fresh = nothing_yet(shop)
        walked = _plan(shop, fresh, opening(shop), promised + asked, len(promised), safety)
        if walked is not None:
            return _merge(fresh, walked), walked
    walked = _plan(shop, standing, spare(shop, standing), asked, 0, safety)
    assert walked is not None
    return _merge(standing, walked), walked


def _plan(
    shop: Workshop,
    standing: Standing,
    supplies: list[Supply],
    wants: list[Want],
    promised: int,
    safety: bool,
) -> Walked | None:
    pieces = pass_up(shop, standing, supplies, wants, safety)
    return pass_down(shop, standing, supplies, pieces, wants, promised)


def _merge(standing: Standing, walked: Walked) -> Standing:
    jobs = [dict(row) for row in standing.jobs]
    for i, row in walked.jobs.items():
        for start, batches in row.items():
            jobs[i][start] = jobs[i].get(start, 0) + batches
    return Standing(jobs, standing.deliveries + walked.deliveries, walked.free)


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
