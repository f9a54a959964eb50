"""All flows in one list: `flows`; and how well they run: `measure`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import (
    Amount,
    Answer,
    Cell,
    Column,
    Listing,
    Money,
    Share,
    column,
    word_column,
)
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import day, item_code, partner_code
from tuowang.faces.cli.grammar import Number, OneOf, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.overview import DONE, OWED, PAID, PLANNED, PROMISED, PROPOSED, flows_view
from tuowang.units import CURRENCIES

FIRMNESSES = (PLANNED, PROPOSED, PROMISED, DONE, OWED, PAID)
MOST_PERIODS = 24
NO_LONGER = {
    *("AGREED", "DECLINED", "EXPIRED", "WITHDRAWN", "COUNTERED", "SETTLED"),
    *("closed", "done", "received", "confirmed"),
}


@command(
    "flows",
    argument("partner", needed=False),
    option("firmness", kind=OneOf(FIRMNESSES), metavar="firmness"),
    option("item", metavar="item"),
    option("kind", metavar="kind"),
    option("open", flag=True),
    *files(),
)
def flows(
    face: Face,
    partner: str,
    firmness: str | None,
    item: str,
    kind: str,
    open: bool,
    xlsx: str,
    csv: str,
) -> Answer:
    """Every flow, from planned to settled."""
    code = partner_code(face, partner) if partner else ""
    wanted = item_code(face, item)
    fitting = (
        row
        for row in flows_view(face.view, firmness or "")
        if code in ("", row.partner)
        and wanted in ("", row.item)
        and kind in ("", row.kind)
        and not (open and row.state in NO_LONGER)
    )
    rows = list(face.some(fitting))
    columns = (
        word_column("firmness"),
        word_column("kind", "what"),
        Column("direction", lambda row: _ARROWS.get(row.direction, "")),
        column("partner"),
        column("reference"),
        column("item"),
        Column("quantity", lambda row: _amount(face, row)),
        column("due", "date"),
        word_column("state"),
    )
    return answer_list(face, Listing(columns, rows), xlsx, csv)


_ARROWS = {"in": "←", "out": "→", "inside": "·"}


def _amount(face: Face, row: Any) -> Cell:
    if row.unit in CURRENCIES:
        return Money(row.quantity, row.unit)
    return Amount(row.quantity, row.unit) if row.unit else item_amount(face, row.item, row.quantity)


class Figure(NamedTuple):
    """One measure as it is shown."""

    what: str
    value: Cell


@command(
    "measure",
    option("weeks", kind=Number(1, 520), metavar="number", default=26),
    option("periods", kind=Number(1, MOST_PERIODS), metavar="number"),
    option("since", metavar="date"),
    *files(),
)
def measure(face: Face, weeks: int, periods: int | None, since: str, xlsx: str, csv: str) -> Answer:
    """On time, filled, stock days, lead time, bullwhip, cash; or period by period."""
    from tuowang.flows.measure import measure as measure_all

    if periods or since:
        return _measure_periods(face, weeks, periods or 1, since, xlsx, csv)
    found = measure_all(face.view, face.today, weeks)
    listing = Listing(
        (Column("what", lambda row: row.what), Column("value", lambda row: row.value)),
        list(_figures(face, found)),
        face.text("measure-title", day=found.day, weeks=found.weeks),
    )
    answer = answer_list(face, listing, xlsx, csv)
    if not (xlsx or csv):
        answer.document = found
    return answer


def _measure_periods(
    face: Face, weeks: int, periods: int, since: str, xlsx: str, csv: str
) -> Answer:
    from tuowang.flows.measure_periods import before_and_after, figures_of, periods_before

    spans = (
        before_and_after(face.today, day(face, since), weeks)
        if since
        else periods_before(face.today, weeks, periods)
    )
    return answer_list(face, periods_list(figures_of(face.view, spans, face.today)), xlsx, csv)


def periods_list(found: Sequence[Any]) -> Listing:
    """Figures period by period."""

    def share(name: str) -> Column:
        return Column(name, lambda row: _share(getattr(row, name + "_permille")))

    def days(name: str) -> Column:
        return Column(name, lambda row: _days(getattr(row, name)))

    columns = (
        column("start", "since"),
        column("end"),
        share("delivered_on_time"),
        share("delivered_fill"),
        share("supplied_on_time"),
        days("stock_days"),
        Column("bullwhip", lambda row: _ratio(row.bullwhip_permille)),
        days("cash_days_to_us"),
        days("cash_days_by_us"),
    )
    return Listing(columns, found, empty="no-whole-week")


def _share(permille: int | None) -> Share | None:
    return None if permille is None else Share(permille)


def _ratio(permille: int | None) -> str | None:
    return None if permille is None else f"{permille / 1000:.2f}"


def _days(count: int | None) -> Amount | None:
    return None if count is None else Amount(count, "DAY")


def _figures(face: Face, found: Any) -> Iterator[Figure]:
    from tuowang.flows.party import ME, PARTIES

    party = face.view.get(PARTIES, ME)
    for name in found.__struct_fields__[2:]:
        value = getattr(found, name)
        told = face.text("measure-" + name.replace("_", "-"))
        if isinstance(value, dict):
            for currency, minor in value.items():
                yield Figure(told, Money(minor, currency))
        elif name == "bullwhip_permille":
            yield Figure(told, _ratio(value))
        elif name.endswith("_permille"):
            yield Figure(told, _share(value))
        elif name.endswith("_minor"):
            yield Figure(told, Money(value, party.currency if party else "CNY"))
        else:
            yield Figure(told, _days(value))
