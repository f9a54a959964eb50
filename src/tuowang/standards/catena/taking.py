"""From what a payload says to our own commands: their names and units become ours.

A customer's forecast becomes needs, one for each item and week (or day), named after partner,
item and week: a newer payload replaces the older one, and what it no longer names is taken out.
Days are finer than weeks: where a partner named days, its weeks over the same time do not count.
Everything else is entered as the partner's figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256

from tuowang.errors import Mistake
from tuowang.flows.base import Command
from tuowang.flows.capacity import monday
from tuowang.flows.catalogue import ITEMS, ItemRow
from tuowang.flows.checks import known_item, known_partner
from tuowang.flows.days import days_between, later
from tuowang.flows.figures import (
    DEMANDED,
    GLOBAL_IDS,
    MapGlobalId,
    NoteFigures,
    NoteNotice,
    Point,
    Series,
)
from tuowang.flows.figures_capacity import WEEK
from tuowang.flows.figures_views import bought_items
from tuowang.flows.item_codes import our_item
from tuowang.flows.partner import ITEM_CODES
from tuowang.flows.planning import FORECAST, NEEDS, RecordNeed
from tuowang.flows.planning_problem import transit_days
from tuowang.standards.base import Figures, Material, Measured, Notice, Reading
from tuowang.standards.catena import names
from tuowang.store.store import View
from tuowang.units import MAXIMUM_QUANTITY, is_day, ratio

MOST_AMOUNTS = 2_000
_IN_DAYS = "DAY"
_WEEK = re.compile("[0-9]{4}-W[0-9]{2}")


def commands_of(
    view: View, partner: str, source: str, readings: list[Reading], item: str = ""
) -> list[Command]:
    """What to ask of our own company, all of it or nothing. `item`: which of ours it is about.

    Of several statements about one item the last counts. Mistake: partner-unknown, item-unknown,
    material-unknown, payload-unit, payload-beyond, payload-too-many.
    """
    known_partner(view, partner)
    if item:
        known_item(view, item)
    commands: list[Command] = []
    latest: dict[tuple[str, str, bool], Figures] = {}
    for reading in readings:
        if isinstance(reading, Notice):
            commands.append(_notice(view, partner, source, reading, item))
            continue
        code = item or _known(view, partner, reading.material, reading.selling)
        selling = _sells(view, partner, code, reading.selling)
        latest[reading.subject, code, selling] = reading
        commands += _names_kept(view, partner, reading.material, code)
    for (_, code, selling), reading in latest.items():
        commands += _figures(view, partner, source, reading, code, selling=selling)
    return commands


def _known(view: View, partner: str, material: Material, selling: bool | None) -> str:
    """Our item that a payload is about. Mistake: material-unknown."""
    found = find_item(view, partner, material, selling)
    if not found:
        called = material.seller_item or material.buyer_item or material.global_id
        raise Mistake("material-unknown", material=called, partner=partner)
    return found


def find_item(view: View, partner: str, material: Material, selling: bool | None) -> str:
    """Our item under a payload's names, or "": by its worldwide id, then by the two codes.

    A code that was mapped here comes first: a partner may guess ours.
    """
    row = view.get(GLOBAL_IDS, partner, material.global_id)
    if row is not None:
        return row.item
    if material.global_id:
        found = _by_own_id(view, partner, material.global_id)
        if found:
            return found
    ours, theirs = material.seller_item, material.buyer_item
    if selling:
        ours, theirs = theirs, ours
    mapped = next(view.find(ITEM_CODES, ("partner", "their_item"), partner, theirs), None)
    if theirs and mapped is not None:
        return mapped.item
    if ours and view.get(ITEMS, ours) is not None:
        return ours
    return our_item(view, partner, theirs) if theirs else ""


def _by_own_id(view: View, partner: str, global_id: str) -> str:
    """By the id that both ends make of the seller and its code."""
    us, them = names.our_number(view), names.partner_number(view, partner)
    for item in view.scan(ITEMS):
        mapped = view.get(ITEM_CODES, partner, item.item)
        theirs = mapped.their_item if mapped is not None else item.item
        if global_id in (names.material_id(us, item.item), names.material_id(them, theirs)):
            return item.item
    return ""


def _names_kept(view: View, partner: str, material: Material, code: str) -> Iterator[Command]:
    """The partner's own worldwide id of our item, where it is not the one that we would make."""
    id_ = material.global_id
    if id_ and _by_own_id(view, partner, id_) != code:
        yield MapGlobalId(partner, id_, code)


def _sells(view: View, partner: str, code: str, stated: bool | None) -> bool:
    return code in bought_items(view, partner) if stated is None else stated


def _notice(view: View, partner: str, source: str, said: Notice, item: str) -> Command:
    """A notice, with those of its materials that we know."""
    selling = said.effect.startswith("capacity")
    found = [find_item(view, partner, one, selling) for one in said.materials]
    items = list(dict.fromkeys(one for one in found if one)) or ([item] if item else [])
    return NoteNotice(
        partner,
        said.notice,
        said.effect,
        said.cause,
        said.start,
        said.end,
        said.state,
        items,
        said.text,
        source,
    )


def _figures(
    view: View, partner: str, source: str, said: Figures, code: str, *, selling: bool
) -> Iterator[Command]:
    row = known_item(view, code)
    if len(said.amounts) > MOST_AMOUNTS:
        raise Mistake("payload-too-many", path="$", most=MOST_AMOUNTS)
    sums: dict[str, dict[str, Fraction]] = {}
    for one in said.amounts:
        days = sums.setdefault(one.measure, {})
        days[one.day] = days.get(one.day, Fraction(0)) + _own(row, one)
    whole = {
        measure: {day: _whole(exact) for day, exact in sorted(days.items())}
        for measure, days in sums.items()
    }
    units = {one.measure: row.unit if one.unit != _IN_DAYS else _IN_DAYS for one in said.amounts}
    series = [
        Series(measure, units[measure], [Point(day, n) for day, n in days.items()])
        for measure, days in sorted(whole.items())
    ]
    yield NoteFigures(partner, said.subject, code, selling, series, source)
    if said.subject == FORECAST and not selling:
        wanted = whole.get(DEMANDED, {})
        yield from _needs(view, partner, code, wanted, weekly=said.weekly)


def _own(row: ItemRow, one: Measured) -> Fraction:
    """An amount in the item's own unit. Mistake: payload-unit."""
    if one.unit == _IN_DAYS or not one.unit:
        return one.amount
    factors = {factor.unit: factor.quantity for factor in row.unit_factors}
    try:
        return one.amount * ratio(one.unit, row.unit, factors)
    except Mistake:
        raise Mistake(
            "payload-unit", path=one.path, unit=one.unit, item=row.item, expected=row.unit
        ) from None


def _whole(exact: Fraction) -> int:
    """Rounded up: of half a piece, one is needed. Mistake: payload-beyond."""
    if exact > MAXIMUM_QUANTITY:
        raise Mistake("payload-beyond", path="$", least=0, most=MAXIMUM_QUANTITY)
    return exact.__ceil__()


def iso_week(day: str) -> str:
    """The ISO 8601 week of a day: "2026-W10". A week belongs to the year of its Thursday."""
    thursday = later(monday(day), 3)
    year = thursday[:4]
    number = (_day_of_year(thursday) - 1) // WEEK + 1
    return f"{year}-W{number:02}"


def _day_of_year(day: str) -> int:
    return days_between(f"{day[:4]}-01-01", day) + 1


def _stem(partner: str, code: str) -> str:
    """What the names of a partner's needs of an item begin with; it leaves room for the day."""
    plain = f"{partner}/{code}/"
    if len(plain) <= 54:
        return plain
    return f"{plain[:40]}~{sha256(plain.encode()).hexdigest()[:12]}/"


def _needs(
    view: View, partner: str, code: str, days: dict[str, int], *, weekly: bool
) -> Iterator[Command]:
    stem, transit = _stem(partner, code), transit_days(view, partner)
    old = {row.need: row for row in view.scan(NEEDS) if row.need.startswith(stem)}
    of_days = {name for name in old if is_day(name.removeprefix(stem))}
    of_weeks = {name for name in old if _WEEK.fullmatch(name.removeprefix(stem))}
    finer = {monday(name.removeprefix(stem)) for name in of_days}
    said = {
        stem + (iso_week(day) if weekly else day): (day, quantity)
        for day, quantity in days.items()
        if not (weekly and day in finer)
    }
    covered = {stem + iso_week(day) for day in days}
    replaced = of_weeks if weekly else of_days | of_weeks & covered
    for name in sorted(replaced - said.keys()):
        yield RecordNeed(name, code, 0, old[name].due)
    for name, (day, quantity) in said.items():
        yield RecordNeed(name, code, quantity, later(day, -transit))
