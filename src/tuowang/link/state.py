"""A link's whole state: a row of counters beside two logs.

Stream 0 is the company's journal. Link number k has two streams: 2k is what we say there, 2k + 1
what we hear. Each has one writer.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

from tuowang.record.chain import Head
from tuowang.record.keys import PublicKeys
from tuowang.record.seal import Position
from tuowang.store.store import Logs
from tuowang.store.table import Table

JOURNAL_STREAM = 0

INVITED = "invited"
"""We made a code; nobody has used it yet."""
JOINED = "joined"
"""Both keys are known; people have not yet compared the words."""
TRUSTED = "trusted"
CLOSED = "closed"
NEVER = 2**62


class LinkRow(msgspec.Struct, frozen=True):
    """One link. Positions of the logs themselves are read from the logs.

    `epoch` is ours, `peer_epoch` the one in which we last accepted something. `sent_n` is how
    far we have sent on a live carrier, `acked_n` how far the partner has said it holds.
    `owes` means that the partner does not yet know what we hold. While `healing`, nothing new
    leaves and nothing that comes is understood until the partner has shown us our own log
    (`heal_echoed`) and we hold again what we had heard (`heal_needs_n`); both logs are sure up to
    `heal_out_n` and `heal_in_n`.
    `forked_epoch` is the epoch (plus one; 0 is none) in which the partner contradicted itself.
    """

    number: int
    partner: str
    status: str
    link_id: bytes
    tag_secret: bytes
    inviter: bool
    own_name: str = ""
    peer_name: str = ""
    peer_sign: bytes = b""
    peer_box: bytes = b""
    epoch: int = 0
    peer_epoch: int = 0
    sent_n: int = 0
    acked_n: int = 0
    owes: bool = False
    wants: bool = False
    healing: bool = False
    heal_nonce: bytes = b""
    heal_echoed: bool = False
    heal_changed: bool = False
    heal_out_n: int = 0
    heal_in_n: int = 0
    heal_needs_n: int = 0
    echo_nonce: bytes = b""
    echo_from: int = 0
    forked_epoch: int = 0
    greeted: bool = False
    live: bool = False
    resend_at: int = NEVER
    resend_count: int = 0
    heard_at: int = 0
    address: str = ""
    beat_at: int = 0
    silent: bool = False

    @property
    def out_stream(self) -> int:
        """The stream of what we say."""
        return 2 * self.number

    @property
    def in_stream(self) -> int:
        """The stream of what we hear."""
        return 2 * self.number + 1

    @property
    def peer(self) -> PublicKeys:
        """The partner's keys; empty while nobody has joined."""
        return PublicKeys(self.peer_sign, self.peer_box)


class SealRow(msgspec.Struct, frozen=True):
    """A partner's seal that we accepted: its receipt for ours, and our proof of its words."""

    stream: int
    n: int
    epoch: int
    seal: bytes


class ForkRow(msgspec.Struct, frozen=True):
    """Two seals of one partner that contradict each other. Kept for ever, shown to people."""

    stream: int
    n: int
    epoch: int
    seal: bytes
    other_seal: bytes
    at: int


LINKS = Table(
    "links", LinkRow, ("number",), (("partner",), ("resend_at",), ("live", "owes"), ("beat_at",))
)
SEALS = Table("seals", SealRow, ("stream", "n", "epoch"))
FORKS = Table("forks", ForkRow, ("stream", "epoch", "n"))
LINK_TABLES = (LINKS, SEALS, FORKS)


def mine(logs: Logs, link: LinkRow) -> Position:
    """Where our log ends."""
    return _position(link.epoch, logs.head(link.out_stream))


def theirs(logs: Logs, link: LinkRow) -> Position:
    """How much of the partner's log we hold."""
    return _position(link.peer_epoch, logs.head(link.in_stream))


def _position(epoch: int, head: Head) -> Position:
    return Position(epoch, head.n, head.hash)


def link_identity(inviter_sign: bytes, code_secret: bytes) -> tuple[bytes, bytes]:
    """A link's id and tag secret, from the inviter's key and the secret in its code."""
    return (
        sha256(b"tuowang link 1" + inviter_sign + code_secret).digest(),
        sha256(b"tuowang tag 1" + inviter_sign + code_secret).digest(),
    )
