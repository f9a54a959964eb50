"""Needs become a plan, a plan becomes demands; nothing is ordered twice; promises are kept."""

from __future__ import annotations

import pytest

from tests.flows.ends import End
from tests.flows.traders import (
    NORTH,
    SOUTH,
    Pair,
    agreement,
    company,
    demand,
    item,
    last,
    line,
    only,
    pair,
    refusal,
)
from tuowang.flows.base import JOURNAL, Command, Job
from tuowang.flows.catalogue import (
    Ingredient,
    RecordCapacity,
    RecordItem,
    RecordRecipe,
    Work,
)
from tuowang.flows.planning import (
    NEEDS,
    ORDER,
    PLAN_LINES,
    PLAN_REASONS,
    PLANS,
    KeepPlan,
    MakePlan,
    PlanExtended,
    Planned,
    PlannedLine,
    RecordNeed,
)
from tuowang.flows.planning_asks import make_plan, run_plan
from tuowang.flows.planning_views import promise_for, purchases_to_request
from tuowang.flows.shipping import Receive, Ship, Shipped
from tuowang.flows.stock import CountStock, Make
from tuowang.flows.trading import (
    DEMANDS,
    Agree,
    MakeOffer,
    Proposed,
    RequestDemand,
)


def workshop(stock_of_steel: int = 0) -> End:
    """A shop that makes 10 chairs a batch of an hour, of 40 steel, and buys the steel."""
    end = company("shop")
    item(end, "chair", supply="make", lead_time_days=0)
    item(end, "steel", supply="buy", lead_time_days=5, lot_multiple=50)
    end.ask(
        RecordRecipe(
            "chair", 10, [Ingredient("steel", 40)], [Work("press", 0, 3600)], lead_time_days=1
        )
    )
    end.ask(RecordCapacity("press", "2026-01-01", 4 * 3600))
    if stock_of_steel:
        end.ask(CountStock("steel", stock_of_steel, lot="S1"))
    return end


def planned(end: End, kind: str) -> list[tuple[str, int, str, str]]:
    """The newest plan's lines of a kind: item, open quantity, start, finish."""
    rows = end.store.find(PLAN_LINES, ("kind", "finish"), kind)
    return [(row.item, row.open, row.start, row.finish) for row in rows]


def test_a_need_becomes_jobs_and_purchases_with_dates_and_causes() -> None:
    end = workshop()
    end.ask(RecordNeed("W-1", "chair", 30, "2026-03-20", ORDER))
    end.ask(MakePlan(30))
    assert planned(end, "purchase") == [("steel", 150, "2026-03-14", "2026-03-19")]
    assert planned(end, "job") == [("chair", 30, "2026-03-19", "2026-03-20")]
    assert planned(end, "delivery") == [("chair", 30, "2026-03-20", "2026-03-20")]
    rows = {row.kind: row for row in end.store.scan(PLAN_LINES)}
    assert rows["job"].causes == ["W-1:30"]
    assert rows["purchase"].causes == [f"{rows['job'].line}:120"]
    assert rows["delivery"].reference == "W-1"
    assert only(end, PLANS).periods == 30


def test_work_waits_for_a_working_day_and_the_plan_says_why() -> None:
    end = workshop(stock_of_steel=1000)
    end.ask(RecordNeed("W-1", "chair", 60, "2026-03-09", ORDER))  # a Monday
    end.ask(MakePlan(30))
    jobs = planned(end, "job")
    assert sum(quantity for _, quantity, _, _ in jobs) == 60
    assert {start for _, _, start, _ in jobs} <= {"2026-03-05", "2026-03-06"}
    end.ask(RecordNeed("W-2", "chair", 40, "2026-03-02", ORDER))
    end.ask(MakePlan(30))
    assert {row.code for row in end.store.scan(PLAN_REASONS)} == {"lead-time"}


def test_old_forecasts_are_dropped_and_old_orders_are_not() -> None:
    end = workshop(stock_of_steel=1000)
    for need, kind in (("F-1", "forecast"), ("W-1", ORDER)):
        end.ask(RecordNeed(need, "chair", 10, "2026-02-20", kind))
    end.ask(MakePlan(20))
    assert [
        row.reference for row in end.store.find(PLAN_LINES, ("kind", "finish"), "delivery")
    ] == ["W-1"]


def test_the_same_tables_give_the_same_plan() -> None:
    plans = []
    for order in ((1, 2, 3), (3, 1, 2)):
        end = workshop(stock_of_steel=400)
        for number in order:
            end.ask(RecordNeed(f"W-{number}", "chair", 20, "2026-03-10", ORDER))
        end.count = 100
        end.ask(MakePlan(30))
        plans.append(list(end.store.scan(PLAN_LINES)))
    assert plans[0] == plans[1]
    assert plans[0]


def test_a_new_plan_replaces_the_old_one() -> None:
    end = workshop()
    end.ask(RecordNeed("W-1", "chair", 30, "2026-03-20", ORDER))
    end.ask(MakePlan(30))
    end.ask(RecordNeed("W-1", "chair", 0, "2026-03-20", ORDER))
    end.ask(MakePlan(30))
    assert end.store.count(NEEDS) == end.store.count(PLAN_LINES) == 0


def test_what_was_made_is_no_longer_planned() -> None:
    end = workshop(stock_of_steel=1000)
    end.ask(RecordNeed("W-1", "chair", 30, "2026-03-20", ORDER))
    end.ask(MakePlan(30))
    (job,) = end.store.find(PLAN_LINES, ("kind", "finish"), "job")
    end.ask(Make("chair", 20, plan_line=job.line))
    assert planned(end, "job") == [("chair", 10, "2026-03-19", "2026-03-20")]
    end.ask(MakePlan(30))
    assert [quantity for _, quantity, _, _ in planned(end, "job")] == [10]


def buying(both: Pair) -> None:
    """South needs 100 bolts on the 20th, and plans."""
    both.buyer.ask(RecordNeed("W-1", "B-100", 100, "2026-03-20", ORDER))
    both.buyer.ask(MakePlan(60))


def requested(both: Pair, today: str = "2026-03-15") -> RequestDemand:
    """The plan's purchases of that day, as the one demand that they make."""
    (request,) = purchases_to_request(both.buyer.store, today)
    assert request.supplier == NORTH
    return RequestDemand(request.supplier, request.lines, request.causes)


def test_a_planned_purchase_is_demanded_once() -> None:
    both = pair()
    buying(both)
    assert purchases_to_request(both.buyer.store, "2026-03-14") == []
    command = requested(both)
    assert [(one.item, one.quantity, one.due) for one in command.lines] == [
        ("B-100", 100, "2026-03-20")
    ]
    both.buyer.ask(command)
    assert planned(both.buyer, "purchase")[0][1] == 0
    assert purchases_to_request(both.buyer.store, "2026-03-15") == []
    assert refusal(both.buyer.ask, command) == "plan-line-demanded"
    twice = RequestDemand(NORTH, [*command.lines, line("9")], command.causes * 2)
    assert refusal(both.buyer.ask, twice) == "plan-line-demanded"


def test_nothing_is_ordered_twice_at_any_stage() -> None:
    both = pair()
    buying(both)
    both.buyer.ask(requested(both))

    def plan_again() -> list[tuple[str, int, str, str]]:
        both.settle()
        both.buyer.ask(MakePlan(60))
        return planned(both.buyer, "purchase")

    assert plan_again() == []
    both.seller.ask(MakeOffer(SOUTH, only(both.seller, DEMANDS).demand))
    assert plan_again() == []
    both.buyer.ask(Agree(NORTH, last(both.seller, Proposed).proposal))
    assert plan_again() == []
    name = next(iter(both.buyer.store.scan(DEMANDS))).agreement
    both.seller.ask(Ship(SOUTH, name, "1", 60))
    assert plan_again() == []
    both.buyer.ask(Receive(NORTH, last(both.seller, Shipped).shipment))
    assert plan_again() == []


def test_what_is_overdue_is_expected_on_the_morrow() -> None:
    both = pair()
    agreement(both, line(due="2026-03-05"))
    both.buyer.day("2026-03-10")
    both.buyer.ask(RecordNeed("W-1", "B-100", 100, "2026-03-10", ORDER))
    both.buyer.ask(MakePlan(30))
    assert planned(both.buyer, "purchase") == []
    assert planned(both.buyer, "delivery") == [("B-100", 100, "2026-03-11", "2026-03-11")]


def test_agreed_deliveries_leave_in_time_and_count_down_when_shipped() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(MakePlan(60))
    assert planned(both.seller, "delivery") == [("bolt", 100, "2026-03-19", "2026-03-19")]
    both.seller.ask(Ship(SOUTH, name, "1", 30))
    assert planned(both.seller, "delivery") == [("bolt", 70, "2026-03-19", "2026-03-19")]
    both.seller.ask(MakePlan(60))
    (row,) = both.seller.store.find(PLAN_LINES, ("kind", "finish"), "delivery")
    assert (row.partner, row.reference, row.quantity) == (SOUTH, f"{SOUTH}/{name}/1", 70)


def test_a_partners_demand_is_planned_behind_what_is_agreed() -> None:
    both = pair(stock=120)
    agreement(both, line(due="2026-03-06"))
    demand(both, line(quantity=50, due="2026-03-04"))
    both.seller.ask(MakePlan(30))
    assert planned(both.seller, "delivery") == [
        ("bolt", 20, "2026-03-03", "2026-03-03"),
        ("bolt", 100, "2026-03-05", "2026-03-05"),
        ("bolt", 30, "2026-03-07", "2026-03-07"),
    ]


def test_a_promise_is_what_can_be_kept() -> None:
    both = pair(stock=120)
    agreement(both, line(due="2026-03-06"))
    asked = demand(both, line(quantity=50, due="2026-03-04"), line("2", quantity=5))
    row = both.seller.store.get(DEMANDS, SOUTH, asked)
    assert row is not None
    lines = promise_for(both.seller.store, row, "2026-03-02")
    assert [(one.line, one.item, one.quantity, one.due) for one in lines] == [
        ("1", "bolt", 20, "2026-03-04"),
        ("1.2", "bolt", 30, "2026-03-08"),
        ("2", "bolt", 5, "2026-03-20"),
    ]
    both.seller.ask(MakeOffer(SOUTH, asked, lines))
    assert [one.price_minor for one in last(both.seller, Proposed).terms.lines] == [100] * 3


def test_what_is_promised_on_one_line_is_not_promised_on_the_next() -> None:
    both = pair(stock=120)
    agreement(both, line(due="2026-03-06"))
    asked = demand(both, *(line(name, quantity=15, due="2026-03-04") for name in "12"))
    row = both.seller.store.get(DEMANDS, SOUTH, asked)
    assert row is not None
    lines = promise_for(both.seller.store, row, "2026-03-02")
    assert [(one.line, one.quantity, one.due) for one in lines] == [
        ("1", 15, "2026-03-04"),
        ("2", 5, "2026-03-04"),
        ("2.2", 10, "2026-03-08"),
    ]


def test_a_plan_too_long_for_one_record_is_kept_in_several() -> None:
    end = workshop()
    lines = [
        PlannedLine(f"L-{number}", "purchase", "steel", 1, "2026-03-02", "2026-03-03")
        for number in range(2300)
    ]
    end.ask(KeepPlan(Planned("L-X", "2026-03-02", 30, lines)))
    assert end.store.count(PLAN_LINES) == 2300
    assert [type(record) for record in end.said[-3:]] == [Planned, PlanExtended, PlanExtended]
    end._take(JOURNAL, True, PlanExtended("L-OLD", [lines[0]]))
    end.ask(KeepPlan(Planned("L-Y", "2026-03-02", 30, lines[:1])))
    assert end.store.count(PLAN_LINES) == 1


def test_a_plan_of_a_world_that_moved_says_so() -> None:
    both = pair()
    buying(both)
    (job,) = make_plan(both.buyer.store, MakePlan(60), both.buyer.context())
    assert isinstance(job, Job)
    both.buyer.ask(requested(both))
    both.buyer.ask(run_plan(job.inputs))
    assert [note.code for note in both.buyer.notes] == ["plan-outdated"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (MakePlan(0), "periods-out-of-range"),
        (MakePlan(10, "soon"), "date-unreadable"),
        (RecordNeed("W-1", "table", 1, "2026-03-20"), "item-unknown"),
        (RecordNeed("W-1", "chair", -1, "2026-03-20"), "quantity-out-of-range"),
        (RecordNeed("W-1", "chair", 1, "20.3.2026"), "date-unreadable"),
        (RecordNeed("W-1", "chair", 1, "2026-03-20", "wish"), "need-kind"),
        (RecordNeed("", "chair", 1, "2026-03-20"), "code-unfit"),
    ],
)
def test_what_may_not_be_planned(command: Command, code: str) -> None:
    assert refusal(workshop().ask, command) == code


def test_an_item_that_is_only_bought_is_not_made() -> None:
    end = workshop(stock_of_steel=1000)
    end.ask(RecordItem("chair", "chair", "pc", "buy", lead_time_days=3))
    end.ask(RecordNeed("W-1", "chair", 10, "2026-03-20", ORDER))
    end.ask(MakePlan(30))
    assert planned(end, "job") == []
    assert planned(end, "purchase") == [("chair", 10, "2026-03-17", "2026-03-20")]
