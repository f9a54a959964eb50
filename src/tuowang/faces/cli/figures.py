"""What partners tell each other beyond dealings: `figures`, `figures send`; and a preview of it."""

from __future__ import annotations

from typing import Any

import click

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import (
    Amount,
    Answer,
    Cell,
    Column,
    Listing,
    Money,
    column,
    word_column,
)
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.grammar import Group, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.checks import known_item, known_partner
from tuowang.flows.disclosure import disclosed
from tuowang.flows.figures import (
    NOTICES,
    PARTNER_FIGURES,
    SUBJECTS,
    FigureRow,
    NoticeRow,
    SendFigures,
)
from tuowang.flows.figures_views import figures_for
from tuowang.flows.item_codes import our_item
from tuowang.flows.partner import TOPICS

MOST_POINTS_SHOWN = 6


def _points(row: Any) -> str:
    shown = [f"{point.day} {point.quantity:,}" for point in row.points[:MOST_POINTS_SHOWN]]
    return "; ".join(shown) + (" …" if len(row.points) > MOST_POINTS_SHOWN else "")


def _sum(row: Any) -> Cell:
    """Of a flow the sum over time; of a level where it stands first."""
    points = row.points
    if row.subject in ("stock", "supply", "capacity"):
        return Amount(points[0].quantity, row.unit) if points else None
    return Amount(sum(point.quantity for point in points), row.unit)


def _columns(face: Face) -> tuple[Column, ...]:
    return (
        column("partner"),
        word_column("subject", "what"),
        Column("item", lambda row: _own_code(face, row)),
        word_column("measure"),
        Column("quantity", _sum),
        Column("days", _points),
        word_column("source"),
    )


def _own_code(face: Face, row: FigureRow) -> str:
    """Our code, where we have one for the partner's."""
    if row.mine == row.selling:
        return row.item
    if row.mine:
        return row.buyer_item or row.item
    return our_item(face.view, row.partner, row.item) or row.item


def _list_figures(face: Face, partner: str, ours: bool, xlsx: str, csv: str) -> Answer:
    code = partner_code(face, partner)
    prefix = (code,) if code else ()
    rows = [row for row in face.view.scan(PARTNER_FIGURES, *prefix) if row.mine is ours]
    listing = Listing(_columns(face), rows, empty="no-figures")
    answer = answer_list(face, listing, xlsx, csv)
    if xlsx or csv:
        return answer
    notices = [] if ours else list(face.view.scan(NOTICES, *prefix))
    answer.document = {"figures": rows, "notices": notices}
    if notices:
        answer.shown += [face.text("notices-title"), Listing(_NOTICES, notices)]
    return answer


def _items(row: NoticeRow) -> str:
    return ", ".join(row.items)


_NOTICES = (
    column("partner"),
    word_column("effect"),
    word_column("cause", "reason"),
    Column("item", _items),
    column("start"),
    column("end"),
    word_column("state"),
    column("text"),
)
_listing = command(
    "figures", option("partner", metavar="partner"), option("ours", flag=True), *files()
)(_list_figures)


@command("send", argument("partner", needed=False))
def _send(face: Face, partner: str) -> Answer:
    """Tell partners what changed of the figures that they may see."""
    return do(face, SendFigures(partner_code(face, partner)))


figures = Group(
    "figures",
    callback=None,
    params=_listing.params,
    invoke_without_command=True,
    commands={"send": _send},
)


@click.pass_context
def _list_unless_asked_more(context: click.Context, /, **values: Any) -> None:
    if context.invoked_subcommand is None:
        assert _listing.callback is not None
        context.invoke(_listing.callback, **values)


figures.callback = _list_unless_asked_more


def preview_rules(face: Face, partner: str, topics: tuple[str, ...], item: str) -> Answer:
    """Exactly the numbers that would leave under rules that do not stand yet; nothing is said."""
    known_partner(face.view, partner)
    if unknown := set(topics) - set(TOPICS):
        raise Mistake("topic-unknown", topic=min(unknown), known=", ".join(TOPICS))
    if item:
        known_item(face.view, item)
    rows: list[FigureRow] = []
    docking: list[Any] = []
    shown: list[str | Listing] = []
    for topic in topics:
        scope = item or face.word("every-item")
        if topic == "catalogue":
            shown.append(face.text("preview-catalogue", partner=partner, item=scope))
            shown.append(_catalogue(face, partner, item))
            continue
        if topic == "docking":
            docked = _docking(face, partner, item)
            docking = docked.document["docking"]
            shown += docked.shown
            continue
        if topic not in SUBJECTS:
            shown.append(face.text("preview-dealings", partner=partner, topic=topic))
            continue
        found = _would_tell(face, partner, topic, item)
        shown.append(face.text("preview-would-see", partner=partner, topic=topic, item=scope))
        shown.append(Listing(_columns(face), found, empty="no-figures"))
        rows += found
    return Answer({"partner": partner, "figures": rows, "docking": docking}, shown)


def _docking(face: Face, partner: str, item: str) -> Answer:
    from tuowang.faces.cli.docking import preview_docking

    return preview_docking(face, partner, item)


def _catalogue(face: Face, partner: str, item: str) -> Listing:
    """What `publish` would tell of the items that have a price."""
    from tuowang.flows.catalogue_prices import price_for

    priced = [
        (row, price_for(face.view, partner, row.item))
        for row in face.view.scan(ITEMS)
        if item in ("", row.item) or disclosed(face.view, partner, "catalogue", row.item)
    ]
    columns = (
        Column("item", lambda pair: pair[0].item),
        Column("name", lambda pair: pair[0].name),
        Column("price", lambda pair: Money(pair[1].price_minor, pair[1].currency)),
        Column("price_quantity", lambda pair: Amount(pair[1].price_quantity, pair[0].unit)),
        Column("lead_time_days", lambda pair: pair[0].lead_time_days),
        Column("lot_minimum", lambda pair: Amount(pair[0].lot_minimum, pair[0].unit)),
        Column("lot_multiple", lambda pair: Amount(pair[0].lot_multiple, pair[0].unit)),
    )
    return Listing(columns, [pair for pair in priced if pair[1] is not None])


def _would_tell(face: Face, partner: str, topic: str, item: str) -> list[FigureRow]:
    def sees(code: str) -> bool:
        return item in ("", code) or disclosed(face.view, partner, topic, code)

    told = figures_for(face.view, partner, topic, face.today, sees, item)
    return [
        FigureRow(
            partner,
            True,
            topic,
            record.item,
            record.selling,
            one.measure,
            one.unit,
            one.points,
            record.buyer_item,
        )
        for record in told
        for one in record.series
    ]
