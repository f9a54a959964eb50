"""What an agent keeps between steps: named values, each encoded by itself.

The host stores them as bytes and hands them back; only what changed is written again. So a
restart in mid-exchange goes on with the very same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

_ARRAY = 1
GONE = b""
"""The value of a name that is no more."""


def _encode_array(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        kind = "i8" if value.dtype.kind in "iub" else "f8"
        head = msgspec.msgpack.encode((kind, value.shape))
        return msgspec.msgpack.Ext(_ARRAY, bytes([len(head)]) + head + value.astype(kind).tobytes())
    raise NotImplementedError(type(value))


def _decode_array(code: int, data: memoryview) -> Any:
    assert code == _ARRAY
    size = data[0]
    kind, shape = msgspec.msgpack.decode(data[1 : size + 1])
    return np.frombuffer(data[size + 1 :], dtype=kind).reshape(shape).copy()


_encoder = msgspec.msgpack.Encoder(enc_hook=_encode_array, order="sorted")
_decoder = msgspec.msgpack.Decoder(ext_hook=_decode_array)


class Memory:
    """Named values over stored bytes. Values: numbers, text, lists, maps, arrays."""

    def __init__(self, stored: Mapping[str, bytes]) -> None:
        self._stored = stored
        self._values: dict[str, Any] = {}
        self._put: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """A value, or the default where there is none."""
        if name not in self._values:
            data = self._stored.get(name, GONE)
            self._values[name] = _decoder.decode(data) if data else None
        value = self._values[name]
        return default if value is None else value

    def put(self, name: str, value: Any) -> None:
        """Set a value; None takes it out."""
        self._values[name] = value
        self._put.add(name)

    def names(self, prefix: str) -> Iterator[str]:
        """The names that begin with a prefix, in order."""
        names = set(self._stored) | self._put
        for name in sorted(name for name in names if name.startswith(prefix)):
            if self.get(name) is not None:
                yield name

    def changes(self) -> dict[str, bytes]:
        """What has to be stored anew: name -> bytes, `GONE` where it is no more."""
        changed = {}
        for name in sorted(self._put):
            value = self._values[name]
            data = GONE if value is None else _encoder.encode(value)
            if data != self._stored.get(name, GONE):
                changed[name] = data
        return changed
