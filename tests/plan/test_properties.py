"""What holds of every plan, on small random problems."""

from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.ledger import faults, late_or_unmet, lateness
from tests.plan.problems import random_problems
from tuowang.plan import Plan, PlanProblem, Requirement, explode, promise

MANY = settings(max_examples=150, deadline=None)
SOME = settings(max_examples=60, deadline=None)


@MANY
@given(random_problems())
def test_every_plan_adds_up(problem: PlanProblem) -> None:
    assert faults(problem, explode(problem)) == []


@SOME
@given(random_problems())
def test_a_plan_of_many_ranks_adds_up(problem: PlanProblem) -> None:
    asked = [
        msgspec.structs.replace(
            row, reference=f"{row.reference}/{turn}", priority=3 * number + turn
        )
        for number, row in enumerate(problem.requirements)
        for turn in range(3)
    ]
    ranked = msgspec.structs.replace(problem, requirements=asked)
    assert faults(ranked, explode(ranked)) == []


@SOME
@given(random_problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(problem: PlanProblem, random: Random) -> None:
    shuffled = {}
    for name in ("items", "recipes", "receipts", "requirements", "capacities"):
        rows = list(getattr(problem, name))
        random.shuffle(rows)
        shuffled[name] = rows
    plan = explode(problem)
    again = explode(msgspec.structs.replace(problem, **shuffled))
    assert msgspec.json.encode(again, order="sorted") == msgspec.json.encode(plan, order="sorted")


@SOME
@given(random_problems())
def test_a_plan_survives_being_written_down(problem: PlanProblem) -> None:
    copy = msgspec.msgpack.decode(msgspec.msgpack.encode(problem), type=PlanProblem)
    plan = explode(copy)
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == explode(problem)


def rank(row: Requirement) -> tuple[bool, int, bool]:
    return row.firm, row.priority, row.at_any_price


@MANY
@given(random_problems(), st.data())
def test_one_more_requirement_lets_no_higher_one_down(
    problem: PlanProblem, data: st.DataObject
) -> None:
    more = Requirement(
        reference="more",
        item=data.draw(st.sampled_from([row.item for row in problem.items])),
        period=data.draw(st.integers(0, problem.periods - 1)),
        quantity=data.draw(st.integers(1, 30)),
        firm=data.draw(st.booleans()),
        priority=data.draw(st.integers(-1, 1)),
    )
    higher = {r.reference for r in problem.requirements if rank(r) > rank(more)}
    bigger = msgspec.structs.replace(problem, requirements=[*problem.requirements, more])
    before = [row for row in explode(problem).deliveries if row.reference in higher]
    after = [row for row in explode(bigger).deliveries if row.reference in higher]
    assert after == before


@SOME
@given(random_problems())
def test_with_time_and_room_enough_all_is_met(problem: PlanProblem) -> None:
    """Every item has a source, no centre is limited, and nothing is wanted too soon."""
    recipes = {recipe.item: recipe for recipe in problem.recipes}
    lead: dict[str, int] = {}
    for data in reversed(problem.items):
        recipe = recipes.get(data.item)
        if recipe is None:
            lead[data.item] = data.purchase_lead_periods
        else:
            longest = max((lead[part.item] for part in recipe.ingredients), default=0)
            lead[data.item] = recipe.lead_periods + longest
    ample = msgspec.structs.replace(
        problem,
        periods=60,
        capacities=[],
        items=[msgspec.structs.replace(data, purchasable=True) for data in problem.items],
        requirements=[
            msgspec.structs.replace(row, period=lead[row.item] + max(0, row.period))
            for row in problem.requirements
        ],
    )
    plan = explode(ample)
    assert late_or_unmet(ample, plan) == set()
    assert faults(ample, plan) == []
    for data in ample.items:
        assert plan.stock[data.item][-1] >= data.safety_stock


@SOME
@given(random_problems(), st.data())
def test_a_promise_is_what_a_last_requirement_would_get(
    problem: PlanProblem, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from([row.item for row in problem.items]))
    period = data.draw(st.integers(0, problem.periods - 1))
    quantity = data.draw(st.integers(1, 30))
    last = Requirement(
        reference="Q", item=item, period=period, quantity=quantity, firm=False, priority=-9
    )
    bigger = msgspec.structs.replace(problem, requirements=[*problem.requirements, last])
    expected = [row for row in explode(bigger).deliveries if row.reference == "Q"]
    assert promise(problem, None, item, period, quantity, "Q") == expected


@SOME
@given(random_problems(safety=False), st.data())
def test_a_plan_at_hand_promises_the_same(problem: PlanProblem, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from([row.item for row in problem.items]))
    period = data.draw(st.integers(0, problem.periods - 1))
    plan = explode(problem)
    fresh = promise(problem, None, item, period, 10, "Q")
    assert promise(problem, plan, item, period, 10, "Q") == fresh


def without_overtime(problem: PlanProblem) -> PlanProblem:
    normal = [msgspec.structs.replace(row, overtime=[]) for row in problem.capacities]
    return msgspec.structs.replace(problem, capacities=normal)


@MANY
@given(random_problems(ranked=False))
def test_overtime_is_worked_only_where_something_is_less_late_by_it(problem: PlanProblem) -> None:
    plan, normal = explode(problem), explode(without_overtime(problem))
    late, usual = lateness(problem, plan), lateness(problem, normal)
    if sum(late.values()) < sum(usual.values()):
        saved = {name: usual[name] - late[name] for name in usual if usual[name] > late[name]}
        assert {one.reference: one.saved for one in plan.kept} == saved
    else:
        assert (plan.kept, plan.overtime) == ([], [])
        assert plan == normal


@MANY
@given(random_problems())
def test_overtime_for_lower_ranks_lets_no_higher_one_down(problem: PlanProblem) -> None:
    first = max(map(rank, problem.requirements), default=None)
    plan, normal = explode(problem), explode(without_overtime(problem))
    late, usual = lateness(problem, plan), lateness(problem, normal)
    of_first = [row.reference for row in problem.requirements if rank(row) == first]
    assert sum(late[name] for name in of_first) <= sum(usual[name] for name in of_first)


@MANY
@given(random_problems(ranked=False))
def test_overtime_that_must_pay_costs_no_more_than_being_late_did(problem: PlanProblem) -> None:
    asked = [msgspec.structs.replace(row, at_any_price=False) for row in problem.requirements]
    plan = explode(msgspec.structs.replace(problem, requirements=asked))
    late = {data.item: data.late_cost for data in problem.items}
    costs = {row.centre: row.overtime_cost for row in problem.capacities}
    worked = sum(row.seconds * costs[row.centre] for row in plan.overtime)
    assert worked <= sum(one.saved * late[one.item] for one in plan.kept)
    free = msgspec.structs.replace(
        problem,
        requirements=asked,
        capacities=[msgspec.structs.replace(row, overtime_cost=0) for row in problem.capacities],
    )
    assert (explode(free).overtime == plan.overtime) or explode(free).overtime
