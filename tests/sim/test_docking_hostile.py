"""A partner that says absurd things in a run: refused or bounded, by name, and the plan stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.plan.industries import cost_of, industry
from tuowang.errors import Mistake
from tuowang.faces.texts import ending, text
from tuowang.flows.base import Command
from tuowang.flows.docking import (
    ENDED,
    GIVEN_UP,
    LANES,
    RUNS,
    TOTALS,
    DockingSaid,
    KeepDockingStep,
    PrepareDocking,
)
from tuowang.flows.docking_asks import MOST_OPEN_RUNS
from tuowang.link.state import LinkRow
from tuowang.node import Outcome
from tuowang.plan.docking.words import pack32, pack_slopes
from tuowang.plan.firm import Firm
from tuowang.record.entry import write_entry
from tuowang.sim.company import Company
from tuowang.sim.docking import Chain, Faults

Words = tuple[str, int, str, int, bytes]
Spoil = Callable[[Any], Any]
AGREED = 1
"""The exchange at which it begins to say absurd things; before that all is well."""


class Spoiling(Chain):
    """An industry in which one company's words of a step are spoilt on their way into its log."""

    def __init__(
        self,
        firms: dict[str, Firm] | str,
        liar: str,
        step: str,
        spoil: Spoil,
        when: int = AGREED,
    ) -> None:
        self.liar, self.step, self.spoil, self.when = liar, step, spoil, when
        self.spoilt = 0
        known = industry(firms, 1) if isinstance(firms, str) else firms
        super().__init__(known, 1, Faults())

    def _keep(self, company: Company, answer: Callable[[], Command]) -> None:
        command = answer()
        if isinstance(command, KeepDockingStep) and company.name == self.liar:
            words = [self._word(word) for word in command.words]
            command = msgspec.structs.replace(command, words=words)
        super()._keep(company, lambda: command)

    def _word(self, word: Words) -> Words:
        partner, exchange, step, number, body = word
        if step != self.step or exchange != self.when:
            return word
        self.spoilt += 1
        spoilt = self.spoil(msgspec.msgpack.decode(body))
        if isinstance(spoilt, tuple):
            exchange, step, body = spoilt
            return partner, exchange, step, number, body
        return partner, exchange, step, number, msgspec.msgpack.encode(spoilt)

    def play(self) -> None:
        """Until nothing more happens."""
        try:
            for _ in self.run(3, TOTALS, 1):
                pass
        except Exception:  # some do not come to the end: that is what this is about
            assert self.spoilt
        while self._events:
            self._next()


def lanes_of(chain: Chain) -> dict[str, set[tuple[int, ...]]]:
    """What is agreed on each lane, as its ends say."""
    found: dict[str, set[tuple[int, ...]]] = {}
    for company in chain.companies.values():
        for row in company.store.scan(LANES):
            found.setdefault(row.lane, set()).add(tuple(row.shipped))
    return found


def series(change: Callable[[list[int]], list[int]]) -> Spoil:
    """Every series of an order or a promise changed."""

    def spoil(body: Any) -> Any:
        lanes = [[lane[0], [change(one) for one in lane[1]], *lane[2:]] for lane in body[0]]
        return [lanes, *body[1:]]

    return spoil


def quote(constant: float, slope: float) -> Spoil:
    """A quote with these numbers in every place."""

    def spoil(body: Any) -> Any:
        with np.errstate(invalid="ignore"):
            slopes = pack_slopes(np.full((3, 6), slope)) if np.isfinite(slope) else b""
        if not slopes:
            slopes = np.full(3, slope, dtype="<f4").tobytes() + bytes(2 * 3 * 6)
        lanes = [[lane[0], pack32(np.full(3, constant)), slopes, lane[3]] for lane in body[0]]
        return [lanes]

    return spoil


def urgency(cost: float) -> Spoil:
    """Orders of which each late unit costs so much."""
    said = np.full(1, cost).tobytes()
    return lambda body: [[[*lane[:2], said] for lane in body[0]], *body[1:]]


def of_exchange(number: int) -> Spoil:
    """The same word, said of another exchange."""
    return lambda body: (number, "promise", msgspec.msgpack.encode(body))


REFUSED: dict[str, tuple[str, str, str, Spoil, str]] = {
    "negative promise": (
        "bolts",
        "promise",
        "word-number",
        series(lambda one: [-q for q in one]),
        "bolts said a number that cannot be meant",
    ),
    "negative order": (
        "shop",
        "order",
        "word-number",
        series(lambda one: [q - 10**6 for q in one]),
        "shop said a number that cannot be meant",
    ),
    "promise above the order": (
        "bolts",
        "promise",
        "word-above-order",
        series(lambda one: [q + 10**6 for q in one]),
        "bolts promised more on the lane bolts>shop than we asked for",
    ),
    "promise beyond all": (
        "bolts",
        "promise",
        "word-absurd",
        series(lambda one: [10**15 for _ in one]),
        "bolts said 1000000000000000 in one period of the lane bolts>shop, "
        "more than anybody can mean",
    ),
    "order without end": (
        "shop",
        "order",
        "word-number",
        series(lambda one: [10**18 for _ in one]),
        "shop said a number that cannot be meant",
    ),
    "order of more periods": (
        "shop",
        "order",
        "word-lane-periods",
        series(lambda one: one * 20),
        "shop said 120 periods of the lane bolts>shop, and 6 are planned",
    ),
    "order of very many periods": (
        "shop",
        "order",
        "word-long",
        series(lambda one: [0] * 100_000),
        "shop said a list without end",
    ),
    "a lane too few": (
        "bolts",
        "promise",
        "word-lane-missing",
        lambda body: [[], *body[1:]],
        "bolts said nothing of the lane bolts>shop",
    ),
    "a lane of somebody else": (
        "bolts",
        "promise",
        "word-lane",
        lambda body: [[["ore>nuts", *body[0][0][1:]]], *body[1:]],
        "bolts spoke of the lane ore>nuts, which there is not between us",
    ),
    "a quote of no number": ("bolts", "quote", "word-number", quote(float("nan"), 1.0), ""),
    "a quote of no slope": ("bolts", "quote", "word-number", quote(0.0, float("nan")), ""),
    "an infinite quote": ("bolts", "quote", "word-number", quote(float("-inf"), 1.0), ""),
    "an absurd slope": ("bolts", "quote", "word-number", quote(0.0, 1e30), ""),
    "of an exchange to come": (
        "bolts",
        "promise",
        "word-exchange",
        of_exchange(90),
        "bolts answered exchange 90, and we are at 1",
    ),
    "of an exchange gone by": (
        "bolts",
        "promise",
        "word-exchange",
        of_exchange(0),
        "bolts answered exchange 0, and we are at 1",
    ),
    "costs that are none": ("bolts", "sum", "word-number", lambda _body: [[-5, -5, -5, -5]], ""),
    "costs too few": (
        "bolts",
        "sum",
        "word-count",
        lambda body: [body[0][:1]],
        "bolts said 1 costs, and 4 were asked for",
    ),
    "a choice that there is none": (
        "ore",
        "choose",
        "word-choice",
        lambda body: [40, *body[1:]],
        "ore chose a plan that there is not",
    ),
    "a cost beyond all": ("ore", "choose", "word-number", lambda body: [*body[:2], 2**64 - 1], ""),
    "no word at all": (
        "bolts",
        "promise",
        "word-form",
        lambda _body: None,
        "bolts said what has no known form",
    ),
}
"""Who says it, in which step, the rule that it breaks, what it is, and how people are told."""


@pytest.mark.parametrize("name", REFUSED)
def test_absurd_words_end_the_run_by_name_and_the_plan_stays(name: str) -> None:
    liar, step, rule, spoil, told = REFUSED[name]
    chain = Spoiling("diamond", liar, step, spoil)
    chain.play()
    assert chain.spoilt
    rows = [row for company in chain.companies.values() for row in company.store.scan(RUNS)]
    refusing = [row for row in rows if row.why == f"{rule}: {liar}"]
    assert refusing, rows
    assert any(told in ending(row.why, "en", row.details) for row in refusing)
    assert all(liar in ending(row.why, "zh", row.details) for row in refusing)
    notes = [note for note in chain.notes if note.code == "docking-given-up"]
    assert any(told in text(note.code, "en", **note.details) for note in notes)
    assert {row.state for row in rows} == {GIVEN_UP}
    agreed = lanes_of(chain)
    assert len(agreed) == 4
    assert all(len(said) == 1 for said in agreed.values())
    plan = {lane: list(said.pop()) for lane, said in agreed.items()}
    for firm in chain.firms.values():
        cost_of(firm, plan)  # fails where it cannot be carried out


def test_words_of_other_runs_open_nothing_and_not_very_many_are_open() -> None:
    chain = Chain(industry("diamond", 1), 1, Faults())
    bolts, shop = chain.companies["bolts"], chain.companies["shop"]
    for number in range(40):
        for step in ("order", "promise", "begin", "choose"):
            say(chain, bolts, "shop", DockingSaid(f"X-{number}", 0, step, 0, b"\x90"))
    assert list(shop.store.scan(RUNS)) == []
    me, seed = bytes(8), 0
    hello = msgspec.msgpack.encode([me, 6, 3, TOTALS, seed, ["bolts>shop"], []])
    for number in range(40):
        word = DockingSaid(f"Y-{number}", 0, "explore", 0, hello, began=chain.now)
        say(chain, bolts, "shop", word)
    assert len(list(shop.store.scan(RUNS))) == MOST_OPEN_RUNS
    told = [note for note in chain.notes if note.code == "docking-too-many-runs"]
    assert {note.details["partner"] for note in told} == {"bolts"}
    nuts = next(name for name in chain.partners["shop"] if name != "bolts")
    word = DockingSaid("Z-1", 0, "explore", 0, hello, began=chain.now)
    say(chain, chain.companies[nuts], "shop", word)  # one partner cannot keep another one out
    assert shop.store.get(RUNS, "Z-1") is not None


def say(chain: Chain, who: Company, partner: str, word: DockingSaid) -> None:
    """A company says a word that its own agent never said."""
    link = who.link(partner)
    body = write_entry(who.chance()[:16], word.kind, chain.now, word)
    who.commit(lambda: _said(who, link, body))
    chain._flush(who)
    while chain._events:
        chain._next()


def _said(who: Company, link: LinkRow, body: bytes) -> Outcome:
    who.node.say_bodies(link, [body])
    return Outcome()


IMPOSSIBLE: dict[str, tuple[str, dict[str, Any]]] = {
    "contradictory capacity": ("docking-length-bad", {"capacity": [1.0] * 5}),
    "negative capacity": ("docking-number-bad", {"capacity": [-1.0] * 6}),
    "a program without bounds": ("docking-number-bad", {"overtime_cost": -1.0}),
    "10^9 periods": ("docking-number-bad", {"periods": 10**9}),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_our_own_impossible_numbers_never_come_into_a_run(name: str) -> None:
    code, changes = IMPOSSIBLE[name]
    chain = Chain(industry("pair", 1), 1, Faults())
    firm = msgspec.structs.replace(chain.firms["shop"], **changes)
    with pytest.raises(Mistake, match=code):
        chain._step("shop", [PrepareDocking(msgspec.msgpack.encode(firm))])
    assert len([*chain.run(1, TOTALS, 0)]) == 2


FIRST: dict[str, tuple[str, str, str, Spoil]] = {
    "10^9 periods": (
        "ore",
        "explore",
        "ore said that it plans 1000000000 periods, and we plan 6",
        lambda body: [body[0], 10**9, *body[2:]],
    ),
    "other periods": (
        "ore",
        "explore",
        "ore said that it plans 7 periods, and we plan 6",
        lambda body: [body[0], 7, *body[2:]],
    ),
    "another way": (
        "ore",
        "explore",
        "ore named a way of docking that we do not know, “auction”",
        lambda body: [*body[:3], "auction", *body[4:]],
    ),
    "very many exchanges": (
        "ore",
        "explore",
        "ore said a number that cannot be meant",
        lambda body: [*body[:2], 10**9, *body[3:]],
    ),
    "no urgency": (
        "shop",
        "order",
        "shop said a number that cannot be meant",
        urgency(float("nan")),
    ),
    "an absurd urgency": (
        "shop",
        "order",
        "shop said a number that cannot be meant",
        urgency(1e200),
    ),
}


@pytest.mark.parametrize("name", FIRST)
def test_absurd_words_at_the_beginning_leave_no_plan_at_all(name: str) -> None:
    liar, step, told, spoil = FIRST[name]
    chain = Spoiling("diamond", liar, step, spoil, when=0)
    chain.play()
    rows = [row for one in chain.companies.values() for row in one.store.scan(RUNS)]
    assert told in [ending(row.why, "en", row.details) for row in rows]
    assert {row.state for row in rows} == {GIVEN_UP}
    assert lanes_of(chain) == {}


BOUNDED: dict[str, tuple[str, str, Spoil]] = {
    "a quote that pays us to order": ("bolts", "quote", quote(0.0, -1e9)),
    "a quote that pays beyond reason": ("bolts", "quote", quote(0.0, -9e11)),
    "a quote that nobody can pay": ("bolts", "quote", quote(-1e14, 9e11)),
    "a promise of nothing": ("bolts", "promise", series(lambda one: [0 for _ in one])),
    "an order of nothing": ("shop", "order", series(lambda one: [0 for _ in one])),
    "costs of heaven": ("bolts", "sum", lambda body: [[2**64 - 1 for _ in body[0]]]),
    "costs of hell": ("bolts", "sum", lambda body: [[2**63 for _ in body[0]]]),
}


def test_the_highest_urgency_travels_up_as_far_as_it_can_be_said() -> None:
    firms = industry("tree", 1)
    (ore,) = firms["mill"].components
    half = msgspec.structs.replace(ore, uses={"it": 0.5})  # twice as urgent, a piece
    firms["mill"] = msgspec.structs.replace(firms["mill"], components=[half])
    chain = Spoiling(firms, "shop", "order", urgency(1e10), when=0)
    chain.play()
    assert chain.spoilt
    rows = [row for one in chain.companies.values() for row in one.store.scan(RUNS)]
    assert {row.state for row in rows} == {ENDED}, rows
    assert all(len(said) == 1 for said in lanes_of(chain).values())


@pytest.mark.parametrize("name", BOUNDED)
def test_false_words_that_break_no_rule_leave_plans_that_can_be_carried_out(name: str) -> None:
    liar, step, spoil = BOUNDED[name]
    chain = Spoiling("diamond", liar, step, spoil)
    chain.play()
    assert chain.spoilt
    agreed = lanes_of(chain)
    honest = set(chain.firms) - {liar}
    plan = {}
    for lane, said in agreed.items():
        if liar not in lane.split(">"):
            assert len(said) == 1
        plan[lane] = list(next(iter(said)))
    for one in honest:
        mine = {row.lane: row.shipped for row in chain.companies[one].store.scan(LANES)}
        cost_of(chain.firms[one], mine)
    for company in chain.companies.values():
        for row in company.store.scan(RUNS):
            assert not row.why.startswith("program")
