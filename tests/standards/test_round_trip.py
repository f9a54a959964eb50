"""What one company writes, the other takes in: the same numbers, in its own codes and units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.flows.ends import End
from tests.flows.traders import NORTH, SOUTH
from tests.flows.workshop import mistake
from tests.standards.trade import NOW, TODAY, Trade, companies, trade
from tuowang.errors import Mistake
from tuowang.flows.catalogue import RecordItem, UnitFactor
from tuowang.flows.figures import GLOBAL_IDS, NOTICES, PARTNER_FIGURES, SUBJECTS
from tuowang.flows.figures_views import figures_for
from tuowang.flows.partner import Deny, MapItemCode
from tuowang.flows.planning import NEEDS
from tuowang.flows.stock import CountStock
from tuowang.standards import STANDARDS, standard, standard_of
from tuowang.standards.base import Part, read_json, to_json
from tuowang.standards.catena.names import material_id, our_number
from tuowang.standards.catena.samm_units import FROM_SAMM, TO_SAMM
from tuowang.standards.catena.taking import commands_of, iso_week


def take(end: End, partner: str, payloads: Any, item: str = "") -> list[Any]:
    """Take payloads in, as the command does; what was said."""
    said = []
    for part in read_json(to_json(payloads)):
        chosen = standard_of(part)
        for command in commands_of(end.store, partner, chosen.name, chosen.read(part), item):
            said += end.ask(command)
    return said


def figures_of(end: End, subject: str) -> dict[str, dict[str, int]]:
    """A partner's figures: measure -> day -> quantity."""
    return {
        row.measure: {point.day: point.quantity for point in row.points if point.quantity}
        for row in end.store.scan(PARTNER_FIGURES)
        if row.subject == subject and not row.mine
    }


def told(end: End, partner: str, subject: str) -> dict[str, dict[str, int]]:
    """What the link would tell of it."""
    return {
        one.measure: {point.day: point.quantity for point in one.points if point.quantity}
        for record in figures_for(end.store, partner, subject, TODAY, lambda item: True)
        for one in record.series
    }


def needs_of(end: End, stem: str) -> dict[str, tuple[int, str]]:
    return {
        row.need.removeprefix(stem): (row.quantity, row.due)
        for row in end.store.scan(NEEDS)
        if row.need.startswith(stem)
    }


@pytest.fixture
def both() -> Trade:
    return trade()


def payload(both: Trade, name: str, *, selling: bool) -> dict[str, Any]:
    (found,) = both.ends(selling=selling).written(standard(name))
    return found


def test_a_customers_weeks_become_needs_and_a_newer_payload_replaces_them(both: Trade) -> None:
    first = payload(both, "WeekBasedMaterialDemand", selling=False)
    take(both.seller, SOUTH, first)
    # 38 are planned for the 9th and 70 agreed for the 11th; goods are two days under way.
    assert needs_of(both.seller, "south/bolt/") == {
        "2026-W11": (108, "2026-03-07"),
        "2026-W12": (60, "2026-03-14"),
        "2026-W15": (70, "2026-04-04"),
    }
    assert take(both.seller, SOUTH, first) == []
    demands = first["demandSeries"][0]["demands"]
    first["demandSeries"][0]["demands"] = [
        one | {"demand": 5} for one in demands if one["pointInTime"] > "2026-03-09"
    ][:1]
    take(both.seller, SOUTH, first)
    assert needs_of(both.seller, "south/bolt/") == {"2026-W12": (5, "2026-03-14")}
    assert [row.need for row in both.seller.store.scan(NEEDS)] == [
        "somebody else",
        "south/bolt/2026-W12",
    ]
    take(both.seller, SOUTH, first | {"materialDemandIsInactive": True})
    assert needs_of(both.seller, "south/bolt/") == {}


def test_a_customers_days_count_instead_of_its_weeks(both: Trade) -> None:
    weeks = payload(both, "WeekBasedMaterialDemand", selling=False)
    days = payload(both, "ShortTermMaterialDemand", selling=False)
    wanted = {
        "2026-03-09": (38, "2026-03-07"),
        "2026-03-11": (70, "2026-03-09"),
        "2026-03-20": (60, "2026-03-18"),
        "2026-W15": (70, "2026-04-04"),
    }
    take(both.seller, SOUTH, weeks)
    take(both.seller, SOUTH, days)
    assert needs_of(both.seller, "south/bolt/") == wanted
    take(both.seller, SOUTH, weeks)
    assert needs_of(both.seller, "south/bolt/") == wanted


def test_two_series_of_one_payload_add_up(both: Trade) -> None:
    whole = payload(both, "WeekBasedMaterialDemand", selling=False)
    (series,) = whole["demandSeries"]
    other = series | {"customerLocation": "BPNS000000000000", "demands": series["demands"][1:2]}
    take(both.seller, SOUTH, whole | {"demandSeries": [series, other]})
    assert needs_of(both.seller, "south/bolt/")["2026-W11"][0] == 216


@pytest.mark.parametrize(
    ("name", "subject", "measures"),
    [
        ("WeekBasedCapacityGroup", "capacity", {"actual", "maximum", "agreed"}),
        ("PlannedProductionOutput", "output", {"planned"}),
        ("ItemStock", "stock", {"on-hand", "allotted"}),
    ],
)
def test_a_sellers_figures_are_those_that_the_link_would_tell(
    both: Trade, name: str, subject: str, measures: set[str]
) -> None:
    take(both.buyer, NORTH, payload(both, name, selling=True))
    link = told(both.seller, SOUTH, subject)
    assert figures_of(both.buyer, subject) == {one: link[one] for one in measures}
    assert any(link[one] for one in measures)
    (row, *_) = both.buyer.store.scan(PARTNER_FIGURES, NORTH)
    assert (row.item, row.buyer_item, row.selling, row.source) == ("bolt", "B-100", True, name)


def test_capacity_is_what_the_press_can_do(both: Trade) -> None:
    weeks = payload(both, "WeekBasedCapacityGroup", selling=True)["capacities"]
    # Ten a day, five days a week; the plan uses 30 this week, 10 in the next for somebody else.
    assert [tuple(week.values()) for week in weeks[:3]] == [
        ("2026-03-02", 20, 50, 0),
        ("2026-03-09", 40, 50, 70),
        ("2026-03-16", 50, 50, 60),
    ]


def test_deliveries_days_of_supply_and_notices_are_kept(both: Trade) -> None:
    take(both.buyer, NORTH, payload(both, "DeliveryInformation", selling=True))
    arriving = figures_of(both.buyer, "delivery")["arriving"]
    assert arriving["2026-03-06"] == 30
    assert sum(arriving.values()) == 160
    take(both.buyer, NORTH, payload(both, "DaysOfSupply", selling=True))
    assert figures_of(both.buyer, "supply") == {"days-of-supply": {TODAY: 2}}
    take(both.buyer, NORTH, payload(both, "DemandAndCapacityNotification", selling=True))
    take(both.seller, SOUTH, payload(both, "DemandAndCapacityNotification", selling=False))
    (late,), (more,) = (list(end.store.scan(NOTICES)) for end in (both.buyer, both.seller))
    assert (late.effect, late.items, late.start, late.end, late.text) == (
        "capacity-reduction",
        ["B-100"],
        "2026-03-06",
        "2026-03-25",
        "130 piece",
    )
    assert (more.effect, more.items, more.state) == ("demand-increase", ["bolt"], "open")


def test_nothing_of_others_is_written(both: Trade) -> None:
    for name in STANDARDS:
        text = to_json(both.ends(selling=True).written(standard(name))).decode()
        for secret in ("somebody", "press", '"rod', "steel", "centre"):
            assert secret not in text.lower(), name


@pytest.mark.parametrize("name", STANDARDS)
def test_what_may_not_be_seen_is_not_written(both: Trade, name: str) -> None:
    for end, partner in ((both.seller, SOUTH), (both.buyer, NORTH)):
        for topic in ("trade", *SUBJECTS):
            end.ask(Deny(partner, topic))
    for selling in (True, False):
        with pytest.raises(Mistake) as caught:
            both.ends(selling=selling).written(standard(name))
        assert caught.value.code == "not-disclosed"


def test_a_worldwide_id_of_the_partners_own_is_learned(both: Trade) -> None:
    theirs = "urn:uuid:48878d48-6f1d-47f5-8ded-a441d0d879df"
    days = payload(both, "ShortTermMaterialDemand", selling=False)
    days["materialGlobalAssetId"] = theirs
    with pytest.raises(Mistake) as caught:
        take(both.seller, SOUTH, days)
    assert caught.value.code == "material-unknown"
    weeks = payload(both, "WeekBasedMaterialDemand", selling=False)
    take(both.seller, SOUTH, weeks | {"materialGlobalAssetId": theirs[9:].upper()})
    assert [row.item for row in both.seller.store.scan(GLOBAL_IDS)] == ["bolt"]
    take(both.seller, SOUTH, days)
    assert "2026-03-11" in needs_of(both.seller, "south/bolt/")
    output = payload(both, "PlannedProductionOutput", selling=True)
    assert output["materialGlobalAssetId"] == theirs


def test_an_item_can_be_named_by_hand(both: Trade) -> None:
    days = payload(both, "ShortTermMaterialDemand", selling=False)
    days["materialGlobalAssetId"] = "00000000-0000-4000-8000-000000000000"
    take(both.seller, SOUTH, days, item="bolt")
    assert "2026-03-11" in needs_of(both.seller, "south/bolt/")
    assert take(both.seller, SOUTH, days) == []


def test_a_code_that_was_mapped_comes_before_one_that_is_spelt_the_same(both: Trade) -> None:
    both.buyer.ask(RecordItem("bolt", "another bolt", "pc"))
    group = payload(both, "WeekBasedCapacityGroup", selling=True)
    group["linkedDemandSeries"][0]["materialNumberCustomer"] = "bolt"
    take(both.buyer, NORTH, group)
    assert {row.buyer_item for row in both.buyer.store.scan(PARTNER_FIGURES)} == {"B-100"}


def test_units_become_the_items_own() -> None:
    both = trade()
    days = payload(both, "ShortTermMaterialDemand", selling=False)
    (series,) = days["demandSeries"]
    one = {"day": "2026-03-12", "demand": {"value": 2, "unit": "unit:set"}}
    days["demandSeries"] = [series | {"demands": [one]}]
    with pytest.raises(Mistake) as caught:
        take(both.seller, SOUTH, days)
    assert caught.value.code == "payload-unit"
    assert caught.value.details["path"] == "$.demandSeries[0].demands[0].demand.value"
    both.seller.ask(
        RecordItem("bolt", "the bolt", "pc", "make", unit_factors=[UnitFactor("SET", 25)])
    )
    take(both.seller, SOUTH, days)
    assert needs_of(both.seller, "south/bolt/") == {"2026-03-12": (50, "2026-03-10")}


def test_exact_units_and_rounding_up() -> None:
    seller, _ = companies()
    seller.ask(RecordItem("wire", "wire", "mm", "make"))
    seller.ask(MapItemCode(SOUTH, "wire", "W-1"))
    seller.ask(CountStock("wire", 1234))
    amounts = [(2, "unit:inch", 51), (Decimal("0.1"), "unit:metre", 100), (1, "unit:foot", 305)]
    for value, unit, wanted in amounts:
        demand = {"day": "2026-03-12", "demand": {"value": value, "unit": unit}}
        days = {
            "materialGlobalAssetId": material_id(our_number(seller.store), "wire"),
            "demandSeries": [{"demands": [demand]}],
        }
        take(seller, SOUTH, days)
        assert needs_of(seller, "south/wire/")["2026-03-12"][0] == wanted
    written = standard("ItemStock").write(seller.store, SOUTH, NOW, "wire")
    assert b'"value": 123.4,' in to_json(written)
    assert b'"unit": "unit:centimetre"' in to_json(written)


def test_every_unit_that_is_written_can_be_read() -> None:
    for code, (samm, factor) in TO_SAMM.items():
        back, size = FROM_SAMM[samm]
        assert (back == code and factor == 1 == size) or factor != 1
    assert FROM_SAMM["unit:pound"] == ("GRM", Fraction("453.59237"))
    assert FROM_SAMM["unit:foot"] == ("MTR", Fraction("0.3048"))
    assert len(FROM_SAMM) == 35


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2026-01-01", "2026-W01"),
        ("2025-12-29", "2026-W01"),
        ("2027-01-03", "2026-W53"),
        ("2026-03-08", "2026-W10"),
        ("2026-03-09", "2026-W11"),
    ],
)
def test_iso_weeks(day: str, week: str) -> None:
    assert iso_week(day) == week


def test_a_payload_for_nobody_we_know(both: Trade) -> None:
    readings = standard("ItemStock").read(Part(payload(both, "ItemStock", selling=True), "$"))
    with pytest.raises(Mistake) as caught:
        commands_of(both.buyer.store, "nobody", "ItemStock", readings)
    assert caught.value.code == "partner-unknown"
    with pytest.raises(Mistake) as caught:
        standard("ItemStock").write(both.buyer.store, "nobody", NOW, "")
    assert caught.value.code == "partner-unknown"
    assert mistake(both.buyer.ask, MapItemCode("nobody", "frame", "x")).code == "partner-unknown"
