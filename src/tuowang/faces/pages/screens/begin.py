"""The first minute, while nobody lives in the home: new, out of a backup, or of recovery words."""

from __future__ import annotations

import tempfile
from pathlib import Path

from starlette.responses import RedirectResponse, Response

from tuowang.errors import Mistake
from tuowang.faces.cli.keeping import restored
from tuowang.faces.pages.asking import ask
from tuowang.faces.pages.frame import Visit, page, sentences
from tuowang.faces.pages.screens.carry import file_name
from tuowang.faces.pages.screens.connecting import connect_page
from tuowang.host.home import Home
from tuowang.record.recovery import secret_of_words


def begin(visit: Visit) -> Response:
    """Step one; a home that came to be meanwhile is no mistake."""
    if not visit.form:
        return _page(visit, [])
    try:
        if visit.said("doing") == "words":
            restored(visit.face, None, "", secret_of_words(visit.said("words")))
        elif visit.said("doing") == "new":
            _new(visit)
        else:
            _from_backup(visit)
    except Mistake as mistake:
        if Home(visit.face.home).exists() and mistake.code != "home-taken":
            visit.beginning = False  # the company stands; only the code was no good
            return connect_page(visit, sentences(visit.face, mistake), 400)
        if mistake.code != "home-taken":
            return _page(visit, sentences(visit.face, mistake), 400)
    finally:
        visit.face.close()
    return RedirectResponse(visit.url("start"), 303)


def _new(visit: Visit) -> None:
    """A new company; with a partner's code it joins at once. Mistake: name-missing, code-…"""
    name, code = visit.said("name").strip(), visit.said("code").strip()
    if not name:
        raise Mistake("name-missing")
    options = ("id", "scheme", "currency")
    said = [f"--{one}={visit.said(one).strip()}" for one in options if visit.said(one).strip()]
    ask(visit.face, "init", [f"--name={name}", *said])
    if code:
        ask(visit.face, "join", [f"--as={visit.said('partner').strip()}", "--", code])


def _from_backup(visit: Visit) -> None:
    home = Path(visit.face.home)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=home, prefix=".restoring-", suffix=".zip") as file:
            file.write(visit.body)
            file.flush()
            restored(visit.face, Path(file.name), file_name(visit), None)
    except OSError as no:
        raise Mistake("home-not-writable", path=home, why=no.strerror) from no


def _page(visit: Visit, told: list[str], status: int = 200) -> Response:
    kept = ("name", "id", "scheme", "currency", "code", "partner")
    return page(visit, "begin.html", status, told=told, kept={one: visit.said(one) for one in kept})
