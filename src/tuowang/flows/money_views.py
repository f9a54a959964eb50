"""What is owed by age, and what each side's own statements say of it. One pass over what is open.

A debtor says what it paid, a creditor what arrived: until both say the same, their books differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tuowang.flows.days import days_between
from tuowang.flows.money import CLAIMS, DISPUTED, OPEN, ClaimRow
from tuowang.store.store import View

BY_STATE = ("state", "mine", "due")
AGES_DAYS = (0, 30, 60, 90)
"""The last day overdue of each age but the last, which has none."""


class OwedByAge(NamedTuple):
    """What is open with a partner in a currency, by how long it is overdue. mine: owed to us."""

    partner: str
    currency: str
    mine: bool
    not_due_minor: int
    to_30_minor: int
    to_60_minor: int
    to_90_minor: int
    older_minor: int

    @property
    def ages_minor(self) -> tuple[int, ...]:
        """The five ages, the youngest first."""
        return self[3:]

    @property
    def open_minor(self) -> int:
        """All of it."""
        return sum(self.ages_minor)


class BothSides(NamedTuple):
    """What is open with a partner by each side's own statements. mine: owed to us.

    debtor_says_minor: less what the debtor says that it paid; creditor_says_minor: less what the
    creditor says arrived; disputed_minor: what the debtor disputes of it.
    """

    partner: str
    currency: str
    mine: bool
    claims: int
    debtor_says_minor: int
    creditor_says_minor: int
    disputed_minor: int

    @property
    def difference_minor(self) -> int:
        """Paid by the debtor's word and not yet by the creditor's."""
        return self.creditor_says_minor - self.debtor_says_minor


def open_claims(view: View) -> list[ClaimRow]:
    """Every claim that is not settled."""
    return [row for state in (OPEN, DISPUTED) for row in view.find(CLAIMS, BY_STATE, state)]


def owed_by_age(claims: Iterable[ClaimRow], today: str) -> list[OwedByAge]:
    """By partner, currency and side; what is owed to us first."""
    sums: dict[tuple[bool, str, str], list[int]] = {}
    ages: dict[str, int] = {}
    for row in claims:
        if row.due not in ages:
            overdue = days_between(row.due, today)
            ages[row.due] = sum(overdue > last for last in AGES_DAYS)
        found = sums.setdefault((not row.mine, row.partner, row.currency), [0] * 5)
        found[ages[row.due]] += row.open_minor
    return [
        OwedByAge(partner, currency, not ours, *found)
        for (ours, partner, currency), found in sorted(sums.items())
    ]


def both_sides(claims: Iterable[ClaimRow]) -> list[BothSides]:
    """By partner, currency and side; what is owed to us first. Sums of what was said of payments.

    Whether both books hold the same invoices is `netting_views.reconciled`.
    """
    sums: dict[tuple[bool, str, str], list[int]] = {}
    for row in claims:
        found = sums.setdefault((not row.mine, row.partner, row.currency), [0] * 4)
        found[0] += 1
        found[1] += row.open_minor
        found[2] += row.amount_minor - row.discharged_minor
        found[3] += row.open_minor if row.state == DISPUTED else 0
    return [
        BothSides(partner, currency, not ours, *found)
        for (ours, partner, currency), found in sorted(sums.items())
    ]
