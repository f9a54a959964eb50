"""Connectors in the same local network: being found for some minutes, and who is found."""

from __future__ import annotations

from threading import Event, Thread

from starlette.responses import RedirectResponse, Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.lan import MINUTES, announced_lines
from tuowang.faces.pages.acting import Done, perform
from tuowang.faces.pages.asking import command_line
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.pages.screens.connecting import unconnected
from tuowang.faces.pages.screens.partners import partner_url
from tuowang.host.company import open_company
from tuowang.host.lan import Announcement, Found, look


def lan(visit: Visit) -> Response:
    """Being announced, looking round, joining. Mistake: not-allowed, form-stale, lan-deaf."""
    if not visit.may_do("lan"):
        raise Mistake("not-allowed", command="lan", role=visit.role)
    doing = visit.said("doing")
    if doing == "look":
        return _page(visit, found=look(visit.face.company))
    if doing == "announce":
        partner = visit.said("partner").strip()
        done = perform(visit, "lan", [f"--announce={partner}"], lambda: _announce(visit, partner))
        return _page(visit, done)
    if doing == "join":
        partner, key = visit.said("partner").strip(), visit.said("fingerprint")
        done = perform(visit, "lan", [f"--join={key}", f"--as={partner}"])
        if done.state == "done":
            return RedirectResponse(partner_url(visit, partner, "/words"), 303)
        return _page(visit, done)
    return _page(visit)


def _announce(visit: Visit, partner: str) -> Answer:
    """As the command does, beside the page; it ends with the pages, if not before."""
    face = visit.face
    announcement = Announcement(face.company, partner_code(face, partner), 60 * MINUTES)
    home = face.company.home.path

    def run() -> None:
        with open_company(home) as company:
            announcement.run(company, Event())

    Thread(target=run, name="announcement", daemon=True).start()
    return Answer(None, [*announced_lines(face, announcement, MINUTES)])


def _page(visit: Visit, done: Done | None = None, found: list[Found] | None = None) -> Response:
    refused = done is not None and done.state == "refused"
    partner = visit.said("partner").strip()
    return page(
        visit,
        "lan.html",
        400 if refused else 200,
        told=done.told if done and refused else [],
        said=done.told if done and not refused else [],
        found=found,
        known=unconnected(visit),
        partner=partner or visit.value("partner"),
        on_to=partner_url(visit, partner) if done and not refused else "",
        minutes=MINUTES,
        line=done.line if done else command_line("lan", []),
    )
