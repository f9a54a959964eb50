"""How many answers a round may hold: as many as its entries deserve, and never without end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import pytest

from tests.link.two import NOW, End, pair, settle
from tuowang import round as rounds
from tuowang.flows import FLOWS
from tuowang.flows.base import JOURNAL, Command, Flow, Note, Record, Say
from tuowang.flows.message import Told
from tuowang.flows.readiness import company_readiness
from tuowang.node import Node

FIVE = 5


class Kept(Record, frozen=True):
    """A private note of ours."""

    kind: ClassVar[str] = "test.kept"
    again: bool


class Keep(Command, frozen=True):
    """Keep some notes."""

    verb: ClassVar[str] = "keep"
    count: int
    again: bool = False


def talkative() -> Flow:
    """Answers each word with five notes, and some notes with themselves, for ever."""
    flow = Flow("talkative")
    flow.record(Kept)

    def keep(_view: object, command: Keep, _context: object) -> list[Say]:
        return [Say(JOURNAL, Kept(command.again))] * command.count

    def answer(_view: object, said: Any, _context: object) -> Iterable[Note]:
        return [] if said.mine else [Note("answer", {})] * FIVE

    def repeat(_view: object, said: Any, _context: object) -> Iterable[Say]:
        return [Say(JOURNAL, said.record)] if said.record.again else []

    flow.ask(Keep)(keep)
    flow.react(Told)(answer)
    flow.react(Kept)(repeat)
    return flow


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> tuple[End, End]:
    """A partner, and a company that answers at most fifty times to one thing."""
    monkeypatch.setattr(rounds, "MOST_ANSWERS", 50)
    one, other = pair()
    other.node = Node(other.keys, other.store, [*FLOWS, talkative()])
    return one, other


def test_a_bundle_of_many_entries_is_no_endless_conversation(ends: tuple[End, End]) -> None:
    """Else a partner with much to say could end our process."""
    one, other = ends
    one.tell("B", *map(str, range(40)))
    (data,) = one.flush()
    outcome = other.hear(data)
    assert len(outcome.notes) == 40 * FIVE
    settle(one, other)
    assert len(other.heard()) == 40


def test_a_command_may_say_as_much_as_it_likes(ends: tuple[End, End]) -> None:
    _, other = ends
    outcome = other.commit(lambda: other.node.ask(Keep(300), NOW, other.chance()))
    assert len(outcome.said) == 300


def test_flows_that_answer_each_other_without_end_are_our_own_bug(ends: tuple[End, End]) -> None:
    _, other = ends
    before = other.store.last_arrival()
    with pytest.raises(AssertionError, match="without end"):
        other.commit(lambda: other.node.ask(Keep(1, again=True), NOW, other.chance()))
    assert other.store.last_arrival() == before


def test_reads_of_two_thousand_items_are_no_quadratic_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted, not timed: a few reads an item, however many there are."""
    from tests.flows.ends import End as Tables
    from tuowang.flows.catalogue import Ingredient, RecordItem, RecordRecipe, Work
    from tuowang.flows.partner import RecordPartner
    from tuowang.store.memory import MemoryStore

    end = Tables("large")
    end.ask(RecordPartner("mill", "The Mill"))
    for number in range(2000):
        supply = "make" if number % 2 else "buy"
        end.ask(RecordItem(f"I{number}", "x", "pc", supply, 5, cost_minor=1, supplier="mill"))
    for number in range(1, 2000, 2):
        parts = [Ingredient(f"I{2 * (number * 7 % 1000 + step) % 2000}", 1) for step in range(5)]
        end.ask(RecordRecipe(f"I{number}", 1, parts, [Work("saw", 0, 1)]))
    reads = {"count": 0}
    for name in ("get", "scan", "find"):
        real = getattr(MemoryStore, name)

        def counted(*given: Any, _real: Any = real, **named: Any) -> Any:
            reads["count"] += 1
            return _real(*given, **named)

        monkeypatch.setattr(MemoryStore, name, counted)
    assert len(company_readiness(end.store).items) == 2000
    assert reads["count"] < 12 * 2000
