"""What if: `what-if` shows the plan as it would be; `capacity` and `priority` make it so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from msgspec.structs import astuple, replace

from tuowang.errors import Mistake
from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import Answer, Column, Listing, Word, column, word_column
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import day, own_quantity
from tuowang.faces.cli.grammar import Number, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.capacity import with_hours
from tuowang.flows.catalogue import CAPACITIES, RecordCapacity
from tuowang.flows.checks import MAXIMUM_SECONDS
from tuowang.flows.days import later
from tuowang.flows.planning import MOST_PRIORITY, NEEDS, ORDER, RecordPriority
from tuowang.flows.planning_problem import find_wanted, transit_days
from tuowang.flows.planning_trial import (
    Delivery,
    OtherCapacity,
    OtherWant,
    WhatIf,
    as_it_is,
    what_if,
)
from tuowang.flows.trading import COMMITMENTS

SECONDS_AN_HOUR = 3600


@command(
    "capacity",
    argument("centre"),
    argument("hours"),
    argument("date", needed=False),
    option("weekdays", metavar="weekdays"),
)
def capacity(face: Face, centre: str, hours: str, date: str, weekdays: str) -> Answer:
    """Say how many hours a day a work centre has, from a day on; all else stays as it was."""
    start = day(face, date) if date else face.today
    found = other_hours(face, centre, start, seconds_of(hours))
    return do(face, replace(found, weekdays=weekdays) if weekdays else found)


def other_hours(face: Face, centre: str, start: str, seconds_per_day: int) -> RecordCapacity:
    """Other hours from a day on; days off and overtime stay."""
    rows = face.view.scan(CAPACITIES, centre)
    return RecordCapacity(*astuple(with_hours(rows, centre, start, seconds_per_day)))


@command("priority", argument("reference"), argument("number", kind=Number(0, MOST_PRIORITY)))
def priority(face: Face, reference: str, number: int) -> Answer:
    """Say what is served first where not all can be in time."""
    return do(face, RecordPriority(reference, number))


def seconds_of(hours: str) -> int:
    """Hours as whole seconds. Mistake: not-a-number."""
    try:
        given = Decimal(hours.strip())
    except InvalidOperation:
        raise Mistake("not-a-number", text=hours[:80]) from None
    if not given.is_finite() or not 0 <= given <= MAXIMUM_SECONDS // SECONDS_AN_HOUR:
        raise Mistake("not-a-number", text=hours[:80])
    seconds = given * SECONDS_AN_HOUR
    if seconds != int(seconds):
        raise Mistake("not-a-number", text=hours[:80])
    return int(seconds)


@command(
    "what-if",
    option("capacity", metavar="capacity_change", many=True),
    option("date", metavar="date_change", many=True),
    option("quantity", metavar="quantity_change", many=True),
    option("priority", metavar="priority_change", many=True),
    *files(),
)
def try_plan(
    face: Face,
    capacity: tuple[str, ...],
    date: tuple[str, ...],
    quantity: tuple[str, ...],
    priority: tuple[str, ...],
    xlsx: str,
    csv: str,
) -> Answer:
    """The plan as it would be with other capacities, days, quantities or priorities."""
    found = find_what_if(face, capacity, date, quantity, priority)
    listing = Listing(delivery_columns(face), found.deliveries, empty="same-deliveries")
    answer = answer_list(face, listing, xlsx, csv)
    if xlsx or csv:
        return answer
    answer.document = {
        "late_before": found.late_before,
        "late_then": found.late_then,
        "deliveries": [one._asdict() for one in found.deliveries],
        "changes": [one._asdict() for one in found.changes],
        "plan": found.then,
    }
    late = face.text("what-if-late", before=found.late_before, then=found.late_then)
    lines = Listing(change_columns(face), found.changes, face.text("what-if-lines"), "plan-same")
    answer.shown = [late, listing, *([lines] if found.changes else [])]
    return answer


def find_what_if(
    face: Face,
    capacity: tuple[str, ...],
    date: tuple[str, ...],
    quantity: tuple[str, ...],
    priority: tuple[str, ...],
) -> WhatIf:
    """The plan as it would be, from changes as people type them. Mistake: change-unreadable …"""
    capacities = [other_capacity(face, one) for one in capacity]
    given = {"date": date, "quantity": quantity, "priority": priority}
    wants = [other_want(face, name, one) for name, typed in given.items() for one in typed]
    now = face.kept(
        "as-it-is",
        lambda: as_it_is(face.view, face.today),
        lambda made: len(made.inputs.problem.items),
    )
    return face.kept(
        ("what-if", capacity, date, quantity, priority),
        lambda: what_if(face.view, face.today, capacities, wants, now),
        lambda made: len(made.then.lines),
    )


def other_want(face: Face, name: str, typed: str) -> OtherWant:
    """One change of something wanted; name: date, quantity, priority. Mistake: not-a-number …"""
    reference, value = _change(typed)
    if name == "date":
        return OtherWant(reference, day(face, value))
    if name == "quantity":
        known = find_wanted(face.view, reference, face.today)
        item = known.item if known is not None else ""
        return OtherWant(reference, quantity=own_quantity(face, item, value))
    if not value.isdecimal() or len(value) > len(str(MOST_PRIORITY)):
        raise Mistake("not-a-number", text=value[:80])
    return OtherWant(reference, priority=int(value))


def _change(typed: str) -> tuple[str, str]:
    name, sign, value = typed.rpartition("=")
    if not sign or not name.strip() or not value.strip():
        raise Mistake("change-unreadable", text=typed[:200])
    return name.strip(), value.strip()


def other_capacity(face: Face, typed: str) -> OtherCapacity:
    """One change of a work centre: "saw=12@2026-12-01". Mistake: not-a-number …"""
    centre, value = _change(typed)
    hours, _, start = value.partition("@")
    return OtherCapacity(centre, seconds_of(hours), day(face, start) if start else "")


def delivery_columns(face: Face) -> tuple[Column, ...]:
    """When the last of something comes, as things are and as they would be."""

    def came(value: str) -> str | Word:
        return value or Word("not-in-plan")

    return (
        column("reference"),
        column("partner"),
        column("item"),
        column("due", "wanted"),
        Column("before", lambda one: came(one.before)),
        Column("then", lambda one: came(one.then)),
        Column("state", lambda one: Word(_judged(one))),
    )


def _judged(one: Delivery) -> str:
    if one.is_late:
        return "late" if one.was_late else "now-late"
    return "in-time-again" if one.was_late else "in-time"


def change_columns(face: Face) -> tuple[Column, ...]:
    """A line of the plan that would be different."""

    def amount(name: str) -> Column:
        return Column(name, lambda one: item_amount(face, one.item, getattr(one, name)))

    return (
        word_column("kind"),
        column("item"),
        column("partner"),
        Column("for", lambda one: one.reference),
        amount("before"),
        Column("before_day", lambda one: one.before_day),
        Column("then", lambda one: item_amount(face, one.item, one.now)),
        Column("now_day", lambda one: one.now_day),
    )


Saving = tuple[str, dict[str, str]]


def saving_of(
    face: Face, name: str, typed: str, changes: Mapping[str, Sequence[str]]
) -> Saving | None:
    """The command, with its arguments, that makes a change so; a want's day and quantity in one.

    Of what is agreed the partner has to be asked. None: a partner's demand, that an offer answers.
    """
    thing, value = _change(typed)
    if name == "capacity":
        hours, _, start = value.partition("@")
        return name, {"centre": thing, "hours": hours, "date": start}
    if name == "priority":
        return name, {"reference": thing, "number": value}
    said = {
        one: _change(other)[1]
        for one in ("date", "quantity")
        for other in changes.get(one, ())
        if _change(other)[0] == thing
    }
    return _want(face, thing, said)


def _want(face: Face, reference: str, said: dict[str, str]) -> Saving | None:
    need = face.view.get(NEEDS, reference)
    if need is not None:
        order = {"order": "on"} if need.kind == ORDER else {}
        as_it_is = {"quantity": str(need.quantity), "date": need.due}
        return "need", {"item": need.item, "number": need.need, **order, **as_it_is, **said}
    partner, _, rest = reference.partition("/")
    agreement, _, line = rest.rpartition("/")
    row = face.view.get(COMMITMENTS, partner, agreement, line)
    if row is None:
        return None
    quantity = said.get("quantity", f"{row.quantity} {row.unit}")
    gate = day(face, said["date"]) if "date" in said else ""
    due = later(gate, transit_days(face.view, partner)) if gate else row.due
    asked = f"{line}={row.item}:{quantity}:{due}"
    return "revise", {"partner": partner, "agreement": agreement, "line": asked}
