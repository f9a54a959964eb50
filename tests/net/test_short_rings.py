"""Short rings by courier: found whole, none that is none; offers never beyond what is open."""

from __future__ import annotations

from itertools import permutations

import pytest
from msgspec.structs import replace

from tests.net.markets import market
from tuowang.net.ring import KEY_BYTES
from tuowang.net.short_rings import (
    FIX_DAYS,
    LATE_DAYS,
    LEFT_DAY,
    LEFT_GAIN,
    MOST_PRICE,
    MOST_SEATS,
    MOST_TRAILS,
    WHOLE,
    Cell,
    RingWord,
    Seat,
    Trail,
    Way,
    fix,
    hear_ring,
    meet,
    trails_to_say,
    weigh,
)
from tuowang.sim.courier import net_by_courier

OWED, OWING = (("d", "I0"), b"d" * 12), (("c", "I1"), b"c" * 12)


def seat(number: int, size: int = 3, most: int = 100) -> Seat:
    made = Seat(number.to_bytes(12, "big"), size, 1, most, OWED, OWING)
    made.before = [Cell(most, 1000)]
    made.after = [Cell(most, 1000)]
    return made


@pytest.mark.parametrize("size", range(2, 7))
def test_one_ring_of_each_size_is_cleared_whole(size: int) -> None:
    for order in list(permutations(range(size)))[:24]:
        edges = {
            (one, other): 100 + one
            for one, other in zip(order, [*order[1:], order[0]], strict=True)
        }
        found = net_by_courier(edges, size).filled
        assert [ring.amount for ring in found] == [100]
        assert set(found[0].legs) == set(edges)


def test_a_ring_of_seven_is_not_found() -> None:
    assert not net_by_courier({(n, (n + 1) % 7): 100 for n in range(7)}, 1).filled


def test_two_rings_through_one_firm_are_not_one_of_six() -> None:
    edges = {(0, 1): 10, (1, 2): 10, (2, 0): 10, (0, 3): 10, (3, 4): 10, (4, 0): 10}
    found = net_by_courier(edges, 3).filled
    assert sorted(sorted(ring.firms) for ring in found) == [[0, 1, 2], [0, 3, 4]]


@pytest.mark.parametrize("seed", range(12))
def test_rings_take_of_no_debt_more_than_is_open(seed: int) -> None:
    edges = market(seed, 20, 70)
    left = dict(edges)
    for ring in net_by_courier(edges, seed).filled:
        assert ring.amount > 0
        assert 2 <= len(set(ring.firms)) == len(ring.firms) <= 6
        for leg in ring.legs:
            left[leg] -= ring.amount
    assert min(left.values()) >= 0
    assert left != edges


def test_the_same_seed_finds_the_same_rings() -> None:
    edges = market(5, 20, 70)
    assert net_by_courier(edges, 5) == net_by_courier(edges, 5)


def test_the_ring_of_cheaper_debts_comes_first() -> None:
    light, heavy = seat(1), seat(2)
    heavy.before = [Cell(100, 5000)]
    for seats in ([light, heavy], [heavy, light]):
        weigh({OWING[0]: 100}, seats, 0)
        assert (light.own.offer_minor, heavy.own.offer_minor) == (100, 0)
        assert light.own.price == heavy.own.price


def test_a_debt_that_is_asked_for_more_than_is_open_becomes_dearer_else_cheaper() -> None:
    for open_minor, dearer in ((100, True), (10_000, False)):
        seats = [seat(number) for number in range(1, 6)]
        for one in seats:
            one.before, one.after, one.own = [Cell(100, 0)], [Cell(100, 0)], Cell(0, 900)
        weigh({OWING[0]: open_minor}, seats, 1)
        prices = {one.own.price for one in seats}
        assert len(prices) == 1
        assert (min(prices) > 900) is dearer


def test_a_debt_of_which_rings_leave_something_becomes_cheaper_until_prices_stay() -> None:
    used, free = seat(1), seat(2)
    for one in (used, free):
        one.own = Cell(0, 900)
        one.before = one.after = [Cell(100, 0)]
    for day in (LEFT_DAY, LEFT_DAY + 1):
        weigh({OWING[0]: 100}, [used], day)
        weigh({OWING[0]: 400}, [free], day)
        assert used.own.price == 900
        assert free.own.price == 900 - 900 * 300 * LEFT_GAIN // (400 * WHOLE)


def test_a_ring_that_can_take_little_leaves_the_rest_to_others() -> None:
    small, other = seat(1), seat(2)
    small.before = [Cell(30, 0)]
    weigh({OWING[0]: 100}, [small, other], 0)
    assert (small.own.offer_minor, other.own.offer_minor) == (100, 70)


def test_what_an_offer_that_stays_holds_is_offered_to_no_other_ring() -> None:
    stays, other = seat(1), seat(2)
    stays.own = Cell(60, 1000, bytes(KEY_BYTES))
    weigh({OWING[0]: 100}, [stays, other], 0)
    assert (stays.own.offer_minor, other.own.offer_minor) == (60, 40)
    stays.after = [Cell(25, 1000)]
    weigh({OWING[0]: 100}, [stays, other], 1)
    assert other.own.offer_minor == 40, "that offer may grow"
    stays.after = [Cell(25, 1000, b"k" * KEY_BYTES)]
    weigh({OWING[0]: 100}, [stays, other], 1)
    assert other.own.offer_minor == 75, "the ring takes no more than this"


def test_a_ring_that_is_none_takes_nothing_of_a_debt() -> None:
    dead, other = seat(1), seat(2)
    dead.dead = True
    weigh({OWING[0]: 100}, [dead, other], 0)
    assert (dead.own, other.own.offer_minor) == (Cell(0, MOST_PRICE), 100)


def test_who_takes_no_part_is_asked_for_nothing() -> None:
    gone, other = seat(1), seat(2)
    gone.after = [Cell(0, MOST_PRICE)]
    weigh({OWING[0]: 100}, [gone, other], 0)
    assert other.own.offer_minor == 100
    gone.dead = True
    weigh({OWING[0]: 100}, [gone], 0)
    assert gone.own == Cell(0, MOST_PRICE)


def test_what_stays_for_a_ring_that_is_none_is_free_for_those_of_later_days() -> None:
    long, short = seat(1, 6), seat(2)
    short.before = [Cell(100, 9000)]
    day = FIX_DAYS[6]
    assert weigh({OWING[0]: 100}, [long, short], day) == [long]
    fix(long, b"k" * KEY_BYTES)
    weigh({OWING[0]: 100}, [long, short], day + 1)
    assert short.own.offer_minor == 0
    long.after = [Cell(0, MOST_PRICE)]
    assert weigh({OWING[0]: 100}, [long, short], FIX_DAYS[3]) == [short]
    assert short.own.offer_minor == 100


def test_who_has_nothing_to_offer_on_the_day_says_so_and_who_is_too_late_says_no_more() -> None:
    empty, late = seat(1), seat(2)
    empty.before = [Cell(0, 0)]
    assert weigh({OWING[0]: 100}, [empty], FIX_DAYS[3]) == []
    assert empty.own == Cell(0, MOST_PRICE)
    empty.before = [Cell(100, 0)]
    assert weigh({OWING[0]: 100}, [empty], FIX_DAYS[3] + 1) == []
    assert weigh({OWING[0]: 100}, [late], FIX_DAYS[3] + LATE_DAYS + 1) == []
    assert late.own == Cell(0, MOST_PRICE)


def test_an_offer_that_stays_is_a_multiple_of_the_quantum_and_within_what_is_open() -> None:
    seats = [seat(1, most=250), seat(2, most=250)]
    assert weigh({OWING[0]: 470}, seats, FIX_DAYS[3] - 1, 100) == []
    fixed = weigh({OWING[0]: 470}, seats, FIX_DAYS[3], 100)
    assert [one.own.offer_minor for one in fixed] == [200, 200]
    for one in fixed:
        fix(one, one.ring.ljust(KEY_BYTES))
    assert weigh({OWING[0]: 0}, seats, FIX_DAYS[3] + 1, 100) == []
    assert [one.own.offer_minor for one in seats] == [200, 200]


def test_a_ring_is_agreed_when_all_have_given_a_key_of_their_own() -> None:
    ours = seat(1)
    keys = [bytes([n]) * KEY_BYTES for n in range(3)]
    fix(ours, keys[0])
    assert ours.terms() is None
    ours.after, ours.before = [Cell(70, 0, keys[1])], [Cell(80, 0, keys[2])]
    assert ours.terms() == (70, [keys[2], keys[0], keys[1]])
    for bad in (keys[1], keys[0], b"short", b""):
        ours.before = [Cell(80, 0, bad)]
        assert ours.terms() is None
    ours.before = [Cell(0, 0, keys[2])]
    assert ours.terms() is None
    ours.before, ours.dead = [Cell(80, 0, keys[2])], True
    assert ours.terms() is None


def test_a_ring_that_comes_twice_is_none() -> None:
    trail = Trail((("c", "I1"), b"x" * 12), "CNY", True, b"t" * 12, 2, 50, OWED)
    word = RingWord(b"r" * 12, False, b"x" * 12, 4, 50, [Cell(50, 1000)])
    ours = hear_ring(None, word, "c", trail)
    assert ours is not None
    assert (ours.place, ours.debtor, ours.creditor) == (1, OWED, trail.at)
    hear_ring(ours, word, "c", trail)
    assert not ours.dead
    hear_ring(ours, word, "e", trail._replace(at=(("e", "I7"), b"y" * 12)))
    assert ours.dead


def test_only_the_neighbour_on_its_side_is_heard() -> None:
    ours = seat(1)
    before, after = ours.before, ours.after
    for partner, along in (("c", True), ("d", False), ("x", True)):
        word = RingWord(ours.ring, along, b"", 3, 100, [Cell(1, 1)])
        hear_ring(ours, word, partner, None)
    assert (ours.before, ours.after) == (before, after)
    assert hear_ring(None, replace(word, ring=b"n" * 12), "d", None) is None


def test_of_one_partner_only_so_much_is_passed_on_and_met() -> None:
    many = 60
    tags = [b"a" + n.to_bytes(11, "big") for n in range(MOST_TRAILS)]
    heard = [Trail((("d", "I0"), tag), "CNY", True, tag, 1, 5) for tag in tags]
    names = iter(range(10**6))
    way = Way(("c", "I1"), "CNY", 9, True)
    said = list(trails_to_say(b"z" * 12, [way], heard, [], lambda: next(names).to_bytes(12, "big")))
    assert len(said) == MOST_TRAILS
    assert {trail.amount_minor for trail in said[1:]} == {5}
    assert not list(trails_to_say(b"z" * 12, [way], heard, said, lambda: b""))
    forward = [trail._replace(tag=b"a" * 12) for trail in heard[:many]]
    backward = [
        Trail((("c", "I1"), tag), "CNY", False, b"a" * 12, 1, 5) for tag in tags[: MOST_SEATS // 2]
    ]
    met = [(one._replace(hops=2), other) for one in forward for other in backward]
    found = list(meet(b"z" * 12, {one for pair in met for one in pair}, 6, ()))
    assert len(found) == MOST_SEATS
    known = [(one.at, other.at) for one, other in found]
    assert not list(meet(b"z" * 12, {one for pair in met for one in pair}, 6, known))
