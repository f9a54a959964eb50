"""The folds of partners: the latest statement counts.

Private records count from our own journal only.
"""

from __future__ import annotations

from msgspec.structs import asdict, replace

from tuowang.flows.base import JOURNAL, Said
from tuowang.flows.partner import (
    DISCLOSURES,
    ITEM_CODES,
    PARTNERS,
    DisclosureRow,
    Introduced,
    ItemCodeMapped,
    ItemCodeRow,
    PartnerRecorded,
    PartnerRow,
    TopicAllowed,
    TopicDenied,
    partner,
)
from tuowang.store.store import Rows

MOST_ADDRESSES = 8
"""So many addresses of a partner are kept."""


@partner.fold(PartnerRecorded)
def fold_recorded(rows: Rows, said: Said[PartnerRecorded]) -> None:
    """What we know and our terms; what the partner said of itself stays."""
    if said.partner != JOURNAL:
        return
    fields = asdict(said.record)
    row = rows.get(PARTNERS, said.record.partner)
    rows.put(PARTNERS, PartnerRow(**fields) if row is None else replace(row, **fields))


@partner.fold(TopicAllowed)
def fold_allowed(rows: Rows, said: Said[TopicAllowed]) -> None:
    """A rule more."""
    record = said.record
    if said.partner == JOURNAL:
        rows.put(DISCLOSURES, DisclosureRow(record.partner, record.named_topic, record.item))


@partner.fold(TopicDenied)
def fold_denied(rows: Rows, said: Said[TopicDenied]) -> None:
    """A rule less."""
    record = said.record
    if said.partner == JOURNAL:
        rows.delete(DISCLOSURES, record.partner, record.named_topic, record.item)


@partner.fold(ItemCodeMapped)
def fold_mapped(rows: Rows, said: Said[ItemCodeMapped]) -> None:
    """The item's code there; "" takes it back."""
    record = said.record
    if said.partner != JOURNAL:
        return
    if record.their_item:
        rows.put(ITEM_CODES, ItemCodeRow(record.partner, record.item, record.their_item))
    else:
        rows.delete(ITEM_CODES, record.partner, record.item)


@partner.fold(Introduced)
def fold_introduced(rows: Rows, said: Said[Introduced]) -> None:
    """What a partner says of itself stands beside what we know, never in its place."""
    if said.mine or said.partner == JOURNAL:
        return
    record = said.record
    row = rows.get(PARTNERS, said.partner) or PartnerRow(said.partner, said.partner)
    introduced = replace(
        row,
        introduced_name=record.name,
        introduced_company_id=record.company_id,
        addresses=record.addresses[:MOST_ADDRESSES],
    )
    rows.put(PARTNERS, introduced)
