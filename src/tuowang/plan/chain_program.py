"""One linear program over all firms of a chain: what a planner who sees everything would do.

The same rows as each firm's own program; a lane's shipments are one block of columns that stands
in its supplier's program and in its customer's. Lateness has no place here: a shipment is what it
is. Set-ups, lots and whole units are relaxed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuowang.plan.firm import Firm
from tuowang.plan.firm_program import Array, FirmProgram, _Rows, new_solver, run


class _Part(FirmProgram):
    """A firm's rows within the chain's program."""

    def __init__(self, firm: Firm, rows: _Rows, lanes: dict[str, Any]) -> None:
        self.firm, self.periods = firm, firm.periods
        self.inbound = _block([lanes[lane.lane] for lane in firm.inbound], firm.periods)
        self.outbound = _block([lanes[lane.lane] for lane in firm.outbound], firm.periods)
        self._add_firm(rows)


def _block(rows: list[Any], periods: int) -> Any:
    return np.array(rows) if rows else np.zeros((0, periods), dtype=int)


class ChainProgram:
    """All firms at once. Lanes carry the same name at both their ends."""

    def __init__(self, firms: dict[str, Firm]) -> None:
        rows = _Rows()
        self._lanes = {
            lane.lane: rows.columns(firm.periods, lane.unit_cost)
            for firm in firms.values()
            for lane in firm.inbound
        }
        self._parts = {name: _Part(firm, rows, self._lanes) for name, firm in firms.items()}
        self._solver = new_solver()
        self._solver.passModel(rows.model())
        self._values: Array = np.zeros(0)

    def solve(self) -> float:
        """The least cost of the whole chain; `ProgramFailed` without an optimum."""
        run(self._solver)
        self._values = np.maximum(np.asarray(self._solver.getSolution().col_value), 0.0)
        return float(self._solver.getInfo().objective_function_value)

    def shipped(self) -> dict[str, list[float]]:
        """What the last solution ships on each lane, in program units a period."""
        return {name: self._values[at].tolist() for name, at in self._lanes.items()}

    def made(self) -> dict[tuple[str, str], list[float]]:
        """What it makes of each firm's products, in program units a period."""
        return {
            (name, product): self._values[at].tolist()
            for name, part in self._parts.items()
            for product, at in part.made.items()
        }
