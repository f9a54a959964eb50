"""Set-ups, lots and order costs: in with a workbook, docked, out in whole lots that can be made."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.flows.dockers import DAY, Chain, chain, lanes
from tests.flows.ends import End
from tests.flows.test_docking_problem import firm_of, replace_item
from tests.plan.industries import cost_of
from tests.sources.books import Sheets, book, imported, refusals
from tuowang.flows.catalogue import ITEMS, Ingredient, Publish, RecordRecipe, Work
from tuowang.flows.docking import LANES
from tuowang.flows.docking_problem import prepare
from tuowang.flows.docking_views import would_see
from tuowang.flows.stock import CountStock
from tuowang.plan.docking.lanes import in_lots
from tuowang.plan.firm import Firm
from tuowang.plan.firm_check import fault_in

HOURS = 3600
ENGLISH: Sheets = {
    "items": [
        ("item", "name", "unit", "lot multiple", "lot minimum", "order or set-up cost", "currency"),
        ("axle", "axle", "pc", 50, 120, "80.50", "EUR"),
        ("rod", "rod", "kg", None, None, None, None),
    ]
}
CHINESE: Sheets = {
    "物料": [
        ("物料编码", "物料名称", "单位", "批量倍数", "最小批量", "换型成本", "币种"),
        ("axle", "axle", "个", "50", "120", 80.5, "EUR"),
        ("rod", "rod", "千克", "", "", "", ""),
    ]
}


@pytest.mark.parametrize("sheets", [ENGLISH, CHINESE])
def test_a_workbook_says_what_an_order_or_a_set_up_costs(sheets: Sheets, tmp_path: Path) -> None:
    end = End("shop", DAY)
    assert imported(book(tmp_path / "book.xlsx", sheets), end).refused == []
    rows = {row.item: (row.order_cost_minor, row.currency) for row in end.store.scan(ITEMS)}
    assert rows == {"axle": (8050, "EUR"), "rod": (0, "CNY")}


def test_an_order_cost_in_another_currency_than_the_item_is_refused(tmp_path: Path) -> None:
    head = ("item", "name", "unit", "cost", "order cost (EUR)", "currency")
    path = book(tmp_path / "book.xlsx", {"items": [head, ("rod", "rod", "kg", 4, 20, "CNY")]})
    assert refusals(path) == [("cell-currencies-differ", "items", 2, "order cost (EUR)")]


def test_without_set_ups_and_lots_nothing_is_searched_for() -> None:
    found = chain()
    assert not any(firm_of(end).has_integers for end in found)
    batches = [Ingredient("stock-rod", 4000)], [Work("press", 0, 2000)]
    found.bolts.ask(RecordRecipe("bolt", 200, *batches))  # how it is written down is no lot
    assert not firm_of(found.bolts).has_integers


@pytest.mark.parametrize(
    ("minutes", "counted"), [(60, 0), (150, 0), (151, 151), (1500, 1500), (1501, 0)]
)
def test_a_set_up_counts_as_itself_where_it_is_neither_short_nor_beyond_a_week(
    minutes: int, counted: int
) -> None:
    """The press works 50 hours a week; else the set-up is shared out over a usual week's bolts."""
    found = chain()
    found.bolts.ask(RecordRecipe("bolt", 10, [Ingredient("stock-rod", 200)],
                                 [Work("press", 60 * minutes, 100)]))  # fmt: skip
    firm = firm_of(found.bolts)
    (press,) = firm.resources
    assert press.setups == ({"bolt": counted / 60} if counted else {})
    assert firm.has_integers is bool(counted)
    (out,) = firm.outbound
    usual = out.flow * out.units
    seconds = 10 if counted else 10 + 60 * minutes / usual
    assert press.loads["bolt"] == pytest.approx(seconds * out.units / HOURS)


def test_lots_and_costs_of_the_tables_reach_the_program() -> None:
    found = chain()
    lots = {"lot_multiple": 50, "lot_minimum": 120, "order_cost_minor": 8050}
    found.bolts.ask(replace_item(found.bolts, "bolt", **lots))
    found.bolts.ask(replace_item(found.bolts, "stock-rod", order_cost_minor=2000))
    found.bolts.ask(Publish("frames"))
    found.settle()
    found.dock(0)  # now it is known how much flows
    firm = firm_of(found.bolts)
    (bolt,), (out,), (rod,) = firm.products, firm.outbound, firm.inbound
    assert bolt.batch == 150 / out.units
    assert (bolt.setup_cost, out.lot, rod.order_cost, rod.lot) == (80.5, 150, 20.0, 1)
    (bought,) = firm_of(found.frames).inbound
    assert bought.lot == 150  # as it was published
    assert fault_in(firm) is None


def test_a_making_lot_that_no_week_can_hold_does_not_count() -> None:
    found = chain(bolt_seconds_a_day=400)  # 200 bolts a week
    found.bolts.ask(replace_item(found.bolts, "bolt", lot_multiple=300))
    found.dock(0)
    firm = firm_of(found.bolts)
    assert (firm.products[0].batch, firm.outbound[0].lot) == (0, 300)


def check_lots(found: Chain, firms: dict[str, Firm], lot: int) -> list[int]:
    """Whole lots, the same at both ends, and a plan that both can carry out; the shipments."""
    bought = lanes(found.frames)["bolts", "M8"].shipped
    assert bought == lanes(found.bolts)["frames", "bolt"].shipped
    assert all(q % lot == 0 for q in bought)
    for end in found:
        shipped = {row.lane: row.shipped for row in end.store.scan(LANES)}
        cost_of(firms[end.name], shipped)  # fails where it cannot be carried out
    return bought


def as_docked(found: Chain, lot: int) -> dict[str, Firm]:
    """The firms' numbers before a run, with the lot that the frame maker hears in it."""
    firms = {end.name: prepare(end.store, DAY).firm for end in found}
    told = [in_lots(lane, lot) for lane in firms["frames"].inbound]
    firms["frames"] = replace(firms["frames"], inbound=told)
    return firms


@pytest.mark.parametrize("exchanges", [0, 1])
@pytest.mark.parametrize("published", [True, False])
def test_a_lot_is_heard_on_the_lane_and_every_exchange_ships_whole_ones(
    published: bool, exchanges: int
) -> None:
    found = chain()
    found.bolts.ask(replace_item(found.bolts, "bolt", lot_multiple=150))
    if published:
        found.bolts.ask(Publish("frames"))
        found.settle()
    firms = as_docked(found, 150)
    found.dock(exchanges)
    shipped = check_lots(found, firms, 150)
    assert sum(shipped) == 2100  # 2000 are needed
    assert sum(shipped[:1]) >= 400


def test_lots_that_are_small_are_rounded_to_and_not_searched_for() -> None:
    found = chain()
    found.bolts.ask(CountStock("stock-rod", 60_000))
    found.bolts.ask(replace_item(found.bolts, "bolt", lot_multiple=3))
    firms = as_docked(found, 3)
    assert not any(firm.has_integers for firm in firms.values())
    found.dock(2, "mixing")
    shipped = check_lots(found, firms, 3)
    assert sum(shipped) == 2001  # of 2000 that are needed


def test_set_ups_and_order_costs_gather_orders_into_few_weeks() -> None:
    plain, costly = chain(), chain()
    costly.bolts.ask(replace_item(costly.bolts, "bolt", order_cost_minor=5000))
    costly.frames.ask(replace_item(costly.frames, "M8", order_cost_minor=5000))
    firms = as_docked(costly, 1)
    plain.dock(0)
    costly.dock(0)
    often = check_lots(plain, as_docked(plain, 1), 1)
    seldom = check_lots(costly, firms, 1)
    weeks = [sum(1 for q in shipped if q) for shipped in (often, seldom)]
    assert weeks[1] < weeks[0]
    assert sum(often) == sum(seldom) == 2000


def test_a_set_up_takes_its_hours_of_the_centre_it_is_on() -> None:
    """Two items of a press of 50 h; each takes 20 h to set up: what is left makes one a week."""
    found = chain()
    found.bolts.ask(RecordRecipe("bolt", 10, [Ingredient("stock-rod", 200)],
                                 [Work("press", 20 * HOURS, 100)]))  # fmt: skip
    firms = as_docked(found, 1)
    found.dock(1)
    check_lots(found, firms, 1)
    assert firms["bolts"].resources[0].setups == {"bolt": 20}


def test_the_preview_shows_orders_in_the_lots_that_were_published() -> None:
    found = chain()
    found.bolts.ask(replace_item(found.bolts, "bolt", lot_multiple=150))
    found.bolts.ask(Publish("frames"))
    found.settle()
    (lane,) = would_see(found.frames.store, "bolts", DAY)
    assert sum(lane.orders) == 2100
    assert all(q % 150 == 0 for q in lane.orders)
    (mine,) = [one for one in would_see(found.bolts.store, "frames", DAY) if one.mine]
    assert mine.lot == 150
