"""Whom do we deal with, on what terms, and what may they see? Default: nothing.

The link's own state (keys, epochs, what the partner holds) is the link's; here stands what the
company knows and allows: the partner's name and terms, the item-code map, the disclosure rules.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from tuowang.flows.base import Command, Flow, Record
from tuowang.store.table import Table
from tuowang.units import Code, Currency, Days, Permille, Text

ItemOrAll = Annotated[str, msgspec.Meta(max_length=64)]
"""An item's code, or "" for none in particular."""
TOPICS = (
    "trade",
    "catalogue",
    "trace",
    "stock",
    "output",
    "capacity",
    "forecast",
    "docking",
    "netting",
)
"""What can be disclosed: dealings about an item; its description and price; its lots' origins;
and figures: what there is, what is planned for the partner, what could be made, what we want;
and docking: orders, promises and quotes of a common plan; and netting: open claims, set off."""


class PartnerRow(msgspec.Struct, frozen=True):
    """A partner as we know it. `partner` is our own short code for it."""

    partner: str
    name: str
    company_id: str = ""
    company_id_scheme: str = ""
    currency: str = "CNY"
    payment_days: int = 30
    transit_days: int = 1
    tolerance_permille: int = 0
    introduced_name: str = ""
    introduced_company_id: str = ""
    addresses: list[str] = []


class DisclosureRow(msgspec.Struct, frozen=True):
    """One thing a partner may see; item "" means every item."""

    partner: str
    topic: str
    item: str


class ItemCodeRow(msgspec.Struct, frozen=True):
    """Our code and the partner's code for the same thing."""

    partner: str
    item: str
    their_item: str


PARTNERS = Table("partners", PartnerRow, ("partner",))
DISCLOSURES = Table("disclosures", DisclosureRow, ("partner", "topic", "item"))
ITEM_CODES = Table("item_codes", ItemCodeRow, ("partner", "item"), (("partner", "their_item"),))
partner = Flow("partner", tables=(PARTNERS, DISCLOSURES, ITEM_CODES))


@partner.record
class PartnerRecorded(Record, frozen=True):
    """What we know of a partner, and our terms with it (private)."""

    kind: ClassVar[str] = "partner.recorded"
    partner: Code
    name: Text
    company_id: Text = ""
    company_id_scheme: Text = ""
    currency: Currency = "CNY"
    payment_days: Days = 30
    transit_days: Days = 1
    tolerance_permille: Permille = 0


@partner.record
class TopicAllowed(Record, frozen=True):
    """The partner may see this topic, of one item or of all ("").

    The field is not called `topic`: that is the record's own, and this one never leaves.
    """

    kind: ClassVar[str] = "partner.topic-allowed"
    partner: Code
    named_topic: Code
    item: ItemOrAll = ""


@partner.record
class TopicDenied(Record, frozen=True):
    """The partner may no longer see it."""

    kind: ClassVar[str] = "partner.topic-denied"
    partner: Code
    named_topic: Code
    item: ItemOrAll = ""


@partner.record
class ItemCodeMapped(Record, frozen=True):
    """Our item is called `their_item` there; "" takes the mapping back."""

    kind: ClassVar[str] = "partner.item-code-mapped"
    partner: Code
    item: Code
    their_item: ItemOrAll


@partner.record
class Introduced(Record, frozen=True):
    """What a party says of itself to its partner as soon as the link stands."""

    kind: ClassVar[str] = "partner.introduced"
    topic: ClassVar[str] = "link"
    name: Text
    company_id: Text = ""
    company_id_scheme: Text = ""
    addresses: list[Text] = []


class RecordPartner(Command, frozen=True):
    """Enter or change a partner and our terms with it."""

    verb: ClassVar[str] = "partner"
    partner: str
    name: str
    company_id: str = ""
    company_id_scheme: str = "uscc"
    currency: str = "CNY"
    payment_days: int = 30
    transit_days: int = 1
    tolerance_permille: int = 0


class Allow(Command, frozen=True):
    """Let a partner see a topic, of one item or of all ("")."""

    verb: ClassVar[str] = "allow"
    partner: str
    topic: str
    item: str = ""


class Deny(Command, frozen=True):
    """Take a permission back; what was said stays said."""

    verb: ClassVar[str] = "deny"
    partner: str
    topic: str
    item: str = ""


class MapItemCode(Command, frozen=True):
    """Say what the partner calls our item."""

    verb: ClassVar[str] = "map"
    partner: str
    item: str
    their_item: str


class Introduce(Command, frozen=True):
    """Tell a partner our name, id and addresses (the host asks this when a link comes to stand)."""

    verb: ClassVar[str] = "introduce"
    partner: str
