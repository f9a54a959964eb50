"""Witnesses of rings: who offers, who accepts, what a witness says once, and what is no stamp."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.flows.debtors import Market
from tests.flows.ends import End, connect
from tuowang.errors import Mistake
from tuowang.flows.netting import (
    Net,
    PlacedSignature,
    RingLapsed,
    RingLocked,
    RingSigned,
    RingWalked,
)
from tuowang.flows.netting_free import exposed_minor
from tuowang.flows.netting_settling import terms_of
from tuowang.flows.netting_tables import PartRow
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.flows.witness_handlers import MOST_WAITING
from tuowang.flows.witness_tables import ASKERS, STAMPS, WITNESS_LINKS, witness_rules
from tuowang.flows.witnessing import OfferWitness, RingStamped, SetWitnesses, WitnessAsked
from tuowang.net.ring import Terms, lapsed, seen, witness_key
from tuowang.units import DAY_MILLISECONDS

TRIANGLE = (("a", "b", 100), ("b", "c", 70), ("c", "a", 90))
SECRET = b"w".ljust(32, b".")
OTHER = b"x".ljust(32, b".")


def market(*knowing: str, named: bool = True) -> Market:
    """Three that owe each other round and round; w witnesses for some, who name it."""
    found = Market(*TRIANGLE)
    w = found.ends["w"] = End("w")
    w.now = found.ends["a"].now
    for name in knowing:
        connect(found.ends[name], w, code_of_other="w", code_of_one=name)
        for end, partner in ((found.ends[name], "w"), (w, name)):
            end.ask(RecordPartner(partner, partner))
            end.ask(Allow(partner, "netting"))
        w.ask(OfferWitness(name))
    found.settle()
    for name in knowing if named else ():
        found.ends[name].ask(SetWitnesses(named="w"))
    return found


def stamps(found: Market) -> list[str]:
    """What w said of the rings that it knows."""
    return [row.state for row in found.ends["w"].store.scan(STAMPS)]


def unanswered() -> tuple[Market, PartRow]:
    """a closed a ring that all signed; what it asked has not reached the witness."""
    found = market("a")
    held = []
    found.ends["a"].ask(Net(1))
    for _ in range(200):
        for end in found.ends.values():
            kept = [one for one in end.out if one[0] == "w"]
            held += [(end, one) for one in kept]
            for one in kept:
                end.out.remove(one)
            if end.out:
                end.deliver(1)
    (row,) = found.parts("a")
    assert row.state == "prepared"
    assert row.signed == 0b111
    for end, one in held:
        end.out.append(one)
    return found, row


def set_of(found: Market, row: PartRow) -> RingSigned:
    """The whole set of a ring, with no stamp."""
    said = next(
        one
        for one in found.ends["a"].said
        if isinstance(one, WitnessAsked) and len(one.signatures) == row.size
    )
    return RingSigned(terms_of(row), said.signatures)


def stamped(whole: RingSigned, secret: bytes = SECRET) -> RingSigned:
    """The same, stamped."""
    ordered = [one.signature for one in whole.signatures]
    return replace(whole, seen=seen(secret, whole.ring_terms, ordered))


def test_a_ring_with_a_witness_settles_by_its_stamp_and_positions_stay() -> None:
    found = market("a")
    positions = found.positions()
    found.ends["a"].ask(Net(1))
    found.settle()
    assert found.netted("a") == {"I0": 70, "I2": 70}
    assert found.netted("b") == {"I0": 70, "I1": 70}
    assert stamps(found) == ["seen"]
    assert {row.witness for name in "abc" for row in found.parts(name)} == {witness_key(SECRET)}
    found.assert_sound(positions)


def test_a_ring_whose_closer_names_nobody_has_no_witness() -> None:
    found = market("a", named=False)
    found.ends["a"].ask(Net(1))
    found.settle()
    assert [row.witness for row in found.parts("a")] == [b""]
    assert found.netted("a") == {"I0": 70, "I2": 70}
    assert stamps(found) == []


def test_who_accepts_no_witness_or_only_others_walks() -> None:
    for accepted, settles in (
        (("any",), True),
        (("none",), False),
        ((OTHER.hex(),), False),
        ((OTHER.hex(), witness_key(SECRET).hex()), True),
    ):
        found = market("a")
        found.ends["c"].ask(SetWitnesses(accepted=accepted))
        found.ends["a"].ask(Net(1))
        found.settle()
        assert (found.netted("a") != {}) is settles, accepted
        walked = any(isinstance(one, RingWalked) for one in found.ends["c"].said)
        assert walked is not settles


def test_a_witness_says_one_thing_of_a_ring_for_ever() -> None:
    found, row = unanswered()
    w, whole = found.ends["w"], set_of(found, row)
    w.now += 3 * DAY_MILLISECONDS
    w.wake()
    found.settle()
    assert stamps(found) == ["lapsed"]
    w.now -= 3 * DAY_MILLISECONDS  # its clock set back, and the set shown again
    w.hear("a", WitnessAsked(whole.ring_terms, whole.signatures))
    assert stamps(found) == ["lapsed"]
    said = [one for one in w.said if isinstance(one, RingSigned | RingLapsed)]
    assert [type(one) for one in said] == [RingLapsed]
    assert sum(isinstance(one, RingStamped) for one in w.said) == 1
    found.settle()
    for name in "abc":
        (part,) = found.parts(name)
        assert (part.state, part.lapsed != b"") == ("released", True)
    assert found.netted("a") == {}


def test_what_lapsed_does_not_count_towards_the_cap_with_a_witness_that_was_named() -> None:
    found, row = unanswered()
    found.ends["w"].now += 3 * DAY_MILLISECONDS
    found.settle()
    (a,), (c,) = found.parts("a"), found.parts("c")
    assert a.lapsed == c.lapsed != b""
    assert exposed_minor(found.ends["a"].store, a) == 0
    assert exposed_minor(found.ends["c"].store, c) == row.amount_minor  # c never named it
    found.ends["c"].ask(SetWitnesses(accepted=(row.witness.hex(),)))
    assert exposed_minor(found.ends["c"].store, c) == 0


def no_stamp(whole: RingSigned) -> RingSigned:
    return whole


def stamp_of_another(whole: RingSigned) -> RingSigned:
    return stamped(whole, OTHER)


def stamp_on_another_set(whole: RingSigned) -> RingSigned:
    return replace(stamped(replace(whole, signatures=whole.signatures[::-1])), seen=bytes(64))


def stamp_with_no_set(whole: RingSigned) -> RingSigned:
    return replace(stamped(whole), signatures=[])


def one_short(whole: RingSigned) -> RingSigned:
    return replace(stamped(whole), signatures=whole.signatures[:-1])


@pytest.mark.parametrize(
    "change", [no_stamp, stamp_of_another, stamp_on_another_set, stamp_with_no_set, one_short]
)
def test_what_is_no_stamp_settles_nothing(change: Callable[[RingSigned], RingSigned]) -> None:
    found, row = unanswered()
    whole = set_of(found, row)
    for partner in ("b", "c", "w"):
        found.ends["a"].hear(partner, change(whole))
    assert found.netted("a") == {}
    found.ends["a"].hear("b", stamped(whole))
    assert found.netted("a") == {"I0": 70, "I2": 70}


def test_lapsed_that_the_witness_did_not_sign_is_nothing() -> None:
    found, row = unanswered()
    terms = terms_of(row)
    other = replace(terms, amount_minor=1)
    for stamp in (bytes(64), lapsed(OTHER, terms), lapsed(SECRET, other)):
        found.ends["a"].hear("b", RingLapsed(terms.id, stamp))
    (part,) = found.parts("a")
    assert (part.state, part.lapsed) == ("prepared", b"")
    found.ends["a"].hear("b", RingLapsed(bytes(32), bytes(64)))
    found.ends["a"].hear("b", RingLapsed(terms.id, lapsed(SECRET, terms)))
    (part,) = found.parts("a")
    assert part.state == "released"


def test_of_a_witness_that_lies_the_certificate_counts_and_people_are_told() -> None:
    for first in ("lapsed", "seen"):
        found, row = unanswered()
        whole, terms = set_of(found, row), terms_of(row)
        positions = found.positions()
        told = [stamped(whole), RingLapsed(terms.id, lapsed(SECRET, terms))]
        for one in told if first == "seen" else reversed(told):
            found.ends["a"].hear("b", one)
        assert found.netted("a") == {"I0": 70, "I2": 70}
        notes = [note.code for note in found.ends["a"].notes]
        assert notes.count("witness-contradicts") == 1
        for end in found.ends.values():
            end.out = type(end.out)(one for one in end.out if one[0] != "w")
        found.settle()
        found.assert_sound(positions)


def asked(terms: Terms, *signatures: PlacedSignature) -> WitnessAsked:
    return WitnessAsked(terms, list(signatures))


def test_a_witness_answers_only_for_itself_and_those_it_witnesses_for() -> None:
    found, row = unanswered()
    w, whole = found.ends["w"], set_of(found, row)
    terms = whole.ring_terms
    found.ends["a"].out.clear()
    connect(found.ends["b"], w, code_of_other="w", code_of_one="b")
    w.ask(RecordPartner("b", "b"))
    w.ask(Allow("b", "netting"))
    before = len(w.said)
    for said in (
        WitnessAsked(replace(terms, witness=witness_key(OTHER)), whole.signatures),
        WitnessAsked(replace(terms, witness=b""), whole.signatures),
        WitnessAsked(replace(terms, witness=terms.witness, keys=terms.keys[:1]), []),
    ):
        w.hear("a", said)
    w.hear("b", WitnessAsked(terms, whole.signatures))
    assert w.said[before:] == []
    assert list(w.store.scan(STAMPS)) == []
    for few in (whole.signatures[:2], [whole.signatures[0]] * 3):
        w.hear("a", asked(terms, *few))
        assert stamps(found) == [""]
    w.hear("a", WitnessAsked(terms, whole.signatures))
    assert stamps(found) == ["seen"]


def test_a_partner_waits_for_so_many_answers_and_no_more() -> None:
    found = market("a")
    w = found.ends["w"]
    key = witness_key(SECRET)
    until = w.now + DAY_MILLISECONDS
    for number in range(MOST_WAITING + 3):
        keys = [number.to_bytes(32, "big"), bytes([255]) * 32]
        w.hear("a", WitnessAsked(Terms("CNY", 1, until, keys, key), []))
    assert w.store.count(ASKERS) == w.store.count(STAMPS) == MOST_WAITING
    w.now = until
    w.wake()
    assert set(stamps(found)) == {"lapsed"}
    assert all(one.answered for one in w.store.scan(ASKERS))


def test_a_witness_that_withdraws_still_answers_for_what_is_under_way() -> None:
    found, _ = unanswered()
    a, w = found.ends["a"], found.ends["w"]
    w.ask(OfferWitness("a", withdraw=True))
    found.settle()
    assert found.netted("a") == {"I0": 70, "I2": 70}
    assert stamps(found) == ["seen"]
    assert "witness-withdrawn" in [note.code for note in a.notes]
    found.owe("I9", "b", "c", 50)
    a.ask(Net(4))
    found.settle()
    locks = [one for one in a.said if isinstance(one, RingLocked)]
    assert locks[-1].ring_terms.id != locks[0].ring_terms.id
    assert locks[-1].ring_terms.witness == b""


def test_what_people_may_say_of_witnesses() -> None:
    found = market("a", named=False)
    a, b, w = (found.ends[name] for name in "abw")
    assert "witness-offered" in [note.code for note in a.notes]
    assert w.ask(OfferWitness("a")) == []
    key = witness_key(SECRET)
    for command, code in (
        (SetWitnesses(named="b"), "witness-not-offered"),
        (SetWitnesses(accepted=("any", "none")), "witness-unknown"),
        (SetWitnesses(accepted=("b",)), "witness-unknown"),
        (SetWitnesses(accepted=("ab" * 31,)), "witness-unknown"),
        (SetWitnesses(accepted=("ab" * 32,) * 65), "too-many-witnesses"),
        (OfferWitness("b", withdraw=True), "witness-not-given"),
        (OfferWitness("nobody"), "partner-unknown"),
    ):
        with pytest.raises(Mistake) as no:
            a.ask(command)
        assert no.value.code == code
    a.ask(SetWitnesses(accepted=("w", "ab" * 32)))
    rules = witness_rules(a.store)
    assert (rules.named, rules.accepts, rules.keys) == ("", "only", key + bytes.fromhex("ab" * 32))
    a.ask(SetWitnesses(named="w"))
    a.ask(SetWitnesses(accepted=("none",)))
    rules = witness_rules(a.store)
    assert (rules.named, rules.accepts, rules.keys) == ("w", "none", b"")
    a.ask(SetWitnesses(named=""))
    assert witness_rules(a.store).named == ""
    assert list(b.store.scan(WITNESS_LINKS)) == []
