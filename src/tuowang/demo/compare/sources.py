"""Industries out of the demo's scenarios and out of Willems' real supply chains.

A scenario says recipes, minutes of every centre, lead times, costs, the season and what shops sell
in a week. Willems' files say topology, costs, times and demand; capacities and seasons are ours:
every firm is loaded at 85 to 105 % of a usual week, and the season is a wave of 30 %.
"""

from __future__ import annotations

import math
from pathlib import Path
from random import Random

from tuowang.demo.compare.industry import Bought, Draft, Industry, Key, Made, Selling, assemble
from tuowang.demo.scenario import (
    Scenario,
    ScenarioCompany,
    ScenarioItem,
    without_side_trade,
)
from tuowang.demo.willems import Stage, read_stages
from tuowang.errors import Mistake

WORKING_DAYS = 5
DAYS_A_WEEK = 7
MOST_LEAD_WEEKS = 4
LOAD = (0.85, 1.05)
WAVE = 0.3
WAVE_WEEKS = 26
SURPRISE = (0.1, 0.3)
"""Deviations beyond are counted as these."""
FEW = 0.8
"""Where few people come, each on a day of his own out of five, this is variance over mean."""
SOLD = "sold: "
"""What a shop sells is what it bought, under another name."""


def scenario_industry(scenario: Scenario, load: float = 0.0) -> Industry:
    """The industry of a scenario; load: the share of every centre's time that a usual week takes
    (0: as the scenario says). Mistake: industry-makes-own-parts, industry-sells-nothing."""
    scenario = without_side_trade(scenario)
    season = [permille / 1000 for permille in scenario.season_permille] or [1.0]
    passed_on = _passed_on(scenario)
    drafts = [_company(company, season, passed_on) for company in scenario.companies]
    if not any(draft.sells for draft in drafts):
        raise Mistake("industry-sells-nothing", scenario=scenario.name)
    return assemble(
        drafts,
        name=scenario.name,
        title=scenario.title,
        title_zh=scenario.title_zh,
        currency=scenario.currency,
        load=load,
    )


def _passed_on(scenario: Scenario) -> set[Key]:
    """What somebody sells as he bought it."""
    asked = {
        (item.supplier, item.their_item or item.item)
        for company in scenario.companies
        for item in company.items
        if item.supplier
    }
    return {
        (company.key, item.item)
        for company in scenario.companies
        for item in company.items
        if item.supplier and (item.weekly or (company.key, item.item) in asked)
    }


def _company(company: ScenarioCompany, season: list[float], passed_on: set[Key]) -> Draft:
    bought = [one for one in company.items if one.supplier]
    names = {one.item for one in bought}
    made, sells, setups = [], {}, dict.fromkeys(company.centres, 0.0)
    for item in company.items:
        name = item.item
        if not item.supplier:
            made.append(_made(company, item, names, setups))
        elif (company.key, name) in passed_on:
            name = SOLD + name
            made.append(Made(name, _value(item), {}, {item.item: 1.0}))
        if item.weekly:
            surprise = math.sqrt(FEW / item.weekly)
            sells[name] = Selling(float(item.weekly), season, _within(surprise, SURPRISE))
    return Draft(
        name=company.key,
        tier=company.tier,
        made=made,
        bought=[
            Bought(
                one.item,
                _value(one),
                one.supplier,
                _theirs(one, passed_on),
                max(1, round(one.lead_time_days / DAYS_A_WEEK)),
            )
            for one in bought
        ],
        sells=sells,
        centres={
            centre: max(0.0, WORKING_DAYS * minutes - setups[centre])
            for centre, minutes in company.centres.items()
        },
    )


def _theirs(item: ScenarioItem, passed_on: set[Key]) -> str:
    name = item.their_item or item.item
    return SOLD + name if (item.supplier, name) in passed_on else name


def _made(
    company: ScenarioCompany, item: ScenarioItem, bought: set[str], setups: dict[str, float]
) -> Made:
    """A recipe; every week its centres are set up for it once."""
    uses = {}
    for need in item.needs:
        name, _, quantity = need.partition(":")
        if name not in bought:
            raise Mistake("industry-makes-own-parts", company=company.key, item=name)
        uses[name] = int(quantity) / item.batch
    loads: dict[str, float] = {}
    for work in item.work:
        centre, setup, run = work.split(":")
        loads[centre] = loads.get(centre, 0.0) + int(run) / 60 / item.batch
        setups[centre] += int(setup) / 60
    return Made(item.item, _value(item), loads, uses)


def _value(item: ScenarioItem) -> float:
    return item.cost_minor / item.cost_quantity


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(limits[1], max(limits[0], value))


def real_industry(path: Path, seed: int) -> Industry:
    """One of Willems' chains, every stage a firm. Mistake: chain-unreadable, chain-too-large.

    seed: draws how much each firm is loaded, and when its customers' season comes.
    """
    stages = read_stages(path)
    draw = Random(f"tuowang compare {path.stem} {seed}")
    drafts = [_stage(stages, stage, draw) for stage in stages.values()]
    return assemble(
        drafts,
        name=f"willems-{path.stem}",
        title=f"Willems' chain {path.stem}: {len(drafts)} stages as companies",
        title_zh=f"Willems 真实供应链 {path.stem}：{len(drafts)} 个环节各为一家公司",
        currency="USD",
    )


def _stage(stages: dict[str, Stage], stage: Stage, draw: Random) -> Draft:
    least = max(one.value for one in stages.values()) / 1000
    weekly = float(stage.weekly)
    capacity = weekly / draw.uniform(*LOAD)
    sells = {}
    if stage.daily_demand > 0:
        start = draw.uniform(0, 2 * math.pi)
        season = [
            1 + WAVE * math.sin(2 * math.pi * week / WAVE_WEEKS + start)
            for week in range(WAVE_WEEKS)
        ]
        surprise = float(stage.daily_deviation / stage.daily_demand) / math.sqrt(WORKING_DAYS)
        mean = float(stage.daily_demand) * WORKING_DAYS
        sells[stage.name] = Selling(mean, season, _within(surprise, SURPRISE))
    return Draft(
        name=stage.name,
        tier=stage.tier,
        made=[
            Made(
                stage.name,
                100 * float(max(stage.value, least)),
                {"stage": 1.0},
                dict.fromkeys(stage.suppliers, 1.0),
            )
        ],
        bought=[
            Bought(
                name,
                100 * float(max(stages[name].value, least)),
                name,
                name,
                min(MOST_LEAD_WEEKS, round(stages[name].time_days / DAYS_A_WEEK)),
            )
            for name in stage.suppliers
        ],
        sells=sells,
        centres={"stage": capacity},
    )
