"""Ask partners for goods: `demand`, `demands`, `withdraw-demand`, `decline-demand`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Amount, Answer, Column, Listing, Money, Word, by_whom
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import (
    day,
    document,
    item_code,
    line,
    own_quantity,
    partner_code,
    price,
)
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.lists import answer_list, files, standing
from tuowang.flows.partner import PARTNERS
from tuowang.flows.trading import (
    DEMANDS,
    DeclineDemand,
    DemandRow,
    RequestDemand,
    WithdrawDemand,
)
from tuowang.flows.vocabulary import Line


@command(
    "demand",
    argument("partner", needed=False),
    argument("item", needed=False),
    argument("quantity", needed=False),
    argument("date", needed=False),
    option("price", metavar="price"),
    option("line", metavar="line", many=True),
    option("from_plan", flag=True),
    option("expires", metavar="date"),
)
def demand(
    face: Face,
    partner: str,
    item: str,
    quantity: str,
    date: str,
    price: str,
    line: tuple[str, ...],
    from_plan: bool,
    expires: str,
) -> Answer:
    """Ask a partner for goods, or turn the plan's purchases into demands."""
    until = day(face, expires) if expires else ""
    if from_plan:
        return _from_plan(face, partner, until)
    if not partner or (not line and not (item and quantity and date)):
        raise Mistake("demand-incomplete")
    code = partner_code(face, partner)
    typed = [] if not item else [_single(face, code, item, quantity, date, price)]
    lines = [*typed, *_more(face, code, line, len(typed) + 1)]
    return do(face, RequestDemand(code, lines, expires=until))


def currency_with(face: Face, partner: str) -> str:
    """The currency of our dealings with a partner."""
    row = face.view.get(PARTNERS, partner)
    return row.currency if row is not None else "CNY"


def _single(face: Face, partner: str, item: str, quantity: str, date: str, asked: str) -> Line:
    code = item_code(face, item)
    minor, per = price(asked, currency_with(face, partner)) if asked else (0, 1)
    return Line("1", code, "", own_quantity(face, code, quantity), day(face, date), "", minor, per)


def _more(face: Face, partner: str, typed: tuple[str, ...], first: int) -> list[Line]:
    currency = currency_with(face, partner)
    return [line(face, str(number), one, currency) for number, one in enumerate(typed, first)]


def _from_plan(face: Face, partner: str, expires: str) -> Answer:
    """One demand a supplier, of what has to be ordered by today."""
    from tuowang.flows.planning_views import purchases_to_request

    wanted = partner_code(face, partner) if partner else ""
    requests = purchases_to_request(face.view, face.today)
    chosen = [one for one in requests if one.supplier and wanted in ("", one.supplier)]
    unknown = [line.item for one in requests if not one.supplier for line in one.lines]
    commands = [RequestDemand(one.supplier, one.lines, one.causes, expires) for one in chosen]
    if commands:
        answer = do(face, commands)
    else:
        answer = Answer({"said": [], "notes": []}, [face.text("nothing-to-order")])
    answer.document["without_supplier"] = unknown
    if unknown:
        answer.shown.append("! " + face.text("without-supplier", items=unknown))
    return answer


def _document(face: Face, partner: str, name: str) -> tuple[str, str]:
    code = partner_code(face, partner)
    return code, document(face, DEMANDS, code, "demand", name)


@command(
    "withdraw-demand", argument("partner"), argument("demand"), option("reason", metavar="text")
)
def withdraw_demand(face: Face, partner: str, demand: str, reason: str) -> Answer:
    """No longer ask."""
    return do(face, WithdrawDemand(*_document(face, partner, demand), reason))


@command(
    "decline-demand", argument("partner"), argument("demand"), option("reason", metavar="text")
)
def decline_demand(face: Face, partner: str, demand: str, reason: str) -> Answer:
    """Make no offer."""
    return do(face, DeclineDemand(*_document(face, partner, demand), reason))


class DemandLine(NamedTuple):
    """One line of a demand, ours or a partner's."""

    row: DemandRow
    line: Line
    currency: str


def _lines(face: Face, rows: Iterator[DemandRow]) -> Iterator[DemandLine]:
    for row in rows:
        currency = currency_with(face, row.partner)
        for one in row.lines:
            yield DemandLine(row, one, currency)


def _price(of: DemandLine) -> Any:
    return Money(of.line.price_minor, of.currency) if of.line.price_minor else None


_DEMANDS = (
    Column("demand", lambda of: of.row.demand),
    Column("partner", lambda of: of.row.partner),
    Column("from", lambda of: by_whom(of.row.mine)),
    Column("state", lambda of: Word(of.row.state)),
    Column("line", lambda of: of.line.line),
    Column("item", lambda of: of.line.buyer_item if of.row.mine else of.line.item),
    Column("quantity", lambda of: Amount(of.line.quantity, of.line.unit)),
    Column("due", lambda of: of.line.due),
    Column("price", _price),
    Column("expires", lambda of: of.row.expires),
    Column("proposal", lambda of: of.row.proposal),
)


@command("demands", argument("partner", needed=False), option("all", flag=True), *files())
def demands(face: Face, partner: str, all: bool, xlsx: str, csv: str) -> Answer:
    """Demands that still stand, ours and partners'."""
    firsts = () if all else (True,)
    found = standing(face, DEMANDS, partner, ("open", "mine"), *firsts)
    rows = [row for row in found if all or row.open]
    lines = list(_lines(face, iter(rows)))
    answer = answer_list(face, Listing(_DEMANDS, lines), xlsx, csv)
    if not (xlsx or csv):
        answer.document = rows
    return answer
