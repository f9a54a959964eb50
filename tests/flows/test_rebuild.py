"""Folding the same records again gives the same tables, and nothing a partner says breaks ours."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from tests.flows.ends import KINDS, End
from tests.flows.test_hostile_partner import anything
from tests.flows.test_stock import any_command
from tests.flows.test_trace import chain
from tests.flows.traders import assert_stock_is_its_moves, refusal
from tests.flows.workshop import bought, chair_recipe, workshop
from tuowang.flows import FLOWS
from tuowang.flows.base import JOURNAL, Record
from tuowang.flows.catalogue import OFFERED_ITEMS, RecordItem, RecordPrice
from tuowang.flows.partner import PARTNERS, Allow, Deny, MapItemCode
from tuowang.flows.readiness import company_readiness
from tuowang.flows.trace import trace
from tuowang.store.memory import MemoryStore

OWN_ROOMS = ("partner.", "item.", "recipe.", "capacity.", "price.", "catalogue.", "stock.",
             "production.")  # fmt: skip
OURS = sorted(kind for kind in KINDS if kind.startswith(OWN_ROOMS))
NAMES = {
    "item": ["wood", "screw", "chair", "M-wood"],
    "partner": ["mill"],
    "lot": ["A", "-"],
    "named_topic": ["trade", "catalogue"],
    "their_item": ["", "M-wood", "wood"],
    "supplier": ["mill"],
    "place": ["store", "under-way"],
}


def tables(store: MemoryStore) -> dict[str, list[Any]]:
    """All rows of all tables."""
    return {table.name: list(store.scan(table)) for flow in FLOWS for table in flow.tables}


def refolded(end: End) -> dict[str, list[Any]]:
    """The tables that an end's records give when they are folded anew."""
    store = MemoryStore()
    for said in end.taken:
        for flow in FLOWS:
            for fold in flow.folds.get(type(said.record), []):
                fold(store, said)
    return tables(store)


@pytest.mark.parametrize("seed", range(10))
def test_folding_again_gives_the_same_tables(seed: int) -> None:
    chance, end = Random(seed), workshop()
    others = [
        bought("wood", cost_minor=7),
        RecordItem("glue", "glue", "kg"),
        chair_recipe(yield_permille=900),
        chair_recipe(ingredients=[], work=[]),
        chair_recipe(),
        RecordPrice("chair", "mill", 5),
        Allow("mill", "trade", "wood"),
        Deny("mill", "trade", "wood"),
        MapItemCode("mill", "wood", ""),
        MapItemCode("mill", "wood", "W"),
    ]
    for _ in range(100):
        refusal(end.ask, any_command(chance) if chance.random() < 0.7 else chance.choice(others))
    assert refolded(end) == tables(end.store)


def test_folding_a_whole_chains_dealings_again_gives_the_same_tables() -> None:
    for end in chain():
        assert len(end.taken) > 10
        assert refolded(end) == tables(end.store)


def any_record(kinds: list[str]) -> st.SearchStrategy[Record]:
    """Any record of these kinds, fond of the workshop's names."""
    return st.one_of([anything(inspect.type_info(KINDS[kind]), NAMES) for kind in kinds])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=st.lists(any_record(OURS), max_size=20))
def test_a_partner_changes_nothing_but_what_it_says_of_itself(records: list[Record]) -> None:
    end = workshop()
    before = tables(end.store)
    for record in records:
        end.hear("mill", record)
    after = tables(end.store)
    assert not end.out
    for name in before.keys() - {PARTNERS.name, OFFERED_ITEMS.name}:
        assert after[name] == before[name], name
    terms = [(row.partner, row.name, row.payment_days) for row in end.store.scan(PARTNERS)]
    assert terms == [("mill", "The Mill", 30)]
    assert {row.partner for row in end.store.scan(OFFERED_ITEMS)} <= {"mill"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=st.lists(any_record(OURS), max_size=25), replay=st.booleans())
def test_no_record_in_the_journal_raises_or_parts_stock_from_its_moves(
    records: list[Record], replay: bool
) -> None:
    """Whatever an older or a broken version of ours wrote."""
    end = workshop()
    for record in records * (2 if replay else 1):
        end.hear(JOURNAL, record)
    assert_stock_is_its_moves(end)
    assert refolded(end) == tables(end.store)
    assert 0 <= company_readiness(end.store).score <= 100
    assert trace(end.store, "A").complete


def test_the_generator_knows_every_kind() -> None:
    assert len(OURS) == 15
