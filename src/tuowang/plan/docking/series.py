"""Series of orders and promises: are they about our lanes, whole, and such as can be meant?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.lanes import wire
from tuowang.plan.docking.words import BadWord, said_by
from tuowang.plan.firm_program import Array

ABSURD = 1e9
"""Nobody orders or promises so many usual flows in one period."""
ROUNDING = 1e-6


def series_of(agent: Agent, words: dict[str, Any], count: int, *, inbound: bool) -> Array:
    """What partners said of our lanes, as (scenarios, lanes, T) in program units; all is there.

    Lanes of partners that do not speak now stay 0.
    """
    periods = agent.firm.periods
    lanes: list[Any] = list(agent.firm.inbound if inbound else agent.firm.outbound)
    place = {(_partner(lane), wire(lane.lane)): number for number, lane in enumerate(lanes)}
    series = np.full((count, len(lanes), periods), -1.0)
    for partner, said in words.items():
        for lane in said:
            with said_by(partner):
                number = place.get((partner, lane.lane))
                if number is None:
                    raise BadWord("word-lane", lane=lane.lane)
                _check_series(lane.lane, lane.series, count, periods)
                said_here = np.array(lane.series, dtype=float) / lanes[number].units
                if inbound and any(q % lanes[number].lot for one in lane.series for q in one):
                    raise BadWord("word-lots", lane=lane.lane, lot=lanes[number].lot)
                if said_here.max(initial=0.0) > ABSURD * max(1.0, lanes[number].flow):
                    raise BadWord("word-absurd", lane=lane.lane, most=int(np.max(lane.series)))
            series[:, number, :] = said_here
    for lane, asked in zip(lanes, np.moveaxis(series, 1, 0), strict=True):
        with said_by(_partner(lane)):
            if _partner(lane) in words and (asked < 0).any():
                raise BadWord("word-lane-missing", lane=wire(lane.lane))
    return np.asarray(np.maximum(series, 0.0))


def _check_series(lane: str, series: list[list[int]], count: int, periods: int) -> None:
    if len(series) != count:
        raise BadWord("word-series", lane=lane, said=len(series), wanted=count)
    for one in series:
        if len(one) != periods:
            raise BadWord("word-lane-periods", lane=lane, said=len(one), wanted=periods)


def _partner(lane: Any) -> str:
    return str(getattr(lane, "supplier", "") or lane.customer)


def check_wanted(agent: Agent, coming: Array, lanes: NDArray[np.bool_]) -> None:
    """Nobody may promise more than we asked for until then, rounding and a whole lot aside.

    lanes: on which that holds.
    """
    memory, units = agent.memory, agent.units_in
    if not agent.firm.inbound:
        return
    asked = memory.get("wanted") if agent.round == 0 else (memory.get("mix_in") * units)[None]
    lots = np.array([lane.lot for lane in agent.firm.inbound])[:, None]
    most = np.cumsum(asked, axis=2) * (1 + ROUNDING) + agent.firm.periods + lots
    above = np.cumsum(coming * units, axis=2) > most
    for place, lane in enumerate(agent.firm.inbound):
        with said_by(lane.supplier):
            if lanes[place] and above[:, place].any():
                raise BadWord("word-above-order", lane=wire(lane.lane))
