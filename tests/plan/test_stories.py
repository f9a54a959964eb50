"""Small plans that can be checked by hand: the problem, and the table it must give."""

from tests.plan.ledger import late_or_unmet
from tests.plan.problems import bicycles, bought, firm, made, problem, recipe, worked
from tests.plan.tables import reasons, sound, table
from tuowang.plan import Capacity, Ingredient, PlanProblem, Receipt, Recipe, Work, explode


def test_ten_bicycles_when_assembly_does_five_a_day() -> None:
    plan = sound(bicycles([firm("C1", "bike", 12, 10)], {"assembly": 9600}))
    assert table(plan) == [
        "J-frame-10: 5 in 8-10 for J-bike-11 5",
        "J-frame-11: 5 in 9-11 for J-bike-12 5",
        "J-wheel-10: 6 in 9-10 for J-bike-11 6",
        "J-bike-11: 5 in 10-11 for C1 5",
        "J-wheel-11: 10 in 10-11 for J-bike-12 10",
        "J-bike-12: 5 in 11-12 for C1 5",
        "P-steel-8: 3750 in 4-8 for J-frame-10 3750",
        "P-steel-9: 6250 in 5-9 for J-frame-11 6250",
        "P-spoke-9: 300 in 6-9 for J-wheel-10 216, J-wheel-11 84",
        "P-rim-9: 6 in 7-9 for J-wheel-10 6",
        "P-spoke-10: 300 in 7-10 for J-wheel-11 276",
        "P-rim-10: 10 in 8-10 for J-wheel-11 10",
        "deliver C1 10 in 12",
    ]
    assert plan.loads["assembly"] == [0] * 10 + [9600, 9600] + [0] * 3
    assert plan.stock["bike"] == [0] * 11 + [5] + [0] * 3
    assert plan.stock["spoke"] == [0] * 9 + [84] + [24] * 5


def test_wanted_too_soon_the_steel_is_what_holds_up() -> None:
    """Steel for two frames is there; the third waits 4 periods for steel, 2 + 1 to be made."""
    plan = sound(bicycles([firm("C1", "bike", 4, 3)]))
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(4, 2), (7, 1)]
    assert reasons(plan) == [
        "C1 1: material-late bike frame 3-5",
        "C1 1: material-late frame steel 1-3",
        "C1 1: lead-time steel  1-4",
    ]


def test_nothing_is_wanted() -> None:
    plan = sound(bicycles([]))
    assert table(plan) == []
    assert plan.stock["wheel"] == [4] * 15


def test_an_empty_problem() -> None:
    assert table(explode(problem(1, []))) == []


def test_huge_quantities_stay_exact() -> None:
    plan = sound(bicycles([firm("C1", "bike", 14, 10**15 + 1)]))
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(14, 10**15 + 1)]
    steel = sum(row.quantity for row in plan.purchases if row.item == "steel")
    assert steel == 1250 * (10**15 + 1) - 2500


def test_a_full_centre_moves_work_earlier_and_then_later() -> None:
    """Three a period; seven wanted in period 1: six can be had by then, one in period 2."""
    asked = problem(
        4,
        [made("cup")],
        [worked("cup", "kiln", run=10)],
        [firm("C1", "cup", 1, 7)],
        seconds={"kiln": 30},
    )
    assert table(sound(asked)) == [
        "J-cup-0: 3 in 0-0 for C1 3",
        "J-cup-1: 3 in 1-1 for C1 3",
        "J-cup-2: 1 in 2-2 for C1 1",
        "deliver C1 6 in 1",
        "deliver C1 1 in 2",
        "C1 1: centre-full cup kiln 1-1",
    ]


def test_overtime_is_worked_where_normal_hours_do_not_keep_the_date() -> None:
    """Three a period, and one more in overtime; seven are wanted in period 1."""
    asked = problem(
        4,
        [made("cup")],
        [worked("cup", "kiln", run=10)],
        [firm("C1", "cup", 1, 7), firm("C2", "cup", 3, 5)],
        seconds={"kiln": 30},
        overtime={"kiln": 15},
    )
    plan = sound(asked)
    assert table(plan) == [
        "J-cup-0: 3 in 0-0 for C1 3",
        "J-cup-1: 4 in 1-1 for C1 4",
        "J-cup-2: 2 in 2-2 for C2 2",
        "J-cup-3: 3 in 3-3 for C2 3",
        "deliver C1 7 in 1",
        "deliver C2 5 in 3",
        "overtime kiln 10 in 1 for C1",
    ]
    assert [(one.reference, one.saved) for one in plan.kept] == [("C1", 1)]


def test_what_is_late_even_with_overtime_is_as_little_late_as_can_be() -> None:
    asked = problem(
        4,
        [made("cup")],
        [worked("cup", "kiln", run=10)],
        [firm("C1", "cup", 1, 9)],
        seconds={"kiln": 30},
        overtime={"kiln": 10},
    )
    plan = sound(asked)
    assert table(plan) == [
        "J-cup-0: 4 in 0-0 for C1 4",
        "J-cup-1: 4 in 1-1 for C1 4",
        "J-cup-2: 1 in 2-2 for C1 1",
        "deliver C1 8 in 1",
        "deliver C1 1 in 2",
        "overtime kiln 10 in 0 for C1",
        "overtime kiln 10 in 1 for C1",
        "C1 1: centre-full cup kiln 1-1",
    ]


def test_overtime_does_not_help_where_material_is_what_holds_up() -> None:
    asked = problem(
        6,
        [made("cup"), bought("clay", lead=3)],
        [worked("cup", "kiln", run=10, clay=1)],
        [firm("C1", "cup", 1, 3)],
        seconds={"kiln": 30},
        overtime={"kiln": 30},
    )
    plan = sound(asked)
    assert plan.overtime == []
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(3, 3)]


def test_overtime_deep_below_names_the_order_that_it_is_for() -> None:
    asked = problem(
        4,
        [made("set"), made("cup")],
        [worked("set", "bench", run=1, cup=6, lead=1), worked("cup", "kiln", run=10, setup=5)],
        [firm("C1", "set", 1, 1), firm("C2", "set", 3, 1)],
        seconds={"kiln": 60, "bench": 60},
        overtime={"kiln": 60},
    )
    plan = sound(asked)
    assert [row for row in table(plan) if row.startswith("overtime")] == [
        "overtime kiln 5 in 0 for C1"
    ]
    assert late_or_unmet(asked, plan) == set()


def test_no_overtime_for_safety_stock() -> None:
    asked = problem(
        2,
        [made("cup", safety_stock=9)],
        [worked("cup", "kiln", run=10)],
        [firm("C1", "cup", 1, 4)],
        seconds={"kiln": 30},
        overtime={"kiln": 30},
    )
    plan = sound(asked)
    assert plan.overtime == []
    assert plan.stock["cup"] == [3, 2]


def test_beyond_the_horizon() -> None:
    asked = problem(
        5,
        [bought("seal", lead=9), made("gift", stock=2)],
        [],
        [firm("C1", "seal", 3, 4), firm("C2", "gift", 0, 5), firm("C3", "gift", 5, 1)],
    )
    assert table(sound(asked)) == [
        "deliver C2 2 in 0",
        "miss C2 3",
        "miss C1 4",
        "miss C3 1",
        "C2 3: beyond-horizon gift  0-4",
        "C1 4: beyond-horizon seal  3-4",
        "C1 4: lead-time seal  3-9",
        "C3 1: beyond-horizon gift  5-5",
    ]


def test_a_receipt_that_comes_before_a_purchase_could_is_used_and_not_doubled() -> None:
    asked = problem(
        12,
        [bought("valve", lead=8, stock=1)],
        [],
        [firm("C1", "valve", 2, 5)],
        [Receipt("valve", 4, 6, "PO-7")],
    )
    plan = sound(asked)
    assert plan.purchases == []
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(2, 1), (4, 4)]
    assert reasons(plan) == ["C1 4: lead-time valve  2-8"]


def test_overdue_is_wanted_now() -> None:
    asked = problem(
        3,
        [bought("valve", lead=1)],
        [],
        [firm("C1", "valve", -4, 3)],
        [Receipt("valve", -2, 2, "PO-7")],
    )
    plan = sound(asked)
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(0, 2), (1, 1)]


def test_a_receipt_that_comes_before_a_job_could_finish_is_used_and_not_doubled() -> None:
    asked = problem(
        12,
        [made("valve", stock=1)],
        [recipe("valve", lead=8)],
        [firm("C1", "valve", 2, 5)],
        [Receipt("valve", 4, 6, "JOB-7")],
    )
    plan = sound(asked)
    assert plan.jobs == []
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(2, 1), (4, 4)]


def test_what_comes_first_goes_to_what_is_used_first() -> None:
    asked = problem(
        7,
        [bought("valve", lead=1)],
        [],
        [firm("C1", "valve", 2, 2), firm("C2", "valve", 5, 4)],
        [Receipt("valve", 5, 3, "PO-7")],
    )
    assert table(sound(asked)) == [
        "P-valve-2: 2 in 1-2 for C1 2",
        "P-valve-5: 1 in 4-5 for C2 1",
        "deliver C1 2 in 2",
        "deliver C2 4 in 5",
    ]


def test_a_lot_held_up_until_there_is_less_room_is_split_into_lots() -> None:
    """Six could be fired in period 1, but the clay comes in 2, when there is room for four."""
    asked = PlanProblem(
        periods=5,
        items=[made("cup", lot_minimum=3), made("clay")],
        recipes=[worked("cup", "kiln", run=1, clay=1)],
        receipts=[Receipt("clay", 2, 6, "PO-7")],
        requirements=[firm("C1", "cup", 1, 6)],
        capacities=[Capacity("kiln", [0, 8, 4, 4, 4])],
    )
    plan = sound(asked)
    assert [(job.start, job.batches) for job in plan.jobs] == [(2, 3), (3, 3)]


def test_lots_and_yield() -> None:
    """Ten a batch, 90 % good, lots of 20, at least 30: 4 batches give 36, two too few."""
    asked = PlanProblem(
        periods=3,
        items=[
            made("chip", lot_multiple=20, lot_minimum=30),
            bought("wafer", lead=0, lot_multiple=5, lot_minimum=12),
        ],
        recipes=[Recipe("chip", 10, [Ingredient("wafer", 1)], [], yield_permille=900)],
        receipts=[],
        requirements=[firm("C1", "chip", 2, 37), firm("C2", "chip", 1, 1)],
        capacities=[],
    )
    assert table(sound(asked)) == [
        "J-chip-1: 36 in 1-1 for C2 1, C1 35",
        "J-chip-2: 36 in 2-2 for C1 2",
        "P-wafer-1: 15 in 1-1 for J-chip-1 4, J-chip-2 4",
        "deliver C2 1 in 1",
        "deliver C1 37 in 2",
    ]


def test_splitting_a_job_loses_no_yield() -> None:
    """95 % of 20 is 19, also when 20 are begun as 7, 7 and 6."""
    asked = PlanProblem(
        periods=3,
        items=[made("cup")],
        recipes=[Recipe("cup", 1, [], [Work("kiln", 0, 1)], yield_permille=950)],
        receipts=[],
        requirements=[firm("C1", "cup", 2, 19)],
        capacities=[Capacity("kiln", [7, 7, 7])],
    )
    plan = sound(asked)
    assert sum(job.batches for job in plan.jobs) == 20
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(2, 19)]


def test_a_batch_longer_than_a_period_runs_on_over_a_closed_one() -> None:
    """A 20-hour casting in 8-hour shifts, the third closed: 4 periods from start to finish."""
    asked = PlanProblem(
        periods=6,
        items=[made("bell")],
        recipes=[worked("bell", "furnace", run=20)],
        receipts=[],
        requirements=[firm("C1", "bell", 1, 1)],
        capacities=[Capacity("furnace", [8, 8, 0, 8, 8, 8])],
    )
    plan = sound(asked)
    assert [(job.start, job.finish) for job in plan.jobs] == [(3, 5)]
    assert plan.loads["furnace"] == [0, 0, 0, 8, 8, 4]


def test_a_lot_that_no_period_holds_is_split_into_lots_that_fit() -> None:
    """Five wanted, at least three a lot, four a period: two lots of three."""
    asked = problem(
        4,
        [made("cup", lot_minimum=3)],
        [worked("cup", "kiln", run=1)],
        [firm("C1", "cup", 3, 5)],
        seconds={"kiln": 4},
    )
    plan = sound(asked)
    assert [(job.finish, job.batches) for job in plan.jobs] == [(2, 3), (3, 3)]
    assert [(row.period, row.quantity) for row in plan.deliveries] == [(3, 5)]


def test_a_job_shrinks_to_what_the_material_allows() -> None:
    asked = problem(
        5,
        [made("table"), made("leg", stock=9)],
        [recipe("table", leg=4)],
        [firm("C1", "table", 1, 3)],
        [Receipt("leg", 3, 3, "PO-1")],
    )
    plan = sound(asked)
    assert [(job.start, job.batches) for job in plan.jobs] == [(1, 2), (3, 1)]
    assert reasons(plan) == [
        "C1 1: material-late table leg 1-2",
        "C1 1: material-late leg leg 1-3",
    ]


def test_line_names_step_aside_for_references() -> None:
    asked = problem(
        3,
        [bought("cup", lead=1)],
        [],
        [firm("P-cup-2", "cup", 2, 1), firm("P-cup-2-2", "cup", 1, 1)],
    )
    assert [row.line for row in sound(asked).purchases] == ["P-cup-1", "P-cup-2-3"]
