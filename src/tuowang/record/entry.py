"""The entry: one statement, as exact bytes, with its own id and kind inside.

Body: canonical msgpack of {"id": 16 bytes, "kind": text, "at": milliseconds, "says": map}.
`at` is the author's claim of the time; no rule reads it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tuowang.errors import Refused
from tuowang.record.codec import convert, decode, encode

ID_BYTES = 16


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One statement. Bodies are immutable; `says` holds plain values only."""

    id: bytes
    kind: str
    at: int
    says: dict[str, Any]


def write_entry(id_: bytes, kind: str, at: int, says: object) -> bytes:
    """The exact bytes of a new entry. `says` is a record struct or a plain map."""
    assert len(id_) == ID_BYTES
    return encode({"id": id_, "kind": kind, "at": at, "says": says})


def read_entry(body: bytes) -> Entry:
    """The entry in `body`; `Refused` where it is not canonical or not an entry."""
    entry = convert(decode(body), Entry)
    if (
        len(entry.id) != ID_BYTES
        or not 1 <= len(entry.kind) <= 64
        or not -(2**53) < entry.at < 2**53
    ):
        raise Refused("body-not-understood", why="id, kind or at")
    return entry
