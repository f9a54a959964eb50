"""Company ids: 统一社会信用代码 (GB 32100-2015) with its check digit, or another scheme."""

from __future__ import annotations

from tuowang.errors import Mistake

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def uscc_check_digit(first_17: str) -> str:
    """The 18th character (GB 32100-2015, 5.2.2; GB/T 17710 mod 31). `KeyError`-free: may be ''."""
    try:
        total = sum(
            weight * USCC_ALPHABET.index(char)
            for weight, char in zip(_WEIGHTS, first_17, strict=True)
        )
    except ValueError:
        return ""
    return USCC_ALPHABET[-total % 31]


def _gs1_check_digit(digits: str) -> str:
    total = sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def check_company_id(scheme: str, text: str) -> str:
    """The identifier in its normal form; `Mistake` where a known scheme's check digit is wrong."""
    normal = "".join(text.split()).upper()
    if not 1 <= len(normal) <= 64 or not normal.isprintable():
        raise Mistake("company-id-unreadable", company_id=text[:80])
    if scheme == "uscc":
        digit = uscc_check_digit(normal[:17]) if len(normal) == 18 else ""
        if not digit or digit != normal[17]:
            raise Mistake("company-id-wrong", company_id=text, scheme=scheme)
    if scheme == "gln" and not (
        len(normal) == 13 and normal.isascii() and normal.isdigit()
        and _gs1_check_digit(normal[:12]) == normal[12]
    ):  # fmt: skip
        raise Mistake("company-id-wrong", company_id=text, scheme=scheme)
    return normal
