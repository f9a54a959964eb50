"""What is agreed and will be late is told down the chain, with its day; and relief, too."""

from __future__ import annotations

from tests.flows.dockers import DAY, Chain, chain, link
from tests.flows.ends import End, settle
from tests.flows.test_docking_plan import kept, late
from tests.flows.test_promising import agreed
from tests.flows.traders import company, item, last
from tuowang.flows.acceptance import check_flow
from tuowang.flows.base import Note
from tuowang.flows.catalogue import (
    Ingredient,
    Publish,
    RecordCapacity,
    RecordPrice,
    RecordRecipe,
)
from tuowang.flows.docking_problem import prepare
from tuowang.flows.expecting import (
    EXPECTED,
    MOST_A_DAY,
    DeliveriesExpected,
    ExpectedDayBegun,
    ExpectedLine,
    ExpectedPart,
    expecting,
)
from tuowang.flows.expecting_handlers import listed
from tuowang.flows.expecting_views import dues
from tuowang.flows.partner import Allow, Deny, MapItemCode
from tuowang.flows.planning import PLAN_LINES, PLAN_REASONS, MakePlan, Planned
from tuowang.flows.planning_changes import changes, moves
from tuowang.flows.promising import SetPromiseRule
from tuowang.flows.shipping import Ship
from tuowang.flows.stock import CountStock
from tuowang.flows.trading import (
    COMMITMENTS,
    Agree,
    CommitmentRow,
    MakeOffer,
    Proposed,
    RequestDemand,
    Requested,
)
from tuowang.flows.vocabulary import Line
from tuowang.units import DAY_MILLISECONDS


def committed() -> Chain:
    """Docked, and the next weeks are agreed between all three."""
    found = chain()
    found.bolts.ask(CountStock("stock-rod", 8_000))
    for end, partner in (
        (found.frames, "bolts"),
        (found.bolts, "frames"),
        (found.bolts, "mill"),
        (found.mill, "bolts"),
    ):
        end.ask(SetPromiseRule(partner, 40))
    found.dock()
    assert sum(quantity for _, quantity in agreed(found.frames)) == 2000
    for end in found:
        end.ask(MakePlan(120))
    found.settle()
    assert late(found.frames) == set()
    return found


def told(end: End, code: str) -> list[Note]:
    return [note for note in end.notes if note.code == code]


def commitments(end: End, item: str) -> list[CommitmentRow]:
    rows = [row for row in end.store.scan(COMMITMENTS) if row.item == item]
    return sorted(rows, key=lambda row: (row.due, row.agreement, row.line))


def poor_press(found: Chain) -> None:
    """200 bolts a week, and 400 are agreed."""
    found.bolts.ask(RecordCapacity("press", "2026-01-01", 400))
    found.bolts.ask(MakePlan(120))
    found.settle()


def test_the_flow_passes_what_every_flow_must() -> None:
    part = ExpectedPart(DAY, 5)
    examples = [
        DeliveriesExpected([]),
        ExpectedDayBegun(),
        DeliveriesExpected([ExpectedLine("A-1", "1", "bolt", [part, part], 7, "2026-09-01")]),
    ]
    check_flow(expecting, examples)


def test_what_the_press_cannot_keep_is_told_with_its_day_and_planned_with() -> None:
    found = committed()
    poor_press(found)
    (note,) = told(found.frames, "deliveries-late")
    assert (note.details["partner"], note.details["item"]) == ("bolts", "M8")
    assert late(found.frames) == {"N-0", "N-1", "N-2", "N-3", "N-4"}
    last = max(part.day for row in found.frames.store.scan(EXPECTED) for part in row.parts)
    assert kept(found.frames)["N-4"][1] == last
    why = [row for row in found.frames.store.scan(PLAN_REASONS) if row.code == "promised-late"]
    assert {(row.partner, row.item) for row in why} == {("bolts", "M8")}
    assert not any(row.kind == "purchase" for row in found.frames.store.scan(PLAN_LINES))
    assert {one.partner for one in moves(found.frames.store)} == {"bolts"}
    assert all(one.because == ["bolts"] for one in changes(found.frames.store))
    assert agreed(found.frames) == agreed(found.bolts)  # the agreement stands


def test_relief_is_told_too_and_nothing_is_told_twice() -> None:
    found = committed()
    poor_press(found)
    before = len(found.bolts.said)
    found.bolts.ask(MakePlan(120))
    assert not any(isinstance(one, DeliveriesExpected) for one in found.bolts.said[before:])
    found.bolts.ask(RecordCapacity("press", "2026-01-01", 36_000))
    found.bolts.ask(MakePlan(120))
    found.settle()
    assert len(told(found.frames, "deliveries-in-time")) == 1
    assert late(found.frames) == set()
    assert list(found.frames.store.scan(EXPECTED)) == []
    assert list(found.frames.store.scan(PLAN_REASONS)) == []


def test_a_shortage_at_the_mill_goes_down_the_whole_chain_by_itself() -> None:
    found = committed()
    found.mill.ask(RecordCapacity("furnace", "2026-01-01", 1))
    found.mill.ask(MakePlan(120))
    found.settle()
    assert told(found.bolts, "deliveries-late")
    (note, *_) = told(found.frames, "deliveries-late")
    assert note.details["partner"] == "bolts"
    assert late(found.frames)
    found.mill.ask(RecordCapacity("furnace", "2026-01-01", 86_400))
    found.mill.ask(MakePlan(120))
    found.settle()
    assert late(found.frames) == set()


def test_docking_counts_on_the_day_that_was_told() -> None:
    found = committed()
    (bolt,) = prepare(found.frames.store, DAY).firm.components
    poor_press(found)
    (slow,) = prepare(found.frames.store, DAY).firm.components
    assert sum(bolt.pipeline) == sum(slow.pipeline) == 2000
    assert bolt.pipeline[:6] == [0, 400, 400, 400, 400, 400]
    assert max(slow.pipeline[2:]) <= 250 < max(bolt.pipeline[2:])


def test_what_is_shipped_meanwhile_was_the_first_of_it() -> None:
    found = committed()
    poor_press(found)
    first, *_ = commitments(found.frames, "M8")
    parts = dues(found.frames.store, first)
    assert sum(one.quantity for one in parts) == 400
    assert len(parts) > 1
    found.bolts.ask(CountStock("bolt", parts[0].quantity))
    (line,) = commitments(found.bolts, "bolt")[:1]
    found.bolts.ask(Ship("frames", line.agreement, line.line, parts[0].quantity))
    found.settle()
    first, *_ = commitments(found.frames, "M8")
    assert first.shipped == parts[0].quantity
    assert dues(found.frames.store, first) == parts[1:]


def test_only_lines_that_the_teller_sells_count_and_only_who_may_see_is_told() -> None:
    found = committed()
    (sold,) = commitments(found.bolts, "bolt")[:1]
    lie = ExpectedLine(sold.agreement, sold.line, "bolt", [], 9, "2027-01-01")
    ghost = ExpectedLine("A-nothing", "1", "bolt", [], 9, "2027-01-01")
    found.bolts.hear("frames", DeliveriesExpected([lie, ghost]))
    assert list(found.bolts.store.scan(EXPECTED)) == []
    found.bolts.ask(Deny("frames", "docking"))
    found.bolts.ask(Allow("frames", "docking", "stock-rod"))  # of bolts it may no longer know
    poor_press(found)
    assert list(found.frames.store.scan(EXPECTED)) == []


def test_of_too_many_parts_the_latest_come_together() -> None:
    parts = {f"2026-{month:02}-{day:02}": day for month in range(1, 8) for day in range(1, 29)}
    told_ = listed(parts)
    assert len(told_) == 100
    assert sum(part.quantity for part in told_) == sum(parts.values())
    assert told_[-1].day == max(parts)


def ring() -> tuple[End, End]:
    """An acid is made of a base and the base of the acid; each owes the other, and has none."""
    ends = acids, bases = company("acids", DAY), company("bases", DAY)
    link(acids, bases)
    for end, other, own, theirs in ((acids, bases, "acid", "base"), (bases, acids, "base", "acid")):
        item(end, own, "make")
        item(end, theirs, supplier=other.name, lead_time_days=200)
        end.ask(MapItemCode(other.name, theirs, theirs))
        end.ask(RecordRecipe(own, 1, [Ingredient(theirs, 1)], []))
        end.ask(RecordPrice(own, "", 120))
        end.ask(Publish(other.name))
    settle(*ends)
    for buyer, seller, code in ((acids, bases, "base"), (bases, acids, "acid")):
        buyer.ask(RequestDemand(seller.name, [Line("1", code, "C62", 10, "2026-03-11")]))
        settle(*ends)
        seller.ask(MakeOffer(buyer.name, last(buyer, Requested).demand))
        settle(*ends)
        buyer.ask(Agree(seller.name, last(seller, Proposed).proposal))
        settle(*ends)
    return ends


def statements(end: End) -> int:
    return sum(isinstance(record, DeliveriesExpected) for record in end.said)


def test_a_ring_of_late_deliveries_is_not_driven_round_and_round_within_a_day() -> None:
    ends = ring()
    for end in ends:
        end.ask(MakePlan(120))
    settle(*ends)
    assert [statements(end) for end in ends] == [MOST_A_DAY, MOST_A_DAY]
    plans = [sum(isinstance(one, Planned) for one in end.said) for end in ends]
    assert max(plans) <= MOST_A_DAY + 1
    for end in ends:
        end.wake()
    settle(*ends)
    assert [statements(end) for end in ends] == [MOST_A_DAY, MOST_A_DAY]
    for day in range(1, 4):
        for end in ends:
            end.now += DAY_MILLISECONDS
            end.wake()
        settle(*ends)
        assert max(statements(end) for end in ends) <= (day + 1) * MOST_A_DAY
    assert min(statements(end) for end in ends) > MOST_A_DAY


def test_what_was_too_much_for_a_day_is_planned_with_on_the_next() -> None:
    found = committed()
    (sold, *_) = commitments(found.bolts, "bolt")
    for number in range(MOST_A_DAY + 3):
        part = ExpectedPart(f"2026-05-{number + 1:02}", 400)
        line = ExpectedLine(sold.agreement, sold.line, "bolt", [part], 0, "2026-07-01")
        found.frames.hear("bolts", DeliveriesExpected([line]))
    assert len(told(found.frames, "deliveries-late")) == MOST_A_DAY
    assert last_day(found.frames) == f"2026-05-{MOST_A_DAY:02}"
    found.frames.now += DAY_MILLISECONDS
    found.frames.wake()
    assert last_day(found.frames) == f"2026-05-{MOST_A_DAY + 3:02}"


def last_day(end: End) -> str:
    """The last day on which anything can be kept."""
    return max(day for _, day in kept(end).values())
