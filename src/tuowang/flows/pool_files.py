"""The files of a pool: a member's share of invoices, and a member's part of the plan.

A share, as comma-separated UTF-8 text: the neutral file of obligations (`net.obligations`), firms
by their public keys (hex), ids "first 16 of the creditor's key.claim", and a last line

    #share,MEMBER,DAY,MOST FIRMS IN A RING,SIGNATURE

A part of the plan, one JSON document a line: what it is, prices, invoices, rings, a signature.
A signature is Ed25519 over all bytes before it, behind "tuowang pool 1". It says who wrote the
file; nothing in a file is trusted for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, NamedTuple

import msgspec

from tuowang.errors import Mistake
from tuowang.net.obligations import HEADER, LINE_BYTES_MAXIMUM, Obligations, read_obligations
from tuowang.net.ring import MOST_FIRMS
from tuowang.record.keys import Keys, verifies
from tuowang.units import Amount, Currency, Day, is_day

MARK = b"#share,"
_DOMAIN = b"tuowang pool 1"
_KEY_DIGITS, _SIGNATURE_DIGITS = 64, 128
_END_FIELDS = 5
ID_DIGITS = 16
MOST_PRICE = 2**53

FirmKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
InvoiceId = Annotated[str, msgspec.Meta(min_length=18, max_length=100)]
RingToken = Annotated[str, msgspec.Meta(pattern=r"^pool\.[0-9a-f]{12}\.[0-9]{1,9}\Z")]
PoolId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{12}\Z")]


class Invoice(NamedTuple):
    """An invoice as a share names it; firms by their keys."""

    debtor: str
    creditor: str
    amount_minor: int
    currency: str
    due: str
    id: str


def invoice_id(creditor: str, claim: str) -> str:
    """The same in both shares."""
    return f"{creditor[:ID_DIGITS]}.{claim}"


def claim_of(invoice: str) -> str:
    """The claim that an invoice's id names."""
    return invoice[ID_DIGITS + 1 :]


def can_stand(claim: str) -> bool:
    """Whether a claim's name can stand in a share: no comma, quote or end of a line."""
    return claim.isprintable() and not set(claim) & set(',"')


class Share(NamedTuple):
    """What a member puts into a pool."""

    firm: str
    day: str
    most_firms: int
    invoices: Obligations
    signature: str


def write_share(keys: Keys, day: str, most_firms: int, invoices: Iterable[Invoice]) -> bytes:
    """A share, signed."""
    lines = [HEADER, *(",".join(map(str, one)) for one in invoices)]
    firm = keys.public.sign.hex()
    data = "\n".join(lines).encode() + b"\n" + MARK + f"{firm},{day},{most_firms},".encode()
    return data + keys.sign(_DOMAIN + data).hex().encode() + b"\n"


def read_share(data: bytes) -> Share:
    """A share, checked line by line. Mistake: pool-share-end, pool-share-signature,
    pool-share-line, and those of `net.obligations`, each with the `line`."""
    lines = data.splitlines(keepends=True)
    end = lines.pop() if lines else b""
    fields = end.decode(errors="replace").strip().split(",")
    if not end.startswith(MARK) or len(fields) != _END_FIELDS or not _is_end(fields):
        raise Mistake("pool-share-end", line=len(lines) + 1)
    obligations = read_obligations(iter(lines))
    _, firm, day, most_firms, signature = fields
    for line, (debtor, creditor, name) in enumerate(_ends(obligations), 2):
        if firm not in (debtor, creditor) or not name.startswith(creditor[:ID_DIGITS] + "."):
            raise Mistake("pool-share-line", line=line, id=name)
        if not (_is_hex(debtor, _KEY_DIGITS) and _is_hex(creditor, _KEY_DIGITS)):
            raise Mistake("pool-share-line", line=line, id=name)
    signed = data[: len(data.rstrip()) - _SIGNATURE_DIGITS]
    if not verifies(bytes.fromhex(firm), bytes.fromhex(signature), _DOMAIN + signed):
        raise Mistake("pool-share-signature", line=len(lines) + 1)
    return Share(firm, day, int(most_firms), obligations, signature)


def _is_end(fields: list[str]) -> bool:
    _, firm, day, most_firms, signature = fields
    return (
        _is_hex(firm, _KEY_DIGITS)
        and is_day(day)
        and most_firms in map(str, range(2, MOST_FIRMS + 1))
        and _is_hex(signature, _SIGNATURE_DIGITS)
    )


def _is_hex(text: str, digits: int) -> bool:
    return len(text) == digits and not set(text) - set("0123456789abcdef")


def _ends(obligations: Obligations) -> Iterator[tuple[str, str, str]]:
    firms = list(obligations.firms)
    for debtor, creditor, name in zip(
        obligations.debtor.tolist(), obligations.creditor.tolist(), obligations.ids, strict=True
    ):
        yield firms[debtor], firms[creditor], name


class PlanHead(msgspec.Struct, frozen=True, tag="plan", tag_field="line"):
    """Whose part of which plan, by whom."""

    pool: PoolId
    member: FirmKey
    planner: FirmKey
    day: Day


class PlanPrice(msgspec.Struct, frozen=True, tag="price", tag_field="line"):
    """The price of a firm in a currency: ours, or a partner's with an invoice in the pool."""

    firm: FirmKey
    currency: Currency
    price: Annotated[int, msgspec.Meta(ge=-MOST_PRICE, le=MOST_PRICE)]


class PlanInvoice(msgspec.Struct, frozen=True, tag="invoice", tag_field="line"):
    """An invoice of ours that stands in the pool, and what clears of it."""

    invoice: InvoiceId
    debtor: FirmKey
    creditor: FirmKey
    currency: Currency
    amount_minor: Amount
    cleared_minor: Amount


class PlanRing(msgspec.Struct, frozen=True, tag="ring", tag_field="line"):
    """A ring through us. first: we are to send its token."""

    ring: RingToken
    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    currency: Currency
    firms: Annotated[int, msgspec.Meta(ge=2, le=MOST_FIRMS)]
    first: bool
    debtor: FirmKey
    debtor_invoice: InvoiceId
    creditor: FirmKey
    creditor_invoice: InvoiceId


class PlanEnd(msgspec.Struct, frozen=True, tag="end", tag_field="line"):
    """The planner's signature."""

    signature: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}\Z")]


class Part(NamedTuple):
    """A member's part of a plan."""

    head: PlanHead
    prices: list[PlanPrice]
    invoices: list[PlanInvoice]
    rings: list[PlanRing]


PlanLine = PlanHead | PlanPrice | PlanInvoice | PlanRing | PlanEnd
_decode = msgspec.json.Decoder(PlanLine).decode


def write_part(keys: Keys, part: Part) -> bytes:
    """A member's part, signed by who planned."""
    lines = [part.head, *part.prices, *part.invoices, *part.rings]
    data = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    return data + msgspec.json.encode(PlanEnd(keys.sign(_DOMAIN + data).hex())) + b"\n"


def read_part(data: bytes) -> Part:
    """A part, checked line by line. Mistake: pool-plan-line, pool-plan-end."""
    found: list[PlanLine] = []
    lines = data.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        try:
            if len(line) > LINE_BYTES_MAXIMUM:
                raise msgspec.ValidationError(f"more than {LINE_BYTES_MAXIMUM} bytes")
            found.append(_decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as no:
            raise Mistake("pool-plan-line", line=number, fault=str(no)) from None
        if isinstance(found[-1], PlanHead) != (number == 1):
            raise Mistake("pool-plan-line", line=number, fault="plan")
        if isinstance(found[-1], PlanEnd) != (number == len(lines)):
            raise Mistake("pool-plan-end", line=number)
    head, end = (found[0], found[-1]) if found else (None, None)
    if not isinstance(head, PlanHead) or not isinstance(end, PlanEnd):
        raise Mistake("pool-plan-end", line=len(lines))
    signed = _DOMAIN + data[: len(data) - len(lines[-1])]
    if not verifies(bytes.fromhex(head.planner), bytes.fromhex(end.signature), signed):
        raise Mistake("pool-plan-end", line=len(lines))
    return Part(
        head,
        [line for line in found if isinstance(line, PlanPrice)],
        [line for line in found if isinstance(line, PlanInvoice)],
        [line for line in found if isinstance(line, PlanRing)],
    )
