"""One running connector a home: a lock that the system lets go of, however the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tuowang.errors import Mistake

LOCK_FILE = "up.lock"


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home's lock. Mistake: already-running (with the pid), home-not-writable."""
    path = home / LOCK_FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as no:
        raise Mistake("home-not-writable", path=path) from no
    try:
        _lock(descriptor, home)
        with suppress(OSError):  # on a full disk the lock holds all the same
            os.ftruncate(descriptor, os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0))
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, home: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "?"
        raise Mistake("already-running", home=home, pid=pid) from None
    except OSError as no:
        raise Mistake("home-not-writable", path=home / LOCK_FILE) from no
