"""Lay the standing plan out: lines with names, what caused each, stock and loads by period."""

from dataclasses import dataclass

from tuowang.plan.centres import less, more
from tuowang.plan.model import Delivery, Job, Kept, Peg, Plan, Purchase, Reason
from tuowang.plan.overtime import worked_for
from tuowang.plan.purchases import purchases_due
from tuowang.plan.standing import Standing, outputs, stock_before_purchases
from tuowang.plan.workshop import Workshop


@dataclass(frozen=True, slots=True)
class _Line:
    """A job (batches > 0) or a purchase (batches 0) of an item, had in `due`."""

    name: str
    item: int
    begin: int
    due: int
    batches: int
    quantity: int


def lay_out(shop: Workshop, standing: Standing, reasons: list[Reason], kept: list[Kept]) -> Plan:
    """The plan, sorted: jobs by start, purchases by order, deliveries by period."""
    stock = stock_before_purchases(shop, standing)
    bought = purchases_due(shop, stock)
    assert all(min(row) >= 0 for row in stock), "stock below zero"
    lines = _lines(shop, standing, bought)
    causes = _causes(shop, standing, lines)
    jobs = [_job(shop, line, causes) for line in lines if line.batches]
    loads = more(less(shop.capacity, standing.free), standing.overtime)
    return Plan(
        jobs=jobs,
        purchases=[_purchase(shop, line, causes) for line in lines if not line.batches],
        deliveries=_deliveries(shop, standing),
        unmet=_unmet(shop, standing),
        reasons=reasons,
        stock={data.item: row for data, row in zip(shop.items, stock, strict=True)},
        loads=dict(zip(shop.centres, loads, strict=True)),
        overtime=worked_for(shop, standing, jobs, kept),
        kept=kept,
    )


def _lines(shop: Workshop, standing: Standing, bought: list[dict[int, int]]) -> list[_Line]:
    taken = set(shop.references)
    lines = []
    for i, method in enumerate(shop.methods):
        item = shop.items[i].item
        if method is not None:
            for start, batches, good in outputs(method, standing.jobs[i]):
                due = start + method.lead
                name = _name(f"J-{item}-{due}", taken)
                lines.append(_Line(name, i, start, due, batches, good))
        for due, quantity in bought[i].items():
            begin = due - shop.items[i].purchase_lead_periods
            lines.append(_Line(_name(f"P-{item}-{due}", taken), i, begin, due, 0, quantity))
    return sorted(lines, key=lambda line: (line.begin, line.item))


def _name(plain: str, taken: set[str]) -> str:
    """`plain`, with a suffix where some reference is called the same."""
    name, suffix = plain, 2
    while name in taken:
        name, suffix = f"{plain}-{suffix}", suffix + 1
    taken.add(name)
    return name


def _causes(shop: Workshop, standing: Standing, lines: list[_Line]) -> dict[str, list[Peg]]:
    """First in, first out, item by item: which use each line's quantity goes to."""
    supplies: list[list[tuple[int, bool, str, int]]] = [[] for _ in shop.items]
    uses: list[list[tuple[int, bool, str, int]]] = [[] for _ in shop.items]
    for i, data in enumerate(shop.items):
        supplies[i].append((0, False, "", data.stock))
        supplies[i] += [(period, False, "", quantity) for period, quantity in shop.receipts[i]]
    for part in standing.deliveries:
        reference = shop.requirements[part.number].reference
        uses[part.item].append((part.period, False, reference, part.quantity))
    for line in lines:
        supplies[line.item].append((line.due, True, line.name, line.quantity))
        method = shop.methods[line.item]
        for child, quantity in () if method is None else method.ingredients:
            uses[child].append((line.begin, True, line.name, line.batches * quantity))
    causes: dict[str, list[Peg]] = {}
    for supply, use in zip(supplies, uses, strict=True):
        _match(sorted(supply), sorted(use), causes)
    return causes


def _match(
    supplies: list[tuple[int, bool, str, int]],
    uses: list[tuple[int, bool, str, int]],
    causes: dict[str, list[Peg]],
) -> None:
    place = 0
    rest = uses[0][3] if uses else 0
    for _, _, line, quantity in supplies:
        pegs: dict[str, int] = {}
        while quantity and place < len(uses):
            used = min(quantity, rest)
            reference = uses[place][2]
            pegs[reference] = pegs.get(reference, 0) + used
            quantity -= used
            rest -= used
            if rest == 0:
                place += 1
                rest = uses[place][3] if place < len(uses) else 0
        if line:
            causes[line] = [Peg(reference, used) for reference, used in pegs.items()]


def _job(shop: Workshop, line: _Line, causes: dict[str, list[Peg]]) -> Job:
    return Job(
        line=line.name,
        item=shop.items[line.item].item,
        quantity=line.quantity,
        batches=line.batches,
        start=line.begin,
        finish=line.due,
        causes=causes[line.name],
    )


def _purchase(shop: Workshop, line: _Line, causes: dict[str, list[Peg]]) -> Purchase:
    return Purchase(
        line=line.name,
        item=shop.items[line.item].item,
        quantity=line.quantity,
        order_period=line.begin,
        due_period=line.due,
        causes=causes[line.name],
    )


def _deliveries(shop: Workshop, standing: Standing) -> list[Delivery]:
    order = sorted(standing.deliveries, key=lambda part: (part.period, part.number))
    return [
        Delivery(
            shop.requirements[part.number].reference,
            shop.items[part.item].item,
            part.period,
            part.quantity,
        )
        for part in order
    ]


def _unmet(shop: Workshop, standing: Standing) -> list[Delivery]:
    had = [0] * len(shop.requirements)
    for part in standing.deliveries:
        had[part.number] += part.quantity
    return [
        Delivery(want.reference, want.item, want.period, want.quantity - quantity)
        for want, quantity in zip(shop.requirements, had, strict=True)
        if want.quantity > quantity
    ]
