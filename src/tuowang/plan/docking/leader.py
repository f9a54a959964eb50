"""A region's leader: the best weights by cutting planes, kept near the best found so far.

Each firm's cost is convex in its own weights and its customers'. The leader knows slopes, not
volumes. Its program is min sum of theta_i over the cuts, within a box around the best weights.
A plan lies where many slopes meet, and nobody knows beforehand how far the cuts hold: so boxes of
several sizes give a candidate each, a round, and the box follows the one that won.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import numpy as np

from tuowang.plan.firm_program import Array, ProgramFailed, _solver_module, load, new_solver, run

LOWEST, HIGHEST = -1.0, 2.0
"""A firm may also move away from a plan, or beyond it, as long as no shipment is negative."""
CANDIDATES = (1.0, 0.2, 0.04)
FIRST_BOX, SMALLEST_BOX, LARGEST_BOX = 0.05, 0.02, 2.0
LEAST_BOX = 0.003
"""A smaller box finds no better corner, more cuts do."""
WORTH_WHILE = 1e-5
"""Stop where the model promises less than this share of the region's cost."""
NEGATIVE = 1e-6
"""How far below nothing a shipment may be, as a share of the largest move on it."""
MOST_PASSES = 12
MOST_PIVOTS = 4000
"""More means that the solver goes round in circles: then it begins from nothing."""


class Leader:
    """The program over the weights of a region. columns: firm -> how many weights; scale: of cost.

    Rows that keep shipments from being negative are many, and come in as they are needed.
    """

    def __init__(self, columns: dict[bytes, int], scale: float) -> None:
        self.number = {firm: i for i, firm in enumerate(columns)}
        self.scale = scale
        self.places: dict[bytes, int] = {}
        at = 0
        for firm, count in columns.items():
            self.places[firm] = at
            at += count
        self.size = at
        self.log: list[list[int]] = []
        """The bounds that came in, round by round."""
        module = _solver_module()
        self._infinity = infinity = module.kHighsInf
        program = module.HighsLp()
        thetas = len(columns)
        program.num_col_ = at + thetas
        program.num_row_ = 0
        program.col_cost_ = np.concatenate([np.zeros(at), np.ones(thetas)])
        program.col_lower_ = np.concatenate([np.full(at, LOWEST), np.full(thetas, -infinity)])
        program.col_upper_ = np.concatenate([np.full(at, HIGHEST), np.full(thetas, infinity)])
        program.row_lower_ = np.zeros(0)
        program.row_upper_ = np.zeros(0)
        program.a_matrix_.start_ = np.zeros(at + thetas + 1, dtype=np.int32)
        self.solver: Any = new_solver()
        self.solver.setOptionValue("simplex_iteration_limit", MOST_PIVOTS)
        self.solver.passModel(program)
        self._weights = np.arange(at, dtype=np.int32)
        self._bounds: list[tuple[int, Array, Array]] = []
        self._firsts: list[int] = []
        self._count = 0
        self._used: set[int] = set()

    def add_cuts(self, firm: bytes, constants: Array, slopes: dict[bytes, Array]) -> None:
        """theta_firm >= constant + sum of slopes . weights; (n,), and (n, weights) a firm."""
        theta = self.size + self.number[firm]
        places = [np.arange(self.places[one], self.places[one] + s.shape[1])
                  for one, s in slopes.items()]  # fmt: skip
        columns = np.concatenate([[theta], *places]).astype(np.int32)
        parts = [np.ones((len(constants), 1)), *(-self.scale * s for s in slopes.values())]
        self._add(self.scale * constants, columns, np.concatenate(parts, axis=1))

    def add_bounds(self, firm: bytes, rows: Array, least: Array) -> None:
        """rows . weights of the firm >= least."""
        if len(rows):
            self._firsts.append(self._count)
            self._count += len(rows)
            self._bounds.append((self.places[firm], rows, least))

    def begin_round(self) -> None:
        """All cuts of a round are in."""
        self.log.append([])

    def _add(self, least: Array, columns: Any, values: Array) -> None:
        if len(least):
            self.solver.addRows(
                len(least),
                least,
                np.full(len(least), self._infinity),
                values.size,
                np.arange(0, values.size, values.shape[1], dtype=np.int32),
                np.tile(columns, len(least)),
                values.ravel(),
            )

    def use_bounds(self, numbers: list[int]) -> None:
        """Bring in bounds by their numbers, in this order."""
        self.log[-1] += numbers
        self._used.update(numbers)
        for number in numbers:
            block = bisect_right(self._firsts, number) - 1
            place, rows, least = self._bounds[block]
            row = slice(number - self._firsts[block], number - self._firsts[block] + 1)
            columns = np.arange(place, place + rows.shape[1], dtype=np.int32)
            self._add(least[row] - NEGATIVE, columns, rows[row])

    def _broken(self, weights: Array) -> list[int]:
        found: list[int] = []
        for first, (place, rows, least) in zip(self._firsts, self._bounds, strict=True):
            below = rows @ weights[place : place + rows.shape[1]] < least - 2 * NEGATIVE
            found += [first + int(n) for n in np.flatnonzero(below)]
        return [n for n in found if n not in self._used]

    def best_within(self, center: Array, box: float) -> tuple[Array, float] | None:
        """The model's best weights within a box around `center`, and its value there."""
        low = np.maximum(LOWEST, center - box)
        high = np.minimum(HIGHEST, center + box)
        self.solver.changeColsBounds(self.size, self._weights, low, high)
        for _ in range(MOST_PASSES):
            try:
                run(self.solver)
            except ProgramFailed:
                return None
            weights = np.asarray(self.solver.getSolution().col_value)[: self.size]
            broken = self._broken(weights)
            if not broken:
                break
            self.use_bounds(broken)
        return weights, float(self.solver.getInfo().objective_function_value) / self.scale

    def basis(self) -> list[bytes]:
        """Where the solver stands."""
        basis = self.solver.getBasis()
        return [bytes(int(s) for s in part) for part in (basis.col_status, basis.row_status)]

    def start_from(self, basis: list[bytes]) -> None:
        """Go on from where a solver stood, cuts since then aside: the same in every process."""
        load(self.solver, self.solver.getLp())  # it keeps more of what it solved than its basis
        if not basis:
            return
        module = _solver_module()
        status = [module.HighsBasisStatus(value) for value in range(5)]
        start = module.HighsBasis()
        start.col_status = [status[value] for value in basis[0]]
        rows = [status[value] for value in basis[1]]
        fresh = self.solver.getNumRow() - len(rows)
        start.row_status = rows + [module.HighsBasisStatus.kBasic] * fresh
        start.valid = True
        self.solver.setBasis(start)


def next_box(box: float, won: int | None, kept: float) -> float:
    """The box after a round. won: the number of the candidate that was better, or None; kept: the
    share of its promised gain that came true."""
    factor = 0.7
    if won is not None:
        factor = min(2.0, max(0.7, CANDIDATES[won] * (4.0 if kept > 0.7 else 2.0)))
    return min(LARGEST_BOX, max(LEAST_BOX, box * factor))
