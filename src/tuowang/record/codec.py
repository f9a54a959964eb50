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
_encoder = msgspec.msgpack.Encoder(order="sorted")
_decoder = msgspec.msgpack.Decoder()


def encode(value: object) -> bytes:
    """The one encoding of `value`: msgpack with sorted keys."""
    return _encoder.encode(value)


def decode(data: bytes) -> Any:
    """The plain value of canonical bytes; `Refused` where they are not canonical."""
    value = canonical(data)
    if not is_plain(value):
        raise Refused("body-not-plain")
    return value


def canonical(data: bytes) -> Any:
    """The value of canonical bytes, not yet known to be plain in all its parts."""
    if len(data) > MAXIMUM_BODY_BYTES:
        raise Refused("body-too-large", size=len(data))
    try:
        value = _decoder.decode(data)
        if _encoder.encode(value) != data:
            raise Refused("body-not-canonical")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, TypeError) as no:
        raise Refused("body-not-readable") from no
    return value


def convert(value: object, type_: type[T]) -> T:
    """`value`, checked strictly, as a `type_`; `Refused` where a field is wrong or unknown."""
    try:
        return msgspec.convert(value, type_, strict=True)
    except (msgspec.ValidationError, RecursionError) as no:
        raise Refused("body-not-understood", why=str(no)[:200]) from no


def is_plain(value: object, depth: int = MAXIMUM_DEPTH) -> bool:
    """Whether a value has only plain parts, at most `depth` levels of them."""
    if type(value) in _SIMPLE:
        return True
    if depth == 0:
        return False
    if isinstance(value, dict):
        for key, part in value.items():  # plain loops: every entry passes here
            if type(key) is not str:
                return False
            if type(part) not in _SIMPLE and not is_plain(part, depth - 1):
                return False
        return True
    if not isinstance(value, list):
        return False
    for part in value:  # noqa: SIM110 - as above
        if type(part) not in _SIMPLE and not is_plain(part, depth - 1):
            return False
    return True
