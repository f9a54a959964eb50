"""Work in progress: `start`, `jobs`."""

from __future__ import annotations

from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import Answer, Column, Listing, Word, column
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import chosen, day, item_code, own_quantity
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.planning import PLAN_LINES
from tuowang.flows.stock import JOBS, StartJob, StopJob
from tuowang.flows.vocabulary import LotPart


def open_job(face: Face, typed: str) -> str:
    """A started job by its name, or how that begins or ends."""
    return chosen(typed, (row.job for row in face.view.find(JOBS, ("open", "finish"), True)), "job")


@command(
    "start",
    argument("item"),
    argument("quantity"),
    option("finish", metavar="date"),
    option("plan_line", metavar="line"),
    option("use", metavar="lot_part", many=True),
    option("day", metavar="date"),
)
def start(
    face: Face,
    item: str,
    quantity: str,
    finish: str,
    plan_line: str,
    use: tuple[str, ...],
    day: str,
) -> Answer:
    """Begin to make a quantity: inputs go from the store into work."""
    code = item_code(face, item)
    planned = chosen(plan_line, (row.line for row in face.view.scan(PLAN_LINES)), "line")
    said = StartJob(
        code,
        own_quantity(face, code, quantity),
        _day(face, finish),
        _day(face, day),
        [_lot_part(face, one) for one in use],
        planned,
    )
    return do(face, said)


def _day(face: Face, typed: str) -> str:
    return day(face, typed) if typed else ""


def _lot_part(face: Face, typed: str) -> LotPart:
    from tuowang.faces.cli.goods import lot_part

    return lot_part(face, typed)


@command("jobs", option("all", flag=True), option("stop", metavar="job"), *files())
def jobs(face: Face, all: bool, stop: str, xlsx: str, csv: str) -> Answer:
    """Work that was started and is not done; or stop one, and put back what it did not use."""
    if stop:
        return do(face, StopJob(open_job(face, stop)))
    rows = list(face.some(row for row in face.view.scan(JOBS) if all or row.open))
    rows.sort(key=lambda row: (row.finish, row.job))
    columns = (
        column("job"),
        column("item"),
        Column("quantity", lambda row: item_amount(face, row.item, row.quantity)),
        Column("done", lambda row: item_amount(face, row.item, row.done)),
        Column("start", lambda row: row.day),
        column("finish"),
        Column("state", lambda row: Word("open" if row.open else "closed")),
        Column("for", lambda row: row.plan_line),
    )
    return answer_list(face, Listing(columns, rows, empty="no-jobs"), xlsx, csv)
