"""What people see of mandates: claim by claim, who may set off how much, until when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.mandate_tables import (
    HANDED,
    MANDATED,
    MANDATES,
    RELAYED,
    SERVED,
    claim_of,
)
from tuowang.store.store import View

GIVEN, TAKEN, SERVING = "mandate-given", "mandate-of-partner", "mandate-served"
ASKED, STANDING, REVOKED, OVER = "asked", "standing", "revoked", "over"


class MandateLine(NamedTuple):
    """A claim under a mandate: of ours, of a partner's, or one that we serve as a relay.

    used_minor: what we know to be set off. relay: our code of it, "" where we are it.
    """

    role: str
    partner: str
    claim: str
    mine: bool
    limit_minor: int
    used_minor: int
    currency: str
    until_day: str
    relay: str
    state: str


def mandate_lines(view: View) -> Iterator[MandateLine]:
    """Every claim under a mandate, those that are over too."""
    for handed in view.scan(HANDED):
        claim = claim_of(view, handed.partner, handed.claim)
        given = view.get(MANDATES, handed.partner) if handed.mine else None
        taken = view.get(MANDATED, handed.via) if not handed.mine else None
        until = given.until_day if given is not None else taken.until_day if taken else ""
        state = OVER if handed.over else STANDING
        if given is not None and not handed.over:
            state = REVOKED if given.revoked else STANDING if given.taken else ASKED
        yield MandateLine(
            GIVEN if handed.mine else TAKEN,
            handed.partner,
            handed.claim,
            claim is not None and claim.mine,
            handed.limit_minor,
            handed.used_minor,
            claim.currency if claim is not None else "",
            until,
            given.relay if given is not None else handed.via,
            state,
        )
    if view.get(SERVED, "now") is None:
        return
    for row in view.scan(RELAYED):
        held = view.get(MANDATED, row.partner)
        if held is not None and held.principal == "":
            yield MandateLine(
                SERVING,
                row.partner,
                row.claim,
                row.mine,
                row.amount_minor,
                row.netted_minor,
                row.currency,
                held.until_day,
                "",
                OVER if held.over else STANDING,
            )
