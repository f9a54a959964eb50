"""What must not be lost: `backup`, `restore`, `export`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import argument, command


def written_later(module: str, name: str) -> Any:
    """A function of the host, imported only when it is needed."""
    return getattr(import_module(module), name)


def progress_on(face: Face) -> Callable[..., None]:
    """Progress on the error channel of a terminal; nothing elsewhere."""
    if face.as_json or not sys.stderr.isatty():
        return lambda *_: None

    def shown(*parts: object) -> None:
        click.echo("\r\x1b[K" + " ".join(str(part) for part in parts), nl=False, err=True)

    return shown


@command("backup", argument("file"))
def backup(face: Face, file: str) -> Answer:
    """Copy the whole home into one file."""
    written_later("tuowang.host.backup", "backup")(face.company, Path(file))
    size = Path(file).stat().st_size
    said = face.text("backed-up", file=file, bytes=size)
    return Answer({"file": file, "bytes": size}, [said, face.text("backup-holds-key")])


@command("restore", argument("file"))
def restore(face: Face, file: str) -> Answer:
    """Make a home out of a backup."""
    written_later("tuowang.host.backup", "restore")(Path(file), face.home)
    said = face.text("restored", file=file, home=face.home)
    return Answer({"file": file, "home": str(face.home)}, [said])


@command("export", argument("folder"))
def export(face: Face, folder: str) -> Answer:
    """Write all records and tables as files that need no Tuowang."""
    run = written_later("tuowang.host.export", "export")
    found = run(face.company, Path(folder), progress_on(face))
    document = {"folder": folder, "result": found}
    return Answer(document, [face.text("exported", folder=folder)])
