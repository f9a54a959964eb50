"""Offer and agree: `offer`, `counter`, `agree`, `decline`, `withdraw`, `revise`; the lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Amount, Answer, Column, Listing, Money, Word, by_whom
from tuowang.faces.cli.demands import currency_with
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import answering_lines, day, document, partner_code
from tuowang.faces.cli.grammar import Number, argument, command, option
from tuowang.faces.cli.lists import answer_list, files, standing
from tuowang.faces.cli.partners import permille
from tuowang.flows.trading import (
    ACCEPTED,
    AGREEMENTS,
    COMMITMENTS,
    DEMANDS,
    OFFERED,
    PROPOSALS,
    Agree,
    CounterProposal,
    Decline,
    DemandRow,
    MakeOffer,
    ProposalRow,
    Revise,
    Withdraw,
)
from tuowang.flows.trading_state import own_item
from tuowang.flows.vocabulary import Line

_TERMS = (
    option("line", metavar="line", many=True),
    option("expires", metavar="date"),
    option("tolerance", metavar="percent"),
    option("payment_days", kind=Number(0, 3650), metavar="days"),
    option("reason", metavar="text"),
)


@command(
    "offer",
    argument("partner"),
    argument("demand"),
    option("as_can_be_kept", flag=True),
    *_TERMS,
)
def offer(
    face: Face,
    partner: str,
    demand: str,
    as_can_be_kept: bool,
    line: tuple[str, ...],
    expires: str,
    tolerance: str,
    payment_days: int | None,
    reason: str,
) -> Answer:
    """Answer a demand: as asked, as can be kept, or with lines of our own."""
    code = partner_code(face, partner)
    name = document(face, DEMANDS, code, "demand", demand)
    row = face.view.get(DEMANDS, code, name)
    lines: list[Line] = []
    if as_can_be_kept and row is not None:
        lines = _as_can_be_kept(face, row)
    elif line:
        base = [(one.line, one.item) for one in row.lines] if row is not None else []
        lines = answering_lines(face, line, base, currency_with(face, code))
    said = MakeOffer(
        code,
        name,
        lines,
        day(face, expires) if expires else "",
        permille(tolerance) if tolerance else -1,
        -1 if payment_days is None else payment_days,
        reason,
    )
    return do(face, said)


def _as_can_be_kept(face: Face, row: DemandRow) -> list[Line]:
    """What can be promised without making anything late. Mistake: nothing-can-be-kept."""
    from tuowang.flows.planning_views import promise_for

    lines = promise_for(face.view, row, face.today)
    if not lines:
        raise Mistake("nothing-can-be-kept", partner=row.partner, demand=row.demand)
    return lines


def _proposal(face: Face, partner: str, name: str) -> tuple[str, str]:
    code = partner_code(face, partner)
    return code, document(face, PROPOSALS, code, "proposal", name)


def _base(face: Face, row: ProposalRow) -> list[tuple[str, str]]:
    return [
        (one.line, own_item(face.view, row.partner, one, row.selling)) for one in row.terms.lines
    ]


@command("counter", argument("partner"), argument("proposal"), *_TERMS)
def counter(
    face: Face,
    partner: str,
    proposal: str,
    line: tuple[str, ...],
    expires: str,
    tolerance: str,
    payment_days: int | None,
    reason: str,
) -> Answer:
    """Answer the partner's proposal with another one."""
    code, name = _proposal(face, partner, proposal)
    row = face.view.get(PROPOSALS, code, name)
    base = _base(face, row) if row is not None else []
    currency = row.terms.currency if row is not None else currency_with(face, code)
    said = CounterProposal(
        code,
        name,
        answering_lines(face, line, base, currency),
        day(face, expires) if expires else "",
        permille(tolerance) if tolerance else -1,
        -1 if payment_days is None else payment_days,
        reason,
    )
    return do(face, said)


@command("agree", argument("partner"), argument("proposal"))
def agree(face: Face, partner: str, proposal: str) -> Answer:
    """Accept the partner's proposal as it stands."""
    return do(face, Agree(*_proposal(face, partner, proposal)))


@command("decline", argument("partner"), argument("proposal"), option("reason", metavar="text"))
def decline(face: Face, partner: str, proposal: str, reason: str) -> Answer:
    """Decline the partner's proposal."""
    return do(face, Decline(*_proposal(face, partner, proposal), reason))


@command("withdraw", argument("partner"), argument("proposal"), option("reason", metavar="text"))
def withdraw(face: Face, partner: str, proposal: str, reason: str) -> Answer:
    """Take our own proposal back."""
    return do(face, Withdraw(*_proposal(face, partner, proposal), reason))


@command(
    "revise",
    argument("partner"),
    argument("agreement"),
    option("line", metavar="line", many=True),
    option("expires", metavar="date"),
    option("reason", metavar="text"),
)
def revise(
    face: Face, partner: str, agreement: str, line: tuple[str, ...], expires: str, reason: str
) -> Answer:
    """Propose new lines for an agreement; those that are not named stay as they are."""
    code = partner_code(face, partner)
    name = document(face, AGREEMENTS, code, "agreement", agreement)
    row = face.view.get(AGREEMENTS, code, name)
    lines: list[Line] = []
    if row is not None and line:
        own = [(one, own_item(face.view, code, one, row.selling)) for one in row.terms.lines]
        base = [(one.line, item) for one, item in own]
        lines = answering_lines(face, line, base, row.terms.currency)
        named = {one.line for one in lines}
        lines += [_kept(one, item) for one, item in own if one.line not in named]
        lines.sort(key=lambda one: one.line)
    return do(face, Revise(code, name, lines, day(face, expires) if expires else "", reason))


def _kept(line: Line, item: str) -> Line:
    return Line(
        line.line,
        item,
        line.unit,
        line.quantity,
        line.due,
        "",
        line.price_minor,
        line.price_quantity,
    )


class ProposedLine(NamedTuple):
    """One line of a proposal."""

    row: ProposalRow
    line: Line
    item: str


def _lines(face: Face, rows: Iterable[ProposalRow]) -> Iterator[ProposedLine]:
    for row in rows:
        for one in row.terms.lines:
            item = own_item(face.view, row.partner, one, row.selling) or one.item
            yield ProposedLine(row, one, item)


_PROPOSALS = (
    Column("proposal", lambda of: of.row.proposal),
    Column("partner", lambda of: of.row.partner),
    Column("from", lambda of: by_whom(of.row.mine)),
    Column("we", lambda of: Word("selling" if of.row.selling else "buying")),
    Column("state", lambda of: Word(of.row.state)),
    Column("line", lambda of: of.line.line),
    Column("item", lambda of: of.item),
    Column("quantity", lambda of: Amount(of.line.quantity, of.line.unit)),
    Column("due", lambda of: of.line.due),
    Column("price", lambda of: Money(of.line.price_minor, of.row.terms.currency)),
    Column("price_quantity", lambda of: of.line.price_quantity),
    Column("expires", lambda of: of.row.expires),
    Column("answers", lambda of: of.row.agreement or of.row.demand),
)


@command("offers", argument("partner", needed=False), option("all", flag=True), *files())
def offers(face: Face, partner: str, all: bool, xlsx: str, csv: str) -> Answer:
    """Offers and counters that stand, ours and partners'."""
    states = () if all else (OFFERED, ACCEPTED)
    found = standing(face, PROPOSALS, partner, ("state", "mine"), *states)
    rows = [row for row in found if all or row.state in states]
    answer = answer_list(face, Listing(_PROPOSALS, list(_lines(face, rows))), xlsx, csv)
    if not (xlsx or csv):
        answer.document = rows
    return answer


def _state(row: Any) -> Word:
    return Word("open" if row.open else "closed")


_COMMITMENTS = (
    Column("agreement", lambda row: row.agreement),
    Column("partner", lambda row: row.partner),
    Column("we", lambda row: Word("selling" if row.selling else "buying")),
    Column("line", lambda row: row.line),
    Column("item", lambda row: row.item or row.their_item),
    Column("quantity", lambda row: Amount(row.quantity, row.unit)),
    Column("due", lambda row: row.due),
    Column("price", lambda row: Money(row.price_minor, row.currency)),
    Column("price_quantity", lambda row: row.price_quantity),
    Column("shipped", lambda row: Amount(row.shipped, row.unit)),
    Column("received", lambda row: Amount(row.received, row.unit)),
    Column("state", _state),
)


@command("agreements", argument("partner", needed=False), option("all", flag=True), *files())
def agreements(face: Face, partner: str, all: bool, xlsx: str, csv: str) -> Answer:
    """What is agreed and still open, line by line."""
    firsts = () if all else (True,)
    found = standing(face, COMMITMENTS, partner, ("open", "selling", "due"), *firsts)
    rows = [row for row in found if all or row.open]
    rows.sort(key=lambda row: (row.due, row.partner, row.agreement, row.line))
    return answer_list(face, Listing(_COMMITMENTS, rows), xlsx, csv)
