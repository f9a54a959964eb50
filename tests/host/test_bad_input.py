"""Whatever goes wrong: a clear message, nothing half done, nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faces.asking import Desk, Two, two_companies
from tuowang.errors import Mistake
from tuowang.host.carrying import carry
from tuowang.host.company import TABLES, Company, open_company
from tuowang.host.home import Home
from tuowang.host.verify import verify
from tuowang.link.bundle import MAXIMUM_BUNDLE_BYTES
from tuowang.link.state import LINKS

YEAR_MILLISECONDS = 366 * 86_400_000


def dump(home: Path) -> list[Any]:
    """Everything that a home's database holds, but for when somebody was last heard."""
    with open_company(home) as company:
        tables = [list(company.store.scan(table)) for table in TABLES if table is not LINKS]
        return [tables, company.store.arrivals(0, 10**6)]


def refused(desk: Desk, *arguments: object) -> str:
    """A command that must be refused with exit code 2; what it says."""
    found = desk.ask(*arguments)
    assert found.code == 2, found
    assert found.out == ""
    assert "Traceback" not in found.err
    return found.err


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Two companies that know each other, and a stick."""
    return two_companies(tmp_path)


def bundle_for_frames(two: Two) -> Path:
    """A bundle on the stick that the customer has not taken yet."""
    two.bolts.done("tell", "frames", "a word")
    before = set(two.stick.iterdir())
    two.bolts.done("carry", two.stick)
    fresh = sorted(set(two.stick.iterdir()) - before) or sorted(two.stick.iterdir())
    return next(path for path in fresh if path.stat().st_size > 200)


def test_damaged_bundles_on_a_stick_change_nothing_and_stay(two: Two) -> None:
    path = bundle_for_frames(two)
    whole = path.read_bytes()
    before = dump(two.frames.home)
    dice = Random(3)
    for spoiled in (
        whole[: len(whole) // 2],
        whole[:11],
        whole[:30] + bytes((whole[30] ^ 1,)) + whole[31:],
        dice.randbytes(500),
        b"\x01\x01\x00\x00" + dice.randbytes(500),
        bytes((9,)) + whole[1:],
    ):
        path.write_bytes(spoiled)
        report = two.frames.read("carry", two.stick)
        assert [left["file"] for left in report["left"]] == [path.name]
        assert path.read_bytes() == spoiled
        assert dump(two.frames.home) == before
    path.write_bytes(whole)
    assert two.frames.read("carry", two.stick)["left"] == []
    assert [row["text"] for row in two.frames.read("messages")] == ["a word"]


def test_an_oversized_file_on_a_stick_is_left(two: Two) -> None:
    path = two.stick / ("0" * 20 + "-0000.tuowang")
    with path.open("wb") as file:
        file.truncate(MAXIMUM_BUNDLE_BYTES + 1)
    report = two.frames.read("carry", two.stick)
    assert [left["file"] for left in report["left"]] == [path.name]
    assert path.exists()


def test_a_foreign_bundle_is_left_for_whom_it_is_for(two: Two, tmp_path: Path) -> None:
    others = two_companies(_new(tmp_path / "others"))
    foreign = bundle_for_frames(others)
    copy = two.stick / foreign.name
    shutil.copy(foreign, copy)
    report = two.frames.read("carry", two.stick)
    assert [left["why"] for left in report["left"] if left["file"] == copy.name]
    assert copy.exists()


def _new(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_folder_that_is_none(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    assert "folder" in refused(two.bolts, "carry", tmp_path / "nowhere").lower()
    assert str(file) in refused(two.bolts, "carry", file)
    two.bolts.language = "zh"
    assert "文件夹" in refused(two.bolts, "carry", tmp_path / "nowhere")


def test_a_read_only_place_for_a_backup(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    said = refused(two.bolts, "backup", file / "backup.zip")
    assert "backup.zip" in said or str(file) in said
    assert file.read_text() == "x"


def test_a_full_disk_while_writing(two: Two) -> None:
    """Files may not grow any more: the command is refused, and all that was there is there."""
    before = dump(two.bolts.home)
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from tuowang.errors import Mistake\n"
        "from tuowang.flows.message import Tell\n"
        "from tuowang.host.company import open_company\n"
        "company = open_company(Path(sys.argv[1]))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "try:\n"
        "    company.ask([Tell('frames', str(n) + 'x' * 1500) for n in range(400)])\n"
        "except Mistake as mistake:\n"
        "    print(mistake.code)\n"
        "company.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(two.bolts.home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() in ("disk-full", "disk-failed"), done
    assert done.stderr == ""
    assert dump(two.bolts.home) == before
    two.bolts.done("tell", "frames", "there is room again")
    with open_company(two.bolts.home) as company:
        assert verify(company, deep=True) == []


def test_two_writers_on_one_home_take_turns(two: Two) -> None:
    environment = {**os.environ, "TUOWANG_HOME": str(two.bolts.home), "TUOWANG_LANG": "en"}
    commands = [
        subprocess.Popen(
            [sys.executable, "-m", "tuowang", "tell", "frames", f"word {number}"],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        for number in range(4)
    ]
    assert [command.wait() for command in commands] == [0] * 4
    texts = {row["text"] for row in two.bolts.read("messages")}
    assert texts == {f"word {number}" for number in range(4)}


@pytest.mark.parametrize("offset", [-YEAR_MILLISECONDS, YEAR_MILLISECONDS, -55 * YEAR_MILLISECONDS])
def test_a_clock_that_jumps_loses_and_refuses_nothing(two: Two, offset: int) -> None:
    two.exchange()
    with open_company(two.bolts.home) as company:
        honest = company.clock
        company.clock = lambda: max(0, honest() + offset)
        from tuowang.flows.message import Tell

        company.ask(Tell("frames", "at another time"))
        carry(company, two.stick)
    two.exchange()
    assert [row["text"] for row in two.frames.read("messages")] == ["at another time"]
    assert two.bolts.read("partners")[0]["under_way"] == 0


def test_a_key_that_others_may_read(two: Two) -> None:
    (two.bolts.home / "key").chmod(0o644)
    assert "key" in refused(two.bolts, "partners")
    (two.bolts.home / "key").chmod(0o600)
    two.bolts.done("partners")


@pytest.mark.parametrize("text", ["", "!!!", "QUJD", "\xff"])
def test_a_damaged_key(two: Two, text: str) -> None:
    key = two.bolts.home / "key"
    whole = key.read_bytes()
    key.write_bytes(text.encode("latin-1"))
    assert str(key) in refused(two.bolts, "partners")
    key.write_bytes(whole)
    two.bolts.done("partners")


@pytest.mark.parametrize("text", ["listen = 7", "= x", 'listen = "a"\nlisten = "b"', "\x00"])
def test_damaged_settings(two: Two, text: str) -> None:
    path = two.bolts.home / "tuowang.toml"
    path.write_text(text)
    assert str(path) in refused(two.bolts, "partners")


def test_no_home_at_all(tmp_path: Path) -> None:
    said = refused(Desk(tmp_path / "nobody"), "partners")
    assert "tuowang init" in said
    assert "tuowang init" in refused(Desk(tmp_path / "nobody", "zh"), "partners")


def test_a_database_that_is_none(two: Two) -> None:
    path = two.bolts.home / "tuowang.db"
    for name in ("tuowang.db", "tuowang.db-wal", "tuowang.db-shm"):
        (two.bolts.home / name).unlink(missing_ok=True)
    path.write_bytes(b"this is not a database, but it is long enough to look at" * 100)
    assert str(path) in refused(two.bolts, "partners")


def test_a_database_from_the_future(two: Two) -> None:
    with sqlite3.connect(two.bolts.home / "tuowang.db") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    assert "999" in refused(two.bolts, "partners")


def test_an_older_database_in_its_place_is_noticed_and_heals(two: Two, tmp_path: Path) -> None:
    two.exchange()
    old = tmp_path / "old.db"
    with open_company(two.bolts.home) as company:
        company.store.backup_to(old)
    two.bolts.done("tell", "frames", "held by frames")
    two.exchange()
    for name in ("tuowang.db-wal", "tuowang.db-shm"):
        (two.bolts.home / name).unlink(missing_ok=True)
    shutil.copy(old, two.bolts.home / "tuowang.db")
    with open_company(two.bolts.home) as company:
        assert [note.code for note in company.opening_notes] == ["database-older-than-guard"]
        assert company.link("frames").healing
    two.exchange()
    with open_company(two.bolts.home) as company:
        assert not company.link("frames").healing
        assert verify(company, deep=True) == []
    assert [row["text"] for row in two.bolts.read("messages")] == ["held by frames"]
    assert [row["text"] for row in two.frames.read("messages")] == ["held by frames"]


def test_a_home_is_never_made_twice(two: Two) -> None:
    secret = (two.bolts.home / "key").read_bytes()
    assert refused(two.bolts, "init", "--name", "Again")
    assert (two.bolts.home / "key").read_bytes() == secret
    with pytest.raises(Mistake, match="home-taken"):
        Home(two.bolts.home).create(Home(two.bolts.home).settings())


def test_the_key_is_for_its_owner_only(two: Two) -> None:
    assert (two.bolts.home / "key").stat().st_mode & 0o777 == 0o600
    with Company(Home(two.bolts.home)) as company:
        assert company.links()
