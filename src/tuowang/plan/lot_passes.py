"""The passes by which firms with set-ups and lots come to a plan: quotes, orders, promises.

Each takes a firm's own numbers and what came on its lanes, and nothing else.

In such a firm V(z), the least cost of meeting orders z, is not convex. Its quote is made of cuts
of its convex hull over whole lots. One is found by asking in turn for the steepest cut that lies
below V at all orders evaluated, and, by the firm's own program, for the orders that lie deepest
below that cut, until there are none. Any cut on the way, lowered by that depth, lies below V too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tuowang.plan.firm import Firm
from tuowang.plan.firm_program import (
    LATENESS,
    Array,
    Cuts,
    ProgramFailed,
    _solver_module,
    new_solver,
    run,
)
from tuowang.plan.lot_program import MOST_FLOWS_IN, Effort, LotProgram

Whole = NDArray[np.int64]
STEPS = 25
"""Programs solved for one cut, at most ..."""
PROGRAMS = 100
"""... and for all cuts of a quote; each gets one."""
NEAR = 3e-4
"""A cut is good when it lies within this share of V below it."""
SEARCH = Effort(50, 1e-5)


class LotOrders(NamedTuple):
    """inbound: (lanes in, T) in whole units of the lane, whole lots unless these are small;
    objective: least cost seen."""

    inbound: Whole
    objective: float


class LotPromises(NamedTuple):
    """outbound: (lanes out, T) in whole units of the lane, whole lots; the firm's own cost."""

    outbound: Whole
    own_cost: float
    objective: float


class Evaluated(NamedTuple):
    """Orders (n, lanes out, T) and what meeting them costs, (n,)."""

    orders: Array
    values: Array


class LotQuotes(NamedTuple):
    """Cuts V(z) >= constants[k] + slopes[k] . z: (n,), (n, lanes out, T); and V at the plan.

    evaluated: to be handed in again, as long as no supplier has quoted anew.
    """

    constants: Array
    slopes: Array
    value_here: float
    evaluated: Evaluated

    def slack(self, plan: Array) -> Array:
        """By how much each cut lies below V at the plan, (n,), <= 0: what a quote says."""
        at = self.constants + np.einsum("kot,ot->k", self.slopes, plan)
        return np.asarray(np.minimum(0.0, at - self.value_here))


def lot_points(plan: Array, flow: Array, recent: list[Array]) -> list[Array]:
    """Orders to quote at: what was asked for lately, and the plan spread out, shifted, scaled.

    They need not be in whole lots: between them a cut is less steep. All (lanes out, T).
    """
    even = np.repeat(plan.mean(axis=1, keepdims=True), plan.shape[1], axis=1)
    return [
        *recent,
        0.9 * plan + 0.1 * even,
        0.5 * plan + 0.5 * even + 0.1 * flow[:, None],
        0.5 * plan + 0.5 * np.roll(plan, 1, axis=1),
        0.5 * plan + 0.5 * np.roll(plan, -1, axis=1),
        1.25 * even,
        0.7 * even,
    ]


def lot_quotes(
    firm: Firm,
    urgency: dict[str, float],
    plan: Array,
    points: list[Array],
    quotes: list[Cuts],
    *,
    evaluated: Evaluated | None = None,
    effort: Effort = SEARCH,
    programs: int = PROGRAMS,
) -> LotQuotes:
    """A cut at the plan, and at each point where none so far is good; (lanes out, T) each."""
    _finite(plan, *points, *_numbers(quotes))
    search = _Hull(firm, urgency, quotes, effort)
    if evaluated is not None:
        search.orders, search.values = list(evaluated.orders), list(evaluated.values)
    search.most = np.maximum(search.most, np.max([plan, *points], axis=0))
    value_here = search.value(plan)
    for point in [plan, *points]:
        search.cut(point, min(STEPS, programs - search.solved))
    return LotQuotes(
        np.array([constant for constant, _ in search.cuts]),
        np.array([slopes for _, slopes in search.cuts]),
        value_here,
        Evaluated(np.array(search.orders), np.array(search.values)),
    )


def relaxed_quotes(
    firm: Firm,
    urgency: dict[str, float],
    plan: Array,
    points: list[Array],
    quotes: list[Cuts],
) -> LotQuotes:
    """The cuts of V as it is without integers, at the plan and the points; (lanes out, T) each.

    They lie below V, too, but need not touch it anywhere; one linear program each.
    """
    _finite(plan, *points, *_numbers(quotes))
    program = LotProgram(firm, urgency, rough=True)
    program.relax(True)
    values, slopes = [], []
    program.set_orders(np.max([plan, *points], axis=0))
    program.free_inbound(np.zeros((len(firm.inbound), firm.periods)))
    program.set_quotes(quotes)
    for orders in [plan, *points]:
        program.set_orders(orders)
        values.append(program.solve())
        slopes.append(program.order_prices())
    evaluated = Evaluated(np.array([plan, *points]), np.array(values))
    at = np.einsum("kot,kot->k", np.array(slopes), evaluated.orders)
    return LotQuotes(evaluated.values - at, np.array(slopes), values[0], evaluated)


def lot_orders(
    firm: Firm,
    urgency: dict[str, float],
    orders: Array,
    quotes: list[Cuts],
    *,
    around: Array | None = None,
    moves: int | None = None,
    free: NDArray[np.bool_] | None = None,
    effort: Effort | None = None,
) -> LotOrders:
    """What the firm would like to be sent, given what it is asked for and what suppliers quoted.

    orders: (lanes out, T) and around: (lanes in, T), the plan agreed so far, in program units.
    moves: at most so many lots are ordered in addition to `around`, or not at all, over all
        lanes and periods; a lot that comes at another time is two. None: any number.
    free: (lanes in, T), where an order may move at all; None: everywhere. A small search is a
    thorough one.
    """
    _finite(orders, *([] if around is None else [around]), *_numbers(quotes))
    program = LotProgram(firm, urgency, effort, rough=True)
    if not firm.inbound:
        return LotOrders(np.zeros((0, firm.periods), dtype=np.int64), 0.0)
    program.set_orders(orders)
    low, high = program.most_inbound(np.zeros((len(firm.inbound), firm.periods)))
    if around is not None:
        high = np.maximum(high, around)
        if free is not None:
            low, high = np.where(free, low, around), np.where(free, high, around)
    program.set_inbound(low, high)
    program.set_quotes(quotes)
    if around is not None and moves is not None:
        program.limit_moves(around, moves)
    objective = program.solve()
    units = np.array([lane.units for lane in firm.inbound])[:, None]
    sizes = np.array([lane.lot if lane.has_lots else 1 for lane in firm.inbound])[:, None]
    lots = np.rint(program.bought() * units / sizes).astype(np.int64)
    return LotOrders(lots * sizes, objective)


def lot_promises(
    firm: Firm,
    urgency: dict[str, float],
    orders: Array,
    promised_in: Array | None,
    *,
    effort: Effort | None = None,
) -> LotPromises:
    """What the firm can ship of the orders with what it was promised: all of it, or later, or less.

    orders: (lanes out, T), promised_in: (lanes in, T), in program units. Never more than it can
    make; what is late is priced by the urgency of the lane. promised_in None: whatever it likes.
    """
    _finite(orders, *([] if promised_in is None else [promised_in]))
    program = LotProgram(firm, urgency, effort or Effort(2000, 1e-5))
    program.set_orders(orders)
    if promised_in is None:
        program.free_inbound(np.zeros((len(firm.inbound), firm.periods)))
    else:
        program.set_inbound(promised_in, promised_in)
    program.set_quotes([])
    objective = program.solve()
    lot = np.array([lane.lot for lane in firm.outbound], dtype=np.int64)[:, None]
    lots = np.floor(program.shipped() / program.lot_out + 1e-4).astype(np.int64)
    return LotPromises(lots.reshape(-1, firm.periods) * lot, program.own_cost(), objective)


def _numbers(quotes: list[Cuts]) -> list[Array]:
    return [part for cuts in quotes for part in (cuts.constants, cuts.slopes)]


def _finite(*arrays: Array) -> None:
    """A solver may take what is no number for none at all, and says nothing."""
    if not all(np.isfinite(one).all() for one in arrays):
        raise ProgramFailed("a number that is none")


class _Hull:
    """A firm's program, and what it has said so far of V."""

    def __init__(
        self, firm: Firm, urgency: dict[str, float], quotes: list[Cuts], effort: Effort
    ) -> None:
        self.program = program = LotProgram(firm, urgency, effort, rough=True)
        shape = (len(firm.outbound), firm.periods)
        lots = np.ceil(MOST_FLOWS_IN * program.flow_out[:, None] / program.lot_out)
        self.most = np.broadcast_to(lots * program.lot_out, shape)
        late = np.array([urgency.get(lane.lane, 0.0) for lane in firm.outbound])[:, None]
        self.steepest = np.broadcast_to(LATENESS * np.maximum(late, 1e-6), shape)
        self.orders: list[Array] = []
        self.values: list[float] = []
        self.cuts: list[tuple[float, Array]] = []
        self.solved = 0
        program.set_orders(self.most)
        program.free_inbound(np.zeros((len(firm.inbound), firm.periods)))
        program.set_quotes(quotes)

    def value(self, orders: Array) -> float:
        """V, and remember it."""
        self.program.set_wishes(None, None)
        self.program.set_orders(orders)
        value = self.program.solve()
        self.orders.append(np.asarray(orders, dtype=float))
        self.values.append(value)
        return value

    def cut(self, point: Array, steps: int) -> None:
        """Find a good cut at a point in so many steps; the best found lies below V everywhere."""
        if not self.orders:
            self.value(np.floor(point / self.program.lot_out) * self.program.lot_out)
        steepest = _Steepest(self.steepest, point)
        for orders, value in zip(self.orders, self.values, strict=True):
            steepest.add(orders, value)
        self.program.set_orders(np.zeros_like(point))
        highest = max((low + float((g * point).sum()) for low, g in self.cuts), default=-np.inf)
        best: tuple[float, float, Array] | None = None
        for _ in range(steps):
            constant, slopes = steepest.solve()
            hoped = constant + float((slopes * point).sum())
            if highest >= hoped - NEAR * max(1.0, abs(hoped)):
                break
            self.program.set_wishes(slopes, self.most)
            self.solved += 1
            deepest = self.program.solve()
            low = min(self.program.bound, deepest)
            slope = float((slopes * point).sum())
            at = low + slope
            if best is None or at > best[0]:
                best, highest = (at, low, slopes), max(highest, at)
            if deepest >= constant - NEAR * max(1.0, abs(hoped)):
                break
            orders = self.program.wished()
            value = deepest + float((slopes * orders).sum())
            self.orders.append(orders)
            self.values.append(value)
            steepest.add(orders, value)
        self.program.set_wishes(None, None)
        if best is not None:
            self.cuts.append(best[1:])


class _Steepest:
    """The cut c + <G, .> that is highest at a point and nowhere above what was evaluated."""

    def __init__(self, steepest: Array, point: Array) -> None:
        module = _solver_module()
        self.shape, self.count = point.shape, point.size + 1
        self.infinity = float(module.kHighsInf)
        program = module.HighsLp()
        program.num_col_, program.num_row_ = self.count, 0
        program.col_cost_ = -np.concatenate([[1.0], point.ravel()])
        program.col_lower_ = -np.concatenate([[self.infinity], steepest.ravel()])
        program.col_upper_ = np.concatenate([[self.infinity], steepest.ravel()])
        self.solver: Any = new_solver()
        self.solver.passModel(program)
        self.columns = np.arange(self.count, dtype=np.int32)

    def add(self, orders: Array, value: float) -> None:
        row = np.concatenate([[1.0], orders.ravel()])
        self.solver.addRow(-self.infinity, value, self.count, self.columns, row)

    def solve(self) -> tuple[float, Array]:
        run(self.solver)
        values = np.asarray(self.solver.getSolution().col_value)
        return float(values[0]), values[1:].reshape(self.shape)
