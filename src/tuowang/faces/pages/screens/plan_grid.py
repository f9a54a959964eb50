"""The plan grid: what the company may change about its own plan, as cells one types and pastes in.

A form as any other: each cell is sent with what stood in it when it was shown, so that only what a
person typed is a change, whatever somebody else saved meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from tuowang.errors import Mistake
from tuowang.faces.cli.what_if import SECONDS_AN_HOUR, other_capacity, other_want
from tuowang.faces.pages.frame import Visit, sentences
from tuowang.flows.catalogue import CAPACITIES
from tuowang.flows.planning import NEEDS, PRIORITIES, NeedRow
from tuowang.flows.planning_trial import MOST_CHANGES
from tuowang.flows.planning_weeks import centres

MOST_NEEDS, MOST_CENTRES = 100, 30
WANTED = ("date", "quantity", "priority")
OFFERED = ("hours", "from")
COLUMNS = {
    "date": "plan-change-date",
    "quantity": "plan-change-quantity",
    "priority": "plan-new-priority",
    "hours": "plan-hours-a-day",
    "from": "plan-from",
}
WANTS, CENTRES = "n", "c"

Changes = Mapping[str, Sequence[str]]


class Cell(NamedTuple):
    """A cell to type in: its name in the form, what stands in it, what stood in it; is it wrong?"""

    name: str
    said: str
    was: str
    label: str
    wrong: bool


class Row(NamedTuple):
    """A row: its name in the form, what it is about, a word more, its cells."""

    name: str
    thing: str
    about: str
    cells: list[Cell]


class GridTable(NamedTuple):
    """A table: its title's code, its columns' headings, its rows."""

    title: str
    columns: list[str]
    rows: list[Row]


class TypedGrid(NamedTuple):
    """What a person typed: the changes, in the words of the command line; cell → what is wrong."""

    changes: dict[str, list[str]]
    wrong: dict[str, str]


def read_grid(visit: Visit) -> TypedGrid:
    """The cells that differ from what was shown, and the changes made elsewhere on the page."""
    changes: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    in_grid = set()
    for name, thing in _sent(visit, WANTS, MOST_NEEDS):
        in_grid.add((WANTS, thing))
        for column in WANTED:
            said = visit.said(f"{name}.{column}")
            if said != visit.said(f"{name}.{column}.was"):
                typed = f"{thing}={said}"
                _check(visit, wrong, (name, thing, column), typed)
                changes.setdefault(column, []).append(typed)
    for name, thing in _sent(visit, CENTRES, MOST_CENTRES):
        in_grid.add((CENTRES, thing))
        hours, start = visit.said(f"{name}.hours"), visit.said(f"{name}.from")
        if start or hours != visit.said(f"{name}.hours.was"):
            typed = f"{thing}={hours}@{start}" if start else f"{thing}={hours}"
            _check(visit, wrong, (name, thing, "hours"), typed)
            changes.setdefault("capacity", []).append(typed)
    for column in ("capacity", *WANTED):
        kind = CENTRES if column == "capacity" else WANTS
        for one in visit.form.get(column, ()):
            if (kind, one.rpartition("=")[0]) not in in_grid:
                changes.setdefault(column, []).append(one)
    count = sum(map(len, changes.values()))
    if count > MOST_CHANGES:
        wrong[""] = visit.face.text("grid-too-many", count=count, most=MOST_CHANGES)
    return TypedGrid(changes, wrong)


def _sent(visit: Visit, kind: str, most: int) -> Iterator[tuple[str, str]]:
    """Each row that was sent: its name in the form, and what it is about."""
    for number in range(most):
        thing = visit.said(f"{kind}{number}").strip()
        if thing:
            yield f"{kind}{number}", thing


def _check(visit: Visit, wrong: dict[str, str], at: tuple[str, str, str], typed: str) -> None:
    """Name a cell that cannot be read by its row and column."""
    name, thing, column = at
    try:
        if column == "hours":
            about = other_capacity(visit.face, typed).centre
        else:
            about = other_want(visit.face, column, typed).reference
        if about != thing:  # "=5" is no value
            raise Mistake("change-unreadable", text=typed[:200])
    except Mistake as mistake:
        wrong[f"{name}.{column}"] = visit.face.text(
            "grid-cell",
            row=int(name[1:]) + 1,
            thing=thing[:80],
            column=visit.face.text(COLUMNS[column]),
            why=" ".join(sentences(visit.face, mistake)),
        )


def grid_tables(visit: Visit, changes: Changes, typed: TypedGrid | None) -> list[GridTable]:
    """What can be changed, with the changes in it; or as it was typed, where that was wrong."""
    changed = {
        (name, thing): value
        for name, given in changes.items()
        for one in given
        for thing, _, value in [one.rpartition("=")]
    }
    found = [
        _table(visit, "grid-wants", WANTED, _wants(visit, changed), typed),
        _table(visit, "grid-centres", OFFERED, _centres(visit, changed), typed),
    ]
    return [one for one in found if one.rows]


Plain = tuple[str, str, str, list[tuple[str, str]]]


def _table(
    visit: Visit,
    title: str,
    columns: Sequence[str],
    plain: Iterator[Plain],
    typed: TypedGrid | None,
) -> GridTable:
    headings = [visit.face.text(COLUMNS[one]) for one in columns]
    wrong = typed.wrong if typed is not None else {}
    sent = {
        (name[0], thing): name
        for kind, most in ((WANTS, MOST_NEEDS), (CENTRES, MOST_CENTRES))
        for name, thing in _sent(visit, kind, most)
        if typed is not None
    }
    rows = []
    for name, thing, about, values in plain:
        cells, old = [], sent.get((name[0], thing))  # rows may have moved meanwhile
        for column, label, (said, was) in zip(columns, headings, values, strict=True):
            cell = f"{old}.{column}"
            shown = visit.said(cell) if old else said
            then = visit.said(cell + ".was") if old else was
            cells.append(Cell(f"{name}.{column}", shown, then, f"{label}, {thing}", cell in wrong))
        rows.append(Row(name, thing, about, cells))
    return GridTable(title, headings, rows)


def _wants(visit: Visit, changed: Mapping[tuple[str, str], str]) -> Iterator[Plain]:
    """Our own needs that still count, by date: those that no partner has a word in."""
    day = visit.face.today
    rows: Iterator[NeedRow] = (r for r in visit.face.view.find(NEEDS, ("due",)) if r.counts_on(day))
    for number, row in enumerate(islice(rows, MOST_NEEDS)):
        rank = visit.face.view.get(PRIORITIES, row.need)
        was = (row.due, str(row.quantity), str(rank.priority if rank is not None else 0))
        values = [
            (changed.get((name, row.need), one), one) for name, one in zip(WANTED, was, strict=True)
        ]
        yield f"{WANTS}{number}", row.need, row.item, values


def _centres(visit: Visit, changed: Mapping[tuple[str, str], str]) -> Iterator[Plain]:
    for number, centre in enumerate(centres(visit.face.view)[:MOST_CENTRES]):
        rows = visit.face.view.scan(CAPACITIES, centre)
        held = [one for one in rows if one.start <= visit.face.today]
        hours = Decimal(held[-1].seconds_per_day) / SECONDS_AN_HOUR if held else None
        was = "" if hours is None else f"{hours:f}"
        value, _, start = changed.get(("capacity", centre), was).partition("@")
        yield f"{CENTRES}{number}", centre, "", [(value, was), (start, "")]
