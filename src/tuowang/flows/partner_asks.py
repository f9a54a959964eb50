"""Partners, terms, codes and disclosure rules: what our people enter, and the introduction."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import asdict, replace

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Said, Say
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.company_id import check_company_id
from tuowang.flows.partner import (
    DISCLOSURES,
    ITEM_CODES,
    PARTNERS,
    TOPICS,
    Allow,
    Deny,
    DisclosureRow,
    Introduce,
    Introduced,
    ItemCodeMapped,
    ItemCodeRow,
    MapItemCode,
    PartnerRecorded,
    PartnerRow,
    RecordPartner,
    TopicAllowed,
    TopicDenied,
    partner,
)
from tuowang.flows.party import ME, PARTIES
from tuowang.store.store import Rows, View
from tuowang.units import currency_code

MAXIMUM_CODE_LENGTH = 64


@partner.ask(RecordPartner)
def record_partner(view: View, command: RecordPartner, _context: Context) -> Iterable[Effect]:
    """Say what we know of the partner, if it changed."""
    code = check_code(command.partner)
    if not command.name.strip():
        raise Mistake("partner-name-missing", partner=code)
    scheme = command.company_id_scheme.lower()
    company_id = check_company_id(scheme, command.company_id) if command.company_id else ""
    for field, value, most in (
        ("payment_days", command.payment_days, 3650),
        ("transit_days", command.transit_days, 3650),
        ("tolerance_permille", command.tolerance_permille, 1000),
    ):
        if not 0 <= value <= most:
            raise Mistake("number-out-of-range", field=field, value=value, least=0, most=most)
    said = PartnerRecorded(
        code,
        command.name.strip(),
        company_id,
        scheme if company_id else "",
        currency_code(command.currency),
        command.payment_days,
        command.transit_days,
        command.tolerance_permille,
    )
    row = view.get(PARTNERS, code)
    if row is None or replace(row, **asdict(said)) != row:
        yield Say(JOURNAL, said)


def check_code(code: str) -> str:
    """A code that can be typed, printed and sorted; `Mistake` where it cannot."""
    plain = code.strip()
    fits = 1 <= len(plain) <= MAXIMUM_CODE_LENGTH and plain.isprintable()
    if not fits or any(char.isspace() or char in "/\\:" for char in plain):
        raise Mistake("code-unfit", given=code[:80])
    return plain


@partner.ask(Allow)
def allow(view: View, command: Allow, _context: Context) -> Iterable[Effect]:
    """Say that the partner may see it, if that is new."""
    _check_rule(view, command.partner, command.topic, command.item)
    if view.get(DISCLOSURES, command.partner, command.topic, command.item) is None:
        yield Say(JOURNAL, TopicAllowed(command.partner, command.topic, command.item))


@partner.ask(Deny)
def deny(view: View, command: Deny, _context: Context) -> Iterable[Effect]:
    """Say that the partner may no longer see it; `Mistake` where there is no such rule."""
    _check_rule(view, command.partner, command.topic, command.item)
    if view.get(DISCLOSURES, command.partner, command.topic, command.item) is None:
        raise Mistake(
            "rule-missing", partner=command.partner, topic=command.topic, item=command.item
        )
    yield Say(JOURNAL, TopicDenied(command.partner, command.topic, command.item))


def _check_rule(view: View, code: str, topic: str, item: str) -> None:
    known_partner(view, code)
    if topic not in TOPICS:
        raise Mistake("topic-unknown", topic=topic, known=", ".join(TOPICS))
    if item and view.get(ITEMS, item) is None:
        raise Mistake("item-unknown", item=item)


@partner.ask(MapItemCode)
def map_item_code(view: View, command: MapItemCode, _context: Context) -> Iterable[Effect]:
    """Say what the partner calls our item; one code there means one item here."""
    known_partner(view, command.partner)
    if view.get(ITEMS, command.item) is None:
        raise Mistake("item-unknown", item=command.item)
    if len(command.their_item) > MAXIMUM_CODE_LENGTH:
        raise Mistake("code-unfit", given=command.their_item[:80])
    index = ("partner", "their_item")
    for other in view.find(ITEM_CODES, index, command.partner, command.their_item):
        if other.item != command.item:
            raise Mistake(
                "item-code-taken",
                partner=command.partner,
                their_item=command.their_item,
                item=other.item,
            )
    row = view.get(ITEM_CODES, command.partner, command.item)
    if (row.their_item if row is not None else "") != command.their_item:
        yield Say(JOURNAL, ItemCodeMapped(command.partner, command.item, command.their_item))


@partner.ask(Introduce)
def introduce(view: View, command: Introduce, _context: Context) -> Iterable[Effect]:
    """Tell the partner who we are."""
    row = view.get(PARTIES, ME)
    if row is None:
        raise Mistake("party-missing")
    yield Say(
        command.partner,
        Introduced(row.name, row.company_id, row.company_id_scheme, row.addresses),
    )


def known_partner(view: View, code: str) -> PartnerRow:
    """The partner; `Mistake` where there is none of this code."""
    row = view.get(PARTNERS, code)
    if row is None:
        raise Mistake("partner-unknown", partner=code)
    return row


@partner.fold(PartnerRecorded)
def fold_recorded(rows: Rows, said: Said[PartnerRecorded]) -> None:
    """The latest statement counts; what the partner said of itself stays."""
    fields = asdict(said.record)
    row = rows.get(PARTNERS, said.record.partner)
    rows.put(PARTNERS, PartnerRow(**fields) if row is None else replace(row, **fields))


@partner.fold(TopicAllowed)
def fold_allowed(rows: Rows, said: Said[TopicAllowed]) -> None:
    """A rule more."""
    record = said.record
    rows.put(DISCLOSURES, DisclosureRow(record.partner, record.named_topic, record.item))


@partner.fold(TopicDenied)
def fold_denied(rows: Rows, said: Said[TopicDenied]) -> None:
    """A rule less."""
    rows.delete(DISCLOSURES, said.record.partner, said.record.named_topic, said.record.item)


@partner.fold(ItemCodeMapped)
def fold_mapped(rows: Rows, said: Said[ItemCodeMapped]) -> None:
    """The latest mapping counts; "" takes it back."""
    record = said.record
    if record.their_item:
        rows.put(ITEM_CODES, ItemCodeRow(record.partner, record.item, record.their_item))
    else:
        rows.delete(ITEM_CODES, record.partner, record.item)


@partner.fold(Introduced)
def fold_introduced(rows: Rows, said: Said[Introduced]) -> None:
    """What a partner says of itself stands beside what we know, never in its place."""
    if said.mine:
        return
    record = said.record
    row = rows.get(PARTNERS, said.partner) or PartnerRow(said.partner, record.name)
    rows.put(
        PARTNERS,
        replace(
            row,
            introduced_name=record.name,
            introduced_company_id=record.company_id,
            addresses=list(record.addresses)[:8],
        ),
    )
