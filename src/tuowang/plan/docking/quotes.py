"""Quotes: what a different order would cost at the margin, as cuts of a convex function.

A supplier's value V(z) of all its customers' orders z together is convex. Its value and prices
at a point y give a cut: V(z) >= c + <G, z>. Around the agreed plan z* the slack is
k = min(0, c + <G, z*> - V(z*)). Lane e gets (w_e k, G_e): "you may plan with your share w_e
of my spare capacity"; as the shares sum to one, all customers may move at once
(V(z* + sum d_e) <= sum w_e V(z* + d_e / w_e)).

A customer with several lanes of a supplier may take their cuts together, with the shares of all:
then it knows that one item's capacity serves another. That takes many cuts, since few say little
of so many numbers at once; lane by lane the same cuts are a model on the safe side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tuowang.plan.firm import Firm
from tuowang.plan.firm_program import MOST_FLOWS, Array, Cuts, FirmProgram


class Detail(NamedTuple):
    """At how many drawn points a supplier looks, and how many cuts it sends and keeps at most."""

    points: int
    sent: int
    kept: int


BRIEF, THOROUGH = Detail(12, 14, 60), Detail(48, 60, 120)
"""Brief quotes fit into 2.5 kB a lane and exchange. Where firms mix, which takes far more anyway,
and lanes are taken together, who serves a customer on several quotes thoroughly."""


class JointCuts(NamedTuple):
    """Cuts of a supplier's value over all its lanes out: (n,), (n, lanes, T)."""

    constants: Array
    slopes: Array


class Quotes(NamedTuple):
    """What is sent: slack (n,) and slopes (n, lanes, T); and what is kept for the next time."""

    slack: Array
    slopes: Array
    kept: JointCuts


def usual_needs(program: FirmProgram) -> Array:
    """What of each inbound lane's component is needed in a usual period, from whomever, (lanes,).

    A lane that has lain still has no flow of its own: this says how much could go over it.
    """
    firm = program.firm
    made = {one.name: float(np.mean(one.demand or [0.0])) for one in firm.products}
    for lane in firm.outbound:
        made[lane.product] += lane.flow
    needs = {
        one.name: sum(used * made[product] for product, used in one.uses.items())
        for one in firm.components
    }
    each = np.array([needs[lane.component] for lane in firm.inbound])
    return np.asarray(np.maximum(program.flow_in, each))


def points_around(
    plan: Array, flow: Array, recent: Array, chance: np.random.Generator, count: int = BRIEF.points
) -> list[Array]:
    """Orders to evaluate: what was asked for lately, and the plan disturbed, shifted, scaled."""
    lanes, periods = plan.shape
    scale = flow[:, None]
    points = list(recent)
    for number in range(count):
        if number % 4 == 0:
            noise = 0.3 * plan * chance.standard_normal((lanes, periods))
            y = plan + noise + 0.1 * scale * chance.standard_normal((lanes, periods))
        elif number % 4 == 1:
            shift = int(chance.integers(1, 4)) * (1 if chance.random() < 0.5 else -1)
            y = np.roll(plan, shift, axis=1)
        elif number % 4 == 2:
            dormant = chance.random((lanes, 1)) < 0.5
            y = plan * chance.uniform(0.6, 1.6, (lanes, 1))
            y = y + scale * chance.uniform(0, 0.3, (lanes, 1)) * dormant
        else:
            first, last = sorted(int(t) for t in chance.integers(0, periods, 2))
            y = plan.copy()
            y[:, first : last + 1] += scale * chance.uniform(-1, 1.5, (lanes, 1))
        points.append(np.maximum(y, 0.0))
    return points


def quote(
    program: FirmProgram,
    plan: Array,
    points: list[Array],
    kept: JointCuts | None,
    detail: Detail = BRIEF,
) -> Quotes:
    """Evaluate the value at the plan and at the points; the best cuts of these and those kept.

    The program's suppliers' quotes must be set; its inbound is free afterwards.
    """
    free = MOST_FLOWS * usual_needs(program)
    program.set_inbound(*(np.tile(q[:, None], program.periods) for q in (0.0 * free, free)))
    constants: list[float] = []
    slopes: list[Array] = []
    value_here = 0.0
    for number, y in enumerate([plan, *points]):
        program.set_orders(y)
        value = program.solve()
        prices = program.order_prices()
        constants.append(value - float((prices * y).sum()))
        slopes.append(prices)
        if number == 0:
            value_here = value
    c, g = np.array(constants), np.array(slopes)
    if kept is not None:
        c, g = np.concatenate([c, kept.constants]), np.concatenate([g, kept.slopes])
    order = _by_use(c, g, np.array([plan, *points]), value_here)
    chosen = _distinct(c, g, np.concatenate([[0], order]))[: detail.sent]
    slack = np.minimum(0.0, c[chosen] + np.einsum("kot,ot->k", g[chosen], plan) - value_here)
    keep = order[: detail.kept]
    return Quotes(slack, g[chosen], JointCuts(c[keep], g[keep]))


def _by_use(c: Array, g: Array, points: Array, value_here: float) -> NDArray[np.int64]:
    """The cuts' numbers, the most useful at the points first."""
    values = c[None, :] + np.einsum("yot,kot->yk", points, g)
    best = values.max(axis=1, keepdims=True)
    active = (values >= best - 1e-6 * np.maximum(np.abs(best), 1.0)).sum(axis=0)
    width = max(1e-9, float(np.abs(best - value_here).mean()))
    near = np.exp((values - best) / width * 5).sum(axis=0)
    return np.argsort(-(active * 10 + near), kind="stable")


def _distinct(c: Array, g: Array, order: NDArray[np.int64]) -> list[int]:
    """The numbers without those whose cut was there before."""
    seen: set[bytes] = set()
    distinct = []
    for k in order:
        name = np.float32(c[k]).tobytes() + g[k].astype("<f4").tobytes()
        if name not in seen:
            seen.add(name)
            distinct.append(int(k))
    return distinct


def shared(
    heard: Mapping[str, Any], firm: Firm, plan: Array, scenario: int | None, *, together: bool
) -> list[Cuts]:
    """What suppliers quoted: theta >= w k + sum of <G_e, q_e - q*_e> over the lanes of each.

    heard: by lane, slack (n,), slopes (n, T) and a share a scenario, last the plain one, which
    stands for None, too. plan: q*, (lanes in, T). together: lanes of a supplier with the same
    slack were quoted together, so what one of them leaves of its share another takes; else each
    keeps to its own.
    """
    groups: dict[tuple[str, bytes], list[int]] = {}
    for place, lane in enumerate(firm.inbound):
        if lane.lane in heard:
            slack = heard[lane.lane]["slack"].tobytes() if together else lane.lane.encode()
            groups.setdefault((lane.supplier, slack), []).append(place)
    quotes = []
    for places in groups.values():
        known = [heard[firm.inbound[place].lane] for place in places]
        share = min(1.0, sum(_share(one["shares"], scenario) for one in known))
        slopes = np.stack([one["slopes"] for one in known], axis=1)
        at_plan = np.einsum("kit,it->k", slopes, plan[places])
        quotes.append(Cuts(places, share * known[0]["slack"] - at_plan, slopes))
    return quotes


def _share(shares: list[float], scenario: int | None) -> float:
    if not shares:
        return 1.0
    return shares[scenario if scenario is not None and scenario < len(shares) else -1]
