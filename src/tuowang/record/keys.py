"""Who speaks: a party's keys, and what others may know of them.

One 32-byte secret is the whole identity. The signing key (Ed25519, RFC 8032) and the key that
bundles are encrypted to (X25519, RFC 7748) are derived from it, so the secret alone, or its
printed words, brings a connector back.
"""

from __future__ import annotations

from base64 import b32encode
from hashlib import scrypt, sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tuowang.record.words import WORDS

SECRET_BYTES = 32
COMPARED_WORDS = 6


class PublicKeys(NamedTuple):
    """What a partner knows: the key that verifies our seals, the key that bundles go to."""

    sign: bytes
    box: bytes


class Keys:
    """A party's own keys, derived from one secret of 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        assert len(secret) == SECRET_BYTES
        self._sign = Ed25519PrivateKey.from_private_bytes(_derive(secret, b"tuowang sign 1"))
        self.box = X25519PrivateKey.from_private_bytes(_derive(secret, b"tuowang box 1"))
        self.ring_secret = _derive(secret, b"tuowang ring 1")
        self.public = PublicKeys(
            self._sign.public_key().public_bytes_raw(), self.box.public_key().public_bytes_raw()
        )

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature over `message`, 64 bytes."""
        return self._sign.sign(message)


def verifies(sign_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is `sign_key`'s over exactly `message`."""
    try:
        Ed25519PublicKey.from_public_bytes(sign_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def can_be_keys(public: PublicKeys) -> bool:
    """Whether seals can be verified and bundles encrypted with keys that somebody sent.

    Of an X25519 key of low order no secret comes (RFC 7748, section 6.1): nothing can be
    encrypted to it, and the library raises.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public.sign)
        box = X25519PublicKey.from_public_bytes(public.box)
        X25519PrivateKey.from_private_bytes(bytes(SECRET_BYTES)).exchange(box)
    except ValueError:
        return False
    return True


def fingerprint(public: PublicKeys) -> str:
    """The short public name of a party's keys: 20 letters and digits in groups of five."""
    text = b32encode(sha256(b"tuowang party 1" + public.sign + public.box).digest()).decode()[:20]
    return "-".join(text[start : start + 5] for start in range(0, 20, 5))


def compared_words(link_id: bytes, one: PublicKeys, other: PublicKeys) -> list[tuple[str, str]]:
    """The words (English, Chinese) that both people read to each other before they trust a link.

    48 bits over both parties' keys and the link, behind scrypt (RFC 7914), so that a thief in the
    middle cannot search for keys that give the same words while the two are on the telephone.
    """
    both = b"".join(sorted((one.sign + one.box, other.sign + other.box)))
    digest = scrypt(both, salt=b"tuowang words 1" + link_id, n=1 << 14, r=8, p=1, dklen=16)
    return [WORDS[byte] for byte in digest[:COMPARED_WORDS]]


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(secret)
