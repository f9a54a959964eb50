"""Which claims may be netted, and how much of each is free.

Never: disputed, settled, excluded, blocked, being paid, or where the partner's book says another
open amount than ours. What a ring holds is not free for another one, nor to be paid.
"""

from __future__ import annotations

from collections.abc import Iterator

from tuowang.flows.disclosure import disclosed
from tuowang.flows.mandate_tables import HANDED, MANDATED, RELAYED, claim_of, handed
from tuowang.flows.money import DISPUTED, OPEN, ClaimRow
from tuowang.flows.netting_tables import (
    BY_CREDITOR,
    EXCLUDED,
    RINGS,
    RULES,
    SET_OFF_AGREEMENTS,
    STATED,
    NettingRulesRow,
    PartRow,
)
from tuowang.flows.witness_tables import trusts
from tuowang.net.commit import LOCKED, PREPARED, RELEASED, Commit, Part, Side
from tuowang.net.ring import Terms
from tuowang.store.store import View
from tuowang.units import today

TOPIC = "netting"
COMMIT = Commit()
NO_AGREEMENT = "no-agreement"
NOT_STATED, BOOKS_DIFFER = "not-stated", "books-differ"
"""Of the reasons why a claim is not netted: those that the partner's next statement may end."""


def rules_of(view: View) -> NettingRulesRow:
    """How we net."""
    return view.get(RULES, "now") or NettingRulesRow()


def part_of(
    row: PartRow, *, stale: bool = False, healing: tuple[bool, bool] = (False, False)
) -> Part:
    """The part that a row holds."""
    sides = (
        Side(row.said0, row.held0, row.heard0, row.settled0, healing[0]),
        Side(row.said1, row.held1, row.heard1, row.settled1, healing[1]),
    )
    stale = stale or row.stale
    return Part(
        row.size,
        row.place,
        sides,
        row.signed,
        row.prepared,
        row.released,
        stale,
        row.witness != b"",
        row.seen != b"",
    )


def why_not(view: View, claim: ClaimRow, *, stated: bool = True) -> str:
    """Why a claim is not netted: a word for people; "" where it may be.

    stated: the partner must have said the same open amount, too.
    """
    if handed(view, claim.partner, claim.claim) is not None:
        return "handed-over"
    by_mandate = _why_not_by_mandate(view, claim)
    if by_mandate:
        return by_mandate
    if claim.state != OPEN:
        return claim.state
    if claim.open_minor <= 0:
        return "nothing-open"
    if claim.paid_minor != claim.settled_minor:
        return "being-paid"
    barred = _why_barred(view, claim)
    if barred:
        return barred
    if not disclosed(view, claim.partner, TOPIC):
        return "not-allowed"
    theirs = view.get(STATED, claim.partner, claim.claim)
    if stated and theirs is None:
        return NOT_STATED
    if stated and theirs is not None and theirs.open_minor != claim.open_minor:
        return BOOKS_DIFFER
    return ""


def is_barred(view: View, claim: ClaimRow) -> bool:
    """Whether a claim is disputed, or people keep it or its partner out of netting."""
    return claim.state == DISPUTED or _why_barred(view, claim) != ""


def _why_barred(view: View, claim: ClaimRow) -> str:
    for name in ("", claim.claim):
        excluded = view.get(EXCLUDED, claim.partner, name)
        if excluded is not None:
            return excluded.reason
    return NO_AGREEMENT if _lacks_agreement(view, claim.partner) else ""


def _lacks_agreement(view: View, partner: str) -> bool:
    """Whether our rules ask for the framework agreement, and it is not in force.

    For a partner's relay that of the partner counts; as a relay we trust what was handed over.
    """
    if not rules_of(view).needs_agreement:
        return False
    by_mandate = view.get(MANDATED, partner)
    if by_mandate is not None:
        return by_mandate.principal != "" and _lacks_agreement(view, by_mandate.principal)
    row = view.get(SET_OFF_AGREEMENTS, partner)
    return row is None or not row.is_in_force


def _why_not_by_mandate(view: View, claim: ClaimRow) -> str:
    """Why what stands between us and a relay is not netted: the claim itself may say so."""
    row = view.get(MANDATED, claim.partner)
    if row is None:
        return ""
    if row.over:
        return "mandate-over"
    if not row.principal:
        return ""
    one = handed(view, row.principal, claim.claim)
    origin = claim_of(view, row.principal, claim.claim)
    if one is None or origin is None or one.via != claim.partner:
        return "mandate-over"
    if origin.state != OPEN:
        return origin.state
    deeper = _why_not_by_mandate(view, origin)
    if deeper:
        return deeper
    for name in ("", claim.claim):
        excluded = view.get(EXCLUDED, row.principal, name)
        if excluded is not None:
            return excluded.reason
    return "" if disclosed(view, row.principal, TOPIC) else "not-allowed"


def handed_minor(view: View, claim: ClaimRow) -> int:
    """What of a claim is for a relay to set off; afterwards, what its rings with us still hold."""
    row = view.get(HANDED, claim.partner, claim.claim)
    if row is None:
        return 0
    if not row.over:
        return max(0, row.limit_minor - row.used_minor)
    relayed = view.get(RELAYED, row.via, claim.claim)
    return held_minor(view, relayed) if relayed is not None else 0


def is_within_mandate(view: View, partner: str, terms: Terms, now: int) -> bool:
    """Whether the mandate under which we net with a partner, if there is one, allows a ring."""
    row = view.get(MANDATED, partner)
    return row is None or (
        today(now) <= row.until_day
        and today(terms.until) <= row.last_day
        and len(terms.keys) <= row.most_firms
        and terms.amount_minor % row.quantum_minor == 0
        and (not row.principal or is_within_mandate(view, row.principal, terms, now))
    )


def parts_on(view: View, claim: ClaimRow) -> Iterator[PartRow]:
    """Our parts in rings over a claim."""
    side = ("debtor", "debtor_claim") if claim.mine else ("creditor", "creditor_claim")
    yield from view.find(RINGS, side, claim.partner, claim.claim)


def held_minor(view: View, claim: ClaimRow) -> int:
    """What rings hold of a claim: locked, or released and still frozen."""
    return sum(part.amount_minor for part in parts_on(view, claim) if holds(view, part, claim.mine))


def holds(view: View, row: PartRow, mine: bool) -> bool:
    """Whether a part keeps its amount from being paid or netted otherwise."""
    if row.state in (LOCKED, PREPARED):
        return True
    if row.state != RELEASED or mine:
        return False
    part = part_of(row)
    if not COMMIT.payable_is_free(part):
        return True
    return row.prepared and exposed_minor(view, row) > rules_of(view).cap_minor


def exposed_minor(view: View, row: PartRow) -> int:
    """What a late certificate could still take, towards the same creditor, up to this ring: not
    what a witness that we trust let lapse.
    """
    rows = view.find(RINGS, BY_CREDITOR, row.creditor, RELEASED)
    return sum(
        one.amount_minor
        for one in rows
        if one.prepared
        and (one.until, one.ring) <= (row.until, row.ring)
        and not (one.lapsed and trusts(view, one.witness))
    )


def free_minor(view: View, claim: ClaimRow) -> int:
    """What may be paid, or netted in a new ring."""
    return claim.open_minor - held_minor(view, claim) - handed_minor(view, claim)


def nettable(view: View, partner: str, claim: str, *, mine: bool, stated: bool) -> int:
    """What may be netted of a claim; 0 where it may not."""
    row = claim_of(view, partner, claim)
    if row is None or row.mine != mine or why_not(view, row, stated=stated):
        return 0
    return max(0, free_minor(view, row))
