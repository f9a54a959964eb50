"""Files that people sent to the pages and have not yet decided about: few, private, named by hash.

So what is taken in is, byte for byte, what was looked at before.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from tuowang.errors import Mistake
from tuowang.host.home import Home, replace_file

FOLDER = "uploads"
MOST_KEPT = 8
_NAME = re.compile(r"[0-9a-f]{64}\.[a-z]{1,5}")


def keep(home: Home, data: bytes, ending: str) -> str:
    """Keep a file, for its owner's eyes only; its name. The oldest one makes room.

    ending: without the dot. Mistake: disk-full, file-not-writable, upload-unknown.
    """
    name = f"{sha256(data).hexdigest()}.{ending}"
    if not _NAME.fullmatch(name):
        raise Mistake("upload-unknown")
    folder = home.path / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as no:
        raise Mistake("file-not-writable", file=folder, why=no.strerror) from no
    kept = sorted(_files(folder), key=lambda file: file.stat().st_mtime)
    for old in kept[: max(0, len(kept) - MOST_KEPT + 1)]:
        with suppress(OSError):
            old.unlink()
    replace_file(folder / name, data, 0o600)
    return name


def kept(home: Home, name: str) -> Path:
    """Where a file lies that was kept, and is what it was. Mistake: upload-unknown."""
    path = home.path / FOLDER / name
    if not _NAME.fullmatch(name):
        raise Mistake("upload-unknown")
    try:
        found = sha256(path.read_bytes()).hexdigest()
    except OSError:
        raise Mistake("upload-unknown") from None
    if found != path.stem:
        raise Mistake("upload-unknown")
    return path


def drop(home: Home, name: str) -> None:
    """Let go of a file."""
    if _NAME.fullmatch(name):
        with suppress(OSError):
            (home.path / FOLDER / name).unlink()


def _files(folder: Path) -> list[Path]:
    """Every file there, also what a crash left half-written."""
    with os.scandir(folder) as found:
        return [folder / one.name for one in found if one.is_file(follow_symlinks=False)]
