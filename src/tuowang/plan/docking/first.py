"""The first word on every lane: what was wished for, and what was answered to that.

In the cascade a firm orders as if every supplier could deliver whatever it likes, and hears what
each can. Later orders bend around that, so only this pair says who is short of what.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.cut_lanes import is_cut
from tuowang.plan.docking.memory import Memory
from tuowang.plan.firm import Firm
from tuowang.plan.firm_program import Array


class FirstWord(NamedTuple):
    """A lane's first order and the first promise, in whole units a period of shipping."""

    wished: list[int]
    answered: list[int]


def keep_first(agent: Agent) -> None:
    """Keep the first words of a run, once; where a circle was cut open, those of the second
    exchange: in the first one nothing came over the cut."""
    again = agent.exchange == 1 and agent.terms.get("circles", False)
    if agent.round or not (agent.exchange == 0 or again):
        return
    memory = agent.memory
    _keep(agent, "in", memory.get("wanted")[0], memory.get("coming")[0] * agent.units_in)
    _keep(agent, "out", memory.get("asked")[0] * agent.units_out, memory.get("shipped")[0])


def _keep(agent: Agent, side: str, wished: Array, answered: Array) -> None:
    """On lanes that were cut: what was wished first, and what came of that a step later."""
    memory, cut = agent.memory, is_cut(agent, inbound=side == "in")[:, None]
    if cut.any():
        before, told = memory.get(f"first_{side}"), memory.get(f"proposed_{side}")
        first = wished if side == "in" else memory.get("wishes") * agent.units_out
        wished = np.where(cut, first if before is None else before[0], wished)
        answered = np.where(cut, told[0] if before is None else told[-1], answered)
    memory.put(f"first_{side}", [_whole(wished), _whole(answered)])


def _whole(quantity: Array) -> Array:
    return np.asarray(np.rint(np.maximum(quantity, 0.0)))


def first_words(memory: Memory, firm: Firm) -> dict[str, FirstWord]:
    """Of every lane, as far as the run has come to them."""
    found: dict[str, FirstWord] = {}
    lanes = (("first_in", [one.lane for one in firm.inbound]),
             ("first_out", [one.lane for one in firm.outbound]))  # fmt: skip
    for name, names in lanes:
        kept = memory.get(name)
        if kept is not None and names:
            wished, answered = kept
            for lane, one, other in zip(names, wished, answered, strict=True):
                found[lane] = FirstWord([int(q) for q in one], [int(q) for q in other])
    return found
