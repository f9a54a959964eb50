"""What every carrier is, and what its users may count on.

The rules, for all carriers:

- A bundle is opaque: 1 byte to `MAXIMUM_BUNDLE_BYTES`. It arrives whole and unchanged or not at
  all; a carrier may still lose, double, reorder or delay it. The link heals all four.
- At least once: what `poll` gave and nobody said `done` to is given again.
- `put` returns when the bytes lie safely with the carrier, not when the partner holds them.
- A newer `put` under a label may take the place of the older one.
- What is oversized, empty or unreadable is never given; it is counted in `skipped`.

Three ways to fail::

    Mistake       our own user must do something: a missing folder, a full disk, a bad address
    CarrierDown   nobody did anything wrong: try later
    skipped       what a stranger left there; the rest goes on
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tuowang.errors import Mistake

MAXIMUM_BUNDLE_BYTES = 8 * 1024 * 1024
MAXIMUM_STREAM_BYTES = 32 * 1024 * 1024
MAXIMUM_STREAM_BUNDLES = 1024

_LENGTH = struct.Struct(">I")


class CarrierDown(Exception):
    """The carrier cannot move bytes now; the same call may well work later.

    `code` names the text to show; `details` fill its placeholders.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({shown})" if shown else self.code


@dataclass(frozen=True)
class Taken:
    """One bundle that lies with the carrier; `name` is the carrier's own word for it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Skipped:
    """One thing that was passed over, and why; `name` is printable whatever it came from."""

    name: str
    reason_code: str


@runtime_checkable
class Carrier(Protocol):
    """Moves opaque bundles between two connectors."""

    name: str
    skipped: list[Skipped]
    """What the last `poll` passed over."""

    def put(self, label: str, data: bytes) -> None:
        """Send one bundle. `label` (20 lower-case hex digits) names its direction on the link.

        Mistake: bundle-empty, bundle-too-large, or the carrier's own. CarrierDown: try later.
        """

    def poll(self) -> Iterable[Taken]:
        """Give, one at a time, what lies there now, and set `skipped` anew."""

    def done(self, taken: Taken) -> None:
        """The host has committed `taken`, so the carrier may remove it. Twice does no harm."""


def check_bundle(data: bytes) -> None:
    """Refuse what no carrier can move. Mistake: bundle-empty, bundle-too-large."""
    if not data:
        raise Mistake("bundle-empty")
    if len(data) > MAXIMUM_BUNDLE_BYTES:
        raise Mistake("bundle-too-large", bytes=len(data), maximum_bytes=MAXIMUM_BUNDLE_BYTES)


def framed(bundles: Sequence[bytes]) -> bytes:
    """Several bundles as one stream: each a 4-byte big-endian length, then its bytes.

    Only the first ones that fit into `MAXIMUM_STREAM_BYTES` and `MAXIMUM_STREAM_BUNDLES` go in:
    the rest is lost as on any carrier, and pulled by the link's next acknowledgement.
    """
    stream = bytearray()
    for data in bundles[:MAXIMUM_STREAM_BUNDLES]:
        assert 0 < len(data) <= MAXIMUM_BUNDLE_BYTES, "a bundle was made that no carrier can move"
        if len(stream) + _LENGTH.size + len(data) > MAXIMUM_STREAM_BYTES:
            break
        stream += _LENGTH.pack(len(data)) + data
    return bytes(stream)


class FrameReader:
    """Takes a stream of `framed` bundles apart, piece by piece, whatever it claims of itself.

    Memory is bounded by the bytes that really came, never by a declared length: a frame that
    declares too much is passed over without being kept.
    """

    def __init__(self) -> None:
        self.bundles: list[bytes] = []
        self.skipped: list[Skipped] = []
        self._kept = bytearray()  # the length, then the bytes, of the frame under way
        self._wanted = _LENGTH.size
        self._in_body = False
        self._passing_over = 0
        self._bytes = 0
        self._frames = 0

    def feed(self, piece: bytes) -> bool:
        """Take the next piece of the stream; false when the stream has grown beyond all bounds."""
        self._bytes += len(piece)
        if self._bytes > MAXIMUM_STREAM_BYTES:
            return self._stop("stream-too-long")
        rest = memoryview(piece)
        while rest:
            rest = self._passed_over(rest) if self._passing_over else self._kept_from(rest)
            if self._frames > MAXIMUM_STREAM_BUNDLES:
                return self._stop("too-many-bundles")
        return True

    def end(self) -> None:
        """The stream is over; what is half there is counted as cut off."""
        if self._kept or self._in_body or self._passing_over:
            self._skip("cut-off")

    def _passed_over(self, rest: memoryview) -> memoryview:
        count = min(self._passing_over, len(rest))
        self._passing_over -= count
        return rest[count:]

    def _kept_from(self, rest: memoryview) -> memoryview:
        count = min(self._wanted - len(self._kept), len(rest))
        self._kept += rest[:count]
        if len(self._kept) == self._wanted:
            whole, self._kept = bytes(self._kept), bytearray()
            if self._in_body:
                self.bundles.append(whole)
                self._expect(_LENGTH.size, in_body=False)
            else:
                self._begin(_LENGTH.unpack(whole)[0])
        return rest[count:]

    def _begin(self, declared_bytes: int) -> None:
        self._frames += 1
        if declared_bytes == 0:
            self._skip("empty")
        elif declared_bytes > MAXIMUM_BUNDLE_BYTES:
            self._skip("too-large")
            self._passing_over = declared_bytes
        else:
            self._expect(declared_bytes, in_body=True)

    def _expect(self, wanted: int, *, in_body: bool) -> None:
        self._wanted, self._in_body = wanted, in_body

    def _skip(self, reason_code: str) -> None:
        self.skipped.append(Skipped(f"frame-{self._frames}", reason_code))

    def _stop(self, reason_code: str) -> bool:
        self._skip(reason_code)
        self._kept, self._passing_over = bytearray(), 0
        self._expect(_LENGTH.size, in_body=False)
        return False
