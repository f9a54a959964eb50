"""Every version of an agreement, or of what may become one, side by side; and who signed which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.trading import (
    AGREEMENTS,
    DEMANDS,
    PROPOSALS,
    SLOT,
    AgreementRow,
    DemandRow,
    ProposalRow,
)
from tuowang.flows.trading_state import own_item
from tuowang.flows.vocabulary import Line
from tuowang.store.store import View

MOST_VERSIONS = 50


class Version(NamedTuple):
    """One version: the demand it began with, an offer, a counter or a change.

    reference: the document. mine: we said it. state: its own, or of a demand. signed: by both.
    lines: by their names. item: our codes of them.
    """

    reference: str
    what: str
    mine: bool
    day: str
    state: str
    signed: bool
    reason: str
    currency: str
    lines: dict[str, Line]
    items: dict[str, str]


class Thread(NamedTuple):
    """All versions, the oldest first, and the names of all lines that any of them has.

    cut: there are more versions than are shown.
    """

    partner: str
    agreement: AgreementRow | None
    versions: list[Version]
    names: list[str]
    cut: bool


def thread(view: View, partner: str, reference: str) -> Thread | None:
    """The thread of a demand, a proposal or an agreement; None where nothing has that name."""
    demand, agreement = _found(view, partner, reference)
    proposals = list(_proposals(view, partner, reference, demand, agreement))
    asked = view.get(DEMANDS, partner, demand) if demand else None
    if asked is None and not proposals:
        return None
    proposals.sort(key=lambda row: (row.revision, row.day))
    versions = [_asked(asked)] if asked is not None else []
    versions += [_proposed(view, row) for row in _in_order(proposals)]
    names = list(dict.fromkeys(name for one in versions for name in one.lines))
    shown = versions[:1] + versions[1:][-MOST_VERSIONS:]
    row = view.get(AGREEMENTS, partner, agreement) if agreement else None
    return Thread(partner, row, shown, sorted(names, key=_rank), len(shown) < len(versions))


def _found(view: View, partner: str, reference: str) -> tuple[str, str]:
    """The names of the thread's demand and agreement, "" where there is none."""
    row = view.get(AGREEMENTS, partner, reference)
    if row is not None:
        return row.demand, row.agreement
    proposal = view.get(PROPOSALS, partner, reference)
    if proposal is not None:
        return proposal.demand, proposal.agreement
    demand = view.get(DEMANDS, partner, reference)
    return (demand.demand, demand.agreement) if demand is not None else ("", "")


def _proposals(
    view: View, partner: str, reference: str, demand: str, agreement: str
) -> Iterator[ProposalRow]:
    found: dict[str, ProposalRow] = {}
    if agreement:
        found |= {row.proposal: row for row in view.find(PROPOSALS, SLOT, partner, agreement)}
    if demand:
        answers = view.find(PROPOSALS, ("partner", "demand"), partner, demand)
        found |= {row.proposal: row for row in answers}
    row = view.get(PROPOSALS, partner, reference)
    yield from ({row.proposal: row, **found} if row is not None else found).values()


def _in_order(rows: list[ProposalRow]) -> list[ProposalRow]:
    """A counter behind what it answers; all else by revision and day."""
    by_name = {row.proposal: row for row in rows}
    placed: dict[str, ProposalRow] = {}

    def place(row: ProposalRow) -> None:
        before = by_name.get(row.replaces)
        if row.proposal not in placed:
            if before is not None and before.proposal not in placed and before is not row:
                place(before)
            placed[row.proposal] = row

    for row in rows[-10 * MOST_VERSIONS :]:
        place(row)
    return list(placed.values())


def _rank(name: str) -> tuple[int, str]:
    whole = name.partition(".")[0]
    return (int(whole) if whole.isdecimal() else 10**6, name)


def _asked(row: DemandRow) -> Version:
    return Version(
        row.demand,
        "demand",
        row.mine,
        row.day,
        row.state,
        False,
        "",
        "",
        {line.line: line for line in row.lines},
        {line.line: line.buyer_item if row.mine else line.item for line in row.lines},
    )


def _proposed(view: View, row: ProposalRow) -> Version:
    lines = {line.line: line for line in row.terms.lines}
    return Version(
        row.proposal,
        "revision" if row.revision > 1 else "proposal",
        row.mine,
        row.day,
        row.state,
        row.state == "AGREED",
        row.reason,
        row.terms.currency,
        lines,
        {
            name: own_item(view, row.partner, line, row.selling) or line.item
            for name, line in lines.items()
        },
    )
