"""What comes in: admit what continues the partner's log, believe its receipt, heal.

The rules, one a row of the table of accidents::

    duplicate, replay     range <= n and the hash matches: nothing happens
    reorder, loss         start > n + 1: dropped; we ask for the rest above what we hold
    contradiction         the partner's seal does not continue what we hold: keep both seals,
                          stop that direction until the partner starts a new epoch on our branch
    un-publishing         a new epoch that does not continue what we hold: refused
    its receipt is ahead  it holds something of ours that we do not: we were restored; heal
    its receipt fell back believed only with a new epoch (it was restored); then we send again
    it asks for our log   answered from where it says, always harmless

Healing: nothing new leaves, nothing new is taken; the partner is asked, with a nonce, for our own
log as it holds it. Our own signature proves the answer. We adopt it, put what it does not hold
behind it as new entries with their old ids, and begin the next epoch. An old bundle cannot
complete a healing, because it does not know the nonce. No rule reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from tuowang.errors import Refused
from tuowang.link.bundle import Echo, Message
from tuowang.link.state import (
    CLOSED,
    FORKS,
    INVITED,
    JOINED,
    NEVER,
    SEALS,
    TRUSTED,
    ForkRow,
    LinkRow,
    SealRow,
    theirs,
)
from tuowang.record.chain import Head, hashes
from tuowang.record.codec import decode
from tuowang.record.keys import Keys, PublicKeys
from tuowang.record.seal import Position, Seal, pack_seal, seal_holds, unpack_seal
from tuowang.store.store import NewRow, Store

MAXIMUM_EPOCH = 2**31
_replace = msgspec.structs.replace


@dataclass
class Admission:
    """What a bundle changed.

    `heard` are the partner's new entries, to be appended and understood; `adopted` are our own,
    given back by the partner, already in the log; `rewritten` means that entries of ours were
    taken out of the log and stand behind the adopted ones again, so tables must be folded anew.
    """

    link: LinkRow
    heard: list[NewRow] = field(default_factory=list)
    adopted: list[NewRow] = field(default_factory=list)
    rewritten: bool = False
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def change(self, **fields: Any) -> None:
        """Replace fields of the link."""
        self.link = _replace(self.link, **fields)

    def note(self, code: str, **details: Any) -> None:
        """Something that a person should know."""
        self.notes.append((code, details))


def admit(
    store: Store, keys: Keys, link: LinkRow, message: Message, now: int, chance: bytes
) -> Admission:
    """Take in one bundle for a link. `Refused` where it is not its partner's at all."""
    if link.status == CLOSED:
        raise Refused("link-closed", partner=link.partner)
    link = _greet(link, message)
    seal = unpack_seal(message.seal)
    if seal is None or seal.mine.epoch >= MAXIMUM_EPOCH:
        raise Refused("seal-unreadable")
    if not seal_holds(link.peer_sign, link.link_id, seal):
        raise Refused("seal-forged", partner=link.partner)
    if message.start < 1 or message.start + len(message.entries) != seal.mine.n + 1:
        raise Refused("range-wrong", partner=link.partner)
    admission = Admission(_replace(link, heard_at=now, resend_count=0))
    wanted = message.echo_wanted
    if wanted is not None:
        admission.change(echo_nonce=wanted.nonce, echo_from=wanted.after, owes=True)
    elif link.echo_nonce:
        admission.change(echo_nonce=b"")
    if message.resend_after is not None and message.resend_after < admission.link.sent_n:
        admission.change(sent_n=message.resend_after)
    _heal(store, keys, admission, message.echo, seal)
    raised = _take(store, admission, message, seal, now)
    _believe(store, admission, seal, raised, chance)
    return admission


def _greet(link: LinkRow, message: Message) -> LinkRow:
    """Learn the keys of whoever used our code first; they never change afterwards."""
    if message.hello is None:
        if link.status == INVITED:
            raise Refused("hello-missing")
        return link
    hello, name = PublicKeys(*message.hello[:2]), message.hello[2]
    if link.status == INVITED:
        if len(hello.sign) != 32 or len(hello.box) != 32:
            raise Refused("hello-unreadable")
        return _replace(
            link,
            status=JOINED,
            peer_sign=hello.sign,
            peer_box=hello.box,
            peer_name=name,
            greeted=True,
            owes=True,
        )
    if hello != link.peer:
        raise Refused("code-used-already", partner=link.partner)
    return link


def _take(store: Store, admission: Admission, message: Message, seal: Seal, now: int) -> bool:
    """Take the partner's new entries; whether it began a new epoch with them."""
    link, claimed = admission.link, seal.mine
    held = theirs(store, link)
    if claimed.epoch < held.epoch:
        return False
    if claimed.n <= held.n:
        return _take_known(store, admission, seal, held, now)
    if link.heal_nonce or link.status != TRUSTED:
        admission.change(wants=True)
        return False
    if message.start > held.n + 1:
        admission.change(wants=True, owes=True)
        return False
    new = message.entries[held.n + 1 - message.start :]
    chain = hashes(held.head, new)
    if chain[-1] != claimed.hash:
        _contradicted(store, admission, seal, held, now)
        return False
    if link.forked_epoch == claimed.epoch + 1:
        admission.change(owes=True)
        return False
    admission.heard = [
        NewRow(link.in_stream, held.n + i, hash_, body)
        for i, (hash_, body) in enumerate(zip(chain, new, strict=True), 1)
    ]
    _accept(store, admission, seal)
    admission.change(owes=True)
    return claimed.epoch > held.epoch


def _take_known(store: Store, admission: Admission, seal: Seal, held: Position, now: int) -> bool:
    """A range that we hold already: a duplicate, a new epoch's first words, or a contradiction."""
    claimed = seal.mine
    if store.hash_at(admission.link.in_stream, claimed.n) != claimed.hash:
        _contradicted(store, admission, seal, held, now)
        return False
    if claimed.n < held.n:
        admission.change(owes=True)  # it may have been restored, and should hear what we hold
        return False
    if claimed.epoch > held.epoch:
        _accept(store, admission, seal)
        admission.change(owes=True)
        return True
    return False


def _accept(store: Store, admission: Admission, seal: Seal) -> None:
    claimed = seal.mine
    store.put(SEALS, SealRow(admission.link.in_stream, claimed.n, claimed.epoch, pack_seal(seal)))
    forked = admission.link.forked_epoch
    admission.change(
        peer_epoch=claimed.epoch, forked_epoch=0 if claimed.epoch + 1 > forked else forked
    )


def _contradicted(store: Store, admission: Admission, seal: Seal, held: Position, now: int) -> None:
    """The partner's seal does not continue what it said before: never overwrite, keep the proof."""
    link, claimed = admission.link, seal.mine
    admission.change(owes=True)
    if claimed.epoch > held.epoch:
        admission.note("unpublishing-refused", partner=link.partner, epoch=claimed.epoch)
        return
    if store.get(FORKS, link.in_stream, claimed.epoch, claimed.n) is None:
        later = store.scan(SEALS, link.in_stream, after=(link.in_stream, claimed.n - 1, 2**62))
        other = next((row.seal for row in later), b"")
        row = ForkRow(link.in_stream, claimed.n, claimed.epoch, pack_seal(seal), other, now)
        store.put(FORKS, row)
        admission.note("partner-contradicts-itself", partner=link.partner, number=claimed.n)
    admission.change(forked_epoch=claimed.epoch + 1)


def _believe(store: Store, admission: Admission, seal: Seal, raised: bool, chance: bytes) -> None:
    """Read the seal as a receipt for what we said."""
    link, receipt = admission.link, seal.yours
    if seal.mine.epoch < link.peer_epoch:
        return
    ahead = receipt.epoch > link.epoch  # we were in that epoch once, and do not remember it
    if ahead or store.hash_at(link.out_stream, receipt.n) != receipt.hash:
        if not link.heal_nonce:
            begin_healing(admission, chance)
        return
    if not link.greeted:
        admission.change(greeted=True)
    if raised or receipt.n > link.acked_n:
        admission.change(acked_n=receipt.n)
    if (raised and receipt.n < link.sent_n) or receipt.n > link.sent_n:
        admission.change(sent_n=receipt.n)
    if admission.link.acked_n >= admission.link.sent_n and not admission.link.heal_nonce:
        admission.change(resend_at=NEVER)


def begin_healing(admission: Admission, chance: bytes) -> None:
    """The partner holds something of ours that we do not (or might): ask it to show us."""
    admission.change(heal_nonce=chance[:8], owes=True)
    admission.note("healing-begun", partner=admission.link.partner)


def _heal(store: Store, keys: Keys, admission: Admission, echo: Echo | None, seal: Seal) -> None:
    """Adopt our own log as the partner shows it, if the answer is fresh and truly ours."""
    link = admission.link
    if echo is None or not link.heal_nonce or echo.nonce != link.heal_nonce:
        return
    if echo.entries and not _adopt(store, keys, admission, echo):
        admission.note("echo-false", partner=link.partner)
        return
    link, receipt = admission.link, seal.yours
    if store.hash_at(link.out_stream, receipt.n) != receipt.hash:
        if echo.entries:  # a long log comes back in several portions: ask for the next one
            admission.change(acked_n=echo.start + len(echo.entries) - 1, owes=True)
        return
    admission.change(
        heal_nonce=b"",
        epoch=max(link.epoch, receipt.epoch) + 1,
        acked_n=receipt.n,
        sent_n=receipt.n,
        owes=True,
        wants=True,
    )
    admission.note("healed", partner=link.partner, adopted=len(admission.adopted))


def _adopt(store: Store, keys: Keys, admission: Admission, echo: Echo) -> bool:
    """Check the echo against our own signature and take it as our log; False where it is false."""
    link = admission.link
    base = store.hash_at(link.out_stream, echo.start - 1)
    seal = unpack_seal(echo.seal)
    if base is None or seal is None or not seal_holds(keys.public.sign, link.link_id, seal):
        return False
    chain = hashes(Head(echo.start - 1, base), echo.entries)
    if seal.mine.n != echo.start + len(echo.entries) - 1 or seal.mine.hash != chain[-1]:
        return False
    same = 0
    while same < len(chain) and store.hash_at(link.out_stream, echo.start + same) == chain[same]:
        same += 1
    if same == len(chain):
        return True
    orphans = store.cut(link.out_stream, echo.start + same - 1)
    adopted = [
        NewRow(link.out_stream, echo.start + i, chain[i], echo.entries[i])
        for i in range(same, len(chain))
    ]
    store.append(adopted)
    admission.adopted = adopted
    admission.change(epoch=max(link.epoch, seal.mine.epoch))
    if orphans:
        admission.rewritten = True
        _put_behind(store, admission, orphans)
    return True


def _put_behind(store: Store, admission: Admission, orphans: list[bytes]) -> None:
    """Our entries that the partner never held, again, behind those that it holds."""
    known = {decode(row.body)["id"] for row in admission.adopted}
    again = [body for body in orphans if decode(body)["id"] not in known]
    head = store.head(admission.link.out_stream)
    rows = [
        NewRow(admission.link.out_stream, head.n + i, hash_, body)
        for i, (hash_, body) in enumerate(zip(hashes(head, again), again, strict=True), 1)
    ]
    store.append(rows)
    admission.note("entries-said-again", partner=admission.link.partner, count=len(rows))
