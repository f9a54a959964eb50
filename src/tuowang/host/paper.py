"""A bundle on paper: a few QR codes that can be printed, photographed, read aloud if need be.

    TWQ1/<8 hex digits>/<page>/<pages>/<base 32, RFC 4648, without padding>

The hex digits begin the SHA-256 of the whole bundle, so pages of two bundles are never mixed.
Every character is one of QR's alphanumeric mode, which takes the least room.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from binascii import Error
from hashlib import sha256

from tuowang.errors import Mistake

PAGE_BYTES = 400
MOST_PAGES = 60
_PAGE = re.compile(r"TWQ1/([0-9A-F]{8})/(\d{1,2})/(\d{1,2})/([A-Z2-7]{1,1000})")


def on_paper(data: bytes) -> list[str]:
    """What each QR code holds, in order. Mistake: paper-too-much."""
    parts = [data[at : at + PAGE_BYTES] for at in range(0, len(data), PAGE_BYTES)]
    if len(parts) > MOST_PAGES:
        raise Mistake("paper-too-much", pages=len(parts), most=MOST_PAGES)
    mark = sha256(data).hexdigest()[:8].upper()
    return [
        f"TWQ1/{mark}/{number}/{len(parts)}/{b32encode(part).decode().rstrip('=')}"
        for number, part in enumerate(parts, start=1)
    ]


def off_paper(text: str) -> bytes:
    """The bundle on these pages, one a line, in any order, also doubled.

    Mistake: paper-unreadable, paper-mixed, paper-missing, paper-wrong.
    """
    found: dict[int, bytes] = {}
    marks: set[tuple[str, int]] = set()
    for number, line in enumerate(text.upper().split(), start=1):
        page = _PAGE.fullmatch(line)
        if page is None:
            raise Mistake("paper-unreadable", line=number)
        marks.add((page[1], int(page[3])))
        found[int(page[2])] = _decoded(page[4], number)
    if len(marks) != 1:
        raise Mistake("paper-mixed" if marks else "paper-none")
    ((mark, pages),) = marks
    if missing := sorted(set(range(1, pages + 1)) - found.keys()):
        raise Mistake("paper-missing", pages=missing, of=pages)
    data = b"".join(found[number] for number in range(1, pages + 1))
    if sha256(data).hexdigest()[:8].upper() != mark:
        raise Mistake("paper-wrong")
    return data


def _decoded(text: str, line: int) -> bytes:
    try:
        return b32decode(text + "=" * (-len(text) % 8))
    except (Error, ValueError):
        raise Mistake("paper-unreadable", line=line) from None
