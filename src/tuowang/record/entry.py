"""The entry: one statement, as exact bytes, with its own id and kind inside.

Body: canonical msgpack of {"id": 16 bytes, "kind": text, "at": milliseconds, "says": map}.
`at` is the author's claim of the time; no rule reads it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tuowang.errors import Refused
from tuowang.record.codec import canonical, encode, is_plain

ID_BYTES = 16
_FIELDS = {"id", "kind", "at", "says"}


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
    value = canonical(body)
    if type(value) is not dict or value.keys() != _FIELDS:
        raise Refused("body-not-understood", why="fields")
    id_, kind, at, says = value["id"], value["kind"], value["at"], value["says"]
    types = (type(id_), type(kind), type(at), type(says))
    if types != (bytes, str, int, dict) or len(id_) != ID_BYTES:
        raise Refused("body-not-understood", why="types")
    if not 1 <= len(kind) <= 64 or not -(2**53) < at < 2**53:
        raise Refused("body-not-understood", why="kind or at")
    if not is_plain(says):
        raise Refused("body-not-plain")
    return Entry(id_, kind, at, says)
