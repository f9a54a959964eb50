"""A firm's own numbers, as its docking program sees them: private, and nobody else's.

A lane is one supplier's item that serves one customer's component. Periods are offsets
0..periods-1 (normally a week). Quantities are in program units; `units` is how many whole units
of the item make one of them, and is what is counted on the lane. Costs are in any one currency.
A firm has one shared capacity, and may have more `resources` beside it.
"""

from __future__ import annotations

import msgspec

BEFORE = "\x1f"
"""What stands before it in a lane's name is one end's own, and does not travel."""
FINE = 0.05
"""Lots of at most this share of a usual period are not searched for: shipments are rounded."""


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What the firm makes. `demand`: end customers' wishes a period, or None.

    lost_sales: unserved demand is lost at `backlog_cost`, once, instead of waiting.
    setup_cost, setup_load: paid and taken in every period in which the product is made.
    batch: made in whole multiples of it; 0: in any quantity.
    parts: other products of the firm that go into one unit of it.
    lead_time: periods from the one in which it is begun to the one in which it is there.
    pipeline: begun already, by the period in which it is there.
    """

    name: str
    unit_load: float
    holding_cost: float
    initial_stock: float = 0.0
    end_target: float = 0.0
    end_shortage_cost: float = 0.0
    demand: list[float] | None = None
    backlog_cost: float = 0.0
    backlog_last_factor: float = 1.0
    lost_sales: bool = False
    setup_cost: float = 0.0
    setup_load: float = 0.0
    whole_units: bool = False
    batch: float = 0.0
    parts: dict[str, float] = {}
    lead_time: int = 0
    pipeline: list[float] = []


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """What the firm buys. `uses`: product -> quantity in one unit of it.

    pipeline: already under way, by period of arrival. pipeline_target: to be shipped to it in
    each of the last `lead_max` periods, each missing unit at `end_shortage_cost`.
    otherwise: what else could come in each period; it counts only where no lane serves it.
    """

    name: str
    uses: dict[str, float]
    holding_cost: float
    initial_stock: float = 0.0
    end_target: float = 0.0
    end_shortage_cost: float = 0.0
    pipeline: list[float] = []
    pipeline_target: float = 0.0
    lead_max: int = 0
    otherwise: list[float] = []


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """A lane on which a supplier serves a component. `flow`: usual units a period, a scale.

    lot: whole units of the lane in one lot of the supplier's.
    """

    lane: str
    supplier: str
    component: str
    lead_time: int
    unit_cost: float = 0.0
    order_cost: float = 0.0
    flow: float = 1.0
    units: int = 1
    lot: int = 1

    @property
    def has_lots(self) -> bool:
        """Whether its lots are too large to be rounded to."""
        return self.lot > max(1.0, FINE * self.flow * self.units)


class Outbound(msgspec.Struct, frozen=True, kw_only=True):
    """A lane on which the firm serves a customer. `lot`: whole units of the lane in one lot."""

    lane: str
    customer: str
    product: str
    flow: float = 1.0
    units: int = 1
    lot: int = 1

    @property
    def has_lots(self) -> bool:
        """Whether its lots are too large to be rounded to."""
        return self.lot > max(1.0, FINE * self.flow * self.units)


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """One more capacity of a firm. loads: product -> what one unit of it takes.

    setups: product -> what it takes in addition in every period in which the product is made.
    """

    name: str
    capacity: list[float]
    overtime_max: list[float]
    overtime_cost: float
    loads: dict[str, float]
    setups: dict[str, float] = {}


class Firm(msgspec.Struct, frozen=True, kw_only=True):
    """All that one firm's program is made of."""

    periods: int
    capacity: list[float]
    overtime_max: list[float]
    overtime_cost: float
    products: list[Product]
    components: list[Component]
    inbound: list[Inbound]
    outbound: list[Outbound]
    resources: list[Resource] = []

    @property
    def has_integers(self) -> bool:
        """Whether set-ups, lots, whole units or fixed order costs make the program mixed."""
        return self.integers > 0

    @property
    def integers(self) -> int:
        """How many integers its program has, about."""
        made = [(self.has_setup(one), one.whole_units or one.batch > 0) for one in self.products]
        bought = [(lane.has_lots, lane.order_cost > 0) for lane in self.inbound]
        sold = [(lane.has_lots, lane.has_lots) for lane in self.outbound]
        return self.periods * sum(map(sum, [*made, *bought, *sold]))

    def has_setup(self, product: Product) -> bool:
        """Whether making it in a period needs a set-up."""
        taken = any(one.setups.get(product.name) for one in self.resources)
        return product.setup_cost > 0 or product.setup_load > 0 or taken

    def urgency(self, received: dict[str, float]) -> dict[str, float]:
        """What lateness of a unit costs downstream, by inbound lane; one scalar a lane, sent up.

        received: the same, by outbound lane. urg_p = max(backlog cost, outbound lanes' urgency),
        urg_lane = max over products of urg_p / quantity used.
        """
        own = {one.name: one.backlog_cost if one.demand else 0.0 for one in self.products}
        for out in self.outbound:
            own[out.product] = max(own[out.product], received.get(out.lane, 0.0))
        for _ in self.products:  # as deep as parts can go into one another
            for one in self.products:
                for part, used in one.parts.items():
                    if used > 0:
                        own[part] = max(own[part], own[one.name] / used)
        uses = {one.name: one.uses for one in self.components}
        return {
            lane.lane: max(
                (own[name] / used for name, used in uses[lane.component].items() if used > 0),
                default=0.0,
            )
            for lane in self.inbound
        }
