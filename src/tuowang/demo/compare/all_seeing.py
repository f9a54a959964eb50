"""A planner who sees all firms' numbers: one linear program over everything, anew every week."""

from __future__ import annotations

from tuowang.demo.compare.outlook import Outlook
from tuowang.demo.compare.world import State, Work


class AllSeeing:
    """Carries out the first week of the best plan for what is expected."""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook

    def plan_week(self, state: State, week: int) -> Work:
        """The first week of the optimum."""
        from tuowang.plan.chain_program import ChainProgram

        program = ChainProgram(self.outlook.firms(state, week))
        program.solve()
        shipped = {lane: series[0] for lane, series in program.shipped().items()}
        made = {key: series[0] for key, series in program.made().items()}
        return Work(made, shipped, shipped)
