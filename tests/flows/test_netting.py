"""Rings over open claims: found by tokens, committed by one certificate."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from tests.flows.debtors import DAY, Market
from tuowang.flows.base import Record
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import (
    ExcludeFromNetting,
    Net,
    PlacedSignature,
    RingLocked,
    RingSettled,
    RingSigned,
    SetNettingRules,
)
from tuowang.flows.netting_free import free_minor
from tuowang.flows.netting_ring import now_part, release
from tuowang.flows.netting_settling import terms_of
from tuowang.flows.netting_tables import HEARD_LOCKS, HOPS, RINGS, RULES, SIGNATURES
from tuowang.flows.partner import Deny
from tuowang.sim.market import COMMIT_MESSAGES
from tuowang.units import DAY_MILLISECONDS

TRIANGLE = (("a", "b", 100), ("b", "c", 70), ("c", "a", 90))


def netted(*debts: tuple[str, str, int], by: str = "a", tokens: int = 8) -> Market:
    market = Market(*debts)
    positions = market.positions()
    market.ends[by].ask(Net(tokens))
    market.settle()
    market.assert_sound(positions)
    return market


def test_a_ring_of_three_is_set_off_in_all_books() -> None:
    market = netted(*TRIANGLE)
    assert market.open("a") == {"I0": 30, "I2": 20}
    assert market.open("b") == {"I0": 30, "I1": 0}
    assert market.open("c") == {"I1": 0, "I2": 20}


def flushed(market: Market, name: str) -> deque[tuple[str, str, list[Record]]]:
    """What a company has to say now, a message a partner."""
    by_partner: dict[str, list[Record]] = {}
    out = market.ends[name].out
    while out:
        partner, record = out.popleft()
        by_partner.setdefault(partner, []).append(record)
    return deque((name, partner, bundle) for partner, bundle in by_partner.items())


@pytest.mark.parametrize("size", [3, 6])
def test_a_ring_takes_no_more_messages_of_a_firm_than_the_bench_counts(size: int) -> None:
    """A message is all that a firm says to a partner when it has heard one: one bundle."""
    names = "abcdef"[:size]
    market = Market(*((name, names[(n + 1) % size], 10) for n, name in enumerate(names)))
    market.ends["a"].ask(Net(1))
    messages, wire = dict.fromkeys(names, 0), flushed(market, "a")
    while wire:
        name, partner, bundle = wire.popleft()
        messages[name] += any(one.kind.startswith("netting.ring-") for one in bundle)
        end, code = market.ends[name].wires[partner]
        for one in bundle:
            end.hear(code, one)
        wire += flushed(market, end.name)
    assert all(market.netted(name) for name in names)
    assert max(messages.values()) == COMMIT_MESSAGES


@pytest.mark.parametrize("seed", range(1, 13))
def test_when_all_look_for_rings_at_once_one_of_those_found_is_set_off(seed: int) -> None:
    market = Market(*TRIANGLE, seed=seed)
    positions = market.positions()
    for end in market.ends.values():
        end.ask(Net(4))
    market.settle()
    market.assert_sound(positions)
    assert market.open("b") == {"I0": 30, "I1": 0}
    assert market.open("c") == {"I1": 0, "I2": 20}


def test_two_that_owe_each_other_net_the_smaller_sum() -> None:
    market = netted(("a", "b", 100), ("b", "a", 60))
    assert market.open("a") == {"I0": 40, "I1": 0}


def test_a_chain_without_a_ring_changes_nothing() -> None:
    market = netted(("a", "b", 100), ("b", "c", 70))
    assert market.netted("b") == {}


def test_nobody_signs_twice_with_a_key() -> None:
    market = netted(*TRIANGLE, ("c", "b", 40), ("b", "a", 10))
    for end in market.ends.values():
        signed: dict[bytes, set[bytes]] = {}
        for record in end.said:
            if isinstance(record, RingSigned):
                for one in record.signatures:
                    key = record.ring_terms.keys[one.place]
                    signed.setdefault(key, set()).add(record.ring_terms.id)
        assert all(len(rings) == 1 for rings in signed.values())


def test_who_never_said_that_it_nets_is_not_drawn_in() -> None:
    market = Market(*TRIANGLE)
    market.ends["b"].store.clear(RULES)
    market.ends["a"].ask(Net())
    market.settle()
    assert market.netted("a") == {}
    assert market.ends["b"].said[-1].kind != "netting.token-passed"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda market: market.ends["b"].ask(ExcludeFromNetting("c", "I1", "pledged")),
        lambda market: market.ends["c"].ask(ExcludeFromNetting("b", "", "insolvent")),
        lambda market: market.change("b", "c", "I1", amount_minor=71),
        lambda market: market.change("b", "c", "I1", state="DISPUTED"),
        lambda market: market.change("b", "c", "I1", paid_minor=10),
        lambda market: market.ends["c"].ask(Deny("b", "netting")),
        lambda market: market.ends["c"].ask(SetNettingRules(needs_agreement=True)),
    ],
    ids=[
        "pledged",
        "blocked",
        "books differ",
        "disputed",
        "being paid",
        "not allowed",
        "no agreement",
    ],
)
def test_what_takes_no_part(spoil: Callable[[Market], object]) -> None:
    market = Market(*TRIANGLE)
    spoil(market)
    market.ends["a"].ask(Net())
    market.settle()
    market.days(10)
    assert [market.netted(name) for name in "abc"] == [{}, {}, {}]
    assert {row.state for name in "abc" for row in market.parts(name)} <= {"released"}


def locked() -> Market:
    """A ring of three in which all have signed but c, whose words to a are held back."""
    market = Market(*TRIANGLE)
    market.ends["a"].ask(Net(1))
    for _ in range(200):
        states = {name: [row.state for row in market.parts(name)] for name in "abc"}
        if states["a"] == states["b"] == ["prepared"]:
            return market
        end = next(end for end in market.ends.values() if end.out)
        end.deliver(1)
    raise AssertionError("never all locked")


def test_a_lock_holds_the_amount_until_it_is_late() -> None:
    market = locked()
    claim = market.ends["a"].store.get(CLAIMS, "b", "I0")
    assert claim is not None
    assert free_minor(market.ends["a"].store, claim) == 30
    for end in market.ends.values():
        end.out.clear()
    market.days(20)
    assert {row.state for row in market.parts("a")} == {"released"}


def test_nobody_signs_on_the_day_of_the_ring_or_later() -> None:
    """A release waits for some days more, for a certificate that may be on its way."""
    for late in (False, True):
        market = locked()
        (row,) = market.parts("a")
        market.ends["c"].now = row.until if late else row.until - 1
        market.settle()
        ours = [one for one in market.ends["c"].said if isinstance(one, RingSigned)]
        assert bool(ours) is not late
        assert {one.state for one in market.parts("c")} == {"locked" if late else "settled"}


def test_a_ring_that_one_was_too_late_to_sign_is_released_by_all() -> None:
    market = locked()
    held = {name: list(end.out) for name, end in market.ends.items()}
    for end in market.ends.values():
        end.out.clear()
    for end in market.ends.values():
        end.now += 20 * DAY_MILLISECONDS
        end.wake()
    assert market.parts("a")[0].state == "released"
    for name, end in market.ends.items():
        end.out.extendleft(reversed(held[name]))
    market.settle()
    states = {row.state for name in "abc" for row in market.parts(name)}
    assert states == {"released"}  # c was late itself, and never signed


@pytest.mark.parametrize("paid_minor", [0, 100])
def test_a_certificate_that_comes_late_settles_what_was_released(paid_minor: int) -> None:
    """Who has paid in the meantime is told that there is something to get back."""
    market = locked()
    positions = market.positions()
    a = market.ends["a"]
    late: list[tuple[str, Record]] = []
    while any(end.out for end in market.ends.values()):
        for name, end in market.ends.items():
            while end.out:
                partner, record = end.out.popleft()
                if partner == "a":
                    late.append((name, record))
                else:
                    end.wires[partner][0].hear(name, record)
    a.now += 20 * DAY_MILLISECONDS
    a.wake()
    assert [row.state for row in market.parts("a")] == ["released"]
    assert [row.state for row in market.parts("b")] == ["settled"]
    a.out.clear()
    market.change("a", "b", "I0", paid_minor=paid_minor)
    for name, record in late:
        a.hear(name, record)
    market.settle()
    assert [row.state for row in market.parts("a")] == ["settled"]
    if paid_minor:
        assert market.open("a") == {"I0": -70, "I2": 20}
        assert [(one.code, one.details) for one in a.notes if one.code == "netting-refund"] == [
            ("netting-refund", {"partner": "b", "claim": "I0"})
        ]
    else:
        market.assert_sound(positions)
        assert market.open("a") == {"I0": 30, "I2": 20}
        assert not [one for one in a.notes if one.code == "netting-refund"]


def test_who_signed_a_ring_that_somebody_left_hears_of_it_before_its_date() -> None:
    """Of five, three have signed when the fourth leaves: the one in their middle hears no WALK."""
    names = "abcde"
    market = Market(*((name, names[(n + 1) % 5], 10) for n, name in enumerate(names)))
    market.ends["a"].ask(Net(1))

    def signed() -> list[str]:
        return [one for one in names for row in market.parts(one) if row.state == "prepared"]

    while len(signed()) < 3:
        next(end for end in market.ends.values() if end.out).deliver(1)
    leaver = next(
        end
        for one, end in market.ends.items()
        for row in market.parts(one)
        if row.state == "locked" and row.signed.bit_count() < 3
    )
    (row,) = leaver.store.scan(RINGS)
    context = leaver.context()
    for effect in list(release(leaver.store, row, now_part(row, context), context)):
        leaver._effect(effect)
    market.settle()
    assert {row.state for one in names for row in market.parts(one)} == {"released"}


@pytest.mark.parametrize(("liar", "hears"), [("b", "ac"), ("b", "a"), ("c", "a")])
def test_nobody_signs_where_the_keys_beside_it_are_not_those_bound_on_its_links(
    liar: str, hears: str
) -> None:
    market = Market(*TRIANGLE)
    market.ends["a"].ask(Net(1))
    while any(end.out for end in market.ends.values()):
        for name, end in market.ends.items():
            while end.out:
                partner, record = end.out.popleft()
                if (name, partner in hears) == (liar, True) and isinstance(record, RingLocked):
                    record = replace(record, key=bytes(32))
                end.wires[partner][0].hear(name, record)
    for name in hears:
        assert not [one for one in market.ends[name].said if isinstance(one, RingSigned)]
        assert market.netted(name) == {}


@pytest.mark.parametrize(
    "other",
    [
        {"currency": "EUR"},
        {"amount_minor": 71},
        {"until": DAY_MILLISECONDS},
        {"until": 2**52},
    ],
)
def test_a_lock_on_terms_that_are_not_those_of_ones_token_is_not_joined(
    other: dict[str, Any],
) -> None:
    market = Market(*TRIANGLE)
    market.ends["a"].ask(Net(1))
    while any(end.out for end in market.ends.values()):
        for name, end in market.ends.items():
            while end.out:
                partner, record = end.out.popleft()
                if name == "b" and isinstance(record, RingLocked):
                    record = replace(record, ring_terms=replace(record.ring_terms, **other))
                end.wires[partner][0].hear(name, record)
    assert not [one for one in market.ends["c"].said if isinstance(one, (RingLocked, RingSigned))]
    assert [market.netted(name) for name in "abc"] == [{}, {}, {}]


def test_after_a_release_a_silent_creditor_is_not_paid() -> None:
    market = locked()
    a = market.ends["a"]
    (row,) = market.parts("a")
    a.store.put(RINGS, replace(row, released=True, state="released", heard1=1))
    claim = a.store.get(CLAIMS, "b", "I0")
    assert claim is not None
    assert free_minor(a.store, claim) == claim.open_minor - row.amount_minor
    a.store.put(RINGS, replace(row, released=True, state="released", heard1=1 | 4))
    assert free_minor(a.store, claim) == claim.open_minor
    a.ask(SetNettingRules(cap_minor=row.amount_minor - 1))
    assert free_minor(a.store, claim) == claim.open_minor - row.amount_minor


def test_who_signed_and_releases_tells_its_debtor_which_may_then_pay() -> None:
    """Of a, b and c in this order c is silent; b's PREPARE went to c alone until then."""
    market = locked()
    a = market.ends["a"]
    claim = a.store.get(CLAIMS, "b", "I0")
    assert claim is not None
    for end in market.ends.values():
        end.out.clear()
    a.now += 20 * DAY_MILLISECONDS
    a.wake()
    assert [row.state for row in market.parts("a")] == ["released"]
    assert free_minor(a.store, claim) == 30
    market.days(20)
    assert free_minor(a.store, claim) == 100


def test_a_partners_word_alone_settles_nothing() -> None:
    market = locked()
    (row,) = market.parts("a")
    for debtor, claim, owing in (("c", "I2", True), ("b", "I0", False)):
        notice = RingSettled(bytes.fromhex(row.ring), claim, owing, 70, "CNY", 0, DAY)
        market.ends["a"].hear(debtor, notice)
    assert market.netted("a") == {}
    forged = [PlacedSignature(place, bytes(64), bytes(16), b"") for place in range(3)]
    market.ends["a"].hear("b", RingSigned(terms_of(row), forged))
    assert market.netted("a") == {}


@pytest.mark.parametrize("seed", range(6))
def test_random_markets_keep_every_position(seed: int) -> None:
    draw = Random(seed)
    names = "abcdefg"
    debts = []
    for _ in range(16):
        debtor, creditor = draw.sample(names, 2)
        debts.append((debtor, creditor, draw.randrange(1, 500)))
    market = Market(*debts)
    positions = market.positions()
    before = sum(market.open(name)[claim] for name in names for claim in market.open(name))
    for _ in range(4):
        for name in draw.sample(names, 4):
            if name in market.ends:
                market.ends[name].ask(Net(2))
        for _ in range(3000):
            speaking = [end for end in market.ends.values() if end.out]
            if not speaking:
                break
            draw.choice(speaking).deliver(1)
        market.settle()
        market.days(1)
    market.days(20)
    market.assert_sound(positions)
    after = sum(market.open(name)[claim] for name in names for claim in market.open(name))
    assert after < before
    for end in market.ends.values():
        notices = [record.ring for record in end.said if isinstance(record, RingSettled)]
        assert all(notices.count(ring) == 2 for ring in notices)


@pytest.mark.parametrize("denied", ["b", "c"])
def test_who_takes_its_permission_back_in_the_middle_of_a_ring_still_settles_both_legs(
    denied: str,
) -> None:
    market = locked()
    positions = market.positions()
    market.ends["a"].ask(Deny(denied, "netting"))
    market.settle()
    market.days(10)
    market.assert_sound(positions)
    assert market.open("a") == {"I0": 30, "I2": 20}


def test_a_firm_that_forgot_a_ring_altogether_knows_its_legs_again_by_the_certificate() -> None:
    market = locked()
    positions = market.positions()
    store = market.ends["a"].store
    store.clear(RINGS)
    store.clear(SIGNATURES)
    store.clear(HEARD_LOCKS)
    store.clear(HOPS)
    market.settle()
    market.assert_sound(positions)
    assert market.open("a") == {"I0": 30, "I2": 20}
