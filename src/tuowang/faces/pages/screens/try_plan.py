"""What if: change a capacity, a day, a quantity, a priority, and see the effect before saving."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from starlette.responses import RedirectResponse, Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Listing
from tuowang.faces.cli.what_if import (
    change_columns,
    delivery_columns,
    find_what_if,
    saving_of,
)
from tuowang.faces.pages.asking import arguments, command_line, find_command
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.frame import Visit, page, sentences
from tuowang.faces.pages.lists import KINDS, address
from tuowang.faces.pages.screens.plan_grid import TypedGrid, grid_tables, read_grid
from tuowang.flows.planning import NEEDS, PLAN_LINES
from tuowang.flows.planning_weeks import centres

CHANGES = ("capacity", "date", "quantity", "priority")
MOST_WANTS = 300


def show(visit: Visit) -> Response:
    """The changes in the address, what would come of them, and the forms that save them."""
    changes = {name: list(visit.values.get(name, ())) for name in CHANGES}
    if visit.form:
        typed = read_grid(visit)
        if not typed.wrong:
            return RedirectResponse(address(visit.url("plan/try"), typed.changes), 303)
        kept = {name: list(visit.form.get(name, ())) for name in CHANGES}
        return _tried(visit, kept, typed)
    added = list(_added(visit))
    if added:
        for name, change in added:
            changes[name] = [one for one in changes[name] if not _same(one, change)] + [change]
        return RedirectResponse(address(visit.url("plan/try"), changes), 303)
    return _tried(visit, changes)


def _tried(visit: Visit, changes: dict[str, list[str]], typed: TypedGrid | None = None) -> Response:
    """What would come of the changes; nothing is tried where a typed cell cannot be read."""
    told, found = list(typed.wrong.values()) if typed else [], None
    if any(changes.values()) and not told:
        try:
            found = find_what_if(visit.face, **{name: tuple(v) for name, v in changes.items()})
        except Mistake as mistake:
            told = sentences(visit.face, mistake)
    command = find_command("what-if")
    own = _own(visit, changes) if found and visit.may_do("change") else []
    return page(
        visit,
        "plan_try.html",
        400 if told else 200,
        told=told,
        changes=list(_listed(visit, changes)),
        hidden=[(name, one) for name in CHANGES for one in changes[name]],
        found=found,
        deliveries=Listing(
            delivery_columns(visit.face),
            found.deliveries if found else [],
            empty="same-deliveries",
        ),
        lines=Listing(change_columns(visit.face), found.changes if found else []),
        saves=list(_saves(visit, changes)) if found else [],
        own=own,
        save_line=command_line("change", [f"--{name}={one}" for name, one in own]),
        centres=centres(visit.face.view),
        wants=_wants(visit),
        tables=grid_tables(visit, changes, typed),
        centre=visit.value("centre"),
        reference=visit.value("reference"),
        twins={kind: address(visit.url(f"list/what-if.{kind}"), changes) for kind in KINDS},
        plan_again=act_link(visit, "plan") if visit.may_do("plan") else "",
        line=command_line("what-if", arguments(command, changes)),
    )


def _added(visit: Visit) -> Iterator[tuple[str, str]]:
    """The change that the fields hold, in the words of the command line."""
    centre, hours = visit.value("centre"), visit.value("hours")
    if centre and hours:
        start = visit.value("from")
        yield "capacity", f"{centre}={hours}@{start}" if start else f"{centre}={hours}"
    reference = visit.value("reference")
    for name, field in (("date", "day"), ("quantity", "amount"), ("priority", "rank")):
        if reference and visit.value(field):
            yield name, f"{reference}={visit.value(field)}"


def _same(one: str, other: str) -> bool:
    """Whether two changes are of the same thing, so that the later one counts."""
    return one.rpartition("=")[0] == other.rpartition("=")[0]


def _listed(visit: Visit, changes: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """Each change, and the address without it."""
    for name in CHANGES:
        for one in changes[name]:
            rest = changes | {name: [other for other in changes[name] if other != one]}
            yield name, one, address(visit.url("plan/try"), rest)


def _saves(visit: Visit, changes: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The form that makes each change so; "" where none does, or the person may not."""
    done = []
    for name in CHANGES:
        for one in changes[name]:
            saving = saving_of(visit.face, name, one, changes)
            if saving is None:
                yield {"act": "", "what": one.rpartition("=")[0], "link": ""}
            elif saving not in done and visit.may_do(saving[0]):
                done.append(saving)
                yield {
                    "act": saving[0],
                    "what": one,
                    "link": act_link(visit, saving[0], **saving[1]),
                }


def _own(visit: Visit, changes: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The changes that no partner has a word in, so that one act makes them all so."""
    return [
        (name, one)
        for name in CHANGES
        for one in changes[name]
        if name not in ("date", "quantity") or visit.face.view.get(NEEDS, one.rpartition("=")[0])
    ]


def _wants(visit: Visit) -> list[str]:
    """References to choose from: what the plan delivers."""
    rows = visit.face.view.find(PLAN_LINES, ("kind", "finish"), "delivery")
    return list(dict.fromkeys(row.reference for row in islice(rows, MOST_WANTS)))
