"""Nothing leaves that no rule allows: the rules as a model, every record, and the whole round."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flows.test_hostile_partner import busy
from tests.flows.traders import NORTH, SOUTH
from tests.link.two import NOW, End, dump, pair, settle
from tuowang.errors import Mistake
from tuowang.flows import FLOWS
from tuowang.flows.base import Command, Flow, Record, Say
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.disclosure import disclosed, may_leave
from tuowang.flows.message import Told
from tuowang.flows.partner import DISCLOSURES, TOPICS, DisclosureRow
from tuowang.node import Node
from tuowang.store.memory import MemoryStore

ITEM_NAMES = ["bolt", "nut", "washer"]


class Dealing(Record, frozen=True):
    """A record about some items."""

    kind: ClassVar[str] = "test.dealt"
    topic: ClassVar[str] = "trade"
    items: list[str]

    def about(self) -> tuple[str, ...]:
        """Those items."""
        return tuple(self.items)


class Deal(Command, frozen=True):
    """Say it, whatever the rules are: a flow with a fault."""

    verb: ClassVar[str] = "deal"
    items: list[str]


FAULTY = Flow("faulty")
FAULTY.record(Dealing)
FAULTY.ask(Deal)(lambda _view, deal, _context: [Say("B", Dealing(deal.items))])


@FAULTY.react(Told)
def deal_back(_view: object, said: Any, _context: object) -> Iterable[Say]:
    """Answer whatever is told with dealings that nobody allowed."""
    if not said.mine:
        yield Say(said.partner, Dealing(["bolt"]))


rules = st.sets(
    st.tuples(
        st.sampled_from(["B", "C"]), st.sampled_from(TOPICS), st.sampled_from(["", *ITEM_NAMES])
    )
)


@given(rules, st.lists(st.sampled_from(ITEM_NAMES), max_size=3))
def test_the_rules_mean_what_the_model_says(
    given_rules: set[tuple[str, str, str]], items: list[str]
) -> None:
    store = MemoryStore()
    store.begin()
    for rule in given_rules:
        store.put(DISCLOSURES, DisclosureRow(*rule))
    store.commit()
    of_trade = {item for partner, topic, item in given_rules if (partner, topic) == ("B", "trade")}
    allowed = "" in of_trade or (set(items) <= of_trade if items else bool(of_trade))
    assert may_leave(store, "B", Dealing(items)) is allowed
    assert may_leave(store, "D", Dealing(items)) is False
    assert may_leave(store, "D", Told("hello")) is True
    for item in ("", *ITEM_NAMES):
        assert disclosed(store, "B", "trade", item) is ("" in of_trade or item in of_trade - {""})


def test_every_record_of_a_long_dealing_is_about_our_own_items() -> None:
    """A rule names our own codes; a partner's code there would ask for the wrong rule, or none."""
    both = busy()
    for end, partner in ((both.seller, SOUTH), (both.buyer, NORTH)):
        own = {row.item for row in end.store.scan(ITEMS)}
        named = {item for record in end.said if record.topic for item in record.about()}
        assert named
        assert named <= own
        assert all(may_leave(end.store, partner, record) for record in end.said if record.topic)


def test_what_names_items_is_held_to_the_rule_of_each() -> None:
    """Records with lines of items say what they are about, or one rule would open all of them."""
    names_items = {"lines", "terms", "item"}
    found = set()
    for flow in FLOWS:
        for kind, record in flow.records.items():
            if record.topic in TOPICS and names_items & set(record.__struct_fields__):
                found.add(kind)
                # What was received names lines of an agreement, not items.
                assert record.about is not Record.about or kind == "shipment.received"
    assert {"demand.requested", "proposal.made", "shipment.shipped"} <= found


def faulty_pair() -> tuple[End, End]:
    """A has a flow that speaks without looking at the rules."""
    one, other = pair()
    one.node = Node(one.keys, one.store, [*FLOWS, FAULTY])
    return one, other


@pytest.mark.parametrize("items", [[], ["bolt"], ["nut", "bolt"]])
def test_a_flow_that_forgets_the_rules_is_stopped_at_the_door(items: list[str]) -> None:
    one, other = faulty_pair()
    one.store.begin()
    one.store.put(DISCLOSURES, DisclosureRow("C", "trade", ""))
    one.store.put(DISCLOSURES, DisclosureRow("B", "catalogue", ""))
    if "nut" in items:
        one.store.put(DISCLOSURES, DisclosureRow("B", "trade", "nut"))
    one.store.commit()
    before = dump(one)
    with pytest.raises(Mistake) as caught:
        one.commit(lambda: one.node.ask(Deal(items), NOW, one.chance()))
    assert caught.value.code == "not-disclosed"
    assert caught.value.details == {"partner": "B", "topic": "trade"}
    assert dump(one) == before
    assert one.flush() == []
    assert other.heard_bodies() == []


def test_a_reaction_that_may_not_leave_becomes_a_note_and_the_rest_goes_on() -> None:
    one, other = faulty_pair()
    other.tell("A", "anything")
    (data,) = other.flush()
    outcome = one.hear(data)
    assert [note.code for note in outcome.notes] == ["not-disclosed"]
    assert one.heard() == ["anything"]
    settle(one, other)
    assert other.heard_bodies() == []


def test_with_the_rule_it_leaves() -> None:
    one, other = faulty_pair()
    one.store.begin()
    one.store.put(DISCLOSURES, DisclosureRow("B", "trade", "bolt"))
    one.store.commit()
    one.commit(lambda: one.node.ask(Deal(["bolt"]), NOW, one.chance()))
    settle(one, other)
    assert len(other.heard_bodies()) == 1


def test_a_private_record_never_leaves_whatever_a_flow_says() -> None:
    class Secret(Record, frozen=True):
        kind: ClassVar[str] = "test.kept"

    class Leak(Command, frozen=True):
        verb: ClassVar[str] = "leak"

    leaky = Flow("leaky")
    leaky.record(Secret)
    leaky.ask(Leak)(lambda _view, _leak, _context: [Say("B", Secret())])
    one, _ = pair()
    one.node = Node(one.keys, one.store, [*FLOWS, leaky])
    before = dump(one)
    with pytest.raises(AssertionError, match="private"):
        one.commit(lambda: one.node.ask(Leak(), NOW, one.chance()))
    assert dump(one) == before


def test_only_a_journals_kind_is_private_and_only_greetings_need_no_rule() -> None:
    topics = {kind: record.topic for flow in FLOWS for kind, record in flow.records.items()}
    assert {topics[kind] for kind in topics} <= {"", "link", *TOPICS}
    assert {kind for kind, topic in topics.items() if topic == "link"} == {
        "message.told",
        "partner.introduced",
    }
    for kind in ("recipe.recorded", "stock.counted", "plan.decided", "partner.topic-allowed"):
        assert topics[kind] == ""
