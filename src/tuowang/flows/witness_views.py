"""What people see of witnesses: who stamps for whom, by which key, and what we stamped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.witness_tables import LAPSED, SEEN, STAMPS, WITNESS_LINKS
from tuowang.store.store import View

FOR_US, FOR_PARTNER = "witness-for-us", "witness-for-partner"


class WitnessLine(NamedTuple):
    """A partner that stamps rings for us, or for which we do. key: hexadecimal, the witness's."""

    role: str
    partner: str
    key: str


def witness_lines(view: View) -> Iterator[WitnessLine]:
    """Who witnesses for whom now."""
    for row in view.scan(WITNESS_LINKS):
        if row.offered:
            yield WitnessLine(FOR_US, row.partner, row.key.hex())
        if row.given:
            yield WitnessLine(FOR_PARTNER, row.partner, row.our_key.hex())


def stamped(view: View) -> tuple[int, int]:
    """How many rings we stamped as their witness, and how many we let lapse."""
    found = Counter(row.state for row in view.scan(STAMPS))
    return found[SEEN], found[LAPSED]
