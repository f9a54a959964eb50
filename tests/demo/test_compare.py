"""Three ways on one industry: nothing appears or vanishes, the same demand, costs as booked."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tuowang.demo.compare.all_seeing import AllSeeing
from tuowang.demo.compare.by_order import ByOrder, Habits
from tuowang.demo.compare.docked import Docked
from tuowang.demo.compare.industry import Industry, items_of
from tuowang.demo.compare.main import (
    WARM_UP,
    CompareOptions,
    CompareResult,
    Run,
    load_industry,
    run_compare,
)
from tuowang.demo.compare.measures import Yardstick
from tuowang.demo.compare.outlook import Outlook
from tuowang.demo.compare.world import State, Way, Week, Work, at_rest, carry_out, load_of
from tuowang.errors import Mistake
from tuowang.faces.cli.compare import fold, show_comparison, spark
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.widths import width
from tuowang.flows import docking_start

CLOSE = 1e-6
OPTIONS = CompareOptions(scenario="lamp", weeks=8, seed=5)


def quiet(*_: object) -> None:
    """No progress."""


@pytest.fixture(scope="module")
def run() -> Run:
    return Run(load_industry(OPTIONS), OPTIONS)


def ways_of(run: Run) -> dict[str, Way]:
    outlook = Outlook(run.industry, run.demand, run.spreads)
    return {
        "by-order": ByOrder(run.industry, run.demand, run.spreads, Habits()),
        "docked": Docked(outlook, 1, OPTIONS.seed),
        "all-seeing": AllSeeing(outlook),
    }


@pytest.fixture(scope="module")
def weeks(run: Run) -> dict[str, list[Week]]:
    """All weeks of each way, the warm-up included."""
    return {name: run.go(way, run.demand) for name, way in ways_of(run).items()}


def conserved(industry: Industry, start: State, weeks: list[Week]) -> None:
    """Every unit that was there, came, or was made is there, went on, or was used."""
    stock = dict(start.stock)
    sent = {lane: list(coming) for lane, coming in start.coming.items()}
    late = dict(start.late)
    for week in weeks:
        for name, firm in industry.firms.items():
            for lane in firm.inbound:
                sent[lane.lane].append(week.shipped[lane.lane])
                stock[name, lane.component] += sent[lane.lane].pop(0)
                assert sum(sent[lane.lane]) == pytest.approx(week.coming[lane.lane])
            for part in firm.components:
                used = sum(use * week.made[name, one] for one, use in part.uses.items())
                stock[name, part.name] -= used
            for one in firm.products:
                out = [lane.lane for lane in firm.outbound if lane.product == one.name]
                stock[name, one.name] += week.made[name, one.name]
                stock[name, one.name] -= sum(week.shipped[lane] for lane in out)
                stock[name, one.name] -= week.sold.get((name, one.name), 0.0)
            for number, (loads, capacity, more) in enumerate(load_of(firm)):
                load = sum(week.made[name, one] * share for one, share in loads.items())
                assert load <= capacity + more + CLOSE
                overtime = week.overtime[name, str(number)]
                assert overtime == pytest.approx(max(0.0, load - capacity))
        for key in industry.sells:
            late[key] += week.wanted[key] - week.sold[key]
            assert late[key] == pytest.approx(week.late[key], abs=CLOSE)
        assert min(week.stock.values()) >= 0
        assert min(week.late.values()) >= 0
        for key, quantity in week.stock.items():
            assert quantity == pytest.approx(stock[key], abs=CLOSE)


def test_nothing_appears_or_vanishes(run: Run, weeks: dict[str, list[Week]]) -> None:
    for done in weeks.values():
        conserved(run.industry, at_rest(run.industry), done)


@pytest.mark.parametrize("seed", range(5))
def test_nor_whatever_a_way_wishes(run: Run, seed: int) -> None:
    industry, draw = run.industry, Random(seed)
    state, done = at_rest(industry), []
    lanes = [lane.lane for firm in industry.firms.values() for lane in firm.inbound]
    for _ in range(12):
        made = {key: draw.choice([-5.0, 0.0, 80.0, 1e6]) for key in industry.flows}
        shipped = {lane: draw.choice([-5.0, 0.0, 120.0, 1e6]) for lane in lanes}
        wanted = {key: draw.uniform(0, 300) for key in industry.sells}
        done.append(carry_out(industry, state, Work(made, shipped, {}), wanted))
    conserved(industry, at_rest(industry), done)
    assert any(week.sold[key] > 0 for week in done for key in industry.sells)


def test_goods_take_their_time(run: Run) -> None:
    """What leaves in a week is there so many weeks later, and not before."""
    industry, state = run.industry, at_rest(run.industry)
    nobody = dict.fromkeys(industry.sells, 0.0)
    lane = industry.firms["lampworks"].inbound[0]
    key = "lampworks", lane.component
    carry_out(industry, state, Work({}, {lane.lane: 7.0}, {}), nobody)
    usual = [industry.firms["lampworks"].components[0].initial_stock]
    usual += [lane.flow] * lane.lead_time
    assert lane.lead_time >= 1
    for _ in range(lane.lead_time - 1):
        carry_out(industry, state, Work({}, {}, {}), nobody)
    assert state.stock[key] == pytest.approx(sum(usual))
    carry_out(industry, state, Work({}, {}, {}), nobody)
    assert state.stock[key] == pytest.approx(sum(usual) + 7.0)


def test_the_same_demand_for_all(run: Run, weeks: dict[str, list[Week]]) -> None:
    wanted = {name: [week.wanted for week in done] for name, done in weeks.items()}
    assert wanted["by-order"] == wanted["docked"] == wanted["all-seeing"]
    assert wanted["docked"][3] == {key: run.demand.happens(key, 3) for key in run.industry.sells}


def test_costs_are_what_the_referee_saw(run: Run, weeks: dict[str, list[Week]]) -> None:
    yardstick = Yardstick(run.industry)
    for name, done in weeks.items():
        stock = overtime = late = 0.0
        for week in done:
            for company, firm in run.industry.firms.items():
                for item in items_of(firm):
                    stock += item.holding_cost * week.stock[company, item.name]
                for product in firm.products:
                    waiting = week.late.get((company, product.name), 0.0)
                    late += product.backlog_cost * waiting
                prices = [firm.overtime_cost, *(one.overtime_cost for one in firm.resources)]
                for number, price in enumerate(prices):
                    overtime += price * week.overtime[company, str(number)]
        row = yardstick.measured(name, done)
        assert row.stock_cost_minor == round(stock)
        assert row.overtime_cost_minor == round(overtime)
        assert row.late_cost_minor == round(late)
        assert row.cost_minor == pytest.approx(stock + overtime + late, abs=1)


def test_a_way_cannot_change_the_world(run: Run) -> None:
    class Thief:
        def plan_week(self, state: State, week: int) -> Work:
            for key in state.stock:
                state.stock[key] = 1e9
            state.coming.clear()
            return Work({}, {}, {})

    done = run.go(Thief(), run.demand)
    conserved(run.industry, at_rest(run.industry), done)


def test_a_forecast_is_the_better_the_nearer(run: Run) -> None:
    for off in run.spreads.values():
        assert off == sorted(off)
        alone = [b * b - a * a for a, b in zip([0.0, *off], off, strict=False)]
        assert alone[-1] > alone[0]
    (key, *_) = run.industry.sells
    assert run.demand.forecast(key, 2) != run.draw("6").forecast(key, 2)


def test_who_sees_everything_does_better_than_who_orders() -> None:
    by_order = all_seeing = 0.0
    for seed in range(1, 4):
        options = CompareOptions(scenario="lamp", weeks=26, seed=seed)
        run = Run(load_industry(options), options)
        habits = run.best_habits()
        ordering = ByOrder(run.industry, run.demand, run.spreads, habits)
        seeing = AllSeeing(Outlook(run.industry, run.demand, run.spreads))
        warm = WARM_UP
        by_order += sum(week.cost for week in run.go(ordering, run.demand)[warm:])
        all_seeing += sum(week.cost for week in run.go(seeing, run.demand)[warm:])
    assert all_seeing < by_order


@pytest.fixture(scope="module")
def result() -> CompareResult:
    return run_compare(CompareOptions(scenario="bakery", weeks=6, seed=2), quiet)


def test_the_same_seed_gives_the_same_numbers(result: CompareResult) -> None:
    again = run_compare(CompareOptions(scenario="bakery", weeks=6, seed=2), quiet)
    assert again == result
    other = run_compare(CompareOptions(scenario="bakery", weeks=6, seed=3), quiet)
    assert other.wanted != result.wanted


def test_docked_is_near_the_all_seeing(weeks: dict[str, list[Week]]) -> None:
    cost = {name: sum(week.cost for week in done) for name, done in weeks.items()}
    assert abs(cost["docked"] - cost["all-seeing"]) < 0.1 * cost["all-seeing"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_shown_in_even_columns(result: CompareResult, language: str) -> None:
    face = Face(language, Path(), as_json=False)
    lines = list(show_comparison(face, result))
    assert not [line for line in lines if "<" in line]
    head = next(n for n, line in enumerate(lines) if face.word("docked") in line)
    table = lines[head : head + 10]
    assert len({width(line) for line in table}) == 1
    assert any(face.text("compare-bullwhip") in line for line in table)
    assert result.title_zh in lines[0] if language == "zh" else result.title in lines[0]


def test_a_drawing_shows_what_is_there() -> None:
    assert spark([0, 1, 4, 8], 8) == " ▂▅█"
    assert fold(list(range(120))) == [2 * n for n in range(60)]
    assert fold([3, 5]) == [3, 5]


def test_without_the_solver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docking_start, "find_spec", lambda _name: None)
    with pytest.raises(Mistake, match="extra-missing"):
        run_compare(OPTIONS, quiet)
