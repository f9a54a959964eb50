"""Flows: how far they have come as one drawing, direct partners as a map, figures over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from tuowang.faces.cli.answer import Amount, Cell, Listing, Money, Share
from tuowang.faces.cli.find import day
from tuowang.faces.cli.flow_views import (
    HEADINGS,
    MOST_WEEKS,
    USUAL_WEEKS,
    find_stages,
    neighbours_list,
    stages_list,
    usual_start,
)
from tuowang.faces.cli.overview import MOST_PERIODS, periods_list
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.drawings.neighbourhood import DrawnPartner, draw_neighbourhood
from tuowang.faces.pages.drawings.sankey import DrawnFlow, draw_sankey
from tuowang.faces.pages.drawings.series import draw_series
from tuowang.faces.pages.frame import Visit, page, shown_cell
from tuowang.faces.pages.screens.plan import day_label
from tuowang.faces.texts import heading
from tuowang.flows.measure_periods import before_and_after, figures_of, periods_before
from tuowang.flows.neighbours import Neighbour, neighbours
from tuowang.flows.party import ME, PARTIES
from tuowang.flows.stages import Found, Reached
from tuowang.flows.stock import MOVES
from tuowang.units import CURRENCIES

MOST_AT_ONCE = 2000
"""Moves of stock in the books, beyond which figures are worked out only when asked for."""
MOST_DRAWN, MOST_SIDE, MOST_UNITS = 8, 10, 3
SPANS = {"4": "flows-four-weeks", "13": "flows-quarter"}


def show(visit: Visit) -> Response:
    """The page."""
    face = visit.face
    start = day(face, visit.value("start")) if visit.value("start") else usual_start(face)
    weeks = _number(visit.value("weeks"), USUAL_WEEKS, MOST_WEEKS)
    flags = {name: bool(visit.value(name)) for name in ("buying", "items", "quantities")}
    found = face.kept(
        ("stages", start, weeks, *flags.values()),
        lambda: find_stages(face, start, weeks, **flags),
    )
    rows = face.kept("neighbours", lambda: list(neighbours(face.view, face.today)), len)
    asked = {name: "on" for name, on in flags.items() if on}
    return page(
        visit,
        "flows.html",
        start=start,
        weeks=weeks,
        flags=flags,
        drawn=_drawn(visit, found),
        stages=stages_list(found, items=flags["items"]),
        whole=found.whole,
        asked=asked | {"start": start, "weeks": str(weeks)},
        map=_map(visit, rows),
        neighbours=neighbours_list(rows),
        options="".join(f" --{name}" for name in asked),
    )


def _number(said: str, usual: int, most: int) -> int:
    return min(most, max(1, int(said))) if said.isdecimal() and len(said) < 5 else usual


def _cell(unit: str, amount: int) -> Money | Amount:
    return Money(amount, unit) if unit in CURRENCIES else Amount(amount, unit)


def _drawn(visit: Visit, found: Found) -> list[Markup]:
    """A drawing for each unit or currency, the first few."""
    units = list(dict.fromkeys(one.unit for one in found.rows))[:MOST_UNITS]
    return [_sankey(visit, unit, [one for one in found.rows if one.unit == unit]) for unit in units]


def _sankey(visit: Visit, unit: str, rows: Sequence[Reached]) -> Markup:
    face = visit.face
    headings = [heading(name, face.language) for name in HEADINGS]

    def said(amount: int) -> str:
        return cell_text(face, _cell(unit, amount))

    kept, others = list(rows[:MOST_DRAWN]), rows[MOST_DRAWN:]
    if others:
        sums = tuple(map(sum, zip(*(one.amounts for one in others), strict=True)))
        kept.append(Reached(face.text("flows-others", count=len(others)), unit, sums))
    flows = []
    for one in kept:
        name = one.name or face.word("walk-in")
        told = [
            f"{name}: {said(amount)} {stage}"
            for amount, stage in zip(one.amounts, headings, strict=True)
        ]
        flows.append(DrawnFlow(name, one.amounts, told))
    sums = tuple(map(sum, zip(*(one.amounts for one in rows), strict=True)))
    about = face.text("flows-drawn", asked=said(sums[0]), settled=said(sums[-1]))
    return draw_sankey(
        flows, headings, [said(one) for one in sums], face.text("flows-stages"), about
    )


def _map(visit: Visit, rows: Sequence[Neighbour]) -> Markup:
    face = visit.face
    states = {
        link.partner: "healing" if link.healing else "silent" if link.silent else link.status
        for link in face.company.links()
    }
    sides = [
        sorted((one for one in rows if one.supplies), key=lambda one: -one.late_to_us),
        sorted((one for one in rows if one.buys), key=lambda one: -one.late_by_us),
    ]
    drawn = [
        [_partner(visit, one, states, to_us=to_us) for one in side[:MOST_SIDE]]
        for side, to_us in zip(sides, (True, False), strict=True)
    ]
    more = [
        face.text("flows-more", count=len(side) - MOST_SIDE) if len(side) > MOST_SIDE else ""
        for side in sides
    ]
    party = face.view.get(PARTIES, ME)
    about = face.text(
        "flows-map-drawn",
        suppliers=len(sides[0]),
        customers=len(sides[1]),
        late=sum(bool(one.late_to_us or one.late_by_us) for one in rows),
    )
    return draw_neighbourhood(
        party.name if party is not None else face.word("me"),
        drawn[0],
        drawn[1],
        (more[0], more[1]),
        face.text("flows-map"),
        about,
    )


def _partner(visit: Visit, one: Neighbour, states: dict[str, str], *, to_us: bool) -> DrawnPartner:
    face = visit.face
    late, then = (one.late_to_us, one.next_to_us) if to_us else (one.late_by_us, one.next_by_us)
    state = face.word(states.get(one.partner, "not-connected"))
    told = f"{state} · {face.text('flows-next', day=then)}" if then else state
    return DrawnPartner(
        one.name or one.partner,
        told,
        face.text("flows-late", count=late) if late else "",
        visit.url("list/agreements", partner=one.partner),
    )


def show_figures(visit: Visit) -> Response:
    """On time, stock days, bullwhip and cash, period by period, or before and after a day."""
    face = visit.face
    weeks = 13 if visit.value("weeks") == "13" else 4
    count = _number(visit.value("periods"), 6, MOST_PERIODS)
    since = day(face, visit.value("since")) if visit.value("since") else ""
    spans = (
        before_and_after(face.today, since, 26)
        if since
        else periods_before(face.today, weeks, count)
    )
    asked = (
        {"since": since, "weeks": "26"} if since else {"weeks": str(weeks), "periods": str(count)}
    )
    small = face.view.count(MOVES) <= MOST_AT_ONCE
    ready = small or bool(visit.value("go"))
    listing = periods_list(
        face.kept(("figures", *spans), lambda: figures_of(face.view, spans, face.today))
        if ready
        else []
    )
    return page(
        visit,
        "figures.html",
        listing=listing,
        drawn=_series(visit, listing),
        weeks=weeks,
        periods=count,
        since=since,
        spans=SPANS,
        asked=asked,
        ready=ready,
    )


def _series(visit: Visit, listing: Listing) -> list[tuple[str, Markup]]:
    labels = [day_label(row.start) for row in listing.rows]
    found = []
    for column in listing.columns[2:]:
        cells = [column.cell(row) for row in listing.rows]
        values = [_value(cell) for cell in cells]
        said = [shown_cell(visit, cell) for cell in cells]
        known = [text for text in said if text]
        told = {"first": known[0], "last": known[-1]} if known else {}
        about = visit.face.text("flows-figure-drawn" if known else "flows-no-figure", **told)
        title = heading(column.heading, visit.face.language)
        found.append((title, draw_series(values, said, labels, title, about)))
    return found


def _value(cell: Cell) -> Any:
    if isinstance(cell, Share):
        return cell.permille
    if isinstance(cell, Amount):
        return cell.quantity
    return None if cell is None else round(float(str(cell)) * 100)
