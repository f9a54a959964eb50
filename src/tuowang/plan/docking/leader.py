"""A region's leader: the best weights by cutting planes, kept near the best found so far.

Each firm's cost is convex in its own weights and its customers'. The leader knows slopes, not
volumes. Its program is min sum of theta_i over the cuts, within a box around the best weights;
three boxes give three candidates a round. The box grows when its corner wins, and shrinks else.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuowang.plan.firm_program import Array, ProgramFailed, _solver_module, new_solver, run

LOWEST, HIGHEST = -1.0, 2.0
"""A firm may also move away from a plan, or beyond it, as long as no shipment is negative."""
CANDIDATES = (1.0, 0.3, 0.1)
FIRST_BOX, SMALLEST_BOX, LARGEST_BOX = 0.05, 0.01, 2.0
LEAST_BOX = 0.003
"""A plan lies where many slopes meet: a smaller box finds no better corner, more cuts do."""
WORTH_WHILE = 2e-6
"""Stop where the model promises less than this share of the region's cost."""


class Leader:
    """The program over the weights of a region. places: firm -> its first weight."""

    def __init__(self, columns: dict[bytes, int]) -> None:
        self.firms = list(columns)
        self.number = {firm: i for i, firm in enumerate(self.firms)}
        self.columns = columns
        self.places: dict[bytes, int] = {}
        at = 0
        for firm, count in columns.items():
            self.places[firm] = at
            at += count
        self.size = at
        module = _solver_module()
        infinity = module.kHighsInf
        program = module.HighsLp()
        thetas = len(self.firms)
        program.num_col_ = at + thetas
        program.num_row_ = 0
        program.col_cost_ = np.concatenate([np.zeros(at), np.ones(thetas)])
        program.col_lower_ = np.concatenate([np.full(at, LOWEST), np.full(thetas, -1e15)])
        program.col_upper_ = np.concatenate([np.full(at, HIGHEST), np.full(thetas, infinity)])
        program.row_lower_ = np.zeros(0)
        program.row_upper_ = np.zeros(0)
        program.a_matrix_.start_ = np.zeros(at + thetas + 1, dtype=np.int32)
        self.infinity = infinity
        self.solver: Any = new_solver()
        self.solver.passModel(program)
        self._weights = np.arange(at, dtype=np.int32)
        self._rows: list[tuple[float, Any, Array]] = []

    def add_cut(self, firm: bytes, constant: float, slopes: dict[bytes, Array]) -> None:
        """theta_firm >= constant + sum of slopes . weights, over the firms of the region."""
        columns, values = [np.array([self.size + self.number[firm]])], [np.ones(1)]
        for one, slope in slopes.items():
            used = np.abs(slope) > 1e-9
            columns.append(self.places[one] + np.flatnonzero(used))
            values.append(-slope[used])
        self._rows.append((constant, np.concatenate(columns), np.concatenate(values)))

    def add_bound(self, firm: bytes, row: Array, least: float) -> None:
        """row . weights of the firm >= least."""
        used = np.abs(row) > 1e-9
        self._rows.append((least, self.places[firm] + np.flatnonzero(used), row[used]))

    def _flush(self) -> None:
        if not self._rows:
            return
        sizes = [len(columns) for _, columns, _ in self._rows]
        self.solver.addRows(
            len(self._rows),
            np.array([least for least, _, _ in self._rows]),
            np.full(len(self._rows), self.infinity),
            int(sum(sizes)),
            np.concatenate([[0], np.cumsum(sizes[:-1])]).astype(np.int32),
            np.concatenate([columns for _, columns, _ in self._rows]).astype(np.int32),
            np.concatenate([values for _, _, values in self._rows]),
        )
        self._rows = []

    def best_within(self, center: Array, box: float) -> tuple[Array, float] | None:
        """The model's best weights within a box around `center`, and its value there."""
        self._flush()
        low = np.maximum(LOWEST, center - box)
        high = np.minimum(HIGHEST, center + box)
        self.solver.changeColsBounds(self.size, self._weights, low, high)
        try:
            run(self.solver)
        except ProgramFailed:
            return None
        values = np.asarray(self.solver.getSolution().col_value)
        return values[: self.size], float(self.solver.getInfo().objective_function_value)


def next_box(box: float, won: int | None) -> float:
    """The box after a round: `won` is the number of the candidate that was better, or None."""
    factor = 0.6 if won is None else (1.6, 0.7, 0.4)[won]
    return min(LARGEST_BOX, max(LEAST_BOX, box * factor))
