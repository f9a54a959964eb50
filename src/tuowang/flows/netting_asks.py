"""What our own user asks of netting: its rules, and what takes no part; and keeping these."""

from __future__ import annotations

from collections.abc import Iterable

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Said, Say
from tuowang.flows.checks import known_partner, number_of, text_of
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import (
    ExcludeFromNetting,
    NettingExcluded,
    NettingRuled,
    SetNettingRules,
    netting,
)
from tuowang.flows.netting_free import rules_of
from tuowang.flows.netting_tables import EXCLUDED, RULES, ExcludedRow, NettingRulesRow
from tuowang.net.ring import MOST_FIRMS
from tuowang.store.store import Rows, View
from tuowang.units import MAXIMUM_AMOUNT_MINOR


@netting.ask(SetNettingRules)
def set_rules(view: View, command: SetNettingRules, _context: Context) -> Iterable[Effect]:
    """Keep them."""
    now = rules_of(view)

    def one(field: str, given: int | None, least: int, most: int) -> int:
        value: int = getattr(now, field) if given is None else given
        return number_of(field, value, least, most)

    yield Say(
        JOURNAL,
        NettingRuled(
            one("quantum_minor", command.quantum_minor, 1, MAXIMUM_AMOUNT_MINOR),
            one("most_firms", command.most_firms, 2, MOST_FIRMS),
            one("days", command.days, 1, 365),
            one("grace_days", command.grace_days, 0, 365),
            one("cap_minor", command.cap_minor, 0, MAXIMUM_AMOUNT_MINOR),
            now.needs_agreement if command.needs_agreement is None else command.needs_agreement,
            one("every_days", command.every_days, 0, 365),
        ),
    )


@netting.ask(ExcludeFromNetting)
def exclude(view: View, command: ExcludeFromNetting, _context: Context) -> Iterable[Effect]:
    """Mark a claim, or a partner, or lift the mark. Rings that we have signed go on."""
    known_partner(view, command.partner)
    if command.claim and view.get(CLAIMS, command.partner, command.claim) is None:
        raise Mistake("claim-unknown", partner=command.partner, claim=command.claim)
    if command.lift and view.get(EXCLUDED, command.partner, command.claim) is None:
        raise Mistake("not-excluded", partner=command.partner, claim=command.claim)
    reason = text_of(command.reason) or "excluded"
    yield Say(JOURNAL, NettingExcluded(command.partner, command.claim, reason, command.lift))


@netting.fold(NettingRuled)
def fold_ruled(rows: Rows, said: Said[NettingRuled]) -> None:
    """The rules from now on."""
    new = said.record
    rows.put(
        RULES,
        NettingRulesRow(
            "now",
            new.quantum_minor,
            new.most_firms,
            new.days,
            new.grace_days,
            new.cap_minor,
            new.needs_agreement,
            new.every_days,
        ),
    )


@netting.fold(NettingExcluded)
def fold_excluded(rows: Rows, said: Said[NettingExcluded]) -> None:
    """Excluded, or not any more."""
    record = said.record
    if record.lifted:
        rows.delete(EXCLUDED, record.partner, record.claim)
    else:
        rows.put(EXCLUDED, ExcludedRow(record.partner, record.claim, record.reason))
