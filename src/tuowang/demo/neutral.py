"""Neutral docking files: an instance describes one chain completely, a plan what was agreed.

The format is that of the independent judge: times in periods, quantities in units of the item,
costs in one currency. Each firm is handed its own part of an instance and of its lanes only.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import msgspec

from tuowang.errors import Mistake
from tuowang.plan.firm import Component, Firm, Inbound, Outbound, Product

MOST_BYTES = 1 << 30
FINEST, COARSEST = 0, 9
SHARP = 10_000
"""A usual flow is at least so many whole units of its lane, so that rounding costs nothing."""

Plain = Annotated[float, msgspec.Meta(ge=0, le=1e15)]
Series = Annotated[list[Plain], msgspec.Meta(max_length=520)]


class NeutralProduct(msgspec.Struct, frozen=True):
    """A product of the file."""

    id: str
    unit_load: Annotated[float, msgspec.Meta(gt=0, le=1e15)]
    holding_cost: Plain
    initial_stock: Plain
    end_target: Plain
    end_shortage_cost: Plain
    demand: Series | None
    backlog_cost: Plain
    backlog_last_factor: Plain
    unmet: str = "backlog"
    setup_cost: Plain | None = None
    setup_load: Plain = 0.0
    lot: Plain | None = None
    whole_units: bool = False


class NeutralComponent(msgspec.Struct, frozen=True):
    """A component of the file."""

    id: str
    uses: dict[str, Plain]
    holding_cost: Plain
    initial_stock: Plain
    end_target: Plain
    end_shortage_cost: Plain
    pipeline: Series
    pipeline_target: Plain
    lead_max: Annotated[int, msgspec.Meta(ge=0, le=520)]


class NeutralFirm(msgspec.Struct, frozen=True):
    """A firm of the file."""

    id: str
    capacity: Series
    overtime_max: Series
    overtime_cost: Plain
    products: list[NeutralProduct]
    components: list[NeutralComponent]


class NeutralLink(msgspec.Struct, frozen=True):
    """A link of the file: one lane."""

    id: str
    supplier: str
    product: str
    customer: str
    component: str
    lead_time: Annotated[int, msgspec.Meta(ge=0, le=520)]
    unit_cost: Plain
    reference_flow: Plain
    order_cost: Plain = 0.0


class Instance(msgspec.Struct, frozen=True):
    """A chain of firms. published_cost: of the best plan that was published, if any was."""

    id: str
    periods: Annotated[int, msgspec.Meta(ge=1, le=520)]
    firms: list[NeutralFirm]
    links: list[NeutralLink]
    constant_cost: float = 0.0
    published_cost: Plain | None = None


def read_instance(path: Path) -> Instance:
    """An instance file. Mistake: instance-unreadable, instance-wrong."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Mistake("instance-wrong", file=str(path), why="more than 1 GB")
        data = path.read_bytes()
    except OSError as error:
        raise Mistake("instance-unreadable", file=str(path), why=error.strerror or "") from None
    try:
        instance = msgspec.json.decode(data, type=Instance)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Mistake("instance-wrong", file=str(path), why=str(error)) from None
    why = _fault(instance)
    if why:
        raise Mistake("instance-wrong", file=str(path), why=why)
    return instance


def _fault(instance: Instance) -> str:
    """What is wrong with an instance; "" where nothing is."""
    products = {(firm.id, one.id) for firm in instance.firms for one in firm.products}
    components = {(firm.id, one.id) for firm in instance.firms for one in firm.components}
    for name, given in (("firm", instance.firms), ("link", instance.links)):
        if len({one.id for one in given}) != len(given):
            return f"a {name} id is used twice"
    for firm in instance.firms:
        if not firm.products:
            return f"firm {firm.id} makes nothing"
        series = [firm.capacity, firm.overtime_max]
        series += [one.demand for one in firm.products if one.demand is not None]
        series += [one.pipeline for one in firm.components]
        if any(len(one) != instance.periods for one in series):
            return f"firm {firm.id}: a series does not hold {instance.periods} numbers"
        if any((one.lot or 0.0) % 1 for one in firm.products):
            return f"firm {firm.id}: a lot must be a whole number of units"
        if any(one.unmet not in ("backlog", "lost") for one in firm.products):
            return f"firm {firm.id}: unmet must be backlog or lost"
        known = {one.id for one in firm.products}
        if any(not known.issuperset(one.uses) for one in firm.components):
            return f"firm {firm.id}: a component goes into a product that there is not"
    for link in instance.links:
        made = (link.supplier, link.product) in products
        if not made or (link.customer, link.component) not in components:
            return f"link {link.id} names a firm, product or component that there is not"
    return "the firms form a circle" if _has_circle(instance) else ""


def _has_circle(instance: Instance) -> bool:
    waiting = {firm.id: 0 for firm in instance.firms}
    after: dict[str, list[str]] = {firm.id: [] for firm in instance.firms}
    for link in instance.links:
        waiting[link.customer] += 1
        after[link.supplier].append(link.customer)
    ready = [name for name, count in waiting.items() if count == 0]
    for name in ready:
        for customer in after[name]:
            waiting[customer] -= 1
            if waiting[customer] == 0:
                ready.append(customer)
    return len(ready) < len(waiting)


def units_of(instance: Instance) -> dict[str, int]:
    """Whole units of each lane in one unit of the file."""
    lots = {(firm.id, one.id): one.lot for firm in instance.firms for one in firm.products}
    units = {}
    for link in instance.links:
        if lots[link.supplier, link.product]:
            units[link.id] = 1
            continue
        flow = max(link.reference_flow, 1e-9)
        power = math.ceil(math.log10(SHARP / flow)) if flow < SHARP else 0
        units[link.id] = int(10 ** min(max(power, FINEST), COARSEST))
    return units


def firms_of(instance: Instance) -> dict[str, Firm]:
    """Each firm's own numbers, and of its lanes what it may know."""
    units = units_of(instance)
    inbound: dict[str, list[Inbound]] = {firm.id: [] for firm in instance.firms}
    outbound: dict[str, list[Outbound]] = {firm.id: [] for firm in instance.firms}
    lots = {(firm.id, one.id): one.lot for firm in instance.firms for one in firm.products}
    for link in instance.links:
        lot = round(lots[link.supplier, link.product] or 1)
        common: dict[str, Any] = {"flow": link.reference_flow or 1.0, "units": units[link.id]}
        inbound[link.customer].append(
            Inbound(
                lane=link.id,
                supplier=link.supplier,
                component=link.component,
                lead_time=link.lead_time,
                unit_cost=link.unit_cost,
                order_cost=link.order_cost,
                lot=lot,
                **common,
            )
        )
        outbound[link.supplier].append(
            Outbound(lane=link.id, customer=link.customer, product=link.product, lot=lot, **common)
        )
    return {
        firm.id: _firm(instance.periods, firm, inbound[firm.id], outbound[firm.id])
        for firm in instance.firms
    }


def _firm(
    periods: int, firm: NeutralFirm, inbound: list[Inbound], outbound: list[Outbound]
) -> Firm:
    return Firm(
        periods=periods,
        capacity=firm.capacity,
        overtime_max=firm.overtime_max,
        overtime_cost=firm.overtime_cost,
        products=[_product(one) for one in firm.products],
        components=[_component(one) for one in firm.components],
        inbound=inbound,
        outbound=outbound,
    )


def _product(one: NeutralProduct) -> Product:
    return Product(
        name=one.id,
        unit_load=one.unit_load,
        holding_cost=one.holding_cost,
        initial_stock=one.initial_stock,
        end_target=one.end_target,
        end_shortage_cost=one.end_shortage_cost,
        demand=one.demand,
        backlog_cost=one.backlog_cost,
        backlog_last_factor=one.backlog_last_factor,
        lost_sales=one.unmet == "lost",
        setup_cost=one.setup_cost or 0.0,
        setup_load=one.setup_load,
        whole_units=one.whole_units,
    )


def _component(one: NeutralComponent) -> Component:
    return Component(
        name=one.id,
        uses=one.uses,
        holding_cost=one.holding_cost,
        initial_stock=one.initial_stock,
        end_target=one.end_target,
        end_shortage_cost=one.end_shortage_cost,
        pipeline=one.pipeline,
        pipeline_target=one.pipeline_target,
        lead_max=one.lead_max,
    )


def plan_of(instance: Instance, lanes: dict[str, list[int]], **about: int) -> dict[str, Any]:
    """One exchange of a plan file: units shipped on every link."""
    units = units_of(instance)
    shipped = {link.id: [q / units[link.id] for q in lanes[link.id]] for link in instance.links}
    return {**about, "links": shipped}
