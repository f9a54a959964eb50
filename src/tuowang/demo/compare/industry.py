"""An industry: every firm's own numbers, and what its end customers usually buy.

A period is a week of five working days. Quantities are in program units: a hundredth of what of an
item usually flows in a week, so all items count in numbers of the same size. Money is in minor
units of the industry's one currency.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from tuowang.errors import Mistake
from tuowang.plan.firm import Component, Firm, Inbound, Outbound, Product, Resource

WEEKS_A_YEAR = 52
HOLDING_A_YEAR = 0.25
"""What a year of stock costs, as a share of its value."""
HOLDING = HOLDING_A_YEAR / WEEKS_A_YEAR
OVERTIME_SHARE = 0.25
OVERTIME_WEEKS = 12.0
"""An hour of overtime costs as much as holding what is made in it for so many weeks."""
LATE_WEEKS = 20.0
"""A week late costs as much as holding the same for so many weeks."""
LATE_LAST_FACTOR = 6.0
SHORT_WEEKS = 30.0
"""The same for what a plan lacks at its end."""
FLOW = 100.0
COVER = 0.5
"""Weeks of use that lie in every store at first, and are wanted again at a plan's end."""
SHARP = 10_000

Key = tuple[str, str]
"""A firm, and an item as the firm calls it."""


NO_CENTRE = Resource(name="", capacity=[0.0], overtime_max=[0.0], overtime_cost=0.0, loads={})
"""Of firms that only sell on."""


class Made(NamedTuple):
    """A product of a draft. value: of one unit; loads: by centre; uses: units of components."""

    name: str
    value: float
    loads: dict[str, float]
    uses: dict[str, float]


class Bought(NamedTuple):
    """A component of a draft: what a supplier calls `theirs`, on its way for `lead_weeks`."""

    name: str
    value: float
    supplier: str
    theirs: str
    lead_weeks: int


class Selling(NamedTuple):
    """What end customers buy of a product. weekly: its mean; season: factors by week, in a circle;
    surprise: relative deviation that nobody knows before the week itself."""

    weekly: float
    season: list[float]
    surprise: float


class Draft(NamedTuple):
    """A firm before its numbers are scaled. centres: capacity of a week, in the unit of loads."""

    name: str
    tier: int
    made: list[Made]
    bought: list[Bought]
    sells: dict[str, Selling]
    centres: dict[str, float]


def items_of(firm: Firm) -> list[Product | Component]:
    """All that lies in a firm's stores."""
    return [*firm.products, *firm.components]


class Industry(msgspec.Struct, frozen=True, kw_only=True):
    """Firms in an order in which suppliers stand before their customers.

    `firms` are at rest: usual stocks, full pipelines, no demand yet.
    """

    name: str
    title: str
    title_zh: str
    currency: str
    firms: dict[str, Firm]
    tiers: dict[str, int]
    sells: dict[Key, Selling]
    flows: dict[Key, float]

    @property
    def raw(self) -> list[str]:
        """Firms that buy from nobody."""
        return [name for name, firm in self.firms.items() if not firm.inbound]

    def lead_weeks(self) -> int:
        """Weeks that material is on its way at least, on the longest way through the industry."""
        longest: dict[str, int] = {}
        for name, firm in self.firms.items():
            ways = [longest[lane.supplier] + lane.lead_time for lane in firm.inbound]
            longest[name] = max(ways, default=0)
        return max(longest.values())


def sold_on(firm: Firm, product: str) -> tuple[str, float] | None:
    """The component, and its use in one unit, of what is made by nobody's work out of one alone.

    It stands on the shelf as soon as it is there.
    """
    worked = {one.name for one in firm.products if one.unit_load}
    worked |= {name for resource in firm.resources for name in resource.loads}
    used = [(one.name, one.uses[product]) for one in firm.components if product in one.uses]
    return used[0] if product not in worked and len(used) == 1 else None


def assemble(
    drafts: list[Draft],
    *,
    name: str,
    title: str,
    title_zh: str,
    currency: str,
    load: float = 0.0,
) -> Industry:
    """Scale the drafts, and say what flows on every lane. Drafts come in any order.

    load: every centre is manned so that a usual week takes this share of it; 0: as it is.
    """
    ordered = _in_order(drafts)
    flows = _flows(ordered)
    scale = {key: max(flow, 1e-9) / FLOW for key, flow in flows.items()}
    sources = {(d.name, b.name): (b.supplier, b.theirs) for d in ordered for b in d.bought}
    outbound: dict[str, list[Outbound]] = {draft.name: [] for draft in ordered}
    firms = {}
    for draft in reversed(ordered):
        firms[draft.name] = _firm(draft, flows, scale, outbound, load)
    sells = {
        (draft.name, product): selling._replace(weekly=selling.weekly / scale[draft.name, product])
        for draft in ordered
        for product, selling in draft.sells.items()
    }
    return Industry(
        name=name,
        title=title,
        title_zh=title_zh,
        currency=currency,
        firms={draft.name: firms[draft.name] for draft in ordered},
        tiers={draft.name: draft.tier for draft in ordered},
        sells=sells,
        flows={key: flow / scale[sources.get(key, key)] for key, flow in flows.items()},
    )


def _in_order(drafts: list[Draft]) -> list[Draft]:
    """Suppliers before their customers. Mistake: industry-in-a-circle."""
    left = {draft.name: {one.supplier for one in draft.bought} for draft in drafts}
    ordered: list[Draft] = []
    while len(ordered) < len(drafts):
        done = {draft.name for draft in ordered}
        ready = [d for d in drafts if d.name not in done and left[d.name] <= done]
        if not ready:
            names = sorted(draft.name for draft in drafts if draft.name not in done)
            raise Mistake("industry-in-a-circle", companies=names[:5])
        ordered += ready
    return ordered


def _flows(ordered: list[Draft]) -> dict[Key, float]:
    """Usual units a week of everything made and bought, each in its own unit."""
    flows: dict[Key, float] = {}
    for draft in reversed(ordered):
        for product, selling in draft.sells.items():
            key = draft.name, product
            flows[key] = flows.get(key, 0.0) + selling.weekly
        for bought in draft.bought:
            used = sum(
                flows.get((draft.name, made.name), 0.0) * made.uses.get(bought.name, 0.0)
                for made in draft.made
            )
            flows[draft.name, bought.name] = used
            source = bought.supplier, bought.theirs
            flows[source] = flows.get(source, 0.0) + used
    return flows


def _firm(
    draft: Draft,
    flows: dict[Key, float],
    scale: dict[Key, float],
    outbound: dict[str, list[Outbound]],
    load: float,
) -> Firm:
    sources = {one.name: scale[one.supplier, one.theirs] for one in draft.bought}
    inbound = []
    for one in draft.bought:
        flow = flows[draft.name, one.name] / sources[one.name]
        lane = f"{one.supplier}/{one.theirs}>{draft.name}/{one.name}"
        units = max(1, round(SHARP / flow)) if flow else 1
        inbound.append(
            Inbound(
                lane=lane, supplier=one.supplier, component=one.name,
                lead_time=one.lead_weeks, flow=flow, units=units,
            )
        )  # fmt: skip
        outbound[one.supplier].append(
            Outbound(lane=lane, customer=draft.name, product=one.theirs, flow=flow, units=units)
        )
    own = {made.name: scale[draft.name, made.name] for made in draft.made}
    holding = {made.name: made.value * own[made.name] * HOLDING for made in draft.made}
    main, *others = _resources(draft, own, holding, load) or [NO_CENTRE]
    return Firm(
        periods=1,
        capacity=main.capacity,
        overtime_max=main.overtime_max,
        overtime_cost=main.overtime_cost,
        products=[_product(one, main, holding[one.name]) for one in draft.made],
        components=[
            _component(draft, one, sources[one.name], own, flows[draft.name, one.name])
            for one in draft.bought
        ],
        inbound=inbound,
        outbound=outbound[draft.name],
        resources=others,
    )


def _resources(
    draft: Draft, own: dict[str, float], holding: dict[str, float], load: float
) -> list[Resource]:
    """The centres that are used, the one with the least to spare first."""
    found = []
    for centre, capacity in draft.centres.items():
        loads = {
            made.name: made.loads[centre] * own[made.name]
            for made in draft.made
            if made.loads.get(centre)
        }
        if loads:
            work = FLOW * sum(loads.values())
            capacity = work / load if load else capacity
            price = OVERTIME_WEEKS * FLOW * sum(holding[name] for name in loads) / work
            resource = Resource(
                name=centre, capacity=[capacity], overtime_max=[OVERTIME_SHARE * capacity],
                overtime_cost=price, loads=loads,
            )  # fmt: skip
            found.append((capacity / work, centre, resource))
    return [resource for *_, resource in sorted(found, key=lambda one: one[:2])]


def _product(made: Made, main: Resource, holding: float) -> Product:
    return Product(
        name=made.name,
        unit_load=main.loads.get(made.name, 0.0),
        holding_cost=holding,
        initial_stock=COVER * FLOW,
        end_target=COVER * FLOW,
        end_shortage_cost=SHORT_WEEKS * holding,
        backlog_cost=LATE_WEEKS * holding,
        backlog_last_factor=LATE_LAST_FACTOR,
    )


def _component(
    draft: Draft, bought: Bought, scale: float, own: dict[str, float], used: float
) -> Component:
    holding = bought.value * scale * HOLDING
    flow = used / scale
    return Component(
        name=bought.name,
        uses={
            made.name: made.uses[bought.name] * own[made.name] / scale
            for made in draft.made
            if made.uses.get(bought.name)
        },
        holding_cost=holding,
        initial_stock=COVER * flow,
        end_target=COVER * flow,
        end_shortage_cost=SHORT_WEEKS * holding,
        pipeline_target=flow,
        lead_max=bought.lead_weeks,
    )
