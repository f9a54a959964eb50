"""What is kept of witnesses: who witnesses for whom, which we accept, and what we stamped.

A witness is a company that stamps a ring's whole set of signatures, or lets the ring lapse, never
both. Who closes a ring names one of its partners; others accept it as their rules say.
"""

from __future__ import annotations

import msgspec

from tuowang.net.ring import KEY_BYTES, Terms
from tuowang.store.store import View
from tuowang.store.table import Table

ANY, ONLY, NONE = "any", "only", "none"
ASKED, ASKED_WITH_SET = 1, 2
"""What a firm of a ring asked its witness: what became of it; to stamp the whole set."""
SEEN, LAPSED = "seen", "lapsed"


class WitnessRulesRow(msgspec.Struct, frozen=True):
    """How we use witnesses. One row, key "now". named: the partner that rings which we close name.

    accepts: in rings that others closed, any witness, only the one that we name and those of
    `keys` (one after the other), or none.
    """

    key: str = "now"
    named: str = ""
    accepts: str = ANY
    keys: bytes = b""


class WitnessLinkRow(msgspec.Struct, frozen=True):
    """Whether a partner witnesses for us, by which key, and we for it."""

    partner: str
    key: bytes = b""
    offered: bool = False
    our_key: bytes = b""
    given: bool = False


class StampRow(msgspec.Struct, frozen=True):
    """A ring of which we are the witness. asked: its terms, with the whole set where we know it.

    state: "" while we have said nothing of it.
    """

    ring: str
    state: str
    until: int
    asked: bytes
    whole: bool = False


class AskerRow(msgspec.Struct, frozen=True):
    """A partner that asked what became of a ring."""

    ring: str
    partner: str
    answered: bool = False


WITNESS_RULES = Table("witness_rules", WitnessRulesRow, ("key",))
WITNESS_LINKS = Table("witness_links", WitnessLinkRow, ("partner",))
STAMPS = Table("witness_stamps", StampRow, ("ring",), (("state", "until"),))
ASKERS = Table("witness_askers", AskerRow, ("ring", "partner"), (("partner", "answered"),))


def witness_rules(view: View) -> WitnessRulesRow:
    """How we use witnesses."""
    return view.get(WITNESS_RULES, "now") or WitnessRulesRow()


def named_key(view: View) -> bytes:
    """The key of the witness that we name; b"" where we name none, or it offers that no more."""
    named = witness_rules(view).named
    row = view.get(WITNESS_LINKS, named) if named else None
    return row.key if row is not None and row.offered else b""


def keys_of(row: WitnessRulesRow) -> list[bytes]:
    """The keys that we accept by name."""
    return [row.keys[at : at + KEY_BYTES] for at in range(0, len(row.keys), KEY_BYTES)]


def trusts(view: View, key: bytes) -> bool:
    """Whether people here named this witness: then what it lets lapse is over for us."""
    rules = witness_rules(view)
    named = view.get(WITNESS_LINKS, rules.named) if rules.named else None
    return key in keys_of(rules) or (named is not None and key == named.key)


def accepts(view: View, terms: Terms) -> bool:
    """Whether we take part in a ring of this witness, or of none."""
    rules = witness_rules(view).accepts
    if not terms.witness:
        return True
    if len(terms.witness) != KEY_BYTES or rules == NONE:
        return False
    return rules == ANY or trusts(view, terms.witness)


def witness_partner(view: View, key: bytes) -> str:
    """The partner that witnesses by this key; "" where we have no link to it."""
    return next((row.partner for row in view.scan(WITNESS_LINKS) if row.key == key), "")
