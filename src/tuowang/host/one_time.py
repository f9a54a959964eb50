"""One-time codes: TOTP (RFC 6238) over HOTP (RFC 4226), and recovery codes for a lost device.

Pure: time, secrets and chance are arguments. Six digits, SHA-1 and steps of thirty seconds, which
is what every authenticator takes; a step before and after now counts, for clocks that are off.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import quote, urlencode

STEP_MILLISECONDS = 30_000
DIGITS = 6
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_BYTES = 15
"""120 random bits each, so that a plain hash of one is enough (ASVS 6.5.2)."""


def code_at(secret: bytes, step: int, digits: int = DIGITS, digest: str = "sha1") -> str:
    """The code of a step (RFC 4226, section 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), digest)
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: bytes, code: str, now: int, last_step: int) -> int | None:
    """The step that a code is of, later than `last_step`; None where it is wrong or was used."""
    step = now // STEP_MILLISECONDS
    found = None
    for one in (step - 1, step, step + 1):
        if hmac.compare_digest(code_at(secret, one).encode(), code.encode()) and one > last_step:
            found = one
    return found


def clean_code(typed: str) -> str:
    """A code as it is compared: without what people put in to read it."""
    return "".join(char for char in typed if char.isalnum())[:64].upper()


def address_for(secret: bytes, person: str, company: str) -> str:
    """What an authenticator reads from the QR code (otpauth, Key Uri Format)."""
    issuer = company.replace(":", " ").strip() or "Tuowang"
    name = quote(f"{issuer}:{person.replace(':', ' ')}", safe="")
    about = urlencode({"secret": as_text(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{name}?{about}"


def as_text(secret: bytes) -> str:
    """A secret as it is typed: Base32 (RFC 4648) without padding."""
    return b32encode(secret).decode().rstrip("=")


def recovery_codes(chance: Callable[[int], bytes]) -> list[str]:
    """New codes, in groups of four."""
    texts = [as_text(chance(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    return ["-".join(text[at : at + 4] for at in range(0, len(text), 4)) for text in texts]


def hashed(secret: str) -> str:
    """What is kept of a secret of so many random bits that nobody can search for it."""
    return sha256(secret.encode()).hexdigest()
