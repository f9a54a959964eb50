"""What to buy and when: just in time for what the jobs and deliveries really use."""

from tuowang.plan.model import ItemData
from tuowang.plan.workshop import Workshop


def purchases_due(shop: Workshop, stock: list[list[int]]) -> list[dict[int, int]]:
    """For each item, due period -> quantity; `stock` is filled up accordingly.

    stock: end-of-period stock without purchases. Buys whenever it would fall below the safety
    stock, never to be had sooner than the lead time.
    """
    rows: list[dict[int, int]] = [{} for _ in shop.items]
    for i, lead in enumerate(shop.buy_leads):
        if lead is not None and min(stock[i]) < shop.items[i].safety_stock:
            rows[i] = _fill(shop.items[i], lead, stock[i])
    return rows


def _fill(data: ItemData, lead: int, stock: list[int]) -> dict[int, int]:
    bought: dict[int, int] = {}
    total = 0
    for period, before in enumerate(stock):
        short = data.safety_stock - before - total
        if short > 0 and period >= lead:
            lots = -(-max(short, data.lot_minimum) // data.lot_multiple)
            bought[period] = lots * data.lot_multiple
            total += bought[period]
        stock[period] = before + total
    return bought
