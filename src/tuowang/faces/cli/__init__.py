"""The command line: `tuowang COMMAND ...`. Each command's module is imported only when asked for.

Exit codes: 0 done; 1 a check found something, or a carrier is down for now; 2 a mistake of ours;
130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from tuowang import __version__
from tuowang.errors import Mistake, Mistakes
from tuowang.faces.cli.face import Face, face_of
from tuowang.faces.cli.grammar import Group, Option, global_options, told_mistake, usage_line
from tuowang.faces.cli.index import COMMANDS, SECTIONS
from tuowang.faces.texts import text

FOUND = 1
WRONG = 2
STOPPED = 130


class Tuowang(Group):
    """All commands, by name; found when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of a company's first days."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, with its module imported only now."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(module), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, section by section."""
        for section, commands in SECTIONS.items():
            self.format_section(ctx, formatter, section, commands)

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> Any:
        """Parse, do, answer; leave with the exit code."""
        given = list(sys.argv[1:] if args is None else args)
        sys.exit(_run(self, given))


def _show_version(context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"tuowang {__version__}")
        context.exit()


def _first_steps(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


cli = Tuowang(
    "tuowang",
    no_args_is_help=False,
    invoke_without_command=True,
    callback=click.pass_context(_first_steps),
    params=[
        *global_options(set()),
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
        ),
    ],
)


def _run(group: Tuowang, arguments: list[str]) -> int:
    """One call; its exit code. Nothing but an error of our own leaves here as a traceback."""
    face = face_of([]) if not _readable(arguments) else face_of(arguments)
    try:
        if not _readable(arguments):
            raise Mistake("argument-unreadable")
        with group.make_context("tuowang", arguments, obj=face) as context:
            group.invoke(context)
        return 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except Mistake as mistake:
        return _tell(face, mistake)
    except click.exceptions.NoArgsIsHelpError as fault:
        click.echo(fault.ctx.get_help())
        return 0
    except click.UsageError as fault:
        _tell(face, told_mistake(fault))
        if not face.as_json:
            click.echo(usage_line(fault, face.language), err=True)
        return WRONG
    except (KeyboardInterrupt, EOFError, click.Abort):
        return STOPPED
    except BrokenPipeError:
        # Whoever read us has gone; what is left in the buffer must not be written at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        if not _is_carrier_down(fault):
            raise
        return _tell(face, fault, FOUND)
    finally:
        face.close()


def _readable(arguments: Sequence[str]) -> bool:
    """Whether every argument is text: a name in another encoding comes with lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for one in arguments for letter in one)


def _is_carrier_down(fault: Exception) -> bool:
    from tuowang.carriers.base import CarrierDown

    return isinstance(fault, CarrierDown)


def _tell(face: Face, fault: Any, exit_code: int = WRONG) -> int:
    """Say what is wrong on the error channel, as a sentence or as a document."""
    parts = fault.mistakes if isinstance(fault, Mistakes) else [fault]
    if face.as_json:
        from tuowang.faces.cli.show import as_json

        documents = [
            {
                "mistake": one.code,
                "text": text(one.code, face.language, **one.details),
                "details": {name: _plain(value) for name, value in one.details.items()},
            }
            for one in parts
        ]
        whole = documents[0] if len(documents) == 1 else {"mistake": fault.code, "all": documents}
        click.echo(as_json(whole), err=True)
    else:
        for one in parts:
            click.echo(text(one.code, face.language, **one.details), err=True)
    return exit_code


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | list | tuple | dict | None) else str(value)


def main() -> None:
    """The entry point of the program."""
    cli.main()
