"""What a way came to: figures over the counted weeks, and series to draw.

Stock is counted as each week ends. Money is in minor units.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

import msgspec

from tuowang.demo.compare.industry import HOLDING, Industry, Key, items_of
from tuowang.demo.compare.world import Week
from tuowang.flows.measure import bullwhip

DAYS = 7
TENTHS = 10


class Series(msgspec.Struct, frozen=True):
    """By week, in minor units: what was ordered of firms that buy from nobody, the stock of all
    firms, what end customers wait for."""

    ordered: list[int]
    stock: list[int]
    late: list[int]


class WayResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one way did.

    cost: stock, overtime and lateness, all that planning can change. on_time: the share of what end
    customers wanted that they got in its week, by value. stock_days: value of all stock over the
    value that end customers buy in a day. lead_time_days: how long material is on the longest way,
    by what lies and travels over what passes (Little's law), the customer's waiting included.
    bullwhip: squared variation of what raw material was ordered over that of what end customers
    wanted. cash: value of all stock and of all that is on its way, on average.
    """

    way: str
    cost_minor: int
    stock_cost_minor: int
    overtime_cost_minor: int
    late_cost_minor: int
    on_time_permille: int
    stock_days: int
    lead_time_days: int
    bullwhip_permille: int | None
    cash_minor: int
    messages: int = 0
    bytes: int = 0
    series: Series


class Yardstick:
    """Values of an industry's items, in minor units a program unit."""

    def __init__(self, industry: Industry) -> None:
        self.industry = industry
        self.values: dict[Key, float] = {
            (name, item.name): item.holding_cost / HOLDING
            for name, firm in industry.firms.items()
            for item in items_of(firm)
        }
        raw = set(industry.raw)
        self.lanes = [
            (name, firm, lane) for name, firm in industry.firms.items() for lane in firm.inbound
        ]
        self.sources = {
            lane.lane: lane.product for firm in industry.firms.values() for lane in firm.outbound
        }
        self.raw_lanes = {
            lane.lane: self.values[name, lane.component]
            for name, _, lane in self.lanes
            if lane.supplier in raw
        }
        self.on_lane = {
            lane.lane: self.values[name, lane.component] for name, _, lane in self.lanes
        }

    def worth(self, quantities: dict[Key, float]) -> float:
        """What quantities of items are worth together."""
        return sum(self.values[key] * quantity for key, quantity in quantities.items())

    def wanted(self, weeks: list[Week]) -> list[int]:
        """What end customers wanted, by week."""
        return [round(self.worth(week.wanted)) for week in weeks]

    def measured(self, way: str, weeks: list[Week], messages: int = 0, size: int = 0) -> WayResult:
        """The figures of a way's counted weeks."""
        count = len(weeks)
        wanted = self.wanted(weeks)
        in_time = sum(self.worth(week.in_time) for week in weeks)
        stock = [self.worth(week.stock) for week in weeks]
        coming = sum(self.on_lane[lane] * q for week in weeks for lane, q in week.coming.items())
        ordered = [
            round(sum(value * week.ordered[lane] for lane, value in self.raw_lanes.items()))
            for week in weeks
        ]
        ratio = bullwhip(ordered, wanted) if self.raw_lanes else None
        return WayResult(
            way=way,
            cost_minor=round(sum(week.cost for week in weeks)),
            stock_cost_minor=round(sum(week.stock_cost for week in weeks)),
            overtime_cost_minor=round(sum(week.overtime_cost for week in weeks)),
            late_cost_minor=round(sum(week.late_cost for week in weeks)),
            on_time_permille=round(1000 * in_time / sum(wanted)),
            stock_days=round(DAYS * sum(stock) / sum(wanted)),
            lead_time_days=round(DAYS * self._longest(weeks)),
            bullwhip_permille=None if ratio is None else round(1000 * ratio),
            cash_minor=round((sum(stock) + coming) / count),
            messages=messages,
            bytes=size,
            series=Series(
                ordered, [round(one) for one in stock], [round(self.worth(w.late)) for w in weeks]
            ),
        )

    def _longest(self, weeks: list[Week]) -> float:
        """Weeks on the longest way: through stores and on lanes, and then the customer's."""
        stock = _total([week.stock for week in weeks])
        made = _total([week.made for week in weeks])
        late = _total([week.late for week in weeks])
        coming = _total([week.coming for week in weeks])
        shipped = _total([week.shipped for week in weeks])
        stays: dict[Key, float] = {}
        for name, firm in self.industry.firms.items():
            arrives = {one.name: 0.0 for one in firm.components}
            for lane in firm.inbound:
                source = lane.supplier, self.sources[lane.lane]
                way = stays[source] + _over(coming[lane.lane], shipped[lane.lane])
                arrives[lane.component] = max(arrives[lane.component], way)
            for part in firm.components:
                used = sum(use * made[name, product] for product, use in part.uses.items())
                arrives[part.name] += _over(stock[name, part.name], used)
            for product in firm.products:
                key = name, product.name
                parts = [arrives[one.name] for one in firm.components if product.name in one.uses]
                lies = stock[key] + late.get(key, 0.0)
                stays[key] = max(parts, default=0.0) + _over(lies, made[key])
        return max(stays[key] for key in self.industry.sells)


Name = TypeVar("Name", bound=Hashable)


def _total(weeks: list[dict[Name, float]]) -> dict[Name, float]:
    return {name: sum(week[name] for week in weeks) for name in weeks[0]}


def _over(lies: float, passing: float) -> float:
    return lies / passing if passing > 0 else 0.0
