"""Which lanes two firms have in common: either may know of lanes that the other knows nothing of.

Both say when they set up a run on which lanes they supply each other, and both keep what both
named. What a firm then has no lane for it gets, as far as it knows, by other ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from tuowang.plan.firm import BEFORE, Component, Firm, Inbound


class Named(NamedTuple):
    """Lanes, by the names that travel: on which who says it supplies, and buys.

    lots: whole units in a lot of each of those that it supplies; []: it does not say.
    """

    supplies: list[str]
    buys: list[str]
    lots: list[int] = []


NOTHING = Named([], [])
MOST_FLOWS_IN_A_LOT = 13
"""We order in whole lots of at most so many usual periods, so that nobody can sell us a year's need
by calling it a lot; a larger one comes when as much is owed."""


def wire(lane: str) -> str:
    """A lane's name as both ends call it: without what only one end puts before it."""
    return lane.rpartition(BEFORE)[2]


def named_to(firm: Firm, partner: str) -> Named:
    """What a firm says to a partner of the lanes between them."""
    out = [lane for lane in firm.outbound if lane.customer == partner]
    return Named(
        [wire(lane.lane) for lane in out],
        [wire(lane.lane) for lane in firm.inbound if lane.supplier == partner],
        [lane.lot for lane in out],
    )


def common(firm: Firm, said: Mapping[str, Named]) -> Firm:
    """The firm with the lanes that its partners named too, in the lots in which suppliers ship;
    the same one where these are all, and its own."""
    supplies = {partner: set(named.supplies) for partner, named in said.items()}
    lots = {name: dict(zip(one.supplies, one.lots, strict=False)) for name, one in said.items()}
    buys = {partner: set(named.buys) for partner, named in said.items()}
    inbound = [
        in_lots(lane, lots[lane.supplier].get(wire(lane.lane), 1))
        for lane in firm.inbound
        if wire(lane.lane) in supplies.get(lane.supplier, set())
    ]
    outbound = [lane for lane in firm.outbound if wire(lane.lane) in buys.get(lane.customer, set())]
    if inbound == firm.inbound and len(outbound) == len(firm.outbound):
        return firm
    served = {lane.component for lane in inbound}
    components = [one if one.name in served else otherwise(one) for one in firm.components]
    return replace(firm, inbound=inbound, outbound=outbound, components=components)


def in_lots(lane: Inbound, lot: int) -> Inbound:
    """The lane with the lots in which its supplier ships; with none where these are absurd."""
    most = MOST_FLOWS_IN_A_LOT * max(1.0, lane.flow * lane.units)
    return replace(lane, lot=lot if lot <= most else 1)


def otherwise(component: Component) -> Component:
    """A component that no lane serves, as it comes by other ways, where these are known."""
    if not component.otherwise:
        return component
    here = component.pipeline + [0] * (len(component.otherwise) - len(component.pipeline))
    coming = [one + more for one, more in zip(here, component.otherwise, strict=True)]
    return replace(
        component,
        pipeline=coming,
        otherwise=[],
        holding_cost=0,
        end_target=0,
        pipeline_target=0,
    )
