"""What must not be lost: `backup`, `restore`, `export`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import argument, command, option


def progress_on(face: Face) -> Callable[..., None]:
    """Progress on the error channel of a terminal; nothing elsewhere."""
    if face.as_json or not sys.stderr.isatty():
        return lambda *_: None

    def shown(*parts: object) -> None:
        click.echo("\r\x1b[K" + " ".join(str(part) for part in parts), nl=False, err=True)

    return shown


@command("backup", argument("file"), option("without_key", flag=True))
def backup(face: Face, file: str, without_key: bool) -> Answer:
    """Copy the whole home into one file."""
    from tuowang.host.backup import backup as back_up

    made = back_up(face.company, Path(file), with_key=not without_key)
    size = Path(file).stat().st_size
    said = face.text("backed-up", file=file, bytes=size, entries=made.arrivals)
    key = face.text("backup-lacks-key" if without_key else "backup-holds-key")
    return Answer({"file": file, "bytes": size, "backup": made}, [said, key])


@command("restore", argument("file"), option("replace", flag=True))
def restore(face: Face, file: str, replace: bool) -> Answer:
    """Make a home out of a backup."""
    from tuowang.host.backup import restore as restore_from

    made = restore_from(Path(file), face.home, replace=replace)
    shown = [
        face.text(
            "restored",
            file=file,
            home=face.home,
            day=made.day,
            entries=made.entries,
            partners=made.partners,
        )
    ]
    if made.moved_aside:
        shown.append(face.text("moved-aside", folder=made.moved_aside))
    return Answer({"file": file, "home": str(face.home), "restored": made}, [*shown])


@command("export", argument("folder"))
def export(face: Face, folder: str) -> Answer:
    """Write all records and tables as files that need no Tuowang."""
    from tuowang.host.export import export as export_to

    made = export_to(face.company, Path(folder), progress_on(face))
    said = face.text("exported", folder=folder, entries=made.entries, tables=made.tables)
    return Answer(made, [said])
