"""What signatures and a witness's stamps make of our part in a ring: each is verified here.

The certificate is all PREPAREs, of terms that name a witness with its SEEN of that very set.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tuowang.flows.base import Said
from tuowang.flows.netting import PlacedSignature, RingLapsed, RingRecalled, RingSigned, netting
from tuowang.flows.netting_folds import put_part, with_facts
from tuowang.flows.netting_settling import terms_of
from tuowang.flows.netting_tables import RINGS, SIGNATURES, PartRow, SignatureRow
from tuowang.net.commit import BOTH, CERTIFICATE, CREDITOR, DEBTOR, LAPSED, LOCK, PREPARE
from tuowang.net.ring import Terms, is_lapsed, is_prepare, is_seen
from tuowang.record.codec import encode
from tuowang.store.store import Rows


def is_whole(terms: Terms, signatures: Sequence[PlacedSignature]) -> bool:
    """Whether all keys of a ring have signed, once each."""
    signed = {one.place: one for one in signatures}
    size = len(terms.keys)
    if size < 2 or len(signatures) != size or set(signed) != set(range(size)):
        return False
    ring = terms.id
    return all(
        is_prepare(key, ring, signed[place].signature, signed[place].nonce, signed[place].note)
        for place, key in enumerate(terms.keys)
    )


def signatures_in_order(signatures: Sequence[PlacedSignature]) -> list[bytes]:
    """As a witness stamps them."""
    return [one.signature for one in sorted(signatures, key=lambda one: one.place)]


def is_certificate(record: RingSigned) -> bool:
    """Whether all have signed, and the witness stamped that, if the terms name one."""
    terms = record.ring_terms
    if not is_whole(terms, record.signatures):
        return False
    return not terms.witness or is_seen(terms, signatures_in_order(record.signatures), record.seen)


@netting.fold(RingSigned)
def fold_signed(rows: Rows, said: Said[RingSigned]) -> None:
    """Signatures that hold; those of the partner's own place say that it prepared, and so that it
    holds our LOCK.
    """
    record, terms = said.record, said.record.ring_terms
    row = rows.get(RINGS, terms.id.hex())
    if row is None or len(terms.keys) != row.size:
        return
    row = _with_signatures(rows, _with_stamp(rows, row, record), record)
    places = {one.place for one in record.signatures if one.place < row.size}
    if row.signed >> row.place & 1:
        row = replace(row, prepared=True)
    whole = len(record.signatures) == row.size and (not row.witness or record.seen != b"")
    for side, partner in ((DEBTOR, row.debtor), (CREDITOR, row.creditor)):
        beside = (row.place + (1 if side == CREDITOR else -1)) % row.size
        if row.signed >> beside & 1:
            row = with_facts(row, side, heard=PREPARE, held=LOCK)
        if partner == said.partner:
            name = "said" if said.mine else "heard"
            facts = (PREPARE if said.mine else 0) | (CERTIFICATE if whole else 0)
            told = sum(1 << place for place in places if row.signed >> place & 1)
            row = with_facts(row, side, **{name: facts, "told": told})
    put_part(rows, row)


def _with_stamp(rows: Rows, row: PartRow, record: RingSigned) -> PartRow:
    """A first SEEN, with the set that it is about: of a liar's key there may be other ones."""
    if not (row.witness and record.seen) or row.seen or not is_certificate(record):
        return row
    for one in record.signatures:
        put_signature(rows, row.ring, one)
    return replace(row, seen=record.seen, signed=(1 << row.size) - 1)


def _with_signatures(rows: Rows, row: PartRow, record: RingSigned) -> PartRow:
    terms = record.ring_terms
    for one in record.signatures:
        if one.place >= row.size or row.signed >> one.place & 1:
            continue
        if is_prepare(terms.keys[one.place], terms.id, one.signature, one.nonce, one.note):
            put_signature(rows, row.ring, one)
            row = replace(row, signed=row.signed | 1 << one.place)
    return row


def put_signature(rows: Rows, ring: str, one: PlacedSignature) -> None:
    """Keep one that holds."""
    rows.put(SIGNATURES, SignatureRow(ring, one.place, one.signature, one.nonce, one.note))


@netting.fold(RingLapsed)
def fold_lapsed(rows: Rows, said: Said[RingLapsed]) -> None:
    """The witness's LAPSED, whoever shows it, counts as heard on both links."""
    row = rows.get(RINGS, said.record.ring.hex())
    if row is None or not row.witness:
        return
    if not row.lapsed and is_lapsed(terms_of(row), said.record.stamp):
        row = replace(row, lapsed=said.record.stamp)
        for side in BOTH:
            row = with_facts(row, side, heard=LAPSED)
    for side, partner in ((DEBTOR, row.debtor), (CREDITOR, row.creditor)):
        if said.mine and partner == said.partner:
            row = with_facts(row, side, said=LAPSED)
    put_part(rows, row)


@netting.fold(RingRecalled)
def fold_recalled(rows: Rows, said: Said[RingRecalled]) -> None:
    """A part of which nothing is left but the certificate."""
    record, terms = said.record, said.record.ring_terms
    ring = terms.id.hex()
    ours = next((one for one in record.signatures if one.place == record.place), None)
    if ours is None or record.place >= len(terms.keys) or rows.get(RINGS, ring) is not None:
        return
    for one in record.signatures:
        put_signature(rows, ring, one)
    put_part(
        rows,
        PartRow(
            ring,
            terms.keys[record.place].hex(),
            ours.nonce,
            ours.note,
            encode(terms),
            len(terms.keys),
            record.place,
            terms.amount_minor,
            terms.currency,
            terms.until,
            record.debtor,
            record.debtor_claim,
            record.creditor,
            record.creditor_claim,
            said0=LOCK,
            said1=LOCK,
            signed=(1 << len(terms.keys)) - 1,
            prepared=True,
            witness=terms.witness,
            seen=record.seen,
        ),
    )
