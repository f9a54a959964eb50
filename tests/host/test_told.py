"""What is wrong with a home, a backup or a place to write to is told in both languages."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faces.asking import BOLTS, Desk, write_book
from tuowang.host.backup import backup, restore
from tuowang.host.company import open_company
from tuowang.host.home import Home
from tuowang.host.lock import only_one
from tuowang.host.verify import verify


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A company with a key, a workbook and nobody to talk to."""
    made = Desk(tmp_path / "home")
    made.done("init", "--name", "Bolt Factory")
    made.done("import", write_book(tmp_path / "book.xlsx", BOLTS))
    return made


def no_home(home: Path) -> None:
    shutil.rmtree(home)


def open_key(home: Path) -> None:
    (home / "key").chmod(0o640)


def damaged_key(home: Path) -> None:
    (home / "key").write_text("AAAA\n")


def damaged_settings(home: Path) -> None:
    (home / "tuowang.toml").write_text('listen = "\n')


def no_database(home: Path) -> None:
    for path in home.glob("tuowang.db*"):
        path.unlink()
    (home / "tuowang.db").write_bytes(b"invoice " * 2000)


def database_of_another(home: Path) -> None:
    no_database(home)
    (home / "tuowang.db").unlink()
    database = sqlite3.connect(home / "tuowang.db")
    database.execute("CREATE TABLE invoices (number INTEGER)")
    database.close()


def database_of_the_future(home: Path) -> None:
    database = sqlite3.connect(home / "tuowang.db")
    database.execute("PRAGMA user_version = 77")
    database.close()


WRONG: list[tuple[Callable[[Path], None], str, str, str]] = [
    (no_home, "home-missing", "tuowang init", "tuowang init"),
    (open_key, "key-readable-by-others", "chmod 600", "chmod 600"),
    (damaged_key, "key-damaged", "Put it back from a backup", "请从备份恢复"),
    (damaged_settings, "settings-unreadable", "Correct that line", "请改正该行"),
    (no_database, "database-damaged", "restore the last backup", "再恢复最近的备份"),
    (database_of_another, "database-not-ours", "Choose another folder", "请选择其他文件夹"),
    (database_of_the_future, "database-newer", "Install that version", "请安装该版本"),
]


@pytest.mark.parametrize(("spoil", "code", "english", "chinese"), WRONG)
def test_a_home_that_is_wrong(
    desk: Desk, spoil: Callable[[Path], None], code: str, english: str, chinese: str
) -> None:
    spoil(desk.home)
    before = {path: path.read_bytes() for path in desk.home.glob("*") if path.is_file()}
    for language, remedy in (("en", english), ("zh", chinese)):
        told = Desk(desk.home, language).ask("partners")
        assert (told.code, told.out) == (2, "")
        assert remedy in told.err
        assert str(desk.home) in told.err
        document = Desk(desk.home, language).ask("partners", "--json").mistake
        assert document["mistake"] == code
    for path, data in before.items():
        assert path.read_bytes() == data, path


def refused_in_both(desk: Desk, code: str, *arguments: object) -> None:
    """Exit code 2, the code, and a sentence in each language."""
    said = set()
    for language in ("en", "zh"):
        told = Desk(desk.home, language).ask(*arguments, "--json")
        assert told.code == 2, told
        assert told.mistake["mistake"] == code
        said.add(told.mistake["text"])
    assert len(said) == 2


# ------------------------------------------------------------------------ places to write to


@pytest.mark.parametrize(
    ("command", "code"),
    [("backup", "file-not-writable"), ("export", "file-not-writable")],
)
def test_a_place_where_nothing_can_be_written(
    desk: Desk, tmp_path: Path, command: str, code: str
) -> None:
    file = tmp_path / "a file"
    file.write_text("mine")
    refused_in_both(desk, code, command, file / "below")
    assert file.read_text() == "mine"


def test_a_disk_that_fills_up_during_backup_and_export(desk: Desk, tmp_path: Path) -> None:
    """Nothing half written stays, so the same name can be given again when there is room."""
    program = (
        "import resource, signal, sys\n"
        "from tuowang.faces.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "main()\n"
    )
    rows: list[list[object]] = [["item", "name", "unit", "supply"]]
    rows += [[f"nut-{number}", f"Nut {number}", "pc", "buy"] for number in range(400)]
    desk.done("import", write_book(tmp_path / "book.xlsx", {"items": rows}))
    environment = {**os.environ, "TUOWANG_HOME": str(desk.home), "TUOWANG_LANG": "en"}
    for command, place in (("backup", "bolts.zip"), ("export", "out")):
        done = subprocess.run(
            [sys.executable, "-c", program, command, str(tmp_path / place)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2, done
        assert "Traceback" not in done.stderr
        assert place in done.stderr
        left = [path.name for path in tmp_path.iterdir()]
        assert sorted(left) == ["book.xlsx", "home"]
        desk.done(command, tmp_path / place)
        target = tmp_path / place
        shutil.rmtree(target) if target.is_dir() else target.unlink()


# -------------------------------------------------------------------------------- restoring


def test_nothing_is_restored_under_a_running_connector(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bolts.zip"
    desk.done("backup", file)
    with only_one(desk.home):
        refused_in_both(desk, "already-running", "restore", file, "--replace")
        refused_in_both(desk, "already-running", "up")
    assert not list(desk.home.glob("before-restore-*"))
    desk.done("restore", file, "--replace")
    assert desk.read("stock")


def test_a_restore_that_was_cut_off_is_done_again_and_deletes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "bolts.zip"
    with open_company(desk.home) as company:
        backup(company, file)
    desk.done("count", "rod", 900)
    kept = desk.home / "before-restore-1"
    kept.mkdir()
    (desk.home / "key").rename(kept / "key")  # killed here, just after the key was moved aside
    assert desk.ask("stock").code == 2
    made = restore(file, Home(desk.home), replace=True)
    assert made.moved_aside == str(desk.home / "before-restore-2")
    assert (desk.home / "before-restore-2" / "tuowang.db").exists()
    assert [row["quantity"] for row in desk.read("stock", "--item", "rod")] == [1000]
    with open_company(desk.home) as company:
        assert verify(company, deep=True) == []


def locked_zip(file: Path) -> None:
    """Say in the zip's directory that its members want a password."""
    data = bytearray(file.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            struct.pack_into("<H", data, place + offset, 1)
    file.write_bytes(data)


def bent_stream(file: Path) -> None:
    """A packed manifest whose packing is broken."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tuowang.db", b"x" * 5000)
        archive.writestr("manifest.json", b"{}" * 500)
    data = bytearray(file.read_bytes())
    place = data.index(b"manifest.json") + len(b"manifest.json")
    data[place : place + 6] = b"\xff" * 6
    file.write_bytes(data)


@pytest.mark.parametrize("spoil", [locked_zip, bent_stream])
def test_a_backup_that_cannot_be_unpacked(
    desk: Desk, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    file = tmp_path / "bolts.zip"
    desk.done("backup", file)
    spoil(file)
    refused_in_both(desk, "backup-damaged", "restore", file, "--replace")
    refused_in_both(desk, "file-not-readable", "restore", tmp_path, "--replace")
    assert desk.read("stock")
    assert not list(desk.home.glob("before-restore-*"))
