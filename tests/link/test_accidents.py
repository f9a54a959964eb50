"""Every row of the table of accidents, one test each; the rule is never to overwrite silently."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
import zstandard

from tests.link.two import NOW, End, dump, equal, pair, settle
from tuowang.errors import Mistake
from tuowang.link import bundle as bundles
from tuowang.link.bundle import (
    MAXIMUM_BUNDLE_BYTES,
    MAXIMUM_PLAIN_BYTES,
    Echo,
    Message,
    unwrap,
    wrap,
)
from tuowang.link.connect import close, invite, join, suspect, trust, words
from tuowang.link.incoming import MOST_FORKS
from tuowang.link.state import FORKS, INVITED, JOINED, LINKS, SEALS
from tuowang.node import UNREAD, Node
from tuowang.record.box import close_box, ephemeral_key
from tuowang.record.entry import write_entry
from tuowang.record.keys import Keys
from tuowang.record.seal import Position, make_seal, pack_seal
from tuowang.sim.company import connect
from tuowang.store.memory import MemoryStore


def codes(end: End, data: bytes) -> list[str]:
    """What a bundle makes people know."""
    return [note.code for note in end.hear(data).notes]


def test_what_is_said_arrives_and_is_known_to_have_arrived() -> None:
    one, other = pair()
    one.tell("B", "hello", "again")
    settle(one, other)
    assert other.heard() == ["hello", "again"]
    assert equal(one, other)


def test_a_live_link_at_rest_says_nothing() -> None:
    one, other = pair()
    assert one.flush() == other.flush() == []


def test_a_lost_receipt_is_given_again_for_the_same_words() -> None:
    one, other = pair()
    one.tell("B", "x")
    for _ in range(3):  # the last receipt is lost, again and again
        (data,) = one.flush()
        other.hear(data)
        (receipt,) = other.flush()
        one.wake()
    (data,) = one.flush()
    other.hear(data)
    (receipt,) = other.flush()
    one.hear(receipt)
    assert (one.flush(), other.flush()) == ([], [])
    assert equal(one, other)
    one.wake(60_000)
    assert one.flush() == []


def test_a_lost_answer_to_a_greeting_is_given_again() -> None:
    one, other = End("A"), End("B")
    connect(one, other, live=True)
    one.beat()
    one.flush()  # the answer is lost
    for _ in range(3):
        other.wake()
        (hello,) = other.flush()
        one.hear(hello)
        (answer,) = one.flush()
    other.hear(answer)
    assert other.only().greeted
    assert settle(one, other) == 0
    other.wake()
    assert other.flush() == []


def test_old_words_again_and_again_make_one_receipt_each_and_no_conversation() -> None:
    one, other = pair()
    one.tell("B", "x")
    other.tell("A", "y")
    (there,), (back,) = one.flush(), other.flush()
    other.hear(there)
    one.hear(back)
    settle(one, other)
    for _ in range(5):
        other.hear(there)
        one.hear(back)
        assert settle(one, other) <= 2
    assert equal(one, other)


def test_duplicate_is_harmless() -> None:
    one, other = pair()
    one.tell("B", "once")
    (data,) = one.flush()
    for _ in range(3):
        other.hear(data)
    settle(one, other)
    assert other.heard() == ["once"]
    assert equal(one, other)


def test_an_old_bundle_cannot_rewind_an_acknowledgement() -> None:
    one, other = pair()
    other.beat()
    (old,) = other.flush()
    one.tell("B", "a", "b", "c")
    settle(one, other)
    before = one.only().acked_n
    one.hear(old)
    assert one.only().acked_n == before == 3
    assert one.only().sent_n == 3


def test_reordered_bundles_end_in_order() -> None:
    one, other = pair()
    one.tell("B", "first")
    (first,) = one.flush()
    one.tell("B", "second")
    (second,) = one.flush()
    other.hear(second)
    assert other.heard() == []
    other.hear(first)
    settle(one, other)
    assert other.heard() == ["first", "second"]
    assert equal(one, other)


def test_a_lost_bundle_is_sent_again_in_time() -> None:
    one, other = pair()
    one.tell("B", "lost at first")
    assert len(one.flush()) == 1
    assert one.flush() == []
    one.wake()
    settle(one, other)
    assert other.heard() == ["lost at first"]
    assert equal(one, other)


def test_a_later_bundle_shows_the_gap_and_pulls_the_rest() -> None:
    one, other = pair()
    one.tell("B", "lost at first")
    one.flush()
    one.tell("B", "second")
    (second,) = one.flush()
    other.hear(second)
    settle(one, other)
    assert other.heard() == ["lost at first", "second"]


def test_every_flipped_byte_is_refused_and_changes_nothing() -> None:
    one, other = pair()
    one.tell("B", "x")
    (data,) = one.flush()
    before = dump(other)
    for place in range(len(data)):
        damaged = data[:place] + bytes((data[place] ^ 0x10,)) + data[place + 1 :]
        assert codes(other, damaged) != []
        assert dump(other) == before
    assert codes(other, data) == []
    assert other.heard() == ["x"]


def test_every_truncation_is_refused_and_changes_nothing() -> None:
    one, other = pair()
    one.tell("B", "x")
    (data,) = one.flush()
    before = dump(other)
    for size in range(len(data)):
        assert codes(other, data[:size]) != []
    assert codes(other, data + b"\0") != []
    assert dump(other) == before


def test_a_bundle_for_others_is_foreign() -> None:
    one, _ = pair()
    stranger, friend = End("C"), End("D")
    link_strangers(stranger, friend)
    stranger.tell("D", "secret")
    (data,) = stranger.flush()
    before = dump(one)
    assert codes(one, data) == ["bundle-foreign"]
    assert dump(one) == before


def link_strangers(one: End, other: End) -> None:
    """Another link, that the first two know nothing of."""
    from tuowang.sim.company import connect

    connect(one, other, live=True)


def test_an_oversized_bundle_is_refused_before_it_is_read() -> None:
    _, other = pair()
    assert codes(other, bytes(MAXIMUM_BUNDLE_BYTES + 1)) == ["bundle-too-large"]


def sealed(one: End, plain: bytes) -> bytes:
    """Any plain text, correctly encrypted from A to B."""
    link = one.only()
    ephemeral = ephemeral_key(bytes(32))
    tag = bundles.tag_of(link.tag_secret, link.inviter, ephemeral.public_key().public_bytes_raw())
    header = bytes((1, 1, 0, 0)) + tag
    info = b"tuowang bundle 1" + link.link_id
    return header + close_box(link.peer_box, ephemeral, plain, info, header)


def test_a_bomb_inside_a_well_sealed_bundle_does_not_go_off() -> None:
    one, other = pair()
    bomb = zstandard.ZstdCompressor().compress(bytes(MAXIMUM_PLAIN_BYTES * 8))
    before = dump(other)
    assert codes(other, sealed(one, b"\x01" + bomb)) == ["bundle-too-large"]
    unsized = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1000))
    assert codes(other, sealed(one, b"\x01" + unsized)) == ["bundle-too-large"]
    assert codes(other, sealed(one, b"\x07")) == ["bundle-unreadable"]
    assert codes(other, sealed(one, b"")) == ["bundle-truncated"]
    assert codes(other, sealed(one, b"\x00\xc1")) == ["bundle-unreadable"]
    assert dump(other) == before


def forged(one: End, message: Message) -> bytes:
    """A message of ours in a real bundle, whatever it says."""
    return wrap(one.only(), message, one.chance())


def honest(one: End, bodies: list[bytes], **fields: object) -> Message:
    """A true message that says some bodies next; `fields` make it untrue."""
    from tuowang.record.chain import hashes

    link = one.only()
    head = one.store.head(link.out_stream)
    chain = hashes(head, bodies)
    end = chain[-1] if chain else head.hash
    mine = Position(link.epoch, head.n + len(bodies), end)
    theirs = Position(link.peer_epoch, *one.store.head(link.in_stream))
    seal = pack_seal(make_seal(one.keys, link.link_id, mine, theirs))
    message = Message(seal, head.n + 1, bodies)
    return msgspec.structs.replace(message, **fields)


def test_a_forged_seal_is_refused() -> None:
    one, other = pair()
    link = one.only()
    thief = make_seal(
        Keys(bytes(32)), link.link_id, Position(0, 1, bytes(32)), Position(0, 0, bytes(32))
    )
    before = dump(other)
    assert codes(other, forged(one, Message(pack_seal(thief), 1, [b"x"]))) == ["seal-forged"]
    assert codes(other, forged(one, Message(b"short", 1, []))) == ["seal-unreadable"]
    assert codes(other, forged(one, honest(one, [b"x"], start=7))) == ["range-wrong"]
    assert codes(other, forged(one, honest(one, [b"x"], hello=(b"k" * 32, b"k" * 32, "")))) == [
        "code-used-already"
    ]
    assert dump(other) == before


def test_a_well_signed_entry_with_a_bad_body_is_kept_and_means_nothing() -> None:
    one, other = pair()
    bodies = [
        b"",
        b"\xc1",
        b"\x93\x01\x02\x03",
        write_entry(b"i" * 16, "no.such-kind", 5, {"a": 1}),
        write_entry(b"j" * 16, "message.told", 5, {"text": 7}),
        write_entry(b"k" * 16, "item.recorded", 5, {"item": "X"}),
        write_entry(
            b"l" * 16, "partner.topic-allowed", 5, {"partner": "A", "named_topic": "trade"}
        ),
    ]
    data = forged(one, honest(one, bodies))
    assert codes(other, data) == []
    assert other.heard_bodies()[-len(bodies) :] == bodies
    assert sum(row.count for row in other.store.scan(UNREAD)) == len(bodies)


def test_equivocation_is_proven_stops_that_direction_and_heals() -> None:
    """One key on two machines: both say something else at the same place."""
    one, other = pair()
    twin = End("A")
    twin.store = one.store.copy()
    twin.restart()
    twin._drawn = 10_000
    one.tell("B", "one thing")
    twin.tell("B", "another thing")
    settle(one, other)
    (data,) = twin.flush()
    assert codes(other, data) == ["partner-contradicts-itself"]
    assert other.heard() == ["one thing"]
    (fork,) = other.store.scan(FORKS)
    assert fork.seal != fork.other_seal
    assert other.only().forked_epoch == 1
    one.tell("B", "more in the stopped epoch")
    for data in one.flush():
        other.hear(data)
    assert other.heard() == ["one thing"]
    settle(twin, other)
    assert other.heard() == ["one thing", "another thing"]
    assert other.only().forked_epoch == 0
    assert equal(twin, other)
    assert list(other.store.scan(FORKS)) == [fork]


def restored(one: End, disk: MemoryStore, *, knowing: bool) -> None:
    """An old disk comes back."""
    one.store = disk
    one.restart()
    if knowing:
        one.store.begin()
        suspect(one.store, one.chance())
        one.store.commit()


@pytest.mark.parametrize("knowing", [True, False])
def test_restored_and_nothing_written_since(knowing: bool) -> None:
    one, other = pair()
    one.tell("B", "before")
    settle(one, other)
    disk = one.store.copy()
    one.tell("B", "after 1", "after 2")
    other.tell("A", "answer")
    settle(one, other)
    whole = one.said_bodies()
    restored(one, disk, knowing=knowing)
    one.beat()
    settle(one, other)
    assert one.said_bodies() == whole
    assert one.heard() == ["answer"]
    assert one.only().epoch == 1
    assert equal(one, other)


@pytest.mark.parametrize("knowing", [True, False])
def test_restored_and_written_since(knowing: bool) -> None:
    one, other = pair()
    one.tell("B", "before")
    settle(one, other)
    disk = one.store.copy()
    one.tell("B", "lost with the disk, held by B")
    settle(one, other)
    restored(one, disk, knowing=knowing)
    one.tell("B", "written since 1", "written since 2")
    since = one.said_bodies()[-2:]
    settle(one, other)
    assert other.heard() == [
        "before",
        "lost with the disk, held by B",
        "written since 1",
        "written since 2",
    ]
    assert one.said_bodies()[-2:] == since
    assert equal(one, other)
    assert (list(other.store.scan(FORKS)) == []) is knowing


def test_restored_twice_says_nothing_twice() -> None:
    one, other = pair()
    disk = one.store.copy()
    one.tell("B", "held by B")
    settle(one, other)
    restored(one, disk.copy(), knowing=False)
    one.tell("B", "since")
    middle = one.store.copy()
    settle(one, other)
    restored(one, middle, knowing=False)
    one.beat()
    settle(one, other)
    assert other.heard() == ["held by B", "since"]
    assert equal(one, other)


def test_what_reached_nobody_dies_with_the_disk() -> None:
    one, other = pair()
    disk = one.store.copy()
    one.tell("B", "never left")
    restored(one, disk, knowing=True)
    settle(one, other)
    assert other.heard() == []
    assert equal(one, other)


def test_a_restored_reader_gets_everything_again() -> None:
    one, other = pair()
    one.tell("B", "a")
    settle(one, other)
    disk = other.store.copy()
    one.tell("B", "b", "c")
    settle(one, other)
    assert one.only().acked_n == 3
    restored(other, disk, knowing=True)
    assert other.heard() == ["a"]
    settle(one, other)
    assert other.heard() == ["a", "b", "c"]
    assert equal(one, other)


def test_while_it_heals_nothing_new_leaves() -> None:
    one, other = pair()
    one.tell("B", "before")
    settle(one, other)
    restored(one, one.store.copy(), knowing=True)
    one.tell("B", "must wait")
    for data in one.flush():
        message = unwrap(other.keys, other.only(), data)
        assert message.entries == []
        assert message.echo_wanted is not None
        other.hear(data)
    assert other.heard() == ["before"]
    settle(one, other)
    assert other.heard() == ["before", "must wait"]


def test_healing_needs_a_fresh_answer() -> None:
    """An echo that was made for an older healing does not end this one."""
    one, other = pair()
    one.tell("B", "before")
    settle(one, other)
    restored(one, one.store.copy(), knowing=True)
    for data in one.flush():
        other.hear(data)
    stale = other.flush()
    restored(one, one.store.copy(), knowing=True)
    for data in stale:
        one.hear(data)
    assert one.only().healing
    settle(one, other)
    assert not one.only().healing


def test_a_false_echo_is_refused() -> None:
    one, other = pair()
    one.tell("B", "before")
    settle(one, other)
    restored(one, one.store.copy(), knowing=True)
    nonce = one.only().heal_nonce
    invented = write_entry(b"z" * 16, "message.told", 1, {"text": "never said"})
    link = other.only()
    fake = make_seal(other.keys, link.link_id, Position(0, 2, bytes(32)), Position(0, 0, bytes(32)))
    echo = Echo(nonce, 2, [invented], [pack_seal(fake)])
    before = one.said_bodies()
    assert "echo-false" in codes(one, forged(other, honest(other, [], echo=echo)))
    assert one.said_bodies() == before


def test_what_a_partner_puts_behind_our_last_seal_is_not_ours() -> None:
    """All that is shown is true and sealed by us, but for the last words."""
    one, other = pair()
    one.tell("B", "before")
    settle(one, other)
    restored(one, one.store.copy(), knowing=True)
    link = other.only()
    seals = [row.seal for row in other.store.scan(SEALS, link.in_stream)]
    before = one.said_bodies()
    invented = write_entry(b"z" * 16, "message.told", 1, {"text": "never said"})
    for entries in ([*before, invented], before):
        echo = Echo(one.only().heal_nonce, 1, entries, seals)
        found = codes(one, forged(other, honest(other, [], echo=echo)))
        assert ("echo-false" in found) is (entries != before)
        assert one.said_bodies() == before


def test_un_publishing_by_a_new_epoch_is_refused() -> None:
    """A partner that begins a new epoch below what we accepted gets no hearing."""
    one, other = pair()
    disk = one.store.copy()
    one.tell("B", "said and held")
    settle(one, other)
    one.store = disk
    one.restart()
    link = msgspec.structs.replace(one.only(), epoch=5)
    one.store.put(LINKS, link)
    one.tell("B", "instead of it")
    data = forged(one, Message(
        pack_seal(make_seal(
            one.keys, link.link_id,
            Position(5, *one.store.head(link.out_stream)),
            Position(0, *one.store.head(link.in_stream)),
        )), 1, one.said_bodies(),
    ))  # fmt: skip
    assert codes(other, data) == ["unpublishing-refused"]
    assert other.heard() == ["said and held"]


def test_no_rule_reads_the_clock() -> None:
    one, other = pair()
    one.now = NOW - 366 * 86_400_000
    other.now = NOW + 3660 * 86_400_000
    one.tell("B", "from the past")
    other.tell("A", "from the future")
    settle(one, other)
    assert (other.heard(), one.heard()) == (["from the past"], ["from the future"])
    one.now = 0
    one.tell("B", "from 1970")
    settle(one, other)
    assert equal(one, other)


def test_nothing_is_taken_before_trust_and_everything_after() -> None:
    one, other = End("A"), End("B")
    code = invite(one.store, one.keys, "B", one.chance(), name="A")
    join(other.store, other.keys, "A", code, name="B")
    trust(other.store, "A")
    other.tell("A", "too early")
    for data in other.node.carry(other.only(), NOW, other.chance()):
        one.hear(data)
    assert (one.only().status, one.only().peer_name) == (JOINED, "B")
    assert one.heard_bodies() == []
    one.store.put(LINKS, msgspec.structs.replace(one.only(), live=True))
    other.store.put(LINKS, msgspec.structs.replace(other.only(), live=True))
    trust(one.store, "B")
    settle(one, other)
    assert one.heard() == ["too early"]


def test_a_code_is_used_once_and_never_by_oneself() -> None:
    one, other, third = End("A"), End("B"), End("C")
    code = invite(one.store, one.keys, "B", one.chance(), name="A")
    with pytest.raises(Mistake, match="code-own"):
        join(one.store, one.keys, "self", code)
    with pytest.raises(Mistake, match="partner-linked"):
        invite(one.store, one.keys, "B", one.chance())
    join(other.store, other.keys, "A", code)
    join(third.store, third.keys, "A", code)
    with pytest.raises(Mistake, match="code-used"):
        join(other.store, other.keys, "again", code)
    assert one.only().status == INVITED
    with pytest.raises(Mistake, match="partner-not-joined"):
        words(one.keys, one.only())
    one.hear(next(other.node.carry(other.only(), NOW, other.chance())))
    late = next(third.node.carry(third.only(), NOW, third.chance()))
    assert codes(one, late) == ["code-used-already"]
    assert words(one.keys, one.only()) == words(other.keys, other.only())
    assert words(one.keys, one.only()) != words(third.keys, third.only())


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text[:-3], "code-unreadable"),
        (lambda text: "TW9" + text[3:], "code-unreadable"),
        (lambda text: text[:20] + ("A" if text[20] != "A" else "B") + text[21:], "code-mistyped"),
        (lambda text: "", "code-unreadable"),
        (lambda text: text * 40, "code-unreadable"),
    ],
)
def test_a_code_with_a_slip_is_refused(spoil: Callable[[str], str], code: str) -> None:
    one, other = End("A"), End("B")
    text = invite(one.store, one.keys, "B", one.chance(), name="A", address="http://a")
    with pytest.raises(Mistake, match=code):
        join(other.store, other.keys, "A", spoil(text))
    link, said = join(other.store, other.keys, "A", f" {text.lower()}\n".replace("-", " "))
    assert (said.name, said.address, link.peer_name) == ("A", "http://a", "A")


@pytest.mark.parametrize("partner", ["", "me", "a/b", "x" * 33, "a b", "..", "a\n"])
def test_a_code_for_a_partner_that_cannot_be_named_is_not_made(partner: str) -> None:
    one = End("A")
    with pytest.raises(Mistake, match="partner-code-unfit"):
        invite(one.store, one.keys, partner, one.chance())
    assert list(one.store.scan(LINKS)) == []


def test_a_closed_link_takes_nothing() -> None:
    one, other = pair()
    one.tell("B", "x")
    (data,) = one.flush()
    close(other.store, "A")
    assert codes(other, data) == ["link-closed"]
    assert other.heard() == []


def test_carried_media_may_be_lost_and_found_again() -> None:
    one, other = pair()
    for end in (one, other):
        end.store.put(LINKS, msgspec.structs.replace(end.only(), live=False))
    one.tell("B", "a")
    old = list(one.node.carry(one.only(), NOW, one.chance()))
    one.tell("B", "b")
    new = list(one.node.carry(one.only(), NOW, one.chance()))
    for data in (*new, *old, *new):
        other.hear(data)
    assert other.heard() == ["a", "b"]
    for data in other.node.carry(other.only(), NOW, other.chance()):
        one.hear(data)
    assert equal(one, other)


def test_a_long_backlog_goes_in_several_bundles() -> None:
    one, other = pair()
    bodies = [
        write_entry(number.to_bytes(16, "big"), "reading", 0, {"v": "x" * 400})
        for number in range(20_000)
    ]
    one.store.begin()
    one.node.say_bodies(one.only(), bodies)
    one.store.commit()
    assert settle(one, other) >= 3
    assert equal(one, other)
    assert len(other.heard_bodies()) == 20_000


def test_a_restored_company_with_a_long_log_heals_in_portions() -> None:
    one, other = pair()
    disk = one.store.copy()
    bodies = [
        write_entry(number.to_bytes(16, "big"), "reading", 0, {"v": "x" * 400})
        for number in range(20_000)
    ]
    one.store.begin()
    one.node.say_bodies(one.only(), bodies)
    one.store.commit()
    settle(one, other)
    restored(one, disk, knowing=True)
    settle(one, other)
    assert one.said_bodies() == bodies
    assert equal(one, other)


def test_every_seal_that_was_accepted_is_kept_as_a_receipt() -> None:
    one, other = pair()
    for text in ("a", "b", "c"):
        one.tell("B", text)
        settle(one, other)
    assert [row.n for row in other.store.scan(SEALS, other.only().in_stream)] == [1, 2, 3]


def test_rebuilding_gives_the_same_tables_after_a_healing() -> None:
    one, other = pair()
    disk = one.store.copy()
    one.tell("B", "held by B")
    other.tell("A", "said by B")
    settle(one, other)
    restored(one, disk, knowing=False)
    one.tell("B", "since")
    settle(one, other)
    twin = one.store.copy()
    Node(one.keys, twin).rebuild()
    for table in one.node.tables():
        assert list(one.store.scan(table)) == list(twin.scan(table))


def test_partners_that_are_down_do_not_starve_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every link that has something to say gets its turn in each wave."""
    from tuowang import node
    from tuowang.sim.company import connect

    monkeypatch.setattr(node, "MOST_BUNDLES_A_FLUSH", 3)
    one = End("A")
    others = [End(f"P{number}") for number in range(8)]
    for other in others:
        connect(one, other, live=True)
        one.tell(other.name, "hello")
    outcome = one.commit(lambda: one.node.flush(one.now, one.chance()))
    assert {send.partner for send in outcome.sends} == {other.name for other in others}


def test_a_backlog_longer_than_a_wave_is_pulled_by_its_receipts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tuowang import node

    monkeypatch.setattr(node, "MOST_BUNDLES_A_FLUSH", 1)
    one, other = pair()
    bodies = [
        write_entry(number.to_bytes(16, "big"), "reading", 0, {"v": "x" * 400})
        for number in range(40_000)
    ]
    one.store.begin()
    one.node.say_bodies(one.only(), bodies)
    one.store.commit()
    assert len(one.flush()) == 1
    one.wake()
    settle(one, other)
    assert other.heard_bodies() == bodies
    assert equal(one, other)


def test_a_partner_cannot_fill_our_disk_with_contradictions() -> None:
    """The first proofs are kept for ever; more of the same prove nothing new."""
    one, other = pair()
    one.tell("B", *[f"said {number}" for number in range(MOST_FORKS + 20)])
    settle(one, other)
    link = one.only()
    theirs = Position(0, *one.store.head(link.in_stream))
    for number in range(1, MOST_FORKS + 20):
        lie = make_seal(one.keys, link.link_id, Position(0, number, bytes(32)), theirs)
        other.hear(forged(one, Message(pack_seal(lie), number + 1, [])))
    assert other.store.count(FORKS) == MOST_FORKS
    assert other.only().forked_epoch == 1
