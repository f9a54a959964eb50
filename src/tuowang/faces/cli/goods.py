"""Goods in our own house: `make`, `issue`, `count`, `stock`, `trace`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tuowang.errors import Mistake
from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import Answer, Cell, Column, Listing, Word, column
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import chosen, day, item_code, own_quantity
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.jobs import open_job
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.planning import PLAN_LINES
from tuowang.flows.stock import LOTS, MOVES, OWN, STORE_PLACE, CountStock, Issue, Make
from tuowang.flows.vocabulary import LotPart


def lot_part(face: Face, typed: str, item: str = "") -> LotPart:
    """A part of a lot, "LOT:QUANTITY" or "ITEM:LOT:QUANTITY". Mistake: lot-unreadable."""
    parts = typed.split(":")
    if len(parts) < (2 if item else 3):
        raise Mistake("lot-unreadable", text=typed)
    named = item if len(parts) == 2 else item_code(face, ":".join(parts[:-2]))
    return LotPart(named, parts[-2], own_quantity(face, named, parts[-1]))


@command(
    "make",
    argument("item"),
    argument("quantity"),
    option("lot", metavar="lot"),
    option("plan_line", metavar="line"),
    option("use", metavar="lot_part", many=True),
    option("scrap", metavar="quantity"),
    option("job", metavar="job"),
    option("day", metavar="date"),
)
def make(
    face: Face,
    item: str,
    quantity: str,
    lot: str,
    plan_line: str,
    use: tuple[str, ...],
    scrap: str,
    job: str,
    day: str,
) -> Answer:
    """Make a quantity of an item: inputs out of the store, or of started work; a lot into it."""
    code = item_code(face, item)
    planned = chosen(plan_line, (row.line for row in face.view.scan(PLAN_LINES)), "line")
    said = Make(
        code,
        own_quantity(face, code, quantity),
        lot,
        _day(face, day),
        [lot_part(face, one) for one in use],
        planned,
        own_quantity(face, code, scrap) if scrap else 0,
        open_job(face, job),
    )
    return do(face, said)


def _day(face: Face, typed: str) -> str:
    return day(face, typed) if typed else ""


@command(
    "issue",
    argument("item"),
    argument("quantity"),
    option("lot", metavar="lot"),
    option("reason", metavar="text"),
    option("day", metavar="date"),
)
def issue(face: Face, item: str, quantity: str, lot: str, reason: str, day: str) -> Answer:
    """Take a quantity out of the store for a use of our own."""
    code = item_code(face, item)
    return do(face, Issue(code, own_quantity(face, code, quantity), lot, _day(face, day), reason))


@command(
    "count",
    argument("item"),
    argument("quantity"),
    option("lot", metavar="lot"),
    option("place", metavar="place"),
    option("reason", metavar="text"),
    option("day", metavar="date"),
)
def count(
    face: Face, item: str, quantity: str, lot: str, place: str, reason: str, day: str
) -> Answer:
    """Enter what was counted; the difference becomes a move."""
    code = item_code(face, item)
    counted = own_quantity(face, code, quantity)
    said = CountStock(code, counted, lot, place or STORE_PLACE, _day(face, day), reason)
    return do(face, said)


def _whose(name: str) -> Cell:
    return Word("me") if name == OWN else name


@command("stock", option("item", metavar="item"), option("moves", flag=True), *files())
def stock(face: Face, item: str, moves: bool, xlsx: str, csv: str) -> Answer:
    """What lies where and whose it is; or how it came and went."""
    code = item_code(face, item)
    if moves:
        rows = list(face.some(row for row in face.view.scan(MOVES) if code in ("", row.item)))
        rows.sort(key=lambda row: row.day)
        return answer_list(face, Listing(_columns(face, moved=True), rows), xlsx, csv)
    prefix = (code,) if code else ()
    listing = Listing(_columns(face, moved=False), list(face.some(face.view.scan(LOTS, *prefix))))
    return answer_list(face, listing, xlsx, csv)


def _columns(face: Face, *, moved: bool) -> tuple[Column, ...]:
    def name(row: Any) -> Cell:
        found = face.view.get(ITEMS, row.item)
        return found.name if found is not None else ""

    common = (
        column("item"),
        Column("name", name),
        column("lot"),
        Column("quantity", lambda row: item_amount(face, row.item, row.quantity)),
        Column("place", lambda row: Word(row.place)),
        Column("owner", lambda row: _whose(row.owner)),
        Column("holder", lambda row: _whose(row.holder)),
    )
    if moved:
        return (column("day"), *common, Column("reason", lambda row: Word(row.reason)))
    return common


@command("trace", argument("lot"))
def trace(face: Face, lot: str) -> Answer:
    """Where a lot comes from and where it went, as far as partners disclose it."""
    from tuowang.flows.trace import trace as trace_lot

    names = (row.lot for row in face.view.scan(LOTS))
    found = trace_lot(face.view, lot)
    if not found.items:
        found = trace_lot(face.view, chosen(lot, names, "lot"))
    if not found.items:
        raise Mistake("lot-unknown", lot=lot)
    shown: list[str | Listing] = [f"{found.lot}  ({', '.join(found.items)})"]
    for title, nodes in (("trace-up", found.up), ("trace-down", found.down)):
        shown.append(face.text(title))
        shown += list(_tree(face, nodes, "")) or ["  " + face.text("trace-nothing")]
    if not found.complete:
        shown.append("! " + face.text("trace-cut"))
    return Answer(found, shown)


def _tree(face: Face, nodes: list[Any], before: str) -> Iterator[str]:
    from tuowang.faces.cli.show import cell_text
    from tuowang.faces.texts import printable

    for place, node in enumerate(nodes):
        last = place + 1 == len(nodes)
        parts = [
            cell_text(face, item_amount(face, node.item, node.quantity)),
            node.item,
            node.lot,
            node.partner,
            node.event,
            node.day,
            face.text("trace-cut") if node.cut else "",
        ]
        shown = printable("  ".join(part for part in parts if part))
        yield before + ("└─ " if last else "├─ ") + shown
        yield from _tree(face, node.nodes, before + ("   " if last else "│  "))
