"""A folder as carrier: a USB stick, a network share, a folder that some program keeps in step.

The rules of the folder:

- Files are named `<label>-<part>.tuowang`, the label 20 hex digits, the part 4 decimal digits.
  Any other name that ends in `.tuowang` is taken too: people rename and copy files.
- A bundle appears whole or not at all: a temporary file beside it is written, fsynced and
  renamed, then the folder is fsynced. Temporary files end in `.partial` and begin with a dot.
- All that is said under one label replaces what was said under it before.
- We never take back what we wrote, nor follow a link, nor read more than a bundle may hold.
- After a failed fsync nothing is known of the bytes, so they are thrown away, never retried.
"""

from __future__ import annotations

import errno
import heapq
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from tuowang.carriers.base import (
    MAXIMUM_BUNDLE_BYTES,
    CarrierDown,
    Skipped,
    Taken,
    check_bundle,
)
from tuowang.errors import Mistake

ENDING = ".tuowang"
TEMPORARY_ENDING = ".partial"
MAXIMUM_NAMES = 10_000
MAXIMUM_ENTRIES = 1_000_000
MAXIMUM_PARTS = 1000

_LABEL = re.compile(r"[0-9a-f]{20}")
_READ_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe put there must not make us wait for ever
    | getattr(os, "O_BINARY", 0)
)
_WRITE_FLAGS = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
_MISTAKES = {
    errno.ENOENT: "folder-missing",
    errno.ENOTDIR: "folder-is-no-folder",
    errno.ELOOP: "folder-is-no-folder",
    errno.EACCES: "folder-not-writable",
    errno.EPERM: "folder-not-writable",
    errno.EROFS: "folder-not-writable",
    errno.ENOSPC: "folder-full",
    errno.EDQUOT: "folder-full",
    errno.EFBIG: "folder-full",
}
# Some file systems (FAT and SMB drivers, FUSE) cannot fsync a folder at all, and say so like this.
_NO_FOLDER_FSYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


class FolderCarrier:
    """Bundles as files in the folder `path`; `ours` are the labels under which we write there."""

    name: str

    def __init__(self, path: str | Path, ours: Collection[str] = ()) -> None:
        if "\0" in str(path):
            raise Mistake("folder-is-no-folder", path=ascii(str(path)))
        self.name = "folder"
        self.path = Path(path)
        self.skipped: list[Skipped] = []
        self._ours = {_checked_label(label) for label in ours}
        self._last_name_looked_at = ""

    def put(self, label: str, data: bytes) -> None:
        """Write one bundle in the place of all that lies under `label`. Errors: see `put_all`."""
        self.put_all(label, [data])

    def put_all(self, label: str, bundles: Sequence[bytes]) -> None:
        """Write several parts, then remove the older surplus ones; an empty list removes all.

        Every part is safe in a temporary file before the first one is renamed, so a full disk
        leaves what lay there before. Mistake: bundle-empty, bundle-too-large, folder-missing,
        folder-is-no-folder, folder-not-writable, folder-full. CarrierDown: folder-fault.
        """
        assert len(bundles) <= MAXIMUM_PARTS, "the host makes fewer parts than that"
        self._ours.add(_checked_label(label))
        for data in bundles:
            check_bundle(data)
        names = [f"{label}-{part:04}{ENDING}" for part in range(len(bundles))]
        temporaries = [self.path / f".{name}{TEMPORARY_ENDING}" for name in names]
        with self._faults_named():
            try:
                for temporary, data in zip(temporaries, bundles, strict=True):
                    _write_whole(temporary, data)
                for temporary, name in zip(temporaries, names, strict=True):
                    temporary.replace(self.path / name)
                _fsync_folder(self.path)
                self._remove_surplus(label, frozenset(names))
            finally:
                _remove_if_there(temporaries)

    def poll(self) -> Iterable[Taken]:
        """Give what partners left here, sorted by name, at most `MAXIMUM_NAMES` a time.

        In a folder with more, the next poll goes on where this one ended. Mistake:
        folder-missing, folder-is-no-folder, folder-not-readable. CarrierDown: folder-fault.
        """
        self.skipped = []
        with self._faults_named(denied="folder-not-readable"):
            names = self._names()
        return self._taken(names)

    def done(self, taken: Taken) -> None:
        """Remove the file, unless a newer bundle has taken its name meanwhile.

        Mistake: folder-not-writable. CarrierDown: folder-fault.
        """
        assert Path(taken.name).name == taken.name, "a name that no poll gave"
        with self._faults_named():
            try:
                if _read(self.path / taken.name) == taken.data:
                    (self.path / taken.name).unlink(missing_ok=True)
            except (FileNotFoundError, _Unfit):
                return

    def _names(self) -> list[str]:
        with os.scandir(self.path) as entries:
            found = (entry.name for entry in islice(entries, MAXIMUM_ENTRIES))
            theirs = (name for name in found if self._is_theirs(name))
            last = self._last_name_looked_at
            # In a turn: first the names after the last one, then those from the beginning.
            chosen = heapq.nsmallest(
                MAXIMUM_NAMES + 1, theirs, key=lambda name: (name <= last, name)
            )
        if len(chosen) <= MAXIMUM_NAMES:
            self._last_name_looked_at = ""
            return sorted(chosen)
        self.skipped.append(Skipped("", "too-many-files"))
        self._last_name_looked_at = chosen[MAXIMUM_NAMES - 1]
        return chosen[:MAXIMUM_NAMES]

    def _is_theirs(self, name: str) -> bool:
        if name.startswith(".") or not name.casefold().endswith(ENDING):
            return False
        return name[:20].lower() not in self._ours

    def _taken(self, names: list[str]) -> Iterator[Taken]:
        for name in names:
            if not name.isprintable():
                # It would go into notes and terminals: control characters, broken encodings.
                self.skipped.append(Skipped(ascii(name), "unprintable-name"))
                continue
            try:
                data = _read(self.path / name)
            except FileNotFoundError:
                continue
            except _Unfit as unfit:
                self.skipped.append(Skipped(name, unfit.reason_code))
            except OSError:
                self.skipped.append(Skipped(name, "unreadable"))
            else:
                yield Taken(name, data)

    def _remove_surplus(self, label: str, kept: frozenset[str]) -> None:
        """Remove older parts, and what a crash left half-written, under our own label."""
        ours = re.compile(rf"{label}-\d{{4}}{ENDING}|\.{label}-\d{{4}}{ENDING}{TEMPORARY_ENDING}")
        with os.scandir(self.path) as entries:
            names = [
                entry.name
                for entry in islice(entries, MAXIMUM_ENTRIES)
                if ours.fullmatch(entry.name) and entry.name not in kept
            ]
        for name in names:
            (self.path / name).unlink(missing_ok=True)

    @contextmanager
    def _faults_named(self, denied: str = "folder-not-writable") -> Iterator[None]:
        """Say an operating system's no in our words."""
        try:
            yield
        except OSError as fault:
            code = _MISTAKES.get(fault.errno or 0)
            if code == "folder-not-writable":
                code = denied
            if code is not None:
                raise Mistake(code, path=str(self.path)) from fault
            word = errno.errorcode.get(fault.errno or 0, "unknown")
            raise CarrierDown("folder-fault", path=str(self.path), fault=word) from fault


class _Unfit(Exception):
    """What lies there is no bundle."""

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


def _checked_label(label: str) -> str:
    if not _LABEL.fullmatch(label):
        raise ValueError("a label is 20 lower-case hex digits")
    return label


def _read(path: Path) -> bytes:
    """The bytes of a plain file of a bundle's size; its size is checked before it is read."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise _Unfit("not-a-file")
    descriptor = os.open(path, _READ_FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _Unfit("not-a-file")
        if status.st_size > MAXIMUM_BUNDLE_BYTES:
            raise _Unfit("too-large")
        data = file.read(MAXIMUM_BUNDLE_BYTES + 1)
    if not data:
        raise _Unfit("empty")
    if len(data) > MAXIMUM_BUNDLE_BYTES:
        raise _Unfit("too-large")
    return data


def _write_whole(temporary: Path, data: bytes) -> None:
    temporary.unlink(missing_ok=True)
    # 0o666 less the umask: the partner's own account must be able to read it on a share.
    descriptor = os.open(temporary, _WRITE_FLAGS, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        _fsync(descriptor, temporary)
    finally:
        os.close(descriptor)


def _fsync(descriptor: int, path: Path) -> None:
    try:
        os.fsync(descriptor)
    except OSError as fault:
        if _MISTAKES.get(fault.errno or 0) == "folder-full":
            raise
        word = errno.errorcode.get(fault.errno or 0, "unknown")
        raise CarrierDown("folder-fault", path=str(path.parent), fault=word) from fault


def _fsync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # there a folder cannot be opened; NTFS journals the rename itself
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as fault:
        if fault.errno not in _NO_FOLDER_FSYNC:
            word = errno.errorcode.get(fault.errno or 0, "unknown")
            raise CarrierDown("folder-fault", path=str(folder), fault=word) from fault
    finally:
        os.close(descriptor)


def _remove_if_there(temporaries: Sequence[Path]) -> None:
    for temporary in temporaries:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
