"""The addresses of the pages, and how a request becomes a page.

    /                        today; /orders /plan /stock /money /partners /carry /flows /settings
    /list/NAME               a list command; with .json, .csv, .xlsx the same as a file
    /do/NAME                 a form for a command (GET), and doing it (POST)
    /events                  server-sent events: something of this company changed
    /openapi.json            what of this is for programs
    /at/CODE/...             the same of one of several companies, where this server shows several
    /under-way/NUMBER        how far a form is that takes long, and what came of it

Pages are made in a few threads, each with its own opened company, beside everything else that
works on the home: like another command line. So a slow page holds up no partner.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from tuowang.errors import Mistake
from tuowang.faces.cli.face import Face
from tuowang.faces.language import CHINESE, ENGLISH, known_language
from tuowang.faces.pages import commands
from tuowang.faces.pages.asking import command_line
from tuowang.faces.pages.desk import Desk
from tuowang.faces.pages.frame import Visit, mistake_page
from tuowang.faces.pages.guard import MOST_FORM_BYTES
from tuowang.faces.pages.kept import Kept
from tuowang.faces.pages.logging_in import (
    OWN_FACTOR,
    give_code,
    log_in,
    log_out,
    own_path,
    session_cookie,
    to_log_in,
)
from tuowang.faces.pages.screens import SCREENS
from tuowang.host.acts import note_refused
from tuowang.host.home import Home
from tuowang.host.log_in import session_of
from tuowang.host.people import people, same
from tuowang.host.second_factor import factor_required, has_factor
from tuowang.host.under_way import LONG_SECONDS, under_way

STATIC = Path(__file__).parent / "static"
THREADS = 4
WAIT_SECONDS = 0.5
_ONCE = re.compile(rb"(?:^|&)once=([0-9a-f]{24})(?:&|$)")
MOST_BODY_BYTES = 64_000_000
View = Callable[[Visit], Response]


class Pages:
    """The application for one or several companies."""

    def __init__(
        self,
        homes: Mapping[str, tuple[str, Path]],
        *,
        secure: bool = False,
        form_token: str = "",
    ) -> None:
        """homes: for each company's code its name and its home; with several, each at /at/CODE.

        form_token: what forms bear where nobody has to log in; by chance if not said.
        """
        self.secure = secure
        self.companies = [(code, name) for code, (name, _) in homes.items()]
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")
        self.acting = ThreadPoolExecutor(THREADS, thread_name_prefix="acts")
        kept = Kept()
        several = len(homes) > 1
        self.desks = {
            code: Desk(
                code,
                home,
                f"/at/{code}" if several else "",
                kept,
                secure=secure,
                form_token=form_token,
            )
            for code, (_, home) in homes.items()
        }

    def application(self) -> Starlette:
        """Every address."""
        desks = list(self.desks.values())
        if len(desks) == 1:
            return Starlette(routes=self._routes(desks[0]))
        mounts: list[BaseRoute] = [Mount(desk.base, routes=self._routes(desk)) for desk in desks]
        first = desks[0].base

        async def go(request: Request) -> Response:
            code = request.query_params.get("company", "")
            return RedirectResponse((self.desks[code].base if code in self.desks else first) + "/")

        return Starlette(routes=[*mounts, Route("/go", go), Route("/", go)])

    def _routes(self, desk: Desk) -> list[BaseRoute]:
        routes: list[BaseRoute] = [
            Route("/static/{file}", _static),
            Route("/events", partial(self._events, desk)),
            Route("/log-in", self._screen(desk, log_in, open_to_all=True), methods=["GET", "POST"]),
            Route(
                "/log-in/code",
                self._screen(desk, give_code, open_to_all=True),
                methods=["GET", "POST"],
            ),
            Route("/log-out", self._screen(desk, log_out), methods=["POST"]),
            Route("/language", self._screen(desk, _language, open_to_all=True), methods=["POST"]),
            Route("/list/{name:path}", self._screen(desk, commands.show_list)),
            Route("/do/{name:path}", self._screen(desk, commands.act), methods=["GET", "POST"]),
            Route("/openapi.json", self._screen(desk, commands.describe)),
        ]
        for path, (view, methods) in SCREENS.items():
            routes.append(Route(f"/{path}", self._screen(desk, view), methods=list(methods)))
        routes.append(Route("/{rest:path}", self._screen(desk, _unknown)))
        return routes

    def _screen(
        self, desk: Desk, view: View, *, open_to_all: bool = False
    ) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            body = await _body(request)
            answer = partial(self._answer, desk, view, request, body, open_to_all=open_to_all)
            loop = asyncio.get_running_loop()
            if request.method != "POST":
                return await loop.run_in_executor(self.threads, answer)
            acting = loop.run_in_executor(self.acting, answer)
            return await _done_or_under_way(desk, acting, body)

        return endpoint

    def _answer(
        self, desk: Desk, view: View, request: Request, body: bytes | None, *, open_to_all: bool
    ) -> Response:
        visit = _visit(desk, request, self.companies)
        try:
            visit.beginning = not Home(desk.home).exists()
            visit.face = Face(
                visit.face.language,
                desk.home,
                as_json=False,
                company=None if visit.beginning else desk.company,
                at_machine=False,
                keep=None if visit.beginning or request.method != "GET" else desk.keep(),
            )
            _know(visit, desk, request)
            if body is None:
                raise Mistake("form-too-large")
            if request.method == "POST":
                _read_form(visit, request, body)
            if visit.beginning and visit.path != "start" and not open_to_all:
                return RedirectResponse(visit.url("start"), 303)
            if not visit.role and not open_to_all:
                return to_log_in(visit)
            if visit.needs_factor and visit.path not in (OWN_FACTOR, "log-out"):
                return RedirectResponse(visit.url(OWN_FACTOR), 303)
            if request.method == "GET" and request.headers.get("x-live"):
                key = (request.url.path, request.url.query, visit.face.language, visit.form_token)
                return desk.seen(key, lambda: view(visit))
            return view(visit)
        except Mistake as mistake:
            if mistake.code == "disk-failed":
                desk.let_company_go()
            if mistake.code == "not-allowed" and visit.logged_in:
                _note_refused(visit, mistake)
            return mistake_page(visit, mistake)

    async def _events(self, desk: Desk, request: Request) -> Response:
        def known() -> bool:
            if not Home(desk.home).exists():
                return False
            visit = _visit(desk, request, ())
            visit.face = Face("en", desk.home, as_json=False, company=desk.company)
            _know(visit, desk, request)
            return bool(visit.role) and not visit.needs_factor

        try:
            allowed = await asyncio.get_running_loop().run_in_executor(self.threads, known)
        except Mistake:
            return Response(status_code=503)
        if not allowed:
            return Response(status_code=403)
        return StreamingResponse(desk.changes(), media_type="text/event-stream")


async def _done_or_under_way(
    desk: Desk, acting: asyncio.Future[Response], body: bytes | None
) -> Response:
    """The answer; or, of what takes long, the page that says how far it is while it goes on."""
    once = _ONCE.search(body or b"")
    wait = LONG_SECONDS
    while True:
        await asyncio.wait([acting], timeout=wait)
        if acting.done() or once is None:
            return await acting
        row = under_way(desk.home, once[1].decode())
        if row is not None and row.alive:
            return RedirectResponse(f"{desk.base}/under-way/{once[1].decode()}", 303)
        wait = WAIT_SECONDS


async def _body(request: Request) -> bytes | None:
    """What was sent, or None where it is more than anybody should send."""
    limit = MOST_BODY_BYTES if request.url.path.endswith(("/carry", "/start")) else MOST_FORM_BYTES
    found = bytearray()
    async for portion in request.stream():
        found += portion
        if len(found) > limit:
            return None
    return bytes(found)


def _visit(desk: Desk, request: Request, companies: Sequence[tuple[str, str]]) -> Visit:
    language = known_language(request.cookies.get(_language_cookie(desk.secure), ""))
    if not language:
        asked = request.headers.get("accept-language", "")
        language = CHINESE if asked.strip().lower().startswith("zh") else ENGLISH
    path = request.url.path.removeprefix(desk.base).strip("/")
    return Visit(
        Face(language, desk.home, as_json=False),
        desk.base,
        path,
        parse_qs(request.url.query, keep_blank_values=False, max_num_fields=200),
        companies=companies,
        code=desk.code,
        role="",
        session=request.cookies.get(session_cookie(desk.secure, desk.base), ""),
        secure=desk.secure,
    )


def _note_refused(visit: Visit, mistake: Mistake) -> None:
    """Somebody asked for what their role may not do."""
    line = command_line(str(mistake.details["command"]), [])
    with suppress(Mistake):  # a full disk lets nobody in either
        note_refused(visit.face.company, visit.person, line)


def _know(visit: Visit, desk: Desk, request: Request) -> None:
    """Who this is: by the session, or the owner at this machine where nobody was entered."""
    if visit.beginning:
        visit.form_token = desk.form_token
        visit.role = "" if desk.secure else "owner"
        return
    company = visit.face.company
    found = session_of(company, visit.session)
    if found is not None:
        session, person = found
        visit.person, visit.role, visit.logged_in = person.person, person.role, True
        visit.form_token = session.form_token
        visit.needs_factor = factor_required(company) and not has_factor(company, person.person)
    else:
        visit.form_token = desk.form_token
        visit.role = "" if desk.secure or people(company) else "owner"


def _read_form(visit: Visit, request: Request, body: bytes) -> None:
    """The form; it must hold the token of the page it came from. Mistake: form-stale."""
    content = request.headers.get("content-type", "").partition(";")[0].strip()
    if content == "application/x-www-form-urlencoded":
        try:
            visit.form = parse_qs(body.decode(), keep_blank_values=False, max_num_fields=1000)
        except (ValueError, UnicodeDecodeError) as no:
            raise Mistake("form-stale") from no
        token = visit.said("form_token")
    else:
        visit.body = body
        token = request.headers.get("x-form-token", "")
        visit.form = {"file": [unquote(request.headers.get("x-file-name", ""))]}
    if not same(token, visit.form_token):
        raise Mistake("form-stale")


def _language(visit: Visit) -> Response:
    answer = RedirectResponse(own_path(visit, visit.said("back")), 303)
    language = known_language(visit.said("language")) or ENGLISH
    name = _language_cookie(visit.secure)
    about: dict[str, Any] = {"httponly": True, "samesite": "strict", "secure": visit.secure}
    answer.set_cookie(name, language, max_age=10**8, path="/", **about)
    return answer


def _language_cookie(secure: bool) -> str:
    return ("__Host-" if secure else "") + "tuowang_language"


def _unknown(visit: Visit) -> Response:
    raise Mistake("page-unknown", page=visit.path)


async def _static(request: Request) -> Response:
    name = request.path_params["file"]
    if name not in {one.name for one in STATIC.iterdir()}:
        return Response(status_code=404)
    return FileResponse(STATIC / name, headers={"cache-control": "public, max-age=3600"})
