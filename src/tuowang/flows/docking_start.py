"""With which numbers do we go into a run, and with whom?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from importlib.util import find_spec

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.amounts import own_quantity
from tuowang.flows.base import Effect, Note
from tuowang.flows.days import days_between
from tuowang.flows.docking import FIRM, KEPT, MEMORY, SILENT
from tuowang.flows.docking_agreed import expected
from tuowang.flows.docking_folds import CIRCLES, FOUND_ON, NOW, QUOTES, URGENCY
from tuowang.flows.docking_frozen import frozen
from tuowang.flows.docking_lanes import may_dock
from tuowang.flows.docking_problem import PERIOD_DAYS, Prepared, prepare
from tuowang.plan.firm import Firm
from tuowang.plan.firm_check import fault_in
from tuowang.store.store import View

CIRCLES_DAYS = 28
"""So long after it was found a circle is cut open at once; then it is looked for again."""


def can_solve() -> bool:
    """Whether the solver and its numbers are installed: they are an extra."""
    return find_spec("highspy") is not None and find_spec("numpy") is not None


def silent_partners(view: View) -> list[str]:
    """Whom a run of ours waited for in vain, and who said nothing since."""
    return [row.partner for row in view.scan(SILENT)]


def own_numbers(
    view: View, day: str, as_if: tuple[str, str] = ("", ""), without: Collection[str] = ()
) -> Prepared:
    """Our numbers from a day on, with lanes only to partners that may see what a run says.

    as_if: a partner and an item ("": all) that count as allowed, for a preview. without: partners
    whose lanes are left out; what the last plan has on these still counts.
    """
    given = b"".join(row.firm for row in view.scan(FIRM, NOW))
    if not given:
        return prepare(view, day, as_if, without)
    firm = frozen(view, day, msgspec.msgpack.decode(given, type=Firm), without)

    def sees(partner: str) -> bool:
        return partner == as_if[0] or may_dock(view, partner)

    inbound = [lane for lane in firm.inbound if sees(lane.supplier)]
    outbound = [lane for lane in firm.outbound if sees(lane.customer)]
    return Prepared(msgspec.structs.replace(firm, inbound=inbound, outbound=outbound), [], {})


def check_numbers(firm: Firm) -> None:
    """`Mistake` where no program can be made of our numbers."""
    fault = fault_in(firm)
    if fault is not None:
        raise Mistake(fault.code, **fault.details)


def left_out(prepared: Prepared) -> Iterator[Effect]:
    """What a person should fill in, so that more can be docked."""
    for one in prepared.left_out:
        yield Note(
            "docking-item-left-out",
            {"item": one.item, "partner": one.partner, "missing": one.missing},
        )


class First(msgspec.Struct, frozen=True, array_like=True):
    """What a run's first step begins with, kept so that it can be taken again.

    me, salt: see `begin_memory`. start: exchanges, mode and seed of a run of ours.
    """

    me: bytes
    salt: bytes
    start: tuple[int, str, int] | None = None


def memory_of(view: View, run: str) -> dict[str, bytes]:
    """What our agent keeps between steps."""
    memory: dict[str, bytes] = {}
    for row in view.scan(MEMORY, run):
        memory[row.name] = memory.get(row.name, b"") + row.data
    return memory


def first_memory(view: View, day: str, prepared: Prepared, first: First) -> dict[str, bytes]:
    """What an agent of ours begins a run of a day with: our numbers, and what the last run left."""
    from tuowang.plan.docking.agent import begin_memory
    from tuowang.plan.docking.warm import remember_last

    firm = prepared.firm
    memory = begin_memory(firm, first.me, first.salt)
    memory["committed"] = msgspec.msgpack.encode(prepared.committed)
    memory |= _known_circles(view, day, firm)
    last = last_plan(view, day, firm)
    if not last:
        return memory
    kept = list(view.scan(KEPT, NOW, QUOTES))
    quotes = b"".join(one.data for one in kept)
    shift = days_between(kept[0].day, day) // PERIOD_DAYS if kept else 0
    return remember_last(memory, last, quotes if 0 <= shift < firm.periods else b"", shift)


def _known_circles(view: View, day: str, firm: Firm) -> dict[str, bytes]:
    """At whose lanes circles were cut open lately, and what these have still to carry."""
    kept = list(view.scan(KEPT, NOW, CIRCLES))
    if not kept or not 0 <= days_between(kept[0].day, day) <= CIRCLES_DAYS:
        return {}
    return {
        "known_circles": b"".join(one.data for one in kept),
        "last_urgency": b"".join(one.data for one in view.scan(KEPT, NOW, URGENCY)),
        "last_out": msgspec.msgpack.encode(last_plan(view, day, firm, mine=True)),
        FOUND_ON: msgspec.msgpack.encode(kept[0].day),
    }


def last_plan(view: View, day: str, firm: Firm, *, mine: bool = False) -> dict[str, list[int]]:
    """By inbound lane, what the last run has still to come from a day on, and nobody agreed on yet:
    whole units of the lane by week of a run that begins on the day. No lane with nothing to come.

    mine: by outbound lane, what is still to leave.
    """
    last: dict[str, list[int]] = {}
    ours = {lane.lane for lane in (firm.outbound if mine else firm.inbound)}
    for week in expected(view, day, mine=mine):
        number = days_between(day, week.leaves) // PERIOD_DAYS
        if week.row.lane not in ours or number >= firm.periods:
            continue
        whole = own_quantity(view, week.row.item, week.unit, week.quantity)
        left = week.quantity * week.open // whole if whole else 0
        last.setdefault(week.row.lane, [0] * firm.periods)[number] += left
    return last


def partners_in(memory: dict[str, bytes]) -> list[str]:
    """With whom a run is; nobody where it has not begun."""
    if "firm" not in memory:
        return []
    firm = msgspec.msgpack.decode(msgspec.msgpack.decode(memory["firm"]), type=Firm)
    beside = memory.get("beside")
    lanes = [lane.supplier for lane in firm.inbound] + [lane.customer for lane in firm.outbound]
    return list(dict.fromkeys([*lanes, *(msgspec.msgpack.decode(beside) if beside else [])]))
