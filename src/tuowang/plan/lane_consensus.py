"""One firm's step of consensus ADMM: its program with a quadratic pull towards agreed shipments.

min f(q) + sum price . q + weight / 2 |q - agreed|^2 over all lanes, inbound and outbound (Boyd et
al., Distributed Optimization and Statistical Learning via ADMM, 2011, section 7.1). A peer to
measure docking against; docking itself uses none of it.
"""

from __future__ import annotations

import numpy as np

from tuowang.plan.firm_program import Array, FirmProgram, ProgramFailed, _solver_module, new_solver


class LaneConsensus:
    """The quadratic program of one firm; lateness is left out, agreement takes its place."""

    def __init__(self, program: FirmProgram) -> None:
        self.program = program
        self.columns = np.concatenate([program.inbound, program.outbound]).ravel()

    def step(self, agreed: Array, prices: Array, weights: Array) -> Array:
        """The firm's own best shipments, (lanes, T); where the solver fails, what was agreed."""
        module = _solver_module()
        firm = self.program.firm
        infinity = module.kHighsInf
        self.program.set_quotes([])
        model = self.program.solver.getLp()
        cost = np.array(model.col_cost_)
        low, high = np.array(model.col_lower_), np.array(model.col_upper_)
        weight = np.repeat(weights, firm.periods)
        cost[self.columns] += prices.ravel() - weight * agreed.ravel()
        cost[self.program.late.ravel()] = 0.0
        low[self.columns], high[self.columns] = 0.0, infinity
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, low, high
        rows = self.program.late_rows.ravel()
        free_low, free_high = np.array(model.row_lower_), np.array(model.row_upper_)
        free_low[rows], free_high[rows] = -infinity, infinity
        model.row_lower_, model.row_upper_ = free_low, free_high
        solver = new_solver()
        solver.passModel(model)
        solver.passHessian(_diagonal(module, model.num_col_, self.columns, weight))
        solver.run()
        if solver.getModelStatus() != module.HighsModelStatus.kOptimal:
            return agreed
        values = np.asarray(solver.getSolution().col_value)
        found = values[self.columns].reshape(agreed.shape)
        if not np.isfinite(found).all():
            raise ProgramFailed("numbers that are none")
        return np.asarray(np.maximum(found, 0.0))


def _diagonal(module: object, size: int, columns: Array, weight: Array) -> object:
    diagonal = np.zeros(size)
    diagonal[columns.astype(int)] = weight
    hessian = module.HighsHessian()  # type: ignore[attr-defined]
    hessian.dim_ = size
    hessian.format_ = module.HessianFormat.kTriangular  # type: ignore[attr-defined]
    used = diagonal > 0
    starts = np.concatenate([[0], np.cumsum(used)])
    hessian.start_ = starts.astype(np.int32)
    hessian.index_ = np.flatnonzero(used).astype(np.int32)
    hessian.value_ = diagonal[used]
    return hessian
