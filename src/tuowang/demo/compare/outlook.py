"""Every firm's own numbers of a week, for the ways that plan ahead.

Sales may be more than forecast. So end firms plan for a safety stock above it, in steps: the first
step is wanted most, because it is needed most often. A step is worth in a week what it saves: its
chance of being needed x the cost of being late, less the cost of holding it otherwise; the last
step ends where both are equal (the newsvendor's rule). How far the sales of the next 1, 2 ... weeks
together are off is known from the past; beyond the time that material is on its way it need not be
covered yet. In a firm's program a step is a product of its own, made of the one sold: demand that
may be left unserved for the price of the step.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from tuowang.demo.compare.demand import NORMAL, Demand
from tuowang.demo.compare.industry import LATE_WEEKS, Industry, Key
from tuowang.demo.compare.world import State
from tuowang.plan.firm import Component, Firm, Product, Resource

WAITING = 0.3
"""What is not at the end waits upstream, and costs there, too: only so much of holding is saved."""
LIKELY = 0.35
"""A plan takes its forecasts as certain, and would make months ahead to save overtime that may
never be needed; so planners count overtime with about the chance that it is. The books do not."""
LAST = NORMAL.inv_cdf(LATE_WEEKS / (LATE_WEEKS + WAITING))
EDGES = (0.0, LAST / 3, LAST * 2 / 3, LAST)
"""Where steps of safety stock begin and end, in standard deviations."""


class Step(NamedTuple):
    """A step of safety stock. worth: what a week without it costs, in weeks of holding it."""

    deviations: float
    worth: float


def _step(begin: float, end: float) -> Step:
    needed = 1 - NORMAL.cdf((begin + end) / 2)
    return Step(end - begin, needed * LATE_WEEKS - (1 - needed) * WAITING)


STEPS = [_step(begin, end) for begin, end in pairwise(EDGES)]


class Outlook:
    """What firms know at the start of a week. spreads: deviation of forecasts, in usual weeks."""

    def __init__(self, industry: Industry, demand: Demand, spreads: dict[Key, list[float]]) -> None:
        self.industry = industry
        self.demand = demand
        self.periods = demand.horizon
        within = industry.lead_weeks()
        self._spread = {
            key: [usual[min(ahead, within)] for ahead in range(self.periods)]
            for key, usual in spreads.items()
        }

    def firms(self, state: State, week: int) -> dict[str, Firm]:
        """Each firm as it stands; it knows its own stocks, what is coming, and its customers."""
        return {
            name: self._firm(name, firm, state, week) for name, firm in self.industry.firms.items()
        }

    def _firm(self, name: str, firm: Firm, state: State, week: int) -> Firm:
        return replace(
            firm,
            periods=self.periods,
            capacity=firm.capacity * self.periods,
            overtime_max=firm.overtime_max * self.periods,
            overtime_cost=firm.overtime_cost * LIKELY,
            resources=[self._resource(one) for one in firm.resources],
            products=[
                made
                for one in firm.products
                for made in self._products((name, one.name), one, state, week)
            ],
            components=[self._component(name, firm, one, state) for one in firm.components],
        )

    def _resource(self, one: Resource) -> Resource:
        return replace(
            one,
            capacity=one.capacity * self.periods,
            overtime_max=one.overtime_max * self.periods,
            overtime_cost=one.overtime_cost * LIKELY,
        )

    def _products(self, key: Key, product: Product, state: State, week: int) -> list[Product]:
        """The product, and where end customers buy it, its steps of safety stock."""
        stocked = replace(product, initial_stock=state.stock[key])
        if key not in self.industry.sells:
            return [stocked]
        wanted = self.demand.forecast(key, week)
        wanted[0] += state.late[key]
        weeks = [self.demand.usual(key, week + ahead) for ahead in range(self.periods)]
        off = [usual * share for usual, share in zip(weeks, self._spread[key], strict=True)]
        grown = [max(0.0, after - before) for before, after in pairwise([0.0, *off])]
        return [replace(stocked, demand=wanted)] + [
            Product(
                name=f"{product.name} +{number}",
                unit_load=0.0,
                holding_cost=product.holding_cost,
                demand=[step.deviations * more for more in grown],
                backlog_cost=step.worth * product.holding_cost,
                backlog_last_factor=product.backlog_last_factor,
                parts={product.name: 1.0},
            )
            for number, step in enumerate(STEPS, 1)
        ]

    def _component(self, name: str, firm: Firm, component: Component, state: State) -> Component:
        coming = [0.0] * self.periods
        for lane in firm.inbound:
            if lane.component == component.name:
                for ahead, quantity in enumerate(state.coming[lane.lane][: self.periods]):
                    coming[ahead] += quantity
        return replace(component, initial_stock=state.stock[name, component.name], pipeline=coming)
