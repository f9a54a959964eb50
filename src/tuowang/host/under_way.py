"""Forms that are being done right now: one file each, locked by who does it, so that nobody else
does the same meanwhile. The system lets go of the lock however that process ends.

The file says how far it is, to whoever asks; of what took long it stays until its outcome was seen.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from tuowang.errors import Mistake
from tuowang.host.home import Home, no_room

FOLDER = "under-way"
LOOK_SECONDS = 0.05
LONG_SECONDS = 2.0
"""What takes longer is told of while it goes on, and behind it."""
TELL_SECONDS = 0.5
KEPT_SECONDS = 24 * 3600
MOST_SHOWN = 20
_BYTES = 4096


class UnderWay(msgspec.Struct, frozen=True):
    """An act: whose, what, since when (ms), and how far: `done` of `count` steps (0: not known).

    state: "" until it has ended, also where it was cut short (alive then says so). told: why it
    could not be done, where it left no note.
    """

    person: str
    line: str
    began: int
    step: str = ""
    done: int = 0
    count: int = 0
    state: str = ""
    told: tuple[str, ...] = ()
    alive: bool = True


class Doing:
    """The file of who does it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path, self.descriptor = path, descriptor
        self.row: UnderWay | None = None
        self._began = self._told_at = time.monotonic()

    @property
    def long(self) -> bool:
        """Whether somebody may have stopped waiting for it."""
        return time.monotonic() - self._began > LONG_SECONDS

    def begin(self, person: str, line: str) -> None:
        """It is about to be done."""
        self._began = time.monotonic()
        self._write(UnderWay(person, line, time.time_ns() // 1_000_000))

    def tell(self, step: str, done: int, count: int) -> None:
        """How far it is; said no more often than somebody can read it."""
        if self.row is not None and time.monotonic() - self._told_at > TELL_SECONDS:
            self._told_at = time.monotonic()
            self._write(msgspec.structs.replace(self.row, step=step, done=done, count=count))

    def end(self, state: str, told: tuple[str, ...] = ()) -> None:
        """What came of it."""
        if self.row is not None:
            self._write(msgspec.structs.replace(self.row, state=state, told=told))

    def _write(self, row: UnderWay) -> None:
        self.row = row
        with suppress(OSError):  # on a full disk the lock holds all the same
            os.pwrite(self.descriptor, msgspec.json.encode(row).ljust(_BYTES), 0)


@contextmanager
def only_one_doing(home: Home, once: str, wait_seconds: float) -> Iterator[Doing | None]:
    """What this form asks for is ours to do; None: another is still at it after a while.

    once: the form's own number, hexadecimal. Mistake: disk-full, home-not-writable.
    """
    path = home.path / FOLDER / once
    until = time.monotonic() + wait_seconds
    descriptor = _locked(path)
    while descriptor is None and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        descriptor = _locked(path)
    if descriptor is None:
        yield None
        return
    doing = Doing(path, descriptor)
    try:
        yield doing
    finally:
        if not (doing.row is not None and doing.row.state and doing.long):
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


def under_way(path: Path, once: str) -> UnderWay | None:
    """How far an act in the home at `path` is; None where nothing is known of it."""
    try:
        with (path / FOLDER / once).open("rb") as file:
            row = msgspec.json.decode(file.read(_BYTES), type=UnderWay)
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return row
    except (OSError, msgspec.DecodeError):
        return None
    return msgspec.structs.replace(row, alive=False)


def all_under_way(path: Path, person: str) -> list[tuple[str, UnderWay]]:
    """Somebody's acts that take long, and those whose outcome they have not seen, by number."""
    found = []
    oldest = time.time() - KEPT_SECONDS
    long = (time.time() - LONG_SECONDS) * 1000
    for once, changed in stamps(path)[:MOST_SHOWN]:
        row = under_way(path, once)
        if (row is None or not row.alive) and changed < oldest * 1e9:
            seen(path, once)
        elif row is not None and row.person == person and (row.began < long or not row.alive):
            found.append((once, row))
    return found


def stamps(path: Path) -> list[tuple[str, int]]:
    """Every file there is, and when it last changed (ns): another answer when anything did."""
    try:
        with os.scandir(path / FOLDER) as folder:
            return sorted((one.name, one.stat().st_mtime_ns) for one in folder)
    except OSError:
        return []


def seen(path: Path, once: str) -> None:
    """The outcome was seen."""
    with suppress(OSError):
        (path / FOLDER / once).unlink()
