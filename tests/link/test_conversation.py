"""A conversation survives an old disk: no answer ever stands before its question, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import ClassVar

import msgspec
import pytest

from tests.link.two import End, equal, settle
from tuowang.flows import FLOWS
from tuowang.flows.base import Command, Context, Effect, Flow, Record, Said, Say
from tuowang.link.connect import suspect
from tuowang.link.state import LINKS
from tuowang.node import Node
from tuowang.record.entry import read_entry
from tuowang.sim.company import connect
from tuowang.store.memory import MemoryStore
from tuowang.store.store import Rows, View
from tuowang.store.table import Table


class TurnRow(msgspec.Struct, frozen=True):
    """One turn of the conversation, numbered as it was lived."""

    number: int
    question: str
    answers: bool
    mine: bool


TURNS = Table("turns", TurnRow, ("number",))
quiz = Flow("quiz", tables=(TURNS,))


@quiz.record
class Asked(Record, frozen=True):
    """A question."""

    kind: ClassVar[str] = "quiz.asked"
    topic: ClassVar[str] = "link"
    question: str


@quiz.record
class Answered(Record, frozen=True):
    """Its answer, which the other's node gives by itself."""

    kind: ClassVar[str] = "quiz.answered"
    topic: ClassVar[str] = "link"
    question: str


class AskQuestion(Command, frozen=True):
    """Ask the partner a question."""

    verb: ClassVar[str] = "ask-question"
    partner: str
    question: str


@quiz.ask(AskQuestion)
def ask_question(_view: View, command: AskQuestion, _context: Context) -> Iterable[Effect]:
    yield Say(command.partner, Asked(command.question))


@quiz.fold(Asked)
def fold_asked(rows: Rows, said: Said[Asked]) -> None:
    rows.put(TURNS, TurnRow(rows.count(TURNS), said.record.question, False, said.mine))


@quiz.fold(Answered)
def fold_answered(rows: Rows, said: Said[Answered]) -> None:
    rows.put(TURNS, TurnRow(rows.count(TURNS), said.record.question, True, said.mine))


@quiz.react(Asked)
def answer(_view: View, said: Said[Asked], _context: Context) -> Iterable[Effect]:
    if not said.mine:
        yield Say(said.partner, Answered(said.record.question))


class Talker(End):
    """A company that also knows the quiz, and keeps every disk it ever had."""

    def __init__(self, name: str, partner: str) -> None:
        super().__init__(name)
        self.partner_name = partner
        self.disks: list[MemoryStore] = []
        self.restart()

    def restart(self) -> None:
        """As the company's, with the quiz."""
        self.node = Node(self.keys, self.store, (*FLOWS, quiz))

    def question(self, text: str) -> None:
        """Ask the partner."""
        command = AskQuestion(self.partner_name, text)
        self.commit(lambda: self.node.ask(command, self.now, self.chance()))

    def put_in(self, disk: MemoryStore, *, knowing: bool) -> None:
        """An old disk comes back."""
        self.store = disk.copy()
        self.restart()
        if knowing:
            suspect(self.store, self.chance())

    def turns(self) -> list[TurnRow]:
        """The conversation as this end's tables have it."""
        return list(self.store.scan(TURNS))

    def folded_anew(self) -> list[TurnRow]:
        """The conversation as the logs have it."""
        twin = self.store.copy()
        Node(self.keys, twin, self.node.flows).rebuild()
        return list(twin.scan(TURNS))

    def order(self) -> list[tuple[str, str]]:
        """(kind, question) of every entry, in the order of arrival in the logs."""
        rows = self.store.arrivals(0, 10**6)
        entries = [read_entry(row.body) for row in rows if row.stream > 1]
        return [(entry.kind, entry.says["question"]) for entry in entries]


def talkers() -> tuple[Talker, Talker]:
    """Two that are connected, with nothing left to send."""
    one, other = Talker("A", "B"), Talker("B", "A")
    connect(one, other, live=True)
    one.beat()
    other.beat()
    settle(one, other)
    return one, other


def assert_questions_first(end: Talker) -> None:
    """In the logs and in the tables every answer stands behind its question."""
    asked: set[str] = set()
    for kind, question in end.order():
        if kind == Asked.kind:
            assert question not in asked, f"{question} was asked twice"
            asked.add(question)
        else:
            assert question in asked, f"{question} was answered before it was asked"
    assert [(turn.answers, turn.question) for turn in end.turns()] == [
        (kind == Answered.kind, question) for kind, question in end.order()
    ]


def answers_to(end: Talker) -> list[str]:
    """Every question that was answered, as often as it was."""
    return sorted(turn.question for turn in end.turns() if turn.answers)


def come_to_rest(one: Talker, other: Talker) -> None:
    """Both tell where they stand, and exchange what there is."""
    for _ in range(3):
        one.beat()
        other.beat()
        settle(one, other)


@pytest.mark.parametrize("knowing", [True, False])
def test_a_restored_answerer_keeps_its_answers_behind_their_questions(knowing: bool) -> None:
    one, other = talkers()
    disk = one.store.copy()
    for number in range(3):
        other.question(f"asked by B, {number}")
        settle(one, other)
        one.question(f"asked by A, {number}")
        settle(one, other)
    lived = one.order()
    one.put_in(disk, knowing=knowing)
    come_to_rest(one, other)
    assert one.order() == lived
    assert equal(one, other)
    assert_questions_first(one)
    assert_questions_first(other)
    assert len(answers_to(one)) == len(set(answers_to(one))) == 6


def test_an_answer_that_never_left_is_given_again_once() -> None:
    one, other = talkers()
    one.question("held by B")
    settle(one, other)
    disk = one.store.copy()
    other.question("answered, but the answer died with the disk")
    for data in other.flush():
        one.hear(data)
    assert len(answers_to(one)) == 2
    one.put_in(disk, knowing=True)
    come_to_rest(one, other)
    assert answers_to(one) == answers_to(other)
    assert len(answers_to(one)) == 2
    assert_questions_first(one)
    assert equal(one, other)


def test_a_disk_that_was_kept_while_it_healed_may_come_back_too() -> None:
    """What the partner acknowledged meanwhile was said before anything was heard again."""
    one, other = talkers()
    one.question("first")
    for data in one.flush():
        other.hear(data)
    one.put_in(one.store.copy(), knowing=True)
    other.question("second")
    for data in other.flush():
        one.hear(data)
    assert one.only().healing
    assert one.only().acked_n == 1
    disk = one.store.copy()
    come_to_rest(one, other)
    other.question("third")
    come_to_rest(one, other)
    lived = one.order()
    one.put_in(disk, knowing=True)
    come_to_rest(one, other)
    assert one.order() == lived
    assert_questions_first(one)
    assert equal(one, other)


def test_what_was_heard_while_healing_is_folded_where_it_stands_in_the_log() -> None:
    one, other = talkers()
    one.put_in(one.store.copy(), knowing=True)
    other.question("kept, and understood later")
    for data in other.flush():
        one.hear(data)
    assert one.turns() == []
    one.question("said meanwhile")
    come_to_rest(one, other)
    assert [turn.question for turn in one.turns()][:2] == [
        "kept, and understood later",
        "said meanwhile",
    ]
    assert one.folded_anew() == one.turns()
    assert_questions_first(one)
    assert len(answers_to(one)) == 2
    assert equal(one, other)


def lose_some(chance: Random, one: Talker, other: Talker) -> None:
    """One exchange on a bad line."""
    for sender, reader in ((one, other), (other, one)):
        for data in sender.flush():
            if chance.random() < 0.7:
                reader.hear(data)


def talk(chance: Random, one: Talker, other: Talker, *, knowing: bool) -> None:
    """Questions both ways on a bad line; A's disk may fall back to an older one."""
    for number in range(chance.randrange(4, 14)):
        end = chance.choice((one, other))
        end.question(f"{end.name}{number}")
        if chance.random() < 0.5:
            one.disks.append(one.store.copy())
        for _ in range(chance.randrange(3)):
            lose_some(chance, one, other)
        if chance.random() < 0.15:
            one.wake()
            other.wake()
        if one.disks and chance.random() < 0.2:
            place = chance.randrange(len(one.disks))
            one.put_in(one.disks[place], knowing=knowing)
            del one.disks[place + 1 :]


@pytest.mark.parametrize("knowing", [True, False])
@pytest.mark.parametrize("block", range(4))
def test_any_conversation_on_a_bad_line_with_old_disks(block: int, knowing: bool) -> None:
    for seed in range(block * 10, block * 10 + 10):
        one, other = talkers()
        talk(Random(f"quiz {seed}"), one, other, knowing=knowing)
        come_to_rest(one, other)
        assert equal(one, other), seed
        for end in (one, other):
            assert_questions_first(end)
            assert end.folded_anew() == end.turns(), seed
            asked = {turn.question for turn in end.turns() if not turn.answers}
            assert set(answers_to(end)) == asked, seed
            if knowing:
                assert len(answers_to(end)) == len(asked), seed
        assert end.store.count(LINKS) == 1
