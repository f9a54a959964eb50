"""What the reading process says to the one that asked it: frames of msgpack behind a length.

The frames of a book come as: `Ready`, `Opened`, then per sheet `SheetOpened` and its `Rows`,
then `Ended`. A stream that does not end with `Ended` or `Failed` was cut off.
"""

from __future__ import annotations

from typing import IO, Any

import msgspec

MAXIMUM_FRAME_BYTES = 1 << 28
ROWS_A_FRAME = 500
_STAMP = 1


class Ready(msgspec.Struct, tag="ready", array_like=True):
    """The process has started; what goes wrong from here on is the book's fault."""


class Opened(msgspec.Struct, tag="opened", array_like=True):
    """The book could be opened; the names of its sheets that have no meaning here."""

    unknown_sheets: list[str]


class Marks(msgspec.Struct, array_like=True):
    """What calamine does not say of a sheet. Places are (row, column) from 0."""

    formulas: int = 0
    first_formula: tuple[int, int] = (0, 0)
    without_value: list[tuple[int, int]] = []
    wrong_values: list[tuple[int, int]] = []
    merged: list[tuple[int, int, int, int]] = []


class SheetOpened(msgspec.Struct, tag="sheet", array_like=True):
    """A sheet follows: its name, the key of its meaning, its first column."""

    name: str
    key: str
    first_column: int
    marks: Marks


class Rows(msgspec.Struct, tag="rows", array_like=True):
    """Rows that are not empty, each with its number (from 0); less than ROWS_A_FRAME: the last."""

    rows: list[tuple[int, list[Any]]]


class Failed(msgspec.Struct, tag="failed", array_like=True):
    """The book cannot be read: the code of a mistake."""

    code: str
    sheet: str = ""


class Ended(msgspec.Struct, tag="ended", array_like=True):
    """The whole book was read."""


Frame = Ready | Opened | SheetOpened | Rows | Failed | Ended


def stamp(kind: str, text: str) -> msgspec.msgpack.Ext:
    """A date or a duration, told apart from a text."""
    return msgspec.msgpack.Ext(_STAMP, f"{kind} {text}".encode())


def unstamp(code: int, data: memoryview) -> tuple[str, str]:
    """The kind and the text of a stamp."""
    assert code == _STAMP
    kind, text = bytes(data).decode().split(" ", 1)
    return kind, text


def write_frame(stream: IO[bytes], frame: Frame) -> None:
    """One frame behind its length."""
    body = msgspec.msgpack.encode(frame)
    stream.write(len(body).to_bytes(4, "big") + body)


def read_frame(stream: IO[bytes], decoder: msgspec.msgpack.Decoder[Frame]) -> Frame | None:
    """The next frame; None where the stream is cut off or no frame."""
    size = int.from_bytes(stream.read(4), "big")
    if not 0 < size <= MAXIMUM_FRAME_BYTES:
        return None
    body = stream.read(size)
    try:
        return decoder.decode(body) if len(body) == size else None
    except (msgspec.DecodeError, ValueError):
        return None
