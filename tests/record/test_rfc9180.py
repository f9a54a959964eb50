"""Our sender against the test vectors of RFC 9180, appendix A.2.1 (base mode, first message)."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tuowang.record.box import close_box, ephemeral_key, open_box

INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
PLAIN = b"Beauty is truth, truth beauty"
OUTSIDE = b"Count-0"
EPHEMERAL_MATERIAL = "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b"
EPHEMERAL_SECRET = "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600"
EPHEMERAL_PUBLIC = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
RECIPIENT_MATERIAL = "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df"
RECIPIENT_SECRET = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"
RECIPIENT_PUBLIC = "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"
CIPHERTEXT = (
    "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
)


def test_keys_are_derived_from_chance_as_the_standard_says() -> None:
    ephemeral = ephemeral_key(bytes.fromhex(EPHEMERAL_MATERIAL))
    recipient = ephemeral_key(bytes.fromhex(RECIPIENT_MATERIAL))
    assert ephemeral.private_bytes_raw().hex() == EPHEMERAL_SECRET
    assert ephemeral.public_key().public_bytes_raw().hex() == EPHEMERAL_PUBLIC
    assert recipient.private_bytes_raw().hex() == RECIPIENT_SECRET
    assert recipient.public_key().public_bytes_raw().hex() == RECIPIENT_PUBLIC


def test_the_box_is_the_standards_byte_for_byte() -> None:
    ephemeral = ephemeral_key(bytes.fromhex(EPHEMERAL_MATERIAL))
    box = close_box(bytes.fromhex(RECIPIENT_PUBLIC), ephemeral, PLAIN, INFO, OUTSIDE)
    assert box.hex() == EPHEMERAL_PUBLIC + CIPHERTEXT
    own = X25519PrivateKey.from_private_bytes(bytes.fromhex(RECIPIENT_SECRET))
    assert open_box(own, box, INFO, OUTSIDE) == PLAIN
