"""The chain: a log is a counter and a hash.

    leaf(body)   = SHA-256(0x00 | body)
    h_0          = 32 zero bytes
    h_n          = SHA-256(0x01 | h_{n-1} | n as 8 bytes | leaf_n)

A body may one day be pruned; its leaf stays. The prefix bytes keep leaves and links apart
(second-preimage separation as in RFC 6962, section 2.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

ZERO = bytes(32)


class Head(NamedTuple):
    """Where a log ends: the number of its last entry and the hash over all of them."""

    n: int
    hash: bytes


EMPTY = Head(0, ZERO)


def leaf(body: bytes) -> bytes:
    """The hash of one body, 32 bytes."""
    return sha256(b"\x00" + body).digest()


def extend(head: Head, body: bytes) -> Head:
    """The head after one more body."""
    n = head.n + 1
    return Head(n, sha256(b"\x01" + head.hash + n.to_bytes(8, "big") + leaf(body)).digest())


def hashes(head: Head, bodies: Iterable[bytes]) -> list[bytes]:
    """The chain's hash after each of `bodies`, which follow `head` in order."""
    n, current = head
    result = []
    for body in bodies:
        n += 1
        link = b"\x01" + current + n.to_bytes(8, "big") + sha256(b"\x00" + body).digest()
        current = sha256(link).digest()
        result.append(current)
    return result
