"""What every flow must pass, before it is one line in `FLOWS`.

`check_flow(flow, examples)` takes some examples of each of the flow's records, as a partner or our
own journal might say them, the more hostile the better.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tuowang.flows.base import JOURNAL, Flow, Record, Said
from tuowang.flows.partner import TOPICS
from tuowang.record.codec import convert, decode, encode
from tuowang.store.memory import MemoryStore

PARTNER = "partner"
_KIND = re.compile(r"^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$")


def check_flow(flow: Flow, examples: Sequence[Record]) -> None:
    """Run every check; an `AssertionError` names what does not hold."""
    check_names(flow)
    check_everything_is_handled(flow)
    for record in examples:
        check_a_record_travels(record)
    check_folds_take_anything(flow, examples)
    check_folding_again_gives_the_same(flow, examples)


def check_names(flow: Flow) -> None:
    """Kinds are "noun.past-tense", topics can be disclosed, verbs are said once."""
    for kind, record in flow.records.items():
        assert _KIND.match(kind), kind
        assert kind == record.kind
        assert record.topic in ("", "link", *TOPICS), record.topic
        assert record.__doc__, f"{kind} says what it means"
    verbs = [command.verb for command in flow.asks]
    assert len(set(verbs)) == len(verbs), verbs
    assert len({table.name for table in flow.tables}) == len(flow.tables)


def check_everything_is_handled(flow: Flow) -> None:
    """Each record is folded by its own flow; what reacts, reacts to a record that somebody has."""
    for record in flow.records.values():
        assert flow.folds.get(record), f"{record.kind} is folded into nothing"


def check_a_record_travels(record: Record) -> None:
    """A record is the same after its exact encoding."""
    assert convert(decode(encode(record)), type(record)) == record


def check_folds_take_anything(flow: Flow, examples: Sequence[Record]) -> None:
    """A fold never fails: whoever says it, twice, in any order, into empty tables."""
    for order in (examples, list(reversed(examples))):
        store = MemoryStore()
        for number, record in enumerate([*order, *order]):
            for said in _said_by_all(record, number):
                for fold in flow.folds.get(type(record), []):
                    fold(store, said)


def check_folding_again_gives_the_same(flow: Flow, examples: Sequence[Record]) -> None:
    """Tables depend on nothing but what was said, in its order."""
    stores = [MemoryStore(), MemoryStore()]
    for store in stores:
        for number, record in enumerate(examples):
            for said in _said_by_all(record, number):
                for fold in flow.folds.get(type(record), []):
                    fold(store, said)
    for table in flow.tables:
        assert list(stores[0].scan(table)) == list(stores[1].scan(table)), table.name


def _said_by_all(record: Record, number: int) -> list[Said[Record]]:
    """As it can be said: privately in our journal, else by us and by the partner."""
    id_ = number.to_bytes(15, "big")
    if record.topic == "":
        return [Said(record, JOURNAL, True, id_ + b"j", 0)]
    return [
        Said(record, PARTNER, True, id_ + b"m", 0),
        Said(record, PARTNER, False, id_ + b"p", 0),
    ]
