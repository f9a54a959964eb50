"""How far flows have come: `stages`; and between whom: `neighbours`."""

from __future__ import annotations

from typing import Any

from tuowang.faces.cli.answer import Amount, Answer, Cell, Column, Listing, Money, Word, column
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import day
from tuowang.faces.cli.grammar import Number, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.days import later
from tuowang.flows.neighbours import MOST_LATE, Neighbour, neighbours
from tuowang.flows.planning_weeks import monday
from tuowang.flows.stages import ITEM, MONEY, PARTNER, QUANTITY, STAGES, Found, stages
from tuowang.units import CURRENCIES

USUAL_WEEKS, MOST_WEEKS = 8, 26


@command(
    "stages",
    option("start", metavar="date"),
    option("weeks", kind=Number(1, MOST_WEEKS), metavar="number", default=USUAL_WEEKS),
    option("buying", flag=True),
    option("items", flag=True),
    option("quantities", flag=True),
    *files(),
)
def list_stages(
    face: Face,
    start: str,
    weeks: int,
    buying: bool,
    items: bool,
    quantities: bool,
    xlsx: str,
    csv: str,
) -> Answer:
    """How far what falls due in some weeks has come, from asked for to settled."""
    first = day(face, start) if start else usual_start(face)
    found = find_stages(face, first, weeks, buying=buying, items=items, quantities=quantities)
    answer = answer_list(face, stages_list(found, items=items), xlsx, csv)
    if xlsx or csv:
        return answer
    answer.document = {
        "start": first,
        "weeks": weeks,
        "whole": found.whole,
        "stages": STAGES,
        "rows": [one._asdict() for one in found.rows],
    }
    if not found.whole:
        answer.shown.append(face.text("stages-not-whole"))
    return answer


def usual_start(face: Face) -> str:
    """Half of the usual weeks lie behind us."""
    return later(monday(face.today), -7 * USUAL_WEEKS // 2)


def find_stages(
    face: Face, start: str, weeks: int, *, buying: bool, items: bool, quantities: bool
) -> Found:
    """The stages as asked for."""
    by, in_ = ITEM if items else PARTNER, QUANTITY if quantities else MONEY
    return stages(face.view, start, weeks, selling=not buying, by=by, in_=in_)


def stages_list(found: Found, *, items: bool) -> Listing:
    """The stages as a list."""

    def amount(at: int) -> Column:
        def cell(row: Any) -> Cell:
            quantity = row.amounts[at]
            return (Money if row.unit in CURRENCIES else Amount)(quantity, row.unit)

        return Column(HEADINGS[at], cell)

    name = Column("item" if items else "partner", lambda row: row.name or Word("walk-in"))
    return Listing((name, *(amount(at) for at in range(len(STAGES)))), found.rows)


HEADINGS = ("s-asked", "s-planned", "s-promised", "s-shipped", "s-claimed", "s-settled")


@command("neighbours", *files())
def list_neighbours(face: Face, xlsx: str, csv: str) -> Answer:
    """Who supplies us and who buys from us, and what is late between us."""
    rows = list(neighbours(face.view, face.today))
    answer = answer_list(face, neighbours_list(rows), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [one._asdict() for one in rows]
    return answer


def role_of(one: Neighbour) -> str:
    """What a partner is to us, as a word."""
    if one.supplies and one.buys:
        return "supplies-and-buys"
    return "supplies" if one.supplies else "buys" if one.buys else "no-trade-yet"


def neighbours_list(rows: list[Neighbour]) -> Listing:
    """Partners as a list."""

    def count(value: int) -> str | None:
        return None if not value else f"{value}+" if value == MOST_LATE else str(value)

    columns = (
        column("partner"),
        column("name"),
        Column("role_to_us", lambda one: Word(role_of(one))),
        Column("late_to_us", lambda one: count(one.late_to_us)),
        Column("next_to_us", lambda one: one.next_to_us),
        Column("late_by_us", lambda one: count(one.late_by_us)),
        Column("next_by_us", lambda one: one.next_by_us),
    )
    return Listing(columns, rows, empty="no-partners")
