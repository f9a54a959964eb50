"""Small industries in which firms supply each other in a circle, though no item goes into itself.

The most common case is toll work: one firm ships parts to another, which coats them and ships them
back.
"""

from __future__ import annotations

from random import Random

from tests.plan.industries import PERIODS, UNITS, Wire
from tuowang.plan.firm import Component, Firm, Inbound, Outbound, Product

Edge = tuple[str, str, str]
"""Supplier, what, customer. What a firm makes of what: `MADE_OF`."""
TOLL: list[Edge] = [
    ("mill", "steel", "works"),
    ("works", "part", "coater"),
    ("coater", "coated", "works"),
]
BARE = TOLL[1:]
THREE: list[Edge] = [
    ("works", "part", "grinder"),
    ("grinder", "ground", "coater"),
    ("coater", "coated", "works"),
]
TWO: list[Edge] = [
    ("works", "part", "coater"),
    ("coater", "coated", "works"),
    ("works", "rod", "grinder"),
    ("grinder", "ground", "works"),
]
HANGING: list[Edge] = [
    ("ore", "ore", "mill"),
    *TOLL,
    ("works", "machine", "shop"),
    ("shop", "machine", "store"),
]
CIRCLES = {"bare": BARE, "toll": TOLL, "three": THREE, "two": TWO, "hanging": HANGING}
MADE_OF = {
    "steel": ["ore"],
    "part": ["steel"],
    "coated": ["part", "ground-part"],
    "ground": ["part", "rod"],
    "machine": ["coated", "ground", "machine"],
}


def circling(shape: str, seed: int, load: float = 1.0) -> dict[str, Firm]:
    """Firms of a shape, with numbers drawn from a seed; a larger load is harder to serve."""
    random = Random(f"{shape} {seed}")
    edges = CIRCLES[shape]
    names = list(dict.fromkeys(name for edge in edges for name in (edge[0], edge[2])))
    ends = {edge[2] for edge in edges if edge[1] == "machine"} - {
        edge[0] for edge in edges if edge[1] == "machine"
    } or {"works"}
    return {name: _firm(name, edges, random, load, sells=name in ends) for name in names}


def _firm(name: str, edges: list[Edge], random: Random, load: float, *, sells: bool) -> Firm:
    inbound = [edge for edge in edges if edge[2] == name]
    outbound = [edge for edge in edges if edge[0] == name]
    made = list(dict.fromkeys([*(what for _, what, _ in outbound), *(["sold"] if sells else [])]))
    bought = list(dict.fromkeys(what for _, what, _ in inbound))
    uses = {part: {one: 1.0 for one in made if _goes_into(part, one)} for part in bought}
    usual = 10.0 * len(made) / load
    return Firm(
        periods=PERIODS,
        capacity=[usual * random.uniform(0.9, 1.4)] * PERIODS,
        overtime_max=[usual * 0.3] * PERIODS,
        overtime_cost=random.uniform(3.0, 9.0),
        products=[_product(one, random) for one in made],
        components=[
            Component(
                name=part,
                uses=uses[part],
                holding_cost=1.0,
                initial_stock=float(random.randint(5, 25)),
                end_target=4.0,
                end_shortage_cost=12.0,
                pipeline=[8.0],
                pipeline_target=8.0,
                lead_max=1,
            )
            for part in bought
        ],
        inbound=[
            Inbound(
                lane=f"{supplier}>{name} {what}",
                supplier=supplier,
                component=what,
                lead_time=1,
                unit_cost=random.uniform(0.0, 2.0),
                flow=10.0,
                units=UNITS,
            )
            for supplier, what, _ in inbound
        ],
        outbound=[
            Outbound(
                lane=f"{name}>{customer} {what}",
                customer=customer,
                product=what,
                flow=10.0,
                units=UNITS,
            )
            for _, what, customer in outbound
        ],
    )


def _goes_into(part: str, product: str) -> bool:
    if product == "sold":
        return part in ("coated", "ground", "machine")
    return part in MADE_OF.get(product, []) or (product == "coated" and part == "ground")


def _product(name: str, random: Random) -> Product:
    demand = [float(random.randint(0, 20)) for _ in range(PERIODS)] if name == "sold" else None
    return Product(
        name=name,
        unit_load=1.0,
        holding_cost=random.choice([2.0, 3.0, 5.0]),
        initial_stock=float(random.randint(0, 12)),
        end_target=5.0,
        end_shortage_cost=20.0,
        demand=demand,
        backlog_cost=30.0 if demand else 0.0,
        backlog_last_factor=6.0 if demand else 1.0,
    )


def run_with_probes(wire: Wire, exchanges: int, mode: str, seed: int = 0) -> Wire:
    """A run to its end, in which whoever waits when nothing moves any more looks for circles."""
    for root in wire.roots():
        wire.start(root, exchanges, mode, seed)
    for _ in range(3):
        while wire.waiting:
            wire.deliver()
        for name in wire.firms:
            if name in getattr(wire, "left", {}):
                continue
            agent = wire.agent(name)
            agent.probe()
            wire.keep(name, agent)
    assert not wire.waiting
    return wire
