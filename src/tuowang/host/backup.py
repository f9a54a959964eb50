"""Backup and restore: one file, a plain zip with what a home is made of.

    manifest.json   format, company, day, arrivals, SHA-256 of the other members
    tuowang.db      a consistent copy, taken while others may write
    tuowang.toml    settings
    key             the secret; whoever has the file has the company, so it is 0600

Nothing in it is compressed, so a file never unpacks to more than it is. How a backup takes the
place of what was there stands in `host.switching`. After a restore every link heals before
anything new leaves: partners show us what we said since the backup. What reached nobody died
with the disk.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.party import ME, PARTIES
from tuowang.host.company import LASTING, TABLES, Company
from tuowang.host.home import DATABASE_FILE, KEY_FILE, SETTINGS_FILE, Home, sync_folder
from tuowang.host.lock import only_one
from tuowang.host.sqlite import SqliteStore
from tuowang.host.switching import PREPARING, is_of_home, switch
from tuowang.host.verify import verify
from tuowang.record.keys import fingerprint
from tuowang.units import today

FORMAT = 1
MANIFEST = "manifest.json"
MEMBERS = (DATABASE_FILE, SETTINGS_FILE, KEY_FILE)
MAXIMUM_BYTES = 64 * 1024**3
PORTION_BYTES = 1 << 20
_ENCRYPTED = 1
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Backup(msgspec.Struct, frozen=True):
    """What a backup file holds: `company` is its key's fingerprint, `name` what it is called."""

    format: int
    company: str
    day: str
    arrivals: int
    sha256: dict[str, str]
    name: str = ""


class Restored(msgspec.Struct, frozen=True):
    """What came back, and how many partners will be asked for the rest."""

    company: str
    day: str
    entries: int
    partners: int
    moved_aside: str


def backup(company: Company, path: Path, *, with_key: bool = True) -> Backup:
    """Write the company into one file, whole or not at all.

    Mistake: backup-onto-itself, disk-full, file-not-writable.
    """
    if is_of_home(path, company.home):
        raise Mistake("backup-onto-itself", path=path)
    working = path.with_name(f".{path.name}.new")
    copy = path.with_name(f".{path.name}.db")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        working.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
        company.store.backup_to(copy)
        manifest = _write(company, working, copy, with_key=with_key)
        working.replace(path)
        sync_folder(path.parent)
    except OSError as no:
        if no.errno in _FULL:
            raise Mistake("disk-full", path=path) from no
        raise Mistake("file-not-writable", file=path, why=no.strerror) from no
    finally:
        for left in (working, copy):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return manifest


def _write(company: Company, working: Path, copy: Path, *, with_key: bool) -> Backup:
    with closing(SqliteStore(copy, TABLES, lasting=LASTING)) as store:
        party, arrivals = store.get(PARTIES, ME), store.last_arrival()
    sources = {DATABASE_FILE: copy}
    for name in (SETTINGS_FILE, KEY_FILE) if with_key else (SETTINGS_FILE,):
        if (company.home.path / name).exists():  # without settings, a home has the usual ones
            sources[name] = company.home.path / name
    descriptor = os.open(working, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            manifest = Backup(
                FORMAT,
                fingerprint(company.keys.public),
                today(company.clock()),
                arrivals,
                {name: _add(archive, name, source) for name, source in sources.items()},
                party.name if party is not None else "",
            )
            archive.writestr(zipfile.ZipInfo(MANIFEST), msgspec.json.encode(manifest))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add(archive: zipfile.ZipFile, name: str, source: Path) -> str:
    """Copy a file in; the SHA-256 of just what was copied. No times: a zip has none before 1980."""
    digest = hashlib.sha256()
    member = zipfile.ZipInfo(name)
    member.external_attr = 0o600 << 16
    with source.open("rb") as file, archive.open(member, "w", force_zip64=True) as target:
        while portion := file.read(PORTION_BYTES):
            digest.update(portion)
            target.write(portion)
    return digest.hexdigest()


def read_backup(path: Path, into: Path, *, most_bytes: int = MAXIMUM_BYTES) -> Backup:
    """Unpack a backup into an empty folder, every byte checked against the manifest.

    Mistake: file-missing, file-not-readable, backup-not-ours, backup-damaged, backup-newer,
    backup-too-large. `OSError` where the folder cannot be written.
    """
    with _reading(path):
        archive = zipfile.ZipFile(path)
    with archive:
        members = archive.infolist()
        names = {info.filename for info in members}
        if MANIFEST not in names or DATABASE_FILE not in names:
            raise Mistake("backup-not-ours", file=path)
        if sum(info.file_size for info in members) > most_bytes:
            raise Mistake("backup-too-large", file=path, most=most_bytes)
        if not _plain(path, members) or archive.getinfo(MANIFEST).file_size > PORTION_BYTES:
            raise Mistake("backup-damaged", file=path)
        with _reading(path):
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Backup)
        if manifest.format != FORMAT:
            raise Mistake("backup-newer", file=path, format=manifest.format)
        if len(names) != len(members) or names - {MANIFEST} != manifest.sha256.keys():
            raise Mistake("backup-damaged", file=path)
        for name in sorted(manifest.sha256):
            if name not in MEMBERS:
                raise Mistake("backup-damaged", file=path)
            if _unpack(path, archive, name, into / name) != manifest.sha256[name]:
                raise Mistake("backup-damaged", file=path)
    return manifest


def _plain(path: Path, members: list[zipfile.ZipInfo]) -> bool:
    """Whether all is stored as it is, and no byte of the file is said to be in two members."""
    stored = all(
        info.compress_type == zipfile.ZIP_STORED
        and info.compress_size == info.file_size
        and not info.flag_bits & _ENCRYPTED
        for info in members
    )
    return stored and sum(info.file_size for info in members) < path.stat().st_size


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Whatever a damaged file makes its reader say is one mistake."""
    try:
        yield
    except FileNotFoundError:
        raise Mistake("file-missing", file=path) from None
    except (
        zipfile.BadZipFile,
        msgspec.MsgspecError,
        NotImplementedError,
        EOFError,
        OverflowError,
        ValueError,
    ) as no:
        raise Mistake("backup-damaged", file=path) from no
    except OSError as no:
        if no.errno == errno.EINVAL:  # a member that is said to lie before the file's beginning
            raise Mistake("backup-damaged", file=path) from no
        raise Mistake("file-not-readable", path=path, fault=no.strerror) from no


def _unpack(path: Path, archive: zipfile.ZipFile, name: str, target: Path) -> str:
    """Unpack a member, for its owner's eyes only; its SHA-256."""
    digest = hashlib.sha256()
    mode = 0o644 if name == SETTINGS_FILE else 0o600
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        with _reading(path):
            source = archive.open(name)
        with source:
            while True:
                with _reading(path):
                    portion = source.read(PORTION_BYTES)
                if not portion:
                    break
                digest.update(portion)
                file.write(portion)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def restore(
    path: Path, home: Home | Path, *, secret: bytes | None = None, replace: bool = False
) -> Restored:
    """Make a home out of a backup; where a company lives, only with `replace`.

    What is there, be it a home that lost its key, is moved aside; nothing is deleted.
    Everything is unpacked and verified beside the home's files first. The home's own settings
    stay; the key is the backup's, else `secret`, else the home's.
    Mistake: home-taken, already-running, backup-..., disk-full, home-not-writable.
    """
    home = home if isinstance(home, Home) else Home(home)
    if home.exists() and not replace:
        raise Mistake("home-taken", home=home.path)
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        with only_one(home.path):  # a connector that runs would go on with the old database
            return _restore(path, home, secret)
    except OSError as no:
        if no.errno in _FULL:
            raise Mistake("disk-full", path=home.path) from no
        raise Mistake("home-not-writable", path=home.path, why=no.strerror) from no


def _restore(path: Path, home: Home, secret: bytes | None) -> Restored:
    preparing = home.path / PREPARING
    if preparing.exists():
        shutil.rmtree(preparing)
    preparing.mkdir(mode=0o700)
    try:
        manifest = read_backup(path, preparing)
        _settle_key(path, home, preparing, manifest, secret)
        entries, partners = _check(path, preparing)
        aside = switch(home, preparing)
    finally:
        shutil.rmtree(preparing, ignore_errors=True)
    return Restored(manifest.company, manifest.day, entries, partners, aside)


def _settle_key(
    path: Path, home: Home, preparing: Path, manifest: Backup, secret: bytes | None
) -> None:
    """The key comes from the backup, else from the caller, else from the home itself."""
    key = preparing / KEY_FILE
    if not key.exists():
        secret = secret if secret is not None else (home.secret() if home.exists() else None)
        if secret is None:
            raise Mistake("backup-without-key", file=path)
        descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(b64encode(secret) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    if fingerprint(Home(preparing).keys().public) != manifest.company:
        raise Mistake("backup-of-another", file=path, company=manifest.company)


def _check(path: Path, preparing: Path) -> tuple[int, int]:
    """Verify what was unpacked, and mark every link for healing; entries, partners to be asked."""
    try:
        with Company(Home(preparing)) as company:
            if verify(company):
                raise Mistake("backup-damaged", file=path)
            company.suspect()
            asked = sum(1 for link in company.links() if link.healing)
            return company.store.last_arrival(), asked
    except sqlite3.Error as no:
        raise Mistake("backup-damaged", file=path) from no
    except Mistake as mistake:
        if mistake.code in ("database-damaged", "database-not-ours"):
            raise Mistake("backup-damaged", file=path) from mistake
        raise
