"""What no firm's numbers may be: refused before a program is made of them.

Whatever passes gives a program that has an optimum: every cost is at least 0, and whatever
cannot be served waits or is short at a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

import msgspec

from tuowang.plan.firm import Firm, Product

LARGEST = 10**12
MOST_PERIODS = 520
MOST_OF_A_KIND = 10_000
MOST_CELLS = 20_000_000
"""Numbers in the program, about."""
WHOLE_FROM_ONE = ("units", "lot")
COST = "_cost"
DEAREST = 10**10
"""What costs more in a program hides everything else from a solver."""
LEAST_USED = 1e-9
"""A solver takes less than that for nothing."""
MOST_USUAL_UNITS = 10**12


class Fault(NamedTuple):
    """What is wrong: a code, and where; see the texts `docking-...`."""

    code: str
    details: dict[str, Any]


def fault_in(firm: Firm) -> Fault | None:
    """The first fault, or None."""
    return next(_faults(firm), None)


def _faults(firm: Firm) -> Iterator[Fault]:
    if not 1 <= firm.periods <= MOST_PERIODS:
        yield _number("periods", firm.periods)
        return
    for kind in ("products", "components", "inbound", "outbound", "resources"):
        count = len(getattr(firm, kind))
        if count > MOST_OF_A_KIND:
            yield _too_many(kind, count, MOST_OF_A_KIND)
    yield from _names(firm)
    yield from _numbers("", firm)
    yield from _lengths(firm)
    yield from _used(firm)
    lanes = [(one.lane, one.flow * one.units) for one in firm.inbound]
    for name, units in [*lanes, *((one.lane, one.flow * one.units) for one in firm.outbound)]:
        if units > MOST_USUAL_UNITS:
            yield _number(f"lanes/{name}/flow", units)
    yield from _in_itself(firm.products)
    used = sum(len(one.uses) for one in firm.components) + sum(len(r.loads) for r in firm.resources)
    cells = firm.periods * (used + sum(len(one.parts) + 6 for one in firm.products))
    if cells > MOST_CELLS:
        yield _too_many("cells", cells, MOST_CELLS)


def _too_many(place: str, count: int, most: int) -> Fault:
    return Fault("docking-too-many", {"place": place, "count": count, "most": most})


def _number(place: str, number: object) -> Fault:
    return Fault("docking-number-bad", {"place": place, "number": number})


def _numbers(place: str, value: Any) -> Iterator[Fault]:
    """Every number, wherever it stands: finite, not negative, not absurd."""
    if isinstance(value, bool | str) or value is None:
        return
    if isinstance(value, int | float):
        what = place.rpartition("/")[2]
        least, most = int(what in WHOLE_FROM_ONE), DEAREST if what.endswith(COST) else LARGEST
        if not isfinite(value) or not least <= value <= most:
            yield _number(place, value)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _numbers(f"{place}/{name}", one)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            name = getattr(one, "name", "") or getattr(one, "lane", "") or number
            yield from _numbers(f"{place}/{name}", one)
    else:
        for field in msgspec.structs.fields(value):
            yield from _numbers(f"{place}/{field.name}".lstrip("/"), getattr(value, field.name))


def _used(firm: Firm) -> Iterator[Fault]:
    """What goes into a product is something, or nothing at all."""
    used = [(f"components/{one.name}/uses", one.uses) for one in firm.components]
    used += [(f"products/{one.name}/parts", one.parts) for one in firm.products]
    for place, quantities in used:
        for product, quantity in quantities.items():
            if 0 < quantity < LEAST_USED:
                yield _number(f"{place}/{product}", quantity)


def _lengths(firm: Firm) -> Iterator[Fault]:
    """Every series has a number for each period; what is under way may end before."""
    whole = {"capacity": firm.capacity, "overtime_max": firm.overtime_max}
    for product in firm.products:
        if product.demand is not None:
            whole[f"products/{product.name}/demand"] = product.demand
    for resource in firm.resources:
        whole[f"resources/{resource.name}/capacity"] = resource.capacity
        whole[f"resources/{resource.name}/overtime_max"] = resource.overtime_max
    for place, series in whole.items():
        if len(series) != firm.periods:
            yield _length(place, len(series), firm.periods)
    for component in firm.components:
        for name, series in (("pipeline", component.pipeline), ("otherwise", component.otherwise)):
            if len(series) > firm.periods:
                yield _length(f"components/{component.name}/{name}", len(series), firm.periods)
        if component.otherwise and len(component.otherwise) < len(component.pipeline):
            place = f"components/{component.name}/otherwise"
            yield _length(place, len(component.otherwise), firm.periods)


def _length(place: str, count: int, wanted: int) -> Fault:
    return Fault("docking-length-bad", {"place": place, "count": count, "wanted": wanted})


def _names(firm: Firm) -> Iterator[Fault]:
    """Names that mean one thing each, and mean something."""
    products = {one.name for one in firm.products}
    components = {one.name for one in firm.components}
    yield from _twice("products", (one.name for one in firm.products))
    yield from _twice("components", (one.name for one in firm.components))
    yield from _twice("resources", (one.name for one in firm.resources))
    lanes = [*(one.lane for one in firm.inbound), *(one.lane for one in firm.outbound)]
    yield from _twice("lanes", lanes)
    for product in firm.products:
        yield from _unknown(f"products/{product.name}/parts", product.parts, products)
    for component in firm.components:
        yield from _unknown(f"components/{component.name}/uses", component.uses, products)
    for resource in firm.resources:
        yield from _unknown(f"resources/{resource.name}/loads", resource.loads, products)
        yield from _unknown(f"resources/{resource.name}/setups", resource.setups, products)
    for inbound in firm.inbound:
        yield from _unknown(f"inbound/{inbound.lane}", [inbound.component], components)
    for outbound in firm.outbound:
        yield from _unknown(f"outbound/{outbound.lane}", [outbound.product], products)
    partners = [(one.lane, one.supplier) for one in firm.inbound]
    partners += [(one.lane, one.customer) for one in firm.outbound]
    for lane, partner in partners:
        if not lane or not partner:
            yield Fault("docking-name-unknown", {"place": f"lanes/{lane}", "name": partner})


def _twice(place: str, names: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield Fault("docking-name-twice", {"place": place, "name": name})
        seen.add(name)


def _unknown(place: str, names: Iterable[str], known: set[str]) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield Fault("docking-name-unknown", {"place": place, "name": name})


def _in_itself(products: list[Product]) -> Iterator[Fault]:
    """A product that goes into itself, by whatever way, can never be made for the first time."""
    parts = {one.name: [name for name, used in one.parts.items() if used] for one in products}
    done: set[str] = set()
    for root, first in parts.items():
        path: dict[str, Iterator[str]] = {root: iter(first)} if root not in done else {}
        while path:
            last = next(reversed(path))
            part = next(path[last], None)
            if part is None:
                done.add(last)
                path.pop(last)
            elif part in path:
                yield Fault("docking-product-in-itself", {"product": part})
                return
            elif part not in done and part in parts:
                path[part] = iter(parts[part])
