"""The plan: what is late, how full work centres are, items week by week, and why something is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import Listing
from tuowang.faces.cli.plan_weeks import (
    SHOWN,
    late_columns,
    share_of,
)
from tuowang.faces.cli.planning import reason_text
from tuowang.faces.pages.asking import command_line
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.drawings.weeks import DrawnWeek, draw_weeks
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.texts import heading
from tuowang.flows.catalogue import ITEMS, ItemRow
from tuowang.flows.days import days_between, later
from tuowang.flows.planning import PLAN_LINES, PLANS, PlanReasonRow, PlanRow
from tuowang.flows.planning_folds import NOW
from tuowang.flows.planning_weeks import (
    WEEK,
    CentreSpan,
    Late,
    centre_spans,
    centres,
    item_weeks,
    late,
    late_one,
    monday,
    standing_of,
)

WEEKS, MOST_ITEMS, MOST_LATE, MOST_CENTRES, MOST_LINES = 13, 20, 12, 12, 60
MOST_LOOKED = 1500


def plan_row(visit: Visit) -> PlanRow | None:
    """The standing plan."""
    found: PlanRow | None = visit.face.view.get(PLANS, NOW)
    return found


def plan_acts(visit: Visit) -> list[tuple[str, str]]:
    """What may be done with the plan: a text's code, an address."""
    found = [("plan-try", visit.url("plan/try"))]
    for name in ("plan", "need", "capacity"):
        if visit.may_do(name):
            found.append(("act-" + name, act_link(visit, name)))
    if visit.may_do("demand"):
        found.append(("plan-ask", act_link(visit, "demand", from_plan="on")))
    return found


def show(visit: Visit) -> Response:
    """The plan as a whole."""
    plan = plan_row(visit)
    view = visit.face.view
    found = list(late(view, MOST_LATE + 1))
    items, after = _items(visit)
    return page(
        visit,
        "plan.html",
        plan=plan,
        age_days=_age(visit, plan),
        acts=plan_acts(visit),
        late=[_late_row(visit, one) for one in found[:MOST_LATE]],
        more_late=len(found) > MOST_LATE,
        weeks=_week_labels(plan),
        centres=list(_centres(visit, plan)),
        items=[_item_row(visit, one) for one in items],
        after=after,
        search=visit.value("search"),
    )


def _age(visit: Visit, plan: PlanRow | None) -> int:
    return max(0, days_between(plan.day, visit.face.today)) if plan is not None else 0


def _late_row(visit: Visit, one: Late) -> dict[str, Any]:
    values = [column.cell(one) for column in late_columns(visit.face)]
    return {"cells": values[1:], "reference": one.reference}


def _week_labels(plan: PlanRow | None) -> list[str]:
    first = monday(plan.day) if plan is not None else ""
    return [day_label(later(first, WEEK * number)) for number in range(WEEKS)] if first else []


def day_label(day: str) -> str:
    """A day without its year."""
    return day[5:]


class CentreRow(NamedTuple):
    """A work centre: its name, and for each week its share in permille and state."""

    name: str
    weeks: list[tuple[int | None, str]]


def _centres(visit: Visit, plan: PlanRow | None) -> Iterator[CentreRow]:
    if plan is None:
        return
    names = centres(visit.face.view)[:MOST_CENTRES]
    for spans in centre_spans(visit.face.view, names, monday(plan.day), WEEKS, WEEK):
        yield CentreRow(spans[0].centre, [_week(one) for one in spans])


def _week(one: CentreSpan) -> tuple[int | None, str]:
    share = share_of(one)
    over = one.load_seconds > one.capacity_seconds
    return (round(share.permille / 10) if share else None), "over" if over else ""


def _items(visit: Visit) -> tuple[list[ItemRow], str]:
    """The items on this page, and behind which one looks on ("": there is no more).

    So many are looked through for a page; an item whose whole code is searched comes at once.
    """
    after, search = visit.value("after"), visit.value("search")
    exact = visit.face.view.get(ITEMS, search) if search else None
    if exact is not None:
        return [exact], ""
    found: list[ItemRow] = []
    last, low = "", search.casefold()
    rows = visit.face.view.scan(ITEMS, after=(after,) if after else None)
    for count, row in enumerate(rows):
        if count == MOST_LOOKED or len(found) == MOST_ITEMS:
            return found, last
        last = row.item
        if low in row.item.casefold() or low in row.name.casefold():
            found.append(row)
    return found, ""


def _item_row(visit: Visit, row: ItemRow) -> dict[str, Any]:
    one = standing_of(visit.face.view, row.item, WEEKS)

    def amount(quantity: int) -> Any:
        return item_amount(visit.face, row.item, quantity)

    return {
        "item": row.item,
        "name": row.name,
        "stock": amount(one.stock) if one else None,
        "least": amount(one.least) if one else None,
        "least_week": one.least_week if one else "",
        "late": amount(one.late) if one and one.late else None,
        "late_week": one.late_week if one else "",
    }


# ---------------------------------------------------------------------------------- one item


def show_item(visit: Visit) -> Response:
    """An item week by week. Mistake: item-unknown."""
    face, item = visit.face, visit.value("item")
    row = face.view.get(ITEMS, item)
    if row is None:
        raise Mistake("item-unknown", item=item)
    weeks = item_weeks(face.view, item, WEEKS)
    lines = islice(face.view.find(PLAN_LINES, ("item", "finish"), item), MOST_LINES)
    return page(
        visit,
        "plan_item.html",
        item=row,
        typed=[
            command_line("projection", ["--", item]),
            command_line("plan", ["--show", f"--item={item}"]),
        ],
        weeks=[day_label(one.start) for one in weeks],
        grid=[(name, [f"{getattr(one, name[2:]):,}" for one in weeks]) for name in SHOWN],
        drawn=_drawn_weeks(visit, item, weeks),
        lines=[_line_row(visit, line) for line in lines],
        acts=[("act-need", act_link(visit, "need", item=item))] if visit.may_do("need") else [],
    )


def _drawn_weeks(visit: Visit, name: str, weeks: list[Any]) -> Any:
    language = visit.face.language
    if not weeks:
        return None
    drawn = [
        DrawnWeek(
            day_label(one.start),
            one.comes,
            one.made,
            one.bought,
            one.used + one.promised,
            one.stock,
            one.late,
        )
        for one in weeks
    ]
    legend = [heading("w-" + one, language) for one in ("comes", "made", "bought")]
    legend += [visit.face.text("plan-goes"), heading("w-stock", language)]
    worst = min(weeks, key=lambda one: one.stock)
    about = visit.face.text(
        "plan-drawn-item", weeks=len(weeks), day=weeks[0].start, least=worst.stock, week=worst.start
    )
    title = visit.face.text("plan-of-item", item=name)
    return draw_weeks(drawn, legend, title, about, heading("w-late", language))


def _line_row(visit: Visit, line: Any) -> dict[str, Any]:
    is_late = bool(line.due) and line.finish > line.due
    return {
        "start": line.start,
        "finish": line.finish,
        "due": line.due,
        "kind": line.kind,
        "quantity": item_amount(visit.face, line.item, line.quantity),
        "partner": line.partner,
        "for": [cause.rpartition(":")[0] for cause in line.causes[:4]],
        "why": line.reference if is_late else "",
    }


# --------------------------------------------------------------------------------- why it is


class Link(NamedTuple):
    """One link of a chain of causes: what it says, and where it leads."""

    said: str
    centre: str
    component: str
    partner: str
    week: str


def show_why(visit: Visit) -> Response:
    """The chain of causes of something late, up to the partner it comes from."""
    reference = visit.value("reference")
    found = late_one(visit.face.view, reference)
    if found is None:
        raise Mistake("not-late", reference=reference[:200])
    return page(
        visit,
        "plan_why.html",
        late=found,
        quantity=item_amount(visit.face, found.item, found.quantity),
        chain=[_link(visit, one) for one in found.reasons],
        reference=reference,
        typed=command_line("late", ["--", reference]),
        listing=Listing(late_columns(visit.face), [found]),
        acts=_why_acts(visit, found),
    )


def _link(visit: Visit, one: PlanReasonRow) -> Link:
    partner = one.partner
    if not partner and one.code == "lead-time":
        item = visit.face.view.get(ITEMS, one.item)
        partner = item.supplier if item is not None and item.supply != "make" else ""
    component = one.component or one.item
    return Link(reason_text(visit.face, one), one.centre, component, partner, one.first_day)


def _why_acts(visit: Visit, found: Late) -> list[tuple[str, str]]:
    acts = [("plan-try-want", visit.url("plan/try", reference=found.reference))]
    centre = next((one.centre for one in found.reasons if one.centre), "")
    if centre:
        acts.append(("plan-try-centre", visit.url("plan/try", centre=centre)))
    if visit.may_do("priority"):
        acts.append(("act-priority", act_link(visit, "priority", reference=found.reference)))
    return acts
