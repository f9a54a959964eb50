"""A partner that signs well and means harm, and sizes that nobody meant to harm anybody with."""

from __future__ import annotations

from hashlib import shake_256
from itertools import pairwise

import msgspec
import pytest

from tests.link.test_accidents import codes, forged, honest, restored
from tests.link.two import NOW, End, dump, equal, pair, settle
from tuowang.errors import Mistake
from tuowang.link.bundle import MAXIMUM_BUNDLE_BYTES, Echo, Message, unwrap, wrap
from tuowang.link.code import MAXIMUM_CODE_LETTERS, Code, read_code, write_code
from tuowang.link.connect import invite, join, trust, words
from tuowang.link.state import FORKS, INVITED, JOINED, LINKS, SEALS, LinkRow, link_identity
from tuowang.node import Node
from tuowang.record.chain import ZERO, hashes
from tuowang.record.entry import write_entry
from tuowang.record.keys import Keys, PublicKeys, can_be_keys
from tuowang.record.seal import START, Position, make_seal, pack_seal, seal_holds, unpack_seal

LOW_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]
"""X25519 keys with which every shared secret is zero (RFC 7748, section 6.1)."""


def noise(count: int, size: int, seed: str = "") -> list[bytes]:
    """Readings that do not compress."""
    blobs = [shake_256(f"{seed} {number}".encode()).digest(size) for number in range(count)]
    return [write_entry(blob[:16], "reading", 0, {"v": blob}) for blob in blobs]


def say(end: End, bodies: list[bytes]) -> None:
    """Say ready-made entries on the only link."""
    end.store.begin()
    end.node.say_bodies(end.only(), bodies)
    end.store.commit()


def with_receipt(one: End, yours: Position, **fields: object) -> bytes:
    """A bundle whose seal says any receipt, with a signature that holds."""
    link = one.only()
    head = one.store.head(link.out_stream)
    mine = Position(link.epoch, head.n, head.hash)
    seal = pack_seal(make_seal(one.keys, link.link_id, mine, yours))
    return forged(one, msgspec.structs.replace(Message(seal, head.n + 1, []), **fields))


@pytest.mark.parametrize(
    "yours",
    [
        Position(2**32 - 1, 0, ZERO),
        Position(2**31, 0, ZERO),
        Position(0, 2**64 - 1, ZERO),
        Position(0, 2**63, bytes(31) + b"x"),
        Position(2**32 - 1, 2**64 - 1, bytes(32)),
    ],
)
def test_a_receipt_for_what_no_log_can_reach_is_refused(yours: Position) -> None:
    """It would fit no column of a database, and no seal of ours after a healing."""
    one, other = pair()
    before = dump(other)
    assert codes(other, with_receipt(one, yours)) == ["seal-unreadable"]
    assert dump(other) == before


def test_a_false_receipt_can_make_us_heal_and_harms_nothing() -> None:
    one, other = pair()
    other.tell("A", "said before")
    settle(one, other)
    said = other.said_bodies()
    highest = Position(2**31 - 1, 7, b"h" * 32)
    assert codes(other, with_receipt(one, highest)) == ["healing-begun"]
    nonce = other.only().heal_nonce
    true_head = Position(2**31 - 1, *other.store.head(other.only().out_stream))
    other.hear(with_receipt(one, true_head, echo=Echo(nonce, 2, [], [])))
    assert not other.only().healing
    assert other.said_bodies() == said
    other.tell("A", "goes on")
    assert [unwrap(one.keys, one.only(), data).start for data in other.flush()] == [2]


def stranger(code: Code) -> LinkRow:
    """The link of somebody who has the code, without joining it as our program would."""
    link_id, tag_secret = link_identity(code.sign, code.secret)
    return LinkRow(
        1, "A", JOINED, link_id, tag_secret, False, peer_sign=code.sign, peer_box=code.box
    )


@pytest.mark.parametrize("box", [*LOW_ORDER, b"", b"short", bytes(33)])
def test_nobody_joins_with_keys_that_nothing_can_be_encrypted_to(box: bytes) -> None:
    one, thief = End("A"), Keys(b"t" * 32)
    link = stranger(read_code(invite(one.store, one.keys, "B", one.chance())))
    seal = pack_seal(make_seal(thief, link.link_id, START, START))
    message = Message(seal, 1, [], hello=(thief.public.sign, box, "B"))
    assert codes(one, wrap(link, message, one.chance())) == ["hello-unreadable"]
    assert one.only().status == INVITED
    one.store.put(LINKS, msgspec.structs.replace(one.only(), live=True))
    assert one.flush() == []


@pytest.mark.parametrize("box", LOW_ORDER)
def test_a_code_with_such_a_key_is_refused(box: bytes) -> None:
    end = End("A")
    text = write_code(Code(Keys(b"t" * 32).public.sign, box, bytes(16)))
    with pytest.raises(Mistake, match="code-unreadable"):
        join(end.store, end.keys, "B", text)
    assert list(end.store.scan(LINKS)) == []


def test_real_keys_can_be_keys() -> None:
    public = Keys(b"k" * 32).public
    assert can_be_keys(public)
    assert not can_be_keys(PublicKeys(public.sign[:31], public.box))
    assert not can_be_keys(PublicKeys(public.sign, public.box[:31]))


def test_an_invited_link_takes_nothing_but_a_greeting() -> None:
    one = End("A")
    link = stranger(read_code(invite(one.store, one.keys, "B", one.chance())))
    thief = Keys(b"t" * 32)
    seal = pack_seal(make_seal(thief, link.link_id, START, START))
    before = dump(one)
    assert codes(one, wrap(link, Message(seal, 1, []), one.chance())) == ["hello-missing"]
    someone = (Keys(b"x" * 32).public.sign, thief.public.box, "B")
    forged_hello = wrap(link, Message(seal, 1, [], hello=someone), one.chance())
    assert codes(one, forged_hello) == ["seal-forged"]
    assert dump(one) == before


def test_the_words_tell_a_thief_in_the_middle_from_the_partner() -> None:
    """Whoever intercepts a code can join with it and invite in turn, and both people see it."""
    one, thief, other = End("A"), End("T"), End("B")
    stolen = invite(one.store, one.keys, "B", one.chance(), name="A")
    passed_on = invite(thief.store, thief.keys, "B", thief.chance(), name="A")
    join(thief.store, thief.keys, "A", stolen, name="B")
    join(other.store, other.keys, "A", passed_on, name="B")
    link_to_a = next(link for link in thief.store.scan(LINKS) if link.partner == "A")
    for data in thief.node.carry(link_to_a, NOW, thief.chance()):
        one.hear(data)
    assert one.only().peer_name == "B"
    assert words(one.keys, one.only()) != words(other.keys, other.only())
    assert one.heard_bodies() == []


@pytest.mark.parametrize("name", ["x" * 2000, "有" * 2000])
def test_a_code_can_be_read_however_long_the_name(name: str) -> None:
    one, other = End("A"), End("B")
    text = invite(one.store, one.keys, "B", one.chance(), name=name, address="http://" + "a" * 90)
    assert len(text.replace("-", "")) <= MAXIMUM_CODE_LETTERS
    link, code = join(other.store, other.keys, "A", text, name=name)
    assert link.peer_name == code.name == name[:200]
    one.hear(next(other.node.carry(link, NOW, other.chance())))
    assert one.only().peer_name == name[:200]


def test_a_stick_carries_everything_also_when_a_line_was_tried_and_lost_it() -> None:
    one, other = pair()
    say(one, noise(20_000, 20))
    assert len(one.flush()) == 2  # lost
    assert one.only().sent_n == 20_000
    for data in one.node.carry(one.only(), NOW, one.chance()):
        other.hear(data)
    assert other.heard_bodies() == one.said_bodies()


def test_what_is_given_back_and_what_is_new_never_make_a_bundle_too_large() -> None:
    one, other = pair()
    disk = one.store.copy()
    for batch in range(8):  # many bundles, so that many seals come back too
        say(one, noise(9, 60_000, f"one {batch}"))
        settle(one, other)
    whole = one.said_bodies()
    restored(one, disk, knowing=True)
    say(other, noise(72, 60_000, "other"))
    sizes = []
    for _ in range(8):
        for end, reader in ((one, other), (other, one)):
            for data in end.flush():
                sizes.append(len(data))
                reader.hear(data)
    assert 4_000_000 < max(sizes) < MAXIMUM_BUNDLE_BYTES * 3 // 4
    assert one.said_bodies() == whole
    assert equal(one, other)


def test_a_large_entry_goes_alone() -> None:
    one, _ = pair()
    say(one, noise(9, 1_000_000))
    sizes = [len(data) for data in one.flush()]
    assert len(sizes) == 3
    assert max(sizes) < MAXIMUM_BUNDLE_BYTES


def test_a_statement_too_large_for_an_entry_is_refused_before_it_is_said() -> None:
    from tuowang.flows.base import JOURNAL, Command, Flow, Record, Say

    class Much(Record, frozen=True):
        kind = "test.much"
        text: str

    class SayMuch(Command, frozen=True):
        verb = "much"
        size: int

    flow = Flow("much")
    flow.record(Much)
    flow.ask(SayMuch)(lambda _view, much, _context: [Say(JOURNAL, Much("x" * much.size))])
    end = End("A")
    end.node = Node(end.keys, end.store, [flow])
    before = dump(end)
    with pytest.raises(Mistake, match="statement-too-large"):
        end.commit(lambda: end.node.ask(SayMuch(1 << 20), NOW, end.chance()))
    assert dump(end) == before
    end.commit(lambda: end.node.ask(SayMuch((1 << 20) - 100), NOW, end.chance()))
    assert end.store.last_arrival() == 1


def test_both_seals_of_a_contradiction_are_kept_also_where_it_goes_on_longer() -> None:
    """What the partner says now is longer than what it said before, and begins lower."""
    one, other = pair()
    disk = one.store.copy()
    one.tell("B", "one thing")
    settle(one, other)
    one.store = disk
    one.restart()
    one._drawn += 1000
    one.tell("B", "another thing", "and more")
    (data,) = one.flush()
    assert codes(other, data) == ["partner-contradicts-itself"]
    (fork,) = other.store.scan(FORKS)
    seals = [unpack_seal(packed) for packed in (fork.seal, fork.other_seal)]
    link = other.only()
    assert [seal is not None and (seal.mine.n, seal.mine.epoch) for seal in seals] == [
        (2, 0),
        (1, 0),
    ]
    assert all(
        seal is not None and seal_holds(link.peer_sign, link.link_id, seal) for seal in seals
    )
    assert codes(other, data) == [], "the same contradiction is told once"
    settle(one, other)
    assert other.heard() == ["one thing", "another thing", "and more"]


def test_a_contradiction_in_the_middle_changes_nothing_that_is_held() -> None:
    one, other = pair()
    one.tell("B", "a", "b", "c")
    settle(one, other)
    held, link = other.heard_bodies(), one.only()
    lie = noise(2, 20)
    at = Position(0, 2, hashes(START.head, lie)[-1])
    seal = pack_seal(make_seal(one.keys, link.link_id, at, Position(0, 0, ZERO)))
    assert codes(other, forged(one, Message(seal, 1, lie))) == ["partner-contradicts-itself"]
    assert other.heard_bodies() == held
    (fork,) = other.store.scan(FORKS)
    assert fork.n == 2
    assert fork.other_seal == next(row.seal for row in other.store.scan(SEALS))


def test_the_same_keys_on_another_link_do_not_open_this_one() -> None:
    """A seal and a bundle are for one link: what was said to C is never taken by B."""
    one, other, third = End("A"), End("B"), End("C")
    for partner, end in (("B", other), ("C", third)):
        code = invite(one.store, one.keys, partner, one.chance())
        join(end.store, end.keys, "A", code)
        row = one.node.link_of(partner)
        assert row is not None
        one.hear(next(end.node.carry(end.only(), NOW, end.chance())))
        trust(one.store, partner)
        trust(end.store, "A")
    one.tell("C", "for C only")
    to_c = one.node.link_of("C")
    to_b = one.node.link_of("B")
    assert to_c is not None
    assert to_b is not None
    (data,) = one.node.carry(to_c, NOW, one.chance())
    assert codes(other, data) == ["bundle-foreign"]
    message = unwrap(third.keys, third.only(), data)
    assert codes(other, wrap(to_b, message, one.chance())) == ["seal-forged"]
    assert other.heard() == []


def test_a_bundle_that_comes_back_to_its_author_is_foreign() -> None:
    one, other = pair()
    one.tell("B", "x")
    for data in one.flush():
        assert codes(one, data) == ["bundle-foreign"]
        other.hear(data)
    settle(one, other)
    assert equal(one, other)


def test_old_bundles_in_any_order_never_move_a_receipt_back() -> None:
    one, other = pair()
    kept = []
    acked = []
    for text in ("a", "b", "c", "d"):
        one.tell("B", text)
        for data in one.flush():
            other.hear(data)
        kept += other.flush()
        for data in kept:
            one.hear(data)
            acked.append(one.only().acked_n)
        for data in reversed(kept):
            one.hear(data)
            acked.append(one.only().acked_n)
    assert len(kept) >= 4
    assert all(before <= after for before, after in pairwise(acked))
    settle(one, other)
    assert equal(one, other)


def test_asking_for_more_than_there_is_or_from_nowhere_is_harmless() -> None:
    one, other = pair()
    one.tell("B", "a", "b")
    settle(one, other)
    for number in (0, 1, 2, 3, 2**61):
        one.hear(forged(other, honest(other, [], resend_after=number)))
        settle(one, other)
        assert equal(one, other)
        assert other.heard() == ["a", "b"]
