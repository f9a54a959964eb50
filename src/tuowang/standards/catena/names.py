"""Names that the payloads want: business partner numbers and worldwide ids.

A company whose company id is a BPNL is called by it. Everybody else gets numbers that are made of
the company's id or name by a hash: the same on both ends, and of the form that the schemas ask for.
"""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import sha256

from tuowang.flows.partner import PARTNERS
from tuowang.flows.party import ME, PARTIES
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS, iso_day

BPNL = re.compile(r"BPNL[a-zA-Z0-9]{12}\Z")
GLOBAL_ID = re.compile(
    r"(?:urn:uuid:)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\Z"
)


def _hash(*parts: str) -> bytes:
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).digest()


def company_number(identity: str) -> str:
    """The BPNL of a company: its id where that is one, else made of its id or name."""
    if BPNL.fullmatch(identity):
        return identity
    return "BPNL" + b32encode(_hash("company", identity.casefold()))[:12].decode()


def our_number(view: View) -> str:
    """Our own BPNL."""
    row = view.get(PARTIES, ME)
    return company_number((row.company_id or row.name) if row is not None else "")


def partner_number(view: View, partner: str) -> str:
    """A partner's BPNL: by what it says of itself, unless a number was entered here."""
    row = view.get(PARTNERS, partner)
    if row is None:
        return company_number(partner)
    if BPNL.fullmatch(row.company_id):
        return row.company_id
    said = row.introduced_company_id or row.company_id
    return company_number(said or row.introduced_name or row.name)


def site_number(company: str) -> str:
    """The BPNS of a company's one site."""
    return "BPNS" + b32encode(_hash("site", company))[:12].decode()


def address_number(company: str) -> str:
    """The BPNA of a company's one address."""
    return "BPNA" + b32encode(_hash("address", company))[:12].decode()


def global_id(*parts: str) -> str:
    """A worldwide id of some names, the same wherever they are (RFC 9562, version 8)."""
    raw = bytearray(_hash("id", *parts)[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def material_id(seller: str, item: str) -> str:
    """The worldwide id of a seller's item; `seller` is its BPNL."""
    return global_id("material", seller, item)


def bare(id_: str) -> str:
    """An id in one form, to compare it."""
    return "urn:uuid:" + id_.lower().removeprefix("urn:uuid:")


def moment(now: int) -> str:
    """A time in milliseconds as an ISO 8601 date and time, UTC."""
    seconds, milliseconds = divmod(now % DAY_MILLISECONDS, 1000)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    day = iso_day(now // DAY_MILLISECONDS)
    return f"{day}T{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}Z"


def day_moment(day: str) -> str:
    """The beginning of a day."""
    return f"{day}T00:00:00.000Z"
