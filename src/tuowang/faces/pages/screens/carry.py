"""Carry: bundles brought in as files, and taken out as files for whoever carries them."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.exchange import carried
from tuowang.faces.cli.paper import paper_for
from tuowang.faces.pages.acting import perform
from tuowang.faces.pages.asking import ask, command_line
from tuowang.faces.pages.drawings.qr import qr_drawing
from tuowang.faces.pages.frame import Visit, page
from tuowang.host.carrying import CarryReport, take_in, taken_out
from tuowang.host.paper import off_paper

MOST_SHOWN = 100
NOT_OPEN = ("not-connected", "invited")


def file_name(visit: Visit) -> str:
    """How the file that was sent is called: its last part, short and without what steers."""
    name = re.sub(r"[^\w.() -]", "_", visit.said("file").replace("\\", "/").rpartition("/")[2])
    return name[-80:].strip() or "file"


def carry(visit: Visit) -> Response:
    """What waits for a carrier; or what became of a file. Mistake: not-allowed, form-stale."""
    done = None
    if visit.said("doing") == "paper":
        words = [f"--read={visit.face.text('carry-lines-word')}"]
        done = perform(visit, "carry", words, lambda: _off_paper(visit))
    elif visit.form:
        name = file_name(visit)
        done = perform(visit, "carry", [name], lambda: _taken_in(visit, name))
    rows = [row for row in ask(visit.face, "partners", []).document if row.state not in NOT_OPEN]
    rows.sort(key=lambda row: (-row.under_way, row.name))
    return page(
        visit,
        "carry.html",
        done=done,
        rows=rows[:MOST_SHOWN],
        may=visit.may_do("carry"),
        paper=lambda row: visit.url(f"paper/{quote(row.partner, safe='')}"),
        out=lambda row: visit.url(f"carry/{quote(row.partner, safe='')}"),
        line=done.line if done else "tuowang carry " + visit.face.text("carry-folder"),
    )


def _taken_in(visit: Visit, name: str) -> Answer:
    """What a file that was sent brings."""
    return told_of(visit, take_in(visit.face.company, name, visit.body))


def _off_paper(visit: Visit) -> Answer:
    name = visit.face.text("carry-paper-name")
    report = take_in(visit.face.company, name, off_paper(visit.said("code")))
    return told_of(visit, report)


def told_of(visit: Visit, report: CarryReport) -> Answer:
    """What a file or some pages brought, in plain words."""
    answer = carried(visit.face, report, took_only=True)
    told: list[str] = []
    for one in report.took:
        code = "carry-new" if one.entries else "carry-known"
        told.append(visit.face.text(code, file=one.file, partner=one.partner, count=one.entries))
    answer.shown = [*told, *(part for part in answer.shown if isinstance(part, str))]
    answer.exit_code = 0 if report.took else 1
    return answer


def out(visit: Visit) -> Response:
    """A partner's bundles, or everybody's, as a file. Mistake: not-allowed, carry-too-much."""
    if not visit.may_do("carry"):
        raise Mistake("not-allowed", command="carry", role=visit.role)
    partner = visit.path.partition("/")[2]
    name, data = taken_out(visit.face.company, [partner] if partner else None)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


def paper(visit: Visit) -> Response:
    """What waits for a partner as QR codes to print. Mistake: not-allowed, paper-too-much."""
    if not visit.may_do("carry"):
        raise Mistake("not-allowed", command="carry", role=visit.role)
    partner = visit.path.partition("/")[2]
    pages = paper_for(visit.face, partner)
    drawn = []
    for number, text in enumerate(pages, start=1):
        title = visit.face.text("page-of", page=number, pages=len(pages))
        drawn.append((title, qr_drawing(text, title), text))
    return page(
        visit,
        "carry_paper.html",
        partner=partner,
        drawn=drawn,
        line=command_line("paper", [partner]),
    )
