"""The folder carrier when the disk, the stick, the share or a stranger misbehaves."""

from __future__ import annotations

import errno
import os
import resource
import stat
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tuowang.carriers.base import MAXIMUM_BUNDLE_BYTES, CarrierDown, Skipped, Taken
from tuowang.carriers.folder import MAXIMUM_NAMES, FolderCarrier
from tuowang.errors import Mistake

OURS, THEIRS = "0a" * 10, "f1" * 10


def listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def failing(number: int) -> Callable[..., int]:
    def call(*arguments: object, **options: object) -> int:
        raise OSError(number, os.strerror(number))

    return call


@contextmanager
def largest_file(size_bytes: int) -> Iterator[None]:
    """The operating system itself writes no file beyond this size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_name_is_label_and_part(tmp_path: Path) -> None:
    FolderCarrier(tmp_path).put(OURS, b"bytes")
    assert listing(tmp_path) == {f"{OURS}-0000.tuowang": b"bytes"}


def test_others_may_read_what_we_wrote(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        FolderCarrier(tmp_path).put(OURS, b"bytes")
    finally:
        os.umask(before)
    mode = (tmp_path / f"{OURS}-0000.tuowang").stat().st_mode
    assert stat.S_IMODE(mode) == 0o644


def test_parts_replace_older_ones_and_surplus_goes(tmp_path: Path) -> None:
    carrier = FolderCarrier(tmp_path)
    carrier.put_all(OURS, [b"a", b"b", b"c"])
    carrier.put_all(THEIRS, [b"x", b"y"])
    carrier.put_all(OURS, [b"d"])
    assert sorted(listing(tmp_path).values()) == [b"d", b"x", b"y"]
    carrier.put_all(OURS, [])
    assert sorted(listing(tmp_path).values()) == [b"x", b"y"]


def test_a_bad_part_leaves_all_as_it_was(tmp_path: Path) -> None:
    carrier = FolderCarrier(tmp_path)
    carrier.put_all(OURS, [b"a", b"b"])
    with pytest.raises(Mistake, match="bundle-too-large"):
        carrier.put_all(OURS, [b"c", bytes(MAXIMUM_BUNDLE_BYTES + 1)])
    assert sorted(listing(tmp_path).values()) == [b"a", b"b"]


@pytest.mark.parametrize("label", ["", "../../etc/passwd", "0A" * 10, "0a" * 11, "0a" * 10 + "\n"])
def test_a_label_cannot_leave_the_folder(tmp_path: Path, label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        FolderCarrier(tmp_path).put(label, b"bytes")
    assert listing(tmp_path) == {}


def test_the_order_of_the_disk_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are safe before the name is, and the name before put returns."""
    calls: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        calls.append("fsync folder" if is_folder else "fsync file")
        real_fsync(descriptor)

    def replace(path: Path, target: Path) -> Path:
        calls.append("rename")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    FolderCarrier(tmp_path).put(OURS, b"bytes")
    assert calls == ["fsync file", "rename", "fsync folder"]


@pytest.mark.parametrize("crash_at", ["write", "fsync", "replace"])
def test_power_cut_leaves_the_old_bundle_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_at: str
) -> None:
    """The process ends in the middle of a call: nothing that cleans up runs."""
    carrier = FolderCarrier(tmp_path)
    carrier.put(OURS, b"old")
    process = os.fork()
    if process == 0:
        monkeypatch.setattr(
            Path if crash_at == "replace" else os, crash_at, lambda *arguments: os._exit(9)
        )
        carrier.put(OURS, b"new")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 9
    left = listing(tmp_path)
    assert len(left) == 2, "the cut left no half-written file: nothing was tested"
    partner = FolderCarrier(tmp_path)
    assert [taken.data for taken in partner.poll()] == [b"old"]
    FolderCarrier(tmp_path).put(OURS, b"newest")
    assert listing(tmp_path) == {f"{OURS}-0000.tuowang": b"newest"}


@pytest.mark.parametrize("target", ["fsync file", "fsync folder"])
def test_failed_fsync_is_carrier_down_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    carrier = FolderCarrier(tmp_path)
    carrier.put(OURS, b"old")
    real_fsync = os.fsync
    tries = 0

    def fsync(descriptor: int) -> None:
        nonlocal tries
        if stat.S_ISDIR(os.fstat(descriptor).st_mode) == (target == "fsync folder"):
            tries += 1
            raise OSError(errno.EIO, "input/output error")
        real_fsync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(CarrierDown) as down:
            carrier.put(OURS, b"new")
    assert down.value.code == "folder-fault"
    assert down.value.details == {"path": str(tmp_path), "fault": "EIO"}
    assert tries == 1, "a failed fsync must not be tried again"
    whole = b"old" if target == "fsync file" else b"new"
    assert listing(tmp_path) == {f"{OURS}-0000.tuowang": whole}


def test_file_systems_that_cannot_fsync_a_folder_are_borne(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "invalid argument")
        real_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    FolderCarrier(tmp_path).put(OURS, b"bytes")
    assert listing(tmp_path) == {f"{OURS}-0000.tuowang": b"bytes"}


def test_full_disk_by_the_operating_system(tmp_path: Path) -> None:
    carrier = FolderCarrier(tmp_path)
    carrier.put_all(OURS, [b"old", b"old too"])
    before = listing(tmp_path)
    with largest_file(4096), pytest.raises(Mistake) as mistake:
        carrier.put_all(OURS, [b"small", bytes(10_000)])
    assert mistake.value.code == "folder-full"
    assert mistake.value.details == {"path": str(tmp_path)}
    assert listing(tmp_path) == before


@pytest.mark.parametrize(
    ("call", "number", "code"),
    [
        ("write", errno.ENOSPC, "folder-full"),
        ("write", errno.EDQUOT, "folder-full"),
        ("fsync", errno.ENOSPC, "folder-full"),
        ("open", errno.EROFS, "folder-not-writable"),
        ("open", errno.EACCES, "folder-not-writable"),
    ],
)
def test_faults_of_the_disk_are_mistakes_with_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    carrier = FolderCarrier(tmp_path)
    carrier.put(OURS, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing(number))
        with pytest.raises(Mistake) as mistake:
            carrier.put(OURS, b"new")
    assert mistake.value.code == code
    assert mistake.value.details == {"path": str(tmp_path)}
    assert listing(tmp_path) == {f"{OURS}-0000.tuowang": b"old"}


def test_a_pulled_stick_is_carrier_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", failing(errno.ENODEV))
    with pytest.raises(CarrierDown, match=r"folder-fault.*ENODEV"):
        FolderCarrier(tmp_path).put(OURS, b"bytes")
    assert listing(tmp_path) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write whatever the mode bits say")
def test_folder_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(Mistake, match="folder-not-writable"):
            FolderCarrier(tmp_path).put(OURS, b"bytes")
    finally:
        tmp_path.chmod(0o700)


def test_no_such_folder(tmp_path: Path) -> None:
    missing = tmp_path / "stick"
    carrier = FolderCarrier(missing)
    with pytest.raises(Mistake, match=r"folder-missing.*stick"):
        carrier.put(OURS, b"bytes")
    with pytest.raises(Mistake, match=r"folder-missing.*stick"):
        carrier.poll()
    assert not missing.exists()


@pytest.mark.parametrize("below", ["", "/below"])
def test_a_file_is_no_folder(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    carrier = FolderCarrier(f"{tmp_path}/file{below}")
    for call in (lambda: carrier.put(OURS, b"bytes"), lambda: list(carrier.poll())):
        with pytest.raises(Mistake, match="folder-is-no-folder"):
            call()


def test_a_path_that_cannot_be_one() -> None:
    with pytest.raises(Mistake, match="folder-is-no-folder"):
        FolderCarrier("stick\0")


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "scandir", failing(errno.EACCES))
    with pytest.raises(Mistake, match="folder-not-readable"):
        FolderCarrier(tmp_path).poll()


def test_garbage_is_counted_with_its_reason(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"not for partners")
    place = tmp_path / "place"
    place.mkdir()
    (place / "a-link.tuowang").symlink_to(secret)
    (place / "b-folder.tuowang").mkdir()
    os.mkfifo(place / "c-pipe.tuowang")
    (place / "d-empty.tuowang").touch()
    with (place / "e-large.tuowang").open("wb") as file:
        file.truncate(1 << 40)  # sparse: nobody may try to read it
    (place / "f-\n.tuowang").write_bytes(b"x")
    (place / "g-whole.TUOWANG").write_bytes(b"whole")
    (place / "h-dangling.tuowang").symlink_to(place / "nowhere")
    carrier = FolderCarrier(place)
    assert list(carrier.poll()) == [Taken("g-whole.TUOWANG", b"whole")]
    expected = [
        Skipped("a-link.tuowang", "not-a-file"),
        Skipped("b-folder.tuowang", "not-a-file"),
        Skipped("c-pipe.tuowang", "not-a-file"),
        Skipped("d-empty.tuowang", "empty"),
        Skipped("e-large.tuowang", "too-large"),
        Skipped("'f-\\n.tuowang'", "unprintable-name"),
        Skipped("h-dangling.tuowang", "not-a-file"),
    ]
    assert carrier.skipped == expected
    list(carrier.poll())
    assert carrier.skipped == expected, "a second poll counts anew"


def test_what_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "large.tuowang").open("wb") as file:
        file.truncate(1 << 40)
    carrier = FolderCarrier(tmp_path)
    tracemalloc.start()
    try:
        assert list(carrier.poll()) == []
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert carrier.skipped == [Skipped("large.tuowang", "too-large")]


def test_a_file_swapped_for_a_link_while_we_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"not for partners")
    (tmp_path / "a.tuowang").write_bytes(b"bundle")
    real_lstat = Path.lstat

    def swap_after(path: Path) -> os.stat_result:
        status = real_lstat(path)
        path.unlink()
        path.symlink_to(secret)
        return status

    monkeypatch.setattr(Path, "lstat", swap_after)
    carrier = FolderCarrier(tmp_path)
    assert list(carrier.poll()) == []
    assert carrier.skipped == [Skipped("a.tuowang", "unreadable")]


def test_a_file_that_grows_while_we_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grown = tmp_path / "a.tuowang"
    grown.write_bytes(b"x")
    real_fstat = os.fstat

    def grow_after(descriptor: int) -> os.stat_result:
        status = real_fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_ino == grown.stat().st_ino:
            os.truncate(grown, MAXIMUM_BUNDLE_BYTES + 1)
        return status

    monkeypatch.setattr(os, "fstat", grow_after)
    carrier = FolderCarrier(tmp_path)
    assert list(carrier.poll()) == []
    assert carrier.skipped == [Skipped("a.tuowang", "too-large")]


def test_more_files_than_one_poll_takes_all_get_their_turn(tmp_path: Path) -> None:
    names = [f"{number:05}.tuowang" for number in range(MAXIMUM_NAMES + 1)]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    carrier = FolderCarrier(tmp_path)
    first = [taken.name for taken in carrier.poll()]
    assert first == names[:MAXIMUM_NAMES]
    assert carrier.skipped == [Skipped("", "too-many-files")]
    second = [taken.name for taken in carrier.poll()]
    assert second == [names[-1], *names[: MAXIMUM_NAMES - 1]]


def test_poll_reads_one_bundle_at_a_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.tuowang").write_bytes(name.encode())
    polled = iter(FolderCarrier(tmp_path).poll())
    assert next(polled).data == b"a"
    (tmp_path / "b.tuowang").write_bytes(b"changed before it was its turn")
    assert next(polled).data == b"changed before it was its turn"


def test_done_keeps_a_newer_bundle_of_the_same_name(tmp_path: Path) -> None:
    partner, carrier = FolderCarrier(tmp_path, [OURS]), FolderCarrier(tmp_path, [THEIRS])
    partner.put(OURS, b"first")
    (first,) = carrier.poll()
    partner.put(OURS, b"later")
    carrier.done(first)
    assert [taken.data for taken in carrier.poll()] == [b"later"]


def test_done_never_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.tuowang").write_bytes(b"x")
    (tmp_path / "place").mkdir()
    with pytest.raises(AssertionError):
        FolderCarrier(tmp_path / "place").done(Taken("../outside.tuowang", b"x"))
    assert (tmp_path / "outside.tuowang").exists()


def test_a_read_only_stick_can_be_polled_but_not_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.tuowang").write_bytes(b"x")
    carrier = FolderCarrier(tmp_path)
    (taken,) = carrier.poll()
    monkeypatch.setattr(os, "unlink", failing(errno.EROFS))
    with pytest.raises(Mistake, match="folder-not-writable"):
        carrier.done(taken)
    assert list(carrier.poll()) == [taken]


def test_copies_of_our_own_files_are_ours(tmp_path: Path) -> None:
    carrier = FolderCarrier(tmp_path, [OURS])
    for name in (f"{OURS}-0000 (1).tuowang", f"{OURS.upper()}-0000.TUOWANG"):
        (tmp_path / name).write_bytes(b"x")
    assert list(carrier.poll()) == []
