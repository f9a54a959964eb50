"""Logging in, in one step or two, and out."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from tuowang.errors import Mistake
from tuowang.faces.pages.frame import STATUS, Visit, page, sentences
from tuowang.host import log_in as door

OWN_FACTOR = "settings/second-factor"
LEFT = {"clear-site-data": '"cache", "storage"'}


def session_cookie(secure: bool, base: str) -> str:
    """What the cookie is called: with TLS by a name that browsers keep to this host alone."""
    return ("" if not secure else "__Secure-" if base else "__Host-") + "tuowang_session"


def to_log_in(visit: Visit) -> Response:
    """Away to where one logs in, and back afterwards."""
    return RedirectResponse(visit.url("log-in", back=quote(visit.path)), 303)


def own_path(visit: Visit, path: str) -> str:
    """A path of ours to go back to; never another site's."""
    clean = path.strip()
    if clean.startswith(("/", "\\")) or ":" in clean or "\\" in clean:
        return visit.url("")
    return f"{visit.base}/{quote(clean, safe='/?=&%+-_.~')}"


def log_in(visit: Visit) -> Response:
    """Name and password; who has a second factor is asked for its code next."""
    if not visit.form:
        return page(visit, "log_in.html", told=[], back=visit.value("back"))
    company, back = visit.face.company, visit.said("back")
    try:
        token = door.log_in(company, visit.said("person"), visit.said("password"))
    except Mistake as mistake:
        told, status = sentences(visit.face, mistake), STATUS[mistake.code]
        return page(visit, "log_in.html", status, told=told, back=back)
    waits = door.waits_for_code(company, token)
    to = visit.url("log-in/code", back=back) if waits else own_path(visit, back)
    return _with_session(visit, RedirectResponse(to, 303), token)


def give_code(visit: Visit) -> Response:
    """The code of the second factor. Who waited too long begins again."""
    company, back = visit.face.company, visit.said("back") or visit.value("back")
    if not door.waits_for_code(company, visit.session):
        return RedirectResponse(visit.url("log-in", back=back), 303)
    if not visit.form:
        return page(visit, "log_in_code.html", told=[], back=back)
    try:
        token = door.give_code(company, visit.session, visit.said("code"))
    except Mistake as mistake:
        told = sentences(visit.face, mistake)
        return page(visit, "log_in_code.html", STATUS[mistake.code], told=told, back=back)
    return _with_session(visit, RedirectResponse(own_path(visit, back), 303), token)


def _with_session(visit: Visit, answer: Response, token: str) -> Response:
    """The cookie of a new session; the one that was there before ends."""
    door.log_out(visit.face.company, visit.session)
    answer.set_cookie(
        session_cookie(visit.secure, visit.base),
        token,
        httponly=True,
        samesite="strict",
        secure=visit.secure,
        path=visit.base or "/",
    )
    return answer


def log_out(visit: Visit) -> Response:
    """End this session, and let the browser forget what it showed."""
    door.log_out(visit.face.company, visit.session)
    answer = RedirectResponse(visit.url("log-in"), 303, headers=LEFT)
    name = session_cookie(visit.secure, visit.base)
    answer.delete_cookie(name, path=visit.base or "/", secure=visit.secure)
    return answer
