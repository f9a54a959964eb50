"""UBL 2.3 RemittanceAdvice: the notice of a claim that was set off.

The payer is the debtor. The means of payment is UN/EDIFACT 4461 code 97, "Clearing between
partners"; DebitLineAmount is what was set off, BalanceAmount what remains (below 0: a refund).
https://docs.oasis-open.org/ubl/os-UBL-2.3/ (schema UBL-RemittanceAdvice-2.3.xsd)
"""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from tuowang.units import CURRENCIES

CLEARING_BETWEEN_PARTNERS = "97"
_DOCUMENT = "urn:oasis:names:specification:ubl:schema:xsd:RemittanceAdvice-2"
_BASIC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_GROUP = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"


class NamedParty(NamedTuple):
    """A party as it stands in a document; the id may be ""."""

    name: str
    company_id: str


class SetOffNotice(NamedTuple):
    """One leg of a ring."""

    ring: str
    claim: str
    amount_minor: int
    remaining_minor: int
    currency: str
    day: str


def remittance_advice(notice: SetOffNotice, debtor: NamedParty, creditor: NamedParty) -> bytes:
    """The document, UTF-8, with its XML declaration."""
    root = Element(
        "RemittanceAdvice", {"xmlns": _DOCUMENT, "xmlns:cac": _GROUP, "xmlns:cbc": _BASIC}
    )
    _text(root, "UBLVersionID", "2.3")
    _text(root, "ID", f"{notice.claim}/{notice.ring[:16]}")
    _text(root, "IssueDate", notice.day)
    _text(root, "DocumentCurrencyCode", notice.currency)
    _money(root, "TotalPaymentAmount", notice.amount_minor, notice.currency)
    _text(root, "PayerReference", notice.ring)
    _text(root, "LineCountNumeric", "1")
    _party(SubElement(root, "cac:AccountingCustomerParty"), debtor)
    _party(SubElement(root, "cac:AccountingSupplierParty"), creditor)
    means = SubElement(root, "cac:PaymentMeans")
    _text(means, "PaymentMeansCode", CLEARING_BETWEEN_PARTNERS)
    line = SubElement(root, "cac:RemittanceAdviceLine")
    _text(line, "ID", "1")
    _money(line, "DebitLineAmount", notice.amount_minor, notice.currency)
    _money(line, "BalanceAmount", notice.remaining_minor, notice.currency)
    billing = SubElement(line, "cac:BillingReference")
    _text(SubElement(billing, "cac:InvoiceDocumentReference"), "ID", notice.claim)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _text(under: Element, name: str, value: str) -> Element:
    element = SubElement(under, f"cbc:{name}")
    element.text = value
    return element


def _money(under: Element, name: str, minor: int, currency: str) -> None:
    digits = CURRENCIES.get(currency, 2)
    sign, text = ("-" if minor < 0 else ""), str(abs(minor)).rjust(digits + 1, "0")
    shown = f"{text[: len(text) - digits]}.{text[len(text) - digits :]}" if digits else text
    _text(under, name, sign + shown).set("currencyID", currency)


def _party(under: Element, party: NamedParty) -> None:
    inner = SubElement(under, "cac:Party")
    name = SubElement(inner, "cac:PartyName")
    _text(name, "Name", party.name)
    if party.company_id:
        _text(SubElement(inner, "cac:PartyLegalEntity"), "CompanyID", party.company_id)
