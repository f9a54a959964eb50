"""Which passwords are taken, and what is kept of them.

As NIST SP 800-63B-4 and OWASP ASVS 5.0 (V6.2) ask: length counts, no rule says which characters,
and what everybody tries first is refused. Kept is the Argon2id (RFC 9106, its second recommended
setting) in the PHC form, with a salt each.
"""

from __future__ import annotations

import lzma
import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tuowang.errors import Mistake

LEAST_PASSWORD, MOST_PASSWORD = 8, 200
LEAST_NAME = 3
_COMMON = Path(__file__).parent / "common_passwords.txt.xz"
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def check_password(password: str, names: Iterable[str] = ()) -> None:
    """Refuse what is quickly guessed. names: of the company and the person.

    Mistake: password-short, password-common, password-name.
    """
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise Mistake("password-short", least=LEAST_PASSWORD, most=MOST_PASSWORD)
    plain = password.casefold()
    if plain in common_passwords():
        raise Mistake("password-common")
    for name in sorted({part for one in names for part in _parts(one)}, key=lambda n: (-len(n), n)):
        if name in plain and len(plain.replace(name, "")) < LEAST_PASSWORD:
            raise Mistake("password-name", name=name)


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Some ten thousand that everybody tries first, in small letters; see the file's licence."""
    return frozenset(lzma.decompress(_COMMON.read_bytes()).decode().split("\n")) - {""}


def _parts(name: str) -> set[str]:
    """A name, without its blanks, and each word of it that is long enough to matter."""
    words = name.casefold().split()
    return {one for one in ("".join(words), *words) if len(one) >= LEAST_NAME or not one.isascii()}


def kept_password(password: str) -> str:
    """What is kept of a password: Argon2id in the PHC form."""
    argon = Argon2id(
        salt=secrets.token_bytes(16), length=32, iterations=3, lanes=1, memory_cost=64 * 1024
    )
    return argon.derive_phc_encoded(password.encode())


def fits(kept: str, password: str) -> bool:
    """Whether it is the password; with "", of nobody, it takes as long and is not."""
    try:
        Argon2id.verify_phc_encoded(password.encode()[: 4 * MOST_PASSWORD], kept or _NOBODY)
    except InvalidKey:
        return False
    return bool(kept)
