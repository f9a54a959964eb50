"""Low-level codes, and recipes that contain themselves."""

import pytest

from tests.plan.problems import made, problem, recipe
from tuowang.plan import Recipe, explode, low_level_codes


def test_levels_are_the_deepest_use() -> None:
    recipes = [recipe("bike", wheel=2, bolt=9), recipe("wheel", bolt=3)]
    assert low_level_codes(["bolt", "bike", "wheel"], recipes) == {
        "bike": 0,
        "wheel": 1,
        "bolt": 2,
    }


@pytest.mark.parametrize(
    ("recipes", "cycle"),
    [
        ([recipe("egg", egg=1)], "egg -> egg"),
        (
            [recipe("top", hen=1), recipe("hen", egg=1), recipe("egg", hen=1, salt=1)],
            "egg -> hen -> egg",
        ),
        ([recipe("c", a=1), recipe("a", b=1), recipe("b", c=1, d=1)], "a -> b -> c -> a"),
    ],
)
def test_a_cycle_is_named(recipes: list[Recipe], cycle: str) -> None:
    names = {r.item for r in recipes} | {g.item for r in recipes for g in r.ingredients}
    with pytest.raises(ValueError, match=f"^recipe cycle: {cycle}$"):
        explode(problem(3, [made(name) for name in names], recipes))
