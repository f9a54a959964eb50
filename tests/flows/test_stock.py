"""Counts, production, issues: stock is the sum of its moves, and lots know their parents."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.flows.ends import End
from tests.flows.traders import assert_stock_is_its_moves, refusal
from tests.flows.workshop import DAY, count, mistake, said, stock_of, workshop
from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Command, Record
from tuowang.flows.catalogue import Ingredient, RecordItem, RecordRecipe
from tuowang.flows.stock import (
    LOTS,
    MOVES,
    PARENTS,
    CountStock,
    Issue,
    Issued,
    Make,
    ParentRow,
    Produced,
    StockCounted,
)
from tuowang.flows.stock_moves import all_on_hand, move, on_hand, take_lots
from tuowang.flows.vocabulary import LotPart

MOST = 10**15


def stocked() -> End:
    """20 wood in two lots, the older one with the later name; plenty of screws."""
    end = workshop()
    count(end, "wood", 12, "Z", "2026-03-01")
    count(end, "wood", 8, "A", "2026-03-02")
    count(end, "screw", 1000)
    return end


def test_a_count_is_the_difference_to_the_books() -> None:
    end = workshop()
    count(end, "wood", 10, "A")
    count(end, "wood", 7, "A")
    assert [move.quantity for move in end.store.find(MOVES, ("item", "lot"), "wood", "A")] in (
        [10, -3],
        [-3, 10],
    )
    assert on_hand(end.store, "wood") == 7
    assert end.ask(CountStock("wood", 7, "A")) == []
    count(end, "wood", 0, "A")
    assert on_hand(end.store, "wood") == end.store.count(LOTS) == 0
    assert end.store.count(MOVES) == 3


def test_what_is_counted_without_a_lot_is_one_lot() -> None:
    end = workshop()
    count(end, "wood", 10)
    count(end, "wood", 4)
    assert stock_of(end, "wood") == {"-": 4}


def test_what_lies_elsewhere_is_not_at_hand() -> None:
    end = workshop()
    count(end, "wood", 5)
    end.ask(CountStock("wood", 30, place="loft"))
    count(end, "wood", 7, "W2")
    count(end, "screw", 3)
    assert all_on_hand(end.store) == {"wood": 12, "screw": 3}
    assert [on_hand(end.store, item) for item in ("wood", "screw", "chair")] == [12, 3, 0]
    count(end, "wood", 0, "W2")
    found = mistake(end.ask, Issue("wood", 6))
    assert found.details == {"item": "wood", "have": 5, "need": 6, "elsewhere": 30}


def test_making_takes_what_the_recipe_needs_of_the_oldest_lots() -> None:
    end = stocked()
    record = said(end, Make("chair", 6, scrap_quantity=1))
    assert isinstance(record, Produced)
    # 7 chairs of batches of 4: 7 * 9 / 4 = 15.75 wood, 7 * 16 / 4 = 28 screws
    assert record.consumed == [
        LotPart("wood", "Z", 12),
        LotPart("wood", "A", 4),
        LotPart("screw", "-", 28),
    ]
    assert (record.lot, record.day) == ("chair-20260302-1", DAY)
    assert stock_of(end, "chair") == {"chair-20260302-1": 6}
    assert stock_of(end, "wood") == {"A": 4}
    assert list(end.store.scan(PARENTS)) == [
        ParentRow("", "chair", "chair-20260302-1", "screw", "-", 28),
        ParentRow("", "chair", "chair-20260302-1", "wood", "A", 4),
        ParentRow("", "chair", "chair-20260302-1", "wood", "Z", 12),
    ]
    assert_stock_is_its_moves(end)


def test_an_input_that_is_short_is_named_and_nothing_is_taken() -> None:
    end = stocked()
    before = list(end.store.scan(LOTS))
    found = mistake(end.ask, Make("chair", 9))
    assert found.code == "stock-short"
    assert found.details == {"item": "wood", "have": 20, "need": 21, "elsewhere": 0}
    assert list(end.store.scan(LOTS)) == before


def test_named_lots_go_first_and_the_oldest_fill_up() -> None:
    end = stocked()
    record = said(end, Make("chair", 4, consumed=[LotPart("wood", "A", 5)]))
    assert isinstance(record, Produced)
    assert record.consumed == [
        LotPart("wood", "A", 5),
        LotPart("wood", "Z", 4),
        LotPart("screw", "-", 16),
    ]


def test_what_was_really_used_may_be_more_than_the_recipe_says() -> None:
    end = stocked()
    named = [LotPart("wood", "A", 3), LotPart("wood", "Z", 10), LotPart("wood", "A", 2)]
    record = said(end, Make("chair", 4, consumed=named))
    assert isinstance(record, Produced)
    assert record.consumed[:2] == [LotPart("wood", "A", 5), LotPart("wood", "Z", 10)]


def test_an_ingredient_that_stands_twice_is_taken_once_for_both() -> None:
    end = stocked()
    end.ask(RecordRecipe("chair", 1, [Ingredient("wood", 9), Ingredient("wood", 6)], []))
    assert mistake(end.ask, Make("chair", 2)).details["need"] == 30
    end.ask(Make("chair", 1))
    assert stock_of(end, "wood") == {"A": 5}


def test_only_what_is_made_of_nothing_needs_no_recipe() -> None:
    end = workshop()
    end.ask(RecordItem("sand", "sand", "kg", "make"))
    end.ask(RecordItem("glue", "glue", "kg", "both"))
    record = said(end, Make("sand", 5))
    assert isinstance(record, Produced)
    assert record.consumed == []
    assert stock_of(end, "sand") == {"sand-20260302-1": 5}
    for item in ("glue", "wood"):
        assert mistake(end.ask, Make(item, 5)).code == "recipe-missing"


def test_without_a_recipe_what_is_named_goes_in() -> None:
    end = stocked()
    end.ask(RecordItem("chips", "wood chips", "kg", "make"))
    end.ask(Make("chips", 3, consumed=[LotPart("wood", "Z", 2)]))
    assert stock_of(end, "wood") == {"A": 8, "Z": 10}
    rows = list(end.store.scan(PARENTS, "", "chips"))
    assert [(row.parent_lot, row.quantity) for row in rows] == [("Z", 2)]


def test_lots_of_a_day_are_numbered_on() -> None:
    end = workshop()
    end.ask(RecordItem("sand", "sand", "kg", "make"))
    lots = [said(end, Make("sand", 1)) for _ in range(12)]
    names = [record.lot for record in lots if isinstance(record, Produced)]
    assert names == [f"sand-20260302-{number}" for number in range(1, 13)]
    end.ask(Issue("sand", 12))
    assert end.store.count(LOTS) == 0
    after = said(end, Make("sand", 1))
    assert isinstance(after, Produced)
    assert after.lot == "sand-20260302-13", "a lot that is used up keeps its name"
    end.ask(RecordItem("x" * 64, "long", "kg", "make"))
    long = said(end, Make("x" * 64, 1))
    assert isinstance(long, Produced)
    assert long.lot == "x" * 40 + "-20260302-1"


def test_a_lot_may_grow_and_its_parents_with_it() -> None:
    end = stocked()
    for _ in range(2):
        end.ask(Make("chair", 4, "C1"))
    assert stock_of(end, "chair") == {"C1": 8}
    parents = {row.parent_lot: row.quantity for row in end.store.scan(PARENTS, "", "chair", "C1")}
    assert parents == {"Z": 12, "A": 6, "-": 32}


def test_issues_take_the_oldest_or_the_lot_named() -> None:
    end = stocked()
    records = end.ask(Issue("wood", 13, reason="sample"))
    assert [(one.lot, one.quantity) for one in records if isinstance(one, Issued)] == [
        ("Z", 12),
        ("A", 1),
    ]
    end.ask(Issue("wood", 5, "A"))
    assert stock_of(end, "wood") == {"A": 2}
    found = mistake(end.ask, Issue("wood", 3, "A"))
    assert (found.code, found.details["have"]) == ("lot-short", 2)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CountStock("nothing", 1), "item-unknown"),
        (CountStock("wood", -1), "quantity-out-of-range"),
        (CountStock("wood", MOST + 1), "quantity-out-of-range"),
        (CountStock("wood", 1, "x" * 65), "code-unfit"),
        (CountStock("wood", 1, place=""), "code-unfit"),
        (CountStock("wood", 1, place="under-way"), "place-reserved"),
        (CountStock("wood", 1, day="2026-02-29"), "date-unreadable"),
        (CountStock("wood", 1, day="2026-W01-1"), "date-unreadable"),
        (CountStock("wood", 1, reason="x" * 2001), "text-length"),
        (Make("nothing", 1), "item-unknown"),
        (Make("chair", 0), "quantity-out-of-range"),
        (Make("chair", 1, scrap_quantity=-1), "quantity-out-of-range"),
        (Make("chair", 1, "x" * 65), "code-unfit"),
        (Make("chair", 1, day="tomorrow"), "date-unreadable"),
        (Make("chair", 1, plan_line="x" * 2001), "text-length"),
        (Make("chair", 1, consumed=[LotPart("chair", "C", 1)]), "not-in-recipe"),
        (Make("chair", 1, consumed=[LotPart("wood", "C", 1)]), "lot-short"),
        (Make("chair", 1, consumed=[LotPart("wood", "A", 0)]), "quantity-out-of-range"),
        (Make("chair", 1, consumed=[LotPart("wood", "A", 5)] * 2), "lot-short"),
        (Issue("nothing", 1), "item-unknown"),
        (Issue("wood", 0), "quantity-out-of-range"),
        (Issue("wood", 21), "stock-short"),
        (Issue("wood", 1, day="x"), "date-unreadable"),
    ],
)
def test_what_cannot_be_entered(command: Command, code: str) -> None:
    end = stocked()
    before = list(end.store.scan(LOTS))
    assert mistake(end.ask, command).code == code
    assert list(end.store.scan(LOTS)) == before


def test_a_lot_does_not_go_into_itself() -> None:
    end = workshop()
    end.ask(RecordItem("glass", "glass", "kg", "make"))
    end.ask(Make("glass", 10, "G1"))
    rework = [LotPart("glass", "G1", 5)]
    assert mistake(end.ask, Make("glass", 5, "G1", consumed=rework)).code == "lot-of-itself"
    end.ask(Make("glass", 5, "G2", consumed=rework))
    assert stock_of(end, "glass") == {"G1": 5, "G2": 5}


def test_taking_lots_is_by_the_day_they_came_then_by_name() -> None:
    end = workshop()
    for lot, day in (("C", "2026-03-01"), ("A", "2026-03-05"), ("B", "2026-03-01")):
        count(end, "wood", 4, lot, day)
    count(end, "wood", 5, "A", "2026-02-20")  # entered late: it was here before the others
    assert [part.lot for part in take_lots(end.store, "wood", 13, [])] == ["A", "B", "C"]
    assert take_lots(end.store, "wood", 5, []) == [LotPart("wood", "A", 5)]
    with pytest.raises(Mistake, match="stock-short"):
        take_lots(end.store, "wood", 14, [])


def any_command(chance: Random) -> Command:
    """Something a person in the workshop may enter, right or wrong."""
    lot = chance.choice(["", "A", "B"])
    quantity = chance.choice([0, 1, 3, 10, 40, 200])
    item = chance.choice(["wood", "screw", "chair"])
    day = f"2026-03-{chance.randint(1, 28):02}"
    return chance.choice(
        [
            CountStock(item, quantity, lot, day=day),
            CountStock(item, quantity, lot, chance.choice(["store", "loft"]), day),
            Make("chair", quantity, lot, day, scrap_quantity=chance.choice([0, 1])),
            Make("chair", quantity, lot, day, [LotPart("wood", "A", chance.randint(1, 9))]),
            Issue(item, quantity, lot, day),
        ]
    )


@pytest.mark.parametrize("seed", range(40))
def test_stock_is_the_sum_of_its_moves_and_never_negative_whatever_is_entered(seed: int) -> None:
    chance, end = Random(seed), workshop()
    done = 0
    for _ in range(80):
        done += refusal(end.ask, any_command(chance)) == ""
        assert_stock_is_its_moves(end)
        assert all(lot.quantity > 0 for lot in end.store.scan(LOTS))
    assert done > 20
    for lot in end.store.scan(LOTS):
        days = [row.day for row in end.store.find(MOVES, ("item", "lot"), lot.item, lot.lot)]
        assert lot.since in days


def test_an_event_counts_once_and_private_records_only_from_our_journal() -> None:
    end = stocked()
    end.ask(Make("chair", 4))
    tables: tuple[Any, ...] = (LOTS, MOVES, PARENTS)
    before = [list(end.store.scan(table)) for table in tables]
    for said_before in list(end.taken):
        if isinstance(said_before.record, StockCounted | Produced | Issued):
            end.hear(JOURNAL, said_before.record)
    records: list[Record] = [
        StockCounted("E1", "wood", "A", 0, DAY),
        Produced("E2", "chair", "C", 5, DAY, [LotPart("wood", "A", 1)]),
        Issued("E3", "wood", "A", 8, DAY),
    ]
    for record in records:
        end.hear("mill", record)
    assert [list(end.store.scan(table)) for table in tables] == before


def test_folds_take_what_was_really_said_even_below_nothing_and_beyond_all_bounds() -> None:
    end = workshop()
    end.hear(JOURNAL, Issued("I", "unknown", "L", 7, "0001-01-01"))
    assert on_hand(end.store, "unknown") == -7
    end.hear(JOURNAL, Produced("P", "chair", "C", 1, DAY, [LotPart("wood", "none", MOST)] * 3))
    assert_stock_is_its_moves(end)
    assert on_hand(end.store, "wood") == -3 * MOST
    row = end.store.get(PARENTS, "", "chair", "C", "wood", "none")
    assert row is not None
    assert row.quantity == MOST
    assert mistake(end.ask, Make("chair", 4)).code == "stock-short"


def test_a_move_counts_once_and_no_sum_grows_beyond_what_can_be_kept() -> None:
    end = workshop()
    for line in (1, 2, 2, 3, 4, 5):
        move(end.store, "E", line, "wood", "A", "store", "me", "me", 2**61, DAY, "count")
    assert on_hand(end.store, "wood") == 2**62
    assert end.store.count(MOVES) == 2
    move(end.store, "E", 6, "wood", "A", "store", "me", "me", -(2**62), DAY, "count")
    assert end.store.count(LOTS) == 0
    for line in (7, 8, 9):
        move(end.store, "E", line, "wood", "A", "store", "me", "me", -(2**61), DAY, "count")
    assert on_hand(end.store, "wood") == -(2**62)
    assert_stock_is_its_moves(end)
