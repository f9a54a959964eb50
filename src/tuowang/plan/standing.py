"""The plan as it stands: the jobs and deliveries that no later requirement may disturb.

Purchases are not held. They follow from the rest: whatever is bought can be had in any quantity
from its lead time on, so only what is on hand or under way before that is scarce.
"""

from dataclasses import dataclass
from itertools import accumulate

from tuowang.plan.workshop import Method, Want, Workshop

Supply = list[tuple[int, int]]
"""(period, quantity) in order of period: what newly becomes free for use."""


@dataclass(slots=True)
class Standing:
    """jobs: for each item, start -> batches. free: normal seconds left, centre by period.

    overtime: seconds worked in it, likewise.
    """

    jobs: list[dict[int, int]]
    deliveries: list[Want]
    free: list[list[int]]
    overtime: list[list[int]]


def nothing_yet(shop: Workshop) -> Standing:
    """The plan before any requirement."""
    none = [[0] * shop.periods for _ in shop.centres]
    return Standing([{} for _ in shop.items], [], shop.capacity, none)


def outputs(method: Method, jobs: dict[int, int]) -> list[tuple[int, int, int]]:
    """(start, batches, good output) in order of start; rounding is carried to the next job."""
    rows, total = [], 0
    for start in sorted(jobs):
        before = method.good(total)
        total += jobs[start]
        rows.append((start, jobs[start], method.good(total) - before))
    return rows


def stock_before_purchases(shop: Workshop, standing: Standing) -> list[list[int]]:
    """End-of-period stock of each item; below zero where a purchase will have to fill."""
    flows = [[0] * shop.periods for _ in shop.items]
    for data, receipts, flow in zip(shop.items, shop.receipts, flows, strict=True):
        flow[0] += data.stock
        for period, quantity in receipts:
            flow[period] += quantity
    for want in standing.deliveries:
        flows[want.item][want.period] -= want.quantity
    for i, method in enumerate(shop.methods):
        if method is None or not standing.jobs[i]:
            continue
        for start, batches, good in outputs(method, standing.jobs[i]):
            flows[i][start + method.lead] += good
            for child, quantity in method.ingredients:
                flows[child][start] -= batches * quantity
    return [list(accumulate(flow)) for flow in flows]


def opening(shop: Workshop) -> list[Supply]:
    """All that is on hand or under way, for each item."""
    return [
        [(0, data.stock), *receipts] if data.stock else list(receipts)
        for data, receipts in zip(shop.items, shop.receipts, strict=True)
    ]


def spare(shop: Workshop, standing: Standing) -> list[Supply]:
    """What the standing plan leaves of each item: free in a period is what is left ever after.

    For a bought item "ever after" ends at its lead time.
    """
    supplies = []
    for i, stock in enumerate(stock_before_purchases(shop, standing)):
        lead = shop.buy_leads[i]
        supplies.append(_rises(stock if lead is None else stock[:lead]))
    return supplies


def _rises(stock: list[int]) -> Supply:
    least_after = list(accumulate(reversed(stock), min))[::-1]
    before, supply = 0, []
    for period, least in enumerate(least_after):
        if least != before:
            supply.append((period, least - before))
            before = least
    return supply
