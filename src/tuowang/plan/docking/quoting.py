"""The quotes of an exchange: hear what suppliers quote, and quote to the customers."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuowang.plan.docking import lots
from tuowang.plan.docking import quotes as quoting
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.circles import awaited_suppliers, cut_suppliers
from tuowang.plan.docking.lanes import wire
from tuowang.plan.docking.scenarios import chance_of
from tuowang.plan.docking.words import (
    MOST_SLACK,
    BadWord,
    Quoted,
    QuotedLane,
    pack32,
    pack_slopes,
    said_by,
    unpack,
    unpack_slopes,
)
from tuowang.plan.firm_program import Array, Cuts

QUOTE = "quote"


def quote(agent: Agent) -> bool:
    """Hear what suppliers quote, and quote to the customers."""
    late = cut_suppliers(agent)
    if not agent.heard_all(QUOTE, 0, awaited_suppliers(agent), late):
        return False
    hear_quotes(agent, agent.take(QUOTE, 0, Quoted, late))
    if agent.customers:
        for customer, word in own_quotes(agent).items():
            agent.say(customer, QUOTE, 0, word)
    agent.go(agent.exchange, "order")
    return True


def hear_quotes(agent: Agent, words: dict[str, Quoted]) -> None:
    """Keep the newest quote of each lane; a lane without one keeps its stale one."""
    heard: dict[str, Any] = dict(agent.memory.get("quotes", {}))
    ours = {(lane.supplier, wire(lane.lane)): lane.lane for lane in agent.firm.inbound}
    for partner, word in words.items():
        for lane in word.lanes:
            with said_by(partner):
                own = ours.get((partner, lane.lane))
                if own is None:
                    raise BadWord("word-lane", lane=lane.lane)
                slopes = unpack_slopes(lane.slopes, agent.firm.periods)
                slack = np.minimum(unpack(lane.constants, "<f4", most=MOST_SLACK), 0.0)
                if len(slack) != len(slopes):
                    raise BadWord("word-incomplete")
            shares = [share / 1000 for share in lane.shares]
            heard[own] = {"slack": slack, "slopes": slopes, "shares": shares}
    agent.memory.put("quotes", heard)


def quotes_at(agent: Agent, scenario: int | None) -> list[Cuts]:
    """The suppliers' quotes as cuts at the agreed plan; None: one's own plain share.

    Lanes that were quoted together are taken so, if at all, in every other scenario.
    """
    together = _takes_together(agent) and (scenario or 0) % 2 == 0
    heard, plan = agent.memory.get("quotes", {}), agent.base()[0]
    return quoting.shared(heard, agent.firm, plan, scenario, together=together)


def _takes_together(agent: Agent) -> bool:
    """Whether customers take a supplier's lanes together: not where words are to be short, nor in
    dense nets, where a choice of suppliers matters more than what one of them has left."""
    return agent.mixes and not agent.terms["dense"]


def own_quotes(agent: Agent) -> dict[str, Quoted]:
    """Evaluate our own value around the plan; one word a customer. The last share is plain."""
    chance = chance_of(agent.terms["seed"], agent.me.hex(), QUOTE, agent.exchange)
    if agent.firm.has_integers:
        slack, slopes = lots.own_cuts(agent, quotes_at(agent, None))
    else:
        slack, slopes = _own_cuts(agent, chance)
    shares = _shares(agent, chance)
    lanes: dict[str, list[QuotedLane]] = {customer: [] for customer in agent.customers}
    for number, lane in enumerate(agent.firm.outbound):
        lanes[lane.customer].append(
            QuotedLane(
                wire(lane.lane),
                pack32(slack),
                pack_slopes(slopes[:, number, :]),
                [round(1000 * share) for share in shares[number]],
            )
        )
    return {customer: Quoted(mine) for customer, mine in lanes.items()}


def _own_cuts(agent: Agent, chance: np.random.Generator) -> tuple[Array, Array]:
    """Slack (n,) and slopes (n, lanes out, T)."""
    memory, program = agent.memory, agent.program
    inbound, outbound = agent.base()
    recent = memory.get("recent", np.zeros((0, *outbound.shape)))
    several = len(agent.firm.outbound) > len(agent.customers)
    detail = quoting.THOROUGH if several and _takes_together(agent) else quoting.BRIEF
    points = quoting.points_around(outbound, program.flow_out, recent, chance, detail.points)
    program.free_inbound(inbound)
    program.set_quotes(quotes_at(agent, None))
    kept = memory.get("joint_cuts")
    known = None if kept is None else quoting.JointCuts(*kept)
    found = quoting.quote(program, outbound, points, known, detail)
    memory.put("joint_cuts", list(found.kept))
    return found.slack, found.slopes


def _shares(agent: Agent, chance: np.random.Generator) -> list[list[float]]:
    """(lanes out) x (scenarios, and last the plain share): what each may use of our slack."""
    flow = agent.program.flow_out
    plain = 0.5 * flow / flow.sum() + 0.5 / len(flow)
    active = agent.memory.get("customers_active", {})
    columns = []
    for number, scenario in enumerate(agent.scenarios):
        if scenario.kind in ("plain", "window", "lanes", "anew"):
            columns.append(np.minimum(1.0, scenario.multiple * plain))
        elif scenario.kind == "random":
            drawn = chance.dirichlet(np.full(len(flow), 0.5))
            columns.append(np.minimum(1.0, scenario.multiple * drawn))
        else:
            moves = np.array(
                [bool((active.get(lane.customer) or [True] * (number + 1))[number])
                 for lane in agent.firm.outbound]
            )  # fmt: skip
            total = float(plain[moves].sum())
            columns.append(np.where(moves, plain / total, 0.0) if total else np.zeros(len(flow)))
    return [[float(one) for one in row] for row in np.array([*columns, plain]).T]
