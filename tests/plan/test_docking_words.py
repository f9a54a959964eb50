"""A partner's agent may say anything: it is refused by name, or it does no harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import inspect
from msgspec.structs import replace

from tests.plan.industries import Sent, Wire, industry
from tuowang.plan.docking import BLIND, MIXING, TOTALS, words
from tuowang.plan.docking.agent import MOST_WAITING
from tuowang.plan.docking.words import (
    MOST_BYTES,
    Answered,
    BadWord,
    Bounded,
    Certified,
    Chosen,
    Echo,
    Explore,
    Ordered,
    OrderedLane,
    Packet,
    Promised,
    Quoted,
    Summed,
    Weighed,
    Word,
    pack64,
    pack_slopes,
    read,
    unpack,
    unpack_slopes,
)
from tuowang.plan.firm_program import ProgramFailed

WORDS = (
    Explore, Echo, Ordered, Promised, Quoted, Summed, Chosen, Packet, Weighed, Bounded, Answered,
    Certified,
)  # fmt: skip
MANY = settings(max_examples=12, deadline=None)
SOME = settings(max_examples=4, deadline=None, derandomize=True)
IN_REGIONS = ("gather", "weigh", "collect")
"""What is said within a region is not spoilt here."""
NUMBERS = [-(2**63), -(10**9), -1, 0, 1, 64, 65, 1001, 10**9, 10**15, 10**15 + 1, 2**63, 2**64 - 1]
FLOATS = [float("nan"), float("inf"), -1e300, 1e300, -1e30, 1e30, 1e15, -1e15, 1e9, -1.0, 0.0]
THINGS: list[Any] = [*NUMBERS, *FLOATS, None, True, "", "x" * 300, "mill>shop", b"", b"\xff" * 9]
THINGS += [[], {}, [[]], [1] * 600]


def spoil(thing: Any, random: Random) -> Any:
    """A thing like it, with one hostile place."""
    if isinstance(thing, list) and thing and random.random() < 0.85:
        spoilt = list(thing)
        place = random.randrange(len(spoilt))
        how = random.random()
        if how < 0.1:
            spoilt.append(spoilt[place])
        elif how < 0.2:
            del spoilt[place]
        elif how < 0.3:
            spoilt = spoilt * 70
        else:
            spoilt[place] = spoil(spoilt[place], random)
        return spoilt
    if isinstance(thing, dict) and thing and random.random() < 0.85:
        key = random.choice(list(thing))
        return {**thing, key: spoil(thing[key], random)}
    if isinstance(thing, bytes) and random.random() < 0.85:
        return _spoil_packed(thing, random)
    if isinstance(thing, int) and not isinstance(thing, bool) and random.random() < 0.7:
        return random.choice(NUMBERS)
    return random.choice(THINGS)


def _spoil_packed(data: bytes, random: Random) -> bytes:
    kind = random.choice(["<f4", "<f8", "<i2"])
    size = int(kind[-1])
    if random.random() < 0.3 or len(data) < size:
        return random.choice([data[:-1], data + b"\0", data * 2, data[: len(data) // 2], b""])
    values = np.frombuffer(data[: len(data) - len(data) % size], dtype=kind).copy()
    with np.errstate(over="ignore"):
        value = random.choice(FLOATS) if kind != "<i2" else random.choice([-32768, 32767])
        places = slice(None) if random.random() < 0.3 else random.randrange(len(values))
        values[places] = value
    return values.tobytes() + data[len(values) * size :]


class Hostile(Wire):
    """A wire on which one word is spoilt; who cannot go on leaves, as a host would see to."""

    def __init__(self, *given: Any, spoilt: int, random: Random, **more: Any) -> None:
        super().__init__(*given, **more)
        self.spoilt, self.random = spoilt, random
        self.left: dict[str, Exception] = {}
        self.bad: Sent | None = None

    def deliver(self) -> None:
        """Deliver, spoil, note who leaves."""
        before = len(self.log)
        sent = self.waiting[0]
        if sent.partner in self.left or sent.sender in self.left:
            self.waiting.pop(0)
            return
        try:
            super().deliver()
        except (BadWord, ProgramFailed) as why:
            self.left[sent.partner] = why
            assert len(self.log) == before
            return
        if self.bad is None and len(self.log) > self.spoilt:
            self._spoil()

    def _spoil(self) -> None:
        places = [p for p, one in enumerate(self.waiting) if one.word.step not in IN_REGIONS]
        if not places:
            return
        place = self.random.choice(places)
        self.bad = self.waiting[place]
        sender, partner, word = self.bad
        how = self.random.random()
        if how < 0.08:
            word = Word(word.exchange, word.step, word.round, self.random.randbytes(40))
        elif how < 0.14:
            word = Word(self.random.choice([0, 1, 2, 3, 10**9]), word.step, word.round, word.body)
        elif how < 0.2:
            step = self.random.choice(["", "order", "sum", "choose", "begin", "end of days"])
            word = Word(word.exchange, step, word.round, word.body)
        elif how < 0.26:
            self.waiting.insert(place, self.bad)  # said twice
        else:
            body = msgspec.msgpack.encode(spoil(msgspec.msgpack.decode(word.body), self.random))
            word = Word(word.exchange, word.step, word.round, body)
        self.waiting[place] = Sent(sender, partner, word)


def check_spoilt(shape: str, mode: str, spoilt: int, seed: int) -> None:
    """A run with a spoilt word: whoever leaves can say because of whom, and keeps its last plan."""
    wire = Hostile(industry(shape, 1), spoilt=spoilt, random=Random(seed))
    wire.run(2, mode)
    for name, why in wire.left.items():
        if isinstance(why, BadWord):
            assert set(why.partner.split(", ")) <= set(wire.firms), why
        for done in wire.finished[name]:
            assert all(0 <= q < 10**9 for shipped in done.plan.values() for q in shipped)


@pytest.mark.parametrize("mode", [TOTALS, BLIND])
@pytest.mark.parametrize("shape", ["diamond", "dual-sourcing"])
@MANY
@given(spoilt=st.integers(0, 100), seed=st.integers(0, 10**9))
def test_no_word_breaks_anything(shape: str, mode: str, spoilt: int, seed: int) -> None:
    check_spoilt(shape, mode, spoilt, seed)


@SOME
@given(spoilt=st.integers(0, 150), seed=st.integers(0, 10**9))
def test_no_word_breaks_anything_where_plans_are_mixed(spoilt: int, seed: int) -> None:
    check_spoilt("dual-sourcing", MIXING, spoilt, seed)


def endless(type_: inspect.Type, at: str) -> Iterator[str]:
    """The places in a type where a word may be of any size."""
    if isinstance(type_, inspect.StructType):
        for field in type_.fields:
            yield from endless(field.type, f"{at}.{field.name}")
    elif isinstance(type_, inspect.IntType):
        if type_.ge is None or type_.le is None:
            yield at
    elif isinstance(type_, (inspect.StrType, inspect.BytesType)):
        if type_.max_length is None:
            yield at
    elif isinstance(type_, inspect.ListType):
        if type_.max_length is None:
            yield at
        yield from endless(type_.item_type, at + "[]")
    elif isinstance(type_, inspect.DictType):
        if type_.max_length is None:
            yield at
        yield from endless(type_.key_type, at + "[key]")
        yield from endless(type_.value_type, at + "[]")
    elif isinstance(type_, inspect.TupleType):
        for number, one in enumerate(type_.item_types):
            yield from endless(one, f"{at}[{number}]")
    elif isinstance(type_, inspect.UnionType):
        for one in type_.types:
            yield from endless(one, at)
    else:
        assert isinstance(type_, (inspect.BoolType, inspect.NoneType)), type_


def test_everything_in_a_word_has_a_bound() -> None:
    """But for numbers that are looked at, or only counted modulo 2**64; MessagePack bounds them."""
    bodies = [
        one
        for one in vars(words).values()
        if isinstance(one, type) and issubclass(one, msgspec.Struct) and one is not Word
    ]
    assert set(WORDS) - {Word} <= set(bodies)
    found = {place for one in bodies for place in endless(inspect.type_info(one), one.__name__)}
    assert found == {
        "Summed.costs[]",
        "Chosen.best[]",
        "Packet.columns[][1]",
        "Sloped.packets[].columns[][1]",
    }


# ------------------------------------------------------------------------------ one word, one fault


def at_word(step: str, exchange: int) -> tuple[Wire, Sent]:
    """A run in which the first word of a step is about to arrive."""
    wire = Wire(industry("diamond", 1))
    for root in wire.roots():
        wire.start(root, 2, TOTALS)
    while (wire.waiting[0].word.step, wire.waiting[0].word.exchange) != (step, exchange):
        wire.deliver()
    return wire, wire.waiting[0]


def refused(wire: Wire, sent: Sent, body: msgspec.Struct | bytes) -> str:
    """Why a firm will not have this instead; the other firms' words are not lost with it."""
    data = body if isinstance(body, bytes) else msgspec.msgpack.encode(body)
    wire.waiting[0] = sent._replace(word=replace(sent.word, body=data))
    while wire.waiting:
        before = dict(wire.stored[wire.waiting[0].partner])
        try:
            wire.deliver()
        except BadWord as bad:
            assert wire.stored[sent.partner] == before
            return bad.why
    return ""


def ordered(sent: Sent) -> Ordered:
    """What a word of orders holds."""
    return read(sent.word.body, Ordered)


ORDERS: dict[str, Callable[[Ordered, OrderedLane], Ordered]] = {
    "nothing at all": lambda word, lane: Ordered([], word.active_next),
    "a lane that there is none": lambda word, lane: replace(word, lanes=[replace(lane, lane="x")]),
    "a period too many": lambda word, lane: replace(
        word, lanes=[replace(lane, series=[[*one, 1] for one in lane.series])]
    ),
    "a scenario too few": lambda word, lane: replace(
        word, lanes=[replace(lane, series=lane.series[1:])]
    ),
    "more than anybody means": lambda word, lane: replace(
        word, lanes=[replace(lane, series=[[10**15] * len(one) for one in lane.series])]
    ),
    "no urgency": lambda word, lane: replace(word, lanes=[replace(lane, urgency=b"")]),
    "two urgencies": lambda word, lane: replace(word, lanes=[replace(lane, urgency=bytes(16))]),
    "a negative urgency": lambda word, lane: replace(
        word, lanes=[replace(lane, urgency=pack64(np.array([-1.0])))]
    ),
    "an endless urgency": lambda word, lane: replace(
        word, lanes=[replace(lane, urgency=pack64(np.array([np.inf])))]
    ),
    "too few scenarios to come": lambda word, lane: replace(word, active_next=[True]),
    "too many scenarios to come": lambda word, lane: replace(word, active_next=[True] * 64),
}

BROKEN = {
    "nothing at all": "word-lane-missing",
    "a lane that there is none": "word-lane",
    "a period too many": "word-lane-periods",
    "a scenario too few": "word-series",
    "more than anybody means": "word-absurd",
    "no urgency": "word-number",
    "two urgencies": "word-number",
    "a negative urgency": "word-number",
    "an endless urgency": "word-number",
    "too few scenarios to come": "word-incomplete",
    "too many scenarios to come": "word-incomplete",
}


@pytest.mark.parametrize("what", ORDERS)
def test_orders_that_are_none(what: str) -> None:
    wire, sent = at_word("order", 0)
    (lane,) = ordered(sent).lanes
    why = refused(wire, sent, ORDERS[what](ordered(sent), lane))
    assert why == f"{BROKEN[what]}: {sent.sender}"


@pytest.mark.parametrize(
    ("above", "code"),
    [(0, ""), (1, ""), (100, "word-above-order"), (10**6, "word-above-order"),
     (10**15, "word-absurd")],
)  # fmt: skip
def test_nobody_may_promise_more_than_was_asked_for(above: int, code: str) -> None:
    wire, sent = at_word("promise", 1)
    word = read(sent.word.body, Promised)
    asked = read(wire.said("order")[sent.partner, sent.sender, 1, "order", 0], Ordered)
    lanes = [
        replace(lane, series=[[min(10**15, one[0] + above), *one[1:]] for one in wanted.series])
        for lane, wanted in zip(word.lanes, asked.lanes, strict=True)
    ]
    why = refused(wire, sent, replace(word, lanes=lanes))
    assert why == (f"{code}: {sent.sender}" if code else ""), why


@pytest.mark.parametrize("later", [1, 3])
def test_nobody_may_promise_it_before_it_was_asked_for(later: int) -> None:
    wire, sent = at_word("promise", 1)
    asked = read(wire.said("order")[sent.partner, sent.sender, 1, "order", 0], Ordered)
    word = read(sent.word.body, Promised)
    lanes = [
        replace(
            lane, series=[[sum(one[: later + 1]), *[0] * later, *one[later + 1 :]]
                          for one in wanted.series])
        for lane, wanted in zip(word.lanes, asked.lanes, strict=True)
    ]  # fmt: skip
    why = refused(wire, sent, replace(word, lanes=lanes))
    assert why == f"word-above-order: {sent.sender}"


def test_a_choice_before_there_is_a_plan_must_be_one() -> None:
    for winner, best in ((-1, [0]), (1, [0]), (0, [-5])):
        wire, sent = at_word("choose", 0)
        assert refused(wire, sent, Chosen(winner, best, 0)) == f"word-choice: {sent.sender}"


def test_a_choice_may_only_lean_on_what_there_is() -> None:
    for winner, best in ((4, [0]), (64, [0]), (0, [-1])):
        wire, sent = at_word("choose", 1)
        assert refused(wire, sent, Chosen(winner, best, 0)) == f"word-choice: {sent.sender}"
    wire, sent = at_word("choose", 1)
    assert refused(wire, sent, Chosen(-1, [63], 0)) == ""


def quoted(sent: Sent, **change: Any) -> Quoted:
    """A quote with something else in it."""
    (lane,) = read(sent.word.body, Quoted).lanes
    return Quoted([replace(lane, **change)])


@pytest.mark.parametrize("slack", [np.nan, np.inf, -np.inf, -3e38])
def test_quotes_that_are_no_numbers(slack: float) -> None:
    wire, sent = at_word("quote", 1)
    (lane,) = read(sent.word.body, Quoted).lanes
    data = np.frombuffer(lane.constants, "<f4").copy()
    data[-1] = slack
    broken = f"word-number: {sent.sender}"
    assert refused(wire, sent, quoted(sent, constants=data.tobytes())) == broken
    wire, sent = at_word("quote", 1)
    slopes = np.float32(slack).tobytes() + lane.slopes[4:]
    assert refused(wire, sent, quoted(sent, slopes=slopes)) == broken


def test_a_quote_of_spare_capacity_below_nothing_is_none() -> None:
    """Slack above zero would say that the plan itself costs more than it does."""
    wire, sent = at_word("quote", 1)
    (lane,) = read(sent.word.body, Quoted).lanes
    count = len(lane.constants) // 4
    word = quoted(sent, constants=np.full(count, 1e9, "<f4").tobytes())
    assert refused(wire, sent, word) == ""
    wire2, sent2 = at_word("quote", 1)
    assert refused(wire2, sent2, quoted(sent2, constants=bytes(4 * count))) == ""
    assert wire.finished == wire2.finished


@pytest.mark.parametrize("steepness", [1e12, -1e12, 1e6])
def test_steep_quotes_leave_a_plan(steepness: float) -> None:
    wire, sent = at_word("quote", 1)
    slopes = pack_slopes(np.full((3, 6), steepness))
    word = quoted(sent, slopes=slopes, constants=np.full(3, -1e14, "<f4").tobytes())
    assert refused(wire, sent, word) == ""
    assert all(len(done) == 3 for done in wire.finished.values())


def test_who_is_not_asked_has_no_say() -> None:
    wire, sent = at_word("choose", 1)
    other = next(one for one in wire.agent(sent.partner).neighbours if one != sent.sender)
    wire.waiting.insert(0, sent._replace(sender=other))
    with pytest.raises(BadWord) as bad:
        wire.deliver()
    assert bad.value.why == f"word-not-asked: {other}"


def test_what_is_said_again_later_is_nothing() -> None:
    wire, sent = at_word("order", 1)
    wire.deliver()
    wire.waiting.insert(0, sent)
    while wire.waiting:
        wire.deliver()
    assert all(len(done) == 3 for done in wire.finished.values())
    assert not [key for name in wire.stored for key in wire.stored[name] if key.startswith("inbox")]


def test_a_stranger_is_not_listened_to() -> None:
    wire, sent = at_word("order", 1)
    agent = wire.agent(sent.partner)
    for step in ("order", "sum", "choose", ""):
        agent.hear("stranger", Word(1, step, 0, b"\xff"))
    assert agent.memory.changes() == {}
    assert agent.out == []


def test_words_of_another_time_are_refused() -> None:
    wire, sent = at_word("order", 1)
    for exchange, number in ((0, 0), (4, 0), (10**9, 0), (1, -1), (1, 1001)):
        with pytest.raises(BadWord) as bad:
            wire.agent(sent.partner).hear(sent.sender, Word(exchange, "order", number, b""))
        code = "word-turn" if exchange == 1 else "word-exchange"
        assert bad.value.why == f"{code}: {sent.sender}"
    with pytest.raises(BadWord) as bad:
        wire.agent(sent.partner).hear(sent.sender, Word(1, "order", 0, bytes(MOST_BYTES + 1)))
    assert bad.value.why == f"word-turn: {sent.sender}"


def test_no_more_words_wait_than_there_is_room_for() -> None:
    wire, sent = at_word("order", 1)
    agent = wire.agent(sent.partner)
    for number in range(MOST_WAITING):
        agent.hear(sent.sender, Word(1, f"s{number // 1000}", number % 1000, b""))
    with pytest.raises(BadWord, match="word-flood"):
        agent.hear(sent.sender, Word(1, "s", 0, b""))


@example(b"\xdd\x00\x00\x00\x02\xa2\x00\x80")
@given(st.binary(max_size=200))
def test_bytes_are_a_word_or_refused(data: bytes) -> None:
    for kind in WORDS:
        try:
            read(data, kind)
        except BadWord:
            continue


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4), max_size=5))
def test_slopes_come_back_nearly_as_they_were(rows: list[list[float]]) -> None:
    slopes = np.array(rows).reshape(-1, 4)
    back = unpack_slopes(pack_slopes(slopes), 4)
    assert back.shape == slopes.shape
    largest = np.abs(slopes).max(axis=1, initial=0.0, keepdims=True)
    assert (np.abs(back - slopes) <= largest / 60_000 + 1e-30).all()


@given(st.binary(max_size=100), st.sampled_from(["<f4", "<f8"]), st.integers(1, 5))
def test_packed_numbers_are_finite_or_refused(data: bytes, kind: str, width: int) -> None:
    try:
        values = unpack(data, kind, width)
    except BadWord:
        return
    assert values.shape[1] == width
    assert np.isfinite(values).all()
