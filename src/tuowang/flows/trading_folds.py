"""The folds of trading: what was said becomes demands, proposals, agreements, commitments.

Who said a record decides whether it counts: only the buyer asks and withdraws a demand, only the
proposer withdraws and confirms, only the other side answers. Anything else means nothing.
"""

from __future__ import annotations

from msgspec.structs import replace

from tuowang.flows.amounts import enough
from tuowang.flows.base import Said
from tuowang.flows.trading import (
    ACCEPTED,
    AGREED,
    AGREEMENTS,
    ALLOCATIONS,
    COMMITMENTS,
    COUNTERED,
    DECLINED,
    DEMANDS,
    EXPIRED,
    OFFERED,
    PROPOSALS,
    REQUESTED,
    WITHDRAWN,
    AgreementConfirmed,
    AgreementRow,
    AllocationRow,
    CommitmentRow,
    DemandDeclined,
    DemandRow,
    DemandWithdrawn,
    ProposalAccepted,
    ProposalDeclined,
    ProposalRow,
    ProposalWithdrawn,
    Proposed,
    Requested,
    trading,
)
from tuowang.flows.trading_state import (
    MOST_PROPOSALS,
    base_of,
    changed_item,
    leading,
    lines_stand,
    own_item,
    slot_is_free,
    slot_of,
    terms_hash,
    terms_stand,
)
from tuowang.flows.vocabulary import Line
from tuowang.store.store import Rows

HIGHEST_REVISION = 10**9


def allocate(
    rows: Rows, partner: str, source: tuple[str, str], target: tuple[str, str], quantity: int
) -> None:
    """Say that so much of one flow fulfils another; 0 takes it back."""
    if quantity > 0:
        rows.put(ALLOCATIONS, AllocationRow(partner, *source, *target, quantity))
    else:
        rows.delete(ALLOCATIONS, partner, *source, *target)


@trading.fold(Requested)
def fold_requested(rows: Rows, said: Said[Requested]) -> None:
    """A demand stands; ours remembers which plan lines it is for."""
    record = said.record
    if not lines_stand(record.lines) or rows.get(DEMANDS, said.partner, record.demand) is not None:
        return
    row = DemandRow(
        said.partner,
        record.demand,
        said.mine,
        REQUESTED,
        record.day,
        record.expires,
        record.lines,
        record.causes,
        open=True,
    )
    rows.put(DEMANDS, row)
    for line, cause in zip(record.lines, record.causes, strict=False):
        if said.mine and cause:
            target = ("demand", f"{record.demand}/{line.line}")
            allocate(rows, said.partner, ("plan", cause), target, line.quantity)


@trading.fold(DemandWithdrawn)
def fold_demand_withdrawn(rows: Rows, said: Said[DemandWithdrawn]) -> None:
    """The buyer no longer asks; the first reason stays."""
    row = rows.get(DEMANDS, said.partner, said.record.demand)
    if row is None or row.mine != said.mine:
        return
    if row.open or row.state == DECLINED:
        state = EXPIRED if said.record.expired else WITHDRAWN
        rows.put(DEMANDS, replace(row, state=state, open=False))


@trading.fold(DemandDeclined)
def fold_demand_declined(rows: Rows, said: Said[DemandDeclined]) -> None:
    """The seller will make no offer."""
    row = rows.get(DEMANDS, said.partner, said.record.demand)
    if row is not None and row.mine != said.mine and row.open:
        rows.put(DEMANDS, replace(row, state=DECLINED, open=False))


@trading.fold(Proposed)
def fold_proposed(rows: Rows, said: Said[Proposed]) -> None:
    """A proposal stands, and counters the one that it replaces unless that was answered before."""
    row = _proposal(rows, said)
    if row is None:
        return
    rows.put(PROPOSALS, row)
    countered = rows.get(PROPOSALS, said.partner, row.replaces)
    if (
        countered is not None
        and countered.mine != row.mine
        and countered.state == OFFERED
        and (countered.demand, countered.agreement) == (row.demand, row.agreement)
    ):
        rows.put(PROPOSALS, replace(countered, state=COUNTERED))
    _bring_up(rows, row)


def _proposal(rows: Rows, said: Said[Proposed]) -> ProposalRow | None:
    """The row of a proposal, or None where it can mean nothing."""
    record = said.record
    selling = record.selling == said.mine
    if not terms_stand(record.terms):
        return None
    if rows.get(PROPOSALS, said.partner, record.proposal) is not None:
        return None
    if record.agreement:
        agreement = rows.get(AGREEMENTS, said.partner, record.agreement)
        if agreement is None or agreement.selling != selling:
            return None
        if not 2 <= record.revision <= HIGHEST_REVISION:
            return None
        demand, revision = agreement.demand, record.revision
    else:
        asked = rows.get(DEMANDS, said.partner, record.demand)
        if asked is None or asked.mine == selling:
            return None
        demand, revision = record.demand, 1
    row = ProposalRow(
        said.partner,
        record.proposal,
        said.mine,
        selling,
        demand,
        record.replaces,
        record.agreement,
        revision,
        OFFERED,
        record.day,
        record.expires,
        record.terms,
        terms_hash(record.terms),
        record.reason,
    )
    same_side = sum(1 for other in slot_of(rows, row) if other.mine == row.mine)
    return row if same_side < MOST_PROPOSALS else None


def _bring_up(rows: Rows, row: ProposalRow) -> None:
    """Let the demand show where its thread stands."""
    demand = rows.get(DEMANDS, row.partner, row.demand)
    if row.agreement or demand is None or demand.agreement:
        return
    first = leading(rows, demand)
    if first is not None:
        state = first.state if demand.open else demand.state
        rows.put(DEMANDS, replace(demand, proposal=first.proposal, state=state))


@trading.fold(ProposalAccepted)
def fold_accepted(rows: Rows, said: Said[ProposalAccepted]) -> None:
    """The receiver's first answer, in time, to exactly these terms."""
    record = said.record
    row = rows.get(PROPOSALS, said.partner, record.proposal)
    if row is None or row.mine == said.mine or row.state != OFFERED:
        return
    if record.terms_hash == row.terms_hash and record.day <= row.expires:
        rows.put(PROPOSALS, replace(row, state=ACCEPTED))
        _bring_up(rows, row)


@trading.fold(ProposalDeclined)
def fold_declined(rows: Rows, said: Said[ProposalDeclined]) -> None:
    """The receiver's first answer: no."""
    row = rows.get(PROPOSALS, said.partner, said.record.proposal)
    if row is not None and row.mine != said.mine and row.state == OFFERED:
        rows.put(PROPOSALS, replace(row, state=DECLINED, reason=said.record.reason))
        _bring_up(rows, row)


@trading.fold(ProposalWithdrawn)
def fold_withdrawn(rows: Rows, said: Said[ProposalWithdrawn]) -> None:
    """The proposer takes it back, whatever was answered, unless it had confirmed."""
    record = said.record
    row = rows.get(PROPOSALS, said.partner, record.proposal)
    if row is None or row.mine != said.mine or row.state in (AGREED, WITHDRAWN, EXPIRED):
        return
    state = EXPIRED if record.expired else WITHDRAWN
    rows.put(PROPOSALS, replace(row, state=state, reason=record.reason))
    _bring_up(rows, row)


@trading.fold(AgreementConfirmed)
def fold_confirmed(rows: Rows, said: Said[AgreementConfirmed]) -> None:
    """An accepted proposal becomes an agreement with commitments, or its next revision."""
    record = said.record
    row = rows.get(PROPOSALS, said.partner, record.proposal)
    if row is None or row.mine != said.mine or row.state != ACCEPTED:
        return
    if record.terms_hash != row.terms_hash or record.day > row.expires:
        return
    current = rows.get(AGREEMENTS, said.partner, record.agreement)
    if not slot_is_free(rows, row) or changed_item(rows, row) is not None:
        return
    if row.agreement != (record.agreement if current else ""):
        return
    rows.put(PROPOSALS, replace(row, state=AGREED, agreement=record.agreement))
    agreement = AgreementRow(
        said.partner,
        record.agreement,
        row.selling,
        row.revision,
        row.proposal,
        row.demand,
        record.day,
        row.terms,
        row.terms_hash,
    )
    rows.put(AGREEMENTS, agreement)
    _close_demand(rows, agreement)
    _commit(rows, agreement)


def _close_demand(rows: Rows, agreement: AgreementRow) -> None:
    demand = rows.get(DEMANDS, agreement.partner, agreement.demand)
    if demand is not None and agreement.revision == 1:
        closed = replace(
            demand,
            state=AGREED,
            open=False,
            proposal=agreement.proposal,
            agreement=agreement.agreement,
        )
        rows.put(DEMANDS, closed)


def _commit(rows: Rows, agreement: AgreementRow) -> None:
    """The agreed lines, on top of what became of them before; lines left out get quantity 0."""
    before = {
        row.line: row for row in rows.scan(COMMITMENTS, agreement.partner, agreement.agreement)
    }
    for line in agreement.terms.lines:
        row = _commitment(rows, agreement, line, before.pop(line.line, None))
        rows.put(COMMITMENTS, row)
        _allocate_demand(rows, agreement, row)
    for row in before.values():
        row = replace(row, quantity=0, open=False)
        rows.put(COMMITMENTS, row)
        _allocate_demand(rows, agreement, row)


def _commitment(
    rows: Rows, agreement: AgreementRow, line: Line, before: CommitmentRow | None
) -> CommitmentRow:
    partner, selling, terms = agreement.partner, agreement.selling, agreement.terms
    received = before.received if before else 0
    return CommitmentRow(
        partner=partner,
        agreement=agreement.agreement,
        line=line.line,
        selling=selling,
        item=before.item if before else _own_item(rows, agreement, line),
        their_item=line.buyer_item if selling else line.item,
        unit=line.unit,
        quantity=line.quantity,
        due=line.due,
        first_due=before.first_due if before else line.due,
        price_minor=line.price_minor,
        price_quantity=line.price_quantity,
        currency=terms.currency,
        tolerance_permille=terms.tolerance_permille,
        payment_days=terms.payment_days,
        shipped=before.shipped if before else 0,
        received=received,
        rejected=before.rejected if before else 0,
        last_received_day=before.last_received_day if before else "",
        open=received < enough(line.quantity, terms.tolerance_permille),
    )


def _own_item(rows: Rows, agreement: AgreementRow, line: Line) -> str:
    """Our code; where the mapping was taken back since we asked, the code that we asked with."""
    item = own_item(rows, agreement.partner, line, agreement.selling)
    demand = rows.get(DEMANDS, agreement.partner, agreement.demand)
    asked = base_of(demand.lines, line.line) if demand is not None and demand.mine else None
    return item or (asked.buyer_item if asked and asked.item == line.item else "")


def _allocate_demand(rows: Rows, agreement: AgreementRow, row: CommitmentRow) -> None:
    demand = rows.get(DEMANDS, agreement.partner, agreement.demand)
    asked = base_of(demand.lines, row.line) if demand is not None else None
    if asked is not None:
        source = ("demand", f"{agreement.demand}/{asked.line}")
        target = ("commitment", f"{row.agreement}/{row.line}")
        allocate(rows, agreement.partner, source, target, row.quantity)
