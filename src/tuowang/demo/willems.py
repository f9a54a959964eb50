"""One of Willems' real supply chains as a scenario: every stage a company.

Source: S. P. Willems, "Data Set: Real-World Multiechelon Supply Chains Used for Inventory
Optimization", Manufacturing & Service Operations Management 10(1), 2008. A file names stages
(cost added, stage time in days, mean daily demand at the end stages) and arcs. Quantities per
piece, capacities and starting stocks are not in the data; here one piece goes into one piece,
capacity is ample, finished stock covers a fortnight, and bought stock its lead time and a week.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from pathlib import Path
from xml.parsers import expat

import msgspec

from tuowang.demo.scenario import Misfortune, Scenario, ScenarioCompany, ScenarioItem
from tuowang.errors import Mistake

MAXIMUM_FILE_BYTES = 16 * 1024 * 1024
MAXIMUM_STAGES = 5000
WORKING_DAYS = 5
WEEKS = 26
START = "2026-01-05"
LONGEST_LEAD_TIME_DAYS = 60
MINUTES_PER_DAY = 24 * 60


class Stage(msgspec.Struct):
    """A stage of the file. Days are of the calendar; demand is of a working day.

    weekly: what flows through it in a week, its customers' demand included; value: of one piece,
    with all that went into it.
    """

    name: str
    cost: Decimal
    time_days: int
    daily_demand: Decimal
    daily_deviation: Decimal = Decimal(0)
    suppliers: list[str] = []
    customers: list[str] = []
    weekly: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    tier: int = -1


def read_stages(path: Path) -> dict[str, Stage]:
    """The stages through which something flows, end stages first, each behind all its customers.

    `Mistake` where the file is not one of these chains.
    """
    stages = _read(path)
    order = _order(path, stages)
    for stage in order:
        _spread(stages, stage)
    for stage in reversed(order):
        stage.value = stage.cost + sum(stages[name].value for name in stage.suppliers)
    return {stage.name: stage for stage in order if stage.weekly > 0}


def read_chain(path: Path) -> Scenario:
    """A scenario from one XML file; `Mistake` where it is not one of these chains."""
    stages = read_stages(path)
    companies = [_company(stages, stage) for stage in stages.values()]
    keys = [company.key for company in companies]
    carried = next(
        ([name, company.key] for company in reversed(companies) for name in _suppliers(company)), []
    )
    return Scenario(
        name=f"willems-{path.stem}",
        title=f"Willems' chain {path.stem}: {len(companies)} stages as companies",
        title_zh=f"Willems 真实供应链 {path.stem}：{len(companies)} 个环节各为一家公司",
        start=START,
        weeks=WEEKS,
        companies=companies,
        carried=[carried] if carried else [],
        misfortunes=_misfortunes(keys, carried),
        currency="USD",
    )


def _misfortunes(keys: list[str], carried: list[str]) -> list[Misfortune]:
    """One is off, one crashes, one is restored: the middle of the chain, not the stick's ends."""
    chosen = [key for key in keys if key not in carried][1:] or keys
    third = max(1, len(chosen) // 3)
    return [
        Misfortune(chosen[0], 6, "off", 3),
        Misfortune(chosen[third % len(chosen)], 10, "crash"),
        Misfortune(chosen[2 * third % len(chosen)], 14, "restore"),
    ]


def _suppliers(company: ScenarioCompany) -> list[str]:
    return [item.supplier for item in company.items if item.supplier]


def _read(path: Path) -> dict[str, Stage]:
    try:
        if path.stat().st_size > MAXIMUM_FILE_BYTES:
            raise Mistake("chain-too-large", file=path, most=MAXIMUM_FILE_BYTES)
        data = path.read_bytes()
    except OSError as no:
        raise Mistake("chain-unreadable", file=path, why=no.strerror) from no
    stages: dict[str, Stage] = {}
    arcs: list[tuple[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = _collect(stages, arcs)
    parser.StartDoctypeDeclHandler = _refuse(path)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, KeyError, InvalidOperation, ValueError) as no:
        raise Mistake("chain-unreadable", file=path, why=no) from no
    if not stages or len(stages) > MAXIMUM_STAGES:
        raise Mistake("chain-unreadable", file=path, why=f"{len(stages)} stages")
    for supplier, customer in arcs:
        if supplier not in stages or customer not in stages:
            raise Mistake("chain-unreadable", file=path, why=f"arc {supplier} - {customer}")
        stages[supplier].customers.append(customer)
        stages[customer].suppliers.append(supplier)
    return stages


def _collect(
    stages: dict[str, Stage], arcs: list[tuple[str, str]]
) -> Callable[[str, dict[str, str]], None]:
    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "stage":
            name = attributes["stageName"]
            stages[name] = Stage(
                name,
                Decimal(attributes.get("stageCost", "0")),
                int(Decimal(attributes.get("stageTime", "0")).to_integral_value(ROUND_CEILING)),
                Decimal(attributes.get("avgDemand", "0")),
                Decimal(attributes.get("stDevDemand", "0")),
            )
        elif tag == "arc":
            arcs.append((attributes["from"], attributes["to"]))

    return start


def _refuse(path: Path) -> Callable[..., None]:
    def doctype(*_: object) -> None:
        raise Mistake("chain-unreadable", file=path, why="DOCTYPE")

    return doctype


def _order(path: Path, stages: dict[str, Stage]) -> list[Stage]:
    """End stages first; every stage behind all its customers. Sets `tier`."""
    left = {name: len(stage.customers) for name, stage in stages.items()}
    ready = [stage for name, stage in stages.items() if left[name] == 0]
    order: list[Stage] = []
    for stage in ready:
        stage.tier = 0
    while ready:
        stage = ready.pop(0)
        order.append(stage)
        for name in stage.suppliers:
            stages[name].tier = max(stages[name].tier, stage.tier + 1)
            left[name] -= 1
            if left[name] == 0:
                ready.append(stages[name])
    if len(order) != len(stages):
        raise Mistake("chain-unreadable", file=path, why="cycle")
    return order


def _spread(stages: dict[str, Stage], stage: Stage) -> None:
    """One piece of every supplier goes into one piece, so demand is passed on as it is."""
    stage.weekly += stage.daily_demand * WORKING_DAYS
    for name in stage.suppliers:
        stages[name].weekly += stage.weekly


def _company(stages: dict[str, Stage], stage: Stage) -> ScenarioCompany:
    weekly = _whole(stage.weekly)
    made = ScenarioItem(
        item=stage.name,
        name=stage.name,
        price_minor=_price(stage),
        cost_minor=_price(stage),
        stock=2 * weekly,
        safety=weekly,
        lead_time_days=0,
        needs=[f"{name}:1" for name in stage.suppliers],
        work=["stage:0:1"],
        weekly=_whole(stage.daily_demand * WORKING_DAYS),
    )
    bought = [_bought(stages[name], weekly) for name in stage.suppliers]
    return ScenarioCompany(
        key=stage.name,
        name=stage.name,
        tier=stage.tier,
        items=[made, *bought],
        company_id=f"STAGE-{stage.name}",
        company_id_scheme="willems",
        centres={"stage": MINUTES_PER_DAY},
    )


def _bought(supplier: Stage, weekly: int) -> ScenarioItem:
    lead_time_days = max(10, min(supplier.time_days, LONGEST_LEAD_TIME_DAYS))
    return ScenarioItem(
        item=supplier.name,
        name=supplier.name,
        cost_minor=_price(supplier),
        stock=_cover(weekly, lead_time_days),
        safety=weekly,
        lead_time_days=lead_time_days,
        supplier=supplier.name,
        their_item=supplier.name,
    )


def _cover(weekly: int, lead_time_days: int) -> int:
    return weekly * (lead_time_days + 7) // 7


def _price(stage: Stage) -> int:
    return max(1, _whole(stage.value * 100))


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))
