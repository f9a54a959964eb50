"""Who are we? Our own name, company id and addresses, and how a partner introduces itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Command, Context, Effect, Flow, Record, Said, Say
from tuowang.flows.company_id import check_company_id
from tuowang.store.store import Rows, View
from tuowang.store.table import Table
from tuowang.units import currency_code

ME = "me"


class PartyRow(msgspec.Struct, frozen=True):
    """Our own company; one row, key `ME`."""

    key: str
    name: str
    company_id: str
    company_id_scheme: str
    currency: str
    addresses: list[str]


PARTIES = Table("parties", PartyRow, ("key",))
party = Flow("party", tables=(PARTIES,))


@party.record
class PartyRecorded(Record, frozen=True):
    """We said who we are."""

    kind: ClassVar[str] = "party.recorded"
    name: str
    company_id: str
    company_id_scheme: str
    currency: str
    addresses: list[str] = []


class RecordParty(Command, frozen=True):
    """Say who we are."""

    verb: ClassVar[str] = "party"
    name: str
    company_id: str = ""
    company_id_scheme: str = "uscc"
    currency: str = "CNY"
    addresses: list[str] = []


@party.ask(RecordParty)
def record_party(view: View, command: RecordParty, context: Context) -> Iterable[Effect]:
    """Check the name, the id's check digits and the currency."""
    if not command.name.strip():
        raise Mistake("name-missing")
    scheme = command.company_id_scheme.lower()
    company_id = check_company_id(scheme, command.company_id) if command.company_id else ""
    said = PartyRecorded(
        command.name.strip(), company_id, scheme, currency_code(command.currency), command.addresses
    )
    now = view.get(PARTIES, ME)
    if now is None or _said(now) != said:
        yield Say(JOURNAL, said)


def _said(row: PartyRow) -> PartyRecorded:
    return PartyRecorded(
        row.name, row.company_id, row.company_id_scheme, row.currency, row.addresses
    )


@party.fold(PartyRecorded)
def fold_party(rows: Rows, said: Said[PartyRecorded]) -> None:
    """The latest statement is who we are."""
    record = said.record
    rows.put(
        PARTIES,
        PartyRow(
            ME,
            record.name,
            record.company_id,
            record.company_id_scheme,
            record.currency,
            record.addresses,
        ),
    )
