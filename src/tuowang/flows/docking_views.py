"""What people see of docking: what a partner would see, and where runs stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.days import later
from tuowang.flows.docking import HEARD, MEMORY, OPEN, RUNS, DockingRow
from tuowang.flows.docking_agreed import unit_of
from tuowang.flows.docking_lanes import item_of_lane
from tuowang.flows.docking_problem import PERIOD_DAYS
from tuowang.flows.docking_start import can_solve, own_numbers
from tuowang.plan.docking.lanes import wire
from tuowang.store.store import View


class SeenLane(NamedTuple):
    """A lane as the partner would come to know of it. item: ours; code: the name that it sees.

    orders: whole units a week that we would order today, where we buy; late_cost: what we would
    say that a unit a week late costs us, in hundredths of the money that we count in. lot: whole
    units in a lot in which we would say that we ship; 1 where we buy.
    """

    partner: str
    item: str
    code: str
    mine: bool
    unit: str
    orders: list[int]
    late_cost: int
    lot: int = 1


class Run(NamedTuple):
    """A run, the exchanges that it is to have (None: not known yet), and whom it waits for."""

    row: DockingRow
    exchanges: int | None
    waits_for: list[str]


def would_see(view: View, partner: str, today: str, item: str = "") -> list[SeenLane]:
    """What a run that we begin today tells a partner first, as if it were allowed to see it.

    Without the solver the orders stay empty.
    """
    firm = own_numbers(view, today, (partner, item)).firm
    lanes = [lane for lane in firm.inbound if lane.supplier == partner]
    orders: dict[str, list[int]] = {}
    if lanes and can_solve():
        from tuowang.plan.docking.standing import first_orders

        orders = first_orders(firm)
    late = firm.urgency({})
    seen = []
    for name, mine, lot in [
        *((lane.lane, False, 1) for lane in lanes),
        *((lane.lane, True, lane.lot) for lane in firm.outbound if lane.customer == partner),
    ]:
        own = item_of_lane(view, name)
        unit = unit_of(view, partner, own, name, mine=mine)
        cost = round(100 * late.get(name, 0))
        ordered = orders.get(name, [])
        seen.append(SeenLane(partner, own, wire(name), mine, unit, ordered, cost, lot))
    return seen


def week_of(day: str, number: int) -> str:
    """The first day of a week of a run that begins on a day."""
    return later(day, number * PERIOD_DAYS)


def runs(view: View) -> Iterator[Run]:
    """All runs, the latest first."""
    for row in sorted(view.scan(RUNS), key=lambda row: (row.day, row.run), reverse=True):
        yield Run(row, *standing(view, row))


def standing(view: View, row: DockingRow) -> tuple[int | None, list[str]]:
    """How many exchanges an open run is to have, and whom it waits for."""
    memory: dict[str, bytes] = {}
    for kept in view.scan(MEMORY, row.run) if row.state == OPEN and can_solve() else ():
        memory[kept.name] = memory.get(kept.name, b"") + kept.data
    if "firm" not in memory:
        return None, []
    from tuowang.plan.docking.agent import Agent
    from tuowang.plan.docking.standing import waits_for

    agent = Agent(memory)
    exchanges: int | None = agent.terms.get("exchanges")
    heard = _heard(view, row)
    return exchanges, [partner for partner in waits_for(agent) if partner not in heard]


def _heard(view: View, row: DockingRow) -> set[str]:
    """Whose awaited words are here, and lie until the others' are, too."""
    if row.awaited is None:
        return set()
    awaited = (row.awaited.exchange, row.awaited.step, row.awaited.round)
    words = view.scan(HEARD, row.run)
    return {one.partner for one in words if (one.exchange, one.step, one.round) == awaited}
