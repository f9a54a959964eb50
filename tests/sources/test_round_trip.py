"""Whatever the tables hold goes out into a workbook and comes back without a change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.flows.ends import End
from tests.sources.books import enter, imported, planned, tables
from tuowang.flows.base import Command
from tuowang.flows.catalogue import (
    Ingredient,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
    UnitFactor,
    Work,
)
from tuowang.flows.partner import Allow, MapItemCode, RecordPartner
from tuowang.flows.party import RecordParty
from tuowang.flows.planning import RecordNeed
from tuowang.flows.stock import CountStock
from tuowang.sources.base import HELD, Proposed, Reading, held_rows, plan_import
from tuowang.sources.workbook import write_workbook
from tuowang.sources.workbook.words import WORDS
from tuowang.store.memory import MemoryStore
from tuowang.units import CURRENCIES, MAXIMUM_AMOUNT_MINOR, MAXIMUM_QUANTITY, UNITS

LETTERS = "aZ09 ._-=+@#'\"/,:&<>é轴承物料ß𝔘"
codes = st.text(LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
item_codes = codes.filter(lambda code: not set(code) & set(" /\\:"))
partner_codes = st.text("aZ09-_.轴承", min_size=1, max_size=8).filter(lambda code: code.strip("."))
names = st.text(LETTERS, max_size=30).map(str.strip).filter(bool)
amounts = st.one_of(st.integers(0, 10**6), st.integers(0, MAXIMUM_AMOUNT_MINOR))
stocks = st.one_of(st.integers(0, 1000), st.integers(0, MAXIMUM_QUANTITY))
quantities = stocks.map(lambda number: max(1, number))
days = st.integers(0, 3650)
seconds = st.one_of(st.integers(0, 90_000), st.integers(0, 10**9))
day_seconds = st.integers(0, 86_400_000)
dates = st.dates().map(lambda day: day.isoformat())
currencies = st.sampled_from(sorted(CURRENCIES))
packs = st.text("箱盘boxABC", min_size=1, max_size=5)


def words(field: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(WORDS[field]))


@st.composite
def company(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[Command]:
    """A consistent company: all that is referred to exists, recipes run downwards."""
    items = draw(st.lists(item_codes, unique=True, max_size=6))
    partners = draw(st.lists(partner_codes, unique=True, max_size=4))
    addresses = draw(st.lists(st.text("ahtp:/.0", min_size=1), max_size=3))
    said: list[Command] = [
        RecordParty(draw(names), "91350100M000100Y43", "uscc", draw(currencies), addresses)
    ]
    said += [
        RecordPartner(
            partner=partner,
            name=draw(names),
            company_id=draw(st.sampled_from(["", "DE 12"])).replace(" ", ""),
            company_id_scheme=draw(st.sampled_from(["vat", "other"])),
            currency=draw(currencies),
            payment_days=draw(days),
            transit_days=draw(days),
            tolerance_permille=draw(st.integers(0, 1000)),
        )
        for partner in partners
    ]
    for number, item in enumerate(items):
        said.append(draw(item_commands(item, partners)))
        said += draw(st.lists(recipes(item, items[:number]), max_size=1))
    if items:
        said += draw(st.lists(things(items, partners), max_size=8))
    return said


@st.composite
def item_commands(draw: Any, item: str, partners: list[str]) -> Command:
    units = draw(st.dictionaries(packs, quantities, max_size=3))
    return RecordItem(
        item=item,
        name=draw(names),
        unit=draw(st.sampled_from(sorted(UNITS))),
        supply=draw(words("supply")),
        lead_time_days=draw(days),
        safety_stock=draw(stocks),
        lot_multiple=draw(quantities),
        lot_minimum=draw(stocks),
        supplier=draw(st.sampled_from(["", *partners])),
        cost_minor=draw(amounts),
        cost_quantity=draw(quantities),
        currency=draw(currencies),
        unit_factors=[UnitFactor(unit, quantity) for unit, quantity in units.items()],
    )


@st.composite
def recipes(draw: Any, item: str, parts: list[str]) -> Command:
    ingredients = []
    if parts:
        part = st.builds(Ingredient, st.sampled_from(parts), quantities)
        ingredients = draw(st.lists(part, max_size=3))
    work = draw(st.lists(st.builds(Work, codes, seconds, seconds), max_size=2))
    if not ingredients and not work:
        work = [Work("C", 1, 1)]
    return RecordRecipe(
        item=item,
        batch_quantity=draw(quantities),
        ingredients=ingredients,
        work=work,
        yield_permille=draw(st.integers(1, 1000)),
        lead_time_days=draw(days),
    )


def things(items: list[str], partners: list[str]) -> st.SearchStrategy[Command]:
    item, partner = st.sampled_from(items), st.sampled_from(partners or ["?"])
    weekdays = st.sets(st.sampled_from("1234567")).map(lambda found: "".join(sorted(found)))
    kinds: list[st.SearchStrategy[Command]] = [
        st.builds(
            RecordCapacity, codes, dates, day_seconds, weekdays, day_seconds, amounts, currencies
        ),
        st.builds(RecordPrice, item, st.just(""), amounts, quantities, currencies),
        st.builds(
            CountStock, item=item, quantity=quantities, lot=st.one_of(st.just(""), codes),
            place=codes,
        ),
        st.builds(RecordNeed, codes, item, quantities, dates, words("kind")),
    ]  # fmt: skip
    if partners:
        kinds.append(st.builds(RecordPrice, item, partner, amounts, quantities, currencies))
        kinds.append(st.builds(Allow, partner, words("topic"), st.one_of(st.just(""), item)))
        # One code of theirs for one item of ours.
        kinds.append(partner.flatmap(lambda one: item.map(lambda i: MapItemCode(one, i, f"X{i}"))))
    return st.one_of(kinds)


def everything(store: MemoryStore) -> list[Command]:
    return [command for kind in HELD for command in held_rows(store, kind)]


@pytest.mark.parametrize("language", ["en", "zh"])
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example reads two files
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(commands=company())
def test_what_goes_out_comes_back(tmp_path: Path, language: str, commands: list[Command]) -> None:
    store = tables(*commands)
    path = tmp_path / "book.xlsx"
    write_workbook(store, path, language)

    again = planned(path, store)
    assert (again.refused, again.added, again.changed, again.kept) == ([], [], [], [])
    assert len(again.unchanged) == len(everything(store))
    assert again.commands == []

    elsewhere = End("elsewhere")
    first = imported(path, elsewhere)
    assert first.refused == []
    assert len(first.added) == len(everything(store))
    assert planned(path, elsewhere.store).commands == []
    assert everything(elsewhere.store) == [_kept(command) for command in everything(store)]


def _kept(command: Command) -> Command:
    """What the flows keep of it: the scheme of no id is none."""
    if isinstance(command, RecordPartner) and not command.company_id:
        return structs.replace(command, company_id_scheme="")
    return command


def test_what_changed_shows_old_and_new(tmp_path: Path) -> None:
    store = tables(RecordItem("A", "axle", "C62", safety_stock=5), RecordItem("B", "bolt", "C62"))
    path = tmp_path / "book.xlsx"
    write_workbook(store, path, "zh")
    enter(store, RecordItem("A", "axle", "C62", safety_stock=7))
    enter(store, RecordItem("C", "cap", "C62"))
    plan = planned(path, store)
    (change,) = plan.changed
    assert (change.key, change.fields) == (("A",), {"safety_stock": (7, 5)})
    assert [change.key for change in plan.unchanged] == [("B",)]
    assert [(change.key, change.sheet) for change in plan.kept] == [(("C",), "物料")]
    assert plan.ready_commands() == [RecordItem("A", "axle", "C62", safety_stock=5)]


def test_a_company_id_that_is_new_shows_no_change_of_its_scheme() -> None:
    held = tables(RecordParty("Bolt Factory"))
    reading = Reading([Proposed(RecordParty("Bolt Factory", "91350100M000100Y43"), "company", 2)])
    (changed,) = plan_import(held, reading).changed
    assert set(changed.fields) == {"company_id"}
