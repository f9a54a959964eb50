"""Setting up a run: a tree over all firms that can be reached, by an echo algorithm.

Whoever asks explores all its lanes; the first to explore a firm becomes its parent. When all
other neighbours have answered, by exploring too or by an echo, a firm echoes to its parent. The
root then begins: everybody learns how many firms there are and how many parts have a choice of
suppliers, and nothing else. (Chang, IEEE TSE 1982.) Two firms also tell each other which lanes
they have between them, and go on with those that both know.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from tuowang.plan.docking import EXPLORE, MODES
from tuowang.plan.docking.agent import IDLE, Agent
from tuowang.plan.docking.lanes import Named, named_to
from tuowang.plan.docking.scenarios import (
    DENSE_FROM_PERMILLE,
    SHARING_FROM_PERMILLE,
    chance_of,
    moves_first,
)
from tuowang.plan.docking.scenarios import joins as joins_alone
from tuowang.plan.docking.warm import has_last
from tuowang.plan.docking.words import (
    MOST_UNITS,
    BadWord,
    Begin,
    Echo,
    Explore,
    said_by,
)

ECHO, BEGIN = "echo", "begin"


def open_run(agent: Agent, exchanges: int, mode: str, seed: int) -> None:
    """Become the root."""
    _join(agent, "", exchanges, mode, seed)


def _join(agent: Agent, parent: str, exchanges: int, mode: str, seed: int) -> None:
    memory = agent.memory
    memory.put("terms", {"exchanges": exchanges, "mode": mode, "seed": seed, "firms": 1})
    memory.put("parent", parent)
    agent.go(0, EXPLORE)
    for partner in agent.neighbours:
        if partner != parent:
            answer(agent, partner)


def answer(agent: Agent, partner: str) -> None:
    """Explore a partner; to one that explored us, and is not our parent, it is an answer."""
    terms, ours = agent.terms, named_to(agent.firm, partner)
    word = Explore(
        agent.me,
        agent.firm.periods,
        terms["exchanges"],
        terms["mode"],
        terms["seed"],
        *ours,
    )
    agent.say(partner, EXPLORE, 0, word)


def wait_to_be_asked(agent: Agent) -> bool:
    """The first partner that explores us becomes our parent."""
    name = "inbox/0000/explore/000"
    waiting = dict(agent.memory.get(name, {}))
    if not waiting:
        return False
    partner = next((one for one in agent.neighbours if one in waiting), next(iter(waiting)))
    word = agent.take(EXPLORE, 0, Explore)[partner]
    _check(agent, partner, word)
    agent.memory.put("names", {partner: word.me})
    agent.memory.put("parent_named", [word.supplies, word.buys, word.lots])
    others = {one: body for one, body in waiting.items() if one in agent.neighbours}
    others.pop(partner, None)
    agent.memory.put(name, others or None)
    agent.memory.put("waiting", int(agent.memory.get("waiting", 0)) + len(others))
    _join(agent, partner, word.exchanges, word.mode, word.seed)
    for stranger in waiting:
        if stranger != partner and stranger not in agent.neighbours:
            answer(agent, stranger)
    return True


def _check(agent: Agent, partner: str, word: Explore) -> None:
    with said_by(partner):
        if word.periods != agent.firm.periods:
            raise BadWord("word-periods", said=word.periods, wanted=agent.firm.periods)
        if word.mode not in MODES:
            raise BadWord("word-mode", mode=word.mode)


def gather_echoes(agent: Agent) -> bool:
    """When all other neighbours have answered: echo, or begin."""
    memory, parent = agent.memory, agent.memory.get("parent", "")
    explored = memory.get("inbox/0000/explore/000", {})
    echoed = memory.get("inbox/0000/echo/000", {})
    others = [partner for partner in agent.neighbours if partner != parent]
    if not all(partner in explored or partner in echoed for partner in others):
        return False
    names = dict(memory.get("names", {}))
    explorers, children = agent.take(EXPLORE, 0, Explore), agent.take(ECHO, 0, Echo)
    names |= {partner: word.me for partner, word in explorers.items()}
    names |= {partner: word.me for partner, word in children.items()}
    memory.put("names", names)
    memory.put("children", [one for one in agent.neighbours if one in children])
    words: dict[str, Explore | Echo] = {**explorers, **children}
    said = {one: Named(word.supplies, word.buys, word.lots) for one, word in words.items()}
    named = named_to(agent.firm, parent)
    if parent:
        said[parent] = Named(*memory.get("parent_named"))
    agent.keep_common(said, [*([parent] if parent else []), *memory.get("children")])
    counts = count_all(agent, [word.counts for word in children.values()])
    if parent:
        agent.say(parent, ECHO, 0, Echo(agent.me, counts, *named))
        agent.go(0, BEGIN)
    else:
        _begin(agent, counts)
    return True


def wait_to_begin(agent: Agent) -> bool:
    """The root says that all are there."""
    if not agent.heard_all(BEGIN, 0, [agent.memory.get("parent")]):
        return False
    (word,) = agent.take(BEGIN, 0, Begin).values()
    _begin(agent, word)
    return True


def _begin(agent: Agent, word: Begin) -> None:
    for child in agent.memory.get("children"):
        agent.say(child, BEGIN, 0, word)
    dense = word.choices and word.choices * 1000 >= DENSE_FROM_PERMILLE * word.components
    sharing = word.sharing * 1000 >= SHARING_FROM_PERMILLE * word.firms
    about = {
        "dense": bool(dense),
        "sharing": bool(sharing),
        "lots": word.lots > 0,
        "warm": word.warm > 0,
    }
    agent.memory.put("terms", agent.terms | about | {"firms": word.firms})
    agent.go(0, "order")


def count_all(agent: Agent, below: list[Begin]) -> Begin:
    """What our part of the tree holds: ourselves, and what our children counted."""
    sources = Counter(lane.component for lane in agent.firm.inbound)
    chosen = sum(1 for count in sources.values() if count > 1)
    sharing, lots = int(shares_capacity(agent)), int(agent.firm.has_integers)
    warm = int(has_last(agent))
    counts = [Begin(1, len(sources), chosen, sharing, lots, warm), *below]
    columns = zip(*(msgspec.structs.astuple(one) for one in counts), strict=True)
    return Begin(*(min(MOST_UNITS, sum(column)) for column in columns))


def shares_capacity(agent: Agent) -> bool:
    """Whether products of ours compete for capacity."""
    firm = agent.firm
    loads = sum(1 for product in firm.products if product.unit_load)
    return loads > 1 or any(len(resource.loads) > 1 for resource in firm.resources)


def active_in(agent: Agent, exchange: int, customers: list[list[bool]]) -> list[bool]:
    """In which scenarios of an exchange we take part, given in which our customers do."""
    seed = agent.terms["seed"]
    active = []
    for number, scenario in enumerate(agent.scenarios_of(exchange)):
        if scenario.kind != "priority":
            active.append(True)
        elif not agent.customers:
            active.append(moves_first(seed, agent.me, exchange, number))
        else:
            asked = any(number < len(flags) and flags[number] for flags in customers)
            active.append(asked or joins_alone(seed, agent.me, exchange, number))
    return active


STEPS = {IDLE: wait_to_be_asked, EXPLORE: gather_echoes, BEGIN: wait_to_begin}

__all__ = ["STEPS", "active_in", "chance_of", "open_run"]
