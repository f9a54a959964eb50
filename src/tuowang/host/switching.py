"""How a home that was prepared aside takes the place of what is there, without a moment between.

What is there gets a second name in `before-restore-<n>` first, and nothing is deleted. Then
one rename puts the prepared database in the old one's place: whenever the power fails, the home
has the old company or the new one. Where the key is another company's, the old key goes before
and the new key comes last; in between nobody lives here, and the restore is to be done again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tuowang.errors import Mistake
from tuowang.host.database import connect
from tuowang.host.home import (
    DATABASE_FILE,
    GUARD_FILE,
    KEY_FILE,
    SETTINGS_FILE,
    Home,
    sync_folder,
)

PREPARING = ".restoring"
ASIDE = "before-restore-"
KEPT = (KEY_FILE, GUARD_FILE, DATABASE_FILE)
"""What a restore replaces; the settings and every other file of the home stay."""


def companions(folder: Path) -> list[Path]:
    """The files that SQLite keeps beside its database."""
    return sorted(folder.glob(f"{DATABASE_FILE}-*"))


def holds_anything(home: Home) -> bool:
    """Whether there is anything that a restore would replace, be it without its key."""
    return home.exists() or home.database.exists() or bool(companions(home.path))


def is_of_home(path: Path, home: Home) -> bool:
    """Whether a file is one of those that a home lives from."""
    path = path.resolve()
    if path.parent != home.path.resolve():
        return False
    return path.name in (*KEPT, SETTINGS_FILE) or path.name.startswith(f"{DATABASE_FILE}-")


def switch(home: Home, preparing: Path) -> str:
    """Put what was prepared in the home's place; the folder with what was there, "" for none."""
    assert not companions(preparing), "the prepared database is still open"
    sync_folder(preparing)
    same_key = _same(home.path / KEY_FILE, preparing / KEY_FILE)
    aside = _name_aside(home) if holds_anything(home) else None
    if not (home.path / SETTINGS_FILE).exists() and (preparing / SETTINGS_FILE).exists():
        (preparing / SETTINGS_FILE).rename(home.path / SETTINGS_FILE)
    if not same_key:
        (home.path / KEY_FILE).unlink(missing_ok=True)
        sync_folder(home.path)
    (preparing / DATABASE_FILE).replace(home.database)
    sync_folder(home.path)
    (preparing / GUARD_FILE).replace(home.path / GUARD_FILE)
    if not same_key:
        sync_folder(home.path)
        (preparing / KEY_FILE).replace(home.path / KEY_FILE)
    sync_folder(home.path)
    return "" if aside is None else str(aside)


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and one.read_bytes() == other.read_bytes()


def _name_aside(home: Home) -> Path:
    """Give what is there a second name in a new folder; it is still in place, too."""
    number = 1
    while (home.path / f"{ASIDE}{number}").exists():
        number += 1
    aside = home.path / f"{ASIDE}{number}"
    aside.mkdir(mode=0o700)
    try:
        _write_out_log(home.database, aside)
        for name in KEPT:
            if (home.path / name).exists():
                _second_name(home.path / name, aside / name)
    except (OSError, Mistake):
        shutil.rmtree(aside, ignore_errors=True)
        raise
    for companion in companions(home.path):  # left where the old database is damaged or open
        companion.rename(aside / companion.name)
    sync_folder(aside)
    sync_folder(home.path)
    return aside


def _write_out_log(database: Path, aside: Path) -> None:
    """Let the old database stand by itself, so that one rename replaces all of it.

    SQLite throws the log of a database away that it cannot read, so that is kept first.
    Mistake: home-busy, where another process has it open; it would go on with the old one.
    """
    log = database.with_name(f"{database.name}-wal")
    if not database.exists() or not log.exists():
        return
    kept = aside / log.name
    _copy(log, kept)
    try:
        with closing(connect(database, 0)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # only its one user may do that
    except (Mistake, sqlite3.Error) as no:
        if _is_busy(no):
            raise Mistake("home-busy", path=database) from no
        return  # damaged: it and its log are kept as they are
    kept.unlink()  # all of it is in the database now


def _is_busy(no: Exception) -> bool:
    if isinstance(no, Mistake):
        return no.code == "home-busy"
    return getattr(no, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _second_name(source: Path, target: Path) -> None:
    """The same file under another name, too; a copy where the file system has no such thing."""
    try:
        target.hardlink_to(source)
    except OSError:
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    shutil.copy2(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
