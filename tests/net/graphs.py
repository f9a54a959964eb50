"""Obligations for tests: drawn small, or made to a shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hypothesis import strategies as st

from tuowang.net.compiled import has_numba
from tuowang.net.obligations import HEADER, Obligations, read_obligations

WAYS = (False, True) if has_numba() else (False,)
"""With and without Numba, where it is installed."""


class Debt(NamedTuple):
    """One invoice, as it stands in a file."""

    debtor: str
    creditor: str
    amount: int
    currency: str = "CNY"
    due: str = "2026-01-01"


def lines(debts: Iterable[Debt]) -> list[bytes]:
    """A file's lines; ids count from I0."""
    rows = (
        f"{one.debtor},{one.creditor},{one.amount},{one.currency},{one.due},I{number}\n"
        for number, one in enumerate(debts)
    )
    return [HEADER.encode() + b"\n", *(row.encode() for row in rows)]


def owed(debts: Iterable[Debt]) -> Obligations:
    """These debts as obligations."""
    return read_obligations(lines(debts))


def ring(firms: int, amount: int = 5, dearer: int = 1) -> list[Debt]:
    """A plain ring, all of it alike but for the amounts: each `dearer` than the one before."""
    return [Debt(f"F{n}", f"F{(n + 1) % firms}", amount + n * dearer) for n in range(firms)]


@st.composite
def debts(draw: st.DrawFn, currencies: tuple[str, ...] = ("CNY",)) -> list[Debt]:
    """A small graph: knots and loose ends, parallel invoices, amounts of one size or of many."""
    firms = draw(st.integers(2, 9))
    most = draw(st.sampled_from((2, 100, 10**15)))
    one = st.builds(
        lambda debtor, step, amount, currency, day: Debt(
            f"F{debtor}", f"F{(debtor + step) % firms}", amount, currency, f"2026-01-{day:02}"
        ),
        st.integers(0, firms - 1),
        st.integers(1, firms - 1),
        st.integers(1, most),
        st.sampled_from(currencies),
        st.integers(1, 28),
    )
    return draw(st.lists(one, max_size=40))
