"""The code that one company hands another so that their connectors can link: text, QR or file.

    "TW1" + base32( msgpack [sign key, box key, secret (16), name, address] | checksum (4) )

It carries the inviter's public keys and a secret that makes the link's id; it is used once. Who
intercepts it can only join in the other's place, and the compared words show that.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from binascii import Error
from hashlib import sha256

import msgspec

from tuowang.errors import Mistake
from tuowang.record.keys import PublicKeys, can_be_keys

PREFIX = "TW1"
SECRET_BYTES = 16
MAXIMUM_CODE_LETTERS = 2000


class Code(msgspec.Struct, frozen=True, array_like=True):
    """What a code says."""

    sign: bytes
    box: bytes
    secret: bytes
    name: str = ""
    address: str = ""

    @property
    def public(self) -> PublicKeys:
        """The inviter's public keys."""
        return PublicKeys(self.sign, self.box)


def write_code(code: Code) -> str:
    """The code as text: capital letters and digits, in groups of five."""
    data = msgspec.msgpack.encode(code)
    text = b32encode(data + sha256(data).digest()[:4]).decode().rstrip("=")
    return PREFIX + "-" + "-".join(text[i : i + 5] for i in range(0, len(text), 5))


def read_code(text: str) -> Code:
    """The code in a text, whatever spaces, breaks or small letters it came to have."""
    plain = "".join(char for char in text if char.isalnum()).upper()
    if not plain.startswith(PREFIX) or len(plain) > MAXIMUM_CODE_LETTERS:
        raise Mistake("code-unreadable")
    letters = plain[len(PREFIX) :]
    try:
        raw = b32decode(letters + "=" * (-len(letters) % 8))
        data, checksum = raw[:-4], raw[-4:]
        if sha256(data).digest()[:4] != checksum:
            raise Mistake("code-mistyped")
        code = msgspec.msgpack.decode(data, type=Code)
    except (Error, ValueError, msgspec.MsgspecError) as no:
        raise Mistake("code-unreadable") from no
    if not can_be_keys(code.public) or len(code.secret) != SECRET_BYTES:
        raise Mistake("code-unreadable")
    return code
