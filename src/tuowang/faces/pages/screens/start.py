"""Start: five steps, each of which leaves something useful behind; and a workbook looked at."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from starlette.responses import RedirectResponse, Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Listing
from tuowang.faces.cli.book import (
    CHANGES,
    book_plan,
    change_rows,
    import_answer,
    import_counts,
)
from tuowang.faces.pages.acting import perform
from tuowang.faces.pages.asking import ask, command_line
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.pages.lists import KINDS, ROWS_A_PAGE
from tuowang.faces.pages.screens.begin import begin
from tuowang.faces.pages.screens.carry import file_name
from tuowang.faces.pages.screens.partners import partner_url
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.partner import DISCLOSURES, PARTNERS
from tuowang.flows.party import ME, PARTIES
from tuowang.host.home import Home
from tuowang.host.uploads import drop, keep, kept
from tuowang.record.keys import fingerprint

MOST_SCORED = 500
"""Of so many items the readiness stands on the page itself; of more, in its list."""
MOST_PARTNERS = 20
BOOKS = ("xlsx", "xls", "ods", "csv")


def start(visit: Visit) -> Response:
    """The five steps and how far they are; or a workbook was dropped. Mistake: not-allowed, …"""
    if visit.beginning:
        return begin(visit)
    if visit.form:
        began_twice = "file" not in visit.form
        return RedirectResponse(visit.url("start"), 303) if began_twice else _dropped(visit)
    view, company = visit.face.view, visit.face.company
    links = company.links()
    items = view.count(ITEMS)
    score = ask(visit.face, "ready", []).document if 0 < items <= MOST_SCORED else None
    return page(
        visit,
        "start.html",
        party=view.get(PARTIES, ME),
        key=fingerprint(company.keys.public),
        items=items,
        partners=view.count(PARTNERS),
        score=score,
        missing=score["missing"] if score else [],
        trusted=sum(link.status == "trusted" for link in links),
        links=[(link.partner, link.status) for link in links[:MOST_PARTNERS]],
        disclosed={
            link.partner: sum(1 for _ in islice(view.scan(DISCLOSURES, link.partner), 100))
            for link in links[:MOST_PARTNERS]
        },
        url_of=lambda partner: partner_url(visit, partner),
        change=act_link(visit, "party"),
        may_import=visit.may_do("import"),
        line=f"tuowang import {visit.face.text('start-book-word')} --dry-run",
    )


def _dropped(visit: Visit) -> Response:
    """Keep the workbook, and look at it. Mistake: not-allowed, book-kind-unknown."""
    if not visit.may_do("import"):
        raise Mistake("not-allowed", command="import", role=visit.role)
    name = file_name(visit)
    ending = name.rpartition(".")[2].lower()
    if ending not in BOOKS:
        raise Mistake("book-kind-unknown", file=name, known=", ".join(BOOKS))
    upload = keep(Home(visit.face.home), visit.body, ending)
    return RedirectResponse(visit.url("start-book", book=upload, name=name), 303)


def book(visit: Visit) -> Response:
    """What a workbook would change, cell by cell; or take it in, exactly as it was shown.

    Mistake: not-allowed, upload-unknown, file-…, workbook-…
    """
    if not visit.may_do("import"):
        raise Mistake("not-allowed", command="import", role=visit.role)
    home = Home(visit.face.home)
    upload = visit.said("book") or visit.value("book")
    name = visit.said("name") or visit.value("name") or upload
    sheet = Path(name).stem if upload.endswith(".csv") else ""
    plan = book_plan(visit.face, kept(home, upload), sheet)
    mark = _mark(plan)
    if visit.form and visit.said("mark") == mark:
        done = perform(
            visit,
            "import",
            [name],
            lambda: import_answer(visit.face, plan, name, dry_run=False),
        )
        drop(home, upload)
        return page(visit, "done.html", name="import", done=done, back=visit.url("start"))
    every = chain(
        (("added", one) for one in plan.added),
        (("changed", one) for one in plan.changed),
        (("kept", one) for one in plan.kept),
    )
    counts = import_counts(plan)
    count = counts["added"] + counts["changed"] + counts["kept"]
    at = _number(visit.value("page"), -(-count // ROWS_A_PAGE))
    shown = islice(every, (at - 1) * ROWS_A_PAGE, at * ROWS_A_PAGE)
    rows = [row for kind, one in shown for row in change_rows(visit.face, kind, [one])]
    return page(
        visit,
        "start_book.html",
        upload=upload,
        file=name,
        mark=mark,
        counts=counts,
        refused=[visit.face.text(one.code, **one.details) for one in plan.refused],
        notices=[visit.face.text(one.code, **one.details) for one in plan.notices],
        changes=Listing(CHANGES, rows),
        at=at,
        pages=max(1, -(-count // ROWS_A_PAGE)),
        page_at=lambda number: visit.url("start-book", book=upload, name=name, page=str(number)),
        moved=bool(visit.form),
        line=command_line("import", [name, "--dry-run"]),
    )


def _mark(plan: object) -> str:
    """What the plan says, in short: whether it is still what somebody looked at."""
    return sha256(repr(plan).encode()).hexdigest()[:32]


def _number(said: str, most: int) -> int:
    at = int(said) if said.isdecimal() and len(said) < 8 else 1
    return min(max(1, at), max(1, most))


def template(visit: Visit) -> Response:
    """The empty workbook, or the company's own as it stands, in the reader's language."""
    from tuowang.sources.workbook import empty_workbook, write_workbook

    own = visit.path == "start-own-book"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        if own:
            write_workbook(visit.face.view, path, visit.face.language)
        else:
            empty_workbook(path, visit.face.language)
        data = path.read_bytes()
    name = "tuowang-book.xlsx" if own else "tuowang-template.xlsx"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=KINDS["xlsx"], headers=headers)
