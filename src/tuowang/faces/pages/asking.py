"""A command of the command line, asked by a page: the same words, checks and answers."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

import click

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import Command, told_mistake
from tuowang.faces.cli.index import COMMANDS

Values = Mapping[str, Sequence[str]]
"""What a form holds, by the names of a command's parameters."""

ON = "on"
_FILES = ("file", "folder")
_ONLY_IN_TERMINALS = ("qr", "pool")


_WITHIN = {
    "partners": ("tuowang.faces.cli.partners", "list_partners"),
    "partners add": ("tuowang.faces.cli.partners", "add_partner"),
    "partners show": ("tuowang.faces.cli.partners", "show_partner"),
    "log show": ("tuowang.faces.cli.log", "show_log"),
    "log verify": ("tuowang.faces.cli.log", "verify"),
}
"""Commands within others."""


def find_command(name: str) -> Command:
    """The command of that name. Mistake: command-unknown."""
    module, attribute = _WITHIN.get(name) or COMMANDS.get(name, ("", ""))
    found = getattr(import_module(module), attribute) if module else None
    if not isinstance(found, Command):
        raise Mistake("command-unknown", command=name)
    return found


def is_list(command: Command) -> bool:
    """Whether it gives a list that can also be a file."""
    return any(param.name == "xlsx" for param in command.params)


def fields_of(command: Command) -> list[click.Parameter]:
    """What a form may ask for: no files of this machine, and not how to be answered."""
    return [
        param
        for param in command.params
        if param.expose_value
        and getattr(param, "metavar", "") not in _FILES
        and param.name not in _ONLY_IN_TERMINALS
    ]


def arguments(command: Command, values: Values, *, whole: bool = False) -> list[str]:
    """What a form holds as words of the command line; nothing in it can become an option.

    whole: Mistake argument-needed where a field that is needed is empty.
    """
    options: list[str] = []
    places: list[list[str]] = []
    for param in fields_of(command):
        given = [one for one in values.get(param.name or "", ()) if one.strip()]
        if isinstance(param, click.Option):
            options += _option(param, given)
        else:
            if whole and param.required and not given:
                raise Mistake("argument-needed", name=param.name)
            places.append(given if param.nargs == -1 else given[:1])
    while places and not places[-1]:
        places.pop()
    filled = [word for place in places for word in (place or [""])]
    return [*options, "--", *filled] if filled else options


def _option(param: click.Option, given: list[str]) -> Iterator[str]:
    flag = max(param.opts, key=len)
    if param.is_flag:
        yield from [flag] if given else []
    elif param.multiple:
        lines = [line.strip() for one in given for line in one.splitlines()]
        yield from (f"{flag}={line}" for line in lines if line)
    elif given:
        yield f"{flag}={given[0].strip()}"


def command_line(name: str, words: Sequence[str]) -> str:
    """The same as people type it."""
    plain = [word for word in words if word != "--"]
    kept = words if any(word.startswith("-") for word in _behind(words)) else plain
    return shlex.join(["tuowang", *name.split(), *kept])


def _behind(words: Sequence[str]) -> Sequence[str]:
    return words[list(words).index("--") + 1 :] if "--" in words else ()


def ask(face: Face, name: str, words: Sequence[str]) -> Answer:
    """Do it. Mistake: whatever the command says no with."""
    command = find_command(name)
    try:
        with command.make_context(name, list(words), obj=face) as context:
            if context.args:
                raise Mistake("arguments-extra", arguments=context.args, command=name)
            return command.answer(face, **context.params)
    except click.UsageError as fault:
        raise told_mistake(fault) from fault
