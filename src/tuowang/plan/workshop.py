"""The problem made ready for the passes: items by number, recipes as methods, checked once.

Everything is sorted by name here, so the order of the input lists cannot matter later.
A break of the contract in `model` is an assertion: the caller checks its data before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tuowang.plan.levels import low_level_codes
from tuowang.plan.model import ItemData, PlanProblem, Recipe, Requirement


@dataclass(frozen=True, slots=True)
class Method:
    """A recipe with its items and centres by number.

    lead: periods from start to finish. span: further periods into which work may run on; 0
    unless the smallest lot is more than any one period holds. lot_step, lot_least: in batches.
    ingredients: (item, quantity a batch). work: (centre, setup seconds, run seconds a batch).
    """

    batch_quantity: int
    yield_permille: int
    lead: int
    span: int
    lot_step: int
    lot_least: int
    ingredients: tuple[tuple[int, int], ...]
    work: tuple[tuple[int, int, int], ...]
    peaks: tuple[int, ...]

    def good(self, batches: int) -> int:
        """Good output of so many batches in all."""
        return batches * self.batch_quantity * self.yield_permille // 1000

    def batches_for(self, quantity: int) -> int:
        """Fewest batches whose good output is at least `quantity`."""
        return -(-quantity * 1000 // (self.batch_quantity * self.yield_permille))

    def lot(self, batches: int) -> int:
        """The smallest permitted lot of at least `batches`, such that it can also be split.

        A lot is split into pieces of the least lot and one piece that takes the rest along;
        where that last piece would be more than a centre ever holds, round up instead.
        """
        batches = max(batches, self.lot_least)
        batches = -(-batches // self.lot_step) * self.lot_step
        rest = batches % self.lot_least
        if rest and not self._holds(self.lot_least + rest):
            batches += self.lot_least - rest
        return batches

    def part(self, lot: int, possible: int) -> int:
        """The most batches, up to `possible`, to split off `lot` so that both are lots."""
        if possible >= lot:
            return lot
        least = self.lot_least
        possible = min(possible, lot - least - lot % least)
        return max(0, possible // least * least)

    def _holds(self, batches: int) -> bool:
        return all(
            setup + run * batches <= peak
            for (_, setup, run), peak in zip(self.work, self.peaks, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Want:
    """A requirement, or the part of one that is already promised. number: its requirement."""

    number: int
    item: int
    period: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Workshop:
    """The whole problem by number. Lists run over items, except those of centres.

    buy_leads: None where an item is not bought. raw_first: each item's place, raw items first.
    overtime: seconds that each centre can work in it, and what one costs. requirements: in order
    of service. references: all that are taken as names.
    """

    periods: int
    items: list[ItemData]
    numbers: dict[str, int]
    methods: list[Method | None]
    buy_leads: list[int | None]
    receipts: list[list[tuple[int, int]]]
    top_down: list[int]
    raw_first: list[int]
    centres: list[str]
    capacity: list[list[int]]
    overtime: list[list[int]]
    overtime_costs: list[int]
    requirements: list[Requirement]
    references: frozenset[str]


def open_workshop(problem: PlanProblem) -> Workshop:
    """Check and number the problem. Raises ValueError naming a recipe cycle."""
    _check(problem)
    items = sorted(problem.items, key=lambda data: data.item)
    numbers = {data.item: number for number, data in enumerate(items)}
    levels = low_level_codes(numbers, problem.recipes)
    top_down = sorted(range(len(items)), key=lambda i: (levels[items[i].item], i))
    raw_first = [0] * len(items)
    for place, i in enumerate(sorted(top_down, key=lambda i: (-levels[items[i].item], i))):
        raw_first[i] = place
    capacities = sorted(problem.capacities, key=lambda c: c.centre)
    capacity = [c.seconds[: problem.periods] for c in capacities]
    centres = {c.centre: number for number, c in enumerate(capacities)}
    methods: list[Method | None] = [None] * len(items)
    for recipe in problem.recipes:
        i = numbers[recipe.item]
        methods[i] = _method(recipe, items[i], numbers, centres, capacity)
    buys = [
        data.purchase_lead_periods if data.purchasable and method is None else None
        for data, method in zip(items, methods, strict=True)
    ]
    return Workshop(
        periods=problem.periods,
        items=items,
        numbers=numbers,
        methods=methods,
        buy_leads=buys,
        receipts=_receipts(problem, numbers),
        top_down=top_down,
        raw_first=raw_first,
        centres=[c.centre for c in capacities],
        capacity=capacity,
        overtime=[(c.overtime or [0] * problem.periods)[: problem.periods] for c in capacities],
        overtime_costs=[c.overtime_cost for c in capacities],
        requirements=sorted(problem.requirements, key=_service_order),
        references=frozenset(r.reference for r in problem.receipts)
        | {r.reference for r in problem.requirements},
    )


def _service_order(r: Requirement) -> tuple[bool, int, bool, int, str, str, int]:
    asked = r.reference, r.item, r.quantity
    return (not r.firm, -r.priority, not r.at_any_price, r.period, *asked)


def _receipts(problem: PlanProblem, numbers: dict[str, int]) -> list[list[tuple[int, int]]]:
    receipts: list[list[tuple[int, int]]] = [[] for _ in numbers]
    for receipt in problem.receipts:
        if receipt.period < problem.periods and receipt.quantity:
            row = receipts[numbers[receipt.item]]
            row.append((max(0, receipt.period), receipt.quantity))
    for row in receipts:
        row.sort()
    return receipts


def _method(
    recipe: Recipe,
    data: ItemData,
    numbers: dict[str, int],
    centres: dict[str, int],
    capacity: list[list[int]],
) -> Method:
    ingredients: dict[int, int] = {}
    for ingredient in recipe.ingredients:
        if ingredient.quantity:
            child = numbers[ingredient.item]
            ingredients[child] = ingredients.get(child, 0) + ingredient.quantity
    times: dict[int, tuple[int, int]] = {}
    for work in recipe.work:
        if work.centre in centres and work.setup_seconds + work.run_seconds:
            setup, run = times.get(centres[work.centre], (0, 0))
            times[centres[work.centre]] = (setup + work.setup_seconds, run + work.run_seconds)
    step = -(-data.lot_multiple // recipe.batch_quantity)
    least = -(-data.lot_minimum * 1000 // (recipe.batch_quantity * recipe.yield_permille))
    least = max(step, -(-least // step) * step)
    rows = [capacity[centre] for centre in sorted(times)]
    lots = [setup + run * least for _, (setup, run) in sorted(times.items())]
    span = max((_span(row, lot) for row, lot in zip(rows, lots, strict=True)), default=0)
    return Method(
        batch_quantity=recipe.batch_quantity,
        yield_permille=recipe.yield_permille,
        lead=max(recipe.lead_periods, span),
        span=span,
        lot_step=step,
        lot_least=least,
        ingredients=tuple(sorted(ingredients.items())),
        work=tuple((centre, *times[centre]) for centre in sorted(times)),
        peaks=tuple(_peak(row, span) for row in rows),
    )


def _span(row: list[int], seconds: int) -> int:
    """Fewest periods, less one, that together ever offer `seconds`; 0 if none do."""
    if seconds <= max(row, default=0) or seconds > sum(row):
        return 0
    best, total, first = len(row), 0, 0
    for last, offered in enumerate(row):
        total += offered
        while total - row[first] >= seconds:
            total -= row[first]
            first += 1
        if total >= seconds:
            best = min(best, last - first)
    return best


def _peak(row: list[int], span: int) -> int:
    """The most seconds that any span + 1 periods offer together."""
    total = best = sum(row[: span + 1])
    for last in range(span + 1, len(row)):
        total += row[last] - row[last - span - 1]
        best = max(best, total)
    return best


def _unique(names: Iterable[str]) -> bool:
    listed = list(names)
    return len(set(listed)) == len(listed)


def _check(problem: PlanProblem) -> None:
    known = {data.item for data in problem.items}
    assert problem.periods >= 1
    assert _unique(data.item for data in problem.items), "an item twice"
    assert _unique(recipe.item for recipe in problem.recipes), "two recipes of an item"
    assert _unique(capacity.centre for capacity in problem.capacities), "a centre twice"
    for data in problem.items:
        assert min(data.stock, data.safety_stock, data.purchase_lead_periods) >= 0, data
        assert data.lot_multiple >= 1 and min(data.lot_minimum, data.late_cost) >= 0, data
    for recipe in problem.recipes:
        assert recipe.item in known, recipe
        assert min(recipe.batch_quantity, recipe.yield_permille) >= 1, recipe
        assert recipe.lead_periods >= 0, recipe
        assert all(g.item in known and g.quantity >= 0 for g in recipe.ingredients), recipe
        assert all(min(w.setup_seconds, w.run_seconds) >= 0 for w in recipe.work), recipe
    for receipt in problem.receipts:
        assert receipt.item in known and receipt.quantity >= 0, receipt
    for asked in problem.requirements:
        assert asked.item in known and asked.quantity >= 0, asked
    for capacity in problem.capacities:
        assert len(capacity.seconds) >= problem.periods, capacity.centre
        assert not capacity.overtime or len(capacity.overtime) >= problem.periods, capacity.centre
        least = min([*capacity.seconds, *capacity.overtime, capacity.overtime_cost])
        assert least >= 0, capacity.centre
