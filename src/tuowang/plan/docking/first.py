"""The first word on every lane: what was wished for, and what was answered to that.

In the cascade a firm orders as if every supplier could deliver whatever it likes, and hears what
each can. Later orders bend around that, so only this pair says who is short of what.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.memory import Memory
from tuowang.plan.firm import Firm
from tuowang.plan.firm_program import Array


class FirstWord(NamedTuple):
    """A lane's first order and the first promise, in whole units a period of shipping."""

    wished: list[int]
    answered: list[int]


def keep_first(agent: Agent, asked: Array, coming: Array, shipped: Array) -> None:
    """Keep the first words of a run, once; (lanes, T), shipped in whole units."""
    if agent.exchange == 0 and agent.round == 0:
        memory = agent.memory
        memory.put("first_in", [memory.get("wanted")[0], _whole(coming * agent.units_in)])
        memory.put("first_out", [_whole(asked * agent.units_out), shipped])


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
