"""Figures between partners: what is told, to whom, when; what comes of it on the other side."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from tests.flows.ends import KINDS, End, connect
from tests.flows.test_hostile_partner import anything
from tests.flows.test_rebuild import refolded, tables
from tests.flows.traders import NORTH, SOUTH, Pair, agreement, company, item, line
from tests.flows.workshop import mistake, said
from tuowang.flows.base import JOURNAL, Record, Said, Say
from tuowang.flows.catalogue import Ingredient, RecordCapacity, RecordPrice, RecordRecipe, Work
from tuowang.flows.disclosure import may_leave
from tuowang.flows.figures import (
    NOTICES,
    PARTNER_FIGURES,
    SUBJECTS,
    TOLD,
    CapacityTold,
    ForecastTold,
    NoteFigures,
    NoteNotice,
    OutputTold,
    Point,
    SendFigures,
    Series,
    StockTold,
    figures,
)
from tuowang.flows.figures_views import figures_for
from tuowang.flows.partner import Allow, Deny, Introduce, MapItemCode, RecordPartner
from tuowang.flows.planning import NEEDS, MakePlan, Planned, PlannedLine, RecordNeed
from tuowang.flows.planning_asks import LINES_A_RECORD
from tuowang.flows.stock import CountStock

DAY = "2026-03-02"
FIGURES = sorted(record.kind for record in TOLD.values())


def both_ends(*topics: str) -> Pair:
    """North makes ten bolts a day on a press; South buys them as B-100. Allowed: `topics`."""
    seller, buyer = company(NORTH, DAY), company(SOUTH, DAY)
    connect(seller, buyer, code_of_other=SOUTH, code_of_one=NORTH)
    for end, other in ((seller, SOUTH), (buyer, NORTH)):
        end.ask(RecordPartner(other, other.title()))
        end.ask(Introduce(other))
        for topic in ("trade", *topics):
            end.ask(Allow(other, topic))
    item(seller, "bolt", "make")
    item(seller, "rod")
    seller.ask(RecordRecipe("bolt", 10, [Ingredient("rod", 10)], [Work("press", 0, 100)]))
    seller.ask(RecordCapacity("press", "2026-01-01", 100))
    seller.ask(RecordPrice("bolt", "", 100))
    seller.ask(CountStock("bolt", 40, lot="L"))
    seller.ask(CountStock("rod", 500, lot="R"))
    item(buyer, "B-100", supplier=NORTH)
    buyer.ask(MapItemCode(NORTH, "B-100", "bolt"))
    both = Pair(seller, buyer)
    both.settle()
    return both


def held(end: End, *, mine: bool = False) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """(subject, measure) -> points, of what a partner told us, or we it."""
    return {
        (row.subject, row.measure): [(point.day, point.quantity) for point in row.points]
        for row in end.store.scan(PARTNER_FIGURES)
        if row.mine is mine
    }


def figures_said(records: list[Record]) -> list[Any]:
    return [record for record in records if record.kind in FIGURES]


def test_nothing_is_told_that_was_not_allowed() -> None:
    both = both_ends()
    agreement(both, line(quantity=60))
    both.seller.ask(MakePlan(30))
    assert mistake(both.seller.ask, SendFigures(SOUTH)).code == "not-disclosed"
    assert both.seller.ask(SendFigures()) == []
    assert held(both.buyer) == {}


@pytest.mark.parametrize("topic", SUBJECTS)
def test_each_topic_opens_its_own_figures_only(topic: str) -> None:
    both = both_ends(topic)
    agreement(both, line(quantity=60))
    both.buyer.ask(RecordNeed("own use", "B-100", 30, "2026-03-30", "order"))
    for end in both:
        end.ask(MakePlan(30))
        both.settle()
    told = figures_said([*both.seller.said, *both.buyer.said])
    assert told
    assert {record.topic for record in told} == {topic}
    assert {subject for end in both for subject, _ in held(end)} == {topic}


def test_a_plan_tells_partners_what_changed_and_both_ends_hold_the_same() -> None:
    both = both_ends(*SUBJECTS)
    agreement(both, line(quantity=60, due="2026-03-05"))
    both.buyer.ask(RecordNeed("own use", "B-100", 90, "2026-03-30", "order"))
    for end in both:
        end.ask(MakePlan(30))
        both.settle()
    assert held(both.buyer)["stock", "on-hand"] == [(DAY, 40)]
    assert held(both.buyer)["stock", "allotted"] == [(DAY, 40)]
    output = held(both.buyer)["output", "planned"]
    assert sum(quantity for _, quantity in output) == 20
    assert held(both.buyer)["capacity", "maximum"][0] == (DAY, 50)
    assert held(both.buyer)["capacity", "agreed"][0] == (DAY, 60)
    assert held(both.seller)["forecast", "demanded"] == [("2026-03-05", 60), ("2026-03-30", 30)]
    for end, other in (both, tuple(reversed(both))):
        assert held(end, mine=True) == held(other)
    for end in both:
        assert end.ask(SendFigures()) == []
        assert refolded(end) == tables(end.store)


def test_what_is_no_more_is_said_to_be_no_more() -> None:
    both = both_ends("forecast")
    both.buyer.ask(RecordNeed("own use", "B-100", 30, "2026-03-30", "order"))
    both.buyer.ask(MakePlan(30))
    both.settle()
    assert held(both.seller) == {("forecast", "demanded"): [("2026-03-30", 30)]}
    both.buyer.ask(RecordNeed("own use", "B-100", 0, "2026-03-30", "order"))
    both.buyer.ask(MakePlan(30))
    both.settle()
    assert figures_said(both.buyer.said)[-1] == ForecastTold("bolt", False, [], "B-100")
    assert held(both.seller) == {}


def test_stock_of_another_day_is_no_news_but_another_stock_is() -> None:
    both = both_ends("stock")
    agreement(both, line(quantity=60))
    assert [type(one) for one in both.seller.ask(SendFigures(SOUTH))] == [StockTold]
    both.seller.day("2026-03-03")
    assert both.seller.ask(SendFigures(SOUTH)) == []
    both.seller.ask(CountStock("bolt", 41, lot="L"))
    (again,) = both.seller.ask(SendFigures(SOUTH))
    assert isinstance(again, StockTold)
    assert again.series[0].points == [Point("2026-03-03", 41)]


def test_other_customers_remain_unseen() -> None:
    """Stock that is theirs, output that is for them; and capacity that they use is not ours."""
    both = both_ends(*SUBJECTS)
    both.seller.ask(RecordPartner("rival", "Rival"))
    before = held_by(both.seller)
    agreement(both, line(quantity=100, due="2026-03-20"))
    both.seller.ask(RecordNeed("rival/bolt/2026-W10", "bolt", 40, "2026-03-03", "order"))
    both.seller.ask(RecordNeed("rival/bolt/2026-W11", "bolt", 30, "2026-03-11", "order"))
    both.seller.ask(MakePlan(30))
    both.settle()
    ours = held_by(both.seller)
    assert before == {}
    assert sum(n for _, n in ours["output", "planned"]) == 100
    assert ours["capacity", "actual"][0][1] + ours["capacity", "actual"][1][1] == 70
    named = [text for record in figures_said(both.seller.said) for text in str(record).split("'")]
    assert "rival" not in named


def held_by(end: End) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """What was told by this end."""
    return held(end, mine=True)


def test_a_rule_for_one_item_lets_only_that_one_be_seen() -> None:
    both = both_ends()
    item(both.seller, "nut", "make")
    for code in ("bolt", "nut"):
        both.seller.ask(RecordPrice(code, SOUTH, 7))
    both.seller.ask(Allow(SOUTH, "stock", "nut"))
    (record,) = both.seller.ask(SendFigures(SOUTH))
    assert isinstance(record, StockTold)
    assert record.about() == ("nut",)
    both.settle()
    both.seller.ask(Deny(SOUTH, "stock", "nut"))
    both.seller.ask(CountStock("nut", 5))
    assert mistake(both.seller.ask, SendFigures(SOUTH)).code == "not-disclosed"
    assert not may_leave(both.seller.store, SOUTH, record)


def test_a_buyers_statement_is_held_to_the_rule_of_the_buyers_own_code() -> None:
    both = both_ends()
    both.buyer.ask(Allow(NORTH, "stock", "B-100"))
    (record,) = both.buyer.ask(SendFigures(NORTH))
    assert (record.item, record.about()) == ("bolt", ("B-100",))  # type: ignore[attr-defined]
    assert may_leave(both.buyer.store, NORTH, record)


def test_a_partner_that_never_introduced_itself_is_told_only_when_it_is_named() -> None:
    both = both_ends()
    both.seller.ask(RecordPartner("mail", "By Mail Only"))
    both.seller.ask(Allow("mail", "stock"))
    both.seller.ask(RecordPrice("bolt", "mail", 7))
    assert both.seller.ask(SendFigures()) == []
    assert [one.kind for one in both.seller.ask(MakePlan(30))] == ["plan.decided"]
    handler = figures.asks[SendFigures]
    effects = list(handler(both.seller.store, SendFigures("mail"), both.seller.context()))
    assert [one.partner for one in effects if isinstance(one, Say)] == ["mail"]


def test_a_plan_in_several_records_is_told_once_it_is_whole() -> None:
    both = both_ends("stock")
    both.seller.ask(RecordPrice("bolt", SOUTH, 7))
    (react,) = figures.reacts[Planned]
    one = PlannedLine("L-1", "job", "bolt", 1, DAY, DAY)
    for count, tells in ((LINES_A_RECORD, False), (LINES_A_RECORD - 1, True)):
        heard = Said(Planned("L", DAY, 30, [one] * count), JOURNAL, True, bytes(16), 0)
        assert bool(list(react(both.seller.store, heard, both.seller.context()))) is tells


def test_the_preview_is_what_leaves() -> None:
    both = both_ends()
    agreement(both, line(quantity=60))
    both.seller.ask(MakePlan(30))
    for topic in SUBJECTS:
        would = figures_for(both.seller.store, SOUTH, topic, DAY, lambda code: True)
        both.seller.ask(Allow(SOUTH, topic))
        told = [one for one in both.seller.ask(SendFigures(SOUTH)) if one.topic == topic]
        assert told == would


def test_the_preview_of_a_rule_for_one_item_is_what_leaves() -> None:
    both = both_ends()
    item(both.seller, "nut", "make")
    view = both.seller.store
    assert figures_for(view, SOUTH, "stock", DAY, lambda code: True) == []
    would = figures_for(view, SOUTH, "stock", DAY, lambda code: code == "nut", "nut")
    both.seller.ask(Allow(SOUTH, "stock", "nut"))
    assert both.seller.ask(SendFigures(SOUTH)) == would
    assert would


def test_figures_of_a_document_count_like_those_of_the_link() -> None:
    both = both_ends("stock")
    series = [Series("on-hand", "C62", [Point(DAY, 7)])]
    note = NoteFigures(NORTH, "stock", "B-100", True, series, "ItemStock")
    record = said(both.buyer, note)
    assert (record.item, record.buyer_item) == ("bolt", "B-100")  # type: ignore[attr-defined]
    assert both.buyer.ask(note) == []
    assert held(both.buyer) == {("stock", "on-hand"): [(DAY, 7)]}
    agreement(both, line(quantity=60))
    both.seller.ask(SendFigures(SOUTH))
    both.settle()
    assert held(both.buyer)["stock", "on-hand"] == [(DAY, 40)]
    assert not both.buyer.out


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"partner": "nobody"}, "partner-unknown"),
        ({"item": "ghost"}, "item-unknown"),
        ({"subject": "trade"}, "topic-unknown"),
        ({"series": [Series(str(n), "C62", []) for n in range(30)]}, "figures-too-many"),
        ({"series": [Series("a", "C62", [Point(DAY, 1)] * 3000)]}, "figures-too-many"),
        ({"source": ""}, "code-unfit"),
    ],
)
def test_what_is_no_figure(change: dict[str, Any], code: str) -> None:
    both = both_ends()
    facts: dict[str, Any] = {
        "partner": NORTH,
        "subject": "stock",
        "item": "B-100",
        "selling": True,
        "series": [],
        "source": "ItemStock",
    }
    assert mistake(both.buyer.ask, NoteFigures(**facts | change)).code == code


def test_a_notice_is_kept_and_resolved() -> None:
    both = both_ends()
    facts: dict[str, Any] = {
        "partner": NORTH,
        "notice": "urn:uuid:1",
        "effect": "capacity-reduction",
        "cause": "strike",
        "start": DAY,
        "end": "",
        "state": "open",
        "items": ["B-100"],
        "text": "strike",
        "source": "DemandAndCapacityNotification",
    }
    said(both.buyer, NoteNotice(**facts))
    both.buyer.day("2026-03-09")
    assert both.buyer.ask(NoteNotice(**facts)) == []
    said(both.buyer, NoteNotice(**facts | {"state": "resolved", "end": "2026-03-09"}))
    (row,) = both.buyer.store.scan(NOTICES)
    assert (row.state, row.end, row.items) == ("resolved", "2026-03-09", ["B-100"])
    assert mistake(both.buyer.ask, NoteNotice(**facts | {"items": ["x"]})).code == "item-unknown"
    assert refolded(both.buyer) == tables(both.buyer.store)


NAMES = {"item": ["bolt", "B-100"], "buyer_item": ["", "B-100"], "measure": ["on-hand", "planned"]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    records=st.lists(
        st.one_of([anything(inspect.type_info(KINDS[kind]), NAMES) for kind in FIGURES]),
        max_size=8,
    )
)
def test_whatever_a_partner_tells_only_its_own_figures_change(records: list[Record]) -> None:
    both = both_ends(*SUBJECTS)
    both.seller.ask(SendFigures(SOUTH))
    before, ours = tables(both.seller.store), held(both.seller, mine=True)
    for record in records:
        both.seller.hear(SOUTH, record)
    after = tables(both.seller.store)
    for name in before.keys() - {PARTNER_FIGURES.name}:
        assert after[name] == before[name], name
    assert held(both.seller, mine=True) == ours
    assert both.seller.ask(MakePlan(20))
    assert both.seller.ask(SendFigures(SOUTH)) == []
    assert refolded(both.seller) == tables(both.seller.store)
    assert list(both.seller.store.scan(NEEDS)) == []


def test_topics_and_records_fit_each_other() -> None:
    assert tuple(TOLD) == SUBJECTS
    assert set(TOLD.values()) == {StockTold, OutputTold, CapacityTold, ForecastTold}
