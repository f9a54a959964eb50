"""Backup and restore: one file, a plain zip with what a home is made of.

    manifest.json   format, company, day, arrivals, SHA-256 of the other members
    tuowang.db      a consistent copy, taken while others may write
    tuowang.toml    settings
    key             the secret; whoever has the file has the company, so it is 0600

After a restore every link heals before anything new leaves: partners show us what we said since
the backup. What reached nobody died with the disk.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

import msgspec

from tuowang.errors import Mistake
from tuowang.host.company import Company
from tuowang.host.home import (
    DATABASE_FILE,
    GUARD_FILE,
    KEY_FILE,
    SETTINGS_FILE,
    Home,
    sync_folder,
)
from tuowang.host.verify import verify
from tuowang.record.keys import fingerprint
from tuowang.units import today

FORMAT = 1
MANIFEST = "manifest.json"
MEMBERS = (DATABASE_FILE, SETTINGS_FILE, KEY_FILE)
MAXIMUM_BYTES = 64 * 1024**3
PREPARING = ".restoring"
PORTION_BYTES = 1 << 20


class Backup(msgspec.Struct, frozen=True):
    """What a backup file holds."""

    format: int
    company: str
    day: str
    arrivals: int
    sha256: dict[str, str]


class Restored(msgspec.Struct, frozen=True):
    """What came back, and how many partners will be asked for the rest."""

    company: str
    day: str
    entries: int
    partners: int
    moved_aside: str


def backup(company: Company, path: Path, *, with_key: bool = True) -> Backup:
    """Write the company into one file, whole or not at all. Mistake: file-not-writable ..."""
    working = path.with_name(f".{path.name}.new")
    copy = path.with_name(f".{path.name}.db")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        company.store.backup_to(copy)
        manifest = _write(company, working, copy, with_key=with_key)
        working.replace(path)
        sync_folder(path.parent)
    except OSError as no:
        raise Mistake("file-not-writable", file=path, why=no.strerror) from no
    finally:
        for left in (working, copy):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return manifest


def _write(company: Company, working: Path, copy: Path, *, with_key: bool) -> Backup:
    descriptor = os.open(working, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            sums = {}
            sources = {DATABASE_FILE: copy, SETTINGS_FILE: company.home.path / SETTINGS_FILE}
            if with_key:
                sources[KEY_FILE] = company.home.path / KEY_FILE
            for name, source in sources.items():
                archive.write(source, name)
                sums[name] = _sha256(source)
            manifest = Backup(
                FORMAT,
                fingerprint(company.keys.public),
                today(company.clock()),
                company.store.last_arrival(),
                sums,
            )
            archive.writestr(MANIFEST, msgspec.json.encode(manifest))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def read_backup(path: Path, into: Path, *, most_bytes: int = MAXIMUM_BYTES) -> Backup:
    """Unpack a backup into an empty folder, every byte checked against the manifest."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename: info for info in archive.infolist()}
            if MANIFEST not in names or DATABASE_FILE not in names:
                raise Mistake("backup-not-ours", file=path)
            if sum(info.file_size for info in names.values()) > most_bytes:
                raise Mistake("backup-too-large", file=path, most=most_bytes)
            if names[MANIFEST].file_size > PORTION_BYTES:
                raise Mistake("backup-damaged", file=path)
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Backup)
            if manifest.format != FORMAT:
                raise Mistake("backup-newer", file=path, format=manifest.format)
            for name in MEMBERS:  # only these names are ever unpacked, whatever else is inside
                if name in names:
                    _unpack(archive, name, into / name)
                    if _sha256(into / name) != manifest.sha256.get(name):
                        raise Mistake("backup-damaged", file=path)
    except FileNotFoundError:
        raise Mistake("file-missing", file=path) from None
    except (zipfile.BadZipFile, msgspec.MsgspecError, EOFError, NotImplementedError) as no:
        raise Mistake("backup-damaged", file=path) from no
    return manifest


def _unpack(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    mode = 0o600 if name == KEY_FILE else 0o644
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with archive.open(name) as source, os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(source, file, PORTION_BYTES)
        file.flush()
        os.fsync(file.fileno())


def restore(
    path: Path, home: Home | Path, *, secret: bytes | None = None, replace: bool = False
) -> Restored:
    """Make a home out of a backup. `replace` moves what is there aside, and deletes nothing.

    Everything is unpacked and verified beside the home's files first; the key comes last, so a
    home is there whole or not at all. Mistake: home-taken, backup-..., home-not-writable.
    """
    home = home if isinstance(home, Home) else Home(home)
    if home.exists() and not replace:
        raise Mistake("home-taken", home=home.path)
    preparing = home.path / PREPARING
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        if preparing.exists():
            shutil.rmtree(preparing)
        preparing.mkdir(mode=0o700)
        manifest = read_backup(path, preparing)
        _settle_key(path, home, preparing, manifest, secret)
        entries, partners = _check(path, preparing)
        aside = _move_aside(home)
        _move_in(home, preparing)
    except OSError as no:
        raise Mistake("home-not-writable", path=home.path, why=no.strerror) from no
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
        key.touch(mode=0o600)
        key.write_text(b64encode(secret).decode() + "\n")
    if fingerprint(Home(preparing).keys().public) != manifest.company:
        raise Mistake("backup-of-another", file=path, company=manifest.company)


def _check(path: Path, preparing: Path) -> tuple[int, int]:
    """Verify what was unpacked, and mark every link for healing; entries, links."""
    with Company(Home(preparing)) as company:
        if verify(company):
            raise Mistake("backup-damaged", file=path)
        company.suspect()
        return company.store.last_arrival(), len(company.links())


def _move_aside(home: Home) -> str:
    """What a home was made of, into a folder of its own inside it."""
    if not home.exists():
        return ""
    number = 1
    while (home.path / f"before-restore-{number}").exists():
        number += 1
    aside = home.path / f"before-restore-{number}"
    aside.mkdir(mode=0o700)
    for name in (KEY_FILE, GUARD_FILE, DATABASE_FILE, *_companions(home.path)):
        if (home.path / name).exists():
            (home.path / name).rename(aside / name)
    sync_folder(home.path)
    return str(aside)


def _companions(folder: Path) -> list[str]:
    return [file.name for file in folder.glob(f"{DATABASE_FILE}-*")]


def _move_in(home: Home, preparing: Path) -> None:
    names = [DATABASE_FILE, *_companions(preparing)]
    if not (home.path / SETTINGS_FILE).exists() and (preparing / SETTINGS_FILE).exists():
        names.append(SETTINGS_FILE)
    for name in (*names, GUARD_FILE, KEY_FILE):
        if (preparing / name).exists():
            (preparing / name).replace(home.path / name)
    sync_folder(home.path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
