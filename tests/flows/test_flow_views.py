"""How far flows have come, between whom, and whether they run better: counted from documents."""

from __future__ import annotations

from tests.flows.test_measure import traded
from tests.flows.traders import NORTH, SOUTH, Pair, agreement, demand, last, line, pair
from tuowang.flows.days import later
from tuowang.flows.measure import measure
from tuowang.flows.measure_periods import before_and_after, figures_of, periods_before
from tuowang.flows.money import CLAIMS, PAYMENTS, ConfirmPayment, Dispute, Pay
from tuowang.flows.money_views import both_sides, open_claims, owed_by_age
from tuowang.flows.neighbours import neighbours
from tuowang.flows.planning import ORDER, MakePlan, RecordNeed
from tuowang.flows.shipping import Receive, ReceivedLine, Ship, Shipped
from tuowang.flows.stages import ITEM, MONEY, PARTNER, QUANTITY, Reached, stages
from tuowang.flows.stock import CountStock, Issue

START = "2026-03-02"


def reached(
    both: Pair, *, selling: bool = True, by: str = PARTNER, in_: str = QUANTITY
) -> list[Reached]:
    """The stages at the seller's or the buyer's end, of eight weeks."""
    end = both.seller if selling else both.buyer
    return stages(end.store, START, 8, selling=selling, by=by, in_=in_).rows


def amounts(both: Pair) -> tuple[int, ...]:
    """Those of the only partner, at the seller's end."""
    (one,) = reached(both)
    return one.amounts


def test_a_demand_is_asked_for_and_then_planned() -> None:
    both = pair()
    demand(both, line(quantity=40))
    assert amounts(both) == (40, 0, 0, 0, 0, 0)
    both.seller.ask(MakePlan(60))
    assert amounts(both) == (40, 40, 0, 0, 0, 0)
    assert reached(both, selling=False)[0].amounts == (40, 40, 0, 0, 0, 0)
    assert reached(both, in_=MONEY)[0].amounts == (4000, 4000, 0, 0, 0, 0)
    for start, weeks in (("2026-03-21", 8), ("2026-03-02", 2)):
        outside = stages(both.seller.store, start, weeks, selling=True, by=ITEM, in_=QUANTITY)
        assert outside.rows == []
    both.seller.ask(RecordNeed("W-1", "nut", 7, "2026-03-20", ORDER))
    names = {(one.name, one.amounts[0]) for one in reached(both)}
    assert names == {(SOUTH, 40), ("", 7)}


def test_a_flow_counts_at_every_stage_that_it_has_reached() -> None:
    both = pair()
    name = agreement(both, line(quantity=100))
    assert amounts(both) == (100, 100, 100, 0, 0, 0)
    both.seller.ask(Ship(SOUTH, name, "1", 60))
    both.settle()
    assert amounts(both) == (100, 100, 100, 60, 0, 0)
    shipment = last(both.seller, Shipped).shipment
    both.buyer.ask(Receive(NORTH, shipment, [ReceivedLine(name, "1", 50, 10)]))
    both.settle()
    assert amounts(both) == (100, 100, 100, 50, 50, 0)
    claim = next(iter(both.buyer.store.scan(CLAIMS)))
    both.buyer.ask(Pay(NORTH, claim.claim, claim.amount_minor // 2))
    both.settle()
    (payment,) = both.seller.store.scan(PAYMENTS)
    both.seller.ask(ConfirmPayment(SOUTH, payment.payment))
    both.settle()
    for selling, code in ((True, "bolt"), (False, "B-100")):
        (one,) = reached(both, selling=selling)
        assert one.amounts == (100, 100, 100, 50, 50, 25)
        (worth,) = reached(both, selling=selling, by=ITEM, in_=MONEY)
        assert worth == Reached(code, "CNY", (10000, 10000, 10000, 5000, 5000, 2500))
        assert reached(both, selling=not selling, by=ITEM)[0].name != code
    found = stages(both.seller.store, "2026-04-01", 8, selling=True, by=ITEM, in_=MONEY)
    assert (found.rows, found.whole) == ([], True)


def test_neighbours_are_told_apart_by_what_was_agreed() -> None:
    both = pair()
    (before,) = (one for one in neighbours(both.seller.store, START) if one.partner == SOUTH)
    assert (before.supplies, before.buys) == (False, False)
    for day in ("2026-03-10", "2026-03-20"):
        agreement(both, line(due=day, quantity=10))
    for end, code in zip(both, (SOUTH, NORTH), strict=True):
        (one,) = (one for one in neighbours(end.store, "2026-03-15") if one.partner == code)
        sells = code == SOUTH
        assert (one.supplies, one.buys) == (not sells, sells)
        assert (one.late_to_us, one.late_by_us) == ((0, 1) if sells else (1, 0))
        assert (one.next_to_us, one.next_by_us) == (
            ("", "2026-03-20") if sells else ("2026-03-20", "")
        )
    (today,) = (one for one in neighbours(both.seller.store, "2026-03-10") if one.partner == SOUTH)
    assert (today.late_by_us, today.next_by_us) == (0, "2026-03-10")


def test_what_is_owed_stands_under_its_age_and_both_sides_say_their_part() -> None:
    both = traded()
    claims = sorted(both.seller.store.scan(CLAIMS), key=lambda row: row.due)
    first = claims[0].due
    late = {0: "not_due_minor", 1: "to_30_minor", 31: "to_60_minor", 61: "to_90_minor"}
    for days, field in {**late, 91: "older_minor"}.items():
        (one,) = owed_by_age(open_claims(both.seller.store), later(first, days))
        assert one.mine
        assert getattr(one, field) >= claims[0].amount_minor
        assert one.open_minor == sum(row.amount_minor for row in claims)
    both.buyer.ask(Pay(NORTH, claims[0].claim, 400))
    both.buyer.ask(Dispute(NORTH, claims[1].claim, "too few"))
    both.settle()
    mine, theirs = (both_sides(open_claims(end.store))[0] for end in both)
    assert mine[3:] == theirs[3:]
    assert (mine.mine, theirs.mine) == (True, False)
    assert mine.difference_minor == 400
    assert mine.claims == 2
    assert mine.disputed_minor == claims[1].amount_minor


def test_a_period_gone_by_has_the_figures_that_were_measured_then() -> None:
    both = traded()
    seller = both.seller
    then = measure(seller.store, "2026-03-16", 2)
    for day, counted, issued in (("2026-03-17", 900, 30), ("2026-03-24", 700, 60)):
        seller.day(day)
        seller.ask(CountStock("bolt", counted, lot="L1", day=day))
        seller.ask(Issue("bolt", issued, day=day))
    later_ = measure(seller.store, "2026-03-30", 2)
    spans = periods_before("2026-03-30", 2, 2)
    assert spans == [("2026-03-02", "2026-03-15"), ("2026-03-16", "2026-03-29")]
    first, second = figures_of(seller.store, spans, "2026-03-30")
    for one, told in ((first, then), (second, later_)):
        assert one.stock_days == told.stock_days
        assert one.delivered_on_time_permille == told.delivered_on_time_permille
        assert one.delivered_fill_permille == told.delivered_fill_permille
        assert one.bullwhip_permille == told.bullwhip_permille
    assert first.stock_days != second.stock_days
    assert first.stock_days is not None
    (alone,) = figures_of(seller.store, spans[:1], "2026-03-30")
    assert alone == first


def test_before_and_after_are_equally_long() -> None:
    assert before_and_after("2026-03-30", "2026-03-10", 26) == [
        ("2026-02-24", "2026-03-09"),
        ("2026-03-10", "2026-03-23"),
    ]
    assert before_and_after("2026-03-30", "2026-03-24", 26) == []
    assert before_and_after("2026-03-30", "2026-04-24", 26) == []
    spans = before_and_after("2026-03-30", "2020-03-10", 26)
    assert spans[1] == ("2020-03-10", "2020-09-07")
    assert figures_of(pair().seller.store, [], "2026-03-30") == []
