"""What people see of netting: claims by age, with what may be netted; rings; notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.days import days_between
from tuowang.flows.mandate_tables import PROOFS
from tuowang.flows.money import CLAIMS, DISPUTED, OPEN, ClaimRow
from tuowang.flows.netting_free import (
    BOOKS_DIFFER,
    COMMIT,
    NOT_STATED,
    free_minor,
    part_of,
    why_not,
)
from tuowang.flows.netting_tables import (
    RINGS,
    SETOFFS,
    STATED,
    STATEMENTS,
    PartRow,
    SetOffRow,
)
from tuowang.net.commit import BOTH, DEBTOR, DONE, LOCK, LOCKED, PREPARED, RELEASED
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
    free = free_minor(view, row) if row.state in (OPEN, DISPUTED) else 0
    return StandingClaim(row, days_between(row.due, today), free, why_not_netted(view, row))


def why_not_netted(view: View, row: ClaimRow) -> str:
    """Why a claim is not netted, "" where it may be; a settled one is that."""
    return why_not(view, row) if row.state in (OPEN, DISPUTED) else row.state


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


class PartnerNetting(NamedTuple):
    """How netting with a partner stands, in a currency: claims that both books agree on, that
    differ, that the partner did not state yet or that take no part; what may be netted; rings
    under way that wait for the partner's word.
    """

    partner: str
    currency: str
    agreed: int
    differing: int
    not_stated: int
    apart: int
    to_us_minor: int
    by_us_minor: int
    awaited: int


def standing_by_partner(view: View) -> list[PartnerNetting]:
    """How netting stands with everybody with whom something is open."""
    found: dict[tuple[str, str], list[int]] = {}
    awaited = Counter((waits_for(row)[0], row.currency) for row in rings(view))
    for state in (OPEN, DISPUTED):
        for row in view.find(CLAIMS, ("state", "mine", "due"), state):
            key = row.partner, row.currency
            sums = found.setdefault(key, [*[0] * 6, awaited[key]])
            why = why_not(view, row)
            sums[{"": 0, BOOKS_DIFFER: 1, NOT_STATED: 2}.get(why, 3)] += 1
            if not why:
                sums[4 if row.mine else 5] += max(0, free_minor(view, row))
    return [PartnerNetting(*key, *sums) for key, sums in sorted(found.items())]


class Reconciled(NamedTuple):
    """A claim in both books. ours_minor, theirs_minor: open, None where a book has it not, or
    says nothing of it; state: "books-agree", "books-differ", "not-stated", "not-in-our-book"; why:
    why we do not state it. mine: it is owed to us (None: we do not know it).
    """

    partner: str
    claim: str
    mine: bool | None
    currency: str
    ours_minor: int | None
    theirs_minor: int | None
    state: str
    why: str = ""


def reconciled(view: View, partner: str) -> list[Reconciled]:
    """Our open claims with a partner beside what it last stated, and what it alone states.

    What each side says of payments, in sums, is `money_views.both_sides`.
    """
    stated = {row.claim: row.open_minor for row in view.scan(STATED, partner)}
    found = []
    for row in view.scan(CLAIMS, partner):
        theirs = stated.pop(row.claim, None)
        if row.state not in (OPEN, DISPUTED) and not theirs:
            continue
        same = "books-agree" if theirs == row.open_minor else BOOKS_DIFFER
        state = NOT_STATED if theirs is None else same
        why = why_not(view, row, stated=False)
        found.append(
            Reconciled(
                partner, row.claim, row.mine, row.currency, row.open_minor, theirs, state, why
            )
        )
    for claim, theirs in stated.items():
        if theirs:
            found.append(Reconciled(partner, claim, None, "", None, theirs, "not-in-our-book"))
    return found


def last_statements(view: View, partner: str) -> tuple[str, str]:
    """The days on which we and the partner last stated what is open; "" where never."""
    row = view.get(STATEMENTS, partner)
    return (row.ours, row.theirs) if row is not None else ("", "")


def nettable_claims(view: View) -> list[tuple[str, bool, int, str, str]]:
    """What may be netted by our own book, whatever partners stated: partner, whether it owes us,
    minor units, currency, due."""
    return [
        (row.partner, row.mine, free, row.currency, row.due)
        for row in view.find(CLAIMS, ("state", "mine", "due"), OPEN)
        if not why_not(view, row, stated=False) and (free := free_minor(view, row)) > 0
    ]


def is_under_way(row: PartRow) -> bool:
    """Whether a ring may still settle without a late certificate."""
    return row.state in (LOCKED, PREPARED)


def is_released(row: PartRow) -> bool:
    """Whether a ring came to nothing, unless a late certificate comes."""
    return row.state == RELEASED


def is_final(row: PartRow) -> bool:
    """Whether it is settled, or released and its witness let it lapse."""
    return row.state == DONE or COMMIT.is_final(part_of(row))


def ring_word(row: PartRow) -> str:
    """The word for a part's state."""
    return "ring-lapsed" if row.state == RELEASED and is_final(row) else "ring-" + row.state


def waits_for(row: PartRow) -> tuple[str, str]:
    """Who is to speak next in a ring under way, as far as we see, and what: a partner's "lock",
    or, of whom we may not know (""), the "signatures", or their witness's "stamp".
    """
    if not is_under_way(row):
        return "", ""
    part = part_of(row)
    for side in BOTH:
        if not part.sides[side].heard & LOCK:
            return row.debtor if side == DEBTOR else row.creditor, "lock"
    whole = row.signed == (1 << row.size) - 1
    return "", "stamp" if whole and row.witness else "signatures"


class RingSums(NamedTuple):
    """Our rings in a currency: how many, and their amounts added up."""

    currency: str
    settled: int
    settled_minor: int
    under_way: int
    under_way_minor: int


def ring_sums(view: View) -> list[RingSums]:
    """What rings came to, by currency."""
    found: dict[str, list[int]] = {}
    for row in view.scan(RINGS):
        at = 0 if row.state == DONE else 2 if is_under_way(row) else None
        if at is not None:
            sums = found.setdefault(row.currency, [0] * 4)
            sums[at] += 1
            sums[at + 1] += row.amount_minor
    return [RingSums(currency, *sums) for currency, sums in sorted(found.items())]


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
        if part is None:  # our relay's: a partner that settled it showed us the certificate
            agreed = view.get(PROOFS, row.ring, row.partner) is not None
        else:
            agreed = bool((part.heard0 if row.mine else part.heard1) & SAID_SETTLED)
        found.append(Notice(row, agreed))
    return found
