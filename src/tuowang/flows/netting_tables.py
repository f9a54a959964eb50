"""What netting keeps: its rules, what takes no part, hops of tokens, parts in rings, notices."""

from __future__ import annotations

import msgspec

from tuowang.store.table import Table


class NettingRulesRow(msgspec.Struct, frozen=True):
    """How we net. One row, key "now". quantum_minor: amounts are multiples of it.

    most_firms: in a ring; days: how long a ring may take; grace_days: after that, by our own
    clock, a lock is released; cap_minor: what may be paid or netted again towards one creditor
    while a certificate could still come (0: nothing). needs_agreement: only with partners with
    whom the framework agreement is in force. every_days: as a relay we look for rings by
    ourselves so often (0: never).
    """

    key: str = "now"
    quantum_minor: int = 1
    most_firms: int = 64
    days: int = 3
    grace_days: int = 4
    cap_minor: int = 10**15
    needs_agreement: bool = False
    every_days: int = 1


class ExcludedRow(msgspec.Struct, frozen=True):
    """A claim that is never netted, or with claim "" a partner with whom we never net."""

    partner: str
    claim: str
    reason: str


class StatedRow(msgspec.Struct, frozen=True):
    """What the partner last said is open on a claim between us."""

    partner: str
    claim: str
    open_minor: int


class StatementRow(msgspec.Struct, frozen=True):
    """The last day on which each side said to the other what is open."""

    partner: str
    ours: str = ""
    theirs: str = ""


class HopRow(msgspec.Struct, frozen=True):
    """A token that went through us, under a ring key that we use once.

    debtor: who passed it to us, "" where we started it. epoch: in whose plan it looked for rings,
    "" in all that is open.
    """

    key: str
    nonce: bytes
    token: str
    debtor: str
    debtor_claim: str
    creditor: str
    creditor_claim: str
    amount_minor: int
    currency: str
    day: str
    epoch: str = ""


class PartRow(msgspec.Struct, frozen=True):
    """Our part in a ring; the facts of `net.commit.Part`, side 0 the debtor, side 1 the creditor.

    epoch0, epoch1: of our end of the links, in which our LOCKs were said. their_key0/1: the ring
    keys that the partners bound there. told0/1: whose PREPAREs either side said there. witness: its
    key, b"" where the terms name none; seen, lapsed: its stamps; asked: what we asked it, as in
    `witness_tables`. half: a leg is not known, or only one is settled; the next start makes that
    good.
    """

    ring: str
    key: str
    nonce: bytes
    note: bytes
    terms: bytes
    size: int
    place: int
    amount_minor: int
    currency: str
    until: int
    debtor: str = ""
    debtor_claim: str = ""
    creditor: str = ""
    creditor_claim: str = ""
    said0: int = 0
    said1: int = 0
    held0: int = 0
    held1: int = 0
    heard0: int = 0
    heard1: int = 0
    settled0: bool = False
    settled1: bool = False
    epoch0: int = -1
    epoch1: int = -1
    their_epoch0: int = -1
    their_epoch1: int = -1
    their_key0: bytes = b""
    their_key1: bytes = b""
    signed: int = 0
    told0: int = 0
    told1: int = 0
    prepared: bool = False
    released: bool = False
    stale: bool = False
    half: bool = False
    state: str = "open"
    witness: bytes = b""
    seen: bytes = b""
    lapsed: bytes = b""
    asked: int = 0


class HeardLockRow(msgspec.Struct, frozen=True):
    """A partner's LOCK. slot: the partner, and on which side of us it locked."""

    ring: str
    slot: str
    claim: str
    owing: bool
    key: bytes
    epoch: int
    terms: bytes


class SignatureRow(msgspec.Struct, frozen=True):
    """A PREPARE that holds."""

    ring: str
    place: int
    signature: bytes
    nonce: bytes
    note: bytes


class SetOffRow(msgspec.Struct, frozen=True):
    """The notice of a leg that we settled. `mine`: it was owed to us."""

    ring: str
    partner: str
    claim: str
    mine: bool
    amount_minor: int
    currency: str
    remaining_minor: int
    day: str


class SetOffAgreementRow(msgspec.Struct, frozen=True):
    """The text, by its SHA-256, to which each side agrees; "" where it does not, or ended it."""

    partner: str
    ours: str = ""
    theirs: str = ""
    our_day: str = ""
    their_day: str = ""

    @property
    def is_in_force(self) -> bool:
        """Whether both agree to the same text."""
        return self.ours == self.theirs != ""


BY_DEBTOR_AND_DAY = ("debtor", "day")
BY_DATE = ("state", "until")
BY_CREDITOR = ("creditor", "state", "until")
RULES = Table("netting_rules", NettingRulesRow, ("key",))
EXCLUDED = Table("netting_excluded", ExcludedRow, ("partner", "claim"))
STATED = Table("netting_stated", StatedRow, ("partner", "claim"))
STATEMENTS = Table("netting_statements", StatementRow, ("partner",))
HOPS = Table("netting_hops", HopRow, ("key",), (("token",), BY_DEBTOR_AND_DAY))
RINGS = Table(
    "netting_parts",
    PartRow,
    ("ring",),
    (
        BY_DATE,
        ("debtor", "debtor_claim"),
        ("creditor", "creditor_claim"),
        BY_CREDITOR,
        ("key",),
        ("half",),
    ),
)
HEARD_LOCKS = Table("netting_heard_locks", HeardLockRow, ("ring", "slot"))
SIGNATURES = Table("netting_signatures", SignatureRow, ("ring", "place"))
SETOFFS = Table("netting_setoffs", SetOffRow, ("ring", "partner", "claim"), (("partner", "day"),))
SET_OFF_AGREEMENTS = Table("set_off_agreements", SetOffAgreementRow, ("partner",))
