"""A partner is connected: a code made here, as text, QR and file; or one that came from there."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from tuowang.errors import Mistake
from tuowang.faces.pages.acting import Done, perform
from tuowang.faces.pages.asking import find_command
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.drawings.qr import qr_drawing
from tuowang.faces.pages.forms import fields
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.pages.screens.partners import partner_url


def connect(visit: Visit) -> Response:
    """Both ways to begin; doing either. Mistake: not-allowed, form-stale."""
    if not visit.may_do("invite"):
        raise Mistake("not-allowed", command="invite", role=visit.role)
    partner, code = visit.said("partner").strip(), visit.said("code").strip()
    if not visit.form:
        return connect_page(visit, [])
    if visit.said("doing") == "invite":
        done = perform(visit, "invite", ["--", partner])
        return connect_page(visit, done.told, 400) if done.state != "done" else _code(visit, done)
    done = perform(visit, "join", [f"--as={partner}", "--", code])
    if done.state != "done":
        return connect_page(visit, done.told, 400)
    return RedirectResponse(partner_url(visit, partner, "/words"), 303)


def connect_page(visit: Visit, told: list[str], status: int = 200) -> Response:
    """The two forms, with what was typed still in them."""
    return page(
        visit,
        "connect.html",
        status,
        told=told,
        known=unconnected(visit),
        partner=visit.said("partner") or visit.value("partner"),
        code=visit.said("code"),
        address=visit.face.company.home.settings().address,
        party=act_link(visit, "party") if visit.may_do("party") else "",
    )


def unconnected(visit: Visit) -> list[tuple[str, str]]:
    """The partners in the book to whom there is no link yet: code and name."""
    known = fields(visit.face, "invite", find_command("invite"), {})[0].choices
    linked = {link.partner for link in visit.face.company.links()}
    return [(code, name) for code, name in known if code not in linked]


def _code(visit: Visit, done: Done) -> Response:
    """A code that was made: it is shown, and never again."""
    partner, code = visit.said("partner").strip(), done.told[0]
    drawing = qr_drawing(code.replace("-", ""), visit.face.text("connect-qr", partner=partner))
    return page(
        visit,
        "connect_code.html",
        partner=partner,
        code=code,
        drawing=drawing,
        told=done.told[1:],
        back=partner_url(visit, partner),
        line=done.line,
    )
