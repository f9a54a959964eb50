"""Verify: what was changed behind our back is found, and what is well is not accused."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.faces.asking import Two, two_companies
from tuowang.errors import Mistake
from tuowang.flows.message import Tell
from tuowang.host.backup import backup, restore
from tuowang.host.company import open_company
from tuowang.host.home import Home
from tuowang.host.verify import compare_tables, verify
from tuowang.record.chain import Head, extend

OUT, IN = 2, 3


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Two companies that have said something to each other, both ways and in turns."""
    two = two_companies(tmp_path_factory.mktemp("two"))
    for number in range(5):
        two.bolts.done("tell", "frames", f"word {number}")
        two.exchange()
        two.frames.done("tell", "bolts", f"answer {number}")
        two.exchange()
    return two


@pytest.fixture
def home(talked: Two, tmp_path: Path) -> Path:
    """A copy of one company's home, to be spoiled."""
    return Path(shutil.copytree(talked.bolts.home, tmp_path / "home"))


def change(home: Path, work: Callable[[sqlite3.Connection], object]) -> None:
    with closing(sqlite3.connect(home / "tuowang.db")) as database:
        work(database)
        database.commit()


def found(home: Path) -> list[tuple[str, int, int]]:
    with open_company(home) as company:
        findings = verify(company)
    return [(one.code, one.details["stream"], one.details["n"]) for one in findings]


def end_of(home: Path, stream: int) -> Head:
    query = "SELECT n, hash FROM log WHERE stream = ? ORDER BY n DESC LIMIT 1"
    with closing(sqlite3.connect(home / "tuowang.db")) as database:
        return Head(*database.execute(query, (stream,)).fetchone())


def test_what_is_well_is_not_accused(talked: Two) -> None:
    for desk in (talked.bolts, talked.frames):
        with open_company(desk.home) as company:
            assert verify(company, deep=True) == []


def test_words_put_into_the_partners_mouth_are_found(home: Path) -> None:
    """The chain is right to the last hash: only the partner's signature is missing."""
    forged = extend(end_of(home, IN), b"we owe you everything")
    row = (IN, forged.n, forged.hash, b"we owe you everything", 10**6)
    change(home, lambda database: database.execute(
        "INSERT INTO log (stream, n, hash, body, arrival) VALUES (?, ?, ?, ?, ?)", row
    ))  # fmt: skip
    assert found(home) == [("verify-seal-differs", IN, forged.n)]


@pytest.mark.parametrize("stream", [0, IN])
def test_a_log_without_its_seals_is_found(home: Path, stream: int) -> None:
    end = end_of(home, stream)
    change(home, lambda database: database.execute("DELETE FROM seals WHERE stream = ?", (stream,)))
    assert found(home) == [("verify-seal-differs", stream, end.n)]


@pytest.mark.parametrize("stream", [0, IN])
def test_a_log_that_lost_its_end_is_found(home: Path, stream: int) -> None:
    end = end_of(home, stream)
    change(home, lambda database: database.execute(
        "DELETE FROM log WHERE stream = ? AND n = ?", (stream, end.n)
    ))  # fmt: skip
    assert ("verify-seal-differs", stream, end.n) in found(home)


def test_a_stored_body_that_became_text_is_found(home: Path) -> None:
    """Same bytes, another type: the chain could not tell, and the store could not read it."""
    body = b"plain letters"
    change(home, lambda database: database.execute(
        "UPDATE log SET body = CAST(? AS TEXT) WHERE stream = ? AND n = ?", (body, IN, 1)
    ))  # fmt: skip
    assert ("verify-entry-changed", IN, 1) in found(home)


def test_entries_whose_link_is_gone_are_found(home: Path) -> None:
    change(home, lambda database: database.execute("DELETE FROM links"))
    assert {("verify-entry-changed", OUT, 1), ("verify-entry-changed", IN, 1)} <= set(found(home))


def test_a_file_damaged_beyond_reading_is_a_mistake_not_a_crash(home: Path) -> None:
    with closing(sqlite3.connect(home / "tuowang.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = database.execute("PRAGMA page_size").fetchone()
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'log'"
        (page,) = database.execute(query).fetchone()
    data = bytearray((home / "tuowang.db").read_bytes())
    data[(page - 1) * size] = 0x77
    (home / "tuowang.db").write_bytes(data)
    with pytest.raises(Mistake, match="database-damaged"):
        found(home)


def test_others_may_write_while_we_look(home: Path) -> None:
    """What is checked is of one moment, so an entry said meanwhile is no finding."""
    with open_company(home) as company, open_company(home) as other:
        progress: list[tuple[int, ...]] = []

        def meanwhile(*parts: int) -> None:
            progress.append(parts)
            if len(progress) == 1:
                other.ask(Tell("frames", "said meanwhile"))

        before = company.store.last_arrival()
        assert verify(company, meanwhile) == []
        assert progress == [(before, before)], "what was said meanwhile was looked at too"
        assert company.store.last_arrival() == before + 1
        assert compare_tables(company) == []
        assert verify(company, deep=True) == []


def test_a_healed_link_is_not_accused(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    two.bolts.done("tell", "frames", "before the backup")
    two.exchange()
    with open_company(two.bolts.home) as company:
        backup(company, tmp_path / "bolts.zip")
    two.bolts.done("tell", "frames", "since the backup")
    two.frames.done("tell", "bolts", "an answer")
    two.exchange()
    restore(tmp_path / "bolts.zip", Home(two.bolts.home), replace=True)
    two.bolts.done("tell", "frames", "after the restore")
    for _ in range(3):
        with open_company(two.bolts.home) as here, open_company(two.frames.home) as there:
            assert verify(here, deep=True) == verify(there, deep=True) == []
        two.exchange()
    with open_company(two.bolts.home) as here:
        assert here.link("frames").epoch == 1
        assert verify(here, deep=True) == []
