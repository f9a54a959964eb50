"""A large company's plan takes seconds and a deep chain is no matter."""

import random
import time
from itertools import pairwise

from tests.plan.ledger import faults
from tuowang.plan import (
    Capacity,
    Ingredient,
    ItemData,
    PlanProblem,
    Recipe,
    Requirement,
    Work,
    explode,
)

BOUND_SECONDS = 30  # it takes about two; a loaded machine must not fail


def large(items: int, periods: int, requirements: int) -> PlanProblem:
    """Four stages, four ingredients a recipe, twenty centres at some four fifths of their load."""
    draw = random.Random(7)
    stage = items // 4
    names = [[f"stage{level}-{n}" for n in range(stage)] for level in range(4)]
    recipes = [
        Recipe(
            name,
            draw.choice([1, 10]),
            [
                Ingredient(draw.choice(names[draw.randrange(level + 1, 4)]), draw.randrange(1, 4))
                for _ in range(4)
            ],
            [Work(f"centre{draw.randrange(20)}", 600, 60)],
            yield_permille=draw.choice([1000, 970]),
            lead_periods=draw.randrange(4),
        )
        for level in range(3)
        for name in names[level]
    ]
    return PlanProblem(
        periods=periods,
        items=[
            ItemData(
                item=name,
                stock=draw.randrange(50),
                purchasable=level == 3,
                safety_stock=draw.choice([0, 10]),
                purchase_lead_periods=draw.randrange(1, 20),
                lot_multiple=draw.choice([1, 10]),
                lot_minimum=draw.choice([0, 20]),
            )
            for level in range(4)
            for name in names[level]
        ],
        recipes=recipes,
        receipts=[],
        requirements=[
            Requirement(
                reference=f"R{n}",
                item=draw.choice(names[draw.choice([0, 0, 0, 1])]),
                period=draw.randrange(periods),
                quantity=draw.randrange(1, 100),
                firm=draw.random() < 1 / 2,
            )
            for n in range(requirements)
        ],
        capacities=[Capacity(f"centre{n}", [21_600] * periods) for n in range(20)],
    )


def test_two_thousand_items_half_a_year_five_thousand_requirements() -> None:
    problem = large(2_000, 182, 5_000)
    before = time.perf_counter()
    plan = explode(problem)
    took = time.perf_counter() - before
    assert took < BOUND_SECONDS
    assert faults(problem, plan) == []
    assert any(reason.code == "centre-full" for reason in plan.reasons)


def test_a_recipe_chain_of_a_thousand_levels() -> None:
    names = [f"part{n:04}" for n in range(1_000)]
    problem = PlanProblem(
        periods=3,
        items=[ItemData(item=name, stock=0, purchasable=True) for name in names],
        recipes=[Recipe(name, 1, [Ingredient(part, 1)], []) for name, part in pairwise(names)],
        receipts=[],
        requirements=[Requirement(reference="C1", item=names[0], period=1, quantity=5, firm=True)],
        capacities=[],
    )
    plan = explode(problem)
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(1, 5)]
    assert len(plan.jobs) == 999
