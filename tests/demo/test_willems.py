"""Chains from Willems' file format: a small one made here, and the real ones where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuowang.demo.main import DemoOptions, run_demo
from tuowang.demo.scenario import check_scenario
from tuowang.demo.willems import read_chain
from tuowang.errors import Mistake

SMALL = """<?xml version="1.0" encoding="utf-8"?>
<chain company="00"><stages>
<stage stageName="Part_1" stageCost="3.5" stageTime="12" />
<stage stageName="Manuf_1" stageCost="10" stageTime="5.2" />
<stage stageName="Retail_1" stageCost="0" stageTime="0" avgDemand="7.5" />
</stages><arcs>
<arc from="Part_1" to="Manuf_1" /><arc from="Manuf_1" to="Retail_1" />
</arcs></chain>
"""
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "willems2008"


def test_stages_become_companies_in_tiers(tmp_path: Path) -> None:
    path = tmp_path / "00.xml"
    path.write_text(SMALL)
    scenario = read_chain(path)
    check_scenario(scenario, path)
    assert [(one.key, one.tier) for one in scenario.companies] == [
        ("Retail_1", 0),
        ("Manuf_1", 1),
        ("Part_1", 2),
    ]
    assert scenario.pairs() == [("Manuf_1", "Retail_1"), ("Part_1", "Manuf_1")]
    retail = scenario.company("Retail_1")
    assert retail.items[0].weekly == 38
    assert scenario.company("Manuf_1").items[0].price_minor == 1350


def test_the_small_chain_trades(tmp_path: Path) -> None:
    path = tmp_path / "00.xml"
    path.write_text(SMALL)
    result = run_demo(DemoOptions(tmp_path / "home", chain=path, weeks=9), lambda *_: None)
    assert (result.lost, result.doubled, result.links_equal) == (0, 0, True)
    assert result.agreements > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<chain>",
        "<chain></chain>",
        SMALL.replace('to="Retail_1"', 'to="Nobody"'),
        SMALL.replace('to="Manuf_1"', 'to="Part_1"'),
        SMALL.replace('stageTime="12"', 'stageTime="soon"'),
        SMALL.replace("<chain", '<!DOCTYPE x [<!ENTITY a "b">]><chain', 1),
    ],
)
def test_what_is_no_chain_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text)
    with pytest.raises(Mistake, match="chain-unreadable"):
        read_chain(path)


@pytest.mark.skipif(not REAL.is_dir(), reason="Willems' chains do not lie beside the project")
def test_every_real_chain_can_be_read() -> None:
    found = [read_chain(path) for path in sorted(REAL.glob("*.xml"))]
    assert len(found) >= 12
    for scenario in found:
        check_scenario(scenario, REAL)
        assert len(scenario.companies) > 5


@pytest.mark.skipif(not REAL.is_dir(), reason="Willems' chains do not lie beside the project")
def test_a_real_chain_trades(tmp_path: Path) -> None:
    result = run_demo(
        DemoOptions(tmp_path / "home", chain=REAL / "01.xml", weeks=6), lambda *_: None
    )
    assert (result.lost, result.doubled, result.links_equal) == (0, 0, True)
    assert result.agreements > 0
