"""The plan week by week says what the plan says; what if says what a changed plan would say."""

from __future__ import annotations

import random

import pytest

from tests.flows.ends import End
from tests.flows.test_planning import workshop
from tests.flows.traders import company, item, refusal
from tuowang.flows.base import Command
from tuowang.flows.catalogue import (
    USED_IN,
    Ingredient,
    RecordCapacity,
    RecordRecipe,
    Work,
)
from tuowang.flows.planning import (
    FORECAST,
    ORDER,
    PLAN_LINES,
    PLAN_STOCK,
    PRIORITIES,
    MakePlan,
    RecordNeed,
    RecordPriority,
)
from tuowang.flows.planning_problem import problem_of
from tuowang.flows.planning_trial import Delivery, OtherCapacity, OtherWant, WhatIf, what_if
from tuowang.flows.planning_weeks import (
    centre_jobs,
    centre_spans,
    centres,
    item_weeks,
    late,
    late_one,
    monday,
    standing_of,
)
from tuowang.flows.stock import CountStock
from tuowang.plan.explode import explode

DAY = "2026-03-02"
"""A Monday; tomorrow is not."""


def factory(seed: int, day: str) -> End:
    """Carts of wheels and frames, wheels of steel, with yields, lots, stock and random needs."""
    chance = random.Random(seed)
    end = company("factory", day)
    item(end, "cart", supply="make", lead_time_days=0)
    item(end, "wheel", supply="make", lead_time_days=0, safety_stock=5)
    for code in ("frame", "steel"):
        item(end, code, supply="buy", lead_time_days=4, lot_multiple=10)
    parts = [Ingredient("wheel", 4), Ingredient("frame", 1), Ingredient("steel", 2)]
    end.ask(RecordRecipe("cart", 1, parts, [Work("weld", 0, 1800)], 1000, chance.choice((0, 1))))
    end.ask(
        RecordRecipe(
            "wheel",
            7,
            [Ingredient("steel", 9)],
            [Work("turn", 600, 900)],
            chance.choice((1000, 930)),
        )
    )
    end.ask(RecordCapacity("weld", "2026-01-01", 8 * 3600))
    end.ask(RecordCapacity("turn", "2026-01-01", 8 * 3600, "1234567"))
    for code in ("cart", "wheel", "frame", "steel"):
        if chance.random() < 0.7:
            end.ask(CountStock(code, chance.randint(1, 60), lot="L"))
    for number in range(12):
        code, kind = chance.choice(("cart", "wheel", "steel")), chance.choice((ORDER, FORECAST))
        due = f"2026-{chance.randint(3, 4):02}-{chance.randint(5, 28):02}"
        end.ask(RecordNeed(f"W-{number}", code, chance.randint(1, 30), due, kind))
    return end


@pytest.mark.parametrize("seed", range(12))
def test_an_items_weeks_are_what_the_plan_found(seed: int) -> None:
    day = "2026-03-04" if seed % 2 else DAY
    end = factory(seed, day)
    plan = explode(problem_of(end.store, day, 70)[0])
    end.ask(MakePlan(70))
    offset = 2 if seed % 2 else 0
    for code in ("cart", "wheel", "frame", "steel"):
        weeks = item_weeks(end.store, code, 9)
        assert weeks[0].start == DAY
        ends = [7 * number + 6 - offset for number in range(9)]
        assert [one.stock for one in weeks] == [plan.stock[code][period] for period in ends]
        standing = standing_of(end.store, code, 9)
        assert standing is None or standing.least == min(one.stock for one in weeks)
    for centre in ("weld", "turn"):
        (spans,) = centre_spans(end.store, [centre], day, 70, 1)
        assert [one.load_seconds for one in spans] == plan.loads[centre]


def test_wanted_and_promised_tell_what_is_late_week_by_week() -> None:
    end = workshop(stock_of_steel=4000)
    end.ask(RecordNeed("W-1", "chair", 300, "2026-03-06", ORDER))
    end.ask(MakePlan(30))
    weeks = item_weeks(end.store, "chair", 3)
    assert [one.wanted for one in weeks] == [300, 0, 0]
    assert [one.promised for one in weeks] == [200, 100, 0]
    assert [one.late for one in weeks] == [100, 0, 0]
    assert [one.used for one in item_weeks(end.store, "steel", 3)] == [800, 400, 0]
    assert item_weeks(company("none").store, "chair", 3) == []
    assert standing_of(end.store, "nothing", 3) is None


def test_what_is_late_names_its_chain_of_causes() -> None:
    end = workshop()
    end.ask(RecordNeed("W-1", "chair", 30, "2026-03-03", ORDER))
    end.ask(RecordNeed("W-2", "chair", 10, "2026-03-25", ORDER))
    end.ask(MakePlan(30))
    (one,) = late(end.store, 10)
    assert (one.reference, one.item, one.quantity, one.due) == ("W-1", "chair", 30, "2026-03-03")
    assert one.finish == "2026-03-10"
    assert [(row.code, row.item) for row in one.reasons] == [
        ("material-late", "chair"),
        ("lead-time", "steel"),
    ]
    assert late_one(end.store, "W-2") is None
    assert list(late(end.store, 10, after="W-1")) == []


def test_jobs_stand_at_their_work_centres() -> None:
    end = workshop(stock_of_steel=400)
    end.ask(RecordNeed("W-1", "chair", 60, "2026-03-20", ORDER))
    end.ask(MakePlan(30))
    jobs = centre_jobs(end.store, DAY, 30)
    assert centres(end.store) == ["press"]
    assert {one.centre for one in jobs} == {"press"}
    assert sum(one.seconds for one in jobs) == 6 * 3600
    assert centre_jobs(end.store, DAY, 30, "lathe") == []
    assert not any(one.late for one in jobs)
    end.ask(RecordNeed("W-2", "chair", 40, DAY, ORDER))
    end.ask(MakePlan(30))
    late_for = {one.line.causes[0][:3] for one in centre_jobs(end.store, DAY, 30) if one.late}
    assert late_for == {"W-2"}


def test_a_recipe_that_changes_changes_what_it_is_used_in() -> None:
    end = workshop()
    item(end, "wood")
    assert [(row.item, row.into) for row in end.store.scan(USED_IN)] == [("steel", "chair")]
    end.ask(RecordRecipe("chair", 10, [Ingredient("wood", 1)], []))
    assert [(row.item, row.into) for row in end.store.scan(USED_IN)] == [("wood", "chair")]
    end.ask(RecordRecipe("chair", 10, [], []))
    assert list(end.store.scan(USED_IN)) == []


def test_a_new_plan_forgets_the_old_ones_stock() -> None:
    end = workshop(stock_of_steel=40)
    end.ask(RecordNeed("W-1", "chair", 10, "2026-03-20", ORDER))
    end.ask(MakePlan(30))
    assert [row.quantity for row in end.store.scan(PLAN_STOCK)] == [40]
    end.ask(CountStock("steel", 0, lot="S1"))
    end.ask(MakePlan(30))
    assert list(end.store.scan(PLAN_STOCK)) == []


def test_the_week_begins_on_monday() -> None:
    assert [monday(f"2026-03-0{day}") for day in (1, 2, 8, 9)] == [
        "2026-02-23", "2026-03-02", "2026-03-02", "2026-03-09",
    ]  # fmt: skip


# ------------------------------------------------------------------------------------- what if


def busy() -> End:
    """A press of four hours a day that is wanted for more."""
    end = workshop(stock_of_steel=4000)
    end.ask(RecordNeed("W-1", "chair", 160, "2026-03-06", ORDER))
    end.ask(RecordNeed("W-2", "chair", 160, "2026-03-06", ORDER))
    return end


def dates(found: WhatIf) -> dict[str, tuple[str, str]]:
    """By reference when it comes, as things are and as they would be."""
    return {one.reference: (one.before, one.then) for one in found.deliveries}


def test_more_capacity_brings_what_was_late_in_time() -> None:
    end = busy()
    found = what_if(end.store, DAY, [OtherCapacity("press", 8 * 3600)], [])
    assert (found.late_before, found.late_then) == (1, 0)
    assert dates(found) == {"W-2": ("2026-03-12", "2026-03-06")}
    assert found.deliveries[0].was_late
    assert not found.deliveries[0].is_late
    assert found.changes
    assert list(end.store.scan(PLAN_LINES)) == []
    assert end.said[-1].kind == "need.recorded"


def test_capacity_from_a_later_day_leaves_the_days_before() -> None:
    end = busy()
    found = what_if(end.store, DAY, [OtherCapacity("press", 8 * 3600, "2026-03-09")], [])
    assert dates(found) == {"W-2": ("2026-03-12", "2026-03-11")}
    none = what_if(end.store, DAY, [OtherCapacity("press", 0)], [])
    assert none.late_then == 2
    assert dates(none) == {"W-1": ("2026-03-06", ""), "W-2": ("2026-03-12", "")}


def test_a_priority_changes_who_waits_and_counts_once_it_is_entered() -> None:
    end = busy()
    found = what_if(end.store, DAY, [], [OtherWant("W-2", priority=5)])
    assert dates(found) == {
        "W-1": ("2026-03-06", "2026-03-12"),
        "W-2": ("2026-03-12", "2026-03-06"),
    }
    end.ask(RecordPriority("W-2", 5))
    end.ask(MakePlan(30))
    assert [one.reference for one in late(end.store, 5)] == ["W-1"]
    assert end.ask(RecordPriority("W-2", 5)) == []
    end.ask(RecordPriority("W-2", 0))
    assert list(end.store.scan(PRIORITIES)) == []


def test_another_day_and_another_quantity() -> None:
    end = busy()
    found = what_if(end.store, DAY, [], [OtherWant("W-2", day="2026-03-12")])
    assert (found.late_before, found.late_then) == (1, 0)
    assert found.deliveries == [Delivery("W-2", "", "chair", "2026-03-06", *["2026-03-12"] * 3)]
    assert {one.kind for one in found.changes} == {"delivery"}
    less = what_if(end.store, DAY, [], [OtherWant("W-1", quantity=0)])
    assert dates(less) == {"W-2": ("2026-03-12", "2026-03-06")}


def test_what_nothing_is_called_is_refused() -> None:
    end = busy()

    def asked(command: Command) -> object:
        return end.ask(command)

    for capacities, wants, code in (
        ([OtherCapacity("lathe", 1)], [], "centre-unknown"),
        ([OtherCapacity("press", -1)], [], "number-out-of-range"),
        ([OtherCapacity("press", 1, "soon")], [], "date-unreadable"),
        ([], [OtherWant("W-9", priority=1)], "want-unknown"),
        ([], [OtherWant("W-1", priority=100)], "number-out-of-range"),
        ([], [OtherWant("W-1", day="never")], "date-unreadable"),
        ([], [OtherWant("W-1", quantity=-1)], "quantity-out-of-range"),
        ([], [OtherWant("W-1", priority=1)] * 101, "number-out-of-range"),
    ):
        with pytest.raises(Exception, match=code):
            what_if(end.store, DAY, capacities, wants)
    assert refusal(asked, RecordPriority("W-9", 1)) == "want-unknown"
    assert refusal(asked, RecordPriority("W-1", 100)) == "number-out-of-range"
