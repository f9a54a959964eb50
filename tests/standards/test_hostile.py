"""A payload is a stranger's file: whatever stands in it is read, or is a Mistake; nothing else."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flows.traders import NORTH, SOUTH
from tests.standards.trade import NOW, Trade, trade
from tuowang.errors import Mistake
from tuowang.flows.planning import NEEDS
from tuowang.standards import STANDARDS, standard, standard_of
from tuowang.standards.base import (
    MAXIMUM_PAYLOAD_BYTES,
    MOST_IN_A_LIST,
    MOST_PARTS,
    Part,
    number_of,
    read_json,
    to_json,
)
from tuowang.standards.catena.taking import commands_of
from tuowang.units import MAXIMUM_QUANTITY

FIELDS = [
    "materialDemandId", "demandSeries", "customer", "supplier", "materialGlobalAssetId", "demands",
    "pointInTime", "demand", "day", "value", "unit", "capacityGroupId", "linkedDemandSeries",
    "positions", "direction", "allocatedStocks", "deliveries", "transitEvents", "eventType",
    "allocatedDaysOfSupply", "notificationId", "effect", "status", "loadFactor", "capacities",
]  # fmt: skip
WORDS = ["unit:piece", "2026-03-09", "9999-12-31", "INBOUND", "bolt", "BPNL00000000000X", "\u202e"]


@cache
def dealings() -> Trade:
    """Two companies that nothing here changes."""
    return trade()


@cache
def payloads() -> dict[str, Any]:
    """A payload of every standard, as plain JSON."""
    found = {}
    for name in STANDARDS:
        for selling in (False, True):
            for one in dealings().ends(selling=selling).written(standard(name)):
                found[name] = json.loads(to_json(one))
    return found


def take(data: bytes, name: str = "") -> str:
    """Read and translate; the code of the mistake, or ""."""
    both = dealings()
    try:
        for part in read_json(data):
            chosen = standard(name) if name else standard_of(part)
            readings = chosen.read(part)
            for end, partner in ((both.seller, SOUTH), (both.buyer, NORTH)):
                commands_of(end.store, partner, chosen.name, readings)
    except Mistake as mistake:
        return mistake.code
    return ""


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=25,
)
calm = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(value=values, name=st.sampled_from(list(STANDARDS)))
def test_any_json_is_read_or_is_a_mistake(value: Any, name: str) -> None:
    take(json.dumps(value).encode("utf-8", "replace"), name)


@calm
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_are_a_mistake(data: bytes) -> None:
    take(data)


def _places(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(_places(one) for one in inside)


def _replaced(value: Any, place: list[int], new: Any) -> Any:
    """The value with its n-th place exchanged."""
    place[0] -= 1
    if place[0] < 0:
        return new
    if isinstance(value, dict):
        return {
            name: _replaced(one, place, new) if place[0] >= 0 else one
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_replaced(one, place, new) if place[0] >= 0 else one for one in value]
    return value


@calm
@given(data=st.data(), name=st.sampled_from(list(STANDARDS)))
def test_a_good_payload_with_anything_in_one_place(data: st.DataObject, name: str) -> None:
    good = payloads()[name]
    place = data.draw(st.integers(0, min(_places(good) - 1, 60)))
    spoilt = _replaced(good, [place], data.draw(values))
    take(json.dumps(spoilt).encode("utf-8", "replace"), name)


def _weeks(count: int, day: str = "2026-03-09", amount: str = "1") -> bytes:
    good = payloads()["WeekBasedMaterialDemand"]
    (series,) = good["demandSeries"]
    mark = [{"pointInTime": "MARK", "demand": 1}]
    whole = json.dumps(good | {"demandSeries": [series | {"demands": mark}]})
    one = f'{{"pointInTime": "{day}", "demand": {amount}}}'
    return whole.replace(json.dumps(mark[0]), ", ".join([one] * count)).encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "payload-unreadable"),
        (b"\xff\xfe{", "payload-unreadable"),
        (b"{" * 100_000, "payload-unreadable"),
        (b'{"a":' * 400 + b"1" + b"}" * 400, "payload-too-deep"),
        (b"[" * 900 + b"]" * 900, "payload-too-deep"),
        (b'{"a": NaN}', "payload-unreadable"),
        (b'{"a": -Infinity}', "payload-unreadable"),
        (b'{"a": 1, "a": 2}', "payload-unreadable"),
        (b'{"a": 1e999999999}', "payload-unreadable"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "payload-unreadable"),
        (b"7", "payload-unfit"),
        (b"[7]", "payload-unfit"),
        (b"{}", "payload-unknown"),
        (b"[" + b"{}," * (MOST_IN_A_LIST + 1) + b"{}]", "payload-too-many"),
        (b"[" + b"0," * MOST_PARTS + b"0]", "payload-too-many"),
        (b" " * (MAXIMUM_PAYLOAD_BYTES + 1), "payload-too-large"),
        (_weeks(1), ""),
        (_weeks(1, amount="0.5"), ""),
        (_weeks(MOST_IN_A_LIST + 1), "payload-too-many"),
        (_weeks(3_000), "payload-too-many"),
        (_weeks(1, amount="-1"), "payload-beyond"),
        (_weeks(1, amount=str(MAXIMUM_QUANTITY + 1)), "payload-beyond"),
        (_weeks(1_500, amount=str(MAXIMUM_QUANTITY)), "payload-beyond"),
        (_weeks(1, amount="true"), "payload-unfit"),
        (_weeks(1, amount='"12"'), "payload-unfit"),
        (_weeks(1, amount="null"), "payload-unfit"),
        (_weeks(1, day="2026-02-30"), "payload-unfit"),
        (_weeks(1, day="1000000000-W01"), "payload-unfit"),
        (_weeks(1, day="0001-01-01"), ""),
        (_weeks(1, day="9999-12-31"), ""),
    ],
)
def test_what_is_refused(data: bytes, code: str) -> None:
    assert take(data) == code


def test_a_mistake_names_the_place() -> None:
    good = payloads()["ItemStock"]
    del good["positions"][0]["allocatedStocks"][0]["isBlocked"]
    with pytest.raises(Mistake) as caught:
        standard("ItemStock").read(Part(good, "$"))
    assert caught.value.code == "payload-lacks"
    assert caught.value.details == {"path": "$.positions[0].allocatedStocks[0].isBlocked"}


def test_a_thousand_weeks_are_taken_at_once_or_not_at_all() -> None:
    """What cannot be taken changes nothing, because commands are asked together."""
    both = trade()
    good = payloads()["WeekBasedMaterialDemand"]
    (series,) = good["demandSeries"]
    long = [{"pointInTime": f"{year}-01-05", "demand": 1} for year in range(2027, 3027)]
    whole = json.dumps(good | {"demandSeries": [series | {"demands": long}]}).encode()
    (part,) = read_json(whole)
    chosen = standard_of(part)
    for command in commands_of(both.seller.store, SOUTH, chosen.name, chosen.read(part)):
        both.seller.ask(command)
    assert sum(row.need.startswith("south/") for row in both.seller.store.scan(NEEDS)) == 1000
    assert standard("WeekBasedCapacityGroup").write(both.seller.store, SOUTH, NOW, "bolt")


@given(st.fractions(min_value=0, max_value=10**9, max_denominator=1000))
def test_numbers_are_written_without_loss_where_they_end(exact: Any) -> None:
    written = number_of(exact)
    if exact.denominator == 1:
        assert isinstance(written, int)
    assert abs(exact - type(exact)(written)) <= exact / 10**20
