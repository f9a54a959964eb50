"""What people enter, checked before it becomes a record, because an unfit record means nothing.

Each function gives the value back in its normal form, or raises a `Mistake`.
"""

from __future__ import annotations

import re

from tuowang.errors import Mistake
from tuowang.flows.base import Context
from tuowang.flows.catalogue import ITEMS, ItemRow
from tuowang.flows.partner import PARTNERS, PartnerRow
from tuowang.flows.stock import OWN
from tuowang.store.store import View
from tuowang.units import DAY_PATTERN, MAXIMUM_QUANTITY

CODE_LENGTH, PARTNER_CODE_LENGTH, TEXT_LENGTH = 64, 32, 2000
MAXIMUM_DAYS, MAXIMUM_SECONDS = 3650, 10**9
_DAY = re.compile(DAY_PATTERN)


def code_of(given: str) -> str:
    """A code or name of an item, a lot, a place, a work centre: one line of 1 to 64 characters."""
    code = given.strip()
    if not 1 <= len(code) <= CODE_LENGTH or not code.isprintable():
        raise Mistake("code-unfit", given=_quoted(given))
    return code


name_of = code_of
"""The same, where a document or a need is named."""


def _quoted(given: str) -> str:
    return given[:80] if given.isprintable() else ascii(given[:80])


def partner_code_of(given: str) -> str:
    """Our code of a partner: 1 to 32 letters (of any script), digits, "-", "_", ".".

    It names files and stands in references; "me" is ourselves.
    """
    code = given.strip()
    fits = 1 <= len(code) <= PARTNER_CODE_LENGTH and code != OWN and code.strip(".")
    if not fits or not all(char.isalpha() or char in "0123456789-_." for char in code):
        raise Mistake("partner-code-unfit", partner=_quoted(given))
    return code


def text_of(given: str) -> str:
    """A text of at most 2,000 characters, in one line or several."""
    text = given.strip()
    if len(text) > TEXT_LENGTH:
        raise Mistake("text-length", length=len(text), most=TEXT_LENGTH)
    if not all(char.isprintable() or char in "\n\r\t\u3000\xa0" for char in text):
        raise Mistake("text-unprintable", text=ascii(text)[:80])
    return text


def number_of(field: str, value: int, least: int, most: int) -> int:
    """A number in its range; `field` is the command's."""
    if not least <= value <= most:
        raise Mistake("number-out-of-range", field=field, value=value, least=least, most=most)
    return value


def quantity_of(value: int, least: int = 1) -> int:
    """A quantity that a record can hold."""
    if not least <= value <= MAXIMUM_QUANTITY:
        raise Mistake("quantity-out-of-range", text=str(value))
    return value


def day_of(given: str, context: Context | None = None) -> str:
    """A day that exists, as "2026-03-02"; today where none is given and a context is."""
    if not given and context is not None:
        return context.today
    if not _DAY.fullmatch(given):
        raise Mistake("date-unreadable", text=given[:80])
    return given


def known_item(view: View, code: str) -> ItemRow:
    """The item of this code."""
    row = view.get(ITEMS, code)
    if row is None:
        raise Mistake("item-unknown", item=code)
    return row


def known_partner(view: View, code: str) -> PartnerRow:
    """The partner of this code."""
    row = view.get(PARTNERS, code)
    if row is None:
        raise Mistake("partner-unknown", partner=code)
    return row
