"""Every list command as a page and as files, every other one as a form; none has code here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.responses import JSONResponse, Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Listing
from tuowang.faces.cli.grammar import first_sentence
from tuowang.faces.pages.acting import perform
from tuowang.faces.pages.asking import arguments, command_line, find_command
from tuowang.faces.pages.forms import fields
from tuowang.faces.pages.frame import STATUS, TROUBLE, Visit, page, sentences
from tuowang.faces.pages.lists import (
    KINDS,
    READING,
    ShownRow,
    address,
    ask_list,
    reading_values,
    shown_list,
    twin,
)
from tuowang.faces.pages.roles import ACTS, LISTS
from tuowang.faces.texts import help_text

ROW_ACTS: dict[str, tuple[str, ...]] = {
    "demands": ("offer", "decline-demand", "withdraw-demand"),
    "offers": ("agree", "counter", "decline", "withdraw"),
    "agreements": ("revise", "ship"),
    "shipments": ("receive",),
    "claims": ("pay", "dispute", "exclude"),
    "payments": ("confirm-payment",),
    "jobs": ("make",),
    "people": ("remove-person", "end-log-ins", "reset-second-factor"),
}
"""What may be done with a row; its columns fill the form in."""
OVER_ACTS: dict[str, tuple[str, ...]] = {
    "demands": ("demand",),
    "needs": ("need",),
    "messages": ("tell",),
    "stock": ("count", "make", "issue"),
    "jobs": ("start",),
    "rings": ("net",),
    "lanes": ("dock",),
    "docks": ("dock",),
    "partners": ("invite", "join"),
    "people": ("require-second-factor",),
}
"""What begins from a list."""
_OURS = {"agree": "them", "counter": "them", "decline": "them", "withdraw": "us"}
_OURS |= {"offer": "them", "decline-demand": "them", "withdraw-demand": "us"}
_OURS |= {"confirm-payment": "them"}


def _split(path: str, known: Iterable[str]) -> tuple[str, str]:
    """A command's name and the kind of file in an address. Mistake: page-unknown."""
    name, dot, kind = path.partition(".")
    name = name.replace("/", " ")
    if name not in known or (dot and kind not in KINDS):
        raise Mistake("page-unknown", page=path)
    return name, kind


def show_list(visit: Visit) -> Response:
    """A list. Mistake: page-unknown, not-allowed, and whatever the command says no with."""
    name, kind = _split(visit.path.removeprefix("list/"), LISTS)
    if not visit.may_see(name):
        raise Mistake("not-allowed", command=name, role=visit.role)
    if kind:
        data = twin(visit.face, name, visit.values, kind)
        headers = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
        return Response(data, media_type=KINDS[kind], headers=headers if kind != "json" else None)
    return _list_page(visit, name)


def _list_page(visit: Visit, name: str) -> Response:
    command = find_command(name)
    values = reading_values(name, visit.values)
    sort, number = visit.value("sort"), visit.value("page")
    at = int(number) if number.isdecimal() and len(number) < 8 else 1
    with visit.face.company.store.reading():  # of one moment, and many reads are one
        asked = ask_list(visit.face, name, visit.values)
        shown = [
            shown_list(visit.face, one, visit.value("search"), sort, at) for one in asked.lists
        ]
    here = visit.url(f"list/{name.replace(' ', '/')}")

    def sorted_by(heading: str) -> str:
        down = f"-{heading}" if sort == heading else heading
        return address(here, visit.values, sort=down, page="")

    acts = [one for one in ROW_ACTS.get(name, ()) if visit.may_do(one)]
    return page(
        visit,
        "list.html",
        name=name,
        here=here,
        lists=shown,
        said=[one for one in asked.answer.shown if not isinstance(one, Listing)],
        count=sum(one.found for one in shown),
        cut=asked.cut,
        filters=[one for one in fields(visit.face, name, command, values) if one.name in READING],
        search=visit.value("search"),
        sort=sort,
        sorted_by=sorted_by,
        page_at=lambda number: address(here, visit.values, page=str(number)),
        twins={kind: address(f"{here}.{kind}", values) for kind in KINDS},
        acts=acts,
        acts_of=lambda row: _acts_of(visit, acts, row),
        more_acts=[
            (one, act_link(visit, one)) for one in OVER_ACTS.get(name, ()) if visit.may_do(one)
        ],
        line=command_line(name, arguments(command, values)),
    )


def _fits(act: str, row: dict[str, str]) -> bool:
    """Whether an act is ours to do with a row: nobody agrees to their own offer."""
    whose = row.get("from", "")
    if act in _OURS and whose and whose != _OURS[act]:
        return False
    return not (act == "ship" and row.get("we") == "buying")


def _acts_of(visit: Visit, acts: Iterable[str], row: ShownRow) -> list[tuple[str, str]]:
    """What may be done with a row, where it fits."""
    found = []
    for act in (one for one in acts if _fits(one, row.values)):
        names = {param.name for param in find_command(act).params}
        known = {name: value for name, value in row.values.items() if name in names and value}
        found.append((act, act_link(visit, act, **known)))
    return found


def act_link(visit: Visit, act: str, **values: str) -> str:
    """The address of a form, filled in, from which one comes back here."""
    return visit.url(f"do/{act.replace(' ', '/')}", **values, back=visit.back)


def act(visit: Visit) -> Response:
    """A command's form, or doing it. Mistake: page-unknown, not-allowed, form-stale.

    Where it cannot be done the form comes back with all that was typed.
    """
    name, _ = _split(visit.path.removeprefix("do/"), ACTS)
    if not visit.may_do(name):
        raise Mistake("not-allowed", command=name, role=visit.role)
    if not visit.form:
        return _form(visit, name, visit.values, [])
    try:
        words = arguments(find_command(name), visit.form, whole=True)
    except Mistake as mistake:
        return _form(visit, name, visit.form, sentences(visit.face, mistake), 400)
    try:
        done = perform(visit, name, words)
    except Mistake as mistake:
        if mistake.code not in TROUBLE:
            raise
        return _form(visit, name, visit.form, sentences(visit.face, mistake), STATUS[mistake.code])
    if done.state == "refused" and not done.again:
        return _form(visit, name, visit.form, done.told, 400)
    return page(visit, "done.html", name=name, done=done, back=back_to(visit))


def _form(visit: Visit, name: str, values: Any, told: list[str], status: int = 200) -> Response:
    command = find_command(name)
    return page(
        visit,
        "form.html",
        status,
        name=name,
        told=told,
        here=visit.url(f"do/{name.replace(' ', '/')}"),
        back=back_to(visit),
        form_fields=fields(visit.face, name, command, values),
        line=command_line(name, arguments(command, values)),
    )


def back_to(visit: Visit) -> str:
    """Where somebody came from: a path of ours, or ""."""
    path = visit.said("back") or visit.value("back")
    if not path or path.startswith(("/", "\\")) or ":" in path or "\\" in path:
        return path if path.startswith(f"{visit.base}/") and not path.startswith("//") else ""
    return f"{visit.base}/{path}"


def describe(visit: Visit) -> Response:
    """The lists for programs, as OpenAPI 3.1."""
    paths = {}
    for name in LISTS:
        if not visit.may_see(name):
            continue
        command = find_command(name)
        parameters = [
            {
                "name": param.name,
                "in": "query",
                "required": False,
                "schema": {"type": "boolean" if getattr(param, "is_flag", False) else "string"},
            }
            for param in command.params
            if param.name in READING
        ]
        paths[visit.url(f"list/{name}.json")] = {
            "get": {
                "operationId": name,
                "summary": first_sentence(help_text(name, visit.face.language)),
                "parameters": parameters,
                "responses": {"200": {"description": name, "content": {"application/json": {}}}},
            }
        }
    from tuowang import __version__

    document = {
        "openapi": "3.1.0",
        "info": {"title": "Tuowang", "version": __version__},
        "paths": paths,
    }
    return JSONResponse(document)


__all__ = ["act", "act_link", "describe", "show_list"]
