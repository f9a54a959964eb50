"""Exact bytes: deterministic msgpack, and the check that makes a body understood.

Rules: maps have text keys in sorted order; integers fit 64 bits; no floats. A body is understood
only if encoding what was decoded gives the same bytes, because decoders also accept duplicate
keys and longer-than-needed integers, and two readings of one signature must not exist.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from tuowang.errors import Refused

MAXIMUM_BODY_BYTES = 1 << 20
MAXIMUM_DEPTH = 16

T = TypeVar("T")

_SIMPLE = frozenset((type(None), bool, int, str, bytes))
_TEXT = frozenset((str,))
_encoder = msgspec.msgpack.Encoder(order="sorted")
_decoder = msgspec.msgpack.Decoder()


def encode(value: object) -> bytes:
    """The one encoding of `value`: msgpack with sorted keys."""
    return _encoder.encode(value)


def decode(data: bytes) -> Any:
    """The plain value of canonical bytes; `Refused` where they are not canonical."""
    if len(data) > MAXIMUM_BODY_BYTES:
        raise Refused("body-too-large", size=len(data))
    try:
        value = _decoder.decode(data)
        if _encoder.encode(value) != data:
            raise Refused("body-not-canonical")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, TypeError) as no:
        raise Refused("body-not-readable") from no
    if not _plain(value, MAXIMUM_DEPTH):
        raise Refused("body-not-plain")
    return value


def convert(value: object, type_: type[T]) -> T:
    """`value`, checked strictly, as a `type_`; `Refused` where a field is wrong or unknown."""
    try:
        return msgspec.convert(value, type_, strict=True)
    except (msgspec.ValidationError, RecursionError) as no:
        raise Refused("body-not-understood", why=str(no)[:200]) from no


def _plain(value: object, depth: int) -> bool:
    """Whether a value has only plain parts, at most `depth` levels of them."""
    if type(value) in _SIMPLE:
        return True
    if depth == 0:
        return False
    if isinstance(value, dict):
        if not set(map(type, value)) <= _TEXT:
            return False
        parts = list(value.values())
    elif isinstance(value, list):
        parts = value
    else:
        return False
    # Every entry passes here: sets of types are compared, and only what is nested is looked into.
    if set(map(type, parts)) <= _SIMPLE:
        return True
    return all(_plain(part, depth - 1) for part in parts if type(part) not in _SIMPLE)
