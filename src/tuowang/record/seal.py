"""The seal: one signature over both ends of a link, so that every seal is also a receipt.

    signed bytes = "tuowang seal 1" | algorithm | link id (32) | mine | yours
    mine, yours  = epoch (4) | n (8) | hash (32), big-endian

`mine` is where the author's log ends, `yours` what the author holds of the reader's. The link id
binds the audience; the algorithm byte leaves room for hybrid signatures (1 is Ed25519).
"""

from __future__ import annotations

from typing import NamedTuple

from tuowang.record.chain import EMPTY, Head
from tuowang.record.keys import Keys, verifies

ED25519 = 1
_DOMAIN = b"tuowang seal 1"
JOURNAL_ID = bytes(32)


class Position(NamedTuple):
    """A head within an epoch. A log begins a new epoch when its writer has healed."""

    epoch: int
    n: int
    hash: bytes

    @property
    def head(self) -> Head:
        """The position without its epoch."""
        return Head(self.n, self.hash)

    def packed(self) -> bytes:
        """44 bytes: epoch, n, hash."""
        return self.epoch.to_bytes(4, "big") + self.n.to_bytes(8, "big") + self.hash


START = Position(0, EMPTY.n, EMPTY.hash)


class Seal(NamedTuple):
    """What was signed, and the signature."""

    mine: Position
    yours: Position
    signature: bytes
    algorithm: int = ED25519


def make_seal(keys: Keys, link_id: bytes, mine: Position, yours: Position) -> Seal:
    """Sign where I stand and what I hold of yours."""
    return Seal(mine, yours, keys.sign(signed_bytes(link_id, mine, yours, ED25519)), ED25519)


def seal_holds(sign_key: bytes, link_id: bytes, seal: Seal) -> bool:
    """Whether the seal was made with `sign_key` for this link."""
    if seal.algorithm != ED25519:
        return False
    message = signed_bytes(link_id, seal.mine, seal.yours, seal.algorithm)
    return verifies(sign_key, seal.signature, message)


def signed_bytes(link_id: bytes, mine: Position, yours: Position, algorithm: int) -> bytes:
    """Exactly what the signature covers: 135 bytes."""
    return _DOMAIN + bytes((algorithm,)) + link_id + mine.packed() + yours.packed()


_SEAL_BYTES = 1 + 44 + 44 + 64


def pack_seal(seal: Seal) -> bytes:
    """153 bytes: algorithm, mine, yours, signature. The form stored and sent."""
    return bytes((seal.algorithm,)) + seal.mine.packed() + seal.yours.packed() + seal.signature


def unpack_seal(data: bytes) -> Seal | None:
    """The seal in `data`, or None where the length is wrong. Says nothing about its truth."""
    if len(data) != _SEAL_BYTES:
        return None
    return Seal(_position(data[1:45]), _position(data[45:89]), data[89:], data[0])


def _position(data: bytes) -> Position:
    return Position(int.from_bytes(data[:4], "big"), int.from_bytes(data[4:12], "big"), data[12:])
