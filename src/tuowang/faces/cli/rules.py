"""What partners may see and how they call things: `allow`, `deny`, `map`, `publish`, `preview`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Amount, Answer, Cell, Column, Listing, Money, Word, column
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import item_code, partner_code
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.catalogue import ITEMS, OFFERED_ITEMS, Publish
from tuowang.flows.partner import (
    DISCLOSURES,
    ITEM_CODES,
    PARTNERS,
    TOPICS,
    Allow,
    Deny,
    MapItemCode,
)


def _topics(topic: str) -> tuple[str, ...]:
    return TOPICS if topic == "all" else (topic,)


@command(
    "allow",
    argument("partner"),
    argument("topic"),
    option("item", metavar="item"),
    option("preview", flag=True),
)
def allow(face: Face, partner: str, topic: str, item: str, preview: bool) -> Answer:
    """Let a partner see a topic, of one item or of all; or only show what it would see."""
    code, item = partner_code(face, partner), item_code(face, item)
    if preview:
        from tuowang.faces.cli.figures import preview_rules

        return preview_rules(face, code, _topics(topic), item)
    return do(face, [Allow(code, one, item) for one in _topics(topic)])


@command("deny", argument("partner"), argument("topic"), option("item", metavar="item"))
def deny(face: Face, partner: str, topic: str, item: str) -> Answer:
    """Take a permission back; what was said stays said."""
    code, item = partner_code(face, partner), item_code(face, item)
    return do(face, [Deny(code, one, item) for one in _topics(topic)])


@command("map", argument("partner"), argument("item"), argument("their_item", needed=False))
def map_item(face: Face, partner: str, item: str, their_item: str) -> Answer:
    """Say what the partner calls our item."""
    return do(face, MapItemCode(partner_code(face, partner), item_code(face, item), their_item))


@command("publish", argument("partner"), argument("item", needed=False))
def publish(face: Face, partner: str, item: str) -> Answer:
    """Tell a partner about the items it may see."""
    return do(face, Publish(partner_code(face, partner), item_code(face, item)))


class Seen(NamedTuple):
    """What a partner may see of an item."""

    item: str
    name: str
    their_item: str
    trade: bool
    catalogue: bool
    trace: bool
    stock: bool
    output: bool
    capacity: bool
    forecast: bool
    docking: bool
    netting: bool
    price: Any


@command("preview", argument("partner"), option("all", flag=True), *files())
def preview(face: Face, partner: str, all: bool, xlsx: str, csv: str) -> Answer:
    """What a partner may see by the rules as they are."""
    code = partner_code(face, partner)
    if face.view.get(PARTNERS, code) is None:
        raise Mistake("partner-unknown", partner=partner)
    rows = list(seen(face, code, every=all))
    more = [] if xlsx or csv else [face.text("preview-rest", partner=code)]
    answer = answer_list(face, Listing(SEEN, rows, empty="sees-nothing"), xlsx, csv, *more)
    if not (xlsx or csv):
        answer.document = {"partner": code, "items": [row._asdict() for row in rows]}
    return answer


def seen(face: Face, partner: str, *, every: bool = False) -> Iterator[Seen]:
    """What a partner may see, item by item; only items of which it sees something, or `every`."""
    from tuowang.flows.catalogue_prices import price_for

    view = face.view
    rules = {(row.topic, row.item) for row in view.scan(DISCLOSURES, partner)}
    named = sorted({item for _, item in rules})
    whole = every or "" in named
    rows = view.scan(ITEMS) if whole else (view.get(ITEMS, item) for item in named)
    for row in rows:
        if row is None:
            continue
        code = view.get(ITEM_CODES, partner, row.item)
        may = {topic: bool({(topic, ""), (topic, row.item)} & rules) for topic in TOPICS}
        price = price_for(view, partner, row.item) if may["catalogue"] else None
        their_item = code.their_item if code else row.item
        yield Seen(row.item, row.name, their_item, **may, price=price)


def _mark(name: str) -> Column:
    return Column("topic-" + name, lambda row: Word("yes" if getattr(row, name) else "no"))


def _price(row: Any) -> Cell:
    return Money(row.price.price_minor, row.price.currency) if row.price else None


SEEN = (
    column("item"),
    column("name"),
    column("their_item"),
    *(_mark(topic) for topic in TOPICS),
    Column("price", _price),
    Column("price_quantity", lambda row: row.price.price_quantity if row.price else None),
)
_OFFERED = (
    column("partner"),
    column("item"),
    column("name"),
    Column("price", lambda row: Money(row.price_minor, row.currency)),
    Column("price_quantity", lambda row: Amount(row.price_quantity, row.unit)),
    column("lead_time_days"),
    Column("lot_minimum", lambda row: Amount(row.lot_minimum, row.unit)),
    Column("lot_multiple", lambda row: Amount(row.lot_multiple, row.unit)),
)


@command("offered", argument("partner", needed=False), *files())
def offered(face: Face, partner: str, xlsx: str, csv: str) -> Answer:
    """What partners published of their catalogues."""
    prefix = (partner_code(face, partner),) if partner else ()
    rows = list(face.some(face.view.scan(OFFERED_ITEMS, *prefix)))
    return answer_list(face, Listing(_OFFERED, rows), xlsx, csv)
