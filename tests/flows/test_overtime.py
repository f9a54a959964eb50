"""Overtime: entered in a workbook, in docking's numbers, and in what partners are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.dockers import DAY, chain, lanes
from tests.flows.ends import End
from tests.flows.test_figures import both_ends, held
from tests.flows.traders import NORTH, SOUTH, agreement, line
from tests.sources.books import Sheets, book, imported
from tuowang.flows.capacity import hours, overtime_price
from tuowang.flows.catalogue import (
    CAPACITIES,
    CapacityRow,
    RecordCapacity,
    RecordItem,
    RecordRecipe,
    Work,
)
from tuowang.flows.docking_problem import PERIODS, prepare
from tuowang.flows.figures import SendFigures
from tuowang.flows.planning import (
    FORECAST,
    ORDER,
    PLAN_LINES,
    PLAN_OVERTIME,
    PLAN_REASONS,
    MakePlan,
    PlanLineRow,
    PlanOvertimeRow,
    RecordNeed,
)
from tuowang.flows.planning_views import promise_for
from tuowang.flows.stock import CountStock
from tuowang.flows.trading import DEMANDS, RequestDemand

ENGLISH: Sheets = {
    "capacity": [
        ("centre", "from", "hours per day", "overtime hours per day", "overtime cost per hour"),
        ("press", "2026-01-01", 8, "2:30", 45.5),
        ("saw", "2026-01-01", 8, None, None),
    ]
}
CHINESE: Sheets = {
    "产能": [
        ("工作中心", "起始日期", "每天小时数", "每天加班小时数", "加班费", "币种"),
        ("press", "2026-01-01", 8, 2.5, "45.5", "元"),
        ("saw", "2026-01-01", 8, 0, 0, "元"),
    ]
}


@pytest.mark.parametrize("sheets", [ENGLISH, CHINESE])
def test_a_workbook_says_how_much_overtime_there_is_and_what_it_costs(
    sheets: Sheets, tmp_path: Path
) -> None:
    end = End("shop", DAY)
    assert imported(book(tmp_path / "book.xlsx", sheets), end).refused == []
    assert list(end.store.scan(CAPACITIES)) == [
        CapacityRow("press", "2026-01-01", 28_800, "12345", 9000, 4550, "CNY"),
        CapacityRow("saw", "2026-01-01", 28_800),
    ]


def test_a_book_without_these_columns_keeps_what_was_entered(tmp_path: Path) -> None:
    end = End("shop", DAY)
    end.ask(RecordCapacity("press", "2026-01-01", 28_800, "12345", 9000, 4550, "EUR"))
    head = ("centre", "from", "hours per day")
    path = book(tmp_path / "book.xlsx", {"capacity": [head, ("press", "2026-01-01", 9)]})
    assert set(imported(path, end).changed[0].fields) == {"seconds_per_day"}
    (row,) = end.store.scan(CAPACITIES)
    assert (row.overtime_seconds_per_day, row.overtime_cost_minor, row.currency) == (
        9000,
        4550,
        "EUR",
    )


def test_overtime_is_worked_on_the_days_of_the_row_that_holds() -> None:
    end = End("shop", DAY)
    end.ask(RecordCapacity("press", "2026-03-03", 100, "23", 10, 500))
    end.ask(RecordCapacity("press", "2026-03-05", 200, "45", 0, 900))
    days = [f"2026-03-0{day}" for day in range(2, 8)]  # Monday on
    assert hours(end.store, "press", days) == ([0, 100, 100, 200, 200, 0], [0, 10, 10, 0, 0, 0])
    rows = list(end.store.scan(CAPACITIES, "press"))
    row = overtime_price(rows, days)
    assert row is not None
    assert row.overtime_cost_minor == 500  # the other row has none to work
    assert overtime_price(rows, days[3:]) is None


def test_docking_counts_overtime_in_hours_a_week_and_money() -> None:
    found = chain(bolt_seconds_a_day=400)
    found.bolts.ask(RecordCapacity("press", "2026-01-01", 400, "12345", 720, 4550))
    (press,) = prepare(found.bolts.store, DAY).firm.resources
    assert press.capacity == [5 * 400 / 3600] * PERIODS
    assert press.overtime_max == [1.0] * PERIODS
    assert press.overtime_cost == 45.5


@pytest.mark.parametrize(("cost_minor", "sent"), [(100, 2000), (100_000, 1000)])
def test_docking_works_overtime_where_it_costs_less_than_being_late(
    cost_minor: int, sent: int
) -> None:
    """200 bolts a week in normal hours, 200 in overtime; 400 are wanted in each of five weeks."""
    found = chain(bolt_seconds_a_day=400)
    found.bolts.ask(RecordCapacity("press", "2026-01-01", 400, "12345", 400, cost_minor))
    found.dock(exchanges=1)
    shipped = lanes(found.frames)["bolts", "M8"].shipped
    assert sum(shipped[:5]) == sent


def test_the_maximum_that_a_partner_is_told_is_with_overtime() -> None:
    """Ten bolts take the press 100 s: as many a day in normal hours, and half of that more."""
    both = both_ends("capacity")
    both.seller.ask(RecordCapacity("press", "2026-01-01", 100, "12345", 50, 100))
    agreement(both, line(quantity=60))
    both.seller.ask(SendFigures(SOUTH))
    both.settle()
    told = held(both.buyer)
    assert told["capacity", "actual"][1] == ("2026-03-09", 50)
    assert told["capacity", "maximum"][1] == ("2026-03-09", 70)  # 750 s, in whole batches


def presses(cost_minor: int, currency: str = "CNY", kind: str = ORDER) -> End:
    """Ten bolts take the press 1000 s; two batches a day fit, and one more in overtime."""
    end = End("shop", DAY)
    end.ask(RecordItem("bolt", "bolt", "pc", "make", cost_minor=100))
    end.ask(RecordRecipe("bolt", 10, [], [Work("press", 0, 1000)]))
    hours = RecordCapacity("press", "2026-03-03", 2000, "2345", 1000, cost_minor, currency)
    end.ask(hours)
    end.ask(RecordNeed("N-1", "bolt", 30, "2026-03-03", kind))
    end.ask(MakePlan(30))
    return end


def test_a_plan_works_overtime_for_what_would_be_late_and_says_what_it_costs() -> None:
    """Ten bolts of 1.00 a day late at 5 % a week are 0.07; 1000 s at 0.20 an hour are 0.06."""
    end = presses(cost_minor=20)
    (row,) = end.store.scan(PLAN_OVERTIME)
    assert row == PlanOvertimeRow("press", "2026-03-02", 1000, ["N-1"], 6, 7, "CNY")
    delivered = [(one.finish, one.quantity) for one in plan_lines(end, "delivery")]
    assert delivered == [("2026-03-03", 30)]
    assert list(end.store.scan(PLAN_REASONS)) == []


def test_overtime_that_normal_hours_make_needless_is_not_planned_any_more() -> None:
    end = presses(cost_minor=20)
    end.ask(RecordNeed("N-1", "bolt", 20, "2026-03-03", ORDER))
    end.ask(MakePlan(30))
    assert list(end.store.scan(PLAN_OVERTIME)) == []
    assert [one.finish for one in plan_lines(end, "delivery")] == ["2026-03-03"]


def test_what_lateness_would_cost_is_said_once_over_all_that_is_worked_against_it() -> None:
    """Ten bolts a day, 150 until the day on which 210 are wanted: 60 would be 3 to 10 days late,
    350 bolt-days at 50.00 a week."""
    end = End("shop", DAY)
    end.ask(RecordItem("bolt", "bolt", "pc", "make", cost_minor=100_000))
    end.ask(RecordRecipe("bolt", 10, [], [Work("press", 0, 1000)]))
    end.ask(RecordCapacity("press", "2026-03-02", 1000, "12345", 1000, 3600))
    end.ask(RecordNeed("N-1", "bolt", 210, "2026-03-20", ORDER))
    end.ask(MakePlan(30))
    rows = list(end.store.scan(PLAN_OVERTIME))
    assert [(row.week, row.seconds, row.cost_minor, row.late_minor) for row in rows] == [
        ("2026-03-09", 1000, 1000, 41_667),
        ("2026-03-16", 5000, 5000, 208_333),
    ]


def test_costs_in_different_currencies_are_not_compared() -> None:
    (row,) = presses(cost_minor=20, currency="EUR").store.scan(PLAN_OVERTIME)
    assert (row.cost_minor, row.late_minor, row.currency) == (6, 0, "EUR")


@pytest.mark.parametrize(("cost_minor", "worked"), [(20, [1000]), (30, [])])
def test_for_our_own_forecasts_overtime_must_cost_less_than_being_late(
    cost_minor: int, worked: list[int]
) -> None:
    """As above: 0.07 for being late, and 0.06 or 0.08 for the overtime."""
    end = presses(cost_minor, kind=FORECAST)
    assert [row.seconds for row in end.store.scan(PLAN_OVERTIME)] == worked
    assert any(row.code == "centre-full" for row in end.store.scan(PLAN_REASONS)) is not bool(
        worked
    )


def test_orders_come_before_forecasts_when_there_is_overtime() -> None:
    end = presses(cost_minor=30, kind=FORECAST)
    end.ask(RecordNeed("N-2", "bolt", 30, "2026-03-03", ORDER))
    end.ask(MakePlan(30))
    (row,) = end.store.scan(PLAN_OVERTIME)
    assert row.references == ["N-2"]


def test_a_promise_counts_on_overtime_too() -> None:
    both = both_ends("capacity")
    both.seller.ask(RecordCapacity("press", "2026-01-01", 100, "1234567", 100, 100))
    both.seller.ask(CountStock("bolt", 0, lot="L"))
    both.buyer.ask(RequestDemand(NORTH, [line(quantity=40, due="2026-03-04")]))
    both.settle()
    (demand,) = both.seller.store.scan(DEMANDS)
    parts = promise_for(both.seller.store, demand, DAY)
    assert [(part.due, part.quantity) for part in parts] == [("2026-03-04", 40)]


def plan_lines(end: End, kind: str) -> list[PlanLineRow]:
    return [row for row in end.store.scan(PLAN_LINES) if row.kind == kind]


def test_what_docking_counts_on_overtime_for_the_plan_works_it_for() -> None:
    """Bolts for frames: 200 a week in normal hours, 400 wanted; docking ships what is wanted."""
    found = chain(bolt_seconds_a_day=400)
    found.bolts.ask(RecordCapacity("press", "2026-01-01", 400, "12345", 400, 100))
    found.dock(exchanges=1)
    shipped = lanes(found.frames)["bolts", "M8"].shipped
    sent = plan_lines(found.bolts, "delivery")
    assert sum(row.quantity for row in sent) == sum(shipped) == 2000
    assert all(row.finish <= row.due for row in sent)
    rows = [
        (row.week, row.seconds, row.references) for row in found.bolts.store.scan(PLAN_OVERTIME)
    ]
    assert rows == [
        (week, 2000, [f"frames/docking/bolt/{leaves}"])
        for week, leaves in (
            ("2026-03-02", "2026-03-08"),
            ("2026-03-09", "2026-03-15"),
            ("2026-03-16", "2026-03-22"),
            ("2026-03-23", "2026-03-29"),
            ("2026-03-30", "2026-04-05"),
        )
    ]
    assert list(found.bolts.store.scan(PLAN_REASONS)) == []


def test_without_overtime_nothing_of_it_is_planned() -> None:
    found = chain(bolt_seconds_a_day=400)
    found.dock(exchanges=1)
    assert [row for end in found for row in end.store.scan(PLAN_OVERTIME)] == []
