"""What kind of file is it, and may it be opened at all? Decided by its bytes, never by its name.

Looked at before any reader sees the file: its size, how far its parts would swell, and whether it
is locked by a password.
"""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from tuowang.errors import Mistake

MAXIMUM_FILE_BYTES = 200 << 20
MAXIMUM_UNPACKED_BYTES = 512 << 20
MAXIMUM_PARTS = 10_000
MAXIMUM_RATIO = 250
RATIO_MATTERS_FROM_BYTES = 16 << 20

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DIRECTORY_LOOK_BYTES = 1 << 20


def kind_of_file(path: Path) -> str:
    """One of "xlsx", "ods", "xls", "csv".

    Mistake: file-not-readable, file-too-large, file-empty, workbook-damaged, workbook-locked,
    workbook-swells, workbook-kind-unknown.
    """
    size, head = _look(path)
    if size > MAXIMUM_FILE_BYTES:
        limit = MAXIMUM_FILE_BYTES >> 20
        raise Mistake("file-too-large", path=str(path), megabytes=size >> 20, limit=limit)
    if size == 0:
        raise Mistake("file-empty", path=str(path))
    if head.startswith(_ZIP):
        return _kind_of_zip(path, size)
    if head == _COMPOUND:
        return _kind_of_compound(path)
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        return "csv"
    raise Mistake("workbook-kind-unknown", path=str(path))


def _look(path: Path) -> tuple[int, bytes]:
    try:
        if path.exists() and not path.is_file():
            raise Mistake("file-not-readable", path=str(path), fault="not a file")
        with path.open("rb") as stream:
            return path.stat().st_size, stream.read(8)
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or type(fault).__name__
        raise Mistake("file-not-readable", path=str(path), fault=why) from None


def _kind_of_zip(path: Path, size: int) -> str:
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise Mistake("workbook-damaged", path=str(path)) from None
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > max(RATIO_MATTERS_FROM_BYTES, part.compress_size * MAXIMUM_RATIO)
        for part in parts
    )
    if swollen or unpacked > MAXIMUM_UNPACKED_BYTES or len(parts) > MAXIMUM_PARTS:
        raise Mistake("workbook-swells", path=str(path), megabytes=unpacked >> 20)
    if any(part.flag_bits & 1 for part in parts):
        raise Mistake("workbook-locked", path=str(path))
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise Mistake("workbook-kind-unknown", path=str(path))


def _kind_of_compound(path: Path) -> str:
    """An old .xls, or the envelope of an encrypted .xlsx (MS-OFFCRYPTO 2.3.4)."""
    with path.open("rb") as stream:
        start = stream.read(_DIRECTORY_LOOK_BYTES)
        stream.seek(max(0, path.stat().st_size - _DIRECTORY_LOOK_BYTES))
        if _ENCRYPTED in start or _ENCRYPTED in stream.read():
            raise Mistake("workbook-locked", path=str(path))
    return "xls"
