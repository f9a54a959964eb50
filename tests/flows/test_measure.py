"""The figures: on time, filled, days of stock, lead time, bullwhip, cash; and the list of flows."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from tests.flows.traders import (
    NORTH,
    SOUTH,
    Pair,
    agreement,
    company,
    demand,
    item,
    last,
    line,
    pair,
)
from tuowang.flows.measure import bullwhip, measure
from tuowang.flows.money import PAYMENTS, Claimed, ConfirmPayment, Pay
from tuowang.flows.overview import (
    DONE,
    OWED,
    PLANNED,
    PROMISED,
    PROPOSED,
    FlowLine,
    flows_view,
)
from tuowang.flows.planning import ORDER, MakePlan, RecordNeed
from tuowang.flows.shipping import Receive, ReceivedLine, Ship, Shipped
from tuowang.flows.stock import CountStock, Issue
from tuowang.flows.trading import MakeOffer


def traded() -> Pair:
    """Two agreements due in March: one kept on time, one late and not yet whole."""
    both = pair()
    kept, late = (
        agreement(both, line(due=day, quantity=100)) for day in ("2026-03-10", "2026-03-12")
    )
    for day, name, shipped, accepted in (
        ("2026-03-09", kept, 100, 100),
        ("2026-03-13", late, 60, 50),
    ):
        for end in both:
            end.day(day)
        both.seller.ask(Ship(SOUTH, name, "1", shipped))
        both.settle()
        shipment = last(both.seller, Shipped).shipment
        both.buyer.ask(Receive(NORTH, shipment, [ReceivedLine(name, "1", accepted, 0)]))
        both.settle()
    return both


def test_on_time_filled_and_lead_time_from_both_sides() -> None:
    both = traded()
    sold, bought = (measure(end.store, "2026-03-20") for end in both)
    assert (sold.delivered_on_time_permille, sold.delivered_fill_permille) == (500, 750)
    assert (bought.supplied_on_time_permille, bought.supplied_fill_permille) == (500, 750)
    assert (sold.supplied_on_time_permille, bought.delivered_fill_permille) == (None, None)
    assert (sold.lead_time_days, bought.lead_time_days) == (None, 7)


def test_what_is_not_due_yet_is_not_counted() -> None:
    both = traded()
    assert measure(both.seller.store, "2026-03-12").delivered_on_time_permille == 1000
    assert measure(both.seller.store, "2026-03-10").delivered_on_time_permille is None
    assert measure(both.seller.store, "2027-03-10").delivered_on_time_permille is None


def test_cash_owed_paid_and_its_days() -> None:
    both = traded()
    claim = last(both.seller, Claimed)
    both.buyer.ask(Pay(NORTH, claim.claim, 2000))
    both.buyer.ask(Pay(NORTH, claim.claim))
    both.settle()
    payments = sorted(both.seller.store.scan(PAYMENTS), key=lambda row: -row.amount_minor)
    both.seller.ask(ConfirmPayment(SOUTH, payments[0].payment, "2026-04-02"))
    both.settle()
    sold, bought = (measure(end.store, "2026-04-20") for end in both)
    assert (sold.owed_to_us, sold.owed_by_us) == ({"CNY": 12000}, {})
    assert (bought.owed_by_us, bought.owed_to_us) == ({"CNY": 12000}, {})
    assert (sold.received, bought.paid) == ({"CNY": 3000}, {"CNY": 5000})
    assert sold.cash_days_to_us is None
    both.seller.ask(ConfirmPayment(SOUTH, payments[1].payment, "2026-04-02"))
    both.settle()
    sold, bought = (measure(end.store, "2026-04-20") for end in both)
    assert (sold.cash_days_to_us, bought.cash_days_by_us) == (20, 20)
    assert sold.received == {"CNY": 5000}


def test_stock_days_are_value_over_daily_use_and_counts_are_no_use() -> None:
    end = company("shop")
    item(end, "rod", cost_minor=10)
    item(end, "pearl", cost_minor=1000)
    item(end, "dollar", cost_minor=500, currency="USD")
    for code, quantity in (("rod", 100), ("pearl", 9), ("dollar", 7)):
        end.ask(CountStock(code, quantity, lot="1", day="2026-03-02"))
    figures = measure(end.store, "2026-03-12")
    assert (figures.stock_value_minor, figures.stock_days) == (10_000, None)
    end.ask(Issue("pearl", 2, day="2026-03-04"))
    end.ask(CountStock("rod", 50, lot="1", day="2026-03-05"))
    # 7,500 in stock; 2,000 used in the ten days since the first move.
    figures = measure(end.store, "2026-03-12")
    assert (figures.stock_value_minor, figures.stock_days) == (7500, 38)


def test_bullwhip_is_the_ratio_of_squared_variations() -> None:
    assert bullwhip([10, 10, 10, 10], [5, 5, 5, 10]) == 0
    assert bullwhip([0, 20], [5, 15]) == Fraction(1) / Fraction(1, 4)
    assert bullwhip([0, 0, 0, 20], [0, 0, 5, 15]) == 4, "weeks before the first do not count"
    assert bullwhip([1, 2], [3, 3]) is None
    assert bullwhip([], []) is None
    assert bullwhip([0, 0], [1, 2]) is None


def test_weekly_demands_are_measured_against_our_own_orders() -> None:
    both = pair()
    for day, quantity in (("2026-03-02", 10), ("2026-03-10", 30)):
        for end in both:
            end.day(day)
        demand(both, line(quantity=quantity))
    sold, bought = (measure(end.store, "2026-03-16") for end in both)
    assert (sold.bullwhip_permille, bought.bullwhip_permille) == (None, None)


def test_a_company_without_history_has_no_figures() -> None:
    figures = measure(company("new").store, "2026-03-02")
    assert figures.bullwhip_permille is None
    assert (figures.owed_to_us, figures.paid, figures.stock_value_minor) == ({}, {}, 0)


def flows(both: Pair) -> list[FlowLine]:
    """All that the seller has."""
    return list(flows_view(both.seller.store))


def test_all_flows_in_one_list_with_their_firmness() -> None:
    both = traded()
    asked = demand(both, line(quantity=7))
    both.seller.ask(MakeOffer(SOUTH, asked))
    both.seller.ask(RecordNeed("W-1", "nut", 2000, "2026-03-25", ORDER))
    both.seller.ask(MakePlan(30))
    firmness = [flow.firmness for flow in flows(both)]
    steps = [PLANNED, PROPOSED, PROMISED, DONE, OWED]
    assert sorted(set(firmness), key=steps.index) == steps
    assert all(steps.index(one) <= steps.index(next_) for one, next_ in pairwise(firmness))
    kinds = {flow.kind for flow in flows(both)}
    assert kinds == {
        "need", "purchase", "delivery", "demand", "proposal", "commitment", "receipt", "claim",
    }  # fmt: skip
    assert all(flow.direction == "out" for flow in flows(both) if flow.kind == "commitment")
    owed = [flow.quantity for flow in flows(both) if flow.firmness == OWED]
    assert sorted(owed) == [5000, 10000]
    assert {flow.item for flow in flows(both)} == {"bolt", "nut", ""}


def test_the_list_shows_goods_under_way_and_both_sides_agree_on_direction() -> None:
    both = pair()
    name = agreement(both)
    both.seller.ask(Ship(SOUTH, name, "1", 30))
    both.settle()
    (out,) = (flow for flow in flows(both) if flow.kind == "shipment")
    (back,) = (flow for flow in flows_view(both.buyer.store) if flow.kind == "shipment")
    assert (out.direction, out.quantity, out.due, out.item) == ("out", 30, "2026-03-03", "bolt")
    assert (back.direction, back.item) == ("in", "B-100")
