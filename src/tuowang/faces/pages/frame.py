"""What stands around every page: who looks, in which language, templates, texts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from tuowang.errors import Mistake, Mistakes
from tuowang.faces.cli.answer import Cell, Listing, Moment
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import first_sentence
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.lists import address, shown_list
from tuowang.faces.pages.roles import may_do, may_see
from tuowang.faces.pages.sought import Sought
from tuowang.faces.texts import heading, help_text, label, text, unit_name, word
from tuowang.host.under_way import UnderWay, all_under_way

NAVIGATION = (
    ("", "page-today"),
    ("orders", "page-orders"),
    ("plan", "page-plan"),
    ("stock", "page-stock"),
    ("money", "page-money"),
    ("partners", "page-partners"),
    ("carry", "page-carry"),
    ("flows", "page-flows"),
    ("settings", "page-settings"),
)


@dataclass
class Visit:
    """One request: who asks, of which company, and what with.

    base: what stands before every address of this company's pages. companies: code and name of
    every company that this server shows. beginning: nobody lives in the home yet. needs_factor:
    who logged in must have a second factor, and has none yet.
    """

    face: Face
    base: str
    path: str
    values: Mapping[str, Sequence[str]]
    person: str = ""
    role: str = "owner"
    form_token: str = ""
    logged_in: bool = False
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    body: bytes = b""
    companies: Sequence[tuple[str, str]] = ()
    code: str = ""
    session: str = ""
    secure: bool = False
    beginning: bool = False
    needs_factor: bool = False

    def value(self, name: str) -> str:
        """The first value of that name in the address, or ""."""
        given = self.values.get(name, ())
        return given[0] if given else ""

    def said(self, name: str) -> str:
        """The first value of that name in the form, or ""."""
        given = self.form.get(name, ())
        return given[0] if given else ""

    def may_do(self, command: str) -> bool:
        """Whether this person may do it."""
        return may_do(self.role, command)

    def may_see(self, command: str) -> bool:
        """Whether this person may see that list."""
        return may_see(self.role, command)

    @cached_property
    def back(self) -> str:
        """Where a form leads back to that is opened from here."""
        return address(self.path, self.values)

    def acts(self) -> list[tuple[str, UnderWay]]:
        """What this person began and takes long, or whose outcome they have not seen."""
        if self.beginning or not self.role:
            return []
        found = all_under_way(self.face.home, self.person)
        return [(once, row) for once, row in found if self.path != f"under-way/{once}"]

    def url(self, path: str, **values: str) -> str:
        """An address of this company's pages."""
        return address(f"{self.base}/{path}", {}, **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tuowang.faces.pages", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(navigation=NAVIGATION, once=lambda: secrets.token_hex(12))
    return environment


def rendered(visit: Visit, template: str, **more: Any) -> str:
    """A template, filled in."""
    language = visit.face.language

    def told(code: str, **details: object) -> str:
        return text(code, language, **details)

    def table(listing: Listing, **options: Any) -> Markup:
        """A short list, whole, inside a page."""
        shown = shown_list(visit.face, Sought(listing))
        return Markup(  # rendered by a template that escapes
            _environment().get_template("table.html").render(shown=shown, t=told, **options)
        )

    return (
        _environment()
        .get_template(template)
        .render(
            visit=visit,
            t=told,
            w=lambda value: word(value, language),
            h=lambda name: heading(name, language),
            label=lambda name: label(name, language),
            unit=lambda code: unit_name(code, language),
            cell=lambda value: shown_cell(visit, value),
            moment=lambda milliseconds: shown_cell(visit, Moment(milliseconds)),
            about=lambda name: help_text(name, language),
            verb=lambda name: first_sentence(help_text(name, language)),
            table=table,
            language=language,
            **more,
        )
    )


def shown_cell(visit: Visit, value: Cell) -> str:
    """A value as people read it."""
    return cell_text(visit.face, value)


def page(visit: Visit, template: str, status: int = 200, **more: Any) -> Response:
    """A page."""
    return HTMLResponse(rendered(visit, template, **more), status)


STATUS = {
    "log-in-wrong": 403,
    "log-in-later": 429,
    "log-in-again": 403,
    "code-wrong": 403,
    "not-allowed": 403,
    "form-stale": 403,
    "page-unknown": 404,
    "command-unknown": 404,
    "home-missing": 404,
    "disk-full": 507,
    "disk-failed": 503,
    "home-busy": 503,
    "home-not-writable": 503,
    "form-too-large": 413,
}
TROUBLE = frozenset(code for code, status in STATUS.items() if status >= 500)
"""What is wrong with this machine and not with what was asked: nothing was done, so try again."""


def sentences(face: Face, mistake: Mistake) -> list[str]:
    """What is wrong and what to do, one sentence or two for each mistake."""
    parts = mistake.mistakes if isinstance(mistake, Mistakes) else [mistake]
    return [face.text(one.code, **one.details) for one in parts]


def mistake_page(visit: Visit, mistake: Mistake) -> Response:
    """A no, as a page."""
    told = sentences(visit.face, mistake)
    again = mistake.code in TROUBLE and bool(visit.form)
    return page(visit, "mistake.html", STATUS.get(mistake.code, 400), told=told, again=again)
