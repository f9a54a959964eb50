"""What people see of netting: claims by age, with what may be netted; rings; notices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.days import days_between
from tuowang.flows.money import CLAIMS, DISPUTED, OPEN, ClaimRow
from tuowang.flows.netting_free import free_minor, why_not
from tuowang.flows.netting_tables import RINGS, SETOFFS, PartRow, SetOffRow
from tuowang.net.commit import SETTLED as SAID_SETTLED
from tuowang.store.store import View


class StandingClaim(NamedTuple):
    """A claim; overdue_days below 0: not due yet. free_minor: what may be paid or netted now.

    why_not: why it is not netted, "" where it may be.
    """

    row: ClaimRow
    overdue_days: int
    free_minor: int
    why_not: str


def standing_claim(view: View, row: ClaimRow, today: str) -> StandingClaim:
    """A claim as it stands today."""
    is_open = row.state in (OPEN, DISPUTED)
    why = why_not(view, row) if is_open else row.state
    free = free_minor(view, row) if is_open else 0
    return StandingClaim(row, days_between(row.due, today), free, why)


class PartnerBalance(NamedTuple):
    """What is open with a partner in a currency: owed to us, owed by us, overdue of each."""

    partner: str
    currency: str
    to_us_minor: int
    by_us_minor: int
    overdue_to_us_minor: int
    overdue_by_us_minor: int
    nettable_minor: int


def balances(view: View, today: str) -> Iterator[PartnerBalance]:
    """What is open with each partner."""
    sums: dict[tuple[str, str], list[int]] = {}
    for state in (OPEN, DISPUTED):
        for row in view.find(CLAIMS, ("state", "mine", "due"), state):
            one = standing_claim(view, row, today)
            found = sums.setdefault((row.partner, row.currency), [0, 0, 0, 0, 0])
            side = 0 if row.mine else 1
            found[side] += row.open_minor
            found[2 + side] += row.open_minor if one.overdue_days > 0 else 0
            found[4] += 0 if one.why_not else max(0, one.free_minor)
    for (partner, currency), found in sorted(sums.items()):
        yield PartnerBalance(partner, currency, *found)


def rings(view: View) -> list[PartRow]:
    """Our parts in rings, the latest first."""
    return sorted(view.scan(RINGS), key=lambda row: (row.until, row.ring), reverse=True)


class Notice(NamedTuple):
    """A leg that we settled. agreed: the partner has said the same."""

    row: SetOffRow
    agreed: bool


def notices(view: View, partner: str = "") -> list[Notice]:
    """The legs that we settled, the latest first."""
    rows = sorted(view.scan(SETOFFS), key=lambda row: (row.day, row.ring), reverse=True)
    found = []
    for row in rows:
        if partner not in ("", row.partner):
            continue
        part = view.get(RINGS, row.ring)
        heard = 0 if part is None else part.heard0 if row.mine else part.heard1
        found.append(Notice(row, bool(heard & SAID_SETTLED)))
    return found
