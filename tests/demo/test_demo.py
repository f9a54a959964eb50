"""Whole chains through real homes: nothing lost, both ends equal, and the books in balance."""

from __future__ import annotations

import zipfile
from pathlib import Path

import msgspec
import pytest

from tuowang.demo import main as demo
from tuowang.demo.main import DemoOptions, DemoResult, load_scenario, run_demo
from tuowang.demo.scenario import (
    Misfortune,
    Scenario,
    ScenarioItem,
    commands_for,
    find_scenario,
    read_scenario,
)
from tuowang.errors import Mistake
from tuowang.flows.money import CLAIMS
from tuowang.flows.shipping import SHIPMENTS
from tuowang.flows.stock import LOTS, MOVES
from tuowang.flows.trading import AGREEMENTS, COMMITMENTS, DEMANDS
from tuowang.host.company import open_company
from tuowang.host.verify import verify
from tuowang.node import Node
from tuowang.record.keys import Keys
from tuowang.store.memory import MemoryStore
from tuowang.units import day_number, iso_day

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"


def quiet(_what: str, _done: int, _of: int) -> None:
    """No progress."""


@pytest.fixture(scope="module")
def lamp(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    """The lamp chain, 12 weeks: a crash in mid-write and a restored week-old backup."""
    return run_demo(
        DemoOptions(tmp_path_factory.mktemp("demo") / "lamp", "lamp", weeks=12, seed=3), quiet
    )


def test_nothing_is_lost_and_both_ends_are_equal(lamp: DemoResult) -> None:
    assert (lamp.lost, lamp.doubled, lamp.links_equal) == (0, 0, True)
    assert lamp.faults == {"crash": 1, "restore": 1}
    assert lamp.agreements > 20
    assert lamp.entries > 300
    assert lamp.on_time_share is not None
    assert lamp.on_time_share > 0.5
    assert lamp.bytes_by_carrier["http"] > 0


def test_the_companies_it_leaves_can_be_opened_and_verify(lamp: DemoResult) -> None:
    for row in lamp.rows:
        with open_company(Path(lamp.home) / row.company) as company:
            assert verify(company, deep=True) == []


def test_the_books_of_both_ends_mirror_each_other(lamp: DemoResult) -> None:
    sold: dict[tuple[str, str, str], tuple[object, ...]] = {}
    bought: dict[tuple[str, str, str], tuple[object, ...]] = {}
    for row in lamp.rows:
        with open_company(Path(lamp.home) / row.company) as company:
            for one in company.store.scan(COMMITMENTS):
                seller = row.company if one.selling else one.partner
                side = sold if one.selling else bought
                side[seller, one.agreement, one.line] = (
                    one.quantity,
                    one.due,
                    one.shipped,
                    one.received,
                    one.price_minor,
                    one.open,
                )
    assert sold == bought
    assert len(sold) > 20


def test_stock_is_the_sum_of_its_moves_and_never_below_nothing(lamp: DemoResult) -> None:
    for row in lamp.rows:
        with open_company(Path(lamp.home) / row.company) as company:
            sums: dict[tuple[str, ...], int] = {}
            for move in company.store.scan(MOVES):
                key = (move.item, move.lot, move.place, move.owner, move.holder)
                sums[key] = sums.get(key, 0) + move.quantity
            held = {
                (lot.item, lot.lot, lot.place, lot.owner, lot.holder): lot.quantity
                for lot in company.store.scan(LOTS)
            }
            assert held == {key: quantity for key, quantity in sums.items() if quantity}


def test_every_demand_names_the_plan_line_that_caused_it(lamp: DemoResult) -> None:
    named = 0
    for row in lamp.rows:
        with open_company(Path(lamp.home) / row.company) as company:
            for demand in company.store.scan(DEMANDS):
                assert len(demand.causes) == len(demand.lines)
                named += all(demand.causes)
                assert all(demand.causes)
    assert named > 20


def test_every_claim_comes_from_a_receipt(lamp: DemoResult) -> None:
    for row in lamp.rows:
        with open_company(Path(lamp.home) / row.company) as company:
            receipts = {one.receipt for one in company.store.scan(SHIPMENTS) if one.receipt}
            assert all(claim.receipt in receipts for claim in company.store.scan(CLAIMS))
            agreed = {(one.partner, one.agreement) for one in company.store.scan(AGREEMENTS)}
            assert all((one.partner, one.agreement) in agreed for one in company.store.scan(CLAIMS))


def test_a_carried_pair_never_touches_a_network(tmp_path: Path) -> None:
    result = run_demo(DemoOptions(tmp_path / "bakery", "bakery", weeks=8), quiet)
    assert (result.lost, result.doubled, result.links_equal) == (0, 0, True)
    assert result.carried == [["mill", "bakery"]]
    assert result.bytes_by_carrier["folder"] > 0
    with open_company(tmp_path / "bakery" / "bakery") as company:
        assert company.link("mill").address == ""
        assert company.link("mill").acked_n > 0


def test_it_ends_with_the_money_that_went_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = demo.load_scenario

    def with_a_circle(options: DemoOptions) -> Scenario:
        """The mill has its meals from the cafe, which buys of the bakery, which buys of it."""
        scenario = load(options)
        cafe, mill = scenario.company("cafe"), scenario.company("mill")
        meal = ScenarioItem(
            "MEAL",
            "Meal",
            price_minor=900,
            stock=90,
            lead_time_days=0,
            work=["kitchen:0:60"],
            side=True,
        )
        eaten = ScenarioItem(
            "MEAL", "Meal", stock=40, safety=20, supplier="cafe", weekly=20, side=True
        )
        replace = msgspec.structs.replace
        return replace(
            scenario,
            companies=[
                replace(cafe, items=[*cafe.items, meal], centres={"kitchen": 480}),
                scenario.company("bakery"),
                replace(mill, items=[*mill.items, eaten]),
            ],
        )

    monkeypatch.setattr(demo, "load_scenario", with_a_circle)
    result = run_demo(DemoOptions(tmp_path / "circle", "bakery", weeks=10), quiet)
    assert (result.lost, result.doubled, result.links_equal) == (0, 0, True)
    netting = result.netting
    assert 0 < netting.cleared_minor <= netting.most_minor < netting.gross_minor
    assert netting.rings > 0
    assert netting.cash_minor == netting.gross_minor - netting.cleared_minor
    still = 0
    for row in result.rows:
        with open_company(Path(result.home) / row.company) as company:
            still += sum(one.open_minor for one in company.store.scan(CLAIMS) if one.mine)
    assert netting.cash_minor == still
    assert netting.days_freed > 0


def test_a_company_that_is_off_for_weeks_catches_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = demo.load_scenario

    def with_absence(options: DemoOptions) -> Scenario:
        return msgspec.structs.replace(
            load(options), misfortunes=[Misfortune("bakery", 2, "off", 3)], carried=[]
        )

    monkeypatch.setattr(demo, "load_scenario", with_absence)
    result = run_demo(DemoOptions(tmp_path / "off", "bakery", weeks=7), quiet)
    assert result.faults == {"off": 1}
    assert (result.lost, result.doubled, result.links_equal) == (0, 0, True)


def test_the_same_seed_gives_the_same_business(tmp_path: Path) -> None:
    one = run_demo(DemoOptions(tmp_path / "one", "bakery", weeks=4, seed=9), quiet)
    other = run_demo(DemoOptions(tmp_path / "other", "bakery", weeks=4, seed=9), quiet)
    assert one.rows == other.rows
    assert (one.agreements, one.claims_gross_minor) == (
        other.agreements,
        other.claims_gross_minor,
    )


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.toml")))
def test_every_scenario_is_whole_and_its_companies_ready(name: str) -> None:
    from tuowang.flows.readiness import company_readiness

    scenario = read_scenario(find_scenario(name))
    assert scenario.companies
    for company in scenario.companies:
        store = MemoryStore()
        Node(Keys(bytes(32)), store).ask(commands_for(scenario, company), 0, bytes(32))
        readiness = company_readiness(store)
        assert all(item.ready for item in readiness.items), readiness


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Mistake, match="demo-home-not-empty"):
        run_demo(DemoOptions(tmp_path, "bakery", weeks=1), quiet)
    assert (tmp_path / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name = 3", "scenario-unreadable"),
        ("= broken", "scenario-unreadable"),
        ('name="x"\ntitle="x"\ntitle_zh="x"\nstart="2026-01-05"\nweeks=1\ncompanies=[]\n'
         'carried=[["a","b"]]', "scenario-names-nobody"),
    ],
)  # fmt: skip
def test_a_scenario_that_is_none_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(Mistake, match=code):
        read_scenario(path)


def test_a_workbook_of_the_demo_is_an_ordinary_workbook(lamp: DemoResult) -> None:
    with zipfile.ZipFile(Path(lamp.home) / "metals" / "book.xlsx") as book:
        assert "xl/workbook.xml" in book.namelist()


def test_a_demo_that_is_looked_at_ends_now() -> None:
    as_written = read_scenario(find_scenario("lamp"))
    for day in range(day_number("2026-11-23"), day_number("2026-11-30")):
        moved = load_scenario(DemoOptions(Path("unused"), "lamp", weeks=12, until=iso_day(day)))
        start = day_number(moved.start)
        last_friday = start + 7 * (12 - 1) + 4
        assert last_friday <= day < last_friday + 7
        assert (start - day_number(as_written.start)) % 7 == 0, "a Monday stays a Monday"
    assert load_scenario(DemoOptions(Path("unused"), "lamp")) == as_written
