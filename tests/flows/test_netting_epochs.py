"""Epochs of netting: who joins, and what a partner that lies can and cannot do to a plan."""

from __future__ import annotations

from random import Random

import pytest

from tests.flows.debtors import Market
from tests.flows.ends import End
from tuowang.errors import Mistake
from tuowang.flows import netting_walks
from tuowang.flows.base import Record
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import TokenPassed
from tuowang.flows.netting_epoch import (
    EpochDebt,
    EpochOpened,
    JoinEpoch,
    PricesSaid,
    PushedDebt,
    RingMeasured,
    SaidPrice,
    TokenReturned,
)
from tuowang.flows.netting_epoch_tables import EPOCH_DEBTS, EPOCHS
from tuowang.flows.netting_lanes import LIVE
from tuowang.flows.netting_tables import HOPS, RINGS, RULES
from tuowang.net.price_push import LEAST_PRICE
from tuowang.net.rings import LEAST_QUANTA

TRIANGLE = (("a", "b", 100), ("b", "c", 70), ("c", "a", 90))


def joined() -> Market:
    """All three are in the epoch that a began, and have opened it with each other."""
    market = Market(*TRIANGLE)
    market.ends["a"].ask(JoinEpoch())
    market.settle()
    return market


def tick(market: Market, milliseconds: int) -> None:
    """Let time pass, then clocks do what they do."""
    for end in market.ends.values():
        end.now += milliseconds
        end.wake()
    market.settle()


def epochs(end: End) -> list[str]:
    return [row.epoch for row in end.store.scan(EPOCHS) if not row.over]


def plan(end: End) -> dict[tuple[str, str], int]:
    return {(row.partner, row.side): row.cleared_minor for row in end.store.scan(EPOCH_DEBTS)}


def test_an_epoch_spreads_and_its_plan_is_set_off() -> None:
    market = joined()
    positions = market.positions()
    assert len({tuple(epochs(end)) for end in market.ends.values()}) == 1
    for _ in range(30):
        tick(market, LIVE.turn_ms)
    assert plan(market.ends["a"]) == {("b", "owing"): 70, ("c", "owed"): 70}
    for moment in (LIVE.plan_ms, LIVE.walk_ms, LIVE.walk_ms):
        tick(market, moment)
    market.assert_sound(positions)
    assert market.open("b") == {"I0": 30, "I1": 0}


@pytest.mark.parametrize("amount", [LEAST_QUANTA - 1, LEAST_QUANTA])
def test_what_is_left_of_a_plan_is_walked_over_if_it_is_worth_a_ring(amount: int) -> None:
    market = Market(("a", "b", 100), ("b", "c", amount), ("c", "a", 90))
    market.ends["a"].ask(JoinEpoch())
    market.settle()
    for _ in range(30):
        tick(market, LIVE.turn_ms)
    assert plan(market.ends["a"])["b", "owing"] == amount
    for moment in (LIVE.plan_ms, LIVE.walk_ms):
        tick(market, moment)
    assert market.netted("a") == ({"I0": amount, "I2": amount} if amount == LEAST_QUANTA else {})


def test_a_lane_that_is_none_is_a_mistake() -> None:
    with pytest.raises(Mistake, match="netting-lane-unknown"):
        Market(*TRIANGLE).ends["a"].ask(JoinEpoch("fast"))


def test_who_never_said_that_it_nets_does_not_join() -> None:
    market = Market(*TRIANGLE)
    market.ends["b"].store.clear(RULES)
    market.ends["a"].ask(JoinEpoch())
    market.settle()
    assert epochs(market.ends["b"]) == []
    assert epochs(market.ends["c"]) == epochs(market.ends["a"])


@pytest.mark.parametrize(
    ("lane", "minutes"), [("fast", 0), ("live", -31), ("live", 10), ("courier", 60 * 24 * 10)]
)
def test_an_epoch_that_is_none_is_refused(lane: str, minutes: int) -> None:
    market = Market(*TRIANGLE)
    end = market.ends["a"]
    end.hear("b", EpochOpened("e", lane, end.now + minutes * 60_000, []))
    assert epochs(end) == []
    assert end.notes[-1].code == "netting-epoch-refused"


def test_a_plan_that_has_grown_is_not_left_for_an_earlier_epoch() -> None:
    market = joined()
    end = market.ends["a"]
    before = epochs(end)
    end.hear("b", EpochOpened("earlier", "live", end.now - 60_000, []))
    assert epochs(end) == ["earlier"]
    end.hear("b", EpochOpened("later", "live", end.now + 1, []))
    assert epochs(end) == ["earlier"] != before
    row = end.store.get(EPOCHS, "live")
    assert row is not None
    market = joined()
    end = market.ends["a"]
    for _ in range(LIVE.turns // 10 + 2):
        end.hear("b", PricesSaid(epochs(end)[0], []))
        end.now += LIVE.turn_ms
        end.wake()
    before = epochs(end)
    end.hear("b", EpochOpened("earliest", "live", end.now - 120_000, []))
    assert epochs(end) == before


def test_pushes_beyond_what_is_open_are_cut_and_told() -> None:
    market = joined()
    end = market.ends["a"]
    moves = [PushedDebt(False, 10**15, 10**15)]
    for _ in range(3):
        end.hear("b", PricesSaid(epochs(end)[0], [SaidPrice("CNY", LEAST_PRICE, moves)]))
    assert end.notes[-1].code == "netting-push-refused"
    tick(market, LIVE.turn_ms)
    assert 0 <= plan(end)["b", "owing"] <= 100


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_partner_says_in_an_epoch_nothing_breaks(seed: int) -> None:
    market = joined()
    positions = market.positions()
    draw = Random(seed)
    end, liar = market.ends["a"], draw.choice("bc")
    for _ in range(60):
        keys = [row.key for row in end.store.scan(HOPS)]
        ring = [bytes.fromhex(draw.choice(keys)) for _ in range(keys != [])]
        ring = [*ring, draw.randbytes(32)] if draw.random() < 0.5 else [draw.randbytes(32), *ring]
        epoch = draw.choice([*epochs(end), "x"])
        token = draw.choice([row.token for row in end.store.scan(HOPS)] or ["t"])
        amount = draw.choice((1, 50, 10**15))
        claim = draw.choice(("I0", "I1", "I2", "I9"))
        moves = [PushedDebt(draw.random() < 0.5, amount, draw.randrange(99)) for _ in range(2)]
        words: list[Record] = [
            PricesSaid(epoch, [SaidPrice("CNY", -draw.randrange(99), moves)]),
            EpochOpened(epoch, "live", end.now - 1, [EpochDebt("CNY", amount, amount)]),
            TokenPassed(token, claim, amount, "CNY", ring, epoch, "live"),
            TokenReturned(token, epoch, "live", ring, 3),
            RingMeasured(
                token, epoch, "live", claim, "CNY", amount, [*ring, bytes(32)], draw.randrange(3), 3
            ),
        ]
        end.hear(liar, draw.choice(words))
        market.settle()
        tick(market, draw.choice((0, LIVE.turn_ms, LIVE.plan_ms // 9)))
        for other in market.ends.values():
            for row in other.store.scan(EPOCH_DEBTS):
                assert 0 <= row.cleared_minor <= row.open_minor <= 100
    market.days(30)
    market.assert_sound(positions)
    assert all(row.state in ("settled", "released") for row in end.store.scan(RINGS))


def test_tokens_over_a_plan_are_as_many_a_day_as_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netting_walks, "MOST_HOPS_A_DAY", 5)
    market = joined()
    a = market.ends["a"]
    (epoch,) = epochs(a)
    claim = next(row.claim for row in a.store.scan(CLAIMS, "c"))
    for number in range(8):
        keys = [number.to_bytes(32, "big")]
        a.hear("c", TokenPassed(f"T{number}", claim, 50, "CNY", keys, epoch, LIVE.name))
    assert len(list(a.store.find(HOPS, ("debtor", "day"), "c"))) == 5
    assert a.notes[-1].code == "netting-too-many-tokens"
