"""What an epoch's plan holds: what is still to be found in rings of what we came to clear."""

from __future__ import annotations

from msgspec.structs import replace

from tuowang.flows.netting_epoch_tables import EPOCH_DEBTS, EPOCHS, OWED, OWING, EpochRow
from tuowang.flows.netting_tables import HOPS
from tuowang.store.store import Rows, View


def epoch_of(view: View, epoch: str) -> EpochRow | None:
    """The epoch of this name, where it is on with us."""
    for row in view.scan(EPOCHS):
        if row.epoch == epoch and not row.over:
            return row
    return None


def planned_minor(view: View, currency: str, partner: str, *, owing: bool) -> int:
    """What is still planned to be cleared of what we owe a partner, or are owed."""
    debt = view.get(EPOCH_DEBTS, currency, partner, OWING if owing else OWED)
    return debt.cleared_minor if debt is not None else 0


def change_plan(rows: Rows, key: str, partner: str, amount_minor: int, *, owing: bool) -> None:
    """A ring that our key stands in takes its amount out of the plan, or gives it back.

    Only a ring that tokens found in the plan of the epoch that is still on.
    """
    hop = rows.get(HOPS, key)
    if hop is None or not hop.epoch or epoch_of(rows, hop.epoch) is None:
        return
    debt = rows.get(EPOCH_DEBTS, hop.currency, partner, OWING if owing else OWED)
    if debt is not None:
        cleared = min(debt.open_minor, max(0, debt.cleared_minor + amount_minor))
        rows.put(EPOCH_DEBTS, replace(debt, cleared_minor=cleared))
