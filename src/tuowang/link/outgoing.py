"""What goes out: entries above the last sent or acknowledged, one seal, and what is asked for.

Live carriers send above the last *sent*, carried media above the last *acknowledged*; the format
is the same, and a duplicate is harmless. While a link heals, the seal stands at the last position
the partner is known to hold, because anything above may contradict what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

import msgspec

from tuowang.link.bundle import (
    MAXIMUM_ENTRIES,
    Echo,
    EchoWanted,
    Message,
    wrap,
)
from tuowang.link.state import CLOSED, INVITED, NEVER, SEALS, LinkRow, theirs
from tuowang.record.keys import Keys
from tuowang.record.seal import Position, make_seal, pack_seal
from tuowang.store.store import LogRow, Logs, Store

MOST_BYTES = 4 * 1024 * 1024
"""How much of a log one bundle carries, before compression."""
FIRST_RESEND_MILLISECONDS = 2_000
LAST_RESEND_MILLISECONDS = 600_000


class Sent(NamedTuple):
    """A bundle, and the link as it is once the bundle is on its way."""

    link: LinkRow
    data: bytes


def can_send(link: LinkRow) -> bool:
    """Whether the partner's keys are known and the link is open."""
    return link.status not in (INVITED, CLOSED)


def has_to_send(logs: Logs, link: LinkRow) -> bool:
    """Whether a live link has anything to say, besides repeating itself."""
    if not can_send(link):
        return False
    asks = link.owes or link.wants or link.echo_nonce != b""
    if link.healing:
        return asks
    return asks or logs.head(link.out_stream).n > link.sent_n


def live_bundle(store: Store, keys: Keys, link: LinkRow, now: int, chance: bytes) -> Sent:
    """The next bundle above the last sent."""
    data, end = _bundle(store, keys, link, link.sent_n, chance)
    link = msgspec.structs.replace(link, sent_n=max(end, link.sent_n))
    wait = min(FIRST_RESEND_MILLISECONDS << min(link.resend_count, 16), LAST_RESEND_MILLISECONDS)
    waiting = link.healing or link.sent_n > link.acked_n or link.wants
    waiting = waiting or not link.greeted
    link = msgspec.structs.replace(
        link, owes=False, wants=False, echo_nonce=b"", resend_at=now + wait if waiting else NEVER
    )
    return Sent(link, data)


def carried_bundles(
    store: Store, keys: Keys, link: LinkRow, chance: Iterator[bytes], most: int = 64
) -> Iterator[bytes]:
    """The bundles for a carried medium: everything the partner has not acknowledged.

    The link does not change: a medium may be lost, and the next one carries it all again.
    """
    start, head = min(link.acked_n, link.sent_n), store.head(link.out_stream).n
    for _ in range(most):
        data, start = _bundle(store, keys, link, start, next(chance))
        yield data
        if link.healing or start >= head:
            return
        link = msgspec.structs.replace(link, echo_nonce=b"")


def _bundle(
    store: Store, keys: Keys, link: LinkRow, after: int, chance: bytes
) -> tuple[bytes, int]:
    """One bundle, and the number up to which it carries our log."""
    echo = _echo(store, link) if link.echo_nonce else None
    if link.healing:
        after, rows = link.acked_n, []
    else:
        rows = _portion(store, link.out_stream, after, MOST_BYTES - _size(echo))
    end = rows[-1].n if rows else after
    hash_ = rows[-1].hash if rows else store.hash_at(link.out_stream, end)
    assert hash_ is not None
    seal = make_seal(keys, link.link_id, Position(link.epoch, end, hash_), theirs(store, link))
    message = Message(
        seal=pack_seal(seal),
        start=after + 1,
        entries=[row.body for row in rows],
        resend_after=store.head(link.in_stream).n if link.wants or link.healing else None,
        echo_wanted=EchoWanted(link.heal_nonce, link.acked_n) if link.healing else None,
        echo=echo,
        hello=None if link.greeted else (*keys.public, link.own_name),
    )
    return wrap(link, message, chance), end


def _size(echo: Echo | None) -> int:
    """What an echo takes of a bundle's room, so that both together are never refused as too large.

    A small one leaves room for at least one entry; a large one goes alone.
    """
    parts = () if echo is None else (*echo.entries, *echo.seals)
    return sum(map(len, parts))


def _portion(store: Logs, stream: int, after: int, most_bytes: int = MOST_BYTES) -> list[LogRow]:
    """Entries above `after`, as many as one bundle carries; none where it has no room left."""
    rows: list[LogRow] = []
    if most_bytes <= 0:
        return rows
    size = 0
    while len(rows) < MAXIMUM_ENTRIES:
        page = store.read(stream, after + len(rows), 512)
        for row in page:
            size += len(row.body)
            if rows and (size > most_bytes or len(rows) == MAXIMUM_ENTRIES):
                return rows
            rows.append(row)
        if len(page) < 512:
            break
    return rows


def _echo(store: Store, link: LinkRow) -> Echo:
    """The partner's own entries from `echo_from` on, with its seals, up to the last that fits."""
    held = store.head(link.in_stream).n
    nothing = Echo(link.echo_nonce, held + 1, [], [])
    if link.echo_from >= held:
        return nothing
    rows = _portion(store, link.in_stream, link.echo_from)
    after = (link.in_stream, link.echo_from, 2**62)
    seals = list(
        takewhile(lambda row: row.n <= rows[-1].n, store.scan(SEALS, link.in_stream, after=after))
    )
    if not seals:
        return nothing
    kept = [row.body for row in rows if row.n <= seals[-1].n]
    return Echo(link.echo_nonce, link.echo_from + 1, kept, [row.seal for row in seals])
