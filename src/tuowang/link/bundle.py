"""The bundle: the only message, the same bytes over a socket, an e-mail and a USB stick.

Outside, 12 bytes, then HPKE (`record.box`)::

    version (1) = 1 | suite (1) = 1 | prekey number (2) | tag (8) | encapsulated key (32) | ...

`tag` is SHA-256(tag secret | direction | encapsulated key), 8 bytes: only the two parties can tell
whose it is, and it changes with every bundle. Prekey 0 is the identity's own box key. Inside::

    form (1): 0 plain, 1 zstandard (2 is kept for a dictionary) | msgpack array `Message`

Sizes are checked before anything is decompressed or allocated.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

import msgspec
import zstandard

from tuowang.errors import Refused
from tuowang.link.state import LinkRow
from tuowang.record.box import close_box, ephemeral_key, open_box
from tuowang.record.keys import Keys

VERSION = 1
SUITE = 1
HEADER_BYTES = 12
TAG_BYTES = 8
MAXIMUM_BUNDLE_BYTES = 8 * 1024 * 1024
MAXIMUM_PLAIN_BYTES = 16 * 1024 * 1024
MAXIMUM_ENTRIES = 16_384
SMALLEST_BUNDLE_BYTES = HEADER_BYTES + 32 + 16 + 1
_INFO = b"tuowang bundle 1"
_PLAIN, _ZSTANDARD = 0, 1
_WORTH_COMPRESSING_BYTES = 256

Number = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
Nonce = Annotated[bytes, msgspec.Meta(max_length=16)]
ShortName = Annotated[str, msgspec.Meta(max_length=200)]
Entries = Annotated[list[bytes], msgspec.Meta(max_length=MAXIMUM_ENTRIES)]


class EchoWanted(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Show me my own log above `after`, and prove with `nonce` that the answer is fresh."""

    nonce: Nonce
    after: Number


class Echo(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Your own entries `start` ..., as I hold them, with your own seals over them and their end."""

    nonce: Nonce
    start: Number
    entries: Entries
    seals: Entries


class Message(msgspec.Struct, frozen=True, array_like=True):
    """What a bundle says. `entries` are numbers `start` ... of the author's log, up to its seal.

    `resend_after` asks for the reader's log again from there on; `hello` gives the author's keys
    and name while the reader may not know them. Further elements are for later versions.
    """

    seal: bytes
    start: Number
    entries: Entries
    resend_after: Number | None = None
    echo_wanted: EchoWanted | None = None
    echo: Echo | None = None
    hello: tuple[bytes, bytes, ShortName] | None = None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Message)
_compressor = zstandard.ZstdCompressor(level=3, write_checksum=False, write_content_size=True)
_decompressor = zstandard.ZstdDecompressor(max_window_size=MAXIMUM_PLAIN_BYTES)


def wrap(link: LinkRow, message: Message, chance: bytes) -> bytes:
    """The exact bytes that go out: compressed, encrypted to the partner, addressed to nobody."""
    plain = _encoder.encode(message)
    if len(plain) >= _WORTH_COMPRESSING_BYTES:
        inside = bytes((_ZSTANDARD,)) + _compressor.compress(plain)
    else:
        inside = bytes((_PLAIN,)) + plain
    ephemeral = ephemeral_key(chance)
    tag = tag_of(link.tag_secret, link.inviter, ephemeral.public_key().public_bytes_raw())
    header = bytes((VERSION, SUITE, 0, 0)) + tag
    return header + close_box(link.peer_box, ephemeral, inside, _INFO + link.link_id, header)


def check_outside(data: bytes) -> tuple[bytes, bytes]:
    """The tag and the encapsulated key; `Refused` where the outside is not a bundle's."""
    if len(data) > MAXIMUM_BUNDLE_BYTES:
        raise Refused("bundle-too-large", size=len(data))
    if len(data) < SMALLEST_BUNDLE_BYTES:
        raise Refused("bundle-truncated", size=len(data))
    if data[0] != VERSION or data[1] != SUITE:
        raise Refused("bundle-unknown-version", version=data[0], suite=data[1])
    return data[4:HEADER_BYTES], data[HEADER_BYTES : HEADER_BYTES + 32]


def tag_of(tag_secret: bytes, from_inviter: bool, encapsulated: bytes) -> bytes:
    """The address on the outside, which only the link's two parties can compute."""
    direction = b"\x01" if from_inviter else b"\x00"
    return sha256(tag_secret + direction + encapsulated).digest()[:TAG_BYTES]


def unwrap(keys: Keys, link: LinkRow, data: bytes) -> Message:
    """What is inside a bundle whose tag is this link's; `Refused` where it is damaged."""
    header, rest = data[:HEADER_BYTES], data[HEADER_BYTES:]
    if data[2:4] != b"\x00\x00":
        raise Refused("bundle-unknown-prekey")
    inside = open_box(keys.box, rest, _INFO + link.link_id, header)
    if inside is None:
        raise Refused("bundle-damaged")
    try:
        return _decoder.decode(_expand(inside))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as no:
        raise Refused("bundle-unreadable") from no


def _expand(inside: bytes) -> bytes:
    if not inside or inside[0] not in (_PLAIN, _ZSTANDARD):
        raise Refused("bundle-unreadable")
    if inside[0] == _PLAIN:
        return inside[1:]
    try:
        size = zstandard.frame_content_size(inside[1:])
        if not 0 < size <= MAXIMUM_PLAIN_BYTES:
            raise Refused("bundle-too-large", size=size)
        return _decompressor.decompress(inside[1:], max_output_size=MAXIMUM_PLAIN_BYTES)
    except zstandard.ZstdError as no:
        raise Refused("bundle-unreadable") from no
