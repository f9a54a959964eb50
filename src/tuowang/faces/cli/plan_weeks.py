"""The plan week by week: `projection` of an item, `loads` of work centres, `late` and why."""

from __future__ import annotations

from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import Amount, Answer, Column, Listing, Share, Word, column
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import item_code
from tuowang.faces.cli.grammar import Number, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.faces.cli.planning import reason_text
from tuowang.flows.checks import known_item
from tuowang.flows.planning import PLANS
from tuowang.flows.planning_folds import NOW
from tuowang.flows.planning_weeks import (
    WEEK,
    CentreSpan,
    ItemWeek,
    Late,
    centre_spans,
    centres,
    item_weeks,
    late,
    late_one,
    monday,
)

USUAL_WEEKS, MOST_WEEKS, MOST_LATE = 13, 143, 200
SHOWN = ("w-wanted", "w-used", "w-comes", "w-made", "w-bought", "w-promised", "w-stock", "w-late")
"""The headings of an item's week; behind "w-" the field."""
_WEEKS = option("weeks", kind=Number(1, MOST_WEEKS), metavar="number", default=USUAL_WEEKS)


@command("projection", argument("item"), _WEEKS, *files())
def projection(face: Face, item: str, weeks: int, xlsx: str, csv: str) -> Answer:
    """An item week by week: wanted, made, bought, promised, and the stock that is left."""
    code = known_item(face.view, item_code(face, item)).item
    rows = item_weeks(face.view, code, weeks)
    answer = answer_list(face, projection_list(face, code, rows), xlsx, csv)
    if not (xlsx or csv):
        answer.document = {"item": code, "weeks": [one._asdict() for one in rows]}
    return answer


def projection_list(face: Face, item: str, rows: list[ItemWeek]) -> Listing:
    """The weeks of an item as a list."""

    def quantity(name: str) -> Column:
        return Column(name, lambda row: item_amount(face, item, getattr(row, name[2:])))

    columns = (Column("week", lambda row: row.start), *(quantity(name) for name in SHOWN))
    return Listing(columns, rows, empty="no-plan")


@command("loads", argument("centre", needed=False), _WEEKS, *files())
def loads(face: Face, centre: str, weeks: int, xlsx: str, csv: str) -> Answer:
    """What the plan takes of each work centre, week by week, and what there is."""
    plan = face.view.get(PLANS, NOW)
    rows: list[CentreSpan] = []
    if plan is not None:
        first = monday(plan.day)
        names = [centre] if centre else centres(face.view)
        for spans in centre_spans(face.view, names, first, weeks, WEEK):
            rows += spans
    answer = answer_list(face, Listing(LOADS, rows, empty="no-loads"), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [one._asdict() for one in rows]
    return answer


def share_of(one: CentreSpan) -> Share | None:
    """The load as a share of the capacity; None where there is none."""
    if not one.capacity_seconds:
        return None
    return Share(round(1000 * one.load_seconds / one.capacity_seconds))


def _state(one: CentreSpan) -> Word:
    over = one.load_seconds > one.capacity_seconds
    return Word("overloaded" if over else "full" if _is_full(one) else "free")


def _is_full(one: CentreSpan) -> bool:
    return one.capacity_seconds > 0 and 20 * one.load_seconds >= 19 * one.capacity_seconds


LOADS = (
    column("centre"),
    Column("week", lambda one: one.start),
    Column("load", lambda one: Amount(round(one.load_seconds / 3600), "HUR")),
    Column("capacity", lambda one: Amount(round(one.capacity_seconds / 3600), "HUR")),
    Column("share", share_of),
    Column("state", _state),
)


@command("late", argument("reference", needed=False), *files())
def list_late(face: Face, reference: str, xlsx: str, csv: str) -> Answer:
    """What the plan delivers late, and why, from what it waits for to the root."""
    one = late_one(face.view, reference) if reference else None
    found = ([one] if one else []) if reference else list(late(face.view, MOST_LATE))
    answer = answer_list(face, Listing(late_columns(face), found, empty="nothing-late"), xlsx, csv)
    if xlsx or csv:
        return answer
    answer.document = [
        {**row._asdict(), "texts": [reason_text(face, reason) for reason in row.reasons]}
        for row in found
    ]
    for row in found if reference else ():
        answer.shown += [reason_text(face, reason) for reason in row.reasons]
    return answer


def late_columns(face: Face) -> tuple[Column, ...]:
    """What is told of something late."""

    def root(row: Late) -> str:
        return reason_text(face, row.reasons[-1])

    return (
        column("reference"),
        column("partner"),
        column("item"),
        Column("quantity", lambda row: item_amount(face, row.item, row.quantity)),
        column("due", "wanted"),
        Column("finish", lambda row: row.finish or Word("not-in-plan")),
        Column("reason", root),
    )
