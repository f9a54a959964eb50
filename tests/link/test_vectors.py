"""The bytes of the protocol never change by accident, and the document says what they are."""

from __future__ import annotations

import json
from pathlib import Path

from tests.link.make_vectors import FILE, vectors
from tuowang.link.bundle import unwrap
from tuowang.link.state import LinkRow
from tuowang.record.keys import Keys

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"


def test_the_bytes_are_those_of_the_vectors() -> None:
    assert vectors() == json.loads(FILE.read_text(encoding="utf-8"))


def test_the_document_has_every_vector() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, value in vectors().items():
        assert f"| {name} | `{value}` |" in text


def test_bob_reads_alices_bundle() -> None:
    found = vectors()
    bob = Keys(bytes.fromhex(found["bob secret"]))
    link = LinkRow(
        1,
        "alice",
        "trusted",
        bytes.fromhex(found["link id"]),
        bytes.fromhex(found["tag secret"]),
        inviter=False,
        peer_sign=bytes.fromhex(found["alice sign key"]),
        peer_box=bytes.fromhex(found["alice box key"]),
    )
    message = unwrap(bob, link, bytes.fromhex(found["bundle"]))
    assert [body.hex() for body in message.entries] == [found["entry body"]]
    assert message.seal.hex() == found["seal"]
