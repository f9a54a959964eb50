"""What standing mandates keep: at the principal, at its partners, and at its relay.

A claim that is handed over stands twice in the books of partner and relay: as it was (`HANDED`
says how much of it the relay may set off), and between partner and relay (`RELAYED`), where
netting finds it like any other claim. So a relay plays by the rules of `net.commit`, unchanged.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain

import msgspec

from tuowang.flows.money import CLAIMS, OPEN, ClaimRow
from tuowang.store.store import View
from tuowang.store.table import Table


class MandateRow(msgspec.Struct, frozen=True):
    """A mandate over claims with a partner that we gave to a relay of ours.

    relay: our code of it; last_day: until when a ring of it may be dated. taken: the partner said
    what it accepts.
    """

    partner: str
    mandate: str
    until_day: str
    last_day: str
    most_firms: int
    quantum_minor: int
    relay: str = ""
    taken: bool = False
    revoked: bool = False
    over: bool = False


class MandatedRow(msgspec.Struct, frozen=True):
    """Towards this partner claims are netted by mandate.

    principal: whose relay the partner is, by our code; "" where we are the relay, and the partner
    is one of our principal's. sign, box, secret, address: of the link.
    """

    partner: str
    principal: str
    mandate: str
    until_day: str
    last_day: str
    most_firms: int
    quantum_minor: int
    sign: bytes
    box: bytes
    secret: bytes
    address: str
    over: bool = False


class HandedRow(msgspec.Struct, frozen=True):
    """So much of a claim may be set off by the relay of one of its two parties.

    mine: our relay. via: our code of the partner's relay, "" where it is ours.
    """

    partner: str
    claim: str
    mandate: str
    mine: bool
    via: str
    limit_minor: int
    used_minor: int = 0
    over: bool = False


class ServedRow(msgspec.Struct, frozen=True):
    """Whose relay we are. One row, key "now". secret: the ring secret that we sign with for it.

    looks_at: when we look for rings by ourselves, in ms; 0: at once.
    """

    key: str
    principal: str
    mandate: str = ""
    secret: bytes = b""
    revoked: bool = False
    ended: bool = False
    looks_at: int = 0


class OfferedRow(msgspec.Struct, frozen=True):
    """The last mandate that a partner told us of: its record, encoded."""

    partner: str
    mandate: str
    given: bytes


class ProofRow(msgspec.Struct, frozen=True):
    """A whole certificate of a ring that we know nothing of, as shown. done: judged."""

    ring: str
    partner: str
    proof: bytes
    done: bool = False


class RelayKeyRow(msgspec.Struct, frozen=True):
    """The key of a relay that we ever gave a mandate to."""

    sign: str


RELAY = ".relay-"
MOST_LETTERS = 21
"""Of a principal's code in its relay's, so that this is a code, too."""
MANDATES = Table("mandates", MandateRow, ("partner",), (("over", "last_day"), ("relay",)))
MANDATED = Table("mandated", MandatedRow, ("partner",), (("over", "last_day"), ("principal",)))
OFFERED = Table("mandate_offered", OfferedRow, ("partner",))
PROOFS = Table("mandate_proofs", ProofRow, ("ring", "partner"), (("done",),))
HANDED = Table("mandate_claims", HandedRow, ("partner", "claim"))
RELAYED = Table("mandate_relayed", ClaimRow, ("partner", "claim"), (("state", "mine", "due"),))
SERVED = Table("mandate_served", ServedRow, ("key",))
RELAY_KEYS = Table("mandate_relay_keys", RelayKeyRow, ("sign",))


def claim_of(view: View, partner: str, claim: str) -> ClaimRow | None:
    """A claim as netting with this partner sees it."""
    return view.get(RELAYED, partner, claim) or view.get(CLAIMS, partner, claim)


def claims_with(view: View, partner: str) -> Iterator[ClaimRow]:
    """All claims that netting with a partner may see."""
    return chain(view.scan(CLAIMS, partner), view.scan(RELAYED, partner))


def open_claims(view: View, *, mine: bool) -> Iterator[ClaimRow]:
    """Open claims on us, or of ours, that netting may see."""
    index = ("state", "mine", "due")
    return chain(view.find(CLAIMS, index, OPEN, mine), view.find(RELAYED, index, OPEN, mine))


def origin_of(view: View, partner: str, claim: str) -> ClaimRow | None:
    """The claim itself, where a relay's claim stands for it."""
    principal = principal_of(view, partner)
    if principal:
        return origin_of(view, principal, claim)
    return claim_of(view, partner, claim)


def principal_of(view: View, partner: str) -> str:
    """Whose relay a partner is; "" where it is nobody's."""
    row = view.get(MANDATED, partner)
    return row.principal if row is not None else ""


def handed(view: View, partner: str, claim: str) -> HandedRow | None:
    """How a claim is handed over to somebody's relay, while it is."""
    row = view.get(HANDED, partner, claim)
    return None if row is None or row.over else row


def relay_code(principal: str, relay: bytes) -> str:
    """Our code of a partner's relay, from our code of the partner and the relay's key."""
    mark = b32encode(sha256(relay).digest()).decode()[:4]
    return f"{principal[:MOST_LETTERS]}{RELAY}{mark}"


def is_relay_code(code: str, principal: str) -> bool:
    """Whether a code is one of a relay of this partner."""
    return code.startswith(principal[:MOST_LETTERS] + RELAY)


def ring_secret(view: View, secret: bytes) -> bytes:
    """The secret of our ring keys: a relay signs with what its principal gave it."""
    row = view.get(SERVED, "now")
    return row.secret if row is not None and row.secret else secret
