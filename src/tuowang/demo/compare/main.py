"""One industry, run three ways: what is run, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from tuowang.demo.compare.all_seeing import AllSeeing
from tuowang.demo.compare.by_order import CHOICES, ByOrder, Habits
from tuowang.demo.compare.demand import Demand, spread
from tuowang.demo.compare.docked import Docked
from tuowang.demo.compare.industry import Industry, Key
from tuowang.demo.compare.measures import WayResult, Yardstick
from tuowang.demo.compare.outlook import Outlook
from tuowang.demo.compare.sources import real_industry, scenario_industry
from tuowang.demo.compare.world import State, Way, Week, at_rest, carry_out
from tuowang.demo.scenario import find_scenario, read_scenario
from tuowang.errors import Mistake
from tuowang.flows.docking_start import can_solve

BY_ORDER, DOCKED, ALL_SEEING = "by-order", "docked", "all-seeing"
WARM_UP = 6
"""Weeks before the counted ones, in which each way comes to its own stocks."""
LEAST_HORIZON, MOST_HORIZON = 13, 26
TRIALS = 2
"""Draws on which the planners of order by order try their settings."""
PAST = "past"
USUAL_LOAD_PERCENT = 90

Progress = Callable[..., None]


class CompareOptions(msgspec.Struct, frozen=True):
    """What to run. `chain` is one of Willems' XML files and takes the scenario's place.

    load_percent: share of its capacity that a usual week takes of every centre of a scenario; 0:
    the scenario's own hours.
    """

    scenario: str = "ebike"
    chain: Path | None = None
    weeks: int = 52
    seed: int = 1
    exchanges: int = 2
    load_percent: int = USUAL_LOAD_PERCENT


class CompareResult(msgspec.Struct, frozen=True):
    """What came of it: one row a way, on the same demand. `wanted`: end customers', by week.

    habits: what the planners of order by order found best, out of so many `choices`.
    """

    industry: str
    title: str
    title_zh: str
    currency: str
    companies: int
    weeks: int
    seed: int
    horizon_weeks: int
    exchanges: int
    load_percent: int
    wanted: list[int]
    habits: Habits
    choices: int
    ways: list[WayResult]

    def way(self, name: str) -> WayResult:
        """The row of a way."""
        return next(row for row in self.ways if row.way == name)


class Run:
    """The frame in which every way runs: its industry, its weeks, the same draws."""

    def __init__(self, industry: Industry, options: CompareOptions) -> None:
        self.industry, self.options = industry, options
        self.horizon = horizon_of(industry)
        self.weeks = WARM_UP + options.weeks
        self.spreads: dict[Key, list[float]] = {
            key: spread(selling, self.horizon, PAST) for key, selling in industry.sells.items()
        }
        self.demand = self.draw(str(options.seed))

    def draw(self, seed: str) -> Demand:
        """Demand of one seed."""
        return Demand(self.industry, seed, self.weeks, self.horizon, WARM_UP)

    def go(
        self, way: Way, demand: Demand, progress: Callable[[int], None] | None = None
    ) -> list[Week]:
        """Every week: decide, carry out; all weeks, those of the warm-up first."""
        state, done = at_rest(self.industry), []
        for week in range(self.weeks):
            if progress is not None:
                progress(week)
            work = way.plan_week(copy_of(state), week)
            wanted = {key: demand.happens(key, week) for key in self.industry.sells}
            done.append(carry_out(self.industry, state, work, wanted))
        return done

    def best_habits(self) -> Habits:
        """The settings that cost least over trials on other draws than the one that counts."""
        trials = [self.draw(f"{self.options.seed} trial {n}") for n in range(TRIALS)]

        def cost(habits: Habits) -> float:
            total = 0.0
            for demand in trials:
                way = ByOrder(self.industry, demand, self.spreads, habits)
                total += sum(week.cost for week in self.go(way, demand)[WARM_UP:])
            return total

        return min(CHOICES, key=cost)


def copy_of(state: State) -> State:
    """A state that a way may do with what it likes."""
    coming = {lane: list(series) for lane, series in state.coming.items()}
    return State(dict(state.stock), coming, dict(state.late))


def horizon_of(industry: Industry) -> int:
    """How far to plan: twice as far as material is on its way, and a month."""
    return min(MOST_HORIZON, max(LEAST_HORIZON, 2 * industry.lead_weeks() + 4))


def load_industry(options: CompareOptions) -> Industry:
    """The industry that the options name."""
    if options.chain is not None:
        return real_industry(options.chain, options.seed)
    scenario = read_scenario(find_scenario(options.scenario))
    return scenario_industry(scenario, options.load_percent / 100)


def run_compare(options: CompareOptions, progress: Progress) -> CompareResult:
    """Run the three ways. Mistake: extra-missing, and those of the sources."""
    if not can_solve():
        raise Mistake("extra-missing", extra="plan")
    industry = load_industry(options)
    with ProcessPoolExecutor(1) as pool:
        beside = pool.submit(run_beside, industry, options)
        run = Run(industry, options)
        outlook = Outlook(industry, run.demand, run.spreads)
        docked = Docked(outlook, options.exchanges, options.seed)
        weeks = run.go(docked, run.demand, lambda week: progress(week, run.weeks))
        progress(run.weeks, run.weeks)
        habits, by_order, all_seeing = beside.result()
    yardstick = Yardstick(industry)
    return CompareResult(
        industry=industry.name,
        title=industry.title,
        title_zh=industry.title_zh,
        currency=industry.currency,
        companies=len(industry.firms),
        weeks=options.weeks,
        seed=options.seed,
        horizon_weeks=run.horizon,
        exchanges=options.exchanges,
        load_percent=0 if options.chain else options.load_percent,
        wanted=yardstick.wanted(weeks[WARM_UP:]),
        habits=habits,
        choices=len(CHOICES),
        ways=[
            yardstick.measured(BY_ORDER, by_order[WARM_UP:]),
            yardstick.measured(DOCKED, weeks[WARM_UP:], docked.messages, docked.bytes),
            yardstick.measured(ALL_SEEING, all_seeing[WARM_UP:]),
        ],
    )


def run_beside(
    industry: Industry, options: CompareOptions
) -> tuple[Habits, list[Week], list[Week]]:
    """The two other ways, in another process."""
    run = Run(industry, options)
    habits = run.best_habits()
    by_order = run.go(ByOrder(industry, run.demand, run.spreads, habits), run.demand)
    all_seeing = run.go(AllSeeing(Outlook(industry, run.demand, run.spreads)), run.demand)
    return habits, by_order, all_seeing
