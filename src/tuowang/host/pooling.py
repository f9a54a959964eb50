"""The files of a pool on this machine: our share, the plan over all shares, our part of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tuowang.errors import Mistake
from tuowang.flows.money import CLAIMS, OPEN
from tuowang.flows.netting_free import free_minor, rules_of, why_not
from tuowang.flows.pool_files import (
    Invoice,
    Part,
    PlanInvoice,
    Share,
    can_stand,
    claim_of,
    invoice_id,
    read_part,
    read_share,
    write_part,
    write_share,
)
from tuowang.flows.pool_plan import PoolPlan, plan_pool
from tuowang.flows.pooling import PartnerPrice, PlannedRing, PooledClaim, TakePoolPlan
from tuowang.host.company import Company
from tuowang.host.home import replace_file
from tuowang.link.state import TRUSTED
from tuowang.units import MAXIMUM_AMOUNT_MINOR, today

MOST_BYTES = 256 * 1024 * 1024


class Written(NamedTuple):
    """What a share holds; left_out: open claims that take no part now."""

    file: str
    invoices: int
    partners: int
    left_out: int


def share_invoices(company: Company, path: Path) -> Written:
    """Write our share: what may be netted now, both books agreeing, and signed by our key.

    Mistake: pool-share-empty, file-not-writable.
    """
    view, keys = company.store, partner_keys(company)
    us, found, partners, left_out = company.keys.public.sign.hex(), [], set(), 0
    for row in view.find(CLAIMS, ("state", "mine", "due"), OPEN):
        key, free = keys.get(row.partner, ""), free_minor(view, row)
        if not key or why_not(view, row) or not can_stand(row.claim) or free <= 0:
            left_out += 1
            continue
        debtor, creditor = (key, us) if row.mine else (us, key)
        amount = min(free, MAXIMUM_AMOUNT_MINOR)
        name = invoice_id(creditor, row.claim)
        found.append(Invoice(debtor, creditor, amount, row.currency, row.due, name))
        partners.add(row.partner)
    if not found:
        raise Mistake("pool-share-empty", left_out=left_out)
    day, most_firms = today(company.clock()), rules_of(view).most_firms
    replace_file(path, write_share(company.keys, day, most_firms, sorted(found)), 0o600)
    return Written(str(path), len(found), len(partners), left_out)


def partner_keys(company: Company) -> dict[str, str]:
    """The signing key, in hex, of each partner with whom we have compared words."""
    return {
        link.partner: link.peer_sign.hex() for link in company.links() if link.status == TRUSTED
    }


def read_file(path: Path) -> bytes:
    """A file that somebody gave us. Mistake: pool-file-unreadable, pool-file-too-large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Mistake("pool-file-too-large", file=str(path), most=MOST_BYTES)
        return path.read_bytes()
    except OSError as no:
        raise Mistake("pool-file-unreadable", file=str(path), fault=no.strerror or "") from None


def share_in(path: Path) -> Share:
    """A member's share. Mistake: those of `read_share` and `read_file`."""
    return read_share(read_file(path))


def plan_into(company: Company, shares: list[Share], folder: Path) -> PoolPlan:
    """Plan, and write a file for each member, named by the beginning of its key.

    Mistake: pool-member-twice, file-not-writable.
    """
    planner, day = company.keys.public.sign.hex(), today(company.clock())
    plan = plan_pool(shares, planner, day)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as no:
        raise Mistake("file-not-writable", file=folder, why=no.strerror) from no
    for part in plan.parts:
        replace_file(folder / part_name(part), write_part(company.keys, part), 0o600)
    return plan


def part_name(part: Part) -> str:
    """The name of a member's file."""
    return f"{part.head.member[:16]}.plan"


def command_of(company: Company, path: Path) -> TakePoolPlan:
    """Our part of a plan, in our own words. Mistake: pool-not-ours, pool-partner-unknown, and
    those of `read_part` and `read_file`."""
    part = read_part(read_file(path))
    us = company.keys.public.sign.hex()
    if part.head.member != us:
        raise Mistake("pool-not-ours", file=str(path), member=part.head.member[:16])
    codes = {key: partner for partner, key in partner_keys(company).items()} | {us: ""}

    def code(key: str) -> str:
        if key not in codes:
            raise Mistake("pool-partner-unknown", key=key[:16])
        return codes[key]

    def claim(one: PlanInvoice) -> PooledClaim:
        mine = one.creditor == us
        partner = code(one.debtor if mine else one.creditor)
        if us not in (one.debtor, one.creditor) or not partner:
            raise Mistake("pool-partner-unknown", key=one.debtor[:16])
        name = claim_of(one.invoice)
        return PooledClaim(partner, name, mine, one.currency, one.amount_minor, one.cleared_minor)

    return TakePoolPlan(
        part.head.pool,
        [claim(one) for one in part.invoices],
        [PartnerPrice(code(one.firm), one.currency, one.price) for one in part.prices],
        [
            PlannedRing(
                ring.ring,
                ring.amount_minor,
                ring.currency,
                ring.firms,
                ring.first,
                code(ring.debtor),
                claim_of(ring.debtor_invoice),
                code(ring.creditor),
                claim_of(ring.creditor_invoice),
            )
            for ring in part.rings
        ],
    )
