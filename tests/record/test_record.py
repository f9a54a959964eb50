"""Exact bytes, chains, seals, keys and boxes."""

from __future__ import annotations

from hashlib import sha256

import msgspec
import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from tuowang.errors import Refused
from tuowang.record.box import close_box, ephemeral_key, open_box
from tuowang.record.chain import EMPTY, Head, extend, hashes, leaf
from tuowang.record.codec import MAXIMUM_BODY_BYTES, convert, decode, encode
from tuowang.record.entry import read_entry, write_entry
from tuowang.record.keys import Keys, compared_words, fingerprint, verifies
from tuowang.record.seal import (
    Position,
    make_seal,
    pack_seal,
    seal_holds,
    signed_bytes,
    unpack_seal,
)
from tuowang.record.words import WORDS

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_what_is_encoded_is_understood_as_itself(value: object) -> None:
    assert decode(encode(value)) == value


@given(st.binary(max_size=60))
def test_what_is_understood_encodes_to_the_same_bytes(data: bytes) -> None:
    try:
        value = decode(data)
    except Refused:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b"\x82\xa1a\x01\xa1a\x02",  # a key twice
        b"\x82\xa1b\x01\xa1a\x02",  # keys out of order
        b"\xcd\x00\x05",  # a longer integer than it needs
        b"\xd9\x01a",  # a longer text header than it needs
        b"\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00",  # a float
        b"\x81\x01\x02",  # a key that is no text
        b"\xd4\x05\x00",  # an extension type
        b"\xd6\xff\x00\x00\x00\x01",  # a timestamp
        b"\x91" * 40 + b"\x90",  # deeper than anybody needs
        b"\xa1\xff",  # text that is none
        b"\xc1",  # never used
        b"\x01\x01",  # something behind the end
        b"",
        bytes(MAXIMUM_BODY_BYTES + 1),
    ],
)
def test_other_bytes_are_not_understood(data: bytes) -> None:
    with pytest.raises(Refused):
        decode(data)


class Thing(msgspec.Struct, frozen=True):
    """A record's shape."""

    name: str
    count: int = 0


def test_a_newer_record_with_more_fields_is_still_understood() -> None:
    assert convert({"name": "x", "count": 1, "colour": "red"}, Thing) == Thing("x", 1)
    wrongs: list[object] = [{"count": 1}, {"name": 7}, {"name": "x", "count": "1"}, [], None]
    for wrong in wrongs:
        with pytest.raises(Refused):
            convert(wrong, Thing)


def test_the_chain_is_what_the_protocol_says() -> None:
    assert leaf(b"x") == sha256(b"\x00x").digest()
    first = extend(EMPTY, b"x")
    assert first == Head(1, sha256(b"\x01" + bytes(32) + bytes(7) + b"\x01" + leaf(b"x")).digest())
    second = extend(first, b"")
    assert hashes(EMPTY, [b"x", b""]) == [first.hash, second.hash]
    assert hashes(first, [b""]) == [second.hash]


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=6), st.data())
def test_any_change_of_any_body_changes_the_end(bodies: list[bytes], data: st.DataObject) -> None:
    end = hashes(EMPTY, bodies)[-1]
    place = data.draw(st.integers(0, len(bodies) - 1))
    other = [*bodies]
    other[place] += b"!"
    assert hashes(EMPTY, other)[-1] != end
    assert hashes(EMPTY, bodies[:-1])[-1] != end


def test_a_seal_is_for_one_link_one_author_and_one_pair_of_positions() -> None:
    keys, other = Keys(b"a" * 32), Keys(b"b" * 32)
    mine, yours = Position(1, 7, b"h" * 32), Position(0, 3, b"g" * 32)
    seal = make_seal(keys, b"l" * 32, mine, yours)
    assert seal_holds(keys.public.sign, b"l" * 32, seal)
    assert not seal_holds(other.public.sign, b"l" * 32, seal)
    assert not seal_holds(keys.public.sign, b"m" * 32, seal)
    for changed in (
        seal._replace(mine=yours),
        seal._replace(yours=mine),
        seal._replace(algorithm=2),
        seal._replace(mine=Position(2, 7, b"h" * 32)),
    ):
        assert not seal_holds(keys.public.sign, b"l" * 32, changed)
    packed = pack_seal(seal)
    assert len(packed) == 153
    assert unpack_seal(packed) == seal
    assert unpack_seal(packed + b"x") is None
    assert signed_bytes(b"l" * 32, mine, yours, 1)[:15] == b"tuowang seal 1\x01"
    assert not verifies(b"short", seal.signature, b"")


def test_keys_come_from_one_secret_and_words_from_both() -> None:
    one, other, thief = Keys(b"a" * 32), Keys(b"b" * 32), Keys(b"c" * 32)
    assert Keys(b"a" * 32).public == one.public
    assert len({one.public, other.public, thief.public}) == 3
    assert fingerprint(one.public).count("-") == 3
    words = compared_words(b"l" * 32, one.public, other.public)
    assert words == compared_words(b"l" * 32, other.public, one.public)
    assert words != compared_words(b"l" * 32, thief.public, other.public)
    assert words != compared_words(b"m" * 32, one.public, other.public)
    assert len(words) == 6
    assert len({english for english, _ in WORDS}) == len({chinese for _, chinese in WORDS}) == 256


SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_our_box_is_hpke(text: bytes, info: bytes) -> None:
    """What we close, the library opens; what the library closes, we open (RFC 9180, base mode)."""
    keys = Keys(b"k" * 32)
    ours = close_box(keys.public.box, ephemeral_key(b"e" * 32), text, info, b"")
    assert SUITE.decrypt(ours, keys.box, info) == text
    theirs = SUITE.encrypt(text, X25519PublicKey.from_public_bytes(keys.public.box), info)
    assert open_box(keys.box, theirs, info, b"") == text


def test_a_box_opens_only_for_its_key_its_purpose_and_unchanged() -> None:
    keys = Keys(b"k" * 32)
    data = close_box(keys.public.box, ephemeral_key(b"e" * 32), b"text", b"info", b"outside")
    assert open_box(keys.box, data, b"info", b"outside") == b"text"
    assert open_box(Keys(b"z" * 32).box, data, b"info", b"outside") is None
    assert open_box(keys.box, data, b"other", b"outside") is None
    assert open_box(keys.box, data, b"info", b"inside") is None
    for place in range(len(data)):
        changed = data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]
        assert open_box(keys.box, changed, b"info", b"outside") is None
    for size in range(len(data)):
        assert open_box(keys.box, data[:size], b"info", b"outside") is None
    assert open_box(keys.box, bytes(100), b"info", b"outside") is None


def test_an_entry_keeps_its_id_kind_and_words() -> None:
    body = write_entry(b"i" * 16, "message.told", 5, {"text": "hello"})
    entry = read_entry(body)
    assert (entry.id, entry.kind, entry.at, entry.says) == (
        b"i" * 16,
        "message.told",
        5,
        {"text": "hello"},
    )


@pytest.mark.parametrize(
    "value",
    [
        {"id": b"i" * 15, "kind": "k", "at": 0, "says": {}},
        {"id": b"i" * 16, "kind": "", "at": 0, "says": {}},
        {"id": b"i" * 16, "kind": "k" * 65, "at": 0, "says": {}},
        {"id": b"i" * 16, "kind": "k", "at": 2**60, "says": {}},
        {"id": b"i" * 16, "kind": "k", "at": True, "says": {}},
        {"id": b"i" * 16, "kind": "k", "at": 0, "says": []},
        {"id": b"i" * 16, "kind": "k", "at": 0},
        {"id": b"i" * 16, "kind": "k", "at": 0, "says": {}, "more": 1},
        [],
        None,
    ],
)
def test_what_is_no_entry_is_refused(value: object) -> None:
    with pytest.raises(Refused):
        read_entry(encode(value))
