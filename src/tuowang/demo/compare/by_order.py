"""Order by order, as usual: every firm plans alone, and hears of its customers only their orders.

Each week, from the end customers up, a firm forecasts: an end firm has the same forecasts as in the
other ways; others smooth the orders they got, over the season that their orders of other years
show. It explodes that through its recipes as if capacity were without end, and orders what its
stock, what is on its way and what is ordered do not cover until the next order's goods are there,
safety stock included: the service level's factor x how far forecasts of so many weeks were off, as
measured. Orders reach the supplier within the week. Suppliers serve orders from stock, late ones
too, and share out what is short; what is due is made in overtime if need be, stock is filled
without. Planners who want to make ahead of overload that they see in their own forecast.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import lcm, sqrt
from typing import NamedTuple

from tuowang.demo.compare.demand import Demand, factor
from tuowang.demo.compare.industry import Industry, Key, sold_on
from tuowang.demo.compare.world import State, Work, load_of
from tuowang.plan.firm import Firm, Outbound

MEMORY = 0.1
"""Weight of the newest error in the measured deviation of forecasts."""


class Habits(NamedTuple):
    """How planners set their systems. service: share of weeks without shortage, of components;
    smoothing: of forecasts; finished: safety stock of products, in deviations; ahead: whether what
    capacity will not reach for, by the firm's own forecast, is made before."""

    service: float = 0.95
    smoothing: float = 0.2
    finished: float = 1.0
    ahead: bool = True


CHOICES = [
    Habits(service, smoothing, finished, ahead)
    for service in (0.9, 0.95, 0.98)
    for smoothing in (0.1, 0.3)
    for finished in (0.0, 1.0, 2.0)
    for ahead in (False, True)
]
"""Out of these the planners' settings are chosen, by trials on other draws."""

LOOK_AHEAD = 12
"""Weeks in which a firm looks for overload."""


class _Smoothed:
    """A forecast of weekly orders out of those that came: how high they are against the usual, and
    how far the forecast was off."""

    def __init__(self, usual: Callable[[int], float], deviation: float) -> None:
        self.usual, self.level, self.variance = usual, 1.0, deviation * deviation

    def hear(self, orders: float, week: int, smoothing: float) -> None:
        """One more week's orders."""
        usual = self.usual(week)
        error = orders - self.level * usual
        self.variance += MEMORY * (error * error - self.variance)
        self.level = max(0.0, self.level + smoothing * error / max(usual, 1e-9))

    def ahead(self, week: int, weeks: int) -> list[float]:
        """Of the weeks after one."""
        return [self.level * self.usual(week + n + 1) for n in range(weeks)]


class ByOrder:
    """All firms at once, each with its own records only."""

    def __init__(
        self,
        industry: Industry,
        demand: Demand,
        spreads: dict[Key, list[float]],
        habits: Habits,
    ) -> None:
        self.industry, self.demand, self.spreads, self.habits = industry, demand, spreads, habits
        self.season = seasons(industry, demand)
        self.built: dict[Key, float] = {}
        self.open = {lane.lane: 0.0 for f in industry.firms.values() for lane in f.outbound}
        self.lead = {
            lane.lane: lane.lead_time for f in industry.firms.values() for lane in f.inbound
        }
        surprise = max(one.surprise for one in industry.sells.values())
        self.heard = {}
        for name, firm in industry.firms.items():
            for product in firm.products:
                lanes = [lane for lane in firm.outbound if lane.product == product.name]
                usual = partial(self._usual_orders, lanes)
                flow = sum(lane.flow for lane in lanes)
                self.heard[name, product.name] = _Smoothed(usual, surprise * flow)

    def plan_week(self, state: State, week: int) -> Work:
        """Orders from the end customers up; then every firm works on what it was asked for."""
        ordered: dict[str, float] = {}
        for name, firm in reversed(self.industry.firms.items()):
            for product in firm.products:
                lanes = [lane.lane for lane in firm.outbound if lane.product == product.name]
                for lane in lanes:
                    self.open[lane] += ordered[lane]
                if lanes:
                    heard = self.heard[name, product.name]
                    heard.hear(sum(ordered[lane] for lane in lanes), week, self.habits.smoothing)
            ordered |= self._orders(name, firm, state, week)
        work = Work({}, {}, ordered)
        for name, firm in self.industry.firms.items():
            self._work(name, firm, state, week, work)
        return work

    def _usual_orders(self, lanes: list[Outbound], week: int) -> float:
        """What is asked for in such a week of other years."""
        return sum(lane.flow * self.season[lane.lane](week) for lane in lanes)

    # -------------------------------------------------------------------------------- what is asked

    def _due(self, key: Key, firm: Firm, state: State) -> float:
        """What is asked for and not yet served."""
        lanes = (lane.lane for lane in firm.outbound if lane.product == key[1])
        return state.late.get(key, 0.0) + sum(self.open[lane] for lane in lanes)

    def _expected(self, key: Key, week: int, weeks: int) -> list[float]:
        """Demand of so many weeks that is not yet ordered: end customers' this week's, too."""
        expected = self.heard[key].ahead(week, weeks)
        if key in self.industry.sells:
            own = self.demand.forecast(key, week)[:weeks]
            own += own[-1:] * (weeks - len(own))
            # orders of this week are here already, customers of this week are not
            later = [0.0, *expected]
            expected = [a + b for a, b in zip(own, later, strict=False)]
        else:
            expected = [0.0, *expected][:weeks]
        return expected

    def _deviation(self, key: Key, week: int, weeks: int) -> float:
        """How far the forecast of so many weeks together is usually off."""
        variance = self.heard[key].variance * max(0, weeks - 1)
        if key in self.industry.sells:
            spread = self.spreads[key]
            own = spread[min(weeks, len(spread)) - 1] * self.demand.usual(key, week)
            variance += own * own
        return sqrt(variance)

    def _finished(self, key: Key, firm: Firm, week: int) -> float:
        """Stock of a product beyond what is due; what is only sold on has it as a component."""
        if sold_on(firm, key[1]):
            return 0.0
        weeks = 1 if key in self.industry.sells else 2
        return self.habits.finished * self._deviation(key, week, weeks) + self.built[key]

    def _build_ahead(self, name: str, firm: Firm, week: int) -> dict[Key, float]:
        """What is to lie ready after this week, because later weeks will ask for more than can be
        made in them; by rough-cut capacity, of every product the same share."""
        keys = [(name, one.name) for one in firm.products]
        expected = {key: self._expected(key, week, LOOK_AHEAD) for key in keys}
        built = dict.fromkeys(keys, 0.0)
        for loads, capacity, _ in load_of(firm):
            work = [
                sum(expected[name, one][ahead] * load for one, load in loads.items())
                for ahead in range(LOOK_AHEAD)
            ]
            over = 0.0
            for load in reversed(work[1:]):
                over = max(0.0, over + load - capacity)
            for one in loads if over and self.habits.ahead else ():
                share = sum(expected[name, one]) / sum(work)
                built[name, one] = max(built[name, one], over * share)
        return built

    def _orders(self, name: str, firm: Firm, state: State, week: int) -> dict[str, float]:
        """Gross needs of components until the next order's goods are there, less what is there."""
        self.built |= self._build_ahead(name, firm, week)
        ordered = {}
        service = factor(self.habits.service)
        for component in firm.components:
            lanes = [lane for lane in firm.inbound if lane.component == component.name]
            weeks = max(lane.lead_time for lane in lanes) + 1
            gross = variance = 0.0
            for made, used in component.uses.items():
                key = name, made
                needed = sum(self._expected(key, week, weeks)) + self._due(key, firm, state)
                needed += self._finished(key, firm, week)
                gross += used * max(0.0, needed - state.stock[key])
                variance += (used * self._deviation(key, week, weeks)) ** 2
            position = state.stock[name, component.name] + sum(
                sum(state.coming[lane.lane]) + self.open[lane.lane] for lane in lanes
            )
            net = max(0.0, gross + service * sqrt(variance) - position)
            for lane in lanes:
                ordered[lane.lane] = net * lane.flow / sum(one.flow for one in lanes)
        return ordered

    # --------------------------------------------------------------------------------- what is done

    def _work(self, name: str, firm: Firm, state: State, week: int, work: Work) -> None:
        """Make what is due first, then fill up stock; ship what is asked for, if it is there."""
        due, fill = {}, {}
        for product in firm.products:
            key = name, product.name
            now = self._due(key, firm, state)
            if key in self.industry.sells:
                now += self._expected(key, week, 1)[0]
            stock = state.stock[key]
            due[product.name] = max(0.0, now - stock)
            fill[product.name] = max(0.0, now + self._finished(key, firm, week) - stock)
        there = self._there(name, firm, state, work)
        made = _within(firm, there, due, fill)
        for product in firm.products:
            work.made[name, product.name] = made[product.name]
        self._ship(name, firm, state, made, work)

    def _there(self, name: str, firm: Firm, state: State, work: Work) -> dict[str, float]:
        """Material of this week: in stock, and what comes in."""
        there = {one.name: state.stock[name, one.name] for one in firm.components}
        for lane in firm.inbound:
            coming = state.coming[lane.lane]
            there[lane.component] += coming[0] if coming else work.shipped[lane.lane]
        return there

    def _ship(
        self, name: str, firm: Firm, state: State, made: dict[str, float], work: Work
    ) -> None:
        for product in firm.products:
            lanes = [lane.lane for lane in firm.outbound if lane.product == product.name]
            asked = sum(self.open[lane] for lane in lanes)
            there = state.stock[name, product.name] + made[product.name]
            share = min(1.0, there / asked) if asked > 0 else 0.0
            for lane in lanes:
                work.shipped[lane] = self.open[lane] * share
                self.open[lane] -= work.shipped[lane]


def seasons(industry: Industry, demand: Demand) -> dict[str, Callable[[int], float]]:
    """By lane, what is asked for in a week over the mean: the end customers' season, as early as
    goods must leave for it. Every firm can read it in its own orders of other years."""
    found: dict[str, Callable[[int], float]] = {}
    length = lcm(*(len(one.season) for one in industry.sells.values()))
    for name, firm in reversed(industry.firms.items()):
        usual: dict[str, list[float]] = {}
        for product in firm.products:
            key, out = (name, product.name), firm.outbound
            lanes = [lane for lane in out if lane.product == product.name]
            usual[product.name] = [
                sum(lane.flow * found[lane.lane](week) for lane in lanes)
                + (demand.usual(key, week) if key in industry.sells else 0.0)
                for week in range(length)
            ]
        for lane in firm.inbound:
            (part,) = (one for one in firm.components if one.name == lane.component)
            used = [
                sum(usual[made][week] * use for made, use in part.uses.items())
                for week in range(length)
            ]
            found[lane.lane] = partial(_in_circle, used, lane.lead_time)
    return found


def _in_circle(used: list[float], lead: int, week: int) -> float:
    mean = sum(used) / len(used)
    return used[(week + lead) % len(used)] / mean if mean else 1.0


def _within(
    firm: Firm, there: dict[str, float], due: dict[str, float], fill: dict[str, float]
) -> dict[str, float]:
    """What can be made: of what is due with overtime, of the rest in what normal time is left.

    What is only sold on is on the shelf at once.
    """
    made, there = dict(due), dict(there)
    for product in firm.products:
        if (source := sold_on(firm, product.name)) is not None:
            made[product.name] = there[source[0]] / source[1]
    _by_material(firm, there, made)
    for loads, capacity, overtime in load_of(firm):
        load = sum(made[one] * share for one, share in loads.items())
        if load > capacity + overtime:
            for one in loads:
                made[one] *= (capacity + overtime) / load
    for part in firm.components:
        there[part.name] -= sum(made[product] * used for product, used in part.uses.items())
    more = {one: max(0.0, fill[one] - made[one]) for one in made}
    _by_material(firm, there, more)
    for loads, capacity, _ in load_of(firm):
        left = max(0.0, capacity - sum(made[one] * share for one, share in loads.items()))
        load = sum(more[one] * share for one, share in loads.items())
        if load > left:
            for one in loads:
                more[one] *= left / load
    return {one: made[one] + more[one] for one in made}


def _by_material(firm: Firm, there: dict[str, float], wish: dict[str, float]) -> None:
    """Cut wishes to what material allows; products that share one get the same share of it."""
    reach = dict.fromkeys(wish, 1.0)
    for component in firm.components:
        needed = sum(wish[made] * used for made, used in component.uses.items())
        if needed > there[component.name]:
            for made in component.uses:
                reach[made] = min(reach[made], max(0.0, there[component.name]) / needed)
    for one, share in reach.items():
        wish[one] *= share
