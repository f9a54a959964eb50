"""Partners, catalogue, stock, readiness, trace: what people enter, and what may leave."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flows.ends import End, connect, settle
from tests.link.two import pair
from tuowang.errors import Mistake
from tuowang.flows import FLOWS
from tuowang.flows.base import Command, Record
from tuowang.flows.capacity import calendar, capacity_on
from tuowang.flows.catalogue import (
    ITEMS,
    OFFERED_ITEMS,
    RECIPES,
    Ingredient,
    Publish,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
    Work,
)
from tuowang.flows.catalogue_prices import price_for
from tuowang.flows.disclosure import disclosed, may_leave
from tuowang.flows.item_codes import our_item, their_item
from tuowang.flows.partner import (
    PARTNERS,
    Allow,
    Deny,
    Introduce,
    MapItemCode,
    RecordPartner,
)
from tuowang.flows.party import RecordParty
from tuowang.flows.readiness import THRESHOLD, company_readiness, item_readiness, require_ready
from tuowang.flows.stock import LOTS, MOVES, CountStock, Issue, Make
from tuowang.flows.stock_moves import on_hand
from tuowang.flows.trace import trace
from tuowang.flows.vocabulary import LotPart
from tuowang.node import Node
from tuowang.store.memory import MemoryStore


def bicycle() -> End:
    """A maker of bicycles out of frames and wheels."""
    end = End("bikes")
    commands: list[Command] = [
        RecordParty("Bikes", "91350100M000100Y43"),
        RecordPartner("hub", "Hub & Rim"),
        RecordItem("bike", "Bicycle", "pc", "make", cost_minor=100_00),
        RecordItem("frame", "Frame", "pc", "buy", 5, cost_minor=40_00, supplier="hub"),
        RecordItem("wheel", "Wheel", "pc", "buy", 5, cost_minor=10_00, supplier="hub"),
        RecordRecipe("bike", 1, [Ingredient("frame", 1), Ingredient("wheel", 2)],
                     [Work("bench", 600, 1200)]),
        RecordCapacity("bench", "2026-01-01", 8 * 3600),
        RecordPrice("bike", "", 250_00),
    ]  # fmt: skip
    for command in commands:
        end.ask(command)
    return end


def refused(end: End, command: Command, code: str) -> Mistake:
    """A command that must be refused, and then has said nothing."""
    before = len(end.said)
    with pytest.raises(Mistake) as caught:
        end.ask(command)
    assert caught.value.code == code
    assert len(end.said) == before
    return caught.value


def test_what_did_not_change_is_not_said_again() -> None:
    end = bicycle()
    said = len(end.said)
    end.ask(RecordPartner("hub", "Hub & Rim"))
    end.ask(RecordItem("bike", "Bicycle", "pc", "make", cost_minor=100_00))
    end.ask(RecordPrice("bike", "", 250_00))
    end.ask(RecordCapacity("bench", "2026-01-01", 8 * 3600))
    assert len(end.said) == said
    end.ask(RecordPartner("hub", "Hub and Rim"))
    assert len(end.said) == said + 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RecordPartner("", "x"), "partner-code-unfit"),
        (RecordPartner("a/b", "x"), "partner-code-unfit"),
        (RecordPartner("me", "x"), "partner-code-unfit"),
        (RecordPartner("x", "  "), "partner-name-missing"),
        (RecordPartner("x", "X", "91350100M000100Y44"), "company-id-wrong"),
        (RecordPartner("x", "X", currency="XYZ"), "currency-unknown"),
        (RecordPartner("x", "X", payment_days=-1), "number-out-of-range"),
        (Allow("nobody", "trade"), "partner-unknown"),
        (Allow("hub", "everything"), "topic-unknown"),
        (Allow("hub", "trade", "no-such"), "item-unknown"),
        (Deny("hub", "trade"), "rule-missing"),
        (MapItemCode("hub", "no-such", "x"), "item-unknown"),
        (RecordItem("x", "X", "parsec"), "unit-unknown"),
        (RecordItem("x", "X", "pc", "steal"), "supply-unknown"),
        (RecordItem("x", "X", "pc", supplier="nobody"), "partner-unknown"),
        (RecordItem("x", "X", "pc", lead_time_days=-1), "number-out-of-range"),
        (RecordRecipe("no-such", 1, [], []), "item-unknown"),
        (RecordRecipe("bike", 0, [], []), "quantity-out-of-range"),
        (RecordRecipe("bike", 1, [Ingredient("no-such", 1)], []), "item-unknown"),
        (RecordRecipe("bike", 1, [Ingredient("frame", 0)], []), "quantity-out-of-range"),
        (RecordCapacity("bench", "2026-02-30", 1), "date-unreadable"),
        (RecordCapacity("bench", "2026-01-01", 1, "12x"), "weekdays-unreadable"),
        (RecordPrice("no-such", "", 1), "item-unknown"),
        (RecordPrice("bike", "nobody", 1), "partner-unknown"),
        (CountStock("no-such", 1), "item-unknown"),
        (CountStock("bike", -1), "quantity-out-of-range"),
        (Make("bike", 0), "quantity-out-of-range"),
        (Make("frame", 1), "recipe-missing"),
        (Issue("bike", 1), "stock-short"),
        (Publish("nobody"), "partner-unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(command: Command, code: str) -> None:
    refused(bicycle(), command, code)


def test_a_recipe_never_contains_itself() -> None:
    end = bicycle()
    end.ask(RecordItem("tyre", "Tyre", "pc", "make"))
    end.ask(RecordRecipe("wheel", 1, [Ingredient("tyre", 1)], []))
    cycle = refused(end, RecordRecipe("tyre", 1, [Ingredient("bike", 1)], []), "recipe-cycle")
    assert cycle.details["items"] == "tyre → bike → wheel → tyre"
    refused(end, RecordRecipe("bike", 1, [Ingredient("bike", 1)], []), "recipe-cycle")
    end.ask(RecordRecipe("wheel", 1, [], []))
    assert end.store.get(RECIPES, "wheel") is None


def test_a_unit_stays_once_something_was_counted_in_it() -> None:
    end = bicycle()
    end.ask(RecordItem("glue", "Glue", "g"))
    end.ask(RecordItem("glue", "Glue", "kg"))
    end.ask(CountStock("glue", 5))
    refused(end, RecordItem("glue", "Glue", "g"), "unit-fixed")


def test_a_calendar_knows_weekdays_and_changes() -> None:
    end = bicycle()
    end.ask(RecordCapacity("bench", "2026-03-04", 3600, "1234567"))
    days = ["2025-12-31", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-07", "2026-03-08"]
    found = [0, 28800, 28800, 3600, 3600, 3600]
    assert calendar(end.store, "bench", days) == found
    assert [capacity_on(end.store, "bench", day) for day in days] == found
    assert capacity_on(end.store, "bench", "2026-02-28") == 0  # a Saturday
    assert calendar(end.store, "nothing", days) == [0] * 6


def test_production_takes_its_inputs_oldest_first_and_remembers_them() -> None:
    end = bicycle()
    end.ask(CountStock("frame", 3, "F2", day="2026-03-02"))
    end.ask(CountStock("frame", 3, "F1", day="2026-03-01"))
    end.ask(CountStock("wheel", 9, "W1"))
    end.ask(Make("bike", 4))
    assert (on_hand(end.store, "bike"), on_hand(end.store, "frame")) == (4, 2)
    assert on_hand(end.store, "wheel") == 1
    short = refused(end, Make("bike", 1), "stock-short")
    assert (short.details["item"], short.details["have"], short.details["need"]) == ("wheel", 1, 2)
    (lot,) = [row.lot for row in end.store.scan(LOTS, "bike")]
    up = {(node.item, node.lot, node.quantity) for node in trace(end.store, lot).up}
    assert up == {("frame", "F1", 3), ("frame", "F2", 1), ("wheel", "W1", 8)}
    down = trace(end.store, "F1").down
    assert [(node.item, node.lot) for node in down] == [("bike", lot)]
    named = Make("bike", 1, consumed=[LotPart("frame", "F2", 9)])
    refused(end, named, "lot-short")


def test_scrap_costs_inputs_too() -> None:
    end = bicycle()
    end.ask(CountStock("frame", 3, "F"))
    end.ask(CountStock("wheel", 6, "W"))
    end.ask(Make("bike", 2, scrap_quantity=1))
    assert (on_hand(end.store, "bike"), on_hand(end.store, "frame")) == (2, 0)


steps = st.lists(
    st.one_of(
        st.builds(CountStock, st.sampled_from(["bike", "frame", "wheel"]), st.integers(0, 40),
                  st.sampled_from(["", "A", "B"])),
        st.builds(Make, st.just("bike"), st.integers(1, 6)),
        st.builds(Issue, st.sampled_from(["bike", "frame"]), st.integers(1, 9)),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_stock_is_the_sum_of_its_moves_and_never_below_nothing(commands: list[Command]) -> None:
    end = bicycle()
    for command in commands:
        end.try_to(command, "stock-short", "lot-short")
    sums: dict[tuple[str, str], int] = {}
    for row in end.store.scan(MOVES):
        sums[row.item, row.lot] = sums.get((row.item, row.lot), 0) + row.quantity
    held = {(row.item, row.lot): row.quantity for row in end.store.scan(LOTS)}
    assert held == {key: quantity for key, quantity in sums.items() if quantity}
    assert all(quantity > 0 for quantity in held.values())


def test_readiness_names_each_missing_cell_and_rises_as_they_are_filled() -> None:
    end = End("new")
    end.ask(RecordItem("bike", "Bicycle", "pc", "make"))
    scores = [item_readiness(end.store, "bike")]
    assert scores[0] is not None
    assert {(one.sheet, one.column) for one in scores[0].missing} >= {("recipes", "ingredients")}
    with pytest.raises(Mistake, match="item-not-ready"):
        require_ready(end.store, "bike")
    for command in (
        RecordPartner("hub", "Hub"),
        RecordItem("frame", "Frame", "pc", "buy", 5, cost_minor=1, supplier="hub"),
        RecordRecipe("bike", 1, [Ingredient("frame", 1)], [Work("bench", 0, 60)]),
        RecordCapacity("bench", "2026-01-01", 3600),
        RecordItem("bike", "Bicycle", "pc", "make", cost_minor=5),
        RecordPrice("bike", "", 100),
    ):
        end.ask(command)
        scores.append(item_readiness(end.store, "bike"))
    numbers = [found.score for found in scores if found is not None]
    assert numbers == sorted(numbers)
    assert numbers[0] < THRESHOLD <= numbers[-1] == 100
    require_ready(end.store, "bike")
    assert {one.column for one in company_readiness(end.store).missing} == {"name", "company_id"}
    assert item_readiness(end.store, "no-such") is None


def test_a_catalogue_tells_only_what_is_allowed_and_only_changes() -> None:
    one, other = bicycle(), End("shop")
    connect(one, other, code_of_other="shop", code_of_one="bikes")
    one.ask(RecordPartner("shop", "Shop"))
    other.ask(RecordPartner("bikes", "Bikes"))
    refused(one, Publish("shop"), "not-disclosed")
    one.ask(Allow("shop", "catalogue", "bike"))
    one.ask(RecordPrice("bike", "shop", 240_00))
    one.ask(Publish("shop"))
    one.ask(Introduce("shop"))
    settle(one, other)
    (offered,) = other.store.scan(OFFERED_ITEMS)
    assert (offered.partner, offered.item, offered.price_minor) == ("bikes", "bike", 240_00)
    found = other.store.get(PARTNERS, "bikes")
    assert found is not None
    assert (found.name, found.introduced_name) == ("Bikes", "Bikes")
    assert one.ask(Publish("shop")) == []
    one.ask(RecordPrice("bike", "shop", 230_00))
    assert len(one.ask(Publish("shop"))) == 1
    price = price_for(one.store, "hub", "bike")
    assert price is not None
    assert price.price_minor == 250_00


def test_codes_are_translated_both_ways() -> None:
    end = bicycle()
    end.ask(MapItemCode("hub", "frame", "FR-1"))
    assert their_item(end.store, "hub", "frame") == "FR-1"
    assert our_item(end.store, "hub", "FR-1") == "frame"
    assert our_item(end.store, "hub", "wheel") == "wheel"
    assert our_item(end.store, "hub", "nothing") == ""
    refused(end, MapItemCode("hub", "wheel", "FR-1"), "item-code-taken")
    end.ask(MapItemCode("hub", "frame", ""))
    assert their_item(end.store, "hub", "frame") == "frame"


def test_a_rule_can_be_given_and_taken_back() -> None:
    end = bicycle()
    assert not disclosed(end.store, "hub", "trade", "bike")
    end.ask(Allow("hub", "trade", "bike"))
    assert disclosed(end.store, "hub", "trade", "bike")
    assert not disclosed(end.store, "hub", "trade", "frame")
    assert not disclosed(end.store, "hub", "trade")
    end.ask(Allow("hub", "trade"))
    end.ask(Deny("hub", "trade", "bike"))
    assert disclosed(end.store, "hub", "trade", "bike")
    end.ask(Deny("hub", "trade"))
    assert not disclosed(end.store, "hub", "trade", "bike")


RECORDS = sorted(
    (record for flow in FLOWS for record in flow.records.values()), key=lambda one: one.kind
)


class Anything(Record, frozen=True):
    """A record of some topic, about nothing."""

    kind = "test.anything"
    topic = "trade"


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: one.kind)
def test_nothing_leaves_without_a_rule(record: type[Record]) -> None:
    """Every kind of record either never leaves, or needs a rule, or is the introduction."""

    class Copy(Record, frozen=True):
        kind = record.kind
        topic = record.topic

    if record.topic not in ("", "link"):
        assert not may_leave(MemoryStore(), "anybody", Copy())
    if record.topic == "link":
        assert record.kind in ("partner.introduced", "message.told")


def test_the_gate_holds_whatever_a_flow_says() -> None:
    one, _ = pair()
    node = Node(one.keys, one.store)
    from tuowang.flows.base import Context
    from tuowang.round import Round

    round_ = Round(one.keys, one.store, node.meanings, Context(0, bytes(32)))
    with pytest.raises(Mistake, match="not-disclosed"):
        round_.gate("B", Anything())
    with pytest.raises(Mistake, match="partner-not-connected"):
        round_.gate("nobody", Anything())


def test_a_large_company_is_rated_quickly() -> None:
    end = End("large")
    end.ask(RecordPartner("hub", "Hub"))
    rows: list[Any] = [
        RecordItem(f"I{number}", "x", "pc", "buy", 5, cost_minor=1, supplier="hub")
        for number in range(1000)
    ]
    for row in rows:
        end.ask(row)
    assert 0 < company_readiness(end.store).score < THRESHOLD
    assert end.store.count(ITEMS) == 1000
