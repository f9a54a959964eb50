"""What docking came to becomes agreed: by itself within a rule, else when a person says so."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.flows.dockers import DAY, Chain, chain, lanes
from tests.flows.ends import End
from tests.flows.traders import refusal
from tests.flows.workshop import mistake
from tuowang.flows.acceptance import check_flow
from tuowang.flows.base import Note
from tuowang.flows.catalogue import RecordPrice
from tuowang.flows.docking_agreed import lane_weeks
from tuowang.flows.partner import RecordPartner
from tuowang.flows.promising import (
    PROMISE_RULES,
    AcceptPromises,
    PromiseAsked,
    PromiseRuleSet,
    PromisesRolled,
    SetPromiseRule,
    promising,
)
from tuowang.flows.promising_views import promised_weeks
from tuowang.flows.trading import AGREEMENTS, COMMITMENTS, DEMANDS, PROPOSALS
from tuowang.flows.vocabulary import Line


def agreed(end: End) -> list[tuple[str, int]]:
    """What is agreed on bolts between the two, by day."""
    rows = [row for row in end.store.scan(COMMITMENTS) if row.item in ("M8", "bolt")]
    return sorted((row.due, row.quantity) for row in rows)


def rules(found: Chain, frozen_days: int = 21, short: int = 0, late: int = 0) -> None:
    found.frames.ask(SetPromiseRule("bolts", frozen_days, short, late))
    found.bolts.ask(SetPromiseRule("frames", frozen_days, short, late))


def notes(end: End, code: str) -> list[Note]:
    return [note for note in end.notes if note.code == code]


def test_the_flow_passes_what_every_flow_must() -> None:
    examples = [
        PromiseRuleSet("bolts", 14, 50, 7),
        PromiseRuleSet("bolts", 0, 0, 0),
        PromiseAsked("bolts", "D-1"),
        PromisesRolled(DAY),
    ]
    check_flow(promising, examples)


def test_within_the_rule_promises_become_commitments_inside_the_frozen_days() -> None:
    found = chain()
    rules(found)
    found.dock()
    inside = [w for w in lane_weeks(found.frames.store) if w.arrives <= "2026-03-23"]
    assert len(inside) == 2
    assert agreed(found.frames) == [(week.arrives, week.quantity) for week in inside]
    assert agreed(found.bolts) == agreed(found.frames)
    assert [week.open for week in inside] == [0, 0]
    states = [one.state for one in promised_weeks(found.frames.store, DAY)]
    assert states == ["agreed-or-asked"] * 2 + ["by-rule"] * 3
    codes = {note.code for end in found for note in end.notes}
    assert codes == {"docking-ended"}


def test_every_day_moves_the_frozen_days_on() -> None:
    found = chain()
    rules(found)
    found.dock()
    before = len(agreed(found.frames))
    found.frames.wake()
    assert len(list(found.frames.store.scan(DEMANDS))) == 1
    found.frames.day("2026-03-09")
    found.bolts.day("2026-03-09")
    found.frames.wake()
    found.frames.wake()
    found.settle()
    assert len(agreed(found.frames)) == before + 1
    assert agreed(found.bolts) == agreed(found.frames)
    rolled = [one for one in found.frames.said if isinstance(one, PromisesRolled)]
    assert [one.day for one in rolled] == [DAY, "2026-03-09"]


def test_a_promise_that_falls_too_short_waits_for_a_person() -> None:
    found = chain(bolt_seconds_a_day=400)
    rules(found, short=100)
    found.dock(exchanges=1)
    assert agreed(found.frames) == []
    (note, *_) = notes(found.frames, "promise-waits")
    assert (note.details["item"], note.details["promised"], note.details["wished"]) == (
        "M8",
        200,
        400,
    )
    states = [one.state for one in promised_weeks(found.frames.store, DAY, "bolts")]
    assert states[:2] == ["waits"] * 2
    found.frames.ask(AcceptPromises("bolts", "2026-03-17", "M8"))
    found.settle()
    assert agreed(found.frames) == [("2026-03-10", 200), ("2026-03-17", 200)]
    assert refusal(found.frames.ask, AcceptPromises("bolts", "2026-03-17")) == "nothing-promised"


def test_the_rule_may_let_promises_be_shorter_or_later() -> None:
    half = chain(bolt_seconds_a_day=400)
    rules(half, short=500)
    half.dock(exchanges=1)
    assert agreed(half.frames) == [("2026-03-10", 200), ("2026-03-17", 200)]
    later = chain(bolt_seconds_a_day=400)
    rules(later, frozen_days=14, late=7)
    later.dock(exchanges=1)
    assert agreed(later.frames) == [("2026-03-10", 200)]


def test_a_person_may_ask_for_something_else_and_the_supplier_decides() -> None:
    found = chain(bolt_seconds_a_day=400)
    rules(found)
    found.dock(exchanges=1)
    edited = [Line("1", "M8", "C62", 350, "2026-03-10")]
    found.frames.ask(AcceptPromises("bolts", DAY, lines=edited))
    found.settle()
    (note,) = notes(found.bolts, "demand-beyond-promise")
    assert note.details["partner"] == "frames"
    assert list(found.bolts.store.scan(PROPOSALS)) == []
    (demand,) = found.bolts.store.scan(DEMANDS)
    assert demand.open


def test_an_offer_at_another_price_waits_for_the_buyer() -> None:
    found = chain()
    rules(found)
    found.bolts.ask(RecordPrice("bolt", "", 36))
    found.dock()
    assert agreed(found.frames) == []
    (note,) = notes(found.frames, "offer-not-as-promised")
    (proposal,) = found.frames.store.scan(PROPOSALS)
    assert note.details == {"partner": "bolts", "proposal": proposal.proposal}


@pytest.mark.parametrize(("days", "permille"), [(29, 50), (30, 51)])
def test_an_offer_on_other_terms_than_usual_waits_for_the_buyer(days: int, permille: int) -> None:
    for offered, agrees in (((30, 50), True), ((days, permille), False)):
        found = chain()
        rules(found)
        ours = RecordPartner("bolts", "Bolts", payment_days=30, tolerance_permille=50)
        theirs = RecordPartner("frames", "Frames", payment_days=offered[0])
        found.frames.ask(ours)
        found.bolts.ask(replace(theirs, tolerance_permille=offered[1]))
        found.dock()
        assert bool(agreed(found.frames)) is agrees
        assert bool(notes(found.frames, "offer-not-as-promised")) is not agrees


def test_without_a_rule_at_either_end_nothing_happens_by_itself() -> None:
    found = chain()
    found.dock()
    assert list(found.frames.store.scan(DEMANDS)) == []
    assert {one.state for one in promised_weeks(found.frames.store, DAY)} == {"ask"}
    found.frames.ask(SetPromiseRule("bolts", 14))  # what is there already is accepted at once
    found.settle()
    assert len(list(found.bolts.store.scan(DEMANDS))) == 1
    assert list(found.bolts.store.scan(AGREEMENTS)) == []
    found.frames.ask(SetPromiseRule("bolts", 0))
    assert list(found.frames.store.scan(PROMISE_RULES)) == []
    assert mistake(found.frames.ask, SetPromiseRule("nobody", 1)).code == "partner-unknown"
    assert refusal(found.frames.ask, SetPromiseRule("bolts", 400)) == "number-out-of-range"


def test_what_is_agreed_is_not_docked_again_and_the_next_run_goes_on_from_it() -> None:
    found = chain()
    rules(found)
    found.dock()
    first = agreed(found.frames)
    found.dock()
    assert agreed(found.frames) == first
    row = lanes(found.frames)["bolts", "M8"]
    assert sum(row.shipped) + sum(quantity for _, quantity in first) == 2000
