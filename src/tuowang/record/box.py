"""Encryption to a partner: HPKE base mode (RFC 9180), one bundle a message.

Suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305 (0x0020, 0x0001, 0x0003).
The library's own sender draws its ephemeral key itself; ours takes it from `chance`, because
the same seed must give the same bytes. What it writes is opened by the library's receiver too.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import digest as hmac_digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

ENCAPSULATED_BYTES = 32
TAG_BYTES = 16
_KEM_SUITE = b"KEM\x00\x20"
_SUITE = b"HPKE\x00\x20\x00\x01\x00\x03"


def ephemeral_key(chance: bytes) -> X25519PrivateKey:
    """The sender's one-time key for 32 bytes of chance (RFC 9180, section 7.1.3)."""
    secret = _extract(b"", b"dkp_prk", chance, _KEM_SUITE)
    return X25519PrivateKey.from_private_bytes(_expand(secret, b"sk", b"", 32, _KEM_SUITE))


def close_box(
    recipient: bytes, ephemeral: X25519PrivateKey, plain: bytes, info: bytes, outside: bytes
) -> bytes:
    """The encapsulated key, 32 bytes, and the ciphertext; `outside` is authenticated only."""
    encapsulated = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    key, nonce = _schedule(shared, encapsulated + recipient, info)
    return encapsulated + ChaCha20Poly1305(key).encrypt(nonce, plain, outside)


def open_box(own: X25519PrivateKey, data: bytes, info: bytes, outside: bytes) -> bytes | None:
    """What is inside, or None where it is not for this key or was damaged."""
    encapsulated, sealed = data[:ENCAPSULATED_BYTES], data[ENCAPSULATED_BYTES:]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(encapsulated))
        context = encapsulated + own.public_key().public_bytes_raw()
        key, nonce = _schedule(shared, context, info)
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, outside)
    except (InvalidTag, ValueError):
        return None


def _schedule(shared: bytes, kem_context: bytes, info: bytes) -> tuple[bytes, bytes]:
    prk = _extract(b"", b"eae_prk", shared, _KEM_SUITE)
    secret = _expand(prk, b"shared_secret", kem_context, 32, _KEM_SUITE)
    context = (
        b"\x00"
        + _extract(b"", b"psk_id_hash", b"", _SUITE)
        + _extract(b"", b"info_hash", info, _SUITE)
    )
    prk = _extract(secret, b"secret", b"", _SUITE)
    return _expand(prk, b"key", context, 32, _SUITE), _expand(
        prk, b"base_nonce", context, 12, _SUITE
    )


def _extract(salt: bytes, label: bytes, material: bytes, suite: bytes) -> bytes:
    return hmac_digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, sha256)


def _expand(prk: bytes, label: bytes, info: bytes, length: int, suite: bytes) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    assert length <= 32  # one block of HKDF-Expand (RFC 5869) is enough for every use here
    return hmac_digest(prk, labelled + b"\x01", sha256)[:length]
