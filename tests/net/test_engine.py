"""The exact engine: what must hold of any result, whatever is owed."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.net.graphs import WAYS, Debt, debts, owed, ring
from tuowang.errors import Mistake
from tuowang.net.certificate import is_proven, keeps_positions
from tuowang.net.compiled import has_numba
from tuowang.net.engine import Clearing, clear, debts_of
from tuowang.net.obligations import Obligations
from tuowang.units import day_number

MANY = settings(max_examples=150, deadline=None)
TODAY = day_number("2026-01-15")
each_way = pytest.mark.parametrize("compiled", WAYS)


def cleared_of(found: list[Debt], *, compiled: bool | None = None) -> int:
    """How much of it cancels, checked."""
    obligations = owed(found)
    return int(checked(obligations, clear(obligations, compiled=compiled)).sum())


def checked(obligations: Obligations, clearing: Clearing, today: int | None = None) -> np.ndarray:
    """What is cleared, once it is seen to be valid and proven."""
    graph = debts_of(obligations, today)
    assert keeps_positions(graph, clearing.cleared)
    assert is_proven(graph, clearing.cleared, clearing.price)
    return clearing.cleared


def by_program(obligations: Obligations, weight: np.ndarray) -> int:
    """The optimum as a linear program tells it: the largest sum of weight times cleared."""
    highspy = pytest.importorskip("highspy", reason="the solver is not installed")
    program = highspy.Highs()
    program.setOptionValue("output_flag", False)
    program.addVars(obligations.rows, np.zeros(obligations.rows), obligations.amount.astype(float))
    for row in range(obligations.rows):
        program.changeColCost(row, -float(weight[row]))
    around: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row in range(obligations.rows):
        around[int(obligations.debtor[row])].append((row, -1.0))
        around[int(obligations.creditor[row])].append((row, 1.0))
    for entries in around.values():
        rows, signs = zip(*entries, strict=True)
        program.addRow(0.0, 0.0, len(rows), np.array(rows), np.array(signs))
    program.run()
    objective: float = program.getInfo().objective_function_value
    return -round(objective)


@each_way
@MANY
@given(found=debts(("CNY", "EUR")))
def test_positions_stay_and_the_prices_prove_it(found: list[Debt], compiled: bool) -> None:
    obligations = owed(found)
    clearing = clear(obligations, compiled=compiled)
    checked(obligations, clearing)
    assert clearing.compiled == compiled
    weighed = clear(obligations, today=TODAY, compiled=compiled)
    checked(obligations, weighed, TODAY)


def test_what_is_no_proof_is_not_taken_for_one() -> None:
    graph = debts_of(owed([Debt("A", "B", 10), Debt("B", "A", 10)]))
    a, b = int(graph.debtor[0]), int(graph.creditor[0])
    all_, none, even = np.array([10, 10]), np.array([0, 0]), np.zeros(2, np.int64)
    assert is_proven(graph, all_, even)
    assert not is_proven(graph, none, even)
    steep = even.copy()
    steep[b] = 5
    assert a != b
    assert not is_proven(graph, all_, steep)  # one invoice is cleared that its prices forbid
    assert keeps_positions(graph, all_)
    for wrong in ([-1, -1], [11, 11], [10, 9]):
        assert not keeps_positions(graph, np.array(wrong))


@MANY
@given(found=debts())
def test_no_linear_program_clears_more(found: list[Debt]) -> None:
    obligations = owed([one._replace(amount=one.amount % 10**6 + 1) for one in found])
    one = np.ones(obligations.rows, np.int64)
    assert clear(obligations).cleared.sum() == by_program(obligations, one)
    weighed = clear(obligations, today=TODAY)
    assert weighed.weight is not None
    total = (weighed.weight * weighed.cleared).sum()
    assert total == by_program(obligations, weighed.weight)


@MANY
@given(found=debts(("CNY", "EUR")), chance=st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(found: list[Debt], chance: random.Random) -> None:
    names = {f"F{n}": f"G{place}" for place, n in enumerate(chance.sample(range(9), 9))}
    other = [one._replace(debtor=names[one.debtor], creditor=names[one.creditor]) for one in found]
    chance.shuffle(other)
    assert cleared_of(found) == cleared_of(other)


@MANY
@given(found=debts(), more=debts())
def test_one_more_invoice_never_clears_less(found: list[Debt], more: list[Debt]) -> None:
    assert cleared_of(found + more[:1]) >= cleared_of(found)


@MANY
@given(found=debts(("CNY", "EUR")))
def test_what_is_left_does_not_cancel_again(found: list[Debt]) -> None:
    cleared = clear(owed(found)).cleared.tolist()
    rest = [
        one._replace(amount=one.amount - done)
        for one, done in zip(found, cleared, strict=True)
        if one.amount > done
    ]
    assert cleared_of(rest) == 0


@MANY
@given(found=debts(("CNY", "EUR")))
def test_currencies_do_not_mix(found: list[Debt]) -> None:
    whole = owed(found)
    by_currency = whole.by_currency(clear(whole).cleared)
    for currency, cleared in by_currency.items():
        assert cleared == cleared_of([one for one in found if one.currency == currency])


@pytest.mark.skipif(not has_numba(), reason="numba is not installed (the extra net)")
@MANY
@given(found=debts(("CNY", "EUR")), today=st.sampled_from((None, TODAY)))
def test_numba_changes_nothing_but_the_time(found: list[Debt], today: int | None) -> None:
    obligations = owed(found)
    slow, fast = (clear(obligations, today=today, compiled=way) for way in (False, True))
    assert slow.cleared.tolist() == fast.cleared.tolist()
    assert slow.price.tolist() == fast.price.tolist()


@pytest.mark.skipif(has_numba(), reason="numba is installed")
def test_where_numba_is_missing_the_extra_is_named() -> None:
    with pytest.raises(Mistake, match="extra-missing"):
        clear(owed([]), compiled=True)


@each_way
def test_the_example_of_the_pairs(compiled: bool) -> None:
    """Netting the pair first would clear 2 of it."""
    found = [Debt("i", "j", 1), Debt("j", "i", 1), Debt("j", "k", 1), Debt("k", "i", 1)]
    assert cleared_of(found, compiled=compiled) == 3


@each_way
def test_of_parallel_invoices_the_oldest_due_goes_first(compiled: bool) -> None:
    found = [
        Debt("A", "B", 50, due="2026-03-03"),
        Debt("A", "B", 50, due="2026-03-01"),
        Debt("A", "B", 50, due="2026-03-02"),
        Debt("B", "A", 70),
    ]
    cleared = clear(owed(found), compiled=compiled).cleared.tolist()
    assert cleared == [0, 50, 20, 70]


def test_age_may_weigh_more_than_the_number_of_invoices() -> None:
    """A owes 10 to B; B's 10 go back at once, 10 days overdue, or round over two that are not."""
    old = [Debt("A", "B", 10, due="2026-01-05"), Debt("B", "A", 10, due="2023-01-01")]
    young = [Debt("B", "C", 10, due="2026-06-01"), Debt("C", "A", 10, due="2026-06-01")]
    obligations = owed(old + young)
    assert clear(obligations).cleared.tolist() == [10, 0, 10, 10]
    weighed = clear(obligations, today=TODAY)
    assert checked(obligations, weighed, TODAY).tolist() == [10, 10, 0, 0]


@each_way
def test_nothing_owed_clears_nothing(compiled: bool) -> None:
    assert clear(owed([]), compiled=compiled).cleared.tolist() == []
    chain = [Debt("A", "B", 5), Debt("B", "C", 5)]
    assert cleared_of(chain, compiled=compiled) == 0


@each_way
def test_a_long_plain_ring_ends(compiled: bool) -> None:
    """Distances are as long as the ring here, and prices as far apart."""
    chance = random.Random(3)
    found = [one._replace(amount=chance.randint(6, 10**6)) for one in ring(20_000)]
    assert cleared_of(found, compiled=compiled) == len(found) * min(one.amount for one in found)


@each_way
@pytest.mark.parametrize("dearer", [0, 1, -1])
def test_a_ring_like_a_staircase_ends(dearer: int, compiled: bool) -> None:
    """Every firm but one lacks 1, or has 1 too much: the worst that a plain ring can be."""
    found = ring(2_000 if compiled else 500, 10**4, dearer)
    assert cleared_of(found, compiled=compiled) == len(found) * min(one.amount for one in found)


@each_way
def test_rings_that_share_a_firm_and_a_detour(compiled: bool) -> None:
    found = ring(500) + [
        one._replace(debtor=one.debtor.replace("F0", "X"), creditor=one.creditor + "b")
        for one in ring(300)
    ]
    obligations = owed(found)
    checked(obligations, clear(obligations, compiled=compiled))


def test_a_thousand_firms() -> None:
    chance = random.Random(5)
    found = [
        Debt(f"F{a}", f"F{b}", int(chance.lognormvariate(8, 2)) + 1)
        for a, b in (chance.sample(range(1000), 2) for _ in range(4000))
    ]
    results = [clear(read, compiled=way) for way in WAYS for read in [owed(found)]]
    for result in results:
        checked(owed(found), result)
    assert len({tuple(result.cleared.tolist()) for result in results}) == 1
