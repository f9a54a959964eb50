"""What a company sees of docking in its own plan: late lines, why, until when; and relief."""

from __future__ import annotations

from tests.flows.dockers import DAY, Chain, chain, lanes, link
from tests.flows.ends import End, settle
from tests.flows.traders import company, item
from tuowang.flows.catalogue import Publish, RecordCapacity, RecordPrice, RecordRecipe, Work
from tuowang.flows.docking import (
    RUNS,
    UNPLANNED,
    DockingUnplannedRow,
    ResumeDocking,
    StartDocking,
)
from tuowang.flows.docking_costly import dearer
from tuowang.flows.docking_short import no_more_before, short_weeks
from tuowang.flows.partner import MapItemCode
from tuowang.flows.planning import (
    ORDER,
    PLAN_LINES,
    PLAN_REASONS,
    PLANS,
    MakePlan,
    PlanReasonRow,
    RecordNeed,
)
from tuowang.flows.planning_changes import changes, moves
from tuowang.flows.stock import CountStock


def kept(end: End) -> dict[str, tuple[str, str]]:
    """By what is delivered: when it was wanted, and when the last of it can be had."""
    found: dict[str, tuple[str, str]] = {}
    for row in end.store.scan(PLAN_LINES):
        if row.kind == "delivery":
            last = found.get(row.reference, ("", ""))[1]
            found[row.reference] = (row.due, max(row.finish, last))
    return found


def late(end: End) -> set[str]:
    return {reference for reference, (due, day) in kept(end).items() if day > due}


def reasons(end: End, code: str) -> list[PlanReasonRow]:
    return [row for row in end.store.scan(PLAN_REASONS) if row.code == code]


def poor_mill(found: Chain) -> None:
    """The furnace makes 5 kg a week, enough for 250 bolts; there is rod for 500 on hand."""
    found.bolts.ask(CountStock("stock-rod", 10_000))
    found.mill.ask(RecordCapacity("furnace", "2026-01-01", 1))


def test_every_exchange_leaves_a_plan_of_its_own() -> None:
    found = chain()
    found.dock(exchanges=2)
    plans = {end.name: [one for one in end.said if one.kind == "plan.decided"] for end in found}
    assert {name: len(of) for name, of in plans.items()} == {"mill": 3, "bolts": 3, "frames": 3}
    now = found.frames.store.get(PLANS, "now")
    assert now is not None
    assert now.plan == plans["frames"][-1].plan  # type: ignore[attr-defined]
    kinds = {row.kind for row in found.bolts.store.scan(PLAN_LINES)}
    assert kinds == {"job", "delivery"}
    assert late(found.frames) == set()


def test_a_shortage_at_the_mill_is_the_assemblers_after_one_exchange_and_so_is_relief() -> None:
    found = chain()
    found.dock(exchanges=1)
    assert late(found.frames) == set()
    assert reasons(found.frames, "promised-late") == []
    poor_mill(found)
    found.dock(exchanges=1)
    assert late(found.frames) == {"N-1", "N-2", "N-3", "N-4"}
    bolts_are_late = {row.reference: row for row in reasons(found.frames, "promised-late")}
    assert set(bolts_are_late) == late(found.frames)
    for reference, why in bolts_are_late.items():
        assert (why.partner, why.item, why.quantity) == ("bolts", "M8", 400)
        assert 0 <= why.had < 400
        assert why.last_day == kept(found.frames)[reference][1]  # when the bolts are there
    assert all(row.partner != "mill" for row in found.frames.store.scan(PLAN_REASONS))
    (rod,) = {(row.partner, row.item) for row in reasons(found.bolts, "promised-late")}
    assert rod == ("mill", "stock-rod")
    (furnace,) = {row.centre for row in reasons(found.mill, "centre-full")}
    assert furnace == "furnace"
    found.mill.ask(RecordCapacity("furnace", "2026-01-01", 86_400))
    found.dock(exchanges=1)
    assert late(found.frames) == set()
    assert list(found.frames.store.scan(PLAN_REASONS)) == []
    assert no_more_before(found.frames.store) == {}


def test_the_supplier_sees_why_it_promised_less() -> None:
    found = chain(bolt_seconds_a_day=400)
    found.dock(exchanges=1)
    first, *_ = short_weeks(found.bolts.store, mine=True)
    assert first[:5] == ("frames", "bolt", DAY, 400, 200)
    (week,) = (one for one in short_weeks(found.frames.store) if one.week == DAY)
    assert (week.partner, week.item, week.wished, week.had) == ("bolts", "M8", 400, 200)
    assert week.rest == "2026-03-17"  # two days after it leaves
    why = reasons(found.bolts, "centre-full")
    assert {(row.item, row.centre) for row in why} == {("bolt", "press")}
    assert all(row.reference.startswith("frames/") for row in why)
    assert late(found.bolts) == set()  # what is promised is kept


def test_ordering_less_for_reasons_of_our_own_blames_nobody() -> None:
    found = chain()
    found.dock(exchanges=0)
    row = lanes(found.frames)["bolts", "M8"]
    assert row.wished == row.answered
    assert list(short_weeks(found.frames.store)) == []


def test_nothing_is_bought_before_promises_catch_up() -> None:
    found = chain(bolt_seconds_a_day=400)
    found.dock(exchanges=1)
    until = no_more_before(found.frames.store)["M8"]
    assert until == "2026-05-12"
    found.frames.ask(RecordNeed("N-9", "frame", 10, "2026-03-20", ORDER))
    found.frames.ask(MakePlan(120))
    bought = [row for row in found.frames.store.scan(PLAN_LINES) if row.kind == "purchase"]
    assert [(row.finish >= until, row.quantity) for row in bought] == [(True, 40)]


def test_what_changed_names_the_partner_that_moved() -> None:
    found = chain()
    found.dock(exchanges=1)
    assert changes(found.frames.store) == []  # nothing was before
    found.bolts.ask(RecordCapacity("press", "2026-01-01", 400))
    found.dock(exchanges=2)
    (move,) = moves(found.frames.store)
    assert move == ("bolts", "M8", True, "2026-04-07", 2000, 1000)
    changed = {(one.kind, one.reference): one for one in changes(found.frames.store)}
    last = changed["delivery", "N-4"]
    assert (last.before, last.before_day) == (100, "2026-04-09")
    assert (last.now, last.now_day) == (100, "2026-05-12")
    assert last.because == ["bolts"]
    assert changed["job", ""].because == ["bolts"]
    found.bolts.ask(RecordCapacity("press", "2026-01-01", 36_000))
    found.dock(exchanges=1)
    (back,) = moves(found.frames.store)
    assert (back.before, back.now) == (1000, 2000)
    found.frames.ask(RecordNeed("N-4", "frame", 120, "2026-04-09", ORDER))
    found.frames.ask(MakePlan(120))
    assert [one.partner for one in moves(found.frames.store)] == [""]
    assert all(one.because == [""] for one in changes(found.frames.store))


def test_what_comes_from_a_dearer_partner_is_told_with_the_reason() -> None:
    found = chain(bolt_seconds_a_day=400)
    second = second_source(found, price_minor=36)
    found.frames.ask(StartDocking(6, "totals"))
    settle(second, *found)
    (one,) = dearer(found.frames.store, DAY)
    assert (one.partner, one.item, one.other, one.more_permille) == ("screws", "M8", "bolts", 29)
    assert one.quantity == sum(lanes(second)["frames", "screw"].shipped) > 0
    assert one.short is not None
    assert one.short[:5] == ("bolts", "M8", DAY, 400, 200)
    assert late(found.frames) == set()


def second_source(found: Chain, price_minor: int) -> End:
    """A company that makes the same bolts, of rod of its own, at another price."""
    screws = company("screws", DAY)
    link(screws, found.frames)
    item(screws, "screw", "make", cost_minor=20)
    screws.ask(RecordRecipe("screw", 10, [], [Work("lathe", 0, 1)]))
    screws.ask(RecordCapacity("lathe", "2026-01-01", 36_000))
    screws.ask(RecordPrice("screw", "", price_minor))
    screws.ask(Publish("frames"))
    settle(screws, found.frames)
    found.frames.ask(MapItemCode("screws", "M8", "screw"))
    return screws


def test_a_plan_that_was_lost_with_its_process_is_made_when_the_company_goes_on() -> None:
    found = chain()
    found.dock(exchanges=0)
    (run,) = found.frames.store.scan(RUNS)
    assert found.frames.ask(ResumeDocking()) == []
    found.frames.store.put(UNPLANNED, DockingUnplannedRow(run.run))
    before = len(found.frames.said)
    found.frames.ask(ResumeDocking())
    assert [one.kind for one in found.frames.said[before:]] == ["plan.decided"]
    assert list(found.frames.store.scan(UNPLANNED)) == []
