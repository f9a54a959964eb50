"""A silent partner's lanes stay as they were agreed: what a firm's numbers make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from tuowang.flows.days import days_between, later
from tuowang.flows.docking import LANES, LaneRow
from tuowang.plan.firm import Component, Firm, Inbound, Product
from tuowang.store.store import View


def still_planned(view: View, day: str, partners: Collection[str]) -> Iterator[LaneRow]:
    """The lanes with these partners on which the last plan reaches beyond a day."""
    for row in view.scan(LANES):
        if row.partner in partners and later(row.day, len(row.shipped) * row.period_days) > day:
            yield row


def frozen(view: View, day: str, firm: Firm, without: Collection[str]) -> Firm:
    """A firm whose numbers come from another system, without the lanes to silent partners.

    What the last plan still has on them comes to the component, or is wanted of the product.
    """
    if not without:
        return firm
    rows = {row.lane: row for row in still_planned(view, day, without)}
    components = {one.name: one for one in firm.components}
    products = {one.name: one for one in firm.products}
    inbound = [lane for lane in firm.inbound if lane.supplier not in without]
    served = {lane.component for lane in inbound}
    for lane in firm.inbound:
        if lane.lane in rows and lane.supplier in without:
            series = _series(rows[lane.lane], day, firm.periods, lane.units)
            one = _coming(components[lane.component], lane, series)
            known = lane.component in served
            components[lane.component] = one if known else replace(one, otherwise=[])
    outbound = [lane for lane in firm.outbound if lane.customer not in without]
    for away in firm.outbound:
        if away.lane in rows and away.customer in without:
            series = _series(rows[away.lane], day, firm.periods, away.units)
            products[away.product] = _wanted(products[away.product], series)
    return replace(
        firm,
        inbound=inbound,
        outbound=outbound,
        components=list(components.values()),
        products=list(products.values()),
    )


def _series(row: LaneRow, day: str, periods: int, units: int) -> list[float]:
    """Program units that leave in each period from a day on."""
    gone = days_between(row.day, day) // row.period_days
    left = row.shipped[gone:] if gone >= 0 else [0] * -gone + row.shipped
    return [one / units for one in (left + [0] * periods)[:periods]]


def _coming(component: Component, lane: Inbound, series: list[float]) -> Component:
    arriving = ([0] * lane.lead_time + series)[: len(series)]
    return replace(component, pipeline=_sum(component.pipeline, arriving))


def _wanted(product: Product, series: list[float]) -> Product:
    return replace(product, demand=_sum(product.demand or [], series))


def _sum(some: list[float], more: list[float]) -> list[float]:
    filled = some + [0] * (len(more) - len(some))
    return [one + other for one, other in zip(filled, more, strict=True)]
