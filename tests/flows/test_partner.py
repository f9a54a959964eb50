"""Partners, terms, disclosure rules, item codes, introductions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.ends import End, connect, settle
from tests.flows.workshop import mistake, said, workshop
from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Command, Record
from tuowang.flows.catalogue import RecordItem
from tuowang.flows.disclosure import disclosed
from tuowang.flows.item_codes import our_item, their_item
from tuowang.flows.partner import (
    DISCLOSURES,
    ITEM_CODES,
    PARTNERS,
    Allow,
    Deny,
    Introduce,
    Introduced,
    ItemCodeMapped,
    MapItemCode,
    PartnerRecorded,
    PartnerRow,
    RecordPartner,
    TopicAllowed,
    TopicDenied,
)
from tuowang.flows.party import RecordParty

USCC = "91350100M000100Y43"


def test_a_partner_is_kept_with_its_terms_and_said_once() -> None:
    end = End("a")
    command = RecordPartner("mill", " The Mill ", USCC.lower(), payment_days=60)
    assert len(end.ask(command)) == 1
    row = PartnerRow("mill", "The Mill", USCC, "uscc", payment_days=60)
    assert list(end.store.scan(PARTNERS)) == [row]
    assert end.ask(command) == []


def test_terms_change_and_what_the_partner_said_of_itself_stays() -> None:
    end = workshop()
    end.hear("mill", Introduced("The Old Mill", USCC, "uscc", ["https://mill.example"]))
    end.ask(RecordPartner("mill", "The Mill", transit_days=3))
    row = end.store.get(PARTNERS, "mill")
    assert row is not None
    assert (row.name, row.transit_days) == ("The Mill", 3)
    assert row.introduced_name == "The Old Mill"
    assert row.introduced_company_id == USCC
    assert row.addresses == ["https://mill.example"]


@pytest.mark.parametrize("code", ["mill", "A_1.b-c", "东城车行", "x" * 32])
def test_codes_that_a_partner_may_have(code: str) -> None:
    record = said(End("a"), RecordPartner(code, "name"))
    assert isinstance(record, PartnerRecorded)
    assert record.partner == code


@pytest.mark.parametrize(
    "code", ["", " ", "me", ".", "..", "a/b", "a\\b", "a b", "a:b", "x" * 33, "a\nb", "²", "\udc80"]
)
def test_codes_that_a_partner_may_not_have(code: str) -> None:
    assert mistake(End("a").ask, RecordPartner(code, "name")).code == "partner-code-unfit"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": "  "}, "partner-name-missing"),
        ({"name": "x" * 2001}, "text-length"),
        ({"name": "a\x00b"}, "text-unprintable"),
        ({"company_id": USCC[:-1] + "4"}, "company-id-wrong"),
        ({"company_id_scheme": "x" * 2001}, "text-length"),
        ({"currency": "XXX"}, "currency-unknown"),
        ({"payment_days": -1}, "number-out-of-range"),
        ({"payment_days": 3651}, "number-out-of-range"),
        ({"transit_days": 3651}, "number-out-of-range"),
        ({"tolerance_permille": 1001}, "number-out-of-range"),
    ],
)
def test_a_partner_that_cannot_be(more: dict[str, Any], code: str) -> None:
    command = RecordPartner(**({"partner": "mill", "name": "The Mill"} | more))
    assert mistake(End("a").ask, command).code == code


def test_a_rule_is_given_and_taken_back() -> None:
    end = workshop()
    assert not disclosed(end.store, "mill", "trade", "wood")
    assert disclosed(end.store, "mill", "link")
    end.ask(Allow("mill", "trade", "wood"))
    assert end.ask(Allow("mill", "trade", "wood")) == []
    assert disclosed(end.store, "mill", "trade", "wood")
    assert not disclosed(end.store, "mill", "trade", "screw")
    assert not disclosed(end.store, "mill", "trade")
    assert not disclosed(end.store, "mill", "catalogue", "wood")
    end.ask(Allow("mill", "trade"))
    assert disclosed(end.store, "mill", "trade", "screw")
    end.ask(Deny("mill", "trade"))
    assert disclosed(end.store, "mill", "trade", "wood")
    end.ask(Deny("mill", "trade", "wood"))
    assert not disclosed(end.store, "mill", "trade", "wood")
    assert mistake(end.ask, Deny("mill", "trade", "wood")).code == "rule-missing"


def test_a_rule_belongs_to_the_journal() -> None:
    """Its own topic is that of what never leaves, whatever topic it is about."""
    assert TopicAllowed.topic == TopicDenied.topic == ""
    assert TopicAllowed("mill", "trade").topic == ""


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Allow("mill", "everything"), "topic-unknown"),
        (Allow("mill", "link"), "topic-unknown"),
        (Allow("mill", ""), "topic-unknown"),
        (Allow("nobody", "trade"), "partner-unknown"),
        (Allow("mill", "trade", "nothing"), "item-unknown"),
        (Deny("nobody", "trade"), "partner-unknown"),
        (Deny("mill", "trade"), "rule-missing"),
        (MapItemCode("nobody", "wood", "W"), "partner-unknown"),
        (MapItemCode("mill", "nothing", "W"), "item-unknown"),
        (MapItemCode("mill", "wood", "x" * 65), "code-unfit"),
        (MapItemCode("mill", "wood", "M-screw"), "item-code-taken"),
    ],
)
def test_rules_and_codes_that_cannot_be(command: Command, code: str) -> None:
    assert mistake(workshop().ask, command).code == code


def test_item_codes_are_translated_both_ways() -> None:
    end = workshop()
    assert their_item(end.store, "mill", "wood") == "M-wood"
    assert our_item(end.store, "mill", "M-wood") == "wood"
    assert their_item(end.store, "mill", "chair") == "chair"
    assert our_item(end.store, "mill", "chair") == "chair"
    assert our_item(end.store, "mill", "nothing") == ""
    assert end.ask(MapItemCode("mill", "wood", "M-wood")) == []
    assert len(end.ask(MapItemCode("mill", "wood", ""))) == 1
    assert their_item(end.store, "mill", "wood") == "wood"
    assert our_item(end.store, "mill", "M-wood") == ""


def test_codes_that_cross_are_not_taken_for_each_other() -> None:
    """Their "wood" is our screw: so our wood has no code there, and their "wood" is no wood."""
    end = workshop()
    end.ask(MapItemCode("mill", "screw", "wood"))
    assert our_item(end.store, "mill", "wood") == "screw"
    assert our_item(end.store, "mill", "screw") == ""
    end.ask(MapItemCode("mill", "wood", ""))
    with pytest.raises(Mistake) as found:
        their_item(end.store, "mill", "wood")
    assert found.value.code == "item-code-taken"
    assert found.value.details == {"partner": "mill", "their_item": "wood", "item": "screw"}


def test_two_companies_introduce_themselves() -> None:
    one, other = End("one"), End("other")
    connect(one, other, code_of_other="them", code_of_one="us")
    assert mistake(one.ask, Introduce("them")).code == "party-missing"
    one.ask(RecordParty("One Ltd", USCC, addresses=[f"https://one.example/{n}" for n in range(20)]))
    one.ask(Introduce("them"))
    settle(one, other)
    row = other.store.get(PARTNERS, "us")
    assert row is not None
    assert row.name == "us", "what it calls itself must not become what we call it"
    assert (row.introduced_name, row.introduced_company_id) == ("One Ltd", USCC)
    assert row.addresses == [f"https://one.example/{n}" for n in range(8)]
    one.hear("them", Introduced("Other", addresses=["a"] * 1000))
    heard = one.store.get(PARTNERS, "them")
    assert heard is not None
    assert heard.addresses == ["a"] * 8
    assert one.store.count(PARTNERS) == 1, "our own introduction made a partner of us"


def test_what_cannot_be_read_there_is_not_said() -> None:
    end = End("one")
    end.ask(RecordParty("One Ltd", addresses=["x" * 2001]))
    assert mistake(end.ask, Introduce("them")).code == "text-length"
    assert not end.out


def test_private_records_count_from_our_own_journal_only() -> None:
    end = workshop()
    end.ask(Allow("mill", "trade"))
    end.ask(RecordItem("glue", "glue", "kg"))
    tables: tuple[Any, ...] = (PARTNERS, DISCLOSURES, ITEM_CODES)
    before = [list(end.store.scan(table)) for table in tables]
    records: list[Record] = [
        PartnerRecorded("mill", "Evil"),
        TopicAllowed("mill", "catalogue"),
        TopicDenied("mill", "trade"),
        ItemCodeMapped("mill", "glue", "x"),
        ItemCodeMapped("mill", "wood", ""),
    ]
    for record in records:
        end.hear("mill", record)
    assert [list(end.store.scan(table)) for table in tables] == before
    end.hear(JOURNAL, Introduced("nobody"))
    assert end.store.count(PARTNERS) == 1
