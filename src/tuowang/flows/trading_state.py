"""What the tables of trading say: slots, live proposals, where a thread stands.

Every answer here depends on what both sides said and never on the order in which it crossed.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from tuowang.flows.amounts import most
from tuowang.flows.item_codes import our_item
from tuowang.flows.trading import (
    ACCEPTED,
    AGREEMENTS,
    COMMITMENTS,
    COUNTERED,
    DEMANDS,
    OFFERED,
    PROPOSALS,
    SLOT,
    AgreementRow,
    CommitmentRow,
    DemandRow,
    ProposalRow,
    Terms,
)
from tuowang.flows.vocabulary import Line, amount_minor
from tuowang.record.codec import encode
from tuowang.store.store import View
from tuowang.units import MAXIMUM_AMOUNT_MINOR

MOST_LINES = 1000
MOST_PROPOSALS = 100
"""Of one side, in one slot; what goes beyond means nothing."""
LIVE = (OFFERED, ACCEPTED)


def terms_hash(terms: Terms) -> str:
    """Hex SHA-256 of the terms' one encoding."""
    return sha256(encode(terms)).hexdigest()


def lines_stand(lines: list[Line]) -> bool:
    """Whether the lines can mean something: some, not too many, each name once."""
    return 0 < len(lines) <= MOST_LINES and len({line.line for line in lines}) == len(lines)


def total_minor(terms: Terms) -> int:
    """The most that these terms can come to."""
    return sum(
        amount_minor(
            line.price_minor, line.price_quantity, most(line.quantity, terms.tolerance_permille)
        )
        for line in terms.lines
    )


def terms_stand(terms: Terms) -> bool:
    """Whether the terms can be agreed: proper lines, and an amount that can be claimed."""
    return lines_stand(terms.lines) and total_minor(terms) <= MAXIMUM_AMOUNT_MINOR


def base_of(lines: list[Line], name: str) -> Line | None:
    """The line that a line answers: of the same name, or "1" for its part "1.2"."""
    names = {line.line: line for line in lines}
    return names.get(name) or names.get(name.rpartition(".")[0])


def own_item(view: View, partner: str, line: Line, selling: bool) -> str:
    """Our code of a line's item; "" where we buy and have no code for the seller's."""
    return line.item if selling else our_item(view, partner, line.item)


def slot(
    view: View, partner: str, agreement: str, demand: str, revision: int
) -> Iterator[ProposalRow]:
    """The proposals that answer one demand (agreement ""), or that would make one revision."""
    return view.find(PROPOSALS, SLOT, partner, agreement, demand, revision)


def slot_of(view: View, row: ProposalRow) -> Iterator[ProposalRow]:
    """The proposals of the slot that this one is in."""
    return slot(view, row.partner, row.agreement, row.demand, row.revision)


def slot_is_free(view: View, row: ProposalRow) -> bool:
    """Whether nothing was confirmed yet where this proposal would be."""
    if row.agreement == "":
        demand = view.get(DEMANDS, row.partner, row.demand)
        return demand is not None and demand.agreement == ""
    agreement = view.get(AGREEMENTS, row.partner, row.agreement)
    return agreement is not None and row.revision == agreement.revision + 1


def next_slot(view: View, agreement: AgreementRow) -> Iterator[ProposalRow]:
    """The proposals for an agreement's next revision."""
    return slot(
        view, agreement.partner, agreement.agreement, agreement.demand, agreement.revision + 1
    )


def demand_slot(view: View, demand: DemandRow) -> Iterator[ProposalRow]:
    """The proposals that answer a demand and were not confirmed."""
    return slot(view, demand.partner, "", demand.demand, 1)


def leading(view: View, demand: DemandRow) -> ProposalRow | None:
    """The proposal whose state is the thread's, the same on both ends: the liveliest."""
    ranks = {ACCEPTED: 3, OFFERED: 2, COUNTERED: 0}
    return max(
        demand_slot(view, demand),
        key=lambda row: (ranks.get(row.state, 1), row.day, row.proposal),
        default=None,
    )


def below_shipped(view: View, row: ProposalRow) -> CommitmentRow | None:
    """The first commitment of which more was shipped than this proposal would still cover."""
    quantities = {line.line: line.quantity for line in row.terms.lines}
    for commitment in view.scan(COMMITMENTS, row.partner, row.agreement):
        quantity = quantities.get(commitment.line, 0)
        if most(quantity, row.terms.tolerance_permille) < commitment.shipped - commitment.rejected:
            return commitment
    return None


def changed_item(view: View, row: ProposalRow) -> CommitmentRow | None:
    """The first commitment that this revision would turn into another item or unit, if any."""
    lines = {line.line: line for line in row.terms.lines}
    for commitment in view.scan(COMMITMENTS, row.partner, row.agreement):
        line = lines.get(commitment.line)
        seller_item = commitment.item if commitment.selling else commitment.their_item
        if line is not None and (line.item, line.unit) != (seller_item, commitment.unit):
            return commitment
    return None


def may_still_ship(view: View, commitment: CommitmentRow) -> int:
    """How much more the seller may ship: of what is agreed, and of what it accepted meanwhile."""
    limit = most(commitment.quantity, commitment.tolerance_permille)
    agreement = view.get(AGREEMENTS, commitment.partner, commitment.agreement)
    for row in next_slot(view, agreement) if agreement else ():
        if row.state == ACCEPTED and not row.mine:
            quantities = {line.line: line.quantity for line in row.terms.lines}
            revised = quantities.get(commitment.line, 0)
            limit = min(limit, most(revised, row.terms.tolerance_permille))
    return max(0, limit - commitment.shipped + commitment.rejected)
