"""Docked connectors: every week firms exchange orders, promises and quotes with direct partners.

The real protocol in the simulator (`sim.docking`): each firm a node with links to its partners.
What was agreed for the week is shipped; what to make for it each firm finds in its own program.
"""

from __future__ import annotations

from tuowang.demo.compare.outlook import Outlook
from tuowang.demo.compare.world import State, Work
from tuowang.plan.docking import TOTALS
from tuowang.plan.firm import Firm
from tuowang.sim.docking import play

MODE = TOTALS
"""The best of some plans by the chain's cost; blending them besides takes twice as long."""


class Docked:
    """exchanges: how often a week all improve the plan; messages, bytes: counted over the run."""

    def __init__(self, outlook: Outlook, exchanges: int, seed: int) -> None:
        self.outlook = outlook
        self.exchanges = exchanges
        self.seed = seed
        self.messages = self.bytes = 0

    def plan_week(self, state: State, week: int) -> Work:
        """Dock, then each firm plans its own week."""
        firms = self.outlook.firms(state, week)
        agreed = self._agree(firms, week)
        made = {}
        for name, firm in firms.items():
            for product, quantity in first_week(firm, agreed).items():
                made[name, product] = quantity
        shipped = {lane: series[0] for lane, series in agreed.items()}
        return Work(made, shipped, shipped)

    def _agree(self, firms: dict[str, Firm], week: int) -> dict[str, list[float]]:
        """What is shipped on every lane, in program units; the one place that docks."""
        last: dict[str, list[int]] = {}
        for exchange in play(firms, self.exchanges, seed=self.seed * 1000 + week, mode=MODE):
            last = exchange.lanes
            self.messages += exchange.messages
            self.bytes += exchange.bytes
        lanes = [lane for firm in firms.values() for lane in firm.inbound]
        return {lane.lane: [q / lane.units for q in last[lane.lane]] for lane in lanes}


def first_week(firm: Firm, agreed: dict[str, list[float]]) -> dict[str, float]:
    """What a firm makes in the first period, its shipments being agreed."""
    import numpy as np

    from tuowang.plan.firm_program import FirmProgram

    program = FirmProgram(firm, {})
    coming = np.array([agreed[lane.lane] for lane in firm.inbound]).reshape(-1, firm.periods)
    sent = np.array([agreed[lane.lane] for lane in firm.outbound]).reshape(-1, firm.periods)
    program.set_inbound(coming, coming)
    program.fix_outbound(sent)
    program.solve()
    return {name: float(max(0.0, program.value(at)[0])) for name, at in program.made.items()}
