"""How wide letters are in a terminal: Chinese ones take two columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_PIECES = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+")
_NOT_FIRST = "，。；：、）”！？》"


def width(shown: str) -> int:
    """How many columns a text takes in a terminal: Chinese letters take two."""
    return sum(_letter_width(letter) for letter in shown)


def _letter_width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def aligned(
    headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> Iterator[str]:
    """Lines of columns two spaces apart; nothing is cut."""
    lines = [headings, *rows]
    widths = [max(width(line[at]) for line in lines) for at in range(len(headings))]
    for line in lines:
        parts = []
        for shown, wide, to_right in zip(line, widths, right, strict=True):
            gap = " " * (wide - width(shown))
            parts.append(gap + shown if to_right else shown + gap)
        yield "  ".join(parts).rstrip()


def wrapped(text: str, room: int) -> Iterator[str]:
    """A text in lines of at most `room` columns, broken at spaces and between Chinese letters."""
    line = ""
    for piece in _PIECES.findall(text):
        if line and width(line + piece) > room and piece not in _NOT_FIRST:
            yield line.rstrip()
            line = ""
        if line or not piece.isspace():
            line += piece
    if line.strip():
        yield line.rstrip()
