"""Every standard passes its interface's suite, against the standards' own schemas."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from tests.standards.schemas import check_valid, example, needs_samm
from tests.standards.trade import Trade, trade
from tuowang.errors import Mistake
from tuowang.standards import STANDARDS, standard, standard_of
from tuowang.standards.acceptance import (
    check_a_spoilt_payload_is_a_mistake,
    check_standard,
    check_the_receiver_can_take_it,
    check_what_is_written_is_valid,
)
from tuowang.standards.base import Figures, Notice, Standard, read_json

OF_BUYERS = ("WeekBasedMaterialDemand", "ShortTermMaterialDemand")
OF_BOTH = ("ItemStock", "DaysOfSupply", "DemandAndCapacityNotification")
WAYS = [
    (name, selling)
    for name in STANDARDS
    for selling in (True, False)
    if name in OF_BOTH or selling is (name not in OF_BUYERS)
]


@cache
def dealings() -> Trade:
    """The two companies, made once: nothing here changes them."""
    return trade()


@needs_samm
@pytest.mark.parametrize(("name", "selling"), WAYS)
def test_every_standard_is_accepted(name: str, selling: bool) -> None:
    chosen = standard(name)

    def valid(payload: Any) -> None:
        check_valid(chosen.name, chosen.version, payload)

    check_standard(chosen, dealings().ends(selling=selling), valid)


@pytest.mark.parametrize(("name", "selling"), WAYS)
def test_what_needs_no_schema_holds_everywhere(name: str, selling: bool) -> None:
    chosen, ends = standard(name), dealings().ends(selling=selling)
    check_what_is_written_is_valid(chosen, ends, lambda payload: None)
    check_the_receiver_can_take_it(chosen, ends)


@needs_samm
def test_the_schemas_do_find_faults() -> None:
    chosen = standard("ItemStock")
    (payload, *_) = dealings().ends(selling=True).written(chosen)
    spoilt = copy.deepcopy(payload)
    spoilt["direction"] = "SIDEWAYS"
    with pytest.raises(Exception, match="SIDEWAYS"):
        check_valid(chosen.name, chosen.version, spoilt)
    late = copy.deepcopy(standard("WeekBasedMaterialDemand"))
    (demand, *_) = dealings().ends(selling=False).written(late)
    demand["demandSeries"][0]["demands"][0]["pointInTime"] = "2026-02-30"
    with pytest.raises(Exception, match="2026-02-30"):
        check_valid(late.name, late.version, demand)


def test_a_standard_that_raises_something_else_is_not_accepted() -> None:
    chosen = standard("ItemStock")
    careless = Standard(
        chosen.name,
        chosen.version,
        chosen.topics,
        chosen.marks,
        chosen.write,
        lambda part: part.value["positions"][0]["no such thing"],
    )
    with pytest.raises((KeyError, TypeError)):
        check_a_spoilt_payload_is_a_mistake(careless, dealings().ends(selling=True))


@needs_samm
@pytest.mark.parametrize("name", STANDARDS)
def test_the_models_own_example_is_read(name: str) -> None:
    chosen = standard(name)
    (part,) = read_json(example(name, chosen.version))
    assert standard_of(part) == chosen
    (reading,) = chosen.read(part)
    if isinstance(reading, Notice):
        assert (reading.effect, reading.cause, reading.state) == (
            "demand-reduction",
            "strike",
            "resolved",
        )
        assert (reading.start, reading.end) == ("2023-12-13", "2023-12-17")
        return
    assert isinstance(reading, Figures)
    assert any(reading.material)
    inactive = part.has("materialDemandIsInactive") or part.has("capacityGroupIsInactive")
    assert bool(reading.amounts) is not inactive


def test_a_standard_is_found_by_its_name_in_any_case() -> None:
    assert standard("itemstock").name == "ItemStock"
    with pytest.raises(Mistake) as caught:
        standard("PartAsPlanned")
    assert caught.value.code == "standard-unknown"
    with pytest.raises(Mistake) as caught:
        standard_of(read_json(b'{"positions": []}')[0])
    assert caught.value.code == "payload-unknown"
