"""A command's parameters as the fields of a form: so a new command has its form by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import click
from markupsafe import Markup

from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import Command, Number, OneOf
from tuowang.faces.pages.asking import Values, fields_of
from tuowang.faces.texts import label, metavar, option_help, word
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.partner import PARTNERS

MOST_CHOICES = 2000
_DAYS = ("date", "expires", "until", "on")
_LONG = ("text",)


class Field(NamedTuple):
    """One field. `shape`: text, number, date, check, choice, lines or suggest.

    choices: what may be chosen, and how it is shown. values: what stands in it. options: the
    choices of a suggest field as HTML; there may be thousands.
    """

    name: str
    label: str
    about: str
    shape: str
    needed: bool
    values: list[str]
    choices: list[tuple[str, str]]
    options: Markup = Markup()
    least: int | None = None
    most: int | None = None

    @property
    def value(self) -> str:
        """What stands in a field of one value."""
        return self.values[0] if self.values else ""


def fields(face: Face, name: str, command: Command, values: Values) -> list[Field]:
    """The form of a command, with what is known already filled in."""
    return [
        _field(face, name, param, list(values.get(param.name or "", ())))
        for param in fields_of(command)
    ]


def _field(face: Face, name: str, param: click.Parameter, values: list[str]) -> Field:
    known = param.name or ""
    kind = param.type
    choices = list(_choices(face, param))
    if not values and isinstance(kind, Number) and isinstance(param.default, int):
        values = [str(param.default)]
    if not values and isinstance(kind, OneOf) and isinstance(param.default, str):
        values = [param.default]
    shape = _shape(param, choices)
    return Field(
        known,
        _label(face, param),
        option_help(name, known, face.language),
        shape,
        param.required,
        values,
        choices,
        face.kept(_meaning(param), lambda: _options(choices)) if shape == "suggest" else Markup(),
        kind.least if isinstance(kind, Number) else None,
        kind.most if isinstance(kind, Number) else None,
    )


def _label(face: Face, param: click.Parameter) -> str:
    if isinstance(param, click.Argument):
        return metavar(param.metavar or param.name or "", face.language).lower()
    return label(param.name or "", face.language)


def _meaning(param: click.Parameter) -> str:
    return getattr(param, "metavar", None) or param.name or ""


def _shape(param: click.Parameter, choices: list[tuple[str, str]]) -> str:
    if isinstance(param, click.Option) and param.is_flag:
        return "check"
    if isinstance(param.type, Number):
        return "number"
    meaning = _meaning(param)
    if meaning in _DAYS or param.name in _DAYS:
        return "date"
    if isinstance(param.type, OneOf) or meaning == "partner":
        return "choice"
    if getattr(param, "multiple", False) or param.nargs == -1 or meaning in _LONG:
        return "lines"
    return "suggest" if choices else "text"


def _choices(face: Face, param: click.Parameter) -> Iterable[tuple[str, str]]:
    if isinstance(param.type, OneOf):
        return [(one, word(one, face.language)) for one in param.type.known]
    meaning = _meaning(param)
    if meaning == "partner":
        return _partners(face)
    if meaning == "item":
        return face.kept("items", lambda: list(_items(face)), len)
    return []


def _options(choices: list[tuple[str, str]]) -> Markup:
    one = Markup('<option value="{}">{}</option>')
    return Markup("").join(one.format(*choice) for choice in choices)


def _partners(face: Face) -> Iterator[tuple[str, str]]:
    named = {row.partner: row.name for row in face.view.scan(PARTNERS)}
    for link in face.company.links():
        named.setdefault(link.partner, link.peer_name)
    for code, name in sorted(named.items()):
        yield code, f"{name} ({code})" if name and name != code else code


def _items(face: Face) -> Iterator[tuple[str, str]]:
    for count, row in enumerate(face.view.scan(ITEMS)):
        if count >= MOST_CHOICES:
            return
        yield row.item, row.name
