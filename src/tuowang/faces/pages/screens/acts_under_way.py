"""What takes long: how far it is, and what came of it, for who began it."""

from __future__ import annotations

from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.pages.acting import told_of
from tuowang.faces.pages.frame import Visit, page
from tuowang.host.acts import ACTS, BEGUN
from tuowang.host.under_way import seen, under_way


def every(visit: Visit) -> Response:
    """All of them stand in the frame of every page."""
    return page(visit, "under_ways.html")


def one(visit: Visit) -> Response:
    """One act. Mistake: page-unknown, also where another person began it."""
    home, once = visit.face.home, visit.path.partition("/")[2]
    act = visit.face.company.store.get(ACTS, once)
    if act is None or act.person != visit.person:
        raise Mistake("page-unknown", page=visit.path)
    row = under_way(home, once)
    running = row is not None and row.alive and not row.state
    told = [] if running else told_of(visit, visit.face.company.store.get(ACTS, once) or act)
    if not running:
        if act.state == BEGUN:
            told = [*(row.told if row else ()), visit.face.text("act-not-done")]
        seen(home, once)
    return page(
        visit,
        "under_way.html",
        row=row,
        running=running,
        told=told,
        state=act.state,
        line=act.line,
    )
