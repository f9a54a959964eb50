"""A company's tables as a docking program; and runs between companies with real tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.flows.dockers import DAY, WEEKS, Chain, chain, lanes, link
from tests.flows.ends import End
from tests.flows.traders import company, item
from tests.flows.workshop import mistake
from tuowang.flows.base import Command
from tuowang.flows.catalogue import (
    ITEMS,
    Ingredient,
    Publish,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
    Work,
)
from tuowang.flows.docking import (
    LANES,
    RUNS,
    DockingSaid,
    GiveUpDocking,
    LanesAgreed,
    StartDocking,
)
from tuowang.flows.docking_agreed import lane_weeks, lanes_to_request
from tuowang.flows.docking_problem import PERIODS, prepare
from tuowang.flows.docking_views import runs, would_see
from tuowang.flows.partner import Allow, Deny
from tuowang.flows.planning import ORDER, PLAN_LINES, PLAN_REASONS, MakePlan, RecordNeed
from tuowang.flows.stock import CountStock
from tuowang.flows.trading import Agree, MakeOffer, Proposed, RequestDemand, Requested
from tuowang.plan.docking.words import Ordered, read
from tuowang.plan.firm import BEFORE, Firm


def firm_of(end: End) -> Firm:
    return prepare(end.store, DAY).firm


def test_what_is_made_and_bought_and_wanted() -> None:
    found = chain()
    found.frames.ask(CountStock("M8", 50))
    found.frames.ask(replace_item(found.frames, "M8", safety_stock=20))
    firm = firm_of(found.frames)
    (frame,), (bolt,), (lane,) = firm.products, firm.components, firm.inbound
    assert frame.demand is not None
    assert list(frame.demand[:7]) == [0, 100, 100, 100, 100, 100, 0]
    assert (bolt.name, bolt.uses, bolt.initial_stock, bolt.end_target) == (
        "M8",
        {"frame": 4},
        50,
        20,
    )
    assert bolt.holding_cost == pytest.approx(0.35 * 0.25 / 52)
    assert lane.lane.rpartition(BEFORE)[2] == "bolt"
    assert (lane.supplier, lane.component, lane.lead_time, lane.units) == ("bolts", "M8", 1, 1)
    assert firm.outbound == []


def replace_item(end: End, code: str, **changes: object) -> RecordItem:
    row = replace(end.store.get(ITEMS, code), **changes)  # type: ignore[type-var]
    names = RecordItem.__struct_fields__
    return RecordItem(**{name: getattr(row, name) for name in names})


def test_units_of_the_supplier_and_loads_of_the_centres() -> None:
    firm = firm_of(chain().bolts)
    (rod,) = firm.inbound
    assert rod.lane.rpartition(BEFORE)[2] == "rod"
    (component,) = firm.components
    (press,) = firm.resources
    assert press.capacity == [5 * 36_000 / 3600] * PERIODS
    (bolt,) = firm.products
    (out,) = firm.outbound
    grams = 20 * out.units / component.uses["bolt"]  # in a program unit of the component
    assert grams == pytest.approx(rod.units * 1000)
    assert press.loads["bolt"] == pytest.approx(10 * out.units / 3600)
    assert bolt.demand is None
    assert out.customer == "frames"


def test_sub_assemblies_are_parts_and_what_is_sold_on_has_no_recipe() -> None:
    end = company("frames", DAY)
    bolts = company("bolts", DAY)
    link(bolts, end)
    item(end, "tube", supplier="bolts")
    item(end, "side", "make")
    item(end, "frame", "make")
    end.ask(RecordRecipe("side", 1, [Ingredient("tube", 3)], []))
    end.ask(RecordRecipe("frame", 2, [Ingredient("side", 4)], [Work("bench", 0, 60)], 500))
    end.ask(RecordNeed("N-1", "frame", 10, "2026-03-20"))
    end.ask(RecordNeed("N-2", "tube", 7, "2026-03-20"))
    firm = firm_of(end)
    products = {one.name: one for one in firm.products}
    (sold_on,) = (name for name in products if name.endswith("tube"))
    assert products["frame"].parts == {"side": 4}  # two of which one is good
    assert products[sold_on].demand is not None
    (tube,) = firm.components
    assert tube.uses == {"side": 3, sold_on: 1}
    assert firm.resources == []  # nobody knows what the bench can do


def test_both_ends_hold_the_same_lanes() -> None:
    found = chain()
    found.dock()
    bought = lanes(found.frames)["bolts", "M8"]
    sold = lanes(found.bolts)["frames", "bolt"]
    assert bought.shipped == sold.shipped
    assert sum(bought.shipped) == 2000
    assert (bought.mine, sold.mine, bought.day) == (False, True, DAY)
    rod, sent = lanes(found.bolts)["mill", "stock-rod"], lanes(found.mill)["bolts", "rod"]
    assert rod.shipped == sent.shipped
    assert sum(rod.shipped) == 20  # kilograms, though the factory counts grams, and has 20,000


def test_a_suppliers_shortage_shows_at_the_assembler_after_one_exchange() -> None:
    found = chain(bolt_seconds_a_day=400)  # 200 bolts a week, and 400 are wanted
    found.dock(exchanges=1)
    row = lanes(found.frames)["bolts", "M8"]
    assert row.shipped == lanes(found.bolts)["frames", "bolt"].shipped
    assert max(row.shipped) <= 200
    assert sum(row.shipped[:6]) <= 1200
    assert not any(one.code == "plan-beyond-docking" for one in found.frames.notes)
    reasons = list(found.frames.store.scan(PLAN_REASONS))
    assert "M8" in {one.component for one in reasons if one.item == "frame"}


def test_what_a_plan_buys_beyond_its_lanes_is_told() -> None:
    found = chain()
    found.dock(exchanges=0)
    found.frames.ask(RecordNeed("N-9", "frame", 100, "2026-04-16", ORDER))
    found.frames.ask(MakePlan(60))
    (note,) = (one for one in found.frames.notes if one.code == "plan-beyond-docking")
    assert (note.details["item"], note.details["partner"]) == ("M8", "bolts")
    assert note.details["quantity"] == 400


def test_a_partner_that_is_not_allowed_is_left_out() -> None:
    found = chain()
    found.bolts.ask(Deny("mill", "docking"))
    found.dock()
    assert list(found.mill.store.scan(RUNS)) == []
    assert list(lanes(found.bolts)) == [("frames", "bolt")]
    assert sum(lanes(found.frames)["bolts", "M8"].shipped) == 2000
    assert not any(isinstance(one, DockingSaid) for one in found.mill.heard)


def test_a_run_waits_for_who_was_not_allowed_yet_and_goes_on_then() -> None:
    found = chain()
    found.bolts.ask(Deny("frames", "docking"))
    found.frames.ask(StartDocking(1, "totals"))
    found.settle()
    assert list(found.bolts.store.scan(RUNS)) == []
    (run,) = runs(found.frames.store)
    assert (run.waits_for, run.exchanges, run.row.state) == (["bolts"], 1, "open")
    found.bolts.ask(Allow("frames", "docking"))
    found.settle()
    assert {row.state for end in found for row in end.store.scan(RUNS)} == {"ended"}


def test_an_item_that_is_not_ready_is_named_with_what_is_missing() -> None:
    found = chain()
    found.frames.ask(replace_item(found.frames, "M8", lead_time_days=0))
    no = mistake(found.frames.ask, StartDocking())
    assert no.code == "item-not-ready"
    assert "items/M8/lead_time_days" in str(no.details["missing"])
    item(found.frames, "M10", supplier="bolts")
    found.frames.ask(RecordRecipe("frame", 1, [Ingredient("M8", 4), Ingredient("M10", 1)], []))
    item(found.bolts, "M10", supplier="mill")
    found.frames.ask(StartDocking(0, "totals"))
    left = [note for note in found.frames.notes if note.code == "docking-item-left-out"]
    assert [(one.details["item"], one.details["partner"]) for one in left] == [("M8", "bolts")]


def test_a_lane_that_only_one_end_has_is_dropped() -> None:
    found = chain()
    item(found.frames, "cap", supplier="bolts")
    found.frames.ask(RecordRecipe("frame", 1, [Ingredient("M8", 4), Ingredient("cap", 2)], []))
    assert len(firm_of(found.frames).inbound) == 2
    found.dock(exchanges=1)
    assert list(lanes(found.frames)) == [("bolts", "M8")]
    assert sum(lanes(found.frames)["bolts", "M8"].shipped) == 2000


def test_a_partner_with_no_lane_in_common_still_takes_part() -> None:
    found = chain()
    ghost = [Work("nowhere", 0, 100)]
    found.bolts.ask(RecordRecipe("bolt", 10, [Ingredient("stock-rod", 200)], ghost))
    found.dock(exchanges=1)
    assert list(lanes(found.frames)) == []
    assert any(note.code == "docking-item-left-out" for note in found.bolts.notes)


def test_a_run_that_is_given_up_ends_for_all() -> None:
    found = chain()
    found.frames.ask(StartDocking(5, "totals"))
    for end in (found.frames, found.bolts, found.mill, found.bolts, found.frames):
        end.deliver()
    (row,) = found.frames.store.scan(RUNS)
    found.frames.ask(GiveUpDocking(row.run))
    found.settle()
    assert [one.state for end in found for one in end.store.scan(RUNS)] == ["given-up"] * 3
    assert mistake(found.frames.ask, GiveUpDocking(row.run)).code == "no-such-docking"


def test_the_preview_is_what_leaves() -> None:
    found = chain()
    before = len(found.frames.taken)
    (lane,) = would_see(found.frames.store, "bolts", DAY)
    assert (lane.item, lane.code, lane.mine, lane.unit) == ("M8", "bolt", False, "C62")
    assert len(found.frames.taken) == before
    found.dock()
    first = next(
        one
        for one in found.frames.said
        if isinstance(one, DockingSaid) and (one.exchange, one.step) == (0, "order")
    )
    (said,) = read(first.body, Ordered).lanes
    assert said.series == [lane.orders]
    (outward,) = [one for one in would_see(found.bolts.store, "frames", DAY) if one.mine]
    assert (outward.code, outward.orders) == ("bolt", [])


def test_a_preview_needs_no_rule() -> None:
    found = chain()
    found.frames.ask(Deny("bolts", "docking"))
    assert [one.code for one in would_see(found.frames.store, "bolts", DAY)] == ["bolt"]
    assert would_see(found.frames.store, "bolts", DAY, "frame") == []
    assert mistake(found.frames.ask, StartDocking()).code == "nobody-to-dock-with"


def planned(end: End, kind: str) -> list[tuple[str, int]]:
    end.ask(MakePlan(90))
    rows = (row for row in end.store.scan(PLAN_LINES) if row.kind == kind)
    return [(row.finish, row.quantity) for row in rows]


def test_the_plan_counts_on_lanes_until_they_are_agreed() -> None:
    found = chain()
    assert planned(found.frames, "purchase")
    assert planned(found.bolts, "delivery") == []
    found.dock()
    assert planned(found.frames, "purchase") == []
    to_send = planned(found.bolts, "delivery")
    assert sum(quantity for _, quantity in to_send) == 2000
    lines = lanes_to_request(found.frames.store, "bolts", DAY, "2026-03-31")
    asked = sum(line.quantity for line in lines)
    assert 0 < asked < 2000
    found.frames.ask(RequestDemand("bolts", lines))
    left = [week.open for week in lane_weeks(found.frames.store)]
    assert sum(left) == 2000 - asked
    assert lanes_to_request(found.frames.store, "bolts", DAY, "2026-03-31") == []
    assert planned(found.frames, "purchase") == []
    found.settle()
    assert sum(quantity for _, quantity in planned(found.bolts, "delivery")) == 2000
    agree(found)
    assert [week.open for week in lane_weeks(found.frames.store)] == left
    assert [week.open for week in lane_weeks(found.bolts.store, "frames")] == left
    assert sum(quantity for _, quantity in planned(found.bolts, "delivery")) == 2000


def agree(found: Chain) -> None:
    demand = next(one for one in reversed(found.frames.said) if isinstance(one, Requested)).demand
    found.bolts.ask(MakeOffer("frames", demand))
    found.settle()
    offer = next(one for one in reversed(found.bolts.said) if isinstance(one, Proposed)).proposal
    found.frames.ask(Agree("bolts", offer))
    found.settle()


def test_what_is_agreed_already_is_not_docked_again() -> None:
    found = chain()
    found.dock()
    found.frames.ask(
        RequestDemand("bolts", lanes_to_request(found.frames.store, "bolts", DAY, "2026-03-31"))
    )
    found.settle()
    agree(found)
    before = sum(week.open for week in lane_weeks(found.frames.store))
    found.frames.now += 1
    found.dock()
    row = lanes(found.frames)["bolts", "M8"]
    assert sum(row.shipped) == before
    assert row.committed == 2000 - before
    assert sum(week.open for week in lane_weeks(found.frames.store)) == before


def test_of_two_runs_at_once_the_same_one_counts_at_both_ends() -> None:
    found = chain()
    found.frames.ask(StartDocking(1, "totals"))
    found.bolts.ask(StartDocking(1, "totals"))
    found.settle()
    kept = {row.run for end in (found.frames, found.bolts) for row in end.store.scan(LANES)}
    assert len(kept) == 1
    assert kept == {max(row.run for row in found.frames.store.scan(RUNS))}
    assert (
        lanes(found.frames)["bolts", "M8"].shipped == lanes(found.bolts)["frames", "bolt"].shipped
    )


def test_weeks_count_from_the_day_on_which_the_run_began() -> None:
    found = chain()
    found.bolts.day("2026-03-05")
    found.mill.day("2026-03-05")
    found.dock(exchanges=0)
    assert {row.day for end in found for row in end.store.scan(LANES)} == {DAY}
    found.bolts.day("2027-03-05")
    found.frames.ask(StartDocking(0, "totals"))
    found.settle()
    assert any(note.code == "docking-day-off" for note in found.bolts.notes)
    assert any(isinstance(one, LanesAgreed) for one in found.bolts.said)


HUGE = 10**15
IMPOSSIBLE: dict[str, tuple[Callable[[End], Command], str]] = {
    "stock": (lambda _: CountStock("M8", HUGE), "components/M8/initial_stock"),
    "safety stock": (
        lambda end: replace_item(end, "M8", safety_stock=HUGE),
        "components/M8/end_target",
    ),
    "cost": (
        lambda end: replace_item(end, "frame", cost_minor=HUGE),
        "products/frame/holding_cost",
    ),
    "need": (
        lambda _: RecordNeed("N-x", "frame", HUGE, "2026-03-12", ORDER),
        "products/frame/end_shortage_cost",
    ),
    "a recipe that needs no end of a part": (
        lambda _: RecordRecipe("frame", 1, [Ingredient("M8", HUGE)], []),
        "components/M8/holding_cost",
    ),
    "a recipe that needs next to nothing of it": (
        lambda _: RecordRecipe("frame", HUGE, [Ingredient("M8", 1)], []),
        "components/M8/uses/frame",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_tables_of_ours_that_no_program_can_be_made_of_are_named(name: str) -> None:
    change, place = IMPOSSIBLE[name]
    found = chain()
    found.dock()
    before = lanes(found.frames)
    found.frames.ask(change(found.frames))
    no = mistake(found.frames.ask, StartDocking(1, "totals"))
    assert (no.code, no.details["place"]) == ("docking-number-bad", place)
    assert lanes(found.frames) == before
    found.bolts.ask(StartDocking(1, "totals"))  # a partner begins: it hears that we cannot
    found.settle()
    last = {end.name: [*end.store.scan(RUNS)] for end in found}
    (ours,) = (row for row in last["frames"] if row.state == "given-up")
    assert ours.why == f"numbers: {place}"
    assert "left: frames" in [row.why for row in last["bolts"]]
    assert lanes(found.frames) == before


BOUNDED: dict[str, Callable[[Chain], Command]] = {
    "no hours": lambda _: RecordCapacity("press", "2026-01-01", 0),
    "no days": lambda _: RecordCapacity("press", "2026-01-01", 100, ""),
    "hours without end": lambda _: RecordCapacity("press", "2026-01-01", 10**9),
    "work without end": lambda _: RecordRecipe(
        "bolt", 10, [Ingredient("stock-rod", 200)], [Work("press", 10**9, 10**9)]
    ),
    "hardly any yield": lambda _: RecordRecipe(
        "bolt", 10, [Ingredient("stock-rod", 200)], [], yield_permille=1
    ),
    "a price without end": lambda _: RecordPrice("bolt", "", HUGE),
    "ten years under way": lambda found: replace_item(
        found.bolts, "stock-rod", lead_time_days=3650
    ),
}


@pytest.mark.parametrize("name", BOUNDED)
def test_absurd_tables_of_a_supplier_leave_a_plan_that_can_be_carried_out(name: str) -> None:
    found = chain()
    found.bolts.ask(BOUNDED[name](found))
    found.bolts.ask(Publish("frames"))
    found.settle()
    found.dock()
    (lane,) = lanes(found.frames).values()
    assert lane.shipped == lanes(found.bolts)["frames", "bolt"].shipped
    orders = 400 * len(WEEKS)
    if name in ("no hours", "no days", "work without end"):
        assert sum(lane.shipped) == 0
    elif name != "hardly any yield":
        assert sum(lane.shipped) == orders
    else:
        assert 0 < sum(lane.shipped) < orders
