"""A firm's mixed-integer program: set-ups, whole lots and units, and fixed costs of an order.

`LotProgram` is `FirmProgram` with the integers in it; `tuowang.plan.lot_passes` is how firms come
to a plan with it. A search is limited by nodes and by the gap, never by time, and begins from
nothing: the same input gives the same result.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tuowang.plan.firm import Firm, Product, Resource
from tuowang.plan.firm_program import (
    Array,
    FirmProgram,
    ProgramFailed,
    _Rows,
    _solver_module,
)

MOST_FLOWS_IN = 8.0
"""A free order is at most this many usual periods, or twice the largest need of a period."""
FINEST = 1e-3
"""Multiples of less than this in program units are not counted: any quantity is near one."""
FITS = 1e-6
ROOT_HEURISTICS = (
    "mip_heuristic_run_root_reduced_cost",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
)
"""They take most of the time of a program that the first node all but solves."""


HEURISTIC_EFFORT = 0.05
"""As the solver has it: of no use where few integers are searched at a time."""


class Effort(NamedTuple):
    """How long to search: branch-and-bound nodes, and the relative gap that is good enough.

    at_once: at most about so many integers are searched at a time, period after period; 0: all.
    """

    nodes: int = 1000
    gap: float = 1e-4
    at_once: int = 0


def usual_flows(firm: Firm) -> Array:
    """What leaves on each lane in a usual period, in program units, (lanes out,)."""
    return np.array([max(lane.flow, 1e-9) for lane in firm.outbound])


class LotProgram(FirmProgram):
    """One firm's program with its integers; shapes as there, and no prices unless relaxed.

    nodes: how many nodes its searches have had.
    rough: made in any quantity, not in whole units, and searched with less ado. Several times as
    quick, and good enough to ask and to quote by; what is promised must be exact.

    Where `effort.at_once` says so it relaxes and fixes (Pochet and Wolsey 2006, section 3.6): what
    is whole is searched for in the first periods, with all later ones relaxed; then it stays, and
    the next periods follow. To make and ship nothing more is always a way to go on.
    """

    def __init__(
        self,
        firm: Firm,
        urgency: dict[str, float],
        effort: Effort | None = None,
        *,
        rough: bool = False,
    ) -> None:
        self.effort = effort or Effort()
        self.relaxed, self.rough = False, rough
        self._orders: Array = np.zeros((len(firm.outbound), firm.periods))
        self.bound, self.nodes = 0.0, 0
        self.lot_in = np.array([lane.lot / lane.units for lane in firm.inbound])[:, None]
        self.lot_out = np.array([lane.lot / lane.units for lane in firm.outbound])[:, None]
        super().__init__(firm, urgency)
        self.solver.setOptionValue("mip_feasibility_tolerance", 1e-7)
        for heuristic in ROOT_HEURISTICS if rough else ():
            self.solver.setOptionValue(heuristic, False)
        self.relax(False)

    # ----------------------------------------------------------------------------------- the rows

    def _add_firm(self, rows: _Rows) -> None:
        load = np.arange(rows.rows_count, rows.rows_count + self.periods)
        self._loads: dict[str, Any] = {}
        super()._add_firm(rows)
        self._add_set_ups(rows, load)
        whole = {one.name for one in self.firm.products if one.whole_units}
        for number, out in enumerate(self.firm.outbound):
            if out.has_lots or out.product in whole:
                _count(rows, self.outbound[number], float(self.lot_out[number, 0]))
        self._add_order_costs(rows)
        self._add_wishes(rows)
        self._whole: Any = np.concatenate(rows.whole).astype(np.int32) if rows.whole else None
        self._most_whole = np.concatenate(rows.upper)[self._whole] if rows.whole else None

    def _add_resource(self, rows: _Rows, resource: Resource) -> Any:
        self._loads[resource.name] = np.arange(rows.rows_count, rows.rows_count + self.periods)
        return super()._add_resource(rows, resource)

    def _add_set_ups(self, rows: _Rows, load: Any) -> None:
        """x <= most . y: the most that fits beside the set-up; y loads what the set-up takes."""
        self.set_up: dict[str, Any] = {}
        self._single: list[Any] = []
        for product in self.firm.products:
            made, size = self.made[product.name], self._size(product)
            if size and not self.rough:
                _count(rows, made, size)
                if not product.batch:
                    self._single += rows.whole[-1:]
            if self.firm.has_setup(product):
                most = self._most_made(product)
                if size:
                    most = np.floor(most / size + FITS) * size
                on = rows.columns(self.periods, product.setup_cost, 1.0, whole=True)
                self.set_up[product.name] = on
                if product.setup_load:
                    rows.put(load, on, product.setup_load)
                for resource in self.firm.resources:
                    if resource.setups.get(product.name):
                        rows.put(self._loads[resource.name], on, resource.setups[product.name])
                only = rows.rows(self.periods, None, 0.0)
                rows.put(only, made, 1.0)
                rows.put(only, on, -most)

    def _size(self, product: Product) -> float:
        """Of what it is made in whole multiples; 0: in any quantity."""
        if product.batch or not product.whole_units:
            return product.batch
        finest = [1.0 / o.units for o in self.firm.outbound if o.product == product.name]
        return min([1.0, *finest])

    def _most_made(self, product: Product) -> Array:
        """What fits into each period beside the set-up; without a capacity, all that is wanted."""
        firm, name = self.firm, product.name
        room = np.array(firm.capacity) + np.array(firm.overtime_max)
        taken = [(room, product.setup_load, product.unit_load)]
        taken += [
            (
                np.array(one.capacity) + np.array(one.overtime_max),
                one.setups.get(name, 0.0),
                one.loads.get(name, 0.0),
            )
            for one in firm.resources
        ]
        fits = [np.maximum(most - setup, 0.0) / load for most, setup, load in taken if load]
        most = fits or [np.full(self.periods, self._wanted_in_all(name))]
        return np.asarray(np.min(most, axis=0))

    def _wanted_in_all(self, name: str) -> float:
        """More of a product than anybody can mean over all periods: a limit, not a need."""
        firm = self.firm
        (product,) = (one for one in firm.products if one.name == name)
        usual = sum(out.flow for out in firm.outbound if out.product == name)
        own = sum(product.demand or []) + product.end_target + MOST_FLOWS_IN * usual * self.periods
        into = [(one.name, one.parts[name]) for one in firm.products if one.parts.get(name)]
        return max(1.0, own + sum(used * self._wanted_in_all(one) for one, used in into))

    def _add_order_costs(self, rows: _Rows) -> None:
        """Inbound in the supplier's lots; q <= most . y for an order cost, most from the bounds."""
        self._ordering: dict[int, tuple[Any, Any]] = {}
        for number, lane in enumerate(self.firm.inbound):
            shipped = self.inbound[number]
            if lane.has_lots:
                _count(rows, shipped, float(self.lot_in[number, 0]))
            if lane.order_cost:
                on = rows.columns(self.periods, lane.order_cost, 1.0, whole=True)
                only = rows.rows(self.periods, None, 0.0)
                rows.put(only, shipped, 1.0)
                rows.put(only, on, -MOST_FLOWS_IN * self.flow_in[number])
                self._ordering[number] = (only, on)

    def _add_wishes(self, rows: _Rows) -> None:
        """Orders that the program chooses itself, beside those received: none, unless allowed."""
        count = self.lanes_out * self.periods
        self.wishes = rows.columns(count, 0.0, 0.0).reshape(-1, self.periods)
        rows.put(self.late_rows.ravel(), self.wishes.ravel(), -1.0)
        for number, out in enumerate(self.firm.outbound):
            if out.has_lots:
                _count(rows, self.wishes[number], float(self.lot_out[number, 0]))

    # ------------------------------------------------------------------------------ what is given

    def relax(self, relaxed: bool) -> None:
        """Drop the integers, and have prices; or put them back."""
        self.relaxed = relaxed
        if self._whole is not None:
            self._set_whole(self._whole, not relaxed)

    def _set_whole(self, columns: Any, whole: bool) -> None:
        kind = _solver_module().HighsVarType
        kinds = np.full(len(columns), kind.kInteger if whole else kind.kContinuous)
        self.solver.changeColsIntegrality(len(columns), columns, kinds)

    def set_inbound(self, low: Array, high: Array) -> None:
        """Between what and what each inbound shipment may lie, (lanes in, T)."""
        super().set_inbound(low, high)
        for number, (only, on) in self._ordering.items():
            most = np.maximum(high[number], self.lot_in[number])
            for row, column, value in zip(only, on, most, strict=True):
                self.solver.changeCoeff(int(row), int(column), -float(value))

    def free_inbound(self, around: Array) -> None:
        """Let the firm order what it may need."""
        self.set_inbound(*self.most_inbound(around))

    def most_inbound(self, around: Array) -> tuple[Array, Array]:
        """Nothing, and all it may need and `around`: a tight limit makes the search quick."""
        most = np.ceil(np.maximum(self._most_in(), around) / self.lot_in - FITS) * self.lot_in
        return np.zeros_like(most), most

    def _most_in(self) -> Array:
        firm = self.firm
        most = np.zeros((self.lanes_in, self.periods))
        wanted = {one.name: np.zeros(self.periods) for one in firm.products}
        for product in firm.products:
            wanted[product.name] += np.array(product.demand or [0.0] * self.periods)
        for number, out in enumerate(firm.outbound):
            wanted[out.product] += np.maximum(self._orders[number], self.flow_out[number])
        uses = {one.name: one.uses for one in firm.components}
        for number, lane in enumerate(firm.inbound):
            need = sum(
                (used * wanted[name] for name, used in uses[lane.component].items()),
                np.zeros(self.periods),
            )
            most[number] = max(MOST_FLOWS_IN * self.flow_in[number], 2.0 * float(need.max()))
        return most

    def set_orders(self, orders: Array) -> None:
        """What customers ask for, (lanes out, T)."""
        self._orders = np.asarray(orders, dtype=float)
        super().set_orders(orders)

    def limit_moves(self, around: Array, most: int) -> None:
        """Let at most so many lots come more or less than `around`, (lanes in, T); for good.

        A lot counts as a quarter of a usual period where that is more. Quotes must be set before.
        """
        count, infinity = self.inbound.size, self._infinity
        first = self.solver.getNumCol()
        self.solver.addVars(count, np.zeros(count), np.full(count, infinity))
        moved = np.arange(first, first + count, dtype=np.int32)
        pairs = zip(self.inbound.ravel(), moved, np.asarray(around).ravel(), strict=True)
        for bought, move, here in pairs:
            columns = np.array([bought, move], dtype=np.int32)
            self.solver.addRow(-infinity, here, 2, columns, np.array([1.0, -1.0]))
            self.solver.addRow(here, infinity, 2, columns, np.array([1.0, 1.0]))
        size = np.maximum(self.lot_in, self.flow_in[:, None] / 4)
        share = np.repeat(1.0 / size.ravel(), self.periods)
        self.solver.addRow(-infinity, float(most), count, moved, share)

    def set_wishes(self, reward: Array | None, most: Array | None) -> None:
        """Let the program choose orders up to `most`, each worth its `reward`; None: no longer."""
        flat = self.wishes.ravel().astype(np.int32)
        if len(flat):
            zero = np.zeros(len(flat))
            worth = zero if reward is None else -np.ascontiguousarray(reward).ravel()
            high = zero if most is None else np.ascontiguousarray(most).ravel()
            self.solver.changeColsCost(len(flat), flat, worth)
            self.solver.changeColsBounds(len(flat), flat, zero, high)

    # ------------------------------------------------------------------------------- what comes out

    def solve(self) -> float:
        """As in `FirmProgram`, to within the effort; the search always begins from nothing."""
        if self.relaxed or self._whole is None:
            return super().solve()
        if 0 < self.effort.at_once < len(self._whole):
            try:
                return self._relax_and_fix()
            except ProgramFailed:  # a count was off by what a solver forgives
                self._unfix()
        self.solver.clearSolver()
        self.bound = _search(self.solver, self.effort)
        return self._keep()

    def _keep(self) -> float:
        self._solution = self.solver.getSolution()
        self._values = np.asarray(self._solution.col_value)
        self.objective = float(self.solver.getInfo().objective_function_value)
        self.nodes += int(self.solver.getInfo().mip_node_count)
        return self.objective

    def _relax_and_fix(self) -> float:
        """Some periods after the others, single units made at last; the bound is the first's."""
        units = np.concatenate(self._single) if self._single else np.zeros(0)
        whole = self._whole[~np.isin(self._whole, units)].reshape(-1, self.periods)
        width = max(1, self.effort.at_once // max(1, len(whole)))
        parts = [whole[:, at : at + width].ravel() for at in range(0, self.periods, width)]
        parts += [units] if len(units) else []
        bounds = []
        self.solver.setOptionValue("mip_heuristic_effort", 0.0)
        self.relax(True)
        for columns in [np.ascontiguousarray(part, dtype=np.int32) for part in parts if len(part)]:
            self._set_whole(columns, True)
            self.solver.clearSolver()
            bounds.append(_search(self.solver, self.effort))
            self._keep()
            found = np.rint(self._values[columns])
            self.solver.changeColsBounds(len(columns), columns, found, found)
            self._set_whole(columns, False)
        self.bound = bounds[0]
        self._unfix()
        return self.objective

    def _unfix(self) -> None:
        low = np.zeros(len(self._whole))
        self.solver.changeColsBounds(len(low), self._whole, low, self._most_whole)
        self.solver.setOptionValue("mip_heuristic_effort", HEURISTIC_EFFORT)
        self.relax(False)

    def wished(self) -> Array:
        """The orders chosen in the last solution, in whole lots where these are not small."""
        found = self._values[self.wishes]
        in_lots = np.array([out.has_lots for out in self.firm.outbound])[:, None]
        whole = np.rint(found / self.lot_out) * self.lot_out
        return np.asarray(np.where(in_lots, whole, found))


def _count(rows: _Rows, columns: Any, size: float) -> None:
    """Make columns whole multiples of a size."""
    if size < FINEST:
        return
    counts = rows.columns(len(columns), whole=True)
    equal = rows.rows(len(columns), 0.0, 0.0)
    rows.put(equal, columns, 1.0)
    rows.put(equal, counts, -size)


def _search(solver: Any, effort: Effort) -> float:
    """Branch and bound; the proven bound. `ProgramFailed` where no plan at all was found."""
    module = _solver_module()
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("mip_rel_gap", effort.gap)
    good = (module.HighsModelStatus.kOptimal, module.HighsModelStatus.kSolutionLimit)
    for nodes in (effort.nodes, 20 * effort.nodes):
        solver.setOptionValue("mip_max_nodes", nodes)
        solver.run()
        info, status = solver.getInfo(), solver.getModelStatus()
        feasible = info.primal_solution_status == module.SolutionStatus.kSolutionStatusFeasible
        if status in good and feasible:
            return float(info.mip_dual_bound)
        if status != module.HighsModelStatus.kSolutionLimit:
            break
    raise ProgramFailed(solver.modelStatusToString(status))
