"""How well the flows run: on time, filled, days of stock, lead time, bullwhip, cash.

Everything is counted from the tables over a window of whole weeks before today, in whole numbers;
a measure is None where there is nothing to divide by. Only the window is read, by index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

import msgspec

from tuowang.flows.catalogue import ITEMS
from tuowang.flows.days import days_between, later
from tuowang.flows.money import CLAIMS, DISPUTED, OPEN, PAYMENT_CONFIRMED, PAYMENTS, SETTLED
from tuowang.flows.party import ME, PARTIES
from tuowang.flows.planning_problem import OPEN_BY_DUE
from tuowang.flows.stock import LOTS, MOVES, OWN, STORE_PLACE
from tuowang.flows.trading import AGREEMENTS, COMMITMENTS, DEMANDS, CommitmentRow
from tuowang.flows.vocabulary import amount_minor
from tuowang.store.store import View

WEEKS = 26
CORRECTIONS = frozenset({"count"})
"""Moves that are no use of anything."""
CLAIM_INDEX = ("state", "mine", "due")


class Measures(msgspec.Struct, frozen=True):
    """The figures of the `weeks` before `day`; money by currency in minor units.

    delivered_*: what we owed; supplied_*: what was owed to us. On time: the whole commitment (in
    its tolerance) was received by its due day. Fill: the mean share of a due line that came.
    stock_days: value of own stock over the value that leaves the store in a day, in the
    company's currency. lead_time_days: from demand to last receipt, of what we bought.
    bullwhip_permille: squared variation (variance over mean squared) of the quantities we ask for
    in a week over that of the quantities we are asked for; above 1000 we amplify.
    cash_days: from claim to settlement, weighed by amount.
    """

    day: str
    weeks: int
    delivered_on_time_permille: int | None
    delivered_fill_permille: int | None
    supplied_on_time_permille: int | None
    supplied_fill_permille: int | None
    stock_value_minor: int
    stock_days: int | None
    lead_time_days: int | None
    bullwhip_permille: int | None
    owed_to_us: dict[str, int]
    owed_by_us: dict[str, int]
    received: dict[str, int]
    paid: dict[str, int]
    cash_days_to_us: int | None
    cash_days_by_us: int | None


def measure(view: View, today: str, weeks: int = WEEKS) -> Measures:
    """The figures of the whole weeks that end yesterday."""
    days = [later(today, offset) for offset in range(-7 * weeks, 0)]
    delivered, supplied = (list(due_in(view, selling, days)) for selling in (True, False))
    value = stock_value(view)
    return Measures(
        today,
        weeks,
        permille(mean(map(is_on_time, delivered))),
        permille(mean(map(fill, delivered))),
        permille(mean(map(is_on_time, supplied))),
        permille(mean(map(fill, supplied))),
        value,
        _stock_days(view, value, days),
        rounded(mean(_lead_times(view, supplied))),
        permille(bullwhip(weekly(view, True, days), weekly(view, False, days))),
        _owed(view, mine=True),
        _owed(view, mine=False),
        _money(view, False, days),
        _money(view, True, days),
        rounded(cash_days(view, True, days)),
        rounded(cash_days(view, False, days)),
    )


def mean(values: Iterable[Fraction | int]) -> Fraction | None:
    """The mean; None of nothing."""
    counted = Counter(values)  # most of them are 0 or 1, and fractions are slow to add
    total = counted.total()
    return (
        sum((Fraction(one * n) for one, n in counted.items()), Fraction(0)) / total
        if total
        else None
    )


def rounded(value: Fraction | None) -> int | None:
    """Half up."""
    return (
        None
        if value is None
        else (2 * value.numerator + value.denominator) // (2 * value.denominator)
    )


def permille(value: Fraction | None) -> int | None:
    """In permille, half up."""
    return None if value is None else rounded(value * 1000)


def due_in(view: View, selling: bool, days: list[str]) -> Iterator[CommitmentRow]:
    """Commitments that fell due in the window."""
    for day in days:
        for is_open in (False, True):
            for row in view.find(COMMITMENTS, OPEN_BY_DUE, is_open, selling, day):
                if row.quantity > 0:
                    yield row


def is_on_time(row: CommitmentRow) -> bool:
    """Whether the whole was received by its due day."""
    return not row.open and row.last_received_day <= row.due


def fill(row: CommitmentRow) -> Fraction | int:
    """The share of what was due that came."""
    whole = row.received >= row.quantity
    return 1 if whole else Fraction(row.received, row.quantity)


def _lead_times(view: View, bought: list[CommitmentRow]) -> Iterator[Fraction]:
    for row in bought:
        agreement = view.get(AGREEMENTS, row.partner, row.agreement)
        demand = view.get(DEMANDS, row.partner, agreement.demand) if agreement else None
        if demand is not None and not row.open:
            yield Fraction(days_between(demand.day, row.last_received_day))


def value_of(view: View, item: str, quantity: int) -> int:
    """What a quantity of our item is worth, in the company's currency; 0 where not known."""
    row, party = view.get(ITEMS, item), view.get(PARTIES, ME)
    currency = party.currency if party is not None else "CNY"
    if row is None or row.currency != currency or quantity <= 0:
        return 0
    return amount_minor(row.cost_minor, row.cost_quantity, quantity)


def stock_value(view: View) -> int:
    """What our own stock is worth today."""
    return sum(
        value_of(view, lot.item, lot.quantity) for lot in view.scan(LOTS) if lot.owner == OWN
    )


def _stock_days(view: View, stock_value: int, days: list[str]) -> int | None:
    """Stock over a day's use; the days since the first move in the window count."""
    used, first = 0, ""
    for day in days:
        for row in view.find(MOVES, ("day",), day):
            first = first or day
            if row.owner == OWN and row.place == STORE_PLACE and row.reason not in CORRECTIONS:
                used += value_of(view, row.item, -row.quantity)
    if not used:
        return None
    return rounded(Fraction(stock_value * (days_between(first, days[-1]) + 1), used))


def weekly(view: View, mine: bool, days: list[str]) -> list[int]:
    """The quantity asked for in each week: by us (mine), or of us."""
    weeks = [0] * (len(days) // 7)
    for number, day in enumerate(days):
        for row in view.find(DEMANDS, ("mine", "day"), mine, day):
            weeks[number // 7] += sum(line.quantity for line in row.lines)
    return weeks


def bullwhip(orders: list[int], demands: list[int]) -> Fraction | None:
    """Squared variation of orders over that of demands, from the first week in which either was.

    None where either is nothing, or the demands never vary.
    """
    pairs = list(zip(orders, demands, strict=True))
    while pairs and pairs[0] == (0, 0):
        pairs.pop(0)
    placed = _squared_variation([order for order, _ in pairs])
    received = _squared_variation([demand for _, demand in pairs])
    return placed / received if placed is not None and received else None


def _squared_variation(numbers: list[int]) -> Fraction | None:
    """Variance over mean squared, of the whole population."""
    total, count = sum(numbers), len(numbers)
    if not total:
        return None
    return Fraction(count * sum(number * number for number in numbers), total * total) - 1


def _owed(view: View, *, mine: bool) -> dict[str, int]:
    owed: dict[str, int] = {}
    for state in (OPEN, DISPUTED):
        for row in view.find(CLAIMS, CLAIM_INDEX, state, mine):
            left = row.amount_minor - row.discharged_minor
            owed[row.currency] = owed.get(row.currency, 0) + left
    return owed


def _money(view: View, mine: bool, days: list[str]) -> dict[str, int]:
    """What we paid (mine), or what was paid to us and is there."""
    total: dict[str, int] = {}
    for day in days:
        for row in view.find(PAYMENTS, ("mine", "day"), mine, day):
            if mine or row.state == PAYMENT_CONFIRMED:
                total[row.currency] = total.get(row.currency, 0) + row.amount_minor
    return total


def cash_days(view: View, mine: bool, days: list[str]) -> Fraction | None:
    """Of claims that fell due in the window and are settled."""
    weighed = total = 0
    for day in days:
        for row in view.find(CLAIMS, CLAIM_INDEX, SETTLED, mine, day):
            weighed += days_between(row.day, row.settled_day) * row.amount_minor
            total += row.amount_minor
    return Fraction(weighed, total) if total else None
