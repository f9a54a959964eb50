"""Healing: the partner holds something of ours that we do not, because an older disk came back.

Nothing new leaves while a link heals. The partner is asked, with a nonce, for our own log as it
holds it; our own signatures prove the answer, and an old bundle cannot know the nonce. What we
had heard and lost comes again by itself. Then, in one transaction,

1. our log is what the partner holds of it; what it never held stands behind, as new entries with
   their old ids (those that it does hold are not said twice);
2. both logs are put into the order in which they were lived: each of our seals says what we had
   heard when we made it, so an answer never stands before its question;
3. the next epoch begins, and tables are folded anew.

Reactions to what was heard before our last seal are in our own log already and are not repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from tuowang.errors import Refused
from tuowang.link.bundle import Echo, Message
from tuowang.link.state import SEALS, LinkRow, SealRow
from tuowang.record.chain import Head, hashes
from tuowang.record.entry import read_entry
from tuowang.record.keys import Keys
from tuowang.record.seal import Seal, seal_holds, unpack_seal
from tuowang.store.store import LogRow, Logs, NewRow, Store

_replace = msgspec.structs.replace
PAGE = 1000


@dataclass
class Admission:
    """What a bundle changed.

    `heard` are the partner's new entries, to be appended and understood. After a healing
    `logged` are entries that stand in the log and are to be understood, `fresh` those that the
    rebuilt tables know and that were not yet reacted to; `rebuild` asks for the tables anew.
    """

    link: LinkRow
    heard: list[NewRow] = field(default_factory=list)
    logged: list[LogRow] = field(default_factory=list)
    fresh: list[LogRow] = field(default_factory=list)
    rebuild: bool = False
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def change(self, **fields: Any) -> None:
        """Replace fields of the link."""
        self.link = _replace(self.link, **fields)

    def note(self, code: str, **details: Any) -> None:
        """Something that a person should know."""
        self.notes.append((code, details))


def healing_begun(logs: Logs, link: LinkRow, chance: bytes) -> LinkRow:
    """The link as it is once we doubt our own disk. A healing under way only asks again."""
    link = _replace(link, heal_nonce=chance[:8], heal_echoed=False, owes=True, wants=True)
    if link.healing:
        return link
    return _replace(
        link,
        healing=True,
        heal_out_n=link.acked_n,
        heal_in_n=logs.head(link.in_stream).n,
        heal_needs_n=0,
        heal_changed=False,
    )


def hear_echo(
    store: Store, keys: Keys, admission: Admission, echo: Echo | None, seal: Seal
) -> None:
    """Adopt our own log as the partner shows it, if the answer is fresh and truly ours."""
    link = admission.link
    if echo is None or not link.healing or echo.nonce != link.heal_nonce:
        return
    if echo.entries and not _adopt(store, keys, admission, echo):
        admission.note("echo-false", partner=link.partner)
        return
    receipt = seal.yours
    if store.hash_at(link.out_stream, receipt.n) == receipt.hash:
        admission.change(heal_echoed=True)
    elif echo.entries:  # a long log comes back in several portions: ask for the next one
        admission.change(acked_n=echo.start + len(echo.entries) - 1, owes=True)


def _adopt(store: Store, keys: Keys, admission: Admission, echo: Echo) -> bool:
    """Check an echo against our own signatures and take it as our log; False where it is false."""
    link = admission.link
    base = store.hash_at(link.out_stream, echo.start - 1)
    if base is None:
        return False
    chain = hashes(Head(echo.start - 1, base), echo.entries)
    seals = _own_seals(keys, link, echo, chain)
    if not seals:
        return False
    for seal, packed in seals:
        store.put(SEALS, SealRow(link.out_stream, seal.mine.n, seal.mine.epoch, packed))
        needs_n = max(admission.link.heal_needs_n, seal.yours.n)
        epoch = max(admission.link.epoch, seal.mine.epoch)
        admission.change(heal_needs_n=needs_n, epoch=epoch)
    same = 0
    while same < len(chain) and store.hash_at(link.out_stream, echo.start + same) == chain[same]:
        same += 1
    if same < len(chain):
        orphans = store.cut(link.out_stream, echo.start + same - 1)
        adopted = [
            NewRow(link.out_stream, echo.start + i, chain[i], echo.entries[i])
            for i in range(same, len(chain))
        ]
        store.append(adopted)
        _put_behind(store, admission, orphans, adopted)
        admission.change(heal_changed=True)
    return True


def _own_seals(
    keys: Keys, link: LinkRow, echo: Echo, chain: list[bytes]
) -> list[tuple[Seal, bytes]]:
    """Our own seals over an echo, the last of them over its end; [] where one is false."""
    found = []
    for packed in echo.seals:
        seal = unpack_seal(packed)
        if seal is None or not seal_holds(keys.public.sign, link.link_id, seal):
            return []
        place = seal.mine.n - echo.start
        if not 0 <= place < len(chain) or chain[place] != seal.mine.hash:
            return []
        found.append((seal, packed))
    ends = echo.start + len(echo.entries) - 1
    return found if any(seal.mine.n == ends for seal, _ in found) else []


def _put_behind(
    store: Store, admission: Admission, orphans: list[bytes], adopted: list[NewRow]
) -> None:
    """Our entries that the partner never held, again, behind those that it holds."""
    known = {_id_of(row.body) for row in adopted}
    again = [body for body in orphans if _id_of(body) not in known]
    if again:
        stream = admission.link.out_stream
        head = store.head(stream)
        chain = zip(hashes(head, again), again, strict=True)
        store.append(
            [NewRow(stream, head.n + i, hash_, body) for i, (hash_, body) in enumerate(chain, 1)]
        )
        admission.note("entries-said-again", partner=admission.link.partner, count=len(again))


def _id_of(body: bytes) -> bytes:
    """An entry's id; of one that is none, all of it. Our log is cut by now: nothing may raise."""
    try:
        return read_entry(body).id
    except Refused:
        return body


def finish_healing(store: Store, admission: Admission, message: Message, seal: Seal) -> None:
    """End the healing once our log is shown and what we had heard of the partner's is here."""
    link, receipt = admission.link, seal.yours
    if not link.healing or not link.heal_echoed:
        return
    if store.hash_at(link.out_stream, receipt.n) != receipt.hash:
        admission.change(heal_echoed=False, owes=True)
        return
    held = store.head(link.in_stream).n
    no_more = message.echo_wanted is None and seal.mine.n <= held
    if held < link.heal_needs_n and not no_more:
        admission.change(wants=True, owes=True)
        return
    if link.heal_changed:
        _order_as_lived(store, link, receipt.n)
        admission.rebuild = True
        react_above = max(link.heal_in_n, min(link.heal_needs_n, held))
        admission.fresh = list(_rows(store, link.in_stream, react_above))
    else:
        kept = list(_rows(store, link.in_stream, link.heal_in_n))
        if kept and store.last_arrival() - kept[0].arrival >= len(kept):
            admission.rebuild, admission.fresh = True, kept  # other entries were folded meanwhile
        else:
            admission.logged = kept
    admission.change(
        healing=False,
        heal_nonce=b"",
        heal_echoed=False,
        epoch=max(link.epoch, receipt.epoch) + 1,
        acked_n=receipt.n,
        sent_n=receipt.n,
        owes=True,
        wants=True,
    )
    admission.note("healed", partner=link.partner)


def _order_as_lived(store: Store, link: LinkRow, held_by_partner: int) -> None:
    """Give both logs, above where they were sure, arrivals in the order they were lived."""
    out = list(_rows(store, link.out_stream, link.heal_out_n))
    heard = list(_rows(store, link.in_stream, link.heal_in_n))
    after = (link.out_stream, link.heal_out_n, 2**62)
    seals = [unpack_seal(row.seal) for row in store.scan(SEALS, link.out_stream, after=after)]
    ordered: list[LogRow] = []
    spoken = listened = 0
    for seal in seals:
        if seal is None or seal.mine.n > held_by_partner:
            break
        while listened < len(heard) and heard[listened].n <= seal.yours.n:
            ordered.append(heard[listened])
            listened += 1
        while spoken < len(out) and out[spoken].n <= seal.mine.n:
            ordered.append(out[spoken])
            spoken += 1
    shown = sum(1 for row in out if row.n <= held_by_partner)
    ordered += out[spoken:shown] + heard[listened:] + out[max(spoken, shown) :]
    store.cut(link.out_stream, link.heal_out_n)
    store.cut(link.in_stream, link.heal_in_n)
    store.append([NewRow(row.stream, row.n, row.hash, row.body) for row in ordered])


def _rows(store: Logs, stream: int, after: int) -> list[LogRow]:
    rows: list[LogRow] = []
    while page := store.read(stream, after + len(rows), PAGE):
        rows += page
    return rows
