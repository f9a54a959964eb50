"""What cash would discharge: more than itself, and never less for more of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.net.graphs import WAYS, Debt, debts, owed
from tuowang.net.certificate import is_proven, keeps_positions
from tuowang.net.engine import clear
from tuowang.net.liquidity import Discharge, discharge_with_cash

each_way = pytest.mark.parametrize("compiled", WAYS)


def check(found: Discharge, cash_minor: int) -> None:
    assert keeps_positions(found.debts, found.flow)
    assert is_proven(found.debts, found.flow, found.price)
    assert found.lent[found.lent > 0].sum() <= cash_minor
    assert found.lent.sum() == 0


@each_way
def test_cash_goes_down_a_chain(compiled: bool) -> None:
    obligations = owed([Debt("A", "B", 100), Debt("B", "C", 60), Debt("C", "D", 60)])
    found = discharge_with_cash(obligations, {"CNY": 70}, compiled=compiled)
    check(found, 70)
    assert found.discharged.tolist() == [70, 60, 60]
    lent = {name: int(sum_) for name, sum_ in zip(obligations.firms, found.lent, strict=True)}
    assert lent == {"A": 70, "B": -10, "C": 0, "D": -60}


@each_way
@settings(max_examples=80, deadline=None)
@given(found=debts(), cash=st.integers(0, 10**4))
def test_more_cash_never_discharges_less(found: list[Debt], cash: int, compiled: bool) -> None:
    obligations = owed(found)
    without = clear(obligations).cleared.sum()
    some = discharge_with_cash(obligations, {"CNY": cash}, compiled=compiled)
    more = discharge_with_cash(obligations, {"CNY": cash + 10}, compiled=compiled)
    check(some, cash)
    check(more, cash + 10)
    assert without <= some.discharged.sum() <= more.discharged.sum()
    unpaid = obligations.amount.sum() - without
    assert some.discharged.sum() - without >= min(cash, unpaid)


@settings(max_examples=50, deadline=None)
@given(found=debts(("CNY", "EUR")))
def test_enough_cash_discharges_everything_of_its_currency(found: list[Debt]) -> None:
    obligations = owed(found)
    gross = obligations.by_currency(obligations.amount)
    cash = gross.get("CNY", 0)
    done = obligations.by_currency(discharge_with_cash(obligations, {"CNY": cash}).discharged)
    assert done.get("CNY", 0) == gross.get("CNY", 0)
    euro = obligations.by_currency(clear(obligations).cleared).get("EUR", 0)
    assert done.get("EUR", 0) == euro


@settings(max_examples=50, deadline=None)
@given(found=debts())
def test_no_cash_is_plain_netting(found: list[Debt]) -> None:
    obligations = owed(found)
    done = discharge_with_cash(obligations, {}).discharged
    assert done.sum() == clear(obligations).cleared.sum()
