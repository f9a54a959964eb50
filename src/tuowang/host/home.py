"""A company's home: one folder with its key, its settings, its database and the head guard.

key            the secret everything is derived from; readable by its owner only
tuowang.toml   settings that people may edit
tuowang.db     logs and tables
guard          how far the database was when something last left; outside the database on
               purpose, so that an older database put in its place is noticed
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
import tomllib
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from tuowang.errors import Mistake
from tuowang.record.keys import SECRET_BYTES, Keys

KEY_FILE = "key"
SETTINGS_FILE = "tuowang.toml"
DATABASE_FILE = "tuowang.db"
GUARD_FILE = "guard"


class Settings(msgspec.Struct, frozen=True):
    """What `tuowang.toml` says. Partners' bundles come in at `listen`, browsers at `pages`."""

    language: str = ""
    listen: str = "127.0.0.1:8470"
    address: str = ""
    ask_partners: bool = False
    pages: str = "127.0.0.1:8471"


class Home:
    """The folder of one company."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def database(self) -> Path:
        """Where the database lies."""
        return self.path / DATABASE_FILE

    def exists(self) -> bool:
        """Whether a company lives here. Mistake: file-not-readable."""
        try:
            return (self.path / KEY_FILE).is_file()
        except OSError as no:
            raise _unreadable(self.path / KEY_FILE, no) from no

    def create(self, settings: Settings, secret: bytes | None = None) -> None:
        """Make the folder, the settings and, last and whole, a new key.

        Mistake: home-taken, home-not-writable, file-not-writable.
        """
        if self.exists():
            raise Mistake("home-taken", home=self.path)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as no:
            raise Mistake("home-not-writable", path=self.path, why=no.strerror) from no
        text = b64encode(secret or secrets.token_bytes(SECRET_BYTES)).decode() + "\n"
        with _alone_in(self.path):
            if self.exists():
                raise Mistake("home-taken", home=self.path)
            replace_file(self.path / SETTINGS_FILE, _toml(settings).encode())
            replace_file(self.path / KEY_FILE, text.encode(), 0o600)

    def settings(self) -> Settings:
        """The settings; `Mistake` where the file cannot be understood."""
        path = self.path / SETTINGS_FILE
        try:
            with path.open("rb") as file:
                return msgspec.convert(tomllib.load(file), Settings)
        except FileNotFoundError:
            return Settings()
        except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as no:
            raise Mistake("settings-unreadable", file=path, why=no) from no
        except OSError as no:
            raise _unreadable(path, no) from no

    def write_settings(self, settings: Settings) -> None:
        """Replace the settings file, whole."""
        replace_file(self.path / SETTINGS_FILE, _toml(settings).encode())

    def keys(self) -> Keys:
        """The company's keys; `Mistake` where there are none or others may read them."""
        return Keys(self.secret())

    def secret(self) -> bytes:
        """The secret itself, for backups and recovery only."""
        path = self.path / KEY_FILE
        if not self.exists():
            raise Mistake("home-missing", home=self.path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Mistake("key-readable-by-others", file=path)
        try:
            secret = b64decode(path.read_text().strip(), validate=True)
        except (Error, UnicodeDecodeError) as no:
            raise Mistake("key-damaged", file=path) from no
        except OSError as no:
            raise _unreadable(path, no) from no
        if len(secret) != SECRET_BYTES:
            raise Mistake("key-damaged", file=path)
        return secret

    def guard(self) -> int:
        """The last arrival that the database had when something left; 0 at first."""
        try:
            return int((self.path / GUARD_FILE).read_text().strip() or "0")
        except FileNotFoundError:
            return 0
        except ValueError:
            return 0  # a torn guard says nothing; the partners' receipts still will
        except OSError as no:
            raise _unreadable(self.path / GUARD_FILE, no) from no

    def write_guard(self, arrival: int) -> None:
        """Remember how far the database is; durable before anything is sent.

        Mistake: disk-full, home-not-writable; then nothing may be sent.
        """
        path = self.path / GUARD_FILE
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(descriptor, f"{arrival:020d}\n".encode(), 0)
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as no:
            raise Mistake("disk-full" if no_room(no) else "home-not-writable", path=path) from no


def no_room(error: OSError) -> bool:
    """Whether the disk, or what we may have of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def replace_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all: temporary, fsync, rename, fsync of the folder.

    Mistake: disk-full, file-not-writable.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as no:
        temporary.unlink(missing_ok=True)
        if no_room(no):
            raise Mistake("disk-full", path=path) from no
        raise Mistake("file-not-writable", file=path, why=no.strerror) from no


def sync_folder(path: Path) -> None:
    """Make renames in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two that make a home at once take turns, so that neither key replaces the other."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # not every file system can lock a folder
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _unreadable(path: Path, no: OSError) -> Mistake:
    return Mistake("file-not-readable", path=path, fault=no.strerror)


def _toml(settings: Settings) -> str:
    lines = ["# Tuowang: settings of this connector. Restart `tuowang up` after a change.", ""]
    for name, value in msgspec.structs.asdict(settings).items():
        shown = (
            str(value).lower() if isinstance(value, bool) else msgspec.json.encode(value).decode()
        )
        lines.append(f"{name} = {shown}")
    return "\n".join(lines) + "\n"
