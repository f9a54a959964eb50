"""The courier lane, a turn a day: what is said, what is found, what a partner that lies can do."""

from __future__ import annotations

from random import Random

import pytest
from msgspec.structs import replace

from tests.flows.debtors import Market
from tests.flows.ends import End
from tuowang.flows import netting_courier_folds, netting_courier_turns
from tuowang.flows.base import Record
from tuowang.flows.netting import ExcludeFromNetting, RingSigned, SetNettingRules
from tuowang.flows.netting_courier import OffersSaid, SaidTrail, TrailsSaid
from tuowang.flows.netting_courier_tables import OURS, SEATS, THEIRS, TRAILS, seat_of
from tuowang.flows.netting_epoch import JoinEpoch
from tuowang.flows.netting_epoch_tables import EPOCHS
from tuowang.flows.netting_lanes import COURIER
from tuowang.flows.netting_tables import HOPS, RINGS
from tuowang.net.short_rings import FIX_DAYS, LAST_TURN_DAY, MOST_PRICE, Cell, RingWord
from tuowang.sim.courier import commit_messages
from tuowang.units import DAY_MILLISECONDS

SQUARE = (("a", "b", 100), ("b", "c", 70), ("c", "d", 90), ("d", "a", 80), ("b", "a", 40))


def joined(*debts: tuple[str, str, int]) -> Market:
    market = Market(*(debts or SQUARE))
    market.ends["a"].ask(JoinEpoch(COURIER.name))
    market.settle()
    return market


def days(market: Market, count: int) -> None:
    """So many days: a turn of each, then an exchange of what was said until then."""
    for _ in range(count):
        for end in market.ends.values():
            end.now += DAY_MILLISECONDS
            end.wake()
        market.settle()


def epoch(end: End) -> str:
    row = end.store.get(EPOCHS, COURIER.name)
    assert row is not None
    return row.epoch


def test_rings_are_locked_on_their_day_and_set_off() -> None:
    market = joined()
    positions = market.positions()
    days(market, min(FIX_DAYS.values()) - 1)
    assert not [row for end in market.ends.values() for row in end.store.scan(RINGS)]
    days(market, 6)
    market.assert_sound(positions)
    assert market.open("a") == {"I0": 0, "I3": 10, "I4": 10}
    assert market.open("c") == {"I1": 0, "I2": 20}
    assert {row.state for end in market.ends.values() for row in end.store.scan(RINGS)} == {
        "settled"
    }


def test_when_the_epoch_is_over_nothing_of_it_is_kept() -> None:
    market = joined()
    days(market, 10)
    end = market.ends["a"]
    assert list(end.store.scan(TRAILS))
    assert list(end.store.scan(SEATS))
    days(market, 25)
    assert not list(end.store.scan(TRAILS))
    assert not list(end.store.scan(SEATS))


def test_no_word_names_a_firm_or_another_claim_than_the_partners() -> None:
    market = joined()
    days(market, LAST_TURN_DAY)
    for name, end in market.ends.items():
        claims = {f"I{n}" for n, debt in enumerate(market.debts) if name in debt[:2]}
        trails = [one for said in end.heard if isinstance(said, TrailsSaid) for one in said.trails]
        words = [one for said in end.heard if isinstance(said, OffersSaid) for one in said.rings]
        assert trails
        assert words
        assert {trail.claim for trail in trails} <= claims
        assert len({trail.name for trail in trails}) == len(trails)
        assert max(len(word.cells) for word in words) <= 3
    rows = [row for end in market.ends.values() for row in end.store.scan(SEATS)]
    keys = [seat_of(row).own.key for row in rows if seat_of(row).own.key]
    assert len(set(keys)) == len(keys) > 0


def test_who_wants_shorter_rings_takes_no_part_in_longer_ones() -> None:
    market = joined()
    market.ends["c"].ask(SetNettingRules(most_firms=3))
    days(market, LAST_TURN_DAY)
    assert {row.size for end in market.ends.values() for row in end.store.scan(RINGS)} == {2}


def test_who_nets_with_a_partner_no_more_says_so_to_the_rings_through_it() -> None:
    market = joined()
    days(market, 10)
    end = market.ends["c"]  # what c owes d stays as it is
    assert OUT not in offers(end, "b")
    end.ask(ExcludeFromNetting("b", "", "insolvent"))
    days(market, 1)
    assert set(offers(end, "b")) == {OUT}


def offers(end: End, partner: str) -> list[Cell]:
    rows = end.store.scan(SEATS)
    found = [seat_of(row).own for row in rows if partner in (row.debtor, row.creditor)]
    assert found
    return found


OUT = Cell(0, MOST_PRICE)


def test_words_of_another_epoch_or_over_no_claim_make_nothing() -> None:
    market = joined()
    end = market.ends["a"]
    good = SaidTrail(b"n" * 12, "I3", True, b"t" * 12, 1, 50)
    before = len(list(end.store.scan(TRAILS)))
    for name, trail in (
        ("x", good),
        (epoch(end), replace(good, claim="I9")),
        (epoch(end), replace(good, claim="I1")),
        (epoch(end), replace(good, along=False)),
    ):
        end.hear("d", TrailsSaid(name, [trail]))
    assert len(list(end.store.scan(TRAILS))) == before
    end.hear("d", TrailsSaid(epoch(end), [good, replace(good, amount_minor=7)]))
    kept = end.store.get(TRAILS, "d", THEIRS, good.name.hex())
    assert kept is not None
    assert kept.amount_minor == good.amount_minor, "a name stands for what it was first said of"
    assert len(list(end.store.scan(TRAILS))) == before + 1
    end.hear("d", OffersSaid(epoch(end), [RingWord(b"r" * 12, True, b"", 4, 5, [Cell(5, 5)])]))
    assert not list(end.store.scan(SEATS))


def test_too_many_trails_are_not_kept_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (netting_courier_folds, netting_courier_turns):
        monkeypatch.setattr(module, "MOST_TRAILS", 5)
    market = joined()
    end = market.ends["a"]
    trails = [SaidTrail(bytes([n]) * 12, "I3", True, b"t" * 12, 1, 50) for n in range(9)]
    end.hear("d", TrailsSaid(epoch(end), trails))
    assert len(list(end.store.scan(TRAILS, "d", THEIRS))) == 5
    assert end.notes[-1].code == "netting-too-many-trails"
    more = [replace(trail, name=b"m" * 12) for trail in trails[:1]]
    end.hear("d", TrailsSaid(epoch(end), more))
    assert len(list(end.store.scan(TRAILS, "d", THEIRS))) == 5


def test_a_partners_words_give_so_many_seats_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netting_courier_folds, "MOST_SEATS", 2)
    market = joined()
    days(market, 1)
    end = market.ends["a"]
    ours = next(row for row in end.store.scan(TRAILS, "b", OURS))

    def words(first: int) -> OffersSaid:
        name, cells = bytes.fromhex(ours.name), [Cell(5, 5)]
        rings = [bytes([first + number]) * 12 for number in range(3)]
        return OffersSaid(
            epoch(end), [RingWord(ring, not ours.along, name, 4, 5, cells) for ring in rings]
        )

    assert not list(end.store.scan(SEATS))
    end.hear("b", words(1))
    given = [row.ring for row in end.store.scan(SEATS)]
    assert len(given) == 2
    end.hear("b", words(100))
    assert [row.ring for row in end.store.scan(SEATS)] == given


@pytest.mark.parametrize("seed", range(10))
def test_whatever_a_partner_says_by_courier_nothing_breaks(seed: int) -> None:
    market = joined()
    positions = market.positions()
    draw = Random(seed)
    days(market, draw.randrange(1, 8))
    end, liar = market.ends["a"], draw.choice("bd")
    for _ in range(LAST_TURN_DAY + 1):
        seats = [bytes.fromhex(row.ring) for row in end.store.scan(SEATS)]
        names = [bytes.fromhex(row.name) for row in end.store.scan(TRAILS)]
        keys = [bytes.fromhex(row.key) for row in end.store.scan(HOPS)]
        ring = draw.choice([*seats, draw.randbytes(12)])
        cells = [
            Cell(
                draw.choice((0, 1, 60, 10**15)),
                draw.choice((0, 1000, MOST_PRICE)),
                draw.choice([b"", b"k", draw.randbytes(32), *keys]),
            )
            for _ in range(draw.randrange(1, 4))
        ]
        name = draw.choice([*names, draw.randbytes(12)])
        trail = SaidTrail(
            name,
            draw.choice(("I0", "I3", "I4")),
            draw.random() < 0.5,
            draw.randbytes(12),
            draw.randrange(1, 4),
            10**15,
        )
        words: list[Record] = [
            TrailsSaid(epoch(end), [trail]),
            OffersSaid(
                epoch(end),
                [RingWord(ring, draw.random() < 0.5, name, draw.randrange(2, 7), 10**15, cells)],
            ),
        ]
        for word in words:
            end.hear(liar, word)
        days(market, 1)
    market.days(40)
    market.assert_sound(positions)
    assert all(row.state in ("settled", "released") for row in end.store.scan(RINGS))


def exchange(market: Market, messages: dict[str, int]) -> None:
    """A day: a turn of each, then once what each has to say to a partner; so many were of rings."""
    for end in market.ends.values():
        end.now += DAY_MILLISECONDS
        end.wake()
    waiting = {name: [*end.out] for name, end in market.ends.items()}
    for end in market.ends.values():
        end.out.clear()
    for name, said in waiting.items():
        commits = {partner for partner, one in said if one.kind.startswith("netting.ring-")}
        messages[name] = messages.get(name, 0) + len(commits)
        for partner, record in said:
            other, code = market.ends[name].wires[partner]
            other.hear(code, record)


@pytest.mark.parametrize("size", range(2, 7))
def test_a_ring_takes_its_days_and_no_more_messages_than_the_bench_counts(size: int) -> None:
    names = "abcdef"[:size]
    market = Market(*((name, names[(n + 1) % size], 10) for n, name in enumerate(names)))
    market.ends["a"].ask(JoinEpoch(COURIER.name))
    market.settle()
    messages: dict[str, int] = {}
    for _ in range(FIX_DAYS[size] + (7 if size == 6 else 5)):
        exchange(market, messages)
    assert all(market.netted(name) for name in names)
    for _ in range(5):
        exchange(market, messages)
    assert max(messages.values()) == commit_messages(size)


def test_a_signature_is_passed_on_once_however_often_it_is_said() -> None:
    market = joined()
    for _ in range(LAST_TURN_DAY):
        exchange(market, {})
        for end in market.ends.values():
            for signed in [one for one in end.said if isinstance(one, RingSigned)]:
                for other, code in end.wires.values():
                    other.hear(code, signed)
                    before = sum(isinstance(one, RingSigned) for one in other.said)
                    other.hear(code, signed)
                    assert sum(isinstance(one, RingSigned) for one in other.said) == before
