"""What comes in: admit what continues the partner's log, believe its receipt, heal.

The rules, one a row of the table of accidents::

    duplicate, replay     range <= n and the hash matches: nothing new; where it brought words or
                          a greeting, our receipt may be lost: it is given again
    reorder, loss         start > n + 1: dropped; we ask for the rest above what we hold
    contradiction         the partner's seal does not continue what we hold: keep both seals,
                          stop that direction until the partner starts a new epoch on our branch
    un-publishing         a new epoch that does not continue what we hold: refused
    its receipt is ahead  it holds something of ours that we do not: we were restored; heal
    its receipt fell back believed only with a new epoch (it was restored); then we send again
    it asks for our log   answered from where it says, always harmless

Healing itself is in `link.healing`. No rule reads a clock.
"""

from __future__ import annotations

from itertools import islice

import msgspec

from tuowang.errors import Refused
from tuowang.link.bundle import Message
from tuowang.link.healing import Admission, finish_healing, healing_begun, hear_echo
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
from tuowang.record.chain import hashes
from tuowang.record.keys import Keys, PublicKeys, can_be_keys
from tuowang.record.seal import Position, Seal, pack_seal, seal_holds, unpack_seal
from tuowang.store.store import NewRow, Store

MAXIMUM_EPOCH = 2**31
MAXIMUM_N = 2**62
MOST_FORKS = 100
"""So many proofs against one partner are kept; more of the same would only fill the disk."""
_replace = msgspec.structs.replace


def admit(
    store: Store, keys: Keys, link: LinkRow, message: Message, now: int, chance: bytes
) -> Admission:
    """Take in one bundle for a link. `Refused` where it is not its partner's at all."""
    if link.status == CLOSED:
        raise Refused("link-closed", partner=link.partner)
    link = _greet(link, message)
    seal = unpack_seal(message.seal)
    if seal is None or not (_possible(seal.mine) and _possible(seal.yours)):
        raise Refused("seal-unreadable")
    if not seal_holds(link.peer_sign, link.link_id, seal):
        raise Refused("seal-forged", partner=link.partner)
    if message.start < 1 or message.start + len(message.entries) != seal.mine.n + 1:
        raise Refused("range-wrong", partner=link.partner)
    admission = Admission(_replace(link, heard_at=now, silent=False, resend_count=0))
    wanted = message.echo_wanted
    if wanted is not None:
        admission.change(echo_nonce=wanted.nonce, echo_from=wanted.after, owes=True)
    elif link.echo_nonce:
        admission.change(echo_nonce=b"")
    if message.resend_after is not None and message.resend_after < admission.link.sent_n:
        admission.change(sent_n=message.resend_after, owes=True)
    hear_echo(store, keys, admission, message.echo, seal)
    raised = _take(store, admission, message, seal, now)
    _believe(store, admission, seal, raised, chance)
    finish_healing(store, admission, message, seal)
    return admission


def _possible(position: Position) -> bool:
    """Whether a log can get there at all; what is beyond fits no column and no seal of ours."""
    return position.epoch < MAXIMUM_EPOCH and position.n < MAXIMUM_N


def _greet(link: LinkRow, message: Message) -> LinkRow:
    """Learn the keys of whoever used our code first; they never change afterwards."""
    if message.hello is None:
        if link.status == INVITED:
            raise Refused("hello-missing")
        return link
    hello, name = PublicKeys(*message.hello[:2]), message.hello[2]
    if link.status == INVITED:
        if not can_be_keys(hello):
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
    return _replace(link, owes=True)  # it does not know yet that we know it


def _take(store: Store, admission: Admission, message: Message, seal: Seal, now: int) -> bool:
    """Take the partner's new entries; whether it began a new epoch with them."""
    link, claimed = admission.link, seal.mine
    held = theirs(store, link)
    if claimed.epoch < held.epoch:
        admission.change(owes=True)  # it may have been restored, and should hear what we hold
        return False
    if claimed.n <= held.n:
        return _take_known(store, admission, seal, held, now, again=message.entries != [])
    if link.status != TRUSTED:
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
    rows = [
        NewRow(link.in_stream, held.n + i, hash_, body)
        for i, (hash_, body) in enumerate(zip(chain, new, strict=True), 1)
    ]
    if link.healing:  # kept now, understood when our own log is whole again
        store.append(rows)
    else:
        admission.heard = rows
    _accept(store, admission, seal)
    admission.change(owes=True)
    return claimed.epoch > held.epoch


def _take_known(
    store: Store, admission: Admission, seal: Seal, held: Position, now: int, *, again: bool
) -> bool:
    """A range that we hold already: a duplicate, a new epoch's first words, or a contradiction.

    again: it brought words.
    """
    claimed = seal.mine
    if store.hash_at(admission.link.in_stream, claimed.n) != claimed.hash:
        _contradicted(store, admission, seal, held, now)
        return False
    if claimed.n < held.n:
        admission.change(owes=True)  # as above
        return False
    if claimed.epoch > held.epoch:
        _accept(store, admission, seal)
        admission.change(owes=True)
        return True
    if again:  # our receipt is lost; it has no words that would be answered in turn
        admission.change(owes=True)
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
    known = store.get(FORKS, link.in_stream, claimed.epoch, claimed.n) is not None
    kept = sum(1 for _ in islice(store.scan(FORKS, link.in_stream), MOST_FORKS))
    if not known and kept < MOST_FORKS:
        other = _seal_over(store, link.in_stream, min(claimed.n, held.n))
        row = ForkRow(link.in_stream, claimed.n, claimed.epoch, pack_seal(seal), other, now)
        store.put(FORKS, row)
        admission.note("partner-contradicts-itself", partner=link.partner, number=claimed.n)
    admission.change(forked_epoch=claimed.epoch + 1)


def _seal_over(store: Store, stream: int, n: int) -> bytes:
    """The partner's first seal, of those that we accepted, over its entry `n`."""
    later = store.scan(SEALS, stream, after=(stream, n - 1, 2**62))
    return next((row.seal for row in later), b"")


def _believe(store: Store, admission: Admission, seal: Seal, raised: bool, chance: bytes) -> None:
    """Read the seal as a receipt for what we said."""
    link, receipt = admission.link, seal.yours
    if seal.mine.epoch < link.peer_epoch:
        return
    ahead = receipt.epoch > link.epoch  # we were in that epoch once, and do not remember it
    if ahead or store.hash_at(link.out_stream, receipt.n) != receipt.hash:
        if not link.healing:
            begin_healing(store, admission, chance)
        return
    if not link.greeted:
        admission.change(greeted=True)
    if raised or receipt.n > link.acked_n:
        admission.change(acked_n=receipt.n)
        if link.healing and not link.heal_changed:  # as we wrote them: they stay where they stand
            admission.change(heal_out_n=max(receipt.n, link.heal_out_n))
    if raised and receipt.n < link.sent_n:
        admission.change(sent_n=receipt.n, owes=True)
    elif receipt.n > link.sent_n:
        admission.change(sent_n=receipt.n)
    if admission.link.acked_n >= admission.link.sent_n and not admission.link.healing:
        admission.change(resend_at=NEVER)


def begin_healing(store: Store, admission: Admission, chance: bytes) -> None:
    """The partner's receipt shows that it holds something of ours that we do not."""
    admission.change(**msgspec.structs.asdict(healing_begun(store, admission.link, chance)))
    admission.note("healing-begun", partner=admission.link.partner)
