"""A partner may say anything that can be said: nothing raises, and what is ours stays sound."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from tests.flows.ends import KINDS, End
from tests.flows.traders import (
    NORTH,
    SOUTH,
    Pair,
    agreement,
    assert_stock_is_its_moves,
    last,
    line,
    offer,
    pair,
    stock_at,
)
from tuowang.flows.amounts import most
from tuowang.flows.base import JOURNAL, Record
from tuowang.flows.money import CLAIMS, PAYMENTS, SETTLED, Claimed, Pay
from tuowang.flows.planning import NEEDS, PLAN_LINES, PLANS, MakePlan
from tuowang.flows.shipping import SHIPMENTS, Receive, ReceivedLine, Ship, Shipped
from tuowang.flows.trading import (
    AGREEMENTS,
    ALLOCATIONS,
    COMMITMENTS,
    PROPOSALS,
    ProposalAccepted,
    Proposed,
    Revise,
    Terms,
)

ROOMS = ("demand.", "proposal.", "agreement.", "shipment.", "claim.", "payment.")
DEALINGS = sorted(kind for kind in KINDS if kind.startswith(ROOMS))
FOREIGN = ["x", "bolt", "1"]
DAYS = ["2026-03-02", "2026-03-10", "0001-01-01", "9999-12-31"]


def busy() -> Pair:
    """Something at every stage: offered, agreed, revising, shipped, received, claimed, paid."""
    both = pair(tolerance_permille=50)
    offer(both, line())
    name = agreement(both, line(), line("2", "N-7", 40))
    for quantity in (30, 20):
        both.seller.ask(Ship(SOUTH, name, "1", quantity))
        both.settle()
    shipment = next(iter(both.buyer.store.scan(SHIPMENTS)))
    parts = [ReceivedLine(one.agreement, one.line, one.quantity - 5, 3) for one in shipment.lines]
    both.buyer.ask(Receive(NORTH, shipment.shipment, parts))
    both.settle()
    both.buyer.ask(Pay(NORTH, last(both.seller, Claimed).claim, 100))
    both.buyer.ask(Revise(NORTH, name, [line(quantity=90)]))
    both.settle()
    return both


def names_in(both: Pair) -> dict[str, list[str]]:
    """Every text that anybody used, by its field's name."""
    found: dict[str, set[str]] = {}
    for end in both:
        for record in (*end.said, *end.heard):
            _collect(msgspec.to_builtins(record), "", found)
    return {field: sorted(text for text in texts if text) for field, texts in found.items()}


def _collect(value: Any, field: str, found: dict[str, set[str]]) -> None:
    if isinstance(value, str):
        found.setdefault(field, set()).add(value)
    elif isinstance(value, dict):
        for name, inside in value.items():
            _collect(inside, name, found)
    elif isinstance(value, list):
        for inside in value:
            _collect(inside, field, found)


def anything(
    kind: inspect.Type, names: dict[str, list[str]], field: str = ""
) -> st.SearchStrategy[Any]:
    """A strategy for all values of a type, fond of the names in use and of extremes."""
    if isinstance(kind, inspect.StructType):
        fields = {
            one.encode_name: anything(one.type, names, one.encode_name) for one in kind.fields
        }
        return st.builds(kind.cls, **fields)
    if isinstance(kind, inspect.ListType):
        least = kind.min_length or 0
        most = least + 3 if kind.max_length is None else min(least + 3, kind.max_length)
        return st.lists(anything(kind.item_type, names, field), min_size=least, max_size=most)
    if isinstance(kind, inspect.DictType):
        keys, values = (anything(one, names, field) for one in (kind.key_type, kind.value_type))
        return st.dictionaries(keys, values, max_size=3)
    if isinstance(kind, inspect.BoolType):
        return st.booleans()
    if isinstance(kind, inspect.IntType):
        least = kind.ge if kind.ge is not None else -(2**63)
        greatest = kind.le if kind.le is not None else 2**63 - 1
        near = [number for number in (1, 2, 5, 20, 100, 3000) if least <= number <= greatest]
        return st.sampled_from([least, greatest, *near])
    if isinstance(kind, inspect.UnionType):
        return st.one_of([anything(one, names, field) for one in kind.types])
    if isinstance(kind, inspect.NoneType):
        return st.none()
    if isinstance(kind, inspect.BytesType):
        return st.binary(min_size=kind.min_length or 0, max_size=min(kind.max_length or 100, 100))
    assert isinstance(kind, inspect.StrType), kind
    if kind.pattern is None:
        return st.sampled_from([*names.get(field, []), *FOREIGN])
    return st.sampled_from(["CNY", "EUR"] if "A-Z" in kind.pattern else DAYS)


def any_dealing(names: dict[str, list[str]]) -> st.SearchStrategy[Record]:
    """Any record that a partner may send about dealings."""
    return st.one_of([anything(inspect.type_info(KINDS[kind]), names) for kind in DEALINGS])


def assert_sound(end: End, own_stock: dict[tuple[str, str, str], int]) -> None:
    """Stock is its moves, ours is untouched, and nothing goes beyond what we agreed to."""
    assert_stock_is_its_moves(end)
    assert stock_at(end, "store") == own_stock
    for row in end.store.scan(COMMITMENTS):
        gone = row.shipped - row.rejected
        assert 0 <= row.received <= gone <= most(row.quantity, row.tolerance_permille)
        ways = end.store.scan(
            ALLOCATIONS, row.partner, "commitment", f"{row.agreement}/{row.line}", "shipment"
        )
        assert sum(way.quantity for way in ways) == gone
    for claim in end.store.scan(CLAIMS):
        paid = sum(
            payment.amount_minor
            for payment in end.store.find(
                PAYMENTS, ("partner", "claim"), claim.partner, claim.claim
            )
        )
        assert 0 <= claim.settled_minor <= claim.paid_minor == paid <= claim.amount_minor
        assert (claim.state == SETTLED) == (claim.settled_minor == claim.amount_minor)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), to_seller=st.booleans())
def test_nothing_that_a_partner_says_raises_or_breaks_what_is_ours(
    data: st.DataObject, to_seller: bool
) -> None:
    both = busy()
    end, partner = (both.seller, SOUTH) if to_seller else (both.buyer, NORTH)
    own_stock = stock_at(end, "store")
    agreed = list(end.store.scan(AGREEMENTS))
    for record in data.draw(st.lists(any_dealing(names_in(both)), min_size=5, max_size=25)):
        end.hear(partner, record)
        assert_sound(end, own_stock)
    end.wake()
    changed = [row for row in end.store.scan(AGREEMENTS) if row not in agreed]
    accepted = {record.proposal for record in end.said if isinstance(record, ProposalAccepted)}
    ours = {record.proposal for record in end.said if isinstance(record, Proposed)}
    assert all(row.proposal in accepted | ours for row in changed)
    end.ask(MakePlan(20))


def test_the_generator_knows_every_kind_of_dealing_and_every_document() -> None:
    assert len(DEALINGS) == 14
    names = names_in(busy())
    assert {"demand", "proposal", "agreement", "shipment", "receipt", "claim", "payment"} <= set(
        names
    )


def test_saying_it_all_again_changes_nothing() -> None:
    both = busy()
    for end, partner in ((both.seller, SOUTH), (both.buyer, NORTH)):
        own_stock = stock_at(end, "store")
        before = _tables(end)
        for record in list(end.heard):
            end.hear(partner, record)
        assert _tables(end) == before
        assert_sound(end, own_stock)


def _tables(end: End) -> list[Any]:
    tables: tuple[Any, ...] = (AGREEMENTS, COMMITMENTS, SHIPMENTS, CLAIMS, PAYMENTS, PROPOSALS)
    return [row for table in tables for row in end.store.scan(table)]


def test_no_side_can_speak_for_the_other() -> None:
    both = busy()
    for end, partner in ((both.seller, SOUTH), (both.buyer, NORTH)):
        own_stock = stock_at(end, "store")
        before = _tables(end)
        for record in [record for record in end.said if record.kind in DEALINGS]:
            if not isinstance(record, Proposed):
                end.hear(partner, record)
        assert _tables(end) == before
        assert_sound(end, own_stock)


@settings(max_examples=30, deadline=None)
@given(data=st.data(), kind=st.sampled_from(["need.recorded", "plan.decided", "plan.extended"]))
def test_a_partner_cannot_plan_for_us(data: st.DataObject, kind: str) -> None:
    end = End("alone")
    end.hear(NORTH, data.draw(anything(inspect.type_info(KINDS[kind]), {})))
    tables: tuple[Any, ...] = (NEEDS, PLANS, PLAN_LINES)
    assert [end.store.count(table) for table in tables] == [0, 0, 0]


def test_a_thread_has_an_end() -> None:
    both = pair()
    row = next(iter(both.buyer.store.scan(PROPOSALS)), None)
    assert row is None
    name = offer(both)
    first = both.buyer.store.get(PROPOSALS, NORTH, name)
    assert first is not None
    for number in range(150):
        flood = Proposed(
            f"P-{number}", True, first.demand, "", "", 1, first.day, first.expires, first.terms
        )
        both.buyer.hear(NORTH, flood)
    assert both.buyer.store.count(PROPOSALS) == 100


def test_terms_that_could_not_be_paid_mean_nothing() -> None:
    both = pair()
    first = both.buyer.store.get(PROPOSALS, NORTH, offer(both))
    assert first is not None
    dear = msgspec.structs.replace(first.terms.lines[0], price_minor=10**15, quantity=10**15)
    for number, lines in enumerate(([dear], [], [dear, dear])):
        terms = Terms(lines, "CNY", 0, 30)
        says = Proposed(
            f"P-{number}", True, first.demand, "", "", 1, first.day, first.expires, terms
        )
        both.buyer.hear(NORTH, says)
    assert both.buyer.store.count(PROPOSALS) == 1


def test_a_document_named_like_ours_does_not_replace_it() -> None:
    both = busy()
    ours = last(both.seller, Shipped)
    before = both.seller.store.get(SHIPMENTS, SOUTH, ours.shipment)
    both.seller.hear(SOUTH, ours)
    assert both.seller.store.get(SHIPMENTS, SOUTH, ours.shipment) == before
    assert JOURNAL not in {row.partner for row in both.seller.store.scan(SHIPMENTS)}
