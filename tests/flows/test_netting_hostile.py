"""What a partner may say about netting, and nothing comes of it: nothing locked, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.flows.debtors import Market
from tuowang.errors import Refused
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import (
    HopTaken,
    Net,
    PlacedSignature,
    RingLocked,
    RingSettled,
    RingSigned,
    TokenPassed,
)
from tuowang.flows.netting_settling import terms_of
from tuowang.flows.netting_tables import HOPS, RINGS, SIGNATURES
from tuowang.flows.netting_walks import MOST_HOPS_A_DAY
from tuowang.flows.pool_tables import HELD_TOKENS, MOST_CURRENCIES, MOST_HELD, POOL_PRICES
from tuowang.flows.pooling import OwnPrice, PoolPriced
from tuowang.net.ring import Terms
from tuowang.record.codec import convert, decode, encode

TRIANGLE = (("a", "b", 100), ("b", "c", 70), ("c", "a", 90))


def token(**changed: object) -> TokenPassed:
    """What c might say to a over its debt I2."""
    whole = TokenPassed("T1", "I2", 50, "CNY", [bytes([7]) * 32])
    return replace(whole, **changed)


def hears(market: Market, *said: TokenPassed) -> list[object]:
    """a hears c say it; what a did: hops, and what it said."""
    a = market.ends["a"]
    before = len(a.said)
    for one in said:
        a.hear("c", one)
    return list(a.said[before:])


@pytest.mark.parametrize("amount", [0, -1, 2**63, 10**15 + 1])
def test_amounts_that_are_none_are_not_understood(amount: int) -> None:
    said = {**_fields(token()), "amount_minor": amount}
    with pytest.raises(Refused):
        convert(_coded(said), TokenPassed)
    terms = Terms("CNY", 10, 10**12, [bytes([n]) * 32 for n in (1, 2)])
    lock = RingLocked(terms, "I2", True, bytes(32), bytes(16), 0, b"")
    lines = _fields(lock)
    lines["ring_terms"] = ["CNY", amount, 10**12, [bytes(32)], b""]
    with pytest.raises(Refused):
        convert(_coded(lines), RingLocked)


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _coded(said: dict[str, Any]) -> Any:
    try:
        return decode(encode(said))
    except OverflowError:
        raise Refused("body-not-understood", why="too large") from None


@pytest.mark.parametrize(
    "said",
    [
        token(claim="I99"),
        token(claim="I0"),  # what a owes itself
        token(currency="EUR"),
        token(keys=[]),
        token(keys=[bytes(32), bytes(32)]),
    ],
    ids=["unknown claim", "not its debt", "another currency", "no key", "a key twice"],
)
def test_a_token_over_what_is_none_goes_nowhere(said: TokenPassed) -> None:
    market = Market(*TRIANGLE)
    assert hears(market, said) == []
    assert list(market.ends["a"].store.scan(HOPS)) == []


def test_a_token_over_a_claim_of_another_currency_does_not_mix() -> None:
    market = Market(*TRIANGLE)
    market.change("a", "b", "I0", currency="EUR")
    assert hears(market, token()) == []  # a's only payable is in euros


def test_the_same_claim_offered_twice_is_netted_once() -> None:
    market = Market(*TRIANGLE)
    positions = market.positions()
    market.ends["a"].ask(Net(1))
    for _ in range(3):  # every word of the wire twice
        for end in market.ends.values():
            for partner, record in list(end.out):
                end.out.append((partner, record))
    market.settle()
    market.days(20)
    market.assert_sound(positions)
    assert market.netted("a") == {"I0": 70, "I2": 70}


def test_a_ring_through_a_blocked_party_is_refused_by_its_neighbour() -> None:
    from tuowang.flows.netting import ExcludeFromNetting

    market = Market(*TRIANGLE)
    market.ends["a"].ask(Net(0))
    market.settle()
    market.ends["a"].ask(Net(1))
    while not any(isinstance(record, RingLocked) for record in market.ends["a"].said):
        next(end for end in market.ends.values() if end.out).deliver(1)
    market.ends["b"].ask(ExcludeFromNetting("c", "", "insolvent"))
    market.settle()
    market.days(20)
    assert [market.netted(name) for name in "abc"] == [{}, {}, {}]
    assert {row.state for name in "abc" for row in market.parts(name)} <= {"released"}


Signed = list[PlacedSignature]


def one_short(signed: Signed) -> Signed:
    return signed[:-1]


def one_doubled(signed: Signed) -> Signed:
    return [*signed[:-1], signed[0]]


def one_at_anothers_place(signed: Signed) -> Signed:
    return [*signed[:-1], replace(signed[0], place=signed[-1].place)]


@pytest.mark.parametrize("change", [one_short, one_doubled, one_at_anothers_place])
def test_a_certificate_that_is_not_whole_settles_nothing(
    change: Callable[[Signed], Signed],
) -> None:
    market, whole = signed_but_for_a()
    a = market.ends["a"]
    (row,) = market.parts("a")
    a.hear("b", RingSigned(terms_of(row), change(list(whole.signatures))))
    assert market.netted("a") == {}
    a.hear("b", whole)
    assert market.netted("a") == {"I0": 70, "I2": 70}


def test_a_certificate_of_another_ring_settles_nothing() -> None:
    market, whole = signed_but_for_a()
    a = market.ends["a"]
    other = replace(whole.ring_terms, amount_minor=whole.ring_terms.amount_minor - 1)
    a.hear("b", replace(whole, ring_terms=other))
    (row,) = market.parts("a")
    a.hear("b", RingSigned(terms_of(row), [PlacedSignature(0, bytes(64), bytes(16), b"")] * 3))
    assert market.netted("a") == {}
    assert len(list(a.store.scan(SIGNATURES))) < 3
    a.hear("b", whole)
    assert market.netted("a") == {"I0": 70, "I2": 70}


def signed_but_for_a() -> tuple[Market, RingSigned]:
    """A ring of three; the certificate is there, and a has not heard of it."""
    market = Market(*TRIANGLE)
    market.ends["a"].ask(Net(1))
    whole: RingSigned | None = None
    while whole is None:
        for name, end in market.ends.items():
            while end.out:
                partner, record = end.out.popleft()
                last = isinstance(record, RingSigned) and len(record.signatures) == 3
                if partner == "a" and (last or isinstance(record, RingSettled)):
                    whole = record if isinstance(record, RingSigned) else whole
                else:
                    end.wires[partner][0].hear(name, record)
    assert market.netted("a") == {}
    return market, whole


def test_a_partner_may_send_so_many_tokens_a_day_and_no_more() -> None:
    market = Market(*TRIANGLE)
    a = market.ends["a"]
    for number in range(MOST_HOPS_A_DAY + 5):
        a.hear("c", token(token=f"T{number}", keys=[number.to_bytes(32, "big")]))
    hops = [record for record in a.said if isinstance(record, HopTaken)]
    assert len(hops) == MOST_HOPS_A_DAY
    assert a.notes[-1].code == "netting-too-many-tokens"
    market.days(1)
    a.hear("c", token(token="TX", keys=[bytes(32)]))
    assert len([one for one in a.said if isinstance(one, HopTaken)]) == MOST_HOPS_A_DAY + 1


def test_tokens_and_prices_of_plans_that_we_do_not_have_are_bounded() -> None:
    market = Market(*TRIANGLE)
    a = market.ends["a"]
    for number in range(MOST_HELD + 5):
        a.hear("c", token(token=f"pool.{number}"))
    assert len(list(a.store.scan(HELD_TOKENS, "c"))) == MOST_HELD
    names = [f"A{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(3 * MOST_CURRENCIES)]
    for at in range(0, len(names), MOST_CURRENCIES):
        prices = [OwnPrice(name, 1) for name in names[at : at + MOST_CURRENCIES]]
        a.hear("c", PoolPriced("p", prices))
    assert len(list(a.store.scan(POOL_PRICES, "c"))) == MOST_CURRENCIES
    assert list(a.store.scan(RINGS)) == []
    assert all(row.netted_minor == 0 for row in a.store.scan(CLAIMS))
