"""Backup, restore, verify, export: what comes back, what is found, what can be read without us."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from random import Random

import msgspec
import pytest

from tests.faces.asking import Two, two_companies
from tuowang.errors import Mistake
from tuowang.flows.message import MESSAGES, Tell
from tuowang.host.backup import backup, read_backup, restore
from tuowang.host.company import TABLES, open_company
from tuowang.host.export import export
from tuowang.host.home import Home
from tuowang.host.verify import verify
from tuowang.link.state import LINK_TABLES, LINKS, SEALS, SealRow
from tuowang.record.entry import read_entry
from tuowang.record.seal import Position, make_seal, pack_seal


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Two companies that know each other, with some talk behind them."""
    found = two_companies(tmp_path)
    for number in range(20):
        found.bolts.done("tell", "frames", f"word {number}")
    found.exchange()
    return found


def test_a_backup_round_trip_into_a_new_home(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "bolts.zip"
    with open_company(two.bolts.home) as company:
        made = backup(company, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".bolts.zip")]
    restored = restore(file, Home(tmp_path / "again"))
    assert (restored.company, restored.partners) == (made.company, 1)
    with open_company(tmp_path / "again") as company:
        assert company.store.count(MESSAGES) == 20
        assert company.link("frames").healing
        assert verify(company, deep=True) == []


def test_a_week_old_backup_and_the_partner_give_everything_back(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "bolts.zip"
    with open_company(two.bolts.home) as company:
        backup(company, file)
    two.bolts.done("tell", "frames", "since the backup, held by frames")
    two.frames.done("tell", "bolts", "and an answer")
    two.exchange()
    restore(file, Home(two.bolts.home), replace=True)
    assert (two.bolts.home / "before-restore-1" / "tuowang.db").exists()
    with open_company(two.bolts.home) as company:
        company.ask(Tell("frames", "written after the restore"))
        link = company.link("frames")
        rows = company.store.read(link.out_stream, 0, 1000)
        own_id = read_entry(rows[-1].body).id
    two.exchange()
    two.exchange()
    with open_company(two.bolts.home) as here, open_company(two.frames.home) as there:
        out, into = here.link("frames"), there.link("bolts")
        assert not out.healing
        assert here.store.head(out.out_stream) == there.store.head(into.in_stream)
        assert here.store.head(out.in_stream) == there.store.head(into.out_stream)
        heard = there.store.read(into.in_stream, 0, 1000)
        ids = [read_entry(row.body).id for row in heard]
        assert ids[-1] == own_id
        assert len(set(ids)) == len(ids)
        assert verify(here, deep=True) == verify(there, deep=True) == []
        texts = [row.text for row in there.store.scan(MESSAGES) if not row.mine]
        assert len(texts) == 22


def test_a_backup_without_its_key_needs_the_home_or_the_secret(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "bolts.zip"
    with open_company(two.bolts.home) as company:
        backup(company, file, with_key=False)
    with zipfile.ZipFile(file) as archive:
        assert "key" not in archive.namelist()
    with pytest.raises(Mistake, match="backup-without-key"):
        restore(file, Home(tmp_path / "again"))
    assert not (tmp_path / "again" / "tuowang.db").exists()
    with pytest.raises(Mistake, match="backup-of-another"):
        restore(file, Home(tmp_path / "again"), secret=bytes(32))
    restore(file, Home(tmp_path / "again"), secret=Home(two.bolts.home).secret())
    with open_company(tmp_path / "again") as company:
        assert company.store.count(MESSAGES) == 20


def test_a_home_in_use_is_not_replaced_unasked(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "bolts.zip"
    with open_company(two.bolts.home) as company:
        backup(company, file)
    before = (two.bolts.home / "key").read_bytes()
    with pytest.raises(Mistake, match="home-taken"):
        restore(file, Home(two.bolts.home))
    assert (two.bolts.home / "key").read_bytes() == before


def spoil(file: Path, how: str) -> None:
    """Make a backup that is none."""
    if how == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif how == "flip":
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    elif how == "text":
        file.write_text("not a zip")
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("../../evil", "x")
            archive.writestr("manifest.json" if how == "manifest" else "other", "{}")


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("cut", "backup-damaged"),
        ("flip", "backup-damaged"),
        ("text", "backup-damaged"),
        ("foreign", "backup-not-ours"),
        ("manifest", "backup-not-ours"),
    ],
)
def test_a_backup_that_is_none_changes_nothing(
    two: Two, tmp_path: Path, how: str, code: str
) -> None:
    file = tmp_path / "bolts.zip"
    with open_company(two.bolts.home) as company:
        backup(company, file)
    spoil(file, how)
    with pytest.raises(Mistake, match=code):
        restore(file, Home(two.bolts.home), replace=True)
    with pytest.raises(Mistake, match="file-missing"):
        restore(tmp_path / "nothing", Home(tmp_path / "new"))
    assert not (tmp_path / "evil").exists()
    assert not (two.bolts.home / ".restoring").exists()
    with open_company(two.bolts.home) as company:
        assert company.store.count(MESSAGES) == 20
        assert not company.link("frames").healing


def test_a_backup_larger_than_allowed_is_not_unpacked(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "bolts.zip"
    with open_company(two.bolts.home) as company:
        backup(company, file)
    with pytest.raises(Mistake, match="backup-too-large"):
        read_backup(file, tmp_path, most_bytes=1000)


def test_every_flipped_bit_of_a_stored_entry_is_found(two: Two, tmp_path: Path) -> None:
    dice = Random(11)
    source = two.bolts.home
    for number in range(20):
        home = tmp_path / f"copy{number}"
        shutil.copytree(source, home)
        database = sqlite3.connect(home / "tuowang.db")
        arrivals = [row[0] for row in database.execute("SELECT arrival FROM log")]
        arrival = dice.choice(arrivals)
        column = dice.choice(("body", "hash"))
        (value,) = database.execute(
            f"SELECT {column} FROM log WHERE arrival = ?", (arrival,)
        ).fetchone()
        changed = bytearray(value)
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        database.execute(
            f"UPDATE log SET {column} = ? WHERE arrival = ?", (bytes(changed), arrival)
        )
        database.commit()
        database.close()
        with open_company(home) as company:
            assert "verify-entry-changed" in {finding.code for finding in verify(company)}


def test_a_changed_table_and_a_false_seal_are_found(two: Two) -> None:
    with open_company(two.bolts.home) as company:
        assert verify(company, deep=True) == []
    database = sqlite3.connect(two.bolts.home / "tuowang.db")
    database.execute("UPDATE messages SET text = 'never said' WHERE text = 'word 3'")
    database.commit()
    with open_company(two.bolts.home) as company:
        assert verify(company) == []
        findings = verify(company, deep=True)
        assert [(one.code, one.details) for one in findings] == [
            ("verify-table-differs", {"table": "messages"})
        ]
        company.rebuild()
        assert verify(company, deep=True) == []
    (seal,) = database.execute("SELECT seal FROM seals WHERE stream = 3 LIMIT 1").fetchone()
    database.execute(
        "UPDATE seals SET seal = ? WHERE stream = 3", (seal[:-1] + bytes((seal[-1] ^ 1,)),)
    )
    database.commit()
    database.close()
    with open_company(two.bolts.home) as company:
        assert "verify-seal-false" in {finding.code for finding in verify(company)}


def test_an_export_is_whole_checkable_and_without_secrets(two: Two, tmp_path: Path) -> None:
    two.bolts.done("tell", "frames", "=1+1")
    folder = tmp_path / "export"
    with open_company(two.bolts.home) as company:
        done = export(company, folder)
        secrets = [company.home.secret(), company.link("frames").tag_secret]
        arrivals = company.store.last_arrival()
        names = {table.name for table in TABLES if table not in LINK_TABLES}
    assert done.entries == arrivals
    lines = [json.loads(line) for line in (folder / "entries.jsonl").open(encoding="utf-8")]
    assert len(lines) == arrivals
    assert {path.stem for path in (folder / "tables").iterdir()} == names
    with (folder / "tables" / "messages.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert "'=1+1" in texts
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(one in data or one.hex().encode() in data for one in secrets)
    check = [sys.executable, str(folder / "check_export.py")]
    good = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout.split()[-2:]) == (0, ["0", "wrong"])
    text = (folder / "entries.jsonl").read_text()
    place = text.index('"body":"') + 12
    spoiled = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
    (folder / "entries.jsonl").write_text(spoiled)
    bad = subprocess.run(check, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    with open_company(two.bolts.home) as company, pytest.raises(Mistake, match="folder-not-empty"):
        export(company, folder)


@pytest.mark.parametrize(("epoch", "found"), [(0, True), (1, False)])
def test_a_receipt_for_a_branch_that_both_lost_is_no_finding(
    two: Two, tmp_path: Path, epoch: int, found: bool
) -> None:
    """Before any restore a receipt that differs is a finding; after one it may be history, and
    must not make a sound backup refused."""
    with open_company(two.bolts.home) as company, open_company(two.frames.home) as partner:
        link = company.link("frames")
        stream = link.in_stream
        mine = Position(0, *company.store.head(stream))
        lost = Position(0, 3, b"\x07" * 32)
        seal = pack_seal(make_seal(partner.keys, link.link_id, mine, lost))
        company.store.begin()
        company.store.put(SEALS, SealRow(stream, mine.n, 0, seal))
        company.store.put(LINKS, msgspec.structs.replace(link, epoch=epoch))
        company.store.commit()
        codes = {finding.code for finding in verify(company)}
        assert codes == ({"verify-seal-differs"} if found else set())
        backup(company, tmp_path / "bolts.zip")
    if found:
        with pytest.raises(Mistake, match="backup-damaged"):
            restore(tmp_path / "bolts.zip", Home(tmp_path / "again"))
    else:
        assert restore(tmp_path / "bolts.zip", Home(tmp_path / "again")).partners == 1


def test_a_home_that_somebody_has_open_is_not_replaced(two: Two, tmp_path: Path) -> None:
    """A command that runs on would go on writing to the old database, with the same key."""
    with open_company(two.bolts.home) as company:
        backup(company, tmp_path / "bolts.zip")
        with pytest.raises(Mistake, match="home-busy"):
            restore(tmp_path / "bolts.zip", Home(two.bolts.home), replace=True)
        company.ask(Tell("frames", "undisturbed"))
        assert verify(company, deep=True) == []
    assert not [one for one in two.bolts.home.iterdir() if one.name.startswith("before-")]
    restore(tmp_path / "bolts.zip", Home(two.bolts.home), replace=True)
    with open_company(two.bolts.home) as company:
        assert company.link("frames").healing
