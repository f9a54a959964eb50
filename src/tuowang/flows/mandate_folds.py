"""What mandates make of the tables. All of it follows from what stands on links, which comes back
after a restore; only which proofs were judged is a private matter, and is judged anew.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tuowang.flows.base import Said
from tuowang.flows.days import later
from tuowang.flows.mandate import (
    Acquaintance,
    HandedClaim,
    Limits,
    MandateEnded,
    MandateEntrusted,
    MandateGiven,
    MandateLapsed,
    MandateOver,
    MandateRevoked,
    MandateTaken,
    ProofJudged,
    RelayLooks,
    RelayServes,
    mandate,
)
from tuowang.flows.mandate_tables import (
    HANDED,
    MANDATED,
    MANDATES,
    OFFERED,
    PROOFS,
    RELAY_KEYS,
    RELAYED,
    SERVED,
    HandedRow,
    MandatedRow,
    MandateRow,
    OfferedRow,
    ProofRow,
    RelayKeyRow,
    ServedRow,
    claim_of,
    origin_of,
    relay_code,
)
from tuowang.flows.money import OPEN, ClaimRow
from tuowang.flows.netting import RingSigned
from tuowang.flows.netting_certificate_folds import is_certificate
from tuowang.flows.netting_folds import set_off
from tuowang.flows.netting_free import rules_of
from tuowang.flows.netting_tables import (
    RINGS,
    RULES,
    SETOFFS,
    SetOffRow,
)
from tuowang.flows.partner import PARTNERS, PartnerRow
from tuowang.record.codec import encode
from tuowang.store.store import Rows


@mandate.fold(RelayServes)
def fold_serves(rows: Rows, said: Said[RelayServes]) -> None:
    """Whose relay we are."""
    rows.put(SERVED, ServedRow("now", said.record.principal))


@mandate.fold(RelayLooks)
def fold_looks(rows: Rows, said: Said[RelayLooks]) -> None:
    """When next."""
    served = rows.get(SERVED, "now")
    if served is not None:
        rows.put(SERVED, replace(served, looks_at=said.record.next_at))


@mandate.fold(MandateGiven)
def fold_given(rows: Rows, said: Said[MandateGiven]) -> None:
    """Ours: the claims are handed over. A partner's: kept until we take it."""
    given = said.record
    if not said.mine:
        rows.put(OFFERED, OfferedRow(said.partner, given.mandate, encode(given)))
        return
    _end_handed(rows, said.partner)
    limits = given.limits
    last_day = later(limits.until_day, limits.days)
    row = MandateRow(
        said.partner,
        given.mandate,
        limits.until_day,
        last_day,
        limits.most_firms,
        limits.quantum_minor,
    )
    rows.put(MANDATES, row)
    rows.put(RELAY_KEYS, RelayKeyRow(given.relay.sign.hex()))
    for one in given.claims:
        rows.put(
            HANDED,
            HandedRow(said.partner, one.claim, given.mandate, True, "", one.amount_minor),
        )


def _end_handed(rows: Rows, partner: str, mandate: str = "") -> None:
    """Claims with a partner are not handed over any more, under one mandate or any."""
    for row in list(rows.scan(HANDED, partner)):
        if mandate in ("", row.mandate):
            rows.put(HANDED, replace(row, over=True))


@mandate.fold(MandateEntrusted)
def fold_entrusted(rows: Rows, said: Said[MandateEntrusted]) -> None:
    """Ours: to which relay. Our principal's: the claims are ours to net."""
    record = said.record
    if said.mine:
        row = rows.get(MANDATES, record.partner)
        if row is not None and row.mandate == record.mandate:
            rows.put(MANDATES, replace(row, relay=said.partner))
        return
    served = rows.get(SERVED, "now")
    if served is None or said.partner != served.principal or record.partner == said.partner:
        return
    now = ServedRow("now", said.partner, record.mandate, record.ring_secret)
    rows.put(SERVED, replace(now, looks_at=served.looks_at))
    limits = record.limits
    rules = replace(
        rules_of(rows),
        quantum_minor=limits.quantum_minor,
        most_firms=limits.most_firms,
        days=limits.days,
        grace_days=record.grace_days,
    )
    rows.put(RULES, rules)
    who = record.with_partner
    _held(rows, record.partner, "", record.mandate, who, limits)
    for one in record.claims:
        _relay(rows, record.partner, one, mine=not one.owing)


def _held(
    rows: Rows, partner: str, principal: str, mandate: str, who: Acquaintance, limits: Limits
) -> None:
    last_day = later(limits.until_day, limits.days)
    row = MandatedRow(
        partner,
        principal,
        mandate,
        limits.until_day,
        last_day,
        limits.most_firms,
        limits.quantum_minor,
        who.sign,
        who.box,
        who.secret,
        who.address,
    )
    rows.put(MANDATED, row)
    if rows.get(PARTNERS, partner) is None:
        rows.put(PARTNERS, PartnerRow(partner, who.name))


def _relay(rows: Rows, partner: str, one: HandedClaim, *, mine: bool) -> None:
    """So much of a claim stands between relay and partner, beside what was netted before."""
    old = rows.get(RELAYED, partner, one.claim)
    netted = old.netted_minor if old is not None else 0
    amount = netted + one.amount_minor
    row = ClaimRow(partner, one.claim, mine, OPEN, "", "", amount, one.currency, one.due, one.due)
    rows.put(RELAYED, replace(row, netted_minor=netted))


@mandate.fold(MandateTaken)
def fold_taken(rows: Rows, said: Said[MandateTaken]) -> None:
    """Ours: these claims are netted with the relay. A partner's: the others are not handed over."""
    taken = said.record
    names = {one.claim for one in taken.claims}
    if said.mine:
        _take(rows, said.partner, taken)
        return
    row = rows.get(MANDATES, said.partner)
    if row is None or row.mandate != taken.mandate:
        return
    rows.put(MANDATES, replace(row, taken=True))
    for old in list(rows.scan(HANDED, said.partner)):
        if old.mandate == taken.mandate and old.claim not in names:
            rows.delete(HANDED, said.partner, old.claim)


def _take(rows: Rows, partner: str, taken: MandateTaken) -> None:
    offered = rows.get(OFFERED, partner)
    if offered is None or offered.mandate != taken.mandate or not taken.claims:
        return
    given = msgspec.msgpack.decode(offered.given, type=MandateGiven)
    _end_handed(rows, partner)
    for old in list(rows.find(MANDATED, ("principal",), partner)):
        rows.put(MANDATED, replace(old, over=True))
    via = relay_code(partner, given.relay.sign)
    name = rows.get(PARTNERS, partner)
    who = replace(given.relay, name=name.name if name is not None else partner)
    _held(rows, via, partner, taken.mandate, who, given.limits)
    for one in taken.claims:
        row = HandedRow(partner, one.claim, taken.mandate, False, via, one.amount_minor)
        rows.put(HANDED, row)
        _relay(rows, via, one, mine=one.owing)


@mandate.fold(MandateRevoked)
def fold_revoked(rows: Rows, said: Said[MandateRevoked]) -> None:
    """Ours: asked for. Our principal's: nothing more is begun."""
    name = said.record.mandate
    if said.mine:
        for row in list(rows.find(MANDATES, ("relay",), said.partner)):
            rows.put(MANDATES, replace(row, revoked=row.revoked or row.mandate == name))
        return
    served = rows.get(SERVED, "now")
    if served is None or (served.principal, served.mandate) != (said.partner, name):
        return
    rows.put(SERVED, replace(served, revoked=True))
    for held in list(rows.find(MANDATED, ("principal",), "")):
        rows.put(MANDATED, replace(held, over=True))


@mandate.fold(MandateEnded)
def fold_ended(rows: Rows, said: Said[MandateEnded]) -> None:
    """Ours: said. Our relay's: what we gave it is over."""
    name = said.record.mandate
    if said.mine:
        served = rows.get(SERVED, "now")
        if served is not None and served.mandate == name:
            rows.put(SERVED, replace(served, ended=True))
        return
    for row in list(rows.find(MANDATES, ("relay",), said.partner)):
        if row.mandate == name:
            rows.put(MANDATES, replace(row, over=True))
            _end_handed(rows, row.partner, name)


@mandate.fold(MandateOver)
def fold_over(rows: Rows, said: Said[MandateOver]) -> None:
    """A principal's: the claims are between us again."""
    if not said.mine:
        _end_mandated(rows, said.partner, said.record.mandate)


def _end_mandated(rows: Rows, principal: str, mandate: str) -> None:
    for row in list(rows.find(MANDATED, ("principal",), principal)):
        if row.mandate == mandate:
            rows.put(MANDATED, replace(row, over=True))
    _end_handed(rows, principal, mandate)


@mandate.fold(MandateLapsed)
def fold_lapsed(rows: Rows, said: Said[MandateLapsed]) -> None:
    """Over by our own clock."""
    record = said.record
    if not record.given:
        row = rows.get(MANDATED, record.partner)
        if row is not None and row.mandate == record.mandate:
            rows.put(MANDATED, replace(row, over=True))
            if row.principal:
                _end_handed(rows, row.principal, record.mandate)
        return
    given = rows.get(MANDATES, record.partner)
    if given is not None and given.mandate == record.mandate:
        rows.put(MANDATES, replace(given, over=True))
        _end_handed(rows, record.partner, record.mandate)


@mandate.fold(RingSigned)
def fold_shown(rows: Rows, said: Said[RingSigned]) -> None:
    """A whole certificate of a ring that is not ours, or that we forgot, is kept and judged."""
    record, terms = said.record, said.record.ring_terms
    ring = terms.id.hex()
    if said.mine or rows.get(RINGS, ring) is not None or not is_certificate(record):
        return
    rows.put(PROOFS, ProofRow(ring, said.partner, encode(record)))


@mandate.fold(ProofJudged)
def fold_judged(rows: Rows, said: Said[ProofJudged]) -> None:
    """Both legs are settled, each once, whoever shows the certificate again."""
    record = said.record
    ring = record.ring.hex()
    proof = rows.get(PROOFS, ring, record.shower)
    if proof is not None:
        rows.put(PROOFS, replace(proof, done=True))
    for leg in record.legs:
        if rows.get(SETOFFS, ring, leg.partner, leg.claim) is not None:
            continue
        one = rows.get(HANDED, leg.partner, leg.claim)
        if one is not None and one.mine:
            used = one.used_minor + record.amount_minor
            rows.put(HANDED, replace(one, used_minor=used))
        set_off(rows, leg.partner, leg.claim, record.amount_minor, record.day)
        claim = origin_of(rows, leg.partner, leg.claim) or claim_of(rows, leg.partner, leg.claim)
        remaining = claim.open_minor if claim is not None else -record.amount_minor
        rows.put(
            SETOFFS,
            SetOffRow(
                ring,
                leg.partner,
                leg.claim,
                leg.mine,
                record.amount_minor,
                record.currency,
                remaining,
                record.day,
            ),
        )
