"""Rings: closed walks that sum to the result, whichever way they are found."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from tests.net.graphs import WAYS, Debt, debts, owed, ring
from tuowang.net.engine import clear
from tuowang.net.obligations import Obligations
from tuowang.net.walks import Ring, closed_walks

each_way = pytest.mark.parametrize("compiled", WAYS)


def check_rings(obligations: Obligations, cleared: np.ndarray, rings: list[Ring]) -> None:
    total = np.zeros(obligations.rows, np.int64)
    for one in rings:
        assert one.amount > 0
        assert len(one.rows) >= 2
        for row, following in pairwise([*one.rows, one.rows[0]]):
            assert obligations.creditor[row] == obligations.debtor[following]
        debtors = obligations.debtor[one.rows].tolist()
        assert len(set(debtors)) == len(debtors)
        total[one.rows] += one.amount
    assert total.tolist() == cleared.tolist()


@each_way
@settings(max_examples=100, deadline=None)
@given(found=debts(("CNY", "EUR")))
def test_rings_sum_to_the_result(found: list[Debt], compiled: bool) -> None:
    obligations = owed(found)
    cleared = clear(obligations).cleared
    rings = list(closed_walks(obligations, cleared, compiled=compiled))
    check_rings(obligations, cleared, rings)
    assert len(rings) <= np.count_nonzero(cleared)


@each_way
def test_more_rings_than_are_found_at_once(compiled: bool) -> None:
    """Two hundred pairs and a long ring through all of them: the path goes on between portions."""
    found = [
        one for n in range(200) for one in (Debt(f"F{n}", f"P{n}", 10), Debt(f"P{n}", f"F{n}", 10))
    ] + ring(200)
    obligations = owed(found)
    cleared = clear(obligations).cleared
    rings = list(closed_walks(obligations, cleared, compiled=compiled))
    check_rings(obligations, cleared, rings)
    assert len(rings) == 201


@each_way
def test_no_rings_where_nothing_clears(compiled: bool) -> None:
    obligations = owed([Debt("A", "B", 5)])
    assert list(closed_walks(obligations, np.zeros(1, np.int64), compiled=compiled)) == []
