"""A ring's terms and signatures: who stands in it (by one-time keys), how much, until when.

    ring id  = SHA-256("tuowang ring 1" | MessagePack [currency, amount, until, keys, witness])
    PREPARE  = Ed25519 by the ring key over "tuowang prepare 2" | ring id | SHA-256(nonce | note)
    SEEN     = Ed25519 by the witness over "tuowang seen 1" | ring id | SHA-256(all PREPAREs)
    LAPSED   = Ed25519 by the witness over "tuowang lapsed 1" | ring id

The witness's key comes of its secret, too, and is the same for all rings, so that firms with no
link to it can know it.

A ring key comes from the firm's long-term secret and a nonce, so that a firm with nothing but its
secret left knows its keys again. The note says which two legs the key stands for, and is encrypted
by the firm to itself. Nonce and note stand in the LOCK and go with the PREPARE: so whoever holds
the certificate can show each of its firms which legs of its own it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MOST_FIRMS = 64
NONCE_BYTES = 16
NOTE_BLOCK_BYTES = 128
KEY_BYTES, SIGNATURE_BYTES, ID_BYTES = 32, 64, 32

Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
Signature = Annotated[bytes, msgspec.Meta(min_length=SIGNATURE_BYTES, max_length=SIGNATURE_BYTES)]
KeyOrNone = Annotated[bytes, msgspec.Meta(max_length=KEY_BYTES)]
SignatureOrNone = Annotated[bytes, msgspec.Meta(max_length=SIGNATURE_BYTES)]
RingId = Annotated[bytes, msgspec.Meta(min_length=ID_BYTES, max_length=ID_BYTES)]
Nonce = Annotated[bytes, msgspec.Meta(min_length=NONCE_BYTES, max_length=NONCE_BYTES)]


class Terms(msgspec.Struct, frozen=True, array_like=True):
    """What all sign: each key owes the next one, the last owes the first. until: milliseconds."""

    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z")]
    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    until: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    keys: Annotated[list[Key], msgspec.Meta(max_length=MOST_FIRMS)]
    witness: KeyOrNone = b""

    @property
    def id(self) -> bytes:
        """The ring's id, 32 bytes."""
        return sha256(b"tuowang ring 1" + msgspec.msgpack.encode(self)).digest()

    def place_of(self, key: bytes) -> int | None:
        """Where a key stands; None where it does not stand there exactly once."""
        return self.keys.index(key) if self.keys.count(key) == 1 else None

    def beside(self, place: int) -> tuple[bytes, bytes]:
        """The keys of the debtor and the creditor of a place."""
        return self.keys[place - 1], self.keys[(place + 1) % len(self.keys)]


SECRET_BYTES = 32


def _private(secret: bytes, nonce: bytes) -> Ed25519PrivateKey:
    assert len(secret) == SECRET_BYTES
    key = HKDF(hashes.SHA256(), 32, salt=nonce, info=b"tuowang ring key 1").derive(secret)
    return Ed25519PrivateKey.from_private_bytes(key)


def ring_key(secret: bytes, nonce: bytes) -> bytes:
    """The public ring key that a firm derives from its secret and a nonce."""
    return _private(secret, nonce).public_key().public_bytes_raw()


def _witness(secret: bytes) -> Ed25519PrivateKey:
    assert len(secret) == SECRET_BYTES
    key = HKDF(hashes.SHA256(), 32, salt=b"", info=b"tuowang witness key 1").derive(secret)
    return Ed25519PrivateKey.from_private_bytes(key)


def witness_key(secret: bytes) -> bytes:
    """The public key by which a company witnesses rings."""
    return _witness(secret).public_key().public_bytes_raw()


def seen(secret: bytes, terms: Terms, signatures: Sequence[bytes]) -> bytes:
    """SEEN: the witness stamps all PREPAREs, in the order of the keys."""
    return _witness(secret).sign(_seen_bytes(terms, signatures))


def lapsed(secret: bytes, terms: Terms) -> bytes:
    """LAPSED: the witness never stamps the ring; the caller says one of the two, once."""
    return _witness(secret).sign(b"tuowang lapsed 1" + terms.id)


def relay_secret(secret: bytes, relay: bytes) -> bytes:
    """The secret of the ring keys that a firm gives a relay of its own; `relay`: its key."""
    return HKDF(hashes.SHA256(), SECRET_BYTES, salt=relay, info=b"tuowang relay ring 1").derive(
        secret
    )


def acquaintance_secret(secret: bytes, relay: bytes, partner: bytes) -> bytes:
    """The secret of the link between a firm's relay and its partner, 16 bytes."""
    info = b"tuowang relay link 1"
    return HKDF(hashes.SHA256(), 16, salt=relay + partner, info=info).derive(secret)


def prepare(secret: bytes, nonce: bytes, ring: bytes, note: bytes) -> bytes:
    """The PREPARE of a ring; the key signs nothing else, so the caller asks once a nonce."""
    return _private(secret, nonce).sign(_prepare_bytes(ring, nonce, note))


def is_prepare(key: bytes, ring: bytes, signature: bytes, nonce: bytes, note: bytes) -> bool:
    """Whether a signature is the key's PREPARE of a ring, with this nonce and sealed note."""
    return _verifies(key, signature, _prepare_bytes(ring, nonce, note))


def is_seen(terms: Terms, signatures: Sequence[bytes], signature: bytes) -> bool:
    """Whether the witness stamped this whole set, in the order of the keys."""
    return _verifies(terms.witness, signature, _seen_bytes(terms, signatures))


def is_lapsed(terms: Terms, signature: bytes) -> bool:
    """Whether the witness says that the ring came to nothing."""
    return _verifies(terms.witness, signature, b"tuowang lapsed 1" + terms.id)


def seal_note(secret: bytes, nonce: bytes, note: bytes) -> bytes:
    """A note that only the firm itself can read. One note a nonce: both LOCKs bear the same.

    It is padded, so that its length does not tell one firm's rings from another's.
    """
    plain = len(note).to_bytes(2, "big") + note
    plain += bytes(-len(plain) % NOTE_BLOCK_BYTES)
    return ChaCha20Poly1305(_note_key(secret, nonce)).encrypt(bytes(12), plain, nonce)


def open_note(secret: bytes, nonce: bytes, sealed: bytes) -> bytes | None:
    """The note again; None where it is not ours."""
    try:
        plain = ChaCha20Poly1305(_note_key(secret, nonce)).decrypt(bytes(12), sealed, nonce)
    except (InvalidTag, ValueError):
        return None
    return plain[2 : 2 + int.from_bytes(plain[:2], "big")]


def _note_key(secret: bytes, nonce: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=nonce, info=b"tuowang ring note 1").derive(secret)


def _prepare_bytes(ring: bytes, nonce: bytes, note: bytes) -> bytes:
    return b"tuowang prepare 2" + ring + sha256(nonce + note).digest()


def _seen_bytes(terms: Terms, signatures: Sequence[bytes]) -> bytes:
    return b"tuowang seen 1" + terms.id + sha256(b"".join(signatures)).digest()


def _verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
