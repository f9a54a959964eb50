"""A firm's linear program: made once, then solved again and again with other bounds.

Variables, all >= 0: production x, stocks I and S, overtime o, sales s, backlog B, shipments in
and out, cumulative lateness K on outbound lanes, shortages g, and one theta a lane for what its
supplier quoted. The dual of a lateness row is the price of an order. Every solver status is
checked. `highspy` is imported when the first program is built; it runs in one thread.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tuowang.plan.firm import Component, Firm, Product, Resource

Array = NDArray[np.float64]
Index = NDArray[np.int32]
LATENESS = 3.0
"""Times the urgency: a unit late must cost a supplier more than it can save by it ..."""
LATENESS_AT_THE_END = 6.0
"""... and most in the last period, after which nobody counts any more."""
MOST_FLOWS = 20.0
"""A free order is at most this many usual periods above the plan: a linear quote has no end."""


class ProgramFailed(Exception):
    """The solver found no optimum; the last executable plan stays. `status` is its word."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Cuts(NamedTuple):
    """A supplier's quote: theta >= constants[k] + sum of slopes[k] . q over its lanes, whatever k.

    lanes: their places among those in; constants (n,), slopes (n, lanes, T).
    """

    lanes: list[int]
    constants: Array
    slopes: Array


@lru_cache(maxsize=1)
def _solver_module() -> ModuleType:
    import highspy

    return highspy


class _Rows:
    """A program in the making: blocks of columns and rows."""

    def __init__(self) -> None:
        self.columns_count = self.rows_count = 0
        self.cost: list[Array] = []
        self.upper: list[Array] = []
        self.low: list[Array] = []
        self.high: list[Array] = []
        self.entries: list[tuple[Any, Any, Any]] = []
        self.whole: list[Any] = []
        self.infinity = float(_solver_module().kHighsInf)

    def columns(self, count: int, cost: Any = 0.0, upper: Any = None, whole: bool = False) -> Any:
        at = np.arange(self.columns_count, self.columns_count + count)
        self.columns_count += count
        self.cost.append(_filled(count, cost))
        self.upper.append(_filled(count, self.infinity if upper is None else upper))
        if whole:
            self.whole.append(at)
        return at

    def rows(self, count: int, low: Any, high: Any) -> Any:
        at = np.arange(self.rows_count, self.rows_count + count)
        self.rows_count += count
        self.low.append(_filled(count, -self.infinity if low is None else low))
        self.high.append(_filled(count, self.infinity if high is None else high))
        return at

    def put(self, rows: Any, columns: Any, values: Any) -> None:
        self.entries.append((rows, columns, _filled(len(rows), values)))

    def model(self) -> Any:
        module = _solver_module()
        rows, columns, values = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        order = np.argsort(rows, kind="stable")
        starts = np.zeros(self.rows_count + 1, dtype=np.int32)
        np.cumsum(np.bincount(rows, minlength=self.rows_count), out=starts[1:])
        program = module.HighsLp()
        program.num_col_ = self.columns_count
        program.num_row_ = self.rows_count
        program.col_cost_ = np.concatenate(self.cost)
        program.col_lower_ = np.zeros(self.columns_count)
        program.col_upper_ = np.concatenate(self.upper)
        program.row_lower_ = np.concatenate(self.low)
        program.row_upper_ = np.concatenate(self.high)
        program.a_matrix_.format_ = module.MatrixFormat.kRowwise
        program.a_matrix_.start_ = starts
        program.a_matrix_.index_ = columns[order].astype(np.int32)
        program.a_matrix_.value_ = values[order]
        return program

    def solver(self) -> Any:
        solver = new_solver()
        load(solver, self.model())
        return solver


def new_solver() -> Any:
    """A quiet solver in one thread; the count is the process's, so it is always the same."""
    solver = _solver_module().Highs.__base__()  # without call-backs, and without a banner
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")
    return solver


def load(solver: Any, model: Any) -> None:
    """Give a solver a model in place of all that it held."""
    if solver.passModel(model) == _solver_module().HighsStatus.kError:
        raise ProgramFailed("model refused")


def run(solver: Any) -> None:
    """Solve to optimality; where that fails, from nothing, then presolved; else `ProgramFailed`."""
    optimal = _solver_module().HighsModelStatus.kOptimal
    for presolve in ("off", "off", "on"):
        solver.setOptionValue("presolve", presolve)
        solver.run()
        if solver.getModelStatus() == optimal:
            solver.setOptionValue("presolve", "off")
            return
        status = solver.modelStatusToString(solver.getModelStatus())
        solver.clearSolver()
    solver.setOptionValue("presolve", "off")
    raise ProgramFailed(status)


def _filled(count: int, value: Any) -> Array:
    return np.broadcast_to(np.asarray(value, dtype=float), (count,))


class FirmProgram:
    """One firm's program. Shapes: inbound (lanes in, T), outbound (lanes out, T)."""

    def __init__(self, firm: Firm, urgency: dict[str, float]) -> None:
        self.firm, self.periods = firm, firm.periods
        self.lanes_in, self.lanes_out = len(firm.inbound), len(firm.outbound)
        self.flow_in = np.array([max(lane.flow, 1e-9) for lane in firm.inbound])
        self.flow_out = np.array([max(lane.flow, 1e-9) for lane in firm.outbound])
        rows = _Rows()
        periods = self.periods
        prices = np.repeat([lane.unit_cost for lane in firm.inbound], periods)
        self.inbound = rows.columns(self.lanes_in * periods, prices).reshape(-1, periods)
        self.outbound = rows.columns(self.lanes_out * periods).reshape(-1, periods)
        weight = np.full(periods, LATENESS)
        weight[-1] *= LATENESS_AT_THE_END
        late = np.array([urgency.get(lane.lane, 0.0) for lane in firm.outbound])
        self.late = rows.columns(late.size * periods, np.outer(late, weight).ravel()).reshape(
            -1, periods
        )
        self.theta = rows.columns(self.lanes_in, 1.0, 0.0)
        self.late_rows = rows.rows(late.size * periods, 0.0, 0.0).reshape(-1, periods)
        self._add_lateness(rows)
        self._add_firm(rows)
        self.cost = np.concatenate(rows.cost)
        self._own_cost = self.cost.copy()
        self._own_cost[self.late.ravel()] = 0.0
        self._own_cost[self.theta] = 0.0
        self._fixed_rows = rows.rows_count
        self._cut_count = 0
        self._infinity = rows.infinity
        self._model = rows.model()
        self.solver = new_solver()
        self.reset()
        self._in = self.inbound.ravel().astype(np.int32)
        self._late_rows = self.late_rows.ravel().astype(np.int32)
        self._theta = self.theta.astype(np.int32)
        self._values: Array = np.zeros(0)
        self.objective = 0.0

    def reset(self) -> None:
        """As it was when it was built; a solver keeps more of what it solved than its basis."""
        load(self.solver, self._model)
        self._cut_count = 0

    def _add_lateness(self, rows: _Rows) -> None:
        """K[t] - K[t-1] + q[t] = z[t]: orders z received; the row's dual is their price."""
        for lane in range(self.lanes_out):
            row, late = self.late_rows[lane], self.late[lane]
            rows.put(row, late, 1.0)
            rows.put(row[1:], late[:-1], -1.0)
            rows.put(row, self.outbound[lane], 1.0)

    def _add_firm(self, rows: _Rows) -> None:
        firm, periods = self.firm, self.periods
        load = rows.rows(periods, None, np.array(firm.capacity))
        self.overtime = rows.columns(periods, firm.overtime_cost, np.array(firm.overtime_max))
        rows.put(load, self.overtime, -1.0)
        self.made: dict[str, Any] = {}
        self.stock: dict[str, Any] = {}
        self.backlog: dict[str, Any] = {}
        self._balance: dict[str, Any] = {}
        for product in firm.products:
            made = self.made[product.name] = rows.columns(periods)
            rows.put(load, made, product.unit_load)
            balance = self._add_stock(rows, product)
            self._balance[product.name] = balance
            lead = min(product.lead_time, periods)
            rows.put(balance[lead:], made[: periods - lead], -1.0)
            for lane, out in enumerate(firm.outbound):
                if out.product == product.name:
                    rows.put(balance, self.outbound[lane], 1.0)
            if product.demand is not None:
                self._add_demand(rows, product, np.array(product.demand), balance)
        for component in firm.components:
            self._add_component(rows, component)
        for product in firm.products:
            for part, used in product.parts.items():
                rows.put(self._balance[part], self.made[product.name], used)
        self.more_overtime = {one.name: self._add_resource(rows, one) for one in firm.resources}

    def _add_resource(self, rows: _Rows, resource: Resource) -> Any:
        load = rows.rows(self.periods, None, np.array(resource.capacity))
        most = np.array(resource.overtime_max)
        overtime = rows.columns(self.periods, resource.overtime_cost, most)
        rows.put(load, overtime, -1.0)
        for name, used in resource.loads.items():
            rows.put(load, self.made[name], used)
        return overtime

    def _add_stock(self, rows: _Rows, item: Product | Component) -> Any:
        """Stock with its end target; the rows stock[t] - stock[t-1] + out - in = given."""
        given = np.zeros(self.periods)
        given[: len(item.pipeline)] = item.pipeline[: self.periods]
        given[0] += item.initial_stock
        stock = self.stock[item.name] = rows.columns(self.periods, item.holding_cost)
        balance = rows.rows(self.periods, given, given)
        rows.put(balance, stock, 1.0)
        rows.put(balance[1:], stock[:-1], -1.0)
        end = rows.rows(1, item.end_target, None)
        rows.put(end, stock[-1:], 1.0)
        rows.put(end, rows.columns(1, item.end_shortage_cost), 1.0)
        return balance

    def _add_demand(self, rows: _Rows, product: Product, demand: Array, balance: Any) -> None:
        price = np.full(self.periods, product.backlog_cost)
        price[-1] *= product.backlog_last_factor
        sold, unmet = rows.columns(self.periods), rows.columns(self.periods, price)
        self.backlog[product.name] = unmet
        rows.put(balance, sold, 1.0)
        serve = rows.rows(self.periods, demand, demand)
        rows.put(serve, sold, 1.0)
        rows.put(serve, unmet, 1.0)
        if not product.lost_sales:
            rows.put(serve[1:], unmet[:-1], -1.0)

    def _add_component(self, rows: _Rows, component: Component) -> None:
        periods = self.periods
        balance = self._add_stock(rows, component)
        for name, used in component.uses.items():
            rows.put(balance, self.made[name], used)
        lanes = [i for i, one in enumerate(self.firm.inbound) if one.component == component.name]
        for lane in lanes:
            lead = self.firm.inbound[lane].lead_time
            if lead < periods:
                rows.put(balance[lead:], self.inbound[lane][: periods - lead], -1.0)
        last = min(component.lead_max, periods)
        if last:
            target = rows.rows(last, component.pipeline_target, None)
            rows.put(target, rows.columns(last, component.end_shortage_cost), 1.0)
            for lane in lanes:
                rows.put(target, self.inbound[lane][periods - last :], 1.0)

    def set_orders(self, orders: Array) -> None:
        """What customers ask for, (lanes out, T)."""
        if self.lanes_out:
            flat = np.ascontiguousarray(orders, dtype=float).ravel()
            self.solver.changeRowsBounds(len(flat), self._late_rows, flat, flat)

    def set_inbound(self, low: Array, high: Array) -> None:
        """Between what and what each inbound shipment may lie, (lanes in, T)."""
        if self.lanes_in:
            self.solver.changeColsBounds(
                len(self._in),
                self._in,
                np.ascontiguousarray(low, dtype=float).ravel(),
                np.ascontiguousarray(high, dtype=float).ravel(),
            )

    def fix_outbound(self, shipped: Array) -> None:
        """Ship exactly this, less at most what rounding may have added; orders do not matter."""
        if self.lanes_out:
            high = np.ascontiguousarray(shipped, dtype=float)
            low = np.maximum(0.0, high - 1e-6 * np.maximum(1.0, high.max(axis=1, keepdims=True)))
            columns = self.outbound.ravel().astype(np.int32)
            self.solver.changeColsBounds(len(columns), columns, low.ravel(), high.ravel())
            free = np.full(len(columns), -self._infinity)
            self.solver.changeRowsBounds(len(columns), self._late_rows, free, -free)

    def unbind_inbound(self) -> None:
        """Let the firm order without any limit; only a bound may ask for that."""
        shape = (self.lanes_in, self.periods)
        self.set_inbound(np.zeros(shape), np.full(shape, self._infinity))

    def free_inbound(self, around: Array) -> None:
        """Let the firm order what it likes, up to what is absurd."""
        most = np.maximum(around, 0.0) + MOST_FLOWS * self.flow_in[:, None]
        self.set_inbound(np.zeros_like(most), most)

    def set_quotes(self, quotes: list[Cuts]) -> None:
        """What suppliers quoted, in place of what they did before; a lane without a quote costs
        nothing upstream. The theta of a quote is that of its first lane."""
        if self._cut_count:
            first, count = self._fixed_rows, self._cut_count
            gone = np.arange(first, first + count, dtype=np.int32)
            self.solver.deleteRows(count, gone)
            self._cut_count = 0
        if not self.lanes_in:
            return
        known = np.zeros(self.lanes_in, dtype=bool)
        known[[cuts.lanes[0] for cuts in quotes if len(cuts.constants)]] = True
        low = np.where(known, -self._infinity, 0.0)
        high = np.where(known, self._infinity, 0.0)
        self.solver.changeColsBounds(self.lanes_in, self._theta, low, high)
        for cuts in quotes:
            self._add_cuts(cuts)

    def _add_cuts(self, cuts: Cuts) -> None:
        count = len(cuts.constants)
        if not count:
            return
        columns = np.concatenate([[self.theta[cuts.lanes[0]]], self.inbound[cuts.lanes].ravel()])
        values = np.concatenate([np.ones((count, 1)), -cuts.slopes.reshape(count, -1)], axis=1)
        self.solver.addRows(
            count,
            np.asarray(cuts.constants, dtype=float),
            np.full(count, self._infinity),
            values.size,
            np.arange(0, values.size, values.shape[1], dtype=np.int32),
            np.tile(columns, count).astype(np.int32),
            values.ravel(),
        )
        self._cut_count += count

    def solve(self) -> float:
        """The least cost, lateness and quotes included; `ProgramFailed` without an optimum."""
        run(self.solver)
        self._solution = self.solver.getSolution()
        self._values = np.asarray(self._solution.col_value)
        self.objective = float(self.solver.getInfo().objective_function_value)
        return self.objective

    def bought(self) -> Array:
        """Inbound shipments of the last solution."""
        return np.asarray(np.maximum(self._values[self.inbound], 0.0))

    def shipped(self) -> Array:
        """Outbound shipments of the last solution."""
        return np.asarray(np.maximum(self._values[self.outbound], 0.0))

    def own_cost(self) -> float:
        """What the last solution costs the firm itself."""
        return float(self._own_cost @ self._values)

    def value(self, columns: Any) -> Array:
        """Any block of the last solution."""
        return np.asarray(self._values[columns])

    def order_prices(self) -> Array:
        """dV/dz: what one more unit ordered would cost, (lanes out, T)."""
        return np.asarray(np.asarray(self._solution.row_dual)[self.late_rows])

    def inbound_prices(self) -> Array:
        """dV/dq of fixed inbound shipments, (lanes in, T)."""
        return np.asarray(np.asarray(self._solution.col_dual)[self.inbound])
