"""Small industries, and a wire on which their agents' words travel in any order."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from tuowang.plan.docking import agent as agents
from tuowang.plan.docking import mixing
from tuowang.plan.docking.agent import Agent, begin_memory
from tuowang.plan.docking.memory import Memory
from tuowang.plan.docking.words import Word
from tuowang.plan.firm import Component, Firm, Inbound, Outbound, Product
from tuowang.plan.firm_program import FirmProgram
from tuowang.plan.lot_program import Effort, LotProgram

UNITS = 1000
PERIODS = 6
SHAPES: dict[str, list[tuple[str, str, str]]] = {
    "pair": [("mill", "shop", "rod")],
    "tree": [("ore", "mill", "ore"), ("mill", "shop", "rod"), ("dye", "shop", "dye")],
    "two-customers": [("mill", "east", "rod"), ("mill", "west", "rod")],
    "two-sources": [("north", "shop", "rod"), ("south", "shop", "rod")],
    "dual-sourcing": [("north", "shop", "rod"), ("south", "shop", "rod"), ("ore", "north", "ore")],
    "diamond": [
        ("ore", "bolts", "ore"),
        ("ore", "nuts", "ore"),
        ("bolts", "shop", "bolt"),
        ("nuts", "shop", "nut"),
    ],
    "apart": [("mill", "shop", "rod"), ("clay", "kiln", "clay")],
}
"""Supplier, customer, component."""
FIVE = [
    ("ore", "north", "ore"),
    ("ore", "south", "ore"),
    ("north", "shop", "rod"),
    ("south", "shop", "rod"),
    ("south", "yard", "rod"),
]


def industry(shape: str, seed: int) -> dict[str, Firm]:
    """Firms of a shape, with numbers drawn from a seed: tight capacity, uneven demand."""
    return industry_of(SHAPES.get(shape, FIVE), seed, shape)


def industry_of(edges: list[tuple[str, str, str]], seed: int, shape: str = "") -> dict[str, Firm]:
    """Firms with these lanes."""
    random = Random(f"{shape} {seed}")
    names = list(dict.fromkeys(name for edge in edges for name in edge[:2]))
    return {name: _firm(name, edges, random) for name in names}


def _firm(name: str, edges: list[tuple[str, str, str]], random: Random) -> Firm:
    inbound = [edge for edge in edges if edge[1] == name]
    outbound = [edge for edge in edges if edge[0] == name]
    usual = 10.0 * max(1, len(outbound))
    product = Product(
        name="it",
        unit_load=1.0,
        holding_cost=random.choice([2.0, 3.0, 5.0]),
        initial_stock=float(random.randint(0, 12)),
        end_target=5.0,
        end_shortage_cost=20.0,
        demand=None if outbound else [float(random.randint(0, 22)) for _ in range(PERIODS)],
        backlog_cost=0.0 if outbound else 30.0,
        backlog_last_factor=1.0 if outbound else 6.0,
    )
    return Firm(
        periods=PERIODS,
        capacity=[usual * random.uniform(0.8, 1.3)] * PERIODS,
        overtime_max=[usual * 0.3] * PERIODS,
        overtime_cost=random.uniform(3.0, 9.0),
        products=[product],
        components=[
            Component(
                name=part,
                uses={"it": 1.0},
                holding_cost=1.0,
                initial_stock=float(random.randint(5, 25)),
                end_target=4.0,
                end_shortage_cost=12.0,
                pipeline=[8.0],
                pipeline_target=8.0,
                lead_max=1,
            )
            for part in dict.fromkeys(part for _, _, part in inbound)
        ],
        inbound=[
            Inbound(
                lane=f"{supplier}>{name}",
                supplier=supplier,
                component=part,
                lead_time=1,
                unit_cost=random.uniform(0.0, 2.0),
                flow=10.0,
                units=UNITS,
            )
            for supplier, _, part in inbound
        ],
        outbound=[
            Outbound(
                lane=f"{name}>{customer}", customer=customer, product="it", flow=10.0, units=UNITS
            )
            for _, customer, _ in outbound
        ],
    )


def in_lots(firms: dict[str, Firm], lot: int = 5, plain: str = "") -> dict[str, Firm]:
    """The same firms with set-ups, whole units and lots; `plain` keeps none of its own."""
    return {name: _in_lots(name, firm, lot, plain) for name, firm in firms.items()}


def _in_lots(name: str, firm: Firm, lot: int, plain: str) -> Firm:
    mine = name != plain
    return replace(
        firm,
        products=[
            replace(one, setup_cost=40.0, setup_load=1.0, whole_units=True) if mine else one
            for one in firm.products
        ],
        inbound=[
            replace(
                one,
                units=1,
                lot=lot if one.supplier != plain else 1,
                order_cost=15.0 if mine else 0.0,
            )
            for one in firm.inbound
        ],
        outbound=[replace(one, units=1, lot=lot if mine else 1) for one in firm.outbound],
    )


def scrap() -> Firm:
    """A firm that nobody is linked to."""
    (firm,) = (firm for name, firm in industry("pair", 0).items() if name == "mill")
    return Firm(
        periods=firm.periods,
        capacity=firm.capacity,
        overtime_max=firm.overtime_max,
        overtime_cost=firm.overtime_cost,
        products=firm.products,
        components=[],
        inbound=[],
        outbound=[],
    )


class Sent(NamedTuple):
    """A word on its way."""

    sender: str
    partner: str
    word: Word


class Done(NamedTuple):
    """What a firm has when an exchange is over for it: its plan, its own and the chain's cost."""

    plan: dict[str, list[int]]
    own_cost: float
    chain_cost: int | None


class Wire:
    """Agents in one process; a link keeps its order, and links overtake one another.

    restarts: nothing but stored bytes outlives a step. keeps: values outlive it as they are.
    """

    def __init__(
        self,
        firms: dict[str, Firm],
        order: Random | None = None,
        *,
        restarts: bool = False,
        keeps: bool = False,
    ) -> None:
        self.firms, self.order = firms, order
        self.restarts, self.keeps = restarts, keeps
        self.stored = {
            name: begin_memory(firm, name.encode().rjust(8, b"."), b"salt of " + name.encode())
            for name, firm in firms.items()
        }
        self._values: dict[str, Memory] = {}
        self.waiting: list[Sent] = []
        self.log: list[Sent] = []
        self.finished: dict[str, list[Done]] = {name: [] for name in firms}

    def run(self, exchanges: int, mode: str, seed: int = 0) -> Wire:
        """A run in every part of the industry, to its end."""
        for root in self.roots():
            self.start(root, exchanges, mode, seed)
        while self.waiting:
            self.deliver()
        return self

    def roots(self) -> list[str]:
        """The last firm of each part that hangs together."""
        part = {name: name for name in self.firms}
        for _ in self.firms:
            for name, firm in self.firms.items():
                for lane in firm.inbound:
                    low = min(part[name], part[lane.supplier])
                    part[name] = part[lane.supplier] = low
        return sorted({part[name]: name for name in self.firms}.values())

    def start(self, name: str, exchanges: int, mode: str, seed: int = 0) -> None:
        """A firm asks for a run."""
        agent = self.agent(name)
        agent.start(exchanges, mode, seed)
        self.keep(name, agent)

    def deliver(self) -> None:
        """One word arrives, or some of a link's at once."""
        first: dict[tuple[str, str], int] = {}
        for place, sent in enumerate(self.waiting):
            first.setdefault((sent.sender, sent.partner), place)
        places = list(first.values())
        sent = self.waiting.pop(self.order.choice(places) if self.order else places[0])
        agent = self.agent(sent.partner)
        agent.hear(sent.sender, sent.word)
        agent.work()
        self.keep(sent.partner, agent)

    def agent(self, name: str) -> Agent:
        """A firm's agent for its next step."""
        if self.restarts:
            agents._program.cache_clear()
            agents._firm.cache_clear()
            mixing._leaders.clear()
        agent = Agent(self.stored[name])
        if name in self._values:
            agent.memory = self._values[name]
            agent._read_firm()
        return agent

    def keep(self, name: str, agent: Agent) -> None:
        """What a step leaves: bytes, words, and a plan where an exchange is over."""
        if self.keeps:
            self._values[name] = agent.memory
        for key, data in agent.memory.changes().items():
            if data:
                self.stored[name][key] = data
            else:
                self.stored[name].pop(key, None)
        sent = [Sent(name, partner, word) for partner, word in agent.out]
        self.waiting += sent
        self.log += sent
        memory = agent.memory
        while len(self.finished[name]) <= memory.get("finished", -1):
            done = Done(agent.plan(), memory.get("own_cost"), memory.get("chain_cost"))
            self.finished[name].append(done)

    def said(self, *steps: str) -> dict[tuple[str, str, int, str, int], bytes]:
        """Every word of some steps, by sender, partner, exchange, step and round."""
        found = {}
        for sender, partner, word in self.log:
            if word.step in steps:
                key = (sender, partner, word.exchange, word.step, word.round)
                assert key not in found, f"said twice: {key}"
                found[key] = word.body
        return found


def rows(
    firm: Firm, plan: dict[str, list[int]], lanes: Iterable[Any], periods: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Shipments of some lanes in program units."""
    return np.array([[q / lane.units for q in plan[lane.lane]] for lane in lanes]).reshape(
        -1, periods
    )


def cost_of(firm: Firm, plan: dict[str, list[int]]) -> float:
    """What shipping exactly that costs a firm; `ProgramFailed` where it cannot."""
    thorough = Effort(10**5, 1e-6)
    program = LotProgram(firm, {}, thorough) if firm.has_integers else FirmProgram(firm, {})
    coming = rows(firm, plan, firm.inbound, firm.periods)
    program.set_inbound(coming, coming)
    program.fix_outbound(rows(firm, plan, firm.outbound, firm.periods))
    program.solve()
    return program.own_cost()
