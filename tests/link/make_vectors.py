"""The golden vectors: fixed secrets, chance and time give exact bytes.

Written anew by `python -m tests.link.make_vectors`.
"""

from __future__ import annotations

import json
from pathlib import Path

from tuowang.link.bundle import Message, tag_of, wrap
from tuowang.link.code import Code, write_code
from tuowang.link.state import LinkRow, link_identity
from tuowang.record.box import ephemeral_key
from tuowang.record.chain import EMPTY, extend
from tuowang.record.entry import write_entry
from tuowang.record.keys import Keys, compared_words, fingerprint
from tuowang.record.seal import START, Position, make_seal, pack_seal, signed_bytes

FILE = Path(__file__).with_name("vectors.json")


def vectors() -> dict[str, str]:
    """Every vector by its name; bytes are hex."""
    alice, bob = Keys(b"\x01" * 32), Keys(b"\x02" * 32)
    secret = b"\x03" * 16
    link_id, tag_secret = link_identity(alice.public.sign, secret)
    link = LinkRow(
        1, "bob", "trusted", link_id, tag_secret, inviter=True,
        peer_sign=bob.public.sign, peer_box=bob.public.box,
    )  # fmt: skip
    body = write_entry(b"\x04" * 16, "message.told", 1_780_000_000_000, {"text": "你好"})
    head = extend(EMPTY, body)
    mine = Position(0, head.n, head.hash)
    seal = make_seal(alice, link_id, mine, START)
    chance = b"\x05" * 32
    ephemeral = ephemeral_key(chance).public_key().public_bytes_raw()
    return {
        "alice secret": (b"\x01" * 32).hex(),
        "alice sign key": alice.public.sign.hex(),
        "alice box key": alice.public.box.hex(),
        "alice fingerprint": fingerprint(alice.public),
        "bob secret": (b"\x02" * 32).hex(),
        "bob sign key": bob.public.sign.hex(),
        "bob box key": bob.public.box.hex(),
        "code secret": secret.hex(),
        "code": write_code(Code(alice.public.sign, alice.public.box, secret, "Alice", "")),
        "link id": link_id.hex(),
        "tag secret": tag_secret.hex(),
        "compared words": " ".join(
            english for english, _ in compared_words(link_id, alice.public, bob.public)
        ),
        "entry body": body.hex(),
        "hash 1": head.hash.hex(),
        "seal signed bytes": signed_bytes(link_id, mine, START, 1).hex(),
        "seal": pack_seal(seal).hex(),
        "bundle chance": chance.hex(),
        "bundle ephemeral key": ephemeral.hex(),
        "bundle tag": tag_of(tag_secret, True, ephemeral).hex(),
        "bundle": wrap(link, Message(pack_seal(seal), 1, [body]), chance).hex(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
