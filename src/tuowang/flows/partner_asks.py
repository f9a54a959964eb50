"""What our own user asks about partners: terms, disclosure rules, item codes, the introduction."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import asdict, replace

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Say
from tuowang.flows.checks import (
    MAXIMUM_DAYS,
    code_of,
    known_item,
    known_partner,
    number_of,
    partner_code_of,
    text_of,
)
from tuowang.flows.company_id import check_company_id
from tuowang.flows.partner import (
    DISCLOSURES,
    ITEM_CODES,
    PARTNERS,
    TOPICS,
    Allow,
    Deny,
    Introduce,
    Introduced,
    ItemCodeMapped,
    MapItemCode,
    PartnerRecorded,
    RecordPartner,
    TopicAllowed,
    TopicDenied,
    partner,
)
from tuowang.flows.partner_folds import MOST_ADDRESSES
from tuowang.flows.party import ME, PARTIES
from tuowang.store.store import View
from tuowang.units import currency_code


@partner.ask(RecordPartner)
def record_partner(view: View, command: RecordPartner, _context: Context) -> Iterable[Effect]:
    """Say what we know of the partner, if it changed."""
    code, name = partner_code_of(command.partner), text_of(command.name)
    if not name:
        raise Mistake("partner-name-missing", partner=code)
    scheme = text_of(command.company_id_scheme).lower()
    company_id = check_company_id(scheme, command.company_id) if command.company_id else ""
    said = PartnerRecorded(
        code,
        name,
        company_id,
        scheme if company_id else "",
        currency_code(command.currency),
        number_of("payment_days", command.payment_days, 0, MAXIMUM_DAYS),
        number_of("transit_days", command.transit_days, 0, MAXIMUM_DAYS),
        number_of("tolerance_permille", command.tolerance_permille, 0, 1000),
    )
    row = view.get(PARTNERS, code)
    if row is None or replace(row, **asdict(said)) != row:
        yield Say(JOURNAL, said)


@partner.ask(Allow)
def allow(view: View, command: Allow, _context: Context) -> Iterable[Effect]:
    """Say that the partner may see it, if that is new."""
    _check_rule(view, command)
    if view.get(DISCLOSURES, command.partner, command.topic, command.item) is None:
        yield Say(JOURNAL, TopicAllowed(command.partner, command.topic, command.item))


@partner.ask(Deny)
def deny(view: View, command: Deny, _context: Context) -> Iterable[Effect]:
    """Say that the partner may no longer see it; `Mistake` where there is no such rule."""
    _check_rule(view, command)
    if view.get(DISCLOSURES, command.partner, command.topic, command.item) is None:
        raise Mistake(
            "rule-missing", partner=command.partner, topic=command.topic, item=command.item
        )
    yield Say(JOURNAL, TopicDenied(command.partner, command.topic, command.item))


def _check_rule(view: View, command: Allow | Deny) -> None:
    if command.topic not in TOPICS:
        raise Mistake("topic-unknown", topic=command.topic, known=", ".join(TOPICS))
    known_partner(view, command.partner)
    if command.item:
        known_item(view, command.item)


@partner.ask(MapItemCode)
def map_item_code(view: View, command: MapItemCode, _context: Context) -> Iterable[Effect]:
    """Say what the partner calls our item, if it changed; one code there is one item here."""
    known_partner(view, command.partner)
    known_item(view, command.item)
    theirs = code_of(command.their_item) if command.their_item.strip() else ""
    for other in view.find(ITEM_CODES, ("partner", "their_item"), command.partner, theirs):
        if other.item != command.item:
            raise Mistake(
                "item-code-taken", partner=command.partner, their_item=theirs, item=other.item
            )
    row = view.get(ITEM_CODES, command.partner, command.item)
    if (row.their_item if row is not None else "") != theirs:
        yield Say(JOURNAL, ItemCodeMapped(command.partner, command.item, theirs))


@partner.ask(Introduce)
def introduce(view: View, command: Introduce, _context: Context) -> Iterable[Effect]:
    """Tell the partner who we are."""
    row = view.get(PARTIES, ME)
    if row is None:
        raise Mistake("party-missing")
    yield Say(
        command.partner,
        Introduced(
            text_of(row.name),
            row.company_id,
            text_of(row.company_id_scheme),
            [text_of(address) for address in row.addresses[:MOST_ADDRESSES]],
        ),
    )
