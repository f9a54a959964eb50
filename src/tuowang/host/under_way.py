"""Forms that are being done right now: one file each, locked by who does it, so that nobody else
does the same meanwhile. The system lets go of the lock however that process ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tuowang.errors import Mistake
from tuowang.host.home import Home, no_room

FOLDER = "under-way"
LOOK_SECONDS = 0.05


@contextmanager
def only_one_doing(home: Home, once: str, wait_seconds: float) -> Iterator[bool]:
    """Whether what this form asks for is ours to do; False: another is still at it after a while.

    once: the form's own number, hexadecimal. Mistake: disk-full, home-not-writable.
    """
    path = home.path / FOLDER / once
    until = time.monotonic() + wait_seconds
    descriptor = _locked(path)
    while descriptor is None and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        descriptor = _locked(path)
    if descriptor is None:
        yield False
        return
    try:
        yield True
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)


def _locked(path: Path) -> int | None:
    """The file, opened and locked; None where another holds it, or took it away just now."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as no:
        raise Mistake("disk-full" if no_room(no) else "home-not-writable", path=path) from no
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_nlink:  # else whoever held it has taken it away
            return descriptor
    except BlockingIOError:
        pass
    except OSError as no:
        os.close(descriptor)
        raise Mistake("home-not-writable", path=path) from no
    os.close(descriptor)
    return None
