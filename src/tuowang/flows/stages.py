"""How far what falls due in some weeks has come: asked for, planned, promised, shipped, claimed,
settled. Each amount counts at every stage that it has reached; so no stage holds more than the one
before. Only documents due in those weeks are read, by index, and of these so many at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.catalogue_prices import price_for
from tuowang.flows.days import later
from tuowang.flows.money import CLAIMS
from tuowang.flows.planning import NEEDS, PLAN_LINES
from tuowang.flows.planning_problem import OPEN_BY_DUE
from tuowang.flows.trading import COMMITMENTS, DEMANDS, CommitmentRow
from tuowang.flows.vocabulary import amount_minor
from tuowang.store.store import View

STAGES = ("asked", "planned", "promised", "shipped", "claimed", "settled")
MOST_FLOWS = 600
PARTNER, ITEM = "partner", "item"
MONEY, QUANTITY = "money", "quantity"


class Flow(NamedTuple):
    """One line of a document: its quantity at each stage in the document's unit, and its price."""

    partner: str
    item: str
    unit: str
    amounts: tuple[int, ...]
    price_minor: int
    price_quantity: int
    currency: str


class Reached(NamedTuple):
    """How much of a partner's or an item's flows has reached each stage, in a unit or currency."""

    name: str
    unit: str
    amounts: tuple[int, ...]


class Found(NamedTuple):
    """All of it; whole: whether everything due in the weeks was read."""

    rows: list[Reached]
    whole: bool


def stages(view: View, start: str, weeks: int, *, selling: bool, by: str, in_: str) -> Found:
    """By PARTNER or ITEM, in MONEY or QUANTITY; the largest first.

    selling: what we deliver, else what is delivered to us. Money is each line's own price; of what
    has none yet our price, or the item's cost.
    """
    sums: dict[tuple[str, str], list[int]] = {}
    units: dict[str, str] = {}
    count = 0
    for flow in _flows(view, start, 7 * weeks, selling):
        if count == MOST_FLOWS:
            break
        count += 1
        unit, amounts = _worth(flow) if in_ == MONEY else _own(view, flow, units)
        found = sums.setdefault((flow.partner if by == PARTNER else flow.item, unit), [0] * 6)
        for at, amount in enumerate(amounts):
            found[at] += amount
    rows = [Reached(*key, tuple(found)) for key, found in sums.items() if any(found)]
    rows.sort(key=lambda one: (one.unit, -one.amounts[0], one.name))
    return Found(rows, count < MOST_FLOWS)


def _worth(flow: Flow) -> tuple[str, list[int]]:
    """What the amounts are worth, in the flow's currency."""
    price = (flow.price_minor, flow.price_quantity)
    return flow.currency, [amount_minor(*price, quantity) for quantity in flow.amounts]


def _own(view: View, flow: Flow, units: dict[str, str]) -> tuple[str, list[int]]:
    """The amounts in our own unit of the item. units: those that are known already."""
    if flow.item not in units:
        row = view.get(ITEMS, flow.item)
        units[flow.item] = row.unit if row is not None else flow.unit
    unit = units[flow.item]
    if unit == flow.unit:
        return unit, list(flow.amounts)
    return unit, [own_quantity(view, flow.item, flow.unit, one) for one in flow.amounts]


def _flows(view: View, start: str, days: int, selling: bool) -> Iterator[Flow]:
    settled: dict[tuple[str, str], tuple[int, int]] = {}
    for number in range(days):
        day = later(start, number)
        for is_open in (True, False):
            for row in view.find(COMMITMENTS, OPEN_BY_DUE, is_open, selling, day):
                if row.quantity > 0 or row.shipped:
                    yield _agreed(view, row, settled)
        for need in view.find(NEEDS, ("due",), day) if selling else ():
            planned = _planned(view, need.need, need.quantity)
            yield _not_agreed(view, "", need.item, need.quantity, planned)
    end = later(start, days)
    for demand in view.find(DEMANDS, ("open", "mine"), True, not selling):
        for line in demand.lines:
            if start <= line.due < end:
                item = line.item if selling else line.buyer_item
                quantity = own_quantity(view, item, line.unit, line.quantity)
                reference = f"{demand.partner}/{demand.demand}/{line.line}"
                planned = _planned(view, reference, quantity) if selling else quantity
                yield _not_agreed(view, demand.partner, item, quantity, planned)


def _agreed(view: View, row: CommitmentRow, known: dict[tuple[str, str], tuple[int, int]]) -> Flow:
    shipped = max(0, row.shipped - row.rejected)
    claimed = settled = 0
    if row.received:
        key = (row.partner, row.agreement)
        if key not in known:
            known[key] = _claimed(view, *key)
        amount, discharged = known[key]
        claimed = min(shipped, row.received) if amount else 0
        settled = claimed * max(0, min(discharged, amount)) // amount if amount > 0 else 0
    promised = max(row.quantity, shipped)
    return Flow(
        row.partner,
        row.item,
        row.unit,
        (promised, promised, promised, shipped, claimed, settled),
        row.price_minor,
        row.price_quantity,
        row.currency,
    )


def _claimed(view: View, partner: str, agreement: str) -> tuple[int, int]:
    """What was claimed of an agreement, and how much of that is discharged."""
    rows = list(view.find(CLAIMS, ("partner", "agreement"), partner, agreement))
    return sum(row.amount_minor for row in rows), sum(row.discharged_minor for row in rows)


def _planned(view: View, reference: str, most: int) -> int:
    lines = view.find(PLAN_LINES, ("reference", "finish"), reference)
    return min(most, sum(line.quantity for line in lines if line.kind == "delivery"))


def _not_agreed(view: View, partner: str, item: str, quantity: int, planned: int) -> Flow:
    """In our own unit, at our price, or the item's cost where it has none."""
    amounts = (quantity, planned, 0, 0, 0, 0)
    row, price = view.get(ITEMS, item), price_for(view, partner, item)
    unit = row.unit if row is not None else ""
    if price is not None:
        worth = (price.price_minor, price.price_quantity, price.currency)
    elif row is not None:
        worth = (row.cost_minor, row.cost_quantity, row.currency)
    else:
        worth = (0, 1, "CNY")
    return Flow(partner, item, unit, amounts, *worth)
