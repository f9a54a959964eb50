"""Who is served first, what a lower rank may use, and what can still be promised."""

from tests.plan.problems import bicycles, bought, firm, forecast, made, problem, recipe, worked
from tests.plan.tables import reasons, sound, table
from tuowang.plan import explode, promise


def test_the_earlier_want_goes_first_on_a_full_centre() -> None:
    """Alone, apples would fill the press from 0 to 5; pears are wanted in 0."""
    asked = problem(
        8,
        [made("apple"), made("pear")],
        [worked("apple", "press", run=1), worked("pear", "press", run=1)],
        [firm("A", "apple", 5, 60), firm("B", "pear", 0, 10)],
        seconds={"press": 10},
    )
    plan = sound(asked)
    assert [(row.reference, row.period, row.quantity) for row in plan.deliveries] == [
        ("B", 0, 10),
        ("A", 5, 50),
        ("A", 6, 10),
    ]


def test_firm_goes_before_forecast_and_priority_before_date() -> None:
    asked = problem(
        4,
        [made("pump", stock=10)],
        [],
        [
            forecast("F", "pump", 0, 10),
            firm("low", "pump", 1, 10),
            firm("high", "pump", 2, 6, priority=5),
        ],
    )
    plan = sound(asked)
    assert [(row.reference, row.period, row.quantity) for row in plan.deliveries] == [
        ("low", 1, 4),
        ("high", 2, 6),
    ]
    assert [(row.reference, row.quantity) for row in plan.unmet] == [("low", 6), ("F", 10)]


def test_stock_serves_the_early_forecast_where_the_later_order_can_still_be_made() -> None:
    asked = problem(
        10,
        [made("pump", stock=5), bought("body", lead=3)],
        [recipe("pump", lead=2, body=1)],
        [firm("C1", "pump", 9, 5), forecast("F1", "pump", 1, 5)],
    )
    assert table(sound(asked)) == [
        "J-pump-9: 5 in 7-9 for C1 5",
        "P-body-7: 5 in 4-7 for J-pump-9 5",
        "deliver F1 5 in 1",
        "deliver C1 5 in 9",
    ]


def test_stock_waits_for_the_firm_order_where_it_cannot_be_made_again() -> None:
    asked = problem(
        10,
        [made("pump", stock=5), bought("body", lead=3)],
        [recipe("pump", lead=7, body=1)],
        [firm("C1", "pump", 9, 5), forecast("F1", "pump", 1, 5)],
    )
    plan = sound(asked)
    assert [(row.reference, row.period) for row in plan.deliveries] == [("C1", 9)]
    assert reasons(plan) == [
        "F1 5: beyond-horizon pump  1-9",
        "F1 5: lead-time pump  1-7",
    ]


def test_planned_on_what_the_firm_orders_leave() -> None:
    """The pump forecast cannot be met without breaking C1, so forecasts get the leavings.

    The valve's stock may be used all the same, since valves can be bought again before period 9;
    and the cup joins the firm cup's job, for the kiln has no room for a second setup.
    """
    asked = problem(
        10,
        [made("pump", stock=5), bought("valve", lead=3, stock=5), made("cup")],
        [recipe("pump", lead=8), worked("cup", "kiln", run=2, setup=6)],
        [
            firm("C1", "pump", 7, 5),
            firm("C2", "valve", 9, 5),
            firm("C3", "cup", 0, 1),
            forecast("F1", "pump", 1, 5),
            forecast("F2", "valve", 0, 5),
            forecast("F3", "cup", 0, 1),
        ],
        seconds={"kiln": 10},
    )
    plan = sound(asked)
    assert [(row.reference, row.period, row.quantity) for row in plan.deliveries] == [
        ("C3", 0, 1),
        ("F2", 0, 5),
        ("F3", 0, 1),
        ("C1", 7, 5),
        ("F1", 8, 5),
        ("C2", 9, 5),
    ]
    assert [(job.line, job.batches) for job in plan.jobs if job.item == "cup"] == [("J-cup-0", 2)]


def test_safety_stock_is_filled_up_but_serves_first() -> None:
    """A job takes 4 periods: the order empties the shelf in 2, and it is full again in 4."""
    asked = problem(
        6,
        [made("pump", stock=8, safety_stock=5), bought("body", lead=0, safety_stock=2)],
        [recipe("pump", lead=4, body=1)],
        [firm("C1", "pump", 2, 7)],
    )
    plan = sound(asked)
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(2, 7)]
    assert plan.stock["pump"] == [8, 8, 1, 1, 5, 5]
    assert plan.stock["body"] == [2] * 6


def test_a_promise_takes_only_what_others_leave() -> None:
    """Five a day from period 6 on, when bought steel has become frames; two from steel on hand.

    The order for period 12 gives up nothing. Starts in 6 to 13 make 40, with the first two 42.
    """
    asked = bicycles([firm("C1", "bike", 12, 10)], {"assembly": 9600})
    plan = explode(asked)
    promised = promise(asked, plan, "bike", 7, 9, "Q")
    assert [(row.reference, row.period, row.quantity) for row in promised] == [
        ("Q", 7, 7),
        ("Q", 8, 2),
    ]
    assert promise(asked, None, "bike", 7, 9, "Q") == promised
    most = promise(asked, plan, "bike", 14, 10**6, "Q")
    assert [(row.period, row.quantity) for row in most] == [(14, 42 - 10)]
    assert promise(asked, plan, "bike", 15, 1, "Q") == []
