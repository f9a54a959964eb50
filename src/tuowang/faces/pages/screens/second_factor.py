"""One's own second factor: set up, shown once, confirmed by a code, with its recovery codes."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer
from tuowang.faces.pages.acting import perform
from tuowang.faces.pages.asking import command_line
from tuowang.faces.pages.drawings.qr import qr_drawing
from tuowang.faces.pages.frame import STATUS, Visit, page, sentences
from tuowang.host.log_in import show_again
from tuowang.host.one_time import address_for, as_text, hashed
from tuowang.host.people import company_name
from tuowang.host.second_factor import (
    begin_factor,
    confirm_factor,
    has_factor,
    recovery_codes_left,
)


def asked_again(visit: Visit) -> None:
    """Who is logged in has shown once more who they are; where nobody logs in, nothing is asked.

    Mistake: log-in-wrong, log-in-later, code-wrong.
    """
    if visit.logged_in:
        company, code = visit.face.company, visit.said("again_code")
        show_again(company, visit.person, visit.said("again"), code)


def factor(visit: Visit) -> Response:
    """Everybody's own. Mistake: not-allowed where nobody logged in."""
    if not visit.logged_in:
        raise Mistake("not-allowed", command="second-factor", role=visit.role)
    if visit.said("doing") == "begin":
        try:
            asked_again(visit)
        except Mistake as mistake:
            told = sentences(visit.face, mistake)
            return _page(visit, STATUS[mistake.code], told=told)
        secret = begin_factor(visit.face.company, visit.person)
        address = address_for(secret, visit.person, company_name(visit.face.company))
        picture = qr_drawing(address, visit.face.text("settings-factor"))
        return _page(visit, secret=as_text(secret), picture=picture, confirming=True)
    if visit.said("doing") == "confirm":
        return _confirmed(visit)
    return _page(visit)


def _confirmed(visit: Visit) -> Response:
    codes: list[str] = []

    def doing() -> Answer:
        session = hashed(visit.session)
        company, code = visit.face.company, visit.said("code")
        codes.extend(confirm_factor(company, visit.person, code, but=session))
        return Answer(None, [visit.face.text("factor-on")])

    done = perform(visit, "second-factor", [visit.person], doing, own=True)
    if done.state == "refused":
        return _page(visit, 400, told=done.told, confirming=True)
    visit.needs_factor = False
    return _page(visit, codes=codes)


def _page(visit: Visit, status: int = 200, **more: Any) -> Response:
    company = visit.face.company
    about = {
        "told": [],
        "secret": "",
        "picture": Markup(),
        "codes": [],
        "confirming": False,
        "factor": has_factor(company, visit.person),
        "left": recovery_codes_left(company, visit.person),
        "line": command_line("second-factor", [visit.person]),
    }
    return page(visit, "settings_factor.html", status, **about | more)
