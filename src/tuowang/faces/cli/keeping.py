"""What must not be lost: `backup`, `restore`, `recovery-words`, `export`, `diagnostics`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Column, Listing
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.record.recovery import recovery_words, secret_of_words

MOST_WORDS_BYTES = 10_000


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


@command(
    "restore",
    argument("file", needed=False),
    option("replace", flag=True),
    option("words_from", metavar="file"),
)
def restore(face: Face, file: str, replace: bool, words_from: str) -> Answer:
    """Make a home out of a backup, or of the recovery words alone."""
    if not file and not words_from:
        raise Mistake("restore-of-what")
    secret = secret_of_words(_words(words_from)) if words_from else None
    return restored(face, Path(file) if file else None, file, secret, replace=replace)


def restored(
    face: Face, path: Path | None, file: str, secret: bytes | None, *, replace: bool = False
) -> Answer:
    """A home out of a backup, of a secret, or of both. file: how the backup is called."""
    from tuowang.host.backup import restore as restore_from
    from tuowang.host.home import Home, Settings
    from tuowang.record.keys import Keys, fingerprint

    if path is None:
        assert secret is not None, "the caller has one or the other"
        Home(face.home).create(Settings(language=face.language), secret)
        key = fingerprint(Keys(secret).public)
        said = face.text("restored-key", home=face.home, key=key)
        return Answer({"home": str(face.home), "fingerprint": key}, [said])
    made = restore_from(path, face.home, secret=secret, replace=replace)
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


def _words(file: str) -> str:
    """The recovery words in a file ("-": what comes in). Mistake: file-not-readable."""
    try:
        if file == "-":
            return sys.stdin.read(MOST_WORDS_BYTES)
        with Path(file).open(encoding="utf-8") as lines:
            return lines.read(MOST_WORDS_BYTES)
    except (OSError, UnicodeDecodeError) as no:
        raise Mistake("file-not-readable", path=file, fault=no) from no


@command("recovery-words")
def show_recovery_words(face: Face) -> Answer:
    """The words that bring the key back, to be written down on paper."""
    words = recovery_words(face.company.home.secret())
    index = 1 if face.language == "zh" else 0
    numbered = [f"{at:2} {pair[index]}" for at, pair in enumerate(words, start=1)]
    lines = ["    " + "   ".join(numbered[at : at + 5]) for at in range(0, len(numbered), 5)]
    return Answer({"words": words}, [*lines, face.text("recovery-words-keep")])


@command("diagnostics", option("logs", flag=True))
def diagnostics(face: Face, logs: bool) -> Answer:
    """A connector in numbers, to be copied into a mail; nothing of the business is in it."""
    from tuowang.host.diagnostics import diagnose

    found = diagnose(face.company, logs=logs)
    rows = [
        (told, getattr(found, name))
        for name, told in _DIAGNOSES.items()
        if getattr(found, name) is not None
    ]
    columns = (
        Column("what", lambda row: face.text(row[0])),
        Column("value", lambda row: row[1]),
    )
    return Answer(found, [Listing(columns, rows)])


_DIAGNOSES = {
    "version": "diagnosis-version",
    "python": "diagnosis-python",
    "system": "diagnosis-system",
    "sqlite": "diagnosis-sqlite",
    "entries": "diagnosis-entries",
    "items": "diagnosis-items",
    "recipes": "diagnosis-recipes",
    "partners": "diagnosis-partners",
    "invited": "diagnosis-invited",
    "joined": "diagnosis-joined",
    "connected": "diagnosis-connected",
    "silent": "diagnosis-silent",
    "healing": "diagnosis-healing",
    "carried": "diagnosis-carried",
    "under_way": "diagnosis-under-way",
    "heard_days": "diagnosis-heard-days",
    "database_bytes": "diagnosis-database-bytes",
    "free_bytes": "diagnosis-free-bytes",
    "findings": "diagnosis-findings",
}


@command("export", argument("folder"))
def export(face: Face, folder: str) -> Answer:
    """Write all records and tables as files that need no Tuowang."""
    from tuowang.host.export import export as export_to

    made = export_to(face.company, Path(folder), progress_on(face))
    said = face.text("exported", folder=folder, entries=made.entries, tables=made.tables)
    return Answer(made, [said])
