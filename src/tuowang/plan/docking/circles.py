"""Firms that supply each other in a circle: found by probes, and cut open.

In a circle everybody waits for its customer's first order. Who has waited long enough says a
number of its own, a probe, to its suppliers; who waits too passes on, once, what is larger than
its own number, and says its own where it hears a smaller one. Of every circle the largest number
comes round to its firm, by a customer's lanes: for these it does not wait in this run (edge
chasing, Chandy, Misra and Haas 1983; larger ones win, Chang and Roberts 1979). Nothing is said
in a chain in which nobody waits long, and a probe ends where nobody waits.

What a lane that was cut carries is in `cut_lanes`.
"""

from __future__ import annotations

import numpy as np

from tuowang.plan.docking import CUT, PROBE
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.lots import in_whole_lots
from tuowang.plan.docking.scenarios import AROUND_LAST
from tuowang.plan.docking.series import series_of
from tuowang.plan.docking.words import BadWord, Cut, Probe, PromisedLane, Word, read, said_by
from tuowang.plan.firm_program import Array
from tuowang.plan.lot_passes import Whole

MOST_PROBES = 1000
"""So many numbers a partner may pass on in a run."""
ORDER = "order"
BEFORE_ORDERS = ("idle", "explore", "begin", ORDER)
BEFORE_PROMISES = ("begin", ORDER, "promise")
TOLD = 3
"""So many series are told of a cut lane; see `proposals`."""


def cut_customers(agent: Agent) -> list[str]:
    """For whose orders we do not wait."""
    return list(agent.memory.get("cut_customers", []))


def cut_suppliers(agent: Agent) -> list[str]:
    """For whose promises and quotes we do not wait."""
    return list(agent.memory.get("cut_suppliers", []))


def awaited_customers(agent: Agent) -> list[str]:
    """The customers without whose orders we do not order."""
    cut = cut_customers(agent)
    return [one for one in agent.customers if one not in cut]


def awaited_suppliers(agent: Agent) -> list[str]:
    """The suppliers without whose quotes and promises we do not say ours."""
    cut = cut_suppliers(agent)
    return [one for one in agent.suppliers if one not in cut]


def waits_for_first_orders(agent: Agent) -> bool:
    """Whether a circle may be what holds us up."""
    return agent.exchange == 0 and agent.step == ORDER and bool(_missing(agent))


def _missing(agent: Agent) -> list[str]:
    here = agent.memory.get("inbox/0000/order/000", {})
    return [one for one in awaited_customers(agent) if one not in here]


def number_of(agent: Agent) -> bytes:
    """Our number in this run."""
    return agent.secret(PROBE, "")


def probe(agent: Agent) -> None:
    """We have waited long enough: is it for ourselves?"""
    if waits_for_first_orders(agent):
        agent.memory.put("probed", 1)
        _pass_on(agent, number_of(agent))


def _pass_on(agent: Agent, number: bytes) -> None:
    passed: list[bytes] = agent.memory.get("passed_on", [])
    if number not in passed and len(passed) < MOST_PROBES:
        agent.memory.put("passed_on", [*passed, number])
        for supplier in awaited_suppliers(agent):
            agent.say(supplier, PROBE, len(passed), Probe(number))


def hear(agent: Agent, partner: str, word: Word) -> None:
    """Hear a customer's probe, or that a supplier cut its lanes to us."""
    with said_by(partner):
        if word.exchange:
            raise BadWord("word-circle-exchange", said=word.exchange)
        if word.step == PROBE:
            _hear_probe(agent, partner, word)
        else:
            _hear_cut(agent, partner, word)


def _hear_probe(agent: Agent, partner: str, word: Word) -> None:
    """Keep it until we order; later ones are about nothing any more."""
    number = read(word.body, Probe).number
    counts: dict[str, int] = agent.memory.get("probes_heard", {})
    count = counts.get(partner, 0)
    if partner not in agent.customers or not count == word.round < MOST_PROBES:
        raise BadWord("word-probe")
    agent.memory.put("probes_heard", {**counts, partner: count + 1})
    if agent.exchange == 0 and agent.step in BEFORE_ORDERS:
        agent.memory.put("probes", [*agent.memory.get("probes", []), [partner, number]])


def _hear_cut(agent: Agent, partner: str, word: Word) -> None:
    """It will not wait for our orders: we shall not wait for its promises."""
    lanes = read(word.body, Cut).lanes
    late = agent.exchange or agent.step not in BEFORE_PROMISES
    if partner not in agent.suppliers or late or word.round or partner in cut_suppliers(agent):
        raise BadWord("word-cut")
    agent.memory.put("cut_suppliers", [*cut_suppliers(agent), partner])
    if lanes:
        series = series_of(agent, {partner: lanes}, 1, inbound=True)[0]
        _carry(agent, "in", np.rint(series * agent.units_in))


def _carry(agent: Agent, side: str, series: Array | Whole) -> None:
    """What cut lanes carry in the first exchange, around the last plan; (lanes, T), whole units."""
    nothing = np.zeros((TOLD, *series.shape))
    proposed = agent.memory.get(f"proposed_{side}", nothing)
    proposed[0] += series
    agent.memory.put(f"proposed_{side}", proposed)


def cut_circles(agent: Agent) -> None:
    """Hear the probes that came while we wait for first orders."""
    for partner in agent.memory.get("known_circles", []):
        _cut(agent, partner)
    agent.memory.put("known_circles", None)
    if not waits_for_first_orders(agent):
        return
    for partner, number in agent.memory.get("probes", []):
        if partner not in _missing(agent):
            continue
        if number == number_of(agent):
            _cut(agent, partner)
        elif number > number_of(agent):
            _pass_on(agent, number)
        else:
            probe(agent)
    agent.memory.put("probes", None)


def _cut(agent: Agent, partner: str) -> None:
    if partner in _missing(agent):
        agent.memory.put("cut_customers", [*cut_customers(agent), partner])
        agent.say(partner, CUT, 0, Cut(_as_before(agent, partner)))


def _as_before(agent: Agent, partner: str) -> list[PromisedLane]:
    """What the lanes to a partner have still to carry of the last plan; we try it once more."""
    last, outbound = agent.memory.get("last_out", {}), agent.firm.outbound
    if AROUND_LAST not in agent.scenarios or not last:
        return []
    urgency: dict[str, float] = agent.memory.get("last_urgency", {})
    series = np.zeros((len(outbound), agent.firm.periods))
    for place, lane in enumerate(outbound):
        if lane.customer == partner and len(last.get(lane.lane, [])) == agent.firm.periods:
            series[place] = last[lane.lane]
            known = {lane.lane: urgency.get(lane.lane, 0.0)}
            agent.memory.put("urgency", agent.memory.get("urgency", {}) | known)
    sizes = np.array([[lane.lot] for lane in outbound])
    whole = in_whole_lots(series, series, sizes)
    _carry(agent, "out", whole)
    places = agent.lanes_to(partner).items()
    return [PromisedLane(name, [[int(q) for q in whole[place]]]) for name, place in places]
