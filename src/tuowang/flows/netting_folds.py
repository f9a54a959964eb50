"""What netting's records make of the tables. Only our own SETTLED changes a claim of ours."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tuowang.flows.base import Said
from tuowang.flows.mandate_tables import HANDED, RELAYED, principal_of
from tuowang.flows.money import CLAIMS, SETTLED
from tuowang.flows.netting import (
    ClaimsStated,
    HopTaken,
    RingDropped,
    RingLocked,
    RingReleased,
    RingRemembered,
    RingSettled,
    RingSettledUnsaid,
    RingWalked,
    TokenPassed,
    netting,
)
from tuowang.flows.netting_free import part_of
from tuowang.flows.netting_plan import change_plan
from tuowang.flows.netting_tables import (
    HEARD_LOCKS,
    HOPS,
    RINGS,
    SETOFFS,
    STATED,
    STATEMENTS,
    HeardLockRow,
    HopRow,
    PartRow,
    SetOffRow,
    StatedRow,
    StatementRow,
)
from tuowang.net.commit import CERTIFICATE, CREDITOR, DEBTOR, DROPPED, LOCK, WALK
from tuowang.net.commit import SETTLED as SAID_SETTLED
from tuowang.record.codec import encode
from tuowang.store.store import Rows


def put_part(rows: Rows, row: PartRow) -> None:
    """Keep a part, with the state that its facts give."""
    half = row.settled0 != row.settled1 or not (row.debtor and row.creditor)
    rows.put(RINGS, replace(row, state=part_of(row).state, half=half))


def leg_of(row: PartRow, side: int) -> tuple[str, str]:
    """The partner and the claim of a leg; "" where they are not known."""
    if side == DEBTOR:
        return row.debtor, row.debtor_claim
    return row.creditor, row.creditor_claim


def with_facts(row: PartRow, side: int, **facts: Any) -> PartRow:
    """The row with bits added to `said`, `held` and `heard` of a side, and other fields set."""
    changed: dict[str, Any] = {}
    for name, value in facts.items():
        field = f"{name}{side}"
        changed[field] = getattr(row, field) | value if name in _BITS else value
    return replace(row, **changed)


_BITS = ("said", "held", "heard", "told")
HOLDS = 64
"""Beside what `net.commit` knows of: I said on a link that I hold my partner's LOCK."""


@netting.fold(ClaimsStated)
def fold_stated(rows: Rows, said: Said[ClaimsStated]) -> None:
    """What the partner says is open replaces what it said before."""
    record = said.record
    known = rows.get(STATEMENTS, said.partner) or StatementRow(said.partner)
    if said.mine:
        rows.put(STATEMENTS, replace(known, ours=record.day))
        return
    rows.put(STATEMENTS, replace(known, theirs=record.day))
    for old in list(rows.scan(STATED, said.partner)) if record.begins else ():
        rows.delete(STATED, said.partner, old.claim)
    for one in record.claims:
        rows.put(STATED, StatedRow(said.partner, one.claim, one.open_minor))


@netting.fold(TokenPassed)
def fold_token(_rows: Rows, _said: Said[TokenPassed]) -> None:
    """A token leaves no trace but the hop that is taken."""


@netting.fold(HopTaken)
def fold_hop(rows: Rows, said: Said[HopTaken]) -> None:
    """The key, and what it stands for."""
    rows.put(HOPS, hop_row(said.record))


def hop_row(hop: HopTaken) -> HopRow:
    """What is kept of it."""
    return HopRow(
        hop.key.hex(),
        hop.nonce,
        hop.token,
        hop.debtor,
        hop.debtor_claim,
        hop.creditor,
        hop.creditor_claim,
        hop.amount_minor,
        hop.currency,
        hop.day,
        hop.epoch,
    )


@netting.fold(RingLocked)
def fold_locked(rows: Rows, said: Said[RingLocked]) -> None:
    """Our LOCK makes or completes our part; a partner's waits for ours, or joins it."""
    if said.mine:
        _our_lock(rows, said)
    else:
        _their_lock(rows, said)


def _our_lock(rows: Rows, said: Said[RingLocked]) -> None:
    lock, terms = said.record, said.record.ring_terms
    ring = terms.id.hex()
    place = terms.place_of(lock.key)
    if place is None:
        return
    row = rows.get(RINGS, ring)
    if row is None:
        row = PartRow(
            ring,
            lock.key.hex(),
            lock.nonce,
            lock.note,
            encode(terms),
            len(terms.keys),
            place,
            terms.amount_minor,
            terms.currency,
            terms.until,
            witness=terms.witness,
        )
    if lock.owing:
        row = replace(row, creditor=said.partner, creditor_claim=lock.claim)
    else:
        row = replace(row, debtor=said.partner, debtor_claim=lock.claim)
    side = CREDITOR if lock.owing else DEBTOR
    if not part_of(row).sides[side].said & LOCK:
        change_plan(rows, row.key, said.partner, -row.amount_minor, owing=lock.owing)
    row = with_facts(row, side, said=LOCK | (HOLDS if lock.holds else 0), epoch=lock.epoch)
    heard = rows.get(HEARD_LOCKS, ring, _slot(said.partner, not lock.owing))
    if heard is not None:
        row = _joined(row, side, heard)
    put_part(rows, row)


def _slot(partner: str, owing: bool) -> str:
    """In a ring of two, one partner locks on both sides."""
    return f"{partner}/{'owing' if owing else 'owed'}"


def _their_lock(rows: Rows, said: Said[RingLocked]) -> None:
    lock = said.record
    ring = lock.ring_terms.id.hex()
    slot = _slot(said.partner, lock.owing)
    if rows.get(HEARD_LOCKS, ring, slot) is None:
        rows.put(
            HEARD_LOCKS,
            HeardLockRow(
                ring,
                slot,
                lock.claim,
                lock.owing,
                lock.key,
                lock.epoch,
                encode(lock.ring_terms),
            ),
        )
    row = rows.get(RINGS, ring)
    if row is None:
        return
    side = DEBTOR if lock.owing else CREDITOR
    if leg_of(row, side) != (said.partner, lock.claim):
        return
    heard = rows.get(HEARD_LOCKS, ring, slot)
    assert heard is not None
    row = _joined(row, side, heard)
    if lock.holds:
        row = with_facts(row, side, held=LOCK)
    put_part(rows, row)


def _joined(row: PartRow, side: int, heard: HeardLockRow) -> PartRow:
    """The partner's LOCK on a leg of ours, if it is about the same claim."""
    if heard.claim != leg_of(row, side)[1]:
        return row
    return with_facts(row, side, heard=LOCK, their_key=heard.key, their_epoch=heard.epoch)


@netting.fold(RingWalked)
def fold_walked(rows: Rows, said: Said[RingWalked]) -> None:
    """Our WALK releases; a partner's is a hint."""
    row = rows.get(RINGS, said.record.ring.hex())
    if row is None:
        return
    for side, partner in ((DEBTOR, row.debtor), (CREDITOR, row.creditor)):
        if partner == said.partner:
            row = with_facts(row, side, **{"said" if said.mine else "heard": WALK})
    put_part(rows, replace(row, released=row.released or said.mine))


@netting.fold(RingDropped)
def fold_dropped(rows: Rows, said: Said[RingDropped]) -> None:
    """A hint; ours changes nothing, for our release is said by itself."""
    row = rows.get(RINGS, said.record.ring.hex())
    if row is None or said.mine:
        return
    for side, partner in ((DEBTOR, row.debtor), (CREDITOR, row.creditor)):
        if partner == said.partner:
            row = with_facts(row, side, heard=DROPPED)
    put_part(rows, row)


@netting.fold(RingReleased)
def fold_released(rows: Rows, said: Said[RingReleased]) -> None:
    """Released, until a certificate comes."""
    row = rows.get(RINGS, said.record.ring.hex())
    if row is None:
        return
    if not row.released:
        change_plan(rows, row.key, row.debtor, row.amount_minor, owing=False)
        change_plan(rows, row.key, row.creditor, row.amount_minor, owing=True)
    put_part(rows, replace(row, released=True, stale=row.stale or said.record.stale))


@netting.fold(RingRemembered)
def fold_remembered(rows: Rows, said: Said[RingRemembered]) -> None:
    """Both legs are known again; of each we had said LOCK."""
    note = said.record
    row = rows.get(RINGS, note.ring.hex())
    if row is not None:
        row = replace(
            row,
            debtor=note.debtor,
            debtor_claim=note.debtor_claim,
            creditor=note.creditor,
            creditor_claim=note.creditor_claim,
        )
        put_part(rows, with_facts(with_facts(row, DEBTOR, said=LOCK), CREDITOR, said=LOCK))


@netting.fold(RingSettled)
def fold_settled(rows: Rows, said: Said[RingSettled]) -> None:
    """Ours is final: the leg is settled and the claim smaller. A partner's is only noted."""
    notice = said.record
    ring = notice.ring.hex()
    row = rows.get(RINGS, ring)
    side = CREDITOR if notice.owing == said.mine else DEBTOR
    if row is None or leg_of(row, side) != (said.partner, notice.claim):
        return
    if not said.mine:
        put_part(rows, with_facts(row, side, heard=SAID_SETTLED))
        return
    _settle_leg(rows, row, side, notice)


@netting.fold(RingSettledUnsaid)
def fold_settled_unsaid(rows: Rows, said: Said[RingSettledUnsaid]) -> None:
    """As final as what was said."""
    notice = said.record.notice
    row = rows.get(RINGS, notice.ring.hex())
    side = CREDITOR if notice.owing else DEBTOR
    if row is not None and leg_of(row, side) == (said.record.partner, notice.claim):
        _settle_leg(rows, row, side, notice)


def _settle_leg(rows: Rows, row: PartRow, side: int, notice: RingSettled) -> None:
    if part_of(row).sides[side].settled:
        return
    partner = leg_of(row, side)[0]
    put_part(rows, with_facts(row, side, said=SAID_SETTLED | CERTIFICATE, settled=True))
    rows.put(
        SETOFFS,
        SetOffRow(
            row.ring,
            partner,
            notice.claim,
            side == DEBTOR,
            row.amount_minor,
            row.currency,
            notice.remaining_minor,
            notice.day,
        ),
    )
    set_off(rows, partner, notice.claim, row.amount_minor, notice.day)


def set_off(rows: Rows, partner: str, claim: str, amount_minor: int, day: str) -> None:
    """So much less is open on a claim; if a relay netted it, also with its principal."""
    for table in (CLAIMS, RELAYED):
        found = rows.get(table, partner, claim)
        if found is not None:
            found = replace(found, netted_minor=found.netted_minor + amount_minor)
            if found.discharged_minor >= found.amount_minor and found.state != SETTLED:
                found = replace(found, state=SETTLED, settled_day=day)
            rows.put(table, found)
    stated = rows.get(STATED, partner, claim)
    if stated is not None:
        rows.put(STATED, replace(stated, open_minor=stated.open_minor - amount_minor))
    principal = principal_of(rows, partner)
    if principal:
        one = rows.get(HANDED, principal, claim)
        if one is not None and one.via == partner:
            rows.put(HANDED, replace(one, used_minor=one.used_minor + amount_minor))
        set_off(rows, principal, claim, amount_minor, day)
