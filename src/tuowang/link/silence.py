"""Silence: a partner that withholds its last words looks like one that has none.

Each bundle carries its author's head, so a live link that was at rest says where it stands at
least every `HEARTBEAT`, and a partner that was not heard of for several beats is told to people,
once. It is a notice by our own clock and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tuowang.link.state import LINKS, TRUSTED, LinkRow
from tuowang.store.store import View

DAY_MILLISECONDS = 86_400_000
HEARTBEAT_MILLISECONDS = 3 * DAY_MILLISECONDS
SILENT_LIVE_MILLISECONDS = 10 * DAY_MILLISECONDS
SILENT_CARRIED_MILLISECONDS = 21 * DAY_MILLISECONDS


def due_beats(view: View, now: int) -> Iterator[LinkRow]:
    """The links whose beat is due, and those whose next no beat explains (a clock set back)."""
    for link in view.find(LINKS, ("beat_at",)):
        if now < link.beat_at <= now + HEARTBEAT_MILLISECONDS:
            return
        yield link


def next_beat_at(view: View, now: int) -> int | None:
    """When the next beat is due, None where there is no link."""
    first = next(iter(view.find(LINKS, ("beat_at",))), None)
    return None if first is None else min(first.beat_at, now + HEARTBEAT_MILLISECONDS)


def beaten(link: LinkRow, now: int) -> LinkRow:
    """The link after its beat: a live one says where it stands; silence is marked.

    The first look at a new link (`beat_at` 0) only sets its next beat.
    """
    trusted = link.status == TRUSTED and link.beat_at > 0
    return replace(
        link,
        owes=link.owes or (trusted and link.live),
        silent=trusted and (link.silent or days_silent(link, now) > 0),
        beat_at=now + HEARTBEAT_MILLISECONDS,
    )


def days_silent(link: LinkRow, now: int) -> int:
    """For how many days the partner has been silent; 0 while that is nothing to speak of."""
    patience = SILENT_LIVE_MILLISECONDS if link.live else SILENT_CARRIED_MILLISECONDS
    silent = now - link.heard_at
    return silent // DAY_MILLISECONDS if link.heard_at and silent > patience else 0
