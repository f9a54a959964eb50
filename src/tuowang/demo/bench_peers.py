"""What docking is measured against, on the same firms: MRP, consensus ADMM, the optimum.

None of them is tuned against us: MRP explodes demand as if capacity were without end and then
makes what capacity allows; ADMM is the textbook method (Boyd et al. 2011, section 7.1) with each
lane as a consensus of its two ends, the penalty scaled by the lane's flow and its urgency.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tuowang.plan.firm import Firm

SHOWN = (1, 5, 15, 50)
ENDLESS = 1e9


def in_order(firms: dict[str, Firm]) -> list[str]:
    """Firms, suppliers before their customers."""
    waiting = {name: len(firm.inbound) for name, firm in firms.items()}
    ready = [name for name, count in waiting.items() if count == 0]
    for name in ready:
        for lane in firms[name].outbound:
            waiting[lane.customer] -= 1
            if waiting[lane.customer] == 0:
                ready.append(lane.customer)
    return ready


def urgencies(firms: dict[str, Firm]) -> dict[str, float]:
    """Every lane's urgency, sent up."""
    urgency: dict[str, float] = {}
    for name in reversed(in_order(firms)):
        urgency |= firms[name].urgency(urgency)
    return urgency


class Industry:
    """Every firm's program, for peers that may look at all of them."""

    def __init__(self, firms: dict[str, Firm]) -> None:
        from tuowang.plan.firm_program import FirmProgram

        self.firms = firms
        self.order = in_order(firms)
        self.urgency = urgencies(firms)
        self.programs = {
            name: FirmProgram(firm, {lane.lane: self.urgency[lane.lane] for lane in firm.outbound})
            for name, firm in firms.items()
        }

    def orders(self) -> dict[str, Any]:
        """Each firm's wishes, from the end customers up, with deliveries unlimited."""
        import numpy as np

        wishes: dict[str, Any] = {}
        for name in reversed(self.order):
            firm, program = self.firms[name], self.programs[name]
            shape = (len(firm.inbound), firm.periods)
            program.set_quotes([])
            program.free_inbound(np.full(shape, ENDLESS))
            program.set_orders(_stack([wishes[lane.lane] for lane in firm.outbound]))
            program.solve()
            for lane, bought in zip(firm.inbound, program.bought(), strict=True):
                wishes[lane.lane] = bought
        return wishes

    def promised(self, wishes: dict[str, Any]) -> tuple[dict[str, Any], float]:
        """What of the wishes is kept, from raw materials down, and what the chain costs then."""
        shipped: dict[str, Any] = {}
        cost = 0.0
        for name in self.order:
            firm, program = self.firms[name], self.programs[name]
            coming = _stack([shipped[lane.lane] for lane in firm.inbound])
            program.set_quotes([])
            program.set_inbound(coming, coming)
            program.set_orders(_stack([wishes[lane.lane] for lane in firm.outbound]))
            program.solve()
            cost += program.own_cost()
            for lane, sent in zip(firm.outbound, program.shipped(), strict=True):
                shipped[lane.lane] = sent
        return shipped, cost


def _stack(rows: list[Any]) -> Any:
    import numpy as np

    return np.array(rows) if rows else np.zeros((0, 0))


def cost_of(firms: dict[str, Firm], lanes: dict[str, list[int]]) -> float:
    """What a plan costs: each firm's optimum with its shipments as they are."""
    import numpy as np

    from tuowang.plan.firm_program import FirmProgram
    from tuowang.plan.lot_program import Effort, LotProgram

    cost = 0.0
    for firm in firms.values():
        thorough = Effort(10**5, 1e-6)
        program = LotProgram(firm, {}, thorough) if firm.has_integers else FirmProgram(firm, {})
        coming = [np.array(lanes[lane.lane]) / lane.units for lane in firm.inbound]
        sent = [np.array(lanes[lane.lane]) / lane.units for lane in firm.outbound]
        program.set_inbound(_stack(coming), _stack(coming))
        program.fix_outbound(_stack(sent))
        program.solve()
        cost += program.own_cost()
    return cost


def least_cost(firms: dict[str, Firm]) -> float:
    """What the best plan of one who sees everything costs."""
    from tuowang.plan.chain_program import ChainProgram

    return ChainProgram(firms).solve()


def mrp_cost(firms: dict[str, Firm]) -> float:
    """Orders as if capacity were without end, then what can be kept of them."""
    endless = {
        name: msgspec.structs.replace(firm, capacity=[ENDLESS] * firm.periods)
        for name, firm in firms.items()
    }
    return Industry(firms).promised(Industry(endless).orders())[1]


def admm_costs(firms: dict[str, Firm], most: int = max(SHOWN)) -> Iterator[tuple[int, float]]:
    """The cost of the plan that can be carried out after each iteration of consensus ADMM."""
    import numpy as np

    from tuowang.plan.lane_consensus import LaneConsensus

    industry = Industry(firms)
    agreed, _ = industry.promised(industry.orders())
    price: dict[tuple[str, str], Any] = {}
    consensus = {name: LaneConsensus(program) for name, program in industry.programs.items()}
    flows = {lane.lane: max(lane.flow, 1e-9) for f in firms.values() for lane in f.inbound}
    penalty = {name: industry.urgency[name] / flow for name, flow in flows.items()}
    for number in range(1, most + 1):
        wanted: dict[str, list[Any]] = {name: [] for name in flows}
        for name, firm in firms.items():
            lanes = [one.lane for one in firm.inbound] + [one.lane for one in firm.outbound]
            if not lanes:
                continue
            duals = _stack([price.get((name, one), np.zeros(firm.periods)) for one in lanes])
            weights = np.array([penalty[one] for one in lanes])
            found = consensus[name].step(_stack([agreed[one] for one in lanes]), duals, weights)
            for one, series in zip(lanes, found, strict=True):
                wanted[one].append((name, series))
        for one, sides in wanted.items():
            agreed[one] = np.mean([series for _, series in sides], axis=0)
            for name, series in sides:
                before = price.get((name, one), 0.0)
                price[name, one] = before + penalty[one] * (series - agreed[one])
        yield number, industry.promised(agreed)[1]
