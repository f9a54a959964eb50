"""The world in which all ways work, and its referee: it carries out a week and books its costs.

In a week goods arrive, firms make, ship, and then end customers come; suppliers before their
customers, so what takes no week can go through the industry within one. A way's wishes are cut to
what there is: material, capacity with overtime, stock. Nothing is made of nothing.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from tuowang.demo.compare.industry import Industry, Key, items_of, sold_on
from tuowang.plan.firm import Firm


class State(msgspec.Struct):
    """Where everything is at the start of a week.

    coming: by lane, what arrives this week and in those after it; late: what end customers wait
    for.
    """

    stock: dict[Key, float]
    coming: dict[str, list[float]]
    late: dict[Key, float]


class Work(msgspec.Struct):
    """What a way wants done this week. ordered: what was asked of suppliers, by lane."""

    made: dict[Key, float]
    shipped: dict[str, float]
    ordered: dict[str, float]


class Week(msgspec.Struct):
    """What was done, and what it cost, in minor units. `stock`, `coming` and `late` as it ends."""

    made: dict[Key, float]
    shipped: dict[str, float]
    ordered: dict[str, float]
    wanted: dict[Key, float]
    sold: dict[Key, float]
    in_time: dict[Key, float]
    stock: dict[Key, float]
    coming: dict[str, float]
    late: dict[Key, float]
    overtime: dict[Key, float]
    stock_cost: float = 0.0
    overtime_cost: float = 0.0
    late_cost: float = 0.0

    @property
    def cost(self) -> float:
        """All that depends on how the work is planned."""
        return self.stock_cost + self.overtime_cost + self.late_cost


class Way(Protocol):
    """How an industry decides what to do in a week."""

    def plan_week(self, state: State, week: int) -> Work:
        """What to make and ship in this week; `state` is not changed."""
        ...


def at_rest(industry: Industry) -> State:
    """Usual stocks, and what usually flows on its way everywhere."""
    stock, coming, late = {}, {}, {}
    for name, firm in industry.firms.items():
        for item in items_of(firm):
            stock[name, item.name] = item.initial_stock
        for lane in firm.inbound:
            coming[lane.lane] = [lane.flow] * lane.lead_time
        for product in firm.products:
            if (name, product.name) in industry.sells:
                late[name, product.name] = 0.0
    return State(stock, coming, late)


def carry_out(industry: Industry, state: State, work: Work, wanted: dict[Key, float]) -> Week:
    """Do a week's work as far as it can be done, in `state`, and book it."""
    week = Week({}, {}, dict(work.ordered), dict(wanted), {}, {}, {}, {}, {}, {})
    for name, firm in industry.firms.items():
        for lane in firm.inbound:
            if state.coming[lane.lane]:
                state.stock[name, lane.component] += state.coming[lane.lane].pop(0)
    lead = {lane.lane: lane.lead_time for firm in industry.firms.values() for lane in firm.inbound}
    takes = {
        lane.lane: (name, lane.component)
        for name, firm in industry.firms.items()
        for lane in firm.inbound
    }
    for name, firm in industry.firms.items():
        _make(name, firm, state, work, week)
        _ship(name, firm, state, work, week)
        for out in firm.outbound:
            sent = week.shipped[out.lane]
            if lead[out.lane]:
                state.coming[out.lane].append(sent)
            else:
                state.stock[takes[out.lane]] += sent
        for product in firm.products:
            if (name, product.name) in industry.sells:
                _sell((name, product.name), state, week)
    _book(industry, state, week)
    return week


def _make(name: str, firm: Firm, state: State, work: Work, week: Week) -> None:
    """As much as is wished, less where material or capacity with overtime does not reach."""
    wish: dict[str, float] = {}
    for one in firm.products:
        wish[one.name] = max(0.0, work.made.get((name, one.name), 0.0))
        if (source := sold_on(firm, one.name)) is not None:
            wish[one.name] = state.stock[name, source[0]] / source[1]
    reach = dict.fromkeys(wish, 1.0)
    for part in firm.components:
        needed = sum(wish[product] * used for product, used in part.uses.items())
        there = state.stock[name, part.name]
        if needed > there:
            for product in part.uses:
                reach[product] = min(reach[product], there / needed)
    made = {product: wish[product] * reach[product] for product in wish}
    centres = load_of(firm)
    for loads, capacity, overtime_most in centres:
        load = sum(made[product] * share for product, share in loads.items())
        if load > capacity + overtime_most:
            for product in loads:
                made[product] *= (capacity + overtime_most) / load
    for number, (loads, capacity, _) in enumerate(centres):
        load = sum(made[product] * share for product, share in loads.items())
        week.overtime[name, str(number)] = max(0.0, load - capacity)
    for product, quantity in made.items():
        week.made[name, product] = quantity
        state.stock[name, product] += quantity
    for part in firm.components:
        needed = sum(made[product] * used for product, used in part.uses.items())
        state.stock[name, part.name] = max(0.0, state.stock[name, part.name] - needed)


def load_of(firm: Firm) -> list[tuple[dict[str, float], float, float]]:
    """Each capacity of a firm: loads by product, what it can do in a week, and overtime."""
    main = {one.name: one.unit_load for one in firm.products if one.unit_load}
    found = [(main, firm.capacity[0], firm.overtime_max[0])]
    return found + [(one.loads, one.capacity[0], one.overtime_max[0]) for one in firm.resources]


def _ship(name: str, firm: Firm, state: State, work: Work, week: Week) -> None:
    """What is wished; where stock does not reach, every customer gets the same share of it."""
    for product in firm.products:
        lanes = [lane.lane for lane in firm.outbound if lane.product == product.name]
        wish = {lane: max(0.0, work.shipped.get(lane, 0.0)) for lane in lanes}
        there, total = state.stock[name, product.name], sum(wish.values())
        share = min(1.0, there / total) if total else 0.0
        for lane in lanes:
            week.shipped[lane] = wish[lane] * share
        state.stock[name, product.name] = max(0.0, there - total * share)


def _sell(key: Key, state: State, week: Week) -> None:
    """Customers who wait come first."""
    before, wanted = state.late[key], week.wanted[key]
    sold = min(state.stock[key], before + wanted)
    state.stock[key] -= sold
    state.late[key] = before + wanted - sold
    week.sold[key] = sold
    week.in_time[key] = max(0.0, sold - before)


def _book(industry: Industry, state: State, week: Week) -> None:
    week.stock = dict(state.stock)
    week.coming = {lane: sum(coming) for lane, coming in state.coming.items()}
    week.late = dict(state.late)
    for name, firm in industry.firms.items():
        for item in items_of(firm):
            week.stock_cost += item.holding_cost * state.stock[name, item.name]
        for product in firm.products:
            late = state.late.get((name, product.name), 0.0)
            week.late_cost += product.backlog_cost * late
        prices = [firm.overtime_cost, *(one.overtime_cost for one in firm.resources)]
        for number, price in enumerate(prices):
            week.overtime_cost += price * week.overtime[name, str(number)]
