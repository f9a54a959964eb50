"""A company's home: one folder with its key, its settings, its database and the head guard.

key            the secret everything is derived from; readable by its owner only
tuowang.toml   settings that people may edit
tuowang.db     logs and tables
guard          how far the database was when something last left; outside the database on
               purpose, so that an older database put in its place is noticed
"""

from __future__ import annotations

import os
import secrets
import stat
import tomllib
from base64 import b64decode, b64encode
from binascii import Error
from pathlib import Path

import msgspec

from tuowang.errors import Mistake
from tuowang.record.keys import SECRET_BYTES, Keys

KEY_FILE = "key"
SETTINGS_FILE = "tuowang.toml"
DATABASE_FILE = "tuowang.db"
GUARD_FILE = "guard"


class Settings(msgspec.Struct, frozen=True):
    """What `tuowang.toml` says. `listen` is where the partners' carrier listens."""

    language: str = ""
    listen: str = "127.0.0.1:8470"
    address: str = ""
    ask_partners: bool = False


class Home:
    """The folder of one company."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def database(self) -> Path:
        """Where the database lies."""
        return self.path / DATABASE_FILE

    def exists(self) -> bool:
        """Whether a company lives here."""
        return (self.path / KEY_FILE).is_file()

    def create(self, settings: Settings, secret: bytes | None = None) -> None:
        """Make the folder, a new key and the settings; `Mistake` where a company lives here."""
        if self.exists():
            raise Mistake("home-taken", home=self.path)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            _write_new(self.path / SETTINGS_FILE, _toml(settings), 0o644)
            text = b64encode(secret or secrets.token_bytes(SECRET_BYTES)).decode() + "\n"
            _write_new(self.path / KEY_FILE, text, 0o600)
        except OSError as no:
            raise Mistake("home-not-writable", path=self.path, why=no.strerror) from no

    def settings(self) -> Settings:
        """The settings; `Mistake` where the file cannot be understood."""
        path = self.path / SETTINGS_FILE
        if not path.exists():
            return Settings()
        try:
            with path.open("rb") as file:
                return msgspec.convert(tomllib.load(file), Settings)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as no:
            raise Mistake("settings-unreadable", file=path, why=no) from no

    def write_settings(self, settings: Settings) -> None:
        """Replace the settings file, whole."""
        replace_file(self.path / SETTINGS_FILE, _toml(settings).encode())

    def keys(self) -> Keys:
        """The company's keys; `Mistake` where there are none or others may read them."""
        return Keys(self.secret())

    def secret(self) -> bytes:
        """The secret itself, for backups and recovery only."""
        path = self.path / KEY_FILE
        if not path.is_file():
            raise Mistake("home-missing", home=self.path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Mistake("key-readable-by-others", file=path)
        try:
            secret = b64decode(path.read_text().strip(), validate=True)
        except (Error, UnicodeDecodeError, OSError) as no:
            raise Mistake("key-damaged", file=path) from no
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

    def write_guard(self, arrival: int) -> None:
        """Remember how far the database is; durable before anything is sent."""
        descriptor = os.open(self.path / GUARD_FILE, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(descriptor, f"{arrival:020d}\n".encode(), 0)
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)


def replace_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all: temporary, fsync, rename, fsync of the folder."""
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
        raise Mistake("file-not-writable", file=path, why=no.strerror) from no


def sync_folder(path: Path) -> None:
    """Make renames in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_new(path: Path, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def _toml(settings: Settings) -> str:
    lines = ["# Tuowang: settings of this connector. Restart `tuowang up` after a change.", ""]
    for name, value in msgspec.structs.asdict(settings).items():
        shown = (
            str(value).lower() if isinstance(value, bool) else msgspec.json.encode(value).decode()
        )
        lines.append(f"{name} = {shown}")
    return "\n".join(lines) + "\n"
