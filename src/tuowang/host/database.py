"""One SQLite file: how it is opened, what its errors mean to people, how it is copied.

Durability is WAL with `synchronous=FULL`: what was committed survives a power cut; with NORMAL
acknowledged commits are lost. The page cache and the WAL file are bounded.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock

from tuowang.errors import Mistake

APPLICATION_ID = 0x54554F57
"""Written into the file's header ("TUOW"), so that nobody else's database is touched."""
SCHEMA_VERSION = 1
"""Of what is not declared as a table: log, meta, shapes. Kept in `PRAGMA user_version`."""
BUSY_MILLISECONDS = 10_000
_CACHE_KIBIBYTES = 16 * 1024
_CHECKPOINT_PAGES = 20_000
_WAL_BYTES = 96 * 1024 * 1024

_CODES = {
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_BUSY: "home-busy",
    sqlite3.SQLITE_LOCKED: "home-busy",
    sqlite3.SQLITE_PROTOCOL: "home-busy",
    sqlite3.SQLITE_CORRUPT: "database-damaged",
    sqlite3.SQLITE_NOTADB: "database-damaged",
    sqlite3.SQLITE_READONLY: "home-not-writable",
    sqlite3.SQLITE_CANTOPEN: "home-not-writable",
    sqlite3.SQLITE_PERM: "home-not-writable",
    sqlite3.SQLITE_IOERR: "disk-failed",
}


def mistake_of(error: sqlite3.Error, path: Path) -> Mistake | None:
    """What an error means to people; None where it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        torn_text = isinstance(error, sqlite3.OperationalError) and "UTF-8" in str(error)
        return Mistake("database-damaged", path=str(path)) if torn_text else None
    word = _CODES.get(code & 0xFF)
    return None if word is None else Mistake(word, path=str(path))


def connect(
    path: Path, busy_milliseconds: int = BUSY_MILLISECONDS, *, any_thread: bool = False
) -> sqlite3.Connection:
    """Open or create the file; nothing is written into one that is not ours or too new."""
    connection = None
    try:
        _create(path)
        connection = sqlite3.connect(
            path,
            timeout=busy_milliseconds / 1000,
            isolation_level=None,
            cached_statements=512,
            check_same_thread=not any_thread,
        )
        _check_ours(connection, path)
        _use_wal(connection, time.monotonic() + busy_milliseconds / 1000)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=OFF",
            "trusted_schema=OFF",
            f"cache_size=-{_CACHE_KIBIBYTES}",
            f"wal_autocheckpoint={_CHECKPOINT_PAGES}",
            f"journal_size_limit={_WAL_BYTES}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except (sqlite3.Error, OSError, Mistake) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, OSError):
            raise Mistake("home-not-writable", path=str(path)) from error
        mistake = mistake_of(error, path) if isinstance(error, sqlite3.Error) else None
        if mistake is None:
            raise
        raise mistake from error
    return connection


def _create(path: Path) -> None:
    """Make the file with our own eyes only: links hold secrets. SQLite's side files follow it."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _sync_folder(path.parent)


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    """All three read at one moment: another process may be making the new file just now."""
    connection.execute("BEGIN")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    connection.execute("COMMIT")
    if application != APPLICATION_ID and (application or version or objects):
        raise Mistake("database-not-ours", path=str(path))
    if version > SCHEMA_VERSION:
        raise Mistake("database-newer", path=str(path), version=version)


def _use_wal(connection: sqlite3.Connection, deadline: float) -> None:
    """Two that open a new file at once: SQLite does not wait here by itself, so we do."""
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            assert mode == "wal", "the journal could not be made a write-ahead log"
            return


class Versions:
    """Whether a file is still as it was, for any thread of a process to ask."""

    def __init__(self, path: Path) -> None:
        """Mistake: as `connect`."""
        self._path = path
        self._lock = Lock()
        self._connection = connect(path, any_thread=True)

    def now(self) -> int:
        """A number that is another one when anybody has committed since. Mistake: disk-failed."""
        try:
            with self._lock:
                found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as error:
            raise mistake_of(error, self._path) or error from error
        return found


def back_up(source: Path, target: Path) -> None:
    """A whole copy, as of one moment, while others write; one file that stands by itself.

    It appears under its name only when it is safe on disk. Whatever was there is replaced.
    """
    if target.exists() and target.samefile(source):
        raise Mistake("backup-onto-itself", path=str(target))
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
        with closing(connect(source)) as whole, closing(sqlite3.connect(partial)) as copy:
            whole.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        _sync(partial)
        partial.replace(target)
        _sync_folder(target.parent)
    except sqlite3.Error as error:
        mistake = mistake_of(error, target)
        if mistake is None:
            raise
        if mistake.code == "database-damaged":
            mistake.details["path"] = str(source)
        raise mistake from error
    except OSError as error:
        raise Mistake("backup-failed", path=str(target), fault=error.strerror) from error
    finally:
        for left in (partial, *(Path(f"{partial}{end}") for end in ("-journal", "-wal", "-shm"))):
            with suppress(OSError):
                left.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """A new name is on disk only when its folder is; not every system can open a folder."""
    if os.name == "posix":
        _sync(folder)
