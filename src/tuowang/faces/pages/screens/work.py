"""Work centres: the jobs of the plan as a Gantt chart, and each day's load against capacity."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.asking import command_line
from tuowang.faces.pages.drawings.gantt import DrawnCentre, DrawnJob, Said, draw_gantt
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.pages.screens.plan import day_label, plan_acts, plan_row
from tuowang.flows.days import days_between, later
from tuowang.flows.planning_weeks import (
    MOST_JOBS,
    CentreJob,
    CentreSpan,
    centre_jobs,
    centre_spans,
    centres,
)
from tuowang.units import day_number

SPANS = (7, 14, 28, 56)
MOST_CENTRES = 8


def show(visit: Visit) -> Response:
    """The work centres from a day on."""
    plan = plan_row(visit)
    days = int(visit.value("days")) if visit.value("days") in map(str, SPANS) else 14
    start = visit.value("start") or (plan.day if plan is not None else visit.face.today)
    day_number(start)
    known = centres(visit.face.view)
    chosen = visit.value("centre")
    names = [one for one in known if chosen in ("", one)][:MOST_CENTRES]
    jobs = visit.face.kept(
        ("jobs", start, days, chosen),
        lambda: centre_jobs(visit.face.view, start, days, chosen),
        len,
    )
    spans = visit.face.kept(
        ("spans", *names, start, days),
        lambda: dict(zip(names, centre_spans(visit.face.view, names, start, days, 1), strict=True)),
    )
    drawn = [_centre(visit, name, spans[name], jobs, start, days) for name in names]
    today = days_between(start, visit.face.today)
    return page(
        visit,
        "plan_work.html",
        plan=plan,
        acts=plan_acts(visit),
        drawn=draw_gantt(drawn, _labels(start, days), today, _said(visit, start, days, jobs)),
        jobs=[_row(visit, one) for one in jobs[:MOST_JOBS]],
        full=len(jobs) >= MOST_JOBS,
        spans=[(name, spans[name]) for name in names],
        known=known,
        chosen=chosen,
        typed=command_line("loads", ["--", chosen] if chosen else []),
        days=days,
        choices=SPANS,
        start=start,
        earlier=later(start, -days),
        later=later(start, days),
        today_in=0 <= today < days,
    )


def _labels(start: str, days: int) -> list[str]:
    return [day_label(later(start, number)) for number in range(days)]


def _said(visit: Visit, start: str, days: int, jobs: list[CentreJob]) -> Said:
    face = visit.face
    late = sum(one.late for one in jobs)
    return Said(
        face.text("plan-work"),
        face.text("plan-drawn-work", day=start, days=days, count=len(jobs), late=late),
        face.word("today-line"),
        face.word("late"),
        face.text("plan-more-jobs", count="{count}"),
    )


def _centre(
    visit: Visit,
    name: str,
    spans: list[CentreSpan],
    jobs: list[CentreJob],
    start: str,
    days: int,
) -> DrawnCentre:
    return DrawnCentre(
        name,
        [one.load_seconds for one in spans],
        [one.capacity_seconds for one in spans],
        [_bar(visit, one, start, days) for one in jobs if one.centre == name],
    )


def _bar(visit: Visit, one: CentreJob, start: str, days: int) -> DrawnJob:
    line = one.line
    quantity = cell_text(visit.face, item_amount(visit.face, line.item, line.quantity))
    first, last = days_between(start, line.start), days_between(start, line.finish)
    return DrawnJob(
        first,
        max(first, min(days - 1, last)),
        f"{line.item} {quantity}",
        f"{line.item}, {quantity}, {line.start} – {line.finish}, {one.seconds / 3600:.1f} h",
        visit.url("plan/item", item=line.item),
        one.late,
    )


def _row(visit: Visit, one: CentreJob) -> dict[str, Any]:
    return {
        "centre": one.centre,
        "item": one.line.item,
        "quantity": item_amount(visit.face, one.line.item, one.line.quantity),
        "start": one.line.start,
        "finish": one.line.finish,
        "hours": f"{one.seconds / 3600:.1f}",
        "late": one.late,
    }
