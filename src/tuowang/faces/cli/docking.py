"""One plan with our partners, and nobody in the middle: `dock`, `docks`, `lanes`."""

from __future__ import annotations

from typing import Any, NamedTuple

from tuowang.errors import Mistake
from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import (
    Amount,
    Answer,
    Cell,
    Column,
    Listing,
    Money,
    Share,
    Word,
    column,
    word_column,
)
from tuowang.faces.cli.doing import do, note_document, note_lines
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import chosen, day, item_code, partner_code
from tuowang.faces.cli.grammar import Number, OneOf, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.faces.texts import ending
from tuowang.flows.appointing import (
    DOCKING_DATES,
    MOST_EVERY_DAYS,
    AgreeDockingDate,
    DropDockingDate,
    ProposeDockingDate,
)
from tuowang.flows.checks import known_partner
from tuowang.flows.docking import (
    MIXING,
    MODES,
    OPEN,
    RUNS,
    DockingJoined,
    GiveUpDocking,
    StartDocking,
)
from tuowang.flows.docking_agreed import LaneWeek, lane_weeks, lanes_to_request
from tuowang.flows.docking_views import Run, SeenLane, runs, week_of, would_see
from tuowang.flows.partner import PARTNERS
from tuowang.flows.promising import AcceptPromises


@command(
    "dock",
    option("exchanges", kind=Number(0, 100), metavar="number", default=3),
    option("mode", kind=OneOf(MODES), metavar="mode", default=MIXING),
    option("preview", metavar="partner"),
    option("give_up", metavar="run"),
    option("on", metavar="date"),
    option("every", kind=Number(0, MOST_EVERY_DAYS), metavar="days", default=0),
    option("with_", "--with", metavar="partner"),
    option("agree", metavar="partner"),
    option("drop", metavar="partner"),
)
def dock(
    face: Face,
    exchanges: int,
    mode: str,
    preview: str,
    give_up: str,
    on: str,
    every: int,
    with_: str,
    agree: str,
    drop: str,
) -> Answer:
    """Find a common plan with all partners that allow it, now or on a date."""
    if on:
        code = partner_code(face, with_)
        return do(face, ProposeDockingDate(day(face, on), every, code, exchanges, mode))
    if agree:
        return do(face, AgreeDockingDate(partner_code(face, agree)))
    if drop:
        return do(face, DropDockingDate(partner_code(face, drop)))
    if preview:
        code = partner_code(face, preview)
        known_partner(face.view, code)
        return preview_docking(face, code)
    if give_up:
        names = [row.run for row in face.view.find(RUNS, ("state",), OPEN)]
        return do(face, GiveUpDocking(chosen(give_up, names, "run")))
    outcome = face.company.ask(StartDocking(exchanges, mode))
    (run,) = (record.run for _, record in outcome.said if isinstance(record, DockingJoined))
    begun = [one for one in runs(face.view) if one.row.run == run]
    document = {
        "run": run,
        "runs": [_run_document(one) for one in begun],
        "notes": [note_document(face, note) for note in outcome.notes],
    }
    shown: list[str | Listing] = [face.text("docking-begun", run=run)]
    shown += [*note_lines(face, outcome.notes), Listing(_RUNS, begun), face.text("leaves-next")]
    return Answer(document, shown)


def _run_document(run: Run) -> dict[str, Any]:
    return {
        "run": run.row.run,
        "day": run.row.day,
        "state": run.row.state,
        "finished": run.row.finished,
        "exchanges": run.exchanges,
        "waits_for": run.waits_for,
        "why": run.row.why,
        "why_details": run.row.details,
        "above_best_permille": run.row.above_best_permille,
    }


def _exchange(run: Run) -> str:
    done = max(0, run.row.finished)
    return str(done) if run.exchanges is None else f"{done}/{run.exchanges}"


def _above(run: Run) -> Cell:
    above = run.row.above_best_permille
    return None if above is None else Share(above)


_RUNS = (
    Column("run", lambda one: one.row.run),
    Column("start", lambda one: one.row.day),
    Column("state", lambda one: Word(one.row.state)),
    Column("exchange", _exchange),
    Column("waits_for", lambda one: ", ".join(one.waits_for)),
    Column("above_best", _above),
)


_DATES = (
    column("partner"),
    Column("proposed_by", lambda row: Word("us" if row.mine else "them")),
    Column("day", lambda row: row.day),
    Column("every_days", lambda row: Amount(row.every_days, "DAY") if row.every_days else None),
    Column("exchange", lambda row: row.exchanges),
    word_column("state"),
)


@command("docks", option("dates", flag=True), *files())
def docks(face: Face, dates: bool, xlsx: str, csv: str) -> Answer:
    """The runs of docking: how far each is, and whom it waits for; or the dates for the next."""
    if dates:
        rows = list(face.view.scan(DOCKING_DATES))
        return answer_list(face, Listing(_DATES, rows, empty="no-docking-dates"), xlsx, csv)
    found = list(runs(face.view))
    reason = Column("reason", lambda one: ending(one.row.why, face.language, one.row.details))
    answer = answer_list(face, Listing((*_RUNS, reason), found, empty="no-docks"), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [_run_document(one) for one in found]
    return answer


@command(
    "lanes",
    argument("partner", needed=False),
    option("item", metavar="item"),
    option("request", flag=True),
    option("until", metavar="date"),
    *files(),
)
def lanes(
    face: Face, partner: str, item: str, request: bool, until: str, xlsx: str, csv: str
) -> Answer:
    """What docking came to, week by week; or ask a supplier for it."""
    code, wanted = partner_code(face, partner), item_code(face, item)
    if request:
        return _request(face, code, day(face, until or "+14"))
    found = [one for one in lane_weeks(face.view, code) if wanted in ("", one.row.item)]
    found.sort(key=lambda one: (one.row.partner, one.row.item, not one.row.mine, one.start))
    answer = answer_list(face, Listing(_lane_columns(face), found, empty="no-lanes"), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [_lane_document(one) for one in found]
    return answer


def _lane_document(week: LaneWeek) -> dict[str, Any]:
    return {
        "partner": week.row.partner,
        "item": week.row.item,
        "we": _side(week).value,
        "start": week.start,
        "quantity": week.quantity,
        "unit": week.unit,
        "arrives": week.arrives,
        "open": week.open,
        "run": week.row.run,
    }


def _side(week: LaneWeek) -> Word:
    return Word("selling" if week.row.mine else "buying")


def _lane_columns(face: Face) -> tuple[Column, ...]:
    return (
        Column("partner", lambda one: one.row.partner),
        Column("item", lambda one: one.row.item),
        Column("we", _side),
        column("start"),
        Column("quantity", lambda one: Amount(one.quantity, one.unit)),
        column("arrives"),
        Column("not_agreed", lambda one: item_amount(face, one.row.item, one.open)),
        Column("run", lambda one: one.row.run),
    )


def _request(face: Face, partner: str, until: str) -> Answer:
    if not partner:
        raise Mistake("argument-needed", name="PARTNER")
    lines = lanes_to_request(face.view, partner, face.today, until)
    if not lines:
        said = face.text("nothing-to-request", partner=partner, day=until)
        return Answer({"said": [], "notes": []}, [said])
    return do(face, AcceptPromises(partner, until, lines=lines))


class SeenOrder(NamedTuple):
    """A week of what a partner would see ordered."""

    lane: SeenLane
    start: str
    quantity: int


def preview_docking(face: Face, partner: str, item: str = "") -> Answer:
    """Exactly the numbers that would leave first in a run begun today; nothing is written."""
    from tuowang.flows.docking_start import can_solve

    seen = would_see(face.view, partner, face.today, item)
    orders = [
        SeenOrder(lane, week_of(face.today, number), quantity)
        for lane in seen
        for number, quantity in enumerate(lane.orders)
        if quantity
    ]
    shown: list[str | Listing] = [
        face.text("docking-preview", partner=partner),
        Listing(_seen_columns(face, partner), seen, empty="no-lanes"),
    ]
    if any(not lane.mine for lane in seen):
        shown += [
            face.text("docking-preview-orders"),
            Listing(_ORDERS, orders, empty="no-orders"),
        ]
    if not can_solve():
        shown.append("! " + face.text("extra-missing", extra="plan"))
    shown.append(face.text("docking-preview-rest", partner=partner))
    return Answer({"partner": partner, "docking": [lane._asdict() for lane in seen]}, shown)


def _seen_columns(face: Face, partner: str) -> tuple[Column, ...]:
    row = face.view.get(PARTNERS, partner)
    currency = row.currency if row is not None else "CNY"
    return (
        column("item"),
        column("code", "their_item"),
        Column("we", lambda lane: Word("selling" if lane.mine else "buying")),
        Column("kind", lambda lane: Word("promises-and-quotes" if lane.mine else "orders")),
        Column("lot_size", lambda lane: Amount(lane.lot, lane.unit) if lane.mine else None),
        Column("late_cost", lambda lane: None if lane.mine else Money(lane.late_cost, currency)),
    )


_ORDERS = (
    Column("item", lambda order: order.lane.item),
    column("start"),
    Column("quantity", lambda order: Amount(order.quantity, order.lane.unit)),
)
