"""Commands, options and arguments whose help is told in the language of whoever asks.

    @command("allow", argument("partner"), argument("topic"), option("item"))
    def allow(face: Face, partner: str, topic: str, item: str) -> Answer: ...

Every command takes `--home`, `--lang` and `--json`, too. Help stands in the catalogue of texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.widths import width, wrapped
from tuowang.faces.language import LANGUAGES
from tuowang.faces.texts import help_text, metavar, option_help, text

Parameters = tuple[click.Parameter, ...]


def current_face(context: click.Context) -> Face:
    """The face of the call."""
    face = context.find_object(Face)
    assert face is not None
    return face


def shown_parameter(param: click.Parameter | None, ctx: click.Context | None) -> str:
    """A parameter as people type it: "--days", or "PARTNER"."""
    if isinstance(param, Argument) and ctx is not None:
        return param.make_metavar(ctx)
    return max(param.opts, key=len) if param is not None else ""


class Number(click.ParamType[int]):
    """A whole number."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Mistake: option-not-a-number, option-out-of-range."""
        shown = shown_parameter(param, ctx)
        if isinstance(value, int):
            return value
        try:
            number = int(value)
        except ValueError:
            raise Mistake("option-not-a-number", option=shown, text=value) from None
        if not self.least <= number <= self.most:
            raise Mistake(
                "option-out-of-range", option=shown, text=value, least=self.least, most=self.most
            )
        return number


class Chance(click.ParamType[float]):
    """A share between 0 and 1."""

    name = "share"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Mistake: option-not-a-number, option-out-of-range."""
        shown = shown_parameter(param, ctx)
        try:
            share = float(value)
        except ValueError:
            raise Mistake("option-not-a-number", option=shown, text=value) from None
        if not 0 <= share <= 1:
            raise Mistake("option-out-of-range", option=shown, text=value, least=0, most=1)
        return share


class OneOf(click.ParamType[str]):
    """One of some words."""

    name = "word"

    def __init__(self, known: tuple[str, ...]) -> None:
        self.known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Mistake: option-word-unknown."""
        if value in self.known:
            return str(value)
        shown = shown_parameter(param, ctx)
        raise Mistake("option-word-unknown", option=shown, text=value, known=", ".join(self.known))


class Option(click.Option):
    """An option with its help in the catalogue."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and what it is for."""
        language = current_face(ctx).language
        shown = ", ".join(sorted(self.opts, key=len))
        if not self.is_flag:
            shown = f"{shown} {metavar(self.metavar or 'value', language)}"
        return shown, option_help(_key(ctx), self.name or "", language)


class Argument(click.Argument):
    """An argument with its name and help in the catalogue."""

    def make_metavar(self, ctx: click.Context) -> str:
        """The argument as it stands in a usage line."""
        shown = metavar(self.metavar or self.name or "", current_face(ctx).language)
        shown = shown if self.required else f"[{shown}]"
        return shown + "..." if self.nargs != 1 else shown

    def help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The argument and what it is for."""
        face = current_face(ctx)
        return self.make_metavar(ctx), option_help(_key(ctx), self.name or "", face.language)


def _key(ctx: click.Context) -> str:
    """The name of a command in the catalogue: "log verify"."""
    names = []
    at: click.Context | None = ctx
    while at is not None and at.parent is not None:
        names.append(at.info_name or "")
        at = at.parent
    return " ".join(reversed(names))


class _Told:
    """How the help of commands and groups is laid out, in the language of whoever asks."""

    def get_usage(self, ctx: click.Context) -> str:
        """The usage line."""
        formatter = ctx.make_formatter()
        self.format_usage(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line, under our own word for it."""
        assert isinstance(self, click.Command)
        face = current_face(ctx)
        pieces = [metavar("options", face.language)]
        for param in self.get_params(ctx):
            pieces += param.get_usage_pieces(ctx)
        if hasattr(self, "commands"):
            pieces.append(metavar("command", face.language))
        formatter.write_usage(ctx.command_path, " ".join(pieces), face.text("usage") + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command is for."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(help_text(_key(ctx), current_face(ctx).language))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The arguments, each with what it is for."""
        assert isinstance(self, click.Command)
        found = [one.help_record(ctx) for one in self.params if isinstance(one, Argument)]
        if found:
            with formatter.section(current_face(ctx).text("arguments")):
                formatter.write_dl(found)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, each with what it is for."""
        assert isinstance(self, click.Command)
        records = [
            record
            for param in self.get_params(ctx)
            if isinstance(param, Option) and (record := param.get_help_record(ctx))
        ]
        with formatter.section(current_face(ctx).text("options")):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """`--help`, with its own help in the catalogue."""

        def show(context: click.Context, _param: click.Parameter, value: bool) -> None:
            if value and not context.resilient_parsing:
                click.echo(context.get_help(), color=context.color)
                context.exit()

        return Option(["--help"], is_flag=True, is_eager=True, expose_value=False, callback=show)


class Told(click.HelpFormatter):
    """Help in columns that are even, however wide its letters are."""

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Names on the left, what they are on the right."""
        rows = list(rows)
        left = min(max(width(name) for name, _ in rows), col_max) + col_spacing
        room = max(20, self.width - self.current_indent - left)
        for name, said in rows:
            lines = list(wrapped(said, room)) or [""]
            gap = " " * (left - width(name))
            if not gap:
                lines.insert(0, "")
            self.write(f"{'':>{self.current_indent}}{name}{gap}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(" " * (self.current_indent + left) + line + "\n")

    def write_text(self, text: str) -> None:
        """A paragraph."""
        for line in wrapped(text, max(20, self.width - self.current_indent)):
            self.write(" " * self.current_indent + line + "\n")


class _Context(click.Context):
    formatter_class = Told


class Command(_Told, click.Command):
    """A command. `answer` gives what it does, not yet shown, to the face and the parameters."""

    context_class = _Context
    allow_extra_args = True

    def __init__(self, name: str, answer: Callable[..., Answer], **more: Any) -> None:
        super().__init__(name, **more)
        self.answer = answer

    def invoke(self, ctx: click.Context) -> Any:
        """Do it. Mistake: arguments-extra."""
        if ctx.args:
            raise Mistake("arguments-extra", arguments=ctx.args, command=ctx.command_path)
        return super().invoke(ctx)


class Group(_Told, click.Group):
    """Commands under a common name."""

    context_class = _Context

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its commands, each with its line of the catalogue."""
        self.format_section(ctx, formatter, "commands", self.list_commands(ctx))

    def format_section(
        self,
        ctx: click.Context,
        formatter: click.HelpFormatter,
        title: str,
        names: Iterable[str],
    ) -> None:
        """Some of its commands under a title."""
        language = current_face(ctx).language
        above = _key(ctx)
        rows = [
            (f"{name:16}", first_sentence(help_text(f"{above} {name}".strip(), language)))
            for name in names
        ]
        with formatter.section(text(title, language)):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were put in: that of a day's work."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Mistake: command-unknown."""
        found = self.get_command(ctx, args[0])
        if found is None and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), 3, 0.5)
            if near:
                raise Mistake("command-unknown", command=args[0], near=near)
            raise Mistake("command-unknown", command=args[0])
        return super().resolve_command(ctx, args)


def first_sentence(told: str) -> str:
    """The first sentence of a help text, for lists."""
    for mark in (". ", "。"):
        told = told.split(mark, maxsplit=1)[0]
    return told.rstrip(".。")


def option(
    name: str,
    *flags: str,
    many: bool = False,
    flag: bool = False,
    kind: click.ParamType[Any] | None = None,
    metavar: str = "value",
    default: Any = None,
) -> click.Parameter:
    """An option `--name`; nothing said gives "", False or () unless there is a default."""
    stated = flags or ("--" + name.replace("_", "-"),)
    if flag:
        return Option([*stated, name], is_flag=True, default=False)
    if default is None:
        default = () if many else "" if kind is None else None
    return Option(
        [*stated, name], multiple=many, type=kind or str, metavar=metavar, default=default
    )


def argument(
    name: str,
    *,
    needed: bool = True,
    many: bool = False,
    kind: click.ParamType[Any] | None = None,
    metavar: str = "",
) -> click.Parameter:
    """An argument; one that is not needed and not said gives ""."""
    more: dict[str, Any] = {} if needed or many else {"default": ""}
    return Argument(
        [name],
        required=needed,
        nargs=-1 if many else 1,
        type=kind or str,
        metavar=metavar or None,
        **more,
    )


def _set_home(context: click.Context, _param: click.Parameter, value: str) -> None:
    if value:
        current_face(context).home = Path(value).expanduser()


def _set_json(context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        current_face(context).as_json = True


def _check_language(_context: click.Context, _param: click.Parameter, value: str) -> None:
    if value and value not in LANGUAGES:
        raise Mistake("language-unknown", text=value, known=", ".join(LANGUAGES))


def global_options(taken: set[str | None]) -> list[click.Parameter]:
    """The options that every command has; not those whose name it uses itself."""
    given = [
        Option(["--home"], metavar="folder", default="", expose_value=False, callback=_set_home),
        Option(
            ["--lang"], metavar="language", default="", expose_value=False, callback=_check_language
        ),
        Option(["--json"], is_flag=True, expose_value=False, callback=_set_json),
    ]
    return [one for one in given if one.name not in taken]


def command(name: str, *params: click.Parameter) -> Callable[[Callable[..., Answer]], Command]:
    """Make a function a command: it gets the face and its parameters, and gives the answer."""

    def made(function: Callable[..., Answer]) -> Command:
        @click.pass_context
        def run(context: click.Context, /, **values: Any) -> None:
            from tuowang.faces.cli.show import show

            face = current_face(context)
            context.exit(show(face, function(face, **values)))

        every = [*params, *global_options({one.name for one in params})]
        return Command(name, function, callback=run, params=every)

    return made


def told_mistake(fault: click.UsageError) -> Mistake:
    """What the parser found wrong, in our own words."""
    if isinstance(fault, click.NoSuchOption):
        if fault.possibilities:
            near = list(fault.possibilities)
            return Mistake("option-unknown", option=fault.option_name, near=near)
        return Mistake("option-unknown", option=fault.option_name)
    if isinstance(fault, click.MissingParameter):
        shown = shown_parameter(fault.param, fault.ctx)
        return Mistake("argument-needed", name=shown)
    if isinstance(fault, click.BadOptionUsage):
        if "does not take a value" in fault.message:  # the parser tells the two apart only so
            return Mistake("option-takes-no-value", option=fault.option_name)
        return Mistake("option-needs-value", option=fault.option_name)
    return Mistake("usage-wrong", said=fault.format_message())


def usage_line(fault: click.UsageError, language: str) -> str:
    """Where to read on after a usage error."""
    path = fault.ctx.command_path if fault.ctx else "tuowang"
    return text("see-help", language, command=f"{path} --help")
