"""Problems for the tests: short ways to write one down, and random ones for hypothesis."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tuowang.plan import (
    Capacity,
    Ingredient,
    ItemData,
    PlanProblem,
    Receipt,
    Recipe,
    Requirement,
    Work,
)


def made(item: str, stock: int = 0, **more: int) -> ItemData:
    return ItemData(item=item, stock=stock, purchasable=False, **more)


def bought(item: str, lead: int, stock: int = 0, **more: int) -> ItemData:
    return ItemData(item=item, stock=stock, purchasable=True, purchase_lead_periods=lead, **more)


def recipe(item: str, lead: int = 0, **ingredients: int) -> Recipe:
    """One a batch, no work; see `worked` for the rest."""
    listed = [Ingredient(child, quantity) for child, quantity in ingredients.items()]
    return Recipe(item, 1, listed, [], lead_periods=lead)


def worked(item: str, centre: str, run: int, setup: int = 0, lead: int = 0, **uses: int) -> Recipe:
    listed = [Ingredient(child, quantity) for child, quantity in uses.items()]
    return Recipe(item, 1, listed, [Work(centre, setup, run)], lead_periods=lead)


def firm(reference: str, item: str, period: int, quantity: int, priority: int = 0) -> Requirement:
    return Requirement(
        reference=reference,
        item=item,
        period=period,
        quantity=quantity,
        firm=True,
        priority=priority,
    )


def forecast(reference: str, item: str, period: int, quantity: int) -> Requirement:
    return Requirement(reference=reference, item=item, period=period, quantity=quantity, firm=False)


def problem(
    periods: int,
    items: Sequence[ItemData],
    recipes: Sequence[Recipe] = (),
    requirements: Sequence[Requirement] = (),
    receipts: Sequence[Receipt] = (),
    seconds: dict[str, int] | None = None,
    overtime: dict[str, int] | None = None,
) -> PlanProblem:
    """`seconds`, `overtime`: centre -> seconds offered in every period."""
    more = {centre: [each] * periods for centre, each in (overtime or {}).items()}
    return PlanProblem(
        periods=periods,
        items=list(items),
        recipes=list(recipes),
        receipts=list(receipts),
        requirements=list(requirements),
        capacities=[
            Capacity(centre, [each] * periods, more.get(centre, []))
            for centre, each in (seconds or {}).items()
        ],
    )


def bicycles(
    requirements: Sequence[Requirement], seconds: dict[str, int] | None = None
) -> PlanProblem:
    """bike <- frame, 2 wheels; wheel <- 36 spokes, rim; frame <- 1250 g of steel."""
    return problem(
        15,
        [
            made("bike"),
            made("frame"),
            made("wheel", stock=4),
            bought("rim", lead=2),
            bought("spoke", lead=3, lot_multiple=100),
            bought("steel", lead=4, stock=2500),
        ],
        [
            worked("bike", "assembly", run=1800, setup=600, lead=1, frame=1, wheel=2),
            recipe("frame", lead=2, steel=1250),
            recipe("wheel", lead=1, spoke=36, rim=1),
        ],
        requirements,
        seconds=seconds,
    )


@st.composite
def random_problems(draw: st.DrawFn, safety: bool = True, ranked: bool = True) -> PlanProblem:
    """Small but nasty: shared components and centres, lots, yields, closed periods, shortages."""
    small = st.integers(0, 3)
    periods = draw(st.integers(1, 12))
    names = [f"item{n}" for n in range(draw(st.integers(1, 6)))]
    items = [
        ItemData(
            item=name,
            stock=draw(st.integers(0, 12)),
            purchasable=draw(st.booleans()),
            safety_stock=draw(st.integers(0, 5)) if safety else 0,
            purchase_lead_periods=draw(st.integers(0, 6)),
            lot_multiple=draw(st.sampled_from([1, 1, 4])),
            lot_minimum=draw(st.sampled_from([0, 0, 7])),
            late_cost=draw(small),
        )
        for name in names
    ]
    recipes = [
        Recipe(
            name,
            draw(st.sampled_from([1, 1, 3])),
            [
                Ingredient(child, draw(small))
                for child in draw(st.lists(st.sampled_from(names[place + 1 :]), max_size=3))
            ],
            [
                Work(draw(st.sampled_from("XYZ")), draw(small), draw(small))
                for _ in range(draw(st.integers(0, 2)))
            ],
            draw(st.sampled_from([1000, 1000, 900])),
            draw(small),
        )
        for place, name in enumerate(names[:-1])
        if draw(st.integers(0, 4))
    ]
    requirements = [
        Requirement(
            reference=f"R{number}",
            item=draw(st.sampled_from(names)),
            period=draw(st.integers(-1, periods)),
            quantity=draw(st.integers(0, 20)),
            firm=draw(st.booleans()) if ranked else True,
            priority=draw(st.integers(0, 1)) if ranked else 0,
            at_any_price=draw(st.booleans()) if ranked else True,
        )
        for number in range(draw(st.integers(0, 6)))
    ]
    receipts = [
        Receipt(
            draw(st.sampled_from(names)),
            draw(st.integers(0, periods - 1)),
            draw(st.integers(0, 9)),
            f"S{number}",
        )
        for number in range(draw(small))
    ]
    offered = st.lists(st.sampled_from([0, 4, 10, 25]), min_size=periods, max_size=periods)
    none: st.SearchStrategy[list[int]] = st.just([])
    overtime = st.one_of(none, offered)
    capacities = [
        Capacity(centre, draw(offered), draw(overtime), draw(small))
        for centre in draw(st.sets(st.sampled_from("XY")))
    ]
    return PlanProblem(
        periods=periods,
        items=items,
        recipes=recipes,
        receipts=receipts,
        requirements=requirements,
        capacities=sorted(capacities, key=lambda row: row.centre),
    )
