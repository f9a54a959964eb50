"""Regions: who mixes with whom. A region is a piece of the tree that holds everybody.

A small chain is one region. A larger one falls into pieces, other ones in each exchange; the
uppermost firm of a piece leads it.
"""

from __future__ import annotations

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.blending import weights_each
from tuowang.plan.docking.scenarios import chance_of
from tuowang.plan.docking.words import Gathered, Member, Weighed

GATHER, LEAD, WEIGH = "gather", "lead", "weigh"
APART = "apart"
LARGEST_REGION = 40
SMALLEST_REGION = 20
ROUND_STRIDE = 100


def gather(agent: Agent) -> bool:
    """Take in children's parts of a region while there is room; lead, or look for a leader."""
    memory, number = agent.memory, agent.round
    children = memory.get("children")
    if not agent.heard_all(GATHER, number, children):
        return False
    words = agent.take(GATHER, number, Gathered)
    whole = agent.terms["firms"] <= LARGEST_REGION
    chance = chance_of(agent.terms["seed"], agent.me.hex(), GATHER, agent.exchange, number)
    members = [_own_member(agent)]
    accepted: list[str] = []
    for place in chance.permutation(len(children)):
        child = children[int(place)]
        part = words[child].members
        if part and len(members) + len(part) <= LARGEST_REGION:
            members += part
            accepted.append(child)
            needs = {m.me for m in part} | {n for m in part for n in m.neighbours}
            memory.put(f"needs/{child}", sorted(needs))
        elif part:
            agent.say(child, WEIGH, number, Weighed(APART, {}))
    memory.put("accepted", accepted)
    enough = int(chance.integers(SMALLEST_REGION, LARGEST_REGION + 1))
    memory.put("members", [[m.me, m.columns] for m in members])
    parent = memory.get("parent", "")
    if parent and (whole or len(members) < enough):
        agent.say(parent, GATHER, number, Gathered(members))
        agent.go(agent.exchange, WEIGH, number)
        return True
    if parent:
        agent.say(parent, GATHER, number, Gathered([]))
    agent.go(agent.exchange, LEAD, number)
    return True


def _own_member(agent: Agent) -> Member:
    names = agent.memory.get("names")
    columns = weights_each(agent) if agent.firm.inbound else 0
    return Member(agent.me, columns, sorted(names[partner] for partner in agent.neighbours))
