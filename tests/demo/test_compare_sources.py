"""Industries out of scenarios and real chains, and the program over a whole chain."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tuowang.demo.bench_peers import cost_of
from tuowang.demo.compare.industry import FLOW, sold_on
from tuowang.demo.compare.main import CompareOptions, Run, load_industry
from tuowang.demo.compare.outlook import Outlook
from tuowang.demo.compare.sources import scenario_industry
from tuowang.demo.compare.world import at_rest
from tuowang.demo.neutral import firms_of, read_instance
from tuowang.demo.scenario import Scenario, ScenarioItem, find_scenario, read_scenario
from tuowang.errors import Mistake
from tuowang.plan.chain_program import ChainProgram
from tuowang.sim.docking import dock

SHARED = Path(__file__).resolve().parents[3] / "shared"
CHAIN = """<chain company="99"><stages>
<stage stageName="Part" stageCost="10" stageTime="14" />
<stage stageName="Make" stageCost="5" stageTime="3" />
<stage stageName="Sell" stageCost="1" stageTime="1" avgDemand="20" stDevDemand="8" />
<stage stageName="Idle" stageCost="1" stageTime="1" />
</stages><arcs><arc from="Part" to="Make" /><arc from="Make" to="Sell" /></arcs></chain>"""


def changed(scenario: Scenario, company: str, item: str, **what: object) -> Scenario:
    def items(key: str, given: list[ScenarioItem]) -> list[ScenarioItem]:
        hit = key == company
        return [replace(one, **what) if hit and one.item == item else one for one in given]

    companies = [replace(one, items=items(one.key, one.items)) for one in scenario.companies]
    return replace(scenario, companies=companies)


def lamp() -> Scenario:
    return read_scenario(find_scenario("lamp"))


def test_a_scenario_flows_as_its_recipes_say() -> None:
    industry = scenario_industry(lamp())
    shades = industry.firms["shades"]
    assert {key[0] for key in industry.sells} == {"store-south", "store-north"}
    assert industry.tiers["metals"] == 3
    assert industry.raw == ["metals"]
    # 350 g a lamp at both ends of the lane, whatever a program unit is
    (sheet,) = shades.inbound
    assert sheet.flow == pytest.approx(FLOW)
    assert shades.components[0].uses == {"SH-20": pytest.approx(1.0)}
    # a press of 8 hours a day makes a shade in 3 minutes; 48 a week are 100 units
    assert shades.capacity == [pytest.approx(5 * 480 - 15)]
    assert shades.products[0].unit_load == pytest.approx(3 * 48 / 100)
    south = industry.firms["store-south"]
    source = sold_on(south, "sold: LAMP")
    assert source is not None
    assert source[0] == "LAMP"
    assert source[1] == pytest.approx(30 / 48)
    assert industry.lead_weeks() == 4


def test_a_load_mans_every_centre() -> None:
    for firm in scenario_industry(lamp(), 0.8).firms.values():
        work = sum(FLOW * one.unit_load for one in firm.products)
        assert work == pytest.approx(0.8 * firm.capacity[0])


def test_what_cannot_be_compared_is_refused() -> None:
    nobody = changed(
        changed(lamp(), "store-south", "LAMP", weekly=0), "store-north", "LAMP", weekly=0
    )
    with pytest.raises(Mistake, match="industry-sells-nothing"):
        scenario_industry(nobody)
    own = changed(lamp(), "metals", "AL-SHEET", needs=["AL-INGOT:1"])
    with pytest.raises(Mistake, match="industry-makes-own-parts"):
        scenario_industry(own)
    circle = changed(lamp(), "shades", "SHEET", supplier="lampworks", their_item="DL-1")
    with pytest.raises(Mistake, match="industry-in-a-circle"):
        scenario_industry(circle)


def test_a_real_chain_becomes_an_industry(tmp_path: Path) -> None:
    path = tmp_path / "99.xml"
    path.write_text(CHAIN)
    options = CompareOptions(chain=path, weeks=4, seed=3)
    industry = load_industry(options)
    assert list(industry.firms) == ["Part", "Make", "Sell"]
    assert [lane.lead_time for lane in industry.firms["Make"].inbound] == [2]
    ((key, selling),) = industry.sells.items()
    assert key == ("Sell", "Sell")
    assert selling.weekly == pytest.approx(FLOW)
    assert selling.surprise == pytest.approx(8 / 20 / 5**0.5)
    load = [FLOW / firm.capacity[0] for firm in industry.firms.values()]
    assert all(0.85 <= one <= 1.05 for one in load)
    assert load_industry(options) == industry
    value = [firm.products[0].holding_cost for firm in industry.firms.values()]
    assert [round(one / value[0], 3) for one in value] == [1.0, 1.5, 1.6]


def test_nobody_is_cheaper_than_the_chain_program() -> None:
    options = CompareOptions(scenario="lamp", weeks=4, seed=4)
    run = Run(load_industry(options), options)
    outlook = Outlook(run.industry, run.demand, run.spreads)
    firms = outlook.firms(at_rest(run.industry), 2)
    program = ChainProgram(firms)
    least = program.solve()
    units = {lane.lane: lane.units for firm in firms.values() for lane in firm.inbound}
    fine = {name: replace(firm, inbound=[replace(one, units=10**9) for one in firm.inbound],
                          outbound=[replace(one, units=10**9) for one in firm.outbound])
            for name, firm in firms.items()}  # fmt: skip
    best = {lane: [round(q * 10**9) for q in series] for lane, series in program.shipped().items()}
    assert cost_of(fine, best) == pytest.approx(least, rel=1e-5)
    docked = dock(firms, 2, 1)
    assert docked.keys() == units.keys()
    cost = cost_of(firms, docked)
    assert least * (1 - 1e-6) <= cost <= least * 1.02


@pytest.mark.skipif(not (SHARED / "tools").is_dir(), reason="needs ../shared: the judge")
def test_the_chain_program_finds_the_judges_optimum(tmp_path: Path) -> None:
    path = tmp_path / "chain.json"
    tools, chain = SHARED / "tools" / "docking", SHARED / "data" / "willems2008" / "05.xml"
    make = [sys.executable, str(tools / "make_instance.py"), "--xml", str(chain), "--group", "3"]
    subprocess.run([*make, "--seed", "7", "--out", str(path)], check=True)
    said = subprocess.run(
        [sys.executable, str(tools / "judge.py"), str(path), "--json"],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
    optimum = json.loads(said[said.index("{") :])["optimum"]["cost"]
    instance = read_instance(path)
    found = ChainProgram(firms_of(instance)).solve() + instance.constant_cost
    assert found == pytest.approx(optimum, rel=1e-6)


def test_trade_beside_the_chain_is_left_out() -> None:
    scenario = read_scenario(find_scenario("ebike"))
    assert any(item.side for company in scenario.companies for item in company.items)
    industry = scenario_industry(scenario)
    names = {item.item for company in scenario.companies for item in company.items if item.side}
    told = repr(industry)
    assert not [name for name in names if repr(name) in told]
    assert "workshop" not in told
